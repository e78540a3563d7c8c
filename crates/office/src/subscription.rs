//! 订阅：要哪些栏目、主题、类型或者含有什么词的信息，多久汇总一次

use jiff::civil::{Date, DateTime, Time, Weekday, time};
use serde::{Deserialize, Serialize};

/// Digests are made from this time on, in Beijing.
const MORNING: Time = time(8, 0, 0, 0);
/// Most shelves one person names, and the longest phrase, in characters.
pub const MOST_SHELVES: usize = 40;
pub const LONGEST_PHRASE: usize = 60;

/// What somebody wants to be told of. Any of it is enough.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wish {
    /// Shelves by their keys: `all`, `column/政务动态`, `topic/政务服务`, `nature/notice`.
    pub shelves: Vec<String>,
    /// Words that are searched for; empty for none.
    pub phrase: String,
}

impl Wish {
    pub fn is_empty(&self) -> bool {
        self.shelves.is_empty() && self.phrase.is_empty()
    }

    /// Whether something that stands on these shelves is wanted; the phrase is for the search.
    pub fn wants(&self, shelves: &[String]) -> bool {
        self.shelves.iter().any(|shelf| shelf == "all" || shelves.contains(shelf))
    }
}

/// 多久一次.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    AtOnce,
    Daily,
    Weekly,
}

impl Rhythm {
    pub const ALL: [Rhythm; 3] = [Rhythm::AtOnce, Rhythm::Daily, Rhythm::Weekly];

    pub const fn key(self) -> &'static str {
        match self {
            Rhythm::AtOnce => "at_once",
            Rhythm::Daily => "daily",
            Rhythm::Weekly => "weekly",
        }
    }

    pub fn from_key(key: &str) -> Option<Rhythm> {
        Rhythm::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Rhythm::AtOnce => "随时：公开后即发",
            Rhythm::Daily => "每日：早八点汇总",
            Rhythm::Weekly => "每周：星期一早八点汇总",
        }
    }

    /// Up to when what was published is to be told by now: the last time a digest was due. Both in Beijing.
    pub fn until(self, now: DateTime) -> DateTime {
        let morning = |day: Date| day.to_datetime(MORNING);
        let back = |from: Date, days: i64| from.checked_sub(jiff::Span::new().days(days)).unwrap_or(from);
        match self {
            Rhythm::AtOnce => now,
            Rhythm::Daily if now.time() >= MORNING => morning(now.date()),
            Rhythm::Daily => morning(back(now.date(), 1)),
            Rhythm::Weekly => {
                let monday = back(now.date(), now.date().weekday().since(Weekday::Monday).into());
                if morning(monday) <= now { morning(monday) } else { morning(back(monday, 7)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn digests_are_due_at_eight_every_day_or_on_mondays() {
        // 2026年3月2日是星期一。
        let at = |day: i8, hour: i8, minute: i8| date(2026, 3, day).at(hour, minute, 0, 0);
        let before = |day: i8| date(2026, 2, day).at(8, 0, 0, 0);
        for (now, daily, weekly) in [
            (at(2, 7, 59), date(2026, 3, 1).at(8, 0, 0, 0), before(23)),
            (at(2, 8, 0), at(2, 8, 0), at(2, 8, 0)),
            (at(3, 7, 59), at(2, 8, 0), at(2, 8, 0)),
            (at(8, 23, 0), at(8, 8, 0), at(2, 8, 0)),
            (at(9, 8, 1), at(9, 8, 0), at(9, 8, 0)),
        ] {
            assert_eq!(Rhythm::AtOnce.until(now), now);
            assert_eq!(Rhythm::Daily.until(now), daily, "{now}");
            assert_eq!(Rhythm::Weekly.until(now), weekly, "{now}");
        }
    }

    #[test]
    fn any_shelf_named_is_enough() {
        let stands = ["column/政务动态".to_owned(), "nature/news".to_owned()];
        let wish = |shelves: &[&str]| Wish {
            shelves: shelves.iter().map(|one| (*one).into()).collect(),
            ..Wish::default()
        };
        for (shelves, wanted) in [
            (&["all"][..], true),
            (&["nature/news", "topic/其他"], true),
            (&["topic/其他"], false),
            (&["column/政务"], false),
            (&[], false),
        ] {
            assert_eq!(wish(shelves).wants(&stands), wanted, "{shelves:?}");
        }
        assert!(Wish::default().is_empty() && !wish(&["all"]).is_empty());
    }
}
