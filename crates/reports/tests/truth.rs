//! 真实报告：every file of ../shared/reports against its true figures. Passes where the folder is absent.

#![allow(clippy::unwrap_used)]

use law::annual_report::{Applicant, Block4, Form, Row2, Row3};
use reports::Published;
use reports::read::{Limits, read};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reports");
    folder.is_dir().then_some(folder)
}

fn truth(folder: &Path, number: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(format!("{number}.truth.json"))).unwrap()).unwrap()
}

/// Cells that differ from the truth, as text.
fn differences(report: &Published, truth: &Value) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |place: String, expected: &Value, found: Option<u64>| {
        if expected.as_u64() != found {
            differences.push(format!("{place}: expected {expected}, found {found:?}"));
        }
    };
    if report.form == Form::Standard2021 {
        for row in Row2::ALL.into_iter().filter(|row| *row != Row2::Fees) {
            for column in 0..row.width() {
                let cell = &truth["table2"][row.label()];
                let expected = if row.width() == 3 { &cell[column] } else { cell };
                compare(
                    format!("table2.{}.{column}", row.label()),
                    expected,
                    report.table2.count(row, column),
                );
            }
        }
    }
    let table3 = &truth["table3"];
    for row in report.table3.rows() {
        let cells = match row {
            Row3::Result(outcome) => &table3["results"][outcome.key()],
            Row3::New | Row3::Carried | Row3::Total | Row3::CarriedOver => &table3[row.key()],
        };
        assert!(cells.is_array(), "{}: the truth has no row {}", report.file, row.key());
        for column in Applicant::ALL {
            compare(
                format!("table3.{}.{}", row.key(), column.key()),
                &cells[column.index()],
                report.table3.get(row, column),
            );
        }
    }
    for block in Block4::ALL {
        for (index, found) in report.table4.block(block).iter().enumerate() {
            compare(format!("table4.{}.{index}", block.key()), &truth["table4"][block.key()][index], *found);
        }
    }
    let fees = report.table2.fees.map(|fees| fees.to_string());
    if report.form == Form::Standard2021 && truth["table2"]["行政事业性收费"].as_str() != fees.as_deref()
    {
        differences.push(format!("fees: {fees:?}"));
    }
    if truth["year"].as_i64() != report.year.map(i64::from) {
        differences.push(format!("year: {:?}", report.year));
    }
    differences
}

#[test]
fn every_visible_cell_of_every_shared_report_is_read_right() {
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names.iter().filter(|name| name.starts_with('0') && !name.ends_with(".json")) {
        let report = read(name, &std::fs::read(folder.join(name)).unwrap(), &Limits::default()).unwrap();
        for difference in differences(&report, &truth(&folder, &name[..3])) {
            wrong.push(format!("{name} {difference}"));
        }
        eprintln!("{name}: {:?} {:?} {:?}", report.organ, report.year, report.dated);
        for finding in &report.findings {
            eprintln!("    {:?} {:?} {} {}", finding.rule, finding.severity, finding.place, finding.message);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
