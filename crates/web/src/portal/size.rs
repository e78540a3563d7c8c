//! 字号　POST /size

use crate::error::Error;
use axum::Form;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The cookie that takes the choice away.
pub const NORMAL: &str = "size=normal; Path=/; Max-Age=0; SameSite=Lax; HttpOnly";

#[derive(Deserialize)]
pub struct SizeForm {
    size: String,
    #[serde(default)]
    back: String,
}

/// Keeps the choice in a cookie and goes back to where the reader was.
pub async fn set(Form(form): Form<SizeForm>) -> Result<Response, Error> {
    let kept = match form.size.as_str() {
        "large" => "size=large; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        "normal" => NORMAL,
        _ => return Err(Error::BadRequest("没有这种字号".into())),
    };
    let mut response = Redirect::to(own_path(&form.back)).into_response();
    response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_static(kept));
    Ok(response)
}

/// A place on this site; «//elsewhere» and «/\elsewhere» would lead away from it.
fn own_path(back: &str) -> &str {
    let mut letters = back.chars();
    let leads_here = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    if leads_here && back.chars().all(|c| c.is_ascii_graphic() && c != '\\') { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn one_is_sent_back_to_this_site_only() {
        for (back, path) in [
            ("/check", "/check"),
            ("/workday?from=2026-03-02", "/workday?from=2026-03-02"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
        ] {
            assert_eq!(own_path(back), path, "{back}");
        }
    }
}
