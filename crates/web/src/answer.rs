//! 作答：templates to pages, bytes to downloads with their names and marks.

use crate::error::Error;
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
    let headers = [
        (header::ETAG, quoted(mark)),
        (header::CACHE_CONTROL, NO_CACHE),
        (header::CONTENT_TYPE, text(media_type)),
        (header::CONTENT_DISPOSITION, disposition(name, name, media_type)),
    ];
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

/// A file of somebody's case: it stays in no cache.
pub fn private(name: &str, media_type: &str, bytes: impl Into<Bytes>) -> Response {
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_TYPE, text(media_type)),
        (header::CONTENT_DISPOSITION, disposition(name, name, media_type)),
    ];
    (headers, bytes.into()).into_response()
}

/// What RFC 5987 lets stand unencoded, less what a careless reader might trip over.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// A PDF opens in the browser, everything else is kept as a file: a downloaded page must not run here.
/// `plain` is the name for those who know ASCII only.
pub fn disposition(name: &str, plain: &str, media_type: &str) -> HeaderValue {
    let way = if media_type == "application/pdf" { "inline" } else { "attachment" };
    let plain: String = plain.chars().filter(|c| c.is_ascii_alphanumeric() || "-._".contains(*c)).collect();
    text(&format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, NAME)))
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("made of ASCII letters, digits and punctuation")
}

/// A cell of a CSV file. A leading `=`, `+`, `-` or `@` would be run as a formula by a spreadsheet.
pub fn csv_cell(value: &str) -> String {
    let number = value.parse::<f64>().is_ok();
    let guarded = match value.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') if !number => format!("'{value}"),
        _ => value.to_string(),
    };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
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
    fn file_names_cannot_break_out_of_the_header() {
        let name = "a\"; x=\r\n年报.csv";
        let value = disposition(name, name, "text/csv");
        assert_eq!(
            value.to_str().ok(),
            Some(
                "attachment; filename=\"ax.csv\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A%E5%B9%B4%E6%8A%A5.csv"
            )
        );
    }
}
