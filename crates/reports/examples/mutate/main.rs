//! Mutated files for the readers and the checker: any panic, long run or swollen memory fails.
//! `cargo run --release -p reports --example mutate -- --inputs 100000 --seed 7`
#![allow(clippy::print_stderr, reason = "a tool that reports on stderr")]

mod mutations;
mod run;
mod seeds;

use reports::check::{Context, check};
use seeds::Seed;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    run::all(seeds(), read_and_check)
}

/// Whether it was read as a report. What is read must survive being written and read again.
fn read_and_check(file: &Seed, index: u64) -> bool {
    let limits = reports::read::Limits::default();
    let Ok(mut report) = reports::read::read(&file.name, &file.bytes, &limits) else { return false };
    check(&mut report, &Context::default());
    if index.is_multiple_of(16) {
        let json = serde_json::to_vec(&report).expect("a report is JSON");
        let again = reports::read::read("again.json", &json, &limits).expect("our own JSON is readable");
        assert_eq!(again.tables(), report.tables(), "our own JSON reads differently");
    }
    true
}

/// Three organs by code, and the published reports where they are at hand.
fn seeds() -> Vec<Seed> {
    let mut seeds: Vec<Seed> = [0, 9, 38_651].into_iter().flat_map(seeds::all).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reports");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A PDF of 300 kB with fonts takes a hundred times as long as any other file and finds less.
        if let Ok(bytes) = std::fs::read(&file)
            && bytes.len() < 64 << 10
        {
            seeds.push(Seed::plain(name, bytes));
        }
    }
    seeds
}
