//! gongkai backup：台账和数据目录，一个文件，不必停止网站。

use crate::cli::{Backup, Output};
use crate::{Verdict, backup, office_ledger, output, progress};
use anyhow::{Context, bail};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::Path;

pub fn run(args: &Backup, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let data = &args.office.data.dir;
    refuse_inside(&args.file, data)?;
    let whole = output::Whole::begin(&args.file)?;
    let bar = progress::of_bytes_written("备份");
    let held = office_ledger::with(&args.office, async |ledger| {
        let to = BufWriter::new(bar.wrap_write(whole.file()));
        backup::write(ledger, data, to).await.with_context(|| output::unwritable(&args.file))
    });
    bar.finish_and_clear();
    let held = held?;
    whole.place()?;
    let bytes = std::fs::metadata(&args.file).map_or(0, |about| about.len());
    let key = office_ledger::key_path(data);
    if format == Output::Json {
        let value = json!({
            "file": args.file, "bytes": bytes, "chains": held.ledger.chains, "files": held.files,
            "key_inside": false, "key": key,
        });
        output::json(out, &value)?;
        return Ok(Verdict::Fine);
    }
    let entries: u64 = held.ledger.chains.iter().map(|chain| chain.head.seq).sum();
    writeln!(
        out,
        "已备份到《{}》（{:.1} MB）：台账{entries}条，数据目录的文件{}个。",
        args.file.display(),
        bytes as f64 / 1e6,
        held.files
    )?;
    writeln!(out, "备份里没有密钥文件《{}》。没有它，备份中的个人信息打不开。", key.display())?;
    writeln!(out, "请另存一份密钥文件，不要与备份放在一处。")?;
    Ok(Verdict::Fine)
}

/// What takes the folder takes a backup in it too; and each backup would hold the ones before.
fn refuse_inside(file: &Path, data: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let (Ok(folder), Ok(data)) = (folder.canonicalize(), data.canonicalize())
        && folder.starts_with(&data)
    {
        bail!("备份《{}》在数据目录里，目录坏了，备份也就没有了。请写到别处。", file.display());
    }
    Ok(())
}
