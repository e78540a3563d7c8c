//! 读取并核对：命令行与网页共用的一套做法。

use crate::inputs;
use jiff::civil::Date;
use reports::check::prior::whose;
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
            prior: &expected.prior,
            only_report: reports.len() == 1,
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
pub fn not_compared(report: &Published) -> Option<String> {
    let reason = report.prior.as_ref()?.reason.as_ref()?;
    let whose = whose(report);
    Some(format!("《{}》（{whose}）没有与上年报告比对：{reason}。请核对 --prior。", report.file))
}
