//! 开始页、申请、结束　/kiosk, /kiosk/apply, /kiosk/end, /kiosk/leave

use super::{COOKIE, mark, svg};
use crate::apply::{self, Window};
use crate::cookie::random_number;
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "kiosk/start.html")]
struct Start {
    frame: Frame,
}

/// GET /kiosk: whoever opens it makes a touch screen of the browser. A link of another site makes none of anybody's.
pub async fn show(headers: HeaderMap, visit: Visit) -> Result<Response, Error> {
    if mark(&headers).is_none() {
        if headers.get("sec-fetch-site").is_some_and(|from| from == "cross-site") {
            return Ok(Redirect::to("/").into_response());
        }
        return Ok(([(header::SET_COOKIE, fresh(&headers)?)], Redirect::to("/kiosk")).into_response());
    }
    answer::page(&Start { frame: visit.frame(&visit.zone()) })
}

fn fresh(headers: &HeaderMap) -> Result<HeaderValue, Error> {
    Ok(COOKIE.set(headers, &random_number()?)?)
}

#[derive(Template)]
#[template(path = "kiosk/apply.html")]
struct Apply {
    frame: Frame,
    code: String,
}

/// GET /kiosk/apply: here, or on one's own telephone; the application itself is that of the portal.
pub async fn show_apply(headers: HeaderMap, visit: Visit) -> Result<Response, Error> {
    if mark(&headers).is_none() {
        return Ok(Redirect::to("/kiosk").into_response());
    }
    let frame = visit.frame("申请公开政府信息");
    let code = svg(&format!("{}/apply", frame.address), "网上申请的网址");
    answer::page(&Apply { frame, code })
}

#[derive(Template)]
#[template(path = "kiosk/help.html")]
struct Help {
    frame: Frame,
}

/// GET /kiosk/help: what the staff of the zone do for somebody, and how to reach them.
pub async fn show_help(headers: HeaderMap, visit: Visit) -> Result<Response, Error> {
    if mark(&headers).is_none() {
        return Ok(Redirect::to("/kiosk").into_response());
    }
    answer::page(&Help { frame: visit.frame("请人帮办") })
}

/// POST /kiosk/end: 结束使用. Drafts, receipts and tracked applications are let go of.
pub async fn end(State(window): State<Option<Window>>, headers: HeaderMap) -> Result<Response, Error> {
    let mut cookies = match &window {
        Some(window) => apply::let_go(window, &headers).await?,
        None => Vec::new(),
    };
    // Whoever comes next has a number of his own, and type of the usual size.
    cookies.extend([HeaderValue::from_static(crate::portal::NORMAL_SIZE), fresh(&headers)?]);
    let mut response = Redirect::to("/kiosk").into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// GET /kiosk/end: where a browser without scripts goes by itself. Another site that leads here ends nothing but
/// what stands on a touch screen.
pub async fn end_unattended(
    State(window): State<Option<Window>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if mark(&headers).is_none() {
        return Ok(Redirect::to("/kiosk").into_response());
    }
    end(State(window), headers).await
}

/// GET /kiosk/leave: the browser is an ordinary one again, where the office lets it be.
pub async fn leave(State(portal): State<Portal>, headers: HeaderMap) -> Result<Response, Error> {
    if portal.library.site().kiosk.locked || mark(&headers).is_none() {
        return Ok(Redirect::to("/kiosk").into_response());
    }
    Ok(([(header::SET_COOKIE, COOKIE.clear(&headers)?)], Redirect::to("/")).into_response())
}
