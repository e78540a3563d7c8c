//! gongkai report check：核对已发布的年度报告。

pub mod words;

use crate::cli::{Check, Output};
use crate::reading::{self, Expectations};
use crate::{Verdict, inputs, output, progress, today};
use anyhow::Context;
use law::annual_report::rules::Severity;
use law::annual_report::{Place, RuleId};
use reports::model::{Finding, Published};
use reports::waiver::{Waiver, Waivers, has_errors, settle_shared};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file that gave no report, and why.
struct Unread {
    file: String,
    message: String,
}

pub fn run(check: Check, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let files = inputs::files(&check.paths)?;
    let expected = Expectations {
        prior: prior(&check.prior)?,
        organ: check.organ,
        year: check.year,
        today: Some(today()),
        ..Expectations::default()
    };
    let read = read(&files)?;
    let reports = read.iter().flatten().flatten().cloned().collect();
    let mut checked = reading::check_all(reports, &expected).into_iter();
    let apart: Vec<String> = checked.as_slice().iter().filter_map(reading::not_compared).collect();
    let mut unread = Vec::new();
    let mut listed = Vec::new();
    for file in read {
        match file {
            Ok(reports) => {
                let from = listed.len();
                listed.extend(checked.by_ref().take(reports.len()));
                settle_shared(&mut listed[from..]);
            }
            Err(file) => {
                listed.push(stand_in(&file));
                unread.push(file);
            }
        }
    }
    match format {
        Output::Json => output::json(out, &listed)?,
        Output::Text => words::write(out, &listed)?,
    }
    apart.iter().for_each(|reason| output::complain(&anyhow::anyhow!("{reason}")));
    unread.iter().for_each(|file| output::complain(&anyhow::anyhow!("{}", file.message)));
    Ok(match (unread.is_empty(), listed.iter().any(has_errors)) {
        (false, _) => Verdict::Unusable,
        (true, true) => Verdict::Errors,
        (true, false) => Verdict::Fine,
    })
}

/// Reads the files in parallel; each gives its reports with their waivers, or the reason it gives none.
fn read(files: &[PathBuf]) -> anyhow::Result<Vec<Result<Vec<Published>, Unread>>> {
    let bar = progress::of_count(files.len() as u64, "读取");
    let read = inputs::in_parallel(files, |path| {
        let reports = read_one(path)
            .map_err(|error| Unread { file: path.display().to_string(), message: format!("{error}") });
        bar.inc(1);
        reports
    });
    bar.finish_and_clear();
    files.iter().zip(read).map(|(path, read)| with_waivers(path, read)).collect()
}

fn read_one(path: &Path) -> anyhow::Result<Vec<Published>> {
    let bytes = inputs::report(path)?;
    Ok(reading::read(&path.display().to_string(), &bytes)?)
}

/// An explanation that cannot be read stops everything: the findings it explains would come back as errors.
fn with_waivers(
    path: &Path,
    read: Result<Vec<Published>, Unread>,
) -> anyhow::Result<Result<Vec<Published>, Unread>> {
    let Ok(mut reports) = read else { return Ok(read) };
    for report in &mut reports {
        report.waivers.extend(waivers(path)?);
    }
    Ok(Ok(reports))
}

/// The explanations kept beside a report, in `<file>.waivers.toml`.
fn waivers(path: &Path) -> anyhow::Result<Vec<Waiver>> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".waivers.toml");
    let beside = PathBuf::from(beside);
    match std::fs::read_to_string(&beside) {
        Ok(text) => Ok(Waivers::parse(&text)
            .with_context(|| format!("例外说明《{}》不能使用。", beside.display()))?
            .0),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error).with_context(|| format!("例外说明《{}》读不出来。", beside.display())),
    }
}

/// Last year's reports, every file readable.
fn prior(paths: &[PathBuf]) -> anyhow::Result<Vec<Published>> {
    let mut prior = Vec::new();
    for path in inputs::files(paths)? {
        prior.extend(read_one(&path)?);
    }
    Ok(prior)
}

/// Keeps the list of CONTRACT.md whole: a report with nothing in it but the reason.
fn stand_in(unread: &Unread) -> Published {
    let finding = Finding {
        rule: RuleId::R19,
        severity: Severity::Error,
        place: Place::Report,
        expected: serde_json::Value::Null,
        found: serde_json::Value::Null,
        message: unread.message.clone(),
        waived: None,
    };
    Published { file: unread.file.clone(), findings: vec![finding], ..Published::default() }
}
