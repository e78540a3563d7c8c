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

/// A file under a mark, or the part of it that is asked for: one range of bytes (RFC 9110, 14). Several at once, and
/// what is no range, is answered with the whole; a range of another file than the one asked about is, too.
pub fn part(asked: &HeaderMap, name: &str, media_type: &str, mark: &str, bytes: Bytes) -> Response {
    let length = bytes.len();
    let same = asked.get(header::IF_RANGE).is_none_or(|tag| *tag == quoted(mark));
    let range = asked.get(header::RANGE).filter(|_| same).and_then(|range| range.to_str().ok());
    let mut response = match range.map_or(Range::Whole, |range| Range::of(range, length)) {
        Range::Whole => marked(name, media_type, mark, bytes),
        Range::Part(first, last) => {
            let mut response = marked(name, media_type, mark, bytes.slice(first..=last));
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let told = text(&format!("bytes {first}-{last}/{length}"));
            response.headers_mut().insert(header::CONTENT_RANGE, told);
            response
        }
        Range::Outside => {
            let told = [(header::CONTENT_RANGE, text(&format!("bytes */{length}")))];
            (StatusCode::RANGE_NOT_SATISFIABLE, told).into_response()
        }
    };
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    /// The first and the last byte.
    Part(usize, usize),
    Outside,
}

impl Range {
    fn of(range: &str, length: usize) -> Range {
        let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'))
        else {
            return Range::Whole;
        };
        let number = |text: &str| -> Option<usize> {
            let digits = !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit());
            // A number past all counting is past the end.
            digits.then(|| text.parse().unwrap_or(usize::MAX))
        };
        match (number(first), number(last)) {
            (Some(first), Some(last)) if last < first => Range::Whole,
            (Some(first), _) if first >= length && (last.is_empty() || number(last).is_some()) => {
                Range::Outside
            }
            (Some(first), Some(last)) => Range::Part(first, last.min(length - 1)),
            (Some(first), None) if last.is_empty() => Range::Part(first, length - 1),
            (None, Some(0)) if first.is_empty() => Range::Outside,
            (None, Some(_)) if first.is_empty() && length == 0 => Range::Outside,
            (None, Some(tail)) if first.is_empty() => Range::Part(length.saturating_sub(tail), length - 1),
            _ => Range::Whole,
        }
    }
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
    fn one_range_is_answered_with_its_bytes_and_anything_else_with_the_whole() {
        for (range, expected) in [
            ("bytes=0-3", Range::Part(0, 3)),
            ("bytes=4-", Range::Part(4, 9)),
            ("bytes=9-9", Range::Part(9, 9)),
            ("bytes=-3", Range::Part(7, 9)),
            ("bytes=-30", Range::Part(0, 9)),
            ("bytes=5-99999999999999999999999", Range::Part(5, 9)),
            ("bytes=10-", Range::Outside),
            ("bytes=10-12", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=3-1", Range::Whole),
            ("bytes=0-1,3-4", Range::Whole),
            ("bytes=a-", Range::Whole),
            ("bytes=-", Range::Whole),
            ("lines=0-3", Range::Whole),
        ] {
            assert_eq!(Range::of(range, 10), expected, "{range}");
        }
        assert_eq!(Range::of("bytes=0-", 0), Range::Outside);
        assert_eq!(Range::of("bytes=-1", 0), Range::Outside);
    }

    #[test]
    fn a_range_holds_only_for_the_file_it_was_asked_of() {
        let asked = |tag: &'static str| {
            HeaderMap::from_iter([
                (header::RANGE, HeaderValue::from_static("bytes=1-2")),
                (header::IF_RANGE, HeaderValue::from_static(tag)),
            ])
        };
        for (tag, status) in [("\"m\"", 206), ("\"other\"", 200)] {
            let answer = part(&asked(tag), "a", "video/mp4", "m", Bytes::from_static(b"film"));
            assert_eq!(
                (answer.status().as_u16(), answer.headers()["accept-ranges"].as_bytes()),
                (status, &b"bytes"[..])
            );
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
