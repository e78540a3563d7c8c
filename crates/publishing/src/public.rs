//! 公众看得到的：列表、正文、附件。 Whatever is given out here is [`Public`]; there is no other door.

use crate::{Error, PUBLIC, Page, Publishing, documents, figures, page, row};
use jiff::Timestamp;
use jiff::civil::Date;
use law::workday::day_in_beijing;
use ledger::{Direction, Item, Place};
use office::publication::{
    Attachment, Disclosed, HiddenEdition, Nature, Public, Publication, Tombstone, Validity, validity_of,
};
use office::service::{Audience, Brief, Service};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What public lists show of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub index: String,
    pub edition: u32,
    pub title: String,
    pub overview: String,
    pub nature: Nature,
    pub column: String,
    pub topic: String,
    pub issued_by: String,
    pub document_no: Option<String>,
    pub formed: Date,
    pub effective: Option<Date>,
    pub expires: Option<Date>,
    pub validity: Option<(Validity, Date, String)>,
    pub published: Timestamp,
    pub updated: Timestamp,
    pub attachments: usize,
    pub entry: Option<String>,
    /// 办事指南, “一件事”
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Brief>,
}

impl Listed {
    /// The day from which it is in force no more, where that is known: as decided, else after its own last day.
    pub fn gone_on(&self) -> Option<Date> {
        let gone = figures::gone(self.expires, self.validity.as_ref());
        gone.filter(|_| self.nature.has_validity()).map(|(_, on)| on)
    }

    pub fn validity_on(&self, today: Date) -> Option<Validity> {
        validity_of(self.nature, (self.effective, self.expires), self.validity.as_ref(), today)
    }
}

/// Where public lists stand, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    All,
    Column(String),
    Topic(String),
    Nature(Nature),
    /// 第二十条的一项, by its key.
    Duty(String),
    /// 目录的条目
    Entry(String),
    /// First published in a year.
    Year(i16),
    /// 规章、规范性文件和其他政策文件
    Documents,
    /// What interprets a document.
    Interpreting(String),
    /// 办事指南, or “一件事”: of a theme, for whom, or both.
    Services {
        thing: bool,
        theme: Option<String>,
        audience: Option<Audience>,
    },
}

impl Shelf {
    /// As lists and addresses name it.
    pub fn key(&self) -> String {
        match self {
            Shelf::All => "all".into(),
            Shelf::Column(column) => format!("column/{column}"),
            Shelf::Topic(topic) => format!("topic/{topic}"),
            Shelf::Nature(nature) => format!("nature/{}", nature.key()),
            Shelf::Duty(duty) => format!("duty/{duty}"),
            Shelf::Entry(entry) => format!("entry/{entry}"),
            Shelf::Year(year) => format!("year/{year}"),
            Shelf::Documents => "documents".into(),
            Shelf::Interpreting(index) => format!("interpreting/{index}"),
            Shelf::Services { thing, theme, audience } => {
                let kind = if *thing { "thing" } else { "guide" };
                let audience = audience.map_or("all", Audience::key);
                format!("{kind}-{audience}/{}", theme.as_deref().unwrap_or_default())
            }
        }
    }
}

/// What stands under an index for the public.
#[derive(Debug, Clone)]
pub enum Seen {
    /// Every edition that may be read, the newest last; never empty. And those hidden alone.
    Open(Vec<Public<Disclosed>>, Vec<Public<HiddenEdition>>),
    /// Withdrawn, and why.
    Gone(Public<Tombstone>),
}

pub(crate) fn item(item: &Publication, version: u64) -> Result<Option<Item>, Error> {
    let Some(public) = item.public() else { return Ok(None) };
    let shelves = shelves(&public);
    let by = row::sort(public.published);
    let content = &public.content;
    let gone = figures::gone(content.expires, public.validity.as_ref()).map(|(_, on)| on);
    let (nature, effective) = (content.nature, content.effective);
    let listed = public.map(listed);
    let put = Item::new(PUBLIC, &item.index, version, serde_json::to_string(&listed)?);
    let put = documents::under(put, nature, (effective, gone));
    Ok(Some(shelves.iter().fold(put, |put, shelf| put.under(shelf.key(), by.clone()))))
}

fn shelves(public: &Disclosed) -> Vec<Shelf> {
    let content = &public.content;
    let mut shelves = vec![
        Shelf::All,
        Shelf::Column(content.column.clone()),
        Shelf::Nature(content.nature),
        Shelf::Year(day_in_beijing(public.published).year()),
    ];
    if !content.topic.is_empty() {
        shelves.push(Shelf::Topic(content.topic.clone()));
    }
    if content.nature.has_validity() {
        shelves.push(Shelf::Documents);
    }
    shelves.extend(content.duty.map(|duty| Shelf::Duty(duty.key())));
    shelves.extend(content.entry.clone().map(Shelf::Entry));
    shelves.extend(content.interprets.clone().map(Shelf::Interpreting));
    shelves.extend(content.service.iter().flat_map(service_shelves));
    shelves
}

/// Of every theme and of its own, for all and for each it is for.
fn service_shelves(service: &Service) -> Vec<Shelf> {
    let thing = matches!(service, Service::Thing(_));
    let audiences = [None].into_iter().chain(service.audience().iter().copied().map(Some));
    let themes = [None, Some(service.theme().to_owned())];
    let both = |audience| themes.clone().map(|theme| Shelf::Services { thing, theme, audience });
    audiences.flat_map(both).collect()
}

fn listed(public: Disclosed) -> Listed {
    let content = public.content;
    let filmed = content.attachments.iter().any(is_film);
    let service = content.service.as_ref().map(|service| service.brief(filmed));
    Listed {
        index: public.index,
        edition: public.edition,
        title: content.title,
        overview: content.overview,
        nature: content.nature,
        column: content.column,
        topic: content.topic,
        issued_by: content.issued_by,
        document_no: content.document_no,
        formed: content.formed,
        effective: content.effective,
        expires: content.expires,
        validity: public.validity,
        published: public.published,
        updated: public.updated,
        attachments: content.attachments.len(),
        entry: content.entry,
        service,
    }
}

/// 视频
pub fn is_film(attachment: &Attachment) -> bool {
    attachment.media.starts_with("video/")
}

impl Publishing {
    pub async fn shelf(
        &self,
        shelf: &Shelf,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page<Public<Listed>>, Error> {
        let key = shelf.key();
        page(&self.ledger, &self.organ, (PUBLIC, &key), after, limit, Direction::Down).await
    }

    pub async fn shelf_count(&self, shelf: &Shelf) -> Result<u64, Error> {
        Ok(self.ledger.count(&self.organ, PUBLIC, &shelf.key()).await?)
    }

    /// How many items stand on each shelf of a sort: `column`, `topic`, `nature`, `year`, `duty`, `entry`.
    pub async fn shelves(&self, sort: &str) -> Result<BTreeMap<String, u64>, Error> {
        let prefix = format!("{sort}/");
        let counts = self.ledger.counts(&self.organ, PUBLIC, &prefix).await?;
        let named =
            counts.into_iter().filter_map(|(key, n)| Some((key.strip_prefix(&prefix)?.to_owned(), n)));
        Ok(named.collect())
    }

    /// One item as lists show it; `None` where the public may not see it.
    pub async fn listed(&self, index: &str) -> Result<Option<Public<Listed>>, Error> {
        let item = self.ledger.item(&self.organ, PUBLIC, index).await?;
        item.map(|item| Ok(serde_json::from_str(&item.body)?)).transpose()
    }

    /// Which of some indices the public may see; one look-up.
    pub async fn public_among(&self, indices: &[String]) -> Result<BTreeSet<String>, Error> {
        Ok(self.ledger.known(&self.organ, PUBLIC, indices).await?)
    }

    /// The text of an item, or what stands in its place; `None` where there never was anything public.
    pub async fn seen(&self, index: &str) -> Result<Option<Seen>, Error> {
        let Some(file) = self.file(index).await? else { return Ok(None) };
        let editions = file.item.public_editions();
        if !editions.is_empty() {
            return Ok(Some(Seen::Open(editions, file.item.hidden_editions())));
        }
        Ok(file.item.tombstone().map(Seen::Gone))
    }

    /// An attachment of an edition that may be read, from 1; its bytes are [`Publishing::file_of`] it.
    pub async fn attachment(
        &self,
        index: &str,
        (edition, number): (u32, usize),
    ) -> Result<Option<Attachment>, Error> {
        let Some(Seen::Open(editions, _)) = self.seen(index).await? else { return Ok(None) };
        let edition = editions.into_iter().find(|one| one.edition == edition);
        Ok(edition.and_then(|one| one.content.attachments.get(number.checked_sub(1)?).cloned()))
    }

    /// Which items have changed since an entry of the chain, and up to which entry that was looked at. The search
    /// follows the chain by it.
    pub async fn changed_since(&self, seq: u64, limit: u32) -> Result<(Vec<String>, u64), Error> {
        let entries = self.ledger.entries(&self.organ, seq, limit).await?;
        let last = entries.last().map_or(seq, |entry| entry.seq);
        let mut indices: Vec<String> = entries
            .iter()
            .filter_map(|entry| Some(entry.stream.strip_prefix(crate::STREAM)?.to_owned()))
            .collect();
        indices.sort_unstable();
        indices.dedup();
        Ok((indices, last))
    }
}
