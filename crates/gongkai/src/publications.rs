//! 信息发布怎么接上：its settings, its scan, and its search index in the data folder.

use crate::inspector::{self, Scanner};
use crate::{previews, questions};
use anyhow::{Context, anyhow};
use ledger::Ledger;
use office::message::Terms;
use office::publication::IndexRule;
use publishing::Publishing;
use scan::Wordings;
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
    /// 提前多少日提示文件将要到期，1 to 1000.
    expiry_warning_days: Option<u16>,
}

/// The items of the organ, and how they are found.
pub fn open(data: &Path, ledger: Ledger, organ: &str) -> anyhow::Result<Publications> {
    let folder = data.join(INDEX);
    let unusable = || format!("检索目录《{}》打不开。请确认有写入权限；删去它会自动重建。", folder.display());
    let engine = Engine::open(&folder, lexicon(data)?).with_context(unusable)?;
    let questions = questions::open(data, engine.lexicon().clone())?;
    Ok(Publications::new(publishing(data, ledger, organ)?, engine, inspector::words)
        .with_terms(terms(data)?)
        .with_previews(previews::draw)
        .with_questions(questions))
}

/// The items alone, for whoever needs no search.
pub fn publishing(data: &Path, ledger: Ledger, organ: &str) -> anyhow::Result<Publishing> {
    let settings = settings(data)?;
    let publishing = Publishing::new(ledger, organ, settings.rule, Arc::new(Scanner::with(wordings(data)?)));
    Ok(publishing.warning_days(settings.expiry_warning_days))
}

/// What the file says, checked.
struct Settings {
    rule: IndexRule,
    expiry_warning_days: u16,
}

fn settings(data: &Path) -> anyhow::Result<Settings> {
    let path = data.join("settings").join("publication.toml");
    let text = read(&path)?;
    let wrong = |why: String| anyhow!("设置文件《{}》有误：{why}", path.display());
    let settings: Publication =
        toml::from_str(&text).map_err(|error| wrong(law::plain::toml(&text, &error)))?;
    let rule = settings.index.map(|rule| IndexRule::parse(&rule)).transpose();
    let rule = rule.map_err(|error| wrong(error.to_string()))?.unwrap_or_default();
    let expiry_warning_days = settings.expiry_warning_days.unwrap_or(publishing::EXPIRY_WARNING_DAYS);
    if !(1..=1000).contains(&expiry_warning_days) {
        return Err(wrong("expiry_warning_days 应当是1至1000日。".into()));
    }
    Ok(Settings { rule, expiry_warning_days })
}

/// `settings/messages.toml`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Messages {
    /// 简单常见问题几个工作日内答复；不写的，5个（国办秘函〔2019〕19号）
    simple_days: Option<u16>,
    /// 其他留言几个工作日内答复；不写的，最迟三个月
    other_days: Option<u16>,
    /// 每条留言最多追问几次
    follow_ups: Option<usize>,
}

/// Until when messages are answered, where the office has set it.
pub fn terms(data: &Path) -> anyhow::Result<Terms> {
    let path = data.join("settings").join("messages.toml");
    let text = read(&path)?;
    let wrong = |why: String| anyhow!("设置文件《{}》有误：{why}", path.display());
    let set: Messages = toml::from_str(&text).map_err(|error| wrong(law::plain::toml(&text, &error)))?;
    let usual = Terms::default();
    let follow_ups = set.follow_ups.unwrap_or_else(|| usual.follow_ups());
    let terms = Terms::new(set.simple_days.unwrap_or_else(|| usual.simple()), set.other_days, follow_ups);
    terms.map_err(|error| wrong(error.to_string()))
}

/// What is written wrongly: the office's own list, `settings/wording.toml`, beside ours.
pub fn wordings(data: &Path) -> anyhow::Result<Arc<Wordings>> {
    let path = data.join("settings").join("wording.toml");
    let wrong = |why| anyhow!("设置文件《{}》有误：{why}", path.display());
    Ok(Arc::new(Wordings::with(&read(&path)?).map_err(wrong)?))
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
