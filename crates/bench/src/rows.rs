//! A register of a million rows: taken in from files by the command, then its pages over HTTP, as a clerk's browser gets
//! them.

use crate::cases::{PASSWORD, Server, gongkai, median, millis};
use crate::http::Client;
use crate::measure::{self, Table};
use anyhow::{Result, ensure};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What the bureau of the published report had in its year, and what makes a million of it.
const FILES: [u64; 2] = [613_000, 387_000];
const YEAR: i16 = 2025;
const IMPORT_BAR: Duration = Duration::from_secs(60);
const FLAT_KB: u64 = 64 * 1024;
const PAGE_BAR: Duration = Duration::from_millis(20);

pub fn measure(table: &mut Table) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("gongkai-bench-rows-{}", std::process::id()));
    let ended = in_folder(table, &folder);
    std::fs::remove_dir_all(&folder)?;
    ended
}

fn in_folder(table: &mut Table, folder: &Path) -> Result<()> {
    let made =
        gongkai()?.args(["demo", "--no-serve", "--data"]).arg(folder).stdout(Stdio::null()).status()?;
    ensure!(made.success(), "the demonstration was not made");
    let (mut first, mut peaks) = (0, Vec::new());
    for many in FILES {
        let file = folder.join(format!("rows-{first}.csv"));
        std::fs::write(&file, csv(first, many))?;
        let start = Instant::now();
        let mut import = gongkai()?;
        import.args(["import", "cases"]).arg(&file).args(["--year", &YEAR.to_string(), "--data"]).arg(folder);
        let peak = peak_of(&mut import)?;
        let taken = start.elapsed();
        table.note(format!("peak memory of the import of {many} rows"), format!("{:.0} MB", mb(peak)));
        peaks.push(peak);
        let figure = format!("{:.1} s", taken.as_secs_f64());
        match first {
            0 => table.bar(format!("import of {many} rows"), figure, "<= 60 s", taken <= IMPORT_BAR),
            _ => table.note(format!("import of {many} rows more"), figure),
        }
        first += many;
    }
    // Files of other sizes: what is kept of a row is its number alone, so that none stands twice.
    let more = peaks.iter().max().zip(peaks.iter().min()).map_or(0, |(most, least)| most - least);
    let told = format!("{:.0} MB", mb(more));
    table.bar("memory of one import against the other", told, "<= 64 MB more", more <= FLAT_KB);
    pages(table, folder, first)
}

/// Runs it to its end; the peak of its memory, in kB.
fn peak_of(import: &mut Command) -> Result<u64> {
    let mut child = import.stdout(Stdio::null()).spawn()?;
    let mut peak = 0;
    loop {
        // The figure only grows, so that the last look before the end is the peak.
        peak = measure::peak_kb(&child.id().to_string()).unwrap_or(peak).max(peak);
        if let Some(ended) = child.try_wait()? {
            ensure!(ended.success(), "the rows were not imported");
            return Ok(peak);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn mb(kb: u64) -> f64 {
    kb as f64 / 1024.0
}

/// Rows with the spread of a real year: thirty matters, every month.
fn csv(first: u64, many: u64) -> String {
    const KINDS: [&str; 5] = ["公共服务", "行政许可", "行政确认", "备案登记", "其他事项"];
    const CHANNELS: [&str; 4] = ["窗口", "网上", "掌上", "自助终端"];
    let mut text = String::from("受理编号,事项,类型,渠道,受理日,办结日\n");
    for nth in first..first + many {
        let (kind, channel) = (KINDS[(nth % 5) as usize], CHANNELS[(nth / 5 % 4) as usize]);
        let day = format!("{YEAR}-{:02}-{:02}", nth * 12 / 1_000_000 % 12 + 1, nth % 28 + 1);
        writeln!(text, "B{nth:07},事项{:02},{kind},{channel},{day},{day}", nth % 30)
            .expect("a String takes all");
    }
    text
}

fn pages(table: &mut Table, folder: &Path, rows: u64) -> Result<()> {
    let server = Server::start(folder)?;
    let mut client = Client::open(&server.url)?;
    client.sign_in("chengban", PASSWORD)?;
    let list = format!("/desk/registers/cases?year={YEAR}");
    let row = |nth: usize| {
        let no = (nth as u64 * 7_919) % rows;
        format!("/desk/registers/cases/row?id={YEAR}%2FB{no:07}")
    };
    let deep = |nth: usize| {
        let (month, day) = (nth % 12 + 1, nth % 28 + 1);
        format!("{list}&after={YEAR}-{month:02}-{day:02}%2F000500%2D000_{YEAR}%2FB0000000")
    };
    for (what, path) in [
        ("list with its totals", &(|_| list.clone()) as &dyn Fn(usize) -> String),
        ("list narrowed by a field", &|_| format!("{list}&by=kind&is=licence")),
        ("list of a month", &|nth| format!("{list}&month={:02}", nth % 12 + 1)),
        ("list turned to somewhere", &deep),
        ("page of a row", &row),
    ] {
        let median = median(&mut client, path)?;
        let figure = format!("{:.2} ms", millis(median));
        table.bar(format!("register of {rows} rows: {what}"), figure, "< 20 ms median", median < PAGE_BAR);
    }
    Ok(())
}
