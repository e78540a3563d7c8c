//! 表格：合并的行与列、每页重复的表头、固定的列宽。

use super::{TEXT_WIDTH, escape, write_paragraph};
use crate::document::{Align, Cell, Density, Placed, Table};
use std::fmt::Write;

pub(super) fn write(out: &mut String, table: &Table) {
    let widths = widths(table);
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
         <w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"40\" w:type=\"dxa\"/>\
         <w:right w:w=\"40\" w:type=\"dxa\"/></w:tblCellMar><w:tblLook w:val=\"0620\" w:firstRow=\"1\" \
         w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>\
         <w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>",
        escape(&table.caption)
    );
    for width in &widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
    let (placed, grid) = (table.placed(), table.grid());
    for (row, squares) in grid.iter().enumerate() {
        let repeated = if row < table.head.len() { "<w:tblHeader/>" } else { "" };
        let _ = write!(out, "<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>");
        write_row(out, table, &placed, squares, row, &widths);
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// The columns in twentieths of a point, together exactly as wide as the text.
fn widths(table: &Table) -> Vec<u32> {
    let whole: u32 = table.widths.iter().map(|width| u32::from(*width)).sum::<u32>().max(1);
    let mut widths: Vec<u32> = table.widths.iter().map(|width| TEXT_WIDTH * u32::from(*width) / whole).collect();
    let rest = TEXT_WIDTH - widths.iter().sum::<u32>();
    if let Some(last) = widths.last_mut() {
        *last += rest;
    }
    widths
}

fn write_row(
    out: &mut String,
    table: &Table,
    placed: &[Placed<'_>],
    squares: &[Option<usize>],
    row: usize,
    widths: &[u32],
) {
    let mut column = 0;
    while column < squares.len() {
        let Some(covering) = squares[column].map(|index| placed[index]) else {
            write_cell(out, table, &Cell::words(""), "", widths[column]);
            column += 1;
            continue;
        };
        let across = usize::from(covering.cell.colspan).max(1).min(squares.len() - column);
        let width = widths[column..column + across].iter().sum();
        let mut merge = String::new();
        if across > 1 {
            let _ = write!(merge, "<w:gridSpan w:val=\"{across}\"/>");
        }
        if covering.row < row {
            // A cell that an earlier one reaches down over: present, but empty.
            merge.push_str("<w:vMerge/>");
            write_cell(out, table, &Cell::words(""), &merge, width);
        } else {
            if covering.cell.rowspan > 1 {
                merge.push_str("<w:vMerge w:val=\"restart\"/>");
            }
            write_cell(out, table, covering.cell, &merge, width);
        }
        column += across;
    }
}

fn write_cell(out: &mut String, table: &Table, cell: &Cell, merge: &str, width: u32) {
    let style = match table.density {
        Density::Normal => "TableText",
        Density::Dense => "TableTextDense",
    };
    let align = match cell.align {
        Align::Left => "<w:jc w:val=\"left\"/>",
        Align::Centre => "<w:jc w:val=\"center\"/>",
        Align::Right => "<w:jc w:val=\"right\"/>",
    };
    let _ = write!(
        out,
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{merge}<w:vAlign w:val=\"center\"/></w:tcPr>"
    );
    write_paragraph(out, style, align, &cell.text);
    out.push_str("</w:tc>");
}
