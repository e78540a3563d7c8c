//! 什么都可能进来：no text and no file brings it to a halt, and what is masked stays masked.

use crate::samples;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use scan::{Finding, Kind, Options, Severity, file, masked, text};

/// Pieces that mean something to a detector, and what may stand between them.
const PIECES: [&str; 74] = [
    "11010519491231002X",
    "110105194912310021",
    "１１０１０５１９４９１２３１００２Ｘ",
    "110105491231002",
    "370403189001011235",
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "+86",
    "0086-",
    "0632-3312345",
    "(0632)3312345",
    "（010）66554433",
    "06323312345",
    "6217000000000000129",
    "6222 0200 0000 0000 000",
    "91350100M000100Y43",
    "zhangsan@163.com",
    "ａ＠１６３．ｃｏｍ",
    "E12345678",
    "EA1234567",
    "鲁D12345",
    "鲁D·12345",
    "鲁DD12345",
    "鲁D1234警",
    "住址：",
    "家庭住址",
    "住",
    "地址：",
    "户籍地",
    "枣庄市薛城区",
    "山东省",
    "黄河路12号",
    "鑫昌小区3号楼2单元501室",
    "501室",
    "单元",
    "身份证号：",
    "电话：",
    "咨询电话：",
    "联系电话",
    "卡号",
    "账号：",
    "护照",
    "车牌",
    "申请人",
    "局",
    "办公室",
    "编号",
    "元",
    "机密",
    "★10年",
    "★",
    "秘　密",
    "密级：",
    "内部资料",
    "（此件不公开）",
    "不予公开",
    "依申请公开",
    "严禁外传",
    "\n",
    "\r\n",
    "\t",
    " ",
    "　",
    "，",
    "。",
    "-",
    "*",
    "****",
    "\u{200b}",
    "X",
    "@",
    "0",
    "１",
];

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => (0..PIECES.len()).prop_map(|at| PIECES[at].to_string()),
        2 => "[0-9]{1,22}",
        1 => "[0-9 \\-（）()]{1,30}",
        1 => any::<String>(),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn check(cases: u32, holds: impl Fn(String) -> Result<(), TestCaseError>) {
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner.run(&texts(), holds).unwrap();
}

#[test]
fn findings_stand_in_order_within_the_text_and_hide_what_they_name() {
    check(4_000, |words| {
        let letters: Vec<char> = words.chars().collect();
        let mut last = 0;
        for finding in text(&words) {
            prop_assert!(
                last <= finding.start && finding.start < finding.end && finding.end <= letters.len(),
                "{words:?} {finding:?}"
            );
            last = finding.end;
            let original: String = letters[finding.start..finding.end].iter().collect();
            prop_assert!(
                finding.severity != Severity::Mask || is_hidden(&original, &finding),
                "{original:?} {finding:?}"
            );
        }
        Ok(())
    });
}

/// Stars, and less of it than there was: of numbers at least three signs.
fn is_hidden(original: &str, finding: &Finding) -> bool {
    let signs = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let hidden = signs(original).saturating_sub(signs(&finding.text_masked));
    let enough = match finding.kind {
        Kind::Email => true,
        Kind::Address => hidden >= 2,
        _ => hidden >= 3,
    };
    let told = finding.message.contains(original.trim()) && finding.kind != Kind::Email;
    finding.text_masked.contains('*') && enough && !told
}

#[test]
fn a_masked_text_is_masked_once_and_for_all() {
    check(3_000, |words| {
        let once = masked(&words, &text(&words));
        let left: Vec<Finding> =
            text(&once).into_iter().filter(|one| one.severity == Severity::Mask).collect();
        prop_assert!(left.is_empty(), "{words:?} → {once:?} {left:?}");
        Ok(())
    });
}

/// Some bytes overwritten, a piece cut out or repeated.
fn mutated(bytes: &[u8], edits: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, kind, value) in edits.iter().filter(|_| !bytes.is_empty()).copied().collect::<Vec<_>>() {
        if bytes.is_empty() {
            break;
        }
        let at = at % bytes.len();
        let end = (at + usize::from(value)).min(bytes.len());
        match kind % 4 {
            0 => bytes[at] = value,
            1 => bytes[at] ^= 1 << (value % 8),
            2 => drop(bytes.drain(at..end)),
            _ => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

/// A file is refused, or its findings stand within its text.
fn survives(name: &str, bytes: &[u8]) {
    let Ok(scanned) = file(name, bytes, &Options::default()) else { return };
    let length = scanned.text.chars().count();
    assert!(scanned.findings.iter().all(|one| one.start < one.end && one.end <= length));
    assert!(
        scanned.findings.iter().all(|one| scanned.section(one.start).is_some_and(|own| one.end <= own.end))
    );
    assert!(scanned.sections.iter().all(|one| one.start <= one.end && one.end <= length));
}

#[test]
fn damaged_files_do_no_harm() {
    let lines =
        ["秘密★1年", "申请人身份证号：110105194", "91231002X，电话13800138000", "~隐藏电话13900139000"];
    let body: String = lines.iter().map(|line| samples::paragraph(line)).collect();
    let page = format!(
        "<html><!-- 13800138000 --><table><tr><td title=a>{}</td></tr></table></html>",
        lines.join("<br>")
    );
    let files = [
        ("a.docx", samples::docx(&body, &[])),
        (
            "a.xlsx",
            samples::xlsx(
                &[("表", "visible", samples::rows(&[&["姓名", "电话"], &["张某", "13800138000"]]))],
                &[],
            ),
        ),
        ("a.pdf", samples::pdf(&lines, "批注13800138000", "张某")),
        ("a.html", page.into_bytes()),
        ("a.txt", lines.join("\n").into_bytes()),
    ];
    let edits = proptest::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6);
    for (name, bytes) in &files {
        let mut runner =
            TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
        runner
            .run(&edits, |edits| {
                survives(name, &mutated(bytes, &edits));
                Ok(())
            })
            .unwrap();
    }
}

/// Digits and gaps without end cost no more than their length.
#[test]
fn long_rows_of_digits_end() {
    for piece in [
        "1",
        "1 ",
        "1-",
        "138 ",
        "住址：",
        "密",
        "★",
        "@",
        "a@b.",
        "内 部",
        "（",
        "0632-",
        "单元1",
        "住址\n",
        "住址|",
        "住址\t\n甲\t区\n",
        "一三",
        "138.",
        "电 ",
    ] {
        let long = piece.repeat(200_000 / piece.len());
        let _ = text(&long);
    }
}
