//! 读取：任何来源的文件 → [`Published`].

mod align;
mod docx;
mod encoding;
pub mod fold;
mod html;
mod json;
mod ooxml;
mod parts;
mod pdf;
mod pdf_grid;
mod piece;
mod table2;
mod table3;
mod table4;
mod text;
mod text_layout;
mod title;
mod tokens;
mod xlsx;

pub use encoding::decode;
pub use html::events as html_events;

use crate::model::Published;
use piece::Pieces;

/// Limits on untrusted files. Sizes in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The file as given.
    pub file: usize,
    /// What it may unpack to (zip containers, compressed PDF streams).
    pub unpacked: usize,
    /// Cells, lines and paragraphs taken from one file.
    pub pieces: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { file: 32 << 20, unpacked: 128 << 20, pieces: 400_000 }
    }
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error(
        "文件《{file}》有{}，超过{}的上限。请只提交年度报告本身，去掉无关的图片和附件后再核对。",
        rounded_up(*size), rounded_down(*limit)
    )]
    TooLarge { file: String, size: usize, limit: usize },
    #[error(
        "文件《{file}》解压后超过{}的上限，可能是压缩炸弹，已停止读取。请换用原始的年度报告文件。",
        rounded_down(*limit)
    )]
    Bomb { file: String, limit: usize },
    #[error("文件《{file}》不是完整的{kind}，无法打开。请在原程序中重新保存，或改用网页、文本格式后再核对。")]
    Damaged { file: String, kind: &'static str },
    #[error("文件《{file}》是{kind}，不能直接读取。请另存为 .docx、.xlsx、.pdf、.html 或 .txt 后再核对。")]
    Unsupported { file: String, kind: &'static str },
    #[error(
        "文件《{file}》使用了少见的压缩方式，或者嵌套过深，不能读取。请用“打印为 PDF”重新生成，或者换用网页、Word 文件后再核对。"
    )]
    UnusualPdf { file: String },
    #[error("文件《{file}》是空的。请确认上传的是年度报告文件。")]
    Empty { file: String },
    #[error("文件《{file}》不是年度报告的 JSON：{reason}。请使用本软件“编制”“核对”导出的 JSON。")]
    Json { file: String, reason: String },
}

/// «12.3 MB», no less than it is: a file a little above the limit shows as above it.
fn rounded_up(bytes: usize) -> String {
    tenths(bytes.div_ceil(100_000))
}

/// «33.5 MB», no more than it is.
pub(crate) fn rounded_down(bytes: usize) -> String {
    tenths(bytes / 100_000)
}

fn tenths(of_megabytes: usize) -> String {
    format!("{}.{} MB", of_megabytes / 10, of_megabytes % 10)
}

#[cfg(test)]
mod size_tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_megabytes() {
        let told = |size, limit| Unreadable::TooLarge { file: "a".into(), size, limit }.to_string();
        assert!(told(12_345_678, 12_000_000).starts_with("文件《a》有12.4 MB，超过12.0 MB的上限。"));
        assert!(told((32 << 20) + 1, 32 << 20).starts_with("文件《a》有33.6 MB，超过33.5 MB的上限。"));
        let bomb = Unreadable::Bomb { file: "a".into(), limit: 128 << 20 }.to_string();
        assert!(bomb.contains("解压后超过134.2 MB的上限"), "{bomb}");
    }
}

/// What a file is, by its content first and its name second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Html,
    Docx,
    Xlsx,
    Pdf,
    Json,
    Text,
}

/// Reads the one report a file holds. A JSON list of several is for [`read_all`].
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Published, Unreadable> {
    let mut all = read_all(name, bytes, limits)?;
    if all.is_empty() {
        return Err(Unreadable::Empty { file: name.into() });
    }
    Ok(all.swap_remove(0))
}

/// Reads every report a file holds: one, except where JSON holds a list. `name` is shown in messages and
/// its ending helps to tell the format.
pub fn read_all(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Published>, Unreadable> {
    let file = || name.to_string();
    if bytes.len() > limits.file {
        return Err(Unreadable::TooLarge { file: file(), size: bytes.len(), limit: limits.file });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty { file: file() });
    }
    let mut pieces = Pieces::new(limits);
    match kind(name, bytes)? {
        Kind::Json => return json::read(name, &encoding::decode(bytes)),
        Kind::Html => html::pieces(&encoding::decode(bytes), &mut pieces),
        Kind::Text => text::pieces(&encoding::decode(bytes), &mut pieces),
        Kind::Docx => docx::pieces(name, bytes, limits, &mut pieces)?,
        Kind::Xlsx => xlsx::pieces(name, bytes, limits, &mut pieces)?,
        Kind::Pdf => pdf::pieces(name, bytes, limits, &mut pieces)?,
    }
    Ok(vec![parts::assemble(name, pieces)])
}

fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Unreadable> {
    let unsupported = |kind| Err(Unreadable::Unsupported { file: name.into(), kind });
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return match (contains(bytes, b"word/"), contains(bytes, b"xl/"), ending.as_str()) {
            (true, false, _) => Ok(Kind::Docx),
            (false, true, _) => Ok(Kind::Xlsx),
            (_, _, "docx") => Ok(Kind::Docx),
            (_, _, "xlsx") => Ok(Kind::Xlsx),
            _ => unsupported("压缩包"),
        };
    }
    if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return unsupported("旧版 Office 文档（.doc、.xls、.wps）");
    }
    if bytes.starts_with(b"\x89PNG") || bytes.starts_with(&[0xff, 0xd8, 0xff]) || bytes.starts_with(b"GIF8") {
        return unsupported("图片");
    }
    match ending.as_str() {
        "docx" => Err(Unreadable::Damaged { file: name.into(), kind: "Word 文档" }),
        "xlsx" => Err(Unreadable::Damaged { file: name.into(), kind: "Excel 工作簿" }),
        "pdf" => Err(Unreadable::Damaged { file: name.into(), kind: "PDF 文档" }),
        "json" => Ok(Kind::Json),
        "html" | "htm" | "xhtml" | "shtml" => Ok(Kind::Html),
        _ if looks_like_html(bytes) => Ok(Kind::Html),
        _ => Ok(Kind::Text),
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let head: Vec<u8> = bytes.iter().take(4096).filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    [b"<!doctype".as_slice(), b"<html", b"<table", b"<body", b"<div", b"<p>", b"<p "]
        .iter()
        .any(|tag| contains(&head, tag))
}
