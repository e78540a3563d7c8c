//! 电子表格：表二、表三、表四照格式合并单元格，合计为公式，另附指标表；汇总清单一表一页。

use crate::Error;
use crate::annual_report::{BANNER, form_table, title, value};
use crate::document::{Align, Block, Cell, Density, Document, Placed, Table};
use jiff::civil::DateTime;
use law::annual_report::form::{Applicant, Result4};
use law::annual_report::{Place, Row3, Tables};
use office::annual_report::{AnnualReport, Figure, TableNo};
use office::register::Register;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};
use std::collections::{BTreeMap, HashSet};

const A4: u8 = 9;
const FONT: &str = "宋体";

/// The three tables and the metrics behind them. Totals are formulas with their results stored.
pub fn annual_report(report: &AnnualReport, timestamp: DateTime) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    book.set_properties(&properties(&title(report), &report.organ.name, timestamp)?);
    let banner = report.demonstration.then_some(BANNER);
    for (number, name) in [(TableNo::Two, "表二"), (TableNo::Three, "表三"), (TableNo::Four, "表四")] {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        form_sheet(sheet, number, &report.tables, &title(report))?;
        page_marks(sheet, banner);
    }
    let sheet = book.add_worksheet();
    sheet.set_name("指标")?;
    figures_sheet(sheet, report.year, &report.figures)?;
    page_marks(sheet, banner);
    Ok(book.save_to_buffer()?)
}

/// Every table of a document, a sheet each; those that may be sorted can be filtered.
pub fn tables(document: &Document, timestamp: DateTime) -> Result<Vec<u8>, Error> {
    let mut book = Workbook::new();
    book.set_properties(&properties(&document.title, &document.organ, timestamp)?);
    let mut names = HashSet::new();
    for block in &document.blocks {
        let Block::Table(table) = block else { continue };
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.caption, &mut names))?;
        let last = write_table(sheet, table, 0, &|_| None)?;
        set_columns(sheet, table, 96.0)?;
        finish(sheet, table, 0, last, last)?;
        if table.sortable && !table.body.is_empty() {
            sheet.autofilter(table.head.len().saturating_sub(1) as u32, 0, last, table.width() as u16 - 1)?;
        }
        sheet.set_freeze_panes(table.head.len() as u32, 0)?;
        page_marks(sheet, document.banner.as_deref());
    }
    if names.is_empty() {
        book.add_worksheet().set_name("无表格")?;
    }
    Ok(book.save_to_buffer()?)
}

fn properties(title: &str, organ: &str, at: DateTime) -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(
        at.year().unsigned_abs(),
        at.month().unsigned_abs(),
        at.day().unsigned_abs(),
    )?
    .and_hms(u16::from(at.hour().unsigned_abs()), at.minute().unsigned_abs(), f64::from(at.second()))?;
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(organ)
        .set_company(organ)
        .set_creation_datetime(&created))
}

/// At most 31 characters, none that Excel forbids, no name twice.
fn sheet_name(caption: &str, taken: &mut HashSet<String>) -> String {
    let allowed = |character: &char| !"[]:*?/\\'".contains(*character) && !character.is_control();
    let plain: String = caption.chars().filter(allowed).take(27).collect();
    let plain = if plain.trim().is_empty() { "表".to_owned() } else { plain.trim().to_owned() };
    let mut name = plain.clone();
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{plain}-{number}");
        number += 1;
    }
    name
}

// ---------------------------------------------------------------- 三张统计表

/// The title stands in row 1, the table begins in row 2.
const TOP: u32 = 1;

fn form_sheet(sheet: &mut Worksheet, number: TableNo, tables: &Tables, title: &str) -> Result<(), Error> {
    let table = form_table(number, tables, &|cell, _| cell);
    let across = table.width() as u16 - 1;
    let heading =
        Format::new().set_bold().set_font_size(14).set_font_name(FONT).set_align(FormatAlign::Center);
    let heading = heading.set_align(FormatAlign::VerticalCenter);
    sheet.merge_range(0, 0, 0, across, &format!("{title}　{}", table.caption), &heading)?;
    sheet.set_row_height(0, 28)?;
    let rows = positions(&table);
    let last = write_table(sheet, &table, TOP, &|placed| total_formula(placed, &rows, tables))?;
    let mut end = last;
    if number == TableNo::Three {
        end = last + 1;
        balance_row(sheet, end, &rows, tables)?;
    }
    set_columns(sheet, &table, if number == TableNo::Four { 120.0 } else { 92.0 })?;
    if number == TableNo::Four {
        sheet.set_landscape();
    }
    finish(sheet, &table, TOP, last, end)?;
    Ok(())
}

/// The row on the sheet of every row of table three.
fn positions(table: &Table) -> BTreeMap<Row3, u32> {
    let placed = table.placed();
    let rows = placed.iter().filter_map(|placed| match placed.cell.place {
        Some(Place::Cell3(row, Applicant::NaturalPerson)) => Some((row, placed.row as u32 + TOP)),
        _ => None,
    });
    rows.collect()
}

/// The formula of a total; a blank total stays blank.
fn total_formula(placed: &Placed<'_>, rows: &BTreeMap<Row3, u32>, tables: &Tables) -> Option<Formula> {
    let place = placed.cell.place?;
    let result = value(tables, place)?;
    let (row, column) = (placed.row as u32 + TOP, placed.column as u16);
    let sum = match place {
        Place::Cell3(_, Applicant::Total) => format!("=SUM({}:{})", at(row, column - 6), at(row, column - 1)),
        Place::Cell3(Row3::Total, _) => {
            let outcomes =
                rows.iter().filter(|(row, _)| matches!(row, Row3::Result(_))).map(|(_, line)| *line);
            let (first, last) = (outcomes.clone().min()?, outcomes.max()?);
            format!("=SUM({}:{})", at(first, column), at(last, column))
        }
        Place::Cell4(_, Result4::Total) => format!("=SUM({}:{})", at(row, column - 4), at(row, column - 1)),
        _ => return None,
    };
    Some(Formula::new(sum).set_result(result.to_string()))
}

/// 勾稽: under every column, whether the first item and the second make the third and the fourth.
fn balance_row(
    sheet: &mut Worksheet,
    line: u32,
    rows: &BTreeMap<Row3, u32>,
    tables: &Tables,
) -> Result<(), Error> {
    let grey = bordered(10.0).set_align(FormatAlign::Center).set_font_color("4A525C");
    sheet.merge_range(line, 0, line, 2, "勾稽核对：第一项＋第二项＝第三项（七）总计＋第四项", &grey)?;
    sheet.set_row_height(line, 24)?;
    for column in Applicant::ALL {
        let letter = column.index() as u16 + 3;
        let cell = |row: Row3| rows.get(&row).map(|line| at(*line, letter)).unwrap_or_default();
        let formula = format!(
            "=IF({}+{}={}+{},\"平\",\"不平\")",
            cell(Row3::New),
            cell(Row3::Carried),
            cell(Row3::Total),
            cell(Row3::CarriedOver)
        );
        let of = |row: Row3| u128::from(tables.table3.get(row, column).unwrap_or(0));
        let balanced = of(Row3::New) + of(Row3::Carried) == of(Row3::Total) + of(Row3::CarriedOver);
        let formula = Formula::new(formula).set_result(if balanced { "平" } else { "不平" });
        sheet.write_formula_with_format(line, letter, formula, &grey)?;
    }
    Ok(())
}

/// «D5»
fn at(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

// ---------------------------------------------------------------- 指标

const FIGURE_COLUMNS: [(&str, f64); 13] = [
    ("指标", 30.0),
    ("单位", 8.0),
    ("本年", 14.0),
    ("上年", 14.0),
    ("增减", 14.0),
    ("增减（%）", 11.0),
    ("记录数", 10.0),
    ("登记簿", 18.0),
    ("指标编号", 30.0),
    ("记录算得", 14.0),
    ("调整人", 12.0),
    ("调整理由", 30.0),
    ("调整日期", 14.0),
];

fn figures_sheet(sheet: &mut Worksheet, year: i16, figures: &BTreeMap<String, Figure>) -> Result<(), Error> {
    let head = bordered(10.5).set_bold().set_align(FormatAlign::Center).set_background_color("F0F2F5");
    for (column, (name, width)) in FIGURE_COLUMNS.iter().enumerate() {
        let name = match *name {
            "本年" => format!("{year}年"),
            "上年" => format!("{}年", year - 1),
            other => other.to_owned(),
        };
        sheet.write_string_with_format(0, column as u16, name, &head)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    for (index, figure) in figures.values().enumerate() {
        figure_row(sheet, index as u32 + 1, figure)?;
        let why = figure.overridden.as_ref().map(|overridden| overridden.why.as_str()).unwrap_or_default();
        let lines = [figure.label.as_str(), why, &figure.metric]
            .map(|text| (text_width(text) / 28.0).ceil().max(1.0));
        sheet.set_row_height(index as u32 + 1, lines.into_iter().fold(1.0, f64::max) * 15.0 + 3.0)?;
    }
    let last = figures.len() as u32;
    sheet.autofilter(0, 0, last, FIGURE_COLUMNS.len() as u16 - 1)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.set_print_area(0, 0, last, FIGURE_COLUMNS.len() as u16 - 1)?;
    Ok(())
}

fn figure_row(sheet: &mut Worksheet, line: u32, figure: &Figure) -> Result<(), Error> {
    let words = bordered(10.5).set_text_wrap();
    let numbers = bordered(10.5).set_align(FormatAlign::Right);
    sheet.write_string_with_format(line, 0, &figure.label, &words)?;
    sheet.write_string_with_format(line, 1, &figure.unit, &words)?;
    write_number(sheet, line, 2, figure.value, &numbers)?;
    match figure.prior {
        Some(prior) => {
            write_number(sheet, line, 3, prior, &numbers)?;
            let (this, last) = (at(line, 2), at(line, 3));
            let change =
                Formula::new(format!("={this}-{last}")).set_result((figure.value - prior).to_string());
            sheet.write_formula_with_format(line, 4, change, &numbers)?;
            let percent = (!prior.is_zero())
                .then(|| ((figure.value - prior) * Decimal::ONE_HUNDRED / prior).round_dp(2).to_string());
            let formula = format!("=IF({last}=0,\"\",ROUND(({this}-{last})/{last}*100,2))");
            let formula = Formula::new(formula).set_result(percent.unwrap_or_default());
            sheet.write_formula_with_format(line, 5, formula, &numbers)?;
        }
        None => (3..=5).try_for_each(|column| sheet.write_blank(line, column, &numbers).map(|_| ()))?,
    }
    sheet.write_number_with_format(line, 6, figure.records as f64, &numbers)?;
    let register =
        Register::find(&figure.register).map_or(figure.register.as_str(), |register| register.label);
    sheet.write_string_with_format(line, 7, register, &words)?;
    sheet.write_string_with_format(line, 8, &figure.metric, &words)?;
    match &figure.overridden {
        Some(overridden) => {
            write_number(sheet, line, 9, overridden.computed, &numbers)?;
            let dated = overridden.on.to_string();
            for (column, text) in [(10, &overridden.who), (11, &overridden.why), (12, &dated)] {
                sheet.write_string_with_format(line, column, text, &words)?;
            }
        }
        None => (9..=12).try_for_each(|column| sheet.write_blank(line, column, &words).map(|_| ()))?,
    }
    Ok(())
}

// ---------------------------------------------------------------- 一张表

/// Writes a table from `top` on and returns its last row.
fn write_table(
    sheet: &mut Worksheet,
    table: &Table,
    top: u32,
    formula: &dyn Fn(&Placed<'_>) -> Option<Formula>,
) -> Result<u32, Error> {
    let size = match table.density {
        Density::Normal => 11.0,
        Density::Dense => 10.0,
    };
    for placed in table.placed() {
        let (row, column) = (placed.row as u32 + top, placed.column as u16);
        let format = cell_format(placed.cell, size);
        let (down, right) = (u32::from(placed.cell.rowspan) - 1, placed.cell.colspan - 1);
        if down > 0 || right > 0 {
            sheet.merge_range(row, column, row + down, column + right, "", &format)?;
        }
        match (formula(&placed), placed.cell.value) {
            (Some(formula), _) => {
                sheet.write_formula_with_format(row, column, formula, &format)?;
            }
            (None, Some(value)) => write_number(sheet, row, column, value, &format)?,
            (None, None) if placed.cell.text.is_empty() => {
                sheet.write_blank(row, column, &format)?;
            }
            (None, None) => {
                sheet.write_string_with_format(row, column, &placed.cell.text, &format)?;
            }
        }
    }
    Ok(top + (table.head.len() + table.body.len()).max(1) as u32 - 1)
}

fn bordered(size: f64) -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(size)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
}

fn cell_format(cell: &Cell, size: f64) -> Format {
    let align = match cell.align {
        Align::Left => FormatAlign::Left,
        Align::Centre => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    };
    let format = bordered(size).set_align(align).set_text_wrap();
    if cell.scope.is_some() { format.set_background_color("F5F6F8") } else { format }
}

/// Numbers that a workbook cannot hold exactly are written as words.
fn write_number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: Decimal,
    format: &Format,
) -> Result<(), Error> {
    match value.to_f64() {
        Some(number) if value.mantissa().unsigned_abs() <= 1 << 53 => {
            sheet.write_number_with_format(row, column, number, format)?;
        }
        _ => {
            sheet.write_string_with_format(row, column, value.to_string(), format)?;
        }
    }
    Ok(())
}

/// Shares `total` character widths among the columns.
fn set_columns(sheet: &mut Worksheet, table: &Table, total: f64) -> Result<(), Error> {
    let widths = column_widths(table, total);
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    Ok(())
}

fn column_widths(table: &Table, total: f64) -> Vec<f64> {
    let whole: u32 = table.widths.iter().map(|width| u32::from(*width)).sum();
    let total = total.max(table.width() as f64 * 10.0);
    table.widths.iter().map(|width| (f64::from(*width) / f64::from(whole.max(1)) * total).max(5.0)).collect()
}

/// Row heights (merged cells never fit themselves), repeated head, print area, paper.
fn finish(sheet: &mut Worksheet, table: &Table, top: u32, last: u32, end: u32) -> Result<(), Error> {
    let widths = column_widths(table, if sheet_is_wide(table) { 120.0 } else { 92.0 });
    let line = if table.density == Density::Dense { 14.0 } else { 16.0 };
    let mut lines = vec![1.0_f64; (last - top + 1) as usize];
    for placed in table.placed() {
        let columns = placed.column..placed.column + usize::from(placed.cell.colspan);
        let width: f64 = widths.get(columns).map(|widths| widths.iter().sum()).unwrap_or(10.0);
        let needed = (text_width(&placed.cell.text) / (width - 2.0).max(2.0)).ceil();
        let share = needed / f64::from(placed.cell.rowspan);
        for row in placed.row..placed.row + usize::from(placed.cell.rowspan) {
            if let Some(height) = lines.get_mut(row) {
                *height = height.max(share);
            }
        }
    }
    for (row, lines) in lines.iter().enumerate() {
        sheet.set_row_height(top + row as u32, (lines * line + 8.0).min(400.0))?;
    }
    sheet.set_paper_size(A4).set_print_center_horizontally(true).set_print_fit_to_pages(1, 0);
    sheet.set_print_area(0, 0, end, table.width() as u16 - 1)?;
    if !table.head.is_empty() {
        sheet.set_repeat_rows(top, top + table.head.len() as u32 - 1)?;
    }
    Ok(())
}

fn sheet_is_wide(table: &Table) -> bool {
    table.width() > 12
}

/// Width in the units of column widths: a Han character takes two.
fn text_width(text: &str) -> f64 {
    text.chars().map(|character| if character.is_ascii() { 1.1 } else { 2.2 }).sum()
}

/// 页眉的演示标识与页脚的页码。
fn page_marks(sheet: &mut Worksheet, banner: Option<&str>) {
    if let Some(banner) = banner {
        sheet.set_header(format!("&C{}", banner.replace('&', "&&")));
    }
    sheet.set_footer("&C— &P —");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_short_plain_and_different() {
        let mut taken = HashSet::new();
        let check = |caption: &str, taken: &mut HashSet<String>, expected: &str| {
            assert_eq!(sheet_name(caption, taken), expected);
        };
        check("各单位[情况]", &mut taken, "各单位情况");
        check("各单位情况", &mut taken, "各单位情况-2");
        check("///", &mut taken, "表");
        assert!(sheet_name(&"长".repeat(80), &mut taken).chars().count() <= 31);
    }
}
