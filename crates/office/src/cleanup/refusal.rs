//! 拒绝：一轮清理什么不可以、为什么、怎么办。编号不复用。

use super::round::Act;
use crate::fit::Unfit;
use jiff::civil::Date;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{}”由{}办理，您没有这个岗位。请交由有该岗位的同事办理。", .0.label(), roles(*.0))]
    Role(Act),
    #[error("签批的人不能是发起清理或者作出决定的人。请交由他人签批。")]
    FourEyes,
    #[error("没有这一轮清理。请核对编号。")]
    NoRound,
    #[error("现在不能{}：{reason}", act.label())]
    NotNow { act: Act, reason: &'static str },
    #[error("没有选择要清理的文件，或者超过{0}件。请重新选择。")]
    Number(usize),
    #[error("文件{0}列了两次。请核对。")]
    Twice(String),
    #[error("《{0}》不是现行有效、已经公开的规章、规范性文件或者其他政策文件，不能列入清理。请核对。")]
    NotInForce(String),
    #[error("完成期限{until}早于今天（{today}）。请改为以后的日期。")]
    UntilPast { until: Date, today: Date },
    #[error("文件{0}不在这一轮清理里。请核对。")]
    NoDocument(String),
    #[error("还有{0}件文件没有作出决定。请逐件决定后再签批。")]
    Undecided(usize),
    #[error(
        "这条信息不是这一轮清理现行的结果：清理还没有签批，或者退回后另有起草。请弃稿后按签批的决定重新起草。"
    )]
    NotTheResult,
    #[error("{0}")]
    Unfit(#[from] Unfit),
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role(_) => "QX-1",
            Refusal::FourEyes => "QX-2",
            Refusal::NoRound => "QL-1",
            Refusal::NotNow { .. } => "QL-2",
            Refusal::Number(_) => "QL-3",
            Refusal::Twice(_) => "QL-4",
            Refusal::NotInForce(_) => "QL-5",
            Refusal::UntilPast { .. } => "QL-6",
            Refusal::NoDocument(_) => "QL-7",
            Refusal::Undecided(_) => "QL-8",
            Refusal::NotTheResult => "QL-9",
            Refusal::Unfit(_) => "QL-10",
        }
    }
}

fn roles(act: Act) -> String {
    act.roles().iter().map(|role| role.label()).collect::<Vec<_>>().join("或者")
}
