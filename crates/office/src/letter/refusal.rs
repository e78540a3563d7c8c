//! 不能出具文书的情形：缺什么、在哪里补。

use super::form::Form;
use super::variable::Variable;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{}缺少{}，不能出具。请在办理记录中补充后再出具。", .form.label(), listed(.missing))]
    Incomplete { form: Form, missing: Vec<Variable> },
    #[error("机关设置中没有填写{what}，不能写明救济途径。请联系管理员在机关设置中补充。")]
    Setting { what: &'static str },
    #[error("模板{name}第{line}行：{message}")]
    Template { name: String, line: usize, message: String },
}

impl Refusal {
    /// Never reused. 条例第三十六条规定答复的内容。
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Incomplete { .. } => "TL36-11",
            Refusal::Setting { .. } => "TL36-12",
            Refusal::Template { .. } => "TL36-13",
        }
    }
}

/// «“理由”“依据”»
pub(super) fn listed(variables: &[Variable]) -> String {
    variables.iter().map(|variable| format!("“{}”", variable.name())).collect()
}
