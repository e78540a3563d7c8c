//! 重算：日子过去了，或者放假通知变了，未结各件的期限照今天重算

use crate::row;
use crate::{Casework, Error, KIND, Moment, Row, events, stream};
use jiff::civil::Date;
use law::workday::Calendar;
use ledger::{Direction, Place, Tx};
use office::case::replay;

/// Cases looked at in one go.
const PAGE: u32 = 200;

/// A deadline that another calendar moves.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Moved {
    pub no: String,
    pub subject: String,
    pub before: Option<Date>,
    pub after: Option<Date>,
}

impl Casework {
    /// What has waited for a day that is past (a reply whose term is over) is reckoned anew. How many changed.
    /// The cost goes with the open cases whose next deadline is past, not with the store.
    pub async fn refresh(&self, moment: Moment<'_>) -> Result<u64, Error> {
        let mut after: Option<Place> = None;
        let mut changed = 0;
        loop {
            let list =
                self.ledger().list(self.organ(), KIND, "open", after.as_ref(), PAGE, Direction::Up).await?;
            for item in &list {
                let row: Row = row::read(item)?;
                if row.next.is_none_or(|(_, date)| date >= moment.today) {
                    return Ok(changed);
                }
                changed += u64::from(self.reckon_again(moment, &row).await?);
            }
            let Some(last) = list.last() else { return Ok(changed) };
            after = last.place("open");
        }
    }

    /// Puts a case's row as of the moment; whether it differs from the one that stood.
    async fn reckon_again(&self, moment: Moment<'_>, row: &Row) -> Result<bool, Error> {
        let no = row.no.as_str();
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(no)).await?;
            let Some(case) = replay(&events(&entries)?) else { return Ok(false) };
            let item = row::item(&case, entries.len() as u64, moment.today, moment.calendar)?;
            let differs = tx.item(KIND, no).await?.is_none_or(|old| old.body != item.body);
            if differs {
                tx.put(&item).await?;
            }
            Ok(differs)
        };
        self.ledger().transact(self.organ(), work).await
    }

    /// What another calendar would change of the open cases' due days, for approval before it is taken.
    pub async fn differences(&self, moment: Moment<'_>, new: &Calendar) -> Result<Vec<Moved>, Error> {
        let mut after: Option<Place> = None;
        let mut moved = Vec::new();
        loop {
            let list =
                self.ledger().list(self.organ(), KIND, "open", after.as_ref(), PAGE, Direction::Up).await?;
            for item in &list {
                let row = row::read(item)?;
                if let Some(file) = self.file(&row.no).await? {
                    let due =
                        |calendar| Ok::<_, Error>(row::reckoned(&file.case, moment.today, calendar)?.due);
                    let (before, after) = (due(moment.calendar)?, due(new)?);
                    if before != after {
                        moved.push(Moved { no: row.no, subject: row.subject, before, after });
                    }
                }
            }
            let Some(last) = list.last() else { return Ok(moved) };
            after = last.place("open");
        }
    }

    /// Takes another calendar: every open case is reckoned by it. How many changed.
    pub async fn recalculate(&self, moment: Moment<'_>) -> Result<u64, Error> {
        let mut after: Option<Place> = None;
        let mut all = Vec::new();
        loop {
            let list =
                self.ledger().list(self.organ(), KIND, "open", after.as_ref(), PAGE, Direction::Up).await?;
            for item in &list {
                all.push(row::read(item)?);
            }
            let Some(last) = list.last() else { break };
            after = last.place("open");
        }
        let mut changed = 0;
        for row in &all {
            changed += u64::from(self.reckon_again(moment, row).await?);
        }
        Ok(changed)
    }
}
