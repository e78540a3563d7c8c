//! 版式：the same figures laid out in every way published reports are met in, blanks and damage included.

#![allow(clippy::unwrap_used)]

use law::annual_report::layout::{self, CellKind, LayoutRow};
use law::annual_report::{Applicant, Block4, Place, Result4, Row2, Row3, Tables};
use reports::Published;
use reports::read::{Limits, read};
use std::io::{Cursor, Write};

// ---------------------------------------------------------------- figures

/// A small generator of figures; prints its seed in every failure.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }
}

/// Figures of all sizes; every `blank`-th cell empty (never, where 0).
fn figures(seed: u64, blank: u64, single: bool) -> Tables {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut tables = Tables::default();
    tables.table3.single_other_handling = single;
    for place in tables.cells().collect::<Vec<_>>() {
        let size = [1, 10, 100, 5000, 2_000_000][dice.next(5) as usize];
        let value = dice.next(size);
        let empty = blank > 0 && dice.next(blank) == 0;
        tables.set(place, (!empty).then_some(value));
    }
    // Where nothing but separators marks cells, nothing marks a blank one at a table's very end.
    tables.set(Place::Cell3(Row3::CarriedOver, Applicant::Total), Some(dice.next(9)));
    tables.set(Place::Cell4(Block4::AfterReview, Result4::Total), Some(dice.next(9)));
    tables.table2.fees = Some(format!("{}.{:02}", dice.next(9000), dice.next(100)).parse().unwrap());
    tables
}

#[derive(Clone)]
struct Cell {
    text: String,
    rows: usize,
    columns: usize,
}

type Grid = Vec<Vec<Cell>>;

fn fill(layout: Vec<LayoutRow>, tables: &Tables) -> Grid {
    let text = |kind: &CellKind, words: &str| match kind {
        CellKind::Value(Place::Cell2(Row2::Fees, _)) => {
            tables.table2.fees.map_or(String::new(), |fees| fees.to_string())
        }
        CellKind::Value(place) => tables.count(*place).map_or(String::new(), |count| count.to_string()),
        _ => words.to_string(),
    };
    layout
        .into_iter()
        .map(|row| {
            row.into_iter()
                .map(|cell| Cell {
                    text: text(&cell.kind, cell.text),
                    rows: cell.rowspan,
                    columns: cell.colspan,
                })
                .collect()
        })
        .collect()
}

fn grids(tables: &Tables) -> [Grid; 3] {
    [
        fill(layout::table2(), tables),
        fill(layout::table3(tables.table3.single_other_handling), tables),
        fill(layout::table4(), tables),
    ]
}

const TITLE: &str = "某某市行政审批服务局2023年政府信息公开工作年度报告";
const HEADINGS: [&str; 5] = [
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];
const OPENING: &str = "一、总体情况\n2023年,我局主动公开政府信息120条,办理情况如下。\n";

/// A text report: the tables written by `table`, each under its heading.
fn text_report(tables: &Tables, table: &dyn Fn(&Grid) -> String) -> String {
    let [two, three, four] = grids(tables);
    let mut text = format!("{TITLE}\n{OPENING}");
    for (heading, grid) in HEADINGS.iter().zip([two, three, four]) {
        text += &format!("{heading}\n{}\n", table(&grid));
    }
    text + HEADINGS[3] + "\n一是公开不够及时。\n" + HEADINGS[4] + "\n无。\n"
}

fn width(grid: &Grid) -> usize {
    grid[0].iter().map(|cell| cell.columns).sum()
}

fn joined(grid: &Grid) -> String {
    let columns = width(grid);
    let rows = grid.iter().enumerate().map(|(at, row)| {
        let cells: Vec<String> = row.iter().map(|cell| format!("{} |", cell.text)).collect();
        let pads = if at + 1 < grid.len() { columns - row.len() } else { 0 };
        format!("{} {}", cells.join(" "), "|".repeat(pads))
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn cell_lines(grid: &Grid, opened: bool, pads_apart: bool) -> String {
    let columns = width(grid);
    let mut text = String::new();
    for (at, row) in grid.iter().enumerate() {
        if opened {
            text += "|\n";
        }
        for cell in row {
            text += &format!("{} |\n", cell.text);
        }
        let pads = if at + 1 < grid.len() { columns - row.len() } else { 0 };
        if pads > 0 {
            text.truncate(text.len() - 1);
            text += &format!("{}{}\n", if pads_apart { "\n" } else { " " }, "|".repeat(pads));
        }
    }
    text
}

fn separated(grid: &Grid, separator: &str) -> String {
    grid.iter().flatten().map(|cell| cell.text.clone()).collect::<Vec<_>>().join(separator)
}

fn markdown(grid: &Grid) -> String {
    let columns = width(grid);
    let mut hanging = vec![0usize; columns];
    let mut text = String::new();
    for (at, row) in grid.iter().enumerate() {
        let mut line: Vec<String> = Vec::new();
        let mut cells = row.iter();
        while line.len() < columns {
            if hanging[line.len()] > 0 {
                hanging[line.len()] -= 1;
                line.push(String::new());
                continue;
            }
            let cell = cells.next().unwrap();
            for extra in 0..cell.columns {
                hanging[line.len()] = cell.rows - 1;
                line.push(if extra == 0 { cell.text.clone() } else { String::new() });
            }
        }
        text += &format!("| {} |\n", line.join(" | "));
        if at == 0 {
            text += &format!("|{}\n", "---|".repeat(columns));
        }
    }
    text
}

/// Words apart by spaces as PDF text comes, the vertical label strewn over the rows.
fn spaced(grid: &Grid) -> String {
    let mut strewn = "三、本年度办理结果".chars();
    let mut text = String::new();
    for row in grid {
        let mut cells: Vec<String> =
            row.iter().map(|cell| cell.text.clone()).filter(|text| text != "三、本年度办理结果").collect();
        if row.len() == 8 {
            cells.insert(0, strewn.next().map_or(String::new(), String::from));
        }
        text += &format!("{}\n", cells.join(" ").trim());
    }
    text
}

/// Labels to the left, figures under one another, as `pdftotext -layout` prints a page; a character of a
/// label takes `wide` columns. The second page sets its columns elsewhere.
fn laid_out(grid: &Grid, wide: usize) -> String {
    let mut text = String::new();
    for (at, row) in grid.iter().enumerate() {
        let figures = row.len().saturating_sub(7);
        let is_figure = |cell: &Cell| cell.text.bytes().all(|b| b.is_ascii_digit());
        if row.len() < 8 || !row[figures..].iter().all(is_figure) {
            text += &format!("{}\n", row.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("  "));
            continue;
        }
        if at == 12 {
            text += "\u{c}";
        }
        let labels: Vec<&str> = row[..figures]
            .iter()
            .map(|c| c.text.as_str())
            .filter(|text| *text != "三、本年度办理结果")
            .collect();
        let label = labels.join(" ");
        let columns =
            |text: &str| -> usize { text.chars().map(|c| if c < '\u{1100}' { 1 } else { wide }).sum() };
        let mut line = label.clone();
        let mut end = columns(&label);
        for (column, cell) in row[figures..].iter().enumerate() {
            let right = if at < 12 { 130 } else { 118 } + 10 * column;
            let gap = right - cell.text.len() - end;
            line += &format!("{}{}", " ".repeat(gap), cell.text);
            end = right;
        }
        text += &format!("{}\n", line.trim_end());
    }
    text
}

// ---------------------------------------------------------------- HTML, DOCX, XLSX

fn html_table(grid: &Grid, word: bool) -> String {
    let mut html = String::from("<table border=1>");
    for row in grid {
        html += "<tr>";
        for cell in row {
            let text = if word {
                let spans: String =
                    cell.text.chars().map(|c| format!("<span style='font-family:仿宋'>{c}</span>")).collect();
                format!(
                    "<p class=MsoNormal>{}<o:p></o:p></p>",
                    if spans.is_empty() { "&nbsp;".into() } else { spans }
                )
            } else {
                cell.text.clone()
            };
            html += &format!("<td rowspan=\"{}\" colspan={}>{text}</td>", cell.rows, cell.columns);
        }
        html += "</tr>\n";
    }
    html + "</table>"
}

fn html_report(tables: &Tables, word: bool) -> String {
    let body: String = text_report(tables, &|grid| html_table(grid, word))
        .lines()
        .map(|line| {
            if line.starts_with('<') || line.ends_with("</tr>") || line.ends_with("</table>") {
                line.into()
            } else {
                format!("<p>{line}</p>\n")
            }
        })
        .collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>年报</title></head><body>{body}</body></html>"
    )
}

/// The whole page laid out by a table, the report's own tables inside its cells.
fn html_nested(tables: &Tables) -> String {
    let inner = html_report(tables, false).replace("<body>", "<body><table><tr><td>导航</td></tr><tr><td>");
    inner.replace("</body>", "</td></tr></table></body>")
}

/// The report in one table: headings and paragraphs are rows, the tables' rows follow one another.
fn html_single(tables: &Tables) -> String {
    let html = html_report(tables, false);
    let html = html.replace("<table border=1>", "").replace("</table>", "");
    let html = html.replace("<p>", "<tr><td colspan=10>").replace("</p>", "</td></tr>");
    html.replace("<body>", "<body><table>").replace("</body>", "</table></body>")
}

fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx_table(grid: &Grid) -> String {
    let columns = width(grid);
    // What hangs into the next row: rows left and columns, by first column.
    let mut hanging: Vec<Option<(usize, usize)>> = vec![None; columns];
    let mut xml = String::from("<w:tbl>");
    for row in grid {
        xml += "<w:tr>";
        let (mut column, mut cells) = (0, row.iter());
        while column < columns {
            if let Some((rows, span)) = hanging[column].take() {
                xml +=
                    &format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/><w:vMerge/></w:tcPr><w:p/></w:tc>");
                hanging[column] = (rows > 1).then_some((rows - 1, span));
                column += span;
                continue;
            }
            let cell = cells.next().unwrap();
            let merge = if cell.rows > 1 { "<w:vMerge w:val=\"restart\"/>" } else { "" };
            let runs: String = cell.text.chars().map(|c| format!("<w:r><w:t>{c}</w:t></w:r>")).collect();
            xml += &format!(
                "<w:tc><w:tcPr><w:gridSpan w:val=\"{}\"/>{merge}</w:tcPr><w:p>{runs}</w:p></w:tc>",
                cell.columns
            );
            hanging[column] = (cell.rows > 1).then_some((cell.rows - 1, cell.columns));
            column += cell.columns;
        }
        xml += "</w:tr>";
    }
    xml + "</w:tbl>\n"
}

fn docx(tables: &Tables) -> Vec<u8> {
    docx_of(&text_report(tables, &docx_table))
}

fn docx_of(text: &str) -> Vec<u8> {
    let body: String = text
        .lines()
        .map(|line| {
            if line.starts_with('<') {
                line.into()
            } else {
                format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")
            }
        })
        .collect();
    zip(&[("word/document.xml", format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"))])
}

fn xlsx(tables: &Tables) -> Vec<u8> {
    xlsx_of(&grids(tables))
}

fn xlsx_of(grids: &[Grid; 3]) -> Vec<u8> {
    let name = |row: usize, column: usize| format!("{}{}", char::from(b'A' + column as u8), row + 1);
    let (mut cells, mut merges, mut at) = (String::new(), String::new(), 0);
    let line = |text: &str, at: &mut usize, cells: &mut String| {
        *cells += &format!("<row><c r=\"A{}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>", *at + 1);
        *at += 1;
    };
    line(TITLE, &mut at, &mut cells);
    line("一、总体情况", &mut at, &mut cells);
    for (heading, grid) in HEADINGS.iter().zip(grids) {
        line(heading, &mut at, &mut cells);
        let mut taken = vec![vec![false; width(grid)]; grid.len()];
        for (row, content) in grid.iter().enumerate() {
            cells += "<row>";
            for cell in content {
                let column = taken[row].iter().position(|taken| !taken).unwrap();
                for covered in taken.iter_mut().skip(row).take(cell.rows) {
                    covered[column..column + cell.columns].fill(true);
                }
                let number = cell.text.parse::<f64>().is_ok();
                cells += &match (cell.text.as_str(), number) {
                    ("", _) => String::new(),
                    (text, true) => format!("<c r=\"{}\"><v>{text}</v></c>", name(at + row, column)),
                    (text, false) => {
                        format!(
                            "<c r=\"{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>",
                            name(at + row, column)
                        )
                    }
                };
                if cell.rows * cell.columns > 1 {
                    let last = name(at + row + cell.rows - 1, column + cell.columns - 1);
                    merges += &format!("<mergeCell ref=\"{}:{last}\"/>", name(at + row, column));
                }
            }
            cells += "</row>";
        }
        at += grid.len();
    }
    line(HEADINGS[3], &mut at, &mut cells);
    let sheet =
        format!("<worksheet><sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells></worksheet>");
    zip(&[("xl/worksheets/sheet1.xml", sheet)])
}

// ---------------------------------------------------------------- checks

fn differences(report: &Published, tables: &Tables) -> Vec<String> {
    let found = report.tables();
    let mut different: Vec<String> = tables
        .cells()
        .filter(|place| tables.count(*place) != found.count(*place))
        .map(|place| format!("{place}: {:?} read as {:?}", tables.count(place), found.count(place)))
        .collect();
    if found.table2.fees != tables.table2.fees {
        different.push(format!("fees {:?}", found.table2.fees));
    }
    if found.table3.single_other_handling != tables.table3.single_other_handling {
        different.push("（六） read as the other way".into());
    }
    different
}

/// Reads what `write` makes of random figures and compares every cell.
fn check(name: &str, blank: u64, write: &dyn Fn(&Tables) -> Vec<u8>) {
    for seed in 1..=60 {
        let tables = figures(seed, blank, seed % 3 == 0);
        let bytes = write(&tables);
        let report = read(name, &bytes, &Limits::default()).unwrap();
        let different = differences(&report, &tables);
        if !different.is_empty() {
            std::fs::write(std::env::temp_dir().join(name), &bytes).unwrap();
        }
        assert!(different.is_empty(), "{name} seed {seed}: {}\n{:#?}", different.join("\n"), report.findings);
        assert_eq!(report.year, Some(2023), "{name} seed {seed}");
        assert_eq!(report.organ.as_deref(), Some("某某市行政审批服务局"), "{name} seed {seed}");
        if blank == 0 {
            assert!(report.findings.is_empty(), "{name} seed {seed}: {:#?}", report.findings);
        }
    }
}

fn check_text(name: &str, blanks: bool, table: &dyn Fn(&Grid) -> String) {
    check(name, 0, &|tables| text_report(tables, table).into_bytes());
    if blanks {
        check(name, 6, &|tables| text_report(tables, table).into_bytes());
    }
}

#[test]
fn scraped_layouts_are_read_blanks_included() {
    check_text("joined.txt", true, &joined);
    check_text("cells.txt", true, &|grid| cell_lines(grid, false, false));
    check_text("cells-padded.txt", true, &|grid| cell_lines(grid, false, true));
    check_text("opened.txt", true, &|grid| cell_lines(grid, true, false));
    check_text("separated.txt", true, &|grid| separated(grid, "\n|\n"));
    check_text("blank-lines.txt", true, &|grid| separated(grid, "\n\n"));
    check_text("markdown.md", true, &markdown);
    check_text("spaced.txt", false, &spaced);
}

/// Figures with blank cells in table 3 only, its first and last rows without any.
fn blank_in_three(tables: &Tables) -> Tables {
    let mut tables = *tables;
    for place in tables.cells().collect::<Vec<_>>() {
        let may_be_blank = matches!(place, Place::Cell3(row, _) if !matches!(row, Row3::New | Row3::Total));
        if !may_be_blank && tables.count(place).is_none() {
            tables.set(place, Some(4));
        }
    }
    tables
}

/// Compares what is read with the truth: figures may be left out where nothing tells their cell, never put
/// into another one. Returns how many were left out.
fn left_out(name: &str, text: &str, tables: &Tables) -> usize {
    let report = read(name, text.as_bytes(), &Limits::default()).unwrap();
    let found = report.tables();
    let missing = |place: &Place| tables.count(*place).is_some() && found.count(*place).is_none();
    for place in tables.cells().filter(|place| found.count(*place).is_some()) {
        assert_eq!(found.count(place), tables.count(place), "{name} {place}\n{text}\n{:#?}", report.findings);
    }
    let left_out = tables.cells().filter(missing).count();
    let told = report.findings.iter().any(|finding| finding.rule == law::annual_report::RuleId::R19);
    assert!(left_out == 0 || told, "{name}: {:#?}", report.findings);
    left_out
}

#[test]
fn figures_under_one_another_are_placed_by_their_columns() {
    for (seed, wide) in (1..=30).flat_map(|seed| [(seed, 1), (seed, 2)]) {
        let tables = blank_in_three(&figures(seed, 5, seed % 3 == 0));
        let [two, three, four] = grids(&tables);
        let mut text = format!("{TITLE}\n{OPENING}");
        for (heading, table) in HEADINGS.iter().zip([joined(&two), laid_out(&three, wide), joined(&four)]) {
            text += &format!("{heading}\n{table}\n");
        }
        text += HEADINGS[3];
        assert_eq!(left_out("laid-out.txt", &text, &tables), 0, "seed {seed}, {wide} wide\n{text}");
    }
}

#[test]
fn what_nothing_tells_the_column_of_is_left_out_and_told() {
    let mut left = 0;
    for seed in 1..=30 {
        let tables = blank_in_three(&figures(seed, 6, false));
        let by_spaces = text_report(&tables, &spaced);
        left += left_out("spaced.txt", &by_spaces, &tables);
        // One cell a line, blank ones lost.
        let lines = text_report(&tables, &|grid| {
            grid.iter()
                .flatten()
                .map(|c| c.text.clone())
                .filter(|c| !c.is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        });
        left += left_out("cell-lines.txt", &lines, &tables);
    }
    assert!(left > 100);
    // A number parted by a space in a line of words: eight figures for seven cells.
    let tables = figures(3, 0, false);
    let total = tables.count(Place::Cell3(Row3::Total, Applicant::Total)).unwrap();
    let text = text_report(&tables, &spaced);
    let line =
        text.lines().find(|line| line.contains("总计") && line.ends_with(&format!(" {total}"))).unwrap();
    let parted = line.replacen(&format!(" {total}"), &format!(" 1 {total}"), 1);
    assert!(left_out("parted.txt", &text.replace(line, &parted), &tables) >= 7);
}

/// A grid table as pandoc writes it: long labels broken over lines, cells over several rows flattened.
fn pandoc_grid(grid: &Grid) -> String {
    let columns = width(grid);
    let ruler = format!("+{}\n", "----------+".repeat(columns));
    let mut text = ruler.clone();
    for line in markdown(grid).lines().filter(|line| !line.starts_with("|---")) {
        let inner = line.trim_matches('|');
        let cells: Vec<Vec<char>> = inner.split('|').map(|cell| cell.trim().chars().collect()).collect();
        let rows = cells.iter().map(|cell| cell.len().div_ceil(8)).max().unwrap_or(1).max(1);
        for row in 0..rows {
            for cell in &cells {
                let part: String = cell.iter().skip(row * 8).take(8).collect();
                text += &format!("| {part} ");
            }
            text += "|\n";
        }
        text += &ruler;
    }
    text
}

#[test]
fn tables_of_pandoc_are_read_blanks_included() {
    check_text("grid.md", true, &pandoc_grid);
}

#[test]
fn a_figure_parted_inside_its_cell_is_one_figure() {
    let mut tables = figures(5, 0, false);
    let place = Place::Cell3(Row3::New, Applicant::NaturalPerson);
    tables.set(place, Some(31_259));
    let html = html_report(&tables, false);
    for parted in
        ["31 259", "31&nbsp;259", "31&#8201;259", "31,259", "31，259", "31<br>259", "3125<br>9", "31&shy;259"]
    {
        let html = html.replacen(">31259<", &format!(">{parted}<"), 1);
        let report = read("parted.html", html.as_bytes(), &Limits::default()).unwrap();
        assert!(differences(&report, &tables).is_empty(), "{parted}");
        let broken = usize::from(parted.contains("<br>"));
        assert_eq!(report.findings.len(), broken, "{parted}: {:#?}", report.findings);
    }
    for zero in ["〇", "零"] {
        tables.set(place, Some(0));
        let html = html.replacen(">31259<", &format!(">{zero}<"), 1);
        let report = read("zero.html", html.as_bytes(), &Limits::default()).unwrap();
        assert!(differences(&report, &tables).is_empty() && report.findings.is_empty(), "{zero}");
    }
    for words in ["31 25", "3,12", "约31259", "三万"] {
        tables.set(place, None);
        let html = html.replacen(">31259<", &format!(">{words}<"), 1);
        let report = read("words.html", html.as_bytes(), &Limits::default()).unwrap();
        assert!(differences(&report, &tables).is_empty(), "{words}");
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, [law::annual_report::RuleId::R13], "{words}");
    }
}

#[test]
fn office_and_web_formats_are_read_blanks_included() {
    for blank in [0, 6] {
        check("plain.html", blank, &|tables| html_report(tables, false).into_bytes());
        check("word-paste.html", blank, &|tables| html_report(tables, true).into_bytes());
        check("nested.html", blank, &|tables| html_nested(tables).into_bytes());
        check("single-table.html", blank, &|tables| html_single(tables).into_bytes());
        check("report.docx", blank, &docx);
        check("report.xlsx", blank, &xlsx);
    }
}

#[test]
fn headings_may_be_lost() {
    let without = |grid: &dyn Fn(&Grid) -> String, tables: &Tables| {
        let mut text = text_report(tables, grid);
        for heading in &HEADINGS[..3] {
            text = text.replace(&format!("{heading}\n"), "");
        }
        text.into_bytes()
    };
    check("no-headings.txt", 0, &|tables| without(&joined, tables));
    check("no-headings-lines.txt", 0, &|tables| without(&|grid| separated(grid, "\n\n"), tables));
    check("no-headings.md", 0, &|tables| without(&markdown, tables));
}

#[test]
fn encodings_and_lookalikes_make_no_difference() {
    let html = |tables: &Tables| html_report(tables, false);
    check("gbk.html", 0, &|tables| {
        encoding_rs::GB18030.encode(&html(tables).replace("charset=utf-8", "charset=gb2312")).0.into_owned()
    });
    check("utf16.txt", 0, &|tables| {
        [0xff, 0xfe]
            .into_iter()
            .chain(text_report(tables, &joined).encode_utf16().flat_map(u16::to_le_bytes))
            .collect()
    });
    check("kangxi.txt", 0, &|tables| {
        let text = text_report(tables, &|grid| cell_lines(grid, false, false));
        let folded: String = text
            .chars()
            .map(|c| match c {
                '一' => '⼀',
                '二' => '⼆',
                '行' => '⾏',
                '0'..='9' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
                '(' => '（',
                other => other,
            })
            .collect();
        folded.into_bytes()
    });
}

#[test]
fn damaged_labels_keep_their_rows() {
    let damaged = |tables: &Tables| {
        text_report(tables, &joined)
            .replace("2.其他法律行政法规禁止公开", "2.其他法律行政止公开")
            .replace("1.属于国家秘密", "1．属于 国家秘密")
            .replace("7.属于行政执法案卷", "7、属于行政执法案")
            .replace("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "(二)部分公开")
            .replace("3.补正后申请内容仍不明确", "补正后申请内容仍不明确")
            .replace("现行有效件数", "现行有效件数（历史累计）")
            .into_bytes()
    };
    check("damaged.txt", 0, &damaged);
}

#[test]
fn rows_keep_their_place_however_they_are_numbered() {
    const LEADS: [&str; 5] = ["1.", "2.", "3.", "4.", "5."];
    // Every list begins again: （1）; ①; one count through all rows; none at all.
    let renumbered = |tables: &Tables, number: &dyn Fn(usize, usize) -> String| {
        let mut count = 0;
        let text = text_report(tables, &joined);
        let cells = text.split(" | ").map(|cell| {
            let lead = LEADS.iter().position(|lead| cell.starts_with(lead) && cell.len() > 6);
            let Some(lead) = lead else { return cell.to_string() };
            count += 1;
            number(lead, count) + &cell[2..]
        });
        cells.collect::<Vec<_>>().join(" | ").into_bytes()
    };
    check("bracketed.txt", 0, &|tables| renumbered(tables, &|lead, _| format!("（{}）", lead + 1)));
    check("circled.txt", 0, &|tables| renumbered(tables, &|lead, _| ["①", "②", "③", "④", "⑤"][lead].into()));
    check("counted.txt", 0, &|tables| renumbered(tables, &|_, count| format!("{count}．")));
    check("bare.txt", 0, &|tables| renumbered(tables, &|_, _| String::new()));
    check("restarted.txt", 0, &|tables| {
        let text = text_report(tables, &joined);
        ["（一）", "（二）", "（三）", "（四）", "（五）", "（六）", "（七）"]
            .iter()
            .zip(["1.", "2.", "3.", "4.", "5.", "6.", "7."])
            .fold(text, |text, (from, to)| {
                text.replace(&format!("{from}予"), &format!("{to}予"))
                    .replace(&format!("{from}其他处理"), &format!("{to}其他处理"))
            })
            .into_bytes()
    });
}

/// The 2019 form's table 2 in front of today's other tables, in every format.
#[test]
fn the_form_of_2019_is_read_from_any_format() {
    let rows = [
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "13", "12", "524"],
        ["规范性文件", "60", "59", "368"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "7", "1", "2101"],
        ["其他对外管理服务事项", "3", "0", "8"],
        ["行政处罚", "4", "0", "31"],
        ["行政强制", "2", "0", "5"],
    ];
    let cell = |text: &&str| Cell { text: (*text).into(), rows: 1, columns: 1 };
    let two: Grid = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let tables = figures(11, 0, true);
    let of_2019 = |write: &dyn Fn(&Grid) -> String| {
        let [standard, ..] = grids(&tables);
        text_report(&tables, write).replacen(&write(&standard), &write(&two), 1)
    };
    let docx = docx_of(&of_2019(&docx_table));
    let files: [(&str, Vec<u8>); 5] = [
        ("2019.txt", of_2019(&joined).into_bytes()),
        ("2019-cells.txt", of_2019(&|grid| cell_lines(grid, false, false)).into_bytes()),
        ("2019.md", of_2019(&markdown).into_bytes()),
        ("2019.docx", docx),
        ("2019.xlsx", xlsx_of(&[two.clone(), grids(&tables)[1].clone(), grids(&tables)[2].clone()])),
    ];
    for (name, bytes) in files {
        let report = read(name, &bytes, &Limits::default()).unwrap();
        assert_eq!(report.form, law::annual_report::Form::Trial2019, "{name}");
        assert_eq!(report.table2.regulations[0], Some(13), "{name}");
        assert_eq!(report.table2.normative_documents[0], Some(60), "{name}");
        let decisions = (report.table2.licences, report.table2.penalties, report.table2.coercions);
        assert_eq!(decisions, (Some(2101), Some(31), Some(5)), "{name}");
        let rows: Vec<&str> = report.trial_rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(rows.len(), 6, "{name} {rows:?}");
        assert_eq!((report.table3, report.table4), (tables.table3, tables.table4), "{name}");
    }
}

#[test]
fn annotated_cells_keep_figure_and_remark() {
    let mut tables = figures(7, 0, false);
    tables.set(Place::Cell2(Row2::Regulations, 0), Some(22));
    let html = html_report(&tables, false).replacen(
        "<td rowspan=\"1\" colspan=1>22</td>",
        "<td>22<br>（其中修订16件）</td>",
        1,
    );
    let report = read("annotated.html", html.as_bytes(), &Limits::default()).unwrap();
    assert!(differences(&report, &tables).is_empty());
    assert_eq!(report.notes.len(), 1);
    assert_eq!(report.notes[0].place, Place::Cell2(Row2::Regulations, 0));
}

#[test]
fn words_in_a_figure_cell_are_named() {
    let tables = figures(9, 0, false);
    let total = tables.count(Place::Cell3(Row3::Total, Applicant::Total)).unwrap();
    let html = html_report(&tables, false);
    let at = html.rfind(&format!(">{total}<")).unwrap();
    let html = format!("{}>见附件<{}", &html[..at], &html[at + format!(">{total}<").len()..]);
    let report = read("words.html", html.as_bytes(), &Limits::default()).unwrap();
    let told: Vec<String> = report.findings.iter().map(|finding| finding.place.to_string()).collect();
    assert_eq!(told, ["table3.total.total"], "{:#?}", report.findings);
}

#[test]
fn tables_that_are_images_are_said_to_be() {
    let text = "<h1>某某县人民政府2024年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>文字。</p><p>二、主动公开政府信息情况</p>\
                <p><img src=1.png></p><p>三、收到和处理政府信息公开申请情况</p><img src=2.png>\
                <p>四、政府信息公开行政复议、行政诉讼情况</p><img src=3.png><p>五、存在的主要问题及改进情况</p><p>无。</p>";
    let report = read("images.html", text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(report.findings.len(), 3, "{:#?}", report.findings);
    assert!(report.findings.iter().all(|finding| finding.message.contains("图片")));
}
