//! 确认、管理、退订　/subscribe/confirm, /subscribe/manage, /subscribe/leave

use super::ask::{PATH, fields, read};
use super::store::Subscriber;
use super::{Counter, told};
use crate::apply::mine;
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Typed, named};
use crate::page::{Frame, Visit};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    /// The code of a confirming mail.
    t: String,
    /// The pass of a subscription.
    k: String,
    done: String,
}

#[derive(Template)]
#[template(path = "subscription/act.html")]
struct Act {
    frame: Frame,
    lead: &'static str,
    path: &'static str,
    /// Name and value of what is sent along.
    hidden: (&'static str, String),
    button: &'static str,
}

/// A link that was looked at by a machine on its way confirms nothing: the button does.
pub async fn show_confirm(Query(asked): Query<Asked>, visit: Visit) -> Result<Response, Error> {
    answer::page(&Act {
        frame: visit.frame("确认订阅").under("邮件订阅", PATH),
        lead: "按下面的按钮，开始订阅。没有订阅过的，请关闭本页，不会再收到邮件。",
        path: "/subscribe/confirm",
        hidden: ("t", asked.t.chars().take(80).collect()),
        button: "确认订阅",
    })
}

pub async fn confirm(
    State(counter): State<Counter>,
    headers: HeaderMap,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Error> {
    let Form(asked) = form.map_err(|_| unreadable())?;
    let subscribers = counter.subscribers();
    let Some(subscriber) = subscribers.confirm(&asked.t, counter.desk.now()).await? else {
        return Err(Error::Missing("确认的链接已经用过，或者超过了48小时".into()));
    };
    let id = subscribers.id_of(&subscriber.address)?;
    list(&counter, &headers, &id).await?;
    let pass = subscribers.pass(&id, subscriber.since)?;
    Ok(Redirect::to(&format!("/subscribe/manage?done=confirmed&k={pass}")).into_response())
}

/// Whoever is signed in finds it among the own ones.
async fn list(counter: &Counter, headers: &HeaderMap, id: &str) -> Result<(), Error> {
    let (ledger, now) = (counter.desk.ledger(), counter.desk.now());
    if let Some(citizen) = mine::signed_in(ledger, now, headers).await? {
        let citizens = mine::Citizens { ledger, organ: counter.desk.casework().organ(), now };
        citizens.change(&citizen, |mine| mine.add_subscription(id)).await?;
    }
    Ok(())
}

fn unreadable() -> Error {
    Error::BadRequest("提交的内容无法识别".into())
}

async fn admitted(counter: &Counter, pass: &str) -> Result<(String, Subscriber), Error> {
    let found = counter.subscribers().admitted(pass).await?;
    found.ok_or_else(|| Error::Missing("没有这份订阅，可能已经退订".into()))
}

#[derive(Template)]
#[template(path = "subscription/manage.html")]
struct Show {
    frame: Frame,
    done: &'static str,
    address: String,
    since: String,
    told: Vec<(String, String)>,
    pass: String,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

pub async fn show(
    State(counter): State<Counter>,
    Query(asked): Query<Asked>,
    visit: Visit,
) -> Result<Response, Error> {
    let (_, subscriber) = admitted(&counter, &asked.k).await?;
    let done = match asked.done.as_str() {
        "confirmed" => "订阅已经开始。",
        "changed" => "修改已经保存。",
        _ => "",
    };
    let typed = typed(&subscriber);
    page(&counter, &visit, (asked.k, subscriber), (done, StatusCode::OK), (&typed, Vec::new())).await
}

/// What somebody wants, as a form says it.
fn typed(subscriber: &Subscriber) -> Typed {
    let sort = |key: &str| key.split_once('/').map_or("all", |(sort, _)| sort).to_owned();
    let mut typed: Vec<(String, String)> =
        subscriber.wish.shelves.iter().map(|key| (sort(key), key.clone())).collect();
    typed.push(("phrase".into(), subscriber.wish.phrase.clone()));
    typed.push(("rhythm".into(), subscriber.rhythm.key().into()));
    Typed(typed)
}

async fn page(
    counter: &Counter,
    visit: &Visit,
    (pass, subscriber): (String, Subscriber),
    (done, status): (&'static str, StatusCode),
    (typed, faults): (&Typed, Vec<Fault>),
) -> Result<Response, Error> {
    let fields = fields(counter, typed, &faults, false).await?;
    let faults = named(faults, &fields);
    let show = Show {
        frame: visit.frame("管理订阅").under("邮件订阅", PATH),
        done,
        address: masked(&subscriber.address),
        since: words::moment(subscriber.since),
        told: told(counter.publishing(), &subscriber.wish).await?,
        pass,
        fields,
        faults,
        refused: None,
    };
    answer::page_with(status, &show)
}

/// Enough for its owner to know it: whoever sees the screen beside him does not learn it.
fn masked(address: &str) -> String {
    let (name, host) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{host}")
}

/// POST /subscribe/manage
pub async fn change(
    State(counter): State<Counter>,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Error> {
    let typed = Typed(form.map_err(|_| unreadable())?.0);
    let pass = typed.text("k").to_owned();
    let (id, subscriber) = admitted(&counter, &pass).await?;
    let ((wish, rhythm), faults) = read(&counter, &typed).await?;
    if !faults.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&counter, &visit, (pass, subscriber), ("", status), (&typed, faults)).await;
    }
    let work = |subscriber: &mut Subscriber| {
        subscriber.wish.clone_from(&wish);
        subscriber.rhythm = rhythm;
    };
    counter.subscribers().change(&id, work).await?;
    Ok(Redirect::to(&format!("/subscribe/manage?done=changed&k={pass}")).into_response())
}

pub async fn show_leave(Query(asked): Query<Asked>, visit: Visit) -> Result<Response, Error> {
    answer::page(&Act {
        frame: visit.frame("退订").under("邮件订阅", PATH),
        lead: "退订后不再发送邮件，您的电子邮箱随即删除。",
        path: "/subscribe/leave",
        hidden: ("k", asked.k.chars().take(200).collect()),
        button: "退订",
    })
}

#[derive(Template)]
#[template(path = "subscription/left.html")]
struct Left {
    frame: Frame,
}

/// POST /subscribe/leave: from the page, or in one click by a mail program (RFC 8058), which has the pass in the
/// address. Whoever left already is told the same.
pub async fn leave(
    State(counter): State<Counter>,
    Query(asked): Query<Asked>,
    visit: Visit,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Error> {
    let own = form.map(|Form(form)| form.k).unwrap_or_default();
    let pass = if own.is_empty() { &asked.k } else { &own };
    if let Some((id, _)) = counter.subscribers().admitted(pass).await? {
        counter.subscribers().leave(&id).await?;
    }
    answer::page(&Left { frame: visit.frame("已经退订").under("邮件订阅", PATH) })
}
