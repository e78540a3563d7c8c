//! 发布前的检查：the scan of texts and files; what a file hides is taken out, or the file is not taken in.

use office::publication::{Attachment, Content, Found};
use publishing::{Inspector, TakenIn};
use redact::{Document, Kind};
use scan::{Finding, Options, Scanned, Severity};

pub struct Scanner;

impl Inspector for Scanner {
    fn inspect(&self, content: &Content, files: &[(&Attachment, Vec<u8>)]) -> Vec<Found> {
        let parts = [
            ("题名", content.title.as_str()),
            ("内容概述", content.overview.as_str()),
            ("正文", content.body.as_str()),
        ];
        let mut found: Vec<Found> = parts
            .iter()
            .flat_map(|(part, text)| must_be_explained(&scan::text(text), |_| (*part).to_owned()))
            .collect();
        for (attachment, bytes) in files {
            found.extend(in_file(&attachment.name, bytes));
        }
        found
    }

    fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, String> {
        let scanned =
            scan::file(name, &bytes, &Options::default()).map_err(|why| format!("文件《{name}》{why}"))?;
        if let Some(secret) = secret(&scanned) {
            return Err(format!(
                "文件《{name}》有国家秘密标志（{secret}），没有保存，也没有留下任何内容。涉密文件不得在本系统处理，请按保密规定办理。"
            ));
        }
        if !bytes.starts_with(b"PK") && !is_pdf(&bytes) {
            let media = if is_html(name) { "text/html" } else { "text/plain" };
            return Ok(TakenIn { media: format!("{media}; charset=utf-8"), bytes, removed: Vec::new() });
        }
        cleaned(name, bytes)
    }
}

/// What a reader of the file sees, for the search; nothing where it cannot be read.
pub fn words(name: &str, bytes: &[u8]) -> String {
    let Ok(scanned) = scan::file(name, bytes, &Options::default()) else { return String::new() };
    let seen = scanned.sections.iter().filter(|section| section.seen && section.title != FILE_NAME);
    let cut = |from: usize, to: usize| scanned.text.chars().skip(from).take(to - from).collect::<String>();
    seen.map(|section| cut(section.start, section.end)).collect::<Vec<_>>().join("\n")
}

const FILE_NAME: &str = "文件名";

/// Office papers and PDF without what they hide, read again before they are believed clean.
fn cleaned(name: &str, bytes: Vec<u8>) -> Result<TakenIn, String> {
    let refused =
        |why: redact::Refusal| format!("文件《{name}》含有隐藏内容，无法去除干净，不能作为附件：{why}");
    let document = Document::read(&bytes).map_err(refused)?;
    let media = match document.kind() {
        Kind::Pdf => "application/pdf",
        Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    if document.hidden().is_empty() {
        return Ok(TakenIn { media: media.into(), bytes, removed: Vec::new() });
    }
    let clean = redact::release(&document, &[]).map_err(refused)?;
    let mut removed: Vec<String> =
        clean.removed.iter().map(|hidden| hidden.kind.label().to_owned()).collect();
    removed.dedup();
    removed.extend(clean.notes);
    Ok(TakenIn { media: media.into(), bytes: clean.bytes, removed })
}

fn in_file(name: &str, bytes: &[u8]) -> Vec<Found> {
    let part = format!("附件《{name}》");
    let scanned = match scan::file(name, bytes, &Options::default()) {
        Ok(scanned) => scanned,
        Err(why) => return vec![Found { id: format!("{part}:unread"), what: format!("{part}{why}") }],
    };
    let place = |finding: &Finding| match scanned.section(finding.start) {
        Some(section) => format!("{part}{}", section.place(finding.start)),
        None => part.clone(),
    };
    let mut found = must_be_explained(&scanned.findings, place);
    for hidden in &scanned.hidden {
        let label = hidden.kind.label();
        found.push(Found { id: format!("{part}:hidden:{label}"), what: format!("{part}有{label}") });
    }
    if !scanned.readable {
        let what = format!("{part}：{}", scanned.notes.concat());
        found.push(Found { id: format!("{part}:pictures"), what });
    }
    found.dedup_by(|one, other| one.id == other.id);
    found
}

/// What only asks to be compared is the drafter's matter; the rest does not go out without a reason.
fn must_be_explained(findings: &[Finding], place: impl Fn(&Finding) -> String) -> Vec<Found> {
    let grave = findings.iter().filter(|finding| finding.severity != Severity::Info);
    grave
        .map(|finding| {
            let (place, label) = (place(finding), finding.kind.label());
            let id = format!("{place}:{label}:{}", finding.start);
            Found { id, what: format!("{place}：{label}“{}”", finding.text_masked) }
        })
        .collect()
}

fn secret(scanned: &Scanned) -> Option<&str> {
    let mark =
        |finding: &&Finding| finding.kind == scan::Kind::SecretMark && finding.severity == Severity::Stop;
    scanned.findings.iter().find(mark).map(|finding| finding.text_masked.as_str())
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

fn is_html(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".html") || name.ends_with(".htm")
}
