//! 台账里的登记：主动公开信息、规章和行政规范性文件，as the annual report takes them for a year. Titles are those the
//! public was shown; what somebody is changing at the desk is none of them.

use crate::figures::services_key;
use crate::{Error, KIND, List, Listed, Publishing, Shelf, figures, item_key, public};
use jiff::Timestamp;
use jiff::civil::Date;
use law::proactive::directory::Channel;
use law::workday::day_in_beijing;
use office::cleanup::{Decided, Document, Round};
use office::publication::{Nature, Public};
use office::records::{Kept, Public as Cells};
use std::collections::BTreeMap;

const PAGE: u32 = 1000;
/// What stands for the title of something withdrawn because even that was not for the public.
const NAMELESS: &str = "（已撤回）";
/// What the first block of table two counts.
const COUNTED: [Nature; 2] = [Nature::Regulation, Nature::NormativeDocument];

impl Publishing {
    /// Adds the registers of these years, made of the items as they stand now.
    pub async fn registers(&self, kept: Kept, years: &[i16]) -> Result<Kept, Error> {
        let documents = self.counted_documents().await?;
        let first = documents.iter().map(|one| day_in_beijing(one.published).year()).min();
        let rounds = self.published_rounds().await?;
        let cleaned = rounds.iter().map(|(on, _)| on.year()).min();
        let mut kept = kept.publishing(self.first_year().await?, first).cleaning(cleaned);
        for year in years.iter().copied() {
            kept.add("items", year, self.items_in(year).await?);
            kept.add("services", year, self.services_in(year).await?);
            kept.add("documents", year, documents.iter().filter_map(|one| document(one, year)).collect());
            let of_year = rounds.iter().filter(|(on, _)| on.year() == year);
            kept.add("cleanups", year, of_year.flat_map(|(on, round)| cleaned_in(*on, round)).collect());
        }
        Ok(kept)
    }

    /// The year in which the first item was published.
    pub async fn first_year(&self) -> Result<Option<i16>, Error> {
        let counts = self.ledger.counts(&self.organ, KIND, "").await?;
        let years = counts.iter().filter(|(_, n)| **n > 0);
        Ok(years.filter_map(|(key, _)| key.strip_suffix("/items")?.parse().ok()).min())
    }

    /// What was first published in a year, in the order it was; also what was taken back since.
    async fn items_in(&self, year: i16) -> Result<Vec<Cells>, Error> {
        let shown = self.whole_shelf(&Shelf::Year(year)).await?;
        let shown: BTreeMap<String, Public<Listed>> =
            shown.into_iter().map(|listed| (listed.index.clone(), listed)).collect();
        let mut found = Vec::new();
        for (kind, _) in self.items_of(year).await?.1 {
            for index in self.indices(&List::Counted(item_key(year, &kind))).await? {
                let (at, title) = match shown.get(&index) {
                    Some(listed) if listed.edition == 1 => (listed.published, listed.title.clone()),
                    Some(_) | None => self.first_published(&index).await?,
                };
                found.push((at, index, title, kind.clone()));
            }
        }
        found.sort();
        let cells = |(at, index, title, kind): (Timestamp, String, String, String)| -> Cells {
            let on = day_in_beijing(at).to_string();
            vec![index.into(), title.into(), kind.into(), on.into(), Channel::Website.label().into()]
        };
        Ok(found.into_iter().map(cells).collect())
    }

    /// 办事指南和“一件事” first published in a year, also what was taken back since, with what explained them at its end.
    async fn services_in(&self, year: i16) -> Result<Vec<Cells>, Error> {
        let mut found = Vec::new();
        for index in self.indices(&List::Counted(services_key(year))).await? {
            let (_, title) = self.first_published(&index).await?;
            let editions = self.file(&index).await?.map(|file| file.item.editions).unwrap_or_default();
            let Some(first) = editions.first() else { continue };
            let last = editions.iter().rev().find(|edition| edition.on().year() <= year).unwrap_or(first);
            let Some(brief) = public::brief(&last.content) else { continue };
            let yes = |is: bool| if is { "yes" } else { "no" };
            let kind = if brief.thing { "thing" } else { "guide" };
            let on = first.on().to_string();
            let (explained, filmed) = (yes(brief.explained), yes(brief.filmed));
            found.push((first.at, [index, title, kind.into(), on, explained.into(), filmed.into()]));
        }
        found.sort();
        Ok(found.into_iter().map(|(_, cells)| cells.into_iter().map(Into::into).collect()).collect())
    }

    /// When an item went out first, and the title under which it may be named now.
    async fn first_published(&self, index: &str) -> Result<(Timestamp, String), Error> {
        let missing = || Error::Stored(format!("{index} is counted and was never published"));
        let item = self.file(index).await?.ok_or_else(missing)?.item;
        let first = item.editions.first().ok_or_else(missing)?;
        let title = match (item.public(), item.tombstone()) {
            (Some(public), _) => public.content.title.clone(),
            (None, Some(tombstone)) => tombstone.title.clone(),
            (None, None) => String::new(),
        };
        Ok((first.at, if title.is_empty() { NAMELESS.into() } else { title }))
    }

    /// Every round whose result was published, and when.
    async fn published_rounds(&self) -> Result<Vec<(Date, Round)>, Error> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.rounds(after.as_ref(), PAGE).await?;
            found.extend(page.rows.into_iter().filter_map(|round| Some((round.published?, round))));
            after = page.next;
            if after.is_none() {
                found.sort_by_key(|(on, _)| *on);
                return Ok(found);
            }
        }
    }

    /// Every document table two counts that is public.
    async fn counted_documents(&self) -> Result<Vec<Public<Listed>>, Error> {
        let mut found = Vec::new();
        for nature in COUNTED {
            found.extend(self.whole_shelf(&Shelf::Nature(nature)).await?);
        }
        Ok(found)
    }

    async fn whole_shelf(&self, shelf: &Shelf) -> Result<Vec<Public<Listed>>, Error> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.shelf(shelf, after.as_ref(), PAGE).await?;
            found.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    async fn indices(&self, list: &List) -> Result<Vec<String>, Error> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.list(list, after.as_ref(), PAGE).await?;
            found.extend(page.rows.into_iter().map(|row| row.index));
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }
}

/// 文件清理的登记: a row each document, in the order of the round.
fn cleaned_in(on: Date, round: &Round) -> Vec<Cells> {
    let decided = round.lines.iter().filter_map(|line| Some((&line.document, line.decided.as_ref()?)));
    let cells = |(document, decided): (&Document, &Decided)| -> Cells {
        let result = decided.decision.register_key();
        vec![document.title.clone().into(), on.to_string().into(), result.into()]
    };
    decided.map(cells).collect()
}

/// What names a document in its register: its 文号, else its index.
pub fn document_name(listed: &Listed) -> &str {
    listed.document_no.as_deref().unwrap_or(&listed.index)
}

/// A document made by the end of a year and in force at some time of it; what expires is gone on the day after.
fn document(listed: &Listed, year: i16) -> Option<Cells> {
    let gone = figures::gone(listed.expires, listed.validity.as_ref()).map(|(_, on)| on);
    if listed.formed.year() > year || gone.is_some_and(|on| on.year() < year) {
        return None;
    }
    let gone = gone.filter(|on| on.year() == year).map_or_else(String::new, |on| on.to_string());
    let name = document_name(listed).to_owned();
    let (title, kind) = (listed.title.clone(), listed.nature.key());
    Some(vec![name.into(), title.into(), kind.into(), listed.formed.to_string().into(), gone.into()])
}
