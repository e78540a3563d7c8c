//! 工作日的测试：2004年至2026年的每一天。
#![allow(clippy::unwrap_used)]

use super::*;
use jiff::ToSpan;
use jiff::civil::date;

fn every_day() -> impl Iterator<Item = Date> {
    date(2004, 1, 1).series(1.day()).take_while(|day| day.year() <= 2026)
}

fn due(calendar: &Calendar, from: &str, days: i64) -> String {
    let reckoned = calendar.add(from.parse().unwrap(), days).unwrap();
    format!("{}{}", reckoned.date, if reckoned.provisional { " 暂定" } else { "" })
}

fn working_days(year: i16) -> i64 {
    let counted = Calendar::builtin().count(date(year - 1, 12, 31), date(year, 12, 31)).unwrap();
    assert_eq!(counted.provisional, year == 2027);
    counted.days
}

#[test]
fn every_year_from_2004_has_its_notice() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2004..=2026).collect::<Vec<_>>());
    assert_eq!(calendar.last_known(), Some(2026));
    for (year, notices) in [(2015, 2), (2019, 2), (2020, 2), (2024, 1)] {
        assert_eq!(calendar.notices(year).len(), notices, "{year}");
    }
    assert_eq!(calendar.notices(2026)[0].number.as_deref(), Some("国办发明电〔2025〕7号"));
}

/// LAW.md §4.2, where three public sources agree.
#[test]
fn the_working_days_of_each_year_are_those_of_the_public_sources() {
    let expected = [250, 249, 250, 249, 249, 251, 248, 248];
    for (year, days) in (2019..=2026).zip(expected) {
        assert_eq!(working_days(year), days, "{year}");
    }
}

/// LAW.md §4.3: the 7th, 15th, 20th and 40th working day.
#[test]
fn art33_terms_around_holidays_end_as_worked_out_by_hand() {
    let vectors = [
        ("2023-12-29", ["2024-01-10", "2024-01-22", "2024-01-29", "2024-02-29"]),
        ("2024-09-29", ["2024-10-14", "2024-10-24", "2024-10-31", "2024-11-28"]),
        ("2025-01-26", ["2025-02-11", "2025-02-21", "2025-02-28", "2025-03-28"]),
        ("2025-09-28", ["2025-10-14", "2025-10-24", "2025-10-31", "2025-11-28"]),
        ("2025-12-31", ["2026-01-12", "2026-01-22", "2026-01-29", "2026-03-04"]),
        ("2026-01-04", ["2026-01-13", "2026-01-23", "2026-01-30", "2026-03-05"]),
        ("2026-02-13", ["2026-03-02", "2026-03-12", "2026-03-19", "2026-04-17"]),
        ("2026-02-14", ["2026-03-03", "2026-03-13", "2026-03-20", "2026-04-20"]),
        ("2026-02-15", ["2026-03-03", "2026-03-13", "2026-03-20", "2026-04-20"]),
        ("2026-02-28", ["2026-03-10", "2026-03-20", "2026-03-27", "2026-04-27"]),
        ("2026-04-30", ["2026-05-13", "2026-05-25", "2026-06-01", "2026-06-30"]),
        ("2026-09-18", ["2026-09-29", "2026-10-15", "2026-10-22", "2026-11-19"]),
        ("2026-09-30", ["2026-10-15", "2026-10-27", "2026-11-03", "2026-12-01"]),
        ("2026-10-10", ["2026-10-20", "2026-10-30", "2026-11-06", "2026-12-04"]),
    ];
    let calendar = Calendar::builtin();
    for (from, expected) in vectors {
        assert_eq!([7, 15, 20, 40].map(|days| due(&calendar, from, days)), expected, "{from}");
    }
}

/// LAW.md §4.3, the scenarios that need no more than one term.
#[test]
fn art33_scenarios_end_as_worked_out_by_hand() {
    let calendar = Calendar::builtin();
    assert_eq!(due(&calendar, "2026-02-24", 20), "2026-03-23");
    assert_eq!(due(&calendar, "2026-03-10", 20), "2026-04-08");
    assert_eq!(due(&calendar, "2026-03-02", 20), "2026-03-30");
    assert_eq!(due(&calendar, "2026-03-30", 20), "2026-04-28");
    assert_eq!(due(&calendar, "2026-03-11", 15), "2026-04-01");
    assert_eq!(due(&calendar, "2026-09-24", 20), "2026-10-29");
    assert_eq!(due(&calendar, "2026-09-24", 7), "2026-10-12");
    let consulted = calendar.count(date(2026, 3, 9), date(2026, 3, 20)).unwrap();
    assert_eq!(consulted, Counted { days: 9, provisional: false });
}

/// For every day and every n up to 60, walking day by day comes to the same date and the same count.
#[test]
fn adding_and_counting_agree_with_walking_on_every_day() {
    let calendar = Calendar::builtin();
    for from in every_day() {
        let mut today = from;
        let mut walked = 0;
        assert_eq!(calendar.add(from, 0).unwrap().date, from);
        while walked < 60 {
            today = today.tomorrow().unwrap();
            walked += i64::from(calendar.is_working_day(today));
            let provisional = today.year() > 2026;
            assert_eq!(calendar.count(from, today).unwrap(), Counted { days: walked, provisional });
            if calendar.is_working_day(today) {
                assert_eq!(calendar.add(from, walked).unwrap(), Reckoned { date: today, provisional });
            }
        }
    }
}

#[test]
fn counting_undoes_adding_far_beyond_the_notices() {
    let calendar = Calendar::builtin();
    for from in ["-0500-03-01", "1949-10-01", "2003-12-31", "2026-12-31", "4000-02-29"] {
        let from: Date = from.parse().or_else(|_| format!("-00{}", &from[1..]).parse()).unwrap();
        for days in [1, 2, 5, 6, 249, 10_000, 250_000] {
            let reckoned = calendar.add(from, days).unwrap();
            assert_eq!(calendar.count(from, reckoned.date).unwrap().days, days, "{from} {days}");
            assert!(reckoned.provisional || from.year() == 2003 && days < 5_000);
            assert!(calendar.is_working_day(reckoned.date));
        }
    }
}

#[test]
fn each_further_working_day_is_later() {
    let calendar = Calendar::builtin();
    for from in every_day().step_by(3) {
        let mut before = from;
        for days in 1..=60 {
            let due = calendar.add(from, days).unwrap().date;
            assert!(due > before);
            before = due;
        }
        assert!(
            calendar.add(from.tomorrow().unwrap(), 20).unwrap().date >= calendar.add(from, 20).unwrap().date
        );
    }
}

#[test]
fn a_day_is_worked_exactly_when_its_kind_says_so() {
    let calendar = Calendar::builtin();
    for today in every_day() {
        let day = calendar.day(today);
        assert_eq!(day.working, matches!(day.kind, DayKind::Weekday | DayKind::Makeup(_)), "{today}");
        assert_eq!(
            day.notice.is_some(),
            matches!(day.kind, DayKind::Holiday(_) | DayKind::Makeup(_)),
            "{today}"
        );
        assert!(!day.provisional);
    }
}

#[test]
fn r5_a_year_without_notice_counts_weekends_only_and_is_provisional() {
    let calendar = Calendar::builtin();
    assert_eq!(due(&calendar, "2026-11-20", 40), "2027-01-15 暂定");
    assert_eq!(due(&calendar, "2026-12-30", 1), "2026-12-31");
    assert_eq!(due(&calendar, "2026-12-31", 1), "2027-01-01 暂定");
    assert_eq!(due(&calendar, "2003-12-31", 1), "2004-01-02");
    assert_eq!(due(&calendar, "2003-12-30", 2), "2004-01-02 暂定");
    assert_eq!(working_days(2027), 261);
    assert!(calendar.day(date(2027, 1, 1)).provisional);
    assert!(!calendar.count(date(2027, 5, 1), date(2027, 5, 1)).unwrap().provisional);
}

#[test]
fn r5_loading_the_notice_makes_the_date_final() {
    // 2027年的通知尚未印发，以下安排为测试而设。
    let text = "year = 2027\n[[notice]]\ntitle = \"测试\"\n[[notice.break]]\nname = \"元旦\"\nfrom = 2026-12-31\nto = 2027-01-03\nmakeup = [2026-12-27]\n";
    let calendar = Calendar::builtin().with_notices(&[("2027.toml", text)]).unwrap();
    assert_eq!(due(&calendar, "2026-11-20", 40), "2027-01-18");
    assert_eq!(calendar.last_known(), Some(2027));
    let eve = calendar.day(date(2026, 12, 31));
    assert_eq!((eve.kind, eve.notice.unwrap().year), (DayKind::Holiday("元旦"), 2027));
    assert_eq!(calendar.day(date(2026, 12, 27)).kind, DayKind::Makeup("元旦"));
}

#[test]
fn a_december_day_may_be_arranged_by_next_years_notice() {
    let calendar = Calendar::builtin();
    for (day, year) in [(date(2006, 12, 30), 2007), (date(2018, 12, 31), 2019), (date(2022, 12, 31), 2023)] {
        assert_eq!(calendar.day(day).notice.unwrap().year, year);
    }
    assert!(calendar.is_working_day(date(2018, 12, 29)));
    assert!(!calendar.is_working_day(date(2018, 12, 31)));
}

#[test]
fn the_later_notice_of_a_year_has_the_last_word() {
    let calendar = Calendar::builtin();
    // 2020年：原定2月1日上班，延长假期的通知改为放假。
    let day = calendar.day(date(2020, 2, 1));
    assert_eq!(day.kind, DayKind::Holiday("春节"));
    assert_eq!(day.notice.unwrap().number.as_deref(), Some("国办发明电〔2020〕1号"));
    assert_eq!(due(&calendar, "2020-01-23", 1), "2020-02-03");
    // 2019年：劳动节由1天改为4天，4月28日、5月5日上班。
    assert_eq!(due(&calendar, "2019-04-26", 1), "2019-04-28");
    assert_eq!(due(&calendar, "2019-04-30", 1), "2019-05-05");
}

#[test]
fn a_notice_can_withdraw_an_arrangement() {
    let text = "year = 2027\n[[notice]]\ntitle = \"一\"\n[[notice.break]]\nname = \"劳动节\"\nfrom = 2027-05-03\nto = 2027-05-04\nmakeup = [2027-05-08]\n[[notice]]\ntitle = \"二\"\nordinary = [2027-05-04, 2027-05-08]\n";
    let calendar = Calendar::load(&[("2027.toml", text)]).unwrap();
    assert_eq!(calendar.day(date(2027, 5, 4)).kind, DayKind::Weekday);
    assert_eq!(calendar.day(date(2027, 5, 8)).kind, DayKind::Weekend);
    assert!(!calendar.is_working_day(date(2027, 5, 3)));
    let exceptions: Vec<Date> =
        calendar.exceptions(date(2027, 5, 1), date(2027, 5, 31)).map(|day| day.date).collect();
    assert_eq!(exceptions, [date(2027, 5, 3)]);
}

#[test]
fn exceptions_are_the_days_the_weekday_does_not_decide() {
    let calendar = Calendar::builtin();
    let spring: Vec<String> = calendar
        .exceptions(date(2026, 2, 13), date(2026, 3, 1))
        .map(|day| format!("{} {}", day.date, if day.working { "班" } else { "休" }))
        .collect();
    let expected = [
        "2026-02-14 班",
        "2026-02-16 休",
        "2026-02-17 休",
        "2026-02-18 休",
        "2026-02-19 休",
        "2026-02-20 休",
        "2026-02-23 休",
        "2026-02-28 班",
    ];
    assert_eq!(spring, expected);
}

#[test]
fn nonsense_is_refused_with_what_to_do() {
    let calendar = Calendar::builtin();
    let today = date(2026, 3, 2);
    assert_eq!(calendar.add(today, -1).unwrap_err().to_string(), "工作日数-1小于0。请给出0或者正整数。");
    assert_eq!(calendar.add(today, i64::MAX), Err(Refusal::BeyondCalendar { date: today, asked: i64::MAX }));
    assert!(calendar.add(Date::MAX, 1).is_err());
    assert!(calendar.add(Date::MIN, 1).is_ok());
    let ever = calendar.count(Date::MIN, Date::MAX).unwrap().days;
    assert_eq!(calendar.add(Date::MIN, ever).unwrap().date, Date::MAX);
    let reversed = calendar.count(today, date(2026, 3, 1)).unwrap_err();
    assert_eq!(reversed.to_string(), "起始日2026-03-02晚于截止日2026-03-01。请把较早的日期写在前面。");
}

fn refusal(text: &str) -> String {
    Calendar::load(&[("2027.toml", text)]).unwrap_err().to_string()
}

#[test]
fn a_bad_notice_is_refused_with_its_line() {
    let head = "year = 2027\n[[notice]]\ntitle = \"测试\"\n[[notice.break]]\nname = \"元旦\"\n";
    let check = |lines: &str, expected: &str| {
        let message = refusal(&format!("{head}{lines}"));
        assert!(message.starts_with(expected), "{message}");
    };
    check("from = 2027-01-01\nmakeup = [2027-01-04]", "2027.toml第7行：2027-01-04不是周末");
    check(
        "from = 2027-01-01\nto = 2027-01-03\nmakeup = [2027-01-02]",
        "2027.toml第8行：同一份通知对2027-01-02作了两次安排",
    );
    check("from = 2028-02-01", "2027.toml第6行：2028-02-01不在2027年通知");
    check("from = 2026-11-30", "2027.toml第6行：2026-11-30不在2027年通知");
    check("from = 2027-01-03\nto = 2027-01-01", "2027.toml第6行：放假自2027-01-03至2027-01-01，起止颠倒");
    check("from = 2027-01-01\nto = 2027-10-03", "2027.toml第6行：放假自2027-01-01至2027-10-03，长达276天");
    check("from = 2027-01-01T08:00:00", "2027.toml第6行：2027-01-01T08:00:00不是日期");
    check("from = \"2027-01-01\"", "2027.toml第6行：不是放假通知文件的格式");
    check("from = 2027-02-30", "2027.toml第6行：");
    check("form = 2027-01-01", "2027.toml第6行：不是放假通知文件的格式");
    assert!(refusal("year = 27\n").starts_with("2027.toml第1行：27不是可用的年份"));
    assert!(refusal("year = 2027\n").starts_with("2027.toml：没有一份通知"));
    assert!(refusal("year = ").starts_with("2027.toml第1行：不是放假通知文件的格式"));
}

#[test]
fn two_files_of_one_year_are_refused_and_a_later_load_replaces() {
    let file = |day: &str| {
        format!(
            "year = 2027\n[[notice]]\ntitle = \"测试\"\n[[notice.break]]\nname = \"元旦\"\nfrom = {day}\n"
        )
    };
    let (first, second) = (file("2027-01-01"), file("2027-01-04"));
    let both = [("a.toml", first.as_str()), ("b.toml", second.as_str())];
    let refused = Calendar::load(&both).unwrap_err();
    assert_eq!(
        refused,
        NoticeRefusal::SameYear { file: "b.toml".into(), other: "a.toml".into(), year: 2027 }
    );
    let calendar = Calendar::load(&both[..1]).unwrap().with_notices(&both[1..]).unwrap();
    assert!(calendar.is_working_day(date(2027, 1, 1)));
    assert!(!calendar.is_working_day(date(2027, 1, 4)));
}

#[test]
fn an_empty_calendar_knows_weekends_only() {
    let none: [(&str, &str); 0] = [];
    let calendar = Calendar::load(&none).unwrap();
    assert_eq!(calendar.last_known(), None);
    assert_eq!(due(&calendar, "2026-09-30", 20), "2026-10-28 暂定");
}

#[test]
fn results_are_written_as_the_contract_says() {
    let calendar = Calendar::builtin();
    let reckoned = serde_json::to_string(&calendar.add(date(2026, 3, 2), 20).unwrap()).unwrap();
    assert_eq!(reckoned, r#"{"date":"2026-03-30","provisional":false}"#);
    let counted =
        serde_json::to_string(&calendar.count(date(2026, 3, 9), date(2026, 3, 20)).unwrap()).unwrap();
    assert_eq!(counted, r#"{"days":9,"provisional":false}"#);
}

/// Every cut and every digit changed: the file is read or refused, and a refusal names the file.
#[test]
fn a_damaged_notice_is_read_or_refused_but_never_breaks() {
    let (file, text) = builtin::FILES[22];
    let check = |damaged: &str| {
        if let Err(refusal) = Calendar::load(&[(file, damaged)]) {
            assert!(refusal.to_string().starts_with(file), "{refusal}");
        }
    };
    for (at, letter) in text.char_indices() {
        check(&text[..at]);
        if letter.is_ascii_digit() {
            for digit in ["0", "9", "-"] {
                check(&format!("{}{digit}{}", &text[..at], &text[at + 1..]));
            }
        }
    }
}
