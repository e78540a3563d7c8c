//! 一个电话号码约着的：what one telephone number holds that is still to come, found by a keyed fingerprint of its digits

use crate::{Contact, Error, begins};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ledger::{Ledger, Tx};
use serde::{Deserialize, Serialize};

/// What one number may hold at a time: the places are for everybody.
pub const MOST: usize = 2;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    no: String,
    date: Date,
    time: String,
}

/// The record of a number; it ends by itself when its last slot has passed, and never stands in the chain.
pub(crate) struct Caller {
    kind: String,
    id: String,
    version: u64,
    held: Vec<Held>,
}

impl Caller {
    /// `0632-3312345` and `06323312345` are one number.
    pub async fn of(tx: &Tx, ledger: &Ledger, contact: &Contact, at: Timestamp) -> Result<Caller, Error> {
        let digits: String = contact.telephone.chars().filter(char::is_ascii_digit).collect();
        let kind = format!("help-caller/{}", tx.organ());
        let id = ledger.fingerprint("help-caller", digits.as_bytes())?.to_string();
        let found = tx.record(&kind, &id).await?;
        let version = found.as_ref().map_or(0, |record| record.version);
        let mut held: Vec<Held> =
            found.map_or(Ok(Vec::new()), |record| serde_json::from_slice(&record.body))?;
        held.retain(|one| at < begins(one.date, &one.time));
        Ok(Caller { kind, id, version, held })
    }

    /// Refused where the number has a place in the slot already, or as many as one may have.
    pub fn may_take(&self, date: Date, time: &str) -> Result<(), Error> {
        if self.held.iter().any(|one| one.date == date && one.time == time) {
            return Err(Error::Twice);
        }
        if self.held.len() >= MOST { Err(Error::Many) } else { Ok(()) }
    }

    pub async fn take(mut self, tx: &Tx, no: &str, date: Date, time: &str) -> Result<(), Error> {
        self.held.push(Held { no: no.into(), date, time: time.into() });
        self.keep(tx).await
    }

    pub async fn give_back(mut self, tx: &Tx, no: &str) -> Result<(), Error> {
        self.let_go(no);
        self.keep(tx).await
    }

    /// Counts a booking no more; kept with what comes next.
    pub fn let_go(&mut self, no: &str) {
        self.held.retain(|one| one.no != no);
    }

    async fn keep(&self, tx: &Tx) -> Result<(), Error> {
        let Some(last) = self.held.iter().map(|one| begins(one.date, &one.time)).max() else {
            if self.version > 0 {
                tx.remove_record(&self.kind, &self.id, self.version).await?;
            }
            return Ok(());
        };
        let expires = last.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        let body = serde_json::to_vec(&self.held)?;
        tx.put_record(&self.kind, &self.id, self.version, &body, Some(expires)).await?;
        Ok(())
    }
}
