//! Adding up: 100,000 units' reports from JSON, each count in a process of its own.

use crate::measure::{Table, peak_memory_kb};
use crate::seeds::json;
use anyhow::{Context, Result, ensure};
use reports::aggregate::stream::{Stream, read};
use reports::aggregate::{Aggregator, Settings};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const UNITS: u64 = 100_000;
const BAR_SECONDS: f64 = 2.0;
/// What ten times the units may add to the peak. A unit known to have reported takes eight bytes.
const BAR_KB: u64 = 16 << 10;

#[derive(Serialize, Deserialize)]
struct Told {
    seconds: f64,
    peak_kb: u64,
    added: u64,
}

pub fn measure(table: &mut Table) -> Result<()> {
    let tenth = of(UNITS / 10)?;
    let whole = of(UNITS)?;
    let rounds = [whole.seconds, of(UNITS)?.seconds, of(UNITS)?.seconds];
    let seconds = rounds.into_iter().fold(f64::INFINITY, f64::min);
    ensure!(whole.added == UNITS, "{} of {UNITS} reports were added", whole.added);
    table.bar(
        "aggregate 100,000 reports from JSON",
        format!("{seconds:.2} s"),
        "≤ 2 s",
        seconds <= BAR_SECONDS,
    );
    let more = whole.peak_kb.saturating_sub(tenth.peak_kb);
    table.note("peak memory with 10,000", megabytes(tenth.peak_kb));
    table.bar("peak memory with 100,000", megabytes(whole.peak_kb), "≤ 16 MB more", more <= BAR_KB);
    Ok(())
}

fn megabytes(kb: u64) -> String {
    format!("{:.1} MB", kb as f64 / 1024.0)
}

fn of(units: u64) -> Result<Told> {
    let file = std::env::temp_dir().join(format!("gongkai-bench-{units}.json"));
    if !file.is_file() {
        write(&file, units)?;
    }
    let output = Command::new(std::env::current_exe()?).arg("--child").arg(&file).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("the child told nothing")
}

/// One JSON list, as `report check --format json` prints it; renamed when whole.
fn write(file: &Path, units: u64) -> Result<()> {
    let part: PathBuf = file.with_extension("part");
    let mut out = BufWriter::new(File::create(&part)?);
    out.write_all(b"[")?;
    for no in 0..units {
        if no > 0 {
            out.write_all(b",\n")?;
        }
        // Beyond 40,000 the made-up names repeat.
        let report = json(no).replacen("海棠市", &format!("海棠{}市", no / 40_000), 1);
        out.write_all(report.as_bytes())?;
    }
    out.write_all(b"]")?;
    out.flush()?;
    Ok(std::fs::rename(part, file)?)
}

/// The work itself, and what it took.
pub fn child(file: &Path) -> Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    let mut aggregator = Aggregator::new(Settings::default());
    let stream = Stream { file: &file.to_string_lossy(), threads, progress: &|_| () };
    read(&stream, &mut File::open(file)?, &mut |outcome| aggregator.take(outcome))?;
    let aggregate = aggregator.finish();
    let told =
        Told { seconds: start.elapsed().as_secs_f64(), peak_kb: peak_memory_kb()?, added: aggregate.added };
    println!("{}", serde_json::to_string(&told)?);
    Ok(())
}
