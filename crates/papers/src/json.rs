//! 机器可读：CONTRACT.md所定的报告形状，外加每个数字的来处。

use crate::annual_report::title;
use office::annual_report::{AnnualReport, Block};
use serde_json::{Value, json};

/// One object, indented, ending in a newline.
pub fn annual_report(report: &AnnualReport) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(&value(report)).expect("maps with text keys always serialise");
    bytes.push(b'\n');
    bytes
}

/// `figures`, `title`, `dated` and `demonstration` are more than CONTRACT.md asks.
pub fn value(report: &AnnualReport) -> Value {
    let preface = json!({"number": 0, "title": "", "paragraphs": paragraphs(&report.preface)});
    let parts = report.parts.iter().enumerate().map(|(index, part)| {
        json!({"number": index + 1, "title": part.title, "paragraphs": paragraphs(&part.blocks)})
    });
    json!({
        "organ": report.organ.name,
        "year": report.year,
        "form": "2021",
        "title": title(report),
        "dated": report.dated,
        "demonstration": report.demonstration,
        "table2": report.tables.table2,
        "table3": report.tables.table3,
        "table4": report.tables.table4,
        "claims": [],
        "findings": [],
        "parts": std::iter::once(preface).chain(parts).collect::<Value>(),
        "figures": report.figures.values().collect::<Vec<_>>(),
    })
}

fn paragraphs(blocks: &[Block]) -> Vec<String> {
    let words = blocks.iter().filter_map(|block| match block {
        Block::Heading(text) => Some(text.clone()),
        Block::Paragraph(spans) => Some(spans.iter().map(|span| span.text.as_str()).collect()),
        Block::Table(_) | Block::Chart(_) => None,
    });
    words.collect()
}
