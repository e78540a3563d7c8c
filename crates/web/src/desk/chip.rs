//! 时限：how much time is left, in words and a colour.

use casework::Row;
use jiff::civil::Date;
use law::request::{DeadlineKind, State};
use law::workday::Calendar;

/// From so many working days on there is time enough.
const PLENTY: i64 = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    pub class: &'static str,
    pub words: String,
}

fn chip(class: &'static str, words: impl Into<String>) -> Chip {
    Chip { class, words: words.into() }
}

pub fn of(row: &Row, today: Date, calendar: &Calendar) -> Chip {
    let past = row.next.is_some_and(|(_, date)| date < today);
    if let Some((DeadlineKind::Response, date)) = row.next {
        return until(date, today, calendar, "答复举证");
    }
    match row.state {
        State::Answered => chip("over", row.in_time.map_or("已答复", in_time)),
        State::Closed => chip("over", "已结束"),
        State::AwaitingCorrection if past => chip("late", "补正期限已过"),
        State::AwaitingPayment if past => chip("late", "缴费期限已过"),
        State::AwaitingCorrection => chip("waiting", "待补正 · 时限暂停"),
        State::AwaitingPayment => chip("waiting", "待缴费 · 时限暂停"),
        State::AwaitingReply => chip("waiting", "征求意见 · 时限暂停"),
        State::Unconfirmed => match row.next {
            Some((_, date)) => until(date, today, calendar, "确认"),
            None => chip("waiting", "待确认收到"),
        },
        State::Open => match row.due {
            Some(date) => until(date, today, calendar, ""),
            None => chip("waiting", "时限暂停"),
        },
    }
}

const fn in_time(yes: bool) -> &'static str {
    if yes { "按期答复" } else { "逾期答复" }
}

pub fn until(date: Date, today: Date, calendar: &Calendar, act: &str) -> Chip {
    let days = |from, to| calendar.count(from, to).map(|counted| counted.days);
    let year = if date.year() == today.year() { String::new() } else { format!("{}年", date.year()) };
    let last = format!("{year}{}月{}日前{act}", date.month(), date.day());
    if date == today {
        return chip("late", format!("今日到期{act}"));
    }
    if date < today {
        return match days(date, today) {
            Ok(0) | Err(_) => chip("late", format!("已逾期 · 应于{last}")),
            Ok(late) => {
                let of = if act.is_empty() { String::new() } else { format!(" · {act}") };
                chip("late", format!("逾期 {late} 个工作日{of}"))
            }
        };
    }
    match days(today, date) {
        Ok(left) if left >= PLENTY => chip("fine", format!("剩余 {left} 个工作日 · {last}")),
        Ok(left) => chip("soon", format!("剩余 {left} 个工作日 · {last}")),
        Err(_) => chip("fine", last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// 2026年10月1日至7日放假，10月10日上班；期限10月28日。
    #[test]
    fn the_chip_turns_amber_five_working_days_before_and_red_on_the_day() {
        let due = date(2026, 10, 28);
        for (today, class, words) in [
            (date(2026, 10, 20), "fine", "剩余 6 个工作日 · 10月28日前"),
            (date(2026, 10, 21), "soon", "剩余 5 个工作日 · 10月28日前"),
            (date(2026, 10, 27), "soon", "剩余 1 个工作日 · 10月28日前"),
            (date(2026, 10, 28), "late", "今日到期"),
            (date(2026, 10, 29), "late", "逾期 1 个工作日"),
            (date(2026, 11, 2), "late", "逾期 3 个工作日"),
        ] {
            assert_eq!(until(due, today, &Calendar::builtin(), ""), chip(class, words), "{today}");
        }
        let (next, late) = (date(2027, 10, 28), date(2026, 10, 29));
        assert!(
            until(next, late, &Calendar::builtin(), "重新评估")
                .words
                .ends_with(" · 2027年10月28日前重新评估")
        );
        let told = until(due, late, &Calendar::builtin(), "公开");
        assert_eq!(told, chip("late", "逾期 1 个工作日 · 公开"));
    }
}
