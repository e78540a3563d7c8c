//! 文件的种类：told by its content, never by its name; what is not on the list is refused.

/// A kind of file that is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media {
    pub extension: &'static str,
    pub media_type: &'static str,
    pub label: &'static str,
}

const fn media(extension: &'static str, media_type: &'static str, label: &'static str) -> Media {
    Media { extension, media_type, label }
}

const PDF: Media = media("pdf", "application/pdf", "PDF");
const PNG: Media = media("png", "image/png", "图片");
const JPEG: Media = media("jpg", "image/jpeg", "图片");
const DOCX: Media =
    media("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word");
const XLSX: Media =
    media("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel");
const OFD: Media = media("ofd", "application/ofd", "OFD");
const OLD_OFFICE: Media = media("doc", "application/msword", "旧版 Office、WPS 文档");
const TEXT: Media = media("txt", "text/plain; charset=utf-8", "文本");

/// Said where a file is of no kind on the list.
pub const TAKEN: &str = "PDF、Word、Excel、WPS、OFD、图片（JPG、PNG）、文本";

/// Names of parts stand in the clear in a zip: which office format it is.
fn zipped(bytes: &[u8]) -> Option<Media> {
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    if has(b"word/document.xml") {
        Some(DOCX)
    } else if has(b"xl/workbook.xml") {
        Some(XLSX)
    } else if has(b"OFD.xml") {
        Some(OFD)
    } else {
        None
    }
}

/// What the bytes are; `None` for what is not taken in.
pub fn of(bytes: &[u8]) -> Option<Media> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(PDF),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(PNG),
        [0xFF, 0xD8, 0xFF, ..] => Some(JPEG),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Some(OLD_OFFICE),
        [b'P', b'K', 3, 4, ..] => zipped(bytes),
        _ => text(bytes).then_some(TEXT),
    }
}

/// Words without control characters; a page of HTML is not text to us.
fn text(bytes: &[u8]) -> bool {
    let Ok(words) = std::str::from_utf8(bytes) else { return false };
    let plain = |letter: char| !letter.is_control() || ['\n', '\r', '\t', '\u{c}'].contains(&letter);
    let start = words.trim_start_matches('\u{feff}').trim_start();
    !start.is_empty() && !start.starts_with('<') && words.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (bytes, expected) in [
            (b"%PDF-1.7\n".as_slice(), Some(PDF)),
            (b"\x89PNG\r\n\x1a\n....", Some(PNG)),
            (b"\xff\xd8\xff\xe0", Some(JPEG)),
            (b"PK\x03\x04....word/document.xml", Some(DOCX)),
            (b"PK\x03\x04....xl/workbook.xml", Some(XLSX)),
            (b"PK\x03\x04....evil.exe", None),
            (b"MZ\x90\x00", None),
            (b"<html><script>", None),
            ("申请书\n".as_bytes(), Some(TEXT)),
            (b"", None),
            (b"a\x00b", None),
        ] {
            assert_eq!(of(bytes), expected, "{bytes:?}");
        }
    }
}
