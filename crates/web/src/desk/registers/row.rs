//! 一条登记　GET /desk/registers/{kind}/row?id=：内容、经过；撤销　POST /desk/registers/{kind}/strike

use super::super::access::{self, Kind};
use super::super::account::{Account, Names};
use super::super::chip::Chip;
use super::super::rights;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::list::chip_of;
use super::{encoded, find, index, line, may_see, may_write, published, refusal, shown};
use crate::form::{Fault, Typed};
use crate::guard::Peer;
use crate::{answer, words};
use ::registers::{By, Happened, Line, Step};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::register::Register;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    pub id: String,
    done: String,
}

#[derive(Template)]
#[template(path = "desk/registers/row.html")]
struct Show {
    frame: Frame,
    register: &'static Register,
    title: String,
    id: String,
    edit: String,
    year: i16,
    version: u64,
    done: Option<&'static str>,
    note: Option<String>,
    writes: bool,
    struck: Option<String>,
    chip: Option<Chip>,
    facts: Vec<(&'static str, String)>,
    steps: Vec<Told>,
    refused: Option<Refused>,
    faults: Vec<Fault>,
}

struct Told {
    when: String,
    by: String,
    title: &'static str,
    lines: Vec<String>,
}

pub async fn show(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
    peer: Peer,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let register = find(&kind)?;
    let line = line(&desk, register, &asked.id).await?;
    page(&desk, (&me, &peer), (register, &line), StatusCode::OK, (None, done(&asked.done))).await
}

fn done(what: &str) -> Option<&'static str> {
    match what {
        "entered" => Some("已登记。"),
        "changed" => Some("已更正，原来的内容和理由记在经过里。"),
        _ => None,
    }
}

async fn page(
    desk: &Desk,
    (me, peer): (&Account, &Peer),
    (register, line): (&'static Register, &Line),
    status: StatusCode,
    (refused, done): (Option<Refused>, Option<&'static str>),
) -> Result<Response, Fail> {
    let writes = rights::writes(register, me);
    let cells = cells(desk, (me, peer), register, line).await?;
    let facts = register.fields.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty());
    let show = Show {
        frame: desk.frame(register.label, me),
        title: index::named(register, line),
        year: line.year,
        version: line.version,
        done,
        note: published(desk, line.year).filter(|_| done.is_some() || writes),
        writes: writes && line.struck.is_none(),
        struck: line.struck.clone(),
        chip: chip_of(desk, register, line),
        facts: facts.map(|(field, cell)| (field.name, shown(field, cell))).collect(),
        steps: steps(desk, register, line).await?,
        edit: format!("/desk/registers/{}/edit?id={}", register.key, encoded(&line.id)),
        id: line.id.clone(),
        register,
        refused,
        faults: Vec::new(),
    };
    Ok(answer::page_with(status, &show)?)
}

/// Every cell: what is not public for those who keep the register, each reading noted; for others it stays sealed.
async fn cells(
    desk: &Desk,
    (me, peer): (&Account, &Peer),
    register: &'static Register,
    line: &Line,
) -> Result<Vec<String>, Fail> {
    if line.sealed.is_some() && rights::writes(register, me) {
        let object = format!("{}/{}", register.key, line.id);
        access::note(desk, Kind::ReadSealed, &me.id, &object, &peer.address(), "").await?;
        return Ok(desk.registers.whole(register, line).await?);
    }
    let sealed = line.sealed.is_some();
    let fields = register.fields.iter().zip(&line.cells);
    let cell = |(field, cell): (&office::register::Field, &String)| match sealed && !field.public {
        true => "（密封）".to_owned(),
        false => cell.clone(),
    };
    Ok(fields.map(cell).collect())
}

async fn steps(desk: &Desk, register: &'static Register, line: &Line) -> Result<Vec<Told>, Fail> {
    let mut names = Names::default();
    let mut told = Vec::new();
    for step in desk.registers.history(register, &line.id).await? {
        let by = names.of(desk.ledger(), &step.by).await?;
        told.push(tell(register, step, by));
    }
    Ok(told)
}

fn tell(register: &Register, step: Step, by: String) -> Told {
    let (title, lines) = match step.what {
        Happened::Entered { import: None } => ("登记", Vec::new()),
        Happened::Entered { import: Some(digest) } => {
            ("导入", vec![format!("随文件导入，文件的摘要 {}…", digest.chars().take(16).collect::<String>())])
        }
        Happened::Changed { before, why } => {
            let was = before.iter().filter_map(|(key, cell)| {
                let field = &register.fields[register.position(key)?];
                let cell = shown(field, cell);
                Some(format!("{}：原为{}", field.name, if cell.is_empty() { "空白" } else { &cell }))
            });
            let mut lines: Vec<String> = was.collect();
            if lines.is_empty() {
                lines.push("改了不公开的内容".into());
            }
            lines.push(format!("理由：{why}"));
            ("更正", lines)
        }
        Happened::Struck { why } => ("撤销", vec![format!("理由：{why}")]),
    };
    Told { when: words::moment(step.at), by, title, lines }
}

pub async fn strike(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Signed(me): Signed,
    peer: Peer,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    may_write(register, &me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let version = typed.text("row-version").parse().map_err(|_| Fail::Unreadable)?;
    let line = line(&desk, register, typed.text("row-id")).await?;
    let by = By { account: &me.id, at: desk.now() };
    let why: String = typed.text("row-why").chars().take(1_000).collect();
    match desk.registers.strike(register, (&line.id, version), &why, by).await {
        Ok(()) => {
            let path = format!("/desk/registers/{}?year={}&done=struck", register.key, line.year);
            Ok(Redirect::to(&path).into_response())
        }
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, (&me, &peer), (register, &line), status, (Some(refused), None)).await
        }
    }
}

/// Where a row is shown after something was done.
pub fn after(register: &Register, id: &str, done: &str) -> Redirect {
    Redirect::to(&format!("/desk/registers/{}/row?id={}&done={done}", register.key, encoded(id)))
}
