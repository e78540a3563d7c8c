//! 一件申请在列表里的一行，以及它列在哪些键之下

use crate::Error;
use crate::{figures, twins};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::receipt::Channel;
use law::request::{DeadlineKind, History, Reckoning, State, reckon};
use law::workday::Calendar;
use ledger::Item;
use office::case::{Case, Counted, Ending, Stage, counted};
use serde::{Deserialize, Serialize};

/// The kind of the items that cases are.
pub const KIND: &str = "request";

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
    let row = row(case, &told);
    let mut item = Item::new(KIND, &case.no, version, serde_json::to_string(&row)?)
        .under("all", case.submitted.to_string());
    if let Some((_, date)) = row.next {
        item = item.under("open", date.to_string());
        if let Some(handler) = &case.handler {
            item = item.under(format!("handler/{handler}"), date.to_string());
        }
    }
    for key in twins::keys(case) {
        item = item.under(key, case.submitted.to_string());
    }
    match counted(case) {
        Some(counted) => Ok(counted_under(item, &counted)),
        None => Ok(item),
    }
}

fn counted_under(item: Item, counted: &Counted) -> Item {
    let keys = figures::keys(counted);
    keys.into_iter().fold(item, |item, key| item.under(key, counted.received.to_string()))
}

fn row(case: &Case, told: &Reckoning) -> Row {
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
        next: told.deadlines.first().map(|deadline| (deadline.kind, deadline.date)),
        handler: case.handler.clone(),
        ended,
        outcome,
        in_time: told.in_time,
        remedies_pending: case.remedies.iter().filter(|remedy| remedy.decided.is_none()).count(),
    }
}
