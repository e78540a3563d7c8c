//! 一条留言在工作台列表里的一行、公众看得到的一条，以及它们列在哪些键之下

use crate::{Error, alike, figures};
use jiff::civil::Date;
use ledger::Item;
use office::message::{Kind, Message, Open, Rating, Round, Step};
use office::publication::Public;
use serde::{Deserialize, Serialize};

/// The kind of the items that the desk lists.
pub const KIND: &str = "message";
/// The kind of the items that the public is shown.
pub const PUBLIC: &str = "public-message";
/// Where the list of what one department answers begins.
pub(crate) const DEPARTMENT: &str = "department/";
/// The same, of what it has to draft.
pub(crate) const DRAFTING: &str = "drafting/";

/// What a list of the desk shows of a message; it names nobody. It can be dropped and made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub no: String,
    pub version: u64,
    pub kind: Kind,
    pub subject: String,
    pub department: Option<String>,
    pub matter: Option<String>,
    pub step: Step,
    /// 追问几次
    pub follow_ups: usize,
    pub sent_back: bool,
    /// Of the message itself.
    pub received: Date,
    /// Of what is to be answered now: the last follow-up, or the message.
    pub asked: Date,
    pub due: Option<Date>,
    /// The term of the message itself, and when it was answered: what figures count.
    pub first_due: Date,
    pub answered: Option<Date>,
    /// A follow-up was answered after its term.
    #[serde(default)]
    pub late_follow_up: bool,
    pub shown: bool,
    pub rating: Option<Rating>,
}

impl Row {
    pub fn of(message: &Message, version: u64) -> Row {
        let round = message.round();
        Row {
            no: message.no.clone(),
            version,
            kind: message.kind,
            subject: message.subject.clone(),
            department: message.department.clone(),
            matter: message.matter.clone(),
            step: message.step,
            follow_ups: message.more.len(),
            sent_back: round.sent_back.is_some(),
            received: message.first.received,
            asked: round.received,
            due: message.due(),
            first_due: message.first.due,
            answered: message.first.answer.as_ref().map(|answer| answer.on),
            late_follow_up: message.more.iter().any(Round::was_late),
            shown: message.open().is_some(),
            rating: message.rating.map(|(_, rating)| rating),
        }
    }
}

/// «2024-02-21/0000000003»: by day, then in the order they came.
pub(crate) fn sort(on: Date, no: &str) -> String {
    let serial = no.rsplit('-').next().unwrap_or_default();
    format!("{on}/{serial:0>10}")
}

pub(crate) fn read(item: &Item) -> Result<Row, Error> {
    Ok(serde_json::from_str(&item.body)?)
}

pub(crate) fn item(message: &Message, version: u64) -> Result<Item, Error> {
    let row = Row::of(message, version);
    let mut put = Item::new(KIND, &row.no, version, serde_json::to_string(&row)?);
    put = put.under("all", sort(row.received, &row.no));
    put = put.under(format!("step/{}", row.step.key()), sort(row.due.unwrap_or(row.received), &row.no));
    if let Some(due) = row.due {
        put = put.under("open", due.to_string()).under("waiting", row.asked.to_string());
        if let Some(department) = &row.department {
            put = put.under(format!("{DEPARTMENT}{department}"), due.to_string());
            if row.step == Step::Drafting {
                put = put.under(format!("{DRAFTING}{department}"), due.to_string());
            }
        }
    }
    Ok(figures::keys(&row).into_iter().fold(put, |put, key| {
        let by = sort(row.received, &row.no);
        put.under(key, by)
    }))
}

/// What everybody may read of it; `None` where that is nothing.
pub(crate) fn public(message: &Message, version: u64) -> Result<Option<Item>, Error> {
    let Some(open) = message.open() else { return Ok(None) };
    let Some(first) = open.exchanges.first() else { return Ok(None) };
    let by = sort(first.answered, &open.no);
    let mut put = Item::new(PUBLIC, &open.no, version, serde_json::to_string(&open)?);
    for key in ["all".to_owned(), format!("kind/{}", open.kind.key()), format!("matter/{}", open.matter)] {
        put = put.under(key, by.clone());
    }
    let words = alike::pairs(&text(&open));
    Ok(Some(words.iter().fold(put, |put, pair| put.under(word_key(pair), by.clone()))))
}

pub(crate) fn word_key(pair: &str) -> String {
    format!("word/{pair}")
}

/// What it is found by: the questions first, since they come first when there are too many pairs.
pub(crate) fn text(open: &Open) -> String {
    let questions = open.exchanges.iter().map(|one| format!("{} {}", one.title, one.question));
    let answers = open.exchanges.iter().map(|one| one.answer.clone());
    let all: Vec<String> =
        [open.no.clone(), open.matter.clone()].into_iter().chain(questions).chain(answers).collect();
    all.join(" ")
}

pub(crate) fn read_public(item: &Item) -> Result<Public<Open>, Error> {
    Ok(serde_json::from_str(&item.body)?)
}
