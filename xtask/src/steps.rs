//! Steps of a run: what passed, what failed, what was skipped and why.

use anyhow::Result;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How a step ended; an error counts as one failure.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    Counted {
        passed: u64,
        failed: u64,
    },
    /// Why, and what therefore was not checked.
    Skipped(String),
}

impl Ending {
    /// Something was made ready; it checks nothing by itself.
    pub const READY: Ending = Ending::Counted { passed: 0, failed: 0 };
    pub const PASSED: Ending = Ending::Counted { passed: 1, failed: 0 };
    pub const FAILED: Ending = Ending::Counted { passed: 0, failed: 1 };

    pub fn of(good: bool) -> Ending {
        if good { Ending::PASSED } else { Ending::FAILED }
    }
}

struct Done {
    name: String,
    ending: Ending,
    remark: String,
    took: Duration,
}

#[derive(Default)]
pub struct Steps {
    /// Where given, steps whose name begins otherwise are left out.
    only: Option<String>,
    done: Vec<Done>,
}

impl Steps {
    pub fn only(only: Option<String>) -> Steps {
        Steps { only, done: Vec::new() }
    }

    pub fn takes(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| name.starts_with(only))
    }

    /// Runs one step under its name and keeps how it ended; whether it is good to go on.
    pub fn run(&mut self, name: &str, work: impl FnOnce() -> Result<Ending>) -> bool {
        if !self.takes(name) {
            return true;
        }
        println!("\n== {name}");
        let start = Instant::now();
        let (ending, remark) = match work() {
            Ok(Ending::Skipped(why)) => (Ending::Skipped(why.clone()), why),
            Ok(ending) => (ending, String::new()),
            Err(error) => (Ending::FAILED, format!("{error:#}")),
        };
        if !remark.is_empty() {
            println!("{remark}");
        }
        let good = matches!(ending, Ending::Counted { failed: 0, .. });
        self.done.push(Done { name: name.into(), ending, remark, took: start.elapsed() });
        good
    }

    /// Prints the table and the closing line; fails if anything failed.
    pub fn finish(self) -> ExitCode {
        println!("\n== summary");
        for step in &self.done {
            println!("{}", line(step));
        }
        let skipped = self.done.iter().filter(|step| matches!(step.ending, Ending::Skipped(_))).count();
        if skipped > 0 {
            println!("{skipped} skipped, reasons above");
        }
        let (passed, failed) = self.totals();
        println!("{passed} passed, {failed} failed");
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn totals(&self) -> (u64, u64) {
        self.done.iter().fold((0, 0), |(all_passed, all_failed), step| match step.ending {
            Ending::Counted { passed, failed } => (all_passed + passed, all_failed + failed),
            Ending::Skipped(_) => (all_passed, all_failed),
        })
    }
}

fn line(step: &Done) -> String {
    let (mark, count) = match &step.ending {
        &Ending::READY => ("ready", String::new()),
        Ending::Counted { passed, failed: 0 } => ("ok", format!("{passed}")),
        Ending::Counted { passed, failed } => ("FAILED", format!("{failed} of {}", passed + failed)),
        Ending::Skipped(_) => ("skipped", String::new()),
    };
    let remark = step.remark.lines().next().unwrap_or_default();
    format!("{mark:<8}{:<32}{count:>12}{:>8.1} s  {remark}", step.name, step.took.as_secs_f64())
        .trim_end()
        .to_owned()
}

#[cfg(test)]
pub mod for_tests {
    use super::{Ending, Steps};

    /// Totals after the given endings.
    pub fn totals(endings: Vec<Ending>) -> (u64, u64) {
        let mut steps = Steps::default();
        for ending in endings {
            steps.run("step", || Ok(ending));
        }
        steps.run("broken", || anyhow::bail!("no such file"));
        steps.totals()
    }
}
