//! 一轮清理：发起、逐件决定、签批、起草结果、公开

use super::refusal::Refusal;
use crate::fit::{at_most, within};
use crate::publication::Validity;
use crate::role::{Actor, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most documents of a round.
const MOST: usize = 500;

/// 对一件文件的决定。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Kept,
    Amended,
    Repealed,
    /// 有效期已过或者调整对象已经消失，自行失效
    Lapsed,
    Declared,
}

impl Decision {
    pub const ALL: [Decision; 5] =
        [Decision::Kept, Decision::Amended, Decision::Repealed, Decision::Lapsed, Decision::Declared];

    pub const fn key(self) -> &'static str {
        match self {
            Decision::Kept => "kept",
            Decision::Amended => "amended",
            Decision::Repealed => "repealed",
            Decision::Lapsed => "lapsed",
            Decision::Declared => "declared",
        }
    }

    pub fn from_key(key: &str) -> Option<Decision> {
        Decision::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Decision::Kept => "继续有效",
            Decision::Amended => "修改",
            Decision::Repealed => "废止",
            Decision::Lapsed => "失效",
            Decision::Declared => "宣布失效",
        }
    }

    /// A choice of the register `cleanups`, which tells 失效 and 宣布失效 as one.
    pub const fn register_key(self) -> &'static str {
        match self {
            Decision::Kept => "kept",
            Decision::Amended => "amended",
            Decision::Repealed => "repealed",
            Decision::Lapsed | Decision::Declared => "expired",
        }
    }

    /// What becomes of the document when the result is published; `None` where it stays in force. What is to be
    /// amended stands until its new text is published.
    pub const fn validity(self) -> Option<Validity> {
        match self {
            Decision::Kept | Decision::Amended => None,
            Decision::Repealed => Some(Validity::Repealed),
            Decision::Lapsed | Decision::Declared => Some(Validity::Expired),
        }
    }
}

/// A document as it was when the round began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub index: String,
    pub title: String,
    pub document_no: Option<String>,
}

/// Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 发起
    Opened {
        no: String,
        on: Date,
        by: String,
        title: String,
        basis: String,
        until: Date,
        documents: Vec<Document>,
    },
    /// 对一件文件作出决定; the last one stands.
    Decided {
        on: Date,
        by: String,
        document: String,
        decision: Decision,
        reason: String,
        successor: Option<String>,
    },
    /// 退回: what was signed or drafted counts no more.
    SentBack { on: Date, by: String, remark: String },
    /// 签批
    Signed { on: Date, by: String, remark: String },
    /// 起草结果: the index of the item.
    Drafted { on: Date, by: String, item: String },
    /// 结果公开, and the documents with it.
    Published { on: Date, item: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Open { no: String, title: String, basis: String, until: Date, documents: Vec<Document> },
    Decide { document: String, decision: Decision, reason: String, successor: Option<String> },
    Sign { remark: String },
    SendBack { remark: String },
    Draft { item: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Open,
    Decide,
    Sign,
    SendBack,
    Draft,
}

impl Act {
    pub const ALL: [Act; 5] = [Act::Open, Act::Decide, Act::Sign, Act::SendBack, Act::Draft];

    pub const fn label(self) -> &'static str {
        match self {
            Act::Open => "发起清理",
            Act::Decide => "作出清理决定",
            Act::Sign => "签批清理结果",
            Act::SendBack => "退回清理",
            Act::Draft => "起草清理结果",
        }
    }

    pub const fn roles(self) -> &'static [Role] {
        match self {
            Act::Open => &[Role::DisclosureHead],
            Act::Decide => &[Role::Handler, Role::DepartmentHead],
            Act::Sign | Act::SendBack => &[Role::Principal],
            Act::Draft => &[Role::Handler],
        }
    }
}

impl Command {
    const fn act(&self) -> Act {
        match self {
            Command::Open { .. } => Act::Open,
            Command::Decide { .. } => Act::Decide,
            Command::Sign { .. } => Act::Sign,
            Command::SendBack { .. } => Act::SendBack,
            Command::Draft { .. } => Act::Draft,
        }
    }
}

/// 谁、哪一天。
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    pub today: Date,
    pub actor: &'a Actor,
}

/// 一轮清理。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub no: String,
    pub title: String,
    pub basis: String,
    pub opened: Date,
    pub opened_by: String,
    pub until: Date,
    pub lines: Vec<Line>,
    pub sent_back: Option<String>,
    /// Who signed, on which day, with what remark.
    pub signed: Option<(String, Date, String)>,
    /// The item that tells the result.
    pub item: Option<String>,
    pub published: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub document: Document,
    pub decided: Option<Decided>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub by: String,
    pub on: Date,
    pub decision: Decision,
    pub reason: String,
    /// What stands in its place, by name or number.
    pub successor: Option<String>,
}

/// 走到哪一步。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Deciding,
    /// Every document is decided.
    Decided,
    Signed,
    Drafted,
    Published,
}

impl Stage {
    pub const fn label(self) -> &'static str {
        match self {
            Stage::Deciding => "逐件清理",
            Stage::Decided => "待签批",
            Stage::Signed => "待起草结果",
            Stage::Drafted => "结果待公开",
            Stage::Published => "结果已公开",
        }
    }
}

impl Round {
    pub fn stage(&self) -> Stage {
        match (self.published, &self.item, &self.signed) {
            (Some(_), ..) => Stage::Published,
            (None, Some(_), _) => Stage::Drafted,
            (None, None, Some(_)) => Stage::Signed,
            (None, None, None) if self.undecided() == 0 => Stage::Decided,
            (None, None, None) => Stage::Deciding,
        }
    }

    pub fn undecided(&self) -> usize {
        self.lines.iter().filter(|line| line.decided.is_none()).count()
    }

    /// The documents decided so, in the order of the round.
    pub fn of(&self, decision: Decision) -> impl Iterator<Item = (&Document, &Decided)> {
        let both = self.lines.iter().filter_map(|line| Some((&line.document, line.decided.as_ref()?)));
        both.filter(move |(_, decided)| decided.decision == decision)
    }

    /// 结果公开之日: what each document becomes. Refused unless the item is the one drafted from what was signed.
    pub fn carried(&self, item: &str) -> Result<Vec<(&Document, Validity, &Decided)>, Refusal> {
        if self.signed.is_none() || self.item.as_deref() != Some(item) {
            return Err(Refusal::NotTheResult);
        }
        let changed = self.lines.iter().filter_map(|line| {
            let decided = line.decided.as_ref()?;
            Some((&line.document, decided.decision.validity()?, decided))
        });
        Ok(changed.collect())
    }

    fn took_part(&self, who: &str) -> bool {
        let decided = |line: &Line| line.decided.as_ref().is_some_and(|decided| decided.by == who);
        self.opened_by == who || self.lines.iter().any(decided)
    }
}

/// 现在可以办的事，只有这些。
pub fn allowed(ctx: &Ctx<'_>, round: Option<&Round>) -> Vec<Act> {
    Act::ALL.into_iter().filter(|act| gate(ctx, round, *act).is_ok()).collect()
}

fn gate(ctx: &Ctx<'_>, round: Option<&Round>, act: Act) -> Result<(), Refusal> {
    if !act.roles().iter().any(|role| ctx.actor.roles.contains(role)) {
        return Err(Refusal::Role(act));
    }
    let Some(round) = round else {
        return if act == Act::Open { Ok(()) } else { Err(Refusal::NoRound) };
    };
    let stage = round.stage();
    let when = |fine: bool, reason| if fine { Ok(()) } else { Err(Refusal::NotNow { act, reason }) };
    match act {
        Act::Open => Err(Refusal::NotNow { act, reason: "这一轮清理已经发起。" }),
        Act::Decide => when(
            matches!(stage, Stage::Deciding | Stage::Decided),
            "清理结果已经签批。改动须先由签批的人退回。",
        ),
        Act::Sign => {
            when(matches!(stage, Stage::Deciding | Stage::Decided), "清理结果已经签批。")?;
            if round.undecided() > 0 {
                return Err(Refusal::Undecided(round.undecided()));
            }
            if round.took_part(&ctx.actor.id) { Err(Refusal::FourEyes) } else { Ok(()) }
        }
        Act::SendBack => when(
            matches!(stage, Stage::Decided | Stage::Signed | Stage::Drafted),
            "还没有逐件决定，或者结果已经公开。",
        ),
        // Again, where what was drafted came to nothing: only the last one is the result.
        Act::Draft => {
            when(matches!(stage, Stage::Signed | Stage::Drafted), "清理结果还没有签批，或者已经公开。")
        }
    }
}

/// 命令可不可以；可以的，给出应当记下的事件。
pub fn decide(ctx: &Ctx<'_>, round: Option<&Round>, command: Command) -> Result<Event, Refusal> {
    gate(ctx, round, command.act())?;
    let (on, by) = (ctx.today, ctx.actor.id.clone());
    match command {
        Command::Open { no, title, basis, until, documents } => {
            if until < on {
                return Err(Refusal::UntilPast { until, today: on });
            }
            let documents = listed(documents)?;
            let (title, basis) = (within(&title, "清理的名称", 60)?, within(&basis, "清理的依据", 200)?);
            Ok(Event::Opened { no, on, by, title, basis, until, documents })
        }
        Command::Decide { document, decision, reason, successor } => {
            let known =
                round.is_some_and(|round| round.lines.iter().any(|one| one.document.index == document));
            if !known {
                return Err(Refusal::NoDocument(document));
            }
            let reason = within(&reason, "决定的理由", 300)?;
            let successor = successor.map(|one| at_most(&one, "替代的文件", 200)).transpose()?;
            let successor = successor.filter(|one| !one.is_empty());
            Ok(Event::Decided { on, by, document, decision, reason, successor })
        }
        Command::Sign { remark } => {
            Ok(Event::Signed { on, by, remark: at_most(&remark, "签批意见", 500)? })
        }
        Command::SendBack { remark } => {
            Ok(Event::SentBack { on, by, remark: within(&remark, "退回意见", 500)? })
        }
        Command::Draft { item } => Ok(Event::Drafted { on, by, item }),
    }
}

fn listed(documents: Vec<Document>) -> Result<Vec<Document>, Refusal> {
    if documents.is_empty() || documents.len() > MOST {
        return Err(Refusal::Number(MOST));
    }
    let mut seen = BTreeSet::new();
    match documents.iter().find(|one| !seen.insert(one.index.clone())) {
        Some(twice) => Err(Refusal::Twice(twice.index.clone())),
        None => Ok(documents),
    }
}

/// The state after an event. Panics where the ledger holds what [`decide`] never lets in.
pub fn evolve(round: Option<Round>, event: &Event) -> Round {
    if let Event::Opened { no, on, by, title, basis, until, documents } = event {
        let line = |document: &Document| Line { document: document.clone(), decided: None };
        return Round {
            no: no.clone(),
            title: title.clone(),
            basis: basis.clone(),
            opened: *on,
            opened_by: by.clone(),
            until: *until,
            lines: documents.iter().map(line).collect(),
            sent_back: None,
            signed: None,
            item: None,
            published: None,
        };
    }
    let Some(mut round) = round else { panic!("corrupt ledger: a round begins with {event:?}") };
    match event {
        Event::Opened { .. } => {}
        Event::Decided { on, by, document, decision, reason, successor } => {
            let line = round.lines.iter_mut().find(|line| line.document.index == *document);
            if let Some(line) = line {
                let (by, reason) = (by.clone(), reason.clone());
                let successor = successor.clone();
                line.decided = Some(Decided { by, on: *on, decision: *decision, reason, successor });
            }
        }
        Event::SentBack { remark, .. } => {
            round.sent_back = Some(remark.clone());
            round.signed = None;
            round.item = None;
        }
        Event::Signed { on, by, remark } => {
            round.signed = Some((by.clone(), *on, remark.clone()));
            round.sent_back = None;
        }
        Event::Drafted { item, .. } => round.item = Some(item.clone()),
        Event::Published { on, .. } => round.published = Some(*on),
    }
    round
}

/// The state after a whole history; `None` where there is none.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Round> {
    events.into_iter().fold(None, |round, event| Some(evolve(round, event)))
}
