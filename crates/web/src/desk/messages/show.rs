//! 一条留言　GET /desk/messages/{no}

use super::super::account::{Account, Names};
use super::super::chip::Chip;
use super::super::rights::Right;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::list::chip_of;
use super::{acts, find, may_see, path, story};
use crate::{answer, words};
use ::messages::{File, Letter, Row};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use office::message::{Act, Message, Round, Step};
use office::publication::Found;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    /// The act that was just done.
    done: String,
}

#[derive(Template)]
#[template(path = "desk/messages/show.html")]
struct Show {
    frame: Frame,
    no: String,
    subject: String,
    done: Option<String>,
    chip: Chip,
    state: String,
    facts: Vec<(&'static str, String)>,
    acts: Vec<(String, &'static str)>,
    sent_back: Option<String>,
    found: Vec<Found>,
    rounds: Vec<Told>,
    readable: bool,
    erased: bool,
    public: Option<String>,
    steps: Vec<story::Step>,
}

/// 一问一答, as the desk reads it.
pub struct Told {
    pub heading: &'static str,
    pub received: String,
    /// What was written is no more.
    pub erased: bool,
    /// What the sender wrote, for those who may read it.
    pub letter: Option<Letter>,
    /// As it would be published, or is.
    pub title: String,
    pub question: String,
    pub answer: String,
    pub answered: String,
}

pub async fn show(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let file = find(&desk, &no).await?;
    let message = &file.message;
    let (today, calendar) = (desk.library().today(), desk.library().calendar());
    let row = Row::of(message, file.version);
    let link = |act: Act| (format!("{}/{}", path(&no), act.key()), act.label());
    let show = Show {
        frame: desk.frame(&format!("留言{no}"), &me),
        subject: message.subject.clone(),
        done: Act::from_key(&asked.done).map(|act| done(act, message)),
        chip: chip_of(&row, today, &calendar),
        state: state(message),
        facts: facts(message),
        acts: acts(&desk, &me, message).into_iter().map(link).collect(),
        sent_back: message.round().sent_back.clone(),
        found: if message.step == Step::Review { desk.messages().found(message).await? } else { Vec::new() },
        rounds: rounds(&desk, &me, message).await?,
        readable: Right::ReadLetters.held_by(&me),
        erased: message.erased,
        public: message.open().map(|open| crate::message::path(&open.no)),
        steps: steps(&desk, &file).await?,
        no,
    };
    Ok(answer::page(&show)?)
}

fn state(message: &Message) -> String {
    match &message.taken_down {
        Some((on, _)) => format!("{}，{}撤下", message.step.label(), words::day(*on)),
        None => message.step.label().into(),
    }
}

fn facts(message: &Message) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("类别", message.kind.label().to_owned()),
        ("主题", message.matter.clone().unwrap_or_default()),
        ("承办部门", message.department.clone().unwrap_or_default()),
        ("收到", words::day(message.first.received)),
        ("公开", if message.first.consents { "留言人同意" } else { "留言人不同意，只答复本人" }.into()),
        ("评价", message.rating.map(|(_, rating)| rating.label().to_owned()).unwrap_or_default()),
    ];
    if let Some((_, why, explanation)) = &message.not_accepted {
        facts.push(("不予受理", format!("{}。{explanation}", why.label())));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn done(act: Act, message: &Message) -> String {
    let next = match message.step {
        _ if act == Act::ErasePersonalData => "原文和联系方式不能再查看；已经发出的答复和统计不受影响。",
        Step::New => "下一步：受理分办。",
        Step::Drafting => "下一步：承办人起草答复。",
        Step::Review => "下一步：由他人审核答复。",
        Step::Ready => "下一步：由发布人员公开答复，或者只答复本人。",
        Step::Answered | Step::NotAccepted => "留言人凭编号和查询码可以看到。",
    };
    format!("已办理“{}”。{next}", act.label())
}

pub async fn rounds(desk: &Desk, me: &Account, message: &Message) -> Result<Vec<Told>, Fail> {
    let mut rounds = Vec::new();
    for (at, round) in message.rounds().enumerate() {
        let ready = message.step == Step::Ready
            && Act::AnswerOpenly.roles().iter().any(|role| me.roles.contains(role));
        let told = told(desk, me, (at, round), ready).await?;
        rounds.push(Told { erased: message.erased, ..told });
    }
    Ok(rounds)
}

/// Drafts and private answers tell of the sender as letters do: for those who read letters, and for who is to send them.
async fn told(desk: &Desk, me: &Account, (at, round): (usize, &Round), ready: bool) -> Result<Told, Fail> {
    let reads = Right::ReadLetters.held_by(me);
    let letter = if reads { letter(desk, round).await? } else { None };
    let openly = round.answer.as_ref().is_some_and(|answer| answer.openly);
    let draft = round.draft.as_ref().filter(|_| reads || ready || openly);
    let wording = draft.and_then(|draft| draft.wording.as_ref());
    Ok(Told {
        heading: match (at, round.consents) {
            (0, _) => "留言",
            (_, true) => "追问（可以公开）",
            (_, false) => "追问（不公开）",
        },
        received: words::day(round.received),
        erased: false,
        letter,
        title: wording.map(|wording| wording.title.clone()).unwrap_or_default(),
        question: wording.map(|wording| wording.text.clone()).unwrap_or_default(),
        answer: draft.map(|draft| draft.text.clone()).unwrap_or_default(),
        answered: round.answer.as_ref().map_or_else(String::new, |answer| {
            format!("{}{}", words::day(answer.on), if answer.openly { "公开答复" } else { "答复本人" })
        }),
    })
}

/// Nothing once it was erased.
pub async fn letter(desk: &Desk, round: &Round) -> Result<Option<Letter>, Fail> {
    match desk.messages().letter(&round.letter).await {
        Ok(letter) => Ok(Some(letter)),
        Err(::messages::Error::Ledger(ledger::Error::Refused(_))) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn steps(desk: &Desk, file: &File) -> Result<Vec<story::Step>, Fail> {
    let mut names = Names::default();
    let mut steps = Vec::with_capacity(file.history.len());
    for told in &file.history {
        let by = names.of(desk.ledger(), &told.by).await?;
        steps.push(story::step(words::moment(told.at), by, &told.event));
    }
    Ok(steps)
}
