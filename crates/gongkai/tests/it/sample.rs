//! 一份无误的年度报告，作网页或 JSON：figures that reconcile, prose that states them.

use law::annual_report::layout::{CellKind, LayoutRow, table2, table3, table4};
use law::annual_report::{Applicant, Block4, Form, Outcome, Place, Result4, Row2, Row3, Tables};
use reports::Published;

/// Requests of natural persons, carried from last year, and businesses' requests; all answered but one.
pub fn tables(natural: u64, carried: u64, business: u64) -> Tables {
    let mut tables = Tables::default();
    tables.cells().for_each(|place| tables.set(place, Some(0)));
    let mut row = |row, natural: u64, business: u64| {
        tables.set(Place::Cell3(row, Applicant::NaturalPerson), Some(natural));
        tables.set(Place::Cell3(row, Applicant::Business), Some(business));
        tables.set(Place::Cell3(row, Applicant::Total), Some(natural + business));
    };
    row(Row3::New, natural, business);
    row(Row3::Carried, carried, 0);
    row(Row3::Result(Outcome::Granted), natural + carried - 1, 0);
    row(Row3::Result(Outcome::NotHeld), 0, business);
    row(Row3::Total, natural + carried - 1, business);
    row(Row3::CarriedOver, 1, 0);
    tables.set(Place::Cell4(Block4::Review, Result4::Upheld), Some(2));
    tables.set(Place::Cell4(Block4::Review, Result4::Total), Some(2));
    tables.set(Place::Cell2(Row2::Licences, 0), Some(120));
    tables.table2.fees = Some("3.25".parse().unwrap());
    tables
}

pub const ORGAN: &str = "甲县水利局";

/// The report as an office's page.
pub fn page(tables: &Tables) -> String {
    page_of(ORGAN, 2024, tables)
}

pub fn page_of(organ: &str, year: i16, tables: &Tables) -> String {
    let figure = |place| tables.count(place).map(|count| count.to_string()).unwrap_or_default();
    let total = |row| figure(Place::Cell3(row, Applicant::Total));
    let heads = [
        (
            "主动公开",
            "围绕水利工程建设、河湖管护和农村供水，及时更新本机关网站栏目，方便群众查询。".to_string(),
        ),
        ("依申请公开", format!("全年新收政府信息公开申请{}件，均按规定登记办理。", total(Row3::New))),
        ("政府信息管理", "对已公开信息逐条复核，过期内容及时标注，确保准确可用。".into()),
        ("政府信息公开平台建设", "改进网站检索功能，栏目设置更加清楚，页面适合手机浏览。".into()),
        ("监督保障", "明确专人负责，组织科室人员学习有关规定，年内未发生责任追究情形。".into()),
    ];
    let heads: String = heads
        .iter()
        .zip(["一", "二", "三", "四", "五"])
        .map(|((head, text), number)| format!("<p>（{number}）{head}。{text}</p>"))
        .collect();
    let table = |rows: Vec<LayoutRow>| table(tables, &rows);
    format!(
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>{organ}{year}年政府信息公开工作年度报告</title>\
        <h1>{organ}{year}年政府信息公开工作年度报告</h1>\
        <p>本报告依据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限为{year}年1月1日至{year}年12月31日。</p>\
        <h2>一、总体情况</h2>{heads}\
        <h2>二、主动公开政府信息情况</h2>{}\
        <h2>三、收到和处理政府信息公开申请情况</h2>{}\
        <h2>四、政府信息公开行政复议、行政诉讼情况</h2>{}\
        <h2>五、存在的主要问题及改进情况</h2><p>公开内容的解读不够及时。下一步将随文同步编写问答，注重用图表说明。</p>\
        <h2>六、其他需要报告的事项</h2><p>本机关全年没有收取信息处理费。</p></html>",
        table(table2()),
        table(table3(false)),
        table(table4()),
    )
}

fn table(tables: &Tables, rows: &[LayoutRow]) -> String {
    let value = |place| match place {
        Place::Cell2(Row2::Fees, _) => tables.table2.fees.map(|fees| fees.to_string()),
        other => tables.count(other).map(|count| count.to_string()),
    };
    let cell = |cell: &law::annual_report::layout::LayoutCell| {
        let text = match cell.kind {
            CellKind::Value(place) => value(place).unwrap_or_default(),
            CellKind::Header | CellKind::RowHeader => cell.text.to_string(),
        };
        format!("<td rowspan={} colspan={}>{text}</td>", cell.rowspan, cell.colspan)
    };
    let rows = rows.iter().map(|row| format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>()));
    format!("<table border=1>{}</table>", rows.collect::<String>())
}

/// The report as `report check` and `report compile` print it.
pub fn json(organ: &str, year: i16, tables: &Tables) -> String {
    let mut report = Published {
        organ: Some(organ.into()),
        year: Some(year),
        form: Form::Standard2021,
        ..Published::default()
    };
    report.set_tables(*tables);
    serde_json::to_string(&report).unwrap()
}
