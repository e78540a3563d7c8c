//! 流式文件：文书成为DOCX，各级标题用样式，表格真正合并单元格，字体用机关电脑上的公文字体名。
//!
//! Written part by part rather than through a library: repeated table heads, alternative texts and East-Asian
//! measures are what a report needs, and what the libraries leave out (docs/adr/0003-docx.md).

pub(crate) mod parts;
mod table;

use crate::document::{Block, Chart, Document, Heading, Span, Table};
use crate::{Error, charts};
use jiff::civil::DateTime;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

/// The text area of GB/T 9704: 156 mm, in twentieths of a point.
pub(crate) const TEXT_WIDTH: u32 = 8845;
/// 156 mm in EMU.
const TEXT_WIDTH_EMU: u64 = 5_616_000;
/// Charts are drawn at about 250 dots an inch.
const CHART_PIXELS: u32 = 1500;

/// Writes a document; `timestamp` is its time of creation.
pub fn render(document: &Document, timestamp: DateTime) -> Result<Vec<u8>, Error> {
    let mut body = Body::default();
    body.paragraph("Title", &document.set_title().join("\n"));
    if let Some(subtitle) = &document.subtitle {
        body.paragraph("Subtitle", subtitle);
    }
    for (index, block) in document.blocks.iter().enumerate() {
        body.block(block, document.blocks.get(index + 1))?;
    }
    pack(document, &body, timestamp)
}

/// A table that wants a page of its own. Its heading begins that page, for LibreOffice would leave it behind.
fn fills_a_page(table: &Table) -> bool {
    const ROWS: usize = 20;
    table.whole && table.rows().count() > ROWS
}

/// The document part as it is written, with what it refers to.
#[derive(Default)]
struct Body {
    xml: String,
    /// Addresses of hyperlinks, by number.
    links: Vec<String>,
    /// Pictures, by number.
    pictures: Vec<Vec<u8>>,
}

impl Body {
    fn block(&mut self, block: &Block, next: Option<&Block>) -> Result<(), Error> {
        match block {
            Block::Heading(heading) => self.heading(heading, next),
            Block::Paragraph(spans) => self.spans("BodyText", kept(next), spans),
            Block::List(items) => items.iter().for_each(|item| self.spans("ListBullet", "", item)),
            Block::Table(table) => {
                if !table.caption_hidden {
                    self.paragraph("Caption", &table.caption);
                }
                table::write(&mut self.xml, table);
                self.paragraph("AfterTable", "");
            }
            Block::Chart(chart) => self.chart(chart)?,
            Block::Note(text) => write_sized_paragraph(&mut self.xml, "Note", kept(next), None, text),
            Block::Signature(lines) => lines.iter().for_each(|line| self.paragraph("Signature", line)),
            Block::PageBreak => self.xml.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
        Ok(())
    }

    fn heading(&mut self, heading: &Heading, next: Option<&Block>) {
        let style = format!("Heading{}", heading.level);
        let before_page = matches!(next, Some(Block::Table(table)) if fills_a_page(table));
        let properties = if before_page { "<w:pageBreakBefore/>" } else { "" };
        write_sized_paragraph(&mut self.xml, &style, properties, None, &heading.text);
    }

    fn paragraph(&mut self, style: &str, text: &str) {
        write_sized_paragraph(&mut self.xml, style, "", None, text);
    }

    fn spans(&mut self, style: &str, properties: &str, spans: &[Span]) {
        let _ = write!(self.xml, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>");
        for span in spans {
            match span.link.as_deref().filter(|link| link.starts_with("http")) {
                Some(link) => {
                    self.links.push(link.to_owned());
                    let _ = write!(self.xml, "<w:hyperlink r:id=\"rIdLink{}\">", self.links.len());
                    write_run(&mut self.xml, None, &span.text);
                    self.xml.push_str("</w:hyperlink>");
                }
                None => write_run(&mut self.xml, None, &span.text),
            }
        }
        self.xml.push_str("</w:p>");
    }

    fn chart(&mut self, chart: &Chart) -> Result<(), Error> {
        self.pictures.push(charts::pixels(&chart.svg, CHART_PIXELS)?);
        let number = self.pictures.len();
        let (width, height) = chart.size;
        let high = TEXT_WIDTH_EMU * u64::from(height) / u64::from(width.max(1));
        let picture = parts::picture(number, &chart.title, &chart.alt, TEXT_WIDTH_EMU, high);
        let _ =
            write!(self.xml, "<w:p><w:pPr><w:pStyle w:val=\"Figure\"/></w:pPr><w:r>{picture}</w:r></w:p>");
        self.paragraph("Caption", &chart.title);
        Ok(())
    }
}

/// A signature never stands on a page alone: what it signs goes with it.
fn kept(next: Option<&Block>) -> &'static str {
    if matches!(next, Some(Block::Signature(_))) { "<w:keepNext/>" } else { "" }
}

/// A paragraph of one run; `properties` follow the style, `size` (half points) overrules it.
pub(crate) fn write_sized_paragraph(
    out: &mut String,
    style: &str,
    properties: &str,
    size: Option<u32>,
    text: &str,
) {
    let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>");
    if !text.is_empty() {
        write_run(out, size, text);
    }
    out.push_str("</w:p>");
}

fn write_run(out: &mut String, size: Option<u32>, text: &str) {
    out.push_str("<w:r>");
    if let Some(size) = size {
        let _ = write!(out, "<w:rPr><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>");
    }
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push_str("<w:br/>");
        }
        let _ = write!(out, "<w:t xml:space=\"preserve\">{}</w:t>", escape(line));
    }
    out.push_str("</w:r>");
}

/// Text for XML 1.0, which has no place for control characters at all.
pub(crate) fn escape(text: &str) -> String {
    let allowed = |character: &char| !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}');
    crate::html::escape(&text.chars().filter(allowed).collect::<String>())
}

fn pack(document: &Document, body: &Body, timestamp: DateTime) -> Result<Vec<u8>, Error> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::with_capacity(256 * 1024)));
    let options = SimpleFileOptions::default();
    let mut add = |name: &str, bytes: &[u8]| -> Result<(), Error> {
        archive.start_file(name, options)?;
        Ok(archive.write_all(bytes)?)
    };
    let banner = document.banner.as_deref();
    add("[Content_Types].xml", parts::content_types(banner.is_some()).as_bytes())?;
    add("_rels/.rels", parts::PACKAGE_RELATIONS.as_bytes())?;
    add("docProps/core.xml", parts::core(&document.title, &document.organ, timestamp).as_bytes())?;
    add("docProps/app.xml", parts::APP.as_bytes())?;
    add("word/document.xml", parts::main(&body.xml, banner.is_some()).as_bytes())?;
    add("word/_rels/document.xml.rels", relations(body, banner.is_some()).as_bytes())?;
    add("word/styles.xml", parts::STYLES.as_bytes())?;
    add("word/settings.xml", parts::SETTINGS.as_bytes())?;
    add("word/footer1.xml", parts::footer("FooterOdd").as_bytes())?;
    add("word/footer2.xml", parts::footer("FooterEven").as_bytes())?;
    if let Some(banner) = banner {
        add("word/header1.xml", parts::header(banner).as_bytes())?;
    }
    for (index, picture) in body.pictures.iter().enumerate() {
        add(&format!("word/media/image{}.png", index + 1), picture)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn relations(body: &Body, banner: bool) -> String {
    let mut out = parts::document_relations(banner);
    for number in 1..=body.pictures.len() {
        out.push_str(&parts::relation(
            &format!("rIdImage{number}"),
            "image",
            &format!("media/image{number}.png"),
        ));
    }
    for (index, link) in body.links.iter().enumerate() {
        out.push_str(&parts::external(&format!("rIdLink{}", index + 1), &escape(link)));
    }
    out.push_str("</Relationships>");
    out
}
