//! 工作日推算　GET /workday

use super::calendar::{Month, Place, months};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use law::workday::{Calendar, Day, DayKind};
use serde::Deserialize;

/// What was typed, kept as typed.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    to: String,
}

#[derive(Template)]
#[template(path = "portal/workday.html")]
struct Show {
    frame: Frame,
    asked: Asked,
    answer: Option<Answer>,
    errors: Vec<Fault>,
    last_known: Option<i16>,
    years: usize,
}

/// What is wrong with a field.
pub struct Fault {
    pub field: &'static str,
    pub message: String,
}

struct Answer {
    sentence: String,
    provisional: Option<String>,
    exceptions: Vec<String>,
    months: Vec<Month>,
}

pub async fn show(
    State(portal): State<Portal>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Error> {
    let calendar = portal.library.calendar();
    let calendar = &*calendar;
    let empty = asked.from.trim().is_empty() && asked.days.trim().is_empty() && asked.to.trim().is_empty();
    let reckoned = if empty { Ok(None) } else { reckon(calendar, &asked).map(Some) };
    let (status, answer, errors) = match reckoned {
        Ok(answer) => (StatusCode::OK, answer, Vec::new()),
        Err(errors) => (StatusCode::BAD_REQUEST, None, errors),
    };
    let page = Show {
        frame: visit.frame("工作日推算"),
        asked: if empty {
            Asked { from: portal.library.today().to_string(), days: "20".into(), ..asked }
        } else {
            asked
        },
        answer,
        errors,
        last_known: calendar.last_known(),
        years: calendar.years().count(),
    };
    answer::page_with(status, &page)
}

fn reckon(calendar: &Calendar, asked: &Asked) -> Result<Answer, Vec<Fault>> {
    let mut errors = Vec::new();
    let from = date_in("from", &asked.from, &mut errors);
    let counts = asked.days.trim().is_empty() && !asked.to.trim().is_empty();
    if counts {
        let to = date_in("to", &asked.to, &mut errors);
        let (Some(from), Some(to)) = (from, to) else { return Err(errors) };
        let counted = calendar.count(from, to);
        let counted = counted.map_err(|refusal| vec![Fault { field: "to", message: refusal.to_string() }])?;
        let sentence = format!("{}之后至{}，共有 {} 个工作日。", said(from), said(to), counted.days);
        return Ok(answer(calendar, from, to, sentence, counted.provisional));
    }
    let days = days_in(&asked.days, &mut errors);
    let (Some(from), Some(days)) = (from, days) else { return Err(errors) };
    let due = calendar.add(from, days);
    let due = due.map_err(|refusal| vec![Fault { field: "days", message: refusal.to_string() }])?;
    let sentence = format!("{}起第 {days} 个工作日是{}。", said(from), said(due.date));
    Ok(answer(calendar, from, due.date, sentence, due.provisional))
}

/// «2026年3月2日（星期一）»
pub(super) fn said(date: Date) -> String {
    format!("{}（{}）", words::day(date), law::workday::weekday(date))
}

pub(super) fn date_in(field: &'static str, text: &str, errors: &mut Vec<Fault>) -> Option<Date> {
    let date =
        words::read_date(&words::plain_digits(text)).filter(|date| (1900..=2199).contains(&date.year()));
    if date.is_none() {
        let message = "日期请写成年月日，例如 2026-03-02。".into();
        errors.push(Fault { field, message });
    }
    date
}

/// Longer terms than this are typing errors.
const MOST_DAYS: i64 = 10_000;

fn days_in(text: &str, errors: &mut Vec<Fault>) -> Option<i64> {
    let days = words::plain_digits(text).parse().ok().filter(|days| (0..=MOST_DAYS).contains(days));
    if days.is_none() {
        let message = format!("工作日数请写 0 至 {MOST_DAYS} 之间的整数，例如 20。");
        errors.push(Fault { field: "days", message });
    }
    days
}

fn answer(calendar: &Calendar, from: Date, to: Date, sentence: String, provisional: bool) -> Answer {
    let unknown = calendar.last_known().filter(|last| to.year() > *last);
    let provisional = provisional.then(|| match unknown {
        Some(last) => format!("{}年尚无放假通知，只按周末推算，结果为暂定。通知发布后请重新推算。", last + 1),
        None => "所跨年份没有放假通知，只按周末推算，结果为暂定。".to_string(),
    });
    let exceptions = calendar.exceptions(from, to).take(120).map(exception).collect();
    let months = months(calendar, (from, to), MOST_MONTHS, |date| place(calendar, (from, to), date));
    Answer { sentence, provisional, exceptions, months }
}

/// «2026年4月6日（星期一）　清明节放假», with the notice that says so.
fn exception(day: Day<'_>) -> String {
    let what = match day.kind {
        DayKind::Holiday(name) => format!("{name}放假"),
        DayKind::Makeup(name) => format!("{name}调休上班"),
        DayKind::Weekday => "照常上班".into(),
        DayKind::Weekend => "休息".into(),
    };
    format!("{}　{what}", said(day.date))
}

/// The strip is drawn for terms a reader can take in at a glance.
const MOST_MONTHS: usize = 6;

/// Where a day stands in the days from one date to another, the first not counted.
fn place(calendar: &Calendar, (from, to): (Date, Date), date: Date) -> Place {
    if date == from {
        return Place::Start;
    }
    let count = |date| calendar.count(from, date).map_or(0, |counted| counted.days);
    match date {
        _ if date < from || to < date => Place::Outside,
        _ if date == to => Place::Due(count(date)),
        _ => Place::Within(count(date)),
    }
}
