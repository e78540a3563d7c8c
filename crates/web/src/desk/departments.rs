//! 单位和部门：the organ, the units under it, and their departments, as the system administrator keeps them. Each change
//! is an event; what a department was called on a day can be read from its stream.

use super::account::{Account, Names, NoAccount};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand};
use crate::form::{Fault, Field, Kind, Typed, choice, line};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use ledger::{Ledger, NewEvent, Record, Tx};
use office::role::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;

const KIND: &str = "department";
/// What happened to units and departments.
pub const STREAM: &str = "departments";
/// An office with more has another problem.
const MOST: u32 = 1_000;
const LONGEST_NAME: usize = 60;

/// A unit under the organ, or a department of the organ or of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    #[serde(skip)]
    pub id: String,
    #[serde(skip)]
    version: u64,
    pub name: String,
    /// 单位：stands beside the organ, and has departments of its own.
    #[serde(default)]
    pub unit: bool,
    /// The unit a department belongs to; empty for the organ itself, and for a unit.
    #[serde(default)]
    pub within: String,
    #[serde(default)]
    pub closed: bool,
}

/// All of them, for looking up names.
#[derive(Debug, Default)]
pub struct Departments(pub Vec<Department>);

impl Departments {
    pub async fn load(ledger: &Ledger) -> anyhow::Result<Departments> {
        let records = ledger.records(KIND, "", MOST).await?;
        Ok(Departments(records.iter().map(read).collect::<Result<_, _>>()?))
    }

    pub fn find(&self, id: &str) -> Option<&Department> {
        self.0.iter().find(|one| one.id == id)
    }

    /// «政务公开科», «大数据中心 数据科»; nothing where it is not said.
    pub fn label(&self, id: &str) -> String {
        let Some(found) = self.find(id) else { return String::new() };
        match self.find(&found.within) {
            Some(unit) => format!("{} {}", unit.name, found.name),
            None => found.name.clone(),
        }
    }

    /// What can be chosen: open ones, and the one that stands.
    pub fn choices(&self, standing: &str) -> Vec<(String, String)> {
        let open = self.0.iter().filter(|one| !one.closed || one.id == standing);
        let mut choices: Vec<_> = open.map(|one| (one.id.clone(), self.label(&one.id))).collect();
        choices.sort_by(|a, b| a.1.cmp(&b.1));
        choices
    }

    /// Whether an account may be put there: an open one, or none.
    pub fn takes(&self, id: &str) -> bool {
        id.is_empty() || self.find(id).is_some_and(|one| !one.closed)
    }
}

/// Those who handle cases, for handing one over: by department, each with it.
pub async fn handlers(ledger: &Ledger) -> anyhow::Result<Vec<(String, String)>> {
    let departments = Departments::load(ledger).await?;
    let all = super::account::all(ledger).await?;
    let handlers = all.into_iter().filter(|one| !one.disabled && one.roles.contains(&Role::Handler));
    let mut listed: Vec<_> = handlers
        .map(|one| {
            let department = departments.label(&one.department);
            let title = one.title();
            let label = if department.is_empty() { title } else { format!("{department}　{title}") };
            (department, one.id, label)
        })
        .collect();
    listed.sort();
    Ok(listed.into_iter().map(|(_, id, label)| (id, label)).collect())
}

fn read(record: &Record) -> anyhow::Result<Department> {
    let department: Department = serde_json::from_slice(&record.body)?;
    Ok(Department { id: record.id.clone(), version: record.version, ..department })
}

/// The department and the word of it in one transaction; a new one gets the next number.
async fn put(
    ledger: &Ledger,
    (organ, by, now): (&str, &str, Timestamp),
    department: &Department,
    told: serde_json::Value,
) -> Result<(), NoAccount> {
    let kind = format!("department.{}", told["event"].as_str().unwrap_or("changed"));
    let body = serde_json::to_vec(department).map_err(anyhow::Error::from)?;
    let work = async |tx: Tx| {
        let id = match department.id.as_str() {
            "" => format!("{:04}", tx.next_number(KIND).await?),
            id => id.to_owned(),
        };
        let mut told = told.clone();
        told["id"] = json!(id);
        let event = NewEvent::new(kind.as_str(), told.to_string());
        tx.put_record(KIND, &id, department.version, &body, None).await?;
        let expected = tx.version(STREAM).await?;
        tx.append(STREAM, expected, by, now, std::slice::from_ref(&event)).await?;
        Ok::<_, ledger::Error>(())
    };
    ledger.transact(organ, work).await.map_err(NoAccount::of_ledger)
}

/// Adds a department, as the command line and the demonstration do; its id.
pub async fn add(
    ledger: &Ledger,
    who: (&str, &str, Timestamp),
    name: &str,
    within: &str,
) -> Result<String, NoAccount> {
    let made = Department {
        id: String::new(),
        version: 0,
        name: name.into(),
        unit: false,
        within: within.into(),
        closed: false,
    };
    put(ledger, who, &made, json!({"event": "added", "name": name, "within": within})).await?;
    let all = Departments::load(ledger).await?;
    Ok(all.0.last().map(|last| last.id.clone()).unwrap_or_default())
}

// ---------------------------------------------------------------- 页面

#[derive(Template)]
#[template(path = "desk/departments.html")]
struct Show {
    frame: Frame,
    lines: Vec<Line>,
    may: bool,
    fields: Vec<Field>,
    history: Vec<(String, String, String)>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

struct Line {
    id: String,
    name: String,
    within: String,
    people: usize,
    closed: bool,
}

/// GET /desk/departments
pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    page(&desk, &me, StatusCode::OK, None, Vec::new()).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    typed: Option<&Typed>,
    faults: Vec<Fault>,
) -> Result<Response, Fail> {
    demand(Right::SeePeople, me, "查看部门")?;
    let departments = Departments::load(desk.ledger()).await?;
    let people = super::account::all(desk.ledger()).await?;
    let organ = desk.library().organ().name.clone();
    let mut units = vec![(String::new(), organ.clone())];
    units.extend(departments.0.iter().filter(|one| one.unit && !one.closed).map(pair));
    units.push(("unit".into(), "（这是一个所属单位）".into()));
    let of = |one: &Department| departments.find(&one.within).map_or(organ.clone(), |unit| unit.name.clone());
    let mut lines: Vec<Line> = departments
        .0
        .iter()
        .map(|one| Line {
            id: one.id.clone(),
            name: one.name.clone(),
            within: if one.unit { "（所属单位）".into() } else { of(one) },
            people: people.iter().filter(|person| person.department == one.id).count(),
            closed: one.closed,
        })
        .collect();
    lines.sort_by(|a, b| (a.closed, &a.within, &a.id).cmp(&(b.closed, &b.within, &b.id)));
    let fields = vec![line("name", "名称", "例如 政务公开科。"), choice("within", "属于", "", units)];
    let fields = match typed {
        Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect(),
        None => fields,
    };
    let show = Show {
        frame: desk.frame("部门", me),
        lines,
        may: Right::ManageAccounts.held_by(me),
        fields,
        history: history(desk).await?,
        faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

fn pair(one: &Department) -> (String, String) {
    (one.id.clone(), one.name.clone())
}

/// When, who and what, the latest first.
async fn history(desk: &Desk) -> Result<Vec<(String, String, String)>, Fail> {
    let told = desk.ledger().read(desk.casework.organ(), STREAM).await.map_err(anyhow::Error::from)?;
    let (mut names, mut lines) = (Names::default(), Vec::new());
    for entry in told.iter().rev().take(50) {
        let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
        let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
        let what = match entry.kind.as_str() {
            "department.added" => format!("建立“{}”", text("name")),
            "department.renamed" => format!("“{}”改名为“{}”", text("before"), text("name")),
            "department.closed" => format!("停用“{}”", text("name")),
            _ => format!("启用“{}”", text("name")),
        };
        lines.push((words::moment(entry.at), names.of(desk.ledger(), &entry.by).await?, what));
    }
    Ok(lines)
}

fn fault(field: &'static str, message: &str) -> Vec<Fault> {
    vec![Fault { field, message: message.into() }]
}

/// What is wrong with a name; it must be nobody else's in the same place.
fn wrong_name(departments: &Departments, id: &str, name: &str, within: &str) -> Option<&'static str> {
    let taken = |one: &Department| one.id != id && one.name == name && one.within == within && !one.closed;
    if name.is_empty() {
        Some("没有写名称。请补上。")
    } else if name.chars().count() > LONGEST_NAME {
        Some("名称太长。请控制在60字以内。")
    } else if departments.0.iter().any(taken) {
        Some("已经有这个名称。请换一个。")
    } else {
        None
    }
}

/// POST /desk/departments
pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    demand(Right::ManageAccounts, &me, "管理部门")?;
    let typed = Typed(pairs);
    let departments = Departments::load(desk.ledger()).await?;
    let (name, chosen) = (typed.text("name"), typed.text("within"));
    let unit = chosen == "unit";
    let within = if unit { "" } else { chosen };
    let known = within.is_empty() || departments.find(within).is_some_and(|one| one.unit && !one.closed);
    let wrong = wrong_name(&departments, "", name, within).map(|message| fault("name", message));
    let wrong = wrong.or_else(|| (!known).then(|| fault("within", "请选择一项。")));
    if let Some(faults) = wrong {
        return page(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), faults).await;
    }
    let made = Department {
        id: String::new(),
        version: 0,
        name: name.into(),
        unit,
        within: within.into(),
        closed: false,
    };
    let told = json!({"event": "added", "name": name, "within": within});
    put(desk.ledger(), (desk.casework.organ(), &me.id, desk.now()), &made, told).await?;
    Ok(Redirect::to("/desk/departments").into_response())
}

/// POST /desk/departments/{id}: another name, closed, or opened again.
pub async fn change(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    demand(Right::ManageAccounts, &me, "管理部门")?;
    let typed = Typed(pairs);
    let departments = Departments::load(desk.ledger()).await?;
    let found = departments.find(&id).ok_or(Fail::Portal(crate::error::Error::NotFound))?.clone();
    let name = typed.text("name").to_owned();
    let (changed, told) = match typed.text("do") {
        "rename" => {
            if let Some(message) = wrong_name(&departments, &id, &name, &found.within) {
                let faults = fault("name", message);
                return page(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, None, faults).await;
            }
            let told = json!({"event": "renamed", "before": found.name, "name": name});
            (Department { name, ..found }, told)
        }
        "close" => {
            let told = json!({"event": "closed", "name": found.name});
            (Department { closed: true, ..found }, told)
        }
        "open" => {
            let told = json!({"event": "opened", "name": found.name});
            (Department { closed: false, ..found }, told)
        }
        _ => return Err(Fail::Unreadable),
    };
    put(desk.ledger(), (desk.casework.organ(), &me.id, desk.now()), &changed, told).await?;
    Ok(Redirect::to("/desk/departments").into_response())
}
