//! 清理：changes accepted, remarks, hidden runs, field codes and the like gone.

use crate::xml::{Fate, Node, Tree, local};
use std::collections::HashSet;

/// What goes with all that is in it.
const DROPPED: &[&str] = &[
    // Changes: what was deleted, and how things looked before.
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "sectPrChange",
    "tblGridChange",
    "tblPrExChange",
    "numberingChange",
    "cellIns",
    "cellDel",
    "cellMerge",
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart",
    "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd",
    "customXmlMoveToRangeStart",
    "customXmlMoveToRangeEnd",
    // Remarks and marks of the program.
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "annotationRef",
    "proofErr",
    "permStart",
    "permEnd",
    "lastRenderedPageBreak",
    // Properties that carry words of their own.
    "sdtPr",
    "sdtEndPr",
    "smartTagPr",
    "customXmlPr",
    "tblCaption",
    "tblDescription",
    "ffData",
    "extLst",
    "hlinkClick",
    "hlinkHover",
    "hlinkMouseOver",
    // Things from elsewhere.
    "OLEObject",
    "objectEmbed",
    "objectLink",
    "control",
    "altChunk",
    "subDoc",
    "contentPart",
    "externalData",
    "userShapes",
    "printerSettings",
    "movie",
    "audioFile",
    "videoFile",
    "vanish",
    "webHidden",
    "specVanish",
];

/// What goes while its content stays.
const UNWRAPPED: &[&str] =
    &["ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "AlternateContent", "Choice"];

/// Attributes that carry words, names or the history of the file.
const ATTRIBUTES: &[&str] = &[
    "descr",
    "title",
    "alt",
    "tooltip",
    "href",
    "author",
    "initials",
    "paraId",
    "textId",
    "anchorId",
    "editId",
    "docLocation",
    "tgtFrame",
    "spid",
    "gfxdata",
    "textlink",
    "macro",
    "codeName",
];

/// A part as it is released: nothing in it but what a reader sees.
pub fn clean(tree: &Tree, hidden: &HashSet<String>) -> Tree {
    let fields = page_fields(tree);
    let (anchors, marks) = anchors(tree);
    let mut clean = tree.cleaned(|tree, node| fate(tree, node, hidden, &fields, &anchors, &marks));
    for node in clean.elements().collect::<Vec<_>>() {
        let shape = matches!(clean.local(node), "docPr" | "cNvPr");
        clean.retain_attributes(node, |name, _| {
            let name = local(name);
            !name.starts_with("rsid") && !ATTRIBUTES.contains(&name)
        });
        if shape && clean.attribute(node, "name").is_some() {
            clean.set_attribute(node, "name", "图");
        }
    }
    clean
}

fn fate(
    tree: &Tree,
    node: Node,
    hidden: &HashSet<String>,
    fields: &HashSet<Node>,
    anchors: &HashSet<String>,
    marks: &HashSet<String>,
) -> Fate {
    let name = tree.local(node);
    match name {
        "fldChar" | "instrText" => keep_if(fields.contains(&node)),
        "fldSimple" if fields.contains(&node) => Fate::Keep,
        "fldSimple" => Fate::Unwrap,
        "hyperlink" => match tree.attribute(node, "anchor") {
            Some(anchor) if anchors.contains(anchor) && tree.attribute(node, "id").is_none() => Fate::Keep,
            _ => Fate::Unwrap,
        },
        "bookmarkStart" => keep_if(tree.attribute(node, "name").is_some_and(|name| anchors.contains(name))),
        "bookmarkEnd" => keep_if(tree.attribute(node, "id").is_some_and(|id| marks.contains(id))),
        "Fallback" => match first_choice(tree, node) {
            Some(_) => Fate::Drop,
            None => Fate::Unwrap,
        },
        "Choice" if first_choice(tree, node) != Some(node) => Fate::Drop,
        "tr" if deleted_row(tree, node) => Fate::Drop,
        "r" if is_hidden(tree, node, hidden) => Fate::Drop,
        "sp" | "pic" | "graphicFrame" | "cxnSp" | "grpSp" | "wsp" if hidden_shape(tree, node) => Fate::Drop,
        _ if DROPPED.contains(&name) => Fate::Drop,
        _ if UNWRAPPED.contains(&name) => Fate::Unwrap,
        _ => Fate::Keep,
    }
}

/// The first of the choices a node stands among; programs write one or two.
fn first_choice(tree: &Tree, node: Node) -> Option<Node> {
    let beside = tree.children(tree.parent(node)?).iter().take(64);
    beside.copied().find(|other| tree.local(*other) == "Choice")
}

fn keep_if(keep: bool) -> Fate {
    if keep { Fate::Keep } else { Fate::Drop }
}

fn deleted_row(tree: &Tree, row: Node) -> bool {
    tree.child(row, "trPr").is_some_and(|properties| tree.child(properties, "del").is_some())
}

/// A run that is not shown: by itself, by its character style, by its paragraph's style.
pub fn is_hidden(tree: &Tree, run: Node, hidden: &HashSet<String>) -> bool {
    let own = tree.child(run, "rPr");
    if let Some(vanish) = own.and_then(|own| tree.child(own, "vanish")) {
        return is_on(tree, vanish);
    }
    let styled = |properties: Option<Node>, name| {
        let style = properties.and_then(|properties| tree.child(properties, name));
        style.and_then(|style| tree.attribute(style, "val")).is_some_and(|style| hidden.contains(style))
    };
    let paragraph = tree.ancestors(run).find(|node| tree.local(*node) == "p");
    styled(own, "rStyle") || styled(paragraph.and_then(|p| tree.child(p, "pPr")), "pStyle")
}

/// A shape switched off in the list of shapes.
pub fn hidden_shape(tree: &Tree, shape: Node) -> bool {
    let named =
        |node: Node| tree.attribute(node, "hidden").is_some_and(|hidden| matches!(hidden, "1" | "true"));
    tree.children(shape)
        .iter()
        .flat_map(|child| std::iter::once(child).chain(tree.children(*child)))
        .any(|node| matches!(tree.local(*node), "cNvPr" | "docPr") && named(*node))
}

pub fn is_on(tree: &Tree, switch: Node) -> bool {
    !matches!(tree.attribute(switch, "val"), Some("0" | "false" | "off"))
}

/// Styles whose text is not shown, themselves or by the style they are based on.
pub fn hidden_styles(styles: &Tree) -> HashSet<String> {
    let mut hidden: HashSet<String> = HashSet::new();
    let mut based: Vec<(String, String)> = Vec::new();
    for style in styles.elements().filter(|node| styles.local(*node) == "style") {
        let Some(id) = styles.attribute(style, "styleId").map(str::to_string) else { continue };
        let vanish = styles.child(style, "rPr").and_then(|properties| styles.child(properties, "vanish"));
        match vanish {
            Some(vanish) if is_on(styles, vanish) => {
                hidden.insert(id);
            }
            Some(_) => {}
            None => {
                let base = styles.child(style, "basedOn").and_then(|base| styles.attribute(base, "val"));
                based.extend(base.map(|base| (id, base.to_string())));
            }
        }
    }
    // Each round hides at least one more style, or is the last.
    loop {
        let before = hidden.len();
        for (style, base) in &based {
            if hidden.contains(base) {
                hidden.insert(style.clone());
            }
        }
        if hidden.len() == before {
            return hidden;
        }
    }
}

/// Names and ids of the bookmarks that stay.
fn anchors(tree: &Tree) -> (HashSet<String>, HashSet<String>) {
    tree.elements()
        .filter(|node| tree.local(*node) == "bookmarkStart" && silent_name(tree, *node))
        .filter_map(|node| Some((tree.attribute(node, "name")?, tree.attribute(node, "id")?)))
        .map(|(name, id)| (name.to_string(), id.to_string()))
        .unzip()
}

/// A bookmark Word made itself (`_Toc…`, `_Ref…`), which says nothing.
pub fn silent_name(tree: &Tree, bookmark: Node) -> bool {
    let name = tree.attribute(bookmark, "name").unwrap_or_default();
    let rest = name.strip_prefix("_Toc").or_else(|| name.strip_prefix("_Ref"));
    rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
}

/// A field (or its code) that numbers pages.
pub fn page_field(tree: &Tree, node: Node) -> bool {
    match tree.attribute(node, "instr") {
        Some(code) => numbers_pages(code),
        None => numbers_pages(&tree.text_of(node)),
    }
}

/// The nodes of fields that number pages. Every other field is left as the text it shows.
fn page_fields(tree: &Tree) -> HashSet<Node> {
    let mut kept = HashSet::new();
    let mut open: Vec<(Vec<Node>, String)> = Vec::new();
    for node in tree.elements() {
        match tree.local(node) {
            "fldSimple" if tree.attribute(node, "instr").is_some_and(numbers_pages) => {
                kept.insert(node);
            }
            "instrText" => {
                if let Some((nodes, code)) = open.last_mut() {
                    nodes.push(node);
                    code.push_str(&tree.text_of(node));
                }
            }
            "fldChar" => match tree.attribute(node, "fldCharType") {
                Some("begin") => open.push((vec![node], String::new())),
                Some("end") => {
                    if let Some((mut nodes, code)) = open.pop() {
                        nodes.push(node);
                        if numbers_pages(&code) {
                            kept.extend(nodes);
                        }
                    }
                }
                _ => {
                    if let Some((nodes, _)) = open.last_mut() {
                        nodes.push(node);
                    }
                }
            },
            _ => {}
        }
    }
    kept
}

fn numbers_pages(code: &str) -> bool {
    const WORDS: [&str; 9] = [
        "PAGE",
        "NUMPAGES",
        "SECTIONPAGES",
        "SECTION",
        "\\*",
        "MERGEFORMAT",
        "ARABIC",
        "CHINESENUM1",
        "CHINESENUM3",
    ];
    let mut words = code.split_whitespace();
    words.next().is_some_and(|word| WORDS[..4].contains(&word.to_ascii_uppercase().as_str()))
        && words.all(|word| WORDS[4..].contains(&word.to_ascii_uppercase().as_str()))
}

/// What stays of the settings: how the text is laid out, nothing of how it came about.
pub fn clean_settings(tree: &Tree) -> Tree {
    const KEPT: [&str; 20] = [
        "mirrorMargins",
        "bordersDoNotSurroundHeader",
        "bordersDoNotSurroundFooter",
        "gutterAtTop",
        "defaultTabStop",
        "autoHyphenation",
        "evenAndOddHeaders",
        "bookFoldPrinting",
        "drawingGridHorizontalSpacing",
        "drawingGridVerticalSpacing",
        "displayHorizontalDrawingGridEvery",
        "displayVerticalDrawingGridEvery",
        "characterSpacingControl",
        "noLineBreaksAfter",
        "noLineBreaksBefore",
        "footnotePr",
        "endnotePr",
        "compat",
        "themeFontLang",
        "clrSchemeMapping",
    ];
    tree.cleaned(|tree, node| keep_if(tree.parent(node) != Some(0) || KEPT.contains(&tree.local(node))))
}
