//! 发布：信息在台账中起草、审查、发布、修改、撤回。 What the desk lists and what the public sees change in the
//! transaction that records the act: a withdrawn item is gone from every list when the act is done.

mod cleanup;
mod documents;
mod dossier;
mod error;
mod figures;
mod handover;
mod inspect;
mod order;
mod plans;
mod public;
mod registers;
mod row;
mod services;
pub mod submission;
pub mod text;

pub use cleanup::Opening;
pub use documents::{Force, State};
pub use dossier::DossierFile;
pub use error::Error;
pub use figures::{Documents, item_key, item_month_key};
pub use inspect::{Fit, Inspector, Noted, TakenIn};
pub use order::Due;
pub use public::{Listed, Seen, Shelf, is_film};
pub use registers::document_name;
pub use row::{KIND, PUBLIC, Row, Standing};

use jiff::Timestamp;
use ledger::{Direction, Entry, Item, Ledger, Place};
use office::moment::Moment;
use office::publication::{Event, IndexRule, Publication, Step, replay};
use std::sync::Arc;

/// The items of one organ.
#[derive(Clone)]
pub struct Publishing {
    ledger: Ledger,
    organ: String,
    rule: IndexRule,
    inspector: Arc<dyn Inspector>,
    expiry_warning_days: u16,
}

/// 提前多少日提示文件将要到期，where the office sets nothing else.
pub const EXPIRY_WARNING_DAYS: u16 = 90;

/// Who acts when the time of a scheduled item has come: no account has this name.
pub const SCHEDULER: &str = "scheduler";

/// An item with its history.
#[derive(Debug, Clone)]
pub struct File {
    pub item: Publication,
    /// How many entries it has: what [`Publishing::run`] expects.
    pub version: u64,
    pub history: Vec<Told>,
}

/// One entry of the history.
#[derive(Debug, Clone)]
pub struct Told {
    pub at: Timestamp,
    pub by: String,
    pub event: Event,
}

/// Which items a list of the desk shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Every item, the newest first.
    All,
    /// What falls due, the nearest first.
    Due,
    /// What waits at one step, the nearest last day first.
    At(Step),
    /// What one person drafts, the nearest last day first.
    DraftedBy(String),
    /// 不予公开的决定, by the day they are to be looked at again.
    Withheld,
    /// Withdrawn, the newest first.
    Withdrawn,
    /// Published after the last day in a year, the newest first.
    Late(i16),
    /// Not yet handed over to an archive or library, the oldest first.
    NotHandedOver(office::publication::Premises),
    /// What a figure of the annual report counts.
    Counted(String),
    /// 办事指南, or “一件事”; the newest first.
    Services { thing: bool },
    /// Services that are public and lack key elements.
    Incomplete,
}

impl List {
    fn key(&self) -> (String, Direction) {
        match self {
            List::All => ("all".into(), Direction::Down),
            List::Due => ("due".into(), Direction::Up),
            List::At(step) => (row::step_key(*step), Direction::Up),
            List::DraftedBy(who) => (row::author_key(who), Direction::Up),
            List::Withheld => ("withheld".into(), Direction::Up),
            List::Withdrawn => ("withdrawn".into(), Direction::Down),
            List::Late(year) => (format!("late/{year}"), Direction::Down),
            List::NotHandedOver(to) => (row::premises_key(*to), Direction::Up),
            List::Counted(key) => (key.clone(), Direction::Up),
            List::Incomplete => (row::INCOMPLETE.into(), Direction::Down),
            List::Services { thing } => (row::service_key(*thing).into(), Direction::Down),
        }
    }
}

/// A page of a list, and where the next begins.
#[derive(Debug, Clone)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Place>,
}

impl Publishing {
    pub fn new(
        ledger: Ledger,
        organ: impl Into<String>,
        rule: IndexRule,
        inspector: Arc<dyn Inspector>,
    ) -> Publishing {
        let expiry_warning_days = EXPIRY_WARNING_DAYS;
        Publishing { ledger, organ: organ.into(), rule, inspector, expiry_warning_days }
    }

    /// 提前多少日提示文件将要到期.
    #[must_use]
    pub fn warning_days(self, expiry_warning_days: u16) -> Publishing {
        Publishing { expiry_warning_days, ..self }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn organ(&self) -> &str {
        &self.organ
    }

    pub async fn list(&self, list: &List, after: Option<&Place>, limit: u32) -> Result<Page<Row>, Error> {
        let (key, direction) = list.key();
        page(&self.ledger, &self.organ, (KIND, &key), after, limit, direction).await
    }

    /// One item as lists show it.
    pub async fn row(&self, index: &str) -> Result<Option<Row>, Error> {
        let item = self.ledger.item(&self.organ, KIND, index).await?;
        item.map(|item| Ok(serde_json::from_str(&item.body)?)).transpose()
    }

    /// How many items a list has, without walking it.
    pub async fn count(&self, list: &List) -> Result<u64, Error> {
        Ok(self.ledger.count(&self.organ, KIND, &list.key().0).await?)
    }

    /// How many items of a list have their last day before a day.
    pub async fn count_before(&self, list: &List, day: jiff::civil::Date) -> Result<u64, Error> {
        Ok(self.ledger.count_before(&self.organ, KIND, &list.key().0, &day.to_string()).await?)
    }

    /// An item and everything that happened to it.
    pub async fn file(&self, index: &str) -> Result<Option<File>, Error> {
        let entries = self.ledger.read(&self.organ, &stream(index)).await?;
        let found = events(&entries)?;
        let Some(item) = replay(&found) else { return Ok(None) };
        let told = entries.iter().zip(found);
        let history = told.map(|(entry, event)| Told { at: entry.at, by: entry.by.clone(), event }).collect();
        Ok(Some(File { item, version: entries.len() as u64, history }))
    }
}

async fn page<T: serde::de::DeserializeOwned>(
    ledger: &Ledger,
    organ: &str,
    (kind, key): (&str, &str),
    after: Option<&Place>,
    limit: u32,
    direction: Direction,
) -> Result<Page<T>, Error> {
    let items = ledger.list(organ, kind, key, after, limit, direction).await?;
    let full = items.len() == limit as usize;
    let next = items.last().filter(|_| full).and_then(|item| item.place(key));
    let rows =
        items.iter().map(|item| Ok(serde_json::from_str(&item.body)?)).collect::<Result<_, Error>>()?;
    Ok(Page { rows, next })
}

const STREAM: &str = "publication/";

fn stream(index: &str) -> String {
    format!("{STREAM}{index}")
}

fn events(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

/// What the read tables hold of a stream, for [`Ledger::rebuild`]; nothing for streams that are no items.
pub fn items(entries: &[Entry], moment: Moment<'_>) -> Result<Vec<Item>, Error> {
    let kind = entries.first().map_or("", |entry| entry.kind.as_str());
    if kind.starts_with("cleanup.") {
        return Ok(cleanup::item(entries)?.into_iter().collect());
    }
    if kind.starts_with("handover.") {
        return Ok(handover::item(entries)?.into_iter().collect());
    }
    if kind.starts_with("annual_report.") {
        return Ok(dossier::item(entries)?.into_iter().collect());
    }
    if kind.starts_with("submission.") {
        return Ok(submission::item(entries)?.into_iter().collect());
    }
    if !kind.starts_with("publication.") {
        return Ok(Vec::new());
    }
    let Some(item) = replay(&events(entries)?) else { return Ok(Vec::new()) };
    let version = entries.len() as u64;
    let mut items = vec![row::item(&item, version, moment.calendar)?];
    items.extend(public::item(&item, version)?);
    items.extend(services::item(&item, version));
    Ok(items)
}
