//! gongkai scan：公开前的检查。

mod words;

use crate::cli::{Output, Scan};
use crate::{Verdict, inputs, output, progress, today};
use anyhow::Context;
use scan::{Finding, Options, Refusal, Scanned, Severity};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

const ENDINGS: [&str; 8] = ["txt", "md", "html", "htm", "docx", "xlsx", "pdf", "csv"];
/// Names of files passed over that are worth printing.
const NAMED: usize = 10;

/// One file of the list, as CONTRACT.md writes it.
#[derive(Debug, Serialize)]
struct Looked {
    file: String,
    findings: Vec<Finding>,
    /// What was not looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    /// Why the file could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// Where each finding stands, in words.
    #[serde(skip)]
    places: Vec<String>,
}

pub fn run(asked: Scan, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let formats = ".txt、.md、.html、.docx、.xlsx 或 .pdf";
    let (files, passed) = inputs::files_of(&asked.paths, &ENDINGS, "可以检查的文件", formats)?;
    let bar = progress::of_count(files.len() as u64, "检查");
    let looked = inputs::in_parallel(&files, |path| {
        let looked = one(path);
        bar.inc(1);
        looked
    });
    bar.finish_and_clear();
    match format {
        Output::Json => output::json(out, &looked)?,
        Output::Text => words::write(out, &looked)?,
    }
    looked
        .iter()
        .filter_map(|one| one.error.as_ref())
        .for_each(|error| output::complain(&anyhow::anyhow!("{error}")));
    if !passed.is_empty() {
        output::complain(&anyhow::anyhow!("{}", passed_over(&passed)));
    }
    Ok(verdict(&looked))
}

fn verdict(looked: &[Looked]) -> Verdict {
    let holds = |one: &Looked| one.findings.iter().any(|finding| finding.severity != Severity::Info);
    match (looked.iter().any(|one| one.error.is_some()), looked.iter().any(holds)) {
        (true, _) => Verdict::Unusable,
        (false, true) => Verdict::Errors,
        (false, false) => Verdict::Fine,
    }
}

/// A file of the list; one that cannot be read keeps its place in it.
fn one(path: &Path) -> Looked {
    let file = path.display().to_string();
    match read(path) {
        Ok(scanned) => {
            let places = words::places(&scanned);
            let unread = (!scanned.readable).then(|| format!("文件《{file}》：{}", scanned.notes.concat()));
            Looked { file, findings: scanned.findings, notes: scanned.notes, error: unread, places }
        }
        Err(error) => {
            let error = Some(format!("{error}"));
            Looked { file, findings: Vec::new(), notes: Vec::new(), error, places: Vec::new() }
        }
    }
}

fn read(path: &Path) -> anyhow::Result<Scanned> {
    let options = Options { today: Some(today()), ..Options::default() };
    let unreadable = || format!("文件《{}》读不出来。请确认文件存在并且有权读取。", path.display());
    let refused = |refusal: Refusal| anyhow::anyhow!("文件《{}》{refusal}", path.display());
    let size = usize::try_from(std::fs::metadata(path).with_context(unreadable)?.len()).unwrap_or(usize::MAX);
    if size > options.limits.file {
        return Err(refused(Refusal::TooLarge { size, limit: options.limits.file }));
    }
    let bytes = std::fs::read(path).with_context(unreadable)?;
    scan::file(&path.display().to_string(), &bytes, &options).map_err(refused)
}

/// Files of a folder nobody asked for by name: said, so that they are not taken for looked at.
fn passed_over(passed: &[PathBuf]) -> String {
    let named: Vec<String> =
        passed.iter().take(NAMED).map(|path| format!("《{}》", path.display())).collect();
    let more = if passed.len() > NAMED { "等" } else { "" };
    format!("目录中有{}个文件的格式不能检查，没有检查：{}{more}。", passed.len(), named.join("、"))
}
