//! 上年报告：which of the reports given as last year's is that of a report, and why none is. Said only here.

use crate::aggregate::normal;
use crate::model::{Prior, Published};

/// What a report has to do with those given as last year's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Choice<'a> {
    NoneGiven,
    /// The same organ's, of the year before.
    Compared(&'a Published),
    /// The same organ's, of another year: it says nothing about what was carried over.
    OtherYear(&'a Published),
    /// The only one given, of another organ.
    OtherOrgan(&'a Published),
    /// Of so many given none is the organ's.
    NotAmong(usize),
}

/// Chooses among those given. Where a name could not be read, the only one given is taken for that of the
/// only report.
pub fn choose<'a>(report: &Published, given: &'a [Published], only_report: bool) -> Choice<'a> {
    let same = || given.iter().filter(|past| same_organ(report, past) == Some(true));
    let nameless = || match given {
        [only] if only_report && same_organ(report, only).is_none() => Some(only),
        _ => None,
    };
    let chosen = same().find(|past| is_year_before(report, past)).or_else(|| same().next()).or_else(nameless);
    match (chosen, given) {
        (_, []) => Choice::NoneGiven,
        (Some(past), _) if is_year_before(report, past) => Choice::Compared(past),
        (Some(past), _) => Choice::OtherYear(past),
        (None, [only]) => Choice::OtherOrgan(only),
        (None, _) => Choice::NotAmong(given.len()),
    }
}

/// `None` where a name could not be read.
fn same_organ(report: &Published, past: &Published) -> Option<bool> {
    Some(normal(report.organ.as_deref()?) == normal(past.organ.as_deref()?))
}

fn is_year_before(report: &Published, past: &Published) -> bool {
    report.year.zip(past.year).is_none_or(|(year, before)| year.checked_sub(1) == Some(before))
}

impl<'a> Choice<'a> {
    pub fn compared(self) -> Option<&'a Published> {
        match self {
            Choice::Compared(past) => Some(past),
            Choice::NoneGiven | Choice::OtherYear(_) | Choice::OtherOrgan(_) | Choice::NotAmong(_) => None,
        }
    }

    /// The one that words may have been copied from, whatever its year and organ.
    pub fn nearest(self) -> Option<&'a Published> {
        match self {
            Choice::Compared(past) | Choice::OtherYear(past) | Choice::OtherOrgan(past) => Some(past),
            Choice::NoneGiven | Choice::NotAmong(_) => None,
        }
    }

    /// As kept with the report.
    pub fn told(self) -> Option<Prior> {
        let reason = match self {
            Choice::NoneGiven => return None,
            Choice::Compared(_) => None,
            Choice::OtherYear(past) => Some(format!("给出的是{}的报告，不是上一年的", whose(past))),
            Choice::OtherOrgan(past) => Some(format!("给出的是{}的报告，机关不同", whose(past))),
            Choice::NotAmong(given) => Some(format!("给出的{given}份上年报告中没有该机关的")),
        };
        let file = self.nearest().map(|past| past.file.clone()).filter(|file| !file.is_empty());
        Some(Prior { compared: reason.is_none(), file, reason })
    }
}

/// «甲县水利局2022年»
pub fn whose(report: &Published) -> String {
    let year = report.year.map_or("年份未能识别".into(), |year| format!("{year}年"));
    format!("{}{year}", report.organ.as_deref().unwrap_or("机关未能识别，"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(organ: &str, year: i16) -> Published {
        let organ = Some(organ.to_string()).filter(|organ| !organ.is_empty());
        let year = Some(year).filter(|year| *year > 0);
        Published { file: format!("{year:?}"), organ, year, ..Published::default() }
    }

    /// The report is 甲局's of 2024.
    fn check(given: &[(&str, i16)], only_report: bool, expected: &str) {
        let given: Vec<Published> = given.iter().map(|(organ, year)| report(organ, *year)).collect();
        let told = choose(&report("甲（本级）局", 2024), &given, only_report).told();
        let told = told.map_or("无".into(), |prior| prior.reason.unwrap_or_else(|| "已比对".into()));
        assert_eq!(told, expected, "{given:?}");
    }

    #[test]
    fn the_prior_is_the_same_organs_report_of_the_year_before() {
        check(&[], true, "无");
        check(&[("甲(本级) 局", 2023)], true, "已比对");
        check(&[("乙局", 2023), ("甲（本级）局", 2022), ("甲（本级）局", 2023)], false, "已比对");
        check(&[("甲（本级）局", 2022)], true, "给出的是甲（本级）局2022年的报告，不是上一年的");
        check(&[("甲（本级）局", 2024)], false, "给出的是甲（本级）局2024年的报告，不是上一年的");
        check(&[("甲（本级）局", 0)], true, "已比对");
    }

    #[test]
    fn another_organs_report_is_not_compared_even_where_it_is_the_only_one() {
        check(&[("乙局", 2023)], true, "给出的是乙局2023年的报告，机关不同");
        check(&[("乙局", 2023), ("丙局", 2023)], true, "给出的2份上年报告中没有该机关的");
    }

    #[test]
    fn a_report_without_a_readable_name_is_taken_only_where_it_can_be_no_other() {
        check(&[("", 2023)], true, "已比对");
        check(&[("", 2022)], true, "给出的是机关未能识别，2022年的报告，不是上一年的");
        check(&[("", 2023)], false, "给出的是机关未能识别，2023年的报告，机关不同");
    }
}
