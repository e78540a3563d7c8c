//! 告诉申请人有新的进展：what happened is queued with the act; whether and how it is told is decided by who takes it

use crate::Error;
use jiff::Timestamp;
use ledger::Tx;
use office::case::Event;
use serde::{Deserialize, Serialize};

/// Something happened to a case that concerns its applicant. Nothing personal: a queue is no vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub no: String,
    /// The kind of the event, as the chain names it: `extended`.
    pub event: String,
    pub at: Timestamp,
}

/// Where an organ's notices wait. Several organs may share a database.
pub fn notice_queue(organ: &str) -> String {
    format!("notice/{organ}")
}

/// In the transaction of the act: no notice of what did not happen, and no act without its notice.
pub(crate) async fn enqueue(tx: &Tx, no: &str, at: Timestamp, decided: &[Event]) -> Result<(), Error> {
    for event in decided.iter().filter(|event| concerns_applicant(event)) {
        let notice = Notice { no: no.into(), event: kind(event)?, at };
        tx.enqueue(&notice_queue(tx.organ()), at, &serde_json::to_vec(&notice)?).await?;
    }
    Ok(())
}

/// Each has a letter to the applicant, and most a term that runs against him.
fn concerns_applicant(event: &Event) -> bool {
    matches!(
        event,
        Event::CorrectionRequested { .. }
            | Event::ReasonsRequested { .. }
            | Event::Extended { .. }
            | Event::FeeNoticed { .. }
            | Event::Answered { .. }
            | Event::Lapsed { .. }
    )
}

/// `extended`
pub(crate) fn kind(event: &Event) -> Result<String, Error> {
    let value = serde_json::to_value(event)?;
    Ok(value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned())
}
