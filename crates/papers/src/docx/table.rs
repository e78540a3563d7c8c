//! 表格：合并的行与列、每页重复的表头、固定的列宽。

use super::{TEXT_WIDTH, escape, write_sized_paragraph};
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
    let rows = Rows::new(table, &placed, &widths);
    for (row, squares) in grid.iter().enumerate() {
        let repeated = if row < table.head.len() { "<w:tblHeader/>" } else { "" };
        let _ = write!(out, "<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>");
        rows.write(out, squares, row);
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// The columns in twentieths of a point, together exactly as wide as the text.
fn widths(table: &Table) -> Vec<u32> {
    let whole: u32 = table.widths.iter().map(|width| u32::from(*width)).sum::<u32>().max(1);
    let mut widths: Vec<u32> =
        table.widths.iter().map(|width| TEXT_WIDTH * u32::from(*width) / whole).collect();
    let rest = TEXT_WIDTH - widths.iter().sum::<u32>();
    if let Some(last) = widths.last_mut() {
        *last += rest;
    }
    widths
}

/// What all rows of one table share.
struct Rows<'a> {
    placed: &'a [Placed<'a>],
    widths: &'a [u32],
    style: &'static str,
    /// Half points, where the style's own size would not hold the longest number.
    size: Option<u32>,
    /// Word keeps a table on one page when each row stays with the next. The last one stays with what follows too:
    /// without that LibreOffice takes the table for one that must not break, and leaves its heading behind.
    together: bool,
}

impl<'a> Rows<'a> {
    fn new(table: &Table, placed: &'a [Placed<'a>], widths: &'a [u32]) -> Rows<'a> {
        let (style, usual) = match table.density {
            Density::Normal => ("TableText", 21),
            Density::Dense => ("TableTextDense", 18),
        };
        let size = (table.text_points() * 2.0).floor() as u32;
        Rows { placed, widths, style, size: (size < usual).then_some(size), together: table.whole }
    }

    fn write(&self, out: &mut String, squares: &[Option<usize>], row: usize) {
        let mut column = 0;
        while column < squares.len() {
            let Some(covering) = squares[column].map(|index| self.placed[index]) else {
                self.cell(out, &Cell::words(""), "", self.widths[column]);
                column += 1;
                continue;
            };
            let across = usize::from(covering.cell.colspan).max(1).min(squares.len() - column);
            let width = self.widths[column..column + across].iter().sum();
            let mut merge =
                if across > 1 { format!("<w:gridSpan w:val=\"{across}\"/>") } else { String::new() };
            if covering.row < row {
                // A square that an earlier cell reaches down over: present, but empty.
                merge.push_str("<w:vMerge/>");
                self.cell(out, &Cell::words(""), &merge, width);
            } else {
                if covering.cell.rowspan > 1 {
                    merge.push_str("<w:vMerge w:val=\"restart\"/>");
                }
                self.cell(out, covering.cell, &merge, width);
            }
            column += across;
        }
    }

    fn cell(&self, out: &mut String, cell: &Cell, merge: &str, width: u32) {
        let align = match cell.align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        };
        let together = if self.together { "<w:keepNext/>" } else { "" };
        let _ = write!(
            out,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{merge}<w:vAlign w:val=\"center\"/></w:tcPr>"
        );
        let properties = format!("{together}<w:jc w:val=\"{align}\"/>");
        write_sized_paragraph(out, self.style, &properties, self.size, &cell.text);
        out.push_str("</w:tc>");
    }
}
