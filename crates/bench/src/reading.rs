//! Reading and checking HTML reports, beside bare tokenising of the same bytes.

use crate::measure::{Table, rate};
use crate::seeds::html;
use anyhow::{Result, ensure};
use html5gum::Tokenizer;
use reports::check::{Context, check};
use reports::read::{Limits, read};

/// A second, on one core.
const BAR: f64 = 2_000.0;
/// Different organs, so that no report is read twice in a row from a warm cache.
const ORGANS: u64 = 500;

pub fn measure(table: &mut Table) -> Result<()> {
    let pages: Vec<String> = (0..ORGANS).map(|no| html(no * 77)).collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    let good = pages.iter().filter(|page| work(page) == Some(0)).count();
    ensure!(good == pages.len(), "{good} of {} right reports pass the checker", pages.len());
    let read_and_checked = rate(|| each(&pages, work));
    let only_read = rate(|| each(&pages, |page| read("a.html", page.as_bytes(), &Limits::default())));
    let tokens = rate(|| each(&pages, |page| Tokenizer::new(page).count()));
    let size = bytes / pages.len();
    table.bar(
        format!("read + check an HTML report of {size} bytes, one core"),
        format!("{read_and_checked:.0}/s"),
        "≥ 2,000/s",
        read_and_checked >= BAR,
    );
    table.note("of that, reading alone", format!("{only_read:.0}/s"));
    table.note("bare HTML tokens of the same bytes", format!("{tokens:.0}/s"));
    table
        .note("read + check against bare tokens", format!("{:.1} times the time", tokens / read_and_checked));
    Ok(())
}

fn each<T>(pages: &[String], work: impl Fn(&str) -> T) -> u64 {
    for page in pages {
        std::hint::black_box(work(page));
    }
    pages.len() as u64
}

/// How many errors a page has, as `gongkai report check` finds them.
fn work(page: &str) -> Option<usize> {
    let mut report = read("a.html", page.as_bytes(), &Limits::default()).ok()?;
    check(&mut report, &Context::default());
    Some(
        report
            .findings
            .iter()
            .filter(|finding| finding.severity == law::annual_report::rules::Severity::Error)
            .count(),
    )
}
