//! 隐藏内容：what a PDF holds beside its pages.

use super::font::{follow, get, get_dictionary};
use super::{decoded, guarded, load, walk};
use crate::{Hidden, HiddenKind, Limits, Refusal};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::HashSet;

pub fn hidden(bytes: &[u8], limits: &Limits) -> Result<Vec<Hidden>, Refusal> {
    let document = load(bytes, limits)?;
    guarded(|| {
        let mut found = Vec::new();
        of_file(bytes, &mut found);
        of_trailer(&document, &mut found);
        of_catalog(&document, &mut found);
        of_objects(&document, &mut found);
        of_pages(&document, limits, &mut found);
        found
    })
}

fn add(found: &mut Vec<Hidden>, kind: HiddenKind, place: &str, sentence: &str) {
    found.push(Hidden::new(kind, place, sentence));
}

/// Saves after the first are appended: what they changed is still there.
fn of_file(bytes: &[u8], found: &mut Vec<Hidden>) {
    let count = |word: &[u8]| bytes.windows(word.len()).filter(|window| *window == word).count();
    let linearized = bytes[..bytes.len().min(2048)].windows(11).any(|window| window == b"/Linearized");
    if count(b"startxref") > if linearized { 2 } else { 1 } {
        add(found, HiddenKind::EarlierRevision, "文件", "文件保存过多次，早先的版本仍在文件中。");
    }
    let end = bytes.windows(5).rposition(|window| window == b"%%EOF").map_or(bytes.len(), |at| at + 5);
    if bytes[end..].iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0) {
        add(found, HiddenKind::Leftover, "文件", "文件结尾之后还附有数据。");
    }
}

fn of_trailer(document: &Document, found: &mut Vec<Hidden>) {
    let info = get_dictionary(document, &document.trailer, b"Info");
    if info.is_some_and(|info| !info.is_empty()) {
        add(found, HiddenKind::Metadata, "文件属性", "文件属性中记有标题、作者、制作程序、时间等信息。");
    }
}

fn of_catalog(document: &Document, found: &mut Vec<Hidden>) {
    let Ok(catalog) = document.catalog() else { return };
    const ENTRIES: [(&[u8], HiddenKind, &str); 10] = [
        (b"OpenAction", HiddenKind::Script, "文件打开时会执行动作。"),
        (b"AA", HiddenKind::Script, "文件附有自动执行的动作。"),
        (b"AcroForm", HiddenKind::Form, "文件含有表单，填写的内容与页面分开存放。"),
        (b"Outlines", HiddenKind::Name, "文件含有书签。"),
        (b"OCProperties", HiddenKind::HiddenLayer, "文件含有图层，其中可能有不显示的内容。"),
        (b"PieceInfo", HiddenKind::Metadata, "文件存有制作程序的私有数据。"),
        (b"Collection", HiddenKind::EmbeddedFile, "文件是含有其他文件的文件包。"),
        (b"AF", HiddenKind::EmbeddedFile, "文件附有关联文件。"),
        (b"Dests", HiddenKind::Name, "文件含有命名的位置。"),
        (b"Metadata", HiddenKind::Metadata, "文件存有 XMP 元数据。"),
    ];
    for (key, kind, sentence) in ENTRIES {
        if get(document, catalog, key).is_some() {
            add(found, kind, "文件", sentence);
        }
    }
    if let Some(names) = get_dictionary(document, catalog, b"Names") {
        for (key, _) in names.iter() {
            match key.as_slice() {
                b"JavaScript" => add(found, HiddenKind::Script, "文件", "文件含有脚本。"),
                b"EmbeddedFiles" => add(found, HiddenKind::EmbeddedFile, "文件", "文件带有附件。"),
                _ => add(found, HiddenKind::Name, "文件", "文件含有命名的位置。"),
            }
        }
    }
}

fn of_objects(document: &Document, found: &mut Vec<Hidden>) {
    for ((number, _), object) in &document.objects {
        let place = format!("对象{number}");
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        let is = |name: &[u8]| {
            get(document, dictionary, b"Type").is_some_and(|kind| kind.as_name().ok() == Some(name))
        };
        if is(b"Metadata") {
            add(found, HiddenKind::Metadata, &place, "文件存有 XMP 元数据。");
        }
        if is(b"EmbeddedFile") || is(b"Filespec") || dictionary.has(b"EF") {
            add(found, HiddenKind::EmbeddedFile, &place, "文件带有附件。");
        }
        if dictionary.has(b"JS") {
            add(found, HiddenKind::Script, &place, "文件含有脚本。");
        }
        for (key, what) in
            [(b"ActualText".as_slice(), "替换文字"), (b"Alt", "替代文字"), (b"E", "缩写的全称")]
        {
            if dictionary
                .get(key)
                .is_ok_and(|text| follow(document, text).as_str().is_ok_and(|text| !text.is_empty()))
            {
                add(found, HiddenKind::AlternateText, &place, &format!("结构标签中存有{what}。"));
            }
        }
        if dictionary.has(b"PieceInfo") {
            add(found, HiddenKind::Metadata, &place, "文件存有制作程序的私有数据。");
        }
    }
    let reached = reached(document);
    let loose =
        document.objects.iter().filter(|(id, object)| !reached.contains(id) && !is_frame(object)).count();
    if loose > 0 {
        add(
            found,
            HiddenKind::Leftover,
            "文件",
            &format!("文件中有{loose}个不再使用的对象，可能是早先的内容。"),
        );
    }
}

/// Objects that hold other objects or the file's index.
fn is_frame(object: &Object) -> bool {
    let of_type =
        object.type_name().is_ok_and(|name| [b"ObjStm".as_slice(), b"XRef", b"Linearized"].contains(&name));
    let linearized = object.as_dict().is_ok_and(|dictionary| dictionary.has(b"Linearized"));
    // Numbers are lengths of streams, which the library resolves away.
    of_type || linearized || matches!(object, Object::Null | Object::Integer(_))
}

fn reached(document: &Document) -> HashSet<ObjectId> {
    let mut reached = HashSet::new();
    let trailer = Object::Dictionary(document.trailer.clone());
    let mut open: Vec<&Object> = vec![&trailer];
    while let Some(object) = open.pop() {
        match object {
            Object::Reference(id) if reached.insert(*id) => open.extend(document.get_object(*id).ok()),
            Object::Array(list) => open.extend(list),
            Object::Dictionary(dictionary) => open.extend(dictionary.iter().map(|(_, value)| value)),
            Object::Stream(stream) => open.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    reached
}

fn of_pages(document: &Document, limits: &Limits, found: &mut Vec<Hidden>) {
    let walk = walk::walk(document, limits);
    for (index, page) in walk.pages.iter().enumerate() {
        let place = format!("第{}页", index + 1);
        let Ok(own) = document.get_dictionary(page.id) else { continue };
        annotations(document, own, &place, found);
        for (key, kind, what) in [
            (b"Thumb".as_slice(), HiddenKind::Metadata, "带有缩略图，可能显示涂去之前的内容"),
            (b"AA", HiddenKind::Script, "附有自动执行的动作"),
            (b"Metadata", HiddenKind::Metadata, "存有元数据"),
        ] {
            if own.has(key) {
                add(found, kind, &place, &format!("{place}{what}。"));
            }
        }
        let hidden = page.glyphs.iter().filter(|glyph| glyph.hidden && !glyph.text.trim().is_empty()).count();
        if hidden > 0 {
            add(
                found,
                HiddenKind::HiddenText,
                &place,
                &format!("{place}有{hidden}个看不见的字（识别文字层、隐藏图层或者页面之外）。"),
            );
        }
    }
    for (key, stream) in &walk.streams {
        let says = |words: &[u8]| stream.bytes.windows(words.len()).any(|window| window == words);
        if says(b"/ActualText") || says(b"/Alt") {
            let place = match key {
                walk::Key::Page(page) => format!("第{}页", page + 1),
                walk::Key::Form((number, _)) => format!("对象{number}"),
            };
            add(found, HiddenKind::AlternateText, &place, &format!("{place}的内容中存有替换文字。"));
        }
    }
    if !walk.layered.is_empty() {
        add(found, HiddenKind::HiddenLayer, "文件", "隐藏的图层上有图形或者图片。");
    }
    pictures(document, &walk, found);
}

fn annotations(document: &Document, page: &Dictionary, place: &str, found: &mut Vec<Hidden>) {
    let list = get(document, page, b"Annots").and_then(|list| list.as_array().ok());
    for annotation in list.into_iter().flatten() {
        let Ok(annotation) = follow(document, annotation).as_dict() else { continue };
        let subtype = get(document, annotation, b"Subtype").and_then(|name| name.as_name().ok());
        let (kind, what) = match subtype {
            Some(b"Link") => (HiddenKind::Link, "链接"),
            Some(b"Widget") => (HiddenKind::Form, "表单域"),
            Some(b"FileAttachment") => (HiddenKind::EmbeddedFile, "附件"),
            _ => (HiddenKind::Comment, "批注"),
        };
        add(found, kind, place, &format!("{place}有{what}。"));
    }
}

/// Pictures and forms that are in the file and drawn on no page.
fn pictures(document: &Document, walk: &walk::Walk, found: &mut Vec<Hidden>) {
    let drawn: HashSet<ObjectId> = walk.drawn.values().copied().collect();
    let masks: HashSet<ObjectId> = document
        .objects
        .values()
        .flat_map(|object| {
            let dictionary = match object {
                Object::Dictionary(dictionary) => Some(dictionary),
                Object::Stream(stream) => Some(&stream.dict),
                _ => None,
            };
            let entry = |key: &[u8]| {
                dictionary.and_then(|own| own.get(key).ok()).and_then(|id| id.as_reference().ok())
            };
            [entry(b"SMask"), entry(b"Mask"), entry(b"G")]
        })
        .flatten()
        .collect();
    let unseen = document.objects.iter().filter(|(id, object)| {
        let Object::Stream(stream) = object else { return false };
        let kind = get(document, &stream.dict, b"Subtype").and_then(|name| name.as_name().ok());
        let blank = kind == Some(b"Form") && decoded(stream).iter().all(u8::is_ascii_whitespace);
        matches!(kind, Some(b"Image" | b"Form")) && !blank && !drawn.contains(id) && !masks.contains(id)
    });
    let count = unseen.count();
    if count > 0 {
        add(found, HiddenKind::Leftover, "文件", &format!("文件中有{count}个没有用到的图片或者图形。"));
    }
}
