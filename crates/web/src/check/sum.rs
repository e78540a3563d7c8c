//! 汇总　GET /check/{id}/sum

use super::HERE;
use super::store::Outcome;
use super::tables::{self, Drawn};
use super::view::{self, Counts, outcome_of};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use anyhow::Context;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use law::annual_report::{Applicant, Count, Row3, RuleId};
use reports::model::Published;
use serde::Deserialize;
use std::cmp::Reverse;

#[derive(Template)]
#[template(path = "check/sum.html")]
struct Show {
    frame: Frame,
    id: String,
    units: Vec<Unit>,
    columns: Vec<Column>,
    missing: Vec<String>,
    unreadable: Vec<String>,
    notes: Vec<String>,
    tables: [Drawn; 3],
}

/// One report in the list.
struct Unit {
    number: usize,
    organ: String,
    year: String,
    dated: Option<Date>,
    received: Count,
    answered: Count,
    carried_over: Count,
    counts: Counts,
    late: bool,
}

impl Unit {
    fn of(number: usize, report: &Published) -> Unit {
        let count = |row| report.table3.get(row, Applicant::Total);
        Unit {
            number,
            organ: view::organ(report),
            year: view::year(report),
            dated: report.dated,
            received: count(Row3::New),
            answered: count(Row3::Total),
            carried_over: count(Row3::CarriedOver),
            counts: Counts::of(report),
            late: report.findings.iter().any(|finding| finding.rule == RuleId::R11),
        }
    }

    fn dated(&self) -> String {
        self.dated.map_or_else(|| "未读到".into(), words::day)
    }
}

/// A cell of the list; a blank one is not 0.
fn shown(count: &Count) -> String {
    count.map_or_else(|| "空白".into(), |count| words::number(count.into()))
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "snake_case")]
enum Key {
    #[default]
    File,
    Organ,
    Dated,
    Received,
    Answered,
    CarriedOver,
    Errors,
}

const KEYS: [(Key, &str, &str); 7] = [
    (Key::File, "file", "序号"),
    (Key::Organ, "organ", "机关"),
    (Key::Dated, "dated", "落款日期"),
    (Key::Received, "received", "新收"),
    (Key::Answered, "answered", "办结"),
    (Key::CarriedOver, "carried_over", "结转下年"),
    (Key::Errors, "errors", "核对结果"),
];

/// A head of the list: sorted by, and the link that sorts by it.
struct Column {
    label: &'static str,
    query: &'static str,
    current: bool,
    number: bool,
}

#[derive(Deserialize)]
pub struct Sorting {
    #[serde(default)]
    sort: Key,
}

pub async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Query(sorting): Query<Sorting>,
    visit: Visit,
) -> Result<Response, Error> {
    let outcome = outcome_of(&portal, &id)?;
    let library = portal.library.clone();
    let summed = outcome.clone();
    let summing = tokio::task::spawn_blocking(move || {
        let reports: Vec<&Published> = summed.reports().collect();
        library.sum(&reports, &summed.expected_units)
    });
    let sum = summing.await.context("adding up was interrupted")?;
    answer::page(&Show {
        frame: visit.frame("汇总").under(HERE.0, HERE.1).under("核对结果", &format!("/check/{id}")),
        units: units(&outcome, sorting.sort),
        columns: columns(sorting.sort),
        missing: sum.missing,
        unreadable: outcome
            .files
            .iter()
            .filter_map(|checked| checked.as_ref().err())
            .map(|unread| unread.file.clone())
            .collect(),
        notes: sum.notes,
        tables: tables::draw_plain(sum.tables),
        id,
    })
}

/// Names from the first, figures and faults from the greatest.
fn units(outcome: &Outcome, key: Key) -> Vec<Unit> {
    let reports =
        outcome.files.iter().zip(1..).filter_map(|(checked, number)| Some((number, checked.as_ref().ok()?)));
    let mut units: Vec<Unit> = reports.map(|(number, report)| Unit::of(number, report)).collect();
    match key {
        Key::File => {}
        Key::Organ => units.sort_by(|a, b| a.organ.cmp(&b.organ)),
        Key::Dated => units.sort_by_key(|unit| Reverse(unit.dated)),
        Key::Received => units.sort_by_key(|unit| Reverse(unit.received)),
        Key::Answered => units.sort_by_key(|unit| Reverse(unit.answered)),
        Key::CarriedOver => units.sort_by_key(|unit| Reverse(unit.carried_over)),
        Key::Errors => units.sort_by_key(|unit| Reverse((unit.counts.errors, unit.counts.warnings))),
    }
    units
}

fn columns(sorted: Key) -> Vec<Column> {
    KEYS.into_iter()
        .map(|(key, query, label)| Column {
            label,
            query,
            current: key == sorted,
            number: matches!(key, Key::Received | Key::Answered | Key::CarriedOver),
        })
        .collect()
}
