//! 依申请公开的网上窗口　/apply：填写、草稿、提示、提交、回执、查询进度。 Nobody has to sign in; who holds a code
//! holds what it opens.

mod booking;
mod check;
pub(crate) mod code;
mod content;
pub mod counts;
mod draft;
mod files;
mod found;
mod kept;
pub mod mine;
mod receipt;
pub(crate) mod session;
mod step;
mod steps;
mod track;

use crate::desk::Desk;
use crate::error::Error;
use crate::guard::{Limiter, Peer};
use crate::{Library, Portal};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casework::Casework;
use ledger::Ledger;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tower_http::set_header::SetResponseHeaderLayer;

/// Forms without files are text.
const FORM_BYTES: usize = 512_000;
const SUGGESTION_BYTES: usize = 16_000;

/// What the pages for applicants reach.
#[derive(Clone)]
pub struct Window(Arc<Inner>);

pub struct Inner {
    portal: Portal,
    desk: Desk,
    /// Every form.
    posts: Limiter,
    /// What fills the ledger: files put into a draft, applications sent.
    sends: Limiter,
    /// Suggestions while typing.
    looks: Limiter,
    /// Numbers and codes tried.
    doors: Limiter,
}

impl Deref for Window {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl FromRef<Window> for Portal {
    fn from_ref(window: &Window) -> Portal {
        window.portal.clone()
    }
}

impl Window {
    pub fn new(portal: &Portal, desk: Desk) -> Window {
        Window(Arc::new(Inner {
            portal: portal.clone(),
            desk,
            posts: Limiter::default(),
            sends: Limiter::new(20, Duration::from_secs(60)),
            looks: Limiter::default(),
            doors: Limiter::new(20, Duration::from_secs(20)),
        }))
    }

    fn library(&self) -> &dyn Library {
        &*self.portal.library
    }

    fn casework(&self) -> &Casework {
        self.desk.casework()
    }

    fn ledger(&self) -> &Ledger {
        self.desk.ledger()
    }
}

/// The browser is left to whoever comes next: what it carries of an application or of the desk ends, what it was shown
/// once is no more. A draft that was noted stays for whoever holds its code. The cookies to set.
pub async fn let_go(window: &Window, headers: &HeaderMap) -> Result<Vec<HeaderValue>, Error> {
    let gone = async || {
        if let Some(open) = draft::carried(window, headers).await?.filter(|open| open.draft.sent.is_some()) {
            draft::discard(window, &open).await?;
        }
        let mut cookies = vec![draft::drop_cookie(headers)?];
        cookies.extend(track::let_go(window, headers).await?);
        Ok::<_, Fail>(cookies)
    };
    let mut cookies = gone().await.map_err(Fail::into_error)?;
    cookies.extend(crate::message::let_go(window.ledger(), headers).await?);
    cookies.push(booking::SENT.clear(headers)?);
    cookies.push(window.desk.sign_out(headers).await?);
    Ok(cookies)
}

pub fn routes(window: Window) -> Router<Portal> {
    let no_store = HeaderValue::from_static("no-store");
    Router::new()
        .route("/services/booking", get(booking::show).post(booking::create))
        .route("/services/booking/done", get(booking::show_done))
        .route("/services/booking/track", get(booking::show_track).post(booking::create_track))
        .route("/apply", get(content::show).post(content::create))
        .route("/apply/suggestions/open", get(found::open))
        .route("/apply/found", get(found::show).post(found::create))
        .route("/apply/done", get(found::done))
        .route("/apply/kind", get(step::show_kind).post(step::create_kind))
        .route("/apply/applicant", get(step::show_applicant).post(step::create_applicant))
        .route("/apply/form", get(step::show_form).post(step::create_form))
        .route("/apply/check", get(check::show).post(check::create))
        .route("/apply/receipt", get(receipt::show).post(receipt::forget))
        .route("/apply/receipt/letter", get(receipt::letter))
        .route("/apply/draft", get(kept::show).post(kept::discard))
        .route("/apply/resume", get(kept::show_resume).post(kept::resume))
        .route("/apply/mine", get(mine::show).post(mine::create))
        .route("/apply/mine/remove", post(mine::remove))
        .route("/apply/mine/forget", post(mine::forget))
        .route("/apply/mine/leave", post(mine::leave))
        .route("/apply/mine/sign-in", get(mine::sign_in::begin))
        .route("/apply/mine/return", get(mine::sign_in::finish))
        .route("/apply/track", get(track::show).post(track::create))
        .route("/apply/track/leave", post(track::leave))
        .route("/apply/track/{no}", get(track::case::show))
        .route("/apply/track/{no}/files/{file}", get(track::files::get))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        // Uploads keep their own count, so that what is too large is refused with a page and not a cut line.
        .merge(
            Router::new()
                .route("/apply/files", get(files::show).post(files::create))
                .route("/apply/track/{no}/{act}", get(track::acts::show).post(track::acts::create))
                .layer(DefaultBodyLimit::disable()),
        )
        .layer(from_fn_with_state(window.clone(), limited))
        // Asked while typing: with a count of its own, or typing would use up the forms.
        .merge(
            Router::new()
                .route("/apply/suggestions", post(found::list))
                .layer(DefaultBodyLimit::max(SUGGESTION_BYTES)),
        )
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, no_store))
        .with_state(window)
}

/// So many forms an address, whatever they are.
async fn limited(
    State(window): State<Window>,
    peer: Peer,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    if *request.method() == Method::POST {
        peer.admitted(&window.posts)?;
    }
    Ok(next.run(request).await)
}

/// Why a page for applicants was not shown.
#[derive(Debug)]
pub enum Fail {
    /// There is no draft: back to the beginning.
    NoDraft,
    /// It was sent already: to its receipt.
    Sent,
    /// Nobody gave number and code, or not those of this case.
    NotTracking,
    Page(Error),
}

impl Fail {
    /// For pages that are no steps of an application.
    fn into_error(self) -> Error {
        match self {
            Fail::Page(error) => error,
            Fail::NoDraft | Fail::Sent | Fail::NotTracking => Error::NotFound,
        }
    }
}

impl From<Error> for Fail {
    fn from(error: Error) -> Fail {
        Fail::Page(error)
    }
}

impl From<anyhow::Error> for Fail {
    fn from(error: anyhow::Error) -> Fail {
        Fail::Page(Error::Broken(error))
    }
}

impl From<ledger::Error> for Fail {
    fn from(error: ledger::Error) -> Fail {
        anyhow::Error::from(error).into()
    }
}

impl From<casework::Error> for Fail {
    fn from(error: casework::Error) -> Fail {
        anyhow::Error::from(error).context("failed to work on an application").into()
    }
}

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        match self {
            Fail::NoDraft => Redirect::to("/apply").into_response(),
            Fail::Sent => Redirect::to("/apply/receipt").into_response(),
            Fail::NotTracking => Redirect::to("/apply/track").into_response(),
            Fail::Page(error) => error.into_response(),
        }
    }
}

fn unreadable() -> Fail {
    Fail::Page(Error::BadRequest("提交的内容无法识别".into()))
}
