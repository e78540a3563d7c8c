//! 电子表格：合并如格式所印，合计是公式且结果已存，数字与报告一致。

use crate::sample;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use papers::aggregate::{Entry, List};
use papers::xlsx;
use std::io::{Cursor, Read};

fn bytes() -> Vec<u8> {
    xlsx::annual_report(&sample::report(), sample::AT).unwrap()
}

fn book() -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes())).unwrap()
}

fn check(sheet: &str, cell: (u32, u32), expected: Data) {
    let range = book().worksheet_range(sheet).unwrap();
    assert_eq!(range.get_value(cell), Some(&expected), "{sheet} {cell:?}");
}

#[test]
fn figures_stand_where_the_form_has_them() {
    assert_eq!(book().sheet_names(), ["表二", "表三", "表四", "指标"]);
    check("表二", (7, 1), Data::Float(38651.0));
    check("表三", (4, 3), Data::Float(9.0)); // 新收，自然人
    check("表三", (16, 3), Data::Float(4.0)); // 1.本机关不掌握相关政府信息
    check("表四", (4, 0), Data::Float(1.0));
}

#[test]
fn totals_are_formulas_that_carry_their_results() {
    check("表三", (4, 9), Data::Float(9.0));
    check("表三", (27, 3), Data::Float(9.0));
    check("表三", (29, 3), Data::String("平".into()));
    let formulas = book().worksheet_formula("表三").unwrap();
    assert_eq!(formulas.get_value((4, 9)).unwrap(), "SUM(D5:I5)");
    assert_eq!(formulas.get_value((27, 3)).unwrap(), "SUM(D7:D27)");
    assert_eq!(formulas.get_value((29, 3)).unwrap(), "IF(D5+D6=D28+D29,\"平\",\"不平\")");
    assert_eq!(book().worksheet_formula("表四").unwrap().get_value((4, 4)).unwrap(), "SUM(A5:D5)");
}

#[test]
fn what_does_not_balance_says_so() {
    let mut report = sample::report();
    report.tables.table3.row_mut(law::annual_report::Row3::New)[0] = Some(10);
    let bytes = xlsx::annual_report(&report, sample::AT).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.worksheet_range("表三").unwrap().get_value((29, 3)), Some(&Data::String("不平".into())));
}

#[test]
fn cells_are_merged_and_pages_laid_out() {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes())).unwrap();
    let mut sheet = String::new();
    archive.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut sheet).unwrap();
    for merged in ["A2:C4", "D2:J2", "E3:I3", "A7:A28", "B9:B16"] {
        assert!(sheet.contains(&format!("<mergeCell ref=\"{merged}\"/>")), "{merged}");
    }
    assert!(sheet.contains("fitToWidth") || sheet.contains("fitToHeight=\"0\""));
    let mut workbook = String::new();
    archive.by_name("xl/workbook.xml").unwrap().read_to_string(&mut workbook).unwrap();
    assert!(workbook.contains("_xlnm.Print_Area") && workbook.contains("_xlnm.Print_Titles"));
}

#[test]
fn a_figure_that_someone_changed_says_who_and_why() {
    let range = book().worksheet_range("指标").unwrap();
    let row = range.rows().find(|row| row[8] == Data::String("requests.received".into())).unwrap();
    assert_eq!((&row[2], &row[3], &row[4]), (&Data::Float(9.0), &Data::Float(8.0), &Data::Float(1.0)));
    assert_eq!(row[5], Data::Float(12.5));
    assert_eq!((&row[9], &row[10]), (&Data::Float(10.0), &Data::String("政策法规科".into())));
}

#[test]
fn an_aggregate_has_a_sheet_a_table() {
    let list = List {
        title: "迟报".into(),
        columns: sample::columns(&[("单位", 2), ("迟报天数", 1)]),
        rows: vec![vec!["甲县".into(), 3.into()], vec!["=1+1".into(), Entry::Blank]],
        ..List::default()
    };
    let bytes = xlsx::tables(&sample::aggregate(list), sample::AT).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names().len(), 4);
    let range = book.worksheet_range("迟报").unwrap();
    assert_eq!(range.get_value((1, 1)), Some(&Data::Float(3.0)));
    assert_eq!(range.get_value((2, 0)), Some(&Data::String("=1+1".into())), "words never become formulas");
}
