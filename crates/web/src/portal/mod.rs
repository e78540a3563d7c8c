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
pub(crate) mod registers;
mod reports;
mod rules;
mod services;
mod size;
mod told;
mod tools;
mod workday;

pub(crate) use disclosure::{missing_of_guide, standing_pages, version_path};
pub(crate) use items::{BASE, Line, address, broken, named, shelf_path};
pub use reports::title as report_title;
pub(crate) use rules::path as statute_path;
pub(crate) use services::BASE as SERVICES;
pub(crate) use size::NORMAL as NORMAL_SIZE;
pub(crate) use tools::PATH as TOOLS;

use crate::{Portal, metrics};
use axum::Router;
use axum::routing::{get, post};

/// Pages of the site that are there whatever is published.
const PAGES: [&str; 22] = [
    "/",
    "/about",
    "/apply",
    "/apply/track",
    "/ask",
    "/check",
    "/clock",
    "/disclosure",
    "/disclosure/catalogue",
    "/disclosure/documents",
    "/disclosure/figures",
    "/disclosure/guide",
    "/disclosure/items",
    "/disclosure/registers",
    "/disclosure/reports",
    "/disclosure/rules",
    "/messages",
    "/messages/new",
    "/messages/status",
    "/services",
    "/tools",
    "/workday",
];

/// Whether an address of this site is a page, so far as the desk can tell: items are looked up in the ledger.
pub(crate) fn is_page(library: &dyn crate::Library, address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    if let Some(report) = path.strip_prefix("/disclosure/reports/") {
        let year = report.split(['.', '/']).next().and_then(|year| year.parse().ok());
        return year.is_some_and(|year: i16| library.years().contains(&year));
    }
    if let Some(key) = path.strip_prefix("/disclosure/registers/") {
        return office::register::Register::find(key).is_some_and(|register| register.open.is_some());
    }
    if let Some(name) = path.strip_prefix("/disclosure/rules/") {
        let name = name.strip_suffix(".txt").unwrap_or(name);
        return law::statutes::Statute::find(name).is_some();
    }
    PAGES.contains(&path) || path == "/search"
}

/// Whether messages are taken here: `/messages` is one of the pages.
pub(crate) fn is_taking_messages() -> bool {
    PAGES.contains(&"/messages")
}

/// Pages that are the same for everybody and change only with [`Portal::mark`]: they are drawn once.
pub fn shared(portal: &Portal) -> Router<Portal> {
    Router::new()
        .route("/", get(home::show))
        .route("/disclosure", get(disclosure::show))
        .route("/disclosure/guide", get(disclosure::show_guide))
        .route("/disclosure/catalogue", get(disclosure::show_catalogue))
        .route(registers::BASE, get(registers::list))
        .route("/disclosure/registers/{kind}", get(registers::show))
        .route("/feed.atom", get(feeds::atom))
        .route("/sitemap.xml", get(feeds::sitemap))
        .merge(items::routes(portal))
        .merge(services::routes(portal))
}

pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/about", get(about::show))
        .route("/disclosure/rules", get(rules::list))
        .route("/disclosure/rules/{name}", get(rules::show))
        .route("/disclosure/catalogue/{version}", get(disclosure::show_version))
        .route(digest::PATH, get(digest::show))
        .route("/disclosure/ledger-digest.json", get(digest::json))
        .route(told::HERE.1, get(told::show))
        .route(told::CSV, get(told::csv))
        .route("/disclosure/reports", get(reports::list))
        .route("/disclosure/reports/{year}", get(reports::show))
        .route("/disclosure/reports/{year}/figures", get(figures::list))
        .route("/disclosure/reports/{year}/figures/{metric}", get(figures::show))
        .route("/clock", get(clock::show))
        .route("/clock/proof", get(clock::show_proof))
        .route("/workday", get(workday::show))
        .route(tools::PATH, get(tools::show))
        .route("/map", get(map::show))
        .route("/size", post(size::set))
        .route("/robots.txt", get(feeds::robots))
        .route("/healthz", get(feeds::alive))
        .route("/readyz", get(feeds::ready))
        .route("/metrics", get(metrics::show))
}
