//! 公开的一行：the one door through which rows reach the public. Only registers declared open, of these only the rows
//! that may be read, and of a row only its public fields.

use crate::line::{self, Line};
use crate::{Error, Registers, View};
use ledger::Place;
use office::register::{Field, Only, Open, Register};
use std::collections::BTreeMap;

/// A row as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLine {
    /// Each public field with what it says, in one writing.
    cells: Vec<(&'static Field, String)>,
}

impl OpenLine {
    fn of(register: &'static Register, line: &Line) -> OpenLine {
        let cells = register.fields.iter().zip(&line.cells).filter(|(field, _)| field.public);
        OpenLine { cells: cells.map(|(field, cell)| (field, cell.clone())).collect() }
    }

    pub fn cells(&self) -> &[(&'static Field, String)] {
        &self.cells
    }
}

/// A page of them, and where the next begins.
#[derive(Debug, Clone)]
pub struct OpenPage {
    pub lines: Vec<OpenLine>,
    pub next: Option<Place>,
}

/// How many rows the public may read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenTotals {
    pub rows: u64,
    /// By field, then by what the field says; for registers open as a whole.
    pub by: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

impl Registers {
    /// `None` where the register is not open, or the view asks by what the public does not see.
    pub async fn open_list(
        &self,
        register: &'static Register,
        view: &View,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Option<OpenPage>, Error> {
        let Some(view) = open_view(register, view) else { return Ok(None) };
        let page = self.list(register, &view, after, limit).await?;
        let lines = page.lines.iter().map(|line| OpenLine::of(register, line)).collect();
        Ok(Some(OpenPage { lines, next: page.next }))
    }

    pub async fn open_totals(&self, register: &'static Register, year: i16) -> Result<OpenTotals, Error> {
        let Some(Open { only, .. }) = register.open else { return Ok(OpenTotals::default()) };
        if let Some((field, value)) = only.map(narrowed) {
            let key = line::choice_key(year, field, value);
            let rows = self.ledger.count(&self.organ, &line::kind(register), &key).await?;
            return Ok(OpenTotals { rows, by: BTreeMap::new() });
        }
        let mut totals = self.totals(register, year).await?;
        totals.by.retain(|key, _| register.fields.iter().any(|field| field.public && field.key == *key));
        Ok(OpenTotals { rows: totals.rows, by: totals.by })
    }

    /// The years of which the public may read any row, the latest first.
    pub async fn open_years(&self, register: &'static Register) -> Result<Vec<i16>, Error> {
        let mut years = Vec::new();
        for year in self.years(register).await? {
            if self.open_totals(register, year).await?.rows > 0 {
                years.push(year);
            }
        }
        Ok(years)
    }
}

/// The list that has the rows the public may read, and no others.
const fn narrowed(only: Only) -> (&'static str, &'static str) {
    match only {
        Only::Choice(field, key) => (field, key),
        Only::Filled(field) => (field, line::FILLED),
    }
}

/// A register of which only some rows are open is narrowed to these, and by nothing else.
fn open_view(register: &Register, view: &View) -> Option<View> {
    let Open { only, .. } = register.open?;
    match (only.map(narrowed), &view.filter) {
        (Some((field, value)), None) => {
            Some(View { filter: Some((field, value.to_owned())), ..view.clone() })
        }
        (Some(_), Some(_)) => None,
        (None, None) => Some(view.clone()),
        (None, Some((asked, _))) => {
            let public = register.fields.iter().any(|field| field.public && field.key == *asked);
            public.then(|| view.clone())
        }
    }
}
