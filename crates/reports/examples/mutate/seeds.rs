//! Right reports of every kind, made by code: what mutations, hostile files and measurements start from.

use law::annual_report::form::{Applicant, Block4, Outcome, PARTS, Result4, Row2, Row3};
use law::annual_report::layout::{CellKind, LayoutRow, table2, table3, table4};
use law::annual_report::{Place, Tables};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// A file: its name, its bytes, and what its container holds where it is one.
#[derive(Clone)]
pub struct Seed {
    pub name: String,
    pub bytes: Vec<u8>,
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Seed {
    pub fn plain(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Seed {
        Seed { name: name.into(), bytes: bytes.into(), parts: Vec::new() }
    }

    pub fn zipped(name: impl Into<String>, parts: Vec<(String, Vec<u8>)>) -> Seed {
        Seed { name: name.into(), bytes: zip(&parts), parts }
    }
}

/// One seed of each kind, of the organ numbered `no`.
pub fn all(no: u64) -> Vec<Seed> {
    vec![
        Seed::plain("seed.html", html(no)),
        Seed::plain("word.html", word_html(no)),
        Seed::plain("gbk.htm", gbk(no)),
        Seed::plain("bars.txt", bars(no)),
        Seed::plain("lines.txt", lines(no)),
        Seed::plain("seed.md", markdown(no)),
        Seed::plain("seed.json", json(no)),
        Seed::plain("seed.pdf", pdf(no)),
        Seed::zipped("seed.docx", docx(no)),
        Seed::zipped("seed.xlsx", xlsx(no)),
    ]
}

/// Tables that reconcile; the figures differ with `no`.
pub fn tables(no: u64) -> Tables {
    let mut tables = Tables::default();
    for place in tables.cells().collect::<Vec<_>>() {
        tables.set(place, Some(0));
    }
    tables.set(Place::Cell2(Row2::NormativeDocuments, 2), Some(no % 40));
    tables.set(Place::Cell2(Row2::Licences, 0), Some(no % 50_000));
    tables.set(Place::Cell2(Row2::Penalties, 0), Some(no % 900));
    tables.table2.fees = Some((no % 700).into());
    for (position, column) in Applicant::PARTS.into_iter().enumerate() {
        let new = (no >> position) % 90;
        add(&mut tables, Row3::New, column, new);
        add(&mut tables, Row3::Result(Outcome::Granted), column, new / 2);
        add(&mut tables, Row3::Result(Outcome::NotHeld), column, new / 3);
        add(&mut tables, Row3::Total, column, new / 2 + new / 3);
        add(&mut tables, Row3::CarriedOver, column, new - new / 2 - new / 3);
    }
    tables.set(Place::Cell4(Block4::Review, Result4::ALL[0]), Some(no % 5));
    tables.set(Place::Cell4(Block4::Review, Result4::ALL[4]), Some(no % 5));
    tables
}

/// Adds to a column and to the total of its row.
fn add(tables: &mut Tables, row: Row3, column: Applicant, value: u64) {
    for column in [column, Applicant::Total] {
        let sum = tables.table3.get(row, column).unwrap_or(0) + value;
        tables.table3.set(row, column, Some(sum));
    }
}

/// A made-up organ, another one for each number below 40,000.
pub fn organ(no: u64) -> String {
    const SYLLABLES: [&str; 20] = [
        "柳", "松", "竹", "梅", "兰", "菊", "荷", "桂", "枫", "榆", "溪", "泉", "湖", "岭", "原", "川", "洲",
        "湾", "坡", "塘",
    ];
    const BODIES: [&str; 5] = ["审计局", "民政局", "水利局", "教育局", "财政局"];
    let syllable = |place: u32| SYLLABLES[(no / 20_u64.pow(place) % 20) as usize];
    let county = format!("{}{}{}县", syllable(0), syllable(1), syllable(2));
    format!("海棠市{county}{}", BODIES[(no / 8000 % 5) as usize])
}

fn title(no: u64) -> String {
    format!("{}2024年政府信息公开工作年度报告", organ(no))
}

fn prose(part: usize, tables: &Tables) -> String {
    let new = tables.table3.get(Row3::New, Applicant::Total).unwrap_or(0);
    let licences = tables.count(Place::Cell2(Row2::Licences, 0)).unwrap_or(0);
    match part {
        0 => format!("2024年，本机关共收到政府信息公开申请{new}件，作出行政许可决定{licences}件。"),
        4 => "一些信息发布得不够及时。下一步将按月检查栏目，逐项改进。".into(),
        5 => "本年度未收取政府信息公开信息处理费。".into(),
        _ => String::new(),
    }
}

fn layout(part: usize) -> Option<Vec<LayoutRow>> {
    match part {
        1 => Some(table2()),
        2 => Some(table3(false)),
        3 => Some(table4()),
        _ => None,
    }
}

fn words(kind: CellKind, text: &str, tables: &Tables) -> String {
    match kind {
        CellKind::Header | CellKind::RowHeader => text.to_owned(),
        CellKind::Value(Place::Cell2(Row2::Fees, _)) => {
            tables.table2.fees.map(|fees| fees.to_string()).unwrap_or_default()
        }
        CellKind::Value(place) => tables.count(place).map(|count| count.to_string()).unwrap_or_default(),
    }
}

/// A page as a website's editor makes it.
pub fn html(no: u64) -> String {
    html_with(no, |text| text.to_owned(), "")
}

/// As pasted from Word: each cell's text split over spans, styles on everything.
fn word_html(no: u64) -> String {
    let split = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        let pieces = letters.chunks(4).map(|run| {
            let run: String = run.iter().collect();
            format!("<span lang=EN-US style='font-size:10.5pt;font-family:仿宋_GB2312'>{run}</span>")
        });
        format!("<p class=MsoNormal align=center>{}<o:p></o:p></p>", pieces.collect::<String>())
    };
    html_with(no, split, " style='border:solid windowtext 1.0pt;padding:0cm 5.4pt'")
}

fn html_with(no: u64, dress: impl Fn(&str) -> String, style: &str) -> String {
    let tables = tables(no);
    let title = title(no);
    let mut page = format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\
         <nav><a href=\"/\">首页</a> &gt; 政府信息公开年报</nav><h1>{title}</h1>"
    );
    for (part, heading) in PARTS.iter().enumerate() {
        write!(page, "<p>{heading}</p><p>{}</p>", prose(part, &tables)).expect("a String takes all");
        for (position, row) in layout(part).unwrap_or_default().iter().enumerate() {
            page.push_str(if position == 0 { "<table border=1><tbody><tr>" } else { "<tr>" });
            for cell in row {
                let text = dress(&words(cell.kind, cell.text, &tables));
                let (rows, columns) = (cell.rowspan, cell.colspan);
                write!(page, "<td rowspan=\"{rows}\" colspan=\"{columns}\"{style}>{text}</td>")
                    .expect("a String takes all");
            }
            page.push_str("</tr>");
        }
        if layout(part).is_some() {
            page.push_str("</tbody></table>");
        }
    }
    page.push_str("<footer>&copy; 海棠市&nbsp;版权所有</footer></body></html>");
    page
}

fn gbk(no: u64) -> Vec<u8> {
    let page = html(no).replace("utf-8", "gbk");
    encoding_rs::GBK.encode(&page).0.into_owned()
}

/// Text with one row a line.
fn bars(no: u64) -> String {
    text_with(no, |cells| format!("{}\n", cells.join(" | ")))
}

/// Text with one cell a line and a bar after it.
fn lines(no: u64) -> String {
    text_with(no, |cells| cells.iter().map(|cell| format!("{cell} |\n")).collect())
}

fn markdown(no: u64) -> String {
    text_with(no, |cells| format!("| {} |\n", cells.join(" | "))).replacen(
        "\n| 信息内容",
        "\n| --- | --- |\n| 信息内容",
        1,
    )
}

fn text_with(no: u64, row: impl Fn(&[String]) -> String) -> String {
    let tables = tables(no);
    let mut text = format!("{}\n", title(no));
    for (part, heading) in PARTS.iter().enumerate() {
        writeln!(text, "{heading}\n{}", prose(part, &tables)).expect("a String takes all");
        for cells in layout(part).unwrap_or_default() {
            let cells: Vec<String> = cells.iter().map(|cell| words(cell.kind, cell.text, &tables)).collect();
            text.push_str(&row(&cells));
        }
    }
    text
}

/// In the shape of CONTRACT.md.
pub fn json(no: u64) -> String {
    let mut report = reports::Published { organ: Some(organ(no)), year: Some(2024), ..Default::default() };
    report.set_tables(tables(no));
    serde_json::to_string(&report).expect("a report is JSON")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relationships(targets: &[(&str, &str)]) -> Vec<u8> {
    let each = targets.iter().enumerate().map(|(position, (kind, target))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>", position + 1)
    });
    let all: String = each.collect();
    format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{all}</Relationships>").into_bytes()
}

fn content_types(parts: &[(&str, &str)]) -> Vec<u8> {
    let each = parts.iter().map(|(name, kind)| {
        let kind = format!("application/vnd.openxmlformats-officedocument.{kind}.main+xml");
        format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>")
    });
    let all: String = each.collect();
    format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{all}</Types>"
    )
    .into_bytes()
}

/// Merged cells as Word writes them: gridSpan across, an empty vMerge cell in each row below.
fn docx(no: u64) -> Vec<(String, Vec<u8>)> {
    let tables = tables(no);
    let mut body = paragraph(&title(no));
    for (part, heading) in PARTS.iter().enumerate() {
        body.push_str(&paragraph(heading));
        body.push_str(&paragraph(&prose(part, &tables)));
        if let Some(rows) = layout(part) {
            body.push_str(&word_table(&rows, &tables));
        }
    }
    let schema = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!("{XML}<w:document xmlns:w=\"{schema}\"><w:body>{body}</w:body></w:document>");
    vec![
        ("[Content_Types].xml".into(), content_types(&[("word/document.xml", "wordprocessingml.document")])),
        ("_rels/.rels".into(), relationships(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml".into(), document.into_bytes()),
    ]
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escape(text))
}

fn word_table(rows: &[LayoutRow], tables: &Tables) -> String {
    let grid = grid(rows);
    let mut table = String::from("<w:tbl><w:tblPr/>");
    for (line, places) in grid.iter().enumerate() {
        table.push_str("<w:tr>");
        for (column, (row, cell)) in places.iter().enumerate() {
            if column > 0 && places[column - 1] == (*row, *cell) {
                continue;
            }
            let cell = rows[*row][*cell];
            let merge = match (cell.rowspan, *row == line) {
                (1, _) => "",
                (_, true) => "<w:vMerge w:val=\"restart\"/>",
                (_, false) => "<w:vMerge/>",
            };
            let text = if *row == line { words(cell.kind, cell.text, tables) } else { String::new() };
            let span = cell.colspan;
            write!(
                table,
                "<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/>{merge}</w:tcPr>{}</w:tc>",
                paragraph(&text)
            )
            .expect("a String takes all");
        }
        table.push_str("</w:tr>");
    }
    table + "</w:tbl>"
}

/// For each square of the table, the row and cell that covers it.
fn grid(rows: &[LayoutRow]) -> Vec<Vec<(usize, usize)>> {
    let width = rows[0].iter().map(|cell| cell.colspan).sum();
    let mut grid: Vec<Vec<Option<(usize, usize)>>> = vec![vec![None; width]; rows.len()];
    for (line, row) in rows.iter().enumerate() {
        for (position, cell) in row.iter().enumerate() {
            let Some(start) = grid[line].iter().position(Option::is_none) else { continue };
            for below in grid.iter_mut().skip(line).take(cell.rowspan) {
                for square in below.iter_mut().skip(start).take(cell.colspan) {
                    *square = Some((line, position));
                }
            }
        }
    }
    grid.into_iter().map(|line| line.into_iter().flatten().collect()).collect()
}

/// One sheet, the words in the cells themselves, the figures as numbers, merged ranges named.
fn xlsx(no: u64) -> Vec<(String, Vec<u8>)> {
    let tables = tables(no);
    let (mut cells, mut merges, mut line) = (String::new(), String::new(), 1);
    let text_row = |line: &mut usize, text: &str, cells: &mut String| {
        write!(cells, "<row r=\"{line}\">{}</row>", inline(&format!("A{line}"), text))
            .expect("a String takes all");
        *line += 1;
    };
    text_row(&mut line, &title(no), &mut cells);
    for (part, heading) in PARTS.iter().enumerate() {
        text_row(&mut line, heading, &mut cells);
        text_row(&mut line, &prose(part, &tables), &mut cells);
        if let Some(rows) = layout(part) {
            sheet_table(&rows, &tables, line, &mut cells, &mut merges);
            line += rows.len();
        }
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = format!(
        "{XML}<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    );
    let workbook = format!(
        "{XML}<workbook xmlns=\"{main}\" xmlns:r=\"{OFFICE}\"><sheets>\
         <sheet name=\"年度报告\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    vec![
        (
            "[Content_Types].xml".into(),
            content_types(&[
                ("xl/workbook.xml", "spreadsheetml.sheet"),
                ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
            ]),
        ),
        ("_rels/.rels".into(), relationships(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/_rels/workbook.xml.rels".into(), relationships(&[("worksheet", "worksheets/sheet1.xml")])),
        ("xl/workbook.xml".into(), workbook.into_bytes()),
        ("xl/worksheets/sheet1.xml".into(), sheet.into_bytes()),
    ]
}

fn inline(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escape(text))
}

fn sheet_table(rows: &[LayoutRow], tables: &Tables, first: usize, cells: &mut String, merges: &mut String) {
    let letter = |column: usize| char::from(b'A' + column as u8);
    for (line, places) in grid(rows).iter().enumerate() {
        let no = first + line;
        write!(cells, "<row r=\"{no}\">").expect("a String takes all");
        for (column, (row, position)) in places.iter().enumerate() {
            if *row != line || (column > 0 && places[column - 1] == (*row, *position)) {
                continue;
            }
            let cell = rows[*row][*position];
            let at = format!("{}{no}", letter(column));
            let text = words(cell.kind, cell.text, tables);
            match cell.kind {
                CellKind::Value(_) => write!(cells, "<c r=\"{at}\"><v>{text}</v></c>"),
                CellKind::Header | CellKind::RowHeader => write!(cells, "{}", inline(&at, &text)),
            }
            .expect("a String takes all");
            if cell.rowspan * cell.colspan > 1 {
                let to = format!("{}{}", letter(column + cell.colspan - 1), no + cell.rowspan - 1);
                write!(merges, "<mergeCell ref=\"{at}:{to}\"/>").expect("a String takes all");
            }
        }
        cells.push_str("</row>");
    }
}

/// Each page with a font of its own whose glyphs are drawn by the page description itself (Type 3): no font program,
/// the words known from ToUnicode alone, everything uncompressed.
fn pdf(no: u64) -> Vec<u8> {
    let tables = tables(no);
    let mut pages = vec![format!("{}\n", title(no))];
    for (part, heading) in PARTS.iter().enumerate() {
        let mut page = format!("{heading}\n{}\n", prose(part, &tables));
        for cells in layout(part).unwrap_or_default() {
            let cells: Vec<String> = cells.iter().map(|cell| words(cell.kind, cell.text, &tables)).collect();
            page.push_str(&format!("{}\n", cells.join("    ")));
        }
        pages.push(page);
    }
    let first = 4;
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", first + 4 * page)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")),
        stream("1000 0 d0"),
    ];
    for (position, page) in pages.iter().enumerate() {
        objects.extend(pdf_page(page, first + 4 * position));
    }
    assemble_pdf(&objects)
}

/// The page, its content, its font, and what the font's codes mean; numbered from `id`.
fn pdf_page(page: &str, id: usize) -> [String; 4] {
    let letters: Vec<char> =
        page.chars().filter(|letter| *letter != '\n').collect::<BTreeSet<_>>().into_iter().collect();
    let code = |letter: char| letters.binary_search(&letter).map_or(0, |position| position + 1);
    let names: String = (1..=letters.len()).map(|code| format!("/g{code}")).collect();
    let drawn: String = (1..=letters.len()).map(|code| format!("/g{code} 3 0 R")).collect();
    let means: String =
        letters.iter().map(|letter| format!("<{:02X}> <{:04X}>\n", code(*letter), *letter as u32)).collect();
    let widths: String =
        letters.iter().map(|letter| if letter.is_ascii() { "500 " } else { "1000 " }).collect();
    let mut content = String::from("BT /F 8 Tf 12 TL 40 560 Td\n");
    for line in page.lines() {
        let codes: String = line.chars().map(|letter| format!("{:02X}", code(letter))).collect();
        writeln!(content, "<{codes}> Tj T*").expect("a String takes all");
    }
    [
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1684 595]/Resources<</Font<</F {} 0 R>>>>/Contents {} 0 R>>",
            id + 2,
            id + 1
        ),
        stream(&(content + "ET")),
        format!(
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar {}\
             /Widths[{widths}]/Encoding<</Type/Encoding/Differences[1{names}]>>/CharProcs<<{drawn}>>/ToUnicode {} 0 R>>",
            letters.len(),
            id + 3
        ),
        stream(&format!(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
             1 begincodespacerange <00> <FF> endcodespacerange\n\
             {} beginbfchar\n{means}endbfchar\nendcmap end end",
            letters.len()
        )),
    ]
}

fn stream(content: &str) -> String {
    format!("<</Length {}>>stream\n{content}\nendstream", content.len())
}

fn assemble_pdf(objects: &[String]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (position, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).expect("a String takes all");
        file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", position + 1).as_bytes());
    }
    let start = file.len();
    let size = objects.len() + 1;
    file.extend_from_slice(
        format!("{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    file
}

/// A container with the parts as given; stored, for speed.
pub fn zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        // Two parts of one name are refused by the writer; the first then stands alone.
        if writer.start_file(name.as_str(), options).is_ok() {
            writer.write_all(bytes).expect("memory takes all");
        }
    }
    writer.finish().expect("memory takes all").into_inner()
}
