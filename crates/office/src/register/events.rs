//! 公开活动：新闻发布会、座谈会、开放日等。

use super::{Choice, Kind, Register, choice, field, register};

const KINDS: &[Choice] = &[
    choice("press", "新闻发布会"),
    choice("seminar", "座谈会"),
    choice("open_day", "政府开放日"),
    choice("hearing", "听证会"),
    choice("explaining", "政策宣讲"),
    choice("other", "其他活动"),
];

pub(super) const REGISTER: Register = register(
    "events",
    "公开活动",
    &[
        field("类型", "kind", Kind::Choice(KINDS)),
        field("主题", "subject", Kind::Text),
        field("举办日", "held", Kind::Date),
        field("地点", "place", Kind::Text),
        field("参加人数", "participants", Kind::Count),
        field("网址", "address", Kind::Text).optional().hint("报道、实录的网址。"),
    ],
)
.dated("held")
.listed()
.open("新闻发布会、座谈会、开放日等公开活动。");
