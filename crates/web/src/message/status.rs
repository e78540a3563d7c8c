//! 查询我的留言　/messages/status：number and code open one message, for a while: its answer, 追问, 评价

use super::{Counter, HERE, SESSIONS, broken, is_no, let_go, page, room, unreadable};
use crate::apply::code;
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Reader, Typed, area, named, radios};
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::tries::Tries;
use crate::words;
use ::messages::{File, Letter};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use office::message::{Act, By, Command, Message, Rating, Round, Step};
use serde::Deserialize;

const TRIES: Tries = Tries("message-failures");
const LONGEST: usize = 2_000;
const WRONG: &str = "编号或者查询码不对。请核对后重新输入，编号的样子是 LY2026-1，查询码是12位字母和数字。";
const LOCKED: &str = "这个编号连续输错5次，已暂停查询15分钟。请稍后再试。";
/// Stands where what was typed can be nobody's number.
const NOBODYS: &str = "-";

#[derive(Template)]
#[template(path = "message/door.html")]
struct Door {
    frame: Frame,
    no: String,
    error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "message/status.html")]
struct Show {
    frame: Frame,
    no: String,
    version: u64,
    done: Option<&'static str>,
    state: String,
    sentences: Vec<String>,
    rounds: Vec<Told>,
    /// Where everybody reads it.
    public: Option<String>,
    /// Of a follow-up; none where there is nothing to follow.
    fields: Vec<Field>,
    may_rate: bool,
    ratings: Vec<(&'static str, &'static str)>,
    rated: Option<&'static str>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

/// 一问一答, as its sender reads it.
struct Told {
    heading: &'static str,
    received: String,
    title: String,
    question: Vec<String>,
    answered: Option<String>,
    answer: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    done: String,
}

/// GET /messages/status
pub async fn show(
    State(counter): State<Counter>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Error> {
    let done = match asked.done.as_str() {
        "follow-up" => Some("追问已经提交，答复后在本页查看。"),
        "rating" => Some("评价已经收到，谢谢您。"),
        _ => None,
    };
    match opened(&counter, &headers).await? {
        Some(file) => shown(&counter, &visit, &file, StatusCode::OK, Said { done, ..Said::default() }).await,
        None => door(&visit, StatusCode::OK, "", None),
    }
}

fn door(visit: &Visit, status: StatusCode, no: &str, error: Option<&'static str>) -> Result<Response, Error> {
    let frame = visit.frame("查询我的留言").under(HERE.0, HERE.1);
    page(status, &Door { frame, no: no.chars().take(40).collect(), error })
}

/// The message that number and code opened.
async fn opened(counter: &Counter, headers: &HeaderMap) -> Result<Option<File>, Error> {
    let current = SESSIONS.current(counter.ledger(), counter.desk.now(), headers).await?;
    match current {
        Some(no) => counter.messages().file(&no).await.map_err(broken),
        None => Ok(None),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Tried {
    no: String,
    code: String,
}

/// POST /messages/status. A number nobody has takes the same way as a wrong code, to the same answer.
pub async fn open(
    State(counter): State<Counter>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Tried>, FormRejection>,
) -> Result<Response, Error> {
    peer.admitted(&counter.doors)?;
    let Form(tried) = form.map_err(|_| unreadable())?;
    let no = words::plain_digits(&tried.no).trim().to_uppercase();
    let (ledger, now) = (counter.ledger(), counter.desk.now());
    // By number and address: numbers are easily guessed, and nobody shall close another's door.
    let way = format!("{no}/{}", peer.name());
    if !TRIES.take(ledger, now, &way).await? {
        return door(&visit, StatusCode::TOO_MANY_REQUESTS, &tried.no, Some(LOCKED));
    }
    let name = if is_no(&no) { no.as_str() } else { NOBODYS };
    let typed = code::read(&tried.code, code::TRACK).unwrap_or_default();
    if !counter.messages().opens(name, &typed).await.map_err(broken)? {
        return door(&visit, StatusCode::FORBIDDEN, &tried.no, Some(WRONG));
    }
    TRIES.forget(ledger, &way).await?;
    let cookie = SESSIONS.begin(ledger, now, &headers, &no).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/messages/status")).into_response())
}

/// POST /messages/status/leave
pub async fn leave(State(counter): State<Counter>, headers: HeaderMap) -> Result<Response, Error> {
    let cookies = let_go(counter.ledger(), &headers).await?.map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders(cookies), Redirect::to("/messages/status")).into_response())
}

/// What a page says beside the message: what was done, or what stands against it and what was typed.
#[derive(Default)]
struct Said {
    done: Option<&'static str>,
    typed: Typed,
    faults: Vec<Fault>,
    refused: Option<String>,
}

async fn shown(
    counter: &Counter,
    visit: &Visit,
    file: &File,
    status: StatusCode,
    said: Said,
) -> Result<Response, Error> {
    let message = &file.message;
    let calendar = counter.portal.library.calendar();
    let may = counter.messages().may(counter.desk.moment(&calendar), By::Sender, message);
    let mut rounds = Vec::new();
    for (at, round) in message.rounds().enumerate() {
        rounds.push(told(counter, at, round).await?);
    }
    let mut fields = if may.contains(&Act::FollowUp) {
        fields(message, counter.messages().terms().follow_ups())
    } else {
        Vec::new()
    };
    fields = fields.into_iter().map(|field| field.filled(&said.typed, &said.faults)).collect();
    let show = Show {
        frame: visit.frame(&format!("留言{}", message.no)).under(HERE.0, HERE.1),
        no: message.no.clone(),
        version: file.version,
        done: said.done,
        state: state(message).into(),
        sentences: sentences(message, counter.portal.library.today()),
        rounds,
        public: message.open().map(|open| super::path(&open.no)),
        faults: named(said.faults, &fields),
        fields,
        may_rate: may.contains(&Act::Rate),
        ratings: Rating::ALL.iter().rev().map(|rating| (rating.key(), rating.label())).collect(),
        rated: message.rating.map(|(_, rating)| rating.label()),
        refused: said.refused.map(|refused| (refused, None)),
    };
    page(status, &show)
}

/// What a follow-up asks for. Whether it may be published is asked where what it follows is.
fn fields(message: &Message, most: usize) -> Vec<Field> {
    let left = format!("还可以追问{}次。", most.saturating_sub(message.more.len()));
    let public = message.open().is_some();
    let hint = if public {
        "没有说清楚的，可以接着问。"
    } else {
        "没有说清楚的，可以接着问。答复不公开，您在本页查看。"
    };
    let mut fields = vec![area("content", "追问", format!("{hint}请不要写证件号码、银行账号。{left}"))];
    if public {
        let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
        fields.push(radios(
            "open",
            "可以公开追问和答复吗",
            "公开的只有整理后的追问和答复，附在已经公开的答复后面。",
            [pair("yes", "可以公开"), pair("no", "不公开")],
        ));
    }
    fields
}

const fn state(message: &Message) -> &'static str {
    match message.step {
        Step::New => "已经收到",
        // What waits at which desk is the office's own.
        Step::Drafting | Step::Review | Step::Ready => "正在办理",
        Step::Answered => "已经答复",
        Step::NotAccepted => "没有受理",
    }
}

fn sentences(message: &Message, today: jiff::civil::Date) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((_, why, explanation)) = &message.not_accepted {
        lines.push(why.guidance().to_owned());
        lines.extend(Some(explanation.clone()).filter(|text| !text.is_empty()));
    }
    if message.erased {
        lines.push("留言的原文和联系方式已经删除。".into());
    }
    if let Some(department) = &message.department
        && message.due().is_some()
    {
        lines.push(format!("由{department}办理。"));
    }
    if let Some(due) = message.due() {
        lines.push(match due < today {
            true => "答复期限已过，本机关正在抓紧办理。".into(),
            false => format!("应当在{}以前答复。", words::day(due)),
        });
    }
    lines
}

async fn told(counter: &Counter, at: usize, round: &Round) -> Result<Told, Error> {
    let paragraphs =
        |text: &str| text.lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect();
    let letter = match counter.messages().letter(&round.letter).await {
        Ok(letter) => letter,
        Err(::messages::Error::Ledger(ledger::Error::Refused(_))) => Letter::default(),
        Err(error) => return Err(broken(error)),
    };
    // A draft is nobody's but the office's until it is sent.
    let answer = round.answer.as_ref().zip(round.draft.as_ref());
    Ok(Told {
        heading: if at == 0 { "您的留言" } else { "您的追问" },
        received: words::day(round.received),
        title: letter.title,
        question: paragraphs(&letter.content),
        answered: answer.map(|(answer, _)| words::day(answer.on)),
        answer: answer.map(|(_, draft)| paragraphs(&draft.text)).unwrap_or_default(),
    })
}

/// A follow-up, and whether it may be published.
fn asked_again(typed: &Typed, message: &Message) -> Result<(String, bool), Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let content = read.long("content", LONGEST);
    if content.is_empty() {
        read.fault("content", "请填写追问的内容。");
    }
    let yes = |key: &str| matches!(key, "yes" | "no").then_some(key == "yes");
    let consents = message.open().is_some() && read.one("open", yes, false);
    if read.faults.is_empty() { Ok((content, consents)) } else { Err(read.faults) }
}

/// POST /messages/status/follow-up
pub async fn follow_up(
    State(counter): State<Counter>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Error> {
    let typed = Typed(form.map_err(|_| unreadable())?.0);
    let Some(file) = opened(&counter, &headers).await? else {
        return Ok(Redirect::to("/messages/status").into_response());
    };
    let (content, consents) = match asked_again(&typed, &file.message) {
        Ok(read) => read,
        Err(faults) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown(&counter, &visit, &file, status, Said { typed, faults, ..Said::default() }).await;
        }
    };
    if let Err(refused) = room(&counter, peer) {
        let said = Said { typed, refused: Some(refused), ..Said::default() };
        return shown(&counter, &visit, &file, StatusCode::TOO_MANY_REQUESTS, said).await;
    }
    let version = typed.text("version").parse().map_err(|_| unreadable())?;
    let letter = Letter { content, ..Letter::default() };
    let calendar = counter.portal.library.calendar();
    let no = file.message.no.as_str();
    let done = counter
        .messages()
        .follow_up(counter.desk.moment(&calendar), (no, version), (&letter, consents))
        .await
        .map(|_| ());
    finished(&counter, &visit, &file, typed, "follow-up", done).await
}

/// POST /messages/status/rating
pub async fn rate(
    State(counter): State<Counter>,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Error> {
    let typed = Typed(form.map_err(|_| unreadable())?.0);
    let Some(file) = opened(&counter, &headers).await? else {
        return Ok(Redirect::to("/messages/status").into_response());
    };
    let Some(rating) = Rating::from_key(typed.text("rating")) else {
        let faults = vec![Fault { field: "rating", message: "请选择一项评价。".into() }];
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return shown(&counter, &visit, &file, status, Said { faults, ..Said::default() }).await;
    };
    let version = typed.text("version").parse().map_err(|_| unreadable())?;
    let calendar = counter.portal.library.calendar();
    let (moment, no) = (counter.desk.moment(&calendar), file.message.no.as_str());
    let done = counter.messages().run(moment, By::Sender, (no, version), Command::Rate { rating }).await;
    finished(&counter, &visit, &file, Typed::default(), "rating", done.map(|_| ())).await
}

async fn finished(
    counter: &Counter,
    visit: &Visit,
    file: &File,
    typed: Typed,
    what: &str,
    done: Result<(), ::messages::Error>,
) -> Result<Response, Error> {
    let refused = match done {
        Ok(()) => return Ok(Redirect::to(&format!("/messages/status?done={what}")).into_response()),
        Err(::messages::Error::Refused(refusal)) => format!("{refusal}（{}）", refusal.code()),
        Err(::messages::Error::Ledger(ledger::Error::Refused(refusal))) => refusal.to_string(),
        Err(error) => return Err(broken(error)),
    };
    let status = StatusCode::CONFLICT;
    shown(counter, visit, file, status, Said { typed, refused: Some(refused), ..Said::default() }).await
}
