//! 格式的测试：行列名称与编号、位置的写法、统计表的JSON。
#![allow(clippy::unwrap_used)]

use law::annual_report::{Applicant, Outcome, Place, Row2, Row3, Table2, Tables};
use std::collections::BTreeSet;

#[test]
fn the_2021_form_has_25_rows_and_the_2019_form_23() {
    let mut tables = Tables::default();
    assert_eq!(tables.table3.rows().count(), 25);
    assert_eq!(tables.table3.outcomes().count(), 21);
    tables.table3.single_other_handling = true;
    assert_eq!(tables.table3.rows().count(), 23);
    assert_eq!(tables.table3.outcomes().last(), Some(Outcome::OtherHandling));
}

#[test]
fn rows_are_numbered_without_gap_and_found_by_their_keys() {
    let indices: Vec<usize> = Row3::all().map(Row3::index).collect();
    assert_eq!(indices, (0..Row3::COUNT).collect::<Vec<_>>());
    for row in Row3::all() {
        assert_eq!(Row3::from_key(row.key()), Some(row));
    }
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::from_key(outcome.key()), Some(outcome));
    }
    assert_eq!(Outcome::from_key("3.7"), None);
}

/// LAW.md §2.3: only the confirmation of what was already received and 其他 rest on no article.
#[test]
fn every_row_but_two_rests_on_an_article() {
    let without: Vec<&str> = Outcome::ALL
        .into_iter()
        .filter(|outcome| *outcome != Outcome::OtherHandling && outcome.cite().is_none())
        .map(Outcome::key)
        .collect();
    assert_eq!(without, ["3.5.5", "3.6.3"]);
    assert_eq!(Outcome::Partial.cite().unwrap().to_string(), "条例第三十七条");
    assert_eq!(Row2::Fees.cite().to_string(), "条例第二十条第（八）项");
}

#[test]
fn a_place_reads_back_from_its_text() {
    let check = |text: &str, words: &str| {
        let place: Place = text.parse().unwrap();
        assert_eq!(place.to_string(), text);
        assert_eq!(place.in_words(), words);
    };
    check("report", "全文");
    check("part5", "第五部分");
    check("table2.规章.in_force", "表二“规章”的现行有效件数");
    check("table2.行政许可", "表二“行政许可”的本年处理决定数量");
    check("table3.natural_person", "表三“自然人”列");
    check("table3.new.total", "表三“一、本年新收政府信息公开申请数量”行“总计”列");
    check("table3.results.3.3.4.business", "表三“（三）不予公开4.保护第三方合法权益”行“商业企业”列");
    check("table3.results.3.2.other", "表三“（二）部分公开”行“其他”列");
    check("table4.after_review.corrected", "表四“复议后起诉”的“结果纠正”");
    assert!("table3.results.3.7.total".parse::<Place>().is_err());
}

#[test]
fn every_cell_is_written_and_read_at_its_own_place() {
    let mut tables = Tables::default();
    let places: Vec<Place> = tables.cells().collect();
    assert_eq!(places.len(), 6 + 3 + 25 * 7 + 15);
    assert_eq!(places.iter().map(Place::to_string).collect::<BTreeSet<_>>().len(), places.len());
    for (count, place) in (1..).zip(&places) {
        tables.set(*place, Some(count));
    }
    for (count, place) in (1..).zip(&places) {
        assert_eq!(tables.count(*place), Some(count), "{place}");
    }
}

#[test]
fn a_blank_is_null_and_money_keeps_its_digits() {
    let text = r#"{"规章":[0,0,null],"行政规范性文件":[6,1,32],"行政许可":517645,"行政处罚":693957,"行政强制":null,"行政事业性收费":"4068.2080"}"#;
    let table: Table2 = serde_json::from_str(text).unwrap();
    assert_eq!(table.regulations, [Some(0), Some(0), None]);
    assert_eq!(serde_json::to_string(&table).unwrap(), text);
    let blank: Table2 = serde_json::from_str("{}").unwrap();
    assert_eq!((blank.fees, blank.licences), (None, None));
}

#[test]
fn table_3_is_written_as_the_contract_says() {
    let mut tables = Tables::default();
    *tables.table3.row_mut(Row3::New) = [9, 0, 0, 0, 0, 0, 9].map(Some);
    tables.table3.set(Row3::Result(Outcome::Partial), Applicant::Total, Some(1));
    for single in [false, true] {
        tables.table3.single_other_handling = single;
        let json = serde_json::to_value(tables.table3).unwrap();
        assert_eq!(json["new"], serde_json::json!([9, 0, 0, 0, 0, 0, 9]));
        assert_eq!(json["results"]["3.2"][6], 1);
        assert_eq!(json["results"]["3.6"].is_null(), !single);
        assert_eq!(json["results"].as_object().unwrap().len(), if single { 19 } else { 21 });
        assert_eq!(serde_json::from_value::<law::annual_report::Table3>(json).unwrap(), tables.table3);
    }
    assert!(
        serde_json::from_str::<law::annual_report::Table3>(r#"{"results":{"3.9":[0,0,0,0,0,0,0]}}"#).is_err()
    );
}
