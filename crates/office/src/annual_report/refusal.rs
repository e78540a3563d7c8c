//! 不能编制的情形：what is wrong, why, and what to do.

use crate::metric::Refused;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{year}年缺少登记“{label}”，无法填报{table}。请补充该登记；本年没有发生的，放入只有表头的空表。")]
    MissingRegister { year: i16, label: &'static str, table: &'static str },
    #[error("三张统计表不平：{}请核对有关登记和人工调整后重新编制。", .0.join(""))]
    Unreconciled(Vec<String>),
    #[error("{name}第{line}行：{message}")]
    Template { name: String, line: usize, message: String },
    #[error("人工调整：{0}")]
    Override(#[from] Refused),
}

impl Refusal {
    /// Never reused. 条例第五十条规定年度报告的内容。
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::MissingRegister { .. } => "TL50-1",
            Refusal::Unreconciled(_) => "TL50-2",
            Refusal::Template { .. } => "TL50-3",
            Refusal::Override(_) => "TL50-4",
        }
    }
}
