//! XML：a part as a flat tree, so that nesting costs no stack; comments, instructions and doctypes fall away.

use crate::{Limits, Refusal};
use encoding_rs::{Encoding, UTF_8};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::HashSet;

pub type Node = usize;

#[derive(Clone)]
enum Content {
    Element { name: String, attributes: Vec<(String, String)>, children: Vec<Node> },
    Text(String),
}

/// Nodes in document order; the first is the root.
#[derive(Clone)]
pub struct Tree {
    nodes: Vec<Content>,
    parents: Vec<Node>,
}

/// What becomes of an element when a tree is cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Keep,
    /// Goes with all that is in it.
    Drop,
    /// Goes, what is in it stays.
    Unwrap,
}

const DAMAGED: Refusal = Refusal::Damaged { kind: "Office 文档（XML 部件）" };

impl Tree {
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Tree, Refusal> {
        let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let mut reader = Reader::from_str(&text);
        let mut tree = Tree { nodes: Vec::new(), parents: Vec::new() };
        let mut open: Vec<Node> = Vec::new();
        loop {
            match reader.read_event().map_err(|_| DAMAGED)? {
                Event::Eof => break,
                Event::Start(start) => {
                    let node = tree.element(&start, open.last().copied())?;
                    open.push(node);
                    if open.len() > limits.depth {
                        return Err(Refusal::Bomb { limit: limits.depth });
                    }
                }
                Event::Empty(start) => {
                    tree.element(&start, open.last().copied())?;
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => tree.text(&text.xml10_content(), open.last().copied()),
                Event::CData(text) => tree.text(&text.xml10_content(), open.last().copied()),
                Event::GeneralRef(name) => {
                    let c = match name.resolve_char_ref() {
                        Ok(Some(c)) => Some(c),
                        Ok(None) => entity(&name),
                        Err(_) => None,
                    };
                    if let Some(c) = c {
                        tree.text(c.encode_utf8(&mut [0; 4]), open.last().copied());
                    }
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
            if tree.nodes.len() > limits.nodes {
                return Err(Refusal::Bomb { limit: limits.nodes });
            }
        }
        if tree.nodes.is_empty() || !open.is_empty() { Err(DAMAGED) } else { Ok(tree) }
    }

    fn element(&mut self, start: &BytesStart<'_>, parent: Option<Node>) -> Result<Node, Refusal> {
        let mut attributes: Vec<(String, String)> = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| DAMAGED)?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| DAMAGED)?.into_owned();
            let name = attribute.key.as_ref().to_string();
            if !attributes.iter().any(|(other, _)| *other == name) {
                attributes.push((name, value));
            }
        }
        let name = start.name().as_ref().to_string();
        self.push(Content::Element { name, attributes, children: Vec::new() }, parent).ok_or(DAMAGED)
    }

    fn text(&mut self, text: &str, parent: Option<Node>) {
        let Some(parent) = parent else { return };
        if let Some(Content::Text(last)) =
            self.children(parent).last().copied().map(|last| &mut self.nodes[last])
        {
            last.push_str(text);
        } else {
            self.push(Content::Text(text.to_string()), Some(parent));
        }
    }

    /// Adds a node under a parent. A second root is none.
    fn push(&mut self, content: Content, parent: Option<Node>) -> Option<Node> {
        let node = self.nodes.len();
        if parent.is_none() && node > 0 {
            return None;
        }
        self.nodes.push(content);
        self.parents.push(parent.unwrap_or(0));
        if let Some(Content::Element { children, .. }) = parent.map(|parent| &mut self.nodes[parent]) {
            children.push(node);
        }
        Some(node)
    }

    /// A tree of a root alone.
    pub fn root(name: &str, attributes: &[(&str, &str)]) -> Tree {
        let mut tree = Tree { nodes: Vec::new(), parents: Vec::new() };
        tree.push(new_element(name, attributes), None);
        tree
    }

    pub fn add(&mut self, parent: Node, name: &str, attributes: &[(&str, &str)]) -> Node {
        self.push(new_element(name, attributes), Some(parent)).unwrap_or(0)
    }

    /// A new element of the same name, not yet placed anywhere.
    pub fn beside(&mut self, node: Node) -> Node {
        let name = match &self.nodes[node] {
            Content::Element { name, .. } => name.clone(),
            Content::Text(_) => String::new(),
        };
        self.nodes.push(new_element(&name, &[]));
        self.parents.push(self.parents[node]);
        self.nodes.len() - 1
    }

    /// Puts elements where one stood.
    pub fn put_in_place(&mut self, node: Node, new: Vec<Node>) {
        let parent = self.parents[node];
        let children = self
            .children(parent)
            .iter()
            .flat_map(|child| if *child == node { new.clone() } else { vec![*child] });
        let children = children.collect();
        self.set_children(parent, children);
    }

    /// Adds a copy of an element with all under it.
    pub fn add_copy(&mut self, parent: Node, of: Node) {
        let mut stack = vec![(of, parent)];
        while let Some((from, under)) = stack.pop() {
            let (name, attributes) = match &self.nodes[from] {
                Content::Text(text) => {
                    let text = text.clone();
                    self.add_text(under, &text);
                    continue;
                }
                Content::Element { name, attributes, .. } => (name.clone(), attributes.clone()),
            };
            let content = Content::Element { name, attributes, children: Vec::new() };
            let new = self.push(content, Some(under)).unwrap_or(under);
            stack.extend(self.children(from).iter().rev().map(|child| (*child, new)));
        }
    }

    /// Makes a spreadsheet cell hold one text of its own.
    pub fn set_inline(&mut self, cell: Node, text: &str) {
        let prefix = self.prefix(cell).to_string();
        self.set_children(cell, Vec::new());
        let string = self.add(cell, &format!("{prefix}is"), &[]);
        let words = self.add(string, &format!("{prefix}t"), &[("xml:space", "preserve")]);
        self.add_text(words, text);
    }

    fn add_text(&mut self, parent: Node, text: &str) {
        self.push(Content::Text(text.into()), Some(parent));
    }

    /// All elements that hang on the root, in document order.
    pub fn elements(&self) -> impl Iterator<Item = Node> + '_ {
        let mut stack = vec![0];
        std::iter::from_fn(move || {
            loop {
                let node = stack.pop()?;
                if let Content::Element { children, .. } = &self.nodes[node] {
                    stack.extend(children.iter().rev());
                    return Some(node);
                }
            }
        })
    }

    /// A node and all under it, in document order; what `enter` turns down is left out.
    pub fn below(&self, node: Node, mut enter: impl FnMut(Node) -> bool) -> Vec<Node> {
        let mut stack: Vec<Node> = self.children(node).iter().rev().copied().collect();
        let mut found = Vec::new();
        while let Some(node) = stack.pop() {
            if enter(node) {
                found.push(node);
                stack.extend(self.children(node).iter().rev());
            }
        }
        found
    }

    pub fn children(&self, node: Node) -> &[Node] {
        match &self.nodes[node] {
            Content::Element { children, .. } => children,
            Content::Text(_) => &[],
        }
    }

    pub fn parent(&self, node: Node) -> Option<Node> {
        (node > 0).then(|| self.parents[node])
    }

    pub fn ancestors(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        std::iter::successors(self.parent(node), |node| self.parent(*node))
    }

    /// The name without its prefix; "" for text.
    pub fn local(&self, node: Node) -> &str {
        match &self.nodes[node] {
            Content::Element { name, .. } => local(name),
            Content::Text(_) => "",
        }
    }

    /// The prefix of the name, with its colon.
    pub fn prefix(&self, node: Node) -> &str {
        match &self.nodes[node] {
            Content::Element { name, .. } => &name[..name.len() - local(name).len()],
            Content::Text(_) => "",
        }
    }

    pub fn is_element(&self, node: Node) -> bool {
        matches!(self.nodes[node], Content::Element { .. })
    }

    pub fn attributes(&self, node: Node) -> &[(String, String)] {
        match &self.nodes[node] {
            Content::Element { attributes, .. } => attributes,
            Content::Text(_) => &[],
        }
    }

    /// An attribute by its name without prefix.
    pub fn attribute(&self, node: Node, name: &str) -> Option<&str> {
        self.attributes(node).iter().find(|(own, _)| local(own) == name).map(|(_, value)| value.as_str())
    }

    pub fn set_attribute(&mut self, node: Node, name: &str, value: &str) {
        let Content::Element { attributes, .. } = &mut self.nodes[node] else { return };
        match attributes.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value.into(),
            None => attributes.push((name.into(), value.into())),
        }
    }

    pub fn retain_attributes(&mut self, node: Node, mut keep: impl FnMut(&str, &str) -> bool) {
        if let Content::Element { attributes, .. } = &mut self.nodes[node] {
            attributes.retain(|(name, value)| keep(name, value));
        }
    }

    /// Changes attribute values, and texts that are no one's words (formulas, formats).
    pub fn map_names(&mut self, mut change: impl FnMut(&str) -> Option<String>) {
        for node in self.elements().collect::<Vec<_>>() {
            let words = matches!(self.local(node), "t" | "v");
            let texts = if words { Vec::new() } else { self.children(node).to_vec() };
            if let Content::Element { attributes, .. } = &mut self.nodes[node] {
                for (_, value) in attributes.iter_mut().filter(|(name, _)| !name.starts_with("xmlns")) {
                    if let Some(new) = change(value) {
                        *value = new;
                    }
                }
            }
            for text in texts {
                if let Content::Text(text) = &mut self.nodes[text]
                    && let Some(new) = change(text)
                {
                    *text = new;
                }
            }
        }
    }

    pub fn child(&self, node: Node, name: &str) -> Option<Node> {
        self.children(node).iter().copied().find(|child| self.local(*child) == name)
    }

    /// All text under a node.
    pub fn text_of(&self, node: Node) -> String {
        let mut text = String::new();
        for node in std::iter::once(node).chain(self.below(node, |_| true)) {
            if let Content::Text(own) = &self.nodes[node] {
                text.push_str(own);
            }
        }
        text
    }

    /// Puts one text in place of all a node holds.
    pub fn set_text(&mut self, node: Node, text: &str) {
        if let Content::Element { children, .. } = &mut self.nodes[node] {
            children.clear();
        }
        self.add_text(node, text);
    }

    pub fn set_children(&mut self, node: Node, list: Vec<Node>) {
        for child in &list {
            self.parents[*child] = node;
        }
        if let Content::Element { children, .. } = &mut self.nodes[node] {
            *children = list;
        }
    }

    /// Makes of an element one that holds text («w:tab» → «w:t»), in its place.
    pub fn replace_by_text(&mut self, node: Node, text: &str) {
        let prefix = self.prefix(node).to_string();
        if let Content::Element { name, attributes, .. } = &mut self.nodes[node] {
            *name = format!("{prefix}t");
            attributes.clear();
        }
        self.set_text(node, text);
    }

    /// Takes nodes out, with all under them.
    pub fn remove_all(&mut self, gone: &HashSet<Node>) {
        if gone.is_empty() {
            return;
        }
        for content in &mut self.nodes {
            if let Content::Element { children, .. } = content {
                children.retain(|child| !gone.contains(child));
            }
        }
    }

    /// A copy in which every element has met its fate. The root always stays.
    pub fn cleaned(&self, mut fate: impl FnMut(&Tree, Node) -> Fate) -> Tree {
        let mut clean = Tree { nodes: Vec::with_capacity(self.nodes.len()), parents: Vec::new() };
        let mut stack: Vec<(Node, Option<Node>)> = vec![(0, None)];
        while let Some((node, parent)) = stack.pop() {
            let under = match &self.nodes[node] {
                Content::Text(text) => {
                    clean.text(text, parent);
                    continue;
                }
                Content::Element { name, attributes, .. } => {
                    match if node == 0 { Fate::Keep } else { fate(self, node) } {
                        Fate::Drop => continue,
                        Fate::Unwrap => parent,
                        Fate::Keep => {
                            let (name, attributes) = (name.clone(), attributes.clone());
                            clean.push(Content::Element { name, attributes, children: Vec::new() }, parent)
                        }
                    }
                }
            };
            stack.extend(self.children(node).iter().rev().map(|child| (*child, under)));
        }
        clean
    }

    pub fn write(&self) -> Vec<u8> {
        enum Step {
            Open(Node),
            Close(Node),
        }
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        let mut stack = vec![Step::Open(0)];
        while let Some(step) = stack.pop() {
            match step {
                Step::Close(node) => {
                    if let Content::Element { name, .. } = &self.nodes[node] {
                        out.push_str("</");
                        out.push_str(name);
                        out.push('>');
                    }
                }
                Step::Open(node) => match &self.nodes[node] {
                    Content::Text(text) => escape(text, &mut out),
                    Content::Element { name, attributes, children } => {
                        out.push('<');
                        out.push_str(name);
                        for (name, value) in attributes {
                            out.push(' ');
                            out.push_str(name);
                            out.push_str("=\"");
                            escape(value, &mut out);
                            out.push('"');
                        }
                        if children.is_empty() {
                            out.push_str("/>");
                            continue;
                        }
                        out.push('>');
                        stack.push(Step::Close(node));
                        stack.extend(children.iter().rev().map(|child| Step::Open(*child)));
                    }
                },
            }
        }
        out.into_bytes()
    }
}

fn new_element(name: &str, attributes: &[(&str, &str)]) -> Content {
    let attributes = attributes.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Content::Element { name: name.into(), attributes, children: Vec::new() }
}

/// A name without its prefix.
pub fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\r' => out.push_str("&#13;"),
            // What XML cannot say is left unsaid.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        Tree::parse(text.as_bytes(), &Limits::default()).unwrap()
    }

    fn written(tree: &Tree) -> String {
        String::from_utf8(tree.write()).unwrap().lines().skip(1).collect()
    }

    #[test]
    fn a_tree_is_written_as_it_was_read() {
        let text = r#"<w:a x="1 &amp; 2"><b>一&lt;二</b><c/>三</w:a>"#;
        assert_eq!(written(&tree(text)), text);
    }

    #[test]
    fn comments_and_doctypes_do_not_come_back() {
        assert_eq!(written(&tree("<!DOCTYPE a [<!ENTITY e '密'>]><a><!--密-->文&e;<?密?></a>")), "<a>文</a>");
    }

    #[test]
    fn elements_are_kept_dropped_and_unwrapped() {
        let clean = tree("<a><b>1<c>2</c></b><d>3</d></a>").cleaned(|tree, node| match tree.local(node) {
            "b" => Fate::Unwrap,
            "d" => Fate::Drop,
            _ => Fate::Keep,
        });
        assert_eq!(written(&clean), "<a>1<c>2</c></a>");
    }

    #[test]
    fn nesting_without_end_is_refused() {
        let text = "<a>".repeat(100_000);
        assert!(matches!(Tree::parse(text.as_bytes(), &Limits::default()), Err(Refusal::Bomb { .. })));
    }
}
