//! 已发布的信息　/info, /disclosure/items, /search, /api/v1：everything here takes what is [`Public`] and nothing else.

mod api;
mod atom;
mod documents;
mod list;
mod open;
mod page;
mod search;

pub(super) use atom::entries as newest_entries;
pub(super) use documents::PATH as DOCUMENTS;
pub use list::BASE;
pub use open::{broken, named, path as shelf_path};
pub use page::file_path;

use crate::error::Error;
use crate::library::item_path;
use crate::{Portal, Publications, guard, words};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use law::workday::day_in_beijing;
use ledger::Place;
use office::publication::{Public, Validity};
use publishing::Listed;

pub fn routes(portal: &Portal) -> Router<Portal> {
    // What costs most: a machine that asks without end waits, readers never notice.
    let bounded = Router::new()
        .route("/disclosure/items.csv", get(api::csv))
        .route(documents::PATH, get(documents::show))
        .route("/disclosure/documents.csv", get(documents::csv))
        .route("/search", get(search::show))
        .route("/search.json", get(search::json))
        .route("/search.atom", get(search::atom))
        .route("/search/suggest", get(search::suggest))
        .route("/api/v1/items", get(api::list))
        .route_layer(from_fn_with_state(portal.clone(), guard::reads_bounded));
    Router::new()
        .route("/info/{*index}", get(page::show))
        .route("/disclosure/items", get(list::show))
        .route("/disclosure/items.atom", get(atom::show))
        .route("/api/v1/items/{*index}", get(api::item))
        .route("/api/v1/catalogue", get(api::catalogue))
        .route("/api/v1/openapi.json", get(api::openapi))
        .merge(bounded)
}

/// The items of the site, where there is a ledger that has them.
fn shelves(portal: &Portal) -> Result<&Publications, Error> {
    portal.publications.as_ref().ok_or(Error::NotFound)
}

/// An item in a list.
pub struct Line {
    pub path: String,
    pub title: String,
    pub day: String,
    pub nature: &'static str,
    pub document_no: Option<String>,
    /// 现行有效, 已废止, 已失效
    pub validity: Option<&'static str>,
    pub in_force: bool,
}

impl Line {
    pub fn of(listed: &Public<Listed>, today: jiff::civil::Date) -> Line {
        let validity = listed.validity_on(today);
        Line {
            path: match &listed.service {
                Some(service) => office::service::path(service.thing, &service.id),
                None => item_path(&listed.index),
            },
            title: listed.title.clone(),
            day: day_in_beijing(listed.published).to_string(),
            nature: listed.nature.label(),
            document_no: listed.document_no.clone(),
            validity: validity.map(Validity::label),
            in_force: validity == Some(Validity::InForce),
        }
    }
}

/// Where a list goes on, as its address says it.
pub(super) fn place(text: &str, organ: &str) -> Option<Place> {
    let (sort, id) = text.split_once('_')?;
    let plain =
        is_fit(id) && sort.len() <= 20 && sort.bytes().all(|one| one.is_ascii_digit()) && id.len() <= 120;
    plain.then(|| Place { sort: sort.into(), organ: organ.into(), id: id.into() })
}

/// Whether a name may be asked of the ledger at all.
pub(super) fn is_fit(name: &str) -> bool {
    name.len() <= 600 && !name.chars().any(char::is_control)
}

/// As a part of an address.
pub fn address(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

pub(super) fn place_text(place: &Place) -> String {
    format!("{}_{}", place.sort, place.id)
}

/// «2024-05-28 09:30», as the tag PubDate wants it.
fn minute(at: jiff::Timestamp) -> String {
    words::moment(at)
}
