//! 重写：a new file of what a reader sees; nothing else of the old one is carried over.

use super::font::{follow, get, get_dictionary};
use super::rewrite::{Gone, balance, gone, rewrite, without_text};
use super::walk::{Key, Stream, Walk, inherited};
use super::{Bar, Cut, DAMAGED, content, decoded, glyphs, label};
use crate::needle::Needle;
use crate::{Refusal, image};
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Entries that say something about the file, lead out of the page, or hold words beside the text.
const LEFT: [&[u8]; 40] = [
    b"Parent",
    b"P",
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"StructParent",
    b"StructParents",
    b"OC",
    b"AF",
    b"A",
    b"AA",
    b"Annots",
    b"Thumb",
    b"Alternates",
    b"OPI",
    b"Ref",
    b"PtData",
    b"Measure",
    b"ActualText",
    b"Alt",
    b"E",
    b"JS",
    b"JavaScript",
    b"Names",
    b"Dests",
    b"EmbeddedFiles",
    b"EF",
    b"UF",
    b"Desc",
    b"Info",
    b"Properties",
    b"CharSet",
    b"CIDSet",
    b"Title",
    b"Author",
    b"Subject",
    b"Keywords",
    b"Creator",
    b"Producer",
    b"Contents",
];

/// Writes the file; tells whether a font may still hold outlines of what was struck.
pub fn write(
    old: &Document,
    walk: &Walk,
    cut: &Cut,
    bars: &[Vec<Bar>],
    needles: &[Needle],
) -> Result<(Vec<u8>, bool), Refusal> {
    let mut copy = Copy {
        old,
        walk,
        cut,
        gone: gone(walk, cut),
        needles,
        drawn: drawn(walk, cut),
        fonts: BTreeSet::new(),
        mappings: BTreeMap::new(),
        codes: BTreeMap::new(),
        files: BTreeMap::new(),
        outlines: false,
        new: Document::with_version("1.7"),
        ids: BTreeMap::new(),
        queue: VecDeque::new(),
        label: None,
    };
    copy.note_fonts();
    copy.note_files();
    let pages = copy.new.new_object_id();
    let mut kids = Vec::new();
    for (index, bars) in bars.iter().enumerate() {
        let page = copy.page(index, bars, pages);
        kids.push(Object::Reference(page));
    }
    copy.rest();
    let count = Object::Integer(kids.len() as i64);
    let tree =
        label::dictionary(vec![("Type", "Pages".into()), ("Kids", Object::Array(kids)), ("Count", count)]);
    copy.new.objects.insert(pages, tree);
    let catalog = label::dictionary(vec![("Type", "Catalog".into()), ("Pages", Object::Reference(pages))]);
    let catalog = copy.new.add_object(catalog);
    copy.new.trailer.set("Root", Object::Reference(catalog));
    let mut bytes = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    copy.new.save_with_options(&mut bytes, options).map_err(|_| DAMAGED)?;
    Ok((bytes, copy.outlines))
}

/// The forms and pictures that are still drawn somewhere.
fn drawn(walk: &Walk, cut: &Cut) -> BTreeSet<ObjectId> {
    walk.drawn.iter().filter(|(place, _)| !cut.pictures.contains_key(place)).map(|(_, id)| *id).collect()
}

struct Copy<'a> {
    old: &'a Document,
    walk: &'a Walk,
    cut: &'a Cut,
    gone: Gone,
    needles: &'a [Needle],
    drawn: BTreeSet<ObjectId>,
    /// Fonts still written in.
    fonts: BTreeSet<ObjectId>,
    /// For each table of characters the codes still written, and whether they have two bytes.
    mappings: BTreeMap<ObjectId, (BTreeMap<u32, String>, bool)>,
    /// For each font the codes and glyph numbers still written.
    codes: BTreeMap<ObjectId, BTreeMap<u32, u32>>,
    /// For each font file the outlines still drawn; `None` where that cannot be told.
    files: BTreeMap<ObjectId, Option<BTreeSet<u32>>>,
    outlines: bool,
    new: Document,
    ids: BTreeMap<ObjectId, ObjectId>,
    queue: VecDeque<(ObjectId, ObjectId)>,
    label: Option<ObjectId>,
}

impl Copy<'_> {
    fn note_fonts(&mut self) {
        for glyph in self.walk.pages.iter().flat_map(|page| &page.glyphs) {
            if self.gone.contains_key(&glyph.spot) {
                continue;
            }
            if let Some(font) = glyph.font {
                self.fonts.insert(font);
                self.codes.entry(font).or_default().insert(glyph.code, glyph.cid);
            }
            if let Some(table) = glyph.to_unicode {
                let (codes, two_bytes) = self.mappings.entry(table).or_default();
                *two_bytes |= glyph.composite;
                if !glyph.text.is_empty() {
                    codes.insert(glyph.code, glyph.text.clone());
                }
            }
        }
    }

    /// Which outlines of which font file are still drawn.
    fn note_files(&mut self) {
        let unknown = self.walk.pages.iter().flat_map(|page| &page.glyphs).any(|glyph| glyph.font.is_none());
        for (font, codes) in &self.codes {
            let Ok(dictionary) = self.old.get_dictionary(*font) else { continue };
            let list = get(self.old, dictionary, b"DescendantFonts").and_then(|list| list.as_array().ok());
            let below =
                list.and_then(|list| list.first()).and_then(|first| follow(self.old, first).as_dict().ok());
            let holder = below.unwrap_or(dictionary);
            let Some(descriptor) = get_dictionary(self.old, holder, b"FontDescriptor") else { continue };
            let file = descriptor.get(b"FontFile2").ok().and_then(|file| file.as_reference().ok());
            self.outlines |= descriptor.has(b"FontFile") || descriptor.has(b"FontFile3");
            let Some(file) = file else { continue };
            let map = below.and_then(|below| get(self.old, below, b"CIDToGIDMap"));
            let table = map.and_then(|map| map.as_stream().ok()).map(decoded);
            let outline = |cid: &u32| match &table {
                Some(table) => {
                    let at = *cid as usize * 2;
                    table.get(at..at + 2).map_or(0, |pair| u32::from(pair[0]) << 8 | u32::from(pair[1]))
                }
                None => *cid,
            };
            let own: BTreeSet<u32> = codes.values().map(outline).collect();
            let entry = self.files.entry(file).or_insert_with(|| Some(BTreeSet::new()));
            match entry {
                Some(all) if below.is_some() && !unknown => all.extend(own),
                _ => *entry = None,
            }
        }
        self.outlines |= self.files.values().any(Option::is_none);
    }

    /// A font of one-byte codes without the names of characters it no longer writes.
    fn encoding(&self, id: ObjectId, old: &Dictionary, new: &mut Dictionary) {
        let codes = self.codes.get(&id).filter(|_| !old.has(b"DescendantFonts"));
        let (Some(codes), Some(encoding)) = (codes, get_dictionary(self.old, old, b"Encoding")) else {
            return;
        };
        let list = get(self.old, encoding, b"Differences").and_then(|list| list.as_array().ok());
        let (mut code, mut kept) = (0u32, Vec::new());
        for entry in list.into_iter().flatten() {
            match follow(self.old, entry) {
                Object::Integer(first) => code = u32::try_from(*first).unwrap_or(0),
                name => {
                    if codes.contains_key(&code) {
                        kept.extend([Object::Integer(i64::from(code)), name.clone()]);
                    }
                    code = code.saturating_add(1);
                }
            }
        }
        let mut pruned = Dictionary::new();
        pruned.set("Type", "Encoding");
        if let Ok(base) = encoding.get(b"BaseEncoding") {
            pruned.set("BaseEncoding", follow(self.old, base).clone());
        }
        pruned.set("Differences", Object::Array(kept));
        new.set("Encoding", Object::Dictionary(pruned));
    }

    fn page(&mut self, index: usize, bars: &[Bar], parent: ObjectId) -> ObjectId {
        let walked = &self.walk.pages[index];
        let mut page = Dictionary::new();
        page.set("Type", "Page");
        page.set("Parent", Object::Reference(parent));
        for key in [b"MediaBox".as_slice(), b"CropBox", b"Rotate", b"UserUnit"] {
            if let Some(value) = inherited(self.old, walked.id, key) {
                let value = self.copied(&value.clone());
                page.set(key.to_vec(), value);
            }
        }
        if let Some(group) =
            self.old.get_dictionary(walked.id).ok().and_then(|own| get(self.old, own, b"Group"))
        {
            let group = self.copied(group);
            page.set("Group", group);
        }
        let resources = inherited(self.old, walked.id, b"Resources").and_then(|object| object.as_dict().ok());
        let mut resources = resources.map(|resources| self.resources(resources)).unwrap_or_default();
        let label = if bars.is_empty() { String::new() } else { self.add_label(&mut resources) };
        page.set("Resources", Object::Dictionary(resources));
        let content = self.content(index, bars, &label);
        let content = self.new.add_object(label::stream(Dictionary::new(), content));
        page.set("Contents", Object::Reference(content));
        self.new.add_object(Object::Dictionary(page))
    }

    /// What the page drew, kept apart from the bars by saves and restores.
    fn content(&self, index: usize, bars: &[Bar], label: &str) -> Vec<u8> {
        let key = Key::Page(index);
        let Some(stream) = self.walk.streams.get(&key) else { return Vec::new() };
        let own = rewrite(key, stream, self.walk, self.cut, &self.gone);
        if bars.is_empty() {
            return own;
        }
        let (restores, saves) = balance(stream);
        let page = &self.walk.pages[index];
        let mut content = b"q\n".repeat(restores + 1);
        content.extend(own);
        content.extend(b"Q\n".repeat(saves + 1));
        content.extend(label::draw(bars, page.shown, page.height, label));
        content
    }

    /// Adds the font of the bars to a page, under a name it does not use yet.
    fn add_label(&mut self, resources: &mut Dictionary) -> String {
        let id = *self.label.get_or_insert_with(|| label::font(&mut self.new));
        let mut fonts = resources.get(b"Font").and_then(Object::as_dict).cloned().unwrap_or_default();
        let name =
            (1..).map(|no| format!("Rd{no}")).find(|name| !fonts.has(name.as_bytes())).unwrap_or_default();
        fonts.set(name.clone(), Object::Reference(id));
        resources.set("Font", Object::Dictionary(fonts));
        name
    }

    /// Resources with only the fonts, forms and pictures that are still used.
    fn resources(&mut self, old: &Dictionary) -> Dictionary {
        let mut new = Dictionary::new();
        for kind in [b"ColorSpace".as_slice(), b"ExtGState", b"Pattern", b"Shading", b"Font", b"XObject"] {
            let Some(entries) = get_dictionary(self.old, old, kind) else { continue };
            let mut kept = Dictionary::new();
            for (name, value) in entries.iter() {
                if let Some(value) = self.resource(kind, value) {
                    kept.set(name.clone(), value);
                }
            }
            if !kept.is_empty() {
                new.set(kind.to_vec(), Object::Dictionary(kept));
            }
        }
        new
    }

    fn resource(&mut self, kind: &[u8], value: &Object) -> Option<Object> {
        let id = value.as_reference().ok();
        match kind {
            b"XObject" if !id.is_some_and(|id| self.drawn.contains(&id)) => None,
            // A font of struck words alone would tell which letters they had.
            b"Font" if id.is_some_and(|id| !self.fonts.contains(&id)) => Some(label::dictionary(vec![
                ("Type", "Font".into()),
                ("Subtype", "Type1".into()),
                ("BaseFont", "Helvetica".into()),
            ])),
            _ => Some(self.copied(value)),
        }
    }

    /// An object as it goes into the new file; what it refers to follows.
    fn copied(&mut self, object: &Object) -> Object {
        match object {
            Object::Reference(id) => self.reference(*id),
            Object::Array(list) => Object::Array(list.iter().map(|entry| self.copied(entry)).collect()),
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(dictionary)),
            Object::Name(name) if self.speaks(name) => Object::Name(b"X".to_vec()),
            Object::String(text, _) if self.speaks(text) => Object::string_literal(""),
            Object::Stream(_) => Object::Null,
            plain => plain.clone(),
        }
    }

    fn speaks(&self, bytes: &[u8]) -> bool {
        super::again::readings(bytes)
            .iter()
            .any(|text| self.needles.iter().any(|needle| needle.foreign_to_markup() && needle.is_in(text)))
    }

    fn reference(&mut self, id: ObjectId) -> Object {
        if let Some(new) = self.ids.get(&id) {
            return Object::Reference(*new);
        }
        if !self.old.has_object(id) {
            return Object::Null;
        }
        let new = self.new.new_object_id();
        self.ids.insert(id, new);
        self.queue.push_back((id, new));
        Object::Reference(new)
    }

    fn dictionary(&mut self, old: &Dictionary) -> Dictionary {
        let mut new = Dictionary::new();
        for (key, value) in old.iter() {
            if LEFT.contains(&key.as_slice()) {
                continue;
            }
            let value = if key == b"Resources" {
                let resources = follow(self.old, value).as_dict().ok().cloned();
                resources
                    .map(|resources| Object::Dictionary(self.resources(&resources)))
                    .unwrap_or(Object::Null)
            } else {
                self.copied(value)
            };
            new.set(key.clone(), value);
        }
        new
    }

    /// Copies what was referred to, until nothing new is.
    fn rest(&mut self) {
        while let Some((old, new)) = self.queue.pop_front() {
            let Ok(object) = self.old.get_object(old) else { continue };
            let copied = match object {
                Object::Stream(stream) => self.stream(old, stream),
                Object::Dictionary(dictionary) => {
                    let mut new = self.dictionary(dictionary);
                    self.encoding(old, dictionary, &mut new);
                    Object::Dictionary(new)
                }
                plain => self.copied(plain),
            };
            self.new.objects.insert(new, copied);
        }
    }

    fn stream(&mut self, id: ObjectId, stream: &lopdf::Stream) -> Object {
        if let Some((codes, two_bytes)) = self.mappings.get(&id) {
            return label::stream(
                Dictionary::new(),
                label::to_unicode(codes.clone().into_iter(), *two_bytes),
            );
        }
        if let Some(Some(used)) = self.files.get(&id) {
            if let Some(font) = glyphs::keep(&decoded(stream), used) {
                let mut dictionary = Dictionary::new();
                dictionary.set("Length1", Object::Integer(font.len() as i64));
                return label::stream(dictionary, font);
            }
            self.outlines = true;
        }
        let mut dictionary = self.dictionary(&stream.dict);
        let is = |key: &[u8], value: &[u8]| {
            get(self.old, &stream.dict, key).is_some_and(|name| name.as_name().ok() == Some(value))
        };
        let fresh = if let Some(walked) = self.walk.streams.get(&Key::Form(id)) {
            Some(rewrite(Key::Form(id), walked, self.walk, self.cut, &self.gone))
        } else if is(b"Subtype", b"Form") || stream.dict.has(b"PatternType") && stream.dict.has(b"PaintType")
        {
            let bytes = decoded(stream);
            let ops = content::ops(&bytes, usize::MAX);
            Some(without_text(&Stream { bytes, ops }))
        } else {
            None
        };
        if let Some(fresh) = fresh {
            for key in [b"Filter".as_slice(), b"DecodeParms", b"Length", b"F", b"FFilter", b"FDecodeParms"] {
                dictionary.remove(key);
            }
            return label::stream(dictionary, fresh);
        }
        let picture = is(b"Subtype", b"Image") && is(b"Filter", b"DCTDecode");
        let content = if picture { image::without_notes(&stream.content) } else { stream.content.clone() };
        dictionary.set("Length", Object::Integer(content.len() as i64));
        let mut copied = lopdf::Stream::new(dictionary, content);
        copied.allows_compression = false;
        Object::Stream(copied)
    }
}
