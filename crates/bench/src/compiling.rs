//! Compiling the demonstration's year, beside scanning the same rows with no work.

use crate::measure::{Table, shortest};
use anyhow::{Result, ensure};
use jiff::civil::date;
use office::annual_report::AnnualReport;
use std::path::{Path, PathBuf};

const YEAR: i16 = 2024;
/// Single records of the year and of the year before.
const RECORDS: u64 = 660_000;

pub fn measure(table: &mut Table, shown: bool) -> Result<AnnualReport> {
    let data = std::env::temp_dir().join(format!("gongkai-bench-{}", std::process::id()));
    let ended = measure_in(table, shown, &data);
    std::fs::remove_dir_all(&data)?;
    ended
}

fn measure_in(table: &mut Table, shown: bool, data: &Path) -> Result<AnnualReport> {
    let (writing, ()) = shortest(|| Ok(demo::write(data, &|_, _| ())?))?;
    for sheet in demo::desk_sheets().into_iter().chain(demo::entered_sheets()) {
        std::fs::write(data.join(sheet.path()), sheet.csv())?;
    }
    let today = date(YEAR + 1, 1, 20);
    let (compiling, compiled) =
        shortest(|| Ok(folder::compile_year(data, YEAR, today, None.into(), &|_, _| ())?))?;
    if shown {
        let files = records(&data.join("records"))?;
        let (scanning, rows) = shortest(|| scan(&files))?;
        ensure!(rows >= RECORDS, "the demonstration has {rows} records only");
        table.note("writing the demonstration's records", format!("{writing:.2} s"));
        table.note(format!("compile {YEAR} from {rows} records"), format!("{compiling:.2} s"));
        table.note("scanning the same rows with no work", format!("{scanning:.2} s"));
        table.note("compile against scanning", format!("{:.1} times the time", compiling / scanning));
    }
    Ok(compiled.report)
}

fn scan(files: &[PathBuf]) -> Result<u64> {
    let mut rows = 0;
    for file in files {
        rows += folder::scan_only(file)?;
    }
    Ok(rows)
}

/// The files of every year, in any order.
fn records(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for year in std::fs::read_dir(folder)? {
        for file in std::fs::read_dir(year?.path())? {
            files.push(file?.path());
        }
    }
    Ok(files)
}
