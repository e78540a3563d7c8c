//! 成文与存放：一份编成的报告 → 各种格式的文件，全部写好才就位。

use crate::output;
use crate::reading::{self, Expectations};
use crate::today;
use anyhow::Context;
use jiff::civil::Date;
use office::annual_report::AnnualReport;
use papers::{Fonts, Format};
use reports::model::{Part, Published};
use std::path::{Path, PathBuf};

/// What the portal loads a report from, beside the files for readers.
pub const COMPILED: &str = "compiled.json";

/// 编制日期. The demonstration is dated within the term of article 49, the same on every machine.
pub fn dated(demonstration: bool, year: i16, today: Date) -> Date {
    if demonstration { Date::new(year + 1, 1, 24).unwrap_or(today) } else { today }
}

/// The portal shows the report of a year no more; what it showed is put aside.
pub fn put_aside(data: &Path, year: i16) -> anyhow::Result<()> {
    let from = published(data, year);
    if !from.exists() {
        return Ok(());
    }
    let free = (1..1000).map(|number| data.join("reports").join(format!("withdrawn-{year}-{number}")));
    let to = free.into_iter().find(|place| !place.exists()).context("too many withdrawn reports")?;
    std::fs::rename(&from, &to)
        .with_context(|| format!("目录《{}》移不动。请确认有写入权限。", from.display()))
}

/// Where the portal takes the report of a year from.
pub fn published(data: &Path, year: i16) -> PathBuf {
    data.join("reports").join(year.to_string())
}

/// `report-2024.pdf`
pub fn file_name(year: i16, format: Format) -> String {
    format!("report-{year}.{}", format.extension())
}

/// The report in each form. Nothing is on disk yet.
pub fn render(
    report: &AnnualReport,
    formats: &[Format],
    fonts: &Fonts,
    done: &dyn Fn(),
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let timestamp = report.dated.at(0, 0, 0, 0);
    let render = |format: &Format| {
        let bytes = match format {
            Format::Json => checked_json(report)?,
            _ => papers::render(report, *format, fonts, timestamp).with_context(|| {
                format!("报告没有做成 {}。请把这条信息告诉维护人员。", format.extension())
            })?,
        };
        done();
        Ok((file_name(report.year, *format), bytes))
    };
    formats.iter().map(render).collect()
}

/// The report for programs, with what its own checker reads in its prose and finds in it.
fn checked_json(report: &AnnualReport) -> anyhow::Result<Vec<u8>> {
    let checked = check(report, today())?;
    let mut whole = papers::json::value(report);
    whole["claims"] = serde_json::to_value(&checked.claims)?;
    whole["findings"] = serde_json::to_value(&checked.findings)?;
    let mut bytes = serde_json::to_vec_pretty(&whole)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Puts the report where the portal takes it from, and where its figures come from beside it.
pub fn publish(
    data: &Path,
    compiled: &folder::Compiled,
    mut files: Vec<(String, Vec<u8>)>,
) -> anyhow::Result<Vec<PathBuf>> {
    files.push(self::compiled(&compiled.report)?);
    compiled.origins.put_after(|| put(&published(data, compiled.report.year), &files))
}

/// Puts back a report that was kept; its figures lead to no records until it is compiled again.
pub fn restore(data: &Path, report: &AnnualReport) -> anyhow::Result<()> {
    let mut files = render(report, &Format::ALL, &fonts(data), &|| {})?;
    files.push(compiled(report)?);
    put(&published(data, report.year), &files)?;
    Ok(())
}

/// The compiled report as the portal loads it.
fn compiled(report: &AnnualReport) -> anyhow::Result<(String, Vec<u8>)> {
    Ok((COMPILED.into(), serde_json::to_vec(report)?))
}

/// The report the portal shows for a year, and when it was put there.
pub fn load(data: &Path, year: i16) -> anyhow::Result<AnnualReport> {
    let path = published(data, year).join(COMPILED);
    let bytes = std::fs::read(&path).with_context(|| format!("{year}年的报告读不出来。请重新编制。"))?;
    serde_json::from_slice(&bytes)
        .with_context(|| format!("《{}》不是本程序编成的报告。请重新编制。", path.display()))
}

/// When the report of a year was last put in place; `None` where there is none.
pub fn modified(data: &Path, year: i16) -> Option<std::time::SystemTime> {
    std::fs::metadata(published(data, year).join(COMPILED)).and_then(|about| about.modified()).ok()
}

/// Puts files into a folder.
pub fn put(dir: &Path, files: &[(String, Vec<u8>)]) -> anyhow::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(dir)
        .with_context(|| format!("目录《{}》建不起来。请确认有写入权限。", dir.display()))?;
    let paths = files.iter().map(|(name, _)| dir.join(name));
    let whole: Vec<(PathBuf, &[u8])> = paths.zip(files.iter().map(|(_, bytes)| bytes.as_slice())).collect();
    output::write_all_whole(&whole)?;
    Ok(whole.into_iter().map(|(path, _)| path).collect())
}

/// The embedded fonts and those the office has put into `fonts/` of its data folder.
pub fn fonts(data: &Path) -> Fonts {
    let entries = std::fs::read_dir(data.join("fonts")).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        ["ttf", "otf", "ttc"].contains(&ending.as_str())
    });
    paths.sort();
    Fonts::new(paths.iter().filter_map(|path| std::fs::read(path).ok()).collect())
}

/// The report held against its own checker, last year's tables included.
pub fn check(report: &AnnualReport, today: Date) -> anyhow::Result<Published> {
    check_beside(report, today, Vec::new(), &[])
}

/// The same, with the words of last year's report and the reports of other organs beside.
pub fn check_beside(
    report: &AnnualReport,
    today: Date,
    past_parts: Vec<Part>,
    siblings: &[Published],
) -> anyhow::Result<Published> {
    let name = file_name(report.year, Format::Json);
    let mut prior = Vec::new();
    if let Some(tables) = report.prior {
        let organ = Some(report.organ.name.clone());
        let mut past =
            Published { organ, year: Some(report.year - 1), parts: past_parts, ..Published::default() };
        past.set_tables(tables);
        prior.push(past);
    }
    let expected = Expectations {
        prior,
        siblings: siblings.to_vec(),
        organ: Some(report.organ.name.clone()),
        year: Some(report.year),
        today: Some(today),
    };
    let read = reading::read(&name, &papers::json::annual_report(report))?;
    let mut checked = reading::check_all(read, &expected);
    checked.pop().context("the JSON of a compiled report holds one report")
}
