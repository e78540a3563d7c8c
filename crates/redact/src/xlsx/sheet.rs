//! 工作表：cells a reader sees; what hidden rows, hidden columns and covered cells hold goes.

use super::styles::{Look, day};
use crate::xml::{Fate, Node, Tree, local};
use std::collections::BTreeMap;

/// What stays of a sheet.
const KEPT: [&str; 13] = [
    "sheetPr",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "mergeCells",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "drawing",
];

/// What cells say, and how.
#[derive(Clone)]
pub struct Words {
    pub strings: Vec<String>,
    pub looks: Vec<Look>,
    pub from_1904: bool,
}

impl Words {
    /// What a cell shows.
    pub fn shown(&self, tree: &Tree, cell: Node) -> String {
        let value = tree.child(cell, "v").map(|node| tree.text_of(node)).unwrap_or_default();
        match tree.attribute(cell, "t") {
            Some("s") => value
                .trim()
                .parse()
                .ok()
                .and_then(|at: usize| self.strings.get(at))
                .cloned()
                .unwrap_or_default(),
            Some("inlineStr") => tree.child(cell, "is").map(|node| string(tree, node)).unwrap_or_default(),
            Some("b") => if value.trim() == "1" { "TRUE" } else { "FALSE" }.into(),
            Some("d") | Some("str") | Some("e") => value,
            _ => match self.look(tree, cell) {
                Look::Day => day(value.trim(), self.from_1904).unwrap_or(value),
                Look::Plain | Look::Nothing => written_out(value.trim()).unwrap_or(value),
            },
        }
    }

    pub fn look(&self, tree: &Tree, cell: Node) -> Look {
        let format = tree.attribute(cell, "s").and_then(|format| format.parse().ok()).unwrap_or(0usize);
        self.looks.get(format).copied().unwrap_or(Look::Plain)
    }
}

/// A large whole number as its digits: «3.70402198507161E+17», «1.3800138E10» are numbers of people and telephones.
/// `None` where it is written so already, or has a fraction.
fn written_out(value: &str) -> Option<String> {
    /// Longer than any number that names something.
    const LONGEST: usize = 30;
    let (mantissa, power) = value.split_once(['E', 'e'])?;
    let power: usize = power.strip_prefix('+').unwrap_or(power).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let counts = power <= LONGEST && fraction.len() <= power && digits(unsigned) && digits(fraction);
    (counts && !unsigned.is_empty())
        .then(|| format!("{whole}{fraction}{}", "0".repeat(power - fraction.len())))
}

/// The text of a string item; phonetic readings are not text.
pub fn string(tree: &Tree, item: Node) -> String {
    tree.below(item, |node| tree.local(node) != "rPh")
        .into_iter()
        .filter(|node| tree.local(*node) == "t")
        .map(|node| tree.text_of(node))
        .collect()
}

/// The cells of a sheet with row and column, from 0.
pub fn cells(tree: &Tree) -> Vec<(Node, u32, u32)> {
    let mut cells = Vec::new();
    let data = tree.child(0, "sheetData");
    let (mut row, mut next_row) = (0, 0);
    for node in
        data.map(|data| tree.below(data, |node| matches!(tree.local(node), "row" | "c"))).unwrap_or_default()
    {
        if tree.local(node) == "row" {
            row = tree
                .attribute(node, "r")
                .and_then(|r| r.parse::<u32>().ok())
                .map_or(next_row, |r| r.saturating_sub(1));
            next_row = row.saturating_add(1);
            cells.push((node, row, u32::MAX));
            continue;
        }
        let after = cells.last().map_or(0, |(_, _, column): &(Node, u32, u32)| column.wrapping_add(1));
        let (own_row, column) = tree.attribute(node, "r").and_then(position).unwrap_or((row, after));
        cells.push((node, own_row, column));
    }
    cells.retain(|(_, _, column)| *column != u32::MAX);
    cells
}

/// «B3» → (2, 1)
pub fn position(reference: &str) -> Option<(u32, u32)> {
    let letters = reference.chars().take_while(char::is_ascii_alphabetic).count();
    let (letters, digits) = reference.split_at_checked(letters)?;
    let column = letters.bytes().try_fold(0u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// (2, 1) → «B3»
pub fn reference(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// Ranges of columns that are not shown, last by first, from 0.
pub fn hidden_columns(tree: &Tree) -> BTreeMap<u32, u32> {
    let mut ranges: Vec<(u32, u32)> = tree
        .elements()
        .filter(|node| tree.local(*node) == "col" && not_shown(tree, *node, "width"))
        .filter_map(|node| {
            let edge = |name| tree.attribute(node, name)?.parse::<u32>().ok()?.checked_sub(1);
            Some((edge("min")?, edge("max")?))
        })
        .collect();
    ranges.sort_unstable();
    let mut joined: BTreeMap<u32, u32> = BTreeMap::new();
    for (first, last) in ranges {
        match joined.last_entry().filter(|entry| first <= *entry.get()) {
            Some(mut entry) => {
                let last = last.max(*entry.get());
                entry.insert(last);
            }
            None => drop(joined.insert(first, last)),
        }
    }
    joined
}

/// A row or column switched off or without any height or width.
pub fn not_shown(tree: &Tree, node: Node, size: &str) -> bool {
    matches!(tree.attribute(node, "hidden"), Some("1" | "true"))
        || tree
            .attribute(node, size)
            .and_then(|size| size.parse::<f64>().ok())
            .is_some_and(|size| size <= 0.0)
}

/// Rows hidden by default where the sheet says so.
pub fn rows_hidden_by_default(tree: &Tree) -> bool {
    tree.child(0, "sheetFormatPr")
        .is_some_and(|node| matches!(tree.attribute(node, "zeroHeight"), Some("1" | "true")))
}

/// first row, first column, last row, last column
pub fn merges(tree: &Tree) -> Vec<[u32; 4]> {
    tree.elements()
        .filter(|node| tree.local(*node) == "mergeCell")
        .filter_map(|node| {
            let (first, last) = tree.attribute(node, "ref")?.split_once(':')?;
            let (first, last) = (position(first)?, position(last)?);
            Some([first.0, first.1, last.0, last.1])
        })
        .collect()
}

/// Merged ranges, asked for cells row by row. Ranges that overlap (no program writes them) may hide one
/// another: a cell is then shown rather than lost.
struct Covered {
    /// By first row, the last first.
    waiting: Vec<[u32; 4]>,
    /// Those of the row, by first column.
    open: BTreeMap<u32, [u32; 4]>,
}

impl Covered {
    fn of(mut merges: Vec<[u32; 4]>) -> Covered {
        merges.sort_unstable_by(|a, b| b.cmp(a));
        Covered { waiting: merges, open: BTreeMap::new() }
    }

    fn covers(&mut self, row: u32, column: u32) -> bool {
        while let Some(merge) = self.waiting.pop_if(|merge| merge[0] <= row) {
            self.open.insert(merge[1], merge);
        }
        let under = self.open.range(..=column).next_back().map(|(_, merge)| *merge);
        under.is_some_and(|[top, left, bottom, right]| {
            row <= bottom && column <= right && (row, column) != (top, left)
        })
    }
}

/// Why a cell's content is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    Row,
    Column,
    Covered,
    Format,
}

/// The cells that hold something nobody sees.
pub fn unseen(tree: &Tree, words: &Words) -> BTreeMap<Node, (Unseen, String)> {
    let columns = hidden_columns(tree);
    let mut covered = Covered::of(merges(tree));
    let by_default = rows_hidden_by_default(tree);
    let mut found = BTreeMap::new();
    let mut all = cells(tree);
    all.sort_by_key(|(_, row, column)| (*row, *column));
    for (cell, row, column) in all {
        let shown = words.shown(tree, cell);
        if shown.is_empty() && tree.child(cell, "f").is_none() {
            continue;
        }
        let in_row = tree.parent(cell).is_some_and(|row| {
            not_shown(tree, row, "ht") || (by_default && tree.attribute(row, "hidden") != Some("0"))
        });
        let covered = covered.covers(row, column);
        let why = if in_row {
            Unseen::Row
        } else if columns.range(..=column).next_back().is_some_and(|(_, last)| column <= *last) {
            Unseen::Column
        } else if covered {
            Unseen::Covered
        } else if words.look(tree, cell) == Look::Nothing {
            Unseen::Format
        } else {
            continue;
        };
        found.insert(cell, (why, reference(row, column)));
    }
    found
}

/// A sheet as it is released.
pub fn clean(tree: &Tree, words: &Words) -> Tree {
    let unseen = unseen(tree, words);
    let mut clean = tree.cleaned(|tree, node| {
        let drop = match tree.local(node) {
            "f" | "extLst" | "rPh" | "phoneticPr" | "selection" | "pivotSelection" => true,
            "c" => unseen.contains_key(&node),
            name => tree.parent(node) == Some(0) && !KEPT.contains(&name),
        };
        if drop { Fate::Drop } else { Fate::Keep }
    });
    for node in clean.elements().collect::<Vec<_>>() {
        let (setup, cell) = (clean.local(node) == "pageSetup", clean.local(node) == "c");
        clean.retain_attributes(node, |name, _| match local(name) {
            "id" => !setup,
            "cm" | "vm" | "ph" => !cell,
            "codeName" | "uid" | "published" => false,
            _ => true,
        });
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_the_program() {
        for (name, place) in
            [("A1", (0, 0)), ("Z2", (1, 25)), ("AA3", (2, 26)), ("XFD1048576", (1_048_575, 16_383))]
        {
            assert_eq!(position(name), Some(place));
            assert_eq!(reference(place.0, place.1), name);
        }
        for wrong in ["", "A", "1", "A0", "AAAAAAAAAAAA1", "A99999999999"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn large_whole_numbers_are_written_out() {
        assert_eq!(super::written_out("3.70402198507161E+17").as_deref(), Some("370402198507161000"));
        assert_eq!(super::written_out("1.3800138E10").as_deref(), Some("13800138000"));
        assert_eq!(super::written_out("-1E2").as_deref(), Some("-100"));
        for left in ["13800138000", "1.5E-3", "1.25E1", "E5", "1E99", "TRUE"] {
            assert_eq!(super::written_out(left), None, "{left}");
        }
    }
}
