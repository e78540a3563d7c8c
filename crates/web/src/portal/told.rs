//! 数说公开　GET /disclosure/figures：charts and figures of the newest published report, each leading to its records

use crate::error::Error;
use crate::library::{Drawing, figure_path};
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

pub const HERE: (&str, &str) = ("数说公开", "/disclosure/figures");

/// Number, drawing, unit, and label, value, address of each line.
type Told = (usize, Drawing, String, Vec<(String, String, Option<String>)>);

#[derive(Template)]
#[template(path = "portal/told.html")]
struct Page {
    frame: Frame,
    year: i16,
    charts: Vec<Told>,
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
    let page = Page {
        frame: visit.frame(HERE.0).under("政府信息公开", "/disclosure"),
        year,
        charts: charts.collect(),
    };
    answer::page(&page)
}
