//! 内容雷同：R16。

use super::{Found, place_of, quoted};
use crate::model::Published;
use crate::similarity::{Overlap, Prose};
use law::annual_report::RuleId;
use serde_json::Value;

pub fn check(report: &Published, prior: Option<&Published>, siblings: &[&Published], found: &mut Found) {
    if (prior.is_none() && siblings.is_empty()) || !found.governs(RuleId::R16) {
        return;
    }
    let prose = Prose::of(report);
    let others = siblings.iter().copied().filter(|other| !is_same(report, other));
    // The nearest report for each part: one copied report is one finding, not one for each that copied it.
    let mut nearest: Vec<(Overlap, &Published)> = Vec::new();
    for other in prior.into_iter().chain(others) {
        for overlap in prose.copied_from(other) {
            match nearest.iter_mut().find(|(known, _)| known.part == overlap.part) {
                Some(known) if known.0.share >= overlap.share => {}
                Some(known) => *known = (overlap, other),
                None => nearest.push((overlap, other)),
            }
        }
    }
    for (overlap, other) in nearest {
        let values = (Value::Null, Value::from(format!("{}%", overlap.share)));
        found.add(RuleId::R16, place_of(overlap.part), values, message(&overlap, report, other));
    }
}

fn is_same(report: &Published, other: &Published) -> bool {
    std::ptr::eq(report, other)
        || report.file == other.file
        || (report.organ.is_some() && report.organ == other.organ && report.year == other.year)
}

fn message(overlap: &Overlap, report: &Published, other: &Published) -> String {
    let own = report.organ == other.organ;
    let organ = other.organ.as_deref().filter(|_| !own).unwrap_or("本机关");
    let year = other.year.map_or(String::new(), |year| format!("{year}年"));
    let passages: Vec<String> = overlap.passages.iter().map(|passage| quoted(passage)).collect();
    format!(
        "{}与{organ}{year}报告雷同，相同文字占{}%，例如{}。请按本机关本年度的实际情况改写。",
        place_of(overlap.part).in_words(),
        overlap.share,
        passages.join("、"),
    )
}
