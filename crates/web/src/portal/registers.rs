//! 公开的登记　GET /disclosure/registers, /disclosure/registers/{kind}：所示各行都是 [`OpenLine`]，此外没有别的来处

use super::disclosure::HERE;
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use ledger::Place;
use office::register::{Field, Kind, Register};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use registers::{OpenLine, OpenTotals, Registers, View};
use serde::Deserialize;

pub const BASE: &str = "/disclosure/registers";
const TITLE: &str = "公开的登记";
const PAGE: u32 = 20;
/// Entries of one field that are offered to narrow by, the commonest.
const OFFERED: usize = 12;
/// The longest id of a row, in bytes.
const LONGEST_ID: usize = 600;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    pub year: String,
    /// A field, and what it says.
    pub by: String,
    pub is: String,
    /// `03`
    pub month: String,
    pub after: String,
}

#[derive(Template)]
#[template(path = "portal/registers.html")]
struct Index {
    frame: Frame,
    registers: Vec<One>,
}

struct One {
    label: &'static str,
    about: &'static str,
    path: String,
    /// Rows of the latest year that has any.
    latest: (i16, u64),
}

#[derive(Template)]
#[template(path = "portal/register.html")]
struct Show {
    frame: Frame,
    label: &'static str,
    about: &'static str,
    year: i16,
    told: String,
    /// Heads of a table; none where rows are told one below the other.
    heads: Vec<&'static str>,
    rows: Vec<Vec<(&'static str, String)>>,
    groups: Vec<Group>,
    json: String,
    first: Option<String>,
    next: Option<String>,
}

struct Group {
    title: &'static str,
    links: Vec<Link>,
}

struct Link {
    label: String,
    path: String,
    count: Option<u64>,
    current: bool,
}

/// The registers of the site, where there is a ledger that has them.
fn registers(portal: &Portal) -> Result<Registers, Error> {
    let publishing = &portal.publications.as_ref().ok_or(Error::NotFound)?.publishing;
    Ok(Registers::new(publishing.ledger().clone(), publishing.organ()))
}

fn broken(error: registers::Error) -> Error {
    Error::Broken(anyhow::Error::from(error).context("failed to read a register"))
}

pub async fn list(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let registers = registers(&portal)?;
    let mut shown = Vec::new();
    for register in Register::all() {
        let Some(open) = register.open else { continue };
        let Some(year) = registers.open_years(register).await.map_err(broken)?.first().copied() else {
            continue;
        };
        let rows = registers.open_totals(register, year).await.map_err(broken)?.rows;
        let path = format!("{BASE}/{}", register.key);
        shown.push(One { label: register.label, about: open.about, path, latest: (year, rows) });
    }
    answer::page(&Index { frame: visit.frame(TITLE).under(HERE.0, HERE.1), registers: shown })
}

pub async fn show(
    State(portal): State<Portal>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Error> {
    let registers = registers(&portal)?;
    let register = Register::find(&kind).ok_or(Error::NotFound)?;
    let open = register.open.ok_or(Error::NotFound)?;
    let years = registers.open_years(register).await.map_err(broken)?;
    let view = view(register, &asked, &years, portal.library.today())?;
    let after = place(&asked.after, registers.organ());
    let page = registers.open_list(register, &view, after.as_ref(), PAGE).await.map_err(broken)?;
    let page = page.ok_or(Error::NotFound)?;
    let totals = registers.open_totals(register, view.year).await.map_err(broken)?;
    let (path, query) = (format!("{BASE}/{kind}"), query(&view));
    let long = register.fields.iter().any(|field| field.public && field.long && !field.required);
    let table = !long && page.lines.iter().all(|line| line.cells().len() <= 7);
    answer::page(&Show {
        frame: visit.frame(register.label).under(HERE.0, HERE.1).under(TITLE, BASE),
        label: register.label,
        about: open.about,
        year: view.year,
        told: told(&totals, &view),
        heads: if table { public(register).map(|field| field.name).collect() } else { Vec::new() },
        rows: page.lines.iter().map(|line| row(line, table)).collect(),
        groups: groups(register, &years, &view, &totals),
        json: format!("/api/v1/registers/{kind}{query}"),
        next: page.next.map(|next| format!("{path}{query}&after={}", encoded(&place_text(&next)))),
        first: after.is_some().then(|| format!("{path}{query}")),
    })
}

fn public(register: &Register) -> impl Iterator<Item = &'static Field> + use<> {
    register.fields.iter().filter(|field| field.public)
}

/// Every cell for a table; only the filled ones where they are told one below the other.
fn row(line: &OpenLine, table: bool) -> Vec<(&'static str, String)> {
    let cells = line.cells().iter().filter(|(_, cell)| table || !cell.is_empty());
    cells.map(|(field, cell)| (field.name, shown(field, cell))).collect()
}

fn shown(field: &Field, cell: &str) -> String {
    match field.kind {
        Kind::Money => cell.parse().map_or_else(|_| cell.into(), |sum| format!("{}元", words::number(sum))),
        Kind::Count => cell.parse().map_or_else(|_| cell.into(), words::number),
        Kind::Text | Kind::Date | Kind::Choice(_) => field.kind.shown(cell).to_owned(),
    }
}

/// What is asked for, as the register can answer it; anything else is no page.
pub fn view(register: &'static Register, asked: &Asked, years: &[i16], today: Date) -> Result<View, Error> {
    let year = match asked.year.as_str() {
        "" => years.first().copied().unwrap_or_else(|| today.year()),
        year => year.parse().ok().filter(|year| (1949..=2999).contains(year)).ok_or(Error::NotFound)?,
    };
    let mut view = View::of(year);
    if !asked.by.is_empty() {
        let field = register.fields.iter().find(|field| field.key == asked.by && field.public);
        let fit = !asked.is.is_empty() && asked.is.len() <= 300;
        view.filter = Some((field.filter(|_| fit).ok_or(Error::NotFound)?.key, asked.is.clone()));
    }
    if !asked.month.is_empty() && register.dated.is_some() {
        let first = asked.month.parse().ok().and_then(|month| Date::new(year, month, 1).ok());
        let first = first.ok_or(Error::NotFound)?;
        (view.from, view.to) = (Some(first), Some(first.last_of_month()));
    }
    Ok(view)
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
    query
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// `2024-03-05/000001-000_2024/…`
pub fn place(text: &str, organ: &str) -> Option<Place> {
    let (sort, id) = text.split_once('_')?;
    let fine = |one: u8| one.is_ascii_digit() || b"-/".contains(&one);
    let plain = sort.len() <= 40 && sort.bytes().all(fine) && id.len() <= LONGEST_ID;
    (plain && !id.chars().any(char::is_control)).then(|| Place {
        sort: sort.into(),
        organ: organ.into(),
        id: id.into(),
    })
}

pub fn place_text(place: &Place) -> String {
    format!("{}_{}", place.sort, place.id)
}

/// How many rows the list has, where that is counted for the public.
fn told(totals: &OpenTotals, view: &View) -> String {
    let count = match (&view.filter, view.from) {
        (None, None) => Some(totals.rows),
        (Some((field, value)), None) => totals.by.get(field).and_then(|by| by.get(value)).copied(),
        (_, Some(_)) => None,
    };
    let month = view.from.map_or_else(String::new, |from| format!("{}月", from.month()));
    let count = count.map_or_else(String::new, |count| format!("，共 {} 条", words::number(count.into())));
    format!("{}年{month}{count}，新的在前。", view.year)
}

fn groups(register: &'static Register, years: &[i16], view: &View, totals: &OpenTotals) -> Vec<Group> {
    let path = |changed: View| format!("{BASE}/{}{}", register.key, query(&changed));
    let of_year = |year: &i16| Link {
        label: format!("{year}年"),
        path: path(View::of(*year)),
        count: None,
        current: *year == view.year,
    };
    let mut groups = vec![Group { title: "年度", links: years.iter().map(of_year).collect() }];
    for field in public(register) {
        let Some(counts) = totals.by.get(field.key) else { continue };
        let mut entries: Vec<_> = counts.iter().filter(|(_, count)| **count > 0).collect();
        entries.sort_by(|(one, more), (other, less)| less.cmp(more).then_with(|| one.cmp(other)));
        let chosen = view.filter.as_ref().filter(|(key, _)| *key == field.key).map(|(_, value)| value);
        let link = |(value, count): (&String, &u64)| Link {
            label: field.kind.shown(value).to_owned(),
            path: path(View { filter: Some((field.key, value.clone())), ..view.clone() }),
            count: Some(*count),
            current: chosen == Some(value),
        };
        groups
            .push(Group { title: field.name, links: entries.into_iter().take(OFFERED).map(link).collect() });
    }
    if register.dated.is_some() {
        groups.push(months(view, path));
    }
    groups
}

fn months(view: &View, path: impl Fn(View) -> String) -> Group {
    let link = |month: i8| {
        let first = Date::new(view.year, month, 1).ok()?;
        let changed = View { from: Some(first), to: Some(first.last_of_month()), ..view.clone() };
        let current = view.from == Some(first);
        Some(Link { label: format!("{month}月"), path: path(changed), count: None, current })
    };
    Group { title: "月份", links: (1..=12).filter_map(link).collect() }
}
