//! 核对：the result read again, independently of how it was made.

use crate::document::{Kind, kind};
use crate::hidden::{Hidden, inspect_within, title};
use crate::needle::{Folded, Needle};
use crate::scan::{Scanner, unescaped};
use crate::xml::Tree;
use crate::{Document, Ground, Limits, Refusal, package, pdf};
use serde::Serialize;
use std::collections::BTreeSet;

/// Something that must not be there and still is. It says where and how long, never what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Residue {
    pub place: String,
    pub sentence: String,
    /// Which of the struck texts it is, from 0; `None` for hidden content.
    pub struck: Option<usize>,
}

impl Residue {
    pub(crate) fn text(struck: usize, text: &str, place: &str, how: &str) -> Residue {
        let length = text.chars().count();
        let sentence = format!("{place}{how}被涂去的文字（{length}字），请一并涂去。");
        Residue { place: place.into(), sentence, struck: Some(struck) }
    }

    pub(crate) fn visible(length: usize, place: &str, times: usize) -> Residue {
        let sentence = format!("{place}仍有{times}处被涂去的文字（{length}字）。");
        Residue { place: place.into(), sentence, struck: None }
    }

    fn hidden(hidden: Hidden) -> Residue {
        Residue { place: hidden.place, sentence: hidden.sentence, struck: None }
    }
}

/// Reads a file in every way a curious reader could, and tells where a struck text or hidden content is
/// still found. An empty answer is what lets a file go.
pub fn verify(bytes: &[u8], struck: &[String]) -> Result<Vec<Residue>, Refusal> {
    verify_within(bytes, struck, &Limits::default())
}

pub(crate) fn verify_within(
    bytes: &[u8],
    struck: &[String],
    limits: &Limits,
) -> Result<Vec<Residue>, Refusal> {
    let kind = kind(bytes, limits)?;
    let search = Search::of(struck);
    let mut residues: BTreeSet<Residue> =
        inspect_within(bytes, kind, limits)?.into_iter().map(Residue::hidden).collect();
    search.shown(&Document::read_within(bytes, limits)?, &mut residues);
    match kind {
        Kind::Docx | Kind::Xlsx => search.package(bytes, limits, &mut residues)?,
        Kind::Pdf => pdf::search(bytes, &search, limits, &mut residues)?,
    }
    Ok(residues.into_iter().collect())
}

/// The struck texts, ready to be looked for.
pub struct Search<'a> {
    struck: &'a [String],
    needles: Vec<(usize, Needle)>,
    scanner: Scanner,
}

impl Search<'_> {
    fn of(struck: &[String]) -> Search<'_> {
        let needles =
            struck.iter().enumerate().filter_map(|(index, text)| Some((index, Needle::of(text)?))).collect();
        Search { struck, needles, scanner: Scanner::of(struck) }
    }

    pub fn residue(&self, index: usize, place: &str, how: &str) -> Residue {
        Residue::text(index, &self.struck[index], place, how)
    }

    /// What a reader sees.
    fn shown(&self, document: &Document, residues: &mut BTreeSet<Residue>) {
        for (index, needle) in &self.needles {
            for (unit, _) in document.occurrences(needle) {
                let unit = &document.units()[unit];
                if needle.is_in(&without_marks(&unit.text)) || !needle.is_in(&unit.text) {
                    residues.insert(self.residue(*index, &unit.address.to_string(), "仍能看到"));
                }
            }
        }
    }

    /// A text that stands by itself: a paragraph, an attribute, a string of a PDF.
    pub fn block(&self, text: &str, place: &str, residues: &mut BTreeSet<Residue>) {
        let folded = Folded::of(&without_marks(text));
        for (index, needle) in self.needles.iter().filter(|(_, needle)| needle.distinctive()) {
            if !needle.find(&folded).is_empty() {
                residues.insert(self.residue(*index, place, "的内容中仍有"));
            }
        }
    }

    /// A text put together of many: only long texts count, since two words may meet by chance.
    pub fn flow(&self, text: &str, place: &str, residues: &mut BTreeSet<Residue>) {
        let folded = Folded::of(&without_marks(text));
        for (index, needle) in self.needles.iter().filter(|(_, needle)| needle.long()) {
            if !needle.find(&folded).is_empty() {
                residues.insert(self.residue(*index, place, "的文字连起来仍有"));
            }
        }
    }

    /// Bytes that are text of some kind.
    pub fn raw(&self, bytes: &[u8], place: &str, residues: &mut BTreeSet<Residue>) {
        for index in self.scanner.in_text(&unmarked(bytes)) {
            residues.insert(self.residue(index, place, "的数据中仍有"));
        }
    }

    /// Bytes that may be a picture, a font, or packed.
    pub fn data(&self, bytes: &[u8], place: &str, residues: &mut BTreeSet<Residue>) {
        for index in self.scanner.in_data(bytes) {
            residues.insert(self.residue(index, place, "的数据中仍有"));
        }
    }

    fn package(
        &self,
        bytes: &[u8],
        limits: &Limits,
        residues: &mut BTreeSet<Residue>,
    ) -> Result<(), Refusal> {
        self.data(bytes, "文件", residues);
        for (name, content) in package::entries(bytes, limits)? {
            let place = match title(&name) {
                title if title == name => format!("部件 {name} "),
                title => title.to_string(),
            };
            self.block(&unescaped(&name), "部件名称", residues);
            let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            match ending.as_str() {
                "png" | "jpeg" | "jpg" | "gif" | "tiff" | "bmp" => self.data(&content, &place, residues),
                _ => self.raw(&content, &place, residues),
            }
            if let Ok(tree) = Tree::parse(&content, limits) {
                self.tree(&tree, &place, residues);
            }
        }
        Ok(())
    }

    fn tree(&self, tree: &Tree, place: &str, residues: &mut BTreeSet<Residue>) {
        self.flow(&tree.text_of(0), place, residues);
        for node in tree.elements() {
            let block = matches!(tree.local(node), "p" | "si" | "is");
            if block || tree.children(node).iter().any(|child| !tree.is_element(*child)) {
                self.block(&tree.text_of(node), place, residues);
            }
            for (name, value) in tree.attributes(node).iter().filter(|(name, _)| !name.starts_with("xmlns")) {
                let found = self.needles.iter().find(|(_, needle)| {
                    needle.speaks_in(value) || (value.contains('%') && needle.speaks_in(&unescaped(value)))
                });
                if let Some((index, _)) = found {
                    residues.insert(self.residue(*index, place, &format!("的属性 {name} 中仍有")));
                }
            }
        }
    }
}

/// A text without the marks our bars bear: «个人隐私» may be struck and still stand on a bar.
pub fn without_marks(text: &str) -> String {
    Ground::ALL.iter().fold(text.to_string(), |text, ground| {
        let mark = ground.mark();
        if text.contains(&mark) { text.replace(&mark, "█") } else { text }
    })
}

fn unmarked(bytes: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match std::str::from_utf8(bytes) {
        Ok(text) => without_marks(text).into_bytes().into(),
        Err(_) => bytes.into(),
    }
}
