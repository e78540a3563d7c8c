//! DOCX：the paper as a reader sees it, part by part.

use crate::document::{Hit, of_unit};
use crate::needle::Needle;
use crate::package::{Builder, Package, Relation};
use crate::release::PICTURES;
use crate::text::{self, Leaf};
use crate::xml::{Node, Tree, local};
use crate::{Address, Limits, Refusal, Unit, bar, clean, image};
use std::collections::{BTreeMap, HashSet, VecDeque};

/// Relations that are carried over; whatever else hangs on a paper stays behind.
const RELATIONS: [&str; 15] = [
    "styles",
    "numbering",
    "settings",
    "fontTable",
    "theme",
    "footnotes",
    "endnotes",
    "header",
    "footer",
    "image",
    "chart",
    "diagramData",
    "diagramLayout",
    "diagramQuickStyle",
    "diagramColors",
];
/// Relations no element points to by id.
const IMPLICIT: [&str; 7] =
    ["styles", "numbering", "settings", "fontTable", "theme", "footnotes", "endnotes"];
/// Attributes by which elements point to relations.
const POINTERS: [&str; 9] = ["id", "embed", "link", "pict", "dm", "lo", "qs", "cs", "relid"];

#[derive(Clone)]
enum Body {
    Xml(Tree),
    File(Vec<u8>),
}

#[derive(Clone)]
struct Part {
    name: String,
    content_type: Option<String>,
    body: Body,
    /// id, type, name of the part it leads to
    relations: Vec<(String, String, String)>,
}

/// A paper, cleaned, ready to be struck.
#[derive(Clone)]
pub struct Paper {
    parts: Vec<Part>,
    /// For each unit its part and pieces.
    places: Vec<(usize, Vec<Leaf>)>,
}

pub fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Unit>, Paper), Refusal> {
    let package = Package::read(bytes, limits)?;
    let main = main_part(&package, limits)?;
    let hidden = hidden_styles(&package, &main, limits)?;
    let mut reading =
        Reading { package: &package, limits, hidden, names: BTreeMap::new(), queue: VecDeque::new() };
    reading.name(&main, "document");
    let mut parts = Vec::new();
    while let Some((old, kind)) = reading.queue.pop_front() {
        parts.push((kind.clone(), reading.part(&old, &kind)?));
    }
    drop_loose_notes(&mut parts);
    let (mut units, mut places) = (Vec::new(), Vec::new());
    for (title, index) in in_order(&parts) {
        units_of(&parts[index].1, index, &title, &mut units, &mut places);
    }
    let parts = parts.into_iter().map(|(_, part)| part).collect();
    Ok((units, Paper { parts, places }))
}

pub fn main_part(package: &Package, limits: &Limits) -> Result<String, Refusal> {
    let main = package.main(limits)?.or_else(|| {
        let usual = "word/document.xml".to_string();
        package.parts.contains_key(&usual).then_some(usual)
    });
    main.ok_or(Refusal::Damaged { kind: "Word 文档（缺少正文）" })
}

pub fn hidden_styles(package: &Package, main: &str, limits: &Limits) -> Result<HashSet<String>, Refusal> {
    let relations = package.relations(main, limits)?;
    let styles = relations.iter().find(|relation| relation.kind == "styles" && !relation.external);
    match styles.and_then(|relation| package.xml(&relation.target, limits)) {
        Some(styles) => Ok(clean::hidden_styles(&styles?)),
        None => Ok(HashSet::new()),
    }
}

struct Reading<'a> {
    package: &'a Package,
    limits: &'a Limits,
    hidden: HashSet<String>,
    /// New names by old ones.
    names: BTreeMap<String, String>,
    /// Old names and kinds of parts still to be taken over.
    queue: VecDeque<(String, String)>,
}

impl Reading<'_> {
    /// The new name of a part: old names may tell something («word/media/某某.png»).
    fn name(&mut self, old: &str, kind: &str) -> String {
        if let Some(name) = self.names.get(old) {
            return name.clone();
        }
        let number = self.names.len() + 1;
        let ending = match kind {
            "image" => image::ending(old),
            _ => "xml",
        };
        let name =
            if kind == "document" { "document.xml".into() } else { format!("{kind}{number}.{ending}") };
        self.names.insert(old.into(), name.clone());
        self.queue.push_back((old.into(), kind.into()));
        name
    }

    fn part(&mut self, old: &str, kind: &str) -> Result<Part, Refusal> {
        let name = format!("word/{}", self.names.get(old).map(String::as_str).unwrap_or_default());
        if kind == "image" {
            let body = Body::File(image::without_notes(&self.package.parts[old]));
            return Ok(Part { name, content_type: None, body, relations: Vec::new() });
        }
        let content_type = self.package.content_type(old).map(|kind| {
            kind.replace(".macroEnabled.", ".").replace(
                "vnd.ms-word.document.main+xml",
                "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            )
        });
        let tree = self.package.xml(old, self.limits).ok_or(Refusal::Damaged { kind: "Word 文档" })??;
        let mut tree = match kind {
            "settings" => clean::clean_settings(&tree),
            _ => clean::clean(&tree, &self.hidden),
        };
        let relations = self.package.relations(old, self.limits)?;
        let relations = self.relations(&mut tree, relations);
        Ok(Part { name, content_type, body: Body::Xml(tree), relations })
    }

    /// Follows the relations that stay; pointers to others are taken out.
    fn relations(&mut self, tree: &mut Tree, all: Vec<Relation>) -> Vec<(String, String, String)> {
        let stays = |relation: &&Relation| {
            !relation.external
                && RELATIONS.contains(&relation.kind.as_str())
                && self.package.parts.contains_key(&relation.target)
                && relation.target != "[Content_Types].xml"
        };
        let (ids, lost): (HashSet<String>, HashSet<String>) = (
            all.iter().filter(stays).map(|relation| relation.id.clone()).collect(),
            all.iter().filter(|relation| !stays(relation)).map(|relation| relation.id.clone()).collect(),
        );
        let used = cut_pointers(tree, &ids, &lost);
        let kept: Vec<&Relation> = all
            .iter()
            .filter(stays)
            .filter(|relation| used.contains(&relation.id) || IMPLICIT.contains(&relation.kind.as_str()))
            .collect();
        kept.into_iter()
            .map(|relation| {
                (relation.id.clone(), relation.uri.clone(), self.name(&relation.target, &relation.kind))
            })
            .collect()
    }
}

/// Takes out what points to lost relations; returns the ids that are used.
fn cut_pointers(tree: &mut Tree, ids: &HashSet<String>, lost: &HashSet<String>) -> HashSet<String> {
    let (mut used, mut gone) = (HashSet::new(), HashSet::new());
    for node in tree.elements().collect::<Vec<_>>() {
        if matches!(tree.local(node), "headerReference" | "footerReference")
            && !tree.attribute(node, "id").is_some_and(|id| ids.contains(id))
        {
            gone.insert(node);
            continue;
        }
        tree.retain_attributes(node, |name, value| {
            let points = name.contains(':') && POINTERS.contains(&local(name));
            if points && ids.contains(value) {
                used.insert(value.to_string());
            }
            !(points && lost.contains(value) && !ids.contains(value))
        });
    }
    tree.remove_all(&gone);
    used
}

/// Notes nothing refers to any more went with the text that did.
fn drop_loose_notes(parts: &mut [(String, Part)]) {
    for (kind, reference) in [("footnotes", "footnoteReference"), ("endnotes", "endnoteReference")] {
        let mut used: HashSet<String> = HashSet::new();
        for (_, part) in parts.iter() {
            let Body::Xml(tree) = &part.body else { continue };
            used.extend(
                tree.elements()
                    .filter(|node| tree.local(*node) == reference)
                    .filter_map(|node| tree.attribute(node, "id").map(str::to_string)),
            );
        }
        for (_, part) in parts.iter_mut().filter(|(own, _)| own == kind) {
            let Body::Xml(tree) = &mut part.body else { continue };
            let notes: HashSet<Node> = tree
                .children(0)
                .iter()
                .copied()
                .filter(|note| tree.is_element(*note) && tree.attribute(*note, "type").is_none())
                .filter(|note| !tree.attribute(*note, "id").is_some_and(|id| used.contains(id)))
                .collect();
            tree.remove_all(&notes);
        }
    }
}

/// The parts that hold text, each with its title, as a reader meets them.
fn in_order(parts: &[(String, Part)]) -> Vec<(String, usize)> {
    const TITLES: [(&str, &str); 7] = [
        ("document", "正文"),
        ("footnotes", "脚注"),
        ("endnotes", "尾注"),
        ("header", "页眉"),
        ("footer", "页脚"),
        ("chart", "图表"),
        ("diagramData", "图示"),
    ];
    let mut order = Vec::new();
    for (kind, title) in TITLES {
        let own = (0..parts.len()).filter(|index| parts[*index].0 == kind);
        for (no, index) in own.enumerate() {
            let single = matches!(kind, "document" | "footnotes" | "endnotes");
            order.push((if single { title.to_string() } else { format!("{title}{}", no + 1) }, index));
        }
    }
    order
}

fn units_of(
    part: &Part,
    index: usize,
    title: &str,
    units: &mut Vec<Unit>,
    places: &mut Vec<(usize, Vec<Leaf>)>,
) {
    let Body::Xml(tree) = &part.body else { return };
    let mut no = 0;
    for node in tree.elements() {
        let (text, leaves) = match tree.local(node) {
            "p" => text::paragraph(tree, node),
            "v" => {
                let text = tree.text_of(node);
                let length = text.chars().count();
                (text, vec![Leaf { node, start: 0, length, words: true }])
            }
            _ => continue,
        };
        no += 1;
        if !text.trim().is_empty() {
            let address = Address::Paragraph { part: title.into(), no };
            units.push(Unit { address, text, runs_on: false });
            places.push((index, leaves));
        }
    }
}

impl Paper {
    /// The file with the struck ranges gone, and what the handler should know.
    pub fn write(mut self, hits: &[Hit], needles: &[Needle]) -> Result<(Vec<u8>, Vec<String>), Refusal> {
        for (unit, (part, leaves)) in self.places.iter().enumerate() {
            if let Body::Xml(tree) = &mut self.parts[*part].body {
                text::strike(tree, leaves, of_unit(hits, unit));
            }
        }
        self.drop_struck_parts();
        let notes = self.notes();
        let mut builder = Builder::default();
        let root = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
        builder.relate("", &[("rId1".into(), root.into(), "word/document.xml".into())]);
        for part in self.parts {
            builder.relate(&part.name, &part.relations);
            let content = match part.body {
                Body::Xml(mut tree) => {
                    bar_names(&mut tree, needles);
                    tree.write()
                }
                Body::File(bytes) => bytes,
            };
            builder.add(part.name, part.content_type.as_deref(), content);
        }
        Ok((builder.finish()?, notes))
    }

    /// Pictures and charts that stood in struck places go as files too.
    fn drop_struck_parts(&mut self) {
        for part in &mut self.parts {
            let Body::Xml(tree) = &mut part.body else { continue };
            let ids = part.relations.iter().map(|(id, _, _)| id.clone()).collect();
            let used = cut_pointers(tree, &ids, &HashSet::new());
            part.relations.retain(|(id, uri, _)| {
                used.contains(id) || IMPLICIT.iter().any(|kind| uri.ends_with(&format!("/{kind}")))
            });
        }
        let mut reached: HashSet<String> = HashSet::from(["word/document.xml".to_string()]);
        let mut queue: Vec<String> = reached.iter().cloned().collect();
        while let Some(name) = queue.pop() {
            let part = self.parts.iter().find(|part| part.name == name);
            for (_, _, target) in part.map(|part| part.relations.as_slice()).unwrap_or_default() {
                let target = format!("word/{target}");
                if reached.insert(target.clone()) {
                    queue.push(target);
                }
            }
        }
        self.parts.retain(|part| reached.contains(&part.name));
    }

    fn notes(&self) -> Vec<String> {
        let pictures = self.parts.iter().any(|part| matches!(part.body, Body::File(_)));
        pictures.then(|| PICTURES.to_string()).into_iter().collect()
    }
}

/// Struck words in names of styles, formulas of charts and the like.
pub fn bar_names(tree: &mut Tree, needles: &[Needle]) {
    tree.map_names(|value| {
        let found = needles.iter().any(|needle| needle.speaks_in(value));
        found.then(|| bar::blocks(2))
    });
}
