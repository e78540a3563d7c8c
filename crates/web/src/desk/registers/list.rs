//! 一本登记的清单　GET /desk/registers/{kind}?year=2024&by=kind&is=licence&month=03

use super::super::chip::{self, Chip};
use super::super::rights;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::cross::{self, Cross};
use super::{columns, encoded, find, in_folder, may_see, published, row_path, shown, summed, unit};
use crate::error::Error;
use crate::portal::registers::{place, place_text};
use crate::{answer, words};
use ::registers::{Line, Totals, View};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use office::register::{Field, Kind, Register};
use rust_decimal::Decimal;
use serde::Deserialize;

const PAGE: u32 = 30;
/// Texts of one field that are offered to narrow by, the commonest.
const TEXTS: usize = 20;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    pub year: String,
    /// A field, and what it says.
    pub by: String,
    pub is: String,
    /// `03`
    pub month: String,
    pub struck: String,
    pub after: String,
    /// A day: who was what then.
    on: String,
    done: String,
}

#[derive(Template)]
#[template(path = "desk/registers/list.html")]
struct Show {
    frame: Frame,
    register: &'static Register,
    year: i16,
    done: Option<String>,
    notes: Vec<String>,
    can_enter: bool,
    years: Vec<Link>,
    groups: Vec<Group>,
    heads: Vec<&'static str>,
    lines: Vec<Row>,
    /// What the list holds, where it is counted.
    told: String,
    sums: Vec<Sum>,
    compared: bool,
    struck: u64,
    struck_only: bool,
    /// Nothing narrows the list.
    whole_year: bool,
    /// Who said that the year has nothing, and when.
    nothing: Option<String>,
    query: String,
    first: bool,
    next: Option<String>,
    span: Option<Span>,
    carries: bool,
    cross: Option<Cross>,
}

struct Link {
    label: String,
    path: String,
    count: Option<u64>,
    current: bool,
}

struct Group {
    title: &'static str,
    links: Vec<Link>,
}

struct Row {
    path: String,
    cells: Vec<(&'static str, String)>,
    chip: Option<Chip>,
    why: Option<String>,
}

/// A line of the totals, beside the year before.
struct Sum {
    label: String,
    now: String,
    before: String,
    growth: String,
}

/// Who was what on a day.
struct Span {
    day: String,
    lines: Vec<Row>,
    asked: bool,
    wrong: bool,
}

pub async fn show(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let register = find(&kind)?;
    let years = desk.registers.years(register).await?;
    let view = view(&desk, register, &asked, &years)?;
    let after = place(&asked.after, desk.registers.organ());
    let page = desk.registers.list(register, &view, after.as_ref(), PAGE).await?;
    let totals = desk.registers.totals(register, view.year).await?;
    let writes = rights::writes(register, &me);
    let folder = in_folder(&desk, register, view.year);
    let query = query(&view);
    let nothing = if totals.rows == 0 { desk.registers.nothing(register, view.year).await? } else { None };
    let show = Show {
        frame: desk.frame(register.label, &me),
        register,
        year: view.year,
        done: done(&asked.done),
        can_enter: writes && folder.is_none(),
        notes: folder.into_iter().chain(published(&desk, view.year).filter(|_| writes)).collect(),
        years: year_links(&years, view.year, desk.library().today().year(), register),
        groups: groups(register, &view, &totals),
        heads: columns(register).into_iter().map(|at| register.fields[at].name).collect(),
        lines: page.lines.iter().map(|line| row(&desk, register, line)).collect(),
        told: told(&totals, &view),
        sums: sums(&desk, register, &view, &totals).await?,
        compared: years.contains(&(view.year - 1)) && view == View::of(view.year),
        struck: totals.struck,
        struck_only: view.struck,
        whole_year: view == View::of(view.year),
        nothing: nothing.map(|said| format!("{}登记", words::day(law::workday::day_in_beijing(said.at)))),
        first: after.is_some(),
        next: page.next.map(|next| format!("{query}&after={}", encoded(&place_text(&next)))),
        query,
        span: span(&desk, register, &asked).await?,
        cross: cross::of(&desk, register, &view).await?,
        carries: register.key == "problems" && writes && years.contains(&(view.year - 1)),
    };
    Ok(answer::page(&show)?)
}

fn done(what: &str) -> Option<String> {
    let many = |rest: &str, words: &str| rest.parse::<u64>().ok().map(|count| format!("{words}{count}条。"));
    match what {
        "struck" => Some("已撤销。撤销的登记和理由在“已撤销”里可以查看。".into()),
        _ => {
            what.strip_prefix("imported-").and_then(|rest| many(rest, "已导入，本年由这个文件登记")).or_else(
                || what.strip_prefix("carried-").and_then(|rest| many(rest, "已沿用上年没有落实的改进措施")),
            )
        }
    }
}

/// What is asked for, as the register can answer it; anything else is no page.
pub fn view(desk: &Desk, register: &'static Register, asked: &Asked, years: &[i16]) -> Result<View, Fail> {
    let nothing = || Fail::Portal(Error::NotFound);
    let year = match asked.year.as_str() {
        "" => years.first().copied().unwrap_or_else(|| desk.library().today().year()),
        year => year.parse().ok().filter(|year| (1949..=2999).contains(year)).ok_or_else(nothing)?,
    };
    let mut view = View { struck: !asked.struck.is_empty(), ..View::of(year) };
    if !asked.by.is_empty() {
        let field = register.fields.iter().find(|field| field.key == asked.by && is_facet(register, field));
        let field = field.filter(|_| !asked.is.is_empty() && asked.is.len() <= 300).ok_or_else(nothing)?;
        view.filter = Some((field.key, asked.is.clone()));
    }
    if !asked.month.is_empty() && register.dated.is_some() {
        let first = asked.month.parse().ok().and_then(|month| Date::new(year, month, 1).ok());
        let first = first.ok_or_else(nothing)?;
        (view.from, view.to) = (Some(first), Some(first.last_of_month()));
    }
    Ok(view)
}

fn is_facet(register: &Register, field: &Field) -> bool {
    field.public && (matches!(field.kind, Kind::Choice(_)) || register.tallied.contains(&field.key))
}

/// The view as an address says it.
pub fn query(view: &View) -> String {
    let mut query = format!("?year={}", view.year);
    if let Some((field, value)) = &view.filter {
        query.push_str(&format!("&by={field}&is={}", encoded(value)));
    }
    if let Some(from) = view.from {
        query.push_str(&format!("&month={:02}", from.month()));
    }
    if view.struck {
        query.push_str("&struck=yes");
    }
    query
}

fn year_links(years: &[i16], current: i16, today: i16, register: &Register) -> Vec<Link> {
    let mut all: Vec<i16> = years.iter().copied().chain([current, today]).collect();
    all.sort_unstable_by(|one, other| other.cmp(one));
    all.dedup();
    let link = |year: i16| Link {
        label: format!("{year}年"),
        path: format!("/desk/registers/{}?year={year}", register.key),
        count: None,
        current: year == current,
    };
    all.into_iter().map(link).collect()
}

/// Every way to narrow the list, with its count.
fn groups(register: &'static Register, view: &View, totals: &Totals) -> Vec<Group> {
    let path = |changed: View| format!("/desk/registers/{}{}", register.key, query(&changed));
    let base = View { struck: false, ..view.clone() };
    let mut groups = Vec::new();
    for field in register.fields.iter().filter(|field| is_facet(register, field)) {
        let Some(counts) = totals.by.get(field.key) else { continue };
        let mut entries: Vec<(&String, u64)> =
            counts.iter().filter(|(_, count)| **count > 0).map(|(value, count)| (value, *count)).collect();
        entries.sort_by(|(one, more), (other, less)| less.cmp(more).then_with(|| one.cmp(other)));
        let chosen = view.filter.as_ref().filter(|(key, _)| *key == field.key).map(|(_, value)| value);
        let link = |(value, count): (&String, u64)| Link {
            label: field.kind.shown(value).to_owned(),
            path: path(View { filter: Some((field.key, value.clone())), ..base.clone() }),
            count: Some(count),
            current: chosen == Some(value),
        };
        let all = Link {
            label: "全部".into(),
            path: path(View { filter: None, ..base.clone() }),
            count: None,
            current: view.filter.is_none(),
        };
        let links: Vec<Link> =
            std::iter::once(all).chain(entries.into_iter().take(TEXTS).map(link)).collect();
        groups.push(Group { title: field.name, links });
    }
    if register.dated.is_some() && !totals.months.is_empty() {
        groups.push(months(&base, totals, path));
    }
    groups
}

fn months(base: &View, totals: &Totals, path: impl Fn(View) -> String) -> Group {
    let of = |month: &String| format!("{month}-01").parse::<Date>().ok();
    let link = |(month, count): (&String, &u64)| {
        let first = of(month)?;
        Some(Link {
            label: format!("{}月", first.month()),
            path: path(View { from: Some(first), to: Some(first.last_of_month()), ..base.clone() }),
            count: Some(*count),
            current: base.from == Some(first),
        })
    };
    let all = Link {
        label: "全年".into(),
        path: path(View { from: None, to: None, ..base.clone() }),
        count: None,
        current: base.from.is_none(),
    };
    let counted = totals.months.iter().filter(|(_, count)| **count > 0);
    Group { title: "月份", links: std::iter::once(all).chain(counted.filter_map(link)).collect() }
}

fn row(desk: &Desk, register: &'static Register, line: &Line) -> Row {
    let cells = columns(register).into_iter().map(|at| {
        let field = &register.fields[at];
        (field.name, shown(field, line.cells.get(at).map_or("", String::as_str)))
    });
    Row {
        path: row_path(register, &line.id),
        cells: cells.collect(),
        chip: chip_of(desk, register, line),
        why: line.struck.clone(),
    }
}

/// How much of a term is left, or whether what was done was done in time.
pub fn chip_of(desk: &Desk, register: &Register, line: &Line) -> Option<Chip> {
    let term = register.term.filter(|_| line.struck.is_none())?;
    let due: Date = line.cell(register, term.due).parse().ok()?;
    let calendar = desk.library().calendar();
    match line.cell(register, term.done).parse::<Date>() {
        Err(_) => Some(chip::until(due, desk.library().today(), &calendar, term.act)),
        Ok(on) if on <= due => Some(Chip { class: "over", words: format!("按期{}", term.act) }),
        Ok(on) => {
            let late = calendar.count(due, on).map_or(0, |counted| counted.days);
            Some(Chip { class: "late", words: format!("逾期 {late} 个工作日{}", term.act) })
        }
    }
}

/// How many rows the list has, where that is counted.
fn told(totals: &Totals, view: &View) -> String {
    let count = match (&view.filter, view.from) {
        _ if view.struck => Some(totals.struck),
        (None, None) => Some(totals.rows),
        (Some((field, value)), None) => {
            totals.by.get(field).and_then(|by| by.get(value)).copied().or(Some(0))
        }
        (None, Some(from)) => {
            Some(totals.months.get(&format!("{}-{:02}", from.year(), from.month())).copied().unwrap_or(0))
        }
        (Some(_), Some(_)) => None,
    };
    count.map_or_else(String::new, |count| format!("共 {} 条", words::number(count.into())))
}

/// Rows and sums of what is listed, where they are kept; of a whole year beside the one before.
async fn sums(
    desk: &Desk,
    register: &'static Register,
    view: &View,
    totals: &Totals,
) -> Result<Vec<Sum>, Fail> {
    let added = register.fields.iter().filter(|field| totals.sums.contains_key(field.key));
    let narrowed = match (&view.filter, view.from) {
        (Some(_), Some(_)) => return Ok(Vec::new()),
        _ if view.struck => return Ok(Vec::new()),
        (Some((field, value)), None) => Some((*field, value.clone())),
        (None, Some(from)) => Some(("month", format!("{}-{:02}", from.year(), from.month()))),
        (None, None) => None,
    };
    let mut sums = Vec::new();
    if let Some((key, value)) = narrowed {
        for field in added {
            let sum = desk.registers.sum_where(register, view.year, (key, &value), field.key).await?;
            sums.push(Sum::of(field, sum, None));
        }
        return Ok(sums);
    }
    let before = desk.registers.totals(register, view.year - 1).await?;
    let compared = before.rows > 0;
    if compared {
        let (now, then) = (Decimal::from(totals.rows), Decimal::from(before.rows));
        sums.push(Sum::told("条数".into(), (now, then), (words::number(now), words::number(then))));
    }
    for field in added {
        let sum = totals.sums[field.key];
        sums.push(Sum::of(field, sum, compared.then(|| before.sums.get(field.key).copied().unwrap_or(0))));
    }
    Ok(sums)
}

impl Sum {
    fn of(field: &Field, now: i64, before: Option<i64>) -> Sum {
        let label = format!("{}合计", field.name);
        let words = |sum| format!("{}{}", summed(field, sum), unit(field));
        match before {
            Some(then) => Sum::told(label, (now.into(), then.into()), (words(now), words(then))),
            None => Sum { label, now: words(now), before: String::new(), growth: String::new() },
        }
    }

    fn told(label: String, (now, then): (Decimal, Decimal), (here, there): (String, String)) -> Sum {
        let growth = (now - then).checked_mul(100.into()).and_then(|more| more.checked_div(then));
        let growth =
            growth.map_or_else(String::new, |growth| format!("{}%", words::number(growth.round_dp(2))));
        Sum { label, now: here, before: there, growth }
    }
}

async fn span(desk: &Desk, register: &'static Register, asked: &Asked) -> Result<Option<Span>, Fail> {
    if register.span.is_none() {
        return Ok(None);
    }
    let typed = words::plain_digits(&asked.on);
    let day = words::read_date(&typed);
    let lines = match day {
        Some(day) => desk.registers.on_day(register, day).await?,
        None => Vec::new(),
    };
    Ok(Some(Span {
        day: day.map_or_else(|| typed.chars().take(20).collect(), |day| day.to_string()),
        lines: lines.iter().map(|line| row(desk, register, line)).collect(),
        asked: day.is_some(),
        wrong: day.is_none() && !typed.is_empty(),
    }))
}
