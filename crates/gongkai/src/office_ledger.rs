//! 台账在哪里：the database and the key that seals personal data, both in the data folder unless told otherwise.

use crate::cli::Office;
use crate::entered::FromDesk;
use crate::stationery::Stationery;
use crate::{publications, storage};
use anyhow::{Context, bail};
use casework::Casework;
use ledger::{Key, Ledger, Options};
use messages::Messages;
use office::annual_report::Organ;
use office::message::Terms;
use office::records::{InLedger, Kept};
use registers::Registers;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub const DATABASE: &str = "ledger.sqlite";
pub const KEY: &str = "ledger.key";
/// What begins so in a data folder is a restore under way, or one that was cut short.
pub const RESTORING: &str = ".restore-";
/// Keeps the key apart from what it seals.
const KEY_FILE: &str = "GONGKAI_KEY_FILE";

/// The cases of the organ, with the letters its settings make.
pub async fn casework(data: &Path, database: Option<&str>, organ: &Organ) -> anyhow::Result<Casework> {
    let stationery = Arc::new(Stationery::new(data.to_owned(), organ.clone()));
    Ok(Casework::new(open(data, database).await?, &organ.code).with_stationery(stationery))
}

/// Opens the ledger of a data folder, or another; made on first use.
pub async fn open(data: &Path, database: Option<&str>) -> anyhow::Result<Ledger> {
    refuse_unfinished(data)?;
    let key = key(&key_path(data))?;
    open_with(key, data, database).await
}

/// Does some work on a ledger that must be there already, and closes it.
pub fn with<T>(office: &Office, work: impl AsyncFnOnce(&Ledger) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(async {
        let ledger = existing(&office.data.dir, office.database.url.as_deref()).await?;
        let done = work(&ledger).await;
        let closed = ledger.close().await;
        let done = done?;
        closed.context("failed to close the ledger")?;
        Ok(done)
    })
}

/// What a ledger has of the registers of a year and the one before.
pub struct OfLedger {
    kept: Kept,
    entered: FromDesk,
}

impl OfLedger {
    pub fn of(taken: Option<&OfLedger>) -> InLedger<'_> {
        taken.map_or_else(InLedger::default, |taken| InLedger {
            kept: Some(&taken.kept),
            entered: Some(&taken.entered),
        })
    }
}

/// What the desk has of the registers, as far as the report of a year asks for it; `None` where there is no ledger.
/// Neither a ledger nor its key is made.
pub fn registers(
    data: &Path,
    database: Option<&str>,
    organ: &Organ,
    year: i16,
) -> anyhow::Result<Option<OfLedger>> {
    if database.is_none() && !data.join(DATABASE).exists() {
        return Ok(None);
    }
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    let years = [year - 1, year];
    let (kept, desk, has) = runtime.block_on(async {
        let casework = Casework::new(existing(data, database).await?, &organ.code);
        let publishing = publications::publishing(data, casework.ledger().clone(), &organ.code)?;
        let kept = publishing.registers(casework.registers(&years).await?, &years).await?;
        let kept = Messages::new(publishing, Terms::default()).registers(kept, &years).await?;
        let desk = Registers::new(casework.ledger().clone(), &organ.code);
        let has = FromDesk::what_there_is(&desk, &years).await?;
        anyhow::Ok((kept, desk, has))
    })?;
    Ok(Some(OfLedger { kept, entered: FromDesk::new(runtime, desk, has) }))
}

async fn existing(data: &Path, database: Option<&str>) -> anyhow::Result<Ledger> {
    refuse_unfinished(data)?;
    let path = data.join(DATABASE);
    if database.is_none() && !path.is_file() {
        bail!(
            "没有台账《{}》。请用 --data 指明数据目录，或者用 --database 指明数据库；台账在第一次打开网站时建立。",
            path.display()
        );
    }
    let key = existing_key(&key_path(data))?;
    open_at(data, database, |url| Options { existing: true, ..Options::new(url, key) }).await
}

/// Opens the ledger of a data folder, or another, with a key at hand; made where there is none.
pub async fn open_with(key: Key, data: &Path, database: Option<&str>) -> anyhow::Result<Ledger> {
    open_at(data, database, |url| Options::new(url, key)).await
}

async fn open_at(
    data: &Path,
    database: Option<&str>,
    options: impl FnOnce(String) -> Options,
) -> anyhow::Result<Ledger> {
    // A reader is told the place without its password.
    let (url, place) = match database {
        Some(url) => (url.to_owned(), url.rsplit('@').next().unwrap_or(url).to_owned()),
        None => {
            let path = data.join(DATABASE);
            (format!("sqlite:{}", path.display()), path.display().to_string())
        }
    };
    let files = storage::files(data)?;
    let opened = Ledger::open(Options { files, ..options(url) }).await;
    opened.with_context(|| format!("台账《{place}》打不开。请确认网址、权限和密钥无误。"))
}

/// A ledger made beside half a restore would take the place of the one that is still to come.
fn refuse_unfinished(data: &Path) -> anyhow::Result<()> {
    let unfinished = |name: std::ffi::OsString| name.to_string_lossy().starts_with(RESTORING);
    if std::fs::read_dir(data).into_iter().flatten().flatten().any(|entry| unfinished(entry.file_name())) {
        bail!("目录《{}》的恢复没有做完。请重新运行 gongkai restore。", data.display());
    }
    Ok(())
}

/// Where the key is: in the data folder unless the environment says otherwise.
pub fn key_path(data: &Path) -> PathBuf {
    std::env::var_os(KEY_FILE).map_or_else(|| data.join(KEY), PathBuf::from)
}

/// The key in a file that must be there.
pub fn existing_key(path: &Path) -> anyhow::Result<Key> {
    if path.is_file() {
        return key(path);
    }
    bail!(
        "密钥文件《{}》不存在。请把另行保管的密钥文件放到这里，或者用环境变量 {KEY_FILE} 指明。",
        path.display()
    )
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
