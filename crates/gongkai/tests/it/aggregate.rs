//! gongkai report aggregate: a city of 3 counties, each with 7 townships, and 5 departments.

use crate::{Folder, gongkai, sample};
use law::annual_report::{Place, Tables};

struct City {
    list: String,
    reports: Vec<(String, Tables)>,
}

fn city() -> City {
    let mut list = String::from("代码,名称,上级,类别,期限,汇总\n1,甲市人民政府,,市,,是\n");
    let mut reports = Vec::new();
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> 59
    };
    let mut unit = |list: &mut String, code: String, name: String, parent: &str, kind: &str| {
        list.push_str(&format!("{code},{name},{parent},{kind},2025-01-31,\n"));
        reports.push((name, sample::tables(next() + 1, next(), next())));
    };
    for department in 0..5 {
        unit(&mut list, format!("1D{department}"), format!("甲市第{department}局"), "1", "市直部门");
    }
    for county in 0..3 {
        let code = format!("1C{county}");
        list.push_str(&format!("{code},第{county}县人民政府,1,县,,是\n"));
        for town in 0..7 {
            let name = format!("第{county}县第{town}镇人民政府");
            unit(&mut list, format!("{code}T{town}"), name, &code, "乡镇");
        }
    }
    City { list, reports }
}

/// Added up here cell by cell, the plain way.
fn sum<'a>(reports: impl Iterator<Item = &'a Tables>) -> Tables {
    let mut sum = Tables::default();
    for tables in reports {
        for place in tables.cells() {
            sum.set(place, Some(sum.count(place).unwrap_or(0) + tables.count(place).unwrap()));
        }
        sum.table2.fees = Some(sum.table2.fees.unwrap_or_default() + tables.table2.fees.unwrap());
    }
    sum
}

fn as_json(tables: &Tables) -> [serde_json::Value; 3] {
    let value = serde_json::to_value(tables).unwrap();
    ["table2", "table3", "table4"].map(|name| value[name].clone())
}

fn check_sum(json: &serde_json::Value, expected: &Tables) {
    assert_eq!(["table2", "table3", "table4"].map(|name| json[name].clone()), as_json(expected));
}

#[test]
fn the_sum_is_that_of_the_reports_whatever_form_they_come_in() {
    let (folder, city) = (Folder::new(), city());
    let expected = sum(city.reports.iter().map(|(_, tables)| tables));
    let objects: Vec<String> =
        city.reports.iter().map(|(organ, tables)| sample::json(organ, 2024, tables)).collect();
    let (first, rest) = city.reports.split_at(4);
    for (organ, tables) in first {
        folder.file(&format!("pages/{organ}.html"), sample::page_of(organ, 2024, tables));
    }
    let objects_of_rest: Vec<String> =
        rest.iter().map(|(organ, tables)| sample::json(organ, 2024, tables)).collect();
    folder.file("pages/rest.jsonl", objects_of_rest.join("\n"));
    let list = folder.file("list.json", format!("[{}]", objects.join(",\n")));
    for input in [list, folder.path("pages")] {
        let out = folder.path("sum.json");
        let ran = gongkai(&["report", "aggregate", &input, "--out", &out, "--format", "json"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        check_sum(&ran.json(), &expected);
        let file: serde_json::Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
        check_sum(&file, &expected);
        assert_eq!(
            (&file["year"], &file["form"], &file["added"]),
            (&2024.into(), &"2021".into(), &26.into())
        );
    }
}

#[test]
fn a_sum_is_a_report_and_its_levels_add_up() {
    let (folder, city) = (Folder::new(), city());
    let units = folder.file("名单.csv", &city.list);
    let counties = city.reports[5..].chunks(7).enumerate().map(|(county, towns)| {
        (format!("第{county}县人民政府"), sum(towns.iter().map(|(_, tables)| tables)))
    });
    let whole = ("甲市人民政府".to_string(), sum(city.reports.iter().map(|(_, tables)| tables)));
    let all = city.reports.iter().cloned().chain(counties).chain([whole.clone()]);
    let lines: Vec<String> = all.map(|(organ, tables)| sample::json(&organ, 2024, &tables)).collect();
    let file = folder.file("all.jsonl", lines.join("\n"));
    let ran = gongkai(&["report", "aggregate", &file, "--units", &units, "--format", "json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    check_sum(&ran.json(), &whole.1);
    assert_eq!(ran.json()["by_superior"].as_array().unwrap().len(), 4);
    let equal = folder.file("equal.json", sample::json("甲市", 2024, &whole.1));
    let ran = gongkai(&["report", "aggregate", &file, "--units", &units, "--against", &equal]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("逐格核对，全部一致"), "{}", ran.out);
    // A total that is one too high, and a township that is missing, are both found.
    let mut high = whole.1;
    let licences = Place::Cell2(law::annual_report::Row2::Licences, 0);
    high.set(licences, high.count(licences).map(|count| count + 1));
    let against = folder.file("against.json", sample::json("甲市", 2024, &high));
    let fewer = folder.file("fewer.jsonl", lines[1..].join("\n"));
    let ran = gongkai(&[
        "report",
        "aggregate",
        &fewer,
        "--units",
        &units,
        "--against",
        &against,
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json()["missing"][0]["organ"], "甲市第0局");
    let first = &ran.json()["differences"][0];
    assert_eq!((&first["rule"], &first["organ"]), (&"R9".into(), &serde_json::Value::Null));
}

#[test]
fn every_form_is_written_whole() {
    let (folder, city) = (Folder::new(), city());
    let lines: Vec<String> =
        city.reports.iter().map(|(organ, tables)| sample::json(organ, 2024, tables)).collect();
    let file = folder.file("all.jsonl", lines.join("\n"));
    for (ending, begins) in [
        ("html", "<!doctype html>".as_bytes()),
        ("pdf", b"%PDF-"),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("csv", "\u{feff}范围".as_bytes()),
    ] {
        let out = folder.path(&format!("汇总.{ending}"));
        let ran = gongkai(&["report", "aggregate", &file, "--organ", "甲市", "--out", &out]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("甲市2024年政府信息公开工作年度报告汇总"), "{}", ran.out);
        let bytes = std::fs::read(&out).unwrap();
        assert!(bytes[..begins.len()].eq_ignore_ascii_case(begins), "{ending}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path("")).unwrap().flatten().collect();
    assert_eq!(left.len(), 6, "no half-written file stays: {left:?}");
}

#[test]
fn problems_are_listed_and_told() {
    let folder = Folder::new();
    let tables = sample::tables(9, 2, 1);
    let mut wrong = tables;
    wrong.set(Place::Cell3(law::annual_report::Row3::Total, law::annual_report::Applicant::Total), Some(99));
    let lines = [
        sample::json("甲局", 2024, &tables),
        sample::json("甲局", 2024, &tables),
        sample::json("乙局", 2023, &tables),
        sample::json("丙局", 2024, &wrong),
        r#"{"organ":"丁局","table3":{"new":["九",0,0,0,0,0,9]}}"#.to_string(),
    ];
    let file = folder.file("a.jsonl", lines.join("\n"));
    let ran = gongkai(&["report", "aggregate", &file, "--format", "json"]);
    // One object could not be used, so the sum is not the sum of all that was given.
    assert_eq!(ran.code, 2);
    let json = ran.json();
    for (list, organ) in [("duplicates", "甲局"), ("wrong_year", "乙局"), ("inconsistent", "丙局")] {
        assert_eq!(json[list][0]["organ"], organ, "{list}");
    }
    assert!(json["unreadable"][0]["file"].as_str().unwrap().ends_with("a.jsonl#5"));
    let text = gongkai(&["report", "aggregate", &file]).out;
    for words in ["重复报送", "年度不符", "数据有错误", "不能读取", "丙局　错误"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_jump_over_last_year_is_an_outlier() {
    let folder = Folder::new();
    let reports = |jump: u64| -> String {
        let lines = (0..6).map(|n| {
            sample::json(&format!("第{n}局"), 2024, &sample::tables(if n == 3 { jump } else { 30 + n }, 1, 0))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let (this, prior) = (folder.file("2024.jsonl", reports(400)), folder.file("2023.jsonl", reports(33)));
    let ran = gongkai(&["report", "aggregate", &this, "--prior", &prior, "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let json = ran.json();
    assert_eq!(json["outliers"].as_array().unwrap().len(), 1, "{}", json["outliers"]);
    assert_eq!(
        (&json["outliers"][0]["organ"], &json["outliers"][0]["value"]),
        (&"第3局".into(), &400.into())
    );
}

fn check_refused(args: &[&str], words: &str) {
    let ran = gongkai(&[&["report", "aggregate"], args].concat());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
    assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
}

#[test]
fn unusable_input_is_refused_with_the_remedy() {
    let folder = Folder::new();
    let report = folder.file("a.json", sample::json("甲局", 2024, &sample::tables(1, 1, 1)));
    let cut = folder.file("cut.json", &sample::json("甲局", 2024, &sample::tables(1, 1, 1))[..200]);
    let units = folder.file("名单.csv", "名称,上级\n甲局,没有的市\n");
    check_refused(&[&cut], "没有写完");
    check_refused(&[&report, "--units", &units], "的上级“没有的市”不在名单中");
    check_refused(&[&report, "--out", &folder.path("a.doc")], "不知道");
    check_refused(&[&report, "--out", &folder.path("没有/a.csv")], "写不进去");
}
