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
    /// Other organs' reports it must not be a copy of; those checked with it are compared anyway.
    pub siblings: Vec<Published>,
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
        let siblings: Vec<&Published> = others.map(|(_, other)| other).chain(&expected.siblings).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use law::annual_report::RuleId;
    use reports::model::Part;

    /// A sibling from elsewhere counts like one checked together with it.
    #[test]
    fn a_report_copied_from_another_organ_is_found_beside_reports_from_elsewhere() {
        let text = "围绕企业群众关切，主动公开办事依据、条件、程序和结果，便于查阅和监督。".repeat(8);
        let words = "本局坚持以公开为常态，按月梳理应当公开的事项，逐项明确责任科室、公开时限和公开渠道，            由政府信息公开工作机构统一审查后发布。对群众申请集中的事项，研究转为主动公开，并同步发布解读材料，            方便企业和群众一次看懂、一次办成。全年组织开放日、座谈会等活动，当面听取意见建议，逐条回应并公布办理结果，            推动公开与服务相互促进。"
            .repeat(2);
        let report = |organ: &str, paragraph: &str| {
            let part =
                Part { number: 1, title: "一、总体情况".into(), paragraphs: vec![paragraph.into()] };
            let (organ, year) = (Some(organ.to_owned()), Some(2024));
            Published {
                file: organ.clone().unwrap_or_default(),
                organ,
                year,
                parts: vec![part],
                ..Published::default()
            }
        };
        let copied = |siblings: Vec<Published>| {
            let expected = Expectations { siblings, ..Expectations::default() };
            let checked = check_all(vec![report("甲局", &words)], &expected).pop().unwrap_or_default();
            let found = checked.findings.into_iter().filter(|one| one.rule == RuleId::R16);
            found.map(|one| one.message).collect::<Vec<_>>()
        };
        let found = copied(vec![report("丙局", &text), report("乙局", &words)]);
        assert!(found.len() == 1 && found[0].contains("乙局"), "{found:?}");
        assert_eq!(copied(vec![report("丙局", &text)]), Vec::<String>::new());
    }
}
