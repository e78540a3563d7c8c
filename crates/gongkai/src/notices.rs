//! 放假通知：随程序带的，加上目录里新放入的。

use crate::cli::Notices;
use anyhow::Context;
use law::workday::Calendar;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Which files a folder of notices holds, and when each was last changed: whether it has to be read again.
pub type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

pub fn stamp(dir: &Path) -> Stamp {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Stamp = entries
        .filter_map(|entry| {
            let about = entry.metadata().ok()?;
            Some((entry.path(), about.modified().ok(), about.len()))
        })
        .collect();
    files.sort();
    files
}

/// The calendar a command line asks for: its own folder of notices, or that of the data folder.
pub fn of(notices: &Notices) -> anyhow::Result<Calendar> {
    match &notices.folder {
        Some(dir) => calendar(dir, true),
        None => calendar(&notices.data.dir.join("holidays"), false),
    }
}

/// The calendar with the notices (`*.toml`) of a folder; where nobody named the folder it may be missing.
pub fn calendar(dir: &Path, named: bool) -> anyhow::Result<Calendar> {
    let builtin = Calendar::builtin();
    if !named && !dir.exists() {
        return Ok(builtin);
    }
    let folder = || format!("放假通知目录《{}》打不开。请确认目录存在并且有权读取。", dir.display());
    let entries = std::fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut paths: Vec<_> = entries.with_context(folder)?.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let unreadable = || format!("放假通知《{}》读不出来。请确认是 UTF-8 编码的文本。", path.display());
        files.push((path.display().to_string(), std::fs::read_to_string(&path).with_context(unreadable)?));
    }
    Ok(builtin.with_notices(&files)?)
}
