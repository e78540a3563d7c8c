//! 建议提案：自交办之日起三个月内答复，涉及面广、处理难度大的六个月（代表法第五十一条），答复公开。

use super::{Choice, Kind, Reckon, Register, Rule, choice, field, register};

const KINDS: &[Choice] = &[choice("congress", "人大代表建议"), choice("consultative", "政协委员提案")];

pub(super) const YES_NO: &[Choice] = &[choice("yes", "是"), choice("no", "否")];

const ROLES: &[Choice] = &[choice("lead", "主办"), choice("joint", "会办"), choice("separate", "分办")];

/// The classes differ from place to place; these are the usual ones.
const CLASSES: &[Choice] = &[
    choice("a", "A类（已解决或者基本解决）"),
    choice("b", "B类（正在解决或者列入计划）"),
    choice("c", "C类（因条件限制，留作参考）"),
];

pub(super) const REGISTER: Register = register(
    "proposals",
    "建议提案",
    &[
        field("编号", "no", Kind::Text),
        field("类别", "kind", Kind::Choice(KINDS)),
        field("届次", "session", Kind::Text),
        field("主题", "matter", Kind::Text),
        field("交办日", "assigned", Kind::Date),
        field("期限", "due", Kind::Date)
            .reckoned("assigned", Reckon::Months(3))
            .hint("不填的，按交办之日起三个月推算；涉及面广、处理难度大的为六个月，请自行填写。"),
        field("答复日", "answered", Kind::Date).optional(),
        field("采纳落实", "adopted", Kind::Choice(YES_NO)).optional(),
        field("办理方式", "part", Kind::Choice(ROLES)).optional(),
        field("领衔人", "leader", Kind::Text).optional().internal(),
        field("答复类别", "class", Kind::Choice(CLASSES)).optional(),
        field("答复公开", "shown", Kind::Choice(YES_NO))
            .optional()
            .hint("选“是”的，主题和答复在门户网站公开。"),
        field("答复内容", "answer", Kind::Text).optional().long(),
    ],
)
.unique(&["kind", "session", "no"])
.dated("assigned")
.rules(&[
    Rule::NotBefore("answered", "assigned"),
    Rule::Needs("adopted", "answered"),
    Rule::Needs("answer", "answered"),
])
.term("due", "answered", "答复")
.open_where("shown", "yes", "人大代表建议、政协委员提案的办理和答复。")
.listed()
.tallied(&["matter"]);
