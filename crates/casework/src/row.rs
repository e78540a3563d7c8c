//! 一件申请在列表里的一行，以及它列在哪些键之下

use crate::Error;
use crate::{figures, registers, twins};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::receipt::Channel;
use law::request::{DeadlineKind, History, Reckoning, State, reckon};
use law::workday::Calendar;
use ledger::Item;
use office::case::{Case, Counted, Ending, Paper, Stage, counted};
use serde::{Deserialize, Serialize};

/// The kind of the items that cases are.
pub const KIND: &str = "request";

/// Where a handler's open cases are listed: `handler/li`.
pub(crate) const HANDLER: &str = "handler/";

/// Where cases are listed by what they are about: `matter/房屋征收`.
pub(crate) const MATTER: &str = "matter/";

/// What a list shows of a case. It can be dropped and made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub no: String,
    pub subject: String,
    /// The applicant's fingerprint.
    pub applicant: String,
    pub kind: Applicant,
    pub channel: Channel,
    pub submitted: Date,
    pub received: Option<Date>,
    pub state: State,
    pub due: Option<Date>,
    pub provisional: bool,
    /// What must happen next and until when; `None` when the case is over.
    pub next: Option<(DeadlineKind, Date)>,
    pub handler: Option<String>,
    pub ended: Option<Date>,
    pub outcome: Option<Outcome>,
    pub in_time: Option<bool>,
    pub remedies_pending: usize,
    /// 归类
    pub matter: Option<String>,
    /// 申请人的类别以外，由谁代理
    pub represented: bool,
    /// The draft waits for review or signature.
    pub paper: Option<Waiting>,
}

/// Whose turn it is with the draft of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// 待审核
    Review,
    /// 待签发
    Signature,
    /// 已签发，待送出
    Dispatch,
}

impl Waiting {
    pub const ALL: [Waiting; 3] = [Waiting::Review, Waiting::Signature, Waiting::Dispatch];

    pub const fn label(self) -> &'static str {
        match self {
            Waiting::Review => "待审核",
            Waiting::Signature => "待签发",
            Waiting::Dispatch => "待送出",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Waiting::Review => "review",
            Waiting::Signature => "signature",
            Waiting::Dispatch => "dispatch",
        }
    }

    /// Where the ledger lists them: `waiting/review`.
    pub(crate) fn list_key(self) -> String {
        format!("waiting/{}", self.key())
    }

    fn of(case: &Case) -> Option<Waiting> {
        if matches!(case.stage, Stage::Over { .. }) {
            return None;
        }
        match case.paper {
            Paper::None => None,
            Paper::Drafted { .. } => Some(Waiting::Review),
            Paper::Reviewed { .. } => Some(Waiting::Signature),
            Paper::Signed { .. } => Some(Waiting::Dispatch),
        }
    }
}

pub(crate) fn read(item: &Item) -> Result<Row, Error> {
    Ok(serde_json::from_str(&item.body)?)
}

pub(crate) fn reckoned(case: &Case, today: Date, calendar: &Calendar) -> Result<Reckoning, Error> {
    let history = History { as_of: Some(today), ..case.history.clone() };
    reckon(&history, calendar).map_err(|error| Error::Stored(format!("case {}: {error}", case.no)))
}

/// The row of a case as of a day, under every key it is listed and counted by.
pub(crate) fn item(case: &Case, version: u64, today: Date, calendar: &Calendar) -> Result<Item, Error> {
    let told = reckoned(case, today, calendar)?;
    let row = row(case, &told, calendar);
    let mut item = Item::new(KIND, &case.no, version, serde_json::to_string(&row)?)
        .under("all", case.submitted.to_string());
    if let Some((_, date)) = row.next {
        item = item.under("open", date.to_string());
        let handler = case.handler.as_deref().map_or("unassigned".into(), |one| format!("{HANDLER}{one}"));
        item = item.under(handler, date.to_string());
        if row.ended.is_none() {
            item = item.under(state_key(told.state), date.to_string());
        }
        if let Some(waiting) = row.paper {
            item = item.under(waiting.list_key(), date.to_string());
        }
    }
    if told.in_time == Some(false) {
        let year = row.ended.map_or_else(|| today.year(), Date::year);
        item = item.under(format!("late/{year}"), case.submitted.to_string());
    }
    for key in twins::keys(case).into_iter().chain(remedy_lists(case)) {
        item = item.under(key, case.submitted.to_string());
    }
    if let Some((on, _)) = registers::fee_notice(case) {
        item = item.under(registers::fee_key(on.year()), on.to_string());
    }
    if let Some(matter) = &case.matter {
        item = item.under(format!("{MATTER}{matter}"), case.submitted.to_string());
    }
    match counted(case) {
        Some(counted) => Ok(counted_under(item, &counted)),
        None => Ok(item),
    }
}

/// Cases against which a remedy was ever sought, and those where one is pending.
fn remedy_lists(case: &Case) -> Vec<String> {
    let mut keys = Vec::new();
    if !case.remedies.is_empty() {
        keys.push("remedies".into());
    }
    if case.remedies.iter().any(|remedy| remedy.decided.is_none()) {
        keys.push("remedies/pending".into());
    }
    keys
}

/// What must happen next: the application's own next deadline, or the term to respond to a remedy.
fn next(case: &Case, told: &Reckoning, calendar: &Calendar) -> Option<(DeadlineKind, Date)> {
    let own = told.deadlines.first().map(|deadline| (deadline.kind, deadline.date));
    let responses = case.remedies.iter().filter_map(|remedy| remedy.respond_by(calendar));
    let response = responses.map(|by| (DeadlineKind::Response, by.date)).min_by_key(|(_, date)| *date);
    own.into_iter().chain(response).min_by_key(|(_, date)| *date)
}

/// `state/awaiting_reply`
pub(crate) fn state_key(state: State) -> String {
    let state = match state {
        State::Unconfirmed => "unconfirmed",
        State::Open => "open",
        State::AwaitingCorrection => "awaiting_correction",
        State::AwaitingReply => "awaiting_reply",
        State::AwaitingPayment => "awaiting_payment",
        State::Answered => "answered",
        State::Closed => "closed",
    };
    format!("state/{state}")
}

fn counted_under(item: Item, counted: &Counted) -> Item {
    let keys = figures::keys(counted);
    keys.into_iter().fold(item, |item, key| item.under(key, counted.received.to_string()))
}

fn row(case: &Case, told: &Reckoning, calendar: &Calendar) -> Row {
    let (ended, outcome) = match case.stage {
        Stage::Over { on, ending: Ending::Outcome(outcome), .. } => (Some(on), Some(outcome)),
        Stage::Over { on, ending: Ending::NotCounted, .. } => (Some(on), None),
        Stage::Unconfirmed | Stage::Open { .. } => (None, None),
    };
    Row {
        no: case.no.clone(),
        subject: case.subject.clone(),
        applicant: case.applicant.clone(),
        kind: case.kind,
        channel: case.channel,
        submitted: case.submitted,
        received: case.received(),
        state: told.state,
        due: told.due,
        provisional: told.provisional,
        next: next(case, told, calendar),
        handler: case.handler.clone(),
        ended,
        outcome,
        in_time: told.in_time,
        remedies_pending: case.remedies.iter().filter(|remedy| remedy.decided.is_none()).count(),
        matter: case.matter.clone(),
        represented: case.representation.is_some(),
        paper: Waiting::of(case),
    }
}
