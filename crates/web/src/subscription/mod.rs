//! 邮件订阅　/subscribe：chosen, confirmed by its owner, managed and ended by a signed link

mod ask;
pub mod digest;
mod manage;
pub mod store;
pub mod tally;

use crate::desk::Desk;
use crate::error::Error;
use crate::guard::{Limiter, Peer};
use crate::portal::{named, shelf_path};
use crate::{Library, Portal};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use office::subscription::Wish;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::{Publishing, Shelf};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use store::Subscribers;
use tower_http::set_header::SetResponseHeaderLayer;

pub use ask::PATH;

const FORM_BYTES: usize = 64_000;

/// What the pages of subscriptions reach.
#[derive(Clone)]
pub struct Counter(Arc<Inner>);

pub struct Inner {
    portal: Portal,
    desk: Desk,
    /// Every form of an address.
    posts: Limiter,
    /// What sends a mail, of an address and of everybody together.
    asks: Limiter,
    all_asks: Limiter,
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

impl Counter {
    fn library(&self) -> &dyn Library {
        &*self.portal.library
    }

    fn publishing(&self) -> &Publishing {
        &self.desk.publications().publishing
    }

    fn subscribers(&self) -> Subscribers<'_> {
        Subscribers { ledger: self.desk.ledger(), organ: self.desk.casework().organ() }
    }
}

pub(crate) fn routes(portal: &Portal, desk: Desk) -> Router<Portal> {
    let counter = Counter(Arc::new(Inner {
        portal: portal.clone(),
        desk,
        posts: Limiter::default(),
        asks: Limiter::new(10, Duration::from_secs(120)),
        all_asks: Limiter::new(500, Duration::from_secs(5)),
    }));
    Router::new()
        .route(PATH, get(ask::show).post(ask::create))
        .route("/subscribe/confirm", get(manage::show_confirm).post(manage::confirm))
        .route("/subscribe/manage", get(manage::show).post(manage::change))
        .route("/subscribe/leave", get(manage::show_leave).post(manage::leave))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(from_fn_with_state(counter.clone(), limited))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .with_state(counter)
}

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

/// What a wish is called, and the Atom feed that tells the same.
pub(crate) async fn told(publishing: &Publishing, wish: &Wish) -> Result<Vec<(String, String)>, Error> {
    let mut told = Vec::new();
    for key in &wish.shelves {
        let asked = if key == "all" { "" } else { key };
        // A column that is no more stays in the wish and tells nothing.
        if let Ok((shelf, title)) = named(publishing, asked).await {
            // A column and a sort of item may have one name.
            let title = match shelf {
                Shelf::Topic(_) => format!("主题：{title}"),
                Shelf::Nature(_) => format!("类型：{title}"),
                _ => title,
            };
            told.push((title, shelf_path("/disclosure/items.atom", &shelf)));
        }
    }
    if !wish.phrase.is_empty() {
        let words = utf8_percent_encode(&wish.phrase, NON_ALPHANUMERIC);
        told.push((format!("含有“{}”的信息", wish.phrase), format!("/search.atom?q={words}")));
    }
    Ok(told)
}
