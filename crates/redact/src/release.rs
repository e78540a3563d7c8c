//! 放行：strike, write afresh, read again, and only then hand over.

use crate::document::{Hit, Source};
use crate::log::Entry;
use crate::needle::{Folded, Needle};
use crate::verify::{self, Residue};
use crate::{Document, Hidden, HiddenKind, Kind, Refusal, Strike};
use std::collections::BTreeMap;

/// No program reads what a picture shows.
pub(crate) const PICTURES: &str = "文件中有图片，图片上的文字无法由程序核对，请逐一查看。";

/// A file with its passages struck.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    pub bytes: Vec<u8>,
    /// 区分处理清单, to go with the answer. It never holds what was struck.
    pub log: Vec<Entry>,
    /// Hidden content that was in the file and went.
    pub removed: Vec<Hidden>,
    /// What the handler should know before releasing.
    pub notes: Vec<String>,
    /// The struck texts that must not be found anywhere, for [`verify`](crate::verify()) on a later day.
    /// Keep them as carefully as the file they come from.
    pub struck: Vec<String>,
}

/// Removes the struck parts and everything hidden. What comes out is not yet checked: [`release`] does both.
pub fn apply(document: &Document, strikes: &[Strike]) -> Result<Redacted, Refusal> {
    let hits = document.hits(strikes)?;
    let struck = struck(document, strikes, &hits);
    let needles: Vec<Needle> = struck.iter().filter_map(|text| Needle::of(text)).collect();
    let (bytes, mut notes) = match &document.source {
        Source::Docx(paper) => paper.clone().write(&hits, &needles)?,
        Source::Xlsx(book) => book.clone().write(&hits, &needles)?,
        Source::Pdf(paper) => paper.write(&hits, &needles)?,
    };
    notes.extend(changes(document));
    let log = log(document, &hits);
    Ok(Redacted { bytes, log, removed: document.hidden().to_vec(), notes, struck })
}

/// What looks different afterwards though nobody struck it.
fn changes(document: &Document) -> Vec<String> {
    let has = |kind: HiddenKind| document.hidden().iter().any(|hidden| hidden.kind == kind);
    let mut notes = Vec::new();
    if document.kind() == Kind::Pdf && (has(HiddenKind::Form) || has(HiddenKind::Comment)) {
        notes.push("页面上的批注和表单域（包括电子签章的图样）已一并去除；需要保留签章图样的，请先打印为PDF再作区分处理。");
    }
    if has(HiddenKind::TrackedChange) {
        notes.push("修订已按全部接受处理。");
    }
    notes.into_iter().map(str::to_string).collect()
}

/// Strikes, reads the result again by other means, and refuses while a struck text or anything hidden can
/// still be found.
pub fn release(document: &Document, strikes: &[Strike]) -> Result<Redacted, Refusal> {
    let redacted = apply(document, strikes)?;
    let mut residues = verify::verify_within(&redacted.bytes, &redacted.struck, &document.limits)?;
    residues.extend(left_in_place(document, strikes, &redacted)?);
    if residues.is_empty() { Ok(redacted) } else { Err(Refusal::Residue(residues)) }
}

fn text_of(document: &Document, hit: &Hit) -> String {
    document.units()[hit.unit].text.chars().skip(hit.range.start).take(hit.range.len()).collect()
}

/// The texts that must not be found any more: what each strike says or covers.
fn struck(document: &Document, strikes: &[Strike], hits: &[Hit]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for (index, strike) in strikes.iter().enumerate().filter(|(_, strike)| !strike.only_here) {
        if let crate::Place::Everywhere(text) = &strike.place {
            texts.push(text.clone());
            continue;
        }
        texts.extend(
            hits.iter()
                .filter(|hit| hit.strike == index)
                .map(|hit| text_of(document, hit).replace('\u{fffc}', "").trim().to_string()),
        );
    }
    texts.retain(|text| Needle::of(text).is_some());
    texts.sort();
    texts.dedup();
    texts
}

fn log(document: &Document, hits: &[Hit]) -> Vec<Entry> {
    hits.iter()
        .zip(1..)
        .map(|(hit, no)| {
            let address = document.units()[hit.unit].address.clone();
            Entry {
                no,
                strike: hit.strike + 1,
                place: address.to_string(),
                address,
                ground: hit.ground,
                reason: hit.ground.label(),
                article: hit.ground.cite().to_string(),
                length: hit.range.len(),
            }
        })
        .collect()
}

/// A text that may stay elsewhere must at least be gone where it was struck: it is counted before and after.
fn left_in_place(
    document: &Document,
    strikes: &[Strike],
    redacted: &Redacted,
) -> Result<Vec<Residue>, Refusal> {
    let mut gone: BTreeMap<String, usize> = BTreeMap::new();
    for hit in document.hits(strikes)?.iter().filter(|hit| strikes[hit.strike].only_here) {
        *gone.entry(text_of(document, hit)).or_default() += 1;
    }
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    let after = Document::read_within(&redacted.bytes, &document.limits)?;
    let mut residues = Vec::new();
    for (text, struck) in gone {
        let Some(needle) = Needle::of(&text) else { continue };
        let (was, is) = (count(document, &needle, false), count(&after, &needle, true));
        if is + struck > was {
            let length = text.chars().count();
            residues.push(Residue::visible(length, "原处", is + struck - was));
        }
    }
    Ok(residues)
}

fn count(document: &Document, needle: &Needle, marked: bool) -> usize {
    document
        .units()
        .iter()
        .map(|unit| if marked { verify::without_marks(&unit.text) } else { unit.text.clone() })
        .map(|text| needle.within(&Folded::of(&text)).len())
        .sum()
}
