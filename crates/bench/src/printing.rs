//! Each paper of the demonstration's report: time and size.

use crate::measure::{Table, shortest};
use anyhow::Result;
use jiff::civil::datetime;
use office::annual_report::AnnualReport;
use papers::{Fonts, Format};

pub fn measure(table: &mut Table, report: &AnnualReport) -> Result<()> {
    let (loading, fonts) = shortest(|| Ok(Fonts::new(Vec::new())))?;
    let stamp = datetime(2025, 1, 20, 9, 0, 0, 0);
    for format in Format::ALL {
        let (seconds, bytes) = shortest(|| Ok(papers::render(report, format, &fonts, stamp)?))?;
        table.note(
            format!("papers: {}", format.extension()),
            format!("{:.1} ms, {:.0} kB", seconds * 1e3, bytes.len() as f64 / 1024.0),
        );
    }
    table.note("papers: loading the embedded fonts", format!("{:.1} ms", loading * 1e3));
    Ok(())
}
