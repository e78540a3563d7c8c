//! 信息发布怎么接上：its settings, its scan, and its search index in the data folder.

use crate::inspector::{self, Scanner};
use crate::previews;
use anyhow::{Context, anyhow};
use ledger::Ledger;
use office::publication::IndexRule;
use publishing::Publishing;
use search::{Engine, Lexicon};
use serde::Deserialize;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use web::Publications;

/// The index of the search; derived from the ledger, made again where it is missing.
pub const INDEX: &str = "search";

/// `settings/publication.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Publication {
    /// 索引号规则，如 `{code}/{year}-{serial:5}`
    index: Option<String>,
}

/// The items of the organ, and how they are found.
pub fn open(data: &Path, ledger: Ledger, organ: &str) -> anyhow::Result<Publications> {
    let folder = data.join(INDEX);
    let unusable = || format!("检索目录《{}》打不开。请确认有写入权限；删去它会自动重建。", folder.display());
    let engine = Engine::open(&folder, lexicon(data)?).with_context(unusable)?;
    Ok(Publications::new(publishing(data, ledger, organ)?, engine, inspector::words)
        .with_previews(previews::draw))
}

/// The items alone, for whoever needs no search.
pub fn publishing(data: &Path, ledger: Ledger, organ: &str) -> anyhow::Result<Publishing> {
    Ok(Publishing::new(ledger, organ, rule(data)?, Arc::new(Scanner)))
}

fn rule(data: &Path) -> anyhow::Result<IndexRule> {
    let path = data.join("settings").join("publication.toml");
    let text = read(&path)?;
    let wrong = |why: String| anyhow!("设置文件《{}》有误：{why}", path.display());
    let settings: Publication =
        toml::from_str(&text).map_err(|error| wrong(law::plain::toml(&text, &error)))?;
    let rule = settings.index.map(|rule| IndexRule::parse(&rule)).transpose();
    Ok(rule.map_err(|error| wrong(error.to_string()))?.unwrap_or_default())
}

/// The office's own words and synonyms beside ours.
fn lexicon(data: &Path) -> anyhow::Result<Lexicon> {
    let settings = data.join("settings");
    let words = read(&settings.join("words.txt"))?;
    let synonyms = read(&settings.join("synonyms.txt"))?;
    Ok(Lexicon::with(&words, &synonyms)?)
}

/// Empty where there is none.
fn read(path: &Path) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read.with_context(|| {
            format!("设置文件《{}》读不出。请确认是 UTF-8 并且有读取权限。", path.display())
        }),
    }
}
