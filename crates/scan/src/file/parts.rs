//! 分部：the words of a file put together to texts, each with its form and the places of its pieces.

use super::Refusal;
use crate::sheet::Form;
use redact::{Address, HiddenKind, Kind, Passage, Spot};
use std::collections::{BTreeMap, HashMap};

/// One text out of a file.
pub struct Part {
    pub title: String,
    pub form: Form,
    pub seen: bool,
    pub text: String,
    /// Places by the character they begin at.
    pub places: Vec<(usize, String)>,
    /// Headings of columns by the byte a cell begins at.
    pub headings: Vec<(usize, String)>,
    /// Findings say where they stand.
    pub named: bool,
    characters: usize,
}

impl Part {
    pub fn of(title: &str, form: Form, seen: bool, text: &str) -> Part {
        let mut part = Part::new(title, form, seen);
        part.push(text);
        part
    }

    pub fn new(title: &str, form: Form, seen: bool) -> Part {
        Part {
            title: title.into(),
            form,
            seen,
            text: String::new(),
            places: Vec::new(),
            headings: Vec::new(),
            named: true,
            characters: 0,
        }
    }

    /// There is but one place to stand in.
    pub fn unnamed(self) -> Part {
        Part { named: false, ..self }
    }

    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.characters += text.chars().count();
    }

    /// A piece on a line of its own.
    pub fn line(&mut self, place: &str, text: &str) {
        if !self.text.is_empty() {
            self.push("\n");
        }
        self.piece(place, text);
    }

    fn piece(&mut self, place: &str, text: &str) {
        self.places.push((self.characters, place.into()));
        self.push(text);
    }
}

/// A text file as it stands. What holds bytes of nothing is none.
pub fn plain(text: &str) -> Result<Part, Refusal> {
    let odd = text.chars().take(4096).filter(|c| *c == '\0' || *c == '\u{fffd}').count();
    if odd > 0 && odd * 20 > text.chars().take(4096).count() {
        return Err(Refusal::Unsupported { kind: "不能识别的格式" });
    }
    Ok(Part::of("正文", Form::Paper, true, text).unnamed())
}

/// The body first, then the other parts a reader sees, then what he does not see, by what hides it.
pub fn office(passages: &[Passage], kind: Kind) -> Vec<Part> {
    let (seen, unseen): (Vec<&Passage>, Vec<&Passage>) =
        passages.iter().partition(|passage| matches!(passage.spot, Spot::Seen(_)));
    let mut parts = match kind {
        Kind::Xlsx => sheets(&seen),
        Kind::Docx | Kind::Pdf => papers(&seen),
    };
    let mut hidden: BTreeMap<HiddenKind, Part> = BTreeMap::new();
    for passage in unseen {
        if let Spot::Unseen(kind, place) = &passage.spot {
            let part = hidden.entry(*kind).or_insert_with(|| Part::new(kind.label(), Form::Notes, false));
            part.line(place, &passage.text);
        }
    }
    parts.extend(hidden.into_values());
    parts
}

fn papers(passages: &[&Passage]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for passage in passages {
        let Spot::Seen(address) = &passage.spot else { continue };
        let title = match address {
            Address::Paragraph { part, .. } => part.as_str(),
            Address::Cell { .. } | Address::Line { .. } | Address::Picture { .. } => "正文",
        };
        let head = title.starts_with("页眉") || title.starts_with("页脚");
        if parts.last().is_none_or(|part| part.title != title) {
            parts.push(Part::new(title, if head { Form::Head } else { Form::Paper }, true));
        }
        if let Some(part) = parts.last_mut() {
            part.line(&address.to_string(), &passage.text);
        }
    }
    parts
}

/// A sheet a part, a row a line, its cells apart by tabs and under their headings.
fn sheets(passages: &[&Passage]) -> Vec<Part> {
    let cells = passages.iter().filter_map(|passage| match &passage.spot {
        Spot::Seen(address @ Address::Cell { sheet, cell }) => {
            Some((sheet, cell, address, passage.text.as_str()))
        }
        _ => None,
    });
    let cells: Vec<_> = cells.collect();
    let mut parts = Vec::new();
    for own in cells.chunk_by(|one, other| one.0 == other.0) {
        let mut part = Part::new(&format!("工作表《{}》", own[0].0), Form::Table, true);
        let headings = headings(own.iter().map(|(_, cell, _, text)| (cell.as_str(), *text)));
        let mut last = None;
        for (_, cell, address, text) in own {
            let place = position(cell);
            let beside = place.is_some() && last == place.map(|(_, row)| row);
            if beside {
                part.push("\t");
            } else if !part.text.is_empty() {
                part.push("\n");
            }
            let heading =
                place.and_then(|(column, _)| headings.get(column).cloned()).filter(|heading| heading != text);
            part.headings.push((part.text.len(), heading.unwrap_or_default()));
            part.piece(&address.to_string(), text);
            last = place.map(|(_, row)| row);
        }
        parts.push(part);
    }
    parts
}

/// Column and row of «B3»; none for names, headers and drawings.
fn position(cell: &str) -> Option<(&str, u32)> {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = cell.split_at(letters);
    (letters > 0).then_some((column, row.parse().ok()?))
}

/// Rows among which the headings are looked for.
const TOP_ROWS: u32 = 8;

/// Columns and what stands above them: the first row of several short words without numbers.
fn headings<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> HashMap<&'a str, String> {
    let mut rows: BTreeMap<u32, Vec<(&str, &str)>> = BTreeMap::new();
    for (cell, text) in cells {
        if let Some((column, row)) = position(cell).filter(|(_, row)| *row <= TOP_ROWS) {
            rows.entry(row).or_default().push((column, text));
        }
    }
    let is_word =
        |text: &str| text.chars().count() <= 20 && text.bytes().filter(u8::is_ascii_digit).count() < 5;
    let row = rows.into_values().find(|row| row.len() >= 2 && row.iter().all(|(_, text)| is_word(text)));
    row.unwrap_or_default().into_iter().map(|(column, text)| (column, text.to_string())).collect()
}
