//! A connection kept open to a server on this machine, for measuring what it answers.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

pub struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    cookie: String,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Client {
    /// `url` as the server announces it: http://127.0.0.1:1234/
    pub fn open(url: &str) -> Result<Client> {
        let host = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let stream = TcpStream::connect(&host).with_context(|| host.clone())?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream), host, cookie: String::new() })
    }

    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", self.host, self.cookie))
    }

    /// As a browser asks: packed bytes are welcome, and are given as they come.
    pub fn get_gzip(&mut self, path: &str) -> Result<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: gzip\r\n\r\n", self.host))
    }

    /// Sends a form from a page of the site.
    pub fn post(&mut self, path: &str, body: &str) -> Result<Answer> {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        ))
    }

    /// Whoever signs in is signed in on this connection.
    pub fn sign_in(&mut self, account: &str, password: &str) -> Result<()> {
        let body = format!("account={account}&password={password}");
        let answer = self.post("/desk/sign-in", &body)?;
        let cookie = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.with_context(|| format!("no session, but status {}", answer.status))?;
        self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(())
    }

    fn send(&mut self, request: &str) -> Result<Answer> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                bail!("the server closed the connection");
            }
        }
        let head = head.replace("\r\n", "\n");
        // Names of headers are the same in any case.
        let head: Vec<String> = head.lines().map(lowered).collect();
        let head = head.join("\n");
        let status = head.split(' ').nth(1).context("a status line")?.parse()?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(Ok(0), str::parse)?];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, head, body })
    }
}

fn lowered(line: &str) -> String {
    match line.split_once(": ") {
        Some((name, value)) => format!("{}: {value}", name.to_ascii_lowercase()),
        None => line.to_owned(),
    }
}
