//! 正文的编辑　/desk/annual-reports/{year}/text：前言和一、五、六部分，旁边是上年报告；数字取自指标；预览

use super::super::account::Account;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::act::refusal;
use super::{draft, may_see, path, year_of};
use crate::answer;
use crate::form::{Fault, Typed};
use crate::library::{Announced, Draft};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use law::annual_report::form::PARTS;
use office::annual_report::text::{join, split, typed};
use office::dossier::{Order, allowed};
use std::sync::Arc;

/// 前言、一、五、六: the others are tables.
const EDITED: [(usize, &str); 4] = [(0, "part0"), (1, "part1"), (5, "part5"), (6, "part6")];

/// The part that says what was to be improved.
const MEASURES: usize = 5;

#[derive(Template)]
#[template(path = "desk/annual/text.html")]
struct Show {
    frame: Frame,
    path: String,
    year: i16,
    version: u64,
    may: bool,
    refused: Option<Refused>,
    faults: Vec<Fault>,
    note: String,
    sections: Vec<Section>,
    /// Why no report comes of the text.
    broken: Option<String>,
    fragment: Option<Arc<str>>,
    metrics: Vec<MetricLine>,
    /// The figures the preview shows as adjusted by hand.
    adjusted: Vec<String>,
}

struct Section {
    name: &'static str,
    title: &'static str,
    text: String,
    rows: usize,
    /// Figures typed in, each with what to write in their place.
    typed: Vec<String>,
    last: Vec<String>,
    /// What last year's report announced and what became of it, for part five.
    measures: Vec<Announced>,
}

struct MetricLine {
    id: String,
    label: String,
    value: String,
    prior: String,
    path: String,
    /// What the records say, where the figure was adjusted by hand.
    computed: Option<String>,
}

/// GET /desk/annual-reports/{year}/text
pub async fn show(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let text = match desk.publishing.dossier(year).await? {
        Some(file) => file.dossier.template,
        None => join(&split(&desk.library().report_text())),
    };
    page(&desk, &me, year, (StatusCode::OK, None), (&text, "")).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    year: i16,
    (status, refused): (StatusCode, Option<Refused>),
    (text, note): (&str, &str),
) -> Result<Response, Fail> {
    let file = desk.publishing.dossier(year).await?;
    let dated = file.as_ref().and_then(|file| file.dossier.dated());
    let (broken, draft) = match draft(desk, year, text, dated).await? {
        Ok(draft) => (None, Some(draft)),
        Err(told) => (Some(told), None),
    };
    let acts = allowed(&me.actor(), file.as_ref().map(|file| &file.dossier));
    let show = Show {
        frame: desk.frame(&format!("{year}年度报告的正文"), me),
        path: path(year),
        year,
        version: file.as_ref().map_or(0, |file| file.version),
        may: acts.contains(&"draft"),
        refused,
        faults: Vec::new(),
        note: note.into(),
        sections: sections(desk, year, text, draft.as_deref()).await?,
        broken,
        fragment: draft.as_ref().map(|draft| draft.fragment.clone()),
        adjusted: draft.as_deref().map(adjusted).unwrap_or_default(),
        metrics: draft.as_deref().map(|draft| metrics(year, draft)).unwrap_or_default(),
    };
    Ok(answer::page_with(status, &show)?)
}

async fn sections(desk: &Desk, year: i16, text: &str, draft: Option<&Draft>) -> Result<Vec<Section>, Fail> {
    let library = desk.library.clone();
    let last = tokio::task::spawn_blocking(move || library.last_year(year)).await;
    let last = last.map_err(anyhow::Error::from)?;
    let figures = draft.map(|draft| draft.report.figures.clone()).unwrap_or_default();
    let mut parts = split(text);
    let mut measures = draft.map(|draft| draft.announced.clone()).unwrap_or_default();
    let section = |(at, name): (usize, &'static str)| {
        let text = std::mem::take(&mut parts[at]);
        Section {
            name,
            title: at.checked_sub(1).map_or("前言", |part| PARTS[part]),
            rows: (text.lines().count() + text.chars().count() / 60).clamp(6, 40),
            typed: typed(&text, &figures).iter().map(|one| one.told()).collect(),
            last: last
                .iter()
                .find(|(number, _)| usize::from(*number) == at)
                .map(|(_, paragraphs)| paragraphs.clone())
                .unwrap_or_default(),
            measures: if at == MEASURES { std::mem::take(&mut measures) } else { Vec::new() },
            text,
        }
    };
    Ok(EDITED.into_iter().map(section).collect())
}

fn metrics(year: i16, draft: &Draft) -> Vec<MetricLine> {
    let stated = draft.report.figures.values().filter(|figure| !is_cell(&figure.metric));
    let line = |figure: &office::annual_report::Figure| MetricLine {
        id: figure.metric.clone(),
        label: figure.label.clone(),
        value: format!("{}{}", crate::words::number(figure.value), figure.unit),
        prior: figure.prior.map(crate::words::number).unwrap_or_default(),
        path: crate::draft_figure_path(year, &figure.metric),
        computed: figure.overridden.as_ref().map(|change| crate::words::number(change.computed)),
    };
    stated.map(line).collect()
}

fn adjusted(draft: &Draft) -> Vec<String> {
    let number = crate::words::number;
    let told = |figure: &office::annual_report::Figure| {
        let change = figure.overridden.as_ref()?;
        let (value, computed) = (number(figure.value), number(change.computed));
        Some(format!("{}为{value}{}，登记数为{computed}。理由：{}", figure.label, figure.unit, change.why))
    };
    draft.report.figures.values().filter_map(told).collect()
}

/// Cells of table three by kinds of applicants: prose states their sums.
fn is_cell(metric: &str) -> bool {
    metric.starts_with("requests.")
        && metric.matches('.').count() > 2
        && metric.contains(|c: char| c.is_ascii_digit())
}

/// POST /desk/annual-reports/{year}/text: saved, or only looked at.
pub async fn save(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let form = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let expected: u64 = form.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let before = match desk.publishing.dossier(year).await? {
        Some(file) => file.dossier.template,
        None => desk.library().report_text(),
    };
    let mut parts = split(&before);
    for (at, name) in EDITED {
        parts[at] = form.text(name).replace("\r\n", "\n");
    }
    let (text, note) = (join(&parts), form.text("note").to_owned());
    if form.text("do") != "save" {
        return page(&desk, &me, year, (StatusCode::OK, None), (&text, &note)).await;
    }
    let order = Order::Draft { year, template: text.clone(), note: note.clone() };
    let calendar = desk.library().calendar();
    let (moment, who) = (desk.moment(&calendar), me.actor());
    match desk.publishing.run_dossier(moment, &who, (year, expected), order, None).await {
        Ok(_) => Ok(Redirect::to(&path(year)).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, &me, year, (status, Some(refused)), (&text, &note)).await
        }
    }
}
