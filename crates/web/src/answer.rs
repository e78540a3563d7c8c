//! 作答：templates to pages, bytes to downloads with their names and marks.

use crate::error::Error;
use crate::intake;
use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::hash::{DefaultHasher, Hasher};

/// A page, or the fault that kept it from being drawn.
pub fn page(template: &impl Template) -> Result<Response, Error> {
    let body = template.render().map_err(|error| Error::Broken(error.into()))?;
    Ok(([(header::CACHE_CONTROL, "no-cache"), (header::VARY, "Cookie")], Html(body)).into_response())
}

/// A page that says something went wrong with what was asked.
pub fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, Error> {
    Ok((status, page(template)?).into_response())
}

/// A short mark that changes with the bytes.
pub fn digest(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

/// A file to take away, not sent again to those who have it.
pub fn file(asked: &HeaderMap, name: &str, media_type: &str, bytes: Bytes) -> Response {
    let mark = digest(&bytes);
    known(asked, &mark).unwrap_or_else(|| marked(name, media_type, &mark, bytes))
}

/// Word that the reader has the bytes of this mark already, where so; they need not be read.
pub fn known(asked: &HeaderMap, mark: &str) -> Option<Response> {
    let etag = quoted(mark);
    has(asked.get(header::IF_NONE_MATCH), &etag).then(|| {
        (StatusCode::NOT_MODIFIED, [(header::ETAG, etag), (header::CACHE_CONTROL, NO_CACHE)]).into_response()
    })
}

/// A file under a mark that no other bytes have.
pub fn marked(name: &str, media_type: &str, mark: &str, bytes: Bytes) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::ETAG, quoted(mark));
    headers.insert(header::CACHE_CONTROL, NO_CACHE);
    headers.insert(header::CONTENT_TYPE, text(media_type));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name, name, media_type));
    shut_in(&mut headers, media_type);
    (headers, bytes).into_response()
}

/// Whoever keeps it asks each time: it may have been withdrawn.
pub const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

pub fn quoted(mark: &str) -> HeaderValue {
    text(&format!("\"{mark}\""))
}

/// Whether one of the marks in `If-None-Match` is this.
pub fn has(known: Option<&HeaderValue>, etag: &HeaderValue) -> bool {
    let tags = known.and_then(|known| known.to_str().ok()).unwrap_or_default();
    tags.split(',').any(|tag| tag.trim().trim_start_matches("W/").as_bytes() == etag.as_bytes())
}

/// A page of a file, drawn: asked for anew each time, since it may be withdrawn.
pub fn drawn(png: Bytes) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-cache, private"), (header::CONTENT_TYPE, "image/png")];
    (headers, png).into_response()
}

/// A file of somebody's case: it stays in no cache.
pub fn private(name: &str, media_type: &str, bytes: impl Into<Bytes>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_TYPE, text(media_type));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name, name, media_type));
    shut_in(&mut headers, media_type);
    (headers, bytes.into()).into_response()
}

/// A file that is opened all the same runs nothing, loads nothing and is nobody's page. Browsers show no PDF so.
fn shut_in(headers: &mut HeaderMap, media_type: &str) {
    if media_type != "application/pdf" {
        let policy = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// What RFC 5987 lets stand unencoded, less what a careless reader might trip over.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// A PDF or a picture opens in the browser, everything else is kept as a file: a downloaded page must not run here.
/// `plain` is the name for those who know ASCII only.
pub fn disposition(name: &str, plain: &str, media_type: &str) -> HeaderValue {
    let way = match media_type {
        "application/pdf" | "image/jpeg" | "image/png" => "inline",
        _ => "attachment",
    };
    let (name, plain) = (intake::file_name(name), intake::file_name(plain));
    let plain: String = plain.chars().filter(|c| c.is_ascii_alphanumeric() || "-._".contains(*c)).collect();
    // Of a Chinese name its ending is left.
    let plain = if plain.is_empty() || plain.starts_with('.') { format!("file{plain}") } else { plain };
    text(&format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, NAME)))
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("made of ASCII letters, digits and punctuation")
}

/// A cell of a CSV file.
pub fn csv_cell(value: &str) -> String {
    let guarded = office::register::formula::guarded(value);
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded.into_owned()
    }
}

pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = cells.into_iter().map(csv_cell).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_run_as_formulas_are_disarmed() {
        for (value, cell) in [
            ("9", "9"),
            ("-3", "-3"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("甲,乙", "\"甲,乙\""),
            ("他说\"好\"", "\"他说\"\"好\"\"\""),
            ("=a,b", "\"'=a,b\""),
        ] {
            assert_eq!(csv_cell(value), cell);
        }
    }

    #[test]
    fn a_file_goes_by_its_own_name_and_breaks_out_of_nothing() {
        for (name, plain, encoded) in [
            ("年报.docx", "file.docx", "%E5%B9%B4%E6%8A%A5.docx"),
            ("report 2024.pdf", "report2024.pdf", "report%202024.pdf"),
            ("a\"; x=\r\n年报.csv", "ax.csv", "a%22%3B%20x%3D%E5%B9%B4%E6%8A%A5.csv"),
            ("../../etc/passwd", "passwd", "passwd"),
            ("C:\\年报\\a.xlsx", "a.xlsx", "a.xlsx"),
            ("合同\u{202e}fdp.exe", "fdp.exe", "%E5%90%88%E5%90%8Cfdp.exe"),
            (".htaccess", "file.htaccess", ".htaccess"),
            ("'%27*.txt", "27.txt", "%27%2527%2A.txt"),
            ("年报", "file", "%E5%B9%B4%E6%8A%A5"),
        ] {
            let value = disposition(name, name, "text/csv");
            let expected = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
            assert_eq!(value.to_str().ok(), Some(expected.as_str()), "{name:?}");
        }
    }

    #[test]
    fn only_what_a_browser_shows_safely_is_shown() {
        for (media_type, way, shut) in [
            ("application/pdf", "inline", false),
            ("image/png", "inline", true),
            ("text/html; charset=utf-8", "attachment", true),
            ("image/svg+xml", "attachment", true),
        ] {
            for answer in [
                file(&HeaderMap::new(), "a", media_type, Bytes::from_static(b"x")),
                private("a", media_type, Bytes::from_static(b"x")),
            ] {
                let value =
                    |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
                assert!(value(header::CONTENT_DISPOSITION).starts_with(way), "{media_type}");
                assert_eq!(value(header::CONTENT_SECURITY_POLICY).contains("sandbox"), shut, "{media_type}");
            }
        }
    }
}
