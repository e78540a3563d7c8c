//! Files made in code, with something in every place a file has.

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};
use std::io::{Cursor, Write};

pub const ID: &str = "11010519491231002X";
pub const MOBILE: &str = "13800138000";

pub fn zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(list: &[(&str, &str, &str)]) -> String {
    let each = list.iter().map(|(id, kind, target)| {
        let outside = if target.contains(':') { " TargetMode=\"External\"" } else { "" };
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"{outside}/>")
    });
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        each.collect::<String>()
    )
}

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let mut all = vec![("[Content_Types].xml".to_string(), types.as_bytes().to_vec())];
    all.extend(parts.iter().map(|(name, content)| (name.to_string(), content.clone().into_bytes())));
    zip(&all)
}

/// A paper: its paragraphs as XML, and what else it holds.
pub fn docx(body: &str, extra: &[(&str, String)]) -> Vec<u8> {
    let spaces = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";
    let document = format!(
        "<w:document {spaces}><w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1\"/></w:sectPr></w:body></w:document>"
    );
    let mut parts = vec![
        (
            "_rels/.rels",
            relations(&[
                ("r1", "officeDocument", "word/document.xml"),
                ("r2", "core-properties", "docProps/core.xml"),
            ]),
        ),
        (
            "word/_rels/document.xml.rels",
            relations(&[
                ("h1", "header", "header1.xml"),
                ("c1", "comments", "comments.xml"),
                ("l1", "hyperlink", "mailto:lisi@qq.com"),
            ]),
        ),
        ("word/document.xml", document),
    ];
    parts.extend(extra.iter().map(|(name, content)| (*name, content.replace("SPACES", spaces))));
    package(&parts)
}

pub fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// A workbook of sheets, each with its state and its cells as XML.
pub fn xlsx(sheets: &[(&str, &str, String)], extra: &[(&str, String)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let listed: String = sheets
        .iter()
        .zip(1..)
        .map(|((name, state, _), no)| {
            format!("<sheet name=\"{name}\" sheetId=\"{no}\" state=\"{state}\" r:id=\"s{no}\"/>")
        })
        .collect();
    let workbook =
        format!("<workbook xmlns=\"{main}\" xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets></workbook>");
    let targets: Vec<(String, String)> =
        (1..=sheets.len()).map(|no| (format!("s{no}"), format!("worksheets/sheet{no}.xml"))).collect();
    let list: Vec<(&str, &str, &str)> =
        targets.iter().map(|(id, target)| (id.as_str(), "worksheet", target.as_str())).collect();
    let names: Vec<String> = (1..=sheets.len()).map(|no| format!("xl/worksheets/sheet{no}.xml")).collect();
    let mut parts = vec![
        ("_rels/.rels", relations(&[("r1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations(&list)),
    ];
    for ((_, _, data), name) in sheets.iter().zip(&names) {
        parts.push((name, format!("<worksheet xmlns=\"{main}\">{data}</worksheet>")));
    }
    parts.extend(extra.iter().map(|(name, content)| (*name, content.clone())));
    package(&parts)
}

/// Rows of cells as text.
pub fn rows(rows: &[&[&str]]) -> String {
    let each = rows.iter().zip(1..).map(|(cells, no)| {
        let cells = cells.iter().zip('A'..).map(|(text, column)| {
            format!("<c r=\"{column}{no}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        });
        format!("<row r=\"{no}\">{}</row>", cells.collect::<String>())
    });
    format!("<sheetData>{}</sheetData>", each.collect::<String>())
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn words(text: &str) -> Object {
    Object::String([vec![0xfe, 0xff], utf16(text)].concat(), StringFormat::Literal)
}

/// One page: lines of text from the top (in render mode 3 those that begin with «~»), a remark, an author; or a
/// picture alone.
pub fn pdf(lines: &[&str], remark: &str, author: &str) -> Vec<u8> {
    let mut file = Document::with_version("1.5");
    let pages = file.new_object_id();
    let table = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0020> <FFEF> <0020> endbfrange endcmap end end".to_vec();
    let table = file.add_object(Stream::new(Dictionary::new(), table));
    let below = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Song", "DW" => 1000,
        "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0 },
        "FontDescriptor" => dictionary! { "Type" => "FontDescriptor", "FontName" => "Song", "Flags" => 4 },
    });
    let font = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Song", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Reference(below)], "ToUnicode" => Object::Reference(table),
    });
    let picture = file.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
        vec![0],
    ));
    let mut content = String::new();
    for (line, no) in lines.iter().zip(0..) {
        let mode = if line.starts_with('~') { 3 } else { 0 };
        let hex: String =
            utf16(line.trim_start_matches('~')).iter().map(|byte| format!("{byte:02X}")).collect();
        content.push_str(&format!("BT {mode} Tr /F 12 Tf 60 {} Td <{hex}> Tj ET\n", 780 - 20 * no));
    }
    if lines.is_empty() {
        content.push_str("q 500 0 0 700 40 40 cm /I Do Q");
    }
    let content = file.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => Object::Reference(pages), "Contents" => Object::Reference(content),
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! {
            "Font" => dictionary! { "F" => Object::Reference(font) }, "XObject" => dictionary! { "I" => Object::Reference(picture) },
        },
    };
    if !remark.is_empty() {
        let remark = dictionary! { "Type" => "Annot", "Subtype" => "Text", "Contents" => words(remark) };
        page.set("Annots", vec![remark.into()]);
    }
    let page = file.add_object(page);
    file.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(page)] }.into(),
    );
    let catalog = file.add_object(dictionary! { "Type" => "Catalog", "Pages" => Object::Reference(pages) });
    file.trailer.set("Root", Object::Reference(catalog));
    if !author.is_empty() {
        file.trailer.set("Info", dictionary! { "Author" => words(author) });
    }
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}
