//! Formatting, lints, tests.

use crate::services::{self, Service};
use crate::shell::{cargo, find, succeeds, target, tee};
use crate::steps::Ending;
use anyhow::{Result, bail};

pub fn formatting() -> Result<Ending> {
    Ok(Ending::of(succeeds(cargo().args(["fmt", "--all", "--check"]))?))
}

pub fn clippy() -> Result<Ending> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    Ok(Ending::of(succeeds(cargo().args(arguments))?))
}

/// Every test of the workspace, by nextest where it is installed; the ledger's on these PostgreSQL servers too, its
/// attachments and the scanner on these services.
pub fn tests(servers: &str, services: &[Service]) -> Result<Ending> {
    let mut command = cargo();
    command.env(crate::postgres::SERVERS, servers).envs(services::environment(services));
    if let Some(folder) = crate::oracles::folder() {
        command.env("GONGKAI_ORACLES", folder);
    }
    if find("cargo-nextest").is_some() {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"]);
    } else {
        println!("cargo-nextest is not installed: cargo test runs instead");
        command.args(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    }
    counted(&mut command)
}

pub fn documentation() -> Result<Ending> {
    counted(cargo().args(["test", "--workspace", "--doc", "--no-fail-fast"]))
}

fn counted(command: &mut std::process::Command) -> Result<Ending> {
    let (good, output) = tee(command)?;
    let (passed, failed) = output
        .lines()
        .filter_map(counts)
        .fold((0, 0), |sum, (passed, failed)| (sum.0 + passed, sum.1 + failed));
    match (good, failed) {
        (false, 0) => bail!("it ended before all tests had run"),
        (false, _) | (true, 0) => Ok(Ending::Counted { passed, failed }),
        (true, _) => bail!("it reports {failed} failures and yet success"),
    }
}

/// Passed and failed in a closing line of nextest («Summary [ 1.2s] 9 tests run: 8 passed, 1 failed»), of
/// `cargo test` («test result: ok. 9 passed; 0 failed; …»), or of our own scripts («9 passed, 0 failed»).
pub fn counts(line: &str) -> Option<(u64, u64)> {
    let line = line.trim();
    let ours = line.starts_with(|first: char| first.is_ascii_digit()) && line.ends_with(" failed");
    let theirs = line.starts_with("test result:") || (line.starts_with("Summary [") && line.contains("run:"));
    if !ours && !theirs {
        return None;
    }
    Some((
        before(line, " passed")?,
        before(line, " failed").unwrap_or(0) + before(line, " timed out").unwrap_or(0),
    ))
}

/// The number that stands before a word.
fn before(line: &str, word: &str) -> Option<u64> {
    let (head, _) = line.split_once(word)?;
    let digits = head.rsplit(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// A program that the tests have just built.
pub fn built(path: &str) -> Result<std::path::PathBuf> {
    let file = target().join("debug").join(path);
    if !file.is_file() {
        bail!("{path} has not been built");
    }
    Ok(file)
}
