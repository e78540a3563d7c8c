//! JSON与CSV：CONTRACT.md的形状，数字一格不差。

use crate::sample;
use law::annual_report::Tables;
use papers::{csv, json};
use serde_json::Value;

#[test]
fn the_json_has_the_shape_of_the_contract() {
    let value: Value = serde_json::from_slice(&json::annual_report(&sample::report())).unwrap();
    assert_eq!(value["organ"], "枣庄市行政审批服务局");
    assert_eq!((value["year"].as_i64(), value["form"].as_str()), (Some(2024), Some("2021")));
    assert_eq!(value["table2"]["行政许可"], 38651);
    assert_eq!(value["table2"]["行政事业性收费"], "0");
    assert_eq!(value["table3"]["new"], serde_json::json!([9, 0, 0, 0, 0, 0, 9]));
    assert_eq!(value["table3"]["results"]["3.4.1"], serde_json::json!([4, 0, 0, 0, 0, 0, 4]));
    assert_eq!(value["table4"]["review"], serde_json::json!([1, 0, 0, 0, 1]));
    assert_eq!(value["parts"].as_array().unwrap().len(), 7);
    assert_eq!(value["parts"][1]["title"], "一、总体情况");
    assert!(value["parts"][1]["paragraphs"][1].as_str().unwrap().contains("475件"));
}

#[test]
fn the_tables_read_back_from_json_are_the_tables_written() {
    let bytes = json::annual_report(&sample::report());
    let tables: Tables = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(tables, sample::tables());
}

#[test]
fn the_csv_has_a_row_a_cell() {
    let text = String::from_utf8(csv::annual_report(&sample::report())).unwrap();
    assert!(text.starts_with("\u{feff}表,行,列,数值,指标,上年\r\n"));
    // 10 of 表二, 175 of 表三, 15 of 表四 and the head.
    assert_eq!(text.lines().count(), 1 + 10 + 175 + 15);
    assert!(text.contains("\r\n表二,行政许可,本年处理决定数量,38651,"));
    assert!(text.contains("\r\n表三,（四）无法提供 1.本机关不掌握相关政府信息,自然人,4,"));
    assert!(text.contains("\r\n表四,行政复议,总计,1,"));
}
