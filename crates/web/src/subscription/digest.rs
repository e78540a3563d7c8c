//! 一份汇总里有什么：asked of the one door when the mail is made, so that what was withdrawn meanwhile is not told

use crate::Publications;
use jiff::Timestamp;
use office::publication::Public;
use office::subscription::Wish;
use publishing::{Listed, Shelf};
use search::{Asked, Looking, Sort};
use std::collections::BTreeMap;

/// Items looked at, a page and in all: of the shelves, and of what a phrase finds.
const PAGE: u16 = 200;
const LOOKED_AT: usize = 2_000;

/// What there is to be told.
#[derive(Debug, Default)]
pub struct Digest {
    /// The newest first.
    pub items: Vec<Public<Listed>>,
    /// So much is new that what is older was not looked at; the reader is told.
    pub unlooked: bool,
}

/// What is public now, was published after `from`, up to `until`, and is wanted. The search follows first: what was
/// published in another process, or a moment ago, is found too.
pub async fn of(
    publications: &Publications,
    wish: &Wish,
    time: (Timestamp, Timestamp),
) -> anyhow::Result<Digest> {
    let mut wanted = BTreeMap::new();
    let on_shelves = !wish.shelves.is_empty() && on_shelves(publications, wish, time, &mut wanted).await?;
    let asked = Asked::parse(&wish.phrase);
    let by_phrase = !asked.is_empty() && {
        publications.follow().await?;
        by_phrase(publications, asked, time, &mut wanted).await?
    };
    let mut items: Vec<_> = wanted.into_values().collect();
    items.sort_by(|one, other| (other.published, &other.index).cmp(&(one.published, &one.index)));
    Ok(Digest { items, unlooked: on_shelves || by_phrase })
}

type Wanted = BTreeMap<String, Public<Listed>>;

/// Whether some were not looked at.
async fn on_shelves(
    publications: &Publications,
    wish: &Wish,
    (from, until): (Timestamp, Timestamp),
    wanted: &mut Wanted,
) -> anyhow::Result<bool> {
    let (mut after, mut looked) = (None, 0);
    loop {
        let page = publications.publishing.shelf(&Shelf::All, after.as_ref(), PAGE.into()).await?;
        for one in page.rows {
            if one.published <= from {
                return Ok(false);
            }
            // What is newer than the time of the digest belongs into the next one.
            if one.published > until {
                continue;
            }
            if looked >= LOOKED_AT {
                return Ok(true);
            }
            looked += 1;
            if wish.wants(&shelves(&one)) {
                wanted.insert(one.index.clone(), one);
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(false);
        }
    }
}

/// Whether some were not looked at.
async fn by_phrase(
    publications: &Publications,
    asked: Asked,
    (from, until): (Timestamp, Timestamp),
    wanted: &mut Wanted,
) -> anyhow::Result<bool> {
    // The search counts in milliseconds.
    let (after, before) = (Some(from.as_millisecond()), Some(until.as_millisecond() + 1));
    let limit = usize::from(PAGE);
    let mut looking = Looking { asked, from: after, before, sort: Sort::Newest, limit, ..Looking::default() };
    while looking.skip < LOOKED_AT {
        let (found, hits) = publications.find(looking.clone()).await?;
        // Nothing has the phrase where only some of its words were found.
        if found.loosened {
            return Ok(false);
        }
        // Those that are public no more are not counted, and had their place on the page.
        let total = found.total + limit.saturating_sub(hits.len());
        let hits = hits.into_iter().map(|(_, listed)| listed);
        let hits = hits.filter(|one| one.published > from && one.published <= until);
        wanted.extend(hits.map(|one| (one.index.clone(), one)));
        looking.skip += limit;
        if total <= looking.skip {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The shelves an item stands on, of those that can be subscribed to.
fn shelves(one: &Listed) -> Vec<String> {
    let shelves =
        [Shelf::Column(one.column.clone()), Shelf::Topic(one.topic.clone()), Shelf::Nature(one.nature)];
    shelves.iter().map(Shelf::key).collect()
}
