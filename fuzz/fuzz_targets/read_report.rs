//! Any bytes, under any ending: reading ends, and what was read can be written and read again.
//! `cargo +nightly fuzz run read_report -- -max_total_time=600 -timeout=5 -rss_limit_mb=2048`
#![no_main]

use libfuzzer_sys::fuzz_target;
use reports::check::{Context, check};
use reports::read::{Limits, read};

const ENDINGS: [&str; 8] = ["html", "docx", "xlsx", "pdf", "txt", "md", "json", ""];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = format!("report.{}", ENDINGS[usize::from(first % 8)]);
    let Ok(mut report) = read(&name, rest, &Limits::default()) else { return };
    check(&mut report, &Context::default());
    let json = serde_json::to_vec(&report).expect("a report is JSON");
    let again = read("again.json", &json, &Limits::default()).expect("our own JSON is readable");
    assert_eq!(again.tables(), report.tables());
});
