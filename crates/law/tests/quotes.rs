//! 引文核对：代码里引用的每一句，都见于 statutes/ 的文本，或者列明出处。
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};

/// Quotes from texts that statutes/ does not hold, and where they stand.
const NOT_HELD: &[(&str, &str)] = &[
    ("期间开始的时和日，不计算在期间内", "《中华人民共和国民事诉讼法》（2023年修正）第八十五条"),
    ("届满的最后一日是法定休假日的", "《中华人民共和国民事诉讼法》（2023年修正）第八十五条"),
    ("要严格按照《条例》第五十条的规定确定，不能遗漏，也不宜泛化", "国办公开办函〔2021〕30号"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file under a folder with the ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found
}

/// Letters and digits only: copies differ in spaces, brackets and commas.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn quotes(source: &str) -> Vec<&str> {
    let quote = |line: &'_ str| -> Option<usize> {
        ["/// > ", "//! > "].iter().find(|mark| line.trim_start().starts_with(**mark)).map(|mark| mark.len())
    };
    source.lines().filter_map(|line| Some(&line.trim_start()[quote(line)?..])).collect()
}

#[test]
fn every_quote_stands_in_its_text() {
    let statutes: Vec<String> = files(&root().join("statutes"), "md")
        .iter()
        .map(|path| letters(&std::fs::read_to_string(path).unwrap()))
        .collect();
    let mut seen = 0;
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "rs") {
        let source = std::fs::read_to_string(&path).unwrap();
        for quote in quotes(&source) {
            seen += 1;
            let held = statutes.iter().any(|text| text.contains(&letters(quote)));
            let listed = NOT_HELD.iter().any(|(known, _)| letters(known).contains(&letters(quote)));
            assert!(held || listed, "{}: 「{quote}」 stands in no text we hold", path.display());
        }
    }
    assert!(seen > 10, "the quotes are found at all");
}

#[test]
fn every_listed_quote_is_used() {
    let sources: String = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "rs")
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let used: Vec<String> = quotes(&sources).into_iter().map(letters).collect();
    for (quote, origin) in NOT_HELD {
        assert!(used.contains(&letters(quote)), "{origin}：「{quote}」 is quoted nowhere");
    }
}
