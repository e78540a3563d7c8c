//! 发布前的检查：the scan of texts and files; what a file hides is taken out, or the file is not taken in.

use office::publication::{Attachment, Content, Found};
use publishing::{Inspector, TakenIn};
use redact::{Document, Kind};
use scan::{Finding, Options, Scanned, Severity};

pub struct Scanner;

impl Inspector for Scanner {
    fn inspect(&self, content: &Content, files: &[(&Attachment, Vec<u8>)]) -> Vec<Found> {
        let plain = publishing::text::to_plain(&content.body);
        let lists = (content.jointly_with.join("、"), content.keywords.join("、"));
        let parts = [
            ("名称", content.title.as_str()),
            ("内容概述", &content.overview),
            ("正文", &content.body),
            // As it is read: marks within a number hide it in the source.
            ("正文（显示的文字）", &plain),
            ("主题分类", &content.topic),
            ("发布机构", &content.issued_by),
            ("联合发文单位", &lists.0),
            ("文号", content.document_no.as_deref().unwrap_or_default()),
            ("来源", content.source.as_deref().unwrap_or_default()),
            ("关键词", &lists.1),
        ];
        let mut found: Vec<Found> = Vec::new();
        for (part, text) in parts {
            let more = self.inspect_text(part, text);
            let known = |one: &Found| found.iter().any(|other| other.what.ends_with(said(&one.what)));
            let shown = part == "正文（显示的文字）";
            let more: Vec<Found> = more.into_iter().filter(|one| !(shown && known(one))).collect();
            found.extend(more);
        }
        for (number, (attachment, bytes)) in (1..).zip(files) {
            found.extend(match &attachment.picture {
                Some(picture) => in_picture(number, &attachment.name, &picture.alt),
                None => in_file(number, &attachment.name, bytes),
            });
        }
        found
    }

    fn inspect_text(&self, part: &str, text: &str) -> Vec<Found> {
        must_be_explained(part, &scan::text(text), |_| part.to_owned())
    }

    fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, String> {
        if redact::is_picture(&bytes) {
            return picture(name, &bytes);
        }
        let scanned =
            scan::file(name, &bytes, &Options::default()).map_err(|why| format!("文件《{name}》{why}"))?;
        if let Some(secret) = secret(&scanned) {
            return Err(format!(
                "文件《{name}》有国家秘密标志（{secret}），没有保存，也没有留下任何内容。涉密文件不得在本系统处理，请按保密规定办理。"
            ));
        }
        if !bytes.starts_with(b"PK") && !is_pdf(&bytes) {
            if !is_html(name) && !web::is_called_a_text(name) {
                return Err(format!(
                    "文件《{name}》的内容是文本，名称却不是，没有保存。程序、脚本不能作为附件；文本请以 .txt、.md、.csv 命名。"
                ));
            }
            let media = if is_html(name) { "text/html" } else { "text/plain" };
            return Ok(TakenIn {
                media: format!("{media}; charset=utf-8"),
                bytes,
                picture: None,
                removed: Vec::new(),
            });
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
        return Ok(TakenIn { media: media.into(), bytes, picture: None, removed: Vec::new() });
    }
    let clean = redact::release(&document, &[]).map_err(refused)?;
    let mut removed: Vec<String> =
        clean.removed.iter().map(|hidden| hidden.kind.label().to_owned()).collect();
    removed.dedup();
    removed.extend(clean.notes);
    Ok(TakenIn { media: media.into(), bytes: clean.bytes, picture: None, removed })
}

/// A picture without what a camera wrote into it.
fn picture(name: &str, bytes: &[u8]) -> Result<TakenIn, String> {
    let found = redact::picture(bytes).map_err(|why| format!("图片《{name}》不能作为附件：{why}"))?;
    let removed = found.removed.iter().map(|what| (*what).to_owned()).collect();
    let picture = Some((found.width, found.height));
    Ok(TakenIn { media: found.media.into(), bytes: found.bytes, picture, removed })
}

/// What is said of a picture is looked through; what is on it only people can see.
fn in_picture(number: usize, name: &str, alt: &str) -> Vec<Found> {
    let at = format!("附件{number}");
    let mut found = Vec::new();
    for (part, text) in
        [(format!("附件《{name}》的文件名"), name), (format!("附件《{name}》的替代文字"), alt)]
    {
        found.extend(must_be_explained(&part, &scan::text(text), |_| part.clone()));
    }
    let what = format!("附件《{name}》是图片，图上的文字、人像、证件、车牌没有检查，请逐一看过");
    found.push(Found { id: format!("{at}:pictures"), what });
    found
}

/// `number`: of the attachment, from 1; two may have one name.
fn in_file(number: usize, name: &str, bytes: &[u8]) -> Vec<Found> {
    let (part, at) = (format!("附件《{name}》"), format!("附件{number}"));
    let scanned = match scan::file(name, bytes, &Options::default()) {
        Ok(scanned) => scanned,
        Err(why) => return vec![Found { id: format!("{at}:unread"), what: format!("{part}{why}") }],
    };
    let place = |finding: &Finding| match scanned.section(finding.start) {
        Some(section) => format!("{part}{}", section.place(finding.start)),
        None => part.clone(),
    };
    let mut found = must_be_explained(&at, &scanned.findings, place);
    for hidden in &scanned.hidden {
        let label = hidden.kind.label();
        found.push(Found { id: format!("{at}:hidden:{label}"), what: format!("{part}有{label}") });
    }
    if !scanned.readable {
        let what = format!("{part}：{}", scanned.notes.concat());
        found.push(Found { id: format!("{at}:pictures"), what });
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|one| seen.insert(one.id.clone()));
    found
}

/// What was found, without where.
fn said(what: &str) -> &str {
    what.split_once('：').map_or(what, |(_, said)| said)
}

/// What only asks to be compared is the drafter's matter; the rest does not go out without a reason.
fn must_be_explained(at: &str, findings: &[Finding], place: impl Fn(&Finding) -> String) -> Vec<Found> {
    let grave = findings.iter().filter(|finding| finding.severity != Severity::Info);
    grave
        .map(|finding| {
            let (place, label) = (place(finding), finding.kind.label());
            let id = format!("{at}:{label}:{}", finding.start);
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use office::publication::{Blob, Nature};

    fn content() -> Content {
        let json = serde_json::json!({
            "title": "推进会召开", "nature": Nature::News, "overview": "会议部署工作。", "body": "会议通报进展。",
            "column": "政务动态", "topic": "", "duty": null, "entry": null, "issued_by": "市审批服务局",
            "jointly_with": [], "document_no": null, "formed": "2024-03-01", "effective": null, "expires": null,
            "source": null, "keywords": [], "interprets": null, "term": law::proactive::term::Term::Proactive,
            "term_basis": null, "attachments": [], "important": false,
        });
        serde_json::from_value(json).unwrap()
    }

    fn found(content: &Content) -> Vec<Found> {
        Scanner.inspect(content, &[])
    }

    #[test]
    fn every_public_field_is_looked_through() {
        assert!(found(&content()).is_empty());
        let number = "手机13800138000";
        for changed in [
            Content { title: number.into(), ..content() },
            Content { overview: number.into(), ..content() },
            Content { body: number.into(), ..content() },
            Content { topic: number.into(), ..content() },
            Content { issued_by: number.into(), ..content() },
            Content { source: Some(number.into()), ..content() },
            Content { document_no: Some(number.into()), ..content() },
            Content { keywords: vec![number.into()], ..content() },
            Content { jointly_with: vec![number.into()], ..content() },
        ] {
            assert_eq!(found(&changed).len(), 1, "{changed:?}");
        }
    }

    #[test]
    fn marks_within_a_number_hide_nothing() {
        for body in ["手机138**0013**8000", "手机&#49;3800138000"] {
            assert_eq!(found(&Content { body: body.into(), ..content() }).len(), 1, "{body}");
        }
    }

    #[test]
    fn two_attachments_of_one_name_are_told_apart() {
        let file = Attachment {
            name: "名单.txt".into(),
            media: "text/plain".into(),
            bytes: 1,
            content: Blob { blob: String::new() },
            picture: None,
        };
        let bytes = "手机13800138000".as_bytes().to_vec();
        let found = Scanner.inspect(&content(), &[(&file, bytes.clone()), (&file, bytes)]);
        assert_eq!(found.len(), 2);
        assert_ne!(found[0].id, found[1].id);
    }

    #[test]
    fn a_picture_is_taken_without_its_notes_and_must_be_looked_at() {
        let clean = include_bytes!("../../redact/tests/it/picture.jpg");
        let noted = [&clean[..2], b"\xff\xfe\0\x07hello", &clean[2..]].concat();
        let taken = Scanner.take_in("大厅.jpg", noted).unwrap();
        assert_eq!((taken.media.as_str(), taken.picture), ("image/jpeg", Some((16, 8))));
        assert_eq!((taken.bytes.as_slice(), taken.removed), (clean.as_slice(), vec!["注释".to_owned()]));
        let refused = Scanner.take_in("大厅.jpg", clean[..60].to_vec()).unwrap_err();
        assert!(refused.contains("图片《大厅.jpg》不能作为附件：文件不是完整的JPG 图片"), "{refused}");
        let alt = "手机13800138000".into();
        let file = Attachment {
            name: "大厅.jpg".into(),
            media: taken.media,
            bytes: 1,
            content: Blob { blob: String::new() },
            picture: Some(office::publication::Picture { alt, width: 16, height: 8 }),
        };
        let found = Scanner.inspect(&content(), &[(&file, taken.bytes)]);
        assert!(found[0].what.starts_with("附件《大厅.jpg》的替代文字：移动电话号码"), "{found:?}");
        assert!(found[1].what.contains("请逐一看过") && found.len() == 2, "{found:?}");
    }

    #[test]
    fn a_genuine_mark_is_not_kept() {
        let refused =
            Scanner.take_in("方案.txt", "机密★5年\n\n关于某事的方案".as_bytes().to_vec()).unwrap_err();
        assert!(refused.contains("没有保存"), "{refused}");
        let refused = Scanner.take_in("指南.exe", b"MZ".to_vec()).unwrap_err();
        assert!(refused.contains("程序、脚本不能作为附件"), "{refused}");
        let taken = Scanner.take_in("指南.txt", "办事指南".as_bytes().to_vec()).unwrap();
        assert_eq!(taken.media, "text/plain; charset=utf-8");
    }
}
