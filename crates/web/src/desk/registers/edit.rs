//! 登记、更正的表单　GET、POST /desk/registers/{kind}/new, /edit?id=：每一栏由声明而来

use super::super::account::Account;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::row::{self, Asked as AskedRow};
use super::{find, in_folder, line, may_see, may_write, published, refusal};
use crate::form::{self, Fault, Field, Kind, Typed, named, said_with_kind};
use crate::{answer, words};
use ::registers::By;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::register::{self, Reader, Register, day_of};
use serde::Deserialize;

/// The longest cell, in characters; a ledger's entry holds a few of them.
const LONGEST: usize = 5_000;
/// Rows that are carried into another year at most.
const CARRIED: u32 = 500;

#[derive(Template)]
#[template(path = "desk/registers/edit.html")]
struct Show {
    frame: Frame,
    register: &'static Register,
    heading: String,
    year: i16,
    notes: Vec<String>,
    /// The row that is corrected: its id and version.
    of: Option<(String, String)>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    year: String,
}

/// What is filled in: a new row of a year, or a correction.
struct Filled<'a> {
    year: i16,
    of: Option<(String, String)>,
    typed: Option<&'a Typed>,
    cells: Vec<String>,
}

pub async fn show_new(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let register = find(&kind)?;
    may_write(register, &me)?;
    let year = year(&asked.year).unwrap_or_else(|| desk.library().today().year());
    let filled = Filled { year, of: None, typed: None, cells: Vec::new() };
    page(&desk, &me, register, StatusCode::OK, filled, (Vec::new(), None))
}

pub async fn show(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<AskedRow>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let register = find(&kind)?;
    may_write(register, &me)?;
    let line = line(&desk, register, &asked.id).await?;
    let cells = desk.registers.whole(register, &line).await?;
    let of = Some((line.id.clone(), line.version.to_string()));
    let filled = Filled { year: line.year, of, typed: None, cells };
    page(&desk, &me, register, StatusCode::OK, filled, (Vec::new(), None))
}

fn page(
    desk: &Desk,
    me: &Account,
    register: &'static Register,
    status: StatusCode,
    filled: Filled<'_>,
    (faults, refused): (Vec<Fault>, Option<Refused>),
) -> Result<Response, Fail> {
    let mut fields = fields(desk, register, &filled);
    if let Some(typed) = filled.typed {
        fields = fields.into_iter().map(|field| field.filled(typed, &faults)).collect();
    }
    let heading = match filled.of {
        Some(_) => format!("更正：{}", register.label),
        None => format!("登记：{}", register.label),
    };
    let notes = in_folder(desk, register, filled.year).into_iter().chain(published(desk, filled.year));
    let show = Show {
        frame: desk.frame(register.label, me),
        register,
        heading,
        year: filled.year,
        notes: notes.collect(),
        of: filled.of,
        faults: named(faults, &fields),
        fields,
        refused,
    };
    Ok(answer::page_with(status, &show)?)
}

/// A question for each field of the declaration, and those of the order.
fn fields(desk: &Desk, register: &'static Register, filled: &Filled<'_>) -> Vec<Field> {
    let cell = |at: usize| filled.cells.get(at).map_or("", String::as_str);
    let mut fields: Vec<Field> = Vec::with_capacity(register.fields.len() + 2);
    if register.dated.is_none() && filled.of.is_none() {
        fields.push(form::short("row-year", "年度", "").with(filled.year.to_string()));
    }
    for (at, field) in register.fields.iter().enumerate() {
        let new = filled.of.is_none() && filled.typed.is_none();
        let today = desk.library().today();
        let numbered = at == 0 && register.numbered.is_some();
        let asked = question(desk, field, numbered);
        let proposed = if new && register.dated == Some(field.key) && today.year() == filled.year {
            today.to_string()
        } else {
            cell(at).to_owned()
        };
        fields.push(asked.with(proposed));
    }
    if filled.of.is_some() {
        fields.push(form::line("row-why", "更正的理由", "记入经过。"));
    }
    fields
}

fn question(desk: &Desk, field: &'static register::Field, numbered: bool) -> Field {
    let hint = hint(desk, field, numbered);
    let asked = match field.kind {
        register::Kind::Text if field.long => form::area(field.key, field.name, hint),
        register::Kind::Text => form::line(field.key, field.name, hint),
        register::Kind::Date => form::day(field.key, field.name, hint),
        register::Kind::Count | register::Kind::Money => {
            form::line(field.key, field.name, hint).own("", "decimal")
        }
        register::Kind::Choice(choices) => {
            let none = (String::new(), if field.required { "请选择" } else { "不填" }.to_owned());
            let all = choices.iter().map(|choice| (choice.key.to_owned(), choice.name.to_owned()));
            form::choice(field.key, field.name, hint, std::iter::once(none).chain(all))
        }
    };
    let asked = if matches!(asked.kind, Kind::Line(32)) && field.kind != register::Kind::Text {
        Field { kind: Kind::Line(14), ..asked }
    } else {
        asked
    };
    if field.required && !numbered { asked } else { asked.optional() }
}

fn hint(desk: &Desk, field: &register::Field, numbered: bool) -> String {
    let own = if field.hint.is_empty() {
        match field.kind {
            register::Kind::Money => "以元为单位，最多两位小数。",
            register::Kind::Text
            | register::Kind::Date
            | register::Kind::Count
            | register::Kind::Choice(_) => "",
        }
    } else {
        field.hint
    };
    let numbered = if numbered { "不填的，自动编号。" } else { "" };
    let sealed = if field.public { "" } else { "不公开，密封保存。" };
    let today = match field.kind {
        register::Kind::Date if field.required => {
            format!("例如{}。", said_with_kind(desk.library().today(), &desk.library().calendar()))
        }
        _ => String::new(),
    };
    format!("{numbered}{own}{sealed}{today}")
}

fn year(text: &str) -> Option<i16> {
    words::plain_digits(text).parse().ok().filter(|year| (1949..=2999).contains(year))
}

/// The cells as they were typed, in the order of the fields.
fn typed_cells(register: &Register, typed: &Typed) -> Vec<String> {
    let cell = |field: &register::Field| match field.kind {
        register::Kind::Date | register::Kind::Count | register::Kind::Money => {
            words::plain_digits(typed.text(field.key))
        }
        register::Kind::Text | register::Kind::Choice(_) => typed.text(field.key).replace("\r\n", "\n"),
    };
    register.fields.iter().map(cell).collect()
}

/// The cells as they are kept, or everything that has to be put right.
fn checked(
    desk: &Desk,
    register: &'static Register,
    year: i16,
    cells: &[String],
    numbered: bool,
) -> Result<Vec<String>, Vec<Fault>> {
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let long = register.fields.iter().zip(&cells).filter(|(_, cell)| cell.chars().count() > LONGEST);
    let long: Vec<Fault> = long
        .map(|(field, _)| Fault {
            field: field.key, message: format!("内容太长。请控制在{LONGEST}字以内。")
        })
        .collect();
    if !long.is_empty() {
        return Err(long);
    }
    // A number the office gives is not there yet; something stands for it while the rest is looked at.
    let given = numbered && register.numbered.is_some() && cells[0].is_empty();
    let shown: Vec<&str> =
        cells.iter().enumerate().map(|(at, cell)| if given && at == 0 { "-" } else { cell }).collect();
    let mut reader = Reader::new(register, year).by(desk.library().calendar());
    let faults = reader.faults(&shown.as_slice());
    if !faults.is_empty() {
        let fault = |bad: register::BadCell| Fault {
            field: register.fields[bad.field].key,
            message: format!("{}。", bad.remedy),
        };
        return Err(faults.into_iter().map(fault).collect());
    }
    let mut kept = reader.kept(&shown.as_slice()).map_err(|_| Vec::new())?;
    if given {
        kept[0].clear();
    }
    Ok(kept)
}

pub async fn create(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    may_write(register, &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let cells = typed_cells(register, &typed);
    let dated = register.dated.and_then(|field| register.position(field));
    let of_day = dated.and_then(|at| day_of(&cells[at])).map(|day| (day / 10_000) as i16);
    let year =
        of_day.or_else(|| year(typed.text("row-year"))).unwrap_or_else(|| desk.library().today().year());
    let filled = || Filled { year, of: None, typed: Some(&typed), cells: Vec::new() };
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some(why) = in_folder(&desk, register, year) {
        return page(&desk, &me, register, unfit, filled(), (Vec::new(), Some((why, None))));
    }
    let cells = match checked(&desk, register, year, &cells, true) {
        Ok(cells) => cells,
        Err(faults) => return page(&desk, &me, register, unfit, filled(), (faults, None)),
    };
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let by = By { account: &me.id, at: desk.now() };
    let done = desk.registers.enter(register, year, &cells, by).await;
    finish(&desk, &me, register, filled(), ("entered", done))
}

/// To the row, with what was done; or back to the form, with why not.
fn finish(
    desk: &Desk,
    me: &Account,
    register: &'static Register,
    filled: Filled<'_>,
    (what, done): (&str, Result<String, ::registers::Error>),
) -> Result<Response, Fail> {
    match done {
        Ok(id) => Ok(row::after(register, &id, what).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(desk, me, register, status, filled, (Vec::new(), Some(refused)))
        }
    }
}

pub async fn update(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    may_write(register, &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let version: u64 = typed.text("row-version").parse().map_err(|_| Fail::Unreadable)?;
    let line = line(&desk, register, typed.text("row-id")).await?;
    let of = Some((line.id.clone(), version.to_string()));
    let filled = || Filled { year: line.year, of: of.clone(), typed: Some(&typed), cells: Vec::new() };
    let mut faults = Vec::new();
    if typed.text("row-why").is_empty() {
        faults.push(Fault { field: "row-why", message: "请写明更正的理由。".into() });
    }
    let cells = checked(&desk, register, line.year, &typed_cells(register, &typed), false);
    let cells = cells.unwrap_or_else(|more| {
        faults.extend(more);
        Vec::new()
    });
    if !faults.is_empty() {
        return page(&desk, &me, register, StatusCode::UNPROCESSABLE_ENTITY, filled(), (faults, None));
    }
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let why: String = typed.text("row-why").chars().take(1_000).collect();
    let by = By { account: &me.id, at: desk.now() };
    let done = desk.registers.change(register, (&line.id, version), &cells, &why, by).await;
    finish(&desk, &me, register, filled(), ("changed", done))
}

/// 沿用：last year's improvements that were not carried out become this year's; what was carried already is left.
pub async fn carry(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let register = find(&kind).and_then(|one| {
        if one.key == "problems" { Ok(one) } else { Err(Fail::Portal(crate::error::Error::NotFound)) }
    })?;
    may_write(register, &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let year = year(typed.text("row-year")).ok_or(Fail::Unreadable)?;
    if let Some(why) = in_folder(&desk, register, year) {
        return Err(Fail::NotNow(why));
    }
    let lines =
        async |year| desk.registers.reading(register, year, None, CARRIED).await.map(|page| page.lines);
    let there = lines(year).await?;
    let known = |problem: &str| there.iter().any(|line| line.cell(register, "problem") == problem);
    let mut count = 0;
    for line in lines(year - 1).await? {
        let done = !line.cell(register, "done").is_empty();
        if done || known(line.cell(register, "problem")) {
            continue;
        }
        let mut cells = line.cells.clone();
        if let Some(since) = register.position("since").map(|at| &mut cells[at])
            && since.is_empty()
        {
            *since = (year - 1).to_string();
        }
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        desk.registers.enter(register, year, &cells, By { account: &me.id, at: desk.now() }).await?;
        count += 1;
    }
    let path = format!("/desk/registers/{}?year={year}&done=carried-{count}", register.key);
    Ok(Redirect::to(&path).into_response())
}
