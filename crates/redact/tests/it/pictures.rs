//! 图片：拍摄信息、说明、缩略图和图后的数据都去掉，图一点不变；不完整的不收。

use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;
use redact::{Picture, Refusal, is_picture, picture};
use std::io::Write;

/// 16 points by 8, as a browser draws it: JFIF, no notes.
pub const JPEG: &[u8] = include_bytes!("picture.jpg");

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(content.len() as u16 + 2).to_be_bytes(), content].concat()
}

/// A JPEG with more segments behind its first marker.
fn with(segments: &[Vec<u8>]) -> Vec<u8> {
    [&JPEG[..2], &segments.concat(), &JPEG[2..]].concat()
}

/// Where it was taken, and how it is turned.
fn exif(turned: u8) -> Vec<u8> {
    let entry = [0x12, 0x01, 3, 0, 1, 0, 0, 0, turned, 0, 0, 0];
    let gps = [0x25, 0x88, 4, 0, 1, 0, 0, 0, 0x26, 0, 0, 0];
    let head = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0";
    segment(0xe1, &[head.as_slice(), &entry, &gps, &[0; 4], b"\x01\0 N 34.8N 117.3E "].concat())
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(kind);
    sum.update(content);
    [&(content.len() as u32).to_be_bytes()[..], kind, content, &sum.sum().to_be_bytes()].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(bytes).unwrap();
    zlib.finish().unwrap()
}

fn head(width: u32, height: u32, laced: u8) -> Vec<u8> {
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, laced]].concat())
}

fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// 3 points by 2, in colours.
fn plain() -> [Vec<u8>; 3] {
    [head(3, 2, 0), chunk(b"IDAT", &packed(&[7; 20])), chunk(b"IEND", b"")]
}

fn read(bytes: &[u8]) -> Picture {
    let once = picture(bytes).unwrap();
    let twice = picture(&once.bytes).unwrap();
    let told: &[&str] = if once.bytes.windows(4).any(|four| four == b"Exif") {
        &["拍摄信息（时间、地点、设备等）"]
    } else {
        &[]
    };
    assert_eq!((&twice.bytes, twice.removed.as_slice()), (&once.bytes, told), "what is clean stays as it is");
    once
}

#[test]
fn a_clean_picture_is_not_changed() {
    let found = read(JPEG);
    assert_eq!((found.media, found.width, found.height), ("image/jpeg", 16, 8));
    assert_eq!(found.bytes, JPEG);
    let whole = png(&plain());
    let found = read(&whole);
    assert_eq!((found.media, found.width, found.height, found.bytes), ("image/png", 3, 2, whole));
}

#[test]
fn whatever_stands_beside_a_jpeg_goes() {
    for (noted, words) in [
        (exif(1), "拍摄信息（时间、地点、设备等）"),
        (segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>34.8N 117.3E</x:xmpmeta>"), "描述信息"),
        (segment(0xed, b"Photoshop 3.0\0" as &[u8]), "描述信息"),
        (segment(0xe2, b"ICC_PROFILE\0\x01\x0134.8N 117.3E"), "色彩配置"),
        (segment(0xe2, b"MPF\0"), "其他附加信息"),
        (segment(0xe0, b"JFXX\0\x10"), "缩略图"),
        (segment(0xe0, &[b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01".as_slice(), b"rgb"].concat()), "缩略图"),
        (segment(0xef, b"34.8N 117.3E"), "其他附加信息"),
        (segment(0xfe, "34.8N 117.3E".as_bytes()), "注释"),
    ] {
        let found = read(&with(&[noted]));
        assert_eq!(found.removed, [words]);
        assert!(!found.bytes.windows(5).any(|five| five == b"34.8N"), "{words}");
    }
    let moving = [JPEG, b"ftypmp42 34.8N 117.3E", JPEG].concat();
    let found = read(&moving);
    assert_eq!((found.bytes.as_slice(), found.removed), (JPEG, vec!["图片以后的数据"]));
}

#[test]
fn a_turned_picture_stays_turned_and_tells_nothing_else() {
    for (turned, size) in [(3, (16, 8)), (6, (8, 16)), (8, (8, 16)), (9, (16, 8))] {
        let found = read(&with(&[exif(turned)]));
        assert_eq!((found.width, found.height), size, "{turned}");
        assert!(!found.bytes.windows(5).any(|five| five == b"34.8N"), "{turned}");
        assert_eq!(found.bytes.windows(4).any(|four| four == b"Exif"), turned < 9, "{turned}");
    }
}

#[test]
fn whatever_stands_beside_a_png_goes() {
    let [head, points, end] = plain();
    for (kind, words) in [
        (b"tEXt", "描述信息"),
        (b"zTXt", "描述信息"),
        (b"iTXt", "描述信息"),
        (b"tIME", "描述信息"),
        (b"eXIf", "拍摄信息（时间、地点、设备等）"),
        (b"iCCP", "色彩配置"),
        (b"caBX", "其他附加信息"),
        (b"fdAT", "其他附加信息"),
        // Known, and not as long as it ought to be.
        (b"gAMA", "其他附加信息"),
    ] {
        let note = chunk(kind, b"34.8N 117.3E");
        let found = read(&png(&[head.clone(), note, points.clone(), end.clone()]));
        assert_eq!(
            (found.removed.as_slice(), &found.bytes),
            ([words].as_slice(), &png(&plain())),
            "{kind:?}"
        );
    }
    for trailing in [
        png(&[head.clone(), points.clone(), end.clone(), b"34.8N".to_vec()]),
        png(&[head.clone(), points.clone(), chunk(b"IDAT", b"34.8N"), end.clone()]),
        png(&[head.clone(), chunk(b"IDAT", &[packed(&[7; 20]), b"34.8N".to_vec()].concat()), end.clone()]),
    ] {
        let found = read(&trailing);
        assert_eq!(found.removed, ["图片以后的数据"]);
        assert!(!found.bytes.windows(5).any(|five| five == b"34.8N"));
    }
    let laced = [self::head(3, 2, 1), chunk(b"IDAT", &packed(&[0; 22])), end];
    assert_eq!(read(&png(&laced)).bytes, png(&laced));
}

#[test]
fn what_is_no_whole_picture_is_refused() {
    let damaged = |kind| Refusal::Damaged { kind };
    let [head, points, end] = plain();
    let mut wrong_sum = png(&plain());
    wrong_sum[30] ^= 1;
    for (bytes, refusal) in [
        (JPEG[..JPEG.len() - 2].to_vec(), damaged("JPG 图片")),
        (JPEG[..40].to_vec(), damaged("JPG 图片")),
        (b"\xff\xd8\xff\xd9".to_vec(), damaged("JPG 图片")),
        (b"\xff\xd8\xff\xe1\xff\xffx".to_vec(), damaged("JPG 图片")),
        (b"\xff\xd8\xff\xe1\0\0".to_vec(), damaged("JPG 图片")),
        (b"\xff\xd8\xff\xc0\0\x0b\x08\0\0\0\x01\x01\0\0\0".to_vec(), damaged("JPG 图片")),
        (
            b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\0\0\0".to_vec(),
            Refusal::Bomb { limit: 50_000_000 },
        ),
        (b"\xff\xd8\xff\xc3\0\x0b".to_vec(), Refusal::Unsupported { kind: "浏览器不能显示的 JPG 图片" }),
        (b"\xff\xd8\xff\xdb\0\x04\0\0".to_vec(), damaged("JPG 图片")),
        (wrong_sum, damaged("PNG 图片")),
        (png(&[head.clone(), end.clone()]), damaged("PNG 图片")),
        (png(&[points.clone(), head.clone(), end.clone()]), damaged("PNG 图片")),
        (png(&[head.clone(), chunk(b"IDAT", &packed(&[7; 19])), end.clone()]), damaged("PNG 图片")),
        (png(&[head.clone(), chunk(b"IDAT", &packed(&[7; 9_000_000])), end.clone()]), damaged("PNG 图片")),
        (png(&[head.clone(), chunk(b"XXXX", b""), points.clone(), end.clone()]), damaged("PNG 图片")),
        (png(&[self::head(100_000, 100_000, 0), points, end]), Refusal::Bomb { limit: 50_000_000 }),
        (b"GIF89a".to_vec(), Refusal::Unsupported { kind: "不能识别的图片" }),
        (vec![0; (20 << 20) + 1], Refusal::TooLarge { size: (20 << 20) + 1, limit: 20 << 20 }),
    ] {
        assert_eq!(picture(&bytes), Err(refusal), "{:?}", &bytes[..bytes.len().min(24)]);
    }
    assert!(is_picture(JPEG) && !is_picture(b"%PDF-1.7"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is changed, an answer comes, and what is let through is read the same again.
    #[test]
    fn hostile_pictures_do_no_harm(
        edits in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8),
        cut in any::<usize>(),
        which in 0..3_usize,
    ) {
        let laced = png(&[head(3, 2, 1), chunk(b"IDAT", &packed(&[0; 22])), chunk(b"IEND", b"")]);
        let mut bytes = [with(&[exif(6)]), png(&plain()), laced][which].clone();
        for (at, value) in edits {
            let at = at % bytes.len();
            bytes[at] = value;
        }
        bytes.truncate(cut % (bytes.len() * 4) + 4);
        if let Ok(found) = picture(&bytes) {
            prop_assert!(found.bytes.len() <= bytes.len() + 48);
            prop_assert_eq!(picture(&found.bytes).map(|again| again.bytes), Ok(found.bytes));
        }
    }
}
