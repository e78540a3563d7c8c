//! 核对年度报告：files in, findings beside the tables out.

mod export;
mod form;
mod paper;
mod prior;
mod store;
mod sum;
pub(crate) mod tables;
mod upload;
mod view;

pub use store::Store;

use crate::Portal;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

pub fn routes() -> Router<Portal> {
    Router::new()
        // The upload keeps its own count, so that what is too large is refused with a page and not a cut line.
        .route("/check", get(form::show).post(form::submit).layer(DefaultBodyLimit::disable()))
        .route("/check/{id}", get(view::list))
        .route("/check/{id}/sum", get(sum::show))
        .route("/check/{id}/{name}", get(view::show))
}

const HERE: (&str, &str) = ("核对年度报告", "/check");
