//! 咨询留言　/messages：公开的答复、写留言、凭编号和查询码查看答复、追问、评价。 Nobody has to sign in or say who they are;
//! everything the list and the pages show is [`Public`].

mod api;
mod list;
mod new;
mod open;
mod receipt;
mod status;

use crate::apply::session::Sessions;
use crate::cookie::Cookie;
use crate::desk::Desk;
use crate::error::Error;
use crate::guard::{self, Limiter, Peer};
use crate::{Portal, answer};
use ::messages::Messages;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use ledger::Ledger;
use office::publication::Public;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tower_http::set_header::SetResponseHeaderLayer;

pub const PATH: &str = "/messages";
/// As crumbs name it.
const HERE: (&str, &str) = ("咨询留言", PATH);
const FORM_BYTES: usize = 64_000;
/// Opens one message, for a while, to whoever gave its number and code.
const SESSIONS: Sessions = Sessions { kind: "message-session", cookie: Cookie("gongkai-message") };
/// Shows number and code once more to whoever has just sent a message.
const SENT: Cookie = Cookie("gongkai-message-sent");

/// What the pages for senders reach.
#[derive(Clone)]
struct Counter(Arc<Inner>);

struct Inner {
    portal: Portal,
    desk: Desk,
    /// Every form.
    posts: Limiter,
    /// What fills the ledger.
    sends: Limiter,
    /// Numbers and codes tried.
    doors: Limiter,
}

impl Deref for Counter {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl FromRef<Counter> for Portal {
    fn from_ref(counter: &Counter) -> Portal {
        counter.portal.clone()
    }
}

impl Inner {
    fn messages(&self) -> &Messages {
        &self.desk.publications().messages
    }

    fn ledger(&self) -> &Ledger {
        self.desk.ledger()
    }
}

pub fn routes(portal: &Portal, desk: Desk) -> Router<Portal> {
    let counter = Counter(Arc::new(Inner {
        portal: portal.clone(),
        desk,
        posts: Limiter::default(),
        sends: Limiter::new(10, Duration::from_secs(120)),
        doors: Limiter::new(20, Duration::from_secs(20)),
    }));
    let own = Router::new()
        .route("/messages/new", get(new::show).post(new::create))
        .route("/messages/receipt", get(receipt::show).post(receipt::forget))
        .route("/messages/status", get(status::show).post(status::open))
        .route("/messages/status/follow-up", post(status::follow_up))
        .route("/messages/status/rating", post(status::rate))
        .route("/messages/status/leave", post(status::leave))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(counter.clone(), limited))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(counter);
    let public = Router::new()
        .route(PATH, get(list::show))
        .route("/messages.atom", get(list::atom))
        .route("/messages/{no}", get(open::show))
        .route("/api/v1/messages", get(api::list))
        .route("/api/v1/messages/{no}", get(api::show))
        .route_layer(from_fn_with_state(portal.clone(), guard::reads_bounded));
    own.merge(public)
}

/// So many forms an address, whatever they are.
async fn limited(
    State(counter): State<Counter>,
    peer: Peer,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    if *request.method() == Method::POST {
        peer.admitted(&counter.posts)?;
    }
    Ok(next.run(request).await)
}

/// The browser is left to whoever comes next; the cookies to set.
pub async fn let_go(ledger: &Ledger, headers: &HeaderMap) -> Result<[HeaderValue; 2], Error> {
    Ok([SESSIONS.end(ledger, headers).await?, SENT.clear(headers)?])
}

/// The messages of the site, where there is a ledger that has them.
fn shelves(portal: &Portal) -> Result<&Messages, Error> {
    portal.publications.as_ref().map(|publications| &publications.messages).ok_or(Error::NotFound)
}

/// Where an answer is read.
pub fn path(no: &str) -> String {
    format!("{PATH}/{no}")
}

/// Whether a text can be the number of a message: «LY2026-12».
pub fn is_no(text: &str) -> bool {
    let rest = text.strip_prefix("LY").unwrap_or_default();
    let digits = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|one| one.is_ascii_digit());
    rest.split_once('-').is_some_and(|(year, serial)| year.len() == 4 && digits(year) && digits(serial))
}

fn broken(error: ::messages::Error) -> Error {
    Error::Broken(anyhow::Error::from(error).context("failed to work on a message"))
}

/// Whether an address may still fill the ledger; what it is told where not, beside what it typed.
fn room(counter: &Counter, peer: Peer) -> Result<(), String> {
    peer.admitted(&counter.sends)
        .map_err(|_| "您这边提交得太频繁，请过几分钟再提交。已经填写的内容仍在本页。".into())
}

fn unreadable() -> Error {
    Error::BadRequest("提交的内容无法识别".into())
}

/// A page that may show what concerns one person: the layer keeps it out of every cache.
fn page(status: axum::http::StatusCode, show: &impl askama::Template) -> Result<Response, Error> {
    answer::page_with(status, show)
}

/// An answer in a list.
pub struct Line {
    pub path: String,
    pub title: String,
    pub kind: &'static str,
    pub matter: String,
    pub department: String,
    pub day: String,
}

impl Line {
    fn of(open: &Public<office::message::Open>) -> Option<Line> {
        let first = open.exchanges.first()?;
        Some(Line {
            path: path(&open.no),
            title: first.title.clone(),
            kind: open.kind.label(),
            matter: open.matter.clone(),
            department: first.department.clone(),
            day: first.answered.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::is_no;

    #[test]
    fn numbers_of_messages_are_told_from_what_is_none() {
        for (text, expected) in [
            ("LY2026-1", true),
            ("LY2026-123456789", true),
            ("LY2026-", false),
            ("LY26-1", false),
            ("ly2026-1", false),
            ("LY2026-1/..", false),
            ("2026-00001", false),
            ("", false),
            ("LY2026-1234567890", false),
        ] {
            assert_eq!(is_no(text), expected, "{text}");
        }
    }
}
