//! PDF：glyphs with their positions, put together to words and lines.

use super::pdf_grid::Lines;
use super::piece::{Piece, Pieces, Row, Word};
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
    let bytes = &redact::admitted_pdf(bytes, limits.unpacked).map_err(|refusal| match refusal {
        redact::Refusal::Bomb { limit } => Unreadable::Bomb { file: file.into(), limit },
        _ => Unreadable::UnusualPdf { file: file.into() },
    })?;
    let damaged = || Unreadable::Damaged { file: file.into(), kind: "PDF 文档" };
    // The interpreter is not ours: whatever it makes of a hostile file must end here.
    let pages =
        catch_unwind(AssertUnwindSafe(|| interpret(bytes))).map_err(|_| damaged())?.ok_or_else(damaged)?;
    let mut tables = 0;
    for page in pages {
        for _ in 0..page.images {
            pieces.push(Piece::Image);
        }
        emit(page, &mut tables, pieces);
    }
    Ok(())
}

/// A page's tables and lines from top to bottom.
fn emit(page: PageText, tables: &mut u32, pieces: &mut Pieces) {
    let mut glyphs = page.glyphs;
    let mut placed: Vec<(f64, Vec<Piece>)> = Vec::new();
    for table in page.lines.tables() {
        *tables += 1;
        let rows = table.rows(*tables, &mut glyphs);
        placed.push((table.top(), rows.into_iter().filter_map(row).collect()));
    }
    for line in rows_of(glyphs) {
        let top = line.iter().map(|glyph| glyph.bottom).fold(f64::INFINITY, f64::min);
        let line = words(line);
        let text: String = line.iter().map(|word| word.text.as_str()).collect();
        if !line.is_empty() && !fold::is_page_mark(&text) {
            placed.push((top, vec![Piece::Words(line)]));
        }
    }
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed.into_iter().flat_map(|(_, list)| list).for_each(|piece| pieces.push(piece));
}

/// A row of a table; one that is a single cell is a line, and one without text between two lines is none.
fn row(row: Row) -> Option<Piece> {
    let first = row.cells.first()?;
    if row.cells.iter().all(|cell| cell.spanned) {
        return None;
    }
    if row.cells.iter().all(|cell| cell.text == first.text) && row.cells.iter().skip(1).all(|c| c.spanned) {
        return (!first.text.is_empty()).then(|| Piece::Line(first.text.clone()));
    }
    Some(Piece::Row(row))
}

#[derive(Default)]
struct PageText {
    glyphs: Vec<Char>,
    lines: Lines,
    images: usize,
    instructions: usize,
    height: f64,
}

#[derive(Debug, Clone)]
pub struct Char {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// Baseline, from the top of the page.
    pub bottom: f64,
    pub size: f64,
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

    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'_>, mode: &PathDrawMode) {
        self.spend();
        self.lines.draw(path, transform, matches!(mode, PathDrawMode::Fill(_)), self.height);
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

/// Glyphs → lines from top to bottom.
pub fn rows_of(mut glyphs: Vec<Char>) -> Vec<Vec<Char>> {
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
    lines
}

/// A line's glyphs → its words from left to right.
pub fn words(mut line: Vec<Char>) -> Vec<Word> {
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
