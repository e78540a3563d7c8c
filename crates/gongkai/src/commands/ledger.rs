//! gongkai ledger：核查、重建、导出台账，每日摘要。

mod digest;
mod files;
mod verify;

use crate::cli::{Export, Ledger, Output, Rebuild};
use crate::{Verdict, notices, now, office_ledger, output, progress, today};
use anyhow::Context;
use serde_json::json;
use std::io::{BufWriter, Write};
use web::desk::organs;

pub use verify::{Found, VERIFYING, named, told as tell_verified};

pub fn run(task: Ledger, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    match task {
        Ledger::Verify(args) => verify::run(&args, format, out),
        Ledger::Rebuild(args) => rebuild(&args, format, out),
        Ledger::Export(args) => export(&args, format, out),
        Ledger::Digest(args) => digest::run(&args, format, out),
        Ledger::MoveFiles(office) => files::relocate(&office, format, out),
        Ledger::SweepFiles(office) => files::sweep(&office, format, out),
    }
}

/// What the read tables of an organ were made of.
struct Rebuilt {
    organ: String,
    name: String,
    streams: u64,
    cases: u64,
}

fn rebuild(args: &Rebuild, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let calendar = notices::calendar(&args.office.data.dir.join("holidays"), false)?;
    let bar = progress::of_unknown_count("重建");
    let moment = casework::Moment { now: now(), today: today(), calendar: &calendar };
    let made = |entries: &[::ledger::Entry]| {
        bar.inc(1);
        let mut items = casework::items(entries, moment.today, &calendar)?;
        items.extend(publishing::items(entries, moment)?);
        items.extend(registers::items(entries)?);
        items.extend(messages::items(entries)?);
        items.extend(booking::items(entries)?);
        anyhow::Ok(items)
    };
    let rebuilt = office_ledger::with(&args.office, async |ledger| {
        let mut all = Vec::new();
        for organ in ledger.organs().await? {
            let streams = ledger.rebuild(&organ, made).await?;
            let cases = ledger.count(&organ, casework::KIND, "all").await?;
            let name = organs::name(ledger, &organ).await?;
            all.push(Rebuilt { organ, name, streams, cases });
        }
        Ok(all)
    });
    bar.finish_and_clear();
    let rebuilt = rebuilt?;
    if format == Output::Json {
        let value = |one: &Rebuilt| json!({"organ": one.organ, "streams": one.streams, "cases": one.cases});
        output::json(out, &rebuilt.iter().map(value).collect::<Vec<_>>())?;
        return Ok(Verdict::Fine);
    }
    for Rebuilt { name, cases, .. } in &rebuilt {
        writeln!(out, "{name}：重建了{cases}件申请的列表和统计。")?;
    }
    if rebuilt.is_empty() {
        writeln!(out, "台账里还没有记录。")?;
    }
    Ok(Verdict::Fine)
}

fn export(args: &Export, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let whole = output::Whole::begin(&args.file)?;
    let bar = progress::of_bytes_written("导出");
    let written = office_ledger::with(&args.office, async |ledger| {
        let mut to = BufWriter::new(bar.wrap_write(whole.file()));
        let written = ledger.export(&[], &mut to).await;
        written.with_context(|| output::unwritable(&args.file))
    });
    bar.finish_and_clear();
    let written = written?;
    whole.place()?;
    if format == Output::Json {
        let value = json!({"file": args.file, "sm3": written.sm3, "chains": written.chains});
        output::json(out, &value)?;
        return Ok(Verdict::Fine);
    }
    for chain in &written.chains {
        writeln!(out, "{}：{}条", chain.organ, chain.head.seq)?;
    }
    writeln!(out, "已导出到《{}》，摘要（SM3）{}。", args.file.display(), written.sm3)?;
    writeln!(out, "核查：gongkai ledger verify --file {}", args.file.display())?;
    Ok(Verdict::Fine)
}
