//! Files made in code, and ways to look into them.

use redact::{Document, Ground, Hidden, Redacted, Refusal, Residue, Strike, release, verify};
use std::io::{Cursor, Read, Write};

pub const NAME: &str = "赵小明";
pub const ID: &str = "110101199001011234";

pub fn zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// All parts with their names, as one text.
pub fn everything(bytes: &[u8]) -> String {
    unzip(bytes)
        .into_iter()
        .map(|(name, content)| format!("{name}\n{}\n", String::from_utf8_lossy(&content)))
        .collect()
}

/// The visible text, unit by unit.
pub fn shown(bytes: &[u8]) -> String {
    let document = Document::read(bytes).unwrap();
    document.units().iter().map(|unit| format!("{}\n", unit.text)).collect()
}

pub fn struck(bytes: &[u8], texts: &[&str]) -> Result<Redacted, Refusal> {
    let strikes: Vec<Strike> = texts.iter().map(|text| Strike::everywhere(text, Ground::Privacy)).collect();
    release(&Document::read(bytes)?, &strikes)
}

pub fn residues(bytes: &[u8], texts: &[&str]) -> Vec<Residue> {
    let texts: Vec<String> = texts.iter().map(|text| text.to_string()).collect();
    verify(bytes, &texts).unwrap()
}

pub fn sentences(hidden: &[Hidden]) -> String {
    hidden.iter().map(|hidden| hidden.sentence.as_str()).collect()
}

/// A file with one part changed.
pub fn with_part(bytes: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = unzip(bytes);
    let part = parts.iter_mut().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no {name}"));
    part.1 = change(&String::from_utf8_lossy(&part.1)).into_bytes();
    zip(&parts)
}

pub fn with_extra(bytes: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut parts = unzip(bytes);
    parts.push((name.into(), content.to_vec()));
    zip(&parts)
}

pub fn relations(list: &[(&str, &str, &str)]) -> Vec<u8> {
    let list: String = list
        .iter()
        .map(|(id, kind, target)| {
            let outside = if target.contains("://") { " TargetMode=\"External\"" } else { "" };
            format!("<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"{outside}/>")
        })
        .collect();
    format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{list}</Relationships>").into_bytes()
}
