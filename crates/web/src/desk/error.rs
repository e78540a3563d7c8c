//! 工作台的出错页面：in the frame of the desk, with the way back, for whoever is signed in

use super::{Desk, Frame, policy, session};
use crate::answer;
use crate::error::{Fault, undressed};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "desk/error.html")]
struct Show {
    frame: Frame,
    title: String,
    advice: String,
    /// The page of the desk one came from.
    back: Option<String>,
}

/// Whoever is not signed in is answered in the frame of the portal.
pub async fn dress(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let response = next.run(request).await;
    let Some(Fault { title, advice }) = undressed(&response) else { return response };
    let Ok(rules) = policy::load(desk.ledger()).await else { return response };
    let Ok(Some(me)) = session::signed_in(&desk, &rules, &headers).await else { return response };
    let status = response.status();
    let allow = response.headers().get(header::ALLOW).cloned();
    let show = Show { frame: desk.frame(&title, &me), title, advice, back: came_from(&headers) };
    let mut dressed = answer::page_with(status, &show).unwrap_or_else(|_| status.into_response());
    if let Some(allow) = allow {
        dressed.headers_mut().insert(header::ALLOW, allow);
    }
    dressed
}

/// GET /desk/…: no such page.
pub async fn unknown() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// A page of this desk, by the header a browser sends; nothing else is believed of it.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let path = rest.strip_prefix(text(header::HOST)?)?;
    let plain = path.chars().all(|one| one.is_ascii_graphic() && !"\\\"<>".contains(one));
    (plain && path.starts_with("/desk")).then(|| path.to_owned())
}
