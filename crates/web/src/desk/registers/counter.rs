//! 大厅和专区的计数　/desk/counter：一项服务按两下，按错了可以撤回；日报表可以打印

use super::super::access::{self, Kind as Noted};
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{may_see, may_write};
use crate::form::Typed;
use crate::guard::Peer;
use crate::library::Listing;
use crate::{answer, words};
use ::registers::{By, Line, View};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use office::register::{Kind, Register};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A mistaken tap is undone within the latest so many of its day.
const LATEST: u32 = 8;
/// Services of one day that a sheet adds up at most.
const MOST: usize = 20_000;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    /// Which service was tapped first.
    kind: String,
    done: String,
    day: String,
}

#[derive(Template)]
#[template(path = "desk/registers/counter.html")]
struct Show {
    frame: Frame,
    today: String,
    /// What was tapped first: it is counted by the second tap.
    chosen: Option<(&'static str, &'static str)>,
    kinds: Vec<(&'static str, &'static str, u64)>,
    matters: Vec<String>,
    latest: Vec<Tap>,
    done: Option<&'static str>,
    refused: Option<String>,
    total: u64,
}

struct Tap {
    id: String,
    version: u64,
    kind: String,
    matter: String,
    no: String,
}

fn help() -> &'static Register {
    Register::find("help").expect("help services are declared")
}

fn kinds() -> Vec<(&'static str, &'static str)> {
    let kind = help().position("kind").map(|at| help().fields[at].kind);
    let Some(Kind::Choice(choices)) = kind else { return Vec::new() };
    choices.iter().map(|choice| (choice.key, choice.name)).collect()
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    may_write(help(), &me)?;
    let today = desk.library().today();
    let lines = of_day(&desk, today).await?;
    let counts = counted(&lines);
    let count = |key: &str| counts.get(key).copied().unwrap_or(0);
    let done = match asked.done.as_str() {
        "counted" => Some("已计一次。按错了的，在下面撤回。"),
        "undone" => Some("已撤回，不再计入。"),
        _ => None,
    };
    let show = Show {
        frame: desk.frame("大厅计数", &me),
        today: words::day_of_week(today),
        chosen: kinds().into_iter().find(|(key, _)| *key == asked.kind),
        kinds: kinds().into_iter().map(|(key, name)| (key, name, count(key))).collect(),
        matters: matters(&lines),
        latest: lines.iter().take(LATEST as usize).map(tap).collect(),
        done,
        refused: super::in_folder(&desk, help(), today.year()),
        total: lines.len() as u64,
    };
    Ok(answer::page(&show)?)
}

fn tap(line: &Line) -> Tap {
    let register = help();
    let cell = |key: &str| line.cell(register, key).to_owned();
    let kind = register
        .position("kind")
        .map_or_else(String::new, |at| register.fields[at].kind.shown(&line.cells[at]).to_owned());
    Tap { id: line.id.clone(), version: line.version, kind, matter: cell("matter"), no: cell("no") }
}

/// What was asked about today, the latest first, to be tapped again.
fn matters(lines: &[Line]) -> Vec<String> {
    const OFFERED: usize = 6;
    let mut matters: Vec<String> = Vec::new();
    for line in lines {
        let matter = line.cell(help(), "matter");
        if !matter.is_empty() && !matters.iter().any(|one| one == matter) && matters.len() < OFFERED {
            matters.push(matter.to_owned());
        }
    }
    matters
}

/// The services of a day, the latest first.
async fn of_day(desk: &Desk, day: Date) -> Result<Vec<Line>, Fail> {
    let view = View { from: Some(day), to: Some(day), ..View::of(day.year()) };
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let page = desk.registers.list(help(), &view, after.as_ref(), 500).await?;
        lines.extend(page.lines);
        after = page.next;
        if after.is_none() || lines.len() >= MOST {
            return Ok(lines);
        }
    }
}

fn counted(lines: &[Line]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for line in lines {
        *counts.entry(line.cell(help(), "kind").to_owned()).or_default() += 1;
    }
    counts
}

/// The second tap.
pub async fn count(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_write(help(), &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let kind = kinds().into_iter().find(|(key, _)| *key == typed.text("kind")).ok_or(Fail::Unreadable)?.0;
    let today = desk.library().today();
    if let Some(why) = super::in_folder(&desk, help(), today.year()) {
        return Err(Fail::NotNow(why));
    }
    let matter: String = typed.text("matter").chars().take(60).collect();
    let day = today.to_string();
    let cell = |key: &str| match key {
        "kind" => kind,
        "served" => &day,
        "matter" => &matter,
        _ => "",
    };
    let cells: Vec<&str> = help().fields.iter().map(|field| cell(field.key)).collect();
    let by = By { account: &me.id, at: desk.now() };
    desk.registers.enter(help(), today.year(), &cells, by).await?;
    Ok(Redirect::to("/desk/counter?done=counted").into_response())
}

/// 误按：struck with that reason; it stays readable.
pub async fn undo(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_write(help(), &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let version = typed.text("version").parse().map_err(|_| Fail::Unreadable)?;
    let line = super::line(&desk, help(), typed.text("id")).await?;
    if line.cell(help(), "served") != desk.library().today().to_string() {
        return Err(Fail::NotNow("只能在这里撤回当天的计数。以前的请在“帮办代办服务”的登记里撤销。".into()));
    }
    let by = By { account: &me.id, at: desk.now() };
    match desk.registers.strike(help(), (&line.id, version), "误按", by).await {
        Ok(()) => Ok(Redirect::to("/desk/counter?done=undone").into_response()),
        Err(error) => Err(Fail::NotNow(super::refusal(error)?.1.0)),
    }
}

#[derive(Template)]
#[template(path = "desk/registers/sheet.html")]
struct Sheet {
    frame: Frame,
    day: String,
    iso: String,
    wrong: bool,
    rows: Vec<(&'static str, u64, u64, u64)>,
    totals: (u64, u64, u64),
    before: String,
    after: String,
}

/// The day's counts, the month's and the year's, each of a service.
struct Counts {
    day: Date,
    rows: Vec<(&'static str, u64, u64, u64)>,
}

impl Counts {
    async fn of(desk: &Desk, day: Date) -> Result<Counts, Fail> {
        let today = counted(&of_day(desk, day).await?);
        let totals = desk.registers.totals(help(), day.year()).await?;
        let none = BTreeMap::new();
        let year = totals.by.get("kind").unwrap_or(&none);
        let month = month(desk, day).await?;
        let get = |counts: &BTreeMap<String, u64>, key: &str| counts.get(key).copied().unwrap_or(0);
        let row = |(key, name): (&'static str, &'static str)| {
            (name, get(&today, key), get(&month, key), get(year, key))
        };
        Ok(Counts { day, rows: kinds().into_iter().map(row).collect() })
    }

    fn totals(&self) -> (u64, u64, u64) {
        let add =
            |sum: (u64, u64, u64), row: &(&str, u64, u64, u64)| (sum.0 + row.1, sum.1 + row.2, sum.2 + row.3);
        self.rows.iter().fold((0, 0, 0), add)
    }
}

/// From the first of the month to the day.
async fn month(desk: &Desk, day: Date) -> Result<BTreeMap<String, u64>, Fail> {
    let view = View { from: Some(day.first_of_month()), to: Some(day), ..View::of(day.year()) };
    let (mut counts, mut after, mut seen) = (BTreeMap::new(), None, 0);
    loop {
        let page = desk.registers.list(help(), &view, after.as_ref(), 500).await?;
        seen += page.lines.len();
        for (kind, count) in counted(&page.lines) {
            *counts.entry(kind).or_default() += count;
        }
        after = page.next;
        if after.is_none() || seen >= MOST {
            return Ok(counts);
        }
    }
}

pub async fn sheet(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let today = desk.library().today();
    let typed = words::plain_digits(&asked.day);
    let day = words::read_date(&typed);
    let counts = Counts::of(&desk, day.unwrap_or(today)).await?;
    let near = |day: Result<Date, jiff::Error>| day.map_or_else(|_| String::new(), |day| day.to_string());
    let sheet = Sheet {
        frame: desk.frame("帮办代办服务日报", &me),
        day: words::day_of_week(counts.day),
        iso: counts.day.to_string(),
        wrong: day.is_none() && !typed.is_empty(),
        totals: counts.totals(),
        before: near(counts.day.yesterday()),
        after: near(counts.day.tomorrow()),
        rows: counts.rows,
    };
    Ok(answer::page(&sheet)?)
}

/// The same as a paper.
pub async fn pdf(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
    peer: Peer,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let day = words::read_date(&asked.day).unwrap_or_else(|| desk.library().today());
    let counts = Counts::of(&desk, day).await?;
    access::note(&desk, Noted::Export, &me.id, &format!("help/{day}"), &peer.address(), "日报").await?;
    let row = |(name, day, month, year): (&str, u64, u64, u64)| {
        vec![name.to_owned(), day.to_string(), month.to_string(), year.to_string()]
    };
    let (all_day, all_month, all_year) = counts.totals();
    let mut rows: Vec<Vec<String>> = counts.rows.iter().map(|one| row(*one)).collect();
    rows.push(row(("合计", all_day, all_month, all_year)));
    let listing = Listing {
        title: format!("帮办代办服务日报（{}）", words::day(day)),
        before: vec!["政务服务大厅、政务公开专区当日提供的服务，按窗口计数。".into()],
        headers: ["服务", "当日", "本月至今", "本年"].map(String::from).into(),
        rows,
        after: vec!["填报人：　　　　　　　　　　核对人：".into()],
        organ: desk.library().organ().name.clone(),
        dated: day,
    };
    let library = desk.library.clone();
    let made = tokio::task::spawn_blocking(move || library.pdf(&listing)).await;
    let bytes = made.map_err(anyhow::Error::from)??;
    Ok(answer::private(&format!("帮办代办服务日报{day}.pdf"), "application/pdf", bytes))
}
