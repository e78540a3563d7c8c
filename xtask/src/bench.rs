//! Measurements in release, each beside its bar: crates/bench.

use crate::postgres;
use crate::shell::{cargo, command, run, succeeds, target};
use crate::steps::Steps;
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// Adds the table to docs/benchmarks.md.
    #[arg(long)]
    write: bool,
    /// Only the measurements whose name begins with this: read, scan, aggregate, compile, papers, workdays, ledger, cases.
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
    Ok(if succeeds(&mut program)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
