//! 查询进度　/apply/track：number and code open one application, for a while

pub mod acts;
pub mod case;
pub mod files;
mod session;
mod story;

pub use session::end as session_end;

use super::{Fail, Window, code, unreadable};
use crate::desk::is_number;
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::tries::Tries;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use casework::{File, NewRecord};
use serde::Deserialize;

const KIND: &str = "apply-track";
const TRIES: Tries = Tries("track-failures");
/// Stands where what was typed can be nobody's number.
const NOBODYS: &str = "-";

const WRONG: &str = "编号或者查询码不对。请核对后重新输入，编号的样子是 2026-00001，查询码是12位字母和数字。";
const LOCKED: &str = "这个编号连续输错5次，已暂停查询15分钟。请稍后再试。";

#[derive(Template)]
#[template(path = "apply/track.html")]
struct Show {
    frame: Frame,
    no: String,
    error: Option<&'static str>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    no: String,
    code: String,
}

/// What is kept of a code: a keyed hash, by the number it belongs to.
pub fn lock(window: &Window, no: &str, code: &str) -> Result<NewRecord, casework::Error> {
    let body = print(window, no, code)?;
    Ok(NewRecord { kind: KIND, id: no.to_owned(), expected: 0, body, expires: None })
}

fn print(window: &Window, no: &str, code: &str) -> Result<Vec<u8>, ledger::Error> {
    let print = window.ledger().fingerprint("track", format!("{no}/{code}").as_bytes())?;
    Ok(print.to_string().into_bytes())
}

/// GET /apply/track: the form; whoever has given number and code already is led on.
pub async fn show(State(window): State<Window>, headers: HeaderMap, visit: Visit) -> Result<Response, Fail> {
    match session::current(&window, &headers).await? {
        Some(no) => Ok(Redirect::to(&path(&no)).into_response()),
        None => page(&visit, StatusCode::OK, String::new(), None),
    }
}

pub fn path(no: &str) -> String {
    format!("/apply/track/{no}")
}

fn page(
    visit: &Visit,
    status: StatusCode,
    no: String,
    error: Option<&'static str>,
) -> Result<Response, Fail> {
    let frame = visit.frame("查询进度").under("申请公开政府信息", "/apply");
    Ok(answer::page_with(status, &Show { frame, no: no.chars().take(40).collect(), error })?)
}

/// POST /apply/track. A number nobody has takes the same way as a wrong code, to the same answer.
pub async fn create(
    State(window): State<Window>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Fail> {
    peer.admitted(&window.doors)?;
    let Form(asked) = form.map_err(|_| unreadable())?;
    let no = words::plain_digits(&asked.no);
    let (ledger, now) = (window.ledger(), window.desk.now());
    // By number and address: numbers are easily guessed, and nobody shall close another's door.
    let door = format!("{no}/{}", peer.name());
    if !TRIES.take(ledger, now, &door).await? {
        return page(&visit, StatusCode::TOO_MANY_REQUESTS, asked.no, Some(LOCKED));
    }
    let name = if is_number(&no) { no.as_str() } else { NOBODYS };
    let kept = ledger.record(KIND, name).await?;
    let typed = code::read(&asked.code, code::TRACK).unwrap_or_default();
    let typed = print(&window, &no, &typed)?;
    if kept.is_none_or(|kept| kept.body != typed) {
        return page(&visit, StatusCode::FORBIDDEN, asked.no, Some(WRONG));
    }
    TRIES.forget(ledger, &door).await?;
    let cookie = session::begin(&window, &headers, &no).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&path(&no))).into_response())
}

/// POST /apply/track/leave
pub async fn leave(State(window): State<Window>, headers: HeaderMap) -> Result<Response, Fail> {
    let cookie = session::end(&window, &headers).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/apply/track")).into_response())
}

/// The application, for whoever gave its number and code, or those of the one it was split from.
pub async fn opened(window: &Window, headers: &HeaderMap, no: &str) -> Result<File, Fail> {
    let own = session::current(window, headers).await?.ok_or(Fail::NotTracking)?;
    let file = if is_number(no) { window.casework().file(no).await? } else { None };
    let file = file.ok_or(Fail::NotTracking)?;
    let entitled = own == no || file.case.split_from.as_deref() == Some(own.as_str());
    if entitled { Ok(file) } else { Err(Fail::NotTracking) }
}
