//! 没有发出的邮件：noted by who gave up sending, told on the board for some days

use jiff::{SignedDuration, Timestamp};
use ledger::{Error, Ledger, Refusal};
use serde::{Deserialize, Serialize};

/// Afterwards whoever had to be told was told otherwise, or it is too late.
const TOLD_FOR: SignedDuration = SignedDuration::from_hours(72);
/// Looked at together; more than this is a server that is down, and one notice tells it.
const MOST: u32 = 200;

/// A mail that nobody took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    pub what: What,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// To the applicant of a case.
    Notice { no: String },
    /// To whoever booked help.
    Booking { no: String },
    /// To whoever wrote a message.
    Message { no: String },
    /// To somebody of the office.
    Reminder { account: String },
}

fn kind(organ: &str) -> String {
    format!("undelivered/{organ}")
}

/// Notes one, once however often it is noted under the same id.
pub async fn note(ledger: &Ledger, organ: &str, id: &str, mail: &Undelivered) -> anyhow::Result<()> {
    let body = serde_json::to_vec(mail)?;
    match ledger.put_record(&kind(organ), id, 0, &body, Some(mail.at + TOLD_FOR)).await {
        Ok(_) | Err(Error::Refused(Refusal::RecordConflict { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Those still to be told, the latest first.
pub async fn all(ledger: &Ledger, organ: &str, now: Timestamp) -> anyhow::Result<Vec<Undelivered>> {
    let mut found = Vec::new();
    for record in ledger.records(&kind(organ), "", MOST).await? {
        if !record.is_expired(now) {
            found.push(serde_json::from_slice::<Undelivered>(&record.body)?);
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.at));
    Ok(found)
}
