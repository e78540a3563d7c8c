//! 勾稽的测试：六份真实报告的数字，逐格改动，空白格的两种读法。
#![allow(clippy::unwrap_used)]

use super::*;
use crate::annual_report::form::Outcome;
use serde::Deserialize;

/// The figures of six published reports: 001, 005, 007 and 013 are right, 003 leaves two totals of table 4 at
/// 0, 009 is in the 2019 form with blanks for nought.
#[derive(Deserialize)]
struct Figures {
    report: String,
    form: Form,
    #[serde(flatten)]
    tables: Tables,
}

fn figures() -> Vec<Figures> {
    serde_json::from_str(include_str!("../../../../tests/data/figures.json")).unwrap()
}

fn report(number: &str) -> Figures {
    figures().into_iter().find(|figures| figures.report == number).unwrap()
}

fn found(tables: &Tables, form: Form) -> Vec<String> {
    let figure = |figure: Option<i128>| figure.map_or("—".into(), |figure| figure.to_string());
    arithmetic(tables, form)
        .iter()
        .map(|breach| {
            format!("{} {} {}/{}", breach.rule, breach.place, figure(breach.found), figure(breach.expected))
        })
        .collect()
}

const NONE: [&str; 0] = [];

#[test]
fn right_reports_have_no_breach() {
    for number in ["001", "005", "007", "009", "013"] {
        let report = report(number);
        assert_eq!(found(&report.tables, report.form), NONE, "{number}");
    }
}

#[test]
fn r5_totals_left_at_0_are_found() {
    let report = report("003");
    let expected = ["R5 table4.review.total 0/11", "R5 table4.after_review.total 0/5"];
    assert_eq!(found(&report.tables, report.form), expected);
}

/// Two published totals of LAW.md §2.5: 14069 + 560 = 13810 + 819, and table 4 of the same report.
#[test]
fn golden_columns_balance() {
    let mut tables = Tables::default();
    let column = [(Row3::New, 14069), (Row3::Carried, 560), (Row3::Total, 13810), (Row3::CarriedOver, 819)];
    for (row, count) in column {
        tables.table3.set(row, Applicant::Total, Some(count));
    }
    tables.table4.review = [376, 97, 196, 121, 790].map(Some);
    tables.table4.direct = [16, 1, 12, 27, 56].map(Some);
    tables.table4.after_review = [74, 1, 30, 51, 156].map(Some);
    assert_eq!(found(&tables, Form::Standard2021), NONE);
    tables.table3.set(Row3::Carried, Applicant::Total, Some(561));
    tables.table4.direct[4] = Some(57);
    let expected = ["R1 table3.total 14629/14630", "R5 table4.direct.total 57/56"];
    assert_eq!(found(&tables, Form::Standard2021), expected);
}

/// CONTRACT.md's example: 9 received from natural persons, 8 printed as handled.
#[test]
fn r1_and_r2_and_r3_name_the_place_and_the_value_that_reconciles() {
    let mut tables = report("013").tables;
    tables.table3.set(Row3::Total, Applicant::NaturalPerson, Some(8));
    let expected =
        ["R1 table3.natural_person 8/9", "R2 table3.total.natural_person 8/9", "R3 table3.total.total 9/8"];
    assert_eq!(found(&tables, Form::Standard2021), expected);
    for breach in arithmetic(&tables, Form::Standard2021) {
        let place = Place::Cell3(Row3::Total, Applicant::NaturalPerson);
        assert_eq!(refit(&tables, Form::Standard2021, &breach), [Refit { place, value: 9, clears: 3 }]);
    }
}

#[test]
fn r8_fees_are_not_negative() {
    let mut tables = report("013").tables;
    tables.table2.fees = Some("-0.01".parse().unwrap());
    assert_eq!(found(&tables, Form::Standard2021), ["R8 table2.行政事业性收费 —/—"]);
    tables.table2.fees = Some("-0.00".parse().unwrap());
    assert_eq!(found(&tables, Form::Standard2021), NONE);
}

/// The cells of tables 3 and 4 that are filled, each with the values a slip might leave there.
fn slips(tables: &Tables) -> Vec<(Place, u64, u64)> {
    let cells = tables.cells().filter(|place| !matches!(place, Place::Cell2(..)));
    let filled = cells.filter_map(|place| Some((place, tables.count(place)?)));
    let slipped = |(place, right): (Place, u64)| {
        [Some(right + 1), Some(right * 10 + 7), right.checked_sub(1)]
            .into_iter()
            .flatten()
            .map(move |wrong| (place, right, wrong))
    };
    filled.flat_map(slipped).collect()
}

#[test]
fn every_slip_in_a_right_report_is_found() {
    for number in ["001", "005", "007", "009", "013"] {
        let Figures { form, tables, .. } = report(number);
        for (place, _, wrong) in slips(&tables) {
            let mut slipped = tables;
            slipped.set(place, Some(wrong));
            assert!(!arithmetic(&slipped, form).is_empty(), "{number} {place} {wrong}");
        }
    }
}

#[test]
fn a_slip_in_table_3_is_traced_to_its_cell() {
    for number in ["001", "005", "007", "013"] {
        let Figures { form, tables, .. } = report(number);
        for (place, right, wrong) in
            slips(&tables).into_iter().filter(|(place, ..)| matches!(place, Place::Cell3(..)))
        {
            let mut slipped = tables;
            slipped.set(place, Some(wrong));
            let breaches = arithmetic(&slipped, form);
            for breach in &breaches {
                let only = Refit { place, value: right, clears: breaches.len() };
                assert_eq!(refit(&slipped, form, breach), [only], "{number} {place} {wrong} {breach:?}");
            }
        }
    }
}

#[test]
fn a_sum_of_table_4_cannot_tell_which_of_its_cells_is_wrong() {
    let Figures { form, tables, .. } = report("003");
    let breach = arithmetic(&tables, form)[0];
    let refits = refit(&tables, form, &breach);
    // 总计0应为11，分项相加为11而非0，不可能改一个分项使之为0。
    let place = Place::Cell4(Block4::Review, Result4::Total);
    assert_eq!(refits, [Refit { place, value: 11, clears: 1 }]);
    let mut tables = report("013").tables;
    tables.table4.review = [3, 2, 1, 0, 7].map(Some);
    let breach = arithmetic(&tables, form)[0];
    assert_eq!(refit(&tables, form, &breach).len(), 5);
}

#[test]
fn two_slips_that_no_single_cell_explains_have_no_refit() {
    let Figures { form, mut tables, .. } = report("013");
    tables.table3.set(Row3::New, Applicant::NaturalPerson, Some(8));
    tables.table3.set(Row3::New, Applicant::Total, Some(8));
    let breaches = arithmetic(&tables, form);
    assert_eq!(found(&tables, form), ["R1 table3.natural_person 9/8", "R1 table3.total 9/8"]);
    assert_eq!(refit(&tables, form, &breaches[0]), []);
}

/// In the 2021 form, which prints 0 for nought, a blank is unknown.
#[test]
fn a_blank_is_unknown_where_noughts_are_printed() {
    let Figures { form, mut tables, .. } = report("013");
    tables.table3.set(Row3::Result(Outcome::ThirdParty), Applicant::NaturalPerson, None);
    assert_eq!(found(&tables, form), NONE, "the blank may hold the 2 that is missing");
    tables.table3.set(Row3::Result(Outcome::Granted), Applicant::NaturalPerson, Some(11));
    let expected = ["R2 table3.total.natural_person 9/16", "R3 table3.results.3.1.total 2/11"];
    assert_eq!(found(&tables, form), expected, "no figure in the blank brings 16 down to 9");
    tables.table3.set(Row3::Total, Applicant::NaturalPerson, None);
    assert_eq!(found(&tables, form), ["R3 table3.results.3.1.total 2/11"]);
}

#[test]
fn a_blank_is_nought_in_a_2021_report_that_prints_no_0() {
    let Figures { form, mut tables, .. } = report("013");
    for place in tables.cells().filter(|place| tables.count(*place) == Some(0)).collect::<Vec<_>>() {
        tables.set(place, None);
    }
    assert_eq!(found(&tables, form), NONE);
    tables.table3.set(Row3::Result(Outcome::NotHeld), Applicant::NaturalPerson, Some(3));
    let expected = ["R2 table3.total.natural_person 9/8", "R3 table3.results.3.4.1.total 4/3"];
    assert_eq!(found(&tables, form), expected);
}

#[test]
fn a_damaged_table_is_not_called_wrong() {
    let mut tables = Tables::default();
    assert_eq!(found(&tables, Form::Standard2021), NONE);
    // 只读到零星几格：多数和都对不上，空白只能作未知。
    tables.table3.set(Row3::New, Applicant::Total, Some(9));
    tables.table3.set(Row3::Total, Applicant::Total, Some(9));
    tables.table3.set(Row3::Result(Outcome::Granted), Applicant::Total, Some(2));
    tables.table3.set(Row3::New, Applicant::NaturalPerson, Some(5));
    for form in [Form::Standard2021, Form::Trial2019] {
        assert_eq!(found(&tables, form), NONE);
    }
}

#[test]
fn figures_too_large_to_add_are_still_compared() {
    let Figures { form, mut tables, .. } = report("013");
    for column in Applicant::ALL {
        tables.table3.set(Row3::New, column, Some(u64::MAX));
    }
    assert!(found(&tables, form).contains(&format!(
        "R3 table3.new.total {}/{}",
        u64::MAX,
        u128::from(u64::MAX) * 6
    )));
}
