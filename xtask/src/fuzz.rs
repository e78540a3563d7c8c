//! Mutated files for the readers: crates/reports/examples/mutate.

use crate::checks::built;
use crate::shell::{cargo, command, run, succeeds, target};
use crate::steps::Ending;
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// How many inputs in all.
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
    let program = built("examples/mutate")?;
    Ok(Ending::of(succeeds(command(program).args(["--inputs", "100000", "--seed", "1"]))?))
}

pub fn run_long(options: &Options) -> Result<ExitCode> {
    run(cargo().args(["build", "--release", "--package", "reports", "--example", "mutate"]))?;
    let mut program = command(target().join("release/examples/mutate"));
    program.args(["--inputs", &options.inputs.to_string()]);
    if let Some(seed) = options.seed {
        program.args(["--seed", &seed.to_string()]);
    }
    if let Some(threads) = options.threads {
        program.args(["--threads", &threads.to_string()]);
    }
    Ok(if succeeds(&mut program)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
