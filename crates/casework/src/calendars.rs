//! 放假通知变了：未结各件的期限照新的重算，变动逐件列出，由负责人确认，留存备查

use crate::row;
use crate::{Casework, Error, KIND, Moment, Row};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use law::workday::Calendar;
use ledger::{Direction, Hash, NewEvent, Place, Tx};
use office::role::{Actor, Role};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

const STREAM: &str = "calendar";
/// Where a change is prepared, so that one cut short goes on where it stopped.
const PREPARED: &str = "calendar-change";
const PAGE: u32 = 200;

/// A deadline that another calendar moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub no: String,
    pub subject: String,
    pub before: Option<Date>,
    pub after: Option<Date>,
}

/// What happened to the calendar. Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Happened {
    /// Deadlines were reckoned by another calendar than before.
    Changed { on: Date, mark: String, moved: Vec<Moved> },
    /// 负责人确认了变动。
    Approved { on: Date, change: usize },
}

/// A change of the calendar and what it moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// From 1.
    pub no: usize,
    pub at: Timestamp,
    pub moved: Vec<Moved>,
    /// Who confirmed it, and when.
    pub approved: Option<(String, Timestamp)>,
}

/// Tells calendars apart by every day that is not as its weekday says.
fn mark(calendar: &Calendar) -> String {
    let mut text = String::new();
    for day in calendar.exceptions(date(2004, 1, 1), date(2199, 12, 31)) {
        let _ = write!(text, "{}{}", day.date, u8::from(day.working));
    }
    Hash::of(text.as_bytes()).to_string()
}

impl Casework {
    /// Takes the moment's calendar: where it is another than the one deadlines were last reckoned by, every open
    /// case is reckoned anew, and what moved is recorded. How many deadlines moved; `None` where nothing changed.
    pub async fn adopt_calendar(&self, moment: Moment<'_>) -> Result<Option<usize>, Error> {
        let mark = mark(moment.calendar);
        let known = self.happened().await?;
        let last = known.iter().rev().find_map(|(.., happened)| match happened {
            Happened::Changed { mark, .. } => Some(mark),
            Happened::Approved { .. } => None,
        });
        if last == Some(&mark) {
            return Ok(None);
        }
        let moved = self.prepared(moment, &mark).await?;
        for row in self.open_rows().await? {
            self.reckon_again(moment, &row).await?;
        }
        let count = moved.len();
        self.record_change(moment, &mark, moved, known.len() as u64).await?;
        Ok(Some(count))
    }

    /// What would move, kept before anything does.
    async fn prepared(&self, moment: Moment<'_>, mark: &str) -> Result<Vec<Moved>, Error> {
        if let Some(kept) = self.ledger().record(PREPARED, self.organ()).await? {
            let (of, moved): (String, Vec<Moved>) = serde_json::from_slice(&kept.body)?;
            if of == mark {
                return Ok(moved);
            }
        }
        let mut moved = Vec::new();
        for row in self.open_rows().await? {
            let Some(file) = self.file(&row.no).await? else { continue };
            let after = row::reckoned(&file.case, moment.today, moment.calendar)?.due;
            if row.due != after {
                moved.push(Moved { no: row.no, subject: row.subject, before: row.due, after });
            }
        }
        let body = serde_json::to_vec(&(mark, &moved))?;
        let version = self.ledger().record(PREPARED, self.organ()).await?.map_or(0, |kept| kept.version);
        self.ledger().put_record(PREPARED, self.organ(), version, &body, None).await?;
        Ok(moved)
    }

    async fn record_change(
        &self,
        moment: Moment<'_>,
        mark: &str,
        moved: Vec<Moved>,
        expected: u64,
    ) -> Result<(), Error> {
        let happened = Happened::Changed { on: moment.today, mark: mark.into(), moved };
        let event = NewEvent::new("calendar.changed", serde_json::to_string(&happened)?);
        let work = async |tx: Tx| {
            tx.append(STREAM, expected, "system", moment.now, std::slice::from_ref(&event)).await?;
            if let Some(kept) = tx.record(PREPARED, tx.organ()).await? {
                tx.remove_record(PREPARED, tx.organ(), kept.version).await?;
            }
            Ok::<_, Error>(())
        };
        self.ledger().transact(self.organ(), work).await
    }

    async fn open_rows(&self) -> Result<Vec<Row>, Error> {
        let mut after: Option<Place> = None;
        let mut rows = Vec::new();
        loop {
            let list =
                self.ledger().list(self.organ(), KIND, "open", after.as_ref(), PAGE, Direction::Up).await?;
            for item in &list {
                rows.push(row::read(item)?);
            }
            let Some(last) = list.last() else { return Ok(rows) };
            after = last.place("open");
        }
    }

    async fn happened(&self) -> Result<Vec<(Timestamp, String, Happened)>, Error> {
        let entries = self.ledger().read(self.organ(), STREAM).await?;
        let read = |entry: ledger::Entry| Ok((entry.at, entry.by, serde_json::from_str(&entry.body)?));
        entries.into_iter().map(read).collect()
    }

    /// Every change that moved a deadline, the newest first.
    pub async fn calendar_changes(&self) -> Result<Vec<Change>, Error> {
        let mut changes: Vec<Change> = Vec::new();
        for (at, by, happened) in self.happened().await? {
            match happened {
                Happened::Changed { moved, .. } => {
                    changes.push(Change { no: changes.len() + 1, at, moved, approved: None });
                }
                Happened::Approved { change, .. } => {
                    if let Some(change) = changes.get_mut(change.wrapping_sub(1)) {
                        change.approved = Some((by, at));
                    }
                }
            }
        }
        changes.retain(|change| !change.moved.is_empty());
        changes.reverse();
        Ok(changes)
    }

    /// 负责人确认一次变动; refused to others, and where it is confirmed already.
    pub async fn approve_change(&self, moment: Moment<'_>, who: &Actor, no: usize) -> Result<bool, Error> {
        if !who.roles.contains(&Role::DisclosureHead) {
            return Ok(false);
        }
        let open =
            self.calendar_changes().await?.into_iter().any(|one| one.no == no && one.approved.is_none());
        if !open {
            return Ok(false);
        }
        let expected = self.happened().await?.len() as u64;
        let happened = Happened::Approved { on: moment.today, change: no };
        let event = NewEvent::new("calendar.approved", serde_json::to_string(&happened)?);
        let work = async |tx: Tx| {
            tx.append(STREAM, expected, &who.id, moment.now, std::slice::from_ref(&event)).await?;
            Ok::<_, Error>(())
        };
        self.ledger().transact(self.organ(), work).await?;
        Ok(true)
    }
}
