//! 涂条上的字：the ground, white on black, in a font of our own that holds nothing else.

use super::Bar;
use super::rewrite::short;
use crate::Ground;
use kurbo::{Affine, Point};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::BTreeSet;

/// Made by assets/fonts/labels.py: glyph n is character n of the list, each 1 em wide.
const FONT: &[u8] = include_bytes!("../../assets/labels.ttf");
const CHARACTERS: &str = include_str!("../../assets/labels.txt");

/// Smaller than this nobody reads it.
const SMALLEST: f64 = 4.0;
const LARGEST: f64 = 9.0;

/// The instructions that draw the bars of a page, in the page's own space, with the font named so.
pub fn draw(bars: &[Bar], shown: Affine, height: f64, font: &str) -> Vec<u8> {
    let back = shown.inverse();
    let mut out = String::from("q\n0 g\n");
    for bar in bars {
        let corners = [
            (bar.frame.x0, bar.frame.y0),
            (bar.frame.x1, bar.frame.y0),
            (bar.frame.x1, bar.frame.y1),
            (bar.frame.x0, bar.frame.y1),
        ];
        for (index, corner) in corners.into_iter().enumerate() {
            let point = back * Point::from(corner);
            let op = if index == 0 { "m" } else { "l" };
            out.push_str(&format!("{} {} {op}\n", short(point.x), short(point.y)));
        }
        out.push_str("h f\n");
    }
    let mut legend: BTreeSet<Ground> = BTreeSet::new();
    for bar in bars {
        if !on_bar(&mut out, bar, back, font) {
            legend.insert(bar.ground);
        }
    }
    if !legend.is_empty() {
        let grounds: Vec<String> = legend.into_iter().map(Ground::mark).collect();
        let words = format!("本页涂去部分的理由：{}。", grounds.join("；"));
        out.push_str("0 g\n");
        text(&mut out, &words, 6.5, back * Affine::translate((24.0, height - 12.0)), font);
    }
    out.push_str("Q\n");
    out.into_bytes()
}

/// Writes the ground on a bar; false where only a short form of it had room.
fn on_bar(out: &mut String, bar: &Bar, back: Affine, font: &str) -> bool {
    let cite = bar.ground.cite();
    let words = [bar.ground.mark(), cite.to_string(), cite.place.to_string()];
    let (width, height) = (bar.frame.width(), bar.frame.height());
    let size = |words: &str| (height * 0.72).min(LARGEST).min(width / words.chars().count().max(1) as f64);
    let fits = words.iter().position(|words| size(words) >= SMALLEST);
    let chosen = &words[fits.unwrap_or(words.len() - 1)];
    let size = size(chosen).max(1.0);
    let length = size * chosen.chars().count() as f64;
    let x = bar.frame.x0 + (width - length).max(0.0) / 2.0;
    let y = bar.frame.center().y + size * 0.36;
    out.push_str("1 g\n");
    text(out, chosen, size, back * Affine::translate((x, y)), font);
    fits == Some(0)
}

/// Text whose origin and direction are given as shown; the page's own space has y upwards.
fn text(out: &mut String, words: &str, size: f64, at: Affine, font: &str) {
    let matrix = at * Affine::FLIP_Y;
    let numbers: Vec<String> = matrix.as_coeffs().iter().map(|number| short(*number)).collect();
    let codes: String = words.chars().filter_map(glyph).map(|glyph| format!("{glyph:04X}")).collect();
    out.push_str(&format!("BT 0 Tr /{font} {} Tf {} Tm <{codes}> Tj ET\n", short(size), numbers.join(" ")));
}

fn glyph(c: char) -> Option<usize> {
    CHARACTERS.chars().position(|own| own == c).map(|index| index + 1)
}

/// Adds the font to a file.
pub fn font(document: &mut Document) -> ObjectId {
    let name = || Object::Name(b"RDLBLS+NotoSansSC".to_vec());
    let file = document.add_object(stream(Dictionary::new(), FONT.to_vec()));
    let descriptor = dictionary(vec![
        ("Type", "FontDescriptor".into()),
        ("FontName", name()),
        ("Flags", 4.into()),
        ("FontBBox", Object::Array(vec![21.into(), (-168).into(), 981.into(), 880.into()])),
        ("ItalicAngle", 0.into()),
        ("Ascent", 880.into()),
        ("Descent", (-168).into()),
        ("CapHeight", 733.into()),
        ("StemV", 100.into()),
        ("FontFile2", Object::Reference(file)),
    ]);
    let descriptor = document.add_object(descriptor);
    let system = dictionary(vec![
        ("Registry", Object::string_literal("Adobe")),
        ("Ordering", Object::string_literal("Identity")),
        ("Supplement", 0.into()),
    ]);
    let below = dictionary(vec![
        ("Type", "Font".into()),
        ("Subtype", "CIDFontType2".into()),
        ("BaseFont", name()),
        ("CIDSystemInfo", system),
        ("FontDescriptor", Object::Reference(descriptor)),
        ("CIDToGIDMap", "Identity".into()),
        ("DW", 1000.into()),
    ]);
    let below = document.add_object(below);
    let codes = CHARACTERS.chars().zip(1u32..).map(|(c, glyph)| (glyph, c.to_string()));
    let to_unicode = document.add_object(stream(Dictionary::new(), to_unicode(codes, true)));
    document.add_object(dictionary(vec![
        ("Type", "Font".into()),
        ("Subtype", "Type0".into()),
        ("BaseFont", name()),
        ("Encoding", "Identity-H".into()),
        ("DescendantFonts", Object::Array(vec![Object::Reference(below)])),
        ("ToUnicode", Object::Reference(to_unicode)),
    ]))
}

pub fn dictionary(entries: Vec<(&str, Object)>) -> Object {
    let mut dictionary = Dictionary::new();
    entries.into_iter().for_each(|(key, value)| dictionary.set(key, value));
    Object::Dictionary(dictionary)
}

pub fn stream(dictionary: Dictionary, content: Vec<u8>) -> Object {
    let mut stream = Stream::new(dictionary, content);
    // A stream that will not shrink stays as it is.
    let _ = stream.compress();
    Object::Stream(stream)
}

/// A table of codes and characters, for a font.
pub fn to_unicode(codes: impl Iterator<Item = (u32, String)>, two_bytes: bool) -> Vec<u8> {
    let (range, width) = if two_bytes { ("<0000> <FFFF>", 4) } else { ("<00> <FF>", 2) };
    let mut out = format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Rd def\n/CMapType 2 def\n1 begincodespacerange\n{range}\nendcodespacerange\n"
    );
    let lines: Vec<String> = codes
        .map(|(code, text)| {
            let text: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            format!("<{code:0width$X}> <{text}>\n")
        })
        .collect();
    for chunk in lines.chunks(100) {
        out.push_str(&format!("{} beginbfchar\n{}endbfchar\n", chunk.len(), chunk.concat()));
    }
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ground_can_be_written() {
        let words: String = Ground::ALL.iter().map(|ground| ground.mark()).collect();
        for c in words.chars().chain("本页涂去部分的理由：；。".chars()) {
            assert!(glyph(c).is_some(), "{c}");
        }
    }
}
