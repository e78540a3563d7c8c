//! 高效办成一件事：办事指南、把几项指南合在一起的“一件事”，和由问答得出的个人办事指引。
//!
//! A guide or a thing is the content of an item that is published as any other is: drafted, reviewed, published, with
//! its editions. Here is what it says, what it must say, and what follows of the answers somebody gives.

mod change;
mod check;
mod fields;
mod file;
mod guide;
mod lines;
mod personal;
mod text;
mod thing;
mod tree;

pub use change::changes;
pub use check::{Blank, CheckKind};
pub use fields::{Fault, Fields};
pub use file::{headings, read as read_file, read_table};
pub use guide::{Audience, Guide};
pub use lines::{Basis, Line, Material, Place, Qa, Step};
pub use personal::{Merged, Personal, Term};
pub use text::{BASIS, TREE};
pub use thing::Thing;
pub use tree::{Choice, Effect, Plan, Question, Walk, walk};

use crate::publication::Nature;
use serde::{Deserialize, Serialize};

/// Stored with the events that carry it: fields may be added with a default, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "service", rename_all = "snake_case")]
pub enum Service {
    Guide(Box<Guide>),
    Thing(Box<Thing>),
}

/// What lists show of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    pub id: String,
    pub thing: bool,
    pub theme: String,
    pub audience: Vec<Audience>,
    /// 文字解读
    pub explained: bool,
    /// 视频解读
    pub filmed: bool,
}

impl Service {
    /// As addresses name it; it stays for as long as the service is there.
    pub fn id(&self) -> &str {
        match self {
            Service::Guide(guide) => &guide.id,
            Service::Thing(thing) => &thing.id,
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Service::Guide(guide) => &guide.name,
            Service::Thing(thing) => &thing.name,
        }
    }

    pub fn theme(&self) -> &str {
        match self {
            Service::Guide(guide) => &guide.theme,
            Service::Thing(thing) => &thing.theme,
        }
    }

    pub fn audience(&self) -> &[Audience] {
        match self {
            Service::Guide(guide) => &guide.audience,
            Service::Thing(thing) => &thing.audience,
        }
    }

    /// Everyday words for it.
    pub fn words(&self) -> &[String] {
        match self {
            Service::Guide(guide) => &guide.words,
            Service::Thing(thing) => &thing.words,
        }
    }

    /// 文字解读; may be empty.
    pub fn explanation(&self) -> &str {
        match self {
            Service::Guide(guide) => &guide.explain,
            Service::Thing(thing) => &thing.explain,
        }
    }

    pub const fn nature(&self) -> Nature {
        match self {
            Service::Guide(_) => Nature::Guide,
            Service::Thing(_) => Nature::Thing,
        }
    }

    /// Where the public reads it.
    pub fn path(&self) -> String {
        path(matches!(self, Service::Thing(_)), self.id())
    }

    /// Why it cannot be kept; one Chinese sentence each.
    pub fn faults(&self) -> Vec<Fault> {
        match self {
            Service::Guide(guide) => guide.faults(),
            Service::Thing(thing) => thing.faults(),
        }
    }

    /// Key elements that are missing (国办秘函〔2019〕19号).
    pub fn missing(&self) -> Vec<&'static str> {
        match self {
            Service::Guide(guide) => guide.missing(),
            Service::Thing(thing) => thing.missing(),
        }
    }

    /// As a text to be read, searched and looked through, in Markdown.
    pub fn text(&self) -> String {
        text::of(self)
    }

    /// A sentence for lists.
    pub fn overview(&self) -> String {
        match self {
            Service::Guide(guide) => guide.overview(),
            Service::Thing(thing) => thing.overview(),
        }
    }

    pub fn brief(&self, filmed: bool) -> Brief {
        Brief {
            id: self.id().into(),
            thing: matches!(self, Service::Thing(_)),
            theme: self.theme().into(),
            audience: self.audience().to_vec(),
            explained: !self.explanation().is_empty(),
            filmed,
        }
    }
}

/// `/services/guides/food-licence`
pub fn path(thing: bool, id: &str) -> String {
    format!("/services/{}/{id}", if thing { "things" } else { "guides" })
}

/// Letters, digits and dashes, 2 to 60: it stands in addresses.
pub fn is_id(text: &str) -> bool {
    (2..=60).contains(&text.len())
        && text.bytes().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests;
