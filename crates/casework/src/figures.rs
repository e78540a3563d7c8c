//! 表三、表四：每一格数哪些申请。 A key counts and lists at once, so that a figure always leads to its cases.

use crate::{Casework, Error, KIND};
use law::annual_report::{Applicant, Block4, Result4, Row3, Table3, Table4};
use office::case::{Counted, Remedy, ReviewResult, Route};

/// The key of a cell of table three for a year: `2024/3.1/natural_person`.
pub fn request_key(year: i16, row: Row3, column: Applicant) -> String {
    format!("{year}/{}/{}", row.key(), column.key())
}

/// The key of a cell of table four for a year: `2024/t4/review/upheld`.
pub fn remedy_key(year: i16, block: Block4, result: Result4) -> String {
    format!("{year}/t4/{}/{}", block.key(), result.key())
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
    if counted.ended.is_none() {
        keys.extend(columns.map(|column| pending(counted.received.year(), column)));
    }
    keys.extend(counted.remedies.iter().flat_map(remedy_keys));
    keys
}

/// A decided remedy counts in the year of its result, and as pending in the years before.
fn remedy_keys(remedy: &Remedy) -> Vec<String> {
    let block = match remedy.route {
        Route::Reconsideration => Block4::Review,
        Route::DirectSuit => Block4::Direct,
        Route::SuitAfterReview => Block4::AfterReview,
    };
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

impl Casework {
    /// 表三: every cell counts cases, so that new + carried = total + carried over in every column.
    pub async fn table3(&self, year: i16) -> Result<Table3, Error> {
        let counts = self.ledger().counts(self.organ(), KIND, &format!("{year}/")).await?;
        let before = self.ledger().counts(self.organ(), KIND, "pending/").await?;
        let mut table = Table3::default();
        for column in Applicant::ALL {
            let of = |row| counts.get(&request_key(year, row, column)).copied().unwrap_or(0);
            let open = |upto: i16| -> u64 {
                let own = |key: &String| pending_year(key, column).is_some_and(|year| year <= upto);
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
            let of = |result| counts.get(&remedy_key(year, block, result)).copied().unwrap_or(0);
            let prefix = format!("pending/t4/{}/", block.key());
            let since = |key: &String| key.strip_prefix(&prefix).and_then(|year| year.parse::<i16>().ok());
            let still: u64 = open
                .iter()
                .filter(|(key, _)| since(key).is_some_and(|since| since <= year))
                .map(|(_, n)| n)
                .sum();
            let decided = [Result4::Upheld, Result4::Corrected, Result4::Other].map(of);
            let pending = of(Result4::Pending) + still;
            let total = decided.iter().sum::<u64>() + pending;
            let [upheld, corrected, other] = decided;
            *table.block_mut(block) = [upheld, corrected, other, pending, total].map(Some);
        }
        Ok(table)
    }
}

fn pending_year(key: &str, column: Applicant) -> Option<i16> {
    let (year, of) = key.strip_prefix("pending/")?.split_once('/')?;
    if of == column.key() { year.parse().ok() } else { None }
}
