//! 给留言人的通知：queued in the transaction of the answer, for those who gave an address

use crate::Error;
use jiff::Timestamp;
use ledger::Tx;
use office::message::Event;
use serde::{Deserialize, Serialize};

/// A message was answered, or not accepted. Nothing personal: a queue is no vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub no: String,
    pub at: Timestamp,
}

/// Where an organ's notices wait. Several organs may share a database.
pub fn notice_queue(organ: &str) -> String {
    format!("message-notice/{organ}")
}

/// In the transaction of the act: no notice of what did not happen, and no act without its notice.
pub(crate) async fn enqueue(tx: &Tx, no: &str, at: Timestamp, decided: &[Event]) -> Result<(), Error> {
    let tells = |event: &&Event| matches!(event, Event::Answered { .. } | Event::NotAccepted { .. });
    for _ in decided.iter().filter(tells) {
        let notice = Notice { no: no.into(), at };
        tx.enqueue(&notice_queue(tx.organ()), at, &serde_json::to_vec(&notice)?).await?;
    }
    Ok(())
}
