//! 公众看得到的：只有审查完毕、发布了、没有撤回的

use super::content::Content;
use super::event::{Reason, Validity};
use super::state::{Edition, Publication, validity_of};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// Something a finished review lets everybody see. Only [`Publication`] and [`crate::message::Message`] make one:
/// there is no other way to the portal, its search, its feeds. It is read back from where only it can have been put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Public<T>(T);

impl<T> Public<T> {
    /// For the state of a subject, after its review.
    pub(crate) const fn released(value: T) -> Public<T> {
        Public(value)
    }

    /// Another view of what is public already.
    pub fn map<U>(self, view: impl FnOnce(T) -> U) -> Public<U> {
        Public(view(self.0))
    }

    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Public<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// An edition as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosed {
    pub index: String,
    pub edition: u32,
    pub content: Content,
    /// When the item was first published.
    pub published: Timestamp,
    /// When this edition was.
    pub updated: Timestamp,
    pub why: String,
    /// What was decided on its validity since, with its basis.
    pub validity: Option<(Validity, Date, String)>,
    /// Newer ones exist.
    pub superseded: bool,
}

impl Disclosed {
    pub fn validity(&self, today: Date) -> Option<Validity> {
        let (nature, effective) = (self.content.nature, self.content.effective);
        validity_of(nature, (effective, self.content.expires), self.validity.as_ref(), today)
    }
}

/// What stands where an older edition was hidden and the item was not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenEdition {
    pub index: String,
    pub edition: u32,
    /// When it had been published.
    pub published: Timestamp,
    pub at: Timestamp,
    pub explanation: String,
}

/// What stands where something was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    pub index: String,
    /// Blank where the title itself is not for the public.
    pub title: String,
    pub at: Timestamp,
    pub reason: Reason,
    pub explanation: String,
}

impl Publication {
    pub fn is_public(&self) -> bool {
        self.withdrawn.is_none() && !self.editions.is_empty()
    }

    /// The edition in force.
    pub fn public(&self) -> Option<Public<Disclosed>> {
        self.public_editions().pop()
    }

    /// Every edition that may still be read, the oldest first; none of a withdrawn item.
    pub fn public_editions(&self) -> Vec<Public<Disclosed>> {
        if !self.is_public() {
            return Vec::new();
        }
        let open = self.editions.iter().filter(|edition| edition.is_open());
        open.map(|edition| Public(self.disclosed(edition))).collect()
    }

    /// Editions of a public item that were hidden alone, the oldest first.
    pub fn hidden_editions(&self) -> Vec<Public<HiddenEdition>> {
        let shown = self.editions.iter().filter(|edition| self.is_public() && !edition.hidden);
        let hidden = shown.filter_map(|edition| {
            let (at, explanation) = edition.taken_down.clone()?;
            let (index, published) = (self.index.clone(), edition.at);
            Some(Public(HiddenEdition { index, edition: edition.number, published, at, explanation }))
        });
        hidden.collect()
    }

    pub fn tombstone(&self) -> Option<Public<Tombstone>> {
        let withdrawn = self.withdrawn.as_ref()?;
        let title = match withdrawn.reason {
            Reason::NotForPublic => String::new(),
            _ => self.editions.last()?.content.title.clone(),
        };
        Some(Public(Tombstone {
            index: self.index.clone(),
            title,
            at: withdrawn.at,
            reason: withdrawn.reason,
            explanation: withdrawn.explanation.clone(),
        }))
    }

    fn disclosed(&self, edition: &Edition) -> Disclosed {
        let newest = self.editions.last().is_some_and(|last| last.number == edition.number);
        let first = self.editions.iter().find(|edition| !edition.hidden).unwrap_or(edition);
        Disclosed {
            index: self.index.clone(),
            edition: edition.number,
            content: edition.content.clone(),
            published: first.at,
            updated: edition.at,
            why: edition.why.clone(),
            validity: self.validity.clone().filter(|_| newest),
            superseded: !newest,
        }
    }
}
