//! 实际文件：cells broken, blank or struck through as published reports have them.

#![allow(clippy::unwrap_used)]

use law::annual_report::{Applicant, Outcome, Row3};
use reports::Published;
use reports::read::{Limits, read};

const HEAD: &str =
    "<p>某某市(全市汇总)2024年政府信息公开工作年度报告</p><p>三、收到和处理政府信息公开申请情况</p>";

fn html(table: &str) -> Published {
    read("a.html", format!("{HEAD}<table>{table}</table>").as_bytes(), &Limits::default()).unwrap()
}

/// The head of table 3 as a page prints it, and rows of one label over three columns.
fn table3(rows: &[(&str, &str)]) -> String {
    let mut table = String::from(
        "<tr><td rowspan=2 colspan=3>（本列数据的勾稽关系为）</td><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td>\
         <td rowspan=2>总计</td></tr><tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>",
    );
    for (label, cells) in rows {
        table += &format!("<tr><td colspan=3>{label}</td>{cells}</tr>");
    }
    table
}

fn cells(values: &[&str]) -> String {
    values.iter().map(|value| format!("<td>{value}</td>")).collect()
}

#[test]
fn words_in_most_cells_of_a_row_leave_its_figures_where_they_stand() {
    let zeros = cells(&["0"; 7]);
    let report = html(&table3(&[
        ("一、本年新收政府信息公开申请数量", &cells(&["9", "无", "无", "无", "无", "无", "9"])),
        ("二、上年结转政府信息公开申请数量", &zeros),
        ("（一）予以公开", &zeros),
        ("四、结转下年度继续办理", &zeros),
    ]));
    let row = *report.table3.row(Row3::New);
    assert_eq!(row, [Some(9), None, None, None, None, None, Some(9)], "{:#?}", report.findings);
    let told = report.findings.iter().filter(|finding| finding.message.contains("现为“无”")).count();
    assert_eq!(told, 5);
    assert_eq!(report.organ.as_deref(), Some("某某市(全市汇总)"));
}

#[test]
fn figures_in_cells_over_several_columns_count_once() {
    let wide = |value: u64| -> String { (0..7).map(|_| format!("<td colspan=2>{value}</td>")).collect() };
    let report = html(&table3(&[
        ("一、本年新收政府信息公开申请数量", &wide(3)),
        ("二、上年结转政府信息公开申请数量", &wide(4)),
        (
            "（一）予以公开",
            "<td colspan=2>1</td><td>2</td><td>3</td><td colspan=3>4</td><td>5</td><td>6</td><td>7</td>",
        ),
        ("四、结转下年度继续办理", &wide(8)),
    ]));
    assert_eq!(report.table3.get(Row3::New, Applicant::Total), Some(3));
    assert_eq!(
        *report.table3.row(Row3::Result(Outcome::Granted)),
        [1, 2, 3, 4, 5, 6, 7].map(Some),
        "{:#?}",
        report.findings
    );
}
