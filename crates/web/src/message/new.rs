//! 写留言　GET、POST /messages/new：填写，看有没有答复过的，提交。 Three steps of one form, without scripts.

use super::{Counter, HERE, Line, broken, page, receipt, room, unreadable};
use crate::applicant::is_email;
use crate::apply::code;
use crate::asking::page::Card;
use crate::cookie::random_number;
use crate::error::Error;
use crate::form::{Fault, Field, Kind, Reader, Typed, area, heading, line, named, radios};
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::portal::address;
use ::messages::{Letter, NewMessage};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use office::message::Kind as Sort;
use serde::Deserialize;

const LONGEST_TITLE: usize = 50;
const LONGEST: usize = 2_000;
/// Answered messages offered before sending, and passages of guides and other texts.
const OFFERED: usize = 5;
const PASSAGES: usize = 3;
/// What the form asks for: hidden in its second step.
const NAMES: [&str; 7] = ["kind", "title", "content", "open", "name", "telephone", "email"];

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    /// What was asked elsewhere, such as at /ask.
    content: String,
}

#[derive(Template)]
#[template(path = "message/new.html")]
struct Write {
    frame: Frame,
    once: String,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

#[derive(Template)]
#[template(path = "message/check.html")]
struct Check {
    frame: Frame,
    once: String,
    hidden: Vec<(&'static str, String)>,
    rows: Vec<(&'static str, String)>,
    similar: Vec<Line>,
    passages: Vec<Card>,
    ask: String,
    /// What was written may tell of somebody.
    personal: bool,
}

/// What stands against a form.
#[derive(Default)]
struct Wrong {
    faults: Vec<Fault>,
    refused: Option<String>,
}

/// GET /messages/new?content=
pub async fn show(Query(asked): Query<Asked>, visit: Visit) -> Result<Response, Error> {
    let content: String = asked.content.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let typed = Typed(vec![("kind".into(), "question".into()), ("content".into(), content)]);
    write(&visit, StatusCode::OK, (&random_number()?, &typed), Wrong::default())
}

fn write(
    visit: &Visit,
    status: StatusCode,
    (once, typed): (&str, &Typed),
    wrong: Wrong,
) -> Result<Response, Error> {
    let fields: Vec<Field> = fields().into_iter().map(|field| field.filled(typed, &wrong.faults)).collect();
    let faults = named(wrong.faults, &fields);
    let frame = visit.frame("写留言").under(HERE.0, HERE.1);
    let refused = wrong.refused.map(|refused| (refused, None));
    page(status, &Write { frame, once: once.into(), fields, faults, refused })
}

fn fields() -> Vec<Field> {
    let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    vec![
        radios("kind", "类别", "", Sort::ALL.map(|kind| pair(kind.key(), kind.label()))),
        line("title", "标题", "一句话说明是什么事，例如：营业执照遗失怎样补领。"),
        area("content", "内容", "写明要问的事。请不要写证件号码、银行账号。"),
        radios(
            "open",
            "可以公开问题和答复吗",
            "公开的只有整理后的问题和答复，没有姓名、联系方式。不公开的，只有您凭查询码能看到。",
            [pair("yes", "可以公开"), pair("no", "不公开")],
        ),
        heading("怎样与您联系", "都可以不填，凭编号和查询码也能看到答复。加密保存，不公开。"),
        line("name", "称呼", "").optional().own("name", ""),
        line("telephone", "联系电话", "").optional().own("tel", "tel"),
        line("email", "电子邮箱", "").optional().own("email", "email"),
    ]
}

/// What was filled in, or what is wrong with it.
fn read(typed: &Typed) -> Result<(Sort, bool, Letter), Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let kind = read.one("kind", Sort::from_key, Sort::Question);
    let letter = Letter {
        title: read.long("title", LONGEST_TITLE),
        content: read.long("content", LONGEST),
        name: read.long("name", 40),
        telephone: read.long("telephone", 40),
        email: read.long("email", 254),
    };
    if letter.title.is_empty() {
        read.fault("title", "请填写标题。");
    }
    if letter.content.is_empty() {
        read.fault("content", "请填写内容。");
    }
    let digits = letter.telephone.chars().filter(char::is_ascii_digit).count();
    if !letter.telephone.is_empty() && !(7..=20).contains(&digits) {
        read.fault("telephone", "电话号码的位数不对。请核对，座机请写区号。");
    }
    if !letter.email.is_empty() && !is_email(&letter.email) {
        read.fault("email", "电子邮箱的写法不对，例如 name@example.cn。");
    }
    let yes = |key: &str| matches!(key, "yes" | "no").then_some(key == "yes");
    let consents = read.one("open", yes, false);
    if read.faults.is_empty() { Ok((kind, consents, letter)) } else { Err(read.faults) }
}

/// POST /messages/new
pub async fn create(
    State(counter): State<Counter>,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Error> {
    let typed = Typed(form.map_err(|_| unreadable())?.0);
    let once = typed.text("once").to_owned();
    if once.len() != 64 || !once.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(unreadable());
    }
    let (kind, consents, letter) = match read(&typed) {
        Ok(read) => read,
        Err(faults) => {
            let wrong = Wrong { faults, refused: None };
            return write(&visit, StatusCode::UNPROCESSABLE_ENTITY, (&once, &typed), wrong);
        }
    };
    match typed.text("do") {
        "edit" => write(&visit, StatusCode::OK, (&once, &typed), Wrong::default()),
        "send" => {
            if let Err(refused) = room(&counter, peer) {
                let wrong = Wrong { faults: Vec::new(), refused: Some(refused) };
                return write(&visit, StatusCode::TOO_MANY_REQUESTS, (&once, &typed), wrong);
            }
            let code = code::random(code::TRACK)?;
            receipt::send(&counter, &headers, &once, NewMessage { kind, letter, consents, code }).await
        }
        _ => check(&counter, &visit, &once, &typed, (kind, consents, &letter)).await,
    }
}

/// What was answered already is shown before anything is sent.
async fn check(
    counter: &Counter,
    visit: &Visit,
    once: &str,
    typed: &Typed,
    (kind, consents, letter): (Sort, bool, &Letter),
) -> Result<Response, Error> {
    let question = format!("{} {}", letter.title, letter.content);
    let (title, content) = (&letter.title, &letter.content);
    let similar = counter.messages().alike(title, content, OFFERED).await.map_err(broken)?;
    let answered = crate::asking::answer(&counter.portal, &letter.title).await?;
    let others = answered.candidates.iter().filter(|one| one.document.source != ask::Source::Message);
    let passages = others.take(PASSAGES).map(|one| Card::of(one, &answered)).collect();
    let open = if consents { "可以公开" } else { "不公开，只答复我" };
    let rows = [
        ("类别", kind.label()),
        ("标题", &letter.title),
        ("内容", &letter.content),
        ("公开", open),
        ("称呼", &letter.name),
        ("联系电话", &letter.telephone),
        ("电子邮箱", &letter.email),
    ];
    let show = Check {
        frame: visit.frame("核对后提交").under(HERE.0, HERE.1),
        once: once.into(),
        hidden: NAMES.map(|name| (name, typed.text(name).to_owned())).into(),
        rows: rows
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| (label, text.to_owned()))
            .collect(),
        similar: similar.iter().filter_map(Line::of).collect(),
        passages,
        ask: format!("/ask?q={}", address(&letter.title)),
        personal: crate::asking::tally::is_personal(&question),
    };
    page(StatusCode::OK, &show)
}
