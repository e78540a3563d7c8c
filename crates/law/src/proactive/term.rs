//! 第二十六条　公开的期限
//!
//! > 属于主动公开范围的政府信息，应当自该政府信息形成或者变更之日起20个工作日内及时公开。

use crate::workday::{Calendar, Reckoned, Refusal};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 自形成或者变更之日起。
pub const PROACTIVE_DAYS: i64 = 20;

/// 行政许可、行政处罚自作出决定之日起（“双公示”：国发〔2016〕33号，国办发〔2015〕51号）。
pub const DECISION_DAYS: i64 = 7;

/// 公开的行政处罚决定被变更、撤销、确认违法、确认无效的，撤回并公开说明理由（行政处罚法第四十八条第二款、第八十五条）。
pub const WITHDRAW_PENALTY_DAYS: i64 = 3;

/// 规章签署公布后报备案，自然日（规章制定程序条例第三十四条）。
pub const REGULATION_FILING_DAYS: i32 = 30;

/// 依哪一种期限公开。
///
/// > 法律、法规对政府信息公开的期限另有规定的，从其规定。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// 20个工作日
    #[default]
    Proactive,
    /// 行政许可、行政处罚决定，7个工作日
    Decision,
    /// Another law's term, in working days: the catalogue of the office names it with its basis.
    Other(u16),
}

impl Term {
    /// Longest that the catalogue may set, working days.
    pub const LONGEST: u16 = 250;

    pub const fn days(self) -> i64 {
        match self {
            Term::Proactive => PROACTIVE_DAYS,
            Term::Decision => DECISION_DAYS,
            Term::Other(days) => days as i64,
        }
    }

    pub const fn rule(self) -> &'static str {
        match self {
            Term::Proactive => "条例第二十六条",
            Term::Decision => "国发〔2016〕33号、国办发〔2015〕51号",
            Term::Other(_) => "条例第二十六条（法律、法规另有规定）",
        }
    }

    /// 最迟公开之日。 `formed`: 形成或者变更之日，不计算在内.
    pub fn publish_by(self, formed: Date, calendar: &Calendar) -> Result<Reckoned, Refusal> {
        calendar.add(formed, self.days())
    }
}

/// 处罚决定变动后最迟撤回之日。
pub fn withdraw_penalty_by(changed: Date, calendar: &Calendar) -> Result<Reckoned, Refusal> {
    calendar.add(changed, WITHDRAW_PENALTY_DAYS)
}

/// 规章最迟报备案之日, from the day it was signed and promulgated; `None` at the end of the calendar.
pub fn file_regulation_by(promulgated: Date) -> Option<Date> {
    promulgated.checked_add(REGULATION_FILING_DAYS.days()).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(term: Term, formed: &str, expected: &str) {
        let by = term.publish_by(formed.parse().unwrap(), &Calendar::builtin()).unwrap();
        assert_eq!(by.date.to_string(), expected, "{term:?} {formed}");
        assert!(!by.provisional);
    }

    /// 2026年9月25日至27日（中秋）、10月1日至7日放假，9月20日、10月10日上班：
    /// 9月28日、29日、30日，10月8日、9日、10日、12日至16日、19日至23日、26日至29日。
    #[test]
    fn art26_within_twenty_working_days() {
        check(Term::Proactive, "2026-09-24", "2026-10-29");
        check(Term::Proactive, "2026-03-02", "2026-03-30");
    }

    /// 9月28日、29日、30日，10月8日、9日、10日（上班）、12日。
    #[test]
    fn licences_and_penalties_within_seven() {
        check(Term::Decision, "2026-09-24", "2026-10-12");
    }

    #[test]
    fn art26_another_law_prevails() {
        check(Term::Other(2), "2026-09-30", "2026-10-09");
    }

    /// 9月1日公布，10月1日满30日：自然日，不因放假顺延。
    #[test]
    fn a_regulation_is_filed_within_thirty_days() {
        let by = file_regulation_by("2026-09-01".parse().unwrap()).unwrap();
        assert_eq!(by.to_string(), "2026-10-01");
        assert_eq!(file_regulation_by(Date::MAX), None);
    }

    #[test]
    fn a_penalty_that_fell_is_withdrawn_within_three() {
        let by = withdraw_penalty_by("2026-09-29".parse().unwrap(), &Calendar::builtin()).unwrap();
        assert_eq!(by.date.to_string(), "2026-10-09");
    }
}
