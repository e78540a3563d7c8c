//! 上年报告：whether the report given as last year's was one, said as it is.

use super::view::{organ, year};
use reports::aggregate::normal;
use reports::model::Published;

/// What the file given as last year's report holds.
#[derive(Debug, Default)]
pub struct Prior {
    pub file: String,
    /// Organ and year of each report in it.
    pub reports: Vec<Published>,
}

impl Prior {
    pub fn new(file: String, reports: Vec<Published>) -> Prior {
        let known =
            |report: Published| Published { organ: report.organ, year: report.year, ..Published::default() };
        Prior { file, reports: reports.into_iter().map(known).collect() }
    }

    /// «已与上年报告“2023.pdf”比对。», or why not.
    pub fn in_words(&self, checked: &[&Published]) -> Option<String> {
        let file = &self.file;
        let compared = checked.iter().filter(|report| self.precedes(report, checked.len())).count();
        let reason = match &self.reports[..] {
            [only] => format!("它是{}{}的报告", organ(only), year(only)),
            _ => format!("其中{}份报告", self.reports.len()),
        };
        let others = checked.len() - compared;
        match (compared, others) {
            (0, 0) => None,
            (_, 0) if checked.iter().all(|report| self.same_organ(report).is_some()) => {
                Some(format!("已与上年报告“{file}”比对。"))
            }
            (_, 0) => {
                Some(format!("已与“{file}”比对：{reason}，机关名称与所核对的报告不同，请核实是否选错文件。"))
            }
            (0, _) => Some(format!("未与“{file}”比对上年结转：{reason}，不是所核对机关上一年的报告。")),
            _ => Some(format!(
                "{compared}份已与上年报告“{file}”比对，{others}份未比对：{reason}，不是这{others}份的上年报告。"
            )),
        }
    }

    /// As the checker chooses: the same organ's, or the only one beside the only one; of the year before.
    fn precedes(&self, report: &Published, checked: usize) -> bool {
        let only = self.reports.first().filter(|_| self.reports.len() == 1 && checked == 1);
        self.same_organ(report)
            .or(only)
            .is_some_and(|past| report.year.zip(past.year).is_none_or(|(year, before)| before == year - 1))
    }

    fn same_organ(&self, report: &Published) -> Option<&Published> {
        let name = report.organ.as_deref().map(normal)?;
        self.reports.iter().find(|past| past.organ.as_deref().map(normal).as_ref() == Some(&name))
    }
}
