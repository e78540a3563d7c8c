//! 读回：各种格式的报告由读报告的那一套读回来，每一格都与写出的一致，六个部分一个不少。

use crate::sample;
use law::annual_report::rules::Severity;
use papers::{Fonts, Format, render};
use reports::read::{Limits, read};

fn check(format: Format) {
    let bytes = render(&sample::report(), format, &Fonts::default(), sample::AT).unwrap();
    let read = read(&format!("report.{}", format.extension()), &bytes, &Limits::default()).unwrap();
    let expected = sample::tables();
    let wrong: Vec<String> = expected
        .cells()
        .filter(|place| read.tables().count(*place) != expected.count(*place))
        .map(|place| format!("{place}: {:?}, not {:?}", read.tables().count(place), expected.count(place)))
        .collect();
    assert!(wrong.is_empty(), "{format:?}: {wrong:#?}");
    assert_eq!(read.table2.fees, expected.table2.fees, "{format:?}");
    assert_eq!(read.year, Some(2024), "{format:?}");
    assert_eq!(read.organ.as_deref(), Some("枣庄市行政审批服务局"), "{format:?}");
    // The data of a chart may be remarked on as rows the form does not have; nothing may be wrong.
    assert!(
        read.findings.iter().all(|finding| finding.severity != Severity::Error),
        "{format:?}: {:#?}",
        read.findings
    );
}

#[test]
fn the_page_reads_back() {
    check(Format::Html);
}

#[test]
fn the_pdf_reads_back() {
    check(Format::Pdf);
}

#[test]
fn the_docx_reads_back() {
    check(Format::Docx);
}

#[test]
fn the_workbook_reads_back() {
    check(Format::Xlsx);
}

#[test]
fn the_json_reads_back() {
    check(Format::Json);
}
