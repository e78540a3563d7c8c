//! PDF：glyphs with their positions, put together to words and lines.

use super::piece::{Piece, Pieces, Word};
use super::{Limits, Unreadable, fold};
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Pages beyond these belong to no annual report.
const MAX_PAGES: usize = 300;
/// Drawing instructions taken from one file; forms that call themselves end here.
const MAX_INSTRUCTIONS: usize = 3_000_000;

/// Takes a PDF apart, line by line.
pub fn pieces(file: &str, bytes: &[u8], limits: &Limits, pieces: &mut Pieces) -> Result<(), Unreadable> {
    super::pdf_guard::admit(file, bytes, limits)?;
    let damaged = || Unreadable::Damaged { file: file.into(), kind: "PDF 文档" };
    // The interpreter is not ours: whatever it makes of a hostile file must end here.
    let pages =
        catch_unwind(AssertUnwindSafe(|| interpret(bytes))).map_err(|_| damaged())?.ok_or_else(damaged)?;
    for page in pages {
        for _ in 0..page.images {
            pieces.push(Piece::Image);
        }
        for line in lines(page.glyphs) {
            let text: String = line.iter().map(|word| word.text.as_str()).collect();
            if !fold::is_page_mark(&text) {
                pieces.push(Piece::Words(line));
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct PageText {
    glyphs: Vec<Char>,
    images: usize,
    instructions: usize,
    height: f64,
}

#[derive(Debug, Clone)]
struct Char {
    text: String,
    left: f64,
    right: f64,
    /// Baseline, from the top of the page.
    bottom: f64,
    size: f64,
}

fn interpret(bytes: &[u8]) -> Option<Vec<PageText>> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let cache = InterpreterCache::new();
    let mut spent = 0;
    let mut pages = Vec::new();
    for page in pdf.pages().iter().take(MAX_PAGES) {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let settings = InterpreterSettings::default();
        let bounds = Rect::new(0.0, 0.0, width.max(1.0), height.max(1.0));
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, pdf.xref(), settings);
        let mut text = PageText { height, instructions: spent, ..PageText::default() };
        let whole = catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut text))).is_ok();
        spent = text.instructions;
        pages.push(text);
        if !whole && spent >= MAX_INSTRUCTIONS {
            return None;
        }
    }
    Some(pages)
}

/// Thrown (without a message) to leave the interpreter once a file has spent its instructions.
struct Spent;

impl PageText {
    fn spend(&mut self) {
        self.instructions += 1;
        if self.instructions >= MAX_INSTRUCTIONS {
            resume_unwind(Box::new(Spent));
        }
    }
}

impl Device<'_> for PageText {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {
        self.spend();
    }

    fn set_blend_mode(&mut self, _: BlendMode) {
        self.spend();
    }

    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {
        self.spend();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.spend();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.spend();
    }

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        self.spend();
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => return,
        };
        let whole = transform * glyph_transform;
        let origin = whole * Point::ORIGIN;
        let em = (whole * Point::new(1000.0, 0.0) - origin).hypot();
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width().map(|width| f64::from(width) / 1000.0),
            Glyph::Type3(_) => None,
        };
        let width = advance.filter(|width| *width > 0.0).unwrap_or(if text.is_ascii() { 0.5 } else { 1.0 });
        if text.chars().all(char::is_whitespace)
            || !(origin.x.is_finite() && origin.y.is_finite() && em.is_finite())
        {
            return;
        }
        let bottom = self.height - origin.y;
        self.glyphs.push(Char {
            text,
            left: origin.x,
            right: origin.x + width * em,
            bottom,
            size: em.max(1.0),
        });
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {
        self.spend();
        self.images += 1;
    }

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// Glyphs → lines from top to bottom, words from left to right.
fn lines(mut glyphs: Vec<Char>) -> Vec<Vec<Word>> {
    glyphs.sort_by(|a, b| a.bottom.total_cmp(&b.bottom).then(a.left.total_cmp(&b.left)));
    let mut lines: Vec<Vec<Char>> = Vec::new();
    let mut baseline = f64::NEG_INFINITY;
    for glyph in glyphs {
        let same = glyph.bottom - baseline < 0.35 * glyph.size.min(40.0);
        match lines.last_mut().filter(|_| same) {
            Some(line) => line.push(glyph),
            None => {
                baseline = glyph.bottom;
                lines.push(vec![glyph]);
            }
        }
    }
    lines.into_iter().map(words).filter(|line| !line.is_empty()).collect()
}

fn words(mut line: Vec<Char>) -> Vec<Word> {
    line.sort_by(|a, b| a.left.total_cmp(&b.left));
    let mut words: Vec<Word> = Vec::new();
    let mut last: Option<&Char> = None;
    for glyph in &line {
        // Bold faked by printing twice is one character.
        if last.is_some_and(|last| last.text == glyph.text && glyph.left - last.left < 0.2 * glyph.size) {
            continue;
        }
        let gap = last.map_or(f64::INFINITY, |last| glyph.left - last.right);
        match words.last_mut().filter(|_| gap < 0.3 * glyph.size) {
            Some(word) => {
                word.text.push_str(&glyph.text);
                word.right = glyph.right as f32;
            }
            None => words.push(Word {
                text: glyph.text.clone(),
                left: glyph.left as f32,
                right: glyph.right as f32,
            }),
        }
        last = Some(glyph);
    }
    words
}
