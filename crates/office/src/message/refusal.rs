//! 拒绝：什么不可以、为什么、怎么办，附编号。编号不复用。

use super::command::Act;
use crate::fit::Unfit;
use jiff::civil::Date;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{}”由{}办理，您没有这个岗位。请交由有该岗位的同事办理。", .0.label(), who(*.0))]
    Role(Act),
    #[error("起草答复的人不能审核自己的答复。请交由他人审核。")]
    FourEyes,
    #[error("没有这条留言。请核对留言编号。")]
    NoMessage,
    #[error("留言编号{0}已经用过。请换一个。")]
    Exists(String),
    #[error("现在不能{}：{reason}", act.label())]
    NotNow { act: Act, reason: &'static str },
    #[error("{0}")]
    Unfit(#[from] Unfit),
    #[error("{0}不在日历范围以内。请核对日期。")]
    BeyondCalendar(Date),
    #[error("延长后的期限{due}不晚于现在的期限{now}。请核对。")]
    NotLater { due: Date, now: Date },
    #[error("延长后的期限{due}晚于{last}：收到留言后不得超过3个月不回应。请提前。")]
    TooLate { due: Date, last: Date },
    #[error("留言人没有同意公开，或者原留言没有公开，只能答复本人。请不要填写公开用的问题。")]
    NotConsented,
    #[error("扫描发现：{0}。请遮盖、修改，或者由审核人员逐处确认可以公开。")]
    Found(String),
    #[error("有国家秘密标志“{0}”，不能放行。请退回重拟；确属涉密的，不得在本系统处理，按保密规定办理。")]
    Secret(String),
    #[error("扫描没有发现“{0}”。请核对。")]
    NotFound(String),
}

impl Refusal {
    /// The code a reader can look up.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role(_) => "QX-1",
            Refusal::FourEyes => "QX-2",
            Refusal::NoMessage => "LY-1",
            Refusal::Exists(_) => "LY-2",
            Refusal::NotNow { .. } => "LY-3",
            Refusal::Unfit(_) => "LY-4",
            Refusal::BeyondCalendar(_) => "LY-5",
            Refusal::NotLater { .. } => "LY-6",
            Refusal::TooLate { .. } => "LY-7",
            Refusal::NotConsented => "LY-8",
            Refusal::Found(_) => "LY-9",
            Refusal::NotFound(_) => "LY-10",
            Refusal::Secret(_) => "LY-11",
        }
    }
}

fn who(act: Act) -> String {
    if act.by_sender() {
        return "留言人本人".to_owned();
    }
    act.roles().iter().map(|role| role.label()).collect::<Vec<_>>().join("或者")
}
