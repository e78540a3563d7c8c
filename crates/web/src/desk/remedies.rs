//! 复议、诉讼登记　GET /desk/remedies

use super::board::{place, place_text};
use super::chip::{self, Chip};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, case, demand, story};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use casework::List;
use jiff::civil::Date;
use law::annual_report::{Block4, Result4};
use law::workday::Calendar;
use office::case::{Case, Remedy};
use serde::Deserialize;

const PAGE: u32 = 30;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    all: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "desk/remedies.html")]
struct Show {
    frame: Frame,
    pending: bool,
    lines: Vec<Line>,
    next: Option<String>,
    year: i16,
    results: Vec<&'static str>,
    table: Vec<(&'static str, Vec<u64>)>,
}

struct Line {
    no: String,
    route: &'static str,
    body: String,
    sought: String,
    chip: Option<Chip>,
    responded: String,
    result: String,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let pending = asked.all != "yes";
    let calendar = desk.library().calendar();
    let today = desk.library().today();
    let after = place(&asked.after, desk.casework.organ());
    let page = desk.casework.list(&List::Remedies { pending }, after.as_ref(), PAGE).await?;
    let mut lines = Vec::new();
    for row in page.rows {
        let file = case::find(&desk, &row.no).await?;
        let shown = file.case.remedies.iter().filter(|one| !pending || one.decided.is_none());
        lines.extend(shown.map(|one| line(&file.case, one, today, &calendar)));
    }
    let table = desk.casework.table4(today.year()).await?;
    let counts =
        |block| Result4::ALL.into_iter().map(|result| table.get(block, result).unwrap_or(0)).collect();
    let show = Show {
        frame: desk.frame("复议、诉讼", &me),
        pending,
        lines,
        next: page.next.as_ref().map(place_text),
        year: today.year(),
        results: Result4::ALL.into_iter().map(Result4::label).collect(),
        table: Block4::ALL.into_iter().map(|block| (block.label(), counts(block))).collect(),
    };
    Ok(answer::page(&show)?)
}

fn line(case: &Case, remedy: &Remedy, today: Date, calendar: &Calendar) -> Line {
    let by = remedy.respond_by(calendar).map(|by| chip::until(by.date, today, calendar, "答复举证"));
    let result = remedy.decided.map_or_else(
        || "尚未审结".to_owned(),
        |(on, result)| format!("{}　{}", story::result(result), words::day(on)),
    );
    Line {
        no: case.no.clone(),
        route: story::route(remedy.route),
        body: format!("{}　{}", remedy.body, remedy.docket).trim_end().to_owned(),
        sought: words::day(remedy.sought),
        chip: by,
        responded: remedy.responded.map_or(String::new(), |on| format!("{}已答复举证", words::day(on))),
        result,
    }
}
