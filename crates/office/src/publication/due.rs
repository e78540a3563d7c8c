//! 期限：最迟哪一天公开，哪一天重新评估，哪一天失效

use super::nature::Nature;
use super::state::{Edition, Publication, Work};
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
    /// What falls due next; `None` where nothing does.
    pub fn due(&self, calendar: &Calendar) -> Option<(DueKind, Reckoned)> {
        self.dues(calendar).into_iter().next()
    }

    /// Everything that falls due, the earliest first: a revision that is being written takes no other day off the list.
    /// 条例第二十六条、第十八条; 行政处罚法第四十八条; 规章制定程序条例第三十四条.
    pub fn dues(&self, calendar: &Calendar) -> Vec<(DueKind, Reckoned)> {
        let fixed = |date| Reckoned { date, provisional: false };
        let fallen = self.fallen.as_ref().filter(|_| self.is_public());
        let public = self.editions.last().filter(|_| self.is_public()).map(|edition| &edition.content);
        let unfiled = public.filter(|one| one.nature == Nature::Regulation && self.filed.is_none());
        let lasting = public.filter(|one| self.validity.is_none() && one.nature.has_validity());
        let days = [
            (DueKind::Withdraw, fallen.and_then(|(known, ..)| withdraw_penalty_by(*known, calendar).ok())),
            (DueKind::Publish, self.work.as_ref().and_then(|work| work.publish_by(calendar))),
            (DueKind::Reassess, self.withheld.as_ref().map(|withheld| fixed(withheld.reassess))),
            (DueKind::File, unfiled.and_then(|one| file_regulation_by(one.formed)).map(fixed)),
            (DueKind::Expire, lasting.and_then(|one| one.expires).map(fixed)),
        ];
        let mut dues: Vec<_> = days.into_iter().filter_map(|(kind, by)| Some((kind, by?))).collect();
        dues.sort_by_key(|(_, by)| by.date);
        dues
    }
}

impl Work {
    fn publish_by(&self, calendar: &Calendar) -> Option<Reckoned> {
        self.content.term.publish_by(self.since, calendar).ok()
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
