//! 附件放在哪里：settings/storage.toml, its secret from the environment or from a file that only its owner reads.

use anyhow::{Context, anyhow, bail};
use ledger::{FilePlace, Files, S3};
use serde::Deserialize;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder of attachments in the data folder. Its content comes into a backup through the ledger.
pub const ATTACHMENTS: &str = "attachments";
/// In place of the secret in a file.
const KEY_ID: &str = "GONGKAI_S3_KEY_ID";
const SECRET: &str = "GONGKAI_S3_SECRET";

/// `settings/storage.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Storage {
    /// `database`（默认）、`folder` 或者 `s3`
    kind: Option<String>,
    s3: Option<Bucket>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bucket {
    endpoint: String,
    bucket: String,
    #[serde(default = "usual_region")]
    region: String,
    #[serde(default)]
    prefix: String,
    /// 两行：访问密钥的编号，密钥；相对路径从 settings 算起
    key_file: Option<PathBuf>,
}

fn usual_region() -> String {
    "us-east-1".into()
}

/// Where attachments go and lie, as the settings of a data folder say.
pub fn files(data: &Path) -> anyhow::Result<Files> {
    let path = data.join("settings").join("storage.toml");
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        read => read.with_context(|| {
            format!("设置文件《{}》读不出。请确认是 UTF-8 并且有读取权限。", path.display())
        })?,
    };
    let wrong = |why: String| anyhow!("设置文件《{}》有误：{why}", path.display());
    let storage: Storage = toml::from_str(&text).map_err(|error| wrong(law::plain::toml(&text, &error)))?;
    let kind = storage.kind.as_deref().unwrap_or(FilePlace::Database.key());
    let place = FilePlace::from_key(kind).ok_or_else(|| {
        wrong(format!("kind 写的是“{kind}”，应为 database（数据库）、folder（文件夹）或者 s3。"))
    })?;
    if place == FilePlace::S3 && storage.s3.is_none() {
        return Err(wrong("kind 为 s3 的，须在 [s3] 中写明 endpoint、bucket。".into()));
    }
    let folder = data.join(ATTACHMENTS);
    // It is made where attachments go there; what was moved away leaves it as it is.
    let folder = (place == FilePlace::Folder || folder.is_dir()).then_some(folder);
    let s3 = storage.s3.map(|bucket| open(data, bucket)).transpose()?;
    Ok(Files { place, folder, s3 })
}

fn open(data: &Path, bucket: Bucket) -> anyhow::Result<S3> {
    if !bucket.endpoint.starts_with("https://") && !bucket.endpoint.starts_with("http://") {
        bail!("settings/storage.toml 的 endpoint“{}”应以 https:// 或者 http:// 开头。", bucket.endpoint);
    }
    let (key_id, secret) = match (std::env::var(KEY_ID), std::env::var(SECRET)) {
        (Ok(key_id), Ok(secret)) => (key_id, secret),
        _ => match &bucket.key_file {
            Some(file) => in_file(&data.join("settings").join(file))?,
            None => bail!(
                "S3 的访问密钥没有给出。请设置环境变量 {KEY_ID}、{SECRET}，或者在 settings/storage.toml 的 [s3] 中用 key_file 指明文件。"
            ),
        },
    };
    let Bucket { endpoint, bucket, region, prefix, .. } = bucket;
    Ok(S3 { endpoint, region, bucket, prefix, key_id, secret })
}

/// Two lines; refused where others can read them.
fn in_file(path: &Path) -> anyhow::Result<(String, String)> {
    let unreadable = || format!("S3 密钥文件《{}》读不出。请确认文件存在并且有读取权限。", path.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).with_context(unreadable)?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("S3 密钥文件《{0}》其他人也能读取，未使用。请运行 chmod 600 {0}。", path.display());
        }
    }
    let text = std::fs::read_to_string(path).with_context(unreadable)?;
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines[..] {
        [key_id, secret] => Ok((key_id.into(), secret.into())),
        _ => bail!("S3 密钥文件《{}》应为两行：访问密钥的编号，密钥。", path.display()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn told(settings: &str) -> Result<Files, String> {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let data = std::env::temp_dir().join(format!("gongkai-storage-{}-{number}", std::process::id()));
        std::fs::create_dir_all(data.join("settings")).unwrap();
        std::fs::write(data.join("settings/storage.toml"), settings).unwrap();
        std::fs::write(data.join("settings/s3.key"), "someone\nsecret\n").unwrap();
        let found = files(&data).map_err(|error| format!("{error:#}"));
        std::fs::remove_dir_all(&data).unwrap();
        found
    }

    #[test]
    fn settings_say_where_attachments_go() {
        for (settings, place) in [
            ("", FilePlace::Database),
            ("kind = \"database\"", FilePlace::Database),
            ("kind = \"folder\"", FilePlace::Folder),
        ] {
            assert_eq!(told(settings).unwrap().place, place, "{settings}");
        }
    }

    #[test]
    fn what_is_wrong_with_the_settings_is_told() {
        let bucket = "kind = \"s3\"\n[s3]\nbucket = \"a\"\n";
        for (settings, words) in [
            ("kind = \"tape\"".to_owned(), "kind 写的是“tape”"),
            ("kind = \"s3\"".to_owned(), "须在 [s3] 中写明"),
            (format!("{bucket}endpoint = \"host\""), "应以 https:// 或者 http:// 开头"),
            (format!("{bucket}endpoint = \"https://host\""), "访问密钥没有给出"),
            (format!("{bucket}endpoint = \"https://host\"\nkey_file = \"none\""), "读不出"),
            (format!("{bucket}endpoint = \"https://host\"\nkey_file = \"s3.key\""), "其他人也能读取"),
            ("place = 1".to_owned(), "storage.toml"),
        ] {
            let wrong = told(&settings).err().unwrap_or_default();
            assert!(wrong.contains(words), "{settings}: {wrong}");
        }
    }
}
