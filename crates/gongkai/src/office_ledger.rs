//! 台账在哪里：the database and the key that seals personal data, both in the data folder unless told otherwise.

use crate::stationery::Stationery;
use anyhow::{Context, bail};
use casework::Casework;
use ledger::{Key, Ledger, Options};
use office::annual_report::Organ;
use office::records::Kept;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub const DATABASE: &str = "ledger.sqlite";
pub const KEY: &str = "ledger.key";
/// Keeps the key apart from what it seals.
const KEY_FILE: &str = "GONGKAI_KEY_FILE";

/// The cases of the organ, with the letters its settings make.
pub async fn casework(data: &Path, database: Option<&str>, organ: &Organ) -> anyhow::Result<Casework> {
    let stationery = Arc::new(Stationery::new(data.to_owned(), organ.clone()));
    Ok(Casework::new(open(data, database).await?, &organ.code).with_stationery(stationery))
}

/// Opens the ledger of a data folder, or another; made on first use.
pub async fn open(data: &Path, database: Option<&str>) -> anyhow::Result<Ledger> {
    let (url, place) = address(data, database);
    open_as(Options::new(url, key(&key_path(data))?), &place).await
}

/// What the desk keeps as registers, as far as the report of a year asks for it; `None` where there is no ledger.
/// Neither a ledger nor its key is made.
pub fn registers(
    data: &Path,
    database: Option<&str>,
    organ: &Organ,
    year: i16,
) -> anyhow::Result<Option<Kept>> {
    if database.is_none() && !data.join(DATABASE).exists() {
        return Ok(None);
    }
    let (url, place) = address(data, database);
    let path = key_path(data);
    if !path.exists() {
        bail!(
            "密钥文件《{}》不在，台账《{place}》不能打开。请从备份恢复密钥文件，或者用 {KEY_FILE} 指明它在哪里。",
            path.display()
        );
    }
    let options = Options { existing: true, ..Options::new(url, key(&path)?) };
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(async {
        let casework = Casework::new(open_as(options, &place).await?, &organ.code);
        let kept = casework.registers(&[year - 1, year]).await?;
        casework.ledger().close().await?;
        Ok(Some(kept))
    })
}

/// The database, and how it is named to a reader: without a password.
fn address(data: &Path, database: Option<&str>) -> (String, String) {
    match database {
        Some(url) => (url.to_owned(), url.rsplit('@').next().unwrap_or(url).to_owned()),
        None => {
            let path = data.join(DATABASE);
            (format!("sqlite:{}", path.display()), path.display().to_string())
        }
    }
}

async fn open_as(options: Options, place: &str) -> anyhow::Result<Ledger> {
    let opened = Ledger::open(options).await;
    opened.with_context(|| format!("台账《{place}》打不开。请确认网址、权限和密钥无误。"))
}

fn key_path(data: &Path) -> PathBuf {
    std::env::var_os(KEY_FILE).map_or_else(|| data.join(KEY), PathBuf::from)
}

/// The key in the file; made where there is none, readable by its owner only.
fn key(path: &Path) -> anyhow::Result<Key> {
    match std::fs::read_to_string(path) {
        Ok(text) => Key::parse(&text)
            .with_context(|| format!("密钥文件《{}》里不是密钥。请从备份恢复这个文件。", path.display())),
        Err(error) if error.kind() == ErrorKind::NotFound => make_key(path),
        Err(error) => {
            Err(error).with_context(|| format!("密钥文件《{}》读不出。请确认有读取权限。", path.display()))
        }
    }
}

fn make_key(path: &Path) -> anyhow::Result<Key> {
    let unwritable = || format!("密钥文件《{}》写不进去。请确认有写入权限。", path.display());
    let beside = path.with_file_name(DATABASE);
    if beside.exists() {
        bail!(
            "台账《{}》在，但是密钥文件《{}》不在，封存的个人信息无法打开。请从备份恢复密钥文件。",
            beside.display(),
            path.display()
        );
    }
    let key = Key::generate()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(unwritable)?;
    writeln!(file, "{}", key.text()).and_then(|()| file.sync_all()).with_context(unwritable)?;
    Ok(key)
}
