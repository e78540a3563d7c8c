//! 第三十条　补正
//!
//! > 行政机关应当给予指导和释明，并自收到申请之日起7个工作日内一次性告知申请人作出补正，说明需要补正的事项和合理的补正期限

/// 告知补正的工作日数，自收到申请之日起。
///
/// > 自收到申请之日起7个工作日内一次性告知申请人作出补正
pub const NOTICE_DAYS: i64 = 7;

/// 合理的补正期限，工作日。The Regulation gives no number: the office sets its own within these bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonableTerm(u32);

impl ReasonableTerm {
    /// A common local default, no statutory figure.
    pub const USUAL: ReasonableTerm = ReasonableTerm(15);

    pub fn of(days: u32) -> Option<ReasonableTerm> {
        (1..=90).contains(&days).then_some(ReasonableTerm(days))
    }

    pub const fn days(self) -> u32 {
        self.0
    }
}
