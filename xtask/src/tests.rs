//! What xtask decides by itself: closing lines, licences, embedded fonts, stranded headings.

use crate::checks::counts;
use crate::licences::{allowed, permits};
use crate::papers::{embedded, left_behind};
use crate::steps::{Ending, for_tests::totals};

#[test]
fn closing_lines_of_the_test_runners_are_counted() {
    let check = |line: &str, expected| assert_eq!(counts(line), expected, "{line}");
    check("     Summary [   1.934s] 120 tests run: 118 passed (1 slow), 2 failed, 3 skipped", Some((118, 2)));
    check("     Summary [   0.1s] 9 tests run: 8 passed, 1 timed out, 0 skipped", Some((8, 1)));
    check("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out", Some((12, 0)));
    check("test result: FAILED. 1 passed; 2 failed; 0 ignored", Some((1, 2)));
    check("41 passed, 0 failed", Some((41, 0)));
    check("        PASS [   0.004s] law workday::tests::passed", None);
    check("nothing was passed", None);
}

#[test]
fn failures_and_broken_steps_are_added_up_and_skipped_ones_are_not() {
    let endings = vec![
        Ending::PASSED,
        Ending::FAILED,
        Ending::READY,
        Ending::Skipped("no chromium".into()),
        Ending::Counted { passed: 40, failed: 2 },
    ];
    assert_eq!(totals(endings), (41, 4));
}

#[test]
fn a_licence_is_permitted_when_one_way_through_it_is() {
    let list = allowed("[licenses]\nallow = [\"MIT\", \"Unicode-3.0\", \"Apache-2.0 WITH LLVM-exception\"]");
    let list = list.expect("a list");
    let check =
        |expression: &str, expected: bool| assert_eq!(permits(expression, &list), expected, "{expression}");
    check("MIT", true);
    check("GPL-3.0", false);
    check("Unlicense/MIT", true);
    check("MIT AND GPL-3.0", false);
    check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
    check("(GPL-2.0 OR Apache-2.0) AND Unicode-3.0", false);
    check("Apache-2.0 WITH LLVM-exception OR GPL-2.0", true);
    check("Apache-2.0", false);
    check("MIT AND (Unicode-3.0", false);
    check("", false);
}

#[test]
fn a_font_is_embedded_when_pdffonts_says_so() {
    assert!(embedded("SUBSET+NotoSerifSC-Regular   CID TrueType  Identity-H  yes yes yes     12  0"));
    assert!(!embedded("Helvetica                    Type 1        WinAnsi     no  no  no      12  0"));
}

#[test]
fn a_heading_at_the_end_of_a_page_is_found() {
    let check = |page: &str, expected| assert_eq!(left_behind(page), expected, "{page}");
    let heading = "三、收到和处理政府信息公开申请情况";
    check(&format!("附图1　办件结果\n{heading}\n— 5 —\n"), Some(heading));
    check(&format!("{heading}\n四、结转下年度继续办理 0 0 0\n— 6 —\n"), None);
    check(&format!("{heading}\n一、新增工作人员1名。\n— 7 —\n"), None);
    check("", None);
}
