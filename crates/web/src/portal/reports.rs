//! 政府信息公开工作年度报告　GET /disclosure/reports, /disclosure/reports/{year}, /disclosure/reports/{year}.{pdf|docx|…}

use crate::error::Error;
use crate::library::{Format, Library, figure_path};
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use office::annual_report::{AnnualReport, Figure};
use std::sync::Arc;

pub const HERE: (&str, &str) = ("政府信息公开年报", "/disclosure/reports");
const ABOVE: (&str, &str) = ("政府信息公开", "/disclosure");

pub fn title(report: &AnnualReport) -> String {
    format!("{}{}年政府信息公开工作年度报告", report.organ.name, report.year)
}

/// A file one can take away.
pub struct Download {
    pub format: Format,
    pub label: &'static str,
    pub path: String,
    pub size: String,
}

pub fn downloads(library: &dyn Library, year: i16) -> Vec<Download> {
    let download = |format: Format| {
        let bytes = library.file(year, format)?;
        let path = format!("/disclosure/reports/{year}.{}", format.extension());
        Some(Download { format, label: format.label(), path, size: words::size(bytes.len()) })
    };
    Format::ALL.into_iter().filter_map(download).collect()
}

#[derive(Template)]
#[template(path = "portal/reports.html")]
struct List {
    frame: Frame,
    reports: Vec<Entry>,
}

struct Entry {
    year: i16,
    title: String,
    dated: String,
    downloads: Vec<Download>,
}

pub async fn list(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let library = &*portal.library;
    let entry = |report: Arc<AnnualReport>| Entry {
        year: report.year,
        title: title(&report),
        dated: words::day(report.dated),
        downloads: downloads(library, report.year),
    };
    let reports = library.years().into_iter().filter_map(|year| library.report(year)).map(entry).collect();
    answer::page(&List { frame: visit.frame(HERE.0).under(ABOVE.0, ABOVE.1), reports })
}

#[derive(Template)]
#[template(path = "portal/report.html")]
struct Paper {
    frame: Frame,
    title: String,
    year: i16,
    dated: String,
    downloads: Vec<Download>,
    /// Titles of the six parts; the fragment's anchors are `part-1` to `part-6`.
    parts: Vec<String>,
    fragment: Arc<str>,
    adjusted: Vec<Adjusted>,
    /// 更正: when, and what was said.
    corrections: Vec<(String, String)>,
}

/// A figure someone changed by hand.
struct Adjusted {
    label: String,
    path: String,
    value: String,
    computed: String,
    unit: String,
    who: String,
    why: String,
    on: String,
}

/// `2024` is the page, `2024.pdf` a file beside it.
pub async fn show(
    State(portal): State<Portal>,
    Path(name): Path<String>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Error> {
    let (year, extension) =
        name.split_once('.').map_or((name.as_str(), None), |(year, rest)| (year, Some(rest)));
    let report = report_of(&*portal.library, year)?;
    match extension {
        None => show_page(&portal, &visit, &report).await,
        Some(extension) => {
            let format = Format::from_extension(extension).ok_or(Error::NotFound)?;
            let bytes = portal.library.file(report.year, format).ok_or(Error::NotFound)?;
            let name = format!("{}.{extension}", title(&report));
            Ok(answer::file(&headers, &name, format.media_type(), bytes))
        }
    }
}

/// The report of a year as it stands in an address.
pub fn report_of(library: &dyn Library, year: &str) -> Result<Arc<AnnualReport>, Error> {
    let plain = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let known = year.parse().ok().filter(|_| plain).ok_or(Error::NotFound)?;
    library.report(known).ok_or_else(|| Error::Missing(format!("{known}年的年度报告尚未在本站发布")))
}

async fn show_page(portal: &Portal, visit: &Visit, report: &AnnualReport) -> Result<Response, Error> {
    let fragment = portal.library.fragment(report.year).ok_or(Error::NotFound)?;
    let title = title(report);
    answer::page(&Paper {
        frame: visit.frame(&title).under(ABOVE.0, ABOVE.1).under(HERE.0, HERE.1),
        title,
        year: report.year,
        dated: words::day(report.dated),
        downloads: downloads(&*portal.library, report.year),
        parts: report.parts.iter().map(|part| part.title.clone()).collect(),
        fragment,
        adjusted: report.figures.values().filter_map(|figure| adjusted(report.year, figure)).collect(),
        corrections: corrections(portal, report.year).await?,
    })
}

/// What was corrected since the report was first published, the newest first.
async fn corrections(portal: &Portal, year: i16) -> Result<Vec<(String, String)>, Error> {
    let Some(publications) = &portal.publications else { return Ok(Vec::new()) };
    let file = publications.publishing.dossier(year).await.map_err(anyhow::Error::from)?;
    let editions = file.map(|file| file.dossier.editions).unwrap_or_default();
    let told = |edition: office::dossier::Edition| Some((words::day(edition.on), edition.explanation?));
    Ok(editions.into_iter().rev().filter_map(told).collect())
}

fn adjusted(year: i16, figure: &Figure) -> Option<Adjusted> {
    let change = figure.overridden.as_ref()?;
    Some(Adjusted {
        label: figure.label.clone(),
        path: figure_path(year, &figure.metric),
        value: words::number(change.value),
        computed: words::number(change.computed),
        unit: figure.unit.clone(),
        who: change.who.clone(),
        why: change.why.clone(),
        on: words::day(change.on),
    })
}
