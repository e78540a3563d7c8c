//! 编制：a year's figures, last year's and the office's settings → the six parts.

use super::charts::{self, YearCount};
use super::model::{AnnualReport, Block, Figure, Organ};
use super::prose::{self, Facts};
use super::refusal::{Missing, Refusal};
use crate::metric::{Figures, Source, catalogue, cell_metric};
use crate::register::Register;
use jiff::civil::Date;
use law::annual_report::{Form, Place, Row2, Tables, rules};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the office decides about its report.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub organ: Organ,
    /// The office's own template and its name in messages; ours without one.
    pub template: Option<(String, String)>,
    /// The records are made up.
    pub demonstration: bool,
}

/// The report of a year. Overrides have been taken into the figures before.
pub fn compile(
    figures: Figures,
    prior: Option<Figures>,
    years: &[YearCount],
    settings: &Settings,
    dated: Date,
) -> Result<AnnualReport, Refusal> {
    need_registers(&figures)?;
    let tables = tables(&figures);
    reconcile(&tables)?;
    let charts = charts::draw(&figures, prior.as_ref(), years);
    let facts = Facts {
        figures: Arc::new(figures),
        prior: prior.map(Arc::new),
        organ: settings.organ.clone(),
        charts: charts.iter().map(|(name, _)| *name).collect(),
    };
    let (name, template) = match &settings.template {
        Some((name, text)) => (name.as_str(), text.as_str()),
        None => ("默认模板", prose::DEFAULT),
    };
    let prose = prose::write(name, template, &facts)?;
    let used =
        used(&prose.preface, &prose.parts.iter().flat_map(|part| part.blocks.clone()).collect::<Vec<_>>());
    Ok(AnnualReport {
        organ: settings.organ.clone(),
        year: facts.figures.year,
        tables,
        prior: facts.prior.as_deref().map(self::tables),
        preface: prose.preface,
        parts: prose.parts,
        figures: all_figures(&facts, &used),
        charts: charts.into_iter().map(|(_, chart)| chart).collect(),
        dated,
        demonstration: settings.demonstration,
    })
}

/// The tables cannot be filled without these.
const NEEDED: [(&str, &str); 8] = [
    ("documents", "表二"),
    ("licences", "表二"),
    ("penalties", "表二"),
    ("coercions", "表二"),
    ("fees", "表二"),
    ("requests", "表三"),
    ("reviews", "表四"),
    ("litigations", "表四"),
];

fn need_registers(figures: &Figures) -> Result<(), Refusal> {
    let absent = NEEDED.iter().filter(|(key, _)| !figures.registers.contains_key(key));
    let missing: Vec<Missing> = absent
        .map(|(key, table)| Missing { label: Register::find(key).map_or(key, |one| one.label), table })
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::MissingRegisters { year: figures.year, missing }) }
}

/// The three tables; a cell whose register is missing stays blank.
pub fn tables(figures: &Figures) -> Tables {
    let mut tables = Tables::default();
    let cells: Vec<Place> = tables.cells().collect();
    for place in cells {
        let value = cell_metric(place).and_then(|id| figures.count(&id));
        tables.set(place, value);
    }
    let fee = cell_metric(Place::Cell2(Row2::Fees, 0));
    tables.table2.fees = fee.and_then(|id| figures.value(&id, None));
    tables
}

fn reconcile(tables: &Tables) -> Result<(), Refusal> {
    let breaches = rules::arithmetic(tables, Form::Standard2021);
    if breaches.is_empty() {
        return Ok(());
    }
    let number = |value: Option<i128>| value.map_or("空".to_string(), |value| value.to_string());
    let told = breaches.iter().map(|breach| {
        let (expected, found) = (number(breach.expected), number(breach.found));
        format!("{}应为{expected}，现为{found}。", breach.place.in_words())
    });
    Err(Refusal::Unreconciled(told.collect()))
}

/// The metrics the prose states.
fn used(preface: &[Block], body: &[Block]) -> BTreeSet<String> {
    let spans = preface.iter().chain(body).flat_map(|block| match block {
        Block::Paragraph(spans) => spans.as_slice(),
        Block::Heading(_) | Block::Table(_) | Block::Chart(_) => &[],
    });
    spans.filter_map(|span| span.metric.clone()).collect()
}

/// Every counted figure, and of those derived what is compared only where the prose says so.
fn all_figures(facts: &Facts, used: &BTreeSet<String>) -> BTreeMap<String, Figure> {
    let figures = catalogue().all().filter_map(|metric| {
        let comparison = metric.id.ends_with(".change") || metric.id.ends_with(".growth");
        if comparison && !used.contains(&metric.id) {
            return None;
        }
        let (_, counted) = catalogue().counted(&metric.id)?;
        let overridden = match &metric.source {
            Source::Counted(_) => facts.figures.overridden.get(&metric.id).cloned(),
            Source::Derived(_) => None,
        };
        let figure = Figure {
            metric: metric.id.clone(),
            label: metric.label.clone(),
            unit: metric.unit.into(),
            value: facts.figures.value(&metric.id, facts.prior.as_deref())?,
            prior: facts.prior.as_deref().and_then(|prior| prior.value(&metric.id, None)),
            register: counted.register.key.into(),
            records: facts.figures.records(&metric.id),
            overridden,
        };
        Some((metric.id.clone(), figure))
    });
    figures.collect()
}
