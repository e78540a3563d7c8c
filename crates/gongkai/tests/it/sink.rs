//! 一个只会收信的邮件服务器：speaks as much SMTP as a client needs, and misbehaves on order.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// 550 to every recipient.
    RefusesRecipients,
    /// 451 to every mail.
    NotNow,
    /// Does not let anyone in.
    Closed,
    /// Takes the connection and says nothing.
    Silent,
    /// Takes a mail, and goes away before it says so.
    HangsUp,
}

/// A mail as it came in, its text decoded.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: String,
    pub headers: String,
    pub text: String,
}

impl Mail {
    pub fn header(&self, name: &str) -> &str {
        let lines = self.headers.lines();
        let found = lines
            .filter_map(|line| line.split_once(": "))
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

#[derive(Clone)]
pub struct Sink {
    pub port: u16,
    manner: Arc<Mutex<Manner>>,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl Sink {
    pub async fn open() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sink = Sink { port, manner: Arc::new(Mutex::new(Manner::Takes)), mails: Arc::default() };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = serving.clone();
                // A client that goes away ends its own connection only.
                tokio::spawn(async move { drop(sink.serve(stream).await) });
            }
        });
        sink
    }

    pub fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// What came in since it was last asked, by recipient.
    pub fn take(&self) -> Vec<Mail> {
        let mut mails = std::mem::take(&mut *self.mails.lock().unwrap());
        mails.sort_by(|one, other| one.to.cmp(&other.to));
        mails
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let manner = *self.manner.lock().unwrap();
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        match manner {
            Manner::Silent => return lines.next_line().await.map(drop),
            Manner::Closed => return writing.write_all(b"421 closed\r\n").await,
            _ => writing.write_all(b"220 sink\r\n").await?,
        }
        let mut to = String::new();
        while let Some(line) = lines.next_line().await? {
            let answer = match line.get(..4).unwrap_or_default() {
                "EHLO" => "250-sink\r\n250 8BITMIME\r\n",
                "RCPT" if manner == Manner::RefusesRecipients => "550 no such box\r\n",
                "RCPT" => {
                    to = line.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
                    "250 ok\r\n"
                }
                "DATA" if manner == Manner::NotNow => "451 busy\r\n",
                "DATA" => {
                    writing.write_all(b"354 go on\r\n").await?;
                    let mut data = Vec::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        data.push(line);
                    }
                    self.mails.lock().unwrap().push(read(&to, &data));
                    if manner == Manner::HangsUp {
                        return Ok(());
                    }
                    "250 taken\r\n"
                }
                "QUIT" => return writing.write_all(b"221 bye\r\n").await,
                _ => "250 ok\r\n",
            };
            writing.write_all(answer.as_bytes()).await?;
        }
        Ok(())
    }
}

fn read(to: &str, data: &[String]) -> Mail {
    let blank = data.iter().position(String::is_empty).unwrap_or(data.len());
    // A header goes on where a line begins with white space.
    let headers = data[..blank].join("\n").replace("\n ", "");
    let body = data.get(blank + 1..).unwrap_or_default();
    let coded = |how: &str| headers.to_lowercase().contains(&format!("content-transfer-encoding: {how}"));
    let text = if coded("base64") {
        String::from_utf8(STANDARD.decode(body.concat()).unwrap()).unwrap()
    } else if coded("quoted-printable") {
        printable(&body.join("\n"))
    } else {
        body.join("\n")
    };
    Mail { to: to.into(), headers: decoded(&headers), text }
}

/// `=E6=82=A8` as the letters it stands for; a line that ends with `=` goes on.
fn printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut pieces = text.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// `=?utf-8?b?…?=` as the words it stands for.
fn decoded(headers: &str) -> String {
    let mut out = String::new();
    let mut rest = headers;
    while let Some((before, after)) = rest.split_once("=?utf-8?b?") {
        // White space between two encoded words is none of theirs.
        out.push_str(if before.trim().is_empty() { "" } else { before });
        let (word, after) = after.split_once("?=").unwrap();
        out.push_str(&String::from_utf8(STANDARD.decode(word).unwrap()).unwrap());
        rest = after;
    }
    out + rest
}
