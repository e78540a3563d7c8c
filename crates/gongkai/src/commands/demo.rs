//! gongkai demo：演示数据、2024年年度报告、门户，一次备齐。

mod cases;

use super::serve;
use crate::cli::{self, Output};
use crate::office_ledger::OfLedger;
use crate::{Verdict, office_ledger, output, progress, publishing, today};
use anyhow::{Context, bail};
use papers::{Fonts, Format};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

const YEAR: i16 = 2024;

pub fn run(args: cli::Demo, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let data = &args.data.dir;
    let listener = (!args.no_serve).then(|| serve::listen(&args.listen.address)).transpose()?;
    match state(data)? {
        State::Fresh => build(data)?,
        State::Demonstration => cases::furnish(data)?,
        State::Outdated => {
            cases::furnish(data)?;
            compile(data)?;
        }
        State::Foreign => bail!(
            "目录《{}》里已有其他数据，演示数据不会写进去。请换一个空目录，如 gongkai demo --data 演示。",
            data.display()
        ),
    }
    let dir = publishing::published(data, YEAR);
    match format {
        Output::Json if !args.no_serve => {}
        Output::Json => output::json(out, &json!({"data": data, "report": dir}))?,
        Output::Text => {
            tell(out, data, &dir)?;
            cases::tell(out)?;
        }
    }
    if let Some(listener) = listener {
        serve::open(data, None, listener, format, out)?;
    }
    Ok(Verdict::Fine)
}

enum State {
    /// Nothing there but, perhaps, an attempt that was cut short.
    Fresh,
    Demonstration,
    /// Made by an earlier version: the records are good, the report is made anew.
    Outdated,
    Foreign,
}

fn state(data: &Path) -> anyhow::Result<State> {
    let closed = || format!("目录《{}》打不开。请确认它是目录并且有权读取。", data.display());
    let entries = match std::fs::read_dir(data) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>().with_context(closed)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(State::Fresh),
        Err(error) => return Err(error).with_context(closed),
    };
    let is_attempt = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(ATTEMPT);
    if entries.iter().all(|entry| is_attempt(&entry.file_name())) {
        return Ok(State::Fresh);
    }
    let demonstration = folder::compile::settings(data).is_ok_and(|settings| settings.demonstration);
    match (demonstration, publishing::load(data, YEAR)) {
        (false, _) => Ok(State::Foreign),
        (true, Ok(_)) => Ok(State::Demonstration),
        (true, Err(_)) => Ok(State::Outdated),
    }
}

/// Everything is made in a folder inside, whose parts take their places when all is done.
const ATTEMPT: &str = ".demo-";

fn build(data: &Path) -> anyhow::Result<()> {
    let attempt = data.join(format!("{ATTEMPT}{}", std::process::id()));
    let unwritable = || format!("目录《{}》写不进去。请确认有写入权限并且磁盘未满。", data.display());
    let stale: Vec<PathBuf> =
        std::fs::read_dir(data).into_iter().flatten().flatten().map(|e| e.path()).collect();
    for left in stale {
        std::fs::remove_dir_all(left).with_context(unwritable)?;
    }
    std::fs::create_dir_all(&attempt).with_context(unwritable)?;
    let bar = progress::of_count(0, "建立演示数据");
    let written = demo::write(&attempt, &|rows, total| {
        bar.set_length(total);
        bar.set_position(rows);
    });
    bar.finish_and_clear();
    let made = written
        .with_context(unwritable)
        .and_then(|()| cases::furnish(&attempt))
        .and_then(|()| settle(&attempt, data));
    if made.is_err() {
        // The first error is the one to tell.
        drop(std::fs::remove_dir_all(&attempt));
    }
    made
}

fn compile(data: &Path) -> anyhow::Result<()> {
    let organ = folder::compile::settings(data)?.organ;
    let taken = office_ledger::registers(data, None, &organ, YEAR)?;
    let bar = progress::of_bytes(0, "编制年度报告");
    let dated = publishing::dated(true, YEAR, today());
    let compiled = folder::compile_year(data, YEAR, dated, OfLedger::of(taken.as_ref()), &|read, total| {
        bar.set_length(total);
        bar.set_position(read);
    });
    bar.finish_and_clear();
    let compiled = compiled?;
    let bar = progress::of_count(Format::ALL.len() as u64, "成文");
    let files = publishing::render(&compiled.report, &Format::ALL, &Fonts::default(), &|| bar.inc(1))?;
    bar.finish_and_clear();
    publishing::publish(data, &compiled, files)?;
    Ok(())
}

/// The settings last: they make the folder a demonstration.
fn settle(attempt: &Path, data: &Path) -> anyhow::Result<()> {
    for part in ["records", "reports", office_ledger::KEY, office_ledger::DATABASE, "settings"] {
        // The key may be kept elsewhere.
        if attempt.join(part).exists() {
            std::fs::rename(attempt.join(part), data.join(part))
                .with_context(|| format!("目录《{}》写不进去。请确认有写入权限。", data.display()))?;
        }
    }
    std::fs::remove_dir_all(attempt).context("failed to remove the emptied folder")
}

fn tell(out: &mut dyn Write, data: &Path, dir: &Path) -> anyhow::Result<()> {
    writeln!(out, "演示数据在《{}》，逐条登记均为虚构。", data.display())?;
    writeln!(out, "{YEAR}年年度报告在《{}》：", dir.display())?;
    for format in Format::ALL {
        writeln!(out, "  {}", publishing::file_name(YEAR, format))?;
    }
    Ok(())
}
