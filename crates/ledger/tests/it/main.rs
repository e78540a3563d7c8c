//! What the ledger promises, on every store.
#![allow(clippy::unwrap_used, reason = "tests")]

mod acting;
mod copying;
mod files;
mod growing;
mod killing;
mod looking;
mod reading;
mod sealing;
mod small;
mod stores;
mod verifying;
mod walking;

use jiff::Timestamp;
use ledger::{Entry, Error, Ledger, NewEvent};

const ORGAN: &str = "枣庄市行政审批服务局";

/// Minute `n` of the morning of 2 March 2026 in Beijing.
fn minute(n: i64) -> Timestamp {
    let nine: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
    Timestamp::from_second(nine.as_second() + n * 60).unwrap()
}

/// Appends one event wherever the stream ends.
async fn act(ledger: &Ledger, organ: &str, stream: &str, body: &str) -> Entry {
    let work = async |tx: ledger::Tx| {
        let expected = tx.read(stream).await?.len() as u64;
        let event = NewEvent::new("case.noted", body);
        let mut entries = tx.append(stream, expected, "李四", minute(0), &[event]).await?;
        Ok::<_, Error>(entries.remove(0))
    };
    ledger.transact(organ, work).await.unwrap()
}
