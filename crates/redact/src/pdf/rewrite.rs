//! 改写：a stream's instructions without the struck characters; displacements keep the rest in place.

use super::Cut;
use super::content::{Op, Value};
use super::walk::{Glyph, Key, Spot, Stream, Walk};
use std::collections::BTreeMap;

/// Instructions a page may hold. Marks (`BDC` …) carry words of their own and go; so does what is unknown.
const KNOWN: [&[u8]; 66] = [
    b"b", b"B", b"b*", b"B*", b"BI", b"BT", b"BX", b"c", b"cm", b"CS", b"cs", b"d", b"d0", b"d1", b"Do",
    b"ET", b"EX", b"f", b"F", b"f*", b"G", b"g", b"gs", b"h", b"i", b"j", b"J", b"K", b"k", b"l", b"m", b"M",
    b"n", b"q", b"Q", b"re", b"RG", b"rg", b"ri", b"s", b"S", b"SC", b"sc", b"SCN", b"scn", b"sh", b"T*",
    b"Tc", b"Td", b"TD", b"Tf", b"Tj", b"TJ", b"TL", b"Tm", b"Tr", b"Ts", b"Tw", b"Tz", b"v", b"w", b"W",
    b"W*", b"y", b"'", b"\"",
];
const TEXT: [&[u8]; 4] = [b"Tj", b"TJ", b"'", b"\""];

/// The characters that go, with their length and the room they leave.
pub type Gone = BTreeMap<Spot, (usize, f64)>;

pub fn gone(walk: &Walk, cut: &Cut) -> Gone {
    let goes = |glyph: &&Glyph| cut.glyphs.contains_key(&glyph.spot) || cut.hidden.contains(&glyph.spot);
    walk.pages
        .iter()
        .flat_map(|page| &page.glyphs)
        .filter(goes)
        .map(|glyph| (glyph.spot, (glyph.length, glyph.shift)))
        .collect()
}

/// A stream without what is struck.
pub fn rewrite(key: Key, stream: &Stream, walk: &Walk, cut: &Cut, gone: &Gone) -> Vec<u8> {
    let mut out = Vec::with_capacity(stream.bytes.len());
    for (index, op) in stream.ops.iter().enumerate() {
        if !KNOWN.contains(&op.name.as_slice()) || cut.pictures.contains_key(&(key, index)) {
            continue;
        }
        let from = gone.range((key, index, 0, 0)..(key, index + 1, 0, 0)).next();
        if walk.layered.contains(&(key, index)) {
            // The path must be ended all the same.
            if !matches!(op.name.as_slice(), b"Do" | b"BI" | b"sh") {
                out.extend_from_slice(b"n\n");
            }
        } else if TEXT.contains(&op.name.as_slice()) && from.is_some() {
            show(&mut out, op, (key, index), gone);
        } else {
            out.extend_from_slice(&stream.bytes[op.span.clone()]);
            out.push(b'\n');
        }
    }
    out
}

/// A stream nobody walked (patterns, masks): whatever text it draws goes.
pub fn without_text(stream: &Stream) -> Vec<u8> {
    let mut out = Vec::with_capacity(stream.bytes.len());
    for op in &stream.ops {
        if KNOWN.contains(&op.name.as_slice()) && !TEXT.contains(&op.name.as_slice()) {
            out.extend_from_slice(&stream.bytes[op.span.clone()]);
            out.push(b'\n');
        }
    }
    out
}

fn show(out: &mut Vec<u8>, op: &Op, (key, index): (Key, usize), gone: &Gone) {
    match op.name.as_slice() {
        b"'" => out.extend_from_slice(b"T*\n"),
        b"\"" => {
            let text = format!("{} Tw {} Tc T*\n", short(op.number(0)), short(op.number(1)));
            out.extend_from_slice(text.as_bytes());
        }
        _ => {}
    }
    let pieces: Vec<&Value> = match op.values.last() {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(text) => vec![text],
        None => return,
    };
    let mut array = Array { out, room: 0.0 };
    array.out.push(b'[');
    for (piece, value) in pieces.into_iter().enumerate() {
        match value {
            Value::Number(number) => array.room += number,
            Value::Text(bytes) => {
                let mut at = 0;
                for ((_, _, _, start), (length, shift)) in
                    gone.range((key, index, piece, 0)..(key, index, piece + 1, 0))
                {
                    array.text(bytes.get(at..*start).unwrap_or_default());
                    array.room += shift;
                    at = start + length;
                }
                array.text(bytes.get(at..).unwrap_or_default());
            }
            Value::Name(_) | Value::Array(_) | Value::Other => {}
        }
    }
    array.end();
    out.extend_from_slice(b"]TJ\n");
}

struct Array<'a> {
    out: &'a mut Vec<u8>,
    /// Displacement not yet written; neighbouring ones are summed, so that single widths are not told.
    room: f64,
}

impl Array<'_> {
    fn text(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.end();
        self.out.push(b'<');
        for byte in bytes {
            self.out.extend_from_slice(format!("{byte:02X}").as_bytes());
        }
        self.out.push(b'>');
    }

    fn end(&mut self) {
        if self.room.abs() >= 0.001 {
            self.out.extend_from_slice(short(self.room).as_bytes());
        }
        self.room = 0.0;
    }
}

/// A number in as few characters as will do.
pub fn short(number: f64) -> String {
    if !number.is_finite() {
        return "0".into();
    }
    let text = format!("{number:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".into() } else { text.into() }
}

/// How far a stream's saves and restores are out of balance: restores too many, saves too many.
pub fn balance(stream: &Stream) -> (usize, usize) {
    let (mut depth, mut lowest) = (0i64, 0i64);
    for op in &stream.ops {
        match op.name.as_slice() {
            b"q" => depth += 1,
            b"Q" => depth -= 1,
            _ => {}
        }
        lowest = lowest.min(depth);
    }
    (lowest.unsigned_abs() as usize, (depth - lowest).max(0) as usize)
}
