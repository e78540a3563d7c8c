//! 信息列表　GET /desk/items；统计的每个数所计的信息　GET /desk/items/counted

use super::super::account::{Account, Names};
use super::super::chip::{self, Chip};
use super::super::notices;
use super::super::rights::Right;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::reviewers::Reviewers;
use super::{find, may_see, names};
use crate::error::Error;
use crate::{answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use ledger::Place;
use office::publication::{Act, DueKind, Step};
use office::role::Role;
use publishing::{List, Row, Standing};
use serde::Deserialize;

const PAGE: u32 = 30;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    list: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "desk/items/board.html")]
struct Show {
    frame: Frame,
    /// To look for items; where a figure is followed, there is none.
    form: Option<find::Form>,
    may_draft: bool,
    /// Of those whose first page this is.
    notices: Vec<notices::Notice>,
    /// Files that wait for the virus scanner.
    unchecked: u64,
    tabs: Vec<Tab>,
    title: String,
    lines: Vec<Line>,
    later: bool,
    next: Option<String>,
    list: String,
}

struct Tab {
    key: &'static str,
    label: &'static str,
    list: List,
    count: u64,
    current: bool,
}

pub(super) struct Line {
    pub(super) index: String,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) chips: Vec<Chip>,
    pub(super) state: &'static str,
    pub(super) note: &'static str,
    pub(super) authors: String,
    pub(super) drafted: String,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let tabs = tabs(&desk, &me, &asked.list).await?;
    let tab = tabs.iter().find(|tab| tab.current).ok_or(Fail::Portal(Error::NotFound))?;
    let (title, list) = (tab.label.to_owned(), tab.key.to_owned());
    let after = place(&asked.after, desk.publishing.organ());
    let page = desk.publishing.list(&tab.list, after.as_ref(), PAGE).await?;
    let show = Show {
        frame: desk.frame("信息发布", &me),
        form: Some(find::Form::of(&desk, &find::Asked::default()).await?),
        // Who handles applications has a first page of his own, which tells the same.
        notices: if Right::SeeCases.held_by(&me) { Vec::new() } else { notices::letters(&desk, &me).await? },
        unchecked: desk.unchecked().await?,
        may_draft: Act::Draft.roles().iter().any(|role| me.roles.contains(role)),
        title,
        lines: lines(&desk, own_rows(&desk, &me, page.rows).await?).await?,
        later: after.is_some(),
        next: page.next.map(|place| format!("{}_{}", place.sort, names::slug(&place.id))),
        list,
        tabs,
    };
    Ok(answer::page(&show)?)
}

/// GET /desk/items/counted?list=2024/items/news: what a figure of the annual report counts.
pub async fn counted(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let begins = |one: char| one.is_ascii_digit() || one == 'd';
    if asked.list.len() > 80 || !asked.list.starts_with(begins) {
        return Err(Fail::Portal(Error::NotFound));
    }
    let after = place(&asked.after, desk.publishing.organ());
    let list = List::Counted(asked.list.clone());
    let page = desk.publishing.list(&list, after.as_ref(), PAGE).await?;
    let show = Show {
        frame: desk.frame("所计的信息", &me),
        form: None,
        notices: Vec::new(),
        unchecked: 0,
        may_draft: false,
        tabs: Vec::new(),
        title: format!("所计的信息：{}件", desk.publishing.count(&list).await?),
        lines: lines(&desk, page.rows).await?,
        later: after.is_some(),
        next: page.next.map(|place| format!("{}_{}", place.sort, names::slug(&place.id))),
        list: asked.list,
    };
    Ok(answer::page(&show)?)
}

/// Every list with its count, each one look-up.
async fn tabs(desk: &Desk, me: &Account, asked: &str) -> Result<Vec<Tab>, Fail> {
    let mut lists: Vec<(&'static str, &'static str, List)> = Vec::new();
    if me.roles.contains(&Role::Handler) {
        lists.push(("mine", "我起草的", List::DraftedBy(me.id.clone())));
    }
    lists.push(("due", "有期限的", List::Due));
    for step in STEPS {
        lists.push((step.key(), step.label(), List::At(step)));
    }
    lists.push(("withheld", "不予公开", List::Withheld));
    lists.push(("withdrawn", "已撤回", List::Withdrawn));
    lists.push(("all", "全部", List::All));
    let asked = if asked.is_empty() { own(me) } else { asked };
    let mut tabs = Vec::with_capacity(lists.len());
    for (key, label, list) in lists {
        let count = desk.publishing.count(&list).await?;
        tabs.push(Tab { key, label, count, current: key == asked, list });
    }
    Ok(tabs)
}

/// 不论何时: which time it is scheduled for does not matter to the list.
pub(super) const STEPS: [Step; 7] = [
    Step::Drafting,
    Step::Department,
    Step::Secrecy,
    Step::Referred,
    Step::Approval,
    Step::Ready,
    Step::Scheduled(jiff::Timestamp::UNIX_EPOCH),
];

/// What someone begins the day with.
fn own(me: &Account) -> &'static str {
    let first = |role: Role| me.roles.first() == Some(&role);
    if first(Role::DepartmentHead) {
        "department"
    } else if first(Role::SecrecyReviewer) {
        "secrecy"
    } else if first(Role::Principal) {
        "approval"
    } else if first(Role::Publisher) {
        "ready"
    } else if first(Role::Handler) {
        "mine"
    } else {
        "all"
    }
}

/// `2026-03-11_…~2026-00001`
pub(super) fn place(text: &str, organ: &str) -> Option<Place> {
    let (sort, id) = text.split_once('_')?;
    let fine = sort.len() <= 20 && sort.bytes().all(|one| one.is_ascii_digit() || one == b'-');
    let id: String = id.chars().take(80).collect();
    fine.then(|| Place { sort: sort.into(), organ: organ.into(), id: id.replace('~', "/") })
}

/// Without what waits for the head of another department, for whoever heads one.
async fn own_rows(desk: &Desk, me: &Account, mut rows: Vec<Row>) -> Result<Vec<Row>, Fail> {
    let waits = |row: &Row| row.step == Some(Step::Department);
    if me.roles.contains(&Role::DepartmentHead) && rows.iter().any(waits) {
        let reviewers = Reviewers::load(desk).await?;
        rows.retain(|row| !waits(row) || row.authors.contains(&me.id) || reviewers.asks(me, &row.authors));
    }
    Ok(rows)
}

pub(super) async fn lines(desk: &Desk, rows: Vec<Row>) -> Result<Vec<Line>, Fail> {
    let mut people = Names::default();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let mut authors = Vec::with_capacity(row.authors.len());
        for id in &row.authors {
            authors.push(people.of(desk.ledger(), id).await?);
        }
        lines.push(line(desk, row, authors.join("、")));
    }
    Ok(lines)
}

fn line(desk: &Desk, row: Row, authors: String) -> Line {
    Line {
        path: names::path(&row.index),
        about: format!("{}　{}", row.nature.label(), row.column),
        chips: row.due.iter().chain(&row.due_later).filter_map(|due| due_chip(desk, *due)).collect(),
        state: row.step.map_or(row.standing.label(), Step::label),
        note: note(&row),
        authors,
        drafted: words::day(row.drafted),
        title: if row.title.is_empty() { "（已弃稿）".into() } else { row.title },
        index: row.index,
    }
}

fn note(row: &Row) -> &'static str {
    match (row.sent_back, row.standing, row.step) {
        (true, ..) => "退回修改",
        (_, Standing::Public, Some(_)) => "已发布，正在修改",
        (_, Standing::Withdrawn, Some(_)) => "已撤回，正在修改",
        _ if row.important => "重大信息",
        _ => "",
    }
}

/// What is to be done by when. A document that ends by itself is told of when that is near, and when it has.
pub fn due_chip(desk: &Desk, (kind, date): (DueKind, jiff::civil::Date)) -> Option<Chip> {
    let today = desk.library().today();
    let act = match kind {
        DueKind::Publish => "公开",
        DueKind::Reassess => "重新评估",
        DueKind::File => "报备案",
        DueKind::Withdraw => "撤回",
        DueKind::Expire if date < today => {
            return Some(Chip { class: "over", words: "已过有效期".into() });
        }
        DueKind::Expire if (date - today).get_days() > i32::from(desk.publishing.expiry_warning_days()) => {
            return None;
        }
        DueKind::Expire => "有效期满",
    };
    Some(chip::until(date, today, &desk.library().calendar(), act))
}
