//! The working days of public packages, written where the test in `law` reads them.

use crate::shell::{capture, command, root, workshop};
use crate::steps::Ending;
use anyhow::Result;
use std::path::Path;
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
    // Node looks for packages beside the script, so the script is run from where they are.
    std::fs::create_dir_all(&calendars)?;
    let script = calendars.join("workdays.mjs");
    std::fs::copy(scripts.join("workdays.mjs"), &script)?;
    let node = write(command("node").arg(&script), &folder.join("chinese-days.txt"));
    let missing: Vec<String> =
        [python, node].into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if missing.is_empty() {
        return Ok(Ending::READY);
    }
    Ok(Ending::Skipped(format!("ours are not compared with: {}", missing.join("; "))))
}

fn write(command: &mut Command, file: &Path) -> Result<()> {
    let days = capture(command)?;
    println!("{}: {} days", file.display(), days.lines().count());
    Ok(std::fs::write(file, days)?)
}
