//! 台账里的登记：a report compiled from them says what the ledger counts, cell by cell, whatever happened.

use super::*;
use crate::random::Random;
use casework::{Part, cell_key, cell_of};
use law::annual_report::{Block4, Place, Result4, Tables};
use office::annual_report::tables;
use office::case::{FeeBasis, Stage};
use office::metric::{Figures, measure};
use office::records::KEPT;
use office::register::Register;
use std::collections::BTreeSet;

impl Desk {
    async fn figures(&self, year: i16) -> Figures {
        let kept = self.casework.registers(&[year]).await.unwrap();
        let registers = KEPT.into_iter().filter_map(Register::find);
        measure(&kept, registers, year).unwrap().0
    }

    /// Both ways of counting agree, and every cell leads to as many cases as it counts.
    async fn agrees(&self, year: i16) {
        let figures = self.figures(year).await;
        let compiled = tables(&figures);
        let live = Tables {
            table3: self.casework.table3(year).await.unwrap(),
            table4: self.casework.table4(year).await.unwrap(),
            ..Tables::default()
        };
        assert_eq!((compiled.table3, compiled.table4), (live.table3, live.table4), "{year}");
        let wrong: Vec<_> = arithmetic(&live, Form::Standard2021);
        assert!(wrong.iter().all(|one| matches!(one.place, Place::Cell2(..) | Place::Table2)), "{wrong:?}");
        let late = self.casework.count(&List::Late(year)).await.unwrap();
        assert_eq!(figures.count("requests.answered.late"), Some(late), "{year}");
        let parts =
            ["in_time", "late", "termless"].map(|part| figures.count(&format!("requests.answered.{part}")));
        assert_eq!(parts.into_iter().sum::<Option<u64>>(), figures.count("requests.answered"), "{year}");
        for place in live.cells().filter(|place| cell_key(year, *place).is_some()) {
            self.leads(year, place, live.count(place).unwrap()).await;
        }
    }

    async fn leads(&self, year: i16, place: Place, count: u64) {
        let key = cell_key(year, place).unwrap();
        assert_eq!(cell_of(&key), Some((year, place)));
        let numbers = self.walk(&List::Counted(key)).await;
        let different: BTreeSet<&String> = numbers.iter().collect();
        assert_eq!(different.len(), numbers.len(), "{place} of {year} shows no case twice");
        match place {
            // Of two remedies against one answer each counts; the case is one.
            Place::Cell4(..) => assert!(numbers.len() as u64 <= count && numbers.is_empty() == (count == 0)),
            _ => assert_eq!(numbers.len() as u64, count, "{place} of {year}"),
        }
    }

    /// A whole list, in pages of three.
    async fn walk(&self, list: &List) -> Vec<String> {
        let (mut numbers, mut after) = (Vec::new(), None);
        loop {
            let page = self.casework.list(list, after.as_ref(), 3).await.unwrap();
            numbers.extend(page.rows.into_iter().map(|row| row.no));
            after = page.next;
            if after.is_none() {
                return numbers;
            }
        }
    }

    async fn seek(&self, on: &str, no: &str, route: Route) {
        let sought = Command::RecordRemedy {
            on: day(on),
            route,
            body: "枣庄市人民政府".into(),
            docket: String::new(),
        };
        self.run(on, &self.all, no, sought).await.unwrap();
    }

    async fn decide(&self, on: &str, no: &str, remedy: u32, result: ReviewResult) {
        let decided = Command::RecordRemedyResult { remedy, on: day(on), result, summary: String::new() };
        self.run(on, &self.all, no, decided).await.unwrap();
    }
}

#[tokio::test]
async fn a_report_compiled_from_the_ledger_equals_its_tables() {
    let desk = desk().await;
    let carried = desk.register("2025-12-15", Applicant::NaturalPerson).await;
    let long = desk.register("2025-12-22", Applicant::Business).await;
    let (one, other) = (
        desk.register("2026-03-02", Applicant::NaturalPerson).await,
        desk.register("2026-03-02", Applicant::NaturalPerson).await,
    );
    desk.answer("2026-01-05", &carried, Outcome::Granted).await;
    desk.run("2026-03-03", &desk.all, &one, Command::Merge { into: other.clone() }).await.unwrap();
    desk.answer("2026-04-01", &other, Outcome::InternalAffairs).await;
    let whole = desk.register("2026-05-06", Applicant::Business).await;
    let file = desk.casework.file(&whole).await.unwrap().unwrap();
    let part = |subject: &str| Part { subject: subject.into(), content: subject.into() };
    let parts = [part("征收决定"), part("补偿方案")];
    desk.casework.split(desk.moment("2026-05-07"), &desk.all, (&file, file.version), &parts).await.unwrap();
    desk.seek("2026-04-20", &other, Route::Reconsideration).await;
    desk.seek("2026-04-21", &other, Route::Reconsideration).await;
    desk.decide("2026-06-10", &other, 1, ReviewResult::Upheld).await;
    desk.decide("2026-06-10", &other, 2, ReviewResult::Upheld).await;
    desk.seek("2026-12-20", &other, Route::SuitAfterReview).await;
    desk.decide("2027-02-10", &other, 3, ReviewResult::Corrected).await;
    desk.answer("2027-01-11", &long, Outcome::Granted).await;
    for year in 2024..=2028 {
        desk.agrees(year).await;
    }
    let table = desk.casework.table4(2026).await.unwrap();
    assert_eq!(table.review, [2, 0, 0, 0, 2].map(Some), "two remedies against one answer");
    assert_eq!(table.after_review, [0, 0, 0, 1, 1].map(Some));
    let carried_over = cell_key(2026, Place::Cell3(Row3::CarriedOver, Applicant::Business)).unwrap();
    assert_eq!(
        desk.walk(&List::Counted(carried_over)).await,
        [long, "2026-00004".into(), "2026-00005".into()]
    );
    let figures = desk.figures(2026).await;
    // 12月15日收到，1月5日按时；4月1日答复的晚了2日；并案的没有期限。
    let of = |id: &str| figures.count(&format!("requests.answered{id}")).unwrap();
    assert_eq!([of(""), of(".in_time"), of(".late"), of(".termless")], [3, 1, 1, 1]);
}

#[tokio::test]
async fn registers_hold_public_columns_and_what_is_missing_is_named() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    let notice = Command::NoticeFee { basis: FeeBasis::Pages(150) };
    desk.run("2026-03-05", &desk.all, &no, notice).await.unwrap();
    desk.seek("2026-03-06", &no, Route::DirectSuit).await;
    let kept = desk.casework.registers(&[2026]).await.unwrap();
    let shown = |register: &str| {
        let mut lines = Vec::new();
        let register = Register::find(register).unwrap();
        let mut visit = |_, row: &dyn office::register::Row| {
            lines.push((0..register.fields.len()).map(|at| row.cell(at)).collect::<Vec<_>>().join(","));
            Ok(())
        };
        office::records::Records::scan(&kept, register, 2026, &mut visit).unwrap();
        lines
    };
    let request = "2026-00001,（密封）,natural_person,in_person,2026-03-02,其他,（密封）,,,";
    assert_eq!(shown("requests"), [request], "no term runs while payment is awaited");
    assert_eq!(shown("litigations"), ["2026-00001-1,（密封）,direct,2026-03-06,,"]);
    assert_eq!(shown("processing_fees"), ["2026-00001,2026-03-05,1700,"], "70页每页10元，50页每页20元");
    let delivered = Command::RecordFeeDelivery { on: day("2026-03-06") };
    desk.run("2026-03-06", &desk.all, &no, delivered).await.unwrap();
    desk.run("2026-03-09", &desk.all, &no, Command::TakePayment { on: day("2026-03-09") }).await.unwrap();
    let figures = desk.figures(2026).await;
    let value = |id: &str| figures.value(&format!("processing_fees.{id}"), None).unwrap();
    assert_eq!([value("notices"), value("charged"), value("collected")], [1, 1700, 1700].map(Into::into));
}

#[tokio::test]
async fn a_key_that_is_no_cell_is_none() {
    for key in
        ["", "2026", "2026/", "2026/3.1", "2026/3.6/total", "2026/t4/review", "x/new/total", "0/new/total"]
    {
        assert_eq!(cell_of(key), None, "{key}");
    }
    assert_eq!(cell_of("2026/t4/direct/total"), Some((2026, Place::Cell4(Block4::Direct, Result4::Total))));
}

/// A year and a half of intake, then more than a year in which things still happen.
#[tokio::test]
async fn whatever_happens_the_compiled_tables_are_those_of_the_ledger() {
    let desk = desk().await;
    random_years(&desk, &mut Random::new(3)).await;
    for year in 2023..=2028 {
        desk.agrees(year).await;
    }
}

async fn random_years(desk: &Desk, random: &mut Random) {
    let mut cases: Vec<String> = Vec::new();
    let days = day("2024-07-01").series(jiff::Span::new().days(6));
    for today in days.take_while(|today| *today < day("2027-03-01")) {
        if today < day("2026-01-01") && random.below(2) == 0 {
            let taken = orders::registration(random, today);
            let moment = desk.moment(&today.to_string());
            cases.push(desk.casework.register(moment, &desk.all, taken).await.unwrap());
        }
        for no in cases.clone() {
            if random.below(2) == 0 {
                cases.extend(desk.happens(random, today, &no, &cases).await);
            }
        }
    }
}

impl Desk {
    /// Something is tried on a case; the cases that come of it.
    async fn happens(&self, random: &mut Random, today: Date, no: &str, all: &[String]) -> Vec<String> {
        let on = today.to_string();
        let file = self.casework.file(no).await.unwrap().unwrap();
        let open = matches!(file.case.stage, Stage::Open { .. });
        if open && random.below(30) == 0 {
            // Where it is not allowed, nothing happens.
            drop(self.run(&on, &self.all, no, Command::Merge { into: random.of(all) }).await);
        } else if open && random.below(20) == 0 {
            let parts = [1, 2].map(|n| Part { subject: format!("第{n}项"), content: "内容".into() });
            let split = self.casework.split(self.moment(&on), &self.all, (&file, file.version), &parts).await;
            return split.unwrap_or_default();
        } else if file.case.archive_no.is_none() || random.below(3) == 0 {
            let staff = [&self.all, &self.all, &self.head, &self.principal];
            let (role, order) = orders::order(random, &file.case, today);
            let ran = self.casework.run(self.moment(&on), staff[role], (no, file.version), order).await;
            assert!(matches!(ran, Ok(_) | Err(casework::Error::Refused(_))), "{ran:?}");
        }
        Vec::new()
    }
}
