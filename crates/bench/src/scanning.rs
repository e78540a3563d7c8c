//! Looking for what must not be published, beside a bare check of the same bytes.

use crate::measure::{Table, rate};
use anyhow::{Result, ensure};
use std::fmt::Write;

/// MB a second, on one core.
const BAR: f64 = 100.0;
const SIZE: usize = 32 << 20;

/// Official prose: the regulation itself, which speaks of 不予公开 and 国家秘密 on every page.
const PROSE: &str = include_str!("../../../statutes/regulation.md");

pub fn measure(table: &mut Table) -> Result<()> {
    let text = text();
    let findings = scan::text(&text);
    let each = text.len() / findings.len().max(1);
    ensure!(findings.len() > 20_000, "only {} findings", findings.len());
    let scanned = megabytes(rate(|| work(&text, |text| scan::text(text).len())));
    let checked = megabytes(rate(|| work(&text, |text| std::str::from_utf8(text.as_bytes()).is_ok())));
    let counted = megabytes(rate(|| work(&text, |text| text.chars().count())));
    table.bar(
        format!("scan {} MB of Chinese text, a finding in {each} bytes, one core", text.len() >> 20),
        format!("{scanned:.0} MB/s"),
        "≥ 100 MB/s",
        scanned >= BAR,
    );
    table.note("bare UTF-8 check of the same bytes", format!("{checked:.0} MB/s"));
    table.note("bare count of the same characters", format!("{counted:.0} MB/s"));
    table.note("scan against the bare check", format!("{:.1} times the time", checked / scanned));
    Ok(())
}

fn megabytes(bytes: f64) -> f64 {
    bytes / 1e6
}

fn work<T>(text: &str, look: impl Fn(&str) -> T) -> u64 {
    std::hint::black_box(look(text));
    text.len() as u64
}

/// Prose, and between its paragraphs what an office's papers hold of persons and offices.
fn text() -> String {
    let mut text = String::with_capacity(SIZE + (1 << 20));
    let mut no = 0_u64;
    while text.len() < SIZE {
        for (paragraph, at) in PROSE.split_inclusive('\n').zip(0..) {
            text.push_str(paragraph);
            if at % 12 == 0 {
                no += 1;
                entry(&mut text, no);
            }
        }
    }
    text
}

fn entry(text: &mut String, no: u64) {
    let mobile = 13_000_000_000 + no * 977 % 900_000_000;
    let subject = no % 997;
    writeln!(
        text,
        "{no}. 申请人张某（身份证号11010519491231002X），电话{mobile}，住址：枣庄市薛城区黄河路{subject}号3号楼501室；\
         办件编号2024{no:08}，咨询电话：0632-3312345，金额{subject}.50元，文号枣审发〔2024〕{subject}号。"
    )
    .expect("a String takes all");
}
