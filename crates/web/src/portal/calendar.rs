//! 月历：一段期限画在日历上，节假日、调休上班的周末、不计的日子各有样子。/workday, /clock and the desk share it.

use jiff::ToSpan;
use jiff::civil::Date;
use law::request::{DayCount, ProofDay};
use law::workday::{Calendar, Day, DayKind};

/// What a day is in a term.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Outside,
    /// 起算之日，不计
    Start,
    /// Inside the term: which working day it is, or was the last before it.
    Within(i64),
    /// 工作日，因征求意见不计
    Excluded,
    /// The last day, and which working day it is.
    Due(i64),
}

pub struct Month {
    pub label: String,
    pub weeks: Vec<Vec<Option<Square>>>,
}

/// One day: its number, what it is in words, and its place in the count.
pub struct Square {
    pub day: i8,
    pub class: &'static str,
    /// A weekend that is worked.
    pub makeup: bool,
    pub word: String,
}

/// The months of (from, to]; none where they are more than `most`, which no reader takes in at a glance.
pub fn months(
    calendar: &Calendar,
    (from, to): (Date, Date),
    most: usize,
    place: impl Fn(Date) -> Place,
) -> Vec<Month> {
    let mut firsts = vec![from.first_of_month()];
    while firsts.len() <= most {
        match firsts.last().and_then(|first| first.checked_add(1.month()).ok()) {
            Some(next) if next <= to => firsts.push(next),
            _ => break,
        }
    }
    if firsts.len() > most {
        return Vec::new();
    }
    firsts.into_iter().map(|first| month(calendar, first, &place)).collect()
}

/// Longer terms are told by the list of their days alone.
const MOST_OF_A_PROOF: usize = 12;

/// The months of a term whose days are told one by one.
pub fn of_proof(days: &[ProofDay], calendar: &Calendar) -> Vec<Month> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let place = |date: Date| match days.binary_search_by_key(&date, |day| day.date).map(|at| &days[at]) {
        Err(_) => Place::Outside,
        Ok(ProofDay { count: DayCount::Start, .. }) => Place::Start,
        Ok(ProofDay { count: DayCount::Excluded, .. }) => Place::Excluded,
        Ok(ProofDay { count: DayCount::Counted(number), date, .. }) if *date == last.date => {
            Place::Due(i64::from(*number))
        }
        Ok(ProofDay { count: DayCount::Counted(number), .. }) => Place::Within(i64::from(*number)),
        Ok(ProofDay { count: DayCount::Rest, .. }) => Place::Within(0),
    };
    months(calendar, (first.date, last.date), MOST_OF_A_PROOF, place)
}

fn month(calendar: &Calendar, first: Date, place: &impl Fn(Date) -> Place) -> Month {
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or(0);
    let mut squares: Vec<Option<Square>> = (0..before).map(|_| None).collect();
    for date in first.series(1.day()).take_while(|date| date.month() == first.month()) {
        squares.push(Some(square(calendar.day(date), place(date))));
    }
    let mut weeks: Vec<Vec<Option<Square>>> = Vec::new();
    let mut squares = squares.into_iter().peekable();
    while squares.peek().is_some() {
        let mut week: Vec<_> = squares.by_ref().take(7).collect();
        week.resize_with(7, || None);
        weeks.push(week);
    }
    Month { label: format!("{}年{}月", first.year(), first.month()), weeks }
}

fn square(day: Day<'_>, place: Place) -> Square {
    let counted = match place {
        Place::Within(count) | Place::Due(count) if day.working => format!("第{count}日"),
        Place::Excluded => "不计".into(),
        Place::Outside | Place::Start | Place::Within(_) | Place::Due(_) => String::new(),
    };
    let word = match day.kind {
        _ if place == Place::Start => "起始".to_string(),
        DayKind::Holiday(name) => name.to_string(),
        DayKind::Weekend => "休".into(),
        DayKind::Weekday | DayKind::Makeup(_) => counted,
    };
    let class = match place {
        Place::Start => "start",
        Place::Due(_) => "due",
        Place::Excluded => "excluded",
        Place::Outside | Place::Within(_) if !day.working => "rest",
        Place::Within(_) => "counted",
        Place::Outside => "outside",
    };
    Square { day: day.date.day(), class, makeup: matches!(day.kind, DayKind::Makeup(_)), word }
}
