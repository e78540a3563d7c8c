//! 账号的建立、停用、改岗位、重置密码，由系统管理员办理　/desk/accounts

use super::account::{self, Account, Accounts, Duties, NoAccount, new_password};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, demand};
use crate::form::{Fault, Field, Kind, Typed, line as line_field};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "desk/accounts.html")]
struct Show {
    frame: Frame,
    lines: Vec<Line>,
    fields: Vec<Field>,
    /// Whose password is told, once.
    made: Option<(String, String)>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

struct Line {
    id: String,
    name: String,
    duties: String,
    created: String,
    state: &'static str,
    toggle: (&'static str, &'static str),
    /// Nobody shuts himself out.
    own: bool,
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    page(&desk, &me, StatusCode::OK, None, None, None).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    typed: Option<&Typed>,
    made: Option<(String, String)>,
    refusal: Option<NoAccount>,
) -> Result<Response, Fail> {
    demand(Right::ManageAccounts, me, "管理账号")?;
    let faults = refusal.map(|refusal| vec![fault(&refusal)]).unwrap_or_default();
    let lines = account::all(desk.ledger()).await?.into_iter().map(|one| line(one, &me.id)).collect();
    let fields = vec![
        line_field("id", "账号", "2至40个小写字母、数字、点、横线，例如 wangfang。"),
        line_field("name", "姓名", ""),
        line_field(
            "duties",
            "岗位",
            "登记、承办、部门、保密、负责人、局长、发布、监督、审计、管理，几个的用顿号隔开。",
        ),
    ];
    let fields = match typed {
        Some(typed) => fields.into_iter().map(|field| field.filled(typed, &faults)).collect(),
        None => fields,
    };
    let show = Show { frame: desk.frame("账号", me), lines, fields, made, faults, refused: None };
    Ok(answer::page_with(status, &show)?)
}

fn fault(refusal: &NoAccount) -> Fault {
    let field = match refusal {
        NoAccount::Id(_) | NoAccount::Exists(_) | NoAccount::Unknown(_) => "id",
        NoAccount::Name => "name",
        _ => "duties",
    };
    Fault { field, message: refusal.to_string() }
}

fn line(account: Account, me: &str) -> Line {
    Line {
        duties: account.duties().words(),
        created: words::day(account.created.to_zoned(jiff::tz::TimeZone::UTC).date()),
        state: if account.disabled { "已停用" } else { "在用" },
        toggle: if account.disabled { ("enable", "启用") } else { ("disable", "停用") },
        own: account.id == me,
        id: account.id,
        name: account.name,
    }
}

/// POST /desk/accounts
pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    demand(Right::ManageAccounts, &me, "管理账号")?;
    let typed = Typed(pairs);
    let accounts =
        Accounts { ledger: desk.ledger(), organ: desk.casework.organ(), now: desk.now(), by: &me.id };
    let (id, name, password) = (typed.text("id"), typed.text("name"), new_password()?);
    let added = match Duties::parse(typed.text("duties")) {
        Ok(duties) => accounts.add((id, name), duties, &password).await,
        Err(refusal) => Err(refusal),
    };
    match added {
        Ok(()) => page(&desk, &me, StatusCode::OK, None, Some((id.to_owned(), password)), None).await,
        Err(NoAccount::Broken(error)) => Err(error.into()),
        Err(refusal) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&desk, &me, status, Some(&typed), None, Some(refusal)).await
        }
    }
}

/// POST /desk/accounts/{id}
pub async fn change(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Signed(me): Signed,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Fail> {
    demand(Right::ManageAccounts, &me, "管理账号")?;
    let typed = Typed(pairs);
    let accounts =
        Accounts { ledger: desk.ledger(), organ: desk.casework.organ(), now: desk.now(), by: &me.id };
    let mut made = None;
    let changed = match typed.text("do") {
        "duties" => match Duties::parse(typed.text("duties")) {
            Ok(duties) => accounts.set_duties(&id, duties).await,
            Err(refusal) => Err(refusal),
        },
        "password" => {
            let password = new_password()?;
            let set = accounts.set_password(&id, &password).await;
            made = Some((id.clone(), password));
            set
        }
        "disable" if id != me.id => accounts.set_disabled(&id, true).await,
        "enable" => accounts.set_disabled(&id, false).await,
        _ => return Err(Fail::Unreadable),
    };
    match (changed, made) {
        (Ok(()), None) => Ok(Redirect::to("/desk/accounts").into_response()),
        (Ok(()), made) => page(&desk, &me, StatusCode::OK, None, made, None).await,
        (Err(NoAccount::Broken(error)), _) => Err(error.into()),
        (Err(refusal), _) => {
            page(&desk, &me, StatusCode::UNPROCESSABLE_ENTITY, None, None, Some(refusal)).await
        }
    }
}
