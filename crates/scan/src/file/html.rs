//! 网页：what it shows, line by line; then remarks, attributes, scripts and what describes the page.

use super::parts::Part;
use crate::sheet::Form;
use html5gum::emitters::callback::CallbackEvent;
use percent_encoding::percent_decode;

pub fn parts(text: &str) -> Vec<Part> {
    let mut page = Page::default();
    reports::read::html_events(text, |event| page.event(event));
    page.close();
    let part =
        |title: &str, form, seen, text: &str| Part::of(title, form, seen, text.trim_matches(['\n', ' ']));
    vec![
        part("正文", Form::Paper, true, &page.shown).unnamed(),
        part("网页标题", Form::Notes, true, &page.title),
        part("网页属性", Form::Notes, false, &page.attributes),
        part("网页注释", Form::Notes, false, &page.remarks),
        part("网页脚本", Form::Notes, false, &page.scripts),
    ]
}

/// Elements that stand within a line; all others begin one.
const INLINE: [&[u8]; 24] = [
    b"a", b"abbr", b"b", b"big", b"bdi", b"code", b"em", b"font", b"i", b"ins", b"label", b"mark", b"s",
    b"small", b"span", b"strong", b"sub", b"sup", b"tt", b"u", b"wbr", b"img", b"input", b"o:p",
];
/// Attributes that hold words or addresses.
const WORDS: [&[u8]; 13] = [
    b"alt",
    b"title",
    b"content",
    b"value",
    b"placeholder",
    b"aria-label",
    b"summary",
    b"label",
    b"href",
    b"src",
    b"data-title",
    b"download",
    b"data-content",
];

#[derive(Default, PartialEq, Clone, Copy)]
enum Into {
    #[default]
    Shown,
    Title,
    Script,
}

#[derive(Default)]
struct Page {
    shown: String,
    title: String,
    attributes: String,
    remarks: String,
    scripts: String,
    into: Into,
    tag: Vec<u8>,
    attribute: Vec<u8>,
}

impl Page {
    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.clear();
                self.tag.extend_from_slice(name);
                self.attribute.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute.clear();
                self.attribute.extend_from_slice(name);
            }
            CallbackEvent::AttributeValue { value } if WORDS.contains(&self.attribute.as_slice()) => {
                let plain = percent_decode(value).decode_utf8_lossy();
                line(&mut self.attributes, plain.trim());
            }
            CallbackEvent::CloseStartTag { self_closing } => self.open(*self_closing),
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            CallbackEvent::Comment { value } => {
                line(&mut self.remarks, String::from_utf8_lossy(value).trim())
            }
            _ => {}
        }
    }

    fn open(&mut self, self_closing: bool) {
        match self.tag.as_slice() {
            b"title" => self.into = Into::Title,
            b"script" | b"style" if !self_closing => self.into = Into::Script,
            _ => {
                let tag = std::mem::take(&mut self.tag);
                self.begin(&tag);
                self.tag = tag;
            }
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"title" | b"script" | b"style" => self.into = Into::Shown,
            _ => self.begin(name),
        }
    }

    /// A cell begins behind a tab, whatever else is not inline on a new line.
    fn begin(&mut self, tag: &[u8]) {
        match tag {
            b"td" | b"th" => self.part_with('\t'),
            tag if INLINE.contains(&tag) => {}
            _ => self.part_with('\n'),
        }
    }

    fn part_with(&mut self, mark: char) {
        let stem = self.shown.trim_end_matches([' ', '\t']).len();
        if mark == '\n' {
            self.shown.truncate(stem);
        }
        if !self.shown.is_empty() && !self.shown.ends_with(['\n', '\t']) {
            self.shown.push(mark);
        }
    }

    fn text(&mut self, text: &str) {
        match self.into {
            Into::Title => self.title.push_str(text.trim()),
            Into::Script => line(&mut self.scripts, text.trim()),
            Into::Shown => {
                for c in text.chars() {
                    // Blanks of the source are one blank on the page; those of another width are meant.
                    match matches!(c, ' ' | '\n' | '\r' | '\t') {
                        true if self.shown.ends_with([' ', '\n', '\t']) || self.shown.is_empty() => {}
                        true => self.shown.push(' '),
                        false => self.shown.push(c),
                    }
                }
            }
        }
    }

    fn close(&mut self) {
        self.part_with('\n');
    }
}

fn line(into: &mut String, text: &str) {
    if !text.is_empty() {
        into.push_str(text);
        into.push('\n');
    }
}
