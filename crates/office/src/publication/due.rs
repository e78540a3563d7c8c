//! 期限：最迟哪一天公开，哪一天重新评估，哪一天失效

use super::nature::Nature;
use super::state::{Edition, Publication};
use jiff::civil::Date;
use law::proactive::term::{file_regulation_by, withdraw_penalty_by};
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
    /// 规章报备案
    File,
    /// 撤回原决定已经变动的处罚信息
    Withdraw,
}

impl DueKind {
    pub const fn label(self) -> &'static str {
        match self {
            DueKind::Publish => "最迟公开",
            DueKind::Reassess => "重新评估",
            DueKind::Expire => "有效期满",
            DueKind::File => "最迟报备案",
            DueKind::Withdraw => "最迟撤回",
        }
    }
}

impl Publication {
    /// What falls due next; `None` where nothing does. 条例第二十六条、第十八条; 行政处罚法第四十八条;
    /// 规章制定程序条例第三十四条.
    pub fn due(&self, calendar: &Calendar) -> Option<(DueKind, Reckoned)> {
        if let Some((known, ..)) = self.fallen.as_ref().filter(|_| self.is_public()) {
            return Some((DueKind::Withdraw, withdraw_penalty_by(*known, calendar).ok()?));
        }
        if let Some(work) = &self.work {
            let by = work.content.term.publish_by(work.since, calendar).ok()?;
            return Some((DueKind::Publish, by));
        }
        let fixed = |date| Reckoned { date, provisional: false };
        if let Some(withheld) = &self.withheld {
            return Some((DueKind::Reassess, fixed(withheld.reassess)));
        }
        let content = self.editions.last().filter(|_| self.is_public()).map(|edition| &edition.content)?;
        if content.nature == Nature::Regulation && self.filed.is_none() {
            return Some((DueKind::File, fixed(file_regulation_by(content.formed)?)));
        }
        let expires = content.expires.filter(|_| self.validity.is_none() && content.nature.has_validity());
        expires.map(|day| (DueKind::Expire, fixed(day)))
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
