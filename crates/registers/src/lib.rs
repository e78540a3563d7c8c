//! 登记：各本登记在台账中。 A register is declared once in [`office::register`]; here its rows are entered, corrected,
//! struck and imported, and the lists, counts and sums made of them change in the same transaction.
//!
//! Rows stand on sheets of up to [`SHEET`]: one stream a sheet. What is entered by hand is a sheet of one row, what
//! is imported fills sheets. Sheets are never written over; a correction is an entry of its own.

mod check;
mod due;
mod error;
mod event;
mod figures;
mod import;
mod line;
mod open;
mod order;

pub use check::{Bad, Checked, Show, check};
pub use error::Error;
pub use event::Happened;
pub use figures::Totals;
pub use import::{Given, Imported, Progress, Rows};
pub use line::Line;
pub use open::{OpenLine, OpenPage, OpenTotals};

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Direction, Entry, Item, Ledger, Place};
use office::register::Register;

/// Rows of a sheet at most.
pub const SHEET: usize = 500;

/// The registers of one organ.
#[derive(Clone)]
pub struct Registers {
    ledger: Ledger,
    organ: String,
}

/// Who does something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub account: &'a str,
    pub at: Timestamp,
}

/// Which rows a list shows, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    pub year: i16,
    /// A field of choices or of often used texts, and what it says.
    pub filter: Option<(&'static str, String)>,
    /// By the register's day, both included; registers without one have no use for it.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// The struck ones instead, whatever else is asked.
    pub struck: bool,
}

impl View {
    pub fn of(year: i16) -> View {
        View { year, ..View::default() }
    }
}

/// A page of a list, and where the next begins.
#[derive(Debug, Clone)]
pub struct Page {
    pub lines: Vec<Line>,
    pub next: Option<Place>,
}

/// One entry of a row's history.
#[derive(Debug, Clone)]
pub struct Step {
    pub at: Timestamp,
    pub by: String,
    pub what: Happened,
}

impl Registers {
    pub fn new(ledger: Ledger, organ: impl Into<String>) -> Registers {
        Registers { ledger, organ: organ.into() }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn organ(&self) -> &str {
        &self.organ
    }

    /// A row as it stands, struck ones included.
    pub async fn line(&self, register: &'static Register, id: &str) -> Result<Option<Line>, Error> {
        let item = self.ledger.item(&self.organ, &line::kind(register), id).await?;
        item.as_ref().map(|item| line::read(register, item)).transpose()
    }

    /// What happened to a row, the earliest first.
    pub async fn history(&self, register: &'static Register, id: &str) -> Result<Vec<Step>, Error> {
        let Some(line) = self.line(register, id).await? else { return Ok(Vec::new()) };
        let entries = self.ledger.read(&self.organ, &event::stream(register, line.year, &line.sheet)).await?;
        let steps = event::of_row(register, &entries, line.at)?;
        let steps = steps.into_iter().map(|(entry, what)| Step { at: entry.at, by: entry.by.clone(), what });
        Ok(steps.collect())
    }

    pub async fn list(
        &self,
        register: &'static Register,
        view: &View,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page, Error> {
        let kind = line::kind(register);
        let key = match &view.filter {
            _ if view.struck => line::struck(view.year),
            None => line::all(view.year),
            Some((field, value)) => line::choice_key(view.year, field, value),
        };
        let from_above = view.to.map(|to| Place { sort: line::end_of(to), ..self.nowhere() });
        let start = after.or(from_above.as_ref());
        let items = self.ledger.list(&self.organ, &kind, &key, start, limit, Direction::Down).await?;
        let full = items.len() == limit as usize;
        let next = items.last().filter(|_| full).and_then(|item| item.place(&key));
        let first = view.from.map(|from| from.to_string()).unwrap_or_default();
        let inside = |item: &&Item| item.keys.get(&key).is_some_and(|sort| *sort >= first);
        let inner: Vec<&Item> = items.iter().filter(inside).collect();
        let next = next.filter(|_| inner.len() == items.len());
        let lines = inner.into_iter().map(|item| line::read(register, item)).collect::<Result<_, _>>()?;
        Ok(Page { lines, next })
    }

    /// The rows of a year that count, the earliest first: for whoever reads them all.
    pub async fn reading(
        &self,
        register: &'static Register,
        year: i16,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page, Error> {
        let (kind, key) = (line::kind(register), line::all(year));
        let items = self.ledger.list(&self.organ, &kind, &key, after, limit, Direction::Up).await?;
        let full = items.len() == limit as usize;
        let next = items.last().filter(|_| full).and_then(|item| item.place(&key));
        let lines = items.iter().map(|item| line::read(register, item)).collect::<Result<_, _>>()?;
        Ok(Page { lines, next })
    }

    /// How many rows of a year count.
    pub async fn count(&self, register: &'static Register, year: i16) -> Result<u64, Error> {
        Ok(self.ledger.count(&self.organ, &line::kind(register), &line::all(year)).await?)
    }

    fn nowhere(&self) -> Place {
        Place { sort: String::new(), organ: self.organ.clone(), id: String::new() }
    }
}

/// What the read tables hold of a stream, for [`Ledger::rebuild`]; nothing for streams that are no sheets.
pub fn items(entries: &[Entry]) -> Result<Vec<Item>, Error> {
    let Some((register, sheet)) = entries.first().and_then(event::sheet_of) else { return Ok(Vec::new()) };
    let lines = event::replay(register, &sheet, entries)?;
    lines.iter().map(|line| line::item(register, line)).collect()
}
