//! The working days of public packages, written where the test in `law` reads them.

use crate::shell::{capture, command, root, workshop};
use crate::steps::Ending;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One line a day, `2026-02-14 1`, a file for each package; the test in `law` compares every day.
pub fn prepare() -> Result<Ending> {
    let folder = workshop().join("oracles");
    // A file left over from an earlier run must not stand for a package that is missing now.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let scripts = root().join("xtask/oracles");
    let calendars = workshop().join("calendars");
    let python = write(
        command(calendars.join("venv/bin/python")).arg(scripts.join("workdays.py")),
        &folder.join("chinesecalendar.txt"),
    );
    // The script looks for its package in the working directory.
    std::fs::create_dir_all(&calendars)?;
    let node = write(
        command("node").current_dir(&calendars).arg(scripts.join("workdays.mjs")),
        &folder.join("chinese-days.txt"),
    );
    let missing: Vec<String> = [python, node].into_iter().filter_map(Result::err).map(first_line).collect();
    if missing.is_empty() {
        return Ok(Ending::READY);
    }
    Ok(Ending::Skipped(format!("ours are not compared with: {}", missing.join("; "))))
}

/// What scripts say of a missing package runs over a screen.
fn first_line(error: anyhow::Error) -> String {
    format!("{error:#}").lines().next().unwrap_or_default().to_owned()
}

/// The folder, if it holds anything to compare with.
pub fn folder() -> Option<PathBuf> {
    let folder = workshop().join("oracles");
    folder.read_dir().is_ok_and(|mut files| files.next().is_some()).then_some(folder)
}

fn write(command: &mut Command, file: &Path) -> Result<()> {
    let days = capture(command)?;
    println!("{}: {} days", file.display(), days.lines().count());
    Ok(std::fs::write(file, days)?)
}
