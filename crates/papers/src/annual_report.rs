//! 年度报告成文：编成的报告 → 文书。Tables are drawn from the layout of the form, never from a copy of it.

use crate::charts;
use crate::document::{Align, Block, Cell, Density, Document, Heading, Span, Table};
use jiff::civil::Date;
use law::annual_report::layout::{self, CellKind, LayoutRow};
use law::annual_report::{Place, Row2, Tables};
use office::annual_report::{AnnualReport, Block as Written, Span as WrittenSpan, TableNo};
use office::metric::cell_metric;
use rust_decimal::Decimal;

/// Where figures lead. On paper nowhere; on a page to the records they count.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// The address of a figure's records, `{metric}` standing for the metric's id:
    /// `/disclosure/reports/2024/figures/{metric}`.
    pub figures: Option<String>,
}

impl Links {
    fn to(&self, metric: &str) -> Option<String> {
        self.figures.as_ref().map(|pattern| pattern.replace("{metric}", metric))
    }
}

pub const BANNER: &str = "演示数据：本件所列记录均系虚构，仅供演示";

/// The report as a paper.
pub fn document(report: &AnnualReport, links: &Links) -> Document {
    let mut writing = Writing { report, links, blocks: Vec::new(), charts: 0, headings: 0 };
    report.preface.iter().for_each(|block| writing.add(block, 0));
    for (part, number) in report.parts.iter().zip(1..) {
        writing.heading(1, &part.title, format!("part-{number}"));
        part.blocks.iter().for_each(|block| writing.add(block, number));
    }
    let mut blocks = writing.blocks;
    blocks.push(Block::Signature(vec![report.organ.name.clone(), chinese_date(report.dated)]));
    Document {
        title: title(report),
        title_lines: vec![report.organ.name.clone(), subject(report)],
        subtitle: None,
        organ: report.organ.name.clone(),
        dated: Some(report.dated),
        banner: report.demonstration.then(|| BANNER.to_owned()),
        blocks,
    }
}

pub fn title(report: &AnnualReport) -> String {
    format!("{}{}", report.organ.name, subject(report))
}

fn subject(report: &AnnualReport) -> String {
    format!("{}年政府信息公开工作年度报告", report.year)
}

/// 2025年1月20日
pub fn chinese_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The paper as it grows; charts and headings are numbered as they come.
struct Writing<'a> {
    report: &'a AnnualReport,
    links: &'a Links,
    blocks: Vec<Block>,
    charts: usize,
    headings: usize,
}

impl Writing<'_> {
    fn add(&mut self, block: &Written, part: usize) {
        match block {
            Written::Heading(text) => {
                self.headings += 1;
                self.heading(2, text, format!("part-{part}-{}", self.headings));
            }
            Written::Paragraph(spans) => {
                let spans = spans.iter().map(|span| linked(self.links, span)).collect();
                self.blocks.push(Block::Paragraph(spans));
            }
            Written::Table(number) => self.blocks.push(Block::Table(table(self.report, self.links, *number))),
            Written::Chart(index) => {
                let Some(chart) = self.report.charts.get(*index) else { return };
                self.charts += 1;
                self.blocks.push(Block::Chart(charts::draw(chart, self.charts)));
            }
        }
    }

    fn heading(&mut self, level: u8, text: &str, id: String) {
        self.blocks.push(Block::Heading(Heading { level, text: text.to_owned(), id }));
    }
}

fn linked(links: &Links, span: &WrittenSpan) -> Span {
    Span {
        text: span.text.clone(),
        link: span.metric.as_deref().and_then(|metric| links.to(metric)),
        metric: span.metric.clone(),
    }
}

fn table(report: &AnnualReport, links: &Links, number: TableNo) -> Table {
    form_table(number, &report.tables, &|cell, place| {
        let metric = metric_at(report, place);
        Cell { link: metric.as_deref().and_then(|metric| links.to(metric)), metric, ..cell }
    })
}

/// The metric a cell states, where the report keeps its figure.
pub(crate) fn metric_at(report: &AnnualReport, place: Place) -> Option<String> {
    let metric = cell_metric(place)?;
    report.figures.contains_key(&metric).then_some(metric)
}

/// One of the three tables with the figures given; `dress` adds links or marks to the cells.
pub fn form_table(number: TableNo, tables: &Tables, dress: &dyn Fn(Cell, Place) -> Cell) -> Table {
    let (rows, head, widths, density) = match number {
        TableNo::Two => (layout::table2(), 0, vec![4, 3, 3, 3], Density::Normal),
        TableNo::Three => {
            let widths = [vec![15, 28, 92], vec![22; 7]].concat();
            (layout::table3(tables.table3.single_other_handling), 3, widths, Density::Dense)
        }
        TableNo::Four => (layout::table4(), 3, vec![1; 15], Density::Dense),
    };
    let mut rows: Vec<Vec<Cell>> = rows.iter().map(|row| cells(row, tables, dress)).collect();
    let body = rows.split_off(head);
    Table {
        id: id(number).to_owned(),
        caption: caption(number).to_owned(),
        caption_hidden: true,
        head: rows,
        body,
        widths,
        density,
        whole: true,
        ..Table::default()
    }
}

pub const fn id(number: TableNo) -> &'static str {
    match number {
        TableNo::Two => "table2",
        TableNo::Three => "table3",
        TableNo::Four => "table4",
    }
}

pub const fn caption(number: TableNo) -> &'static str {
    match number {
        TableNo::Two => "表二　主动公开政府信息情况",
        TableNo::Three => "表三　收到和处理政府信息公开申请情况",
        TableNo::Four => "表四　政府信息公开行政复议、行政诉讼情况",
    }
}

fn cells(row: &LayoutRow, tables: &Tables, dress: &dyn Fn(Cell, Place) -> Cell) -> Vec<Cell> {
    row.iter()
        .map(|cell| {
            let (colspan, rowspan) = (cell.colspan as u16, cell.rowspan as u16);
            match cell.kind {
                CellKind::Header => Cell::column(cell.text).spanning(colspan, rowspan),
                CellKind::RowHeader => {
                    let align = if rowspan > 1 { Align::Centre } else { Align::Left };
                    Cell::row(cell.text).spanning(colspan, rowspan).aligned(align)
                }
                CellKind::Value(place) => dress(figure(tables, place).spanning(colspan, rowspan), place),
            }
        })
        .collect()
}

/// The figure at a place; a blank cell stays blank.
fn figure(tables: &Tables, place: Place) -> Cell {
    let text = value(tables, place).map(|value| value.to_string()).unwrap_or_default();
    Cell { value: value(tables, place), place: Some(place), ..Cell::words(text).aligned(Align::Centre) }
}

/// The number at a place: a count, or the fee in 万元 with its digits as entered.
pub fn value(tables: &Tables, place: Place) -> Option<Decimal> {
    match place {
        Place::Cell2(Row2::Fees, _) => tables.table2.fees,
        other => tables.count(other).map(Decimal::from),
    }
}
