//! 督办：各机关、各承办人、最急的各件、本年的数　GET /desk/supervision

use super::account::Names;
use super::chip::{self, Chip};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::{answer, words};
use ::messages::List as Waiting;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::{Casework, List, request_key};
use jiff::civil::Date;
use law::annual_report::{Applicant, Row3, Table3};
use law::workday::Calendar;

/// Organs shown at once; a province looks at its cities.
const ORGANS: usize = 300;
const MOST_URGENT: u32 = 30;
const SOON_DAYS: i64 = 5;
const MOST_MESSAGES: u32 = 10;

#[derive(Template)]
#[template(path = "desk/supervision.html")]
struct Show {
    frame: Frame,
    today: String,
    year: i16,
    organs: Vec<OrganLine>,
    handlers: Vec<(String, u64, u64)>,
    lines: Vec<Line>,
    messages: Messages,
    /// Row, key, count.
    table: Vec<(&'static str, String, u64)>,
}

/// 咨询留言 that wait for an answer.
struct Messages {
    open: u64,
    overdue: u64,
    soon: u64,
    lines: Vec<MessageLine>,
}

struct MessageLine {
    no: String,
    path: String,
    subject: String,
    department: String,
    step: &'static str,
    chip: Chip,
}

struct OrganLine {
    name: String,
    own: bool,
    received: u64,
    ended: u64,
    late: u64,
    rate: String,
    open: u64,
    overdue: u64,
    soon: u64,
    unassigned: u64,
    remedies: u64,
}

struct Line {
    organ: String,
    own: bool,
    no: String,
    subject: String,
    chip: Chip,
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    demand(Right::Supervise, &me, "督办")?;
    let calendar = desk.library().calendar();
    let today = desk.library().today();
    let organs = organs(&desk).await?;
    let mut lines = Vec::new();
    for (organ, name) in &organs {
        lines.push(organ_line(&desk, organ, name, today, &calendar).await?);
    }
    let table = desk.casework.table3(today.year()).await?;
    let show = Show {
        frame: desk.frame("督办", &me),
        today: words::day(today),
        year: today.year(),
        organs: lines,
        handlers: handlers(&desk, today).await?,
        lines: urgent(&desk, &organs, today, &calendar).await?,
        messages: messages(&desk, today, &calendar).await?,
        table: figures(&table, today.year()),
    };
    Ok(answer::page(&show)?)
}

/// Every organ of the ledger with its name, our own first.
async fn organs(desk: &Desk) -> Result<Vec<(String, String)>, Fail> {
    let own = desk.casework.organ();
    let mut organs = vec![(own.to_owned(), desk.library().organ().name.clone())];
    for organ in desk.ledger().organs().await.map_err(anyhow::Error::from)? {
        if organ != own && organs.len() < ORGANS {
            let name = super::organs::name(desk.ledger(), &organ).await?;
            organs.push((organ, name));
        }
    }
    Ok(organs)
}

async fn organ_line(
    desk: &Desk,
    organ: &str,
    name: &str,
    today: Date,
    calendar: &Calendar,
) -> Result<OrganLine, Fail> {
    let casework: Casework = desk.casework.of(organ);
    let year = today.year();
    let counted = async |row| casework.count(&List::Counted(request_key(year, row, Applicant::Total))).await;
    let (received, ended) = (counted(Row3::New).await?, counted(Row3::Total).await?);
    let late = casework.count(&List::Late(year)).await?;
    let soon_by = calendar.add(today, SOON_DAYS).map_or(today, |by| by.date);
    let overdue = casework.count_before(&List::Open, today).await?;
    // The day itself counts: before the one after it.
    let until = soon_by.tomorrow().unwrap_or(soon_by);
    let soon = casework.count_before(&List::Open, until).await?.saturating_sub(overdue);
    Ok(OrganLine {
        name: name.to_owned(),
        own: organ == desk.casework.organ(),
        received,
        ended,
        late,
        rate: rate(ended, late),
        open: casework.count(&List::Open).await?,
        overdue,
        soon,
        unassigned: casework.count(&List::Unassigned).await?,
        remedies: casework.count(&List::Remedies { pending: true }).await?,
    })
}

/// «99.5%»; nothing is said of none.
fn rate(ended: u64, late: u64) -> String {
    if ended == 0 {
        return "—".into();
    }
    let per_mille = ended.saturating_sub(late) * 1000 / ended;
    if per_mille.is_multiple_of(10) {
        format!("{}%", per_mille / 10)
    } else {
        format!("{}.{}%", per_mille / 10, per_mille % 10)
    }
}

async fn handlers(desk: &Desk, today: Date) -> Result<Vec<(String, u64, u64)>, Fail> {
    let mut names = Names::default();
    let mut lines = Vec::new();
    for (id, open) in desk.casework.loads().await? {
        let overdue = desk.casework.count_before(&List::Of(id.clone()), today).await?;
        lines.push((names.of(desk.ledger(), &id).await?, open, overdue));
    }
    lines.sort_by_key(|(_, open, overdue)| (std::cmp::Reverse(*overdue), std::cmp::Reverse(*open)));
    Ok(lines)
}

async fn messages(desk: &Desk, today: Date, calendar: &Calendar) -> Result<Messages, Fail> {
    let soon_by = calendar.add(today, SOON_DAYS).map_or(today, |by| by.date);
    let until = soon_by.tomorrow().unwrap_or(soon_by);
    let overdue = desk.messages().count_before(&Waiting::Open, today).await?;
    let soon = desk.messages().count_before(&Waiting::Open, until).await?.saturating_sub(overdue);
    let page = desk.messages().list(&Waiting::Open, None, MOST_MESSAGES).await?;
    let line = |row: ::messages::Row| MessageLine {
        path: super::messages::path(&row.no),
        chip: super::messages::chip_of(&row, today, calendar),
        no: row.no,
        subject: row.subject,
        department: row.department.unwrap_or_default(),
        step: row.step.label(),
    };
    let open = desk.messages().count(&Waiting::Open).await?;
    Ok(Messages { open, overdue, soon, lines: page.rows.into_iter().map(line).collect() })
}

async fn urgent(
    desk: &Desk,
    organs: &[(String, String)],
    today: Date,
    calendar: &Calendar,
) -> Result<Vec<Line>, Fail> {
    let codes: Vec<&str> = organs.iter().map(|(organ, _)| organ.as_str()).collect();
    let rows = desk.casework.urgent(&codes, MOST_URGENT).await?;
    let name = |organ: &str| organs.iter().find(|(code, _)| code == organ).map(|(_, name)| name.clone());
    let line = |(organ, row): (String, casework::Row)| Line {
        organ: name(&organ).unwrap_or_else(|| organ.clone()),
        own: organ == desk.casework.organ(),
        chip: chip::of(&row, today, calendar),
        no: row.no,
        subject: row.subject,
    };
    Ok(rows.into_iter().map(line).collect())
}

fn figures(table: &Table3, year: i16) -> Vec<(&'static str, String, u64)> {
    let count = |row| table.get(row, Applicant::Total).unwrap_or(0);
    let row = |row: Row3| (row.label(), request_key(year, row, Applicant::Total), count(row));
    let shown = |one: &Row3| !matches!(one, Row3::Result(_)) || count(*one) > 0;
    Row3::standard().filter(shown).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn the_rate_is_cut_not_rounded_up() {
        for (ended, late, words) in [
            (0, 0, "—"),
            (9, 0, "100%"),
            (1000, 1, "99.9%"),
            (10_000, 1, "99.9%"),
            (3, 1, "66.6%"),
            (2, 1, "50%"),
        ] {
            assert_eq!(rate(ended, late), words);
        }
    }
}
