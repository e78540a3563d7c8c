//! The demonstration's papers, opened by other programs than ours.

use crate::checks::built;
use crate::shell::{capture, command, find, run, target, workshop};
use crate::steps::{Ending, Steps};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const YEAR: u16 = 2024;
/// Words and figures of the demonstration that every paper must show.
const MUST_SAY: [&str; 5] =
    ["枣庄市行政审批服务局", "行政规范性文件", "社会公益组织", "38651", "存在的主要问题及改进情况"];
/// The workbook holds the tables, not the prose.
const TABLES_MUST_SAY: [&str; 4] = ["枣庄市行政审批服务局", "行政规范性文件", "社会公益组织", "38651"];

/// A folder that `gongkai demo` has filled, and the program that filled it.
pub struct Demonstration {
    pub program: PathBuf,
    pub data: PathBuf,
}

impl Demonstration {
    fn paper(&self, ending: &str) -> PathBuf {
        self.data.join(format!("reports/{YEAR}/report-{YEAR}.{ending}"))
    }
}

/// Fills a fresh folder; without it nothing that follows can be checked. Left out, the last one serves.
pub fn demonstration(steps: &mut Steps) -> Option<Demonstration> {
    let demo = Demonstration { program: target().join("debug/gongkai"), data: workshop().join("demo") };
    let filled = steps.run("demonstration", || {
        let _ = std::fs::remove_dir_all(&demo.data);
        built("gongkai")?;
        run(command(&demo.program).arg("demo").arg("--data").arg(&demo.data).arg("--no-serve"))?;
        Ok(Ending::PASSED)
    });
    filled.then_some(demo)
}

pub fn run_all(steps: &mut Steps, demo: &Demonstration) {
    steps.run("papers in our own checker", || own_checker(demo));
    steps.run("PDF in poppler", || pdf(demo));
    steps.run("DOCX in LibreOffice", || in_libreoffice(&demo.paper("docx"), &MUST_SAY));
    steps.run("XLSX in LibreOffice", || in_libreoffice(&demo.paper("xlsx"), &TABLES_MUST_SAY));
}

/// Each paper, read back as anybody's report, holds the same tables and no error.
fn own_checker(demo: &Demonstration) -> Result<Ending> {
    let endings = ["json", "html", "pdf", "docx", "xlsx"];
    let papers: Vec<PathBuf> = endings.iter().map(|ending| demo.paper(ending)).collect();
    let output = capture(command(&demo.program).args(["report", "check", "--format", "json"]).args(&papers))?;
    let reports: Vec<Value> = serde_json::from_str(&output).context("report check printed no JSON list")?;
    if reports.len() != endings.len() {
        bail!("{} papers given, {} read", endings.len(), reports.len());
    }
    let mut failed = 0;
    for (ending, report) in endings.iter().zip(&reports) {
        for fault in faults(report, &reports[0]) {
            println!("{ending}: {fault}");
            failed += 1;
        }
    }
    Ok(Ending::Counted { passed: (endings.len() as u64).saturating_sub(failed), failed })
}

fn faults(report: &Value, first: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for table in ["table2", "table3", "table4"] {
        if report[table] != first[table] {
            faults.push(format!("{table} differs from that of the JSON"));
        }
    }
    let findings = report["findings"].as_array().map_or(&[][..], Vec::as_slice);
    let errors = findings.iter().filter(|finding| finding["severity"] == "error");
    faults.extend(errors.map(|finding| format!("{} {}", finding["rule"], finding["message"])));
    faults
}

fn pdf(demo: &Demonstration) -> Result<Ending> {
    if find("pdftotext").is_none() {
        return Ok(Ending::Skipped(
            "pdftotext is not installed; text and fonts of the PDF are not checked".into(),
        ));
    }
    let paper = demo.paper("pdf");
    let fonts = capture(command("pdffonts").arg(&paper))?;
    let loose: Vec<&str> = fonts.lines().skip(2).filter(|font| !embedded(font)).collect();
    for font in &loose {
        println!("not embedded: {font}");
    }
    Ok(Ending::of(says(&paper, &MUST_SAY)? && loose.is_empty()))
}

/// A line of pdffonts ends with: emb sub uni, object number, generation.
pub fn embedded(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.len() > 5 && words[words.len() - 5] == "yes"
}

/// LibreOffice turns the paper into a PDF, and its text is all there.
fn in_libreoffice(paper: &Path, words: &[&str]) -> Result<Ending> {
    let missing: Vec<&str> =
        ["soffice", "pdftotext"].into_iter().filter(|tool| find(tool).is_none()).collect();
    if !missing.is_empty() {
        return Ok(Ending::Skipped(format!("{} not installed; not opened", missing.join(", "))));
    }
    let out = workshop().join("libreoffice");
    std::fs::create_dir_all(&out)?;
    let profile =
        format!("-env:UserInstallation=file://{}", workshop().join("libreoffice-profile").display());
    let arguments = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir"];
    run(command("soffice").arg(profile).args(arguments).arg(&out).arg(paper))?;
    let stem = paper.file_stem().context("a paper has a name")?;
    let converted = out.join(stem).with_extension("pdf");
    let good = says(&converted, words)? && leaves_no_heading_behind(&converted)?;
    std::fs::remove_file(&converted)?;
    Ok(Ending::of(good))
}

/// No page ends with the heading of what stands on the next.
fn leaves_no_heading_behind(pdf: &Path) -> Result<bool> {
    let text = capture(Command::new("pdftotext").arg("-raw").arg(pdf).arg("-"))?;
    let left: Vec<&str> = text.split('\x0c').filter_map(left_behind).collect();
    for heading in &left {
        println!("{}: {heading} is left behind at the end of a page", pdf.display());
    }
    Ok(left.is_empty())
}

/// The heading that stands right above the page number, if one does.
pub fn left_behind(page: &str) -> Option<&str> {
    let last = page.lines().map(str::trim).rfind(|line| !line.is_empty() && !line.starts_with('—'))?;
    let (number, words) = last.split_once('、')?;
    // A sentence ends with a full stop, a row of a table with a figure.
    let title = words.chars().last()?.is_alphabetic();
    (title && ["一", "二", "三", "四", "五", "六"].contains(&number)).then_some(last)
}

/// Whether the text of a PDF holds all the words, wherever lines break: in the order it was set, for on the page
/// the lines of neighbouring cells stand beside one another.
fn says(pdf: &Path, words: &[&str]) -> Result<bool> {
    let text = capture(Command::new("pdftotext").arg("-raw").arg(pdf).arg("-"))?;
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let missing: Vec<&&str> = words.iter().filter(|word| !text.contains(**word)).collect();
    for word in &missing {
        println!("{} does not say {word}", pdf.display());
    }
    Ok(missing.is_empty())
}
