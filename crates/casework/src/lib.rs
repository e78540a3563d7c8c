//! 办件：申请在台账中办理。 An order comes in, the office decides, the events are appended, and the lists and
//! figures made from them change in the same transaction.

mod application;
mod calendars;
mod error;
mod figures;
mod letters;
mod notice;
mod order;
mod refresh;
mod registering;
mod registers;
mod row;
mod stationery;
mod twins;

pub use application::{Application, Person};
pub use calendars::{Change, Moved};
pub use error::Error;
pub use figures::{cell_key, cell_of, month_key, remedy_key, request_key};
pub use letters::Preview;
pub use notice::{Notice, notice_queue};
pub use office::moment::Moment;
pub use order::{Given, NewFile, Order};
pub use registering::{NewRecord, Part, Registration};
pub use row::{KIND, Row, Waiting};
pub use stationery::{Stationery, Trouble};
pub use twins::Alike;

use jiff::Timestamp;
use jiff::civil::Date;
use law::workday::Calendar;
use ledger::{Direction, Entry, Item, Ledger, Place};
use office::case::{Case, Event, Sealed, replay};
use office::role::{Actor, Role};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The cases of one organ.
#[derive(Clone)]
pub struct Casework {
    ledger: Ledger,
    organ: String,
    /// Without it no letters are made.
    stationery: Option<Arc<dyn Stationery>>,
}

/// Who acts where the applicant does, over the web: no account has this name.
pub const APPLICANT: &str = "applicant";

/// The applicant as an actor. What comes in from them is registered, as it is at the counter.
pub fn applicant() -> Actor {
    Actor { id: APPLICANT.into(), roles: vec![Role::Registrar] }
}

/// A case with its history.
#[derive(Debug, Clone)]
pub struct File {
    pub case: Case,
    /// How many entries it has: what [`Casework::run`] expects.
    pub version: u64,
    pub history: Vec<Step>,
}

/// One entry of the history.
#[derive(Debug, Clone)]
pub struct Step {
    pub at: Timestamp,
    pub by: String,
    pub event: Event,
}

/// Which cases a list shows, each in the order people work by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Every case, the newest first.
    All,
    /// Open cases by their next deadline.
    Open,
    /// Those of one handler by their next deadline.
    Of(String),
    /// Open cases nobody handles yet.
    Unassigned,
    /// Cases that are not over and stand in one state, by their next deadline.
    In(law::request::State),
    /// Whose drafted answer waits for somebody.
    Waiting(Waiting),
    /// Against which a remedy was sought, the newest first; those where one is pending only.
    Remedies { pending: bool },
    /// Answered too late in a year, the newest first.
    Late(i16),
    /// What a cell of table three or four counts, by [`cell_key`]; the earliest received first.
    Counted(String),
    /// To which a fee notice was sent in a year.
    Fees(i16),
}

impl List {
    fn key(&self) -> (String, Direction) {
        match self {
            List::All => ("all".into(), Direction::Down),
            List::Open => ("open".into(), Direction::Up),
            List::Of(handler) => (format!("{}{handler}", row::HANDLER), Direction::Up),
            List::Unassigned => ("unassigned".into(), Direction::Up),
            List::In(state) => (row::state_key(*state), Direction::Up),
            List::Waiting(waiting) => (waiting.list_key(), Direction::Up),
            List::Remedies { pending: false } => ("remedies".into(), Direction::Down),
            List::Remedies { pending: true } => ("remedies/pending".into(), Direction::Down),
            List::Late(year) => (format!("late/{year}"), Direction::Down),
            List::Counted(key) => (key.clone(), Direction::Up),
            List::Fees(year) => (registers::fee_key(*year), Direction::Up),
        }
    }
}

/// A page of a list, and where the next begins.
#[derive(Debug, Clone)]
pub struct Page {
    pub rows: Vec<Row>,
    pub next: Option<Place>,
}

impl Casework {
    pub fn new(ledger: Ledger, organ: impl Into<String>) -> Casework {
        Casework { ledger, organ: organ.into(), stationery: None }
    }

    /// From now on each step makes the letters it sends.
    #[must_use]
    pub fn with_stationery(self, stationery: Arc<dyn Stationery>) -> Casework {
        Casework { stationery: Some(stationery), ..self }
    }

    pub fn stationery(&self) -> Result<&Arc<dyn Stationery>, Error> {
        self.stationery.as_ref().ok_or_else(|| Error::Settings("没有配置文书，不能出具。".into()))
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn organ(&self) -> &str {
        &self.organ
    }

    /// A row as it stands in the lists.
    pub async fn row(&self, no: &str) -> Result<Option<Row>, Error> {
        self.ledger.item(&self.organ, KIND, no).await?.as_ref().map(row::read).transpose()
    }

    pub async fn list(&self, list: &List, after: Option<&Place>, limit: u32) -> Result<Page, Error> {
        let (key, direction) = list.key();
        let items = match list {
            List::Counted(cell) => return self.list_cell(cell, after, limit).await,
            _ => self.ledger.list(&self.organ, KIND, &key, after, limit, direction).await?,
        };
        let full = items.len() == limit as usize;
        let next = items.last().filter(|_| full).and_then(|item| item.place(&key));
        let rows = items.iter().map(row::read).collect::<Result<_, _>>()?;
        Ok(Page { rows, next })
    }

    /// The lists behind a cell as one. Under each of them a case is sorted by the day it was received, so that it
    /// keeps its place when it ends while somebody turns the pages.
    async fn list_cell(&self, cell: &str, after: Option<&Place>, limit: u32) -> Result<Page, Error> {
        let mut found: BTreeMap<(String, String), Item> = BTreeMap::new();
        // Open ones first: what ends in between is met again among the ended and not missed.
        for key in self.keys_behind(cell).await?.iter().rev() {
            let items = self.ledger.list(&self.organ, KIND, key, after, limit, Direction::Up).await?;
            let placed = items.into_iter().filter_map(|item| Some((item.keys.get(key)?.clone(), item)));
            found.extend(placed.map(|(sort, item)| ((sort, item.id.clone()), item)));
        }
        let full = found.len() >= limit as usize;
        let page: Vec<_> = found.into_iter().take(limit as usize).collect();
        let place = |((sort, id), _): &((String, String), Item)| Place {
            sort: sort.clone(),
            organ: self.organ.clone(),
            id: id.clone(),
        };
        let next = page.last().filter(|_| full).map(place);
        let rows = page.iter().map(|(_, item)| row::read(item)).collect::<Result<_, _>>()?;
        Ok(Page { rows, next })
    }

    /// How many cases a list has, without walking it.
    pub async fn count(&self, list: &List) -> Result<u64, Error> {
        let keys = match list {
            List::Counted(cell) => self.keys_behind(cell).await?,
            _ => vec![list.key().0],
        };
        let mut sum = 0;
        for key in keys {
            sum += self.ledger.count(&self.organ, KIND, &key).await?;
        }
        Ok(sum)
    }

    /// How many cases of a list have their next deadline before a day.
    pub async fn count_before(&self, list: &List, day: Date) -> Result<u64, Error> {
        let day = day.to_string();
        Ok(self.ledger.count_before(&self.organ, KIND, &list.key().0, &day).await?)
    }

    /// The handlers who have open cases, with how many.
    pub async fn loads(&self) -> Result<Vec<(String, u64)>, Error> {
        let counts = self.ledger.counts(&self.organ, KIND, row::HANDLER).await?;
        let loads =
            counts.into_iter().filter_map(|(key, n)| Some((key.strip_prefix(row::HANDLER)?.into(), n)));
        Ok(loads.collect())
    }

    /// The open cases of several organs whose next deadline is nearest, each with its organ.
    pub async fn urgent(&self, organs: &[&str], limit: u32) -> Result<Vec<(String, Row)>, Error> {
        let (key, direction) = List::Open.key();
        let items = self.ledger.list_of(organs, KIND, &key, None, limit, direction).await?;
        items.iter().map(|item| Ok((item.organ.clone(), row::read(item)?))).collect()
    }

    /// The same ledger as another organ sees it.
    pub fn of(&self, organ: &str) -> Casework {
        Casework { organ: organ.into(), ..self.clone() }
    }

    /// Personal data of a case, for those who may see it.
    pub async fn unseal(&self, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        Ok(self.ledger.unseal(&self.organ, &self::sealed(sealed)?).await?)
    }

    /// A representative, a third party, for those who may see them.
    pub async fn person(&self, sealed: &Sealed) -> Result<Person, Error> {
        application::read_person(&self.unseal(sealed).await?)
    }

    /// 事项类别 that cases were given so far, the most used first; at most 40.
    pub async fn matters(&self) -> Result<Vec<String>, Error> {
        let counts = self.ledger.counts(&self.organ, KIND, row::MATTER).await?;
        let mut all: Vec<(String, u64)> = counts
            .into_iter()
            .filter_map(|(key, count)| Some((key.strip_prefix(row::MATTER)?.to_owned(), count)))
            .collect();
        all.sort_by_key(|(matter, count)| (std::cmp::Reverse(*count), matter.clone()));
        Ok(all.into_iter().take(40).map(|(matter, _)| matter).collect())
    }

    /// 申请表所载, for those who may see it.
    pub async fn application(&self, case: &Case) -> Result<Application, Error> {
        application::read(&self.unseal(&case.application).await?)
    }
}

fn stream(no: &str) -> String {
    format!("request/{no}")
}

fn events(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

fn sealed(reference: &Sealed) -> Result<ledger::Sealed, Error> {
    let digest = ledger::Hash::parse(&reference.digest).ok_or(Error::Stored("a digest is none".into()))?;
    Ok(ledger::Sealed { sealed: reference.sealed.clone(), digest })
}

fn reference(sealed: ledger::Sealed) -> Sealed {
    Sealed { sealed: sealed.sealed, digest: sealed.digest.to_string() }
}

/// What the read tables hold of a stream, for [`Ledger::rebuild`]; nothing for streams that are no cases.
pub fn items(entries: &[Entry], today: Date, calendar: &Calendar) -> Result<Vec<Item>, Error> {
    if !entries.first().is_some_and(|entry| entry.kind.starts_with("request.")) {
        return Ok(Vec::new());
    }
    let Some(case) = replay(&events(entries)?) else { return Ok(Vec::new()) };
    Ok(vec![row::item(&case, entries.len() as u64, today, calendar)?])
}
