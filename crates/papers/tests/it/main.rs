//! 成文的检验：每种格式的结构、文字与数字。With PAPERS_OUT set, writes every paper there to be looked at.

#![allow(clippy::unwrap_used)]

mod docx;
mod html;
mod letter;
mod pdf;
mod plain;
mod read_back;
mod sample;
mod xlsx;

use papers::{Fonts, all_forms};

#[test]
fn the_same_report_makes_the_same_bytes() {
    let (report, fonts) = (sample::report(), Fonts::default());
    let first = all_forms(&report, &fonts, sample::AT).unwrap();
    let again = all_forms(&report, &fonts, sample::AT).unwrap();
    for ((format, bytes), (_, others)) in first.iter().zip(&again) {
        assert!(bytes == others, "{format:?} differs from one time to the next");
    }
    let Some(folder) = std::env::var_os("PAPERS_OUT") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for (format, bytes) in first {
        std::fs::write(std::path::Path::new(&folder).join(format!("report.{}", format.extension())), bytes)
            .unwrap();
    }
}
