//! DOCX 里看不见的文字：deleted and hidden text, remarks, fields, properties, building blocks.

use super::elsewhere::{Found, place};
use crate::hidden::part;
use crate::package::Package;
use crate::xml::{Node, Tree};
use crate::{HiddenKind, Limits};

pub fn read(package: &Package, limits: &Limits, found: &mut Found) {
    found.of_container(package, limits);
    for (name, content) in &package.parts {
        let markup = name.ends_with(".xml") || name.ends_with(".vml");
        // A part that is no XML says nothing a program could read.
        if let Some(Ok(tree)) = markup.then(|| Tree::parse(content, limits)) {
            paragraphs(&tree, name, found);
            found.of_tree(&tree, name, |element| {
                matches!(element, "t" | "delText" | "instrText" | "delInstrText")
            });
        }
    }
}

/// Paragraphs as they were before the changes, and as they are with hidden text.
fn paragraphs(tree: &Tree, name: &str, found: &mut Found) {
    let of_part = part(name).map(|hidden| hidden.kind);
    let mut no = 0;
    for node in tree.elements().filter(|node| tree.local(*node) == "p") {
        no += 1;
        let changed =
            tree.below(node, |_| true).iter().any(|node| matches!(tree.local(*node), "delText" | "moveFrom"));
        let kind =
            of_part.unwrap_or(if changed { HiddenKind::TrackedChange } else { HiddenKind::HiddenText });
        let place = format!("{}第{no}段", place(name, kind));
        found.add(kind, &place, &text(tree, node, &["ins", "moveTo"], &["t", "delText"]));
        found.add(kind, &place, &text(tree, node, &["del", "moveFrom"], &["t", "delText"]));
        let fields = text(tree, node, &[], &["instrText", "delInstrText"]);
        found.add(HiddenKind::Formula, &place, &crate::scan::unescaped(&fields));
    }
}

/// The words of a paragraph in some elements, those within others left out.
fn text(tree: &Tree, paragraph: Node, without: &[&str], words: &[&str]) -> String {
    let inside = tree.below(paragraph, |node| {
        let name = tree.local(node);
        !matches!(name, "p" | "pPr" | "rPr" | "sectPr" | "rPh" | "txbxContent") && !without.contains(&name)
    });
    let mut text = String::new();
    for node in inside {
        match tree.local(node) {
            name if words.contains(&name) => text.push_str(&tree.text_of(node)),
            "tab" | "ptab" => text.push('\t'),
            "br" | "cr" => text.push('\n'),
            "noBreakHyphen" => text.push('-'),
            _ => {}
        }
    }
    text
}
