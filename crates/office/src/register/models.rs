//! 典型案例：报送和采用。

use super::{Choice, Kind, Register, Rule, choice, field, register};

const LEVELS: &[Choice] = &[choice("city", "市级"), choice("province", "省级"), choice("nation", "国家级")];

pub(super) const REGISTER: Register = register(
    "models",
    "典型案例报送",
    &[
        field("标题", "title", Kind::Text),
        field("报送日", "reported", Kind::Date),
        field("报送单位", "to", Kind::Text),
        field("层级", "level", Kind::Choice(LEVELS)),
        field("采用日", "adopted", Kind::Date).optional(),
        field("网址", "address", Kind::Text).optional(),
    ],
)
.dated("reported")
.rules(&[Rule::NotBefore("adopted", "reported")])
.listed()
.open("本机关报送的政务公开典型案例。");
