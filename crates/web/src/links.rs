//! 链接：which addresses published texts lead to, whether they are there, and what was found when other sites were asked

use crate::cookie::digest;
use crate::guard::Inside;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use jiff::{SignedDuration, Timestamp};
use ledger::{Error, Ledger, Place, Refusal};
use publishing::{Publishing, Seen, Shelf, text};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tower::ServiceExt;

/// Items read in one go.
const MOST_ITEMS: usize = 5_000;
const PAGE: u32 = 200;
/// Entries of the chain looked at together.
const STRIDE: u32 = 2_000;
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
        let request = Request::get(encoded).extension(Inside).body(Body::empty());
        let Ok(request) = request else { return false };
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

/// The links in the texts of what is public: read once, the newest first, and again where a text changed.
#[derive(Default)]
pub struct Gathered {
    /// Up to which entry of the chain changes were followed; none before the first look.
    position: Option<u64>,
    /// Where reading goes on, until everything was read.
    after: Option<Place>,
    whole: bool,
    /// Every item that was read, whether it leads anywhere or not.
    read: BTreeMap<String, Option<Arc<LinksOf>>>,
}

impl Gathered {
    /// Reads what changed, and goes on with what was not read yet: five thousand items at once, then the next time.
    pub async fn follow(&mut self, publishing: &Publishing) -> anyhow::Result<()> {
        let mut position = match self.position {
            Some(position) => position,
            None => publishing.ledger().head(publishing.organ()).await?.seq,
        };
        loop {
            let (indices, seq) = publishing.changed_since(position, STRIDE).await?;
            for index in indices {
                self.read_one(publishing, &index).await?;
            }
            if seq == position {
                break;
            }
            position = seq;
        }
        self.position = Some(position);
        let mut looked = 0;
        while !self.whole && looked < MOST_ITEMS {
            let page = publishing.shelf(&Shelf::All, self.after.as_ref(), PAGE).await?;
            looked += page.rows.len();
            for listed in &page.rows {
                if !self.read.contains_key(&listed.index) {
                    self.read_one(publishing, &listed.index).await?;
                }
            }
            self.after = page.next;
            self.whole = self.after.is_none();
        }
        Ok(())
    }

    async fn read_one(&mut self, publishing: &Publishing, index: &str) -> anyhow::Result<()> {
        let newest = match publishing.seen(index).await? {
            Some(Seen::Open(mut editions, _)) => editions.pop(),
            _ => None,
        };
        match newest {
            Some(one) => {
                let links = links_of(index, &one.content.title, &one.content.body);
                self.read.insert(index.to_owned(), links.map(Arc::new));
            }
            None => {
                self.read.remove(index);
            }
        }
        Ok(())
    }

    /// What was read that leads somewhere.
    pub fn all(&self) -> Vec<Arc<LinksOf>> {
        self.read.values().flatten().cloned().collect()
    }

    /// How many items that are public were not read yet.
    pub async fn unread(&self, publishing: &Publishing) -> anyhow::Result<u64> {
        if self.whole {
            return Ok(0);
        }
        let public = publishing.shelf_count(&Shelf::All).await?;
        Ok(public.saturating_sub(self.read.len() as u64))
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
pub fn others(all: &[Arc<LinksOf>]) -> BTreeSet<&str> {
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
    /// It is not asked; why, in words for the office.
    Unasked(String),
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
