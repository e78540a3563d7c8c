//! 数：主动公开多少条，规章和规范性文件制发、废止、现行有效多少件。 A key counts and lists at once.

use crate::{Error, KIND, Publishing, row};
use jiff::civil::Date;
use law::workday::Calendar;
use office::publication::{Nature, Publication, Validity};

/// Items first published in a year, by kind of the annual report: `2024/items/news`.
pub fn item_key(year: i16, kind: &str) -> String {
    format!("{year}/items/{kind}")
}

/// Items first published in a month: `dated/2024-03`.
pub fn item_month_key(year: i16, month: i8) -> String {
    format!("dated/{year}-{month:02}")
}

/// All of them: `2024/items`.
fn items_key(year: i16) -> String {
    format!("{year}/items")
}

/// `document/made/normative_document/2024`
fn document_key(what: &str, nature: Nature, year: i16) -> String {
    format!("document/{what}/{}/{year}", nature.key())
}

/// Every key an item is counted under, with what it is sorted by there.
pub(crate) fn keys(item: &Publication, calendar: &Calendar) -> Vec<(String, String)> {
    let Some(first) = item.editions.first() else { return Vec::new() };
    let by = row::sort(first.at);
    let year = first.on().year();
    let nature = first.content.nature;
    let mut keys = Vec::new();
    // 办事指南、“一件事” are counted by a register of their own.
    if !nature.is_service() {
        let counted =
            [items_key(year), item_key(year, nature.kind()), item_month_key(year, first.on().month())];
        keys.extend(counted.map(|key| (key, by.clone())));
    }
    let late = item.editions.iter().filter(|edition| edition.late(calendar));
    keys.extend(late.map(|edition| (format!("late/{}", edition.on().year()), row::sort(edition.at))));
    keys.extend(document_keys(item).into_iter().map(|key| (key, by.clone())));
    keys
}

/// 表二第一块: made in the year it was formed in, gone in the year it was repealed or expired in.
fn document_keys(item: &Publication) -> Vec<String> {
    let Some(content) = item.editions.last().map(|edition| &edition.content) else { return Vec::new() };
    if !content.nature.counts_in_table_two() || !item.is_public() {
        return Vec::new();
    }
    let mut keys = vec![document_key("made", content.nature, content.formed.year())];
    if let Some((what, on)) = gone(content.expires, item.validity.as_ref()) {
        keys.push(document_key(what, content.nature, on.year()));
    }
    keys
}

/// How and when a document ceases to be in force, where that is known: as decided, else by its own last day, on which
/// it is in force still.
pub(crate) fn gone(
    expires: Option<Date>,
    changed: Option<&(Validity, Date, String)>,
) -> Option<(&'static str, Date)> {
    match changed {
        Some((Validity::Repealed, on, _)) => Some(("repealed", *on)),
        Some((Validity::Expired, on, _)) => Some(("expired", *on)),
        Some((Validity::InForce | Validity::Coming, ..)) => None,
        None => Some(("expired", expires?.tomorrow().ok()?)),
    }
}

/// One row of the first block of table two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Documents {
    pub made: u64,
    pub repealed: u64,
    pub in_force: u64,
}

impl Publishing {
    /// How many items were first published in a year, all and of each kind.
    pub async fn items_of(&self, year: i16) -> Result<(u64, Vec<(String, u64)>), Error> {
        let all = self.ledger.count(&self.organ, KIND, &items_key(year)).await?;
        let prefix = item_key(year, "");
        let counts = self.ledger.counts(&self.organ, KIND, &prefix).await?;
        let kinds =
            counts.into_iter().filter_map(|(key, n)| Some((key.strip_prefix(&prefix)?.to_owned(), n)));
        Ok((all, kinds.collect()))
    }

    /// 表二第一块的一行, as of the end of a year. What expired is counted with what was repealed: R-26.
    pub async fn documents_of(&self, year: i16, nature: Nature) -> Result<Documents, Error> {
        let made = self.by_year("made", nature).await?;
        let mut gone = self.by_year("repealed", nature).await?;
        gone.extend(self.by_year("expired", nature).await?);
        let of = |years: &[(i16, u64)]| years.iter().filter(|(one, _)| *one == year).map(|(_, n)| n).sum();
        let until = |years: &[(i16, u64)]| -> u64 {
            years.iter().filter(|(one, _)| *one <= year).map(|(_, n)| n).sum()
        };
        let in_force = until(&made).saturating_sub(until(&gone));
        Ok(Documents { made: of(&made), repealed: of(&gone), in_force })
    }

    async fn by_year(&self, what: &str, nature: Nature) -> Result<Vec<(i16, u64)>, Error> {
        let prefix = format!("document/{what}/{}/", nature.key());
        let counts = self.ledger.counts(&self.organ, KIND, &prefix).await?;
        let year = |key: &str| key.strip_prefix(&prefix)?.parse().ok();
        Ok(counts.into_iter().filter_map(|(key, n)| Some((year(&key)?, n))).collect())
    }
}
