//! 表三、表四：每一格数哪些申请。 A key counts and lists at once, so that a figure always leads to its cases.

use crate::{Casework, Error, KIND};
use law::annual_report::{Applicant, Block4, Place, Result4, Row3, Table3, Table4};
use office::case::{Counted, Remedy, ReviewResult, Route};
use std::collections::BTreeMap;

/// Applications received in a month: `month/2024-03`.
pub fn month_key(year: i16, month: i8) -> String {
    format!("month/{year}-{month:02}")
}

/// The key of a cell of table three for a year: `2024/3.1/natural_person`.
pub fn request_key(year: i16, row: Row3, column: Applicant) -> String {
    format!("{year}/{}/{}", row.key(), column.key())
}

/// The key of a cell of table four for a year: `2024/t4/review/upheld`.
pub fn remedy_key(year: i16, block: Block4, result: Result4) -> String {
    format!("{year}/t4/{}/{}", block.key(), result.key())
}

/// The key of a cell of table three or four; `None` for other places.
pub fn cell_key(year: i16, place: Place) -> Option<String> {
    match place {
        Place::Cell3(row, column) => Some(request_key(year, row, column)),
        Place::Cell4(block, result) => Some(remedy_key(year, block, result)),
        _ => None,
    }
}

/// The year and the cell a key belongs to.
pub fn cell_of(key: &str) -> Option<(i16, Place)> {
    let (year, cell) = key.split_once('/')?;
    let year = year.parse().ok().filter(|year| (1..=9999).contains(year))?;
    let rows = Row3::standard().flat_map(|row| Applicant::ALL.map(|column| Place::Cell3(row, column)));
    let results = Block4::ALL.into_iter().flat_map(|block| Result4::ALL.map(|one| Place::Cell4(block, one)));
    let same = |place: &Place| cell_key(year, *place).is_some_and(|key| key.ends_with(&format!("/{cell}")));
    Some((year, rows.chain(results).find(same)?))
}

/// Open cases by the year they were received in: what carries over is not known year by year before they end.
fn pending(year: i16, column: Applicant) -> String {
    format!("pending/{year}/{}", column.key())
}

/// Every key a case is counted under; its own column and the total.
pub(crate) fn keys(counted: &Counted) -> Vec<String> {
    let mut rows = vec![(counted.received.year(), Row3::New)];
    if let Some((on, outcome)) = counted.ended {
        rows.push((on.year(), Row3::Result(outcome)));
        rows.push((on.year(), Row3::Total));
        // Carried into each year after the one it came in, up to the one it ended in.
        for year in counted.received.year().saturating_add(1)..=on.year() {
            rows.push((year, Row3::Carried));
            rows.push((year - 1, Row3::CarriedOver));
        }
    }
    let columns = [counted.kind, Applicant::Total];
    let cells = rows.iter().flat_map(|(year, row)| columns.map(|column| request_key(*year, *row, column)));
    let mut keys: Vec<String> = cells.collect();
    keys.push(month_key(counted.received.year(), counted.received.month()));
    if counted.ended.is_none() {
        keys.extend(columns.map(|column| pending(counted.received.year(), column)));
    }
    keys.extend(numbered(counted.remedies.iter().flat_map(remedy_keys)));
    keys
}

/// A case that counts twice in one cell, being taken there twice, counts the second time under `…/2`.
fn numbered(keys: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut number = |key: String| {
        let times = seen.entry(key.clone()).or_default();
        *times += 1;
        if *times == 1 { key } else { format!("{key}/{times}") }
    };
    keys.map(&mut number).collect()
}

/// How often cases count under a key.
fn times(counts: &BTreeMap<String, u64>, key: &str) -> u64 {
    let own = |one: &str| one.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    counts.iter().filter(|(one, _)| own(one)).map(|(_, count)| count).sum()
}

/// A decided remedy counts in the year of its result, and as pending in the years before.
fn remedy_keys(remedy: &Remedy) -> Vec<String> {
    let block = block_of(remedy.route);
    let Some((on, result)) = remedy.decided else {
        return vec![format!("pending/t4/{}/{}", block.key(), remedy.sought.year())];
    };
    let result = match result {
        ReviewResult::Upheld => Result4::Upheld,
        ReviewResult::Corrected => Result4::Corrected,
        ReviewResult::Other => Result4::Other,
    };
    let mut keys = vec![remedy_key(on.year(), block, result)];
    keys.extend((remedy.sought.year()..on.year()).map(|year| remedy_key(year, block, Result4::Pending)));
    keys
}

pub(crate) fn block_of(route: Route) -> Block4 {
    match route {
        Route::Reconsideration => Block4::Review,
        Route::DirectSuit => Block4::Direct,
        Route::SuitAfterReview => Block4::AfterReview,
    }
}

impl Casework {
    /// How many applications were received in each year there are any of.
    pub async fn received(&self) -> Result<BTreeMap<i16, u64>, Error> {
        // Every figure's key begins with its year, and no other key with a digit.
        let counts = self.ledger().counts(self.organ(), KIND, "2").await?;
        let new = format!("/{}/{}", Row3::New.key(), Applicant::Total.key());
        let years = counts.iter().filter_map(|(key, count)| Some((key.strip_suffix(&new)?, *count)));
        Ok(years.filter_map(|(year, count)| Some((year.parse().ok()?, count))).collect())
    }

    /// The keys under which the cases of a cell are listed. What is still open carries over, or is pending, under
    /// the year it began in, until it ends.
    pub(crate) async fn keys_behind(&self, key: &str) -> Result<Vec<String>, Error> {
        let Some((year, place)) = cell_of(key) else { return Ok(vec![key.to_owned()]) };
        let mut keys = vec![key.to_owned()];
        let until = match place {
            Place::Cell3(Row3::Carried, _) => year - 1,
            Place::Cell3(Row3::CarriedOver, _) | Place::Cell4(_, Result4::Pending) => year,
            Place::Cell4(block, Result4::Total) => {
                keys = Result4::ALL.map(|result| remedy_key(year, block, result)).into();
                year
            }
            _ => return Ok(keys),
        };
        let counts = self.ledger().counts(self.organ(), KIND, "pending/").await?;
        keys.extend(counts.into_keys().filter(|key| open_since(key, place).is_some_and(|on| on <= until)));
        Ok(keys)
    }

    /// 表三: every cell counts cases, so that new + carried = total + carried over in every column.
    pub async fn table3(&self, year: i16) -> Result<Table3, Error> {
        let counts = self.ledger().counts(self.organ(), KIND, &format!("{year}/")).await?;
        let before = self.ledger().counts(self.organ(), KIND, "pending/").await?;
        let mut table = Table3::default();
        for column in Applicant::ALL {
            let of = |row| counts.get(&request_key(year, row, column)).copied().unwrap_or(0);
            let open = |upto: i16| -> u64 {
                let cell = Place::Cell3(Row3::CarriedOver, column);
                let own = |key: &str| open_since(key, cell).is_some_and(|year| year <= upto);
                before.iter().filter(|(key, _)| own(key)).map(|(_, count)| count).sum()
            };
            for row in Row3::standard() {
                let count = match row {
                    Row3::Carried => of(row) + open(year.saturating_sub(1)),
                    Row3::CarriedOver => of(row) + open(year),
                    Row3::New | Row3::Result(_) | Row3::Total => of(row),
                };
                table.set(row, column, Some(count));
            }
        }
        Ok(table)
    }

    /// 表四.
    pub async fn table4(&self, year: i16) -> Result<Table4, Error> {
        let counts = self.ledger().counts(self.organ(), KIND, &format!("{year}/t4/")).await?;
        let open = self.ledger().counts(self.organ(), KIND, "pending/t4/").await?;
        let mut table = Table4::default();
        for block in Block4::ALL {
            let of = |result| times(&counts, &remedy_key(year, block, result));
            let cell = Place::Cell4(block, Result4::Pending);
            let began = |key: &str| open_since(key, cell).is_some_and(|since| since <= year);
            let still: u64 = open.iter().filter(|(key, _)| began(key)).map(|(_, n)| n).sum();
            let decided = [Result4::Upheld, Result4::Corrected, Result4::Other].map(of);
            let pending = of(Result4::Pending) + still;
            let total = decided.iter().sum::<u64>() + pending;
            let [upheld, corrected, other] = decided;
            *table.block_mut(block) = [upheld, corrected, other, pending, total].map(Some);
        }
        Ok(table)
    }
}

/// Since when what stands under a key is open, where it is of the column or of the block of a cell.
fn open_since(key: &str, cell: Place) -> Option<i16> {
    let key = key.strip_prefix("pending/")?;
    let year = match cell {
        Place::Cell3(_, column) => key.strip_suffix(column.key())?.strip_suffix('/')?,
        // `review/2024/2` is of 2024 too.
        Place::Cell4(block, _) => {
            key.strip_prefix("t4/")?.strip_prefix(block.key())?.strip_prefix('/')?.split('/').next()?
        }
        _ => return None,
    };
    year.parse().ok()
}
