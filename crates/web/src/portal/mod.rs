//! 门户：what the public reads.

mod about;
pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod digest;
mod disclosure;
pub(crate) mod feeds;
mod figures;
mod home;
mod info;
mod items;
mod map;
mod reports;
mod rules;
mod size;
mod workday;

pub(crate) use disclosure::standing_pages;
pub(crate) use items::{BASE, Line, broken, named, shelf_path};
pub use reports::title as report_title;
pub(crate) use rules::path as statute_path;
pub(crate) use size::NORMAL as NORMAL_SIZE;

use crate::Portal;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/", get(home::show))
        .route("/about", get(about::show))
        .route("/disclosure", get(disclosure::show))
        .route("/disclosure/guide", get(disclosure::show_guide))
        .route("/disclosure/rules", get(rules::list))
        .route("/disclosure/rules/{name}", get(rules::show))
        .route("/disclosure/catalogue", get(disclosure::show_catalogue))
        .route(digest::PATH, get(digest::show))
        .route("/disclosure/ledger-digest.json", get(digest::json))
        .route("/disclosure/reports", get(reports::list))
        .route("/disclosure/reports/{year}", get(reports::show))
        .route("/disclosure/reports/{year}/figures", get(figures::list))
        .route("/disclosure/reports/{year}/figures/{metric}", get(figures::show))
        .route("/clock", get(clock::show))
        .route("/clock/proof", get(clock::show_proof))
        .route("/workday", get(workday::show))
        .route("/map", get(map::show))
        .route("/size", post(size::set))
        .route("/feed.atom", get(feeds::atom))
        .route("/sitemap.xml", get(feeds::sitemap))
        .route("/robots.txt", get(feeds::robots))
        .route("/healthz", get(feeds::alive))
        .route("/readyz", get(feeds::ready))
        .merge(items::routes())
}
