//! 数据看板　GET /desk/dashboard?year=2024；每张表 /desk/dashboard/{table}.csv：申请、公开、登记，本年和上年，读计数，不逐条数；无从知道的是空白，不是零

use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::error::Error;
use crate::library::Drawing;
use crate::pictured::{self, Line, PICTURES, chart};
use crate::{answer, words};
use ::messages::Counted;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use casework::{List as Cases, month_key, request_key};
use law::annual_report::{Applicant, Row3};
use office::publication::Nature;
use publishing::{List as Items, item_key, item_month_key};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Asked {
    year: Option<i16>,
}

#[derive(Template)]
#[template(path = "desk/dashboard.html")]
struct Show {
    frame: Frame,
    year: i16,
    years: Vec<i16>,
    today: String,
    panels: Vec<Panel>,
}

/// A chart and the table beneath it.
struct Panel {
    key: &'static str,
    title: &'static str,
    unit: &'static str,
    drawing: Option<Drawing>,
    lines: Vec<Line>,
    /// What is to be known of the figures, and where to look.
    note: Option<(String, String)>,
}

/// What a table is about; its key is its address.
const TABLES: [(&str, &str, &str); 7] = [
    ("received", "新收申请（按月）", "件"),
    ("results", "申请办理结果", "件"),
    ("applicants", "申请人情况", "件"),
    ("items", "主动公开信息（按类别）", "条"),
    ("published", "主动公开信息（按月）", "条"),
    ("messages", "咨询留言（按月）", "条"),
    ("answers", "咨询留言办理结果", "条"),
];

/// The panels of the registers follow those of cases and items.
fn tables() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLES.into_iter().chain(PICTURES.iter().map(|one| (one.key, one.title, one.unit)))
}

fn year_of(desk: &Desk, asked: &Asked) -> i16 {
    let this = desk.library().today().year();
    asked.year.filter(|year| (2008..=this).contains(year)).unwrap_or(this)
}

/// GET /desk/dashboard
pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看数据看板")?;
    let year = year_of(&desk, &asked);
    let mut panels = Vec::new();
    for (nth, (key, title, unit)) in (1..).zip(tables()) {
        let lines = lines(&desk, key, year).await?;
        let drawing = chart((title, unit), &lines).map(|chart| desk.library().chart(&chart, nth));
        panels.push(Panel { key, title, unit, drawing, lines, note: note(&desk, key, year) });
    }
    let this = desk.library().today().year();
    let show = Show {
        frame: desk.frame("数据看板", &me),
        year,
        years: (this - 3..=this).rev().collect(),
        today: words::day(desk.library().today()),
        panels,
    };
    Ok(answer::page(&show)?)
}

/// Rows of a year that stand in a file are not counted in the ledger: the report's figure leads to them.
fn note(desk: &Desk, key: &str, year: i16) -> Option<(String, String)> {
    let register = PICTURES.iter().find(|one| one.key == key)?.register()?;
    let filed = desk.library().register_in_folder(register, year);
    let told =
        format!("{year}年的“{}”在数据文件里，不在台账，这里不计。报告的指标查看得到。", register.label);
    filed.then(|| (told, format!("/disclosure/reports/{year}/figures")))
}

/// GET /desk/dashboard/{table}.csv
pub async fn csv(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看数据看板")?;
    let year = year_of(&desk, &asked);
    let table = name.strip_suffix(".csv").and_then(|key| tables().find(|table| table.0 == key));
    let (key, title, _) = table.ok_or(Fail::Portal(Error::NotFound))?;
    let (this, last) = (format!("{year}年"), format!("{}年", year - 1));
    let mut out = String::from("\u{feff}");
    out.push_str(&answer::csv_line([title, this.as_str(), last.as_str()]));
    for line in lines(&desk, key, year).await? {
        out.push_str(&answer::csv_line(line.cells().iter().map(String::as_str)));
    }
    Ok(answer::private(&format!("{title}{year}.csv"), "text/csv; charset=utf-8", out))
}

async fn lines(desk: &Desk, table: &str, year: i16) -> Result<Vec<Line>, Fail> {
    let lines = counted(desk, table, year).await?;
    // A picture knows its own register.
    let lines = if PICTURES.iter().any(|one| one.key == table) {
        lines
    } else {
        let first = first_year(desk, table).await?;
        let since = |year: i16| first.is_some_and(|first| first <= year);
        pictured::known(lines, (since(year), since(year - 1)))
    };
    Ok(until_today(desk, table, year, lines))
}

/// The first year the ledger has anything of; what nobody handled here before is not known, and not 0.
async fn first_year(desk: &Desk, table: &str) -> Result<Option<i16>, Fail> {
    Ok(match table {
        "items" | "published" => desk.publishing.first_year().await?,
        "messages" | "answers" => desk.messages().first_year().await?,
        _ => {
            let received = desk.casework.received().await?;
            received.into_iter().find(|(_, count)| *count > 0).map(|(year, _)| year)
        }
    })
}

/// Months that are still to come are blank.
fn until_today(desk: &Desk, table: &str, year: i16, mut lines: Vec<Line>) -> Vec<Line> {
    let by_month = matches!(table, "received" | "published" | "messages") || table.ends_with("-months");
    let today = desk.library().today();
    if by_month && year == today.year() {
        let gone = usize::from(today.month().unsigned_abs());
        lines.iter_mut().skip(gone).for_each(|line| line.this = line.this.filter(|count| !count.is_zero()));
    }
    lines
}

async fn counted(desk: &Desk, table: &str, year: i16) -> Result<Vec<Line>, Fail> {
    match table {
        "received" => months(desk, year, true).await,
        "published" => months(desk, year, false).await,
        "messages" => messages(desk, year).await,
        "answers" => answers(desk, year).await,
        "results" => cells(desk, year, results()).await,
        "applicants" => {
            let columns = Applicant::PARTS.into_iter();
            let cells = columns.map(|column| (column.label().to_owned(), Row3::New, column));
            cells_of(desk, year, cells.collect()).await
        }
        "items" => kinds(desk, year).await,
        key => match PICTURES.iter().find(|one| one.key == key) {
            Some(picture) => {
                let list = format!("/desk/registers/{}", picture.register);
                let lead = |part: &pictured::Part<'_>| Some(format!("{list}{}", part.query(year)));
                Ok(picture.lines(&desk.registers, year, lead).await?)
            }
            None => Ok(Vec::new()),
        },
    }
}

/// Those rows of table three that say what became of applications.
fn results() -> Vec<Row3> {
    Row3::standard().filter(|row| matches!(row, Row3::Result(_))).collect()
}

async fn cells(desk: &Desk, year: i16, rows: Vec<Row3>) -> Result<Vec<Line>, Fail> {
    let cells = rows.into_iter().map(|row| (row.label().to_owned(), row, Applicant::Total)).collect();
    let lines = cells_of(desk, year, cells).await?;
    // Results that neither year had would only hide those it had.
    let had = |line: &Line| [line.this, line.last].into_iter().flatten().any(|count| !count.is_zero());
    Ok(lines.into_iter().filter(had).collect())
}

async fn cells_of(desk: &Desk, year: i16, cells: Vec<(String, Row3, Applicant)>) -> Result<Vec<Line>, Fail> {
    let mut lines = Vec::with_capacity(cells.len());
    for (label, row, column) in cells {
        let key = request_key(year, row, column);
        let this = desk.casework.count(&Cases::Counted(key.clone())).await?;
        let last = desk.casework.count(&Cases::Counted(request_key(year - 1, row, column))).await?;
        lines.push(Line::counted(label, (this, last), Some(format!("/desk/counted?list={key}"))));
    }
    Ok(lines)
}

async fn months(desk: &Desk, year: i16, requests: bool) -> Result<Vec<Line>, Fail> {
    let mut lines = Vec::with_capacity(12);
    for month in 1..=12 {
        let (this, last, path) = if requests {
            let of = async |year| desk.casework.count(&Cases::Counted(month_key(year, month))).await;
            let path = format!("/desk/counted?list={}", month_key(year, month));
            (of(year).await?, of(year - 1).await?, path)
        } else {
            let of = async |year| desk.publishing.count(&Items::Counted(item_month_key(year, month))).await;
            let path = format!("/desk/items/counted?list={}", item_month_key(year, month));
            (of(year).await?, of(year - 1).await?, path)
        };
        lines.push(Line::counted(format!("{month}月"), (this, last), Some(path)));
    }
    Ok(lines)
}

fn counted_path(key: &str) -> String {
    format!("{}?counted={}", super::messages::PATH, crate::portal::address(key))
}

async fn messages(desk: &Desk, year: i16) -> Result<Vec<Line>, Fail> {
    let mut lines = Vec::with_capacity(12);
    for month in 1..=12 {
        let this = desk.messages().received_in(year, month).await?;
        let last = desk.messages().received_in(year - 1, month).await?;
        let path = counted_path(&::messages::month_key(year, month));
        lines.push(Line::counted(format!("{month}月"), (this, last), Some(path)));
    }
    Ok(lines)
}

async fn answers(desk: &Desk, year: i16) -> Result<Vec<Line>, Fail> {
    let mut lines = Vec::with_capacity(Counted::ALL.len());
    for counted in Counted::ALL {
        let this = desk.messages().figure(year, counted).await?;
        let last = desk.messages().figure(year - 1, counted).await?;
        lines.push(Line::counted(counted.label(), (this, last), Some(counted_path(&counted.key(year)))));
    }
    Ok(lines)
}

async fn kinds(desk: &Desk, year: i16) -> Result<Vec<Line>, Fail> {
    let (_, this) = desk.publishing.items_of(year).await?;
    let (_, last) = desk.publishing.items_of(year - 1).await?;
    let count = |all: &[(String, u64)], kind: &str| {
        all.iter().find(|(one, _)| one == kind).map_or(0, |(_, count)| *count)
    };
    let line = |(kind, label): (&'static str, &'static str)| {
        let path = format!("/desk/items/counted?list={}", item_key(year, kind));
        Line::counted(label, (count(&this, kind), count(&last, kind)), Some(path))
    };
    Ok(Nature::KINDS.into_iter().map(line).collect())
}
