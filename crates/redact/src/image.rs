//! 图片：a picture file without what a camera or a program wrote into it beside the picture.

use crate::picture;

/// The ending of a picture's name, out of those we declare.
pub fn ending(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "jpg" | "jpeg" => "jpeg",
        "gif" => "gif",
        "bmp" => "bmp",
        "tif" | "tiff" => "tiff",
        "emf" => "emf",
        "wmf" => "wmf",
        "svg" => "svg",
        _ => "png",
    }
}

/// The picture without its notes; as it is where the format is not known. One that is not whole is no reason to refuse
/// the document it stands in: of it, too, what is known to be a note is dropped.
pub fn without_notes(bytes: &[u8]) -> Vec<u8> {
    if let Ok(picture) = picture(bytes) {
        picture.bytes
    } else if bytes.starts_with(&[0xff, 0xd8]) {
        jpeg(bytes)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes)
    } else {
        bytes.to_vec()
    }
}

/// Only what decides how the picture looks: JFIF (e0), ICC (e2), Adobe's colours (ee).
fn jpeg(bytes: &[u8]) -> Vec<u8> {
    let mut clean = vec![0xff, 0xd8];
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        if *marker == 0xda {
            break;
        }
        let end = at + 2 + (usize::from(*high) << 8 | usize::from(*low)).max(2);
        let Some(segment) = bytes.get(at..end) else { break };
        let note = matches!(marker, 0xe1 | 0xe3..=0xed | 0xef | 0xfe)
            || (*marker == 0xe2 && !segment.get(4..).is_some_and(|data| data.starts_with(b"ICC_PROFILE")));
        if !note {
            clean.extend_from_slice(segment);
        }
        at = end;
    }
    let scan = &bytes[at.min(bytes.len())..];
    let end = scan.windows(2).rposition(|pair| pair == [0xff, 0xd9]).map_or(scan.len(), |at| at + 2);
    clean.extend_from_slice(&scan[..end]);
    clean
}

fn png(bytes: &[u8]) -> Vec<u8> {
    const LOOKS: [&[u8]; 10] =
        [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"];
    let mut clean = bytes[..8].to_vec();
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(chunk) = at.checked_add(12).and_then(|end| bytes.get(at..end.checked_add(length)?)) else {
            break;
        };
        if LOOKS.contains(&&head[4..8]) {
            clean.extend_from_slice(chunk);
        }
        if &head[4..8] == b"IEND" {
            break;
        }
        at += chunk.len();
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::without_notes;

    #[test]
    fn a_jpeg_keeps_its_picture_and_loses_its_notes() {
        let jfif = [0xff, 0xe0, 0, 4, 1, 1];
        let exif = [0xff, 0xe1, 0, 6, b'E', b'x', b'i', b'f'];
        let comment = [0xff, 0xfe, 0, 4, b'h', b'i'];
        let scan = [0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9];
        let whole = [&[0xff, 0xd8][..], &jfif, &exif, &comment, &scan, b"tail"].concat();
        assert_eq!(without_notes(&whole), [&[0xff, 0xd8][..], &jfif, &scan].concat());
    }

    #[test]
    fn a_png_loses_its_texts() {
        let chunk =
            |kind: &[u8], data: &[u8]| [&(data.len() as u32).to_be_bytes()[..], kind, data, &[0; 4]].concat();
        let (head, text, end) = (chunk(b"IHDR", &[1; 13]), chunk(b"tEXt", b"Author\0x"), chunk(b"IEND", b""));
        let sign = b"\x89PNG\r\n\x1a\n".to_vec();
        let whole = [sign.clone(), head.clone(), text, end.clone()].concat();
        assert_eq!(without_notes(&whole), [sign, head, end].concat());
    }

    #[test]
    fn a_broken_picture_does_no_harm() {
        without_notes(&[0xff, 0xd8, 0xff, 0xe1, 0xff]);
        without_notes(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT");
        without_notes(&[0xff, 0xd8, 0xff, 0xe2, 0, 0, 0, 0]);
    }
}
