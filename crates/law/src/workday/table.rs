//! 工作日的数表：某日之前有几个工作日，第几个工作日是哪天，都是一次查表。

use super::{day_of, ordinal};
use jiff::civil::Date;

/// Counts working days from a fixed Monday. Between the first and the last day a notice touches it looks
/// up; before and after, five days a week are worked and arithmetic suffices.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The first day of the tables, in days since 1970.
    first: i32,
    /// For each day, how many working days lie up to and including it.
    rank: Vec<i32>,
    /// The rank of the day before `first`.
    base: i32,
    /// The working days of the tables in order.
    worked: Vec<i32>,
}

impl Table {
    /// `exceptions`: the days on which the weekday does not decide, and whether they are worked.
    pub(super) fn new(exceptions: &[(Date, bool)]) -> Table {
        let ordinals = || exceptions.iter().map(|(date, _)| ordinal(*date));
        let first = ordinals().min().unwrap_or(0);
        let last = ordinals().max().unwrap_or(-1);
        let mut working: Vec<bool> = (first..=last).map(is_weekday).collect();
        for (date, worked) in exceptions {
            working[(ordinal(*date) - first) as usize] = *worked;
        }
        let base = weekday_rank(first - 1);
        let rank = working
            .iter()
            .scan(base, |rank, worked| {
                *rank += i32::from(*worked);
                Some(*rank)
            })
            .collect();
        let worked =
            (first..=last).zip(&working).filter(|(_, worked)| **worked).map(|(day, _)| day).collect();
        Table { first, rank, base, worked }
    }

    /// How many working days lie up to and including the day.
    pub(super) fn rank(&self, day: i32) -> i32 {
        match usize::try_from(day - self.first) {
            Err(_) => weekday_rank(day),
            Ok(index) => match self.rank.get(index) {
                Some(rank) => *rank,
                None => weekday_rank(day) + self.surplus(),
            },
        }
    }

    /// The working day of the rank; `None` past the last day there is.
    pub(super) fn select(&self, rank: i64) -> Option<Date> {
        let day = match usize::try_from(rank - i64::from(self.base) - 1) {
            Err(_) => weekday_select(rank),
            Ok(index) => match self.worked.get(index) {
                Some(day) => i64::from(*day),
                None => weekday_select(rank - i64::from(self.surplus())),
            },
        };
        day_of(day)
    }

    /// How many more days are worked after all notices than weekdays alone would give.
    fn surplus(&self) -> i32 {
        let last = self.first + self.rank.len() as i32 - 1;
        self.rank.last().map_or(0, |rank| rank - weekday_rank(last))
    }
}

/// 1970-01-01 was a Thursday: three days after a Monday.
const DAYS_SINCE_MONDAY: i32 = 3;

fn is_weekday(day: i32) -> bool {
    (day + DAYS_SINCE_MONDAY).rem_euclid(7) < 5
}

fn weekday_rank(day: i32) -> i32 {
    let day = day + DAYS_SINCE_MONDAY;
    day.div_euclid(7) * 5 + (day.rem_euclid(7) + 1).min(5)
}

fn weekday_select(rank: i64) -> i64 {
    let before = rank - 1;
    before.div_euclid(5) * 7 + before.rem_euclid(5) - i64::from(DAYS_SINCE_MONDAY)
}
