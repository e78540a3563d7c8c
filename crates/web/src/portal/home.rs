//! 首页　GET /

use crate::error::Error;
use crate::library::{Format, figure_path};
use crate::page::{Frame, Visit};
use crate::portal::disclosure::{COLUMNS, Column};
use crate::portal::items::{BASE, Line, broken, shelf_path};
use crate::portal::reports::{Download, downloads, title};
use crate::{Library, Portal, answer, assets, words};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use office::annual_report::{AnnualReport, Figure};
use publishing::Shelf;

/// The figures a visitor asks for first.
const KEY_FIGURES: [&str; 6] = [
    "proactive.items",
    "requests.received",
    "requests.answered",
    "licences.decisions",
    "hall.cases",
    "reviews.total",
];

#[derive(Template)]
#[template(path = "portal/home.html")]
struct Home {
    frame: Frame,
    latest: Option<Latest>,
    columns: [Column; 4],
    /// What was published last, by column; nothing without a ledger.
    newest: Vec<(String, String, Vec<Line>)>,
    today: String,
}

struct Latest {
    year: i16,
    title: String,
    dated: String,
    figures: Vec<KeyFigure>,
    downloads: Vec<Download>,
}

pub struct KeyFigure {
    pub label: String,
    pub value: String,
    pub unit: String,
    pub path: String,
    /// «上年8件»
    pub prior: Option<String>,
}

impl KeyFigure {
    fn of(year: i16, figure: &Figure) -> KeyFigure {
        KeyFigure {
            label: figure.label.clone(),
            value: words::number(figure.value),
            unit: figure.unit.clone(),
            path: figure_path(year, &figure.metric),
            prior: figure.prior.map(|prior| format!("上年 {} {}", words::number(prior), figure.unit)),
        }
    }
}

pub async fn show(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let library = &*portal.library;
    let report = library.years().first().and_then(|year| library.report(*year));
    answer::page(&Home {
        frame: visit.frame("政府信息公开").with_script(assets::search_script_path()),
        latest: report.map(|report| latest(library, &report)),
        columns: COLUMNS,
        newest: newest(&portal).await?,
        today: library.today().to_string(),
    })
}

/// Columns that have something, as the office ordered them, with the newest of each.
async fn newest(portal: &Portal) -> Result<Vec<(String, String, Vec<Line>)>, Error> {
    let Some(publications) = &portal.publications else { return Ok(Vec::new()) };
    let today = portal.library.today();
    let mut shown = Vec::new();
    for column in publications.publishing.columns().await.map_err(broken)? {
        let shelf = Shelf::Column(column.name.clone());
        let page = publications.publishing.shelf(&shelf, None, NEWEST).await.map_err(broken)?;
        let lines: Vec<Line> = page.rows.iter().map(|one| Line::of(one, today)).collect();
        if !lines.is_empty() {
            shown.push((column.name, shelf_path(BASE, &shelf), lines));
        }
        if shown.len() == SHOWN {
            break;
        }
    }
    Ok(shown)
}

/// Items of a column, and columns, on the home page.
const NEWEST: u32 = 5;
const SHOWN: usize = 6;

fn latest(library: &dyn Library, report: &AnnualReport) -> Latest {
    let figures = KEY_FIGURES.iter().filter_map(|metric| report.figures.get(*metric));
    let papers = [Format::Pdf, Format::Docx, Format::Xlsx];
    Latest {
        year: report.year,
        title: title(report),
        dated: words::day(report.dated),
        figures: figures.map(|figure| KeyFigure::of(report.year, figure)).collect(),
        downloads: downloads(library, report.year)
            .into_iter()
            .filter(|file| papers.contains(&file.format))
            .collect(),
    }
}
