//! The tables people read from: items under keys, and how many stand under each key. All of it can be made again
//! from the chain.

use crate::error::Error;
use crate::ledger::Ledger;
use crate::names::ABOVE;
use crate::store::{On, row, text};
use crate::{names, sql};
use sea_orm::{QueryResult, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something people look at, such as a case, under the keys it is listed by: key → what it is sorted by there.
/// A board is a key (`open`, sorted by the next deadline), a cell of the report is a key (`2024/3.1/natural`):
/// the count of a key and the list behind it are kept by the same call and cannot disagree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// Whose; filled in when read, and by the transaction when written.
    pub organ: String,
    pub kind: String,
    pub id: String,
    /// The version of the stream it was made from.
    pub version: u64,
    /// JSON text. No personal data: its references only.
    pub body: String,
    pub keys: BTreeMap<String, String>,
    /// What it adds to the sum of a key, such as money in 分: sums are kept as counts are.
    pub amounts: BTreeMap<String, i64>,
}

impl Item {
    pub fn new(
        kind: impl Into<String>,
        id: impl Into<String>,
        version: u64,
        body: impl Into<String>,
    ) -> Item {
        let (kind, id, body) = (kind.into(), id.into(), body.into());
        Item { kind, id, version, body, ..Item::default() }
    }

    /// Lists it under a key. `sort` is compared by its bytes: ISO dates, numbers with leading zeros.
    #[must_use]
    pub fn under(mut self, key: impl Into<String>, sort: impl Into<String>) -> Item {
        self.keys.insert(key.into(), sort.into());
        self
    }

    /// Adds to the sum of a key, under which it need not be listed.
    #[must_use]
    pub fn adding(mut self, key: impl Into<String>, amount: i64) -> Item {
        self.amounts.insert(key.into(), amount);
        self
    }

    /// Where the list under a key goes on after this item.
    pub fn place(&self, key: &str) -> Option<Place> {
        let sort = self.keys.get(key)?.clone();
        Some(Place { sort, organ: self.organ.clone(), id: self.id.clone() })
    }
}

/// A place in a list, for the page that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub sort: String,
    pub organ: String,
    pub id: String,
}

/// Smallest or largest sort first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl Ledger {
    pub async fn item(&self, organ: &str, kind: &str, id: &str) -> Result<Option<Item>, Error> {
        one(self.store(), organ, kind, id).await
    }

    /// Up to `limit` items under a key, after a place.
    pub async fn list(
        &self,
        organ: &str,
        kind: &str,
        key: &str,
        after: Option<&Place>,
        limit: u32,
        direction: Direction,
    ) -> Result<Vec<Item>, Error> {
        let from = after.map(|place| (place.sort.as_str(), place.id.as_str()));
        list(self.store(), organ, kind, key, from, limit, direction).await
    }

    /// Items under any of some keys, up to `each` of a key, those with the largest sort; each item once, in no order.
    /// One look-up, however many keys there are.
    pub async fn list_any(
        &self,
        organ: &str,
        kind: &str,
        keys: &[String],
        each: u32,
    ) -> Result<Vec<Item>, Error> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut values: Vec<Value> = vec![organ.into(), kind.into(), i64::from(each).into()];
        values.extend(keys.iter().map(|key| key.as_str().into()));
        let rows =
            self.store().rows_of("list items under any key", &sql::list_any(keys.len()), values).await?;
        rows.iter().map(item).collect()
    }

    /// The same over several organs, as a supervisor sees it: one order of sort, organ, id. It costs one look-up
    /// an organ, however many items there are.
    pub async fn list_of(
        &self,
        organs: &[&str],
        kind: &str,
        key: &str,
        after: Option<&Place>,
        limit: u32,
        direction: Direction,
    ) -> Result<Vec<Item>, Error> {
        let organs: BTreeSet<&str> = organs.iter().copied().collect();
        let mut found = Vec::new();
        for organ in organs {
            let from = after.map(|place| from(place, organ, direction));
            found.extend(list(self.store(), organ, kind, key, from, limit, direction).await?);
        }
        let order = |item: &Item| (item.keys.get(key).cloned(), item.organ.clone(), item.id.clone());
        found.sort_by_cached_key(order);
        if direction == Direction::Down {
            found.reverse();
        }
        found.truncate(limit as usize);
        Ok(found)
    }

    /// How many items stand under a key.
    pub async fn count(&self, organ: &str, kind: &str, key: &str) -> Result<u64, Error> {
        let values = [organ.into(), kind.into(), key.into()];
        let found = row(self.store(), "count items", sql::COUNT, values).await?;
        found.map_or(Ok(0), |row| text::count(&row, "tally", "n"))
    }

    /// How many items stand under a key before a sort: what is overdue. It costs as much as there are such.
    pub async fn count_before(&self, organ: &str, kind: &str, key: &str, sort: &str) -> Result<u64, Error> {
        self.count_beside(sql::COUNT_BEFORE, [organ.into(), kind.into(), key.into(), sort.into()]).await
    }

    /// How many stand there at a sort or after it: what is still to come. It costs as much as there are such.
    pub async fn count_from(&self, organ: &str, kind: &str, key: &str, sort: &str) -> Result<u64, Error> {
        self.count_beside(sql::COUNT_FROM, [organ.into(), kind.into(), key.into(), sort.into()]).await
    }

    async fn count_beside(&self, sql: &str, values: [Value; 4]) -> Result<u64, Error> {
        let found = row(self.store(), "count items beside a sort", sql, values).await?;
        found.map_or(Ok(0), |row| text::count(&row, "item_key", "n"))
    }

    /// The same over several organs.
    pub async fn count_of(&self, organs: &[&str], kind: &str, key: &str) -> Result<u64, Error> {
        let organs: BTreeSet<&str> = organs.iter().copied().collect();
        let mut sum = 0;
        for organ in organs {
            sum += self.count(organ, kind, key).await?;
        }
        Ok(sum)
    }

    /// Every key that begins with `prefix` and has items, with how many: all cells of a report at once.
    pub async fn counts(
        &self,
        organ: &str,
        kind: &str,
        prefix: &str,
    ) -> Result<BTreeMap<String, u64>, Error> {
        let values = [organ.into(), kind.into(), prefix.into(), format!("{prefix}{ABOVE}").into()];
        let rows = self.store().rows("count items", sql::COUNTS, values).await?;
        rows.iter().map(|row| Ok((text::of(row, "tally", "key")?, text::count(row, "tally", "n")?))).collect()
    }
}

impl Ledger {
    /// The sum of a key; 0 where nothing adds to it.
    pub async fn sum(&self, organ: &str, kind: &str, key: &str) -> Result<i64, Error> {
        let found =
            row(self.store(), "read a sum", sql::SUM, [organ.into(), kind.into(), key.into()]).await?;
        found.map_or(Ok(0), |row| text::number(&row, "amount", "sum"))
    }

    /// Every key that begins with `prefix` and has a sum.
    pub async fn sums(&self, organ: &str, kind: &str, prefix: &str) -> Result<BTreeMap<String, i64>, Error> {
        let values = [organ.into(), kind.into(), prefix.into(), format!("{prefix}{ABOVE}").into()];
        let rows = self.store().rows("read sums", sql::SUMS, values).await?;
        rows.iter()
            .map(|row| Ok((text::of(row, "amount", "key")?, text::number(row, "amount", "sum")?)))
            .collect()
    }

    /// Which of some ids a kind has; one look-up.
    pub async fn known(&self, organ: &str, kind: &str, ids: &[String]) -> Result<BTreeSet<String>, Error> {
        known(self.store(), organ, kind, ids).await
    }
}

/// Where the list of one organ goes on after a place in the list of several.
fn from<'a>(place: &'a Place, organ: &str, direction: Direction) -> (&'a str, &'a str) {
    let came_before = match direction {
        Direction::Up => organ < place.organ.as_str(),
        Direction::Down => organ > place.organ.as_str(),
    };
    let id = match (organ == place.organ, came_before, direction) {
        (true, _, _) => place.id.as_str(),
        // Its items of this sort have been shown.
        (false, true, Direction::Up) | (false, false, Direction::Down) => ABOVE,
        (false, true, Direction::Down) | (false, false, Direction::Up) => "",
    };
    (&place.sort, id)
}

async fn list(
    on: &impl On,
    organ: &str,
    kind: &str,
    key: &str,
    from: Option<(&str, &str)>,
    limit: u32,
    direction: Direction,
) -> Result<Vec<Item>, Error> {
    let (statement, start) = match direction {
        Direction::Up => (sql::LIST_UP, ("", "")),
        Direction::Down => (sql::LIST_DOWN, (ABOVE, ABOVE)),
    };
    let (sort, id) = from.unwrap_or(start);
    let values = [organ.into(), kind.into(), key.into(), sort.into(), id.into(), i64::from(limit).into()];
    let rows = on.rows("list items", statement, values).await?;
    rows.iter().map(item).collect()
}

pub async fn one(on: &impl On, organ: &str, kind: &str, id: &str) -> Result<Option<Item>, Error> {
    let found = row(on, "read an item", sql::ITEM, [organ.into(), kind.into(), id.into()]).await?;
    found.as_ref().map(item).transpose()
}

pub fn item(row: &QueryResult) -> Result<Item, Error> {
    const TABLE: &str = "item";
    let keys: String = text::of(row, TABLE, "keys")?;
    let kept: Kept = serde_json::from_str(&keys).map_err(broken)?;
    let (keys, amounts) = match kept {
        Kept::Sums { keys, amounts } => (keys, amounts),
        Kept::Keys(keys) => (keys, BTreeMap::new()),
    };
    Ok(Item {
        organ: text::of(row, TABLE, "organ")?,
        kind: text::of(row, TABLE, "kind")?,
        id: text::of(row, TABLE, "id")?,
        version: text::count(row, TABLE, "version")?,
        body: text::of(row, TABLE, "body")?,
        keys,
        amounts,
    })
}

/// What the column of keys holds: most items add to no sum.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Sums { keys: BTreeMap<String, String>, amounts: BTreeMap<String, i64> },
    Keys(BTreeMap<String, String>),
}

fn broken(error: serde_json::Error) -> Error {
    crate::Broken::Row { table: "item", what: error.to_string() }.into()
}

fn kept(item: &Item) -> Result<String, Error> {
    if item.amounts.is_empty() {
        return serde_json::to_string(&item.keys).map_err(broken);
    }
    serde_json::to_string(&Kept::Sums { keys: item.keys.clone(), amounts: item.amounts.clone() })
        .map_err(broken)
}

pub async fn put(on: &impl On, organ: &str, item: &Item) -> Result<(), Error> {
    check(organ, item)?;
    let old = one(on, organ, &item.kind, &item.id).await?.unwrap_or_default();
    on.run("put an item", sql::PUT_ITEM, values(organ, item)?).await?;
    change_amounts(on, organ, &item.kind, &old.amounts, &item.amounts).await?;
    change_keys(on, organ, &item.kind, &item.id, &old.keys, &item.keys).await
}

fn values(organ: &str, item: &Item) -> Result<[Value; 6], Error> {
    Ok([
        organ.into(),
        item.kind.as_str().into(),
        item.id.as_str().into(),
        text::value(item.version)?,
        item.body.as_str().into(),
        kept(item)?.into(),
    ])
}

/// Puts many items of which none is there yet, in few statements; the database refuses one that is.
pub async fn put_new(on: &impl On, organ: &str, items: &[Item]) -> Result<(), Error> {
    /// Rows of one INSERT. With more, finding the places of so many values costs more than what is saved.
    const ROWS: usize = 40;
    let mut lines: Vec<[&str; 5]> = Vec::new();
    let mut counts: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let mut amounts: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for some in items.chunks(ROWS) {
        let mut rows: Vec<Value> = Vec::with_capacity(some.len() * 6);
        for item in some {
            check(organ, item)?;
            rows.extend(values(organ, item)?);
        }
        on.run_of("put items", &format!("{}{}", sql::NEW_ITEMS, sql::rows(some.len(), 6)), rows).await?;
    }
    for item in items {
        for (key, sort) in &item.keys {
            *counts.entry((&item.kind, key)).or_default() += 1;
            lines.push([organ, &item.kind, key, sort, &item.id]);
        }
        for (key, amount) in &item.amounts {
            *amounts.entry((&item.kind, key)).or_default() += amount;
        }
    }
    // In the order of the table, so that neighbours are written together.
    lines.sort_unstable();
    for some in lines.chunks(ROWS) {
        let statement = format!("{}{}", sql::NEW_KEYS, sql::rows(some.len(), 5));
        let values = some.iter().flatten().map(|cell| Value::from(*cell)).collect();
        on.run_of("list items", &statement, values).await?;
    }
    for ((kind, key), n) in counts {
        on.run("count keys", sql::ADD_TALLY, [organ.into(), kind.into(), key.into(), n.into()]).await?;
    }
    for ((kind, key), amount) in amounts {
        add_amount(on, organ, kind, key, amount).await?;
    }
    Ok(())
}

pub async fn known(on: &impl On, organ: &str, kind: &str, ids: &[String]) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    for some in ids.chunks(200) {
        let mut values: Vec<Value> = vec![organ.into(), kind.into()];
        values.extend(some.iter().map(|id| Value::from(id.as_str())));
        for row in on.rows_of("look for items", &sql::known(some.len()), values).await? {
            found.insert(text::of(&row, "item", "id")?);
        }
    }
    Ok(found)
}

async fn change_amounts(
    on: &impl On,
    organ: &str,
    kind: &str,
    old: &BTreeMap<String, i64>,
    new: &BTreeMap<String, i64>,
) -> Result<(), Error> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let of = |amounts: &BTreeMap<String, i64>| amounts.get(key).copied().unwrap_or(0);
        let more = of(new).checked_sub(of(old)).ok_or(crate::Broken::Overflow)?;
        add_amount(on, organ, kind, key, more).await?;
    }
    Ok(())
}

/// A sum of 0 is not kept.
async fn add_amount(on: &impl On, organ: &str, kind: &str, key: &str, more: i64) -> Result<(), Error> {
    if more == 0 {
        return Ok(());
    }
    let place = || [organ.into(), kind.into(), key.into()];
    let [organ, kind, key] = place();
    on.run("add to a sum", sql::ADD_AMOUNT, [organ, kind, key, more.into()]).await?;
    on.run("drop an empty sum", sql::EMPTY_AMOUNT, place()).await?;
    Ok(())
}

pub async fn remove(on: &impl On, organ: &str, kind: &str, id: &str) -> Result<(), Error> {
    let Some(old) = one(on, organ, kind, id).await? else { return Ok(()) };
    on.run("remove an item", sql::REMOVE_ITEM, [organ.into(), kind.into(), id.into()]).await?;
    change_amounts(on, organ, kind, &old.amounts, &BTreeMap::new()).await?;
    change_keys(on, organ, kind, id, &old.keys, &BTreeMap::new()).await
}

fn check(organ: &str, item: &Item) -> Result<(), Error> {
    names::name("organ", organ)?;
    names::name("kind", &item.kind)?;
    names::name("id", &item.id)?;
    for (key, sort) in &item.keys {
        names::name("key", key)?;
        names::sort("sort", sort)?;
    }
    for key in item.amounts.keys() {
        names::name("key", key)?;
    }
    Ok(())
}

/// Writes only what differs; in the order of the keys, so that two never wait for each other.
async fn change_keys(
    on: &impl On,
    organ: &str,
    kind: &str,
    id: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let (had, has) = (old.get(key), new.get(key));
        if had == has {
            continue;
        }
        let place = || [organ.into(), kind.into(), key.as_str().into()];
        let row = |sort: &str| {
            let [organ, kind, key] = place();
            [organ, kind, key, sort.into(), id.into()]
        };
        if let Some(sort) = had {
            on.run("remove a key", sql::REMOVE_KEY, row(sort)).await?;
        }
        if let Some(sort) = has {
            on.run("add a key", sql::NEW_KEY, row(sort)).await?;
        }
        match (had, has) {
            (None, Some(_)) => {
                let [organ, kind, key] = place();
                on.run("count a key", sql::ADD_TALLY, [organ, kind, key, 1i64.into()]).await?;
            }
            (Some(_), None) => {
                on.run("count a key", sql::TAKE_TALLY, place()).await?;
                on.run("count a key", sql::EMPTY_TALLY, place()).await?;
            }
            (None, None) | (Some(_), Some(_)) => {}
        }
    }
    Ok(())
}
