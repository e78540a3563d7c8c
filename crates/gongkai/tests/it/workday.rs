//! gongkai workday. Dates worked out by hand from the State Council's notices.

use crate::{Folder, gongkai};

fn check(line: &str, code: i32, out: &str) {
    let ran = gongkai(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!((ran.code, ran.out.trim_end()), (code, out), "{line}: {}", ran.err);
}

#[test]
fn programs_get_json_and_people_a_line() {
    check("workday add 2026-03-02 20 --format json", 0, r#"{"date":"2026-03-30","provisional":false}"#);
    check("workday count 2026-02-10 2026-03-02 --format json", 0, r#"{"days":10,"provisional":false}"#);
    check("workday add 2026-03-02 20", 0, "2026-03-30　星期一");
    check("workday add 2026-03-02 0", 0, "2026-03-02　星期一");
}

#[test]
fn a_year_without_notice_is_provisional() {
    check("workday add 2031-03-03 1 --format json", 0, r#"{"date":"2031-03-04","provisional":true}"#);
    assert!(gongkai(&["workday", "add", "2031-03-03", "1"]).err.contains("结果暂定"));
}

pub const NOTICE: &str = r#"
year = 2031
[[notice]]
number = "国办发明电〔2030〕1号（试）"
title = "某年放假通知"
issued = 2030-11-01
source = "example.test/notice"
[[notice.break]]
name = "元旦"
from = 2031-01-01
to = 2031-01-01
[[notice.break]]
name = "植树节"
from = 2031-03-12
to = 2031-03-12
makeup = [2031-03-15]
"#;

#[test]
fn a_new_notice_is_loaded_without_a_new_release() {
    let folder = Folder::new();
    folder.file("holidays/2031.toml", NOTICE);
    // 3月12日（周三）放假，15日（周六）上班。
    for place in [["--notices", &folder.path("holidays")], ["--data", &folder.path("")]] {
        let line = ["workday", "add", "2031-03-11", "1", "--format", "json", place[0], place[1]];
        assert_eq!(
            gongkai(&line).out.trim_end(),
            r#"{"date":"2031-03-13","provisional":false}"#,
            "{place:?}"
        );
    }
}

fn check_refused(line: &str, words: &str) {
    let ran = gongkai(&line.split_whitespace().collect::<Vec<_>>());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}");
    assert!(ran.err.contains(words), "{line}: {}", ran.err);
}

#[test]
fn what_cannot_be_reckoned_is_refused_with_the_remedy() {
    check_refused(
        "workday add 2026-02-30 1",
        "日期“2026-02-30”不存在或者写法不对。请写成 2026-03-02 的样子。",
    );
    check_refused("workday add 2026-03-02 -1", "工作日数-1小于0");
    check_refused("workday add 2026-03-02 很多", "工作日数“很多”不是整数");
    check_refused("workday count 2026-03-02 2026-02-10", "请把较早的日期写在前面");
    check_refused("workday add 2026-03-02 1 --notices 没有的目录", "放假通知目录《没有的目录》打不开");
    check_refused("workday", "没有写明要做什么");
}
