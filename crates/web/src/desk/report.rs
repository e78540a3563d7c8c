//! 年报数：表三、表四依台账现在的数　GET /desk/report, /desk/report/{year}；每一格所计的申请　GET /desk/counted

use super::board::{Line, lines, place, place_text};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::error::Error;
use crate::{answer, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::{List, cell_key, cell_of, month_key};
use law::annual_report::layout::{self, CellKind, LayoutCell, LayoutRow};
use law::annual_report::{Place, Tables};
use serde::Deserialize;

const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "desk/report.html")]
struct Show {
    frame: Frame,
    year: i16,
    today: String,
    years: Vec<i16>,
    /// Whether a report of the year can be read on the portal.
    published: bool,
    tables: [Drawn; 2],
}

struct Drawn {
    id: &'static str,
    caption: &'static str,
    rows: Vec<Vec<Cell>>,
}

struct Cell {
    text: String,
    rowspan: usize,
    colspan: usize,
    /// What it heads; nothing for a figure.
    scope: Option<&'static str>,
    /// The key of the cases a figure counts, where there are any.
    leads: Option<String>,
}

/// GET /desk/report: this year's.
pub async fn current(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    Ok(Redirect::to(&format!("/desk/report/{}", desk.library().today().year())).into_response())
}

pub async fn show(
    State(desk): State<Desk>,
    Path(year): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let years = years(&desk).await?;
    let known = years.iter().copied().find(|known| known.to_string() == year);
    let year = known.ok_or(Fail::Portal(Error::NotFound))?;
    let tables = Tables {
        table3: desk.casework.table3(year).await?,
        table4: desk.casework.table4(year).await?,
        ..Tables::default()
    };
    let draw = |id, caption, rows| Drawn { id, caption, rows: drawn(rows, year, &tables) };
    let show = Show {
        frame: desk.frame("年报数", &me),
        year,
        today: words::day(desk.library().today()),
        years,
        published: desk.library().report(year).is_some(),
        tables: [
            draw("table3", "表三　收到和处理政府信息公开申请情况", layout::table3(false)),
            draw("table4", "表四　政府信息公开行政复议、行政诉讼情况", layout::table4()),
        ],
    };
    Ok(answer::page(&show)?)
}

/// From the first year the ledger knows to this one, the newest first.
async fn years(desk: &Desk) -> Result<Vec<i16>, Fail> {
    let received = desk.casework.received().await?;
    let this = desk.library().today().year();
    let first = received.keys().next().copied().unwrap_or(this).min(this);
    Ok((first..=this).rev().collect())
}

fn drawn(rows: Vec<LayoutRow>, year: i16, tables: &Tables) -> Vec<Vec<Cell>> {
    let draw = |row: LayoutRow| row.iter().map(|one| cell(one, year, tables)).collect();
    rows.into_iter().map(draw).collect()
}

fn cell(cell: &LayoutCell, year: i16, tables: &Tables) -> Cell {
    let head = |scope| (cell.text.to_owned(), Some(scope), None);
    let (text, scope, leads) = match cell.kind {
        CellKind::Header if cell.colspan > 1 => head("colgroup"),
        CellKind::Header => head("col"),
        CellKind::RowHeader if cell.rowspan > 1 => head("rowgroup"),
        CellKind::RowHeader => head("row"),
        CellKind::Value(place) => {
            let count = tables.count(place).unwrap_or(0);
            (count.to_string(), None, cell_key(year, place).filter(|_| count > 0))
        }
    };
    Cell { text, rowspan: cell.rowspan, colspan: cell.colspan, scope, leads }
}

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    list: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "desk/counted.html")]
struct Counted {
    frame: Frame,
    title: String,
    year: i16,
    list: String,
    /// Of table four a case may count more than once; of table three it stands here as often as it counts.
    count: Option<u64>,
    lines: Vec<Line>,
    later: bool,
    next: Option<String>,
}

/// The year and month of `month/2024-03`.
fn month_of(list: &str) -> Option<(i16, i8)> {
    let (year, month) = list.strip_prefix("month/")?.split_once('-')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    (list == month_key(year, month) && (1..=12).contains(&month)).then_some((year, month))
}

/// GET /desk/counted?list=2024/3.1/natural_person: what a cell of the annual report counts.
pub async fn counted(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let month = month_of(&asked.list);
    let cell = cell_of(&asked.list);
    let title = match (&month, cell) {
        (Some((year, month)), _) => format!("{year}年{month}月新收的申请"),
        (None, Some((year, cell))) => format!("{year}年{}", cell.in_words()),
        (None, None) => return Err(Fail::Portal(Error::NotFound)),
    };
    let year = month.map(|(year, _)| year).or(cell.map(|(year, _)| year)).unwrap_or_default();
    let list = List::Counted(asked.list.clone());
    let after = place(&asked.after, desk.casework.organ());
    let page = desk.casework.list(&list, after.as_ref(), PAGE).await?;
    let count = match cell {
        Some((_, Place::Cell4(..))) => None,
        _ => Some(desk.casework.count(&list).await?),
    };
    let show = Counted {
        frame: desk.frame("所计的申请", &me),
        title,
        year,
        list: asked.list,
        count,
        lines: lines(&desk, page.rows).await?,
        later: after.is_some(),
        next: page.next.as_ref().map(place_text),
    };
    Ok(answer::page(&show)?)
}
