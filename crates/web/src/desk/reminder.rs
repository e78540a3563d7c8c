//! 每日提醒：what somebody should look at today, by what he is in the office for. Numbers, subjects and days only.

use super::account::Account;
use super::chip;
use super::messages::turn;
use super::registers::{named, row_path};
use ::messages::{self as letter, Messages};
use casework::{Casework, List, Row, Waiting};
use jiff::civil::Date;
use law::request::State;
use law::workday::Calendar;
use ledger::Place;
use office::register::Register;
use office::role::Role;
use registers::Registers;

/// So many working days ahead a deadline is told.
const AHEAD: i64 = 5;
/// Lines a section has at most; how many more there are is told.
const MOST: u32 = 50;

/// Where an organ's reminders wait. Several organs may share a database.
pub fn queue(organ: &str) -> String {
    format!("reminder/{organ}")
}

/// Some cases under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub lines: Vec<Line>,
    /// Cases beyond those told.
    pub more: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub no: String,
    pub subject: String,
    /// «剩余 3 个工作日 · 3月5日前»
    pub time: String,
    /// Where it is looked up at the desk.
    pub path: String,
}

impl Section {
    pub fn count(&self) -> u64 {
        self.lines.len() as u64 + self.more
    }
}

/// Where it is looked for.
#[derive(Clone, Copy)]
pub struct Desks<'a> {
    pub casework: &'a Casework,
    /// `None` where the organ takes no messages.
    pub messages: Option<&'a Messages>,
}

/// When something is told, and by which calendar.
#[derive(Clone, Copy)]
struct Day<'a> {
    today: Date,
    calendar: &'a Calendar,
}

/// The sections that have anything in them.
pub async fn of(
    desks: Desks<'_>,
    account: &Account,
    today: Date,
    calendar: &Calendar,
) -> anyhow::Result<Vec<Section>> {
    let (day, casework) = (Day { today, calendar }, desks.casework);
    let mut sections = Vec::new();
    for role in &account.roles {
        match role {
            Role::Handler => sections.extend(own(casework, &account.id, day).await?),
            Role::Registrar => {
                sections.push(section(casework, "待确认收到", &List::In(State::Unconfirmed), day).await?);
                sections.push(section(casework, "未交办", &List::Unassigned, day).await?);
            }
            Role::DisclosureHead => {
                sections.push(section(casework, "待审核", &List::Waiting(Waiting::Review), day).await?);
                sections.push(due(casework, "全部逾期", &List::Open, (None, today), day).await?);
                sections.push(registers_overdue(casework, day).await?);
            }
            Role::Principal => {
                sections.push(section(casework, "待签发", &List::Waiting(Waiting::Signature), day).await?);
            }
            // They handle items and messages, not applications.
            Role::DepartmentHead | Role::SecrecyReviewer | Role::Publisher => {}
        }
    }
    if let Some(messages) = desks.messages {
        sections.extend(letters(messages, account, day).await?);
    }
    sections.retain(|section| section.count() > 0);
    Ok(sections)
}

/// 留言, by what somebody may do with them. Whoever leads is told of all whose term comes to its end, so that none is
/// nobody's.
async fn letters(messages: &Messages, account: &Account, day: Day<'_>) -> anyhow::Result<Vec<Section>> {
    let mut sections = Vec::new();
    for turn in turn::of(messages, account).await? {
        sections.push(written(messages, turn.title, &turn.list, day).await?);
    }
    if account.roles.contains(&Role::DisclosureHead) {
        let after = day.calendar.add(day.today, AHEAD)?.date.tomorrow()?;
        let soon = messages.count_before(&letter::List::Open, after).await?;
        let mut section = written(messages, "留言已逾期、五个工作日内到期", &letter::List::Open, day).await?;
        section.lines.truncate(usize::try_from(soon).unwrap_or(usize::MAX));
        section.more = soon - section.lines.len() as u64;
        sections.push(section);
    }
    Ok(sections)
}

async fn written(
    messages: &Messages,
    title: &'static str,
    list: &letter::List,
    day: Day<'_>,
) -> anyhow::Result<Section> {
    let count = messages.count(list).await?;
    let rows = messages.list(list, None, MOST).await?.rows;
    let line = |row: letter::Row| Line {
        time: row.due.map_or_else(String::new, |due| chip::until(due, day.today, day.calendar, "答复").words),
        path: format!("/desk/messages/{}", row.no),
        no: row.no,
        subject: row.subject,
    };
    let lines: Vec<Line> = rows.into_iter().map(line).collect();
    let more = count.saturating_sub(lines.len() as u64);
    Ok(Section { title, lines, more })
}

/// A handler's: overdue, due today, due soon.
async fn own(casework: &Casework, id: &str, day: Day<'_>) -> anyhow::Result<[Section; 3]> {
    let list = List::Of(id.to_owned());
    let tomorrow = day.today.tomorrow()?;
    let after = day.calendar.add(day.today, AHEAD)?.date.tomorrow()?;
    Ok([
        due(casework, "承办的已逾期", &list, (None, day.today), day).await?,
        due(casework, "承办的今日到期", &list, (Some(day.today), tomorrow), day).await?,
        due(casework, "承办的五个工作日内到期", &list, (Some(tomorrow), after), day).await?,
    ])
}

/// Those of a list whose next deadline is from one day on and before another.
async fn due(
    casework: &Casework,
    title: &'static str,
    list: &List,
    (from, before): (Option<Date>, Date),
    day: Day<'_>,
) -> anyhow::Result<Section> {
    let earlier = match from {
        Some(from) => casework.count_before(list, from).await?,
        None => 0,
    };
    let count = casework.count_before(list, before).await?.saturating_sub(earlier);
    let organ = casework.organ().to_owned();
    let place = from.map(|from| Place { sort: from.to_string(), organ, id: String::new() });
    let mut rows = casework.list(list, place.as_ref(), MOST).await?.rows;
    rows.retain(|row| row.next.is_some_and(|(_, date)| date < before));
    Ok(told(title, &rows, count, day))
}

/// Terms of the registers that are over, the longest first.
async fn registers_overdue(casework: &Casework, day: Day<'_>) -> anyhow::Result<Section> {
    let registers = Registers::new(casework.ledger().clone(), casework.organ());
    let (mut found, mut count) = (Vec::new(), 0);
    for register in Register::all() {
        let Some(term) = register.term else { continue };
        let overdue = registers.overdue(register, day.today).await?;
        count += overdue;
        let lines = registers.due(register, None, MOST).await?.lines;
        let taken = usize::try_from(overdue).unwrap_or(usize::MAX);
        found.extend(lines.iter().take(taken).filter_map(|line| {
            let due: Date = line.cell(register, term.due).parse().ok()?;
            let time = chip::until(due, day.today, day.calendar, term.act).words;
            let (no, subject) = (register.label.to_owned(), named(register, line));
            Some((due, Line { no, subject, time, path: row_path(register, &line.id) }))
        }));
    }
    found.sort_by_key(|(due, _)| *due);
    let lines: Vec<Line> = found.into_iter().map(|(_, line)| line).take(MOST as usize).collect();
    let more = count - lines.len() as u64;
    Ok(Section { title: "各本登记已逾期", lines, more })
}

async fn section(
    casework: &Casework,
    title: &'static str,
    list: &List,
    day: Day<'_>,
) -> anyhow::Result<Section> {
    let count = casework.count(list).await?;
    let rows = casework.list(list, None, MOST).await?.rows;
    Ok(told(title, &rows, count, day))
}

/// `count`: how many there are, of which these are the first.
fn told(title: &'static str, rows: &[Row], count: u64, day: Day<'_>) -> Section {
    let line = |row: &Row| Line {
        no: row.no.clone(),
        subject: row.subject.clone(),
        time: time(row, day),
        path: format!("/desk/cases/{}", row.no),
    };
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let more = count.saturating_sub(lines.len() as u64);
    Section { title, lines, more }
}

/// The next deadline, with its name where it is not the answer's.
fn time(row: &Row, day: Day<'_>) -> String {
    match row.next {
        Some((kind, date)) if Some(date) != row.due => {
            format!("{}：{}", kind.label(), chip::until(date, day.today, day.calendar, "").words)
        }
        _ => chip::of(row, day.today, day.calendar).words,
    }
}
