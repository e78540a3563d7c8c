//! 格式：by content first, by the name's ending second.

use super::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// DOCX, XLSX, PDF: which of them the reader finds out.
    Office,
    Html,
    Text,
}

pub fn of(name: &str, bytes: &[u8]) -> Result<Format, Refusal> {
    const PACKED: [&[u8]; 5] =
        [b"PK\x03\x04", b"PK\x05\x06", &[0xd0, 0xcf, 0x11, 0xe0], b"\x89PNG", &[0xff, 0xd8, 0xff]];
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let head = &bytes[..bytes.len().min(1024)];
    let plain = matches!(ending.as_str(), "txt" | "md" | "html" | "htm" | "csv" | "json");
    let pdf = if plain { head.starts_with(b"%PDF-") } else { contains(head, b"%PDF-") };
    if pdf || PACKED.iter().any(|mark| bytes.starts_with(mark)) {
        return Ok(Format::Office);
    }
    if let Some((kind, _)) = PICTURES.iter().find(|(_, mark)| bytes.starts_with(mark)) {
        return Err(Refusal::Unsupported { kind });
    }
    match ending.as_str() {
        "docx" => Err(Refusal::Damaged { kind: "Word 文档" }),
        "xlsx" => Err(Refusal::Damaged { kind: "Excel 工作簿" }),
        "pdf" => Err(Refusal::Damaged { kind: "PDF 文档" }),
        "html" | "htm" | "xhtml" | "shtml" => Ok(Format::Html),
        "txt" | "md" => Ok(Format::Text),
        _ if looks_like_html(bytes) => Ok(Format::Html),
        _ => Ok(Format::Text),
    }
}

const PICTURES: [(&str, &[u8]); 6] = [
    ("图片", b"GIF8"),
    ("图片", b"BM\x00"),
    ("图片", b"II*\x00"),
    ("压缩包", b"Rar!"),
    ("压缩包", b"7z\xbc\xaf"),
    ("压缩包", &[0x1f, 0x8b]),
];

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let head: Vec<u8> =
        bytes.iter().take(4096).filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    [b"<!doctype html".as_slice(), b"<html", b"<body", b"<table", b"<div"]
        .iter()
        .any(|tag| contains(&head, tag))
}
