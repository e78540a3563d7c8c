//! 期限：最迟哪一天答复，哪一天起算作长期不回应

use jiff::ToSpan;
use jiff::civil::Date;
use law::workday::{Calendar, Refusal};

/// 留言超过多少个月未回应，政府网站检查单项否决（国办秘函〔2019〕19号）。
const VETO_MONTHS: i32 = 3;

/// 简单常见问题几个工作日内答复（同上）.
const SIMPLE_DAYS: u16 = 5;

/// The office's own terms of answering. 19号 has two figures alone, 5 working days for simple questions and three
/// months for any: what lies between is the office's to set, and without a setting the three months are the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    simple: u16,
    other: Option<u16>,
    /// 每条留言最多追问几次.
    follow_ups: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("留言的答复期限应当是1至60个工作日，并且简单常见问题的不长于其他留言的；追问最多20次。请核对设置。")]
pub struct TermsRefusal;

impl Default for Terms {
    fn default() -> Terms {
        Terms { simple: SIMPLE_DAYS, other: None, follow_ups: 3 }
    }
}

impl Terms {
    /// Working days, each 1 to 60; that of simple questions not the longer. `other`: `None` where the office has set
    /// none. `follow_ups`: at most 20.
    pub const fn new(simple: u16, other: Option<u16>, follow_ups: usize) -> Result<Terms, TermsRefusal> {
        let longest = match other {
            Some(other) => other,
            None => simple,
        };
        if simple == 0 || longest > 60 || simple > longest || follow_ups > 20 {
            return Err(TermsRefusal);
        }
        Ok(Terms { simple, other, follow_ups })
    }

    pub const fn simple(self) -> u16 {
        self.simple
    }

    pub const fn other(self) -> Option<u16> {
        self.other
    }

    pub const fn follow_ups(self) -> usize {
        self.follow_ups
    }

    /// 最迟答复之日。 `received`: 收到之日，不计算在内; never after [`veto_after`].
    pub(super) fn answer_by(
        self,
        received: Date,
        simple: bool,
        calendar: &Calendar,
    ) -> Result<Date, Refusal> {
        let last = veto_after(received);
        let days = if simple { Some(self.simple) } else { self.other };
        let (Some(last), None) = (last, days) else {
            let by = calendar.add(received, i64::from(days.unwrap_or(self.simple)))?.date;
            return Ok(last.map_or(by, |last| by.min(last)));
        };
        Ok(last)
    }
}

/// The last day on which an answer keeps the office from 单项否决; `None` at the end of the calendar.
pub fn veto_after(received: Date) -> Option<Date> {
    received.checked_add(VETO_MONTHS.months()).ok()
}

/// 超过3个月未回应. `answered`: the day of the answer, `None` where there is none.
pub fn unanswered_too_long(received: Date, answered: Option<Date>, today: Date) -> bool {
    veto_after(received).is_some_and(|last| answered.unwrap_or(today) > last)
}
