//! 全部文字：what is seen, in reading order, and whatever else a file holds.

use crate::support::*;
use crate::{docx, pdf, xlsx};
use redact::{HiddenKind, Limits, Spot, Words, words};

fn read(bytes: &[u8]) -> Words {
    words(bytes, &Limits::default()).unwrap()
}

fn seen(words: &Words) -> String {
    let seen = words.passages.iter().filter(|passage| matches!(passage.spot, Spot::Seen(_)));
    seen.map(|passage| format!("{}\n", passage.text)).collect()
}

/// Kind, place and text of what is not seen.
fn unseen(words: &Words) -> Vec<(HiddenKind, String, String)> {
    let unseen = words.passages.iter().filter_map(|passage| match &passage.spot {
        Spot::Unseen(kind, place) => Some((*kind, place.clone(), passage.text.clone())),
        Spot::Seen(_) => None,
    });
    unseen.collect()
}

fn check(words: &Words, expected: &[(HiddenKind, &str)]) {
    let found = unseen(words);
    for (kind, text) in expected {
        let there = found.iter().any(|(own, _, words)| own == kind && words.contains(text));
        assert!(there, "{kind:?} {text} not in {found:#?}");
    }
}

#[test]
fn what_is_seen_stands_first_and_what_is_hidden_is_told_apart() {
    let paper = read(&docx::hiding());
    assert!(seen(&paper).starts_with("可以公开。补充一句。\n写信链接\n"), "{}", seen(&paper));
    assert!(!seen(&paper).contains(NAME), "{}", seen(&paper));
    check(
        &paper,
        &[
            (HiddenKind::TrackedChange, "赵小明被删去赵小明移走赵小明隐藏"),
            (HiddenKind::Comment, "赵小明的批注"),
            (HiddenKind::Formula, "mailto:赵小明"),
            (HiddenKind::HiddenText, "赵小明备用"),
            (HiddenKind::HiddenText, "赵小明无人引用"),
            (HiddenKind::AlternateText, "赵小明的照片"),
            (HiddenKind::Metadata, "赵小明"),
            (HiddenKind::EmbeddedFile, "oleObject1.bin"),
            (HiddenKind::Link, "who=赵小明"),
        ],
    );
}

#[test]
fn nothing_of_a_workbook_is_left_out() {
    let book = read(&xlsx::hiding());
    assert!(!seen(&book).contains(NAME), "{}", seen(&book));
    check(
        &book,
        &[
            (HiddenKind::HiddenRow, "赵小明隐藏行"),
            (HiddenKind::HiddenCell, "赵小明盖住"),
            (HiddenKind::HiddenSheet, NAME),
            (HiddenKind::Formula, "LEN(\"赵小明\")"),
            (HiddenKind::Leftover, "赵小明无人引用"),
        ],
    );
    let all: String = unseen(&book).iter().map(|(_, _, text)| format!("{text}\n")).collect();
    assert!(all.contains("赵小明隐藏列") && all.contains(ID), "{all}");
}

#[test]
fn a_pdf_tells_its_invisible_characters_remarks_and_properties() {
    let paper = read(&pdf::hiding());
    assert!(!seen(&paper).contains(NAME), "{}", seen(&paper));
    let all: String = unseen(&paper).iter().map(|(_, _, text)| format!("{text}\n")).collect();
    assert!(all.contains(NAME), "{all}");
    check(
        &paper,
        &[(HiddenKind::HiddenText, NAME), (HiddenKind::Comment, NAME), (HiddenKind::Metadata, NAME)],
    );
}

#[test]
fn a_plain_file_hides_no_word() {
    let plain = read(&docx::plain());
    let hidden = unseen(&plain);
    assert!(
        hidden.iter().all(|(kind, ..)| matches!(kind, HiddenKind::Metadata | HiddenKind::Link)),
        "{hidden:?}"
    );
    let hidden = unseen(&read(&pdf::plain()));
    assert!(hidden.is_empty(), "{hidden:?}");
}
