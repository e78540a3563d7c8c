//! 链接：which addresses published texts lead to, whether they are there, and what was found when other sites were asked

use crate::cookie::digest;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use jiff::{SignedDuration, Timestamp};
use ledger::{Error, Ledger, Refusal};
use publishing::{Publishing, Seen, Shelf, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tower::ServiceExt;

/// Items looked at, the newest.
const MOST_ITEMS: usize = 5_000;
const PAGE: u32 = 200;
/// What was found of another site's address counts so long.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 60);
/// Pages that are there and depend on who asks.
const ASKED_BY_NOBODY: [&str; 3] = ["/apply", "/kiosk", "/subscribe"];

/// The pages everybody may see, asked from inside.
#[derive(Clone)]
pub struct PublicPages(Router);

impl PublicPages {
    pub(crate) fn new(pages: Router) -> PublicPages {
        PublicPages(pages)
    }

    /// Whether an address of this site leads to a page; to one that was withdrawn it does not.
    pub async fn has(&self, address: &str) -> bool {
        let path = address.split('#').next().unwrap_or_default();
        let within = |part: &&str| {
            path.strip_prefix(*part).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        };
        if path.is_empty() || ASKED_BY_NOBODY.iter().any(within) {
            return true;
        }
        // As a browser asks for it.
        let encoded = percent_encoding::utf8_percent_encode(path, percent_encoding::CONTROLS).to_string();
        let Ok(request) = Request::get(encoded).body(Body::empty()) else { return false };
        let Ok(answer) = self.0.clone().oneshot(request).await;
        !answer.status().is_client_error()
    }
}

/// What one published item leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinksOf {
    pub index: String,
    pub title: String,
    /// Addresses of this site.
    pub own: Vec<String>,
    /// Addresses of others, `http://` and `https://` alone.
    pub others: Vec<String>,
}

/// The links in the texts of what is public now.
pub async fn all(publishing: &Publishing) -> anyhow::Result<Vec<LinksOf>> {
    let (mut found, mut looked, mut after) = (Vec::new(), 0, None);
    loop {
        let page = publishing.shelf(&Shelf::All, after.as_ref(), PAGE).await?;
        looked += page.rows.len();
        for listed in &page.rows {
            let Some(Seen::Open(editions, _)) = publishing.seen(&listed.index).await? else { continue };
            let Some(newest) = editions.last() else { continue };
            found.extend(links_of(&listed.index, &listed.title, &newest.content.body));
        }
        after = page.next;
        if after.is_none() || looked >= MOST_ITEMS {
            return Ok(found);
        }
    }
}

fn links_of(index: &str, title: &str, body: &str) -> Option<LinksOf> {
    let links = text::links(body);
    let (own, others): (Vec<String>, Vec<String>) = links
        .into_iter()
        .filter(|link| link.starts_with('/') || is_web(link))
        .partition(|link| link.starts_with('/'));
    let some = !own.is_empty() || !others.is_empty();
    some.then(|| LinksOf { index: index.into(), title: title.into(), own, others })
}

fn is_web(link: &str) -> bool {
    let start = link.get(..8).unwrap_or(link).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}

/// Every address of other sites, once.
pub fn others(all: &[LinksOf]) -> BTreeSet<&str> {
    all.iter().flat_map(|of| &of.others).map(String::as_str).collect()
}

/// What another site answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is there, or asks who comes.
    Alive,
    /// It is not there; why, in words for the office.
    Dead(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub address: String,
    pub state: State,
    pub at: Timestamp,
}

fn kind(organ: &str) -> String {
    format!("link/{organ}")
}

/// What was found when an address was asked last.
pub async fn asked(ledger: &Ledger, organ: &str, address: &str) -> anyhow::Result<Option<Asked>> {
    let kept = ledger.record(&kind(organ), &digest(address)).await?;
    Ok(kept.map(|kept| serde_json::from_slice(&kept.body)).transpose()?)
}

/// Notes what was found.
pub async fn note(ledger: &Ledger, organ: &str, found: &Asked) -> anyhow::Result<()> {
    let (kind, id, body) = (kind(organ), digest(&found.address), serde_json::to_vec(found)?);
    let version = ledger.record(&kind, &id).await?.map_or(0, |kept| kept.version);
    match ledger.put_record(&kind, &id, version, &body, Some(found.at + KEPT)).await {
        // Another node asked at the same time.
        Ok(_) | Err(Error::Refused(Refusal::RecordConflict { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_and_those_of_others_are_told_apart() {
        let body = "[甲](/info/1)[乙](HTTPS://www.gov.cn/x)[丙](mailto:a@b.cn)[丁](#a)[戊](http://b.cn)";
        let found = links_of("1", "题", body);
        let expected = LinksOf {
            index: "1".into(),
            title: "题".into(),
            own: vec!["/info/1".into()],
            others: vec!["HTTPS://www.gov.cn/x".into(), "http://b.cn".into()],
        };
        assert_eq!(found, Some(expected));
        assert_eq!(links_of("1", "题", "[丁](#a)没有链接"), None);
    }
}
