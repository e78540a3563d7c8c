//! 页面：each page through the router, and what must not be possible tried.

#![allow(clippy::unwrap_used)]

mod annual;
mod applying;
mod asking;
mod auditing;
mod bookings;
mod channels;
mod citizens;
mod desk;
mod desk_files;
mod desk_items;
mod desk_leading;
mod digests;
mod documents;
mod drafting;
mod factors;
mod fake;
mod forbidden;
mod hand_over;
mod inspecting;
mod item_pictures;
mod item_previews;
mod kiosk;
mod messages;
mod messages_after;
mod office;
mod oidc;
mod operating;
mod pages;
mod people;
mod pictured;
mod public_items;
mod registers;
mod reminders;
mod reviewers;
mod screening;
mod sending;
mod services;
mod site;
mod subscribing;
mod suggesting;
mod tracking;
mod visitor;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use fake::Fake;
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

/// A site, and what came back from it last.
struct Site {
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Fails unless every piece of text stands on the page.
    fn says(&self, texts: &[&str]) -> &Answer {
        for text in texts {
            assert!(self.body.contains(text), "the page does not say {text}:\n{}", self.body);
        }
        self
    }

    /// Fails where any piece of text stands on the page.
    fn lacks(&self, texts: &[&str]) -> &Answer {
        for text in texts {
            assert!(!self.body.contains(text), "the page says {text}:\n{}", self.body);
        }
        self
    }
}

impl Site {
    fn new() -> Site {
        Site::of(Fake::new())
    }

    fn of(library: Fake) -> Site {
        Site { router: web::router(Arc::new(library)) }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, "site.example").body(Body::empty()).unwrap()).await
    }

    /// Submits files and fields to the checker as a browser on this site does.
    async fn check(&self, parts: &[(&str, Option<&str>, &str)]) -> Answer {
        self.send(upload(parts).header("sec-fetch-site", "same-origin").body(form(parts)).unwrap()).await
    }

    /// The address of the result of checking files by these names.
    async fn checked(&self, names: &[&str]) -> String {
        let parts: Vec<_> = names.iter().map(|name| ("files", Some(*name), "内容")).collect();
        let answer = self.check(&parts).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.header("location").to_string()
    }
}

const BOUNDARY: &str = "----a-boundary";

fn upload(_: &[(&str, Option<&str>, &str)]) -> axum::http::request::Builder {
    Request::post("/check")
        .header(header::HOST, "site.example")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
}

/// Field name, file name where it is a file, content.
fn form(parts: &[(&str, Option<&str>, &str)]) -> Body {
    let mut body = String::new();
    for (field, file, content) in parts {
        body.push_str(&format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\""));
        if let Some(file) = file {
            body.push_str(&format!("; filename=\"{file}\"\r\nContent-Type: text/html"));
        }
        body.push_str(&format!("\r\n\r\n{content}\r\n"));
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    Body::from(body)
}
