//! 计时：writing the demonstration, scanning its rows with no work, compiling its year.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data =
        std::env::args().nth(1).map_or_else(|| std::env::temp_dir().join("gongkai-measure"), PathBuf::from);
    let start = Instant::now();
    demo::write(&data, &|_, _| {})?;
    for sheet in demo::desk_sheets().into_iter().chain(demo::entered_sheets()) {
        std::fs::write(data.join(sheet.path()), sheet.csv())?;
    }
    println!("written in {:.3} s", start.elapsed().as_secs_f64());
    for _ in 0..5 {
        let start = Instant::now();
        let mut rows = 0;
        for sheet in demo::sheets() {
            rows += folder::scan_only(&data.join(sheet.path()))?;
        }
        let scan = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let today = jiff::civil::date(2025, 1, 15);
        let compiled = folder::compile_year(&data, demo::YEAR, today, None.into(), &|_, _| {})?;
        let compile = start.elapsed().as_secs_f64();
        let figures = compiled.report.figures.len();
        println!(
            "{rows} rows: scan {scan:.3} s, compile {compile:.3} s, ratio {:.2}; {figures} figures",
            compile / scan
        );
    }
    Ok(())
}
