//! 逐字走一遍：every character of every page with its place on paper and its place in the file.

use super::content::{Op, Value, ops};
use super::font::{Code, Font, follow, get, get_dictionary, number};
use crate::Limits;
use kurbo::{Affine, Point, Rect};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Forms within one another.
const MAX_FORMS: usize = 16;

/// The stream an instruction stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Page(usize),
    Form(ObjectId),
}

/// A character's place in the file: stream, instruction, string of it, first byte.
pub type Spot = (Key, usize, usize, usize);

#[derive(Debug, Clone)]
pub struct Glyph {
    pub text: String,
    pub spot: Spot,
    pub length: usize,
    /// What a TJ array must hold to move as far as the character did.
    pub shift: f64,
    /// On the page as shown, from its top left.
    pub frame: Rect,
    pub bottom: f64,
    pub size: f64,
    /// Nobody sees it: invisible by mode, layer or place.
    pub hidden: bool,
    pub code: u32,
    /// The glyph's number in a composite font.
    pub cid: u32,
    pub to_unicode: Option<ObjectId>,
    pub composite: bool,
    pub font: Option<ObjectId>,
}

#[derive(Debug, Clone)]
pub struct Picture {
    pub key: Key,
    pub op: usize,
    pub frame: Rect,
}

pub struct Page {
    pub id: ObjectId,
    pub glyphs: Vec<Glyph>,
    pub pictures: Vec<Picture>,
    /// From the page's own space to the page as shown.
    pub shown: Affine,
    pub width: f64,
    pub height: f64,
}

pub struct Stream {
    pub bytes: Vec<u8>,
    pub ops: Vec<Op>,
}

pub struct Walk {
    pub pages: Vec<Page>,
    pub streams: BTreeMap<Key, Rc<Stream>>,
    /// Which form or picture an instruction draws.
    pub drawn: BTreeMap<(Key, usize), ObjectId>,
    /// Instructions that paint on a layer that is off.
    pub layered: BTreeSet<(Key, usize)>,
}

/// Looks up the page tree for what a page inherits.
pub fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut dictionary = document.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Some(object) = get(document, dictionary, key) {
            return Some(object);
        }
        dictionary = get_dictionary(document, dictionary, b"Parent")?;
    }
    None
}

fn frame_of(document: &Document, page: ObjectId) -> Rect {
    let frame = |key: &[u8]| {
        let list = inherited(document, page, key)?.as_array().ok()?;
        let edges: Vec<f64> = list.iter().filter_map(|edge| number(follow(document, edge))).collect();
        let [a, b, c, d] = edges[..] else { return None };
        let frame = Rect::new(a, b, c, d).abs();
        (frame.width() >= 1.0 && frame.height() >= 1.0).then_some(frame)
    };
    let media = frame(b"MediaBox").unwrap_or(Rect::new(0.0, 0.0, 595.0, 842.0));
    frame(b"CropBox").map(|crop| crop.intersect(media)).filter(|crop| crop.area() > 1.0).unwrap_or(media)
}

fn shown(frame: Rect, turn: i64) -> (Affine, f64, f64) {
    let (width, height) = (frame.width(), frame.height());
    match turn.rem_euclid(360) {
        90 => (Affine::new([0.0, 1.0, 1.0, 0.0, -frame.y0, -frame.x0]), height, width),
        180 => (Affine::new([-1.0, 0.0, 0.0, 1.0, frame.x1, -frame.y0]), width, height),
        270 => (Affine::new([0.0, -1.0, -1.0, 0.0, frame.y1, frame.x1]), height, width),
        _ => (Affine::new([1.0, 0.0, 0.0, -1.0, -frame.x0, frame.y1]), width, height),
    }
}

pub fn walk(document: &Document, limits: &Limits) -> Walk {
    let mut walker = Walker {
        document,
        limits,
        walk: Walk {
            pages: Vec::new(),
            streams: BTreeMap::new(),
            drawn: BTreeMap::new(),
            layered: BTreeSet::new(),
        },
        fonts: BTreeMap::new(),
        off: layers_off(document),
        spent: 0,
        room: limits.nodes / 3,
    };
    for (index, id) in document.page_iter().take(limits.pages).enumerate() {
        walker.page(index, id);
    }
    walker.walk
}

/// Layers that are off when the file is opened.
fn layers_off(document: &Document) -> BTreeSet<ObjectId> {
    let properties =
        document.catalog().ok().and_then(|catalog| get_dictionary(document, catalog, b"OCProperties"));
    let Some(properties) = properties else { return BTreeSet::new() };
    let list = |dictionary: &Dictionary, key: &[u8]| -> Vec<ObjectId> {
        let list = get(document, dictionary, key).and_then(|list| list.as_array().ok());
        list.into_iter().flatten().filter_map(|object| object.as_reference().ok()).collect()
    };
    let Some(default) = get_dictionary(document, properties, b"D") else { return BTreeSet::new() };
    let base = get(document, default, b"BaseState").and_then(|name| name.as_name().ok());
    let mut off: BTreeSet<ObjectId> =
        if base == Some(b"OFF") { list(properties, b"OCGs").into_iter().collect() } else { BTreeSet::new() };
    off.extend(list(default, b"OFF"));
    if base == Some(b"OFF") {
        list(default, b"ON").iter().for_each(|on| {
            off.remove(on);
        });
    }
    off
}

struct Walker<'a> {
    document: &'a Document,
    limits: &'a Limits,
    walk: Walk,
    fonts: BTreeMap<ObjectId, Rc<Font>>,
    off: BTreeSet<ObjectId>,
    spent: usize,
    /// Instructions and characters together.
    room: usize,
}

#[derive(Clone)]
struct State {
    matrix: Affine,
    font: Option<(Rc<Font>, Option<ObjectId>)>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

/// One stream being walked.
struct Run<'a> {
    key: Key,
    resources: Option<&'a Dictionary>,
    state: State,
    kept: Vec<State>,
    text: Affine,
    line: Affine,
    /// For each open mark whether it is on a layer that is off.
    marks: Vec<bool>,
}

impl<'a> Walker<'a> {
    fn page(&mut self, index: usize, id: ObjectId) {
        let turn = inherited(self.document, id, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0);
        let (shown, width, height) = shown(frame_of(self.document, id), turn);
        self.walk.pages.push(Page { id, glyphs: Vec::new(), pictures: Vec::new(), shown, width, height });
        let mut bytes = Vec::new();
        for part in self.document.get_page_contents(id) {
            if let Ok(stream) = self.document.get_object(part).and_then(Object::as_stream) {
                bytes.extend(super::decoded(stream));
                bytes.push(b'\n');
            }
        }
        let resources = inherited(self.document, id, b"Resources").and_then(|object| object.as_dict().ok());
        let ops = ops(&bytes, self.limits.nodes);
        self.walk.streams.insert(Key::Page(index), Rc::new(Stream { bytes, ops }));
        self.run(Key::Page(index), resources, shown, 0);
    }

    fn spend(&mut self) -> bool {
        self.spent += 1;
        self.spent <= self.room
    }

    fn run(&mut self, key: Key, resources: Option<&'a Dictionary>, matrix: Affine, depth: usize) {
        let Some(stream) = self.walk.streams.get(&key).cloned() else { return };
        let state = State {
            matrix,
            font: None,
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        let mut run = Run {
            key,
            resources,
            state,
            kept: Vec::new(),
            text: Affine::IDENTITY,
            line: Affine::IDENTITY,
            marks: Vec::new(),
        };
        for (index, op) in stream.ops.iter().enumerate() {
            if !self.spend() {
                return;
            }
            self.step(&mut run, index, op, depth);
        }
    }

    fn step(&mut self, run: &mut Run<'a>, index: usize, op: &Op, depth: usize) {
        let matrix = || Affine::new([0, 1, 2, 3, 4, 5].map(|at| op.number(at)));
        match op.name.as_slice() {
            b"q" if run.kept.len() < 512 => run.kept.push(run.state.clone()),
            b"Q" => run.state = run.kept.pop().unwrap_or_else(|| run.state.clone()),
            b"cm" => run.state.matrix *= matrix(),
            b"BT" => (run.text, run.line) = (Affine::IDENTITY, Affine::IDENTITY),
            b"Tm" => (run.text, run.line) = (matrix(), matrix()),
            b"Td" => run.next_line(op.number(0), op.number(1)),
            b"TD" => {
                run.state.leading = -op.number(1);
                run.next_line(op.number(0), op.number(1));
            }
            b"T*" => run.next_line(0.0, -run.state.leading),
            b"TL" => run.state.leading = op.number(0),
            b"Tc" => run.state.spacing = op.number(0),
            b"Tw" => run.state.word_spacing = op.number(0),
            b"Tz" => run.state.stretch = op.number(0) / 100.0,
            b"Ts" => run.state.rise = op.number(0),
            b"Tr" => run.state.mode = op.number(0) as i64,
            b"Tf" => {
                run.state.size = op.number(1);
                run.state.font = op.name_at(0).and_then(|name| self.font(run.resources, name));
            }
            b"gs" => self.graphics(run, op),
            b"Tj" => self.show(run, index, op),
            b"TJ" => self.show(run, index, op),
            b"'" => {
                run.next_line(0.0, -run.state.leading);
                self.show(run, index, op);
            }
            b"\"" => {
                (run.state.word_spacing, run.state.spacing) = (op.number(0), op.number(1));
                run.next_line(0.0, -run.state.leading);
                self.show(run, index, op);
            }
            b"BMC" => run.marks.push(false),
            b"BDC" => run.marks.push(self.off(run.resources, op)),
            b"EMC" => {
                run.marks.pop();
            }
            b"BI" => self.picture(run, index),
            b"Do" => self.draw(run, index, op, depth),
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" if run.is_off() => {
                self.walk.layered.insert((run.key, index));
            }
            _ => {}
        }
    }

    fn resource(&self, resources: Option<&'a Dictionary>, kind: &[u8], name: &[u8]) -> Option<&'a Object> {
        get_dictionary(self.document, resources?, kind)?.get(name).ok()
    }

    fn font(
        &mut self,
        resources: Option<&'a Dictionary>,
        name: &[u8],
    ) -> Option<(Rc<Font>, Option<ObjectId>)> {
        let object = self.resource(resources, b"Font", name)?;
        let id = object.as_reference().ok();
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Some((font.clone(), id));
        }
        let font = Rc::new(Font::read(self.document, follow(self.document, object).as_dict().ok()?));
        if let Some(id) = id {
            self.fonts.insert(id, font.clone());
        }
        Some((font, id))
    }

    /// An entry of the graphics state may set the font.
    fn graphics(&mut self, run: &mut Run<'a>, op: &Op) {
        let Some(object) = op.name_at(0).and_then(|name| self.resource(run.resources, b"ExtGState", name))
        else {
            return;
        };
        let Ok(state) = follow(self.document, object).as_dict() else { return };
        let Some(list) = get(self.document, state, b"Font").and_then(|list| list.as_array().ok()) else {
            return;
        };
        let Some(Ok(id)) = list.first().map(Object::as_reference) else { return };
        if let Ok(font) = self.document.get_dictionary(id) {
            run.state.font = Some((Rc::new(Font::read(self.document, font)), Some(id)));
            run.state.size = list.get(1).and_then(number).unwrap_or(run.state.size);
        }
    }

    /// Whether a mark opens a layer that is off.
    fn off(&self, resources: Option<&'a Dictionary>, op: &Op) -> bool {
        if op.name_at(0) != Some(b"OC") {
            return false;
        }
        let object = op.name_at(1).and_then(|name| self.resource(resources, b"Properties", name));
        object.is_some_and(|object| self.is_layer_off(object))
    }

    fn is_layer_off(&self, object: &Object) -> bool {
        let own = object.as_reference().is_ok_and(|id| self.off.contains(&id));
        let Ok(dictionary) = follow(self.document, object).as_dict() else { return own };
        let members: Vec<ObjectId> = match dictionary.get(b"OCGs") {
            Ok(Object::Reference(id)) => vec![*id],
            Ok(Object::Array(list)) => list.iter().filter_map(|object| object.as_reference().ok()).collect(),
            _ => Vec::new(),
        };
        own || (!members.is_empty() && members.iter().all(|id| self.off.contains(id)))
    }

    fn show(&mut self, run: &mut Run<'a>, index: usize, op: &Op) {
        let Some((font, id)) = run.state.font.clone() else { return };
        let hidden = run.is_off();
        let pieces: Vec<&Value> = match op.values.last() {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(text @ Value::Text(_)) => vec![text],
            _ => return,
        };
        for (piece, value) in pieces.into_iter().enumerate() {
            match value {
                Value::Number(number) => run.advance(&font, -number / 1000.0 * run.state.size),
                Value::Text(bytes) => {
                    let mut at = 0;
                    while at < bytes.len() {
                        if !self.spend() {
                            return;
                        }
                        let code = font.code(&bytes[at..]);
                        let glyph = self.glyph(run, &font, id, &code, (run.key, index, piece, at), hidden);
                        run.advance(&font, -glyph.shift / 1000.0 * run.state.size);
                        if let Some(page) = self.walk.pages.last_mut() {
                            page.glyphs.push(glyph);
                        }
                        at += code.length.max(1);
                    }
                }
                Value::Name(_) | Value::Array(_) | Value::Other => {}
            }
        }
    }

    fn glyph(
        &self,
        run: &Run<'a>,
        font: &Font,
        id: Option<ObjectId>,
        code: &Code,
        spot: Spot,
        off: bool,
    ) -> Glyph {
        let state = &run.state;
        let width = font.advance(code) * state.size;
        let word = if code.length == 1 && code.value == 32 { state.word_spacing } else { 0.0 };
        let moved = width + state.spacing + word;
        let size = if state.size == 0.0 { 1.0 } else { state.size };
        let own = if font.vertical {
            Rect::new(-size / 2.0, 0.0, size / 2.0, width)
        } else {
            Rect::new(0.0, state.rise - 0.2 * size, width * state.stretch, state.rise + 0.86 * size)
        };
        let whole = state.matrix * run.text;
        let frame = whole.transform_rect_bbox(own.abs());
        let origin = whole * Point::new(0.0, if font.vertical { width } else { state.rise });
        let em = (whole * Point::new(0.0, size) - whole * Point::ORIGIN).hypot();
        let page = self.walk.pages.last();
        let paper = page.map_or(Rect::ZERO, |page| Rect::new(0.0, 0.0, page.width, page.height));
        let beside = frame.x1 < paper.x0 || frame.x0 > paper.x1 || frame.y1 < paper.y0 || frame.y0 > paper.y1;
        let sound = frame.is_finite() && origin.is_finite() && em.is_finite();
        Glyph {
            text: font.text(code),
            spot,
            length: code.length.max(1),
            shift: -moved / size * 1000.0,
            frame: if sound { frame } else { Rect::ZERO },
            bottom: if sound { origin.y } else { 0.0 },
            size: if sound { em.max(0.1) } else { 1.0 },
            hidden: off || state.mode == 3 || beside || !sound,
            code: code.value,
            cid: font.cid(code),
            to_unicode: font.to_unicode_id,
            composite: font.is_composite(),
            font: id,
        }
    }

    fn picture(&mut self, run: &Run<'a>, index: usize) {
        if run.is_off() {
            self.walk.layered.insert((run.key, index));
            return;
        }
        let frame = run.state.matrix.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
        if let Some(page) = self.walk.pages.last_mut().filter(|_| frame.is_finite()) {
            page.pictures.push(Picture { key: run.key, op: index, frame });
        }
    }

    fn draw(&mut self, run: &Run<'a>, index: usize, op: &Op, depth: usize) {
        let Some(object) = op.name_at(0).and_then(|name| self.resource(run.resources, b"XObject", name))
        else {
            return;
        };
        let Ok(id) = object.as_reference() else { return };
        let Ok(stream) = follow(self.document, object).as_stream() else { return };
        let layer = stream.dict.get(b"OC").is_ok_and(|layer| self.is_layer_off(layer));
        if layer || run.is_off() {
            self.walk.layered.insert((run.key, index));
            return;
        }
        self.walk.drawn.insert((run.key, index), id);
        if get(self.document, &stream.dict, b"Subtype")
            .is_some_and(|kind| kind.as_name().ok() == Some(b"Image"))
        {
            self.picture(run, index);
            return;
        }
        if depth >= MAX_FORMS {
            return;
        }
        let key = Key::Form(id);
        if !self.walk.streams.contains_key(&key) {
            let bytes = super::decoded(stream);
            let ops = ops(&bytes, self.limits.nodes);
            self.walk.streams.insert(key, Rc::new(Stream { bytes, ops }));
        }
        let list = get(self.document, &stream.dict, b"Matrix").and_then(|list| list.as_array().ok());
        let numbers: Vec<f64> =
            list.into_iter().flatten().filter_map(|n| number(follow(self.document, n))).collect();
        let matrix = <[f64; 6]>::try_from(numbers).map_or(Affine::IDENTITY, Affine::new);
        let resources = get_dictionary(self.document, &stream.dict, b"Resources").or(run.resources);
        self.run(key, resources, run.state.matrix * matrix, depth + 1);
    }
}

impl Run<'_> {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line *= Affine::translate((x, y));
        self.text = self.line;
    }

    fn advance(&mut self, font: &Font, by: f64) {
        let by = if font.vertical { (0.0, by) } else { (by * self.state.stretch, 0.0) };
        self.text *= Affine::translate(by);
    }

    fn is_off(&self) -> bool {
        self.marks.iter().any(|off| *off)
    }
}
