//! 核对结果　GET /check/{id}, /check/{id}/{n}, /check/{id}/{n}.json, /check/{id}/{n}.csv

use super::paper::{self, Part};
use super::store::Outcome;
use super::tables::{self, Drawn, Mark};
use super::{HERE, export, prior};
use crate::error::Error;
use crate::library::Unreadable;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use law::annual_report::rules::Severity;
use law::annual_report::{Form, RuleId};
use reports::model::{Claim, Finding, Published};
use serde_json::Value;
use std::sync::Arc;
use std::time::Instant;

pub fn outcome_of(portal: &Portal, id: &str) -> Result<Arc<Outcome>, Error> {
    let gone = || Error::Missing("这份核对结果不存在，或者已满一小时而清除。请重新提交报告".into());
    portal.checks.find(id, Instant::now()).ok_or_else(gone)
}

/// How many findings of each severity, those explained apart.
#[derive(Default, Clone, Copy)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub hints: usize,
    pub waived: usize,
}

impl Counts {
    pub fn of(report: &Published) -> Counts {
        let mut counts = Counts::default();
        for finding in &report.findings {
            match finding.severity {
                _ if finding.waived.is_some() => counts.waived += 1,
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.hints += 1,
            }
        }
        counts
    }

    pub fn clean(&self) -> bool {
        self.errors + self.warnings + self.hints == 0
    }
}

#[derive(Template)]
#[template(path = "check/list.html")]
struct List {
    frame: Frame,
    id: String,
    lines: Vec<Line>,
    readable: usize,
    errors: usize,
    prior: Option<String>,
}

struct Line {
    number: usize,
    file: String,
    read: Result<Read, String>,
}

struct Read {
    organ: String,
    year: String,
    counts: Counts,
    /// Why it was not compared with last year's report.
    apart: Option<String>,
    unused_waivers: usize,
}

pub async fn list(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Error> {
    if let Some(id) = id.strip_suffix(".json") {
        return Ok(export::json_of_all(id, &*outcome_of(&portal, id)?)?);
    }
    let outcome = outcome_of(&portal, &id)?;
    let lines = outcome.files.iter().zip(1..).map(|(checked, number)| match checked {
        Ok(report) => Line { number, file: report.file.clone(), read: Ok(read(report)) },
        Err(Unreadable { file, message }) => Line { number, file: file.clone(), read: Err(message.clone()) },
    });
    let errors = outcome.reports().map(|report| Counts::of(report).errors).sum();
    answer::page(&List {
        frame: visit.frame("核对结果").under(HERE.0, HERE.1),
        lines: lines.collect(),
        readable: outcome.reports().count(),
        errors,
        prior: prior::of_all(outcome.reports()),
        id,
    })
}

fn read(report: &Published) -> Read {
    Read {
        organ: organ(report),
        year: year(report),
        counts: Counts::of(report),
        apart: prior::apart(report),
        unused_waivers: report.unused_waivers.len(),
    }
}

pub fn organ(report: &Published) -> String {
    report.organ.clone().unwrap_or_else(|| "机关名称未读到".into())
}

pub fn year(report: &Published) -> String {
    report.year.map_or_else(|| "年度未读到".into(), |year| format!("{year}年"))
}

#[derive(Template)]
#[template(path = "check/show.html")]
struct Show {
    frame: Frame,
    id: String,
    number: usize,
    file: String,
    organ: String,
    year: String,
    form: &'static str,
    dated: Option<String>,
    prior: Option<String>,
    counts: Counts,
    findings: Vec<Item>,
    unused_waivers: Vec<String>,
    tables: [Drawn; 3],
    trial_rows: Vec<(String, String)>,
    parts: Vec<Part>,
    claims: Vec<Said>,
    letter: String,
}

/// A finding as the page shows it.
struct Item {
    mark: Mark,
    rule: String,
    place: String,
    anchor: String,
    message: String,
    found: Option<String>,
    expected: Option<String>,
    basis: String,
    waived: Option<String>,
}

struct Said {
    kind: &'static str,
    value: String,
    text: String,
    part: u8,
    agrees: Option<bool>,
}

pub async fn show(
    State(portal): State<Portal>,
    Path((id, name)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Error> {
    let outcome = outcome_of(&portal, &id)?;
    let (number, extension) =
        name.split_once('.').map_or((name.as_str(), None), |(number, rest)| (number, Some(rest)));
    let number: usize = number.parse().map_err(|_| Error::NotFound)?;
    let checked = number.checked_sub(1).and_then(|index| outcome.files.get(index)).ok_or(Error::NotFound)?;
    let report = checked
        .as_ref()
        .map_err(|unread| Error::Missing(format!("“{}”未能读取：{}", unread.file, unread.message)))?;
    match extension {
        None => show_page(&visit, &id, number, report),
        Some("json") => Ok(export::json(report)?),
        Some("csv") => Ok(export::csv(report)),
        Some(_) => Err(Error::NotFound),
    }
}

fn show_page(visit: &Visit, id: &str, number: usize, report: &Published) -> Result<Response, Error> {
    let title = format!("{}{}报告的核对结果", organ(report), year(report));
    let list = format!("/check/{id}");
    answer::page(&Show {
        frame: visit
            .frame(&title)
            .under(HERE.0, HERE.1)
            .under("核对结果", &list)
            .wide()
            .with_script(crate::assets::script_path()),
        id: id.to_string(),
        number,
        file: report.file.clone(),
        organ: organ(report),
        year: year(report),
        form: match report.form {
            Form::Standard2021 => "国办公开办函〔2021〕30号",
            Form::Trial2019 => "国办公开办函〔2019〕60号（试行，已被取代）",
        },
        dated: report.dated.map(words::day),
        prior: prior::of_one(report),
        counts: Counts::of(report),
        findings: report.findings.iter().zip(1..).map(|(finding, number)| item(number, finding)).collect(),
        unused_waivers: report.unused_waivers.iter().map(|unused| unused.message.clone()).collect(),
        tables: tables::draw(report),
        trial_rows: report.trial_rows.iter().map(|row| (row.label.clone(), row.cells.join("　"))).collect(),
        parts: paper::parts(report),
        claims: report.claims.iter().map(said).collect(),
        letter: letter(report),
    })
}

fn item(number: usize, finding: &Finding) -> Item {
    Item {
        mark: Mark::of(number, finding),
        rule: format!("{}　{}", finding.rule, finding.rule.rule().name),
        place: finding.place.in_words(),
        anchor: tables::anchor(finding.place),
        message: finding.message.clone(),
        found: in_words(&finding.found),
        expected: in_words(&finding.expected)
            .map(|value| format!("{} {value}", words::expectation(finding.rule))),
        basis: basis(finding.rule),
        waived: finding.waived.clone(),
    }
}

/// «依据：条例第四十九条»
fn basis(rule: RuleId) -> String {
    format!("依据：{}", rule.rule().basis)
}

/// A value as a clerk reads it; `None` where there is nothing to say.
pub fn in_words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => Some(values.iter().filter_map(in_words).collect::<Vec<_>>().join("、")),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Some(value.to_string()),
    }
}

fn said(claim: &Claim) -> Said {
    Said {
        kind: words::claim(claim.kind),
        value: words::number(claim.value),
        text: claim.text.clone(),
        part: claim.part,
        agrees: claim.agrees,
    }
}

/// What one sends back to the office: a numbered list of plain sentences.
fn letter(report: &Published) -> String {
    let open = report.findings.iter().filter(|finding| finding.waived.is_none());
    let lines = open.zip(1..).map(|(finding, number)| {
        format!(
            "{number}. （{}）{}：{}",
            words::severity(finding.severity),
            finding.place.in_words(),
            finding.message
        )
    });
    let head = format!("{}{}政府信息公开工作年度报告，核对意见如下：", organ(report), year(report));
    std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n")
}
