//! gongkai ledger digest：一日的摘要，打印、公布，或者保存起来供日后核对。

use crate::cli::{Digest, Output};
use crate::commands::workday;
use crate::{Verdict, office_ledger, output, today};
use ::ledger::{ALGORITHM, DailyDigest};
use anyhow::{Context, bail};
use jiff::civil::Date;
use serde::Deserialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use web::desk::organs;

pub fn run(args: &Digest, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let day = day(args.day.as_deref())?;
    let digests = office_ledger::with(&args.office, async |ledger| {
        let mut all = Vec::new();
        for organ in ledger.organs().await? {
            all.push((organs::name(ledger, &organ).await?, ledger.daily_digest(&organ, day).await?));
        }
        Ok(all)
    })?;
    let values: Vec<&DailyDigest> = digests.iter().map(|(_, digest)| digest).collect();
    if let Some(file) = &args.out {
        let mut bytes = serde_json::to_vec_pretty(&values)?;
        bytes.push(b'\n');
        output::write_whole(file, &bytes)?;
    }
    match format {
        Output::Json => output::json(out, &values)?,
        Output::Text => words(&digests, day, out)?,
    }
    Ok(Verdict::Fine)
}

/// Yesterday unless said otherwise: a day is over before its digest is worth keeping.
fn day(asked: Option<&str>) -> anyhow::Result<Date> {
    let today = today();
    let Some(asked) = asked else { return Ok(today.yesterday()?) };
    let day = workday::day(asked)?;
    if day > today {
        bail!("{day}还没有到，没有摘要。请写今日或者以前的日期。");
    }
    Ok(day)
}

fn words(digests: &[(String, DailyDigest)], day: Date, out: &mut dyn Write) -> anyhow::Result<()> {
    for (name, digest) in digests {
        writeln!(out, "台账每日摘要\n")?;
        writeln!(out, "机关　　{name}（{}）", digest.organ)?;
        writeln!(out, "日期　　{}年{}月{}日", day.year(), day.month(), day.day())?;
        if digest.count == 0 {
            writeln!(out, "记录　　当日没有记录\n")?;
            continue;
        }
        writeln!(out, "记录　　当日{}条，第{}条至第{}条", digest.count, digest.first_seq, digest.last_seq)?;
        writeln!(out, "算法　　{ALGORITHM}")?;
        writeln!(out, "校验值　{}\n", digest.hash)?;
    }
    if digests.is_empty() {
        writeln!(out, "台账里还没有记录。")?;
    } else if day == today() {
        writeln!(out, "今日未完，以后还会有记录。")?;
    }
    Ok(())
}

/// A digest as we give it: one, a list, or the page of the portal.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Page { digests: Vec<DailyDigest> },
    Many(Vec<DailyDigest>),
    One(DailyDigest),
}

/// The digests of some files.
pub fn read_all(paths: &[PathBuf]) -> anyhow::Result<Vec<DailyDigest>> {
    let mut all = Vec::new();
    for path in paths {
        all.extend(read(path)?);
    }
    Ok(all)
}

/// More than any digest is long: a page of the portal has thirty.
const LARGEST_BYTES: usize = 4 << 20;

fn read(path: &Path) -> anyhow::Result<Vec<DailyDigest>> {
    let bytes = crate::inputs::bytes(path, LARGEST_BYTES)?;
    let kept = serde_json::from_slice(&bytes).ok().with_context(|| {
        format!(
            "文件《{}》不是每日摘要。请用 gongkai ledger digest --out 保存的文件，或者网站上的 ledger-digest.json。",
            path.display()
        )
    })?;
    Ok(match kept {
        Kept::Page { digests } | Kept::Many(digests) => digests,
        Kept::One(digest) => vec![digest],
    })
}
