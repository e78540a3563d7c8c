//! 发布前的检查：the scan of texts and files; what a file hides is taken out, or the file is not taken in.

use jiff::civil::Date;
use office::publication::{Attachment, Content};
use publishing::{Inspector, Noted, TakenIn};
use redact::{Document, Kind};
use scan::{Finding, Options, Scanned, Severity, Wordings};
use std::sync::Arc;

/// What is written wrongly, by the program's list and the office's own.
#[derive(Default)]
pub struct Scanner(Arc<Wordings>);

impl Scanner {
    pub fn with(wordings: Arc<Wordings>) -> Scanner {
        Scanner(wordings)
    }
}

/// Characters shown before and after a finding.
const AROUND: usize = 16;

impl Inspector for Scanner {
    fn look(&self, content: &Content, files: &[(Attachment, Vec<u8>)]) -> Vec<Noted> {
        let plain = publishing::text::to_plain(&content.body);
        let lists = (content.jointly_with.join("、"), content.keywords.join("、"));
        let parts = [
            ("名称", content.title.as_str()),
            ("内容概述", &content.overview),
            ("正文", &content.body),
            // As it is read: marks within a number hide it in the source.
            (SHOWN, &plain),
            ("主题分类", &content.topic),
            ("发布机构", &content.issued_by),
            ("联合发文单位", &lists.0),
            ("文号", content.document_no.as_deref().unwrap_or_default()),
            ("来源", content.source.as_deref().unwrap_or_default()),
            ("关键词", &lists.1),
        ];
        let mut noted: Vec<Noted> = Vec::new();
        for (part, text) in parts {
            let more = in_text((part, text), &self.0, Some(content.formed));
            let known = |one: &Noted| noted.iter().any(|other| other.what == one.what);
            let more: Vec<Noted> = more.into_iter().filter(|one| !(part == SHOWN && known(one))).collect();
            noted.extend(more);
        }
        for (number, (attachment, bytes)) in (1..).zip(files) {
            noted.extend(match &attachment.picture {
                Some(picture) => in_picture((number, &attachment.name), &picture.alt, &self.0),
                None if film(bytes).is_some() => in_film((number, &attachment.name), &self.0),
                None => in_file((number, &attachment.name), bytes, &self.0, content.formed),
            });
        }
        noted
    }

    fn inspect_text(&self, part: &str, text: &str) -> Vec<Noted> {
        in_text((part, text), &self.0, None).into_iter().filter(|one| one.grave).collect()
    }

    fn take_in(&self, name: &str, bytes: Vec<u8>) -> Result<TakenIn, String> {
        if redact::is_picture(&bytes) {
            return picture(name, &bytes);
        }
        if let Some(media) = film(&bytes) {
            return filmed(name, media, bytes);
        }
        let scanned =
            scan::file(name, &bytes, &Options::default()).map_err(|why| format!("文件《{name}》{why}"))?;
        if let Some(secret) = secret(&scanned) {
            return Err(format!(
                "文件《{name}》有国家秘密标志（{secret}），没有保存，也没有留下任何内容。涉密文件不得在本系统处理，请按保密规定办理。"
            ));
        }
        if !bytes.starts_with(b"PK") && !is_pdf(&bytes) {
            if !is_html(name) && !is_captions(name, &bytes) && !web::is_called_a_text(name) {
                return Err(format!(
                    "文件《{name}》的内容是文本，名称却不是，没有保存。程序、脚本不能作为附件；文本请以 .txt、.md、.csv 命名。"
                ));
            }
            let media = match () {
                () if is_html(name) => "text/html",
                () if is_captions(name, &bytes) => "text/vtt",
                () => "text/plain",
            };
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

/// 视频：what a browser plays by itself, told by its beginning.
fn film(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some("video/webm"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("video/mp4"),
        _ => None,
    }
}

/// Where a film was taken, as telephones write it: `©xyz`, `loci`, and Apple's own key.
const FILMED_AT: [&[u8]; 3] = [b"\xA9xyz", b"loci", b"com.apple.quicktime.location"];

fn filmed(name: &str, media: &str, bytes: Vec<u8>) -> Result<TakenIn, String> {
    let has = |mark: &&[u8]| bytes.windows(mark.len()).any(|window| window == *mark);
    if FILMED_AT.iter().any(has) {
        return Err(format!("视频《{name}》带有拍摄地点，没有保存。请去除位置信息后重新导出。"));
    }
    Ok(TakenIn { media: media.into(), bytes, picture: None, removed: Vec::new() })
}

/// What is seen and heard only people can judge.
fn in_film((number, name): (usize, &str), wordings: &Wordings) -> Vec<Noted> {
    let place = format!("附件《{name}》");
    let mut noted = in_text((&format!("{place}的文件名"), name), wordings, None);
    let what = "是视频，画面、声音没有检查，请从头看过，并核对字幕".to_owned();
    noted.push(Noted { id: format!("附件{number}:film"), place, what, excerpt: None, grave: true });
    noted
}

fn is_captions(name: &str, bytes: &[u8]) -> bool {
    name.to_ascii_lowercase().ends_with(".vtt") && bytes.starts_with(b"WEBVTT")
}

/// A picture without what a camera wrote into it.
fn picture(name: &str, bytes: &[u8]) -> Result<TakenIn, String> {
    let found = redact::picture(bytes).map_err(|why| format!("图片《{name}》不能作为附件：{why}"))?;
    let removed = found.removed.iter().map(|what| (*what).to_owned()).collect();
    let picture = Some((found.width, found.height));
    Ok(TakenIn { media: found.media.into(), bytes: found.bytes, picture, removed })
}

/// What is said of a picture is looked through; what is on it only people can see.
fn in_picture((number, name): (usize, &str), alt: &str, wordings: &Wordings) -> Vec<Noted> {
    let place = format!("附件《{name}》");
    let mut noted = in_text((&format!("{place}的文件名"), name), wordings, None);
    noted.extend(in_text((&format!("{place}的替代文字"), alt), wordings, None));
    let what = "是图片，图上的文字、人像、证件、车牌没有检查，请逐一看过".to_owned();
    noted.push(Noted { id: format!("附件{number}:pictures"), place, what, excerpt: None, grave: true });
    noted
}

/// The text as it is shown, where that differs from how it was typed.
const SHOWN: &str = "正文（显示的文字）";

/// What stands in one part, with what is written wrongly in it. `dated`: the day of the paper.
fn in_text((part, text): (&str, &str), wordings: &Wordings, dated: Option<Date>) -> Vec<Noted> {
    let findings = scan::text(text);
    let mut noted = found_in((part, text), &findings, |_| part.to_owned());
    noted.extend(wrongly_written((part, text), wordings, dated, |_| part.to_owned()));
    noted
}

fn wrongly_written(
    (at, text): (&str, &str),
    wordings: &Wordings,
    dated: Option<Date>,
    place: impl Fn(&Finding) -> String,
) -> Vec<Noted> {
    let corrections = scan::wording(text, wordings, dated).into_iter();
    let findings: Vec<Finding> = corrections.map(|one| one.finding).collect();
    found_in((at, text), &findings, place)
}

/// `number`: of the attachment, from 1; two may have one name.
fn in_file((number, name): (usize, &str), bytes: &[u8], wordings: &Wordings, dated: Date) -> Vec<Noted> {
    let (part, at) = (format!("附件《{name}》"), format!("附件{number}"));
    let grave =
        |id: String, what: String| Noted { id, place: part.clone(), what, excerpt: None, grave: true };
    let scanned = match scan::file(name, bytes, &Options::default()) {
        Ok(scanned) => scanned,
        Err(why) => return vec![grave(format!("{at}:unread"), why.to_string())],
    };
    let place = |finding: &Finding| match scanned.section(finding.start) {
        Some(section) => format!("{part}{}", section.place(finding.start)),
        None => part.clone(),
    };
    let mut noted = found_in((&at, &scanned.text), &scanned.findings, place);
    noted.extend(wrongly_written((&at, &scanned.text), wordings, Some(dated), place));
    for hidden in &scanned.hidden {
        let label = hidden.kind.label();
        noted.push(grave(format!("{at}:hidden:{label}"), format!("有{label}")));
    }
    if !scanned.readable {
        noted.push(grave(format!("{at}:pictures"), scanned.notes.concat()));
    }
    let mut seen = std::collections::HashSet::new();
    noted.retain(|one| seen.insert(one.id.clone()));
    noted
}

/// Findings with the words around them. What only asks to be compared is the drafter's matter; the rest does not go
/// out without a reason.
fn found_in(
    (at, text): (&str, &str),
    findings: &[Finding],
    place: impl Fn(&Finding) -> String,
) -> Vec<Noted> {
    if findings.is_empty() {
        return Vec::new();
    }
    let letters: Vec<char> = text.chars().collect();
    let noted = |finding: &Finding| {
        let (label, grave) = (finding.kind.label(), finding.severity != Severity::Info);
        let what =
            if grave { format!("{label}“{}”", finding.text_masked) } else { finding.message.clone() };
        let id = format!("{at}:{label}:{}", finding.start);
        Noted { id, place: place(finding), what, excerpt: excerpt(&letters, finding), grave }
    };
    findings.iter().map(noted).collect()
}

fn excerpt(letters: &[char], finding: &Finding) -> Option<[String; 3]> {
    let cut = |from: usize, to: usize| -> Option<String> {
        let line: String = letters.get(from..to)?.iter().collect();
        Some(line.replace(['\n', '\r'], " "))
    };
    let (start, end) = (finding.start, finding.end);
    let after = letters.len().min(end.saturating_add(AROUND));
    Some([cut(start.saturating_sub(AROUND), start)?, cut(start, end)?, cut(end, after)?])
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

    fn found(content: &Content) -> Vec<Noted> {
        Scanner::default().look(content, &[]).into_iter().filter(|one| one.grave).collect()
    }

    #[test]
    fn what_is_found_is_shown_in_its_place() {
        let text = "　　请联系张三，手机13800138000，或者登陆网站。";
        let noted = Scanner::default().look(&Content { body: text.into(), ..content() }, &[]);
        let [number, word] = noted.as_slice() else { panic!("{noted:?}") };
        let cut = |noted: &Noted| noted.excerpt.clone().unwrap();
        assert_eq!((number.place.as_str(), number.grave), ("正文", true));
        assert_eq!(cut(number)[1], "13800138000");
        assert!(!number.what.contains("13800138000"), "{}", number.what);
        assert_eq!((cut(word)[1].as_str(), word.grave), ("登陆网站", false));
        assert!(cut(word)[0].ends_with("或者"), "{word:?}");
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

    /// 领导姓名、职务由机关自己列。
    #[test]
    fn the_offices_own_list_is_looked_through_beside_ours() {
        let own = "name = [{ wrong = \"张某局长\", right = \"李某局长\" }]";
        let scanner = Scanner::with(Arc::new(Wordings::with(own).unwrap()));
        let content = Content { body: "张某局长布署工作。".into(), ..content() };
        let noted = scanner.look(&content, &[]);
        let what: Vec<&str> = noted.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(what, ["“张某局长”应为“李某局长”。", "“布署”应为“部署”。"]);
        assert!(noted.iter().all(|one| !one.grave));
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
            removed: Vec::new(),
        };
        let bytes = "手机13800138000".as_bytes().to_vec();
        let found = Scanner::default().look(&content(), &[(file.clone(), bytes.clone()), (file, bytes)]);
        assert_eq!(found.len(), 2);
        assert_ne!(found[0].id, found[1].id);
    }

    #[test]
    fn a_picture_is_taken_without_its_notes_and_must_be_looked_at() {
        let clean = include_bytes!("../../redact/tests/it/picture.jpg");
        let noted = [&clean[..2], b"\xff\xfe\0\x07hello", &clean[2..]].concat();
        let taken = Scanner::default().take_in("大厅.jpg", noted).unwrap();
        assert_eq!((taken.media.as_str(), taken.picture), ("image/jpeg", Some((16, 8))));
        assert_eq!((taken.bytes.as_slice(), &taken.removed), (clean.as_slice(), &vec!["注释".to_owned()]));
        let refused = Scanner::default().take_in("大厅.jpg", clean[..60].to_vec()).unwrap_err();
        assert!(refused.contains("图片《大厅.jpg》不能作为附件：文件不是完整的JPG 图片"), "{refused}");
        let alt = "手机13800138000".into();
        let file = Attachment {
            name: "大厅.jpg".into(),
            media: taken.media,
            bytes: 1,
            content: Blob { blob: String::new() },
            picture: Some(office::publication::Picture { alt, width: 16, height: 8 }),
            removed: taken.removed,
        };
        let found = Scanner::default().look(&content(), &[(file, taken.bytes)]);
        assert_eq!(found[0].place, "附件《大厅.jpg》的替代文字");
        assert!(found[0].what.starts_with("移动电话号码"), "{found:?}");
        assert!(found[1].what.contains("请逐一看过") && found.len() == 2, "{found:?}");
    }

    #[test]
    fn a_genuine_mark_is_not_kept() {
        let refused = Scanner::default()
            .take_in("方案.txt", "机密★5年\n\n关于某事的方案".as_bytes().to_vec())
            .unwrap_err();
        assert!(refused.contains("没有保存"), "{refused}");
        let refused = Scanner::default().take_in("指南.exe", b"MZ".to_vec()).unwrap_err();
        assert!(refused.contains("程序、脚本不能作为附件"), "{refused}");
        let taken = Scanner::default().take_in("指南.txt", "办事指南".as_bytes().to_vec()).unwrap();
        assert_eq!(taken.media, "text/plain; charset=utf-8");
    }
}
