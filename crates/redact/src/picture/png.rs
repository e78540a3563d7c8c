//! PNG：chunk by chunk; the packed points are unpacked to see that they are the picture and nothing more.

use super::{COLOURS, Copy, DESCRIPTION, OTHER, Picture, SHOT, TRAILING, check_size};
use crate::Refusal;
use flate2::{Crc, Decompress, FlushDecompress, Status};

pub const SIGN: &[u8] = b"\x89PNG\r\n\x1a\n";

const DAMAGED: Refusal = Refusal::Damaged { kind: "PNG 图片" };

pub fn read(bytes: &[u8]) -> Result<Picture, Refusal> {
    let mut copy = Copy::new(SIGN, bytes.len());
    let mut walk = Walk { bytes, at: SIGN.len() };
    let head = Head::read(walk.chunk()?)?;
    put(&mut copy, b"IHDR", head.content);
    let mut points = Points::new(head.unpacked_bytes()?);
    loop {
        let (kind, content) = walk.chunk()?;
        match (kind, content.len()) {
            (b"IEND", _) => break,
            (b"IDAT", _) => {
                let points = points.take(content)?;
                if !points.is_empty() {
                    put(&mut copy, b"IDAT", points);
                }
            }
            (b"PLTE", 3..=768)
            | (b"tRNS", 1..=256)
            | (b"gAMA", 4)
            | (b"cHRM", 32)
            | (b"sRGB", 1)
            | (b"pHYs", 9) => {
                put(&mut copy, kind, content);
            }
            (b"eXIf", _) => drop(copy.removed.insert(SHOT)),
            (b"tEXt" | b"zTXt" | b"iTXt" | b"tIME", _) => drop(copy.removed.insert(DESCRIPTION)),
            (b"iCCP", _) => drop(copy.removed.insert(COLOURS)),
            // A capital letter: whoever does not know it cannot show the picture.
            (kind, _) if kind[0].is_ascii_uppercase() => return Err(DAMAGED),
            _ => drop(copy.removed.insert(OTHER)),
        }
    }
    points.finished()?;
    put(&mut copy, b"IEND", &[]);
    if walk.at < bytes.len() || points.more {
        copy.removed.insert(TRAILING);
    }
    Ok(copy.done("image/png", (head.width, head.height)))
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    /// The next chunk, whose sum is right.
    fn chunk(&mut self) -> Result<(&'a [u8; 4], &'a [u8]), Refusal> {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(DAMAGED)?;
        let length = u32::from_be_bytes(*length) as usize;
        let summed = rest.get(..length.checked_add(4).ok_or(DAMAGED)?).ok_or(DAMAGED)?;
        let sum = rest.get(length + 4..length + 8).ok_or(DAMAGED)?;
        if sum != sum_of(summed) {
            return Err(DAMAGED);
        }
        self.at += length + 12;
        summed.split_first_chunk::<4>().ok_or(DAMAGED)
    }
}

fn sum_of(bytes: &[u8]) -> [u8; 4] {
    let mut sum = Crc::new();
    sum.update(bytes);
    sum.sum().to_be_bytes()
}

fn put(copy: &mut Copy, kind: &[u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    copy.bytes.extend_from_slice(&length.to_be_bytes());
    let from = copy.bytes.len();
    copy.bytes.extend_from_slice(kind);
    copy.bytes.extend_from_slice(content);
    let sum = sum_of(&copy.bytes[from..]);
    copy.bytes.extend_from_slice(&sum);
}

struct Head<'a> {
    content: &'a [u8],
    width: u32,
    height: u32,
    /// Bits of a point.
    bits: u64,
    interlaced: bool,
}

impl<'a> Head<'a> {
    fn read((kind, content): (&[u8; 4], &'a [u8])) -> Result<Head<'a>, Refusal> {
        let (Some((width, rest)), b"IHDR") = (content.split_first_chunk::<4>(), kind) else {
            return Err(DAMAGED);
        };
        let Some((height, &[depth, colour, 0, 0, laced @ 0..=1])) = rest.split_first_chunk::<4>() else {
            return Err(DAMAGED);
        };
        let channels = match (colour, depth) {
            (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) => 1,
            (2, 8 | 16) => 3,
            (4, 8 | 16) => 2,
            (6, 8 | 16) => 4,
            _ => return Err(DAMAGED),
        };
        let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
        check_size(width, height, DAMAGED)?;
        Ok(Head { content, width, height, bits: u64::from(depth) * channels, interlaced: laced == 1 })
    }

    /// Of every row, a byte before each; in seven passes where the picture comes in them.
    fn unpacked_bytes(&self) -> Result<u64, Refusal> {
        const PASSES: [(u32, u32, u32, u32); 7] = [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        let rows = |width: u64, height: u64| match width {
            0 => 0,
            width => height * ((width * self.bits).div_ceil(8) + 1),
        };
        if !self.interlaced {
            return Ok(rows(self.width.into(), self.height.into()));
        }
        let of = |size: u32, from: u32, step: u32| u64::from(size.saturating_sub(from).div_ceil(step));
        let pass = |(left, top, right, down)| rows(of(self.width, left, right), of(self.height, top, down));
        Ok(PASSES.into_iter().map(pass).sum())
    }
}

/// The stream of the points, over all its chunks.
struct Points {
    unpacking: Decompress,
    expected: u64,
    ended: bool,
    /// Something stood behind its end.
    more: bool,
}

impl Points {
    fn new(expected: u64) -> Points {
        Points { unpacking: Decompress::new(true), expected, ended: false, more: false }
    }

    /// What of a chunk belongs to the stream.
    fn take<'a>(&mut self, content: &'a [u8]) -> Result<&'a [u8], Refusal> {
        let mut out = [0; 1 << 14];
        let mut at = 0;
        while !self.ended && at < content.len() {
            let (read, written) = (self.unpacking.total_in(), self.unpacking.total_out());
            let status = self
                .unpacking
                .decompress(&content[at..], &mut out, FlushDecompress::None)
                .map_err(|_| DAMAGED)?;
            at += usize::try_from(self.unpacking.total_in() - read).unwrap_or(usize::MAX);
            self.ended = status == Status::StreamEnd;
            let stuck = self.unpacking.total_in() == read && self.unpacking.total_out() == written;
            if self.unpacking.total_out() > self.expected || (stuck && !self.ended) {
                return Err(DAMAGED);
            }
        }
        self.drain(&mut out)?;
        self.more |= at < content.len();
        content.get(..at).ok_or(DAMAGED)
    }

    /// What was read and did not yet fit.
    fn drain(&mut self, out: &mut [u8]) -> Result<(), Refusal> {
        while !self.ended {
            let written = self.unpacking.total_out();
            let status = self.unpacking.decompress(&[], out, FlushDecompress::None);
            self.ended = matches!(status, Ok(Status::StreamEnd));
            if self.unpacking.total_out() == written {
                break;
            }
            if self.unpacking.total_out() > self.expected {
                return Err(DAMAGED);
            }
        }
        Ok(())
    }

    fn finished(&self) -> Result<(), Refusal> {
        if self.ended && self.unpacking.total_out() == self.expected { Ok(()) } else { Err(DAMAGED) }
    }
}
