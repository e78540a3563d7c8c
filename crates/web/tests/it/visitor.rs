//! 申请人的浏览器：keeps cookies, follows no link by itself, runs no script.

use crate::Answer;
use crate::office::{Office, encoded};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use std::collections::BTreeMap;
use std::net::SocketAddr;

const BOUNDARY: &str = "----visitor";

pub struct Visitor<'a> {
    pub office: &'a Office,
    cookies: BTreeMap<String, String>,
    /// Where the browser stands, if it matters.
    address: Option<SocketAddr>,
}

/// A part of a form with files: a field, or a field with a file name.
pub enum Part<'a> {
    Text(&'a str, &'a str),
    File(&'a str, &'a str, &'a [u8]),
}

impl<'a> Visitor<'a> {
    pub fn new(office: &'a Office) -> Visitor<'a> {
        Visitor { office, cookies: BTreeMap::new(), address: None }
    }

    pub fn at(self, address: [u8; 4]) -> Visitor<'a> {
        Visitor { address: Some(SocketAddr::from((address, 40_000))), ..self }
    }

    pub fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// The same browser in another window.
    pub fn twin(&self) -> Visitor<'a> {
        Visitor { office: self.office, cookies: self.cookies.clone(), address: self.address }
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request
            .header(header::HOST, "site.example")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-proto", "https")
            .header(header::COOKIE, self.cookie());
        let mut request = request.body(body).unwrap();
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(address));
        }
        let answer = self.office.site.send(request).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        answer
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.send(request, Body::from(body.join("&"))).await
    }

    pub async fn upload(&mut self, path: &str, parts: &[Part<'_>]) -> Answer {
        let mut body = Vec::new();
        for part in parts {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=").into_bytes());
            match part {
                Part::Text(name, text) => body.extend(format!("\"{name}\"\r\n\r\n{text}\r\n").into_bytes()),
                Part::File(name, file, bytes) => {
                    body.extend(format!("\"{name}\"; filename=\"{file}\"\r\n\r\n").into_bytes());
                    body.extend(*bytes);
                    body.extend(b"\r\n");
                }
            }
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send(Request::post(path).header(header::CONTENT_TYPE, kind), Body::from(body)).await
    }

    /// Posts, and goes where it leads.
    pub async fn on(&mut self, path: &str, fields: &[(&str, &str)], to: &str) -> Answer {
        let answer = self.post(path, fields).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, to),
            "{}",
            answer.body
        );
        self.get(to).await
    }

    /// Fills in everything but files, up to the page that is checked.
    pub async fn fill_in(&mut self, content: &str) {
        self.post("/apply", &[("content", content)]).await;
        self.get("/apply/found").await;
        self.post("/apply/found", &[("do", "go")]).await;
        self.on("/apply/kind", &KIND, "/apply/applicant").await;
        self.on("/apply/applicant", &PERSON, "/apply/form").await;
        let to = self.post("/apply/form", &FORM).await.header("location").to_owned();
        // Papers are offered once; with nothing else left to fill in, the next stop is the check.
        if to == "/apply/files" {
            self.upload("/apply/files", &[Part::Text("do", "next")]).await;
        }
    }

    /// Sends what was filled in; number and code.
    pub async fn apply(&mut self) -> (String, String) {
        let page = self.get("/apply/check").await;
        let version = page.between("name=\"version\" value=\"", "\"");
        let receipt = self.on("/apply/check", &[("version", &version)], "/apply/receipt").await;
        assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.body);
        let mut codes = receipt.body.split("class=\"code\">").skip(1).map(|rest| rest.split('<').next());
        let mut code = || codes.next().flatten().unwrap().to_owned();
        (code(), code())
    }
}

pub const KIND: [(&str, &str); 2] = [("kind", "natural_person"), ("by", "self")];
pub const PERSON: [(&str, &str); 4] = [
    ("name", "张小明"),
    ("paper", "resident_id"),
    ("paper_no", "11010519491231002x"),
    ("telephone", "0632-7654321"),
];
pub const FORM: [(&str, &str); 2] = [("medium", "电子文件"), ("way", "网上获取")];

impl Answer {
    /// The text between two others, the first time.
    pub fn between(&self, before: &str, after: &str) -> String {
        let rest = self.body.split_once(before).unwrap_or_else(|| panic!("no {before} in {}", self.body)).1;
        rest.split_once(after).unwrap().0.to_owned()
    }

    /// Fails where any of the texts stands on the page.
    pub fn hides(&self, texts: &[&str]) -> &Answer {
        for text in texts {
            assert!(!self.body.contains(text), "the page says {text}:\n{}", self.body);
        }
        self
    }
}
