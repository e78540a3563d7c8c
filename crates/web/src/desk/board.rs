//! 工作台首页　GET /desk；查找　GET /desk/find

use super::account::{Account, Duties, Names};
use super::chip::{self, Chip};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, case, demand, notices};
use crate::error::Error;
use crate::{answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::{List, Row, Waiting};
use jiff::civil::Date;
use law::request::State as Stage;
use ledger::Place;
use office::case::Act;
use office::role::Role;
use serde::Deserialize;

const PAGE: u32 = 30;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    list: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "desk/board.html")]
struct Show {
    frame: Frame,
    may_register: bool,
    notices: Vec<notices::Notice>,
    tabs: Vec<Tab>,
    /// What the list is, for the heading.
    title: String,
    empty: &'static str,
    lines: Vec<Line>,
    later: bool,
    next: Option<String>,
    list: String,
}

#[derive(Template)]
#[template(path = "desk/found.html")]
struct Found {
    frame: Frame,
    title: String,
    lines: Vec<Line>,
}

struct Tab {
    key: &'static str,
    label: &'static str,
    list: List,
    count: u64,
    current: bool,
}

pub struct Line {
    pub no: String,
    pub subject: String,
    pub kind: &'static str,
    pub channel: &'static str,
    pub matter: Option<String>,
    pub submitted: String,
    pub state: &'static str,
    /// What comes next, where it is not the answer itself.
    pub step: Option<String>,
    pub handler: Option<String>,
    pub chip: Chip,
    pub provisional: bool,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    if Right::ManageAccounts.held_by(&me) || Right::GrantRights.held_by(&me) {
        return Ok(Redirect::to("/desk/accounts").into_response());
    }
    if me.duties() == Duties::default() {
        return Ok(Redirect::to("/desk/me").into_response());
    }
    if !Right::SeeCases.held_by(&me) && Right::SeeItems.held_by(&me) {
        return Ok(Redirect::to("/desk/items").into_response());
    }
    demand(Right::SeeCases, &me, "查看申请")?;
    let tabs = tabs(&desk, &me, &asked.list).await?;
    let tab = tabs.iter().find(|tab| tab.current).ok_or(Fail::Portal(Error::NotFound))?;
    let (title, empty, key) = (tab.label.to_owned(), empty(&tab.list), tab.key.to_owned());
    let after = place(&asked.after, desk.casework.organ());
    let page = desk.casework.list(&tab.list, after.as_ref(), PAGE).await?;
    let show = Show {
        frame: desk.frame("工作台", &me),
        may_register: Act::Register.roles().iter().any(|role| me.roles.contains(role)),
        notices: notices::of(&desk, &me).await?,
        title,
        empty,
        lines: lines(&desk, page.rows).await?,
        later: after.is_some(),
        next: page.next.as_ref().map(place_text),
        list: key,
        tabs,
    };
    Ok(answer::page(&show)?)
}

/// GET /desk/find: one case by its number, or an applicant's by the number of the paper.
pub async fn find(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let q = words::plain_digits(&asked.q);
    if case::is_number(&q) && desk.casework.row(&q).await?.is_some() {
        return Ok(Redirect::to(&format!("/desk/cases/{q}")).into_response());
    }
    let rows = if q.is_empty() || !Right::SeeApplicant.held_by(&me) {
        Vec::new()
    } else {
        desk.casework.of_applicant(&q, PAGE).await?
    };
    let show = Found {
        frame: desk.frame("查找", &me),
        title: format!("查找：{}", asked.q.chars().take(40).collect::<String>()),
        lines: lines(&desk, rows).await?,
    };
    Ok(answer::page(&show)?)
}

/// Rows as lines of the table.
pub async fn lines(desk: &Desk, rows: Vec<Row>) -> Result<Vec<Line>, Fail> {
    let calendar = desk.library().calendar();
    let today = desk.library().today();
    let mut names = Names::default();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let handler = match &row.handler {
            Some(id) => Some(names.of(desk.ledger(), id).await?),
            None => None,
        };
        let chip = chip::of(&row, today, &calendar);
        lines.push(line(row, handler, chip));
    }
    Ok(lines)
}

/// Every list with its count, each one look-up.
async fn tabs(desk: &Desk, me: &Account, asked: &str) -> Result<Vec<Tab>, Fail> {
    let mut lists: Vec<(&'static str, &'static str, List)> = vec![("open", "未办结", List::Open)];
    if me.roles.contains(&Role::Handler) {
        lists.push(("mine", "我承办的", List::Of(me.id.clone())));
    }
    lists.push(("unassigned", "未交办", List::Unassigned));
    lists.extend(WAITING.map(|(key, waiting)| (key, waiting.label(), List::Waiting(waiting))));
    lists.extend(OPEN_STATES.map(|(key, state)| (key, state.label(), List::In(state))));
    lists.push(("all", "全部", List::All));
    let asked = if asked.is_empty() { own(me) } else { asked };
    let mut tabs = Vec::with_capacity(lists.len());
    for (key, label, list) in lists {
        let count = desk.casework.count(&list).await?;
        tabs.push(Tab { key, label, count, current: key == asked, list });
    }
    Ok(tabs)
}

/// What someone begins the day with.
fn own(me: &Account) -> &'static str {
    let only = |role: Role| me.roles.as_slice() == [role];
    if only(Role::Principal) {
        "signature"
    } else if only(Role::DisclosureHead) {
        "review"
    } else if only(Role::Handler) {
        "mine"
    } else {
        "open"
    }
}

const WAITING: [(&str, Waiting); 3] =
    [("review", Waiting::Review), ("signature", Waiting::Signature), ("dispatch", Waiting::Dispatch)];

const OPEN_STATES: [(&str, Stage); 5] = [
    ("unconfirmed", Stage::Unconfirmed),
    ("handling", Stage::Open),
    ("awaiting-correction", Stage::AwaitingCorrection),
    ("awaiting-reply", Stage::AwaitingReply),
    ("awaiting-payment", Stage::AwaitingPayment),
];

const fn empty(list: &List) -> &'static str {
    match list {
        List::Open => "没有未办结的申请。收到新的申请后，请先登记。",
        List::Of(_) => "没有由您承办的申请。要承办一件，请在该件的页面办理“交办”。",
        List::Unassigned => "没有未交办的申请。",
        List::Waiting(_) => "没有等在这一步的拟稿。",
        List::In(_) => "没有处于这一环节的申请。",
        List::Remedies { .. } => "没有复议、诉讼。",
        List::All | List::Counted(_) | List::Late(_) | List::Fees(_) => "还没有登记过申请。",
    }
}

/// `2026-03-11_2026-00001`
pub fn place(text: &str, organ: &str) -> Option<Place> {
    let (sort, id) = text.split_once('_')?;
    sort.parse::<Date>().ok()?;
    Some(Place { sort: sort.into(), organ: organ.into(), id: id.chars().take(40).collect() })
}

pub fn place_text(place: &Place) -> String {
    format!("{}_{}", place.sort, place.id)
}

fn line(row: Row, handler: Option<String>, chip: Chip) -> Line {
    let step = row.next.filter(|(_, date)| Some(*date) != row.due);
    let state = match (row.outcome, row.paper) {
        (Some(outcome), _) => outcome.label(),
        (None, Some(waiting)) => waiting.label(),
        (None, None) => row.state.label(),
    };
    Line {
        kind: row.kind.label(),
        channel: row.channel.label(),
        matter: row.matter,
        submitted: words::day(row.submitted),
        state,
        step: step.map(|(kind, date)| format!("{}月{}日前{}", date.month(), date.day(), kind.label())),
        handler,
        chip,
        provisional: row.provisional,
        no: row.no,
        subject: row.subject,
    }
}
