//! 触摸屏上的每一页：nothing is kept, nothing leads elsewhere, no file opens that could not be left again

use super::mark;
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// The longest page there is, in bytes.
const LONGEST: usize = 16_000_000;

#[derive(Template)]
#[template(path = "kiosk/file.html")]
struct File {
    frame: Frame,
    /// A picture to scan, where everybody may have the file.
    code: Option<String>,
}

pub async fn keep(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let Some(mark) = mark(request.headers()) else { return next.run(request).await };
    let path = request.uri().path().to_owned();
    if path.starts_with("/assets/") || path.starts_with("/desk") {
        return next.run(request).await;
    }
    if path == "/search" {
        let asked = request.uri().query().unwrap_or_default();
        return Redirect::to(&format!("/kiosk/look?s={mark}&find=1&{asked}")).into_response();
    }
    if path == crate::asking::PATH {
        let asked = request.uri().query().unwrap_or_default();
        return Redirect::to(&format!("/kiosk/ask?s={mark}&{asked}")).into_response();
    }
    let visit = Visit::of(&portal, request.uri(), request.headers());
    let opened = *request.method() == Method::GET && is_opened(request.headers());
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let kind =
        response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/html") {
        return without_ways_out(response).await.unwrap_or_else(IntoResponse::into_response);
    }
    if opened && response.status().is_success() && !kind.is_empty() {
        return on_a_telephone(&visit, &path).unwrap_or_else(IntoResponse::into_response);
    }
    response
}

/// Whether the browser would show what comes in place of the page: not what a script of ours asks for.
fn is_opened(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|dest| dest == "document")
}

/// A viewer of files has no way back and no end.
fn on_a_telephone(visit: &Visit, path: &str) -> Result<Response, Error> {
    let frame = visit.frame("这个文件请在手机上打开");
    let open = path.starts_with("/info/") || path.starts_with("/disclosure/");
    let code = open.then(|| super::svg(&format!("{}{path}", frame.address), "文件的网址"));
    let mut response = answer::page(&File { frame, code })?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn without_ways_out(response: Response) -> Result<Response, Error> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, LONGEST).await.map_err(anyhow::Error::from)?;
    parts.headers.remove(header::CONTENT_LENGTH);
    Ok(Response::from_parts(parts, Body::from(closed(&String::from_utf8_lossy(&bytes)))))
}

/// Links to other sites, to mail and telephone become the words they stand in; no link opens a window,
/// and no form remembers.
fn closed(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("<a ") {
        let (before, from) = rest.split_at(at);
        let end = from.find('>').map_or(from.len(), |end| end + 1);
        let (tag, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(&if leads_out(tag) {
            "<a class=\"elsewhere\">".into()
        } else {
            tag.replace(" target=\"_blank\"", "")
        });
        rest = after;
    }
    out.push_str(rest);
    // Or a browser would fill in again what was typed, for whoever goes back.
    out.replace("<form ", "<form autocomplete=\"off\" ")
}

/// Every address that is not one of this site's own.
fn leads_out(tag: &str) -> bool {
    let address =
        tag.split_once(" href=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or_default());
    let own = address.starts_with('#')
        || address.starts_with('?')
        || address.starts_with('/') && !address.starts_with("//");
    !own && !address.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ways_within_the_site_stay_links() {
        for (tag, kept) in [
            ("<a href=\"/info/1\">甲</a>", "<a href=\"/info/1\">甲</a>"),
            ("<a class=\"x\" href=\"#a\">甲</a>", "<a class=\"x\" href=\"#a\">甲</a>"),
            (
                "<a href=\"/x\" target=\"_blank\" rel=\"noopener\">甲</a>",
                "<a href=\"/x\" rel=\"noopener\">甲</a>",
            ),
            ("<a href=\"https://www.gov.cn/\">国</a>", "<a class=\"elsewhere\">国</a>"),
            ("<a class=\"y\" href=\"mailto:a@b.cn\">信</a>", "<a class=\"elsewhere\">信</a>"),
            ("<a href=\"tel:12345\">打</a>", "<a class=\"elsewhere\">打</a>"),
            ("<a href=\"//elsewhere\">外</a>", "<a class=\"elsewhere\">外</a>"),
            ("<a id=\"x\">处</a>", "<a id=\"x\">处</a>"),
            ("<abbr>甲</abbr><a ", "<abbr>甲</abbr><a "),
            ("<form method=\"post\">", "<form autocomplete=\"off\" method=\"post\">"),
        ] {
            assert_eq!(closed(tag), kept);
        }
    }
}
