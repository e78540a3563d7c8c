//! 语料：snippets in the office's language; what must be found is marked, nothing else may be.

use scan::{Finding, Severity, masked, text};
use std::path::Path;

/// One snippet: the text, and what is to be found in it.
struct Snippet {
    place: String,
    text: String,
    expected: Vec<Expected>,
}

#[derive(Debug, PartialEq, Eq)]
struct Expected {
    kind: String,
    severity: String,
    start: usize,
    end: usize,
}

impl Expected {
    fn of(finding: &Finding) -> Expected {
        let word = |value: serde_json::Value| value.as_str().unwrap().to_string();
        Expected {
            kind: word(serde_json::to_value(finding.kind).unwrap()),
            severity: word(serde_json::to_value(finding.severity).unwrap()),
            start: finding.start,
            end: finding.end,
        }
    }
}

/// `前文⟦kind 要找的⟧后文`; `⟦kind.info …⟧` where the severity is another than the kind's own.
fn snippet(place: String, line: &str) -> Snippet {
    let line = line.replace("\\n", "\n").replace("\\t", "\t");
    let (mut text, mut expected) = (String::new(), Vec::new());
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once('⟦') {
        let (marked, after) = after.split_once('⟧').unwrap_or_else(|| panic!("{place}: ⟧ is missing"));
        let (kind, words) = marked.split_once(' ').unwrap_or_else(|| panic!("{place}: no kind"));
        let (kind, severity) = kind.split_once('.').unwrap_or((kind, usual(kind)));
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(words);
        let end = text.chars().count();
        expected.push(Expected { kind: kind.into(), severity: severity.into(), start, end });
        rest = after;
    }
    text.push_str(rest);
    Snippet { place, text, expected }
}

fn usual(kind: &str) -> &'static str {
    match kind {
        "secret_mark" | "internal_mark" => "stop",
        "credit_code" => "info",
        _ => "mask",
    }
}

fn corpus() -> Vec<Snippet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/corpus");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let lines = std::fs::read_to_string(&file).unwrap();
        for (line, no) in lines.lines().zip(1..) {
            let comment = line.starts_with("# ") && !line.contains('⟦');
            if !comment && !line.is_empty() {
                all.push(snippet(format!("{name}:{no}"), line));
            }
        }
    }
    all
}

#[test]
fn right_ones_are_found_and_look_alikes_are_not() {
    let all = corpus();
    let (found, bare): (Vec<&Snippet>, Vec<&Snippet>) = all.iter().partition(|one| !one.expected.is_empty());
    assert!(found.len() >= 150 && bare.len() >= 150, "{} and {}", found.len(), bare.len());
    let mut wrong = Vec::new();
    for one in &all {
        let found: Vec<Expected> = text(&one.text).iter().map(Expected::of).collect();
        if found != one.expected {
            wrong.push(format!(
                "{} {:?}\n  expected {:?}\n  found    {:?}",
                one.place, one.text, one.expected, found
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_masked_text_has_nothing_left_to_mask() {
    for one in corpus() {
        let once = masked(&one.text, &text(&one.text));
        let left: Vec<Finding> =
            text(&once).into_iter().filter(|one| one.severity == Severity::Mask).collect();
        assert!(left.is_empty(), "{}: {once:?} {left:?}", one.place);
        assert_eq!(masked(&once, &text(&once)), once, "{}", one.place);
    }
}
