//! 汇总成文：下级各单位报告合计的三张表，以及缺报、迟报、不一致等清单。

use crate::annual_report::{BANNER, caption, chinese_date, form_table};
use crate::document::{Block, Cell, Density, Document, Heading, Span, Table};
use jiff::civil::Date;
use law::annual_report::Tables;
use office::annual_report::TableNo;
use rust_decimal::Decimal;

/// What adding up many reports has found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Aggregate {
    /// «枣庄市2024年政府信息公开工作年度报告汇总»
    pub title: String,
    /// Who added up.
    pub organ: String,
    pub dated: Option<Date>,
    pub demonstration: bool,
    /// What stands at the top: how many units, how many missing, late, with errors.
    pub summary: Vec<String>,
    /// The sums; `None` where there was nothing to add.
    pub sums: Option<Tables>,
    /// 各单位一览、缺报、迟报、不一致、同比异常…… each a table that may be sorted.
    pub lists: Vec<List>,
    /// How it was reckoned: thresholds, what was left out.
    pub notes: Vec<String>,
}

/// One list, a row a unit or a finding.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    pub title: String,
    /// Said in place of an empty table («没有缺报单位。»).
    pub when_empty: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Entry>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub label: String,
    /// Relative width.
    pub width: u16,
}

impl Column {
    pub fn new(label: impl Into<String>, width: u16) -> Column {
        Column { label: label.into(), width }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Words(String),
    Number(Decimal),
    Blank,
}

impl From<&str> for Entry {
    fn from(text: &str) -> Entry {
        Entry::Words(text.to_owned())
    }
}

impl From<String> for Entry {
    fn from(text: String) -> Entry {
        Entry::Words(text)
    }
}

impl From<u64> for Entry {
    fn from(number: u64) -> Entry {
        Entry::Number(number.into())
    }
}

impl From<Decimal> for Entry {
    fn from(number: Decimal) -> Entry {
        Entry::Number(number)
    }
}

/// The paper: summary, sums, lists, notes. `papers::xlsx::tables` makes its workbook.
pub fn document(aggregate: &Aggregate) -> Document {
    let mut blocks: Vec<Block> =
        aggregate.summary.iter().map(|text| Block::Paragraph(vec![Span::text(text.as_str())])).collect();
    let mut sections = Sections::default();
    if let Some(sums) = &aggregate.sums {
        for number in [TableNo::Two, TableNo::Three, TableNo::Four] {
            let name = caption(number).split('　').next_back().unwrap_or_default();
            blocks.push(sections.next(&format!("{name}（合计）")));
            blocks.push(Block::Table(form_table(number, sums, &|cell, _| cell)));
        }
    }
    for (index, list) in aggregate.lists.iter().enumerate() {
        blocks.push(sections.next(&list.title));
        blocks.push(match list.rows.is_empty() {
            true => Block::Paragraph(vec![Span::text(list.when_empty.as_str())]),
            false => Block::Table(list_table(list, index + 1)),
        });
    }
    if !aggregate.notes.is_empty() {
        blocks.push(sections.next("说明"));
        blocks.extend(aggregate.notes.iter().map(|note| Block::Note(note.clone())));
    }
    let signature =
        aggregate.dated.map(|date| Block::Signature(vec![aggregate.organ.clone(), chinese_date(date)]));
    blocks.extend(signature);
    Document {
        title: aggregate.title.clone(),
        title_lines: title_lines(aggregate),
        subtitle: None,
        organ: aggregate.organ.clone(),
        dated: aggregate.dated,
        banner: aggregate.demonstration.then(|| BANNER.to_owned()),
        blocks,
    }
}

/// The organ on a line of its own, as in the title of a report.
fn title_lines(aggregate: &Aggregate) -> Vec<String> {
    match aggregate.title.strip_prefix(aggregate.organ.as_str()).filter(|_| !aggregate.organ.is_empty()) {
        Some(rest) => vec![aggregate.organ.clone(), rest.to_owned()],
        None => Vec::new(),
    }
}

/// Numbers the headings 一、二、三……
#[derive(Default)]
struct Sections(usize);

impl Sections {
    fn next(&mut self, title: &str) -> Block {
        self.0 += 1;
        let text = format!("{}、{title}", numeral(self.0));
        Block::Heading(Heading { level: 1, text, id: format!("section-{}", self.0) })
    }
}

/// 一 to 九十九, beyond which no paper goes.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}

fn list_table(list: &List, number: usize) -> Table {
    let table = Table {
        id: format!("list-{number}"),
        caption: list.title.clone(),
        caption_hidden: true,
        head: vec![list.columns.iter().map(|column| Cell::column(column.label.as_str())).collect()],
        body: list.rows.iter().map(|row| row_cells(row, list.columns.len())).collect(),
        widths: list.columns.iter().map(|column| column.width.max(1)).collect(),
        sortable: true,
        density: Density::Dense,
        whole: false,
    };
    Table { widths: table.widths_with_room(), ..table }
}

/// The first entry names the row; rows that are too short are filled up, too long ones cut.
fn row_cells(row: &[Entry], width: usize) -> Vec<Cell> {
    let entries = row.iter().chain(std::iter::repeat(&Entry::Blank)).take(width);
    entries
        .enumerate()
        .map(|(index, entry)| match entry {
            Entry::Words(text) if index == 0 => Cell::row(text.as_str()),
            Entry::Words(text) => Cell::words(text.as_str()),
            Entry::Number(number) => Cell::number(*number),
            Entry::Blank => Cell::words(""),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_in_chinese() {
        for (number, words) in [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")] {
            assert_eq!(numeral(number), words);
        }
    }

    #[test]
    fn rows_of_any_length_fill_the_table() {
        assert_eq!(row_cells(&["甲县".into()], 3).len(), 3);
        assert_eq!(row_cells(&["甲县".into(), 1.into(), 2.into()], 2).len(), 2);
    }
}
