//! The developer's commands: `cargo xtask --help`.
#![allow(clippy::print_stdout, reason = "a command-line tool reports on stdout")]

mod bench;
mod browser;
mod checks;
mod fuzz;
mod licences;
mod model;
mod oracles;
mod papers;
mod postgres;
mod services;
mod setup;
mod shell;
mod steps;
#[cfg(test)]
mod tests;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set-up, tests, benchmarks, fuzzing of gongkai")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sets up what the checks need, then runs every check. Example: cargo xtask test
    Test {
        /// Take the machine as it is: install nothing, skip what cannot run.
        #[arg(long)]
        no_setup: bool,
        /// Only the steps whose name begins with this, for example: cargo xtask test --only licences
        #[arg(long)]
        only: Option<String>,
    },
    /// Installs what the checks need and says what it could not. Example: cargo xtask setup
    Setup,
    /// Fetches the model of meaning for questions and builds its engine. Example: cargo xtask model --to /opt/gongkai/model
    Model(model::Options),
    /// Measures in release and compares with the bars. Example: cargo xtask bench --write
    Bench(bench::Options),
    /// Feeds mutated files to the readers, in release. Example: cargo xtask fuzz --inputs 10000000
    Fuzz(fuzz::Options),
    /// Runs a command while throw-away PostgreSQL servers run: cargo xtask postgres cargo test -p ledger
    Postgres {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<String>,
    },
    /// A year of random lawful and unlawful orders on every store, recounted. Example: cargo xtask simulate --seed 7
    Simulate {
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = 10_000)]
        cases: u64,
    },
    /// Kills a writer of the ledger on every store and looks for lost acts. Example: cargo xtask kill --times 200
    Kill {
        #[arg(long, default_value_t = 200)]
        times: u32,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ended = match arguments.command {
        Command::Test { no_setup, only } => Ok(test(!no_setup && only.is_none(), only)),
        Command::Setup => Ok(set_up()),
        Command::Model(options) => model::install(&options),
        Command::Bench(options) => bench::run_all(&options),
        Command::Fuzz(options) => fuzz::run_long(&options),
        Command::Postgres { command } => postgres::with(&command, &[]),
        Command::Kill { times } => postgres::kill(times),
        Command::Simulate { seed, cases } => postgres::simulate(seed, cases),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::from(2)
    })
}

fn set_up() -> ExitCode {
    let mut steps = steps::Steps::default();
    setup::run_all(&mut steps);
    steps.finish()
}

/// Everything, cheapest first; a failure does not hide what comes after it.
fn test(install: bool, only: Option<String>) -> ExitCode {
    let mut steps = steps::Steps::only(only);
    if install {
        setup::run_all(&mut steps);
    }
    steps.run("formatting", checks::formatting);
    steps.run("licences and sources", licences::check);
    steps.run("clippy", checks::clippy);
    steps.run("working days of others", oracles::prepare);
    let servers = postgres::start(&mut steps);
    let services = services::start(&mut steps);
    steps.run("tests", || checks::tests(&postgres::urls(&servers), &services));
    drop((servers, services));
    steps.run("documentation tests", checks::documentation);
    steps.run("mutated files", fuzz::short);
    if let Some(demo) = papers::demonstration(&mut steps) {
        papers::run_all(&mut steps, &demo);
        steps.run("pages in a browser", || browser::run(&demo));
        steps.run("HTML of the pages", browser::html);
        steps.run("Lighthouse", || browser::lighthouse(&demo));
    }
    steps.finish()
}
