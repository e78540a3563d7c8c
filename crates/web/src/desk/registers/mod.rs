//! 登记　/desk/registers：各本登记的清单、登记、更正、撤销、导入、导出，都由声明而来

mod api;
mod counter;
mod cross;
mod edit;
mod export;
mod import;
mod index;
mod list;
mod nothing;
mod row;

pub use import::Pending;
pub use index::{Running, named, overdue, running};

use super::account::Account;
use super::rights::{self, Right};
use super::{Desk, Fail, Refused, demand};
use crate::error::Error;
use crate::words;
use ::registers::Line;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use office::records::KEPT;
use office::register::{Field, Kind, Register};
use rust_decimal::Decimal;

/// The longest id of a row that is looked for, in bytes.
const LONGEST_ID: usize = 600;

pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/desk/registers", get(index::show))
        .route("/desk/registers/{kind}", get(list::show))
        .route("/desk/registers/{kind}/new", get(edit::show_new).post(edit::create))
        .route("/desk/registers/{kind}/edit", get(edit::show).post(edit::update))
        .route("/desk/registers/{kind}/row", get(row::show))
        .route("/desk/registers/{kind}/strike", post(row::strike))
        .route("/desk/registers/{kind}/nothing", post(nothing::create))
        .route("/desk/registers/{kind}/carry", post(edit::carry))
        .route("/desk/registers/{kind}/export.csv", get(export::csv))
        .route("/desk/registers/{kind}/export.xlsx", get(export::xlsx))
        .route("/desk/registers/{kind}/import/{id}", get(import::look).post(import::confirm))
        .route("/desk/registers/{kind}/import/{id}/rejected.csv", get(import::rejected))
        .route("/desk/counter", get(counter::show).post(counter::count))
        .route("/desk/counter/undo", post(counter::undo))
        .route("/desk/counter/sheet", get(counter::sheet))
        .route("/desk/counter/sheet.pdf", get(counter::pdf))
}

/// Those that bring files.
pub fn uploads() -> Router<Desk> {
    Router::new()
        .route("/desk/registers/{kind}/import", get(import::show).post(import::create))
        .layer(DefaultBodyLimit::disable())
}

/// What programs ask, signed in or not.
pub fn open_routes() -> Router<Desk> {
    Router::new().route("/api/v1/registers/{kind}", get(api::list))
}

fn may_see(me: &Account) -> Result<(), Fail> {
    demand(Right::SeeRegisters, me, "查看登记")
}

fn may_write(register: &'static Register, me: &Account) -> Result<(), Fail> {
    if rights::writes(register, me) { Ok(()) } else { Err(Fail::NotAllowed(register.label)) }
}

/// Those that are entered here; the others come of handling cases and of publishing.
fn entered() -> impl Iterator<Item = &'static Register> {
    Register::all().filter(|register| !KEPT.contains(&register.key))
}

/// A register by the name in an address.
fn find(key: &str) -> Result<&'static Register, Fail> {
    entered().find(|register| register.key == key).ok_or(Fail::Portal(Error::NotFound))
}

async fn line(desk: &Desk, register: &'static Register, id: &str) -> Result<Line, Fail> {
    let fit = id.len() <= LONGEST_ID && !id.chars().any(char::is_control);
    let line = if fit { desk.registers.line(register, id).await? } else { None };
    line.ok_or_else(|| Fail::Portal(Error::Missing("没有这条登记，它可能已改了编号".into())))
}

/// The address of a row.
pub fn row_path(register: &Register, id: &str) -> String {
    format!("/desk/registers/{}/row?id={}", register.key, encoded(id))
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A cell as people read it.
fn shown(field: &Field, cell: &str) -> String {
    match field.kind {
        Kind::Money | Kind::Count => cell.parse().map_or_else(|_| cell.to_owned(), words::number),
        Kind::Text | Kind::Date | Kind::Choice(_) => field.kind.shown(cell).to_owned(),
    }
}

/// A sum of a field as people read it: 分 as 元.
fn summed(field: &Field, sum: i64) -> String {
    let decimals = if field.kind == Kind::Money { 2 } else { 0 };
    words::number(Decimal::new(sum, decimals))
}

fn unit(field: &Field) -> &'static str {
    if field.kind == Kind::Money { "元" } else { "" }
}

/// Why a year's rows are not kept here: they stand in a file.
fn in_folder(desk: &Desk, register: &'static Register, year: i16) -> Option<String> {
    desk.library().register_in_folder(register, year).then(|| {
        format!(
            "{year}年的“{0}”在数据目录的文件 records/{year}/{0} 里，同一年度不能两处登记。要改在工作台登记的，请先用 gongkai import 把文件导入，再把文件移走。",
            register.label
        )
    })
}

/// What a change means for a report that is out.
fn published(desk: &Desk, year: i16) -> Option<String> {
    desk.library().years().contains(&year).then(|| {
        format!("{year}年的年度报告已经公开。这里的改动记入台账，报告中的数字不随之改变；重新编制后才计入，请一并核对报告。")
    })
}

/// What the reader is told of an order that was not carried out; what is ours to mend goes on as an error.
fn refusal(error: ::registers::Error) -> Result<(StatusCode, Refused), Fail> {
    let Some(words) = error.refusal() else { return Err(error.into()) };
    let status = match error {
        ::registers::Error::Changed | ::registers::Error::Ledger(_) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, (words, None)))
}

/// The columns of a list, by their places: what is needed and the days of the term first, then what is short.
fn columns(register: &Register) -> Vec<usize> {
    const MOST: usize = 7;
    let first = |at: &usize| {
        let field = &register.fields[*at];
        field.required || register.term.is_some_and(|term| [term.due, term.done].contains(&field.key))
    };
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..register.fields.len()).partition(first);
    let rest = rest.into_iter().filter(|at| !register.fields[*at].long);
    let public = |at: &usize| register.fields[*at].public;
    let mut taken: Vec<usize> = first.into_iter().chain(rest).filter(public).take(MOST).collect();
    taken.sort_unstable();
    taken
}
