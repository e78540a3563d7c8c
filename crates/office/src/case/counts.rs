//! 统计：一件申请计入表三、表四的哪些格

use super::event::Ending;
use super::state::{Case, Remedy, Stage};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};

/// A case as the tables count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub kind: Applicant,
    pub received: Date,
    /// `None` while it is open.
    pub ended: Option<(Date, Outcome)>,
    pub remedies: Vec<Remedy>,
}

/// How a case counts; `None` for what was never received and for what was split into parts that count.
///
/// One case has one received day and at most one ending, so that for any year and column
/// new + carried = ended + carried over: a case that would break the identity cannot be written down.
pub fn counted(case: &Case) -> Option<Counted> {
    let ended = match case.stage {
        Stage::Unconfirmed | Stage::Over { received: None, .. } => return None,
        Stage::Over { ending: Ending::NotCounted, .. } => return None,
        Stage::Open { .. } => None,
        Stage::Over { on, ending: Ending::Outcome(outcome), .. } => Some((on, outcome)),
    };
    Some(Counted { kind: case.kind, received: case.received()?, ended, remedies: case.remedies.clone() })
}

impl Counted {
    /// 本年新收
    pub fn new_in(&self, year: i16) -> bool {
        self.received.year() == year
    }

    /// 上年结转
    pub fn carried_into(&self, year: i16) -> bool {
        self.received.year() < year && self.ended.is_none_or(|(on, _)| on.year() >= year)
    }

    /// 本年办理结果
    pub fn ended_in(&self, year: i16) -> Option<Outcome> {
        self.ended.filter(|(on, _)| on.year() == year).map(|(_, outcome)| outcome)
    }

    /// 结转下年
    pub fn carried_over(&self, year: i16) -> bool {
        self.received.year() <= year && self.ended.is_none_or(|(on, _)| on.year() > year)
    }
}
