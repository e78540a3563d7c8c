//! 文件：what a reader sees first, then what he does not see, then the name; each in its own section of one text.

mod html;
mod kind;
mod parts;
mod refusal;

pub use refusal::Refusal;

use crate::finding::{Finding, Kind, Severity};
use crate::sheet::{Form, Sheet};
use crate::sweep;
use jiff::civil::Date;
use parts::Part;
use redact::{Hidden, HiddenKind};

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    pub limits: redact::Limits,
    /// No one is born after it; without a day only the calendar is asked.
    pub today: Option<Date>,
}

/// A stretch of the extracted text, in characters, its heading not included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// 正文, 工作表《…》, 页眉1, 批注, 文件名 …
    pub title: String,
    pub start: usize,
    pub end: usize,
    /// A reader of the file sees it.
    pub seen: bool,
    /// Where in the file its pieces stand, by the character they begin at.
    places: Vec<(usize, String)>,
}

/// A file, looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// The extracted text. Of a plain text file it begins with the file's own text.
    pub text: String,
    pub sections: Vec<Section>,
    /// In the order of the text.
    pub findings: Vec<Finding>,
    /// What was not looked at, in sentences for the clerk.
    pub notes: Vec<String>,
    /// What the file hides, whether or not it says anything.
    pub hidden: Vec<Hidden>,
    /// False where the file shows nothing but pictures: it has not been looked at.
    pub readable: bool,
}

impl Scanned {
    /// A genuine mark of secrecy: the bytes must not be kept on this system (保密法第三十一条).
    pub fn is_secret(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.kind == Kind::SecretMark && finding.severity == Severity::Stop)
    }

    /// The section a place of the text stands in.
    pub fn section(&self, at: usize) -> Option<&Section> {
        self.sections.iter().find(|section| (section.start..=section.end).contains(&at))
    }
}

impl Section {
    /// Where in the file a place of the text stands: «正文第3段».
    pub fn place(&self, at: usize) -> &str {
        let after = self.places.partition_point(|(start, _)| *start <= at);
        let own = after.checked_sub(1).and_then(|index| self.places.get(index));
        own.map_or(self.title.as_str(), |(_, place)| place.as_str())
    }
}

/// Everything in a file that must not be published as it stands. `name` is looked at too; its ending helps to
/// tell the format where the content does not.
pub fn file(name: &str, bytes: &[u8], options: &Options) -> Result<Scanned, Refusal> {
    if bytes.len() > options.limits.file {
        return Err(Refusal::TooLarge { size: bytes.len(), limit: options.limits.file });
    }
    let mut read = Read::default();
    match kind::of(name, bytes)? {
        kind::Format::Office => office(bytes, options, &mut read)?,
        kind::Format::Html => read.parts = html::parts(&reports::read::decode(bytes)),
        kind::Format::Text => read.parts = vec![parts::plain(&reports::read::decode(bytes))?],
    }
    let own = name.rsplit(['/', '\\']).next().unwrap_or(name);
    read.parts.push(Part::of("文件名", Form::Name, true, own));
    Ok(assemble(read, options))
}

/// A file taken apart.
#[derive(Default)]
struct Read {
    parts: Vec<Part>,
    notes: Vec<String>,
    hidden: Vec<Hidden>,
    unread: bool,
}

fn office(bytes: &[u8], options: &Options, read: &mut Read) -> Result<(), Refusal> {
    let words = redact::words(bytes, &options.limits)?;
    let has = |kind: HiddenKind| words.hidden.iter().any(|hidden| hidden.kind == kind);
    let mut note = |told: bool, sentence: String| read.notes.extend(told.then_some(sentence));
    let (pictures, unreadable) = (words.pictures, words.unreadable);
    let empty = words
        .passages
        .iter()
        .filter(|passage| matches!(passage.spot, redact::Spot::Seen(_)))
        .all(|passage| passage.text.chars().all(|c| !c.is_alphanumeric()));
    note(
        empty && pictures > 0,
        "文件没有可以读取的文字，可能是扫描件，正文没有检查。请先识别文字，再行检查。".into(),
    );
    note(!empty && pictures > 0, format!("文件中有{pictures}幅图片，图片上的文字没有检查，请逐一查看。"));
    note(unreadable > 0, format!("文件中有{unreadable}个字没有文字编码，没有检查，请逐一查看。"));
    note(has(HiddenKind::EmbeddedFile), "文件中嵌有其他文件，其内容没有检查，请取出后另行检查。".into());
    note(has(HiddenKind::EarlierRevision), "文件中留有早先的版本，其内容没有检查，请另存后再行检查。".into());
    read.unread = empty && pictures > 0;
    read.parts = parts::office(&words.passages, words.kind);
    read.hidden = words.hidden;
    Ok(())
}

/// One text out of the parts, each but the first under its heading.
fn assemble(read: Read, options: &Options) -> Scanned {
    let (mut text, mut at) = (String::new(), 0);
    let (mut sections, mut findings) = (Vec::new(), Vec::new());
    for part in read.parts {
        if part.text.trim().is_empty() && !sections.is_empty() {
            continue;
        }
        if !sections.is_empty() {
            let heading = format!("\n\n【{}】\n", part.title);
            at += heading.chars().count();
            text.push_str(&heading);
        }
        let length = part.text.chars().count();
        let places = part.places.iter().map(|(start, place)| (at + start, place.clone())).collect();
        let section =
            Section { title: part.title.clone(), start: at, end: at + length, seen: part.seen, places };
        findings.extend(
            part.findings(options.today).into_iter().map(|finding| placed(finding, &section, part.named)),
        );
        text.push_str(&part.text);
        at += length;
        sections.push(section);
    }
    Scanned { text, sections, findings, notes: read.notes, hidden: read.hidden, readable: !read.unread }
}

/// A finding of a section, at its place in the whole text.
fn placed(finding: Finding, section: &Section, named: bool) -> Finding {
    let (start, end) = (section.start + finding.start, section.start + finding.end);
    let place = if named { format!("〔{}〕", section.place(start)) } else { String::new() };
    Finding { start, end, message: format!("{place}{}", finding.message), ..finding }
}

impl Part {
    fn findings(&self, today: Option<Date>) -> Vec<Finding> {
        let sheet = Sheet::of(&self.text, self.form);
        let today = today.unwrap_or(sheet.today);
        sweep::findings(&Sheet { today, headings: &self.headings, ..sheet })
    }
}
