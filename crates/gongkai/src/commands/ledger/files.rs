//! gongkai ledger move-files、sweep-files：附件搬到设置所写的地方，清除没有登记的。

use crate::cli::{Office, Output};
use crate::{Verdict, now, office_ledger, output, progress, storage};
use serde_json::json;
use std::io::Write;

pub fn relocate(office: &Office, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let place = storage::files(&office.data.dir)?.place;
    let bar = progress::of_unknown_count("搬附件");
    let moved =
        office_ledger::with(office, async |ledger| Ok(ledger.move_files(&|more| bar.inc(more)).await?));
    bar.finish_and_clear();
    let moved = moved?;
    if format == Output::Json {
        let value = json!({
            "to": place.key(), "moved": moved.moved, "stayed": moved.stayed, "faulty": moved.faulty,
        });
        output::json(out, &value)?;
    } else {
        writeln!(out, "附件搬到{}：搬了{}件，{}件原来就在。", place.label(), moved.moved, moved.stayed)?;
        for hash in &moved.faulty {
            writeln!(out, "没有搬：附件（SM3 {hash}）缺失或者被改动。请从备份恢复后再搬。")?;
        }
    }
    Ok(if moved.faulty.is_empty() { Verdict::Fine } else { Verdict::Errors })
}

pub fn sweep(office: &Office, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let swept = office_ledger::with(office, async |ledger| Ok(ledger.sweep_files(now()).await?))?;
    match format {
        Output::Json => output::json(out, &json!({"swept": swept}))?,
        Output::Text => writeln!(out, "清除了{swept}件没有登记的附件。")?,
    }
    Ok(Verdict::Fine)
}
