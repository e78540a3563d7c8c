//! PDF 里看不见的文字：invisible characters, remarks, forms, properties, bookmarks, names of attachments.

use super::again::readings;
use super::font::{get, get_dictionary};
use super::{Paper, decoded, guarded, lines};
use crate::words::{Found, Passage, tells};
use crate::xml::Tree;
use crate::{HiddenKind, Limits, Refusal};
use lopdf::{Dictionary, Object};

impl Paper {
    /// What the file says beside its visible lines.
    pub fn unseen(&self, limits: &Limits) -> Result<Vec<Passage>, Refusal> {
        guarded(|| {
            let mut found = Found::beside(&[]);
            self.invisible(&mut found);
            self.replaced(&mut found);
            let info = self.document.trailer.get(b"Info").ok();
            for object in info.into_iter().chain(self.document.objects.values()) {
                self.of_object(object, limits, &mut found);
            }
            found.passages
        })
    }

    /// Characters nobody sees, line by line.
    fn invisible(&self, found: &mut Found) {
        for (page, walked) in self.walk.pages.iter().enumerate() {
            let mut hidden: Vec<_> = walked.glyphs.iter().filter(|glyph| glyph.hidden).cloned().collect();
            hidden.iter_mut().for_each(|glyph| glyph.hidden = false);
            let text: Vec<String> = lines::lines(&hidden).into_iter().map(|line| line.text).collect();
            found.add(HiddenKind::HiddenText, &format!("第{}页看不见的文字", page + 1), &text.join("\n"));
        }
    }

    /// What is read aloud or copied in place of characters.
    fn replaced(&self, found: &mut Found) {
        for stream in self.walk.streams.values() {
            let mut rest = stream.bytes.as_slice();
            while let Some(at) = rest.windows(11).position(|window| window == b"/ActualText") {
                rest = &rest[at + 11..];
                for text in string(rest.trim_ascii_start()).iter().flat_map(|bytes| readings(bytes)) {
                    found.add(HiddenKind::AlternateText, HiddenKind::AlternateText.label(), &text);
                }
            }
        }
    }

    fn of_object(&self, object: &Object, limits: &Limits, found: &mut Found) {
        if let Object::Stream(stream) = object {
            let is = |name: &[u8]| self.name(&stream.dict, b"Type") == Some(name);
            if is(b"XRef") || is(b"ObjStm") {
                return;
            }
            if is(b"Metadata") {
                properties(&decoded(stream), limits, found);
            }
        }
        for (kind, bytes) in self.strings(object) {
            readings(&bytes)
                .iter()
                .filter(|text| tells(text))
                .for_each(|text| found.add(kind, kind.label(), text));
        }
    }

    /// The strings of an object, each with what the dictionary around it is.
    fn strings(&self, object: &Object) -> Vec<(HiddenKind, Vec<u8>)> {
        let mut found = Vec::new();
        let mut open = vec![(HiddenKind::Leftover, object)];
        while let Some((kind, object)) = open.pop() {
            let dictionary = match object {
                Object::String(text, _) => {
                    found.push((kind, text.clone()));
                    continue;
                }
                Object::Array(list) => {
                    open.extend(list.iter().map(|object| (kind, object)));
                    continue;
                }
                Object::Dictionary(dictionary) => dictionary,
                Object::Stream(stream) => &stream.dict,
                _ => continue,
            };
            let kind = self.kind(dictionary).unwrap_or(kind);
            open.extend(dictionary.iter().map(|(_, value)| (kind, value)));
        }
        found
    }

    fn name<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        get(&self.document, dictionary, key)?.as_name().ok()
    }

    /// What a dictionary is, by what it holds.
    fn kind(&self, dictionary: &Dictionary) -> Option<HiddenKind> {
        let info = get_dictionary(&self.document, &self.document.trailer, b"Info");
        let has = |key: &[u8]| dictionary.has(key);
        let subtype = self.name(dictionary, b"Subtype");
        Some(match self.name(dictionary, b"Type") {
            _ if info.is_some_and(|info| std::ptr::eq(info, dictionary)) => HiddenKind::Metadata,
            Some(b"Filespec") => HiddenKind::EmbeddedFile,
            Some(b"OCG") => HiddenKind::HiddenLayer,
            _ if has(b"FT") || subtype == Some(b"Widget") => HiddenKind::Form,
            _ if has(b"EF") => HiddenKind::EmbeddedFile,
            _ if has(b"JS") => HiddenKind::Script,
            _ if has(b"URI") || subtype == Some(b"Link") => HiddenKind::Link,
            Some(b"Annot") => HiddenKind::Comment,
            _ if has(b"Rect") && has(b"Subtype") => HiddenKind::Comment,
            _ if has(b"ActualText") || has(b"Alt") => HiddenKind::AlternateText,
            _ if has(b"Title") || has(b"Dest") => HiddenKind::Name,
            _ => return None,
        })
    }
}

/// XMP, element by element.
fn properties(bytes: &[u8], limits: &Limits, found: &mut Found) {
    match Tree::parse(bytes, limits) {
        Ok(tree) => found.of_tree(&tree, "docProps/xmp", |_| false),
        Err(_) => readings(bytes)
            .iter()
            .for_each(|text| found.add(HiddenKind::Metadata, HiddenKind::Metadata.label(), text)),
    }
}

/// A string as it stands in a content stream: `<hex>` or `(text)`.
fn string(bytes: &[u8]) -> Option<Vec<u8>> {
    match bytes.split_first()? {
        (b'<', rest) => {
            let digits: Vec<u8> = rest
                .iter()
                .take_while(|byte| **byte != b'>')
                .copied()
                .filter(u8::is_ascii_hexdigit)
                .collect();
            let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
            digits.chunks(2).map(pair).collect()
        }
        (b'(', rest) => {
            let end = (0..rest.len()).find(|at| rest[*at] == b')' && (*at == 0 || rest[*at - 1] != b'\\'))?;
            Some(rest[..end].iter().copied().filter(|byte| *byte != b'\\').collect())
        }
        _ => None,
    }
}
