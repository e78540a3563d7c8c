//! 读取并核对：命令行与网页共用的一套做法。

use crate::inputs;
use jiff::civil::Date;
use reports::aggregate::normal;
use reports::check::{Context, check};
use reports::model::Published;
use reports::read::{Limits, Unreadable, read_all};

/// More files than this are not compared with each other: whoever checks a province looks for mistakes, not for
/// copying, and every report would have to be held against every other.
const COMPARED: usize = 300;

/// What the reader expects of the reports.
#[derive(Debug, Default)]
pub struct Expectations {
    pub prior: Vec<Published>,
    pub organ: Option<String>,
    pub year: Option<i16>,
    pub today: Option<Date>,
}

/// Every report a file holds, each under a name of its own.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Published>, Unreadable> {
    let mut reports = read_all(name, bytes, &Limits::default())?;
    if reports.is_empty() {
        return Err(Unreadable::Empty { file: name.into() });
    }
    let several = reports.len() > 1;
    for (report, number) in reports.iter_mut().zip(1..) {
        report.file = if several { format!("{name}#{number}") } else { name.into() };
    }
    Ok(reports)
}

/// Checks reports against what is expected, last year and each other.
pub fn check_all(reports: Vec<Published>, expected: &Expectations) -> Vec<Published> {
    let indices: Vec<usize> = (0..reports.len()).collect();
    inputs::in_parallel(&indices, |index| {
        let mut report = reports[*index].clone();
        let others =
            reports.iter().enumerate().filter(|(other, _)| other != index && reports.len() <= COMPARED);
        let siblings: Vec<&Published> = others.map(|(_, other)| other).collect();
        let context = Context {
            prior: prior_of(&reports[*index], &expected.prior, reports.len()),
            siblings: &siblings,
            expected_organ: expected.organ.as_deref(),
            expected_year: expected.year,
            today: expected.today,
        };
        check(&mut report, &context);
        report
    })
}

/// Why a report is not held against any of those given as last year's; `None` where it is, or none was given.
pub fn not_compared(report: &Published, prior: &[Published], reports: usize) -> Option<String> {
    if prior.is_empty() {
        return None;
    }
    let of = |report: &Published| {
        let year = report.year.map_or("年份未能识别".into(), |year| format!("{year}年"));
        format!("{}{year}", report.organ.as_deref().unwrap_or("机关未能识别，"))
    };
    let reason = match (prior_of(report, prior, reports), prior) {
        (Some(past), _) if report.year.zip(past.year).is_none_or(|(year, before)| before == year - 1) => {
            return None;
        }
        (Some(past), _) => format!("给出的是{}的报告，不是上一年的", of(past)),
        (None, [only]) => format!("给出的是{}的报告，机关不同", of(only)),
        (None, _) => format!("给出的{}份上年报告中没有该机关的", prior.len()),
    };
    Some(format!("《{}》（{}）没有与上年报告比对：{reason}。请核对 --prior。", report.file, of(report)))
}

/// Last year's report of the same organ; where one report and one of last year were given, that one.
fn prior_of<'a>(report: &Published, prior: &'a [Published], reports: usize) -> Option<&'a Published> {
    let organ = report.organ.as_deref().map(normal);
    let same = prior.iter().find(|past| organ.is_some() && past.organ.as_deref().map(normal) == organ);
    same.or_else(|| (prior.len() == 1 && reports == 1).then(|| &prior[0]))
}
