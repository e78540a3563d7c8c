//! 上年报告：how it was used, said as it is.

use reports::model::{Prior, Published};

/// For all reports: «已与上年报告“2023.pdf”比对。»; `None` where none was given.
pub fn of_all<'a>(reports: impl Iterator<Item = &'a Published>) -> Option<String> {
    let used: Vec<&Prior> = reports.filter_map(|report| report.prior.as_ref()).collect();
    let compared = used.iter().filter(|prior| prior.compared).count();
    match (compared, used.len() - compared) {
        (0, 0) => None,
        (_, 0) if used.iter().all(|prior| prior.file == used[0].file) => {
            Some(format!("已与上年报告{}比对。", quoted(used[0])))
        }
        (_, 0) => Some("已与上年报告比对。".into()),
        (0, _) => Some("没有与上年报告比对，原因见下表。".into()),
        (_, others) => Some(format!("{compared}份已与上年报告比对，{others}份没有，原因见下表。")),
    }
}

/// For one report: «已与“2023.pdf”比对», or why not.
pub fn of_one(report: &Published) -> Option<String> {
    let prior = report.prior.as_ref()?;
    Some(match &prior.reason {
        None => format!("已与{}比对", quoted(prior)),
        Some(reason) => format!("没有比对：{reason}"),
    })
}

/// Why a report was not compared, for its line in the list.
pub fn apart(report: &Published) -> Option<String> {
    let reason = report.prior.as_ref()?.reason.as_ref()?;
    Some(format!("没有与上年报告比对：{reason}。"))
}

fn quoted(prior: &Prior) -> String {
    prior.file.as_ref().map_or_else(String::new, |file| format!("“{file}”"))
}
