//! 坏文件：whatever comes in, an answer comes out.

use crate::{docx, pdf, support, xlsx};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use redact::{Document, Ground, Limits, Refusal, Strike, inspect, release, verify};

fn survives(bytes: &[u8]) {
    let _ = inspect(bytes);
    let _ = verify(bytes, &[support::NAME.to_string()]);
    if let Ok(document) = Document::read(bytes) {
        let strikes: Vec<Strike> = document
            .units()
            .iter()
            .take(5)
            .map(|unit| Strike::whole(unit.address.clone(), Ground::Privacy).only_here())
            .collect();
        let _ = release(&document, &strikes);
    }
}

/// Some bytes overwritten, a piece cut out or repeated.
fn mutated(bytes: &[u8], edits: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, kind, value) in edits {
        if bytes.is_empty() {
            break;
        }
        let at = at % bytes.len();
        let end = (at + usize::from(*value)).min(bytes.len());
        match kind % 4 {
            0 => bytes[at] = *value,
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

fn edits() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    proptest::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6)
}

fn check(cases: u32, file: impl Fn(&[(usize, u8, u8)]) -> Vec<u8>) {
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner
        .run(&edits(), |edits| {
            survives(&file(&edits));
            Ok(())
        })
        .unwrap();
}

#[test]
fn damaged_containers_do_no_harm() {
    let (paper, book) = (docx::plain(), xlsx::plain());
    check(150, |edits| mutated(&paper, edits));
    check(150, |edits| mutated(&book, edits));
}

/// The damage is in the part, not in the packing.
#[test]
fn damaged_parts_do_no_harm() {
    let damage = |file: &[u8], part: &str, edits: &[(usize, u8, u8)]| {
        let mut parts = support::unzip(file);
        for (_, content) in parts.iter_mut().filter(|(name, _)| name == part) {
            *content = mutated(content, edits);
        }
        support::zip(&parts)
    };
    let (paper, book) = (docx::plain(), xlsx::plain());
    check(150, |edits| damage(&paper, "word/document.xml", edits));
    check(100, |edits| damage(&book, "xl/worksheets/sheet1.xml", edits));
    check(50, |edits| damage(&book, "xl/workbook.xml", edits));
}

#[test]
fn damaged_pdfs_do_no_harm() {
    let file = pdf::plain();
    check(200, |edits| mutated(&file, edits));
    check(100, |edits| {
        let content =
            mutated(b"q BT /F1 12 Tf 60 640 Td [(Tel) -20 (138)] TJ (a) ' ET Q /X Do BI ID EI", edits);
        pdf::paper(&String::from_utf8_lossy(&content), |_, _, _| {})
    });
}

#[test]
fn limits_hold() {
    let small = Limits { file: 100, ..Limits::default() };
    assert!(matches!(Document::read_within(&docx::plain(), &small), Err(Refusal::TooLarge { .. })));
    let small = Limits { unpacked: 100, ..Limits::default() };
    assert!(matches!(Document::read_within(&docx::plain(), &small), Err(Refusal::Bomb { .. })));
    let deep = format!("{}{}", "<w:x>".repeat(10_000), "</w:x>".repeat(10_000));
    assert!(matches!(Document::read(&docx::paper(&deep, &[])), Err(Refusal::Bomb { .. })));
    let paragraphs = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>".repeat(200);
    let document =
        Document::read_within(&docx::paper(&paragraphs, &[]), &Limits { strikes: 100, ..Limits::default() })
            .unwrap();
    let strike = Strike::everywhere("甲", Ground::Privacy);
    assert_eq!(release(&document, &[strike]).unwrap_err(), Refusal::TooMany { limit: 100 });
}

/// Whatever piece of a file is struck: it is gone from all that can be read, or the file is not let go.
#[test]
fn any_piece_of_text_can_be_struck() {
    for file in [docx::plain(), xlsx::plain(), pdf::plain()] {
        let document = Document::read(&file).unwrap();
        let texts: Vec<Vec<char>> = document.units().iter().map(|unit| unit.text.chars().collect()).collect();
        let mut runner =
            TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
        let pieces = (0..texts.len(), any::<usize>(), 1..12usize);
        let struck = |(unit, start, length): (usize, usize, usize)| {
            let text = &texts[unit];
            let start = start % text.len();
            let piece: String = text[start..(start + length).min(text.len())].iter().collect();
            let Ok(redacted) = release(&document, &[Strike::everywhere(&piece, Ground::Process)]) else {
                return Ok(());
            };
            let left = support::shown(&redacted.bytes).replace(&Ground::Process.mark(), "");
            let long = piece.chars().filter(|c| !c.is_whitespace()).count() >= 6;
            prop_assert!(!long || !left.contains(&piece), "{piece} in {left}");
            prop_assert!(!redacted.log.is_empty());
            Ok(())
        };
        runner.run(&pieces, struck).unwrap();
    }
}
