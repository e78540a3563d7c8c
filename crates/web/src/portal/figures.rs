//! 一个数字和它所计的登记　GET /disclosure/reports/{year}/figures, …/figures/{metric}, …/figures/{metric}.csv

use crate::error::Error;
use crate::library::{NoRecords, RecordPage, figure_path, item_path};
use crate::page::{Frame, Visit};
use crate::portal::items::broken;
use crate::portal::reports::{HERE, report_of};
use crate::{Library, Portal, answer, words};
use anyhow::Context;
use askama::Template;
use axum::body::{Body, HttpBody};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use hyper::body::Frame as BodyFrame;
use office::annual_report::{AnnualReport, Figure};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::mpsc;

const ROWS_A_PAGE: usize = 50;
const ROWS_A_CHUNK: usize = 2_000;

#[derive(Template)]
#[template(path = "portal/figures.html")]
struct List {
    frame: Frame,
    year: i16,
    figures: Vec<Line>,
}

struct Line {
    label: String,
    path: String,
    value: String,
    prior: String,
    unit: String,
    records: String,
}

pub async fn list(
    State(portal): State<Portal>,
    Path(year): Path<String>,
    visit: Visit,
) -> Result<Response, Error> {
    let report = report_of(&*portal.library, &year)?;
    let line = |figure: &Figure| Line {
        label: figure.label.clone(),
        path: figure_path(report.year, &figure.metric),
        value: words::number(figure.value),
        prior: figure.prior.map(words::number).unwrap_or_default(),
        unit: figure.unit.clone(),
        records: words::number(figure.records.into()),
    };
    answer::page(&List {
        frame: under_report(visit.frame("全部指标"), report.year),
        year: report.year,
        figures: report.figures.values().map(line).collect(),
    })
}

fn under_report(frame: Frame, year: i16) -> Frame {
    frame.under(HERE.0, HERE.1).under(&format!("{year}年报告"), &format!("/disclosure/reports/{year}"))
}

#[derive(Deserialize)]
pub struct From {
    after: Option<u64>,
}

#[derive(Template)]
#[template(path = "portal/figure.html")]
struct Show {
    frame: Frame,
    year: i16,
    figure: Figure,
    value: String,
    prior: Option<String>,
    change: Option<String>,
    records: Option<Records>,
    /// Why the records cannot be shown.
    refused: Option<String>,
    total: String,
    path: String,
    continued: bool,
    computed: Option<String>,
}

/// A page of a register, as it is shown.
struct Records {
    register_label: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    next: Option<u64>,
}

struct Cell {
    text: String,
    /// The page of the item that the row stands for.
    path: Option<String>,
}

/// The columns that tell an item's number and its name.
const INDEX: &str = "索引号";
const TITLE: &str = "标题";

pub async fn show(
    State(portal): State<Portal>,
    Path((year, name)): Path<(String, String)>,
    Query(from): Query<From>,
    visit: Visit,
) -> Result<Response, Error> {
    let report = report_of(&*portal.library, &year)?;
    let (metric, as_csv) = name.strip_suffix(".csv").map_or((name.as_str(), false), |metric| (metric, true));
    let figure = figure_of(&report, metric)?;
    if as_csv {
        return send_csv(portal.library.clone(), &report, figure).await;
    }
    let (records, refused) =
        match records(&portal.library, report.year, metric, from.after, ROWS_A_PAGE).await {
            Ok(page) => (page, None),
            Err(NoRecords::Refused(message)) => (None, Some(message)),
            Err(broken) => return Err(broken.into()),
        };
    let total = records.as_ref().map(|page| words::number(page.total.into())).unwrap_or_default();
    answer::page(&Show {
        frame: under_report(visit.frame(&figure.label), report.year),
        year: report.year,
        value: words::number(figure.value),
        prior: figure.prior.map(words::number),
        change: figure.prior.map(|prior| change(figure.value, prior, &figure.unit)),
        records: match records.filter(|page| !page.rows.is_empty()) {
            Some(page) => Some(linked(&portal, page).await?),
            None => None,
        },
        refused,
        total,
        path: figure_path(report.year, metric),
        continued: from.after.is_some(),
        computed: figure.overridden.as_ref().map(|change| words::number(change.computed)),
        figure,
    })
}

/// The rows, each that stands for an item with the way to it.
async fn linked(portal: &Portal, page: RecordPage) -> Result<Records, Error> {
    let place = |label: &str| page.columns.iter().position(|column| column == label);
    let (index, title) = (place(INDEX), place(TITLE));
    let indices: Vec<String> = match index {
        Some(at) => page.rows.iter().filter_map(|(_, row)| row.get(at).cloned()).collect(),
        None => Vec::new(),
    };
    let public = public_among(portal, indices).await?;
    let at = title.or(index);
    let row = |(_, row): (u64, Vec<String>)| {
        let item = index.and_then(|at| row.get(at)).filter(|index| public.contains(*index));
        let mut path = item.map(|index| item_path(index));
        let cells = row.into_iter().enumerate();
        cells.map(|(no, text)| Cell { text, path: if Some(no) == at { path.take() } else { None } }).collect()
    };
    Ok(Records {
        rows: page.rows.into_iter().map(row).collect(),
        register_label: page.register_label,
        columns: page.columns,
        next: page.next,
    })
}

/// Which of some indices lead to a page: of the ledger, or of the register of the folder.
async fn public_among(portal: &Portal, indices: Vec<String>) -> Result<BTreeSet<String>, Error> {
    let mut public = match &portal.publications {
        Some(publications) => publications.publishing.public_among(&indices).await.map_err(broken)?,
        None => BTreeSet::new(),
    };
    let (library, rest) = (portal.library.clone(), indices);
    let rest: Vec<String> = rest.into_iter().filter(|index| !public.contains(index)).collect();
    let look = move || rest.into_iter().filter(|index| library.item(index).is_some()).collect::<Vec<_>>();
    public.extend(tokio::task::spawn_blocking(look).await.context("looking up items was interrupted")?);
    Ok(public)
}

fn figure_of(report: &AnnualReport, metric: &str) -> Result<Figure, Error> {
    let unknown = || Error::Missing(format!("{}年的报告中没有这个指标", report.year));
    report.figures.get(metric).cloned().ok_or_else(unknown)
}

/// «增加 1 件», «减少 12%» is left to the reader: counts say it plainest.
fn change(value: Decimal, prior: Decimal, unit: &str) -> String {
    match value.cmp(&prior) {
        std::cmp::Ordering::Greater => format!("增加 {} {unit}", words::number(value - prior)),
        std::cmp::Ordering::Less => format!("减少 {} {unit}", words::number(prior - value)),
        std::cmp::Ordering::Equal => "持平".into(),
    }
}

async fn records(
    library: &Arc<dyn Library>,
    year: i16,
    metric: &str,
    after: Option<u64>,
    limit: usize,
) -> Result<Option<RecordPage>, NoRecords> {
    let (library, metric) = (library.clone(), metric.to_string());
    let read = tokio::task::spawn_blocking(move || library.records(year, &metric, after, limit));
    read.await.context("reading records was interrupted")?
}

/// Every record behind the figure, sent as it is read: registers run to hundreds of thousands of rows.
async fn send_csv(
    library: Arc<dyn Library>,
    report: &AnnualReport,
    figure: Figure,
) -> Result<Response, Error> {
    let year = report.year;
    let first = records(&library, year, &figure.metric, None, ROWS_A_CHUNK).await?;
    let first = first.ok_or_else(|| Error::Missing("这个指标没有可以公开的登记".into()))?;
    let (sender, receiver) = mpsc::channel(4);
    let name = format!("{year}年-{}.csv", figure.label);
    let plain = format!("{year}-{}.csv", figure.metric);
    tokio::spawn(async move {
        if let Err(error) = send_rows(&library, year, &figure.metric, first, &sender).await {
            tracing::warn!("stopped sending the records of {}: {error}", figure.metric);
        }
    });
    let media_type = "text/csv; charset=utf-8";
    let mut response = Body::new(Rows(receiver)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type));
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, answer::disposition(&name, &plain, media_type));
    Ok(response)
}

async fn send_rows(
    library: &Arc<dyn Library>,
    year: i16,
    metric: &str,
    first: RecordPage,
    sender: &mpsc::Sender<Bytes>,
) -> Result<(), Error> {
    /// A reader who takes nothing for so long has gone.
    const PATIENCE: Duration = Duration::from_secs(60);
    let head = format!("\u{feff}{}", answer::csv_line(first.columns.iter().map(String::as_str)));
    let mut text = head;
    let mut page = first;
    loop {
        for (_, row) in &page.rows {
            text.push_str(&answer::csv_line(row.iter().map(String::as_str)));
        }
        sender
            .send_timeout(Bytes::from(std::mem::take(&mut text)), PATIENCE)
            .await
            .context("the reader has gone")?;
        let Some(next) = page.next else { return Ok(()) };
        let following = records(library, year, metric, Some(next), ROWS_A_CHUNK).await?;
        page = following.context("the figure is gone")?;
    }
}

/// Chunks as they come.
struct Rows(mpsc::Receiver<Bytes>);

impl HttpBody for Rows {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<BodyFrame<Bytes>, Self::Error>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|bytes| Ok(BodyFrame::data(bytes))))
    }
}
