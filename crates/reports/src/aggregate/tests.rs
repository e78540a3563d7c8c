//! 汇总：一市、两县、四乡镇、一部门，各报各的。

#![allow(clippy::unwrap_used)]
use super::*;
use law::annual_report::{Applicant, Row2};

const NEW: Place = Place::Cell3(Row3::New, Applicant::Total);

const LIST: &str = "代码,名称,上级,类别,期限,汇总\n\
    01,甲市人民政府,,市,2025-03-31,是\n\
    02,甲市财政局,01,市直部门,2025-01-31,\n\
    03,乙县人民政府,01,县,,是\n\
    04,丙镇人民政府,03,乡镇,2025-01-31,\n\
    05,丁镇人民政府,03,乡镇,2025-01-31,\n";

/// A report with nothing but natural persons' requests, all granted.
fn report(organ: &str, requests: u64) -> Unit {
    let mut tables = Tables::default();
    for row in [Row3::New, Row3::Result(Outcome::Granted), Row3::Total] {
        for column in [Applicant::NaturalPerson, Applicant::Total] {
            tables.table3.set(row, column, Some(requests));
        }
    }
    tables.set(Place::Cell2(Row2::Licences, 0), Some(10 * requests));
    Unit {
        organ: Some(organ.into()),
        source: format!("{organ}.json"),
        year: Some(2024),
        dated: None,
        tables,
        errors: 0,
        warnings: 0,
        first_error: None,
    }
}

fn aggregate(settings: Settings, units: Vec<Unit>) -> Aggregate {
    let mut aggregator = Aggregator::new(settings);
    units.into_iter().for_each(|unit| aggregator.add(unit));
    aggregator.finish()
}

fn listed() -> Settings {
    Settings { units: Units::parse("名单.csv", LIST.as_bytes()).unwrap(), ..Settings::default() }
}

#[test]
fn sums_are_made_of_the_whole_of_each_kind_and_under_each_superior() {
    let units = [("甲市财政局", 5), ("丙镇人民政府", 2), ("丁镇人民政府", 1)].map(|(o, n)| report(o, n));
    let found = aggregate(listed(), units.into());
    assert_eq!(found.tables.count(NEW), Some(8));
    let groups = |groups: &[Group]| -> Vec<(String, u64, Option<u64>, Count)> {
        groups.iter().map(|g| (g.name.clone(), g.reports, g.expected, g.tables.count(NEW))).collect()
    };
    assert_eq!(
        groups(&found.by_kind),
        [("乡镇".into(), 2, Some(2), Some(3)), ("市直部门".into(), 1, Some(1), Some(5)),]
    );
    assert_eq!(
        groups(&found.by_superior),
        [("甲市人民政府".into(), 3, Some(3), Some(8)), ("乙县人民政府".into(), 2, Some(2), Some(3)),]
    );
}

#[test]
fn missing_late_double_strange_and_old_reports_are_named() {
    let late = Unit { dated: Some(jiff::civil::date(2025, 2, 3)), ..report("丙镇人民政府", 2) };
    let old = Unit { year: Some(2023), ..report("丁镇人民政府", 1) };
    let strange = report("戊县人民政府", 7);
    let found = aggregate(listed(), vec![late, old, strange, report("丙镇人民政府", 9)]);
    let names = |list: &[Excluded]| list.iter().map(|e| e.organ.clone()).collect::<Vec<_>>();
    assert_eq!(names(&found.wrong_year), ["丁镇人民政府"]);
    assert_eq!(names(&found.unlisted), ["戊县人民政府"]);
    assert_eq!(names(&found.duplicates), ["丙镇人民政府"]);
    assert_eq!(
        found.late.iter().map(|l| (l.organ.as_str(), l.due.day())).collect::<Vec<_>>(),
        [("丙镇人民政府", 31)]
    );
    let missing: Vec<_> = found.missing.iter().map(|m| m.organ.as_str()).collect();
    assert_eq!(missing, ["甲市人民政府", "甲市财政局", "乙县人民政府", "丁镇人民政府"]);
    assert_eq!((found.tables.count(NEW), found.read, found.added), (Some(2), 4, 1));
}

#[test]
fn a_unit_that_only_stands_above_others_is_not_missing() {
    let list = "名称,上级,汇总\n甲市,,不报\n甲市财政局,甲市,\n";
    let settings =
        Settings { units: Units::parse("名单.csv", list.as_bytes()).unwrap(), ..Settings::default() };
    let found = aggregate(settings, vec![report("甲市财政局", 5)]);
    assert!(!found.has_errors());
    assert_eq!((found.by_superior[0].reports, found.by_superior[0].expected), (1, Some(1)));
}

#[test]
fn r9_a_total_report_is_compared_and_not_added() {
    let county = report("乙县人民政府", 4);
    let units = vec![report("丙镇人民政府", 2), report("丁镇人民政府", 1), county];
    let found = aggregate(listed(), units);
    assert_eq!(found.tables.count(NEW), Some(3));
    let at_new: Vec<_> = found.differences.iter().filter(|d| d.place == NEW.to_string()).collect();
    assert_eq!(at_new.len(), 1);
    assert_eq!(
        at_new[0].message,
        "乙县人民政府表三“一、本年新收政府信息公开申请数量”行“总计”列填报4，所含2份报告合计为3。\
         请核对汇总报告或者补齐、更正下级报告。"
    );
    let settings = Settings { against: Some(found.tables), ..listed() };
    let units = vec![report("丙镇人民政府", 2), report("丁镇人民政府", 1)];
    assert_eq!(aggregate(settings, units).differences, []);
}

#[test]
fn r11_without_a_list_the_law_says_who_is_late() {
    let dated =
        |organ, month, day| Unit { dated: Some(jiff::civil::date(2025, month, day)), ..report(organ, 1) };
    let found = aggregate(
        Settings::default(),
        vec![dated("甲市财政局", 1, 31), dated("乙市财政局", 2, 1), dated("丙镇人民政府", 9, 9)],
    );
    assert_eq!(found.late.iter().map(|late| late.organ.as_str()).collect::<Vec<_>>(), ["乙市财政局"]);
}

#[test]
fn one_old_report_with_nothing_in_the_one_row_does_not_merge_the_others() {
    let mut old = report("甲县人民政府", 1);
    old.tables.table3.single_other_handling = true;
    old.tables.table3.set(Row3::Result(Outcome::OtherHandling), Applicant::Total, Some(0));
    let mut new = report("乙县人民政府", 1);
    new.tables.table3.set(Row3::Result(Outcome::FeeUnpaid), Applicant::Total, Some(2));
    let found = aggregate(Settings::default(), vec![old, new]);
    assert!(!found.tables.table3.single_other_handling);
    assert_eq!(found.tables.table3.get(Row3::Result(Outcome::FeeUnpaid), Applicant::Total), Some(2));
}

/// What JSON says of errors: found anew in the tables, taken over for the rest, waived ones left out.
#[test]
fn errors_of_a_unit_are_counted_once() {
    let cells = r#"{"new":[9,0,0,0,0,0,9],"carried":[0,0,0,0,0,0,0],
        "results":{"3.1":[8,0,0,0,0,0,8]},"total":[8,0,0,0,0,0,8],"carried_over":[0,0,0,0,0,0,0]}"#;
    let finding = |rule: &str, place: &str, severity: &str, waived: &str| {
        format!(
            r#"{{"rule":"{rule}","severity":"{severity}","where":"{place}","expected":1,"found":2,
            "message":"请核对。"{waived}}}"#
        )
    };
    let check = |findings: &[String], errors: u32, warnings: u32| {
        let json = format!(
            r#"{{"organ":"甲县","year":2024,"form":"2021","table3":{cells},"claims":[{{"any":[]}}],"findings":[{}]}}"#,
            findings.join(",")
        );
        let unit = Unit::from_json(json.as_bytes(), "a.json".into()).unwrap();
        assert_eq!((unit.errors, unit.warnings), (errors, warnings), "{findings:?}");
    };
    let r1 = |place: &str, waived: &str| finding("R1", place, "error", waived);
    check(&[], 2, 0);
    check(&[r1("table3.total", ""), finding("R7", "part1", "warning", "")], 2, 1);
    check(&[r1("table3.total", r#","waived":"某科：系统迁移""#)], 1, 0);
}
