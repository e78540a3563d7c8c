//! 不能编制的情形：what is wrong, why, and what to do.

use crate::metric::Refused;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{year}年缺少登记{}，无法填报统计表。请逐一补充；本年没有发生的，在工作台的这本登记里“登记为零”（由办理、发布生成的登记没有这一项），或者放入只有表头的空表。", listed(.missing))]
    MissingRegisters { year: i16, missing: Vec<Missing> },
    #[error("三张统计表不平：{}请核对有关登记和人工调整后重新编制。", .0.join(""))]
    Unreconciled(Vec<String>),
    #[error("{name}第{line}行：{message}")]
    Template { name: String, line: usize, message: String },
    #[error("人工调整：{0}")]
    Override(#[from] Refused),
}

/// A register without which a table stays empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    pub label: &'static str,
    pub table: &'static str,
}

/// «“行政处罚决定”（表二）、“行政复议”（表四）»
fn listed(missing: &[Missing]) -> String {
    let named = missing.iter().map(|one| format!("“{}”（{}）", one.label, one.table));
    named.collect::<Vec<_>>().join("、")
}

impl Refusal {
    /// Never reused. 条例第五十条规定年度报告的内容。
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::MissingRegisters { .. } => "TL50-1",
            Refusal::Unreconciled(_) => "TL50-2",
            Refusal::Template { .. } => "TL50-3",
            Refusal::Override(_) => "TL50-4",
        }
    }
}
