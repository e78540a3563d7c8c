//! 查询进度　/apply/track：number and code open one application, for a while

pub mod acts;
pub mod case;
pub mod files;
mod story;

use super::session::Sessions;
use super::{Fail, Window, code, mine, unreadable};
use crate::cookie::Cookie;
use crate::desk::is_number;
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::tries::Tries;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use casework::{File, NewRecord};
use serde::Deserialize;

const KIND: &str = "apply-track";
const TRIES: Tries = Tries("track-failures");
pub const SESSIONS: Sessions = Sessions { kind: "track-session", cookie: Cookie("gongkai-track") };
/// Stands where what was typed can be nobody's number.
const NOBODYS: &str = "-";

pub const WRONG: &str =
    "编号或者查询码不对。请核对后重新输入，编号的样子是 2026-00001，查询码是12位字母和数字。";
pub const LOCKED: &str = "这个编号连续输错5次，已暂停查询15分钟。请稍后再试。";

#[derive(Template)]
#[template(path = "apply/track.html")]
struct Show {
    frame: Frame,
    no: String,
    error: Option<&'static str>,
    /// What the own applications are opened by, where somebody may sign in.
    provider: Option<String>,
}

/// What a number and a code come to.
pub enum Tried {
    Opened(String),
    Wrong,
    Locked,
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
    match current(&window, &headers).await? {
        Some(no) => Ok(Redirect::to(&path(&no)).into_response()),
        None => page(&window, &visit, StatusCode::OK, String::new(), None),
    }
}

/// The number of the application that number and code opened.
async fn current(window: &Window, headers: &HeaderMap) -> anyhow::Result<Option<String>> {
    SESSIONS.current(window.ledger(), window.desk.now(), headers).await
}

pub fn path(no: &str) -> String {
    format!("/apply/track/{no}")
}

fn page(
    window: &Window,
    visit: &Visit,
    status: StatusCode,
    no: String,
    error: Option<&'static str>,
) -> Result<Response, Fail> {
    let frame = visit.frame("查询进度").under("申请公开政府信息", "/apply");
    let (provider, no) = (mine::offered(window, &frame), no.chars().take(40).collect());
    Ok(answer::page_with(status, &Show { frame, no, error, provider })?)
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
    match attempt(&window, peer, &asked.no, &asked.code).await? {
        Tried::Locked => page(&window, &visit, StatusCode::TOO_MANY_REQUESTS, asked.no, Some(LOCKED)),
        Tried::Wrong => page(&window, &visit, StatusCode::FORBIDDEN, asked.no, Some(WRONG)),
        Tried::Opened(no) => {
            let cookie = SESSIONS.begin(window.ledger(), window.desk.now(), &headers, &no).await?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&path(&no))).into_response())
        }
    }
}

/// Tries a number and a code as they were typed.
pub async fn attempt(window: &Window, peer: Peer, no: &str, code: &str) -> Result<Tried, Fail> {
    let no = words::plain_digits(no);
    let (ledger, now) = (window.ledger(), window.desk.now());
    // By number and address: numbers are easily guessed, and nobody shall close another's door.
    let door = format!("{no}/{}", peer.name());
    if !TRIES.take(ledger, now, &door).await? {
        return Ok(Tried::Locked);
    }
    let name = if is_number(&no) { no.as_str() } else { NOBODYS };
    let kept = ledger.record(KIND, name).await?;
    let typed = code::read(code, code::TRACK).unwrap_or_default();
    let typed = print(window, &no, &typed)?;
    if kept.is_none_or(|kept| kept.body != typed) {
        return Ok(Tried::Wrong);
    }
    TRIES.forget(ledger, &door).await?;
    Ok(Tried::Opened(no))
}

/// POST /apply/track/leave: whoever leaves leaves altogether, also where an account opened the application.
pub async fn leave(State(window): State<Window>, headers: HeaderMap) -> Result<Response, Fail> {
    let [track, mine] = let_go(&window, &headers).await?.map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders([track, mine]), Redirect::to("/apply/track")).into_response())
}

/// Ends what opens applications in this browser; the cookies to set.
pub async fn let_go(window: &Window, headers: &HeaderMap) -> Result<[HeaderValue; 2], Fail> {
    let ledger = window.ledger();
    Ok([SESSIONS.end(ledger, headers).await?, mine::SESSIONS.end(ledger, headers).await?])
}

/// The application, for whoever gave its number and code or has it among the own ones, and what it was split into.
pub async fn opened(window: &Window, headers: &HeaderMap, no: &str) -> Result<File, Fail> {
    let (by_code, own) = (current(window, headers).await?, mine::current(window, headers).await?);
    if by_code.is_none() && own.is_none() {
        return Err(Fail::NotTracking);
    }
    let file = if is_number(no) { window.casework().file(no).await? } else { None };
    let file = file.ok_or(Fail::NotTracking)?;
    let opens = |one: &str| one == no || file.case.split_from.as_deref() == Some(one);
    let among_own = own.is_some_and(|own| own.mine.cases.iter().any(|one| opens(one)));
    if among_own || by_code.is_some_and(|one| opens(&one)) { Ok(file) } else { Err(Fail::NotTracking) }
}
