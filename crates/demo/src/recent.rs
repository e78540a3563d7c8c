//! 去年和今年到今天为止的办件、许可决定、交易：entered at the desk, so that there is something to compare month by month.
//! The year of the report stays in its files: the ledger and a file are never of one year.

use crate::YEAR;
use crate::affairs::trade;
use crate::rows::{Rows, padded};
use crate::words::{MATTERS, enterprise};
use jiff::ToSpan;
use jiff::civil::Date;
use office::register::Register;

/// A register of a year as a file to import.
pub struct Recent {
    pub year: i16,
    pub register: &'static Register,
    pub csv: Vec<u8>,
}

/// What fills a register: rows of the days there are, so many in a hundred of what a whole year of them holds.
type Fill = fn(&mut Rows, Pace);

/// Of the two large registers and 行政许可 the last year and this one, none of it after `today`.
pub fn recent(today: Date) -> Vec<Recent> {
    let registers: [(&str, Fill); 3] = [("cases", cases), ("licences", licences), ("trades", trades)];
    let years = [(today.year() - 1, 100), (today.year(), 115)];
    let years = years.into_iter().filter(|(year, _)| *year > YEAR);
    let until = today.to_string();
    let sheet = |(key, fill): (&str, Fill), (year, percent): (i16, u64)| {
        let register = Register::find(key).expect("the demonstration uses registers of the office");
        let mut rows = Rows::new(register, year);
        let whole = rows.days.len() as u64;
        rows.days.retain(|day| *day <= until);
        let pace = Pace { over: year < today.year(), percent, days: (rows.days.len() as u64, whole) };
        fill(&mut rows, pace);
        Recent { year, register, csv: rows.into_bytes() }
    };
    years.flat_map(|year| registers.map(|register| sheet(register, year))).collect()
}

#[derive(Clone, Copy)]
struct Pace {
    /// Whatever was begun in the year is finished.
    over: bool,
    percent: u64,
    /// Working days that have come, and all of the year.
    days: (u64, u64),
}

impl Pace {
    fn of(self, yearly: u64) -> u64 {
        let (come, whole) = self.days;
        yearly * self.percent * come / (100 * whole.max(1))
    }

    /// The working day at this place; blank where it is still to come.
    fn day(self, rows: &mut Rows, at: usize) {
        if self.over { rows.day_until(at) } else { rows.day(at) }
    }
}

fn cases(rows: &mut Rows, pace: Pace) {
    const CHANNELS: [&str; 6] = ["窗口", "窗口", "网上", "网上", "掌上", "自助终端"];
    /// Of the matters that come up most.
    const USUAL: usize = 12;
    let year = rows.year.to_string();
    for (nth, day) in (1..).zip(rows.spread(pace.of(300) as usize)) {
        // The lower of two draws: the first matters come up more often than the last.
        let drawn = rows.random.below(USUAL).min(rows.random.below(USUAL));
        let (matter, kind) = MATTERS[drawn];
        let (channel, taken) = (rows.random.pick(&CHANNELS), rows.random.below(4));
        rows.cell(&["SL", &year, "-", &padded(nth, 5)]);
        rows.cell(&[matter]);
        rows.cell(&[kind]);
        rows.cell(&[channel]);
        rows.day(usize::from(day));
        pace.day(rows, usize::from(day) + taken);
        rows.end();
    }
}

fn trades(rows: &mut Rows, pace: Pace) {
    // 1.85 亿元 a year
    trade(rows, pace.of(30), pace.of(185_000_000));
}

/// What is licensed, as which sort, what the decision allows, and for how many years.
const LICENSED: [(&str, &str, &str, i16); 8] = [
    ("食品经营许可", "普通", "热食类食品制售、预包装食品销售", 5),
    ("公共场所卫生许可", "普通", "理发、美容场所经营", 4),
    ("药品经营许可", "普通", "零售处方药、非处方药", 5),
    ("护士执业注册", "认可", "在批准的医疗卫生机构从事护理工作", 5),
    ("劳务派遣经营许可", "普通", "在本省行政区域内经营劳务派遣业务", 3),
    ("道路货物运输经营许可", "普通", "道路普通货物运输", 4),
    ("取水许可", "特许", "在批准的地点和水量内取用地下水", 5),
    ("建筑工程施工许可", "普通", "按照批准的图纸和规模施工", 2),
];

/// Who decides, and whose data it is.
const ORGAN: &str = "枣庄市行政审批服务局";

/// 双公示 with everything it asks for: all of them public on the third working day at the latest.
fn licences(rows: &mut Rows, pace: Pace) {
    let year = rows.year.to_string();
    for (nth, day) in (1..).zip(rows.spread(pace.of(60) as usize)) {
        let (matter, sort, content, years) = LICENSED[rows.random.below(LICENSED.len())];
        let person = sort == "认可";
        let refused = nth % 25 == 0;
        let number = padded(nth, 5);
        rows.cell(&["枣审批许字〔", &year, "〕", &number, "号"]);
        rows.cell(&[matter]);
        if person {
            rows.cell(&["申请人", &number]);
        } else {
            let name = enterprise(&mut rows.random);
            rows.cell(&name);
        }
        rows.cell(&[if refused { "不予许可" } else { "准予许可" }]);
        let decided = rows.days[usize::from(day)].clone();
        rows.cell(&[&decided]);
        // The last day of the term is reckoned.
        rows.cell(&[]);
        pace.day(rows, usize::from(day) + nth as usize % 3 + 1);
        rows.cell(&[if person { "自然人" } else { "法人和非法人组织" }]);
        let code = if person { String::new() } else { credit_code(rows.year, nth) };
        rows.cell(&[&code]);
        rows.cell(&[if person { "370402********0000" } else { "" }]);
        rows.cell(&[sort]);
        rows.cell(&[if refused { "不符合许可条件" } else { content }]);
        let until = if refused { String::new() } else { last_day(&decided, years) };
        rows.cell(&[if refused { "" } else { &decided }]);
        rows.cell(&[&until]);
        rows.cell(&[ORGAN]);
        rows.cell(&[]);
        rows.cell(&[if refused { "不予行政许可决定书" } else { "准予行政许可决定书" }]);
        rows.cell(&[&last_day(&decided, 3)]);
        let own = credit_code(2000, 1);
        for cell in [own.as_str(), ORGAN, own.as_str()] {
            rows.cell(&[cell]);
        }
        rows.end();
    }
}

/// The day before the same day so many years later.
fn last_day(from: &str, years: i16) -> String {
    let from: Date = from.parse().expect("dates of the demonstration are valid");
    let last = from.checked_add(years.years()).and_then(Date::yesterday);
    last.expect("a few years stay within the calendar").to_string()
}

/// A code with the right last letter, of a place (3799) that there is not: nobody has it.
fn credit_code(year: i16, nth: u64) -> String {
    let head = format!("91379900MA{:02}{nth:05}", year % 100);
    let mut letters = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().map(|last| format!("{head}{last}"));
    let right = |code: &String| law::identity::code_check(code.as_bytes()) == Some(true);
    letters.find(right).expect("one of the letters is the right one")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use office::register::{Reader, Value};

    fn rows_of(recent: &Recent) -> usize {
        let text = std::str::from_utf8(&recent.csv).unwrap();
        let mut reader = Reader::new(recent.register, recent.year);
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            reader.read(&cells.as_slice()).unwrap_or_else(|bad| panic!("{line}: {}", bad.remedy));
        }
        text.lines().count() - 1
    }

    #[test]
    fn a_whole_year_and_this_one_until_today() {
        for (today, expected) in [
            (date(2026, 11, 26), vec![(2025, 300), (2026, 200)]),
            (date(2026, 1, 4), vec![(2025, 300), (2026, 0)]),
            (date(2025, 12, 31), vec![(2025, 345)]),
            (date(2024, 6, 3), vec![]),
        ] {
            let cases: Vec<_> = recent(today).into_iter().filter(|one| one.register.key == "cases").collect();
            assert_eq!(cases.len(), expected.len(), "{today}");
            for (one, (year, least)) in cases.iter().zip(expected) {
                let rows = rows_of(one);
                assert_eq!(one.year, year);
                assert!(rows >= least && rows <= 345, "{today}: {rows} in {year}");
            }
        }
    }

    #[test]
    fn nothing_is_later_than_today_but_what_is_to_come() {
        let today = date(2026, 11, 26);
        for one in recent(today) {
            let fields = one.register.fields;
            let to_come = ["publish_by", "until", "shown_until"];
            let text = String::from_utf8(one.csv.clone()).unwrap();
            assert!(rows_of(&one) >= 25, "{} {}", one.register.key, one.year);
            for line in text.lines().skip(1) {
                for (field, cell) in fields.iter().zip(line.split(',')) {
                    if let (Ok(day), false) = (cell.parse::<Date>(), to_come.contains(&field.key)) {
                        assert!(day <= today, "{}: {line}", one.register.key);
                    }
                }
            }
        }
    }

    /// What 双公示 asks for stands in every row: a code or a masked number, what is allowed, for how long.
    #[test]
    fn every_licence_has_all_that_is_made_public() {
        for one in recent(date(2026, 11, 26)).iter().filter(|one| one.register.key == "licences") {
            let mut reader = Reader::new(one.register, one.year);
            for line in std::str::from_utf8(&one.csv).unwrap().lines().skip(1) {
                let cells: Vec<&str> = line.split(',').collect();
                let values = reader.read(&cells.as_slice()).unwrap().to_vec();
                let said = |key: &str| values[one.register.position(key).unwrap()] != Value::Empty;
                assert!(said("credit_code") != said("paper"), "{line}");
                let all = [
                    "publish_by",
                    "party",
                    "sort",
                    "content",
                    "organ",
                    "title",
                    "shown_until",
                    "organ_code",
                    "source",
                ];
                assert!(all.into_iter().all(said), "{line}");
                assert!(line.contains("不予许可") || (said("from") && said("until")), "{line}");
            }
        }
    }
}
