//! 工作日：依国务院办公厅放假通知推算第几个工作日、数两日之间的工作日。
//!
//! 收到之日不计，次一工作日为第1日（读法R-1）。没有通知的年份只按周末推算，结果标为暂定（读法R-5）。
//!
//! > 期间开始的时和日，不计算在期间内

mod builtin;
mod notice;
mod table;

pub use notice::{Notice, NoticeRefusal};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use notice::{Arranged, is_weekend};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use table::Table;

/// Where the days of the statute are counted.
pub const BEIJING: TimeZone = TimeZone::fixed(jiff::tz::offset(8));

/// The day it is in Beijing.
pub fn day_in_beijing(at: Timestamp) -> Date {
    at.to_zoned(BEIJING).date()
}

/// «星期一»
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

/// 一部日历：若干年的放假通知。
#[derive(Debug, Clone)]
pub struct Calendar {
    years: BTreeMap<i16, Vec<Notice>>,
    table: Table,
}

/// 推算的结果。`provisional`: a year without notice was crossed; recompute when it is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reckoned {
    pub date: Date,
    pub provisional: bool,
}

/// 数得的工作日数。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    pub days: i64,
    pub provisional: bool,
}

/// 某一天上不上班，为什么。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    pub date: Date,
    pub working: bool,
    pub kind: DayKind<'a>,
    /// The notice that names the day; most days follow the weekday and are named by none.
    pub notice: Option<&'a Notice>,
    /// No notice is known for the day's year.
    pub provisional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    Weekday,
    Weekend,
    /// 放假, with the name of the festival.
    Holiday(&'a str),
    /// 调休上班, with the name of the festival.
    Makeup(&'a str),
}

/// 不能推算的请求。
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("工作日数{asked}小于0。请给出0或者正整数。")]
    Negative { asked: i64 },
    #[error("自{date}起第{asked}个工作日超出日历所能表示的范围（至9999年底）。请减少工作日数。")]
    BeyondCalendar { date: Date, asked: i64 },
    #[error("起始日{from}晚于截止日{to}。请把较早的日期写在前面。")]
    Reversed { from: Date, to: Date },
}

impl Calendar {
    /// 随软件发布的通知（2004年至2026年）。
    pub fn builtin() -> Calendar {
        static BUILTIN: LazyLock<Calendar> = LazyLock::new(|| {
            Calendar::load(builtin::FILES).expect("a test reads every file that is built in")
        });
        BUILTIN.clone()
    }

    /// 只用所给的通知文件（文件名与内容）。
    pub fn load<N: AsRef<str>, T: AsRef<str>>(files: &[(N, T)]) -> Result<Calendar, NoticeRefusal> {
        Calendar { years: BTreeMap::new(), table: Table::new(&[]) }.with_notices(files)
    }

    /// 加入新的通知文件; a file for a year already known takes its place.
    pub fn with_notices<N: AsRef<str>, T: AsRef<str>>(
        &self,
        files: &[(N, T)],
    ) -> Result<Calendar, NoticeRefusal> {
        let mut years = self.years.clone();
        let mut named: BTreeMap<i16, &str> = BTreeMap::new();
        for (file, text) in files {
            let file = file.as_ref();
            let notices = notice::read(file, text.as_ref())?;
            let year = notices[0].year;
            if let Some(other) = named.insert(year, file) {
                return Err(NoticeRefusal::SameYear { file: file.into(), other: other.into(), year });
            }
            years.insert(year, notices);
        }
        let table = Table::new(&exceptions(&years));
        Ok(Calendar { years, table })
    }

    /// 自某日起第`days`个工作日。
    ///
    /// The day itself is day 0 and does not count; `days` 0 gives the day itself.
    pub fn add(&self, date: Date, days: i64) -> Result<Reckoned, Refusal> {
        if days < 0 {
            return Err(Refusal::Negative { asked: days });
        }
        if days == 0 {
            return Ok(Reckoned { date, provisional: false });
        }
        let rank = i64::from(self.table.rank(ordinal(date)));
        let due = rank.checked_add(days).and_then(|rank| self.table.select(rank));
        let due = due.ok_or(Refusal::BeyondCalendar { date, asked: days })?;
        Ok(Reckoned { date: due, provisional: !self.knows(date, due) })
    }

    /// (from, to]之间的工作日数：前一日不计，后一日计。
    pub fn count(&self, from: Date, to: Date) -> Result<Counted, Refusal> {
        if from > to {
            return Err(Refusal::Reversed { from, to });
        }
        let days = self.table.rank(ordinal(to)) - self.table.rank(ordinal(from));
        Ok(Counted { days: i64::from(days), provisional: !self.knows(from, to) })
    }

    pub fn is_working_day(&self, date: Date) -> bool {
        let day = ordinal(date);
        self.table.rank(day) > self.table.rank(day - 1)
    }

    /// 某一天的安排及其依据。
    pub fn day(&self, date: Date) -> Day<'_> {
        let named = self.named(date);
        let kind = match named {
            Some((_, Arranged::Holiday(name))) => DayKind::Holiday(name),
            Some((_, Arranged::Makeup(name))) => DayKind::Makeup(name),
            Some((_, Arranged::Ordinary)) | None if is_weekend(date) => DayKind::Weekend,
            Some((_, Arranged::Ordinary)) | None => DayKind::Weekday,
        };
        Day {
            date,
            working: self.is_working_day(date),
            kind,
            notice: named.map(|(notice, _)| notice),
            provisional: !self.years.contains_key(&date.year()),
        }
    }

    /// (from, to]之间通知另有安排的日子：放假的工作日和上班的周末, for showing how a term was reckoned.
    pub fn exceptions(&self, from: Date, to: Date) -> impl Iterator<Item = Day<'_>> {
        let named = self.years.values().flatten().flat_map(Notice::days).map(|(date, _)| date);
        let within: std::collections::BTreeSet<Date> =
            named.filter(|date| from < *date && *date <= to).collect();
        within.into_iter().map(|date| self.day(date)).filter(|day| day.working == is_weekend(day.date))
    }

    /// 有通知的年份。
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.keys().copied()
    }

    /// 有通知的最后一年。
    pub fn last_known(&self) -> Option<i16> {
        self.years.keys().next_back().copied()
    }

    /// 某年的通知，先发者在前。
    pub fn notices(&self, year: i16) -> &[Notice] {
        self.years.get(&year).map_or(&[], Vec::as_slice)
    }

    /// The notice that decides a day. Next year's is asked first: a New Year's break may reach into December
    /// . Of one year's notices the last has the last word.
    fn named(&self, date: Date) -> Option<(&Notice, &Arranged)> {
        let around = [date.year().saturating_add(1), date.year(), date.year().saturating_sub(1)];
        around.into_iter().find_map(|year| {
            self.notices(year).iter().rev().find_map(|notice| Some((notice, notice.arranged(date)?)))
        })
    }

    /// Whether every year of (from, to] has its notice.
    fn knows(&self, from: Date, to: Date) -> bool {
        let first = from.tomorrow().map_or(from, |next| next.min(to));
        from == to || (first.year()..=to.year()).all(|year| self.years.contains_key(&year))
    }
}

/// Every named day with the last word on it, later years and later notices over earlier ones.
fn exceptions(years: &BTreeMap<i16, Vec<Notice>>) -> Vec<(Date, bool)> {
    let mut days: BTreeMap<Date, bool> = BTreeMap::new();
    for (date, arranged) in years.values().flatten().flat_map(Notice::days) {
        let worked = match arranged {
            Arranged::Holiday(_) => false,
            Arranged::Makeup(_) => true,
            Arranged::Ordinary => !is_weekend(date),
        };
        days.insert(date, worked);
    }
    days.into_iter().collect()
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);
const SECONDS_A_DAY: i64 = 86_400;

/// Days since 1970-01-01.
fn ordinal(date: Date) -> i32 {
    (date.duration_since(EPOCH).as_secs() / SECONDS_A_DAY) as i32
}

/// The date so many days after 1970-01-01; `None` past the last date there is.
fn day_of(ordinal: i64) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_secs(ordinal.checked_mul(SECONDS_A_DAY)?)).ok()
}

#[cfg(test)]
mod tests;
