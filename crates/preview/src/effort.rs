//! 画一页要多少笔：counted before it is drawn, and no further than is drawn at most.

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, font::Glyph, interpret_page,
};
use kurbo::{Affine, BezPath, Rect};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Whether a page draws no more than so many glyphs, pictures and pieces of lines.
pub fn is_bearable(pdf: &Pdf, page: &Page<'_>, most: usize) -> bool {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width).max(1.0), f64::from(height).max(1.0));
    let cache = InterpreterCache::new();
    let mut context =
        Context::new(Affine::IDENTITY, bounds, &cache, pdf.xref(), InterpreterSettings::default());
    let mut strokes = Strokes { left: most };
    catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut strokes))).is_ok()
}

struct Strokes {
    left: usize,
}

/// Thrown (without a message) to leave the interpreter once a page has drawn its most.
struct Spent;

impl Strokes {
    fn spend(&mut self, pieces: usize) {
        match self.left.checked_sub(pieces) {
            Some(left) => self.left = left,
            None => resume_unwind(Box::new(Spent)),
        }
    }
}

impl Device<'_> for Strokes {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {
        self.spend(1);
    }

    fn set_blend_mode(&mut self, _: BlendMode) {
        self.spend(1);
    }

    fn draw_path(&mut self, path: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {
        self.spend(path.elements().len().max(1));
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.spend(clip.path.elements().len().max(1));
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.spend(1);
    }

    fn draw_glyph(&mut self, _: &Glyph<'_>, _: Affine, _: Affine, _: &Paint<'_>, _: &GlyphDrawMode) {
        self.spend(1);
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {
        self.spend(1);
    }

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
