//! 指标的来处：the records a figure counts, a page at a time, public fields only.

use crate::table::{At, Table};
use crate::{FolderError, Shelf, trace};
use office::metric::catalogue;
use office::register::{Field, Kind, Register, Row};
use std::path::Path;

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPage {
    pub register_label: &'static str,
    /// Headers of the public fields.
    pub columns: Vec<&'static str>,
    /// Locator and cells.
    pub rows: Vec<(u64, Vec<String>)>,
    /// `after` of the next page.
    pub next: Option<u64>,
    /// How many records the figure counts in all.
    pub total: u64,
    /// These are the ledger's, as they stood when the report was compiled.
    pub kept: bool,
}

/// The records of a metric of the published report after a locator. A figure made of others shows those of the first.
pub fn records_page(
    data: &Path,
    year: i16,
    metric: &str,
    after: Option<u64>,
    limit: usize,
) -> Result<RecordPage, FolderError> {
    records_page_of(data, (Shelf::Published, year), metric, after, limit)
}

/// The same of either report of a year.
pub fn records_page_of(
    data: &Path,
    (shelf, year): (Shelf, i16),
    metric: &str,
    after: Option<u64>,
    limit: usize,
) -> Result<RecordPage, FolderError> {
    let (metric, counted) = catalogue()
        .counted(metric)
        .ok_or_else(|| FolderError::UnknownMetric(metric.chars().take(60).collect()))?;
    let register = counted.register;
    let absent = || FolderError::NotCompiled { year, label: metric.label.clone() };
    let (path, mark) = trace::counted(data, (shelf, year), register)?.ok_or_else(absent)?;
    let index = trace::read(data, (shelf, year), &metric.id, mark).ok_or_else(absent)?;
    let index = index.map_err(|()| FolderError::Changed { year, label: register.label })?;
    let mut table = Table::open_public(&path, register)?;
    let limit = limit.max(1);
    let mut rows = match index.whole {
        true => read_on(&mut table, register, &index.locators, after, limit)?,
        false => read_these(&mut table, register, &index.locators, after, limit)?,
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok(RecordPage {
        register_label: register.label,
        columns: public(register).map(|(_, field)| field.name).collect(),
        next: rows.last().filter(|_| more).map(|(locator, _)| *locator),
        rows,
        total: index.records,
        kept: trace::is_copy(data, (shelf, year), &path),
    })
}

type Found = Vec<(u64, Vec<String>)>;

/// Reads on from the last noted row before the page, so that no page can begin within a row.
fn read_on(
    table: &mut Table,
    register: &Register,
    steps: &[u64],
    after: Option<u64>,
    limit: usize,
) -> Result<Found, FolderError> {
    let from = match after {
        None => None,
        Some(after) => match steps.partition_point(|step| *step <= after) {
            0 => return Err(FolderError::BadPage),
            at => Some(steps[at - 1]),
        },
    };
    let mut rows = Vec::new();
    let mut met = after.is_none();
    table.each(from, &mut |At { locator, .. }, row| {
        match after {
            Some(after) if locator < after => {}
            Some(after) if locator == after => met = true,
            Some(_) | None if met => rows.push((locator, cells(register, row))),
            Some(_) | None => return Ok(false),
        }
        Ok(rows.len() <= limit)
    })?;
    if met { Ok(rows) } else { Err(FolderError::BadPage) }
}

fn read_these(
    table: &mut Table,
    register: &Register,
    locators: &[u64],
    after: Option<u64>,
    limit: usize,
) -> Result<Found, FolderError> {
    let start = match after {
        None => 0,
        Some(after) => locators.binary_search(&after).map_err(|_| FolderError::BadPage)? + 1,
    };
    let mut rows = Vec::new();
    for wanted in locators[start..].iter().take(limit + 1) {
        table.each(Some(*wanted), &mut |At { locator, .. }, row| {
            rows.push((locator, cells(register, row)));
            Ok(false)
        })?;
    }
    Ok(rows)
}

pub(crate) fn public(register: &Register) -> impl Iterator<Item = (usize, &'static Field)> + use<> {
    register.fields.iter().enumerate().filter(|(_, field)| field.public)
}

/// The public cells; a choice by its name, however the file writes it.
pub(crate) fn cells(register: &Register, row: &dyn Row) -> Vec<String> {
    let shown = public(register).map(|(at, field)| {
        let cell = row.cell(at);
        match field.kind {
            Kind::Choice(choices) => {
                choices.iter().find(|choice| choice.key == cell).map_or(cell, |choice| choice.name)
            }
            Kind::Text | Kind::Date | Kind::Count | Kind::Money => cell,
        }
        .to_string()
    });
    shown.collect()
}
