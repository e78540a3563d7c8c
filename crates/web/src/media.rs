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

/// Names of programs and scripts, and of what a machine runs when it is opened.
const RUN: [&str; 60] = [
    "app",
    "appimage",
    "application",
    "bat",
    "bin",
    "chm",
    "cmd",
    "com",
    "cpl",
    "deb",
    "dll",
    "dmg",
    "elf",
    "exe",
    "gadget",
    "hlp",
    "hta",
    "htm",
    "html",
    "inf",
    "iso",
    "jar",
    "jnlp",
    "js",
    "jse",
    "jsp",
    "lnk",
    "mht",
    "mhtml",
    "mjs",
    "msc",
    "msi",
    "msp",
    "mst",
    "php",
    "pif",
    "pl",
    "ps1",
    "psm1",
    "py",
    "pyc",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "sh",
    "so",
    "svg",
    "sys",
    "url",
    "vb",
    "vbe",
    "vbs",
    "wsf",
    "wsh",
    "xhtml",
    "xll",
];
/// What a text may be called.
const WORDS: [&str; 4] = ["", "txt", "md", "csv"];

/// Whether a machine would run the file, by its beginning or by its name; web pages are such. Never taken in, whatever
/// else it may be.
fn runs(name: &str, bytes: &[u8]) -> bool {
    let begins = [b"#!".as_slice(), b"\x7fELF", b"@echo", b"MZ\x90"];
    RUN.contains(&ending(name).as_str()) || begins.iter().any(|begin| bytes.starts_with(begin))
}

/// In small letters; blanks and dots at the end of a name are dropped by the machines that would run it.
fn ending(name: &str) -> String {
    let name = name.trim_end_matches(['.', ' ', '\u{3000}']);
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.trim().to_ascii_lowercase())
}

/// Whether a text goes by a name of texts: «bad.exe» does not, whatever stands in it.
pub fn is_called_a_text(name: &str) -> bool {
    WORDS.contains(&ending(name).as_str())
}

/// What the bytes are; `None` for what is not taken in.
pub fn of(name: &str, bytes: &[u8]) -> Option<Media> {
    if runs(name, bytes) {
        return None;
    }
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(PDF),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(PNG),
        [0xFF, 0xD8, 0xFF, ..] => Some(JPEG),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Some(OLD_OFFICE),
        [b'P', b'K', 3, 4, ..] => zipped(bytes),
        _ => (is_called_a_text(name) && text(bytes)).then_some(TEXT),
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
            assert_eq!(of("申请书", bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn what_would_run_is_not_taken_by_any_name() {
        for (name, bytes, expected) in [
            ("bad.exe", b"MZ plain words".as_slice(), None),
            ("a.js", b"alert(1)", None),
            ("a.html", b"words", None),
            ("a.BAT. ", b"del *", None),
            ("a.txt.vbs", b"words", None),
            ("a.txt", b"#!/bin/sh\nrm", None),
            ("a.pdf.exe", b"%PDF-1.7\n", None),
            ("a.msi", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
            ("a.log", b"words", None),
            ("a.txt", b"MZ is how a sentence may begin", Some(TEXT)),
            ("A.TXT", b"words", Some(TEXT)),
            ("a.csv", b"1,2", Some(TEXT)),
            ("a.jpeg", b"\xff\xd8\xff\xe0", Some(JPEG)),
            ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Some(OLD_OFFICE)),
        ] {
            assert_eq!(of(name, bytes), expected, "{name}");
        }
    }
}
