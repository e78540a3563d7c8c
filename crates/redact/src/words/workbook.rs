//! XLSX 里看不见的文字：hidden sheets, rows and columns, remarks, formulas, caches, properties.

use super::elsewhere::{Found, tells};
use crate::package::Package;
use crate::xlsx::sheet::{self, Unseen, Words};
use crate::xlsx::{self, Listed};
use crate::xml::Tree;
use crate::{HiddenKind, Limits, Refusal};
use std::collections::BTreeMap;

pub fn read(package: &Package, limits: &Limits, found: &mut Found) -> Result<(), Refusal> {
    let (book, relations, listed) = xlsx::listed(package, limits)?;
    let (words, _) = xlsx::words(package, &book, &relations, limits)?;
    for listed in &listed {
        if let Some(Ok(tree)) = package.xml(&listed.part, limits) {
            rows(listed, &tree, &words, found);
        }
    }
    for text in &words.strings {
        found.add(HiddenKind::Leftover, "共享字符串表", text);
    }
    found.of_container(package, limits);
    for (name, content) in &package.parts {
        let markup = name.ends_with(".xml") || name.ends_with(".vml");
        let strings = name.ends_with("sharedStrings.xml");
        if let Some(Ok(tree)) = (markup && !strings).then(|| Tree::parse(content, limits)) {
            let cells = listed.iter().any(|listed| listed.part == *name);
            found.of_tree(&tree, name, |element| cells && matches!(element, "v" | "t" | "f"));
        }
    }
    Ok(())
}

/// Rows of what nobody sees, cell by cell, and formulas that say something.
fn rows(listed: &Listed, tree: &Tree, words: &Words, found: &mut Found) {
    let sheet = format!("工作表《{}》", listed.name);
    if listed.hidden {
        found.add(HiddenKind::HiddenSheet, &sheet, &listed.name);
    }
    let unseen = sheet::unseen(tree, words);
    let mut rows: BTreeMap<u32, (HiddenKind, Vec<String>)> = BTreeMap::new();
    for (cell, row, _) in sheet::cells(tree) {
        let why = unseen.get(&cell).map(|(why, _)| kind(*why));
        if let Some(kind) = why.or(listed.hidden.then_some(HiddenKind::HiddenSheet)) {
            let (_, cells) = rows.entry(row).or_insert_with(|| (kind, Vec::new()));
            cells.push(words.shown(tree, cell));
        }
        let formula = tree.child(cell, "f").map(|formula| tree.text_of(formula)).unwrap_or_default();
        if tells(&formula) {
            found.add(HiddenKind::Formula, &format!("{sheet}公式"), &formula);
        }
    }
    for (row, (kind, cells)) in rows {
        found.add(kind, &format!("{sheet}第{}行", u64::from(row) + 1), &cells.join("\t"));
    }
}

fn kind(why: Unseen) -> HiddenKind {
    match why {
        Unseen::Row => HiddenKind::HiddenRow,
        Unseen::Column => HiddenKind::HiddenColumn,
        Unseen::Covered | Unseen::Format => HiddenKind::HiddenCell,
    }
}
