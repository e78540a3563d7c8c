//! 期限：最迟哪一天公开，哪一天重新评估，哪一天失效

use super::state::{Edition, Publication};
use jiff::civil::Date;
use law::workday::{Calendar, Reckoned, day_in_beijing};
use serde::{Deserialize, Serialize};

/// What falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// 公开
    Publish,
    /// 重新评估不予公开的决定
    Reassess,
    /// 文件有效期满
    Expire,
}

impl DueKind {
    pub const fn label(self) -> &'static str {
        match self {
            DueKind::Publish => "最迟公开",
            DueKind::Reassess => "重新评估",
            DueKind::Expire => "有效期满",
        }
    }
}

impl Publication {
    /// What falls due next; `None` where nothing does. 条例第二十六条、第十八条.
    pub fn due(&self, calendar: &Calendar) -> Option<(DueKind, Reckoned)> {
        if let Some(work) = &self.work {
            let by = work.content.term.publish_by(work.since, calendar).ok()?;
            return Some((DueKind::Publish, by));
        }
        let fixed = |date| Reckoned { date, provisional: false };
        if let Some(withheld) = &self.withheld {
            return Some((DueKind::Reassess, fixed(withheld.reassess)));
        }
        let standing = self.is_public() && self.validity.is_none();
        let content = self.editions.last().filter(|_| standing).map(|edition| &edition.content)?;
        content.expires.filter(|_| content.nature.has_validity()).map(|day| (DueKind::Expire, fixed(day)))
    }
}

impl Edition {
    /// Published after its last day.
    pub fn late(&self, calendar: &Calendar) -> bool {
        let by = self.content.term.publish_by(self.since, calendar);
        by.is_ok_and(|by| self.on() > by.date)
    }

    pub fn on(&self) -> Date {
        day_in_beijing(self.at)
    }
}
