//! 登记一览　GET /desk/registers：每本登记有多少，哪些期限在走

use super::super::chip::{self, Chip};
use super::super::rights;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::{entered, may_see, row_path};
use crate::answer;
use ::registers::Line;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use office::register::{Register, Term};

/// Running terms that are told at once, of all registers together.
const TERMS: usize = 50;

#[derive(Template)]
#[template(path = "desk/registers/index.html")]
struct Show {
    frame: Frame,
    year: i16,
    registers: Vec<One>,
    terms: Vec<Running>,
    /// Beyond those told.
    more: u64,
    overdue: u64,
}

struct One {
    label: &'static str,
    path: String,
    /// Of this year and of the last.
    rows: [u64; 2],
    running: u64,
    overdue: u64,
    writes: bool,
    open: bool,
}

/// A term that runs.
pub struct Running {
    pub register: &'static Register,
    pub path: String,
    pub what: String,
    pub act: &'static str,
    pub due: jiff::civil::Date,
    pub chip: Chip,
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_see(&me)?;
    let today = desk.library().today();
    let mut registers = Vec::new();
    for register in entered() {
        let count = async |year| desk.registers.count(register, year).await;
        let (running, overdue) = match register.term {
            Some(_) => {
                (desk.registers.due_count(register).await?, desk.registers.overdue(register, today).await?)
            }
            None => (0, 0),
        };
        registers.push(One {
            label: register.label,
            path: format!("/desk/registers/{}", register.key),
            rows: [count(today.year()).await?, count(today.year() - 1).await?],
            running,
            overdue,
            writes: rights::writes(register, &me),
            open: register.open.is_some(),
        });
    }
    let terms = running(&desk, TERMS).await?;
    let all: u64 = registers.iter().map(|one| one.running).sum();
    let show = Show {
        frame: desk.frame("登记", &me),
        year: today.year(),
        more: all.saturating_sub(terms.len() as u64),
        overdue: registers.iter().map(|one| one.overdue).sum(),
        registers,
        terms,
    };
    Ok(answer::page(&show)?)
}

/// The terms that run in any register, the nearest first.
pub async fn running(desk: &Desk, most: usize) -> Result<Vec<Running>, Fail> {
    let mut terms = Vec::new();
    for register in entered() {
        let Some(term) = register.term else { continue };
        let page = desk.registers.due(register, None, most as u32).await?;
        terms.extend(page.lines.iter().filter_map(|line| told(desk, register, term, line)));
    }
    terms.sort_by_key(|one| one.due);
    terms.truncate(most);
    Ok(terms)
}

/// How many terms are over, in all registers.
pub async fn overdue(desk: &Desk) -> Result<u64, Fail> {
    let mut overdue = 0;
    for register in entered().filter(|register| register.term.is_some()) {
        overdue += desk.registers.overdue(register, desk.library().today()).await?;
    }
    Ok(overdue)
}

fn told(desk: &Desk, register: &'static Register, term: Term, line: &Line) -> Option<Running> {
    let due = line.cell(register, term.due).parse().ok()?;
    let chip = chip::until(due, desk.library().today(), &desk.library().calendar(), term.act);
    Some(Running {
        register,
        path: row_path(register, &line.id),
        what: named(register, line),
        act: term.act,
        due,
        chip,
    })
}

/// A row in a few words: its number and what it is about.
pub fn named(register: &Register, line: &Line) -> String {
    const LONGEST: usize = 40;
    let about = ["task", "problem", "matter", "subject", "title", "name"];
    let number = register.unique.last().map(|key| line.cell(register, key)).unwrap_or_default();
    let what = about.into_iter().map(|key| line.cell(register, key)).find(|cell| !cell.is_empty());
    let what: String = what.unwrap_or_default().chars().take(LONGEST).collect();
    match (number.is_empty(), what.is_empty()) {
        (_, true) => line.cells.iter().find(|cell| !cell.is_empty()).cloned().unwrap_or_default(),
        (true, false) => what,
        (false, false) => format!("{number}　{what}"),
    }
}
