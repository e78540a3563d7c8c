//! 再读一遍：the file read by another interpreter, and its bytes one by one.

use super::{decoded, guard, load};
use crate::verify::{Residue, Search};
use crate::{Limits, Refusal};
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};
use lopdf::Object;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Looks for struck texts in everything a PDF holds.
pub fn search(
    bytes: &[u8],
    search: &Search<'_>,
    limits: &Limits,
    residues: &mut BTreeSet<Residue>,
) -> Result<(), Refusal> {
    let document = load(bytes, limits)?;
    search.data(bytes, "文件", residues);
    for stream in guard::inflated(bytes, limits) {
        // Object streams and content hold text; pictures and fonts are long and hold none.
        if mostly_text(&stream) {
            search.raw(&stream, "数据流", residues)
        } else {
            search.data(&stream, "数据流", residues)
        }
    }
    for ((number, _), object) in &document.objects {
        let place = format!("对象{number}");
        for text in strings(object) {
            search.raw(&text, &place, residues);
            readings(&text).iter().for_each(|text| search.block(text, &place, residues));
        }
        if let Object::Stream(stream) = object {
            let plain = decoded(stream);
            if mostly_text(&plain) {
                search.raw(&plain, &place, residues)
            } else {
                search.data(&plain, &place, residues)
            }
        }
    }
    pages(bytes, search, limits, residues)
}

/// Every string, name and key of an object.
pub fn strings(object: &Object) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut open = vec![object];
    while let Some(object) = open.pop() {
        match object {
            Object::String(text, _) | Object::Name(text) => found.push(text.clone()),
            Object::Array(list) => open.extend(list),
            Object::Dictionary(dictionary) => {
                for (key, value) in dictionary.iter() {
                    found.push(key.clone());
                    open.push(value);
                }
            }
            Object::Stream(stream) => {
                for (key, value) in stream.dict.iter() {
                    found.push(key.clone());
                    open.push(value);
                }
            }
            Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Reference(_) => {}
        }
    }
    found
}

/// What a string of a PDF may mean.
pub fn readings(bytes: &[u8]) -> Vec<String> {
    if let Some(text) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return vec![UTF_16BE.decode_without_bom_handling(text).0.into_owned()];
    }
    if let Some(text) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return vec![UTF_16LE.decode_without_bom_handling(text).0.into_owned()];
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => vec![text.to_string()],
        Err(_) => vec![GB18030.decode_without_bom_handling(bytes).0.into_owned()],
    }
}

fn mostly_text(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(4096)];
    let plain = sample.iter().filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()).count();
    plain * 10 >= sample.len() * 7
}

fn pages(
    bytes: &[u8],
    search: &Search<'_>,
    limits: &Limits,
    residues: &mut BTreeSet<Residue>,
) -> Result<(), Refusal> {
    let read = catch_unwind(AssertUnwindSafe(|| interpret(bytes, limits))).map_err(|_| super::DAMAGED)?;
    for (page, texts) in read.ok_or(super::DAMAGED)?.into_iter().enumerate() {
        let place = format!("第{}页", page + 1);
        texts.lines().iter().for_each(|line| search.block(line, &place, residues));
        let drawn: String = texts.characters.iter().map(|(text, _)| text.as_str()).collect();
        search.block(&drawn, &place, residues);
    }
    Ok(())
}

fn interpret(bytes: &[u8], limits: &Limits) -> Option<Vec<Texts>> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let cache = InterpreterCache::new();
    let (mut pages, mut spent) = (Vec::new(), 0);
    for page in pdf.pages().iter().take(limits.pages) {
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width).max(1.0), f64::from(height).max(1.0));
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, pdf.xref(), settings);
        let mut texts = Texts { characters: Vec::new(), spent, limit: limits.nodes };
        // A page that cannot be read to its end cannot be vouched for.
        catch_unwind(AssertUnwindSafe(|| interpret_page(page, &mut context, &mut texts))).ok()?;
        spent = texts.spent;
        pages.push(texts);
    }
    Some(pages)
}

/// The characters of a page in the order they are drawn, with their origins.
struct Texts {
    characters: Vec<(String, Point)>,
    spent: usize,
    limit: usize,
}

/// Thrown (without a message) to leave the interpreter once a file has spent its instructions.
struct Spent;

impl Texts {
    fn spend(&mut self) {
        self.spent += 1;
        if self.spent >= self.limit {
            resume_unwind(Box::new(Spent));
        }
    }

    /// Characters on one height, from left to right.
    fn lines(&self) -> Vec<String> {
        let mut order: Vec<&(String, Point)> = self.characters.iter().collect();
        order.sort_by(|(_, a), (_, b)| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
        let mut lines: Vec<Vec<&(String, Point)>> = Vec::new();
        for character in order {
            match lines.last_mut().filter(|line| (line[0].1.y - character.1.y).abs() < 2.0) {
                Some(line) => line.push(character),
                None => lines.push(vec![character]),
            }
        }
        lines
            .into_iter()
            .map(|mut line| {
                line.sort_by(|(_, a), (_, b)| a.x.total_cmp(&b.x));
                line.into_iter().map(|(text, _)| text.as_str()).collect()
            })
            .collect()
    }
}

impl Device<'_> for Texts {
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
        let origin = transform * glyph_transform * Point::ORIGIN;
        if origin.is_finite() {
            self.characters.push((text, origin));
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {
        self.spend();
    }

    fn pop_clip_path(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
