//! 留言的清单　GET /desk/messages?list=open&department=&after=；一个数所计的　?counted=2026/late

use super::super::chip::{self, Chip};
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{may_see, path};
use crate::error::Error;
use crate::portal::address;
use crate::portal::registers::{place, place_text};
use crate::{answer, words};
use ::messages::{Counted, List, Row, month_key};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use law::workday::Calendar;
use office::message::{Rating, Step};
use serde::Deserialize;

const PAGE: u32 = 30;
/// What is to be done, in the order it is done.
const TABS: [(&str, &str); 8] = [
    ("open", "待答复"),
    ("new", "待受理"),
    ("drafting", "待起草"),
    ("review", "待审核"),
    ("ready", "待发出"),
    ("answered", "已答复"),
    ("not-accepted", "不予受理"),
    ("all", "全部"),
];

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    list: String,
    department: String,
    counted: String,
    after: String,
}

#[derive(Template)]
#[template(path = "desk/messages/list.html")]
struct Show {
    frame: Frame,
    title: String,
    tabs: Vec<Link>,
    departments: Vec<Link>,
    lines: Vec<Line>,
    overdue: u64,
    year: i16,
    figures: Vec<Link>,
    ratings: Vec<(&'static str, u64)>,
    query: String,
    first: bool,
    next: Option<String>,
}

struct Link {
    label: String,
    path: String,
    count: u64,
    current: bool,
}

struct Line {
    no: String,
    path: String,
    kind: &'static str,
    subject: String,
    department: String,
    received: String,
    step: String,
    chip: Chip,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let messages = desk.messages();
    let (list, title) = named(&asked)?;
    let (today, calendar) = (desk.library().today(), desk.library().calendar());
    let after = place(&asked.after, messages.organ());
    let page = messages.list(&list, after.as_ref(), PAGE).await?;
    let query = query(&asked);
    let year = today.year();
    let show = Show {
        frame: desk.frame("咨询留言", &me),
        title,
        tabs: tabs(&desk, &asked).await?,
        departments: departments(&desk, &asked).await?,
        lines: page.rows.into_iter().map(|row| line(row, today, &calendar)).collect(),
        overdue: messages.count_before(&List::Open, today).await?,
        figures: figures(&desk, year).await?,
        ratings: ratings(&desk, year).await?,
        year,
        first: after.is_some(),
        next: page.next.as_ref().map(|next| format!("{query}&after={}", address(&place_text(next)))),
        query,
    };
    Ok(answer::page(&show)?)
}

/// What is asked for; anything else is no page.
fn named(asked: &Asked) -> Result<(List, String), Fail> {
    let nothing = || Fail::Portal(Error::NotFound);
    if !asked.counted.is_empty() {
        return counted(&asked.counted).ok_or_else(nothing);
    }
    if !asked.department.is_empty() {
        let fit = asked.department.len() <= 300 && !asked.department.chars().any(char::is_control);
        let list = fit.then(|| List::Of(asked.department.clone())).ok_or_else(nothing)?;
        return Ok((list, format!("{}待答复的留言", asked.department)));
    }
    let key = if asked.list.is_empty() { "open" } else { &asked.list };
    let (_, label) = TABS.into_iter().find(|(tab, _)| *tab == key).ok_or_else(nothing)?;
    Ok((list_of(key), label.into()))
}

fn list_of(key: &str) -> List {
    match Step::from_key(key) {
        Some(step) => List::At(step),
        None if key == "all" => List::All,
        None => List::Open,
    }
}

/// «2026/late», «received/2026-03»: what a figure counts.
fn counted(key: &str) -> Option<(List, String)> {
    let list = List::Counted(key.to_owned());
    if let Some(month) = key.strip_prefix("received/") {
        let (year, month) = month.split_once('-')?;
        let (year, month): (i16, i8) = (year.parse().ok()?, month.parse().ok()?);
        let known = (1..=12).contains(&month) && month_key(year, month) == key;
        return known.then(|| (list, format!("{year}年{month}月收到的留言")));
    }
    let year: i16 = key.split_once('/')?.0.parse().ok()?;
    let counted = Counted::ALL.into_iter().find(|one| one.key(year) == key)?;
    Some((list, format!("{year}年收到的留言：{}", counted.label())))
}

fn query(asked: &Asked) -> String {
    if !asked.counted.is_empty() {
        return format!("?counted={}", address(&asked.counted));
    }
    if !asked.department.is_empty() {
        return format!("?department={}", address(&asked.department));
    }
    format!("?list={}", if asked.list.is_empty() { "open" } else { &asked.list })
}

async fn tabs(desk: &Desk, asked: &Asked) -> Result<Vec<Link>, Fail> {
    let alone = asked.department.is_empty() && asked.counted.is_empty();
    let chosen = if asked.list.is_empty() { "open" } else { asked.list.as_str() };
    let mut tabs = Vec::with_capacity(TABS.len());
    for (key, label) in TABS {
        tabs.push(Link {
            label: label.into(),
            path: format!("{}?list={key}", super::PATH),
            count: desk.messages().count(&list_of(key)).await?,
            current: alone && key == chosen,
        });
    }
    Ok(tabs)
}

async fn departments(desk: &Desk, asked: &Asked) -> Result<Vec<Link>, Fail> {
    let link = |(name, count): (String, u64)| Link {
        path: format!("{}?department={}", super::PATH, address(&name)),
        current: name == asked.department,
        label: name,
        count,
    };
    Ok(desk.messages().departments().await?.into_iter().filter(|(_, count)| *count > 0).map(link).collect())
}

async fn figures(desk: &Desk, year: i16) -> Result<Vec<Link>, Fail> {
    let mut figures = Vec::new();
    for counted in Counted::ALL {
        figures.push(Link {
            label: counted.label().into(),
            path: format!("{}?counted={}", super::PATH, address(&counted.key(year))),
            count: desk.messages().figure(year, counted).await?,
            current: false,
        });
    }
    Ok(figures)
}

async fn ratings(desk: &Desk, year: i16) -> Result<Vec<(&'static str, u64)>, Fail> {
    let mut ratings = Vec::new();
    for rating in Rating::ALL.into_iter().rev() {
        ratings.push((rating.label(), desk.messages().rated(year, rating).await?));
    }
    Ok(ratings)
}

fn line(row: Row, today: Date, calendar: &Calendar) -> Line {
    let chip = chip_of(&row, today, calendar);
    let again = if row.follow_ups > 0 { format!("（追问{}）", row.follow_ups) } else { String::new() };
    let back = if row.sent_back { "（退回）" } else { "" };
    Line {
        path: path(&row.no),
        no: row.no,
        kind: row.kind.label(),
        subject: row.subject,
        department: row.department.unwrap_or_default(),
        received: words::day(row.received),
        step: format!("{}{back}{again}", row.step.label()),
        chip,
    }
}

/// How much time is left, or whether what was answered was answered in time.
pub fn chip_of(row: &Row, today: Date, calendar: &Calendar) -> Chip {
    match (row.due, row.answered) {
        (Some(due), _) => chip::until(due, today, calendar, "答复"),
        (None, Some(on)) if on <= row.first_due && row.late_follow_up => {
            Chip { class: "late", words: "追问逾期答复".into() }
        }
        (None, Some(on)) if on <= row.first_due => Chip { class: "over", words: "按期答复".into() },
        (None, Some(_)) => Chip { class: "late", words: "逾期答复".into() },
        (None, None) => Chip { class: "over", words: "不予受理".into() },
    }
}
