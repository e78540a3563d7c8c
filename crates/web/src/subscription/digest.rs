//! 一份汇总里有什么：asked of the one door when the mail is made, so that what was withdrawn meanwhile is not told

use crate::Publications;
use jiff::Timestamp;
use office::publication::Public;
use office::subscription::Wish;
use publishing::{Listed, Shelf};
use search::{Asked, Looking, Sort};
use std::collections::BTreeMap;

/// Items looked at, a page and in all; and those found by a phrase.
const PAGE: u32 = 200;
const LOOKED_AT: usize = 2_000;
const FOUND: usize = 50;

/// What is public now, was published after `from`, up to `until`, and is wanted; the newest first.
pub async fn of(
    publications: &Publications,
    wish: &Wish,
    (from, until): (Timestamp, Timestamp),
) -> anyhow::Result<Vec<Public<Listed>>> {
    let mut wanted: BTreeMap<String, Public<Listed>> = BTreeMap::new();
    if !wish.shelves.is_empty() {
        let (mut after, mut looked) = (None, 0);
        'pages: loop {
            let page = publications.publishing.shelf(&Shelf::All, after.as_ref(), PAGE).await?;
            looked += page.rows.len();
            for one in page.rows {
                if one.published <= from {
                    break 'pages;
                }
                if one.published <= until && wish.wants(&shelves(&one)) {
                    wanted.insert(one.index.clone(), one);
                }
            }
            after = page.next;
            if after.is_none() || looked >= LOOKED_AT {
                break;
            }
        }
    }
    let asked = Asked::parse(&wish.phrase);
    if !asked.is_empty() {
        let (after, before) = (Some(from.as_millisecond()), Some(until.as_millisecond() + 1));
        let looking =
            Looking { asked, from: after, before, sort: Sort::Newest, limit: FOUND, ..Looking::default() };
        let (found, hits) = publications.find(looking).await?;
        // Nothing has the phrase where only some of its words were found.
        let hits = hits.into_iter().filter(|_| !found.loosened).map(|(_, listed)| listed);
        // The search counts in milliseconds.
        let hits = hits.filter(|one| one.published > from && one.published <= until);
        wanted.extend(hits.map(|one| (one.index.clone(), one)));
    }
    let mut wanted: Vec<_> = wanted.into_values().collect();
    wanted.sort_by(|one, other| (other.published, &other.index).cmp(&(one.published, &one.index)));
    Ok(wanted)
}

/// The shelves an item stands on, of those that can be subscribed to.
fn shelves(one: &Listed) -> Vec<String> {
    let shelves =
        [Shelf::Column(one.column.clone()), Shelf::Topic(one.topic.clone()), Shelf::Nature(one.nature)];
    shelves.iter().map(Shelf::key).collect()
}
