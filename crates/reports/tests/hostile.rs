//! 有意或无意的坏文件：压缩炸弹、百万层嵌套、百兆文件、无尽的合并单元格，都应当很快得到明白的答复。
#![allow(clippy::unwrap_used)]

#[path = "../examples/mutate/seeds.rs"]
#[allow(dead_code, reason = "the mutator uses the rest")]
mod seeds;

use reports::Published;
use reports::check::{Context, check};
use reports::read::{Limits, Unreadable, read};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

/// Generous, for a debug build on a busy machine; a reader that loses itself takes minutes.
const LONGEST: Duration = Duration::from_secs(20);

fn timed(name: &str, bytes: &[u8]) -> Result<Published, Unreadable> {
    let start = Instant::now();
    let mut ended = read(name, bytes, &Limits::default());
    if let Ok(report) = &mut ended {
        check(report, &Context::default());
    }
    assert!(start.elapsed() < LONGEST, "{name} took {:?}", start.elapsed());
    ended
}

/// Refused, and the message names the file and says what to do.
fn refused(name: &str, bytes: &[u8], words: &str) {
    let message = timed(name, bytes).expect_err(name).to_string();
    assert!(message.contains(name), "{message} does not name {name}");
    assert!(message.contains(words), "{message} does not say {words}");
    assert!(message.contains('请'), "{message} does not say what to do");
}

/// Read within the time, whatever is found in it; no more is taken from it than the limits allow.
fn survived(name: &str, bytes: &[u8]) {
    if let Ok(report) = timed(name, bytes) {
        let size = serde_json::to_vec(&report).unwrap().len();
        assert!(size < 64 << 20, "{name}: the answer alone has {size} bytes");
    }
}

fn deflated(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The container of a right file with its largest part replaced.
fn with_document(kind: &str, document: Vec<u8>) -> Vec<u8> {
    let seed = seeds::all(1).into_iter().find(|seed| seed.name == format!("seed.{kind}")).unwrap();
    let mut parts: Vec<(&str, Vec<u8>)> =
        seed.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    parts.last_mut().unwrap().1 = document;
    deflated(&parts)
}

fn word(body: &str) -> Vec<u8> {
    let schema = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    format!("<w:document xmlns:w=\"{schema}\"><w:body>{body}</w:body></w:document>").into_bytes()
}

fn sheet(cells: &str) -> Vec<u8> {
    let schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    format!("<worksheet xmlns=\"{schema}\"><sheetData>{cells}</sheetData></worksheet>").into_bytes()
}

#[test]
fn right_files_of_every_kind_are_read_right() {
    for no in [0, 9, 311, 38_651] {
        for seed in seeds::all(no) {
            let report = timed(&seed.name, &seed.bytes).unwrap();
            assert_eq!(report.tables(), seeds::tables(no), "{} of organ {no}", seed.name);
            assert_eq!(report.year, Some(2024), "{} of organ {no}", seed.name);
            assert_eq!(report.organ.as_deref(), Some(seeds::organ(no).as_str()), "{}", seed.name);
        }
    }
}

#[test]
fn a_file_of_100_megabytes_is_refused() {
    let bytes = vec![b' '; 100 << 20];
    for name in ["大.html", "大.docx", "大.xlsx", "大.pdf", "大.txt", "大.md", "大.json"] {
        refused(name, &bytes, "上限");
    }
}

#[test]
fn what_is_no_report_is_named() {
    refused("空.txt", b"", "空的");
    refused("空.html", b" \r\n\t ", "空的");
    refused("断.docx", b"PK\x03\x04\x14\x00", "完整");
    refused("断.xlsx", b"PK\x03\x04\x14\x00", "完整");
    refused("断.pdf", b"%PDF-1.7\n%", "PDF 文档");
    refused("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版");
    refused("图.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "图片");
    refused("坏.json", b"{\"year\": ", "JSON");
    refused("其他.zip", &deflated(&[("a.txt", b"a".to_vec())]), "压缩包");
}

#[test]
fn zip_bombs_are_refused() {
    let spaces = vec![b' '; 160 << 20];
    refused("弹.docx", &with_document("docx", spaces.clone()), "压缩炸弹");
    refused("弹.xlsx", &with_document("xlsx", spaces), "压缩炸弹");
}

/// Each sheet alone is within the limit, all together are not.
#[test]
fn a_bomb_of_many_parts_is_refused() {
    let names: Vec<String> = (1..=60).map(|sheet| format!("xl/worksheets/sheet{sheet}.xml")).collect();
    let sheets: String =
        (1..=60).map(|no| format!("<sheet name=\"{no}\" sheetId=\"{no}\" r:id=\"rId{no}\"/>")).collect();
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let workbook = format!("<workbook xmlns:r=\"{office}\"><sheets>{sheets}</sheets></workbook>");
    let targets: String = (1..=60)
        .map(|no| format!("<Relationship Id=\"rId{no}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{no}.xml\"/>"))
        .collect();
    let filler = sheet(&" ".repeat(4 << 20));
    let mut parts = vec![
        ("xl/workbook.xml", workbook.into_bytes()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{targets}</Relationships>").into_bytes()),
    ];
    parts.extend(names.iter().map(|name| (name.as_str(), filler.clone())));
    refused("群弹.xlsx", &deflated(&parts), "压缩炸弹");
}

#[test]
fn a_pdf_whose_streams_unpack_without_end_is_refused() {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..160 {
        packer.write_all(&spaces).unwrap();
    }
    let stream = packer.finish().unwrap();
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        .to_vec();
    bytes.extend(format!("4 0 obj<</Length {}/Filter/FlateDecode>>stream\n", stream.len()).into_bytes());
    bytes.extend(&stream);
    bytes.extend(b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF");
    refused("弹.pdf", &bytes, "压缩炸弹");
    // Behind another stream, and written as text.
    let hex: String = stream.iter().map(|byte| format!("{byte:02x}")).collect();
    let small = b"%PDF-1.7\n9 0 obj<</Length 1>>stream\nq\nendstream endobj\n".to_vec();
    for (filter, body) in
        [("/FlateDecode", stream.clone()), ("[/ASCIIHexDecode/FlateDecode]", format!("{hex}>").into_bytes())]
    {
        let mut bytes = small.clone();
        bytes.extend(format!("4 0 obj<</Length {}/Filter{filter}>>stream\n", body.len()).into_bytes());
        bytes.extend(body);
        bytes.extend(b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF");
        refused("弹.pdf", &bytes, "压缩炸弹");
    }
}

#[test]
fn a_million_open_tags_are_survived() {
    for tag in ["<div>", "<table><tr><td>", "<p>", "<b>", "<ul><li>", "<td>", "<tr>", "<svg>", "<template>"] {
        survived("深.html", tag.repeat(1_000_000).as_bytes());
    }
    let tables = "<w:tbl><w:tr><w:tc>".repeat(1_000_000);
    survived("深.docx", &with_document("docx", word(&tables)));
    survived("深.xlsx", &with_document("xlsx", sheet(&"<row>".repeat(1_000_000))));
    survived("深.json", "[".repeat(1_000_000).as_bytes());
    survived("深.json", "{\"parts\":".repeat(1_000_000).as_bytes());
}

#[test]
fn nested_objects_of_a_pdf_are_survived() {
    let head = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n";
    survived("深.pdf", format!("{head}2 0 obj {}", "[".repeat(1_000_000)).as_bytes());
    survived("深.pdf", format!("{head}2 0 obj {}", "<</Kids".repeat(300_000)).as_bytes());
    let circle =
        format!("{head}2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>");
    survived("环.pdf", circle.as_bytes());
}

#[test]
fn merged_cells_without_end_are_survived() {
    let cell = "<td rowspan=1000000 colspan=1000000>1</td>";
    survived("合并.html", format!("<table><tr>{}</tr></table>", cell.repeat(20_000)).as_bytes());
    survived("合并.html", format!("<table>{}</table>", format!("<tr>{cell}</tr>").repeat(20_000)).as_bytes());
    let cell = "<w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/><w:vMerge/></w:tcPr><w:p/></w:tc>";
    let rows = format!("<w:tr>{}</w:tr>", cell.repeat(20)).repeat(2_000);
    survived("合并.docx", &with_document("docx", word(&format!("<w:tbl>{rows}</w:tbl>"))));
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>".repeat(1_000);
    survived("远.xlsx", &with_document("xlsx", sheet(&far)));
    survived(
        "远.xlsx",
        &with_document("xlsx", sheet("<row><c r=\"ZZZZZZZZZ99999999999999999999\"><v>1</v></c></row>")),
    );
}

#[test]
fn entities_that_multiply_are_survived() {
    let mut types = String::from("<!DOCTYPE a [<!ENTITY a0 \"ha\">");
    for level in 1..40 {
        let below = format!("&a{};", level - 1).repeat(10);
        types.push_str(&format!("<!ENTITY a{level} \"{below}\">"));
    }
    let document =
        format!("{types}]><w:document><w:body><w:p><w:r><w:t>&a39;</w:t></w:r></w:p></w:body></w:document>");
    survived("实体.docx", &with_document("docx", document.into_bytes()));
}

/// Each of these has taken quadratic time in some reader or other.
#[test]
fn monotonous_files_are_survived() {
    let pieces = [
        "<",
        "&",
        "&#",
        "<!--",
        "<a b=",
        "</",
        "\"",
        "（",
        "(",
        "|",
        "|\n",
        " | ",
        "\n",
        "1",
        "件",
        "一、",
        "三、本年度办理结果\n",
        "共1件，其中甲1件、",
        "（七）总计\n",
        "其他\n",
        "0 |\n",
        "| 0 ",
        "2024年",
        "政府信息公开工作年度报告",
        "、",
        "。",
        "\u{0}",
        "<td>0",
        "较去年增加1件，",
        "一、总体情况\n",
        "三、收到和处理政府信息公开申请情况\n",
    ];
    for piece in pieces {
        let text = piece.repeat((2 << 20) / piece.len());
        survived(&format!("{}.txt", piece.trim()), text.as_bytes());
        survived(&format!("{}.html", piece.trim()), format!("<html><body>{text}").as_bytes());
    }
}
