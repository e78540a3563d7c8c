//! 政务公开工作人员和领导小组：自何日至何日，任一日有哪些人。

use super::{Choice, Kind, Register, Rule, choice, field, register};

const BODIES: &[Choice] = &[
    choice("leading_group", "政务公开工作领导小组"),
    choice("secrecy_group", "信息公开保密审查领导小组"),
    choice("office", "政务公开工作人员"),
];

pub(super) const REGISTER: Register = register(
    "members",
    "政务公开机构人员",
    &[
        field("机构", "body", Kind::Choice(BODIES)),
        field("姓名", "name", Kind::Text),
        field("职务", "post", Kind::Text),
        field("分工", "duty", Kind::Text).hint("如组长、副组长、成员、专职工作人员。"),
        field("起始日", "since", Kind::Date),
        field("终止日", "until", Kind::Date).optional().hint("仍在任的不填。"),
        field("依据", "basis", Kind::Text).optional().hint("调整的文件名称、文号。"),
    ],
)
.dated("since")
.rules(&[Rule::NotBefore("until", "since")])
.span("since", "until");
