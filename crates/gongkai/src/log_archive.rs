//! 访问日志的清理：whole months that are past their term are written to files, told in the chain with their digest, and
//! only then dropped. The chain itself is never dropped.
//!
//! 网络安全法第二十三条第三项: 留存相关的网络日志不少于六个月. How many months is a setting, never under six.

use anyhow::Context;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use law::workday::BEIJING;
use ledger::{Access, Ledger, NewEvent, Sought, Tx};
use serde_json::json;
use sm3::{Digest, Sm3};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use web::desk::policy;

/// Months handled at one call: a log that was never cleared is brought down over some hours.
const MONTHS_AT_ONCE: usize = 12;
const READ_AT_ONCE: u32 = 2_000;
const DROPPED_AT_ONCE: u32 = 5_000;
const FOLDER: &str = "logs";

/// Writes out and drops the months that are past their term; how many accesses were dropped.
pub async fn keep_term(ledger: &Ledger, organ: &str, data: &Path, now: Timestamp) -> anyhow::Result<u64> {
    let months = i64::from(policy::load(ledger).await?.log_months);
    let today = now.to_zoned(BEIJING).date();
    let term = today.saturating_sub(months.months()).first_of_month();
    let mut dropped = 0;
    for _ in 0..MONTHS_AT_ONCE {
        let Some(oldest) = ledger.oldest_access(organ).await? else { break };
        let month = oldest.to_zoned(BEIJING).date().first_of_month();
        if month >= term {
            break;
        }
        archive(ledger, organ, data, month, now).await?;
        dropped += drop_month(ledger, organ, month).await?;
    }
    Ok(dropped)
}

fn span(month: Date) -> anyhow::Result<(Timestamp, Timestamp)> {
    let begins = |day: Date| anyhow::Ok(day.to_zoned(BEIJING)?.timestamp());
    Ok((begins(month)?, begins(month.saturating_add(1.month()))?))
}

/// Writes a month out and tells it, unless that was done before and only the dropping was cut short.
async fn archive(
    ledger: &Ledger,
    organ: &str,
    data: &Path,
    month: Date,
    now: Timestamp,
) -> anyhow::Result<()> {
    let name = format!("{}-{:02}", month.year(), month.month());
    let stream = format!("access-log/{name}");
    if !ledger.read(organ, &stream).await?.is_empty() {
        return Ok(());
    }
    let file = file(data, organ, &name)?;
    let (count, sm3) = write(ledger, organ, month, &file).await.with_context(|| {
        format!("访问日志写不到《{}》，没有清理。请确认有写入权限并且磁盘未满。", file.display())
    })?;
    let told = json!({"event": "archived", "month": name, "count": count, "sm3": sm3,
        "file": file.file_name().and_then(|name| name.to_str())});
    let event = NewEvent::new("log.archived", told.to_string());
    let work = async |tx: Tx| tx.append(&stream, 0, "system", now, std::slice::from_ref(&event)).await;
    match ledger.transact(organ, work).await {
        // Another node told the same months a moment before.
        Ok(_) | Err(ledger::Error::Refused(ledger::Refusal::Conflict { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// `logs/access-2026-01-ORGAN.jsonl` in the data folder.
fn file(data: &Path, organ: &str, month: &str) -> anyhow::Result<PathBuf> {
    let folder = data.join(FOLDER);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("目录《{}》建不成。请确认有写入权限。", folder.display()))?;
    let organ: String = organ.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    Ok(folder.join(format!("access-{month}-{organ}.jsonl")))
}

/// The month as JSON lines, the latest first, beside and then in its place; how many, and the digest of the file.
async fn write(ledger: &Ledger, organ: &str, month: Date, file: &Path) -> anyhow::Result<(u64, String)> {
    let beside = file.with_extension("jsonl.part");
    let mut out = BufWriter::new(std::fs::File::create(&beside)?);
    let (from, until) = span(month)?;
    let sought = Sought { from, until, ..Sought::default() };
    let (mut hasher, mut count) = (Sm3::new(), 0);
    let mut before: Option<(Timestamp, String)> = None;
    loop {
        let place = before.as_ref().map(|(at, id)| (*at, id.as_str()));
        let some: Vec<Access> = ledger.accesses(organ, &sought, place, READ_AT_ONCE).await?;
        let Some(last) = some.last() else { break };
        before = Some((last.at, last.id.clone()));
        for access in &some {
            let line = format!("{}\n", serde_json::to_string(access)?);
            hasher.update(line.as_bytes());
            out.write_all(line.as_bytes())?;
            count += 1;
        }
    }
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(&beside, file)?;
    Ok((count, hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

async fn drop_month(ledger: &Ledger, organ: &str, month: Date) -> anyhow::Result<u64> {
    let (_, until) = span(month)?;
    let mut dropped = 0;
    loop {
        let some = ledger.drop_accesses(organ, until, DROPPED_AT_ONCE).await?;
        dropped += some;
        if some < u64::from(DROPPED_AT_ONCE) {
            return Ok(dropped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;
    use ledger::{Key, Options};

    const ORGAN: &str = "370400";

    async fn note(ledger: &Ledger, at: &str) -> Result<()> {
        let (account, kind, place) = ("wang".into(), "read".into(), "192.0.2.1".into());
        let access =
            Access { organ: ORGAN.into(), at: at.parse()?, account, kind, place, ..Access::default() };
        Ok(ledger.note(&access).await?)
    }

    #[tokio::test]
    async fn whole_months_past_their_term_are_written_told_and_dropped() -> Result<()> {
        let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate()?)).await?;
        let folder = tempfile::tempdir()?;
        // The last moment of June in Beijing is still June.
        for at in
            ["2025-05-07T02:00:00Z", "2025-06-30T15:59:59Z", "2025-06-30T16:00:00Z", "2026-06-01T00:00:00Z"]
        {
            note(&ledger, at).await?;
        }
        let now: Timestamp = "2026-07-15T01:00:00Z".parse()?;
        assert_eq!(keep_term(&ledger, ORGAN, folder.path(), now).await?, 2);
        let written = std::fs::read_to_string(folder.path().join("logs/access-2025-05-370400.jsonl"))?;
        assert_eq!(written.lines().count(), 1);
        let sm3: String = Sm3::digest(written.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let told = ledger.read(ORGAN, "access-log/2025-05").await?;
        assert!(told[0].kind == "log.archived" && told[0].body.contains(&sm3), "{told:?}");
        assert!(folder.path().join("logs/access-2025-06-370400.jsonl").is_file());
        // Twelve whole months stay, that of 1 July 2025 too; a second call finds nothing to do.
        assert_eq!(ledger.oldest_access(ORGAN).await?, Some("2025-06-30T16:00:00Z".parse()?));
        assert_eq!(keep_term(&ledger, ORGAN, folder.path(), now).await?, 0);
        assert_eq!(ledger.head(ORGAN).await?.seq, 2, "the chain grows and loses nothing");
        Ok(())
    }

    #[tokio::test]
    async fn what_was_told_and_not_dropped_is_dropped_and_not_told_again() -> Result<()> {
        let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate()?)).await?;
        let folder = tempfile::tempdir()?;
        note(&ledger, "2025-01-07T02:00:00Z").await?;
        let now: Timestamp = "2026-07-15T01:00:00Z".parse()?;
        let month = Date::new(2025, 1, 1)?;
        archive(&ledger, ORGAN, folder.path(), month, now).await?;
        assert_eq!(keep_term(&ledger, ORGAN, folder.path(), now).await?, 1);
        assert_eq!(ledger.read(ORGAN, "access-log/2025-01").await?.len(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn where_it_cannot_be_written_nothing_is_dropped() -> Result<()> {
        let ledger = Ledger::open(Options::new("sqlite::memory:", Key::generate()?)).await?;
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join(FOLDER), "a file stands where the folder should")?;
        note(&ledger, "2025-01-07T02:00:00Z").await?;
        let now: Timestamp = "2026-07-15T01:00:00Z".parse()?;
        assert!(keep_term(&ledger, ORGAN, folder.path(), now).await.is_err());
        assert!(ledger.oldest_access(ORGAN).await?.is_some());
        assert_eq!(ledger.head(ORGAN).await?.seq, 0);
        Ok(())
    }
}
