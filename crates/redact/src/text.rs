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
        let own: Vec<&Hit> = hits
            .iter()
            .filter(|hit| hit.range.start < range.end && range.start < hit.range.end)
            .collect();
        if own.is_empty() {
            continue;
        }
        let text: Vec<char> = tree.text_of(leaf.node).chars().collect();
        let mut kept = String::new();
        let mut at = range.start;
        for hit in own {
            let from = hit.range.start.max(range.start);
            if leaf.words {
                kept.extend(text.get(at - range.start..from - range.start).unwrap_or_default());
            }
            // The bar stands where the strike begins.
            if hit.range.start >= range.start {
                kept.push_str(&bar::text(hit.range.len(), hit.ground));
            }
            at = hit.range.end.min(range.end);
        }
        if leaf.words {
            kept.extend(text.get(at - range.start..).unwrap_or_default());
            tree.set_text(leaf.node, &kept);
            tree.set_attribute(leaf.node, "xml:space", "preserve");
        } else {
            tree.replace_by_text(leaf.node, &kept);
        }
    }
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
