//! 网站：门户的报告页面、工作日推算与核对页面。Pages take everything they show from a [`Library`].

mod answer;
mod applicant;
mod assets;
mod check;
pub mod desk;
mod error;
mod form;
mod guard;
mod intake;
mod library;
mod media;
mod page;
mod portal;
mod server;
mod words;

pub use library::{
    CheckOptions, Checked, Format, Library, NoRecords, RecordPage, Sum, Unreadable, Upload, figure_path,
};
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
    /// Where there is a ledger.
    digests: Option<Arc<portal::digest::Digests>>,
}

/// The whole site without the back office.
pub fn router(library: Arc<dyn Library>) -> Router {
    site(library, None, Router::new())
}

/// The whole site.
pub fn router_with_desk(library: Arc<dyn Library>, desk: desk::Desk) -> Router {
    let digests = portal::digest::Digests::of(desk.casework().clone());
    site(library, Some(Arc::new(digests)), desk::routes(desk))
}

fn site(
    library: Arc<dyn Library>,
    digests: Option<Arc<portal::digest::Digests>>,
    desk: Router<Portal>,
) -> Router {
    let portal = Portal { library, checks: Arc::default(), limiter: Arc::default(), digests };
    Router::new()
        .merge(portal::routes())
        .merge(check::routes())
        .merge(assets::routes())
        .merge(desk)
        .fallback(error::unknown_page)
        .method_not_allowed_fallback(error::unknown_method)
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(guard::own_forms_only))
        .layer(from_fn_with_state(portal.clone(), error::dress))
        .layer(from_fn(guard::headers))
        .layer(tower_http::compression::CompressionLayer::new())
        .with_state(portal)
}
