//! 机关的名称：the ledger knows organs by their code; each tells its name when it opens the desk.

use jiff::Timestamp;
use ledger::Ledger;

const KIND: &str = "organ";

/// Notes the name an organ goes by.
pub async fn introduce(ledger: &Ledger, code: &str, name: &str) -> anyhow::Result<()> {
    let kept = ledger.record(KIND, code).await?;
    if kept.as_ref().is_some_and(|kept| kept.body == name.as_bytes()) {
        return Ok(());
    }
    let version = kept.map_or(0, |kept| kept.version);
    match ledger.put_record(KIND, code, version, name.as_bytes(), None::<Timestamp>).await {
        // Another node said so a moment earlier.
        Ok(_) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The name of an organ, or its code where it never told.
pub async fn name(ledger: &Ledger, code: &str) -> anyhow::Result<String> {
    let kept = ledger.record(KIND, code).await?;
    Ok(kept.and_then(|kept| String::from_utf8(kept.body).ok()).unwrap_or_else(|| code.to_owned()))
}
