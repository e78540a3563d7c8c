//! 拒绝：目录哪一条有什么问题。编号不复用。

use super::versions::Act;
use crate::fit::Unfit;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{}”由{}办理，您没有这个岗位。请交由有该岗位的同事办理。", .0.label(), .0.role().label())]
    Role(Act),
    #[error("拟订和批准目录应当由不同的人办理。请交由他人办理。")]
    FourEyes,
    #[error("没有待批准的目录。")]
    NothingProposed,
    #[error("目录是空的。请至少写一条。")]
    Nothing,
    #[error("目录超过{0}条。请精简。")]
    TooMany(usize),
    #[error("序号{0}用了两次。请改为不同的序号。")]
    Twice(String),
    #[error("与现行的目录没有不同。")]
    Unchanged,
    #[error("序号{code}：{unfit}")]
    Entry { code: String, unfit: Unfit },
    #[error("{0}")]
    Unfit(#[from] Unfit),
    #[error("序号{0}没有写明公开渠道。请至少选一种。")]
    NoChannel(String),
    #[error("序号{0}的公开时限应当是1至250个工作日。")]
    BadTerm(String),
    #[error("表头应当是：{0}。请用下载的模板填写。")]
    Headers(String),
    #[error("第{row}行“{column}”填写的“{text}”不能识别。可以填写：{may}。")]
    Cell { row: usize, column: &'static str, text: String, may: String },
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role(_) => "QX-1",
            Refusal::FourEyes => "QX-2",
            Refusal::NothingProposed => "ML-1",
            Refusal::Nothing => "ML-2",
            Refusal::TooMany(_) => "ML-3",
            Refusal::Twice(_) => "ML-4",
            Refusal::Unchanged => "ML-5",
            Refusal::Entry { .. } | Refusal::Unfit(_) => "ML-6",
            Refusal::NoChannel(_) => "ML-7",
            Refusal::BadTerm(_) => "ML-8",
            Refusal::Headers(_) => "ML-9",
            Refusal::Cell { .. } => "ML-10",
        }
    }
}
