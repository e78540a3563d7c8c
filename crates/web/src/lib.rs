//! 网站：门户的报告页面、工作日推算与核对页面。Pages take everything they show from a [`Library`].

mod answer;
mod applicant;
mod apply;
mod assets;
mod check;
mod cookie;
pub mod desk;
mod difference;
mod error;
mod form;
mod guard;
mod intake;
mod library;
mod media;
mod page;
mod pictures;
mod portal;
mod preview;
mod publications;
mod server;
mod tries;
mod words;

pub use library::{
    CheckOptions, Checked, Format, Item, Library, NoRecords, RecordPage, Suggestion, Sum, Unreadable, Upload,
    article_path, figure_path, item_path, standing_pages,
};
pub use media::is_called_a_text;
pub use portal::report_title;
pub use preview::{Draw, Sheet};
pub use publications::{Extract, Publications};
pub use server::serve;

use axum::Router;
use axum::middleware::from_fn;
use axum::middleware::from_fn_with_state;
use std::sync::Arc;

/// What every handler reaches.
#[derive(Clone)]
struct Portal {
    library: Arc<dyn Library>,
    checks: Arc<check::Store>,
    limiter: Arc<guard::Limiter>,
    /// Whether applications are taken: there is a ledger to keep them.
    applying: bool,
    /// Where there is a ledger.
    digests: Option<Arc<portal::digest::Digests>>,
    /// What is published, where there is a ledger.
    publications: Option<Publications>,
}

/// The site without the back office, which takes no applications.
pub fn router(library: Arc<dyn Library>) -> Router {
    site(library, None)
}

/// The whole site.
pub fn router_with_desk(library: Arc<dyn Library>, desk: desk::Desk) -> Router {
    site(library, Some(desk))
}

fn site(library: Arc<dyn Library>, desk: Option<desk::Desk>) -> Router {
    let digests = desk.as_ref().map(|desk| Arc::new(portal::digest::Digests::of(desk.casework().clone())));
    let (checks, limiter) = (Arc::default(), Arc::default());
    let publications = desk.as_ref().map(|desk| desk.publications().clone());
    let portal = Portal { library, checks, limiter, applying: desk.is_some(), digests, publications };
    let office = match desk {
        Some(desk) => desk::routes(desk.clone()).merge(apply::routes(&portal, desk)),
        None => Router::new(),
    };
    Router::new()
        .merge(portal::routes())
        .merge(check::routes())
        .merge(assets::routes())
        .merge(office)
        .fallback(error::unknown_page)
        .method_not_allowed_fallback(error::unknown_method)
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(guard::own_forms_only))
        .layer(from_fn_with_state(portal.clone(), error::dress))
        .layer(from_fn(guard::headers))
        .layer(tower_http::compression::CompressionLayer::new())
        .with_state(portal)
}
