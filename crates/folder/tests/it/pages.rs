//! 来处：each figure leads to its records, page by page, and shows public columns only.

use super::{compile, demonstration, publish, put, small};
use folder::{FolderError, records_page};

#[test]
fn a_figure_shows_as_many_records_as_it_counts() {
    let (data, compiled) = demonstration();
    for figure in compiled.report.figures.values().filter(|figure| figure.records <= 2_000) {
        let counted = office::metric::catalogue().counted(&figure.metric).unwrap().0;
        let (mut seen, mut after) = (0, None);
        loop {
            let page = records_page(data, 2024, &figure.metric, after, 300).unwrap();
            seen += page.rows.len() as u64;
            after = page.next;
            if after.is_none() {
                assert_eq!(seen, page.total, "{}", figure.metric);
                break;
            }
        }
        let expected = compiled.report.figures[&counted.id].records;
        assert_eq!(seen, expected, "{}", figure.metric);
    }
}

#[test]
fn pages_of_a_large_register_follow_one_another() {
    let (data, _) = demonstration();
    let (mut after, mut last) = (None, String::new());
    for _ in 0..20 {
        let page = records_page(data, 2024, "hall.cases", after, 200).unwrap();
        assert_eq!((page.total, page.rows.len()), (613_000, 200));
        assert!(page.rows[0].1[0] > last);
        last.clone_from(&page.rows[199].1[0]);
        after = page.next;
    }
    assert_eq!(last, "SL0004000");
}

#[test]
fn only_public_columns_are_shown() {
    let (data, _) = demonstration();
    let page = records_page(data, 2024, "requests.results.3.3.4.total", None, 10).unwrap();
    assert_eq!(
        page.columns,
        ["编号", "申请人类别", "渠道", "收到日", "事项类别", "期限", "答复日", "办理结果"]
    );
    let numbers: Vec<_> = page.rows.iter().map(|(_, cells)| cells[0].as_str()).collect();
    assert_eq!((numbers, page.total, page.next), (vec!["YSQ2024-03", "YSQ2024-07"], 2, None));
}

#[test]
fn a_page_cannot_begin_where_no_row_does() {
    let (data, _) = demonstration();
    let first = records_page(data, 2024, "hall.cases", None, 5).unwrap();
    for after in [0, first.next.unwrap() + 1, u64::MAX] {
        let refused = records_page(data, 2024, "hall.cases", Some(after), 5);
        assert!(matches!(refused, Err(FolderError::BadPage)), "{after}");
    }
    let refused = records_page(data, 2024, "requests.received", Some(3), 5);
    assert!(matches!(refused, Err(FolderError::BadPage)));
}

#[test]
fn a_register_changed_since_is_said_to_be() {
    let data = small("changed");
    compile(&data).unwrap();
    assert!(!data.join("reports").exists());
    publish(&data);
    assert_eq!(records_page(&data, 2024, "cleanups.expired", None, 5).unwrap().total, 1);
    put(&data, "records/2024/文件清理.csv", "标题,清理日,结论\n");
    let refused = records_page(&data, 2024, "cleanups.expired", None, 5).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "登记“文件清理”在报告编制之后有改动。请重新编制2024年的年度报告后再查阅。"
    );
    let refused = records_page(&data, 2024, "../organ", None, 5).unwrap_err();
    assert_eq!(refused.to_string(), "没有名为“../organ”的指标，请核对名称。");
}
