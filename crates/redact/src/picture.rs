//! 图片：a JPEG or PNG without what a camera or a program wrote beside the picture; no point of it is changed.
//!
//! What is not known to belong to the picture is dropped, not what is known to be a note. A picture that is not whole
//! is refused. Turned pictures keep the one number that says how they are turned.

mod jpeg;
mod png;

use crate::Refusal;
use std::collections::BTreeSet;

/// The largest file, in bytes, and picture, in points: what a browser on a telephone still shows.
const MOST_BYTES: usize = 20 << 20;
const MOST_POINTS: u64 = 50_000_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `image/jpeg` or `image/png`
    pub media: &'static str,
    /// In points, as it is shown.
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
    /// What was taken out, in words.
    pub removed: Vec<&'static str>,
}

/// Whether the bytes begin as a picture does that [`picture()`] reads.
pub fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(jpeg::SIGN) || bytes.starts_with(png::SIGN)
}

/// The picture alone. Refused where it is not whole, larger than 20 MB or 50 million points, or of a sort that
/// browsers do not show.
pub fn picture(bytes: &[u8]) -> Result<Picture, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal::TooLarge { size: bytes.len(), limit: MOST_BYTES });
    }
    if bytes.starts_with(jpeg::SIGN) {
        jpeg::read(bytes)
    } else if bytes.starts_with(png::SIGN) {
        png::read(bytes)
    } else {
        Err(Refusal::Unsupported { kind: "不能识别的图片" })
    }
}

/// The picture, as it is being copied.
struct Copy {
    bytes: Vec<u8>,
    removed: BTreeSet<&'static str>,
}

impl Copy {
    fn new(sign: &[u8], room: usize) -> Copy {
        let mut bytes = Vec::with_capacity(room);
        bytes.extend_from_slice(sign);
        Copy { bytes, removed: BTreeSet::new() }
    }

    fn done(self, media: &'static str, (width, height): (u32, u32)) -> Picture {
        Picture { media, width, height, bytes: self.bytes, removed: self.removed.into_iter().collect() }
    }
}

fn check_size(width: u32, height: u32, damaged: Refusal) -> Result<(), Refusal> {
    let points = u64::from(width) * u64::from(height);
    match points {
        0 => Err(damaged),
        1..=MOST_POINTS => Ok(()),
        _ => Err(Refusal::Bomb { limit: MOST_POINTS as usize }),
    }
}

/// What notes of a camera are called, whatever the format.
const SHOT: &str = "拍摄信息（时间、地点、设备等）";
const DESCRIPTION: &str = "描述信息";
const COLOURS: &str = "色彩配置";
const OTHER: &str = "其他附加信息";
const TRAILING: &str = "图片以后的数据";
