//! 版式文件：文书按GB/T 9704的版面成为PDF，由typst排版。Tagged, archival (PDF/A-2a, PDF/UA-1), the same bytes each time.

use crate::Error;
use crate::document::{Align, Block, Cell, Density, Document, Scope, Span, Table, plain};
use crate::fonts::Fonts;
use jiff::civil::DateTime;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// A finished PDF.
#[derive(Debug)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    /// Characters that no font has. They print as empty boxes; give the office's own font to cure it.
    pub missing: Vec<char>,
    /// It conforms to PDF/A-2a and PDF/UA-1; without a glyph for every character it cannot.
    pub archival: bool,
}

/// Sets a document. `timestamp` is written into the file; the same input gives the same bytes.
pub fn render(document: &Document, fonts: &Fonts, timestamp: DateTime) -> Result<Pdf, Error> {
    let (data, charts) = paper_data(document, fonts);
    typeset(&TEMPLATE, data, charts, &every_word(document), fonts, timestamp)
}

/// Sets a template with its data. `words` is all that will be printed, for the check of glyphs.
pub(crate) fn typeset(
    template: &Source,
    data: Value,
    mut files: HashMap<FileId, Bytes>,
    words: &str,
    fonts: &Fonts,
    timestamp: DateTime,
) -> Result<Pdf, Error> {
    files.insert(file_id("data.json"), Bytes::new(data.to_string().into_bytes()));
    let world = Paper { template, fonts, files };
    let compiled = typst::compile::<PagedDocument>(&world).output;
    let pages = compiled.map_err(|errors| Error::Typesetting(first_message(&errors)))?;
    let missing = fonts.missing(words);
    let mut exported = None;
    if missing.is_empty() {
        exported = typst_pdf::pdf(&pages, &options(timestamp, true)).ok();
    }
    let archival = exported.is_some();
    let bytes = match exported {
        Some(bytes) => bytes,
        None => typst_pdf::pdf(&pages, &options(timestamp, false))
            .map_err(|errors| Error::Typesetting(first_message(&errors)))?,
    };
    // The layout cache would otherwise grow with every paper made.
    typst::comemo::evict(2);
    Ok(Pdf { bytes, missing, archival })
}

fn options(timestamp: DateTime, archival: bool) -> PdfOptions {
    let standards = [PdfStandard::A_2a, PdfStandard::Ua_1];
    PdfOptions {
        creator: typst::foundations::Smart::Custom(Some("gongkai".into())),
        timestamp: moment(timestamp).map(Timestamp::new_utc),
        standards: if archival {
            PdfStandards::new(&standards).unwrap_or_default()
        } else {
            PdfStandards::default()
        },
        ..PdfOptions::default()
    }
}

fn moment(at: DateTime) -> Option<Datetime> {
    let unsigned = |part: i8| u8::try_from(part).ok();
    Datetime::from_ymd_hms(
        i32::from(at.year()),
        unsigned(at.month())?,
        unsigned(at.day())?,
        unsigned(at.hour())?,
        unsigned(at.minute())?,
        unsigned(at.second())?,
    )
}

fn first_message(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|error| error.message.as_str()).next().unwrap_or("unknown error").to_owned()
}

// ---------------------------------------------------------------- 排版的世界

/// All that a document can reach while it is set: the template, its data, its charts, the fonts.
struct Paper<'a> {
    template: &'a Source,
    fonts: &'a Fonts,
    files: HashMap<FileId, Bytes>,
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = Features::from_iter([Feature::A11yExtras]);
    LazyHash::new(Library::builder().with_features(features).build())
});

static TEMPLATE: LazyLock<Source> =
    LazyLock::new(|| Source::new(file_id("document.typ"), include_str!("document.typ").into()));

pub(crate) fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("names of virtual files are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// What the template of documents takes, and the charts it draws.
fn paper_data(document: &Document, fonts: &Fonts) -> (Value, HashMap<FileId, Bytes>) {
    let mut files = HashMap::new();
    let mut blocks = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        if let Block::Chart(chart) = block {
            files.insert(file_id(&chart_file(&chart.id)), Bytes::new(chart.svg.clone().into_bytes()));
        }
        let mut block = block_data(block);
        // A signature never stands on a page alone: what it signs goes with it.
        block["sticky"] = matches!(document.blocks.get(index + 1), Some(Block::Signature(_))).into();
        blocks.push(block);
    }
    let data = json!({
        "title": clean(&document.title),
        "lines": document.set_title().into_iter().map(clean).collect::<Vec<_>>(),
        "subtitle": document.subtitle.as_deref().map(clean),
        "organ": clean(&document.organ),
        "banner": document.banner.as_deref().map(clean),
        "fonts": fonts.families(),
        "blocks": blocks,
    });
    (data, files)
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

// ---------------------------------------------------------------- 数据

fn chart_file(id: &str) -> String {
    let plain: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("chart-{plain}.svg")
}

fn block_data(block: &Block) -> Value {
    match block {
        Block::Heading(heading) => {
            json!({"kind": "heading", "level": heading.level, "text": clean(&heading.text)})
        }
        Block::Paragraph(spans) => json!({"kind": "paragraph", "spans": spans_data(spans)}),
        Block::List(items) => {
            let items: Vec<Value> = items.iter().map(|item| spans_data(item)).collect();
            json!({"kind": "list", "items": items})
        }
        Block::Table(table) => table_data(table),
        Block::Chart(chart) => json!({
            "kind": "chart", "file": chart_file(&chart.id), "title": clean(&chart.title), "alt": clean(&chart.alt),
        }),
        Block::Note(text) => json!({"kind": "note", "text": clean(text)}),
        Block::Signature(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| clean(line)).collect();
            json!({"kind": "signature", "lines": lines})
        }
        Block::PageBreak => json!({"kind": "page-break"}),
    }
}

/// Only links to somewhere on the Internet make sense on paper.
fn spans_data(spans: &[Span]) -> Value {
    let spans = spans.iter().map(|span| {
        let link =
            span.link.as_deref().filter(|link| link.starts_with("https://") || link.starts_with("http://"));
        json!({"text": clean(&span.text), "link": link})
    });
    spans.collect()
}

fn table_data(table: &Table) -> Value {
    let rows = |rows: &[Vec<Cell>]| -> Value {
        rows.iter().map(|row| row.iter().map(cell_data).collect::<Value>()).collect()
    };
    json!({
        "kind": "table",
        "caption": clean(&table.caption),
        "hidden": table.caption_hidden,
        "dense": table.density == Density::Dense,
        "points": table.text_points(),
        "whole": table.whole,
        "widths": table.widths,
        "head": rows(&table.head),
        "body": rows(&table.body),
    })
}

fn cell_data(cell: &Cell) -> Value {
    json!({
        "text": clean(&cell.text),
        "number": cell.value.is_some(),
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "align": match cell.align { Align::Left => "left", Align::Centre => "centre", Align::Right => "right" },
        "scope": match cell.scope {
            Some(Scope::Row | Scope::RowGroup) => "row",
            Some(Scope::Column | Scope::ColumnGroup) => "column",
            None => "none",
        },
    })
}

/// Without the control characters that no font draws and no archive takes.
pub(crate) fn clean(text: &str) -> String {
    text.chars().filter(|character| *character == '\n' || !character.is_control()).collect()
}

/// All that will be printed, for the check of glyphs.
pub(crate) fn every_word(document: &Document) -> String {
    let mut words = format!("{}{}—0123456789", document.title, document.organ);
    words.extend(document.subtitle.iter().chain(&document.banner).map(String::as_str));
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => words.push_str(&heading.text),
            Block::Paragraph(spans) => words.push_str(&plain(spans)),
            Block::List(items) => words.extend(items.iter().map(|item| plain(item))),
            Block::Table(table) => {
                words.push_str(&table.caption);
                words.extend(table.rows().flatten().map(|cell| cell.text.as_str()));
            }
            Block::Chart(chart) => {
                words.push_str(&chart.title);
                words.extend(chart.data.rows().flatten().map(|cell| cell.text.as_str()));
            }
            Block::Note(text) => words.push_str(text),
            Block::Signature(lines) => words.extend(lines.iter().map(String::as_str)),
            Block::PageBreak => {}
        }
    }
    words
}
