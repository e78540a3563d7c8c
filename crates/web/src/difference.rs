//! 两版之间的不同：what was taken out and what was put in, with the lines around it.

use similar::{ChangeTag, DiffOp, TextDiff};
use std::time::Duration;

/// A piece of a text that was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Same(String),
    Out(String),
    In(String),
}

/// Lines shown around a change.
const AROUND: usize = 1;
/// Longer than this a comparison becomes coarser, never later.
const AT_MOST: Duration = Duration::from_millis(300);

/// Each changed part with the lines around it; nothing where both are the same.
pub fn between(before: &str, after: &str) -> Vec<Vec<Piece>> {
    let lines = TextDiff::configure().timeout(AT_MOST).diff_lines(before, after);
    let groups = lines.grouped_ops(AROUND);
    let of = |group: &Vec<DiffOp>| {
        let mut pieces = Vec::new();
        for op in group {
            let old = || op.old_range().filter_map(|at| lines.old_slice(at)).collect::<String>();
            let new = || op.new_range().filter_map(|at| lines.new_slice(at)).collect::<String>();
            match op {
                DiffOp::Equal { .. } => push(&mut pieces, ChangeTag::Equal, &new()),
                DiffOp::Delete { .. } => push(&mut pieces, ChangeTag::Delete, &old()),
                DiffOp::Insert { .. } => push(&mut pieces, ChangeTag::Insert, &new()),
                DiffOp::Replace { .. } => within(&mut pieces, &old(), &new()),
            }
        }
        pieces
    };
    groups.iter().map(of).collect()
}

/// Character by character, where lines were changed for others.
fn within(pieces: &mut Vec<Piece>, old: &str, new: &str) {
    let diff = TextDiff::configure().timeout(AT_MOST).diff_chars(old, new);
    for change in diff.iter_all_changes() {
        push(pieces, change.tag(), change.value());
    }
}

fn push(pieces: &mut Vec<Piece>, tag: ChangeTag, text: &str) {
    match (pieces.last_mut(), tag) {
        (Some(Piece::Same(last)), ChangeTag::Equal)
        | (Some(Piece::Out(last)), ChangeTag::Delete)
        | (Some(Piece::In(last)), ChangeTag::Insert) => last.push_str(text),
        (_, ChangeTag::Equal) => pieces.push(Piece::Same(text.into())),
        (_, ChangeTag::Delete) => pieces.push(Piece::Out(text.into())),
        (_, ChangeTag::Insert) => pieces.push(Piece::In(text.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let piece = |piece: &Piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Out(text) => format!("[-{text}-]"),
            Piece::In(text) => format!("[+{text}+]"),
        };
        between(before, after).iter().map(|group| group.iter().map(piece).collect()).collect()
    }

    #[test]
    fn changes_are_shown_within_the_line() {
        assert_eq!(
            told("电话0632-3168699。\n不变。", "电话0632-3168600。\n不变。"),
            ["电话0632-31686[-99-][+00+]。\n不变。"]
        );
    }

    #[test]
    fn what_did_not_change_is_left_out() {
        let before: String = (0..30).map(|n| format!("第{n}行\n")).collect();
        let after = before.replace("第3行", "第三行").replace("第27行\n", "");
        assert_eq!(
            told(&before, &after),
            ["第2行\n第[-3-][+三+]行\n第4行\n", "第26行\n[-第27行\n-]第28行\n"]
        );
        assert!(told(&before, &before).is_empty());
    }
}
