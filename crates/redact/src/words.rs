//! 全部文字：every word a file holds, with its place, and whether a reader sees it.

mod elsewhere;
mod paper;
mod workbook;

use crate::document::Source;
use crate::package::Package;
use crate::{Address, Document, Hidden, HiddenKind, Kind, Limits, Refusal};
pub(crate) use elsewhere::{Found, tells};

/// Where words stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    Seen(Address),
    /// What hides it, and where.
    Unseen(HiddenKind, String),
}

impl std::fmt::Display for Spot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Spot::Seen(address) => address.fmt(out),
            Spot::Unseen(_, place) => place.fmt(out),
        }
    }
}

/// A paragraph, cell, line, remark, property: words that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub spot: Spot,
    pub text: String,
}

/// Every word of a file. What is seen stands first, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub kind: Kind,
    pub passages: Vec<Passage>,
    /// Pictures, on which no program reads.
    pub pictures: usize,
    /// Characters the file draws without saying which they are.
    pub unreadable: usize,
    pub hidden: Vec<Hidden>,
}

/// Reads a file within the same limits as for striking.
pub fn words(bytes: &[u8], limits: &Limits) -> Result<Words, Refusal> {
    let document = Document::read_within(bytes, limits)?;
    let unseen = match &document.source {
        Source::Pdf(paper) => paper.unseen(limits)?,
        Source::Docx(_) | Source::Xlsx(_) => {
            let package = Package::read(bytes, limits)?;
            let mut found = Found::beside(document.units());
            match document.kind() {
                Kind::Xlsx => workbook::read(&package, limits, &mut found)?,
                Kind::Docx | Kind::Pdf => paper::read(&package, limits, &mut found),
            }
            found.passages
        }
    };
    let picture = |text: &str| text.chars().filter(|c| *c == '\u{fffc}').count();
    let pictures = document.units().iter().map(|unit| picture(&unit.text)).sum();
    let code = |text: &str| text.chars().filter(|c| *c == '\u{fffd}').count();
    let unreadable = document.units().iter().map(|unit| code(&unit.text)).sum();
    let seen = document.units().iter().filter(|unit| unit.text.chars().any(|c| c != '\u{fffc}'));
    let mut passages: Vec<Passage> = seen
        .map(|unit| Passage {
            spot: Spot::Seen(unit.address.clone()),
            text: unit.text.replace('\u{fffc}', ""),
        })
        .collect();
    passages.extend(unseen);
    let (kind, hidden) = (document.kind(), document.hidden().to_vec());
    Ok(Words { kind, passages, pictures, unreadable, hidden })
}
