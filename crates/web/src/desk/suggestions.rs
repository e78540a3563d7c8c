//! 公开线索：what applicants were shown, what answered them, what they applied for all the same　GET /desk/suggestions

use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::apply::counts::{self, Daily, Tally};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::ToSpan;
use serde::Deserialize;
use std::cmp::Reverse;

const PERIODS: [(i32, &str); 3] = [(30, "近30天"), (90, "近90天"), (365, "近一年")];
/// Lines of each table; the rest says little.
const LINES: usize = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    days: Option<i32>,
}

#[derive(Template)]
#[template(path = "desk/suggestions.html")]
struct Show {
    frame: Frame,
    periods: Vec<(i32, &'static str, bool)>,
    from: String,
    whole: Daily,
    tallies: Vec<Tally>,
    applications: Vec<Line>,
}

struct Line {
    no: String,
    subject: String,
    matter: String,
    on: String,
    shown: Vec<(String, String)>,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看公开线索")?;
    let days = PERIODS.into_iter().map(|(days, _)| days).find(|days| Some(*days) == asked.days).unwrap_or(90);
    let today = desk.library().today();
    let from = today.checked_sub(days.days()).map_err(anyhow::Error::from)?;
    let (mut tallies, whole, sent) = counts::since(desk.ledger(), from).await.map_err(anyhow::Error::from)?;
    tallies.sort_by_key(|one| (Reverse(one.applied), Reverse(one.shown), one.title.clone()));
    tallies.truncate(LINES);
    let mut applications = Vec::new();
    for one in sent.into_iter().take(LINES) {
        let row = desk.casework.row(&one.no).await?;
        let (subject, matter) = row.map_or_else(Default::default, |row| (row.subject, row.matter));
        let (on, matter) = (words::day(one.on), matter.unwrap_or_default());
        applications.push(Line { no: one.no, subject, matter, on, shown: one.shown });
    }
    // What nothing published answered comes first: it is what might be published next.
    applications.sort_by_key(|line| !line.shown.is_empty());
    let show = Show {
        frame: desk.frame("公开线索", &me),
        periods: PERIODS.into_iter().map(|(one, label)| (one, label, one == days)).collect(),
        from: words::day(from),
        whole,
        tallies,
        applications,
    };
    Ok(answer::page(&show)?)
}
