//! XLSX

use crate::support::*;
use redact::{Address, Document, Ground, HiddenKind, Strike, inspect, release};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub fn book(sheets: &[(&str, &str, &str)], strings: &[&str], extra: &[(&str, &str)]) -> Vec<u8> {
    let listed: String = sheets
        .iter()
        .zip(1..)
        .map(|((name, state, _), no)| {
            format!("<sheet name=\"{name}\" sheetId=\"{no}\" state=\"{state}\" r:id=\"s{no}\"/>")
        })
        .collect();
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets><definedNames><definedName name=\"甲\">\"{NAME}\"</definedName></definedNames></workbook>"
    );
    let items: String = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let styles = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts><numFmt numFmtId=\"170\" formatCode=\";;;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>";
    let mut types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>".to_string();
    for (name, kind) in [("workbook", "sheet.main"), ("sharedStrings", "sharedStrings"), ("styles", "styles")]
    {
        types.push_str(&format!("<Override PartName=\"/xl/{name}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml\"/>"));
    }
    let names: Vec<(String, String)> =
        (1..=sheets.len()).map(|no| (format!("s{no}"), format!("worksheets/sheet{no}.xml"))).collect();
    let mut list: Vec<(&str, &str, &str)> =
        names.iter().map(|(id, target)| (id.as_str(), "worksheet", target.as_str())).collect();
    list.extend([("t", "sharedStrings", "sharedStrings.xml"), ("y", "styles", "styles.xml")]);
    let mut parts = vec![
        ("[Content_Types].xml".to_string(), format!("{types}</Types>").into_bytes()),
        ("_rels/.rels".to_string(), relations(&[("r1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml".to_string(), workbook.into_bytes()),
        ("xl/_rels/workbook.xml.rels".to_string(), relations(&list)),
        ("xl/sharedStrings.xml".to_string(), format!("<sst xmlns=\"{MAIN}\">{items}</sst>").into_bytes()),
        ("xl/styles.xml".to_string(), styles.as_bytes().to_vec()),
    ];
    for ((_, _, data), no) in sheets.iter().zip(1..) {
        let xml = format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{data}</worksheet>");
        parts.push((format!("xl/worksheets/sheet{no}.xml"), xml.into_bytes()));
    }
    parts.extend(extra.iter().map(|(name, content)| (name.to_string(), content.as_bytes().to_vec())));
    zip(&parts)
}

pub fn plain() -> Vec<u8> {
    let data = format!(
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\"><v>{ID}</v></c><c r=\"C2\" t=\"str\"><f>A2&amp;\"先生\"</f><v>{NAME}先生</v></c><c r=\"D2\" s=\"1\"><v>45356</v></c></row>\
         <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><r><t>赵</t></r><r><t>小明</t></r></is></c><c r=\"B3\"><v>7</v></c></row></sheetData>"
    );
    book(&[("名单", "visible", &data)], &["姓名", "身份证号", NAME], &[])
}

#[test]
fn cells_of_every_kind_are_struck_and_the_rest_stays() {
    let file = plain();
    let redacted = struck(&file, &[NAME, ID]).unwrap();
    let all = everything(&redacted.bytes);
    assert!(!all.contains(NAME) && !all.contains("小明") && !all.contains(ID), "{all}");
    let shown = shown(&redacted.bytes);
    for kept in
        ["名单\n", "姓名\n", "身份证号\n", "███［个人隐私·条例第十五条］先生\n", "2024-03-05\n", "7\n"]
    {
        assert!(shown.contains(kept), "{kept} not in {shown}");
    }
    assert!(redacted.log.iter().any(|entry| entry.place == "工作表《名单》B2" && entry.length == 18));
    assert!(redacted.bytes.len() < file.len() + 1_500);
}

#[test]
fn a_cell_is_struck_by_its_place() {
    let document = Document::read(&plain()).unwrap();
    let cell = |cell: &str| Address::Cell { sheet: "名单".into(), cell: cell.into() };
    let strikes =
        [Strike::whole(cell("D2"), Ground::Process), Strike::whole(cell("名称"), Ground::TradeSecret)];
    let redacted = release(&document, &strikes).unwrap();
    let all = everything(&redacted.bytes);
    assert!(!all.contains("45356") && !all.contains("名单"), "{all}");
    assert!(shown(&redacted.bytes).contains("［过程性信息·条例第十六条第二款］"));
}

pub fn hiding() -> Vec<u8> {
    let shown = format!(
        "<sheetFormatPr/><cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>{NAME}盖住</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>{NAME}隐藏列</t></is></c><c r=\"D1\" s=\"2\"><v>{ID}</v></c></row>\
         <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"s\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\"><f>LEN(\"{NAME}\")</f><v>3</v></c></row></sheetData>\
         <autoFilter ref=\"A1:B3\"><filterColumn colId=\"0\"><filters><filter val=\"{NAME}\"/></filters></filterColumn></autoFilter><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>\
         <dataValidations><dataValidation><formula1>\"{NAME},甲\"</formula1></dataValidation></dataValidations><headerFooter><oddHeader>&amp;C内部名册</oddHeader></headerFooter>"
    );
    let secret = format!(
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{NAME}</t></is></c></row></sheetData>"
    );
    let comment = format!("<comments>{NAME}</comments>");
    let cache = format!("<r><s v=\"{NAME}\"/></r>");
    book(
        &[("表一", "visible", &shown), ("表二", "hidden", &secret), ("表三", "veryHidden", &secret)],
        &["可以公开", "赵小明隐藏行", "赵小明无人引用"],
        &[
            ("xl/comments1.xml", &comment),
            ("xl/threadedComments/threadedComment1.xml", &comment),
            ("xl/persons/person.xml", &comment),
            ("xl/pivotCache/pivotCacheRecords1.xml", &cache),
            ("xl/externalLinks/externalLink1.xml", &cache),
            ("docProps/core.xml", &cache),
        ],
    )
}

#[test]
fn what_is_hidden_is_named_and_goes() {
    let file = hiding();
    let found = inspect(&file).unwrap();
    use HiddenKind::*;
    for kind in
        [Metadata, Comment, HiddenSheet, HiddenRow, HiddenColumn, HiddenCell, Formula, Link, Name, Leftover]
    {
        assert!(found.iter().any(|hidden| hidden.kind == kind), "{kind:?}: {}", sentences(&found));
    }
    assert!(sentences(&found).contains("工作表《表三》是隐藏的"), "{}", sentences(&found));
    let redacted = struck(&file, &["内部"]).unwrap();
    assert_eq!(inspect(&redacted.bytes).unwrap(), []);
    let all = everything(&redacted.bytes);
    assert!(!all.contains(NAME) && !all.contains(ID) && !all.contains("表二"), "{all}");
    let shown = shown(&redacted.bytes);
    assert!(shown.contains("可以公开") && shown.contains("&C██［个人隐私·条例第十五条］名册"), "{shown}");
}

#[test]
fn a_released_workbook_is_refused_once_the_text_is_planted_again() {
    let clean = struck(&plain(), &[NAME, ID]).unwrap().bytes;
    assert_eq!(residues(&clean, &[NAME, ID]), []);
    let sheet = "xl/worksheets/sheet1.xml";
    let cell =
        |inner: &str| format!("<row r=\"9\"><c r=\"A9\" t=\"inlineStr\">{inner}</c></row></sheetData>");
    let planted = [
        ("visible", cell(&format!("<is><t>{NAME}</t></is>"))),
        ("rich text", cell("<is><r><t>赵小</t></r><r><t>明</t></r></is>")),
        ("formula", cell(&format!("<f>\"{NAME}\"</f><is><t>a</t></is>"))),
        ("hidden row", cell(&format!("<is><t>{NAME}</t></is>")).replace("<row ", "<row hidden=\"1\" ")),
        (
            "validation",
            format!(
                "</sheetData><dataValidations><dataValidation><formula1>{NAME}</formula1></dataValidation></dataValidations>"
            ),
        ),
        ("number", format!("<row r=\"9\"><c r=\"A9\"><v>{ID}</v></c></row></sheetData>")),
        ("header", format!("</sheetData><headerFooter><oddHeader>{NAME}</oddHeader></headerFooter>")),
    ];
    for (place, planted) in planted {
        let file = with_part(&clean, sheet, |text| text.replace("</sheetData>", &planted));
        assert!(!residues(&file, &[NAME, ID]).is_empty(), "{place}");
    }
    let strings = with_part(&clean, "xl/sharedStrings.xml", |text| {
        text.replace("</sst>", &format!("<si><t>{NAME}</t></si></sst>"))
    });
    assert!(!residues(&strings, &[NAME]).is_empty(), "shared strings");
    let names = with_part(&clean, "xl/workbook.xml", |text| {
        text.replace(
            "</workbook>",
            &format!("<definedNames><definedName name=\"a\">{NAME}</definedName></definedNames></workbook>"),
        )
    });
    assert!(!residues(&names, &[NAME]).is_empty(), "defined names");
    let hidden =
        with_part(&clean, "xl/workbook.xml", |text| text.replace("<sheet ", "<sheet state=\"veryHidden\" "));
    assert!(redact::verify(&hidden, &[]).is_err(), "nothing but a hidden sheet");
    for place in [
        "xl/comments1.xml",
        "xl/threadedComments/t.xml",
        "xl/pivotCache/p.xml",
        "xl/externalLinks/e.xml",
        "docProps/app.xml",
        "xl/charts/c.xml",
    ] {
        let file = with_extra(&clean, place, format!("<a>{NAME}</a>").as_bytes());
        assert!(!residues(&file, &[NAME]).is_empty(), "{place}");
        let file = with_extra(&clean, place, b"<a>b</a>");
        assert!(!residues(&file, &[]).is_empty(), "{place} alone");
    }
}

#[test]
fn a_struck_picture_leaves_a_black_box() {
    let data = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><drawing r:id=\"d1\"/>";
    let drawing = "<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:pic><xdr:nvPicPr><xdr:cNvPr id=\"2\" name=\"赵小明.png\" descr=\"赵小明\"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed=\"p1\"/></xdr:blipFill><xdr:spPr><a:prstGeom prst=\"rect\"/></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>";
    let file = book(&[("表", "visible", data)], &[], &[("xl/drawings/drawing1.xml", drawing)]);
    let file = with_extra(
        &file,
        "xl/worksheets/_rels/sheet1.xml.rels",
        &relations(&[("d1", "drawing", "../drawings/drawing1.xml")]),
    );
    let file = with_extra(
        &file,
        "xl/drawings/_rels/drawing1.xml.rels",
        &relations(&[("p1", "image", "../media/image1.png")]),
    );
    let file = with_extra(&file, "xl/media/image1.png", b"\x89PNG\r\n\x1a\npicture");
    let document = Document::read(&file).unwrap();
    let picture = Address::Cell { sheet: "表".into(), cell: "图形1图片1".into() };
    let kept = release(&document, &[]).unwrap();
    assert!(everything(&kept.bytes).contains("PNG") && !everything(&kept.bytes).contains(NAME));
    let gone = release(&document, &[Strike::whole(picture, Ground::Privacy)]).unwrap();
    let all = everything(&gone.bytes);
    assert!(!all.contains("PNG") && all.contains("［个人隐私·条例第十五条］"), "{all}");
}
