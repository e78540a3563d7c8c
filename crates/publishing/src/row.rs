//! 一条信息在工作台列表里的一行，以及它列在哪些键之下

use crate::{Error, figures};
use jiff::Timestamp;
use jiff::civil::Date;
use law::workday::Calendar;
use ledger::Item;
use office::publication::{DueKind, Nature, Premises, Publication, Step};
use serde::{Deserialize, Serialize};

/// The kind of the items that the desk lists.
pub const KIND: &str = "publication";

/// The kind of the items that the public is shown.
pub const PUBLIC: &str = "public";

/// What a list of the desk shows of an item. It can be dropped and made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub index: String,
    pub version: u64,
    pub title: String,
    pub nature: Nature,
    pub column: String,
    pub important: bool,
    pub drafted: Date,
    pub authors: Vec<String>,
    pub step: Option<Step>,
    pub sent_back: bool,
    /// The earliest of what falls due.
    pub due: Option<(DueKind, Date)>,
    /// The rest of it, in the order of days.
    #[serde(default)]
    pub due_later: Vec<(DueKind, Date)>,
    pub provisional: bool,
    pub standing: Standing,
    /// When the edition in force was published.
    pub published: Option<Timestamp>,
    pub edition: u32,
    /// 办事指南, “一件事”: the key elements it lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Never published yet.
    Unpublished,
    Public,
    Withdrawn,
    Withheld,
    Dropped,
}

impl Standing {
    pub const fn label(self) -> &'static str {
        match self {
            Standing::Unpublished => "未发布",
            Standing::Public => "已发布",
            Standing::Withdrawn => "已撤回",
            Standing::Withheld => "不予公开",
            Standing::Dropped => "已弃稿",
        }
    }

    pub fn of(item: &Publication) -> Standing {
        if item.withdrawn.is_some() {
            Standing::Withdrawn
        } else if item.is_public() {
            Standing::Public
        } else if item.withheld.is_some() {
            Standing::Withheld
        } else if item.dropped {
            Standing::Dropped
        } else {
            Standing::Unpublished
        }
    }
}

/// `step/secrecy`
pub(crate) fn step_key(step: Step) -> String {
    format!("step/{}", step.key())
}

pub(crate) fn author_key(who: &str) -> String {
    format!("author/{who}")
}

pub(crate) const fn service_key(thing: bool) -> &'static str {
    if thing { "service/thing" } else { "service/guide" }
}

/// Services that are public and lack key elements: what a self-inspection lists.
pub(crate) const INCOMPLETE: &str = "service/incomplete";

/// Public and not handed over: `hand-over/archive`.
pub(crate) fn premises_key(to: Premises) -> String {
    format!("hand-over/{}", to.key())
}

/// Timestamps as lists sort them.
pub(crate) fn sort(at: Timestamp) -> String {
    format!("{:014}", at.as_millisecond().max(0))
}

pub(crate) fn item(item: &Publication, version: u64, calendar: &Calendar) -> Result<Item, Error> {
    let row = row(item, version, calendar)?;
    let mut put = Item::new(KIND, &item.index, version, serde_json::to_string(&row)?);
    put = put.under("all", row.drafted.to_string());
    let due = row.due.map_or_else(String::new, |(_, date)| date.to_string());
    // A document ends without anybody doing anything.
    if let Some((_, by)) = row.due.iter().chain(&row.due_later).find(|(kind, _)| *kind != DueKind::Expire) {
        put = put.under("due", by.to_string());
    }
    if let Some(step) = row.step {
        let by = if let Step::Scheduled(at) = step { sort(at) } else { due.clone() };
        put = put.under(step_key(step), by);
        if step == Step::Drafting {
            put = row.authors.iter().fold(put, |put, who| put.under(author_key(who), due.clone()));
        }
    }
    if let Some(service) = item.content().and_then(|content| content.service.as_ref()) {
        let thing = matches!(service, office::service::Service::Thing(_));
        put = put.under(service_key(thing), row.drafted.to_string());
    }
    let out = item.editions.last().filter(|_| row.standing == Standing::Public);
    if let Some(edition) = out
        && edition.content.service.as_ref().is_some_and(|service| !service.missing().is_empty())
    {
        put = put.under(INCOMPLETE, sort(edition.at));
    }
    // A new edition may be withheld while an older one stays public.
    if item.withheld.is_some() {
        put = put.under("withheld", due);
    }
    match row.standing {
        Standing::Withdrawn => {
            let at = item.withdrawn.as_ref().map_or(Timestamp::UNIX_EPOCH, |withdrawn| withdrawn.at);
            put = put.under("withdrawn", sort(at));
        }
        Standing::Public => put = to_hand_over(put, item),
        Standing::Unpublished | Standing::Withheld | Standing::Dropped => {}
    }
    Ok(figures::keys(item, calendar).into_iter().fold(put, |put, (key, by)| put.under(key, by)))
}

/// 条例第二十五条第三款: what the archive and the library have not been given yet.
fn to_hand_over(put: Item, item: &Publication) -> Item {
    let missing = Premises::ALL.into_iter().filter(|to| !item.handed_over.iter().any(|one| one.to == *to));
    let by = item.editions.last().map_or_else(String::new, |edition| sort(edition.at));
    missing.fold(put, |put, to| put.under(premises_key(to), by.clone()))
}

fn missing(service: &office::service::Service) -> Vec<String> {
    service.missing().into_iter().map(str::to_owned).collect()
}

fn row(item: &Publication, version: u64, calendar: &Calendar) -> Result<Row, Error> {
    let content = item.content().ok_or_else(|| Error::Stored(format!("{} has no content", item.index)));
    // A dropped draft keeps nothing but its number.
    let (title, nature, column) = match content {
        Ok(content) => (content.title.clone(), content.nature, content.column.clone()),
        Err(_) if item.dropped => (String::new(), Nature::Other, String::new()),
        Err(error) => return Err(error),
    };
    let dues = item.dues(calendar);
    let due = dues.first();
    let work = item.work.as_ref();
    let last = item.editions.last();
    Ok(Row {
        index: item.index.clone(),
        version,
        title,
        nature,
        column,
        important: item.content().is_some_and(|content| content.important),
        drafted: item.drafted,
        authors: work.map(|work| work.authors.iter().cloned().collect()).unwrap_or_default(),
        step: work.map(|work| work.step),
        sent_back: work.is_some_and(|work| work.sent_back.is_some()),
        due: due.map(|(kind, by)| (*kind, by.date)),
        due_later: dues.iter().skip(1).map(|(kind, by)| (*kind, by.date)).collect(),
        provisional: due.is_some_and(|(_, by)| by.provisional),
        standing: Standing::of(item),
        published: last.map(|edition| edition.at),
        edition: last.map_or(0, |edition| edition.number),
        missing: item.content().and_then(|content| content.service.as_ref()).map(missing).unwrap_or_default(),
    })
}
