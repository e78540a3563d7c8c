//! 政务公开工作要点任务分解：任务、责任科室、期限、佐证。

use super::{Kind, Register, Rule, field, register};

pub(super) const REGISTER: Register = register(
    "priorities",
    "政务公开工作要点任务",
    &[
        field("编号", "no", Kind::Text),
        field("要点", "source", Kind::Text).hint("要点的名称、文号和条目。"),
        field("任务", "task", Kind::Text).long(),
        field("下达日", "assigned", Kind::Date),
        field("责任科室", "owner", Kind::Text),
        field("完成期限", "due", Kind::Date),
        field("完成情况", "progress", Kind::Text).optional().long(),
        field("佐证", "proof", Kind::Text).optional().hint("网址、文件名称或者文号。"),
        field("完成日", "done", Kind::Date).optional(),
    ],
)
.unique(&["no"])
.numbered("YD")
.dated("assigned")
.rules(&[
    Rule::NotBefore("due", "assigned"),
    Rule::NotBefore("done", "assigned"),
    Rule::Needs("done", "proof"),
])
.tallied(&["owner"])
.term("due", "done", "完成");
