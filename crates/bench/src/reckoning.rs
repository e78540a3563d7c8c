//! Working days: added and counted.

use crate::measure::{Table, rate};
use anyhow::Result;
use jiff::civil::{Date, date};
use law::workday::Calendar;

pub fn measure(table: &mut Table) -> Result<()> {
    let calendar = Calendar::builtin();
    let first = date(2004, 1, 1);
    let days: Vec<Date> =
        first.series(jiff::Span::new().days(1)).take_while(|day| day.year() <= 2026).collect();
    let add = rate(|| {
        for day in &days {
            std::hint::black_box(calendar.add(*day, 20).is_ok());
        }
        days.len() as u64
    });
    let count = rate(|| {
        for pair in days.windows(61) {
            std::hint::black_box(calendar.count(pair[0], pair[60]).is_ok());
        }
        days.len() as u64 - 60
    });
    table.note("workdays: the 20th working day after each day of 2004–2026", format!("{:.1} M/s", add / 1e6));
    table.note("workdays: working days in 60 days from each", format!("{:.1} M/s", count / 1e6));
    Ok(())
}
