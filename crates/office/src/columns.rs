//! 栏目：机关自己设的，公开的信息按它排列；多久不更新就提醒

use crate::fit::{Unfit, at_most, within};
use crate::role::{Actor, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most columns of a site.
const MOST: usize = 60;

/// 一个栏目。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    /// What stands under its heading and in its tag ColumnDescription.
    pub about: String,
    pub kind: Kind,
}

/// 栏目的类别：由它定多久应当更新（国办秘函〔2019〕19号）。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 动态、要闻类
    News,
    /// 通知公告、政策文件类
    Documents,
    /// 其他
    Other,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::News, Kind::Documents, Kind::Other];

    pub const fn key(self) -> &'static str {
        match self {
            Kind::News => "news",
            Kind::Documents => "documents",
            Kind::Other => "other",
        }
    }

    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::News => "动态、要闻类",
            Kind::Documents => "通知公告、政策文件类",
            Kind::Other => "其他",
        }
    }

    /// Calendar days after which a column counts as not kept up: two weeks, six months.
    pub const fn stale_after(self) -> Option<i64> {
        match self {
            Kind::News => Some(14),
            Kind::Documents => Some(183),
            Kind::Other => None,
        }
    }
}

/// Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 设置栏目: all of them, in order.
    Arranged { on: Date, by: String, columns: Vec<Column>, why: String },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("设置栏目由{}办理，您没有这个岗位。请交由有该岗位的同事办理。", Role::DisclosureHead.label())]
    Role,
    #[error("栏目最多{0}个，不能没有。请核对。")]
    Number(usize),
    #[error("栏目“{0}”有两个。请改为不同的名称。")]
    Twice(String),
    #[error("栏目名称“{0}”不能有斜线。")]
    Slash(String),
    #[error("栏目“{0}”下还有信息，不能取消。请先把信息改到别的栏目。")]
    InUse(String),
    #[error("{0}")]
    Unfit(#[from] Unfit),
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role => "QX-1",
            Refusal::Number(_) => "LM-1",
            Refusal::Twice(_) => "LM-2",
            Refusal::Slash(_) => "LM-3",
            Refusal::InUse(_) => "LM-4",
            Refusal::Unfit(_) => "LM-5",
        }
    }
}

/// 设置栏目。 `used`: columns that hold items, which therefore stay.
pub fn arrange(
    (actor, today): (&Actor, Date),
    columns: Vec<Column>,
    why: &str,
    used: &BTreeSet<String>,
) -> Result<Event, Refusal> {
    if !actor.roles.contains(&Role::DisclosureHead) {
        return Err(Refusal::Role);
    }
    if columns.is_empty() || columns.len() > MOST {
        return Err(Refusal::Number(MOST));
    }
    let columns = columns.into_iter().map(checked).collect::<Result<Vec<_>, _>>()?;
    let mut names = BTreeSet::new();
    if let Some(twice) = columns.iter().find(|column| !names.insert(column.name.clone())) {
        return Err(Refusal::Twice(twice.name.clone()));
    }
    if let Some(gone) = used.iter().find(|name| !names.contains(*name)) {
        return Err(Refusal::InUse(gone.clone()));
    }
    let why = at_most(why, "原因", 200)?;
    Ok(Event::Arranged { on: today, by: actor.id.clone(), columns, why })
}

fn checked(column: Column) -> Result<Column, Refusal> {
    let name = within(&column.name, "栏目名称", 20)?;
    if name.contains(['/', '\\']) {
        return Err(Refusal::Slash(name));
    }
    Ok(Column { about: at_most(&column.about, "栏目说明", 200)?, name, kind: column.kind })
}

/// The columns as they were arranged last.
pub fn replay(events: &[Event]) -> Vec<Column> {
    events.last().map_or_else(Vec::new, |Event::Arranged { columns, .. }| columns.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn column(name: &str) -> Column {
        Column { name: name.into(), about: String::new(), kind: Kind::News }
    }

    fn tried(role: Role, names: &[&str], used: &[&str]) -> Result<Event, Refusal> {
        let actor = Actor { id: "zhao".into(), roles: vec![role] };
        let used = used.iter().map(|one| (*one).to_owned()).collect();
        let columns = names.iter().map(|name| column(name)).collect();
        arrange((&actor, "2024-03-04".parse().unwrap()), columns, "新设", &used)
    }

    #[test]
    fn the_bureau_makes_its_own_columns() {
        let event = tried(Role::DisclosureHead, &["政务动态", "政务服务帮办代办"], &["政务动态"]).unwrap();
        let names: Vec<String> = replay(&[event]).into_iter().map(|column| column.name).collect();
        assert_eq!(names, ["政务动态", "政务服务帮办代办"]);
    }

    #[test]
    fn what_cannot_be_says_why() {
        let code =
            |names: &[&str], used: &[&str]| tried(Role::DisclosureHead, names, used).unwrap_err().code();
        assert_eq!(tried(Role::Handler, &["政务动态"], &[]).unwrap_err().code(), "QX-1");
        assert_eq!(code(&[], &[]), "LM-1");
        assert_eq!(code(&["甲", "甲"], &[]), "LM-2");
        assert_eq!(code(&["甲/乙"], &[]), "LM-3");
        assert_eq!(code(&["甲"], &["乙"]), "LM-4");
        assert_eq!(code(&[" "], &[]), "LM-5");
    }

    #[test]
    fn columns_go_stale_after_two_weeks_or_six_months() {
        assert_eq!(Kind::News.stale_after(), Some(14));
        assert_eq!(Kind::Documents.stale_after(), Some(183));
        assert_eq!(Kind::Other.stale_after(), None);
    }
}
