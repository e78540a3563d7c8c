//! 演示数据 → 报告：the tables equal the seed's cell by cell, the prose states every figure, each figure
//! leads to its records, and what cannot be used is refused with its place.
#![allow(clippy::unwrap_used)]

mod checked;
mod demonstration;
mod faults;
mod pages;

use folder::{Compiled, FolderError, compile_year};
use jiff::civil::date;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A folder of its own for a test, empty.
fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn compile(data: &Path) -> Result<Compiled, FolderError> {
    compile_year(data, 2024, date(2025, 1, 15), &|_, _| {})
}

/// The demonstration, written and compiled once.
fn demonstration() -> &'static (PathBuf, Compiled) {
    static WHOLE: OnceLock<(PathBuf, Compiled)> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let data = fresh("demonstration");
        demo::write(&data, &|_, _| {}).unwrap();
        let compiled = compile(&data).unwrap();
        (data, compiled)
    })
}

/// The demonstration without its two large registers: quick to compile again and again.
fn small(name: &str) -> PathBuf {
    let data = fresh(name);
    for sheet in demo::sheets().into_iter().filter(|sheet| sheet.rows < 10_000) {
        let path = data.join(sheet.path());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, sheet.csv()).unwrap();
    }
    put(&data, "settings/organ.toml", demo::ORGAN);
    put(
        &data,
        "records/2024/行政许可决定.csv",
        "决定文书号,许可事项,行政相对人,决定,决定日\n1号,取水许可,甲,准予许可,2024-03-01\n",
    );
    data
}

fn put(data: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = data.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
