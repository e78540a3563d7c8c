//! Time, memory, and the table of what was measured.

use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

/// Each measurement is repeated at least this long, in each of its rounds.
const SECONDS: f64 = 1.0;
const ROUNDS: usize = 3;

/// Units of work a second, the best of some rounds: other programs slow a round down, none speeds it up.
pub fn rate(mut work: impl FnMut() -> u64) -> f64 {
    work();
    let round = |_| {
        let (start, mut done) = (Instant::now(), 0);
        while start.elapsed().as_secs_f64() < SECONDS {
            done += work();
        }
        done as f64 / start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(round).fold(0.0, f64::max)
}

/// The shortest of some runs of something long, in seconds, and what the last one gave.
pub fn shortest<T>(mut work: impl FnMut() -> Result<T>) -> Result<(f64, T)> {
    let mut best = f64::INFINITY;
    let mut given = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        given = Some(work()?);
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok((best, given.context("at least one round")?))
}

/// The most memory this process ever held, in kB.
pub fn peak_memory_kb() -> Result<u64> {
    peak_kb("self")
}

/// The same of another that runs, by its number.
pub fn peak_kb(process: &str) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM on this system")?;
    Ok(line.split_whitespace().nth(1).context("VmHWM without a number")?.parse()?)
}

struct Row {
    what: String,
    figure: String,
    bar: String,
    met: bool,
}

#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// A figure that has no bar.
    pub fn note(&mut self, what: impl Into<String>, figure: impl Into<String>) {
        self.bar(what, figure, "", true);
    }

    /// A figure and the bar it has to meet.
    pub fn bar(&mut self, what: impl Into<String>, figure: impl Into<String>, bar: &str, met: bool) {
        let row = Row { what: what.into(), figure: figure.into(), bar: bar.into(), met };
        eprintln!("{}: {} {}", row.what, row.figure, verdict(&row));
        self.0.push(row);
    }

    pub fn all_met(&self) -> bool {
        self.0.iter().all(|row| row.met)
    }

    pub fn text(&self) -> String {
        let mut text = String::from("\n| measured | figure | bar | |\n|---|---:|---|---|\n");
        for row in &self.0 {
            writeln!(text, "| {} | {} | {} | {} |", row.what, row.figure, row.bar, verdict(row))
                .expect("a String takes all");
        }
        text
    }

    /// Adds the table to the record, under what it was measured on.
    pub fn write(&self) -> Result<()> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/benchmarks.md");
        let mut record = std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
        let day = jiff::Zoned::now().date();
        write!(record, "\n## {day}, {}\n{}", machine(), self.text()).expect("a String takes all");
        std::fs::write(&file, record).with_context(|| format!("{}", file.display()))
    }
}

fn verdict(row: &Row) -> &'static str {
    match (row.bar.is_empty(), row.met) {
        (true, _) => "",
        (false, true) => "met",
        (false, false) => "MISSED",
    }
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{cores} × {}", model.map_or("unknown processor", |(_, name)| name))
}
