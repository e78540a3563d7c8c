//! 核对：表内勾稽、文表一致、年度衔接、年份和机关、雷同、格式和完整。

mod copied;
mod identity;
pub mod prior;
mod prose;
mod tables;
mod whole;

pub use crate::waiver::has_errors;

use crate::claims::facts::Facts;
use crate::claims::{self, Reading};
use crate::model::{Finding, Published};
use jiff::civil::Date;
use law::annual_report::rules::Severity;
use law::annual_report::{Form, Place, RuleId};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// What a report is checked against besides itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Reports given as last year's, of this organ or others; [`prior::choose`] takes the right one.
    pub prior: &'a [Published],
    /// Whether no other report is checked beside this one.
    pub only_report: bool,
    /// Reports of other organs, or of the same in other years, that it may have been copied from.
    pub siblings: &'a [&'a Published],
    pub expected_organ: Option<&'a str>,
    pub expected_year: Option<i16>,
    pub today: Option<Date>,
}

/// Fills in the report's claims and adds to its findings; those the reader made stay. Sorted by place.
/// Checking again replaces nothing and repeats nothing.
pub fn check(report: &mut Published, ctx: &Context<'_>) {
    let mut readings = claims::read(report);
    let choice = prior::choose(report, ctx.prior, ctx.only_report);
    let prior = choice.compared();
    if let Some(prior) = prior {
        compare_with_prior(&mut readings, prior);
    }
    let mut found = Found::new(report, ctx);
    tables::check(report, prior, &mut found);
    prose::check(&readings, &mut found);
    identity::check(report, ctx, &readings, &mut found);
    whole::check(report, &mut found);
    copied::check(report, choice.nearest(), ctx.siblings, &mut found);
    let found = found.findings;
    report.claims = readings.into_iter().map(|reading| reading.claim).collect();
    report.prior = choice.told();
    report.findings.iter_mut().for_each(|finding| finding.waived = None);
    report.findings.extend(found);
    crate::waiver::apply(report, ctx.today);
    report.findings.sort_by_key(|finding| (finding.place, finding.rule));
    let mut seen: Vec<Finding> = Vec::with_capacity(report.findings.len());
    report.findings.retain(|finding| {
        let new =
            !seen.iter().rev().take_while(|other| other.place == finding.place).any(|other| other == finding);
        if new {
            seen.push(finding.clone());
        }
        new
    });
}

fn compare_with_prior(readings: &mut [Reading], prior: &Published) {
    let facts = Facts::new(prior.tables());
    for reading in readings.iter_mut().filter(|reading| reading.claim.agrees.is_none()) {
        let previous = reading.compared.and_then(|compared| facts.of(compared.kind));
        reading.resolve_change(previous);
    }
}

/// The findings of one check, each under the version of its rule that governs the report.
pub(crate) struct Found {
    findings: Vec<Finding>,
    year: i16,
    form: Form,
}

impl Found {
    fn new(report: &Published, ctx: &Context<'_>) -> Found {
        // Without a year the report is held to today's rules, which are those of the form since 2021.
        let year = report.year.or(ctx.expected_year).unwrap_or(2021);
        Found { findings: Vec::new(), year, form: report.form }
    }

    fn governs(&self, rule: RuleId) -> bool {
        rule.governing(self.year, self.form).is_some()
    }

    /// A breach as grave as its rule says.
    fn add(&mut self, rule: RuleId, place: Place, (expected, found): (Value, Value), message: String) {
        if let Some(rule) = rule.governing(self.year, self.form) {
            self.push(rule.id, rule.severity, place, (expected, found), message);
        }
    }

    /// A breach that may have an innocent reason.
    fn warn(&mut self, rule: RuleId, place: Place, (expected, found): (Value, Value), message: String) {
        if self.governs(rule) {
            self.push(rule, Severity::Warning, place, (expected, found), message);
        }
    }

    fn push(
        &mut self,
        rule: RuleId,
        severity: Severity,
        place: Place,
        values: (Value, Value),
        message: String,
    ) {
        let (expected, found) = values;
        self.findings.push(Finding { rule, severity, place, expected, found, message, waived: None });
    }
}

/// Prose stands in parts; what comes before part 1 belongs to the paper as a whole.
fn place_of(part: u8) -> Place {
    if (1..=6).contains(&part) { Place::Part(part) } else { Place::Report }
}

fn json_decimal(value: Decimal) -> Value {
    match value.normalize().to_i64().filter(|_| value.fract().is_zero()) {
        Some(whole) => Value::from(whole),
        None => value.to_f64().map_or_else(|| Value::from(value.to_string()), Value::from),
    }
}

/// Words quoted in a message, cut where they run long.
fn quoted(words: &str) -> String {
    const LONGEST: usize = 60;
    let words = words.trim();
    match words.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("“{}……”", &words[..cut]),
        None => format!("“{words}”"),
    }
}
