//! 段落：the pieces of XML a paragraph's text is made of, and how a strike changes them.

use crate::bar;
use crate::document::Hit;
use crate::xml::{Node, Tree};

/// One piece of a unit's text and where it stands in it, in characters.
#[derive(Debug, Clone, Copy)]
pub struct Leaf {
    pub node: Node,
    pub start: usize,
    pub length: usize,
    /// The node holds text; otherwise it is a tab, a break or a picture, worth one character.
    pub words: bool,
}

/// The text of a paragraph and its pieces. Paragraphs within it (text boxes) are their own.
pub fn paragraph(tree: &Tree, paragraph: Node) -> (String, Vec<Leaf>) {
    let (mut text, mut leaves) = (String::new(), Vec::new());
    let mut push = |node, piece: &str, words| {
        let start = text.chars().count();
        text.push_str(piece);
        leaves.push(Leaf { node, start, length: piece.chars().count(), words });
    };
    let inside = tree.below(paragraph, |node| {
        !matches!(tree.local(node), "p" | "pPr" | "rPr" | "sectPr" | "rPh" | "txbxContent")
            && !tree.parent(node).is_some_and(|parent| is_picture(tree, parent))
    });
    for node in inside {
        match tree.local(node) {
            "t" => push(node, &tree.text_of(node), true),
            "tab" | "ptab" => push(node, "\t", false),
            "br" | "cr" => push(node, "\n", false),
            "noBreakHyphen" => push(node, "-", false),
            "sym" => push(node, "□", false),
            _ if is_picture(tree, node) => push(node, "\u{fffc}", false),
            _ => {}
        }
    }
    (text, leaves)
}

fn is_picture(tree: &Tree, node: Node) -> bool {
    matches!(tree.local(node), "drawing" | "pict" | "object")
}

/// Takes the struck characters out of a unit and writes the bars. The hits are in order.
pub fn strike(tree: &mut Tree, leaves: &[Leaf], hits: &[Hit]) {
    for leaf in leaves {
        let range = leaf.start..leaf.start + leaf.length;
        let own: Vec<&Hit> =
            hits.iter().filter(|hit| hit.range.start < range.end && range.start < hit.range.end).collect();
        if own.is_empty() {
            continue;
        }
        let pieces = pieces(tree, leaf, &own);
        let whole: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
        if !leaf.words {
            tree.replace_by_text(leaf.node, &whole);
        } else if !set_apart(tree, leaf.node, &pieces) {
            tree.set_text(leaf.node, &whole);
            tree.set_attribute(leaf.node, "xml:space", "preserve");
        }
    }
}

/// What stands in a leaf afterwards, and which parts of it are labels.
fn pieces(tree: &Tree, leaf: &Leaf, hits: &[&Hit]) -> Vec<(String, bool)> {
    let text: Vec<char> = tree.text_of(leaf.node).chars().collect();
    let (first, last) = (leaf.start, leaf.start + leaf.length);
    let kept = |from: usize, to: usize| -> String {
        if leaf.words { text.get(from..to).unwrap_or_default().iter().collect() } else { String::new() }
    };
    let (mut pieces, mut plain, mut at) = (Vec::new(), String::new(), first);
    for hit in hits {
        plain.push_str(&kept(at - first, hit.range.start.max(first) - first));
        // The bar stands where the strike begins.
        if hit.range.start >= first {
            plain.push_str(&bar::blocks(hit.range.len()));
            pieces.push((std::mem::take(&mut plain), false));
            pieces.push((bar::label(hit.ground), true));
        }
        at = hit.range.end.min(last);
    }
    plain.push_str(&kept(at - first, leaf.length));
    pieces.push((plain, false));
    pieces
}

/// Gives the labels runs of their own, in small type, where the text is all its run of a Word paper holds.
fn set_apart(tree: &mut Tree, text: Node, pieces: &[(String, bool)]) -> bool {
    let Some(run) = tree.parent(text).filter(|run| tree.local(*run) == "r") else { return false };
    let word = matches!(tree.local(0), "document" | "hdr" | "ftr" | "footnotes" | "endnotes");
    let alone = tree.children(run).iter().all(|child| *child == text || tree.local(*child) == "rPr");
    if !word || !alone || !pieces.iter().any(|(_, label)| *label) {
        return false;
    }
    let prefix = tree.prefix(run).to_string();
    let mut runs = Vec::new();
    for (words, label) in pieces.iter().filter(|(words, _)| !words.is_empty()) {
        let new = tree.beside(run);
        match (label, tree.child(run, "rPr")) {
            (true, _) => {
                let look = tree.add(new, &format!("{prefix}rPr"), &[]);
                for size in ["sz", "szCs"] {
                    tree.add(look, &format!("{prefix}{size}"), &[(&format!("{prefix}val"), "16")]);
                }
            }
            (false, Some(look)) => tree.add_copy(new, look),
            (false, None) => {}
        }
        let own = tree.add(new, &format!("{prefix}t"), &[("xml:space", "preserve")]);
        tree.set_text(own, words);
        runs.push(new);
    }
    tree.put_in_place(run, runs);
    true
}

/// A text with its struck ranges replaced by bars. The hits are in order.
pub fn struck(text: &str, hits: &[Hit]) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut kept = String::new();
    let mut at = 0;
    for hit in hits {
        kept.extend(characters.get(at..hit.range.start).unwrap_or_default());
        kept.push_str(&bar::text(hit.range.len(), hit.ground));
        at = hit.range.end;
    }
    kept.extend(characters.get(at..).unwrap_or_default());
    kept
}
