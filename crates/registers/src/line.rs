//! 一行登记 as it stands, and the keys it is listed, counted and added up by.

use crate::Error;
use jiff::civil::Date;
use ledger::{Item, Sealed};
use office::register::{Kind, Only, Open, Register};
use serde::{Deserialize, Serialize};

/// A row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `2024/受理编号` where the register has something that tells rows apart, else `2024/sheet-row`.
    pub id: String,
    pub year: i16,
    pub sheet: String,
    /// Which row of its sheet, from 0.
    pub at: usize,
    /// In the order of the register's fields, in one writing ([`office::register::Reader::kept`]); blank where sealed.
    pub cells: Vec<String>,
    /// What is not public, for those who may see it ([`crate::Registers::sealed_cells`]).
    pub sealed: Option<Sealed>,
    /// 1 when entered; each correction adds one.
    pub version: u64,
    /// Why it was struck.
    pub struck: Option<String>,
}

/// What the item's body holds.
#[derive(Serialize, Deserialize)]
struct Body {
    year: i16,
    sheet: String,
    at: usize,
    cells: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<Sealed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    struck: Option<String>,
}

impl Line {
    pub(crate) fn new(
        register: &Register,
        year: i16,
        (sheet, at): (&str, usize),
        (cells, sealed): (Vec<String>, Option<Sealed>),
    ) -> Line {
        let id = id(register, year, (sheet, at), &cells);
        Line { id, year, sheet: sheet.into(), at, cells, sealed, version: 1, struck: None }
    }

    pub(crate) fn set(&mut self, register: &Register, (cells, sealed): (Vec<String>, Option<Sealed>)) {
        self.id = id(register, self.year, (&self.sheet, self.at), &cells);
        self.version += 1;
        self.cells = cells;
        self.sealed = sealed;
    }

    /// A struck row gives its number back.
    pub(crate) fn strike(&mut self, why: String) {
        self.id = format!("{}/撤销/{}-{:03}", self.year, self.sheet, self.at);
        self.version += 1;
        self.struck = Some(why);
    }

    /// The cell of a field, by key.
    pub fn cell(&self, register: &Register, field: &str) -> &str {
        register.position(field).and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }
}

/// What tells rows apart is not sealed, so an id can be made of it.
pub fn id(register: &Register, year: i16, (sheet, at): (&str, usize), cells: &[String]) -> String {
    if register.unique.is_empty() {
        return format!("{year}/{sheet}-{at:03}");
    }
    let positions = register.unique.iter().filter_map(|field| register.position(field));
    let parts: Vec<&str> = positions.filter_map(|at| cells.get(at)).map(String::as_str).collect();
    format!("{year}/{}", parts.join("·"))
}

pub fn kind(register: &Register) -> String {
    format!("register/{}", register.key)
}

pub fn all(year: i16) -> String {
    format!("{year}/all")
}

/// Rows with a term that are not done, of every year.
pub const DUE: &str = "due";

pub fn struck(year: i16) -> String {
    format!("{year}/struck")
}

pub fn choice_key(year: i16, field: &str, value: &str) -> String {
    format!("{year}/{field}={value}")
}

/// Stands for whatever a field says.
pub const FILLED: &str = "*";

/// The field that has to be filled before the public may read a row.
fn filled(open: Open) -> Option<&'static str> {
    match open.only {
        Some(Only::Filled(field)) => Some(field),
        Some(Only::Choice(..)) | None => None,
    }
}

pub fn month_key(year: i16, month: &str) -> String {
    format!("{year}/month={month}")
}

/// What the entries of a field are counted under month by month.
pub fn crossed(year: i16) -> String {
    format!("{year}/crossed/")
}

pub fn sum_key(of: &str, field: &str) -> String {
    format!("{of}#{field}")
}

/// Above everything sorted under a day.
pub fn end_of(day: Date) -> String {
    format!("{day}~")
}

pub fn read(register: &Register, item: &Item) -> Result<Line, Error> {
    let Body { year, sheet, at, mut cells, sealed, struck } = serde_json::from_str(&item.body)?;
    // A declaration that grew since: what it has now and had not then is blank until the tables are made again.
    cells.resize(register.fields.len(), String::new());
    Ok(Line { id: item.id.clone(), year, sheet, at, cells, sealed, version: item.version, struck })
}

/// Texts longer than this are no facet; keys are bounded by the ledger.
const LONGEST_FACET_BYTES: usize = 300;

pub fn item(register: &Register, line: &Line) -> Result<Item, Error> {
    let Line { year, sheet, at, cells, sealed, struck, .. } = line;
    let body = Body {
        year: *year,
        sheet: sheet.clone(),
        at: *at,
        cells: cells.clone(),
        sealed: sealed.clone(),
        struck: struck.clone(),
    };
    let item = Item::new(kind(register), &line.id, line.version, serde_json::to_string(&body)?);
    let day = register.dated.map(|field| line.cell(register, field)).filter(|day| !day.is_empty());
    let sort = format!("{}/{sheet}-{at:03}", day.unwrap_or_default());
    if struck.is_some() {
        return Ok(item.under(self::struck(*year), sort));
    }
    let mut keys = vec![all(*year)];
    for (field, cell) in register.fields.iter().zip(cells) {
        let facet = matches!(field.kind, Kind::Choice(_)) || register.tallied.contains(&field.key);
        if facet && is_facet(cell) {
            keys.push(choice_key(*year, field.key, cell));
        }
    }
    if let Some(field) = register.open.and_then(filled)
        && !line.cell(register, field).is_empty()
    {
        keys.push(choice_key(*year, field, FILLED));
    }
    let mut counted = keys.clone();
    counted.extend(day.and_then(|day| day.get(..7)).map(|month| month_key(*year, month)));
    let item = counted.iter().fold(item, |item, key| item.under(key, &sort));
    let item = match due(register, line) {
        Some(day) => item.under(DUE, format!("{day}/{year}-{sheet}-{at:03}")),
        None => item,
    };
    let amounts = register.fields.iter().zip(cells).filter_map(|(field, cell)| {
        let amount = match field.kind {
            Kind::Money => fen(cell)?,
            Kind::Count => cell.parse().ok()?,
            Kind::Text | Kind::Date | Kind::Choice(_) => return None,
        };
        Some((field.key, amount))
    });
    let item = amounts.fold(item, |item, (field, amount)| {
        counted.iter().fold(item, |item, key| item.adding(sum_key(key, field), amount))
    });
    let crossed = register.crossed.map(|field| line.cell(register, field)).filter(|entry| is_facet(entry));
    let month = day.and_then(|day| day.get(5..7));
    Ok(match (crossed, month) {
        (Some(entry), Some(month)) => item.adding(format!("{}{month}/{entry}", self::crossed(*year)), 1),
        _ => item,
    })
}

fn is_facet(entry: &str) -> bool {
    !entry.is_empty() && entry.len() <= LONGEST_FACET_BYTES
}

/// The last day of a term that runs.
pub fn due<'a>(register: &Register, line: &'a Line) -> Option<&'a str> {
    let term = register.term?;
    let (due, done) = (line.cell(register, term.due), line.cell(register, term.done));
    (!due.is_empty() && done.is_empty() && line.struck.is_none()).then_some(due)
}

/// `1280.50` in 分.
fn fen(kept: &str) -> Option<i64> {
    let (yuan, rest) = kept.split_once('.')?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(rest.parse().ok()?)
}
