//! 字体：which characters the codes of a font mean, and how far they move the pen.

use hayro_interpret::hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

pub struct Font {
    composite: bool,
    pub vertical: bool,
    /// Codes → CIDs, of a composite font.
    codes: Option<CMap>,
    to_unicode: Option<CMap>,
    /// CIDs → characters of a known collection.
    collection: Option<CMap>,
    /// Characters of one-byte codes.
    simple: Vec<Option<String>>,
    widths: BTreeMap<u32, f64>,
    default_width: f64,
    default_down: f64,
    /// Widths are given in thousandths, except by fonts of drawings.
    scale: f64,
    pub to_unicode_id: Option<ObjectId>,
}

/// One code of a string.
pub struct Code {
    pub value: u32,
    pub length: usize,
}

/// What a reference leads to.
pub fn follow<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(&Object::Null, |(_, object)| object)
}

pub fn get<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    dictionary.get(key).ok().map(|object| follow(document, object)).filter(|object| !object.is_null())
}

pub fn get_dictionary<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    match get(document, dictionary, key)? {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}

fn cmap(bytes: &[u8]) -> Option<CMap> {
    CMap::parse(bytes, load_embedded)
}

impl Font {
    pub fn read(document: &Document, font: &Dictionary) -> Font {
        let subtype =
            get(document, font, b"Subtype").and_then(|name| name.as_name().ok()).unwrap_or_default();
        let stream = get(document, font, b"ToUnicode").and_then(|object| object.as_stream().ok());
        let mut read = Font {
            composite: subtype == b"Type0",
            vertical: false,
            codes: None,
            to_unicode: stream.and_then(|stream| cmap(&super::decoded(stream))),
            collection: None,
            simple: Vec::new(),
            widths: BTreeMap::new(),
            default_width: 0.0,
            default_down: -1000.0,
            scale: 0.001,
            to_unicode_id: font.get(b"ToUnicode").ok().and_then(|object| object.as_reference().ok()),
        };
        if read.composite {
            read.read_composite(document, font)
        } else {
            read.read_simple(document, font, subtype)
        }
        read
    }

    fn read_composite(&mut self, document: &Document, font: &Dictionary) {
        self.codes = match get(document, font, b"Encoding") {
            Some(Object::Name(name)) if name == b"Identity-V" => Some(CMap::identity_v()),
            Some(Object::Name(name)) if name != b"Identity-H" => {
                load_embedded(CMapName::from_bytes(name)).and_then(cmap)
            }
            Some(Object::Stream(stream)) => cmap(&super::decoded(stream)),
            _ => Some(CMap::identity_h()),
        };
        let name = get(document, font, b"Encoding").and_then(|name| name.as_name().ok()).unwrap_or_default();
        self.vertical = name.ends_with(b"-V") || name == b"V";
        let list = get(document, font, b"DescendantFonts").and_then(|list| list.as_array().ok());
        let Some(Object::Dictionary(below)) =
            list.and_then(|list| list.first()).map(|first| follow(document, first))
        else {
            return;
        };
        self.default_width = get(document, below, b"DW").and_then(number).unwrap_or(1000.0);
        self.widths = get(document, below, b"W")
            .and_then(|list| list.as_array().ok())
            .map(|list| widths(document, list))
            .unwrap_or_default();
        if let Some(list) = get(document, below, b"DW2").and_then(|list| list.as_array().ok()) {
            self.default_down = list.get(1).and_then(number).unwrap_or(-1000.0);
        }
        if let Some(info) = get_dictionary(document, below, b"CIDSystemInfo") {
            let text =
                |key: &[u8]| get(document, info, key).and_then(|text| text.as_str().ok()).unwrap_or_default();
            let family = CidFamily::from_registry_ordering(text(b"Registry"), text(b"Ordering"));
            self.collection = family.ucs2_cmap().and_then(load_embedded).and_then(cmap);
        }
    }

    fn read_simple(&mut self, document: &Document, font: &Dictionary, subtype: &[u8]) {
        let first = get(document, font, b"FirstChar").and_then(|first| first.as_i64().ok()).unwrap_or(0);
        let list = get(document, font, b"Widths").and_then(|list| list.as_array().ok());
        for (index, width) in list.into_iter().flatten().enumerate().take(256) {
            let code = u32::try_from(first.saturating_add(index as i64)).unwrap_or(0);
            self.widths.insert(code, number(follow(document, width)).unwrap_or(0.0));
        }
        let missing = get_dictionary(document, font, b"FontDescriptor")
            .and_then(|descriptor| get(document, descriptor, b"MissingWidth"))
            .and_then(number);
        // The standard fonts need not give widths; half an em is near enough to place a bar.
        self.default_width = missing.unwrap_or(if list.is_some() { 0.0 } else { 500.0 });
        if subtype == b"Type3" {
            let matrix = get(document, font, b"FontMatrix").and_then(|matrix| matrix.as_array().ok());
            self.scale = matrix.and_then(|matrix| matrix.first()).and_then(number).unwrap_or(0.001);
        }
        if let Ok(encoding) = font.get_font_encoding(document) {
            self.simple = (0..=255u8)
                .map(|code| encoding.bytes_to_string(&[code]).ok().filter(|text| !text.is_empty()))
                .collect();
        }
    }

    /// The next code of a string.
    pub fn code(&self, bytes: &[u8]) -> Code {
        let value =
            |length: usize| bytes[..length].iter().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
        if !self.composite || bytes.len() < 2 {
            return Code { value: value(1), length: 1 };
        }
        let known = self.codes.as_ref().and_then(|codes| {
            (1..=bytes.len().min(4))
                .find(|length| codes.lookup_cid_code(value(*length), *length as u8).is_some())
        });
        let length = known.unwrap_or(2);
        Code { value: value(length), length }
    }

    pub fn cid(&self, code: &Code) -> u32 {
        self.codes
            .as_ref()
            .and_then(|codes| codes.lookup_cid_code(code.value, code.length as u8))
            .unwrap_or(if self.composite { 0 } else { code.value })
    }

    /// The characters of a code; "" where the font does not tell.
    pub fn text(&self, code: &Code) -> String {
        let said = |map: &Option<CMap>, code| map.as_ref().and_then(|map| map.lookup_bf_string(code));
        let text = said(&self.to_unicode, code.value).or_else(|| match self.composite {
            true => said(&self.collection, self.cid(code)),
            false => None,
        });
        match text {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None if self.composite => String::new(),
            None => self.simple.get(code.value as usize).cloned().flatten().unwrap_or_default(),
        }
    }

    /// How far a code moves the pen along the line, in ems (downwards, and negative, in vertical fonts).
    pub fn advance(&self, code: &Code) -> f64 {
        if self.vertical {
            return self.default_down * 0.001;
        }
        let key = if self.composite { self.cid(code) } else { code.value };
        self.widths.get(&key).copied().unwrap_or(self.default_width) * self.scale
    }

    pub fn is_composite(&self) -> bool {
        self.composite
    }
}

/// «[ 1 [500 600] 10 20 1000 ]» → widths by CID.
fn widths(document: &Document, list: &[Object]) -> BTreeMap<u32, f64> {
    let mut widths = BTreeMap::new();
    let mut at = 0;
    let cid =
        |object: &Object| follow(document, object).as_i64().ok().and_then(|cid| u32::try_from(cid).ok());
    while let Some(first) = list.get(at).and_then(cid) {
        match list.get(at + 1).map(|next| follow(document, next)) {
            Some(Object::Array(own)) => {
                for (index, width) in own.iter().enumerate() {
                    let width = number(follow(document, width)).unwrap_or(1000.0);
                    widths.insert(first.saturating_add(index as u32), width);
                }
                at += 2;
            }
            Some(next) => {
                let last = cid(next).unwrap_or(first).min(first.saturating_add(65_535));
                let width =
                    list.get(at + 2).map(|width| follow(document, width)).and_then(number).unwrap_or(1000.0);
                (first..=last).for_each(|cid| {
                    widths.insert(cid, width);
                });
                at += 3;
            }
            None => break,
        }
        if widths.len() > 200_000 {
            break;
        }
    }
    widths
}
