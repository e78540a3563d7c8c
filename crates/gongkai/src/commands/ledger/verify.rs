//! gongkai ledger verify：in the database with all that belongs to the chain, or in a file without any database.

use super::digest;
use crate::cli::{Output, Verify};
use crate::{Verdict, backup, office_ledger, output, progress};
use ::ledger::{DailyDigest, Ledger, Verified};
use anyhow::Context;
use serde_json::{Value, json};
use std::io::{BufReader, Write};
use std::path::Path;
use web::desk::organs;

/// What the progress bar says.
pub const VERIFYING: &str = "核查";

pub fn run(args: &Verify, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let earlier = digest::read_all(&args.against)?;
    let found = match &args.file {
        Some(file) => nameless(in_file(file, &earlier)?),
        None => office_ledger::with(&args.office, async |ledger| {
            named(ledger, all(ledger, &earlier).await?).await
        })?,
    };
    told(&found, args.file.is_none(), format, out)
}

/// Every chain of a ledger, with what belongs to it.
async fn all(ledger: &Ledger, earlier: &[DailyDigest]) -> anyhow::Result<Vec<Verified>> {
    let mut total = 0;
    for organ in ledger.organs().await? {
        total += ledger.head(&organ).await?.seq;
    }
    let bar = progress::of_count(total, VERIFYING);
    let found = ledger.verify_all(earlier, &|more| bar.inc(more)).await;
    bar.finish_and_clear();
    Ok(found?)
}

fn in_file(path: &Path, earlier: &[DailyDigest]) -> anyhow::Result<Vec<Verified>> {
    let unusable = || format!("文件《{}》不能核查。", path.display());
    let bar = progress::of_bytes(0, VERIFYING);
    let found = backup::with_lines(path, |lines, size| {
        bar.set_length(size);
        let mut lines = BufReader::new(bar.wrap_read(lines));
        ::ledger::verify_file(&mut lines, earlier).with_context(unusable)
    });
    bar.finish_and_clear();
    found
}

/// What was found, and by which name the organ goes.
pub type Found = Vec<(String, Verified)>;

fn nameless(found: Vec<Verified>) -> Found {
    found.into_iter().map(|one| (one.organ.clone(), one)).collect()
}

pub async fn named(ledger: &Ledger, found: Vec<Verified>) -> anyhow::Result<Found> {
    let mut named = Vec::with_capacity(found.len());
    for one in found {
        named.push((organs::name(ledger, &one.organ).await?, one));
    }
    Ok(named)
}

/// `beside`: whether sealed data and attachments were looked at too.
pub fn told(found: &Found, beside: bool, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let faulty = found.iter().any(|(_, one)| one.fault.is_some());
    match format {
        Output::Json => output::json(out, &found.iter().map(value).collect::<Vec<_>>())?,
        Output::Text => words(found, beside, out)?,
    }
    Ok(if faulty { Verdict::Errors } else { Verdict::Fine })
}

fn value((name, one): &(String, Verified)) -> Value {
    json!({
        "organ": one.organ, "name": name, "entries": one.whole.seq, "hash": one.whole.hash,
        "references": one.references, "fault": one.fault,
        "message": one.fault.as_ref().map(ToString::to_string),
    })
}

fn words(found: &Found, beside: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    if found.is_empty() {
        writeln!(out, "台账里还没有记录。")?;
    }
    for (name, Verified { whole, fault, references, .. }) in found {
        match fault {
            None if beside => writeln!(
                out,
                "{name}：{}条前后相连，没有删改；密封的信息和附件{references}项，都在并且未改动。",
                whole.seq
            )?,
            None => writeln!(out, "{name}：{}条前后相连，没有删改。", whole.seq)?,
            Some(fault) => writeln!(out, "{name}：{fault}。此前的{}条没有问题。", whole.seq)?,
        }
        if fault.is_none() && whole.seq > 0 {
            writeln!(out, "  末条校验值（SM3）{}", whole.hash)?;
        }
    }
    if found.iter().any(|(_, one)| one.fault.is_some()) {
        writeln!(out, "请先停止写入，保留数据库原样，再与备份和以前公布的每日摘要对照。")?;
    } else if !beside {
        writeln!(out, "文件里的密封信息和附件没有核查；在数据库上运行 gongkai ledger verify 才核查。")?;
    }
    Ok(())
}
