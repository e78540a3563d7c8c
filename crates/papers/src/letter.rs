//! 文书成文：信函格式（GB/T 9704—2012），版式文件与流式文件各一份

mod docx;

use crate::document::Document;
use crate::pdf::{Pdf, clean, file_id, typeset};
use crate::{Error, Fonts};
use jiff::civil::{Date, DateTime};
use office::letter::{Letter, Piece, Sheet};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::LazyLock;
use typst::syntax::Source;

static TEMPLATE: LazyLock<Source> =
    LazyLock::new(|| Source::new(file_id("letter.typ"), include_str!("letter/letter.typ").into()));

/// The letter as PDF. `banner` («预览，未签发») stands on every page of what is not yet a letter.
pub fn pdf(letter: &Letter, banner: Option<&str>, fonts: &Fonts, timestamp: DateTime) -> Result<Pdf, Error> {
    let data = json!({
        "title": clean(&letter.title),
        "lines": title_lines(&letter.title),
        "organ": clean(&letter.organ),
        "mast": mast(letter),
        "number": letter.number.as_deref().map(clean),
        "addressee": letter.addressee.as_deref().map(clean),
        "body": pieces(&letter.body),
        "attachments": letter.attachment_lines().iter().map(|line| clean(line)).collect::<Vec<_>>(),
        "dated": letter.dated.map(said),
        "note": letter.note.as_deref().map(clean),
        "slip": letter.slip.as_ref().map(|slip| json!({
            "title": clean(&slip.title),
            "lines": title_lines(&slip.title),
            "body": pieces(&slip.body),
        })),
        "banner": banner.map(clean),
        "fonts": fonts.families(),
    });
    typeset(&TEMPLATE, data, HashMap::new(), &every_word(letter, banner), fonts, timestamp)
}

/// The letter as DOCX.
pub fn docx(letter: &Letter, banner: Option<&str>, timestamp: DateTime) -> Result<Vec<u8>, Error> {
    docx::render(letter, banner, timestamp)
}

/// 发文机关标志: its lines and the size they are set in. A sheet has none.
struct Mast {
    lines: Vec<String>,
    points: f64,
}

/// 156 mm in points.
const TEXT_WIDTH: f64 = 442.2;
/// The mast is set as large as its line allows, and no larger than this.
const LARGEST_MAST: f64 = 34.0;
/// Smaller than this, and the name is set in two lines instead.
const SMALLEST_MAST: f64 = 22.0;

impl Mast {
    fn of(letter: &Letter) -> Option<Mast> {
        letter.dated?;
        let name: Vec<char> = clean(&letter.organ).chars().collect();
        let fitting = |length: usize| TEXT_WIDTH / (length.max(1) as f64);
        let lines = if fitting(name.len()) >= SMALLEST_MAST { 1 } else { 2 };
        let length = name.len().div_ceil(lines).max(1);
        let points = fitting(length).min(LARGEST_MAST);
        Some(Mast { lines: name.chunks(length).map(|line| line.iter().collect()).collect(), points })
    }
}

fn mast(letter: &Letter) -> Value {
    Mast::of(letter).map_or(Value::Null, |mast| json!({"lines": mast.lines, "points": mast.points}))
}

/// 20 characters of 22 pt fill the line; a longer title is set in several.
fn title_lines(title: &str) -> Vec<String> {
    lines_of(title, 19)
}

/// The text in as few lines of at most so many characters as will do, all of like length.
fn lines_of(text: &str, most: usize) -> Vec<String> {
    let letters: Vec<char> = clean(text).chars().collect();
    let length = letters.len().div_ceil(letters.len().div_ceil(most).max(1)).max(1);
    letters.chunks(length).map(|line| line.iter().collect()).collect()
}

fn pieces(pieces: &[Piece]) -> Value {
    let piece = |piece: &Piece| match piece {
        Piece::Heading(text) => json!({"kind": "heading", "text": clean(text)}),
        Piece::Paragraph(text) => json!({"kind": "paragraph", "text": clean(text)}),
        Piece::Table(rows) => {
            let rows: Vec<_> = rows.iter().map(|(label, text)| json!([clean(label), clean(text)])).collect();
            json!({"kind": "table", "rows": rows})
        }
    };
    pieces.iter().map(piece).collect()
}

/// 2026年3月9日
fn said(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn every_word(letter: &Letter, banner: Option<&str>) -> String {
    format!("{}{}：（）—0123456789", letter.plain_text(), banner.unwrap_or_default())
}

/// What the file says of itself.
fn properties(letter: &Letter) -> Document {
    Document { title: letter.title.clone(), organ: letter.organ.clone(), ..Document::default() }
}

fn sheets(letter: &Letter) -> impl Iterator<Item = &Sheet> {
    letter.slip.iter()
}
