//! Mutated files for the readers and the scan: crates/reports/examples/mutate, crates/scan/examples.

use crate::checks::built;
use crate::shell::{cargo, command, run, succeeds, target};
use crate::steps::Ending;
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// How many inputs for each.
    #[arg(long, default_value_t = 1_000_000)]
    inputs: u64,
    /// Where the random choices start; printed, so that a run can be repeated.
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; as many as the machine has without it.
    #[arg(long)]
    threads: Option<usize>,
}

/// The few that every run of the tests takes, with the build the tests have made.
pub fn short() -> Result<Ending> {
    let read = succeeds(command(built("examples/mutate")?).args(["--inputs", "100000", "--seed", "1"]))?;
    // The office readers take each part apart several times: fewer inputs in the same time.
    let scanned =
        succeeds(command(built("examples/mutate_scan")?).args(["--inputs", "10000", "--seed", "1"]))?;
    Ok(Ending::of(read && scanned))
}

pub fn run_long(options: &Options) -> Result<ExitCode> {
    let mut good = true;
    for (package, example) in [("reports", "mutate"), ("scan", "mutate_scan")] {
        run(cargo().args(["build", "--release", "--package", package, "--example", example]))?;
        good &= mutate(example, options)?;
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn mutate(example: &str, options: &Options) -> Result<bool> {
    let mut program = command(target().join("release/examples").join(example));
    program.args(["--inputs", &options.inputs.to_string()]);
    if let Some(seed) = options.seed {
        program.args(["--seed", &seed.to_string()]);
    }
    if let Some(threads) = options.threads {
        program.args(["--threads", &threads.to_string()]);
    }
    succeeds(&mut program)
}
