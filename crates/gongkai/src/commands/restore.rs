//! gongkai restore：备份恢复到空目录、空数据库；做完才就位，做不完什么也不留下。

use crate::backup::Opened;
use crate::cli::{Output, Restore};
use crate::commands::ledger::{VERIFYING, named, tell_verified};
use crate::office_ledger::{self, DATABASE, KEY, RESTORING};
use crate::{Verdict, output, progress};
use ::ledger::{Key, Ledger};
use anyhow::{Context, bail};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

/// Which parts have begun to take their places: a later attempt takes them away again.
const MOVING: &str = "moving";
/// Where the parts are made.
const PARTS: &str = "parts";

pub fn run(args: &Restore, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let data = &args.office.data.dir;
    let mut backup = Opened::open(&args.file)?;
    clear_unfinished(data)?;
    refuse_filled(data)?;
    let key_file = args.key.clone().unwrap_or_else(|| office_ledger::key_path(data));
    let key = office_ledger::existing_key(&key_file)?;
    let unusable = || format!("备份《{}》没有恢复。", args.file.display());
    // Before anything is made: a database takes the first key it is opened with for its own.
    backup.with_lines(|lines, _| {
        ::ledger::backup_of(&mut BufReader::new(lines), &key).with_context(unusable)
    })?;
    let attempt = Attempt::begin(data)?;
    let files = backup.unpack(&attempt.parts())?;
    let found = fill(args, &mut backup, key, &attempt).with_context(unusable)?;
    if args.key.is_some() {
        copy_key(&key_file, &attempt.parts().join(KEY))?;
    }
    attempt.settle(data)?;
    let verdict = tell_verified(&found, true, format, out)?;
    if format == Output::Text {
        writeln!(out, "已恢复到《{}》：台账和{files}个文件。", data.display())?;
    }
    Ok(verdict)
}

/// The ledger, wholly or not at all, and verified.
fn fill(
    args: &Restore,
    backup: &mut Opened,
    key: Key,
    attempt: &Attempt,
) -> anyhow::Result<crate::commands::ledger::Found> {
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    let ledger = runtime.block_on(office_ledger::open_with(
        key,
        &attempt.parts(),
        args.office.database.url.as_deref(),
    ))?;
    let bar = progress::of_bytes(0, "恢复");
    let restored = backup.with_lines(|lines, size| {
        bar.set_length(size);
        let mut lines = BufReader::new(bar.wrap_read(lines));
        Ok(runtime.block_on(ledger.restore(&mut lines))?)
    });
    bar.finish_and_clear();
    restored?;
    runtime.block_on(verified(ledger))
}

async fn verified(ledger: Ledger) -> anyhow::Result<crate::commands::ledger::Found> {
    let bar = progress::of_unknown_count(VERIFYING);
    let found = ledger.verify_all(&[], &|more| bar.inc(more)).await;
    bar.finish_and_clear();
    let found = named(&ledger, found?).await?;
    ledger.close().await?;
    Ok(found)
}

fn copy_key(from: &Path, to: &Path) -> anyhow::Result<()> {
    let text = std::fs::read(from).with_context(|| output::unwritable(to))?;
    let whole = output::Whole::begin(to)?;
    whole.file().write_all(&text).with_context(|| output::unwritable(to))?;
    whole.place()
}

/// Nothing may be there but a key.
fn refuse_filled(data: &Path) -> anyhow::Result<()> {
    if let Some(other) = entries(data)?.into_iter().find(|name| name != KEY) {
        bail!(
            "目录《{}》不是空的（有“{other}”），没有恢复。请恢复到空目录，里面只能有密钥文件。",
            data.display()
        );
    }
    Ok(())
}

fn entries(data: &Path) -> anyhow::Result<Vec<String>> {
    let closed = || format!("目录《{}》打不开。请确认它是目录并且有权读取。", data.display());
    match std::fs::read_dir(data) {
        Ok(entries) => {
            let named = |entry: std::io::Result<std::fs::DirEntry>| {
                entry.map(|entry| entry.file_name().to_string_lossy().into_owned())
            };
            entries.map(named).collect::<Result<_, _>>().with_context(closed)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(closed),
    }
}

/// What an attempt that was killed has left goes: its own folder, and the parts it had begun to move. The folder was
/// empty when it began, so nothing else is touched.
fn clear_unfinished(data: &Path) -> anyhow::Result<()> {
    for name in entries(data)?.iter().filter(|name| name.starts_with(RESTORING)) {
        let attempt = data.join(name);
        let moving = std::fs::read_to_string(attempt.join(MOVING)).unwrap_or_default();
        for part in moving.lines() {
            remove(&data.join(part))?;
        }
        remove(&attempt)?;
    }
    Ok(())
}

fn remove(path: &Path) -> anyhow::Result<()> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("《{}》删不掉。请确认有写入权限。", path.display()))
        }
        _ => Ok(()),
    }
}

/// A restore under way: everything is made in a hidden folder inside, and its parts take their places at the end.
struct Attempt {
    folder: PathBuf,
    /// The data folder, where it was made for this.
    made: Option<PathBuf>,
}

impl Attempt {
    fn begin(data: &Path) -> anyhow::Result<Attempt> {
        let made = (!data.exists()).then(|| data.to_owned());
        let attempt = Attempt { folder: data.join(format!("{RESTORING}{}", std::process::id())), made };
        std::fs::create_dir_all(attempt.parts()).with_context(|| unwritable(data))?;
        Ok(attempt)
    }

    fn parts(&self) -> PathBuf {
        self.folder.join(PARTS)
    }

    /// The database last: until it is there nothing is served. That the attempt is over is told by its folder's end.
    fn settle(&self, data: &Path) -> anyhow::Result<()> {
        let mut parts = entries(&self.parts())?;
        parts.sort_by_key(|name| (name == DATABASE, name.clone()));
        output::write_whole(&self.folder.join(MOVING), parts.join("\n").as_bytes())?;
        for part in parts {
            std::fs::rename(self.parts().join(&part), data.join(&part)).with_context(|| unwritable(data))?;
        }
        std::fs::remove_dir_all(&self.folder).with_context(|| unwritable(data))
    }
}

impl Drop for Attempt {
    /// Only where it did not come to its end is anything left to remove.
    fn drop(&mut self) {
        if self.folder.exists() {
            let data = self.folder.parent().map(Path::to_owned).unwrap_or_default();
            // Whoever restores again removes what cannot be removed now.
            drop(clear_unfinished(&data));
            if let Some(made) = &self.made {
                drop(std::fs::remove_dir(made));
            }
        }
    }
}

fn unwritable(data: &Path) -> String {
    format!("目录《{}》写不进去。请确认有写入权限并且磁盘未满。", data.display())
}
