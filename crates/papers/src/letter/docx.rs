//! 文书的流式文件：首页页眉是发文机关标志和红色双线，首页页脚是另一条，其余各页才有页码

use super::{Mast, properties, said, sheets, title_lines};
use crate::Error;
use crate::docx::parts;
use crate::docx::{TEXT_WIDTH, escape, write_sized_paragraph};
use jiff::civil::{Date, DateTime};
use office::letter::{Letter, Piece};
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

pub(super) fn render(letter: &Letter, banner: Option<&str>, timestamp: DateTime) -> Result<Vec<u8>, Error> {
    let about = properties(letter);
    let mut archive = ZipWriter::new(Cursor::new(Vec::with_capacity(32 * 1024)));
    let options = SimpleFileOptions::default();
    let mut add = |name: &str, text: &str| -> Result<(), Error> {
        archive.start_file(name, options)?;
        Ok(archive.write_all(text.as_bytes())?)
    };
    add("[Content_Types].xml", &content_types(banner.is_some()))?;
    add("_rels/.rels", parts::PACKAGE_RELATIONS)?;
    add("docProps/core.xml", &parts::core(&about.title, &about.organ, timestamp))?;
    add("docProps/app.xml", parts::APP)?;
    add("word/document.xml", &main(letter, banner.is_some()))?;
    add("word/_rels/document.xml.rels", &relations(banner.is_some()))?;
    add("word/styles.xml", parts::STYLES)?;
    add("word/settings.xml", parts::SETTINGS)?;
    add("word/footer1.xml", &parts::footer("FooterOdd"))?;
    add("word/footer2.xml", &parts::footer("FooterEven"))?;
    add("word/footer3.xml", &first_footer(letter))?;
    add("word/header2.xml", &first_header(letter, banner))?;
    if let Some(banner) = banner {
        add("word/header1.xml", &parts::header(banner))?;
    }
    Ok(archive.finish()?.into_inner())
}

fn content_types(banner: bool) -> String {
    let first = parts::content_part("header2", "header") + &parts::content_part("footer3", "footer");
    parts::content_types(banner).replace("</Types>", &format!("{first}</Types>"))
}

fn relations(banner: bool) -> String {
    let mut out = parts::document_relations(banner);
    out.push_str(&parts::relation("rIdHeaderFirst", "header", "header2.xml"));
    out.push_str(&parts::relation("rIdFooterFirst", "footer", "footer3.xml"));
    out.push_str("</Relationships>");
    out
}

/// 170 mm where the text is 156 mm wide: 7 mm out at either side (the text itself stands 1 mm off the middle).
const RULE_INDENT: &str = "<w:ind w:left=\"-454\" w:right=\"-340\"/>";
const RED: &str = "D7000F";

fn first_header(letter: &Letter, banner: Option<&str>) -> String {
    let mut text = String::new();
    if let Some(banner) = banner {
        write_sized_paragraph(&mut text, "Header", "", None, banner);
    }
    let Some(mast) = Mast::of(letter) else { return parts::header_of(&or_blank(text)) };
    let size = (mast.points * 2.0).round();
    let line = (mast.points * 1.15 * 20.0).round();
    let _ = write!(
        text,
        "<w:p><w:pPr><w:pBdr><w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"11\" w:color=\"{RED}\"/>\
         </w:pBdr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>{RULE_INDENT}\
         <w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:rFonts w:ascii=\"方正小标宋简体\" \
         w:hAnsi=\"方正小标宋简体\" w:eastAsia=\"方正小标宋简体\"/><w:color w:val=\"{RED}\"/>\
         <w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>{}</w:r></w:p>",
        mast.lines
            .iter()
            .map(|line| format!("<w:t>{}</w:t>", escape(line)))
            .collect::<Vec<_>>()
            .join("<w:br/>")
    );
    parts::header_of(&text)
}

/// The second double rule, 20 mm above the edge: the footer ends 23 mm above it.
fn first_footer(letter: &Letter) -> String {
    if letter.dated.is_none() {
        return parts::footer_of(&or_blank(String::new()));
    }
    parts::footer_of(&format!(
        "<w:p><w:pPr><w:pBdr><w:bottom w:val=\"thinThickSmallGap\" w:sz=\"24\" w:space=\"1\" w:color=\"{RED}\"/>\
         </w:pBdr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"240\" w:lineRule=\"exact\"/>{RULE_INDENT}</w:pPr></w:p>"
    ))
}

fn or_blank(text: String) -> String {
    if text.is_empty() { "<w:p/>".into() } else { text }
}

fn main(letter: &Letter, banner: bool) -> String {
    let mut body = Body::default();
    if let Some(number) = &letter.number {
        body.write("Normal", "<w:spacing w:before=\"280\" w:after=\"579\" w:line=\"579\" w:lineRule=\"exact\"/><w:jc w:val=\"right\"/>", number);
    }
    let below_rule = letter.dated.is_some() && letter.number.is_none();
    body.title(&letter.title, "", if below_rule { 579 } else { 0 });
    if let Some(addressee) = &letter.addressee {
        body.write("BodyText", NO_INDENT, &format!("{addressee}："));
    }
    body.pieces(&letter.body, letter.dated.is_some());
    body.attachments(&letter.attachment_lines());
    if let Some(dated) = letter.dated {
        body.signature(&letter.organ, dated);
    }
    if let Some(note) = &letter.note {
        body.write("BodyText", "", &format!("（{note}）"));
    }
    for sheet in sheets(letter) {
        body.title(&sheet.title, "<w:pageBreakBefore/>", 0);
        body.pieces(&sheet.body, false);
    }
    let first = "<w:headerReference w:type=\"first\" r:id=\"rIdHeaderFirst\"/>\
                 <w:footerReference w:type=\"first\" r:id=\"rIdFooterFirst\"/>";
    parts::main(&body.xml, banner)
        .replace("<w:sectPr>", &format!("<w:sectPr>{first}"))
        .replace("<w:docGrid ", "<w:titlePg/><w:docGrid ")
        // The mast begins 30 mm below the edge.
        .replace("w:header=\"1134\"", &format!("w:header=\"{}\"", if banner { 1417 } else { 1701 }))
}

const NO_INDENT: &str = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";

#[derive(Default)]
struct Body {
    xml: String,
}

impl Body {
    fn write(&mut self, style: &str, properties: &str, text: &str) {
        write_sized_paragraph(&mut self.xml, style, properties, None, text);
    }

    fn title(&mut self, title: &str, broken: &str, before: u32) {
        let spacing = format!(
            "{broken}<w:spacing w:before=\"{before}\" w:after=\"579\" w:line=\"640\" w:lineRule=\"exact\"/>"
        );
        self.write("Title", &spacing, &title_lines(title).join("\n"));
    }

    /// The last piece stays with the signature that follows it.
    fn pieces(&mut self, pieces: &[Piece], signed: bool) {
        for (at, piece) in pieces.iter().enumerate() {
            let kept = if signed && at + 1 == pieces.len() { "<w:keepNext/>" } else { "" };
            match piece {
                Piece::Heading(text) => self.write("Heading1", "", text),
                Piece::Paragraph(text) => self.write("BodyText", kept, text),
                Piece::Table(rows) => self.table(rows),
            }
        }
    }

    fn attachments(&mut self, lines: &[String]) {
        for (at, line) in lines.iter().enumerate() {
            let before = if at == 0 { 579 } else { 0 };
            let properties = format!(
                "<w:keepNext/><w:spacing w:before=\"{before}\" w:line=\"579\" w:lineRule=\"exact\"/>\
                 <w:ind w:left=\"640\" w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"left\"/>"
            );
            self.write("BodyText", &properties, line);
        }
    }

    /// 成文日期右空四字，署名与日期居中对齐；署名较长的，日期移到署名的中间，再长的分为几行。
    fn signature(&mut self, organ: &str, dated: Date) {
        let dated = said(dated);
        let lines = super::lines_of(organ, LONGEST_NAME);
        let (name, day) = (lines.iter().map(|line| width(line)).max().unwrap_or(0), width(&dated));
        // How far the common middle of both stands from the right.
        let middle = (SPACE + day / 2).max(2 * HALF + name / 2);
        for (at, line) in lines.iter().enumerate() {
            self.signed("<w:keepNext/>", if at == 0 { 1158 } else { 0 }, middle - width(line) / 2, line);
        }
        self.signed("<w:keepNext w:val=\"0\"/>", 0, middle - day / 2, &dated);
    }

    fn signed(&mut self, kept: &str, before: u32, right: u32, text: &str) {
        let properties = format!(
            "{kept}<w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/><w:spacing w:before=\"{before}\" \
             w:line=\"579\" w:lineRule=\"exact\"/><w:ind w:rightChars=\"0\" w:right=\"{right}\"/>"
        );
        self.write("Signature", &properties, text);
    }

    fn table(&mut self, rows: &[(String, String)]) {
        const LABEL: u32 = 2388;
        let _ = write!(
            self.xml,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0680\" w:firstRow=\"0\" w:lastRow=\"0\" \
             w:firstColumn=\"1\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr>\
             <w:tblGrid><w:gridCol w:w=\"{LABEL}\"/><w:gridCol w:w=\"{}\"/></w:tblGrid>",
            TEXT_WIDTH - LABEL
        );
        for (label, content) in rows {
            // An empty cell is written into by hand.
            let height = if content.trim().is_empty() { 1190 } else { 600 };
            let _ = write!(self.xml, "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{height}\"/></w:trPr>");
            self.cell(LABEL, "center", label);
            self.cell(TEXT_WIDTH - LABEL, "left", content);
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.write("AfterTable", "", "");
    }

    fn cell(&mut self, width: u32, align: &str, text: &str) {
        let _ = write!(
            self.xml,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
        );
        let properties = format!("<w:spacing w:before=\"80\" w:after=\"80\"/><w:jc w:val=\"{align}\"/>");
        write_sized_paragraph(&mut self.xml, "TableText", &properties, Some(28), text);
        self.xml.push_str("</w:tc>");
    }
}

/// 四字 and half a character of 16 pt, in twentieths of a point.
const SPACE: u32 = 1280;
/// Characters of a line of the signature.
const LONGEST_NAME: usize = 22;
const HALF: u32 = 160;

/// How wide a line of three-size text is set: a digit takes half a character.
fn width(text: &str) -> u32 {
    text.chars().map(|letter| if letter.is_ascii() { HALF } else { 2 * HALF }).sum::<u32>()
}
