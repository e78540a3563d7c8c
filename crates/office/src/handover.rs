//! 移送查阅场所：自上次移送以来公开的信息编成清单，交给国家档案馆、公共图书馆，收到的登记回执
//!
//! > 行政机关应当及时向国家档案馆、公共图书馆提供主动公开的政府信息。

use crate::fit::{Unfit, within};
use crate::publication::{Premises, Retention};
use crate::role::{Actor, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most items of a list.
pub const MOST: usize = 500;

/// An item as the list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub index: String,
    pub title: String,
    pub document_no: Option<String>,
    /// 生成日期
    pub formed: Date,
    /// 公开日期
    pub published: Date,
    pub attachments: usize,
    /// 保管期限, where it was settled
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
}

/// Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 编制清单，移送
    Made { no: String, to: Premises, on: Date, by: String, lines: Vec<Line> },
    /// 登记回执
    Received { on: Date, by: String, receiver: String, receipt: String },
}

/// A list, and its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    pub no: String,
    pub to: Premises,
    pub on: Date,
    pub by: String,
    pub lines: Vec<Line>,
    pub received: Option<Receipt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub on: Date,
    /// 接收人
    pub receiver: String,
    /// 回执编号
    pub receipt: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("移送查阅场所由{}办理，您没有这个岗位。请交由有该岗位的同事办理。", Role::Publisher.label())]
    Role,
    #[error("没有还没移送的信息。")]
    Nothing,
    #[error("没有这份移送清单。请核对编号。")]
    NoList,
    #[error("这份清单已经登记回执。")]
    Received,
    #[error("{day}还没有到（今天是{today}）。请填写实际收到的日期。")]
    Future { day: Date, today: Date },
    #[error("收到的日期{on}早于移送的日期{made}。请核对。")]
    BeforeMade { on: Date, made: Date },
    #[error("{0}")]
    Unfit(#[from] Unfit),
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role => "QX-1",
            Refusal::Nothing => "YS-1",
            Refusal::NoList => "YS-2",
            Refusal::Received => "YS-3",
            Refusal::Future { .. } => "YS-4",
            Refusal::BeforeMade { .. } => "YS-5",
            Refusal::Unfit(_) => "YS-6",
        }
    }
}

/// Whether somebody may make lists and record receipts.
pub fn may(actor: &Actor) -> bool {
    actor.roles.contains(&Role::Publisher)
}

/// 编制清单. `lines`: what was not handed over yet, the oldest first.
pub fn make(
    (actor, today): (&Actor, Date),
    no: &str,
    to: Premises,
    lines: Vec<Line>,
) -> Result<Event, Refusal> {
    if !may(actor) {
        return Err(Refusal::Role);
    }
    if lines.is_empty() {
        return Err(Refusal::Nothing);
    }
    Ok(Event::Made { no: no.into(), to, on: today, by: actor.id.clone(), lines })
}

/// 登记回执. `on`: when it was received.
pub fn receive(
    (actor, today): (&Actor, Date),
    list: &List,
    on: Date,
    (receiver, receipt): (&str, &str),
) -> Result<Event, Refusal> {
    if !may(actor) {
        return Err(Refusal::Role);
    }
    if list.received.is_some() {
        return Err(Refusal::Received);
    }
    if on > today {
        return Err(Refusal::Future { day: on, today });
    }
    if on < list.on {
        return Err(Refusal::BeforeMade { on, made: list.on });
    }
    let (receiver, receipt) = (within(receiver, "接收人", 60)?, within(receipt, "回执编号", 60)?);
    Ok(Event::Received { on, by: actor.id.clone(), receiver, receipt })
}

/// The list after its events; `None` where there is none.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<List> {
    events.into_iter().fold(None, |list, event| match (list, event) {
        (_, Event::Made { no, to, on, by, lines }) => {
            let (no, by, lines) = (no.clone(), by.clone(), lines.clone());
            Some(List { no, to: *to, on: *on, by, lines, received: None })
        }
        (list, Event::Received { on, receiver, receipt, .. }) => {
            let received = Receipt { on: *on, receiver: receiver.clone(), receipt: receipt.clone() };
            list.map(|list| List { received: Some(received), ..list })
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn actor(role: Role) -> Actor {
        Actor { id: "wu".into(), roles: vec![role] }
    }

    #[test]
    fn art25_a_list_is_made_once_and_its_receipt_recorded() {
        let line = Line {
            index: "1".into(),
            title: "甲".into(),
            document_no: None,
            formed: day("2024-03-01"),
            published: day("2024-03-04"),
            attachments: 0,
            retention: Some(Retention::Permanent),
        };
        let (wu, li, today) = (actor(Role::Publisher), actor(Role::Handler), day("2024-04-01"));
        let make = |who, lines| make((who, today), "2024-1", Premises::Archive, lines);
        assert_eq!(make(&li, vec![line.clone()]).unwrap_err(), Refusal::Role);
        assert_eq!(make(&wu, Vec::new()).unwrap_err(), Refusal::Nothing);
        let made = make(&wu, vec![line]).unwrap();
        let list = replay([&made]).unwrap();
        let receive =
            |list: &List, who, on: &str| receive((who, day("2024-04-09")), list, day(on), ("张某", "回1"));
        assert_eq!(receive(&list, &li, "2024-04-02").unwrap_err(), Refusal::Role);
        assert_eq!(receive(&list, &wu, "2024-04-10").unwrap_err().code(), "YS-4");
        assert_eq!(receive(&list, &wu, "2024-03-31").unwrap_err().code(), "YS-5");
        let received = receive(&list, &wu, "2024-04-02").unwrap();
        let list = replay([&made, &received]).unwrap();
        assert_eq!(list.received.as_ref().unwrap().receiver, "张某");
        assert_eq!(receive(&list, &wu, "2024-04-02").unwrap_err(), Refusal::Received);
    }
}
