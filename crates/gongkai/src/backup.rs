//! 备份文件：一个 zip，里面是台账的全部内容（逐行 JSON）和数据目录的文件，没有密钥。
//!
//! One file, since a ledger without its settings and reports is no working office. A zip, so that any tool opens it;
//! written and read entry by entry, so that memory does not grow with it.

use crate::output::unwritable;
use crate::{now, office_ledger, storage};
use anyhow::{Context, bail};
use jiff::Timestamp;
use ledger::{Ledger, Written};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const ABOUT: &str = "gongkai-backup.json";
const READ_ME: &str = "请读.txt";
const LEDGER: &str = "ledger.jsonl";
/// What the paths of files begin with.
const DATA: &str = "data/";
const FORMAT: u32 = 1;
/// Deeper folders are not an office's.
const DEEPEST: usize = 32;

const WORDS: &str = "这是“公开”的备份：ledger.jsonl 是台账，data 是数据目录的文件。\r\n\
    恢复：gongkai restore 本文件 --data 新目录 --key 密钥文件\r\n\
    密钥文件（ledger.key）不在这里。没有密钥文件，申请人的个人信息和案卷文件打不开。请另行保管。\r\n";

/// What a backup says of itself.
#[derive(Serialize, Deserialize)]
struct About {
    format: u32,
    program: String,
    made: Timestamp,
}

/// What a backup holds.
pub struct Held {
    pub ledger: Written,
    pub files: u64,
}

/// Writes the ledger as it stands at this moment, and the files of the data folder as each is found.
pub async fn write(ledger: &Ledger, data: &Path, to: impl Write + Seek + Send) -> anyhow::Result<Held> {
    let mut zip = ZipWriter::new(to);
    let about = About { format: FORMAT, program: env!("CARGO_PKG_VERSION").into(), made: now() };
    zip.start_file(ABOUT, options())?;
    serde_json::to_writer_pretty(&mut zip, &about)?;
    zip.start_file(READ_ME, options())?;
    zip.write_all(WORDS.as_bytes())?;
    zip.start_file(LEDGER, options())?;
    let ledger = ledger.backup(&mut zip).await?;
    let mut files = 0;
    for path in files_of(data)? {
        files += u64::from(add(&mut zip, data, &path)?);
    }
    zip.finish()?.flush()?;
    Ok(Held { ledger, files })
}

/// Entries may grow beyond 4 GB: how far is not known before.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true)
}

/// Whether the file was still there.
fn add(zip: &mut ZipWriter<impl Write + Seek>, data: &Path, path: &Path) -> anyhow::Result<bool> {
    let unreadable = || format!("文件《{}》读不出来。请确认有读取权限。", path.display());
    let mut file = match File::open(path) {
        Ok(file) => file,
        // Something passing: a report that is being compiled anew.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error).with_context(unreadable),
    };
    zip.start_file(inside(data, path)?, options())?;
    std::io::copy(&mut file, zip).with_context(unreadable)?;
    Ok(true)
}

/// `data/records/2024/….csv`, whatever separates folders here.
fn inside(data: &Path, path: &Path) -> anyhow::Result<String> {
    let parts = path.strip_prefix(data).context("a file outside of the data folder")?.iter();
    let names: Vec<&str> = parts
        .map(|part| part.to_str())
        .collect::<Option<_>>()
        .with_context(|| format!("文件名《{}》不是 UTF-8，不能备份。请改名。", path.display()))?;
    Ok(format!("{DATA}{}", names.join("/")))
}

/// Every file of the data folder that belongs into a backup, in order.
fn files_of(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut walked = Walked { key: real(&office_ledger::key_path(data)), ..Walked::default() };
    walked.folder(data, 0)?;
    Ok(walked.files)
}

#[derive(Default)]
struct Walked {
    /// Wherever it lies, it does not come along.
    key: Option<PathBuf>,
    /// Links may go round.
    been: BTreeSet<PathBuf>,
    files: Vec<PathBuf>,
}

impl Walked {
    fn folder(&mut self, dir: &Path, depth: usize) -> anyhow::Result<()> {
        let closed = || format!("目录《{}》打不开。请确认目录存在并且有权读取。", dir.display());
        if depth > DEEPEST || !self.been.insert(dir.canonicalize().with_context(closed)?) {
            return Ok(());
        }
        let entries = std::fs::read_dir(dir).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut paths: Vec<PathBuf> = entries.with_context(closed)?.iter().map(|one| one.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Hidden ones are attempts under way. The ledger comes as lines with its attachments, and the key not at all.
            if name.starts_with('.') || (depth == 0 && is_ledgers(&name)) || real(&path) == self.key {
                continue;
            }
            if path.is_dir() {
                self.folder(&path, depth + 1)?;
            } else if path.is_file() {
                self.files.push(path);
            }
        }
        Ok(())
    }
}

fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// The database with its logs, the attachments beside it, and the key.
fn is_ledgers(name: &str) -> bool {
    name.starts_with(office_ledger::DATABASE) || [office_ledger::KEY, storage::ATTACHMENTS].contains(&name)
}

/// A backup that is being read.
pub struct Opened {
    path: PathBuf,
    zip: ZipArchive<File>,
}

impl Opened {
    pub fn open(path: &Path) -> anyhow::Result<Opened> {
        let none = || format!("文件《{}》不是完整的备份。请换用另一份备份。", path.display());
        let mut zip = ZipArchive::new(open(path)?).ok().with_context(none)?;
        let about = zip.by_name(ABOUT).ok().with_context(none)?;
        let about: About = serde_json::from_reader(about.take(4096)).ok().with_context(none)?;
        if about.format > FORMAT {
            bail!("备份《{}》由更新的版本写出。请升级程序后再恢复。", path.display());
        }
        Ok(Opened { path: path.into(), zip })
    }

    /// Does something with the lines of the ledger.
    pub fn with_lines<T>(
        &mut self,
        work: impl FnOnce(&mut (dyn Read + Send), u64) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut lines = self.zip.by_name(LEDGER).ok().with_context(|| {
            format!("备份《{}》里没有台账，可能不完整。请换用另一份备份。", self.path.display())
        })?;
        let size = lines.size();
        work(&mut lines, size)
    }

    /// Unpacks the files of the data folder; how many. Each is checked against the sum the zip keeps of it.
    pub fn unpack(&mut self, to: &Path) -> anyhow::Result<u64> {
        let mut files = 0;
        for at in 0..self.zip.len() {
            let damaged = || format!("备份《{}》已损坏。请换用另一份备份。", self.path.display());
            let mut entry = self.zip.by_index(at).ok().with_context(damaged)?;
            let name = entry.name().ok().with_context(damaged)?.into_owned();
            let Some(name) = name.strip_prefix(DATA) else { continue };
            let path = to.join(safe(name).with_context(damaged)?);
            let write = || unwritable(&path);
            std::fs::create_dir_all(path.parent().unwrap_or(to)).with_context(write)?;
            let mut file = File::create_new(&path).with_context(write)?;
            std::io::copy(&mut entry, &mut file).with_context(damaged)?;
            file.sync_all().with_context(write)?;
            files += 1;
        }
        Ok(files)
    }
}

/// A path that stays inside, and is neither the ledger nor the key.
fn safe(name: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = name.split('/').collect();
    let plain = |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    let fine = parts.iter().all(plain) && !is_ledgers(parts.first()?);
    fine.then(|| parts.iter().collect())
}

/// Does something with the lines of an export, or of the ledger in a backup.
pub fn with_lines<T>(
    path: &Path,
    work: impl FnOnce(&mut (dyn Read + Send), u64) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut file = open(path)?;
    let mut magic = [0; 2];
    let zipped = file.read_exact(&mut magic).is_ok() && magic == *b"PK";
    if zipped {
        return Opened::open(path)?.with_lines(work);
    }
    file.rewind().with_context(|| unreadable(path))?;
    let size = file.metadata().map_or(0, |about| about.len());
    work(&mut file, size)
}

fn open(path: &Path) -> anyhow::Result<File> {
    let file = File::open(path).with_context(|| unreadable(path))?;
    if path.is_dir() {
        bail!("《{}》是目录，不是文件。请写明文件。", path.display());
    }
    Ok(file)
}

fn unreadable(path: &Path) -> String {
    format!("文件《{}》打不开。请确认文件存在并且有权读取。", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_backup_stays_inside_the_folder() {
        for (name, expected) in [
            ("settings/organ.toml", true),
            ("records/2024/政府信息公开申请.csv", true),
            ("../ledger.key", false),
            ("records/../../x", false),
            ("/etc/passwd", false),
            ("C:/x", false),
            ("a\\b", false),
            ("ledger.key", false),
            ("ledger.sqlite-wal", false),
            ("attachments/3f/3f00", false),
            ("holidays/ledger.key", true),
            ("", false),
        ] {
            assert_eq!(safe(name).is_some(), expected, "{name}");
        }
    }
}
