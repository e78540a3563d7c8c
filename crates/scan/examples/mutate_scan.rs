//! Mutated files for the scan: any panic, long run or swollen memory fails.
//! `cargo run --release -p scan --example mutate_scan -- --inputs 100000 --seed 7`
#![allow(clippy::print_stderr, reason = "a tool that reports on stderr")]
#![allow(clippy::unwrap_used, reason = "the samples are made for tests")]

#[path = "../../reports/examples/mutate/mutations.rs"]
mod mutations;
#[path = "../../reports/examples/mutate/run.rs"]
mod run;
#[path = "../tests/it/samples.rs"]
mod samples;
#[path = "../../reports/examples/mutate/seeds.rs"]
mod seeds;

use redact::picture;
use scan::{Options, file, masked, text};
use seeds::Seed;
use std::process::ExitCode;

fn main() -> ExitCode {
    run::all(seeds(), look)
}

/// Reports of every kind, and files with something to find in every place.
fn seeds() -> Vec<Seed> {
    let lines = [
        "秘密★1年",
        "申请人身份证号：110105194",
        "91231002X，电话138 0013 8000，住址：枣庄市薛城区黄河路12号3号楼501室",
        "卡号6217000000000000129，车牌鲁D12345，护照E12345678，邮箱zhangsan@163.com",
        "（此件不公开）",
    ];
    let body: String = lines.iter().map(|line| samples::paragraph(line)).collect();
    let cells = samples::rows(&[&["姓名", "身份证号", "电话"], &["张某", samples::ID, samples::MOBILE]]);
    let page = format!(
        "<!DOCTYPE html><!-- {0} --><table><tr><td title=\"{0}\">{1}</td></tr></table>",
        samples::MOBILE,
        lines.join("<br>")
    );
    let mut seeds = seeds::all(9);
    seeds.extend([
        Seed::plain("纸.txt", lines.join("\n")),
        Seed::plain("页.html", page),
        Seed::plain("纸.pdf", samples::pdf(&lines, samples::MOBILE, "张某")),
        Seed::zipped("纸.docx", unzip(&samples::docx(&body, &[]))),
        Seed::zipped(
            "表.xlsx",
            unzip(&samples::xlsx(&[("表", "visible", cells.clone()), ("底", "hidden", cells)], &[])),
        ),
        Seed::plain("图.jpg", include_bytes!("../../redact/tests/it/picture.jpg").as_slice()),
        Seed::plain("图.png", PNG),
    ]);
    seeds
}

/// One grey point.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
    \0\0\0\nIDAT\x78\x9c\x63\x68\0\0\0\x82\0\x81\x77\xcd\x72\xb6\0\0\0\0IEND\xae\x42\x60\x82";

fn unzip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let part = |index| {
        let mut part = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).unwrap();
        (part.name().unwrap().into_owned(), content)
    };
    (0..count).map(part).collect()
}

/// Findings stand within the text; now and then the text is masked too.
fn look(seed: &Seed, index: u64) -> bool {
    if let Ok(once) = picture(&seed.bytes) {
        assert_eq!(
            picture(&once.bytes).map(|again| again.bytes),
            Ok(once.bytes),
            "what is clean stays as it is"
        );
        return true;
    }
    let Ok(scanned) = file(&seed.name, &seed.bytes, &Options::default()) else { return false };
    let length = scanned.text.chars().count();
    let mut last = 0;
    for finding in &scanned.findings {
        assert!(last <= finding.start && finding.start < finding.end && finding.end <= length, "{finding:?}");
        last = finding.end;
    }
    if index.is_multiple_of(8) {
        let once = masked(&scanned.text, &text(&scanned.text));
        assert_eq!(masked(&once, &text(&once)), once, "masked twice");
    }
    true
}
