//! 台账里的登记：taken in place of files, never beside them; figures lead to a copy of its public columns.

use super::{at_the_desk, compile_with, publish, publish_with, put, small};
use folder::records_page;
use law::annual_report::{Applicant, Row3};
use office::records::{Kept, Public};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const REQUESTS: &str = "records/2024/政府信息公开申请.csv";
const COPY: &str = "reports/2024/trace/政府信息公开申请.csv";

/// The small folder of an office that has a desk: no files of what the desk keeps.
fn office(name: &str) -> PathBuf {
    let data = small(name);
    for sheet in demo::desk_sheets() {
        std::fs::remove_file(data.join(sheet.path())).unwrap();
    }
    data
}

fn refusal(data: &Path, kept: &Kept) -> String {
    compile_with(data, Some(kept)).unwrap_err().to_string().replace(&format!("{}/", data.display()), "")
}

#[test]
fn what_the_ledger_keeps_needs_no_files() {
    let (files, ledger) = (small("kept-files"), office("kept-ledger"));
    put(&files, "records/2023/信息处理费.csv", "申请编号,通知日,应收金额,实收金额\n");
    let (files, ledger) = (publish(&files), publish_with(&ledger, Some(&at_the_desk())));
    assert_eq!(files.report, ledger.report);
    assert_eq!(ledger.warnings, Vec::<String>::new());
}

#[test]
fn figures_lead_to_the_public_columns_as_they_stood() {
    let data = office("kept-copy");
    publish_with(&data, Some(&at_the_desk()));
    let text = std::fs::read_to_string(data.join(COPY)).unwrap();
    assert!(
        text.starts_with("\u{feff}编号,申请人类别,渠道,收到日,事项类别,期限,答复日,办理结果\n"),
        "{text}"
    );
    assert!(!text.contains("申请人0") && !text.contains("审批材料"), "{text}");
    let first = records_page(&data, 2024, "requests.results.3.3.4.total", None, 1).unwrap();
    assert_eq!((first.rows[0].1[0].as_str(), first.total), ("YSQ2024-03", 2));
    let next = records_page(&data, 2024, "requests.results.3.3.4.total", first.next, 1).unwrap();
    assert_eq!((next.rows[0].1[0].as_str(), next.next), ("YSQ2024-07", None));
    let none = records_page(&data, 2024, "litigations.total", None, 5).unwrap();
    assert_eq!((none.total, none.columns[0]), (0, "案号"));
    put(&data, COPY, text.replace("YSQ2024-03", "YSQ2024-33"));
    let refused = records_page(&data, 2024, "requests.received", None, 5).unwrap_err().to_string();
    assert!(refused.starts_with("登记“政府信息公开申请”在报告编制之后有改动"), "{refused}");
}

#[test]
fn a_report_made_from_files_again_leads_to_the_files() {
    let data = office("kept-left");
    publish_with(&data, Some(&at_the_desk()));
    assert!(data.join(COPY).exists());
    for sheet in demo::desk_sheets() {
        put(&data, &sheet.path(), sheet.csv());
    }
    publish(&data);
    assert!(!data.join(COPY).exists());
    assert_eq!(records_page(&data, 2024, "requests.received", None, 5).unwrap().total, 9);
}

#[test]
fn two_sources_of_one_year_are_not_mixed() {
    let data = office("kept-mixed");
    let sheet = demo::desk_sheets().into_iter().find(|one| one.path() == REQUESTS).unwrap();
    put(&data, REQUESTS, sheet.csv());
    assert_eq!(
        refusal(&data, &at_the_desk()),
        "2024年的申请在台账中已有登记，records/2024/政府信息公开申请.csv又有“政府信息公开申请”的登记，两处不能合并计算，请只留一处。\
        以台账为准的，请把这个文件移出“records/2024/”，或者只留表头；2024年及以前仍以文件为准的，\
        请在settings/organ.toml的最前面写一行 ledger_from = 2025（自该年起以台账为准）。"
    );
    let text = String::from_utf8(sheet.csv()).unwrap();
    put(&data, REQUESTS, text.lines().next().unwrap());
    assert_eq!(publish_with(&data, Some(&at_the_desk())).report.figures["requests.received"].value, 9.into());
    put(
        &data,
        "records/2023/行政诉讼.csv",
        "案号,原告,起诉情形,受理日,结案日,结果\n1号,甲,direct,2023-03-01,,\n",
    );
    assert!(refusal(&data, &at_the_desk()).contains("ledger_from = 2024"), "last year is of one source too");
}

/// The items of a year are of one source as well, wherever its cases are kept.
#[test]
fn items_are_the_ledgers_or_a_files() {
    let data = office("kept-items");
    let compiled = publish_with(&data, Some(&at_the_desk()));
    assert_eq!(compiled.report.figures["proactive.items"].value, 475.into());
    let page = records_page(&data, 2024, "proactive.items.meetings", None, 10).unwrap();
    assert_eq!((page.total, page.kept, page.columns[0]), (6, true, "索引号"));
    assert!(!records_page(&data, 2024, "trainings.held", None, 10).unwrap().kept);
    let sheet = demo::desk_sheets().into_iter().find(|one| one.register.key == "items").unwrap();
    put(&data, &sheet.path(), sheet.csv());
    let refused = refusal(&data, &at_the_desk());
    assert!(
        refused.starts_with("2024年的公开信息在台账中已有登记，records/2024/主动公开信息.csv又有"),
        "{refused}"
    );
    assert!(refused.contains("items_from = 2025"), "{refused}");
    put(&data, "settings/organ.toml", format!("items_from = 2025\n{}", demo::ORGAN));
    let compiled = compile_with(&data, Some(&at_the_desk())).unwrap();
    assert_eq!(compiled.report.figures["proactive.items"].value, 475.into());
    assert_eq!(
        compiled.report.figures["requests.received"].value,
        9.into(),
        "cases are the ledger's all the same"
    );
}

/// And the messages of a year, wherever its items are.
#[test]
fn messages_are_the_ledgers_or_a_files() {
    let data = office("kept-messages");
    let compiled = publish_with(&data, Some(&at_the_desk()));
    assert_eq!(compiled.report.figures["messages.received"].value, 5.into());
    let page = records_page(&data, 2024, "messages.received", None, 10).unwrap();
    assert_eq!((page.total, page.kept, page.rows[0].1[0].as_str()), (5, true, "LY2024-1"));
    let sheet = demo::desk_sheets().into_iter().find(|one| one.register.key == "messages").unwrap();
    put(&data, &sheet.path(), sheet.csv());
    let refused = refusal(&data, &at_the_desk());
    assert!(
        refused.starts_with("2024年的留言在台账中已有登记") && refused.contains("messages_from = 2025"),
        "{refused}"
    );
    put(&data, "settings/organ.toml", format!("messages_from = 2025\n{}", demo::ORGAN));
    let compiled = compile_with(&data, Some(&at_the_desk())).unwrap();
    assert_eq!(compiled.report.figures["messages.published"].value, 5.into());
}

/// One message taken out of the ledger, and the figure of the report is another.
#[test]
fn the_figure_of_messages_follows_its_records() {
    let data = office("kept-message-gone");
    let mut kept = at_the_desk();
    let sheet = demo::desk_sheets().into_iter().find(|one| one.register.key == "messages").unwrap();
    let mut rows = super::public(&sheet);
    rows.pop();
    kept.add("messages", 2024, rows);
    let compiled = compile_with(&data, Some(&kept)).unwrap();
    assert_eq!(compiled.report.figures["messages.received"].value, 4.into());
}

/// A desk that never published says nothing about what was published elsewhere, nor about documents.
#[test]
fn what_was_never_published_at_the_desk_is_not_none() {
    let data = office("kept-elsewhere");
    let sheet = demo::desk_sheets().into_iter().find(|one| one.register.key == "items").unwrap();
    let kept = Kept::new(BTreeMap::from([(2023, 8), (2024, 9)]));
    let report = compile_with(&data, Some(&kept)).unwrap().report;
    assert!(!report.figures.contains_key("proactive.items"));
    std::fs::remove_file(data.join("records/2024/规章和行政规范性文件.csv")).unwrap();
    let refused = refusal(&data, &kept.clone().publishing(Some(2024), None));
    assert!(refused.contains("规章和行政规范性文件"), "{refused}");
    put(&data, &sheet.path(), sheet.csv());
    put(&data, "records/2024/规章和行政规范性文件.csv", "文号,标题,类别,制发日,废止日\n");
    let report = compile_with(&data, Some(&kept)).unwrap().report;
    assert_eq!(report.figures["proactive.items"].value, 475.into());
}

/// 去年年末两件，今年制发一件、废止一件。
#[test]
fn documents_come_from_the_ledger_once_it_has_any() {
    let data = office("kept-documents");
    let before = "文号,标题,类别,制发日,废止日\n1号,甲办法,行政规范性文件,2020-03-02,\n2号,乙办法,行政规范性文件,2021-03-02,\n";
    put(&data, "records/2023/规章和行政规范性文件.csv", before);
    let row = |cells: [&'static str; 3], gone: &'static str| -> Public {
        let kind = "normative_document";
        [cells[0], cells[1], kind, cells[2], gone].into_iter().map(Into::into).collect()
    };
    let mut kept = at_the_desk().publishing(Some(2024), Some(2024));
    let documents = vec![
        row(["1号", "甲办法", "2020-03-02"], "2024-11-01"),
        row(["2号", "乙办法", "2021-03-02"], ""),
        row(["3号", "丙办法", "2024-02-01"], ""),
    ];
    kept.add("documents", 2024, documents);
    let compiled = publish_with(&data, Some(&kept));
    assert_eq!(compiled.warnings, Vec::<String>::new());
    assert_eq!(compiled.report.tables.table2.normative_documents, [Some(1), Some(1), Some(2)]);
    let page = records_page(&data, 2024, "normative_documents.in_force", None, 10).unwrap();
    assert_eq!((page.total, page.rows[0].1[1].as_str()), (2, "乙办法"));
    // Forgotten at the desk: last year's do not lead to this year's, and that is told.
    kept.add("documents", 2024, vec![row(["3号", "丙办法", "2024-02-01"], "")]);
    let warnings = compile_with(&data, Some(&kept)).unwrap().warnings;
    assert!(warnings.iter().any(|one| one.contains("行政规范性文件")), "{warnings:?}");
}

/// A desk opened in 2024 with one case still open from 2023, a year whose registers are files.
#[test]
fn the_first_year_of_a_desk_is_told_in_the_settings() {
    let data = office("kept-first");
    for sheet in demo::desk_sheets().into_iter().filter(|sheet| sheet.year == 2023) {
        put(&data, &sheet.path(), sheet.csv());
    }
    let path = "records/2023/政府信息公开申请.csv";
    let open = "YSQ2023-09,申请人,自然人,网络,2023-12-20,施工许可,略,2024-01-18,,\n";
    put(&data, path, std::fs::read_to_string(data.join(path)).unwrap() + open);
    let mut kept = Kept::new(BTreeMap::from([(2023, 1), (2024, 0)]));
    let row = |ended: [&'static str; 2]| -> Public {
        let cells = ["2023-00001", "natural_person", "internet", "2023-12-20", "施工许可", "2024-01-18"];
        cells.into_iter().chain(ended).map(Into::into).collect()
    };
    kept.add("requests", 2023, vec![row(["", ""])]);
    kept.add("requests", 2024, vec![row(["2024-01-10", "3.1"])]);
    assert!(refusal(&data, &kept).contains("records/2023/政府信息公开申请.csv"));
    put(&data, "settings/organ.toml", format!("ledger_from = 2024\n{}", demo::ORGAN));
    let compiled = compile_with(&data, Some(&kept)).unwrap();
    assert_eq!(compiled.warnings, Vec::<String>::new(), "the carried case is the one that was open");
    let table = compiled.report.tables.table3;
    assert_eq!(table.get(Row3::Carried, Applicant::Total), Some(1));
    assert_eq!(compiled.report.figures["requests.received"].prior, Some(9.into()));
}

#[test]
fn earlier_years_may_stand_in_the_ledger_alone() {
    let data = office("kept-years");
    std::fs::remove_dir_all(data.join("records/2023")).unwrap();
    let years = BTreeMap::from([(2021, 3), (2022, 5), (2023, 8), (2024, 9)]);
    let mut kept = Kept::new(years).publishing(Some(2024), None);
    for sheet in demo::desk_sheets() {
        kept.add(sheet.register.key, sheet.year, super::public(&sheet));
    }
    let compiled = compile_with(&data, Some(&kept)).unwrap();
    assert_eq!(compiled.warnings, Vec::<String>::new());
    let years =
        compiled.report.charts.iter().find(|chart| chart.title.starts_with("新收申请比上年")).unwrap();
    let points: Vec<_> = years.points.iter().map(|(year, count, _)| format!("{year}{count}")).collect();
    assert_eq!(points, ["2021年3", "2022年5", "2023年8", "2024年9"]);
}

#[test]
fn a_year_may_stand_in_the_ledger_alone() {
    let data = office("kept-alone");
    std::fs::remove_dir_all(data.join("records")).unwrap();
    let refused = refusal(&data, &Kept::default());
    assert!(refused.starts_with("没有2024年的登记：台账里没有"), "{refused}");
    // Whatever the desk has not been told of is asked for by name.
    let refused = refusal(&data, &at_the_desk());
    assert!(refused.starts_with("2024年缺少登记") && !refused.contains("政府信息公开申请"), "{refused}");
}

#[test]
fn a_ledger_without_cases_changes_nothing() {
    let data = small("kept-none");
    let expected = publish(&data).report;
    assert_eq!(compile_with(&data, Some(&Kept::default())).unwrap().report, expected);
    let later = Kept::new(BTreeMap::from([(2025, 1)]));
    assert_eq!(compile_with(&data, Some(&later)).unwrap().report, expected);
}

#[test]
fn a_year_in_which_nothing_came_in_is_the_ledgers_all_the_same() {
    let data = office("kept-quiet");
    std::fs::remove_dir_all(data.join("records/2023")).unwrap();
    let kept = Kept::new(BTreeMap::from([(2022, 1), (2025, 1)]));
    let report = compile_with(&data, Some(&kept)).unwrap().report;
    assert_eq!(report.figures["requests.received"].value, 0.into());
    assert_eq!(report.tables.table4.review, [Some(0); 5]);
}

#[test]
fn a_figure_from_the_ledger_is_overridden_like_any_other() {
    let data = office("kept-override");
    let entry = "[[override]]\nmetric = \"reviews.upheld\"\nvalue = 0\ncomputed = 1\nwho = \"甲\"\nwhy = \"乙\"\non = 2025-01-10\n";
    let pending = entry.replace("reviews.upheld", "reviews.total");
    put(&data, "settings/overrides-2024.toml", format!("{entry}{pending}"));
    let report = compile_with(&data, Some(&at_the_desk())).unwrap().report;
    assert_eq!(report.figures["reviews.upheld"].overridden.as_ref().unwrap().computed, 1.into());
    assert_eq!(report.tables.table4.review[0], Some(0));
}
