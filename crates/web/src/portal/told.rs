//! 数说公开　GET /disclosure/figures：charts and figures of the newest published report, each leading to its records

use crate::error::Error;
use crate::library::{Drawing, figure_path};
use crate::page::{Frame, Visit};
use crate::pictured::{Line, PICTURES, chart};
use crate::{Portal, answer, words};
use ::registers::Registers;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use office::annual_report::AnnualReport;
use office::metric::catalogue;
use office::register::Register;

pub const HERE: (&str, &str) = ("数说公开", "/disclosure/figures");

/// Number, drawing, unit, and label, value, address of each line.
type Told = (usize, Drawing, String, Vec<(String, String, Option<String>)>);

#[derive(Template)]
#[template(path = "portal/told.html")]
struct Page {
    frame: Frame,
    year: i16,
    charts: Vec<Told>,
    /// Of the registers of the report's year, each line beside the year before.
    panels: Vec<Panel>,
}

struct Panel {
    key: &'static str,
    title: &'static str,
    unit: &'static str,
    drawing: Drawing,
    lines: Vec<Line>,
}

pub async fn show(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let library = &*portal.library;
    let report = library.years().first().and_then(|year| library.report(*year));
    let year = report.as_ref().map_or(0, |report| report.year);
    let charts = report.iter().flat_map(|report| &report.charts).zip(1..).map(|(chart, nth)| {
        let points = chart.points.iter();
        let lines = points.map(|(label, value, metric)| {
            let path = metric.as_ref().map(|metric| figure_path(year, metric));
            (label.clone(), words::number(*value), path)
        });
        (nth, library.chart(chart, nth), chart.unit.clone(), lines.collect())
    });
    let charts: Vec<Told> = charts.collect();
    let panels = match &report {
        Some(report) => panels(&portal, report, charts.len()).await?,
        None => Vec::new(),
    };
    let page =
        Page { frame: visit.frame(HERE.0).under("政府信息公开", "/disclosure"), year, charts, panels };
    answer::page(&page)
}

/// Only what the published report counts too, as long as it counts the same: its records are public by its figure.
async fn panels(portal: &Portal, report: &AnnualReport, before: usize) -> Result<Vec<Panel>, Error> {
    let Some(publications) = &portal.publications else { return Ok(Vec::new()) };
    let publishing = &publications.publishing;
    let registers = Registers::new(publishing.ledger().clone(), publishing.organ());
    let broken =
        |error| Error::Broken(anyhow::Error::new(error).context("failed to read the counts of a register"));
    let mut panels = Vec::new();
    for picture in &PICTURES {
        let Some(register) = picture.register() else { continue };
        let Some(figure) = catalogue().rows_of(register).and_then(|metric| report.figures.get(&metric.id))
        else {
            continue;
        };
        if registers.count(register, report.year).await.map_err(broken)? != figure.records {
            continue;
        }
        let lead = |_: &Register, _: &str| figure_path(report.year, &figure.metric);
        let lines = picture.lines(&registers, report.year, lead).await.map_err(broken)?;
        if lines.is_empty() {
            continue;
        }
        let nth = before + panels.len() + 1;
        let drawing = portal.library.chart(&chart((picture.title, picture.unit), &lines), nth);
        panels.push(Panel { key: picture.key, title: picture.title, unit: picture.unit, drawing, lines });
    }
    Ok(panels)
}
