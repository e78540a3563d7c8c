//! 一张表：a header and rows, to CSV as they come, or to XLSX in memory.

use crate::Error;
use office::register::formula::guarded;
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Seek, Write};

/// Rows an XLSX holds at most here, since it is made in memory; more go to CSV.
pub const MOST_ROWS: u64 = 200_000;

/// With the mark that spreadsheet programs look for, and no cell that they would run. How many rows were written.
pub fn csv<W: Write, E: From<Error>>(
    mut target: W,
    header: Vec<String>,
    rows: impl Iterator<Item = Result<Vec<String>, E>>,
) -> Result<u64, E> {
    target.write_all("\u{feff}".as_bytes()).map_err(Error::from)?;
    let mut writer = ::csv::Writer::from_writer(target);
    let line = |writer: &mut ::csv::Writer<W>, cells: &[String]| {
        writer.write_record(cells).map_err(|error| Error::Writing(error.into()))
    };
    line(&mut writer, &header)?;
    let mut count = 0;
    for cells in rows {
        let cells: Vec<String> = cells?.iter().map(|cell| guarded(cell).into_owned()).collect();
        line(&mut writer, &cells)?;
        count += 1;
    }
    writer.flush().map_err(Error::from)?;
    Ok(count)
}

/// Cells as texts, so that a number of many digits stays what it is. How many rows were written.
pub fn xlsx<W: Write + Seek + Send, E: From<Error>>(
    target: W,
    name: &str,
    header: Vec<String>,
    rows: impl Iterator<Item = Result<Vec<String>, E>>,
) -> Result<u64, E> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).map_err(Error::from)?;
    sheet.set_freeze_panes(1, 0).map_err(Error::from)?;
    let bold = Format::new().set_bold();
    for (column, cell) in (0..).zip(&header) {
        sheet.set_column_width(column, 18).map_err(Error::from)?;
        sheet.write_with_format(0, column, cell, &bold).map_err(Error::from)?;
    }
    let mut count = 0;
    for cells in rows {
        count += 1;
        for (column, cell) in (0..).zip(&cells?) {
            sheet.write_string(count, column, cell).map_err(Error::from)?;
        }
    }
    workbook.save_to_writer(target).map_err(Error::from)?;
    Ok(count.into())
}
