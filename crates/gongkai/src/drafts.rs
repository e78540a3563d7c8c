//! 年度报告的草稿：compiled from the records as they are, held against its own checker and the checklist before it is submitted.

use crate::office_ledger::OfLedger;
use crate::{office_ledger, publishing, reading};
use ::publishing::Publishing;
use anyhow::Context;
use folder::{Compiled, FolderError, Own};
use jiff::civil::Date;
use law::annual_report::RuleId;
use law::annual_report::rules::Severity;
use ledger::Hash;
use office::annual_report::{AnnualReport, Block, Part, Span};
use office::metric::Record;
use papers::{Format, Links};
use reports::model::{Finding, Part as Prose, Published};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use web::{Announced, Draft, NoRecords, Point, PointState, Wanted};

/// Compiles a draft; what the clerk can mend is a refusal.
pub fn draft(
    data: &Path,
    database: Option<&str>,
    (year, wanted): (i16, &Wanted),
    today: Date,
) -> Result<Draft, NoRecords> {
    let organ = folder::compile::settings(data).map_err(told)?.organ;
    let taken = office_ledger::registers(data, database, &organ, year)?;
    let ledger = OfLedger::of(taken.as_ref());
    let own = Own { text: Some(&wanted.text), adjusted: &wanted.adjusted };
    let compiled =
        folder::compile_draft(data, (year, &own), wanted.dated, ledger, &|_, _| {}).map_err(told)?;
    compiled.origins.put_draft().map_err(told)?;
    of(data, compiled, &wanted.siblings, today)
}

fn told(error: FolderError) -> NoRecords {
    NoRecords::Refused(error.to_string())
}

/// A draft of what was compiled.
pub fn of(data: &Path, compiled: Compiled, siblings: &[Published], today: Date) -> Result<Draft, NoRecords> {
    let report = compiled.report.clone();
    let links = Links { figures: Some(web::draft_figure_path(report.year, "{metric}")) };
    let fragment = papers::html::fragment(&papers::annual_report::document(&report, &links)).into();
    let past = last_year(data, report.year);
    let checked = publishing::check_beside(&report, today, past, siblings)?;
    let points = points(&report, &compiled, &checked);
    let bytes = serde_json::to_vec(&report).map_err(anyhow::Error::from)?;
    let digest = digest(&report)?;
    let announced = compiled.announced.iter().map(announced).collect();
    Ok(Draft { report, fragment, points, announced, digest, bytes, parcel: Box::new(compiled) })
}

fn announced(row: &Record) -> Announced {
    let of = |key: &str| row.get(key).cloned().unwrap_or_default();
    Announced {
        problem: of("problem"),
        remedy: of("remedy"),
        owner: of("owner"),
        progress: of("progress"),
        done: of("done").parse().ok(),
    }
}

/// Of the report whatever the day it is dated.
fn digest(report: &AnnualReport) -> anyhow::Result<String> {
    let undated = AnnualReport { dated: Date::ZERO, ..report.clone() };
    Ok(Hash::of(&serde_json::to_vec(&undated)?).to_string())
}

/// Puts a draft where the portal takes its report from, in every form.
pub fn release(data: &Path, draft: &Draft) -> anyhow::Result<()> {
    let compiled: &Compiled =
        draft.parcel.downcast_ref().ok_or_else(|| anyhow::anyhow!("a draft of another library"))?;
    let files = publishing::render(&compiled.report, &Format::ALL, &publishing::fonts(data), &|| {})?;
    publishing::publish(data, compiled, files)?;
    Ok(())
}

/// Changes whenever a register of the folder or a setting does.
pub fn stamp(data: &Path, year: i16) -> Vec<(PathBuf, Option<SystemTime>)> {
    let places =
        ["settings".into(), format!("records/{year}"), format!("records/{}", year.saturating_sub(1))];
    let entries = places.iter().flat_map(|place| std::fs::read_dir(data.join(place)).into_iter().flatten());
    let one = |path: PathBuf| {
        let modified = std::fs::metadata(&path).and_then(|about| about.modified()).ok();
        (path, modified)
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| one(entry.path())).collect();
    files.sort();
    files
}

/// Makes the portal show what the ledger says is published: what a crash or a restored backup left behind.
pub async fn settle(data: &Path, publishing: &Publishing) -> anyhow::Result<()> {
    for dossier in publishing.dossiers().await? {
        match dossier.shown() {
            Some(edition) if standing(data, dossier.year) != Some(edition.report.clone()) => {
                let bytes = publishing.kept_report(&edition.report).await?;
                let report: AnnualReport = serde_json::from_slice(&bytes)
                    .context("a report that an earlier version kept cannot be read")?;
                publishing::restore(data, &report)?;
                tracing::info!(year = dossier.year, "the published report was put back in place");
            }
            None if !dossier.editions.is_empty() => publishing::put_aside(data, dossier.year)?,
            Some(_) | None => {}
        }
    }
    Ok(())
}

/// The hash of the report that the portal shows.
fn standing(data: &Path, year: i16) -> Option<String> {
    let bytes = std::fs::read(publishing::published(data, year).join(publishing::COMPILED)).ok()?;
    Some(Hash::of(&bytes).to_string())
}

// ---------------------------------------------------------------- 上年报告

/// The prose of last year's report: as this site published it, or a file the office has put into `reports/prior/`.
pub fn last_year(data: &Path, year: i16) -> Vec<Prose> {
    let last = year.saturating_sub(1);
    if let Ok(report) = publishing::load(data, last) {
        return report.parts.iter().zip(1..).map(|(part, number)| prose(part, number)).collect();
    }
    let Some(path) = prior_file(data, last) else { return Vec::new() };
    let name = path.display().to_string();
    let read = std::fs::read(&path).ok().and_then(|bytes| reading::read(&name, &bytes).ok());
    read.and_then(|mut reports| reports.pop()).map(|report| report.parts).unwrap_or_default()
}

/// `reports/prior/2023.docx`, in whatever format it is.
fn prior_file(data: &Path, year: i16) -> Option<PathBuf> {
    let entries = std::fs::read_dir(data.join("reports").join("prior")).ok()?.flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
        .into_iter()
        .find(|path| path.file_stem().is_some_and(|stem| stem.to_str() == Some(&year.to_string())))
}

fn prose(part: &Part, number: u8) -> Prose {
    let paragraphs = part.blocks.iter().filter_map(|block| match block {
        Block::Heading(text) => Some(text.clone()),
        Block::Paragraph(spans) => Some(words(spans)),
        Block::Table(_) | Block::Chart(_) => None,
    });
    Prose { number, title: part.title.clone(), paragraphs: paragraphs.collect() }
}

fn words(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

// ---------------------------------------------------------------- 送审前的检查

fn points(report: &AnnualReport, compiled: &Compiled, checked: &Published) -> Vec<Point> {
    let stop = |label, details: Vec<String>| point(label, PointState::Stop, details);
    let look = |label, details: Vec<String>| point(label, PointState::Look, details);
    let findings = |keep: &dyn Fn(&Finding) -> bool| -> Vec<String> {
        let open = checked.findings.iter().filter(|one| one.waived.is_none() && keep(one));
        open.map(|one| format!("{}（{}）", one.message, one.rule)).collect()
    };
    let grave = |one: &Finding| one.severity == Severity::Error && one.rule != RuleId::R11;
    let others: Vec<String> =
        compiled.warnings.iter().filter(|one| !compiled.stale.contains(one)).cloned().collect();
    vec![
        stop("六个部分齐全", missing_parts(report)),
        stop("统计表勾稽、文表一致等（R1至R19）没有错误", findings(&grave)),
        look("自查提醒", findings(&|one| !grave(one) && one.rule != RuleId::R16 && one.rule != RuleId::R11)),
        look("与上年报告、其他机关报告不雷同", findings(&|one| one.rule == RuleId::R16)),
        stop("人工调整与登记相符", compiled.stale.clone()),
        stop("说明信息处理费收取情况", missing_fee(report)),
        look("上年度改进措施已交代、已落实", missing_measures(says_measures(report), &compiled.announced)),
        stop("联系方式齐全", missing_contact(report)),
        look("登记和设置", others),
    ]
}

fn point(label: &'static str, otherwise: PointState, details: Vec<String>) -> Point {
    let state = if details.is_empty() { PointState::Met } else { otherwise };
    Point { label, state, details }
}

fn missing_parts(report: &AnnualReport) -> Vec<String> {
    let empty = report.parts.iter().filter(|part| part.blocks.is_empty());
    empty.map(|part| format!("“{}”是空的。没有内容的也要写明“无”。", part.title)).collect()
}

fn text_of(blocks: &[Block]) -> String {
    let texts = blocks.iter().map(|block| match block {
        Block::Heading(text) => text.clone(),
        Block::Paragraph(spans) => words(spans),
        Block::Table(_) | Block::Chart(_) => String::new(),
    });
    texts.collect()
}

fn missing_fee(report: &AnnualReport) -> Vec<String> {
    let said = report.parts.last().is_some_and(|part| text_of(&part.blocks).contains("信息处理费"));
    let told = "第六部分没有说明政府信息公开信息处理费的收取情况。没有收取的也要写明。";
    if said { Vec::new() } else { vec![told.into()] }
}

fn says_measures(report: &AnnualReport) -> bool {
    report.parts.iter().any(|part| text_of(&part.blocks).contains("上年度改进措施"))
}

/// `said`: whether the report tells what became of the measures last year's announced.
fn missing_measures(said: bool, rows: &[Record]) -> Vec<String> {
    let mut told = Vec::new();
    if !rows.is_empty() && !said {
        told.push(format!("上年报告提出了{}项改进措施，本年报告没有交代落实情况。", rows.len()));
    }
    let open = rows.iter().map(announced).filter(|one| one.done.is_none());
    told.extend(open.map(|one| {
        format!(
            "上年提出的“{}”没有登记落实。已经落实的，请在上年的登记补填；没有的，请在报告中说明。",
            one.remedy
        )
    }));
    told
}

fn missing_contact(report: &AnnualReport) -> Vec<String> {
    let preface = text_of(&report.preface);
    let organ = &report.organ;
    let named = [("电话", &organ.telephone), ("地址", &organ.address), ("电子邮箱", &organ.email)];
    let missing =
        named.into_iter().filter(|(_, value)| value.is_empty() || !preface.contains(value.as_str()));
    missing.map(|(label, _)| format!("前言没有写明{label}，或者与机关设置的不同。")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_not_carried_out_are_pointed_at_and_so_is_silence_about_them() {
        let row = |remedy: &str, done: &str| {
            Record::from([("remedy", remedy.to_owned()), ("done", done.to_owned())])
        };
        let rows = [row("加强业务培训", "2024-06-03"), row("完善公开目录", "")];
        let told = missing_measures(true, &rows);
        assert!(told.len() == 1 && told[0].contains("完善公开目录"), "{told:?}");
        let told = missing_measures(false, &rows);
        assert!(told.len() == 2 && told[0].contains("2项改进措施"), "{told:?}");
        assert_eq!(missing_measures(true, &rows[..1]), Vec::<String>::new());
        assert_eq!(missing_measures(false, &[]), Vec::<String>::new());
    }
}
