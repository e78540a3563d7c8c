//! 输出：结果在标准输出，提示、日志在标准错误。

use anyhow::Context;
use law::plain;
use serde::Serialize;
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

/// Logs to stderr: what happens while serving, only warnings otherwise. `GONGKAI_LOG` says otherwise.
pub fn log(serving: bool) {
    let usual = if serving { "info" } else { "warn" };
    let filter = EnvFilter::try_from_env("GONGKAI_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let subscriber = subscriber.with_ansi(std::io::stderr().is_terminal());
    // A second call in one process (tests) keeps the first.
    drop(subscriber.try_init());
}

/// Tells what went wrong, in one message.
pub fn complain(error: &anyhow::Error) {
    // Nobody is left to tell when stderr is closed.
    drop(writeln!(std::io::stderr(), "{}", told(error)));
}

/// The message and its causes, without what libraries say in English; that goes into the log.
fn told(error: &anyhow::Error) -> String {
    tracing::debug!(error = format!("{error:#}"), "refused");
    let causes: Vec<String> = error.chain().skip(1).filter_map(cause).collect();
    let detail = if causes.is_empty() { String::new() } else { format!("\n（{}）", causes.join("：")) };
    let whole = match cause(error.as_ref()) {
        Some(message) => message,
        None => format!("本软件出错，请把这条信息告诉维护人员：{error}"),
    };
    format!("{whole}{detail}")
}

fn cause(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    match error.downcast_ref::<std::io::Error>() {
        Some(disk) => Some(plain::disk(disk.kind()).into()),
        None => Some(error.to_string()).filter(|text| plain::is_chinese(text)),
    }
}

/// One JSON value and a line end.
pub fn json<T: Serialize + ?Sized>(out: &mut dyn Write, value: &T) -> anyhow::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    Ok(writeln!(out)?)
}

/// Writes a file whole or not at all: beside its place first, then renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_all_whole(&[(path.to_path_buf(), bytes)])
}

/// Writes several files; none takes its place before all are written.
pub fn write_all_whole(files: &[(PathBuf, &[u8])]) -> anyhow::Result<()> {
    let beside: Vec<PathBuf> = files.iter().map(|(path, _)| beside(path)).collect();
    let written = files.iter().zip(&beside).try_for_each(|((path, bytes), beside)| {
        let written =
            File::create(beside).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written.map_err(|error| (path, error))
    });
    let placed = written.and_then(|()| {
        let mut pairs = files.iter().zip(&beside);
        pairs.try_for_each(|((path, _), beside)| std::fs::rename(beside, path).map_err(|error| (path, error)))
    });
    placed.map_err(|(path, error)| {
        // What is left of a failed attempt is of no use to anyone.
        beside.iter().for_each(|beside| drop(std::fs::remove_file(beside)));
        anyhow::Error::from(error).context(unwritable(path))
    })
}

/// A file that is written piece by piece and takes its place only when it is whole; until then nothing is seen of
/// it, and what was there before stays. Readable by its owner only.
pub struct Whole {
    path: PathBuf,
    beside: PathBuf,
    file: File,
}

impl Whole {
    pub fn begin(path: &Path) -> anyhow::Result<Whole> {
        let beside = beside(path);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside).with_context(|| unwritable(path))?;
        Ok(Whole { path: path.into(), beside, file })
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    /// Everything was written: the file takes its place.
    pub fn place(self) -> anyhow::Result<()> {
        let placed = self.file.sync_all().and_then(|()| std::fs::rename(&self.beside, &self.path));
        placed.with_context(|| unwritable(&self.path))
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        // Gone already where it took its place; else of no use to anyone.
        drop(std::fs::remove_file(&self.beside));
    }
}

/// Why a file could not be written, as far as we can tell.
pub fn unwritable(path: &Path) -> String {
    format!("文件《{}》写不进去。请确认目录存在、有写入权限并且磁盘未满。", path.display())
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}
