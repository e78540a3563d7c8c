//! PDF

use crate::support::*;
use lopdf::{Dictionary, Document as File, Object, Stream, StringFormat, dictionary};
use redact::{Address, Area, Document, Ground, HiddenKind, Refusal, Strike, inspect, release};

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Codes of the composite font are the characters' own numbers.
pub fn wide(text: &str) -> String {
    format!("<{}>", hex(&utf16(text)))
}

/// One page with a simple font F1 and a composite font F2.
pub fn paper(content: &str, change: impl FnOnce(&mut File, &mut Dictionary, &mut Dictionary)) -> Vec<u8> {
    let mut file = File::with_version("1.5");
    let pages = file.new_object_id();
    let f1 = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
        "FirstChar" => 32, "LastChar" => 126, "Widths" => vec![Object::Integer(556); 95],
    });
    let table = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0020> <FFEF> <0020> endbfrange endcmap end end".to_vec();
    let table = file.add_object(Stream::new(Dictionary::new(), table));
    let below = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Song", "DW" => 1000,
        "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0 },
        "FontDescriptor" => dictionary! { "Type" => "FontDescriptor", "FontName" => "Song", "Flags" => 4 },
    });
    let f2 = file.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Song", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Reference(below)], "ToUnicode" => Object::Reference(table),
    });
    let mut stream = Stream::new(Dictionary::new(), content.as_bytes().to_vec());
    stream.compress().unwrap();
    let content = file.add_object(stream);
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => Object::Reference(pages), "Contents" => Object::Reference(content),
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => Object::Reference(f1), "F2" => Object::Reference(f2) } },
    };
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => Object::Reference(pages) };
    change(&mut file, &mut catalog, &mut page);
    let page = file.add_object(page);
    file.objects.insert(
        pages,
        dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(page)] }.into(),
    );
    let catalog = file.add_object(catalog);
    file.trailer.set("Root", Object::Reference(catalog));
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

fn content() -> String {
    format!(
        "BT /F2 12 Tf 60 700 Td {} Tj 0 -20 Td [{} -100 {}] TJ ET\nBT /F1 12 Tf 60 640 Td (Tel 13800001234 ok) Tj ET",
        wide("申请人赵小明住甲区。"),
        wide("身份证"),
        wide("号码公开")
    )
}

pub fn plain() -> Vec<u8> {
    paper(&content(), |_, _, _| {})
}

/// Every stream unpacked, every string, as one text.
fn unpacked(bytes: &[u8]) -> String {
    let mut file = File::load_mem(bytes).unwrap();
    file.decompress();
    let mut out = Vec::new();
    for object in file.objects.values() {
        out.extend(format!("{object:?}\n").into_bytes());
        if let Object::Stream(stream) = object {
            out.extend(&stream.content);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn frame_of(bytes: &[u8], text: &str) -> Vec<(usize, String)> {
    let document = Document::read(bytes).unwrap();
    document
        .units()
        .iter()
        .filter(|unit| unit.text.contains(text))
        .map(|unit| {
            (unit.text.chars().take_while(|c| !text.starts_with(*c)).count(), unit.address.to_string())
        })
        .collect()
}

#[test]
fn characters_are_taken_out_and_the_rest_stays_selectable() {
    let file = plain();
    let redacted = struck(&file, &[NAME, "13800001234"]).unwrap();
    let all = unpacked(&redacted.bytes);
    assert!(!all.contains("13800001234") && !all.contains(&hex(&utf16(NAME))), "{all}");
    let shown = shown(&redacted.bytes);
    for kept in ["申请人", "住甲区。", "身份证号码公开", "Tel", "ok", "个人隐私·条例第十五条"]
    {
        assert!(shown.contains(kept), "{kept} not in {shown}");
    }
    // The bar needs a font of 15 kB; nothing else is added.
    assert!(redacted.bytes.len() < file.len() + 24_000, "{} of {}", redacted.bytes.len(), file.len());
    assert!(redacted.notes.iter().any(|note| note.contains("涂条的长度")));
    assert_eq!(frame_of(&redacted.bytes, "身份证"), frame_of(&file, "身份证"));
}

#[test]
fn what_follows_a_struck_text_does_not_move() {
    let file = plain();
    let document = Document::read(&file).unwrap();
    let at = |bytes: &[u8]| {
        let area = Area {
            left: 60.0 + 6.0 * 12.0 - 1.0,
            top: 120.0,
            right: 60.0 + 10.0 * 12.0 + 1.0,
            bottom: 150.0,
        };
        let document = Document::read(bytes).unwrap();
        let bytes = release(&document, &[Strike::area(1, area, Ground::Privacy)]).unwrap().bytes;
        shown(&bytes)
    };
    let redacted = release(&document, &[Strike::everywhere(NAME, Ground::Privacy)]).unwrap();
    assert!(!at(&file).contains("住甲区"));
    assert!(!at(&redacted.bytes).contains("住甲区") && at(&redacted.bytes).contains("申请人"));
}

#[test]
fn a_text_over_the_end_of_a_line_is_struck() {
    let content =
        format!("BT /F2 12 Tf 60 700 Td {} Tj 0 -20 Td {} Tj ET", wide("申请人赵小"), wide("明住甲区。"));
    let redacted = struck(&paper(&content, |_, _, _| {}), &[NAME]).unwrap();
    let shown = shown(&redacted.bytes);
    assert!(shown.contains("住甲区") && !shown.contains('赵') && !shown.contains('明'), "{shown}");
    assert_eq!(redacted.log.len(), 2);
}

/// «赵小 甲区 / 明 乙区»: two narrow cells side by side, each drawn in one go.
#[test]
fn a_name_broken_in_a_narrow_cell_is_struck() {
    let at = |x: u32, y: u32, text: &str| format!("BT /F2 12 Tf {x} {y} Td {} Tj ET ", wide(text));
    let content = at(60, 700, "赵小") + &at(60, 685, "明") + &at(120, 700, "甲区") + &at(120, 685, "乙区");
    let redacted = struck(&paper(&content, |_, _, _| {}), &[NAME]).unwrap();
    let shown = shown(&redacted.bytes);
    assert!(
        shown.contains("甲区") && shown.contains("乙区") && !shown.contains('赵') && !shown.contains('明'),
        "{shown}"
    );
}

#[test]
fn quotes_vertical_scaling_and_forms_are_followed() {
    let content = "BT /F1 10 Tf 14 TL 80 Tz 60 700 Td (first) Tj (secret one) ' 1 2 (secret two) \" (last) ' ET q 1 0 0 1 0 -100 cm /X Do Q";
    let file = paper(content, |file, _, page| {
        let resources = page.get(b"Resources").unwrap().as_dict().unwrap().clone();
        let form = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()], "Resources" => resources.clone() },
            b"BT /F1 10 Tf 60 700 Td (in a form: secret three) Tj ET".to_vec(),
        );
        let form = file.add_object(form);
        let mut own = resources;
        own.set("XObject", dictionary! { "X" => Object::Reference(form) });
        page.set("Resources", own);
    });
    let redacted = struck(&file, &["secret one", "secret two", "secret three"]).unwrap();
    let all = unpacked(&redacted.bytes);
    assert!(!all.contains("secret"), "{all}");
    let shown = shown(&redacted.bytes);
    assert!(shown.contains("first") && shown.contains("last") && shown.contains("in a form"), "{shown}");
}

fn with_picture(content: &str) -> Vec<u8> {
    paper(content, |file, _, page| {
        let picture = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
            vec![0x7f],
        );
        let picture = file.add_object(picture);
        let mut resources = page.get(b"Resources").unwrap().as_dict().unwrap().clone();
        resources.set("XObject", dictionary! { "P" => Object::Reference(picture) });
        page.set("Resources", resources);
    })
}

#[test]
fn a_picture_under_a_struck_text_must_go_too() {
    let file = with_picture(&format!("q 200 0 0 50 50 690 cm /P Do Q {}", content()));
    let document = Document::read(&file).unwrap();
    let text = Strike::everywhere(NAME, Ground::Privacy);
    assert_eq!(
        release(&document, std::slice::from_ref(&text)).unwrap_err(),
        Refusal::ImageUnderStrike { page: 1, image: 1 }
    );
    let picture = Strike::whole(Address::Picture { page: 1, picture: 1 }, Ground::Privacy);
    let redacted = release(&document, &[text, picture]).unwrap();
    assert!(!unpacked(&redacted.bytes).contains("/Image"));
    let apart = with_picture(&format!("q 20 0 0 20 400 100 cm /P Do Q {}", content()));
    let kept = struck(&apart, &[NAME]).unwrap();
    assert!(unpacked(&kept.bytes).contains("/Image"));
}

pub fn hiding() -> Vec<u8> {
    let content = format!(
        "/Span <</ActualText {}>> BDC {} EMC BT 3 Tr /F2 12 Tf 60 500 Td {} Tj ET BT 0 Tr /F2 12 Tf 2000 500 Td {} Tj ET /OC /L BDC BT /F2 12 Tf 60 400 Td {} Tj ET EMC",
        wide(NAME),
        content().replace(&hex(&utf16(NAME)), &hex(&utf16("钱某某"))),
        wide("赵小明看不见"),
        wide("赵小明在纸外"),
        wide("赵小明在图层")
    );
    paper(&content, |file, catalog, page| {
        let text = || Object::String([vec![0xfe, 0xff], utf16(NAME)].concat(), StringFormat::Literal);
        let layer = file.add_object(dictionary! { "Type" => "OCG", "Name" => text() });
        let mut resources = page.get(b"Resources").unwrap().as_dict().unwrap().clone();
        resources.set("Properties", dictionary! { "L" => Object::Reference(layer) });
        page.set("Resources", resources);
        catalog.set("OCProperties", dictionary! { "OCGs" => vec![Object::Reference(layer)], "D" => dictionary! { "OFF" => vec![Object::Reference(layer)] } });
        let attached =
            file.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, NAME.as_bytes().to_vec()));
        let spec = dictionary! { "Type" => "Filespec", "UF" => text(), "EF" => dictionary! { "F" => Object::Reference(attached) } };
        let script = dictionary! { "S" => "JavaScript", "JS" => text() };
        catalog.set(
            "Names",
            dictionary! {
                "EmbeddedFiles" => dictionary! { "Names" => vec![text(), spec.into()] },
                "JavaScript" => dictionary! { "Names" => vec![text(), script.into()] },
            },
        );
        catalog.set("OpenAction", dictionary! { "S" => "JavaScript", "JS" => text() });
        catalog.set("Outlines", dictionary! { "First" => dictionary! { "Title" => text() } });
        catalog.set(
            "AcroForm",
            dictionary! { "Fields" => vec![dictionary! { "T" => text(), "V" => text() }.into()] },
        );
        catalog.set(
            "StructTreeRoot",
            dictionary! { "Type" => "StructTreeRoot", "K" => dictionary! { "S" => "P", "Alt" => text() } },
        );
        let xmp = file.add_object(Stream::new(
            dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
            NAME.as_bytes().to_vec(),
        ));
        catalog.set("Metadata", Object::Reference(xmp));
        page.set(
            "Annots",
            vec![dictionary! { "Type" => "Annot", "Subtype" => "Text", "Contents" => text() }.into()],
        );
        file.trailer.set("Info", dictionary! { "Author" => text() });
        file.add_object(Object::String(NAME.as_bytes().to_vec(), StringFormat::Literal));
    })
}

#[test]
fn what_is_hidden_is_named_and_goes() {
    let file = hiding();
    let found = inspect(&file).unwrap();
    use HiddenKind::*;
    for kind in [
        Metadata,
        Comment,
        HiddenText,
        HiddenLayer,
        EmbeddedFile,
        Script,
        Name,
        AlternateText,
        Form,
        Leftover,
    ] {
        assert!(found.iter().any(|hidden| hidden.kind == kind), "{kind:?}: {}", sentences(&found));
    }
    let redacted = struck(&file, &["钱某某"]).unwrap();
    assert!(redacted.notes.iter().any(|note| note.contains("电子签章")));
    assert_eq!(inspect(&redacted.bytes).unwrap(), []);
    assert_eq!(residues(&redacted.bytes, &[NAME]), []);
    let all = unpacked(&redacted.bytes);
    assert!(!all.contains(&hex(&utf16(NAME))) && !all.contains(crate::support::NAME), "{all}");
    assert!(shown(&redacted.bytes).contains("身份证号码公开"));
}

#[test]
fn saving_once_more_leaves_nothing_of_the_first_version() {
    let first = plain();
    let mut saved = lopdf::IncrementalDocument::create_from(first.clone(), File::load_mem(&first).unwrap());
    let (id, stream) = saved
        .get_prev_documents()
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, object.as_stream().ok()?.clone())))
        .find(|(_, stream)| {
            String::from_utf8_lossy(&stream.decompressed_content().unwrap()).contains("13800001234")
        })
        .unwrap();
    let content = String::from_utf8(stream.decompressed_content().unwrap()).unwrap();
    let content = content.replace(&hex(&utf16(NAME)), &hex(&utf16("钱某某")));
    saved.new_document.objects.insert(id, Stream::new(Dictionary::new(), content.into_bytes()).into());
    let mut file = Vec::new();
    saved.save_to(&mut file).unwrap();
    assert!(file.starts_with(&first[..first.len() - 10]));
    let found = inspect(&file).unwrap();
    assert!(found.iter().any(|hidden| hidden.kind == HiddenKind::EarlierRevision), "{}", sentences(&found));
    assert!(!residues(&file, &[NAME]).is_empty());
    let clean = struck(&file, &["钱某某"]).unwrap();
    assert_eq!(inspect(&clean.bytes).unwrap(), []);
    assert_eq!(residues(&clean.bytes, &[NAME]), []);
}

/// A released file with something planted in it.
fn planted(clean: &[u8], plant: impl FnOnce(&mut File)) -> Vec<u8> {
    let mut file = File::load_mem(clean).unwrap();
    plant(&mut file);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_released_file_is_refused_once_the_text_is_planted_again() {
    let clean = struck(&plain(), &[NAME]).unwrap().bytes;
    assert_eq!(residues(&clean, &[NAME]), []);
    type Plant = Box<dyn Fn(&mut File)>;
    let big = || Object::String([vec![0xfe, 0xff], utf16(NAME)].concat(), StringFormat::Literal);
    let in_catalog = |key: &'static str, value: Object| -> Plant {
        Box::new(move |file| file.catalog_mut().unwrap().set(key, value.clone()))
    };
    let in_page = |key: &'static str, value: Object| -> Plant {
        Box::new(move |file| {
            let page = file.page_iter().next().unwrap();
            file.get_dictionary_mut(page).unwrap().set(key, value.clone());
        })
    };
    let drawn = |text: String| -> Plant {
        Box::new(move |file| {
            let page = file.page_iter().next().unwrap();
            let before = file.get_page_content(page).unwrap();
            let id =
                file.add_object(Stream::new(Dictionary::new(), [before, text.clone().into_bytes()].concat()));
            file.get_dictionary_mut(page).unwrap().set("Contents", Object::Reference(id));
        })
    };
    let object = |object: Object| -> Plant {
        Box::new(move |file| {
            file.add_object(object.clone());
        })
    };
    let mut packed = Stream::new(Dictionary::new(), format!("({})", NAME).repeat(20).into_bytes());
    packed.compress().unwrap();
    let places: Vec<(&str, Plant)> = vec![
        ("drawn again", drawn(format!("BT /F2 12 Tf 60 300 Td {} Tj ET", wide(NAME)))),
        (
            "drawn piece by piece",
            drawn(format!("BT /F2 12 Tf 60 300 Td [{} 0 {} 0 {}] TJ ET", wide("赵"), wide("小"), wide("明"))),
        ),
        (
            "drawn in separate texts",
            drawn(format!(
                "BT /F2 12 Tf 60 300 Td {} Tj ET BT /F2 12 Tf 72 300 Td {} Tj ET",
                wide("赵小"),
                wide("明")
            )),
        ),
        ("drawn unseen", drawn(format!("BT 3 Tr /F2 12 Tf 60 300 Td {} Tj ET", wide(NAME)))),
        ("replacement text", drawn(format!("/Span <</ActualText {}>> BDC EMC", wide(NAME)))),
        ("remark of the program", drawn(format!("% {NAME}\n"))),
        ("XMP", object(Stream::new(dictionary! { "Type" => "Metadata" }, NAME.as_bytes().to_vec()).into())),
        ("packed stream", object(packed.into())),
        ("string in UTF-16", object(big())),
        ("string in UTF-8", object(Object::string_literal(NAME))),
        ("string in GBK", object(Object::string_literal(vec![0xd5, 0xd4, 0xd0, 0xa1, 0xc3, 0xf7]))),
        ("name", object(Object::Name(NAME.as_bytes().to_vec()))),
        (
            "annotation",
            in_page(
                "Annots",
                vec![Object::from(dictionary! { "Subtype" => "Text", "Contents" => big() })].into(),
            ),
        ),
        ("thumbnail", in_page("Thumb", 1.into())),
        ("bookmarks", in_catalog("Outlines", dictionary! { "Title" => big() }.into())),
        ("form", in_catalog("AcroForm", dictionary! { "V" => big() }.into())),
        (
            "attachment",
            in_catalog(
                "Names",
                dictionary! { "EmbeddedFiles" => dictionary! { "Names" => vec![big()] } }.into(),
            ),
        ),
        ("script", in_catalog("OpenAction", dictionary! { "JS" => big() }.into())),
        ("layers", in_catalog("OCProperties", dictionary! { "OCGs" => vec![big()] }.into())),
        ("structure", in_catalog("StructTreeRoot", dictionary! { "Alt" => big() }.into())),
        ("properties", Box::new(move |file| file.trailer.set("Info", dictionary! { "Title" => big() }))),
    ];
    for (place, plant) in places {
        assert!(!residues(&planted(&clean, plant), &[NAME]).is_empty(), "{place}");
    }
    let tail = [clean.clone(), NAME.as_bytes().to_vec()].concat();
    assert!(!residues(&tail, &[NAME]).is_empty(), "after the end");
}

#[test]
fn the_table_of_characters_forgets_what_was_struck() {
    let content = format!("BT /F2 12 Tf 60 700 Td {} Tj ET", wide("甲赵小明乙"));
    let redacted = struck(&paper(&content, |_, _, _| {}), &[NAME]).unwrap();
    let file = File::load_mem(&redacted.bytes).unwrap();
    let tables: String = file
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter_map(|stream| stream.decompressed_content().ok())
        .map(|content| String::from_utf8_lossy(&content).into_owned())
        .filter(|content| content.contains("beginbfchar"))
        .collect();
    assert!(tables.contains("<7532>") && !tables.contains("<8D75>"), "{tables}");
}

#[test]
fn a_locked_file_is_refused() {
    let file = paper(&content(), |file, _, _| {
        file.trailer.set("Encrypt", dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2, "O" => Object::string_literal("x"), "U" => Object::string_literal("y"), "P" => -1 });
    });
    assert!(matches!(Document::read(&file), Err(Refusal::Encrypted | Refusal::Damaged { .. })));
}

/// The bytes of a glyph's outline in a TrueType font.
fn outline(font: &[u8], glyph: usize) -> Vec<u8> {
    let number = |at: usize| u32::from_be_bytes(font[at..at + 4].try_into().unwrap()) as usize;
    let table = |name: &[u8]| {
        let entry = (12..).step_by(16).find(|at| &font[*at..*at + 4] == name).unwrap();
        number(entry + 8)
    };
    let (places, long) = (table(b"loca"), font[table(b"head") + 51] == 1);
    let place = |glyph: usize| match long {
        true => number(places + glyph * 4),
        false => usize::from(u16::from_be_bytes(font[places + glyph * 2..][..2].try_into().unwrap())) * 2,
    };
    let outlines = table(b"glyf");
    font[outlines + place(glyph)..outlines + place(glyph + 1)].to_vec()
}

/// Glyphs 1 to 6 of the subset print 申请人赵小明, in the order of the text.
#[test]
fn the_font_forgets_the_outlines_of_what_was_struck() {
    let font = include_bytes!("../../assets/labels.ttf");
    let file = paper("BT /F3 12 Tf 60 700 Td <000100020003000400050006> Tj ET", |file, _, page| {
        let table = "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 6 beginbfchar <0001> <7533> <0002> <8BF7> <0003> <4EBA> <0004> <8D75> <0005> <5C0F> <0006> <660E> endbfchar endcmap";
        let table = file.add_object(Stream::new(Dictionary::new(), table.into()));
        let program = file.add_object(Stream::new(Dictionary::new(), font.to_vec()));
        let descriptor = dictionary! { "Type" => "FontDescriptor", "FontName" => "A", "Flags" => 4, "FontFile2" => Object::Reference(program) };
        let below = dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "A", "CIDToGIDMap" => "Identity", "DW" => 1000,
            "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0 },
            "FontDescriptor" => descriptor,
        };
        let f3 = file.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "A", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::from(below)], "ToUnicode" => Object::Reference(table),
        });
        page.set("Resources", dictionary! { "Font" => dictionary! { "F3" => Object::Reference(f3) } });
    });
    let redacted = struck(&file, &[NAME]).unwrap();
    assert!(shown(&redacted.bytes).contains("申请人"));
    assert!(!redacted.notes.iter().any(|note| note.contains("字形")));
    let kept = File::load_mem(&redacted.bytes).unwrap();
    let programs: Vec<Vec<u8>> = kept
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter_map(|stream| stream.decompressed_content().ok())
        .filter(|content| content.starts_with(&[0, 1, 0, 0]))
        .collect();
    let own = programs.iter().find(|program| outline(program, 10).is_empty()).expect("the file's own font");
    for glyph in 1..=6 {
        assert_eq!(outline(own, glyph).is_empty(), glyph > 3, "glyph {glyph}");
    }
}

/// Codes 1 to 4 are named by the font: what is struck is named no longer.
#[test]
fn a_simple_font_forgets_the_names_of_what_was_struck() {
    let file = paper("BT /F3 12 Tf 60 700 Td <01020304> Tj ET", |file, _, page| {
        let names: Vec<Object> =
            [Object::from(1), "A".into(), "B".into(), "x".into(), "y".into()].into_iter().collect();
        let f3 = file.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "FirstChar" => 1, "LastChar" => 4,
            "Widths" => vec![Object::from(600), 600.into(), 600.into(), 600.into()],
            "Encoding" => dictionary! { "Type" => "Encoding", "BaseEncoding" => "WinAnsiEncoding", "Differences" => names },
        });
        page.set("Resources", dictionary! { "Font" => dictionary! { "F3" => Object::Reference(f3) } });
    });
    let document = Document::read(&file).unwrap();
    assert_eq!(document.units()[0].text, "ABxy");
    let strike = Strike::range(Address::Line { page: 1, line: 1 }, 0..2, Ground::Privacy).only_here();
    let redacted = release(&document, &[strike]).unwrap();
    let kept = File::load_mem(&redacted.bytes).unwrap();
    let differences: Vec<String> = kept
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"Encoding").ok()?.as_dict().ok())
        .map(|encoding| format!("{:?}", encoding.get(b"Differences").unwrap()))
        .collect();
    assert_eq!(differences, ["[3 /x 4 /y]"]);
}
