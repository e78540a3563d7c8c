//! PDF：characters struck from the instructions that draw them; the file written afresh.

mod again;
mod content;
mod copy;
mod font;
mod glyphs;
mod guard;
mod inspect;
mod label;
mod lines;
mod rewrite;
mod unwrap;
mod walk;
mod words;

pub use again::search;
pub use guard::admitted;
pub use inspect::hidden;

use crate::document::{Area, Hit, of_unit};
use crate::needle::{Folded, Needle};
use crate::release::PICTURES;
use crate::{Address, Ground, Limits, Refusal, Unit};
use kurbo::Rect;
use lopdf::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use walk::{Key, Spot, Walk};

const DAMAGED: Refusal = Refusal::Damaged { kind: "PDF 文档" };

/// Where a unit's text comes from.
enum Place {
    Line { page: usize, glyphs: Vec<Vec<usize>> },
    Picture { page: usize, picture: usize },
}

/// A PDF, walked, ready to be struck.
pub struct Paper {
    document: Document,
    walk: Walk,
    places: Vec<Place>,
}

/// Loads a file that was let in. The library is not ours: whatever it makes of a hostile file ends here.
fn load(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    let bytes = admitted(bytes, limits.unpacked)?;
    let document = guarded(|| Document::load_mem(&bytes).map_err(|_| DAMAGED))??;
    if document.is_encrypted() || document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Refusal::Encrypted);
    }
    if document.objects.len() > limits.parts.saturating_mul(20) {
        return Err(Refusal::Bomb { limit: limits.parts.saturating_mul(20) });
    }
    Ok(document)
}

fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| DAMAGED)
}

/// A stream's bytes, unpacked; nothing where its packing is not known.
fn decoded(stream: &lopdf::Stream) -> Vec<u8> {
    // The library makes nothing of a list that names no filter.
    if stream.filters().is_ok_and(|filters| filters.is_empty()) {
        return stream.content.clone();
    }
    stream.decompressed_content().unwrap_or_default()
}

pub fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Unit>, Paper), Refusal> {
    let document = load(bytes, limits)?;
    guarded(|| {
        let walk = walk::walk(&document, limits);
        if walk.pages.is_empty() {
            return Err(DAMAGED);
        }
        let (mut units, mut places) = (Vec::new(), Vec::new());
        for (page, walked) in walk.pages.iter().enumerate() {
            for (line, found) in lines::lines(&walked.glyphs).into_iter().enumerate() {
                let address = Address::Line { page: page + 1, line: line + 1 };
                units.push(Unit { address, text: found.text, runs_on: line > 0 });
                places.push(Place::Line { page, glyphs: found.glyphs });
            }
            for picture in 0..walked.pictures.len() {
                let address = Address::Picture { page: page + 1, picture: picture + 1 };
                units.push(Unit { address, text: "\u{fffc}".into(), runs_on: false });
                places.push(Place::Picture { page, picture });
            }
        }
        Ok((units, Paper { document, walk, places }))
    })?
}

/// A black bar on a page as shown.
struct Bar {
    frame: Rect,
    ground: Ground,
}

/// What is to be taken out, and what is to be drawn instead.
#[derive(Default)]
struct Cut {
    glyphs: BTreeMap<Spot, Ground>,
    pictures: BTreeMap<(Key, usize), Ground>,
    /// Characters nobody sees; they leave no bar.
    hidden: BTreeSet<Spot>,
}

impl Paper {
    /// The units, and the ranges of them, that stand in an area of a page.
    pub fn within(&self, page: usize, area: &Area) -> Vec<(usize, Range<usize>)> {
        let area = Rect::new(area.left, area.top, area.right, area.bottom).abs();
        let mut found = Vec::new();
        for (unit, place) in self.places.iter().enumerate() {
            match place {
                Place::Line { page: own, glyphs } if own + 1 == page => {
                    let inside = |at: &usize| {
                        glyphs[*at]
                            .iter()
                            .any(|glyph| area.contains(self.walk.pages[*own].glyphs[*glyph].frame.center()))
                    };
                    let within: Vec<usize> = (0..glyphs.len()).filter(inside).collect();
                    for run in within.chunk_by(|a, b| a + 1 == *b) {
                        found.push((unit, run[0]..run[run.len() - 1] + 1));
                    }
                }
                Place::Picture { page: own, picture } if own + 1 == page => {
                    if crosses(self.walk.pages[*own].pictures[*picture].frame, area) {
                        found.push((unit, 0..1));
                    }
                }
                Place::Line { .. } | Place::Picture { .. } => {}
            }
        }
        found
    }

    /// Where a text is drawn in one go though it stands on several lines: a narrow cell of a table.
    pub fn drawn(&self, needle: &Needle) -> Vec<(usize, Range<usize>)> {
        if !needle.distinctive() {
            return Vec::new();
        }
        let mut stands: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
        for (unit, place) in self.places.iter().enumerate() {
            if let Place::Line { page, glyphs } = place {
                for (at, glyph) in
                    glyphs.iter().enumerate().flat_map(|(at, list)| list.iter().map(move |g| (at, g)))
                {
                    stands.insert((*page, *glyph), (unit, at));
                }
            }
        }
        let mut found: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (page, walked) in self.walk.pages.iter().enumerate() {
            let drawn: Vec<(char, usize)> = walked
                .glyphs
                .iter()
                .enumerate()
                .filter(|(_, glyph)| !glyph.hidden)
                .flat_map(|(index, glyph)| glyph.text.chars().map(move |c| (c, index)))
                .collect();
            let text: String = drawn.iter().map(|(c, _)| *c).collect();
            for range in needle.find(&Folded::of(&text)) {
                found.extend(drawn[range].iter().filter_map(|(_, glyph)| stands.get(&(page, *glyph))));
            }
        }
        let found: Vec<(usize, usize)> = found.into_iter().collect();
        let runs = found.chunk_by(|a, b| a.0 == b.0 && a.1 + 1 == b.1);
        runs.map(|run| (run[0].0, run[0].1..run[run.len() - 1].1 + 1)).collect()
    }

    /// The file with the struck ranges gone, and what the handler should know.
    pub fn write(&self, hits: &[Hit], needles: &[Needle]) -> Result<(Vec<u8>, Vec<String>), Refusal> {
        let cut = self.cut(hits);
        let bars: Vec<Vec<Bar>> = (0..self.walk.pages.len()).map(|page| self.bars(page, &cut)).collect();
        for (page, bars) in bars.iter().enumerate() {
            self.refuse_pictures(page, bars, &cut)?;
        }
        let (bytes, outlines) = guarded(|| copy::write(&self.document, &self.walk, &cut, &bars, needles))??;
        Ok((bytes, self.notes(hits, outlines)))
    }

    fn cut(&self, hits: &[Hit]) -> Cut {
        let mut cut = Cut::default();
        for (unit, place) in self.places.iter().enumerate() {
            for hit in of_unit(hits, unit) {
                match place {
                    Place::Line { page, glyphs } => {
                        for glyph in glyphs[hit.range.clone()].iter().flatten() {
                            cut.glyphs.insert(self.walk.pages[*page].glyphs[*glyph].spot, hit.ground);
                        }
                    }
                    Place::Picture { page, picture } => {
                        let picture = &self.walk.pages[*page].pictures[*picture];
                        cut.pictures.insert((picture.key, picture.op), hit.ground);
                    }
                }
            }
        }
        for glyph in self.walk.pages.iter().flat_map(|page| &page.glyphs).filter(|glyph| glyph.hidden) {
            cut.hidden.insert(glyph.spot);
        }
        // What is hidden in one place and seen in another (a form drawn twice) stays where it is seen.
        for glyph in self.walk.pages.iter().flat_map(|page| &page.glyphs).filter(|glyph| !glyph.hidden) {
            cut.hidden.remove(&glyph.spot);
        }
        cut
    }

    /// The bars of a page: one for each run of struck characters of a line, and for each struck picture.
    fn bars(&self, page: usize, cut: &Cut) -> Vec<Bar> {
        let page = &self.walk.pages[page];
        let mut struck: Vec<(&walk::Glyph, Ground)> = page
            .glyphs
            .iter()
            .filter(|glyph| !glyph.hidden)
            .filter_map(|glyph| Some((glyph, *cut.glyphs.get(&glyph.spot)?)))
            .collect();
        struck
            .sort_by(|(a, _), (b, _)| a.bottom.total_cmp(&b.bottom).then(a.frame.x0.total_cmp(&b.frame.x0)));
        let mut bars: Vec<(Bar, f64)> = Vec::new();
        for (glyph, ground) in struck {
            let joins = |(bar, bottom): &&mut (Bar, f64)| {
                bar.ground == ground
                    && (glyph.bottom - *bottom).abs() < 0.35 * glyph.size
                    && glyph.frame.x0 - bar.frame.x1 < 0.8 * glyph.size
            };
            match bars.last_mut().filter(joins) {
                Some((bar, _)) => bar.frame = bar.frame.union(glyph.frame),
                None => bars.push((Bar { frame: glyph.frame, ground }, glyph.bottom)),
            }
        }
        let pictures = page.pictures.iter().filter_map(|picture| {
            let ground = *cut.pictures.get(&(picture.key, picture.op))?;
            Some(Bar { frame: picture.frame, ground })
        });
        bars.into_iter().map(|(bar, _)| bar).chain(pictures).collect()
    }

    fn refuse_pictures(&self, page: usize, bars: &[Bar], cut: &Cut) -> Result<(), Refusal> {
        for (index, picture) in self.walk.pages[page].pictures.iter().enumerate() {
            let stays = !cut.pictures.contains_key(&(picture.key, picture.op));
            if stays && bars.iter().any(|bar| crosses(bar.frame, picture.frame)) {
                return Err(Refusal::ImageUnderStrike { page: page + 1, image: index + 1 });
            }
        }
        Ok(())
    }

    fn notes(&self, hits: &[Hit], outlines: bool) -> Vec<String> {
        let mut notes = Vec::new();
        if outlines && !hits.is_empty() {
            notes
                .push("有的字体不是按编号取字的 TrueType 字体，其中可能仍留有被涂去文字的字形。".to_string());
        }
        if !hits.is_empty() {
            notes.push("涂条的长度与原文相同，能够看出被涂去文字的大致字数。".to_string());
        }
        let seen = self.walk.pages.iter().flat_map(|page| &page.glyphs).filter(|glyph| !glyph.hidden);
        let unread = seen.filter(|glyph| glyph.text.is_empty()).count();
        if unread > 0 {
            notes.push(format!("有{unread}个字没有文字编码（显示为“\u{fffd}”），程序无法核对，请逐一查看。"));
        }
        if self.walk.pages.iter().any(|page| !page.pictures.is_empty()) {
            notes.push(PICTURES.to_string());
        }
        if self.document.catalog().is_ok_and(|catalog| catalog.has(b"StructTreeRoot")) {
            notes.push("朗读用的结构标签可能含有原文，已一并去除。".to_string());
        }
        notes
    }
}

/// More than touching at the edge.
fn crosses(a: Rect, b: Rect) -> bool {
    let both = a.intersect(b);
    both.width() > 0.5 && both.height() > 0.5
}
