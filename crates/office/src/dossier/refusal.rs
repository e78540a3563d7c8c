//! 不能办理的情形。

use super::Step;
use crate::fit::Unfit;
use crate::metric::Refused;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("年度报告的“{act}”由{roles}办理，您没有这个岗位。请交由有该岗位的同事办理。")]
    Role { act: &'static str, roles: &'static str },
    #[error("您起草过这份报告，不能由您审核或者签发。请交由其他同事办理。")]
    FourEyes,
    #[error("报告现在是“{}”，不能办理“{act}”。请刷新后核对。", .step.label())]
    Step { act: &'static str, step: Step },
    #[error("还没有起草这一年的报告。")]
    NotBegun,
    #[error("{year}年还没有过完，报告可以先起草，满年后再送审。")]
    Early { year: i16 },
    #[error("送审前的检查还有{0}项没有通过。请逐项处理后再办理。")]
    Blocked(usize),
    #[error("{0}以后文字或者登记有变动，报告与当时的不同。请退回，由起草人重新送审。")]
    Moved(&'static str),
    #[error("正文没有变化，没有保存。")]
    Same,
    #[error("报告已经发布过，再次发布属于更正。请写明更正说明，向公众交代改了什么、为什么。")]
    Explanation,
    #[error("报告没有报送，或者已有答复。")]
    NotSent,
    #[error("调整后的数与登记数相同，不需要调整。")]
    NoDifference,
    #[error("这个数字没有人工调整，或者已经撤销。请刷新后核对。")]
    NotAdjusted,
    #[error("{0}")]
    Adjustment(#[from] Refused),
    #[error("{0}")]
    Unfit(#[from] Unfit),
}

impl Refusal {
    /// Never reused.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role { .. } => "QX-1",
            Refusal::FourEyes => "QX-2",
            Refusal::Step { .. } => "NB-1",
            Refusal::NotBegun => "NB-2",
            Refusal::Early { .. } => "NB-3",
            Refusal::Blocked(_) => "NB-4",
            Refusal::Moved(_) => "NB-5",
            Refusal::Same => "NB-6",
            Refusal::Explanation => "NB-7",
            Refusal::NotSent => "NB-8",
            Refusal::Unfit(_) => "NB-9",
            Refusal::NoDifference => "NB-10",
            Refusal::NotAdjusted => "NB-11",
            Refusal::Adjustment(_) => "NB-12",
        }
    }
}
