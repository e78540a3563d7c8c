//! 期限：最迟哪一天答复，哪一天起算作长期不回应

use jiff::ToSpan;
use jiff::civil::Date;
use law::workday::{Calendar, Refusal};

/// 留言超过多少个月未回应，政府网站检查单项否决（国办秘函〔2019〕19号）。
const VETO_MONTHS: i32 = 3;

/// The office's own terms of answering; no law sets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    simple: u16,
    other: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("留言的答复期限应当是1至60个工作日，并且简单常见问题的不长于其他留言的。请核对设置。")]
pub struct TermsRefusal;

impl Default for Terms {
    fn default() -> Terms {
        Terms { simple: 5, other: 15 }
    }
}

impl Terms {
    /// Working days, each 1 to 60; that of simple questions not the longer.
    pub const fn new(simple: u16, other: u16) -> Result<Terms, TermsRefusal> {
        if simple == 0 || other > 60 || simple > other {
            return Err(TermsRefusal);
        }
        Ok(Terms { simple, other })
    }

    /// 最迟答复之日。 `received`: 收到之日，不计算在内; never after [`veto_after`].
    pub(super) fn answer_by(
        self,
        received: Date,
        simple: bool,
        calendar: &Calendar,
    ) -> Result<Date, Refusal> {
        let days = if simple { self.simple } else { self.other };
        let by = calendar.add(received, i64::from(days))?.date;
        Ok(veto_after(received).map_or(by, |last| by.min(last)))
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
