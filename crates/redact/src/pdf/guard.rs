//! PDF 预检：what a PDF would unpack to and how deep it nests, before any library opens it.

use super::unwrap::unwrapped;
use crate::{Limits, Refusal};
use flate2::read::ZlibDecoder;
use std::borrow::Cow;
use std::io::Read;

/// Arrays and dictionaries within one another; reports stay under twenty.
const MAX_NESTING: u32 = 256;

/// Filters whose output cannot be measured beforehand. Office programs do not write them.
const FILTERS: [&[u8]; 4] = [b"LZWDecode", b"RunLengthDecode", b"ASCII85Decode", b"ASCIIHexDecode"];

/// The file as readers may open it: its streams in bytes, and no more than `unpacked` bytes in them. Refuses files that
/// no reader should be let loose on.
pub fn admitted(bytes: &[u8], unpacked: usize) -> Result<Cow<'_, [u8]>, Refusal> {
    let plain = unwrapped(bytes);
    admit(&plain, unpacked)?;
    Ok(plain)
}

fn admit(bytes: &[u8], unpacked: usize) -> Result<(), Refusal> {
    let mut guard = Guard { room: unpacked as u64, buffer: vec![0; 64 << 10] };
    let mut rest = bytes;
    while let Some(at) = next_stream(rest) {
        let (before, after) = rest.split_at(at);
        let data = &after[b"stream".len()..];
        if !sound(before) {
            return Err(Refusal::UnusualPdf);
        }
        let body = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let taken = guard.stream(before, body).map_err(|refused| match refused {
            Refused::Bomb => Refusal::Bomb { limit: unpacked },
            Refused::Unsound => Refusal::UnusualPdf,
        })?;
        rest = &body[taken..];
    }
    if sound(rest) { Ok(()) } else { Err(Refusal::UnusualPdf) }
}

/// Everything deflated in a file, whether anything refers to it or not.
pub fn inflated(bytes: &[u8], limits: &Limits) -> Vec<Vec<u8>> {
    let mut room = limits.unpacked as u64;
    let mut all = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let data = &rest[at + b"stream".len()..];
        let body = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let mut decoder = ZlibDecoder::new(body).take(room);
        let mut plain = Vec::new();
        // What could be unpacked before the damage is looked at all the same.
        let _ = decoder.read_to_end(&mut plain);
        room -= plain.len() as u64;
        let taken = if plain.is_empty() { 0 } else { decoder.into_inner().total_in() as usize };
        rest = &body[taken.min(body.len())..];
        if !plain.is_empty() {
            all.push(plain);
        }
    }
    all
}

enum Refused {
    Bomb,
    Unsound,
}

struct Guard {
    room: u64,
    buffer: Vec<u8>,
}

impl Guard {
    /// Measures one stream; returns how many bytes of the file it took.
    fn stream(&mut self, dictionary: &[u8], body: &[u8]) -> Result<usize, Refused> {
        let own = own_dictionary(dictionary);
        if count(own, b"FlateDecode") > 1 {
            return Err(Refused::Unsound);
        }
        let binary =
            [b"/Image".as_slice(), b"/Length1", b"/FontFile", b"Type1C", b"OpenType", b"CIDFontType0C"]
                .iter()
                .any(|word| find(own, word).is_some());
        // A zlib header: deflate, and a check value that divides by 31.
        let zlib = matches!(body, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0);
        if !zlib {
            let end = find(body, b"endstream").unwrap_or(body.len());
            return if binary || sound(&body[..end]) { Ok(end) } else { Err(Refused::Unsound) };
        }
        let mut decoder = ZlibDecoder::new(body);
        let mut nesting = Nesting::default();
        while let Ok(read @ 1..) = decoder.read(&mut self.buffer) {
            self.room = self.room.checked_sub(read as u64).ok_or(Refused::Bomb)?;
            if !binary && !nesting.take(&self.buffer[..read]) {
                return Err(Refused::Unsound);
            }
        }
        Ok((decoder.total_in() as usize).min(body.len()))
    }
}

#[derive(Default)]
struct Nesting {
    depth: u32,
    last: u8,
}

impl Nesting {
    /// Follows the brackets; false once they nest too deep.
    fn take(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            match (byte, self.last) {
                (b'[', _) | (b'<', b'<') | (b'(', _) => self.depth += 1,
                (b']', _) | (b'>', b'>') | (b')', _) => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.last = *byte;
            if self.depth > MAX_NESTING {
                return false;
            }
        }
        true
    }
}

fn sound(text: &[u8]) -> bool {
    let unescaped = unescape(text);
    Nesting::default().take(&unescaped) && FILTERS.iter().all(|filter| find(&unescaped, filter).is_none())
}

/// Names may write any letter as `#xx`.
fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'#') {
        return text.into();
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| text[at] == b'#');
        let letter = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(letter.unwrap_or(text[at]));
        at += if letter.is_some() { 3 } else { 1 };
    }
    plain.into()
}

/// The dictionary of the stream whose keyword comes next, so far as it is no longer than they are.
pub fn own_dictionary(before: &[u8]) -> &[u8] {
    let own = &before[before.len().saturating_sub(600)..];
    own.windows(4).rposition(|window| window == b" obj").map_or(own, |at| &own[at..])
}

/// Where the next stream begins; what ends one begins none.
pub fn next_stream(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + find(&bytes[from..], b"stream")?;
        if !bytes[..at].ends_with(b"end") {
            return Some(at);
        }
        from = at + b"stream".len();
    }
}

pub fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle[0];
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).filter(|window| *window == needle).count()
}
