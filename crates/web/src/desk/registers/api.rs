//! 登记的数据接口　GET /api/v1/registers/{kind}：公开的各行各栏给所有人；signed in, those who may see registers get every
//! row, and those who keep one what it seals as well

use super::super::access::{self, Kind as Noted};
use super::super::account::Account;
use super::super::rights::{self, Right};
use super::super::session::Signed;
use super::super::{Desk, Fail};
use super::{encoded, find};
use crate::error::Error;
use crate::guard::Peer;
use crate::portal::registers::{Asked, place, place_text, query, view};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use ledger::Place;
use office::register::{Field, Kind, Register};
use serde_json::{Map, Value, json};

const PAGE: u32 = 100;

/// What is answered: which fields, the rows, where the next page begins.
struct Given {
    fields: Vec<&'static Field>,
    rows: Vec<Vec<String>>,
    total: Option<u64>,
    next: Option<Place>,
}

pub async fn list(
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
    signed: Result<Signed, Fail>,
    peer: Peer,
) -> Result<Response, Fail> {
    let register = find(&kind)?;
    let reader = signed.ok().map(|Signed(me)| me).filter(|me| Right::SeeRegisters.held_by(me));
    if reader.is_none() && register.open.is_none() {
        return Err(Fail::Portal(Error::NotFound));
    }
    let years = match &reader {
        Some(_) => desk.registers.years(register).await?,
        None => desk.registers.open_years(register).await?,
    };
    let view = view(register, &asked, &years, desk.library().today())?;
    let after = place(&asked.after, desk.registers.organ());
    let given = match &reader {
        Some(me) => whole(&desk, me, &peer, register, &view, after.as_ref()).await?,
        None => open(&desk, register, &view, after.as_ref()).await?,
    };
    let next = given.next.as_ref().map(|next| {
        let place = encoded(&place_text(next));
        format!("/api/v1/registers/{}{}&after={place}", register.key, query(&view))
    });
    let row = |cells: &Vec<String>| -> Value {
        let cells = given.fields.iter().zip(cells);
        Value::Object(cells.map(|(field, cell)| (field.key.to_owned(), json!(cell))).collect::<Map<_, _>>())
    };
    let answer = json!({
        "register": register.key, "label": register.label, "year": view.year, "total": given.total,
        "fields": given.fields.iter().map(|field| described(field)).collect::<Vec<_>>(),
        "rows": given.rows.iter().map(row).collect::<Vec<_>>(),
        "next": next,
    });
    Ok(Json(answer).into_response())
}

fn described(field: &Field) -> Value {
    let (kind, choices) = match field.kind {
        Kind::Text => ("text", None),
        Kind::Date => ("date", None),
        Kind::Count => ("count", None),
        Kind::Money => ("yuan", None),
        Kind::Choice(choices) => {
            let named = choices.iter().map(|choice| (choice.key.to_owned(), json!(choice.name)));
            ("choice", Some(Value::Object(named.collect())))
        }
    };
    let mut told = json!({"key": field.key, "name": field.name, "kind": kind});
    if let Some(choices) = choices {
        told["choices"] = choices;
    }
    told
}

async fn open(
    desk: &Desk,
    register: &'static Register,
    view: &::registers::View,
    after: Option<&Place>,
) -> Result<Given, Fail> {
    let page = desk.registers.open_list(register, view, after, PAGE).await?;
    let page = page.ok_or(Fail::Portal(Error::NotFound))?;
    let all = view.filter.is_none() && view.from.is_none();
    let total = desk.registers.open_totals(register, view.year).await?.rows;
    Ok(Given {
        fields: register.fields.iter().filter(|field| field.public).collect(),
        rows: page
            .lines
            .iter()
            .map(|line| line.cells().iter().map(|(_, cell)| cell.clone()).collect())
            .collect(),
        total: all.then_some(total),
        next: page.next,
    })
}

async fn whole(
    desk: &Desk,
    me: &Account,
    peer: &Peer,
    register: &'static Register,
    view: &::registers::View,
    after: Option<&Place>,
) -> Result<Given, Fail> {
    let writes = rights::writes(register, me);
    let object = format!("{}{}", register.key, query(view));
    access::note(desk, Noted::Export, &me.id, &object, &peer.address(), register.label).await?;
    let page = desk.registers.list(register, view, after, PAGE).await?;
    let shown = |field: &Field| writes || field.public;
    let mut rows = Vec::with_capacity(page.lines.len());
    for line in &page.lines {
        let cells = if writes { desk.registers.whole(register, line).await? } else { line.cells.clone() };
        let cells = register.fields.iter().zip(cells).filter(|(field, _)| shown(field));
        rows.push(cells.map(|(_, cell)| cell).collect());
    }
    let all = view.filter.is_none() && view.from.is_none();
    let total = desk.registers.count(register, view.year).await?;
    let fields = register.fields.iter().filter(|field| shown(field)).collect();
    Ok(Given { fields, rows, total: all.then_some(total), next: page.next })
}
