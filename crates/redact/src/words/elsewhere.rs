//! 看不见的文字：gathered once each, apart from what a reader sees anyway.

use super::{Passage, Spot};
use crate::hidden::{part, title};
use crate::package::Package;
use crate::scan::unescaped;
use crate::xml::{Node, Tree, local};
use crate::{HiddenKind, Limits, Unit};
use std::collections::HashSet;

/// Attributes that hold somebody's words. Others count where Chinese, a mailbox or a long number stands in them.
const ATTRIBUTES: [&str; 12] = [
    "descr",
    "title",
    "alt",
    "tooltip",
    "href",
    "author",
    "initials",
    "instr",
    "Target",
    "docLocation",
    "location",
    "v",
];
/// Attributes that name typefaces.
const TYPEFACES: [&str; 6] = ["eastAsia", "ascii", "hAnsi", "cs", "typeface", "script"];

pub struct Found {
    pub passages: Vec<Passage>,
    /// Texts a reader sees, blanks aside.
    seen: HashSet<String>,
    known: HashSet<(HiddenKind, String)>,
}

impl Found {
    pub fn beside(units: &[Unit]) -> Found {
        let seen = units.iter().map(|unit| compact(&unit.text)).collect();
        Found { passages: Vec::new(), seen, known: HashSet::new() }
    }

    /// Adds a text nobody sees, once a kind.
    pub fn add(&mut self, kind: HiddenKind, place: &str, text: &str) {
        let key = compact(text);
        if !key.is_empty() && !self.seen.contains(&key) && self.known.insert((kind, key)) {
            self.passages.push(Passage { spot: Spot::Unseen(kind, place.into()), text: text.trim().into() });
        }
    }

    /// What the elements and attributes of a part say; `skipped` elements are read elsewhere.
    pub fn of_tree(&mut self, tree: &Tree, name: &str, skipped: impl Fn(&str) -> bool) {
        for node in tree.elements() {
            let own = tree.local(node);
            if !skipped(own) && tree.children(node).iter().any(|child| !tree.is_element(*child)) {
                let kind = kind(name).unwrap_or(HiddenKind::HiddenText);
                self.add(kind, &place(name, kind), &own_text(tree, node));
            }
            for (attribute, value) in
                tree.attributes(node).iter().filter(|(name, _)| !name.starts_with("xmlns"))
            {
                self.of_attribute(name, local(attribute), value);
            }
        }
    }

    fn of_attribute(&mut self, part: &str, name: &str, value: &str) {
        let named = ATTRIBUTES.contains(&name) && !value.starts_with("http://schemas.");
        if TYPEFACES.contains(&name) || !(named || tells(value)) {
            return;
        }
        let kind = kind(part).unwrap_or(match name {
            "href" | "Target" | "docLocation" | "location" => HiddenKind::Link,
            "descr" | "title" | "alt" | "tooltip" => HiddenKind::AlternateText,
            "instr" => HiddenKind::Formula,
            "author" | "initials" => HiddenKind::TrackedChange,
            _ => HiddenKind::Name,
        });
        let plain = if value.contains('%') { unescaped(value) } else { value.to_string() };
        self.add(kind, &place(part, kind), &plain);
    }

    /// Names of what is embedded, and where links lead.
    pub fn of_container(&mut self, package: &Package, limits: &Limits) {
        for (name, content) in &package.parts {
            if let Some(of) = name.strip_suffix(".rels") {
                let Ok(tree) = Tree::parse(content, limits) else { continue };
                let outside =
                    tree.elements().filter(|node| tree.attribute(*node, "TargetMode") == Some("External"));
                for target in outside.filter_map(|node| tree.attribute(node, "Target")) {
                    self.add(HiddenKind::Link, &format!("{}的链接", title(of)), &unescaped(target));
                }
            } else if name.contains("embeddings/") || !name.is_ascii() || name.contains('%') {
                let file = unescaped(name.rsplit('/').next().unwrap_or(name));
                self.add(HiddenKind::EmbeddedFile, "嵌入文件的名称", &file);
            }
        }
    }
}

/// What a part hides by its name; nothing for those that are seen.
fn kind(name: &str) -> Option<HiddenKind> {
    part(name).map(|hidden| hidden.kind)
}

/// A place in words: of the part where a reader knows it, of what hides it otherwise.
pub fn place(name: &str, kind: HiddenKind) -> String {
    let title = title(name);
    if title == name { kind.label().to_string() } else { title.to_string() }
}

/// Chinese, a mailbox or seven digits: more than names and measures of markup.
pub fn tells(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let hex = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    text.chars().any(|c| c >= '\u{2e80}') || text.contains('@') || (digits >= 11 && !hex)
}

fn own_text(tree: &Tree, node: Node) -> String {
    let texts = tree.children(node).iter().filter(|child| !tree.is_element(**child));
    texts.map(|child| tree.text_of(*child)).collect()
}

/// A text without blanks and what stands for pictures and symbols.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{fffc}' | '□')).collect()
}
