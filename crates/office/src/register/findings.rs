//! 第三方评估发现的问题和整改：责任科室、期限、佐证、销号。

use super::{Choice, Kind, Register, Rule, choice, field, register};

const SOURCES: &[Choice] = &[
    choice("third_party", "第三方评估"),
    choice("superior", "上级检查"),
    choice("self_check", "自查"),
    choice("public", "公众反映"),
];

pub(super) const REGISTER: Register = register(
    "findings",
    "评估问题整改",
    &[
        field("编号", "no", Kind::Text),
        field("来源", "source", Kind::Choice(SOURCES)),
        field("问题", "problem", Kind::Text).long(),
        field("发现日", "found", Kind::Date),
        field("责任科室", "owner", Kind::Text),
        field("整改期限", "due", Kind::Date),
        field("整改措施", "remedy", Kind::Text).optional().long(),
        field("佐证", "proof", Kind::Text).optional().hint("整改后的网址、文件名称或者文号。"),
        field("销号日", "closed", Kind::Date).optional(),
    ],
)
.unique(&["no"])
.numbered("ZG")
.dated("found")
.rules(&[
    Rule::NotBefore("due", "found"),
    Rule::NotBefore("closed", "found"),
    Rule::Needs("closed", "proof"),
    Rule::Needs("closed", "remedy"),
])
.tallied(&["owner"])
.term("due", "closed", "整改");
