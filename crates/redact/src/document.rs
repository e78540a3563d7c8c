//! 文件：what a reader would see, unit by unit, and where in it to strike.

use crate::needle::{Folded, Needle};
use crate::{Ground, Hidden, Limits, Refusal, docx, hidden, package, pdf, xlsx};
use serde::{Deserialize, Serialize};
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Kind {
    Pdf,
    Docx,
    Xlsx,
}

/// Where a unit of text stands. Addresses are those of the file that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Address {
    /// A paragraph of a part («正文», «页眉1»), from 1.
    Paragraph { part: String, no: usize },
    /// A cell of a sheet, or a line of its header, drawings and charts («页眉», «图形1»).
    Cell { sheet: String, cell: String },
    /// A line of a page, both from 1.
    Line { page: usize, line: usize },
    /// A picture of a page, both from 1.
    Picture { page: usize, picture: usize },
}

impl std::fmt::Display for Address {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Address::Paragraph { part, no } => write!(out, "{part}第{no}段"),
            Address::Cell { sheet, cell } => write!(out, "工作表《{sheet}》{cell}"),
            Address::Line { page, line } => write!(out, "第{page}页第{line}行"),
            Address::Picture { page, picture } => write!(out, "第{page}页图片{picture}"),
        }
    }
}

/// A paragraph, cell, line or picture. A picture within text is the character U+FFFC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    pub address: Address,
    pub text: String,
    /// A text may run on from the unit before (lines of a page).
    pub runs_on: bool,
}

/// A rectangle on a page as it is shown, in points from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// A unit from end to end.
    Whole(Address),
    /// Some characters of a unit, counted from 0.
    Range(Address, Range<usize>),
    /// Every occurrence of a text.
    Everywhere(String),
    /// What stands in a rectangle of a page (PDF), from 1.
    Area { page: usize, area: Area },
}

/// One passage to be struck, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Strike {
    pub place: Place,
    pub ground: Ground,
    /// The same text may stay where it stands elsewhere (a single digit, a «否»). Everything else that is
    /// struck must not be found anywhere.
    pub only_here: bool,
}

impl Strike {
    pub fn whole(address: Address, ground: Ground) -> Strike {
        Strike { place: Place::Whole(address), ground, only_here: false }
    }

    pub fn range(address: Address, range: Range<usize>, ground: Ground) -> Strike {
        Strike { place: Place::Range(address, range), ground, only_here: false }
    }

    pub fn everywhere(text: &str, ground: Ground) -> Strike {
        Strike { place: Place::Everywhere(text.into()), ground, only_here: false }
    }

    pub fn area(page: usize, area: Area, ground: Ground) -> Strike {
        Strike { place: Place::Area { page, area }, ground, only_here: false }
    }

    pub fn only_here(self) -> Strike {
        Strike { only_here: true, ..self }
    }
}

pub(crate) enum Source {
    Docx(docx::Paper),
    Xlsx(xlsx::Workbook),
    Pdf(Box<pdf::Paper>),
}

/// A file, read.
pub struct Document {
    units: Vec<Unit>,
    hidden: Vec<Hidden>,
    pub(crate) source: Source,
    pub(crate) limits: Limits,
}

impl Document {
    pub fn read(bytes: &[u8]) -> Result<Document, Refusal> {
        Document::read_within(bytes, &Limits::default())
    }

    pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
        let kind = kind(bytes, limits)?;
        let hidden = hidden::inspect_within(bytes, kind, limits)?;
        let (units, source) = match kind {
            Kind::Docx => docx::read(bytes, limits).map(|(units, paper)| (units, Source::Docx(paper)))?,
            Kind::Xlsx => xlsx::read(bytes, limits).map(|(units, book)| (units, Source::Xlsx(book)))?,
            Kind::Pdf => {
                pdf::read(bytes, limits).map(|(units, paper)| (units, Source::Pdf(Box::new(paper))))?
            }
        };
        Ok(Document { units, hidden, source, limits: *limits })
    }

    pub fn kind(&self) -> Kind {
        match self.source {
            Source::Docx(_) => Kind::Docx,
            Source::Xlsx(_) => Kind::Xlsx,
            Source::Pdf(_) => Kind::Pdf,
        }
    }

    /// What a reader would see, in reading order. Hidden content is not among it: it goes in any case.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// What a reader would not see, and what releasing the file as it is would give away.
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// The strikes as ranges of units, in the order of the document, none overlapping another.
    pub(crate) fn hits(&self, strikes: &[Strike]) -> Result<Vec<Hit>, Refusal> {
        let mut hits = Vec::new();
        for (index, strike) in strikes.iter().enumerate() {
            self.hits_of(index, strike, &mut hits)?;
            if hits.len() > self.limits.strikes {
                return Err(Refusal::TooMany { limit: self.limits.strikes });
            }
        }
        hits.sort_by_key(|hit| (hit.unit, hit.range.start, hit.strike));
        Ok(apart(hits))
    }

    fn hits_of(&self, strike: usize, of: &Strike, hits: &mut Vec<Hit>) -> Result<(), Refusal> {
        let no = strike + 1;
        let mut push = |unit, range| hits.push(Hit { unit, range, strike, ground: of.ground });
        match &of.place {
            Place::Whole(address) => {
                let unit = self.unit(address, no)?;
                push(unit, 0..self.units[unit].text.chars().count());
            }
            Place::Range(address, range) => {
                let unit = self.unit(address, no)?;
                if range.is_empty() {
                    return Err(Refusal::EmptyStrike { no });
                }
                if range.end > self.units[unit].text.chars().count() {
                    return Err(Refusal::NoSuchPlace { no, place: address.to_string() });
                }
                push(unit, range.clone());
            }
            Place::Everywhere(text) => {
                let needle = Needle::of(text).ok_or(Refusal::EmptyStrike { no })?;
                let found = self.occurrences(&needle);
                if found.is_empty() {
                    return Err(Refusal::NotFound { no });
                }
                found.into_iter().for_each(|(unit, range)| push(unit, range));
            }
            Place::Area { page, area } => {
                let found = match &self.source {
                    Source::Pdf(paper) => paper.within(*page, area),
                    Source::Docx(_) | Source::Xlsx(_) => Vec::new(),
                };
                if found.is_empty() {
                    return Err(Refusal::NoSuchPlace { no, place: format!("第{page}页选定区域") });
                }
                found.into_iter().for_each(|(unit, range)| push(unit, range));
            }
        }
        Ok(())
    }

    fn unit(&self, address: &Address, no: usize) -> Result<usize, Refusal> {
        self.units
            .iter()
            .position(|unit| unit.address == *address)
            .ok_or_else(|| Refusal::NoSuchPlace { no, place: address.to_string() })
    }

    /// Where a text stands, over the ends of lines where lines run on. A place may be named twice.
    pub(crate) fn occurrences(&self, needle: &Needle) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        let mut first = 0;
        while first < self.units.len() {
            let next = (first + 1..self.units.len())
                .find(|unit| !self.units[*unit].runs_on)
                .unwrap_or(self.units.len());
            let lengths: Vec<usize> =
                self.units[first..next].iter().map(|unit| unit.text.chars().count() + 1).collect();
            let flow: Vec<&str> = self.units[first..next].iter().map(|unit| unit.text.as_str()).collect();
            for range in needle.find(&Folded::of(&flow.join("\n"))) {
                found.extend(spread(first, &lengths, &range));
            }
            first = next;
        }
        if let Source::Pdf(paper) = &self.source {
            found.extend(paper.drawn(needle));
        }
        found
    }
}

/// A range of joined units, unit by unit. Each length counts the line end that joins.
fn spread(first: usize, lengths: &[usize], range: &Range<usize>) -> Vec<(usize, Range<usize>)> {
    let mut start = 0;
    let mut parts = Vec::new();
    for (index, length) in lengths.iter().enumerate() {
        let own = start..start + length - 1;
        let (from, to) = (range.start.max(own.start), range.end.min(own.end));
        if from < to {
            parts.push((first + index, from - start..to - start));
        }
        start += length;
    }
    parts
}

/// One struck range of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub unit: usize,
    pub range: Range<usize>,
    pub strike: usize,
    pub ground: Ground,
}

/// The hits of one unit, out of all in order.
pub(crate) fn of_unit(hits: &[Hit], unit: usize) -> &[Hit] {
    let first = hits.partition_point(|hit| hit.unit < unit);
    let length = hits[first..].partition_point(|hit| hit.unit == unit);
    &hits[first..first + length]
}

/// Where strikes overlap the earlier one keeps the characters.
fn apart(hits: Vec<Hit>) -> Vec<Hit> {
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for mut hit in hits {
        if let Some(last) = kept.last().filter(|last| last.unit == hit.unit) {
            hit.range.start = hit.range.start.max(last.range.end);
        }
        if !hit.range.is_empty() {
            kept.push(hit);
        }
    }
    kept
}

/// What the file is, by its content.
pub(crate) fn kind(bytes: &[u8], limits: &Limits) -> Result<Kind, Refusal> {
    if bytes.len() > limits.file {
        return Err(Refusal::TooLarge { size: bytes.len(), limit: limits.file });
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let names = package::names(bytes, limits)?;
        let has = |folder: &str| names.iter().any(|name| name.starts_with(folder));
        return match (has("word/"), has("xl/")) {
            (true, false) => Ok(Kind::Docx),
            (false, true) => Ok(Kind::Xlsx),
            (true, true) | (false, false) => Err(Refusal::Unsupported { kind: "压缩包" }),
        };
    }
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Refusal::Unsupported { kind: "旧版或者加密的 Office 文档" });
    }
    if bytes.starts_with(b"\x89PNG") || bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Err(Refusal::Unsupported { kind: "图片" });
    }
    Err(Refusal::Unsupported { kind: "不能识别的格式" })
}
