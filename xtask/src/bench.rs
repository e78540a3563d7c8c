//! Measurements in release, each beside its bar: crates/bench.

use crate::shell::{cargo, command, run, succeeds, target, workshop};
use crate::steps::Steps;
use crate::{browser, postgres};
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// Adds the table to docs/benchmarks.md.
    #[arg(long)]
    write: bool,
    /// Only the measurements whose name begins with this: read, scan, aggregate, compile, papers, workdays, ledger, cases,
    /// http, index, ask.
    #[arg(long)]
    only: Option<String>,
}

pub fn run_all(options: &Options) -> Result<ExitCode> {
    run(cargo().args(["build", "--release", "--package", "bench", "--package", "gongkai"]))?;
    let servers = match options.only.as_deref() {
        None | Some("ledger") => postgres::start(&mut Steps::default()),
        Some(_) => Vec::new(),
    };
    let mut program = command(target().join("release/bench"));
    program.env(postgres::SERVERS, postgres::urls(&servers));
    if let Some(only) = &options.only {
        program.args(["--only", only]);
    }
    if options.write {
        program.arg("--write");
    }
    if options.only.as_deref().is_none_or(|only| only == "http") {
        in_a_browser()?;
    }
    Ok(if succeeds(&mut program)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How fast pages are there in a browser, as Lighthouse scores it. Timed on whatever machine this is, so nothing fails.
fn in_a_browser() -> Result<()> {
    let (program, data) = (target().join("release/gongkai"), workshop().join("bench-demo"));
    let _ = std::fs::remove_dir_all(&data);
    run(command(&program).args(["demo", "--no-serve", "--data"]).arg(&data))?;
    browser::performance(&program, &data)
}
