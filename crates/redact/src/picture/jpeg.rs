//! JPEG：segment by segment to the end of the picture, whatever follows it dropped.

use super::{COLOURS, Copy, DESCRIPTION, OTHER, Picture, SHOT, TRAILING, check_size};
use crate::Refusal;

pub const SIGN: &[u8] = &[0xff, 0xd8, 0xff];

const DAMAGED: Refusal = Refusal::Damaged { kind: "JPG 图片" };
const STRANGE: Refusal = Refusal::Unsupported { kind: "浏览器不能显示的 JPG 图片" };
const THUMBNAIL: &str = "缩略图";
const REMARK: &str = "注释";

pub fn read(bytes: &[u8]) -> Result<Picture, Refusal> {
    let mut copy = Copy::new(&SIGN[..2], bytes.len());
    let mut walk = Walk { bytes, at: 2 };
    let (mut size, mut turned, mut drawn) = (None, 1, false);
    loop {
        match walk.marker()? {
            0xd9 if drawn => break,
            // JFIF: its own small picture may show what was cut away.
            0xe0 => application(&mut copy, walk.segment()?),
            0xe1 => {
                let segment = walk.segment()?;
                if let Some(exif) = segment.strip_prefix(b"Exif\0\0") {
                    turned = orientation(exif).unwrap_or(turned);
                    copy.removed.insert(SHOT);
                } else {
                    copy.removed.insert(DESCRIPTION);
                }
            }
            0xe2 => {
                let profile = walk.segment()?.starts_with(b"ICC_PROFILE\0");
                copy.removed.insert(if profile { COLOURS } else { OTHER });
            }
            0xed => {
                walk.segment()?;
                copy.removed.insert(DESCRIPTION);
            }
            0xee => match walk.segment()? {
                adobe if adobe.starts_with(b"Adobe") && adobe.len() >= 12 => {
                    put(&mut copy, 0xee, &adobe[..12])
                }
                _ => drop(copy.removed.insert(OTHER)),
            },
            0xe3..=0xef => {
                walk.segment()?;
                copy.removed.insert(OTHER);
            }
            0xfe => {
                walk.segment()?;
                copy.removed.insert(REMARK);
            }
            marker @ 0xc0..=0xc2 if size.is_none() => {
                let frame = walk.segment()?;
                size = Some(frame_size(frame)?);
                orient(&mut copy, turned);
                put(&mut copy, marker, frame);
            }
            marker @ (0xc4 | 0xdb | 0xdd) => {
                let table = walk.segment()?;
                if !is_table(marker, table) {
                    return Err(DAMAGED);
                }
                put(&mut copy, marker, table);
            }
            0xda if size.is_some() => {
                let head = walk.segment()?;
                if head.len() != usize::from(head.first().copied().unwrap_or(0)) * 2 + 4 {
                    return Err(DAMAGED);
                }
                put(&mut copy, 0xda, head);
                copy.bytes.extend_from_slice(walk.drawing());
                drawn = true;
            }
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcf => return Err(STRANGE),
            _ => return Err(DAMAGED),
        }
    }
    copy.bytes.extend_from_slice(&[0xff, 0xd9]);
    if walk.at < bytes.len() {
        copy.removed.insert(TRAILING);
    }
    let (width, height) = size.ok_or(DAMAGED)?;
    let shown = if turned >= 5 { (height, width) } else { (width, height) };
    Ok(copy.done("image/jpeg", shown))
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// The marker that stands here; any number of 0xff may stand before it.
    fn marker(&mut self) -> Result<u8, Refusal> {
        if self.bytes.get(self.at) != Some(&0xff) {
            return Err(DAMAGED);
        }
        let fill = self.bytes[self.at..].iter().take_while(|byte| **byte == 0xff).count();
        let marker = *self.bytes.get(self.at + fill).ok_or(DAMAGED)?;
        self.at += fill + 1;
        Ok(marker)
    }

    /// The content of the segment whose marker was read.
    fn segment(&mut self) -> Result<&'a [u8], Refusal> {
        let head = self.bytes.get(self.at..self.at + 2).ok_or(DAMAGED)?;
        let length = usize::from(u16::from_be_bytes([head[0], head[1]]));
        let content = self.bytes.get(self.at + 2..self.at + length.max(2)).filter(|_| length >= 2);
        self.at += length;
        content.ok_or(DAMAGED)
    }

    /// The coded points up to the next marker that ends them.
    fn drawing(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
        let end = rest.windows(2).position(ends).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

fn put(copy: &mut Copy, marker: u8, content: &[u8]) {
    // As long as it was read, its length in two bytes.
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    copy.bytes.extend_from_slice(&[0xff, marker]);
    copy.bytes.extend_from_slice(&length.to_be_bytes());
    copy.bytes.extend_from_slice(content);
}

/// JFIF without its small picture.
fn application(copy: &mut Copy, segment: &[u8]) {
    if !segment.starts_with(b"JFIF\0") || segment.len() < 14 {
        copy.removed.insert(if segment.starts_with(b"JFXX\0") { THUMBNAIL } else { OTHER });
        return;
    }
    if segment.len() > 14 {
        copy.removed.insert(THUMBNAIL);
    }
    let mut jfif = segment[..12].to_vec();
    jfif.extend_from_slice(&[0, 0]);
    put(copy, 0xe0, &jfif);
}

/// Exif with nothing in it but how the picture is turned.
fn orient(copy: &mut Copy, turned: u8) {
    if turned > 1 {
        let head = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
        let content = [head.as_slice(), &[turned, 0, 0, 0, 0, 0, 0]].concat();
        put(copy, 0xe1, &content);
    }
}

/// How the picture is turned, 1 to 8.
fn orientation(exif: &[u8]) -> Option<u8> {
    let big = match exif.get(..4)? {
        b"MM\0\x2a" => true,
        b"II\x2a\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    };
    let four: [u8; 4] = exif.get(4..8)?.try_into().ok()?;
    let first = (if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }) as usize;
    let count = usize::from(short(first)?);
    let entry = (0..count).map(|number| first.saturating_add(2 + number * 12));
    let mut found = entry.map_while(|at| Some((at, short(at)?)));
    let (at, _) = found.find(|(_, tag)| *tag == 0x0112)?;
    u8::try_from(short(at.checked_add(8)?)?).ok().filter(|turned| (1..=8).contains(turned))
}

/// Width and height of a frame whose parts fit together.
fn frame_size(frame: &[u8]) -> Result<(u32, u32), Refusal> {
    let [8, high, low, wide, narrow, parts, ..] = *frame else { return Err(STRANGE) };
    if !matches!(parts, 1 | 3 | 4) || frame.len() != 6 + 3 * usize::from(parts) {
        return Err(DAMAGED);
    }
    let (height, width) = (u16::from_be_bytes([high, low]).into(), u16::from_be_bytes([wide, narrow]).into());
    check_size(width, height, DAMAGED)?;
    Ok((width, height))
}

/// A table and nothing behind it: of codes (c4), of steps (db), or how often the coding begins anew (dd).
fn is_table(marker: u8, mut table: &[u8]) -> bool {
    match marker {
        0xdd => table.len() == 2,
        0xdb => {
            while let Some((kind, rest)) = table.split_first() {
                let size = if kind >> 4 == 0 { 64 } else { 128 };
                let Some(next) = rest.get(size..) else { return false };
                table = next;
            }
            true
        }
        _ => {
            while !table.is_empty() {
                let Some(counts) = table.get(1..17) else { return false };
                let codes: usize = counts.iter().map(|count| usize::from(*count)).sum();
                let Some(next) = table.get(17 + codes..).filter(|_| codes <= 256) else { return false };
                table = next;
            }
            true
        }
    }
}
