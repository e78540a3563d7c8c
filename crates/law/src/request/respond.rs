//! 应复议、应诉：被申请行政复议、被起诉的，几日之内答复和举证；复议机关几日之内决定

use super::remedy::roll;
use crate::workday::{Calendar, Reckoned};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 复议适用普通程序的，答复和举证的工作日数。
///
/// > 被申请人应当自收到行政复议申请书副本或者行政复议申请笔录复印件之日起十日内，提出书面答复，并提交作出行政行为的证据、依据和其他有关材料。
pub const ORDINARY_DAYS: i64 = 10;

/// 适用简易程序的。
///
/// > 被申请人应当自收到行政复议申请书副本或者行政复议申请笔录复印件之日起五日内，提出书面答复，并提交作出行政行为的证据、依据和其他有关材料。
pub const SIMPLE_DAYS: i64 = 5;

/// 一审的答辩和举证，自然日（行政诉讼法第六十七条）。
pub const SUIT_DAYS: i32 = 15;

/// 案件按什么程序审理。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Procedure {
    /// 复议普通程序
    Ordinary,
    /// 复议简易程序
    ///
    /// > 行政复议机关审理下列行政复议案件，认为事实清楚、权利义务关系明确、争议不大的，可以适用简易程序：
    Simple,
    /// 行政诉讼第一审程序
    FirstInstance,
}

impl Procedure {
    pub const ALL: [Procedure; 3] = [Procedure::Ordinary, Procedure::Simple, Procedure::FirstInstance];

    pub const fn key(self) -> &'static str {
        match self {
            Procedure::Ordinary => "ordinary",
            Procedure::Simple => "simple",
            Procedure::FirstInstance => "first_instance",
        }
    }

    pub fn from_key(key: &str) -> Option<Procedure> {
        Procedure::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Procedure::Ordinary => "行政复议普通程序",
            Procedure::Simple => "行政复议简易程序",
            Procedure::FirstInstance => "行政诉讼第一审程序",
        }
    }

    pub const fn rule(self) -> &'static str {
        match self {
            Procedure::Ordinary => "行政复议法第四十八条",
            Procedure::Simple => "行政复议法第五十四条",
            Procedure::FirstInstance => "行政诉讼法第六十七条",
        }
    }

    /// 提出答复、提交证据的末日。 `notified`: 收到申请书副本、起诉状副本之日。
    ///
    /// > 本法关于行政复议期间有关“三日”、“五日”、“七日”、“十日”的规定是指工作日，不含法定休假日。
    pub fn respond_by(self, notified: Date, calendar: &Calendar) -> Option<Reckoned> {
        match self {
            Procedure::Ordinary => calendar.add(notified, ORDINARY_DAYS).ok(),
            Procedure::Simple => calendar.add(notified, SIMPLE_DAYS).ok(),
            Procedure::FirstInstance => roll(notified.checked_add(SUIT_DAYS.days()).ok()?, calendar),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(procedure: Procedure, notified: &str, expected: &str) {
        let notified = notified.parse().expect("a date");
        let by = procedure.respond_by(notified, &Calendar::builtin()).expect("within the calendar");
        assert_eq!(by.date.to_string(), expected, "{procedure:?} {notified}");
    }

    /// 2026年10月1日至7日放假，10月10日（周六）上班：9月28日、29日、30日，10月8日、9日，其后10日、12日至15日。
    #[test]
    fn review48_the_respondent_answers_within_ten_working_days() {
        check(Procedure::Ordinary, "2026-09-27", "2026-10-15");
        check(Procedure::Ordinary, "2026-03-02", "2026-03-16");
    }

    #[test]
    fn review54_under_the_simple_procedure_within_five() {
        check(Procedure::Simple, "2026-09-27", "2026-10-09");
        check(Procedure::Simple, "2026-09-28", "2026-10-10");
    }

    /// 自然日，末日10月1日放假，顺延到10月8日。
    #[test]
    fn a_suit_is_answered_within_fifteen_days() {
        check(Procedure::FirstInstance, "2026-09-16", "2026-10-08");
        check(Procedure::FirstInstance, "2026-03-02", "2026-03-17");
    }
}
