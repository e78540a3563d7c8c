//! 我的申请　/apply/mine：for whoever signed in, which nobody has to: the own applications and subscriptions together

mod kept;
pub mod sign_in;

pub use kept::{Citizens, Held, Mine};

use super::session::Sessions;
use super::track::files::{self, Line};
use super::track::{self, Tried, acts, case};
use super::{Fail, Window, unreadable};
use crate::cookie::Cookie;
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::subscription::store::Subscribers;
use crate::subscription::told;
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use ledger::Ledger;
use office::case::{Act, shown_to_applicant};
use serde::Deserialize;

/// Apart from the desk's: no session of the one is one of the other.
pub const SESSIONS: Sessions = Sessions { kind: "citizen-session", cookie: Cookie("gongkai-citizen") };
/// Applications of a page.
const PAGE: usize = 20;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    /// How many of the latest are passed over.
    after: usize,
    done: String,
}

#[derive(Template)]
#[template(path = "apply/mine.html")]
struct Show {
    frame: Frame,
    provider: String,
    done: Option<&'static str>,
    error: Option<&'static str>,
    no: String,
    cases: Vec<Own>,
    total: usize,
    older: Option<usize>,
    subscriptions: Vec<Subscribed>,
}

#[derive(Template)]
#[template(path = "apply/welcome.html")]
struct Welcome {
    frame: Frame,
    provider: String,
}

/// One of the own applications.
struct Own {
    no: String,
    path: String,
    subject: String,
    submitted: String,
    state: &'static str,
    due: Option<String>,
    todo: Vec<(String, &'static str)>,
    letters: Vec<Line>,
}

struct Subscribed {
    told: String,
    rhythm: &'static str,
    path: String,
}

/// The citizen a browser's session is for.
pub async fn signed_in(
    ledger: &Ledger,
    now: Timestamp,
    headers: &HeaderMap,
) -> anyhow::Result<Option<String>> {
    SESSIONS.current(ledger, now, headers).await
}

/// What whoever is signed in keeps here. Where no provider is named any more, nobody is.
pub async fn current(window: &Window, headers: &HeaderMap) -> anyhow::Result<Option<Held>> {
    if window.library().citizens().is_none() {
        return Ok(None);
    }
    match signed_in(window.ledger(), window.desk.now(), headers).await? {
        Some(id) => Ok(Some(citizens(window).find(&id).await?)),
        None => Ok(None),
    }
}

pub fn citizens(window: &Window) -> Citizens<'_> {
    Citizens { ledger: window.ledger(), organ: window.casework().organ(), now: window.desk.now() }
}

/// What the button to sign in says, where there is a provider and it is no touch screen, which leads nowhere else.
pub fn offered(window: &Window, frame: &Frame) -> Option<String> {
    let provider = window.library().citizens().filter(|_| frame.kiosk.is_none());
    provider.map(|provider| provider.settings.name.clone())
}

/// GET /apply/mine
pub async fn show(
    State(window): State<Window>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Fail> {
    let provider = sign_in::provider(&window)?.settings.name.clone();
    let Some(held) = current(&window, &headers).await? else {
        let frame = frame(&visit);
        return Ok(answer::page(&Welcome { frame, provider })?);
    };
    let done = match asked.done.as_str() {
        "added" => Some("已经加入。"),
        "removed" => Some("已经移出。凭编号和查询码仍然可以查询。"),
        _ => None,
    };
    page(&window, &visit, held, (StatusCode::OK, asked.after), (done, None, String::new())).await
}

fn frame(visit: &Visit) -> Frame {
    visit.frame("我的申请").under("申请公开政府信息", "/apply")
}

async fn page(
    window: &Window,
    visit: &Visit,
    held: Held,
    (status, after): (StatusCode, usize),
    (done, error, no): (Option<&'static str>, Option<&'static str>, String),
) -> Result<Response, Fail> {
    let total = held.mine.cases.len();
    let mut cases = Vec::new();
    for no in held.mine.cases.iter().rev().skip(after).take(PAGE) {
        cases.extend(own(window, no).await?);
    }
    let older = after.saturating_add(PAGE);
    let show = Show {
        frame: frame(visit),
        provider: sign_in::provider(window)?.settings.name.clone(),
        done,
        error,
        no: no.chars().take(40).collect(),
        cases,
        total,
        older: (older < total).then_some(older),
        subscriptions: subscriptions(window, &held).await?,
    };
    Ok(answer::page_with(status, &show)?)
}

async fn own(window: &Window, no: &str) -> Result<Option<Own>, Fail> {
    let Some(file) = window.casework().file(no).await? else { return Ok(None) };
    let library = window.library();
    let told = case::reckoned(&file.case, library.today(), &library.calendar())?;
    let path = track::path(no);
    let todo = acts::now(window, &file.case).into_iter().filter(|own| own.act != Act::Withdraw);
    let row = window.casework().row(no).await?;
    Ok(Some(Own {
        no: no.to_owned(),
        subject: file.case.subject.clone(),
        submitted: row.map_or_else(String::new, |row| words::day(row.submitted)),
        state: case::state(&file, told.state),
        due: told.due.filter(|_| told.state == law::request::State::Open).map(words::day),
        todo: todo.map(|own| (format!("{path}/{}", own.slug), own.label)).collect(),
        letters: shown_to_applicant(&file.case).into_iter().map(|filed| files::line(no, filed)).collect(),
        path,
    }))
}

/// Those that still stand; each with the page it is managed at.
async fn subscriptions(window: &Window, held: &Held) -> Result<Vec<Subscribed>, Fail> {
    let subscribers = Subscribers { ledger: window.ledger(), organ: window.casework().organ() };
    let mut found = Vec::new();
    for id in held.mine.subscriptions.iter().rev().take(PAGE) {
        let Some(subscriber) = subscribers.find(id).await? else { continue };
        let told = told(&window.desk.publications().publishing, &subscriber.wish).await?;
        let titles: Vec<String> = told.into_iter().map(|(title, _)| title).collect();
        found.push(Subscribed {
            told: titles.join("、"),
            rhythm: subscriber.rhythm.label(),
            path: format!("/subscribe/manage?k={}", subscribers.pass(id, subscriber.since)?),
        });
    }
    Ok(found)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Posted {
    no: String,
    code: String,
}

/// Whoever posts must still be signed in; who is no more is shown how to be.
async fn signed(window: &Window, headers: &HeaderMap) -> Result<Option<Held>, Fail> {
    sign_in::provider(window)?;
    Ok(current(window, headers).await?)
}

fn again() -> Response {
    Redirect::to("/apply/mine").into_response()
}

/// POST /apply/mine: an application filed without signing in is added by its number and code, as they open it anyway.
pub async fn create(
    State(window): State<Window>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Posted>, FormRejection>,
) -> Result<Response, Fail> {
    let Some(held) = signed(&window, &headers).await? else { return Ok(again()) };
    peer.admitted(&window.doors)?;
    let Form(posted) = form.map_err(|_| unreadable())?;
    let (status, error) = match track::attempt(&window, peer, &posted.no, &posted.code).await? {
        Tried::Opened(no) => {
            citizens(&window).change(&held.id, |mine| mine.add_case(&no)).await?;
            return Ok(Redirect::to("/apply/mine?done=added").into_response());
        }
        Tried::Wrong => (StatusCode::FORBIDDEN, track::WRONG),
        Tried::Locked => (StatusCode::TOO_MANY_REQUESTS, track::LOCKED),
    };
    page(&window, &visit, held, (status, 0), (None, Some(error), posted.no)).await
}

/// POST /apply/mine/remove: the application goes its way; it is only no longer listed here.
pub async fn remove(
    State(window): State<Window>,
    headers: HeaderMap,
    form: Result<Form<Posted>, FormRejection>,
) -> Result<Response, Fail> {
    let Some(held) = signed(&window, &headers).await? else { return Ok(again()) };
    let Form(posted) = form.map_err(|_| unreadable())?;
    citizens(&window).change(&held.id, |mine| mine.cases.retain(|no| *no != posted.no)).await?;
    Ok(Redirect::to("/apply/mine?done=removed").into_response())
}

/// POST /apply/mine/leave
pub async fn leave(State(window): State<Window>, headers: HeaderMap) -> Result<Response, Fail> {
    let cookies = track::let_go(&window, &headers).await?.map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders(cookies), Redirect::to("/apply")).into_response())
}

/// POST /apply/mine/forget: what is kept for the account is deleted, and the session ends.
pub async fn forget(State(window): State<Window>, headers: HeaderMap) -> Result<Response, Fail> {
    if let Some(held) = signed(&window, &headers).await? {
        citizens(&window).forget(&held.id).await?;
    }
    leave(State(window), headers).await
}
