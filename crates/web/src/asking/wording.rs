//! 工作台维护的口语：one record, each change in the chain

use jiff::Timestamp;
use ledger::{Ledger, NewEvent, Tx};
use serde_json::json;

const KIND: &str = "settings";
const ID: &str = "everyday";
/// What happened to these words.
pub const STREAM: &str = "everyday";
pub const CHANGED: &str = "everyday.changed";
/// Characters of the whole list.
pub const LONGEST: usize = 50_000;

/// The desk's everyday words, and how often they were written; none before the first time.
pub async fn load(ledger: &Ledger) -> anyhow::Result<(String, u64)> {
    let Some(record) = ledger.record(KIND, ID).await? else { return Ok((String::new(), 0)) };
    Ok((String::from_utf8(record.body)?, record.version))
}

/// Why the words were not changed.
#[derive(Debug, thiserror::Error)]
pub enum Unchanged {
    #[error("您编辑期间，口语词表已由他人修改。请重新打开本页再改。")]
    Meanwhile,
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

/// Other words from now on; `expected` is the version they were edited from.
pub async fn set(
    ledger: &Ledger,
    (organ, by, now): (&str, &str, Timestamp),
    (words, expected): (&str, u64),
    why: &str,
) -> Result<(), Unchanged> {
    let (before, version) = load(ledger).await?;
    if version != expected {
        return Err(Unchanged::Meanwhile);
    }
    let told = json!({"event": "changed", "before": before, "after": words, "why": why});
    let event = NewEvent::new(CHANGED, told.to_string());
    let work = async |tx: Tx| {
        tx.put_record(KIND, ID, version, words.as_bytes(), None).await?;
        let expected = tx.version(STREAM).await?;
        tx.append(STREAM, expected, by, now, std::slice::from_ref(&event)).await?;
        Ok::<_, ledger::Error>(())
    };
    ledger.transact(organ, work).await.map_err(|error: ledger::Error| match error {
        ledger::Error::Refused(_) => Unchanged::Meanwhile,
        other => Unchanged::Broken(other.into()),
    })
}
