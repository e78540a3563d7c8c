//! Measurements, each beside its bar: `cargo xtask bench`.
#![allow(clippy::print_stdout, reason = "a command-line tool reports on stdout")]

mod aggregating;
mod appending;
mod asking;
mod cases;
mod compiling;
#[path = "../../ask/examples/exam/corpus.rs"]
mod corpus;
mod http;
mod measure;
mod printing;
mod reading;
mod reckoning;
mod rows;
mod scanning;
mod searching;
#[path = "../../reports/examples/mutate/seeds.rs"]
#[allow(dead_code, reason = "the mutator uses the rest")]
mod seeds;
mod serving;

use anyhow::Result;
use clap::Parser;
use measure::Table;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "Measures in release and compares with the bars")]
struct Arguments {
    /// Only the measurements whose name begins with this: read, scan, aggregate, compile, papers, workdays, ledger, cases, rows, http, index, ask.
    #[arg(long)]
    only: Option<String>,
    /// Adds the table to docs/benchmarks.md.
    #[arg(long)]
    write: bool,
    /// Adds up one file and prints time and memory: what a fresh process needs.
    #[arg(long, hide = true)]
    child: Option<PathBuf>,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(file) = arguments.child {
        aggregating::child(&file)?;
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = |name: &str| arguments.only.as_deref().is_none_or(|only| name.starts_with(only));
    let mut table = Table::default();
    if chosen("workdays") {
        reckoning::measure(&mut table)?;
    }
    if chosen("read") {
        reading::measure(&mut table)?;
    }
    if chosen("scan") {
        scanning::measure(&mut table)?;
    }
    if chosen("aggregate") {
        aggregating::measure(&mut table)?;
    }
    if chosen("compile") || chosen("papers") {
        let report = compiling::measure(&mut table, chosen("compile"))?;
        if chosen("papers") {
            printing::measure(&mut table, &report)?;
        }
    }
    if chosen("ledger") {
        appending::measure(&mut table)?;
    }
    if chosen("cases") {
        cases::measure(&mut table)?;
    }
    if chosen("rows") {
        rows::measure(&mut table)?;
    }
    if chosen("http") {
        serving::measure(&mut table)?;
    }
    if chosen("index") {
        searching::measure(&mut table)?;
    }
    if chosen("ask") {
        asking::measure(&mut table)?;
    }
    print!("{}", table.text());
    if arguments.write {
        table.write()?;
    }
    Ok(if table.all_met() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
