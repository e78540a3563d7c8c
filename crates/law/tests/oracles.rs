//! 与公开日历软件逐日比对。`GONGKAI_ORACLES` names a folder of files with one line a day, «YYYY-MM-DD 0|1», as
//! xtask/oracles makes them; unset, there is nothing to compare with and the test passes.
//!
//! With chinesecalendar 1.11.0 (PyPI) and chinese-days 1.5.7 (npm), both covering 2004 to 2026, every one of
//! the 8,401 days agrees. A day that differs is an error of theirs or of ours: look it up in the notice.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout)]

use jiff::civil::Date;
use law::workday::Calendar;
use std::path::Path;

#[test]
fn every_day_agrees_with_the_public_packages() {
    let Some(folder) = std::env::var_os("GONGKAI_ORACLES") else { return };
    let mut compared = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        compared += compare(&entry.unwrap().path());
    }
    assert!(compared > 0, "{} holds nothing to compare with", Path::new(&folder).display());
}

/// Years without a notice are left out: there, theirs is the newer word and ours is marked provisional.
fn compare(path: &Path) -> usize {
    let calendar = Calendar::builtin();
    let text = std::fs::read_to_string(path).unwrap();
    let days = text.lines().map(|line| line.split_once(' ').unwrap());
    let days = days.map(|(date, worked)| (date.parse::<Date>().unwrap(), worked == "1"));
    let known: Vec<(Date, bool)> = days.filter(|(date, _)| !calendar.day(*date).provisional).collect();
    let different: Vec<&(Date, bool)> =
        known.iter().filter(|(date, worked)| calendar.is_working_day(*date) != *worked).collect();
    assert!(different.is_empty(), "{}: they say otherwise of {different:?}", path.display());
    println!("{}: {} days agree", path.display(), known.len());
    known.len()
}

/// The table our notices were written from, where it is at hand.
#[test]
fn every_day_agrees_with_the_collected_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/holidays_cn.csv");
    let Ok(table) = std::fs::read_to_string(path) else { return };
    let named: std::collections::BTreeMap<Date, bool> = table
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|row| (row[0].parse().unwrap(), row[1] == "makeup"))
        .collect();
    let calendar = Calendar::builtin();
    let days = jiff::civil::date(2004, 1, 1).series(jiff::Span::new().days(1));
    for day in days.take_while(|day| day.year() <= 2026) {
        let worked = named.get(&day).copied().unwrap_or(day.weekday().to_monday_zero_offset() < 5);
        assert_eq!(calendar.is_working_day(day), worked, "{day}");
    }
}
