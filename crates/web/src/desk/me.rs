//! 我的账号：密码、邮箱、日历订阅　/desk/me

use super::account::{self, Account, Accounts};
use super::session::Signed;
use super::{Desk, Fail, Frame, Refused, feed};
use crate::cookie::{digest, is_secure, random_number};
use crate::form::Fault;
use crate::{answer, applicant, words};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typed {
    email: String,
    old: String,
    new: String,
    again: String,
}

#[derive(Template)]
#[template(path = "desk/me.html")]
struct Show {
    frame: Frame,
    facts: Vec<(&'static str, String)>,
    email: String,
    has_feed: bool,
    /// The new address of the feed, told once.
    feed: Option<String>,
    done: Option<&'static str>,
    faults: Vec<Fault>,
    refused: Option<Refused>,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    let done = match asked.done.as_str() {
        "email" => Some("已保存。"),
        "password" => Some("密码已修改。"),
        _ => None,
    };
    page(&desk, &me, StatusCode::OK, done, None, Vec::new()).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    status: StatusCode,
    done: Option<&'static str>,
    feed: Option<String>,
    faults: Vec<Fault>,
) -> Result<Response, Fail> {
    let show = Show {
        frame: desk.frame("我的账号", me),
        facts: vec![
            ("账号", me.id.clone()),
            ("姓名", me.name.clone()),
            ("岗位", me.duties().words()),
            ("建立", words::moment(me.created)),
        ],
        email: me.email.clone(),
        has_feed: feed::of(desk.ledger(), &me.id).await?.is_some(),
        feed,
        done,
        faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

fn accounts<'a>(desk: &'a Desk, me: &'a Account) -> Accounts<'a> {
    Accounts { ledger: desk.ledger(), organ: desk.casework.organ(), now: desk.now(), by: &me.id }
}

async fn refused(desk: &Desk, me: &Account, field: &'static str, message: String) -> Result<Response, Fail> {
    let faults = vec![Fault { field, message }];
    page(desk, me, StatusCode::UNPROCESSABLE_ENTITY, None, None, faults).await
}

/// POST /desk/me/email
pub async fn set_email(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(typed): Form<Typed>,
) -> Result<Response, Fail> {
    let email = typed.email.trim();
    if !email.is_empty() && !applicant::is_email(email) {
        return refused(&desk, &me, "email", "电子邮箱的写法不对，例如 name@example.cn。".into()).await;
    }
    accounts(&desk, &me).set_email(&me.id, email).await.map_err(Fail::from)?;
    Ok(Redirect::to("/desk/me?done=email").into_response())
}

/// POST /desk/me/password
pub async fn set_password(
    State(desk): State<Desk>,
    Signed(me): Signed,
    Form(typed): Form<Typed>,
) -> Result<Response, Fail> {
    let verified = {
        let _place = desk.hashing.acquire().await.map_err(anyhow::Error::from)?;
        account::verifies(Some(&me), &typed.old).await?
    };
    if !verified {
        return refused(&desk, &me, "old", "现在的密码不对。请重新输入。".into()).await;
    }
    if typed.new != typed.again {
        return refused(&desk, &me, "again", "两次输入的新密码不一样。请重新输入。".into()).await;
    }
    match accounts(&desk, &me).set_password(&me.id, &typed.new).await {
        Ok(()) => Ok(Redirect::to("/desk/me?done=password").into_response()),
        Err(account::NoAccount::Broken(error)) => Err(error.into()),
        Err(refusal) => refused(&desk, &me, "new", refusal.to_string()).await,
    }
}

/// POST /desk/me/feed: a new address; the one before is no more.
pub async fn new_feed(
    State(desk): State<Desk>,
    Signed(me): Signed,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    let key = random_number()?;
    feed::set(desk.ledger(), &me.id, &digest(&key)).await?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if is_secure(&headers) { "https" } else { "http" };
    let address = format!("{scheme}://{host}/desk/calendar.ics?key={}.{key}", me.id);
    page(&desk, &me, StatusCode::OK, None, Some(address), Vec::new()).await
}
