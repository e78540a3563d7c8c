//! 办事服务　/services：办事指南，“一件事”和它的情形问答，清单。Everything here is [`Public`], as all the portal shows.

mod api;
mod check;
mod guide;
mod list;
mod paper;
mod thing;

use crate::error::Error;
use crate::library::item_path;
use crate::page::{Frame, Visit};
use crate::portal::items::broken;
use crate::{Portal, Publications, guard, words};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use office::publication::{Disclosed, Public};
use office::service::{Guide, Service, Thing, changes, is_id};
use publishing::{Publishing, Seen};

pub const BASE: &str = "/services";

pub fn routes(portal: &Portal) -> Router<Portal> {
    // What costs most: searching and setting papers.
    let bounded = Router::new()
        .route(BASE, get(list::show))
        .route("/services/guides/{id}/checklist.pdf", get(guide::pdf))
        .route("/services/things/{id}/checklist.pdf", get(thing::pdf))
        .route("/api/v1/services", get(api::list))
        .route("/api/v1/services/{id}", get(api::show))
        .route_layer(from_fn_with_state(portal.clone(), guard::reads_bounded));
    Router::new()
        .route("/services/guides/{id}", get(guide::show))
        .route("/services/guides/{id}/check", get(check::show).post(check::create))
        .route("/services/guides/{id}/check/field", post(check::one))
        .route("/services/things/{id}", get(thing::show))
        .merge(bounded)
}

/// The services of the site, where there is a ledger that has them.
fn shelves(portal: &Portal) -> Result<&Publications, Error> {
    portal.publications.as_ref().ok_or(Error::NotFound)
}

/// A service as it is public now, with its older editions.
struct Open<T> {
    service: T,
    editions: Vec<Public<Disclosed>>,
}

impl<T> Open<T> {
    fn newest(&self) -> &Disclosed {
        self.editions.last().expect("what is open has an edition")
    }
}

/// What to send in place of a page: where a withdrawn service tells why.
enum Missing {
    Gone(String),
    Error(Error),
}

impl From<Error> for Missing {
    fn from(error: Error) -> Missing {
        Missing::Error(error)
    }
}

impl IntoResponse for Missing {
    fn into_response(self) -> Response {
        match self {
            Missing::Gone(path) => Redirect::to(&path).into_response(),
            Missing::Error(error) => error.into_response(),
        }
    }
}

async fn open(publishing: &Publishing, id: &str) -> Result<Open<Service>, Missing> {
    if !is_id(id) {
        return Err(Error::NotFound.into());
    }
    match publishing.service(id).await.map_err(broken)? {
        Some(Seen::Open(editions, _)) => {
            let newest = editions.last().and_then(|one| one.content.service.clone());
            Ok(Open { service: newest.ok_or(Error::NotFound)?, editions })
        }
        Some(Seen::Gone(tomb)) => Err(Missing::Gone(item_path(&tomb.index))),
        None => Err(Error::NotFound.into()),
    }
}

async fn open_guide(publishing: &Publishing, id: &str) -> Result<Open<Guide>, Missing> {
    let Open { service, editions } = open(publishing, id).await?;
    match service {
        Service::Guide(guide) => Ok(Open { service: *guide, editions }),
        Service::Thing(_) => Err(Error::NotFound.into()),
    }
}

async fn open_thing(publishing: &Publishing, id: &str) -> Result<Open<Thing>, Missing> {
    let Open { service, editions } = open(publishing, id).await?;
    match service {
        Service::Thing(thing) => Ok(Open { service: *thing, editions }),
        Service::Guide(_) => Err(Error::NotFound.into()),
    }
}

fn frame(visit: &Visit, title: &str) -> Frame {
    visit.frame(title).under("办事服务", BASE)
}

/// 国办函〔2020〕47号's tags of an article page.
fn meta(one: &Disclosed) -> Vec<(&'static str, String)> {
    vec![
        ("ColumnName", one.content.column.clone()),
        ("ArticleTitle", one.content.title.clone()),
        ("PubDate", words::moment(one.published)),
        ("ContentSource", one.content.issued_by.clone()),
        ("Description", one.content.overview.clone()),
    ]
}

/// 版本号: the minute of the newest edition that a page was made of, «202406121640». Printed on a checklist, it tells
/// later what has changed since.
fn version(newest: impl Iterator<Item = Timestamp>) -> String {
    newest.map(minute).max().unwrap_or_default()
}

fn minute(at: Timestamp) -> String {
    at.to_zoned(law::workday::BEIJING).strftime("%Y%m%d%H%M").to_string()
}

/// A version number as somebody types it; none where it is none: no minute, or one after the newest version.
fn since(typed: &str, newest: &str) -> Option<String> {
    let digits: String = words::plain_digits(typed)
        .chars()
        .filter(|one| !one.is_whitespace() && !"-.:".contains(*one))
        .take(13)
        .collect();
    let minute = jiff::civil::DateTime::strptime("%Y%m%d%H%M", &digits);
    (digits.len() == 12 && minute.is_ok() && digits.as_str() <= newest).then_some(digits)
}

/// An edition, and what is other in it than in the one before.
struct Change {
    name: String,
    number: u32,
    day: String,
    why: String,
    details: Vec<String>,
    path: String,
}

/// The newest first; those after a version, where one is given.
fn history(name: &str, editions: &[Public<Disclosed>], since: Option<&str>) -> Vec<Change> {
    let before = |at: usize| at.checked_sub(1).and_then(|at| editions[at].content.service.as_ref());
    let newest = editions.len();
    let change = |(at, one): (usize, &Public<Disclosed>)| {
        if since.is_some_and(|since| minute(one.updated).as_str() <= since) {
            return None;
        }
        let details = match (before(at), one.content.service.as_ref()) {
            (Some(old), Some(new)) => changes(old, new),
            _ => Vec::new(),
        };
        let path = if at + 1 == newest {
            String::new()
        } else {
            format!("{}?edition={}", item_path(&one.index), one.edition)
        };
        let why = if at == 0 && one.why.is_empty() { "首次发布".into() } else { one.why.clone() };
        let (number, day) = (one.edition, words::moment(one.updated));
        Some(Change { name: name.into(), number, day, why, details, path })
    };
    editions.iter().enumerate().filter_map(change).rev().collect()
}

/// What is asked of changes since a version: the number, and what changed; or that the number is none.
struct Since {
    typed: String,
    wrong: bool,
    asked: bool,
    changes: Vec<Change>,
}

impl Since {
    /// `newest`: the version of the page now.
    fn of(typed: &str, newest: &str, changes: impl FnOnce(&str) -> Vec<Change>) -> Since {
        let version = since(typed, newest);
        Since {
            typed: typed.chars().take(20).collect(),
            wrong: version.is_none() && !typed.is_empty(),
            asked: version.is_some(),
            changes: version.map(|version| changes(&version)).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_numbers_are_read_as_they_are_printed_and_typed() {
        for (typed, read) in [
            ("202406121640", Some("202406121640")),
            (" 20240612 1640", Some("202406121640")),
            ("２０２４０６１２１６４０", Some("202406121640")),
            ("2024-06-12", None),
            ("", None),
            ("2024061216400", None),
            ("202413121640", None),
            ("202406130900", Some("202406130900")),
            ("202406130901", None),
            ("abcdefghijkl", None),
        ] {
            assert_eq!(since(typed, "202406130900").as_deref(), read, "{typed}");
        }
    }
}
