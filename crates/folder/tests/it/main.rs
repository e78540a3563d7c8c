//! 演示数据 → 报告：the tables equal the seed's cell by cell, the prose states every figure, each figure
//! leads to its records, and what cannot be used is refused with its place.
#![allow(clippy::unwrap_used)]

mod checked;
mod demonstration;
mod faults;
mod kept;
mod pages;
mod prose;

use demo::Sheet;
use folder::{Compiled, FolderError, compile_year};
use jiff::civil::date;
use office::records::{Kept, Public};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A folder of its own for a test, empty; tests also run in processes side by side.
fn fresh(name: &str) -> PathBuf {
    static OWN: OnceLock<(PathBuf, File)> = OnceLock::new();
    let (own, _) = OWN.get_or_init(own);
    let folder = own.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The folder of this process, and the lock by which the others know that it lives.
fn own() -> (PathBuf, File) {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for left in std::fs::read_dir(place).unwrap().flatten().map(|entry| entry.path()) {
        let is_lock = left.extension().is_some_and(|extension| extension == "lock");
        if is_lock && File::open(&left).is_ok_and(|lock| lock.try_lock().is_ok()) {
            // Another process may be clearing the same leftovers.
            drop(std::fs::remove_dir_all(left.with_extension("")));
            drop(std::fs::remove_file(left));
        }
    }
    let own = place.join(format!("folder-it-{}", std::process::id()));
    let lock = File::create(own.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    (own, lock)
}

fn compile(data: &Path) -> Result<Compiled, FolderError> {
    compile_with(data, None)
}

fn compile_with(data: &Path, kept: Option<&Kept>) -> Result<Compiled, FolderError> {
    compile_year(data, 2024, date(2025, 1, 15), kept.into(), &|_, _| {})
}

/// Compiles and leaves the trace as publishing does.
fn publish(data: &Path) -> Compiled {
    publish_with(data, None)
}

fn publish_with(data: &Path, kept: Option<&Kept>) -> Compiled {
    let compiled = compile_with(data, kept).unwrap();
    compiled.origins.put_after(|| Ok::<_, FolderError>(())).unwrap();
    compiled
}

/// The demonstration, written and compiled once.
fn demonstration() -> &'static (PathBuf, Compiled) {
    static WHOLE: OnceLock<(PathBuf, Compiled)> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let data = fresh("demonstration");
        demo::write(&data, &|_, _| {}).unwrap();
        for sheet in demo::entered_sheets() {
            put(&data, &sheet.path(), sheet.csv());
        }
        let compiled = publish_with(&data, Some(&at_the_desk()));
        (data, compiled)
    })
}

/// The demonstration's cases and items as the ledger gives them.
fn at_the_desk() -> Kept {
    let kept = Kept::new(BTreeMap::from([(2023, 8), (2024, 9)])).publishing(Some(2024), None);
    let mut kept = kept.answering(Some(2024));
    for sheet in demo::desk_sheets() {
        kept.add(sheet.register.key, sheet.year, public(&sheet));
    }
    kept
}

/// The public cells of each row.
fn public(sheet: &Sheet) -> Vec<Public> {
    let text = String::from_utf8(sheet.csv()).unwrap();
    let fields = sheet.register.fields;
    let cells = |line: &str| {
        let cells = line.split(',').zip(fields).filter(|(_, field)| field.public);
        cells.map(|(cell, _)| cell.to_owned().into()).collect()
    };
    text.lines().skip(1).map(cells).collect()
}

/// Every register, those of the desk as an office without one keeps them.
fn all_sheets() -> impl Iterator<Item = Sheet> {
    demo::sheets().into_iter().chain(demo::entered_sheets()).chain(demo::desk_sheets())
}

/// The demonstration without its two large registers and without a desk: quick to compile again and again.
fn small(name: &str) -> PathBuf {
    let data = fresh(name);
    for sheet in all_sheets().filter(|sheet| sheet.rows < 10_000) {
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
