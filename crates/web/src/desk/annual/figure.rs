//! 草稿中一个数字所计的登记　GET /desk/annual-reports/{year}/figures/{metric}

use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{may_see, path, year_of};
use crate::answer;
use crate::error::Error;
use crate::library::NoRecords;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

const PAGE: usize = 50;

#[derive(Deserialize, Default)]
pub struct Asked {
    after: Option<u64>,
}

#[derive(Template)]
#[template(path = "desk/annual/figure.html")]
struct Show {
    frame: Frame,
    path: String,
    year: i16,
    metric: String,
    label: String,
    register: String,
    total: u64,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    later: bool,
    next: Option<u64>,
}

pub async fn show(
    State(desk): State<Desk>,
    Path((year, metric)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let year = year_of(&desk, &year)?;
    let label = office::metric::catalogue().find(&metric).map(|found| found.label.clone());
    let label = label.ok_or(Fail::Portal(Error::NotFound))?;
    let (library, id) = (desk.library.clone(), metric.clone());
    let read = tokio::task::spawn_blocking(move || library.draft_records(year, &id, asked.after, PAGE)).await;
    let page = match read.map_err(anyhow::Error::from)? {
        Ok(page) => page.ok_or(Fail::Portal(Error::NotFound))?,
        Err(NoRecords::Refused(told)) => return Err(Fail::NotNow(told)),
        Err(NoRecords::Broken(error)) => return Err(error.into()),
    };
    let show = Show {
        frame: desk.frame(&label, &me),
        path: path(year),
        year,
        metric,
        label,
        register: page.register_label,
        total: page.total,
        columns: page.columns,
        rows: page.rows.into_iter().map(|(_, cells)| cells).collect(),
        later: asked.after.is_some(),
        next: page.next,
    };
    Ok(answer::page(&show)?)
}
