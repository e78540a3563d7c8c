//! 核对：the rows of a file by their declaration, before anything is written; what cannot be taken is given back with its
//! line and the reason.

use crate::{Error, Given, Registers};
use law::workday::Calendar;
use office::register::{Reader, Register, Row};
use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Rows looked up at once.
const CHUNK: usize = 1000;
/// Bad rows that are kept to be given back; the rest is only counted.
const MOST_BAD: usize = 100_000;
/// Good rows that are kept to be looked at before the import.
const LOOKED_AT: usize = 10;

/// Takes a line of the file and its row; `false` ends the reading.
pub type Show<'a> = dyn FnMut(u64, &dyn Row) -> bool + 'a;

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    pub line: u64,
    /// As they stand in the file, in the order of the register's fields.
    pub cells: Vec<String>,
    pub why: String,
}

/// What came of looking through a file.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    pub good: u64,
    /// The first of them, as they would be kept.
    pub first: Vec<Vec<String>>,
    /// The first hundred thousand.
    pub bad: Vec<Bad>,
    pub bad_count: u64,
    /// Lines that are not taken.
    pub left_out: BTreeSet<u64>,
    /// Of the reader: columns nothing asks for.
    pub warnings: Vec<String>,
}

impl Checked {
    fn refuse(&mut self, line: u64, cells: Vec<String>, why: String) {
        self.bad_count += 1;
        self.left_out.insert(line);
        if self.bad.len() < MOST_BAD {
            self.bad.push(Bad { line, cells, why });
        }
    }
}

/// Every row by its declaration, and no number twice in the file. `read` shows each row and gives the reader's warnings.
pub fn check<E>(
    register: &'static Register,
    year: i16,
    calendar: &Arc<Calendar>,
    read: impl FnOnce(&mut Show<'_>) -> Result<Vec<String>, E>,
) -> Result<Checked, E> {
    let mut checked = Checked::default();
    let mut reader = Reader::new(register, year).by(calendar.clone());
    let unique: Vec<usize> = register.unique.iter().filter_map(|field| register.position(field)).collect();
    let mut seen = HashSet::new();
    let warnings = read(&mut |line, row| {
        match reader.kept(row) {
            Ok(cells) if !unique.is_empty() && !seen.insert(hash(&unique, &cells)) => {
                let why = "文件中已有同一编号的一行，请核对后只留一行";
                checked.refuse(line, as_written(register, row), why.into());
            }
            Ok(cells) => {
                checked.good += 1;
                if checked.first.len() < LOOKED_AT {
                    checked.first.push(cells);
                }
            }
            Err(bad) => {
                let name = register.fields[bad.field].name;
                let why = format!("“{name}”列填写的是“{}”：{}", bad.value, bad.remedy);
                checked.refuse(line, as_written(register, row), why);
            }
        }
        true
    })?;
    checked.warnings = warnings;
    Ok(checked)
}

/// Two hashes of 64 bits, so that two numbers do not meet by chance.
fn hash(unique: &[usize], cells: &[String]) -> (u64, u64) {
    let of = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        unique.iter().for_each(|at| cells[*at].hash(&mut hasher));
        hasher.finish()
    };
    (of(0), of(1))
}

fn as_written(register: &Register, row: &dyn Row) -> Vec<String> {
    (0..register.fields.len()).map(|at| row.cell(at).to_owned()).collect()
}

impl Registers {
    /// Numbers the year has already are given back as well. `rows`: those that were good, with their lines. What an
    /// import of the same file that was cut short has written itself is no clash.
    pub async fn refuse_known(
        &self,
        register: &'static Register,
        year: i16,
        digest: &str,
        checked: &mut Checked,
        rows: impl IntoIterator<Item = Given>,
    ) -> Result<(), Error> {
        if register.unique.is_empty() || self.count(register, year).await? == 0 {
            return Ok(());
        }
        let begun = self.imported(register, year, digest).await?.map_or(0, |before| before.line);
        let mut rows =
            rows.into_iter().filter(|given| given.as_ref().map_or(true, |(line, _)| *line > begun));
        loop {
            let some = rows.by_ref().take(CHUNK).collect::<Result<Vec<_>, String>>();
            let some = some.map_err(Error::Reading)?;
            if some.is_empty() {
                return Ok(());
            }
            let cells: Vec<Vec<String>> = some.iter().map(|(_, cells)| cells.clone()).collect();
            for at in self.clashes(register, year, &cells).await? {
                let (line, cells) = some[at].clone();
                checked.good -= 1;
                checked.first.retain(|one| *one != cells);
                let why = "这一年的登记中已有同一编号，请核对；需要改动的请更正原登记";
                checked.refuse(line, cells, why.into());
            }
        }
    }
}
