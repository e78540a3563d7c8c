//! 覆盖表：每一条由哪些代码执行、哪些测试核对，或者为什么不由软件执行。
//! docs/coverage.md is made here; after a change run `UPDATE_EXPECT=1 cargo test -p law --test coverage`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use expect_test::expect_file;
use law::statutes::{Article, Statute};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

struct Source {
    name: String,
    text: String,
}

/// Every Rust file of the crates that hold law, office and redaction, by its path from the root.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for folder in ["crates/law/src", "crates/office/src", "crates/redact/src"] {
        walk(&root().join(folder), &mut found);
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn walk(folder: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            found.push(Source { name, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// The files that quote the article above their code.
fn code<'a>(article: &Article, sources: &'a [Source]) -> BTreeSet<&'a str> {
    let own = letters(&article.paragraphs.concat());
    let quotes = |source: &&Source| {
        source.text.lines().any(|line| {
            let line = line.trim_start();
            let quote = line.strip_prefix("/// > ").or_else(|| line.strip_prefix("//! > "));
            quote.is_some_and(|quote| own.contains(&letters(quote)))
        })
    };
    sources.iter().filter(quotes).map(|source| source.name.as_str()).collect()
}

/// Tests are named after their article: `art33_…` for the regulation, `review23_…` for the reconsideration law.
fn tests(prefix: &str, number: u16, sources: &[Source]) -> usize {
    let name = format!("fn {prefix}{number}_");
    sources.iter().map(|source| source.text.matches(&name).count()).sum()
}

fn written(statute: &Statute, prefix: &str, why: &BTreeMap<String, String>, sources: &[Source]) -> String {
    let mut out = format!("## {}\n\n| 条 | 代码 | 测试 | 说明 |\n|---|---|---|---|\n", statute.title);
    for article in statute.articles() {
        let files = code(article, sources);
        let tests = tests(prefix, article.number, sources);
        let why = why.get(&article.number.to_string()).map_or("", String::as_str);
        assert!(
            !files.is_empty() || !why.is_empty(),
            "{} {}: neither quoted above code nor explained in docs/coverage.toml",
            statute.title,
            article.label
        );
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        let tests = if tests == 0 { String::new() } else { format!("{tests}项") };
        writeln!(out, "| {} | {} | {tests} | {why} |", article.label, files.join(" ")).unwrap();
    }
    out
}

#[test]
fn every_article_has_its_code_or_its_reason() {
    let why = std::fs::read_to_string(root().join("docs/coverage.toml")).unwrap();
    let why: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&why).unwrap();
    let sources = sources();
    let mut out = String::from(
        "# 条文与代码\n\n由`crates/law/tests/coverage.rs`生成，不要手工修改；说明一栏写在`docs/coverage.toml`。\
         代码一栏是引用该条原文的文件，测试一栏是以该条命名的测试数。\n",
    );
    for (name, prefix) in [("regulation", "art"), ("reconsideration-law", "review")] {
        let statute = Statute::find(name).unwrap();
        let none = BTreeMap::new();
        out.push('\n');
        out.push_str(&written(statute, prefix, why.get(name).unwrap_or(&none), &sources));
    }
    expect_file!["../../../docs/coverage.md"].assert_eq(&out);
}
