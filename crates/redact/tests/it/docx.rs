//! DOCX

use crate::support::*;
use redact::{Address, Document, Ground, HiddenKind, Place, Refusal, Strike, inspect, release};

const SPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:v=\"urn:schemas-microsoft-com:vml\"";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

pub fn paper(body: &str, extra: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"{TYPE}document.main+xml\"/>"
    );
    let mut parts = vec![
        ("_rels/.rels".to_string(), relations(&[("rId1", "officeDocument", "word/document.xml"), ("rId2", "extended-properties", "docProps/app.xml")])),
        ("docProps/app.xml".to_string(), format!("<Properties><Manager>{NAME}</Manager></Properties>").into_bytes()),
        ("word/document.xml".to_string(), format!("<w:document {SPACES}><w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1\"/></w:sectPr></w:body></w:document>").into_bytes()),
    ];
    let mut list = Vec::new();
    for (id, kind, content) in extra {
        let name = format!("{kind}.xml");
        types.push_str(&format!("<Override PartName=\"/word/{name}\" ContentType=\"{TYPE}{kind}+xml\"/>"));
        parts.push((format!("word/{name}"), content.replace("SPACES", SPACES).into_bytes()));
        list.push((*id, *kind, name));
    }
    let list: Vec<(&str, &str, &str)> =
        list.iter().map(|(id, kind, name)| (*id, *kind, name.as_str())).collect();
    let mut list = list;
    list.push(("link", "hyperlink", "https://example.invalid/?who=%E8%B5%B5%E5%B0%8F%E6%98%8E"));
    parts.push(("word/_rels/document.xml.rels".into(), relations(&list)));
    parts.insert(0, ("[Content_Types].xml".into(), format!("{types}</Types>").into_bytes()));
    zip(&parts)
}

pub fn plain() -> Vec<u8> {
    paper(
        "<w:p><w:r><w:t>申请人赵</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">小 </w:t></w:r><w:r><w:t>明，住甲区。</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc><w:p><w:r><w:t>身份证号</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>110101 1990</w:t><w:tab/><w:t>0101 1234</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
         <w:p><w:r><w:t>以上内容可以公开。</w:t></w:r></w:p>",
        &[],
    )
}

#[test]
fn a_text_split_over_runs_is_struck_and_the_rest_stays() {
    let file = plain();
    let redacted = struck(&file, &[NAME, ID]).unwrap();
    let all = everything(&redacted.bytes);
    for gone in ["赵小明", "赵", "小 ", "110101", "1234"] {
        assert!(!all.contains(gone), "{gone} in {all}");
    }
    let shown = shown(&redacted.bytes);
    assert!(shown.contains("申请人████［个人隐私·条例第十五条］，住甲区。"), "{shown}");
    assert!(shown.contains("身份证号") && shown.contains("以上内容可以公开。"), "{shown}");
    assert!(redacted.bytes.len() < file.len() + 2_000, "{} of {}", redacted.bytes.len(), file.len());
}

#[test]
fn the_log_tells_where_why_and_how_much_but_not_what() {
    let redacted = struck(&plain(), &[NAME]).unwrap();
    let [entry] = &redacted.log[..] else { panic!("{:?}", redacted.log) };
    assert_eq!(entry.place, "正文第1段");
    assert_eq!(
        (entry.no, entry.reason, entry.article.as_str(), entry.length),
        (1, "个人隐私", "条例第十五条", 4)
    );
    let told = format!("{entry:?}");
    assert!(NAME.chars().all(|c| !told.contains(c)), "{told}");
}

/// The name stands in every place Word hides things in.
pub fn hiding() -> Vec<u8> {
    let body = format!(
        "<w:p w:rsidR=\"00AB12CD\"><w:commentRangeStart w:id=\"1\"/><w:r><w:t>可以公开。</w:t></w:r><w:commentRangeEnd w:id=\"1\"/><w:r><w:commentReference w:id=\"1\"/></w:r>\
         <w:ins w:id=\"2\" w:author=\"{NAME}\"><w:r><w:t>补充一句。</w:t></w:r></w:ins>\
         <w:del w:id=\"3\" w:author=\"{NAME}\"><w:r><w:delText>{NAME}被删去</w:delText></w:r></w:del>\
         <w:moveFrom w:id=\"4\"><w:r><w:t>{NAME}移走</w:t></w:r></w:moveFrom>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>{NAME}隐藏</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"H2\"/></w:rPr><w:t>{NAME}样式隐藏</w:t></w:r></w:p>\
         <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>HYPERLINK \"mailto:{NAME}\"</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>写信</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         <w:bookmarkStart w:id=\"5\" w:name=\"{NAME}\"/><w:bookmarkEnd w:id=\"5\"/><w:hyperlink r:id=\"link\" w:tooltip=\"{NAME}\"><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>\
         <w:p><w:sdt><w:sdtPr><w:alias w:val=\"{NAME}\"/></w:sdtPr><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>\
         <w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"{NAME}.png\" descr=\"{NAME}的照片\"/><a:graphic><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape alt=\"{NAME}\"/><w:txbxContent><w:p><w:r><w:t>{NAME}备用</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>\
         <w:tbl><w:tr><w:trPr><w:del w:id=\"6\"/></w:trPr><w:tc><w:p><w:r><w:t>{NAME}删行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
         <w:p><w:r><w:t>注</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
    );
    let styles = "<w:styles SPACES><w:style w:type=\"character\" w:styleId=\"H1\"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type=\"character\" w:styleId=\"H2\"><w:basedOn w:val=\"H1\"/></w:style></w:styles>";
    let comments = format!(
        "<w:comments SPACES><w:comment w:id=\"1\"><w:p><w:r><w:t>{NAME}的批注</w:t></w:r></w:p></w:comment></w:comments>"
    );
    let settings = format!(
        "<w:settings SPACES><w:rsids><w:rsid w:val=\"00AB12CD\"/></w:rsids><w:docVars><w:docVar w:name=\"a\" w:val=\"{NAME}\"/></w:docVars><w:defaultTabStop w:val=\"420\"/></w:settings>"
    );
    let notes = format!(
        "<w:footnotes SPACES><w:footnote w:id=\"2\"><w:p><w:r><w:t>脚注文字</w:t></w:r></w:p></w:footnote><w:footnote w:id=\"3\"><w:p><w:r><w:t>{NAME}无人引用</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let file = paper(
        &body,
        &[
            ("s1", "styles", styles),
            ("c1", "comments", &comments),
            ("t1", "settings", &settings),
            ("n1", "footnotes", &notes),
            ("h1", "header", "<w:hdr SPACES><w:p><w:r><w:t>页眉文字</w:t></w:r></w:p></w:hdr>"),
        ],
    );
    let file = with_extra(&file, "customXml/item1.xml", format!("<a>{NAME}</a>").as_bytes());
    let file = with_extra(&file, "word/embeddings/oleObject1.bin", NAME.as_bytes());
    with_extra(&file, "word/vbaProject.bin", NAME.as_bytes())
}

#[test]
fn what_is_hidden_is_named_and_goes() {
    let file = hiding();
    let kinds: Vec<HiddenKind> = inspect(&file).unwrap().iter().map(|hidden| hidden.kind).collect();
    use HiddenKind::*;
    for kind in [
        Metadata,
        Comment,
        TrackedChange,
        HiddenText,
        EmbeddedFile,
        Script,
        Formula,
        Link,
        Name,
        AlternateText,
        Form,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} not in {kinds:?}");
    }
    let redacted = struck(&file, &["框内"]).unwrap();
    assert_eq!(inspect(&redacted.bytes).unwrap(), []);
    let all = everything(&redacted.bytes);
    assert!(!all.contains(NAME) && !all.contains("%E8%B5%B5") && !all.contains("00AB12CD"), "{all}");
    let shown = shown(&redacted.bytes);
    for kept in [
        "可以公开。补充一句。",
        "写信",
        "链接",
        "控件",
        "脚注文字",
        "页眉文字",
        "██［个人隐私·条例第十五条］文字",
    ] {
        assert!(shown.contains(kept), "{kept} not in {shown}");
    }
    assert!(!redacted.removed.is_empty());
    assert!(redacted.notes.contains(&"修订已按全部接受处理。".to_string()));
}

#[test]
fn headers_notes_and_boxes_can_be_struck() {
    let redacted = struck(&hiding(), &["脚注文字", "页眉文字", "框内文字"]).unwrap();
    let all = everything(&redacted.bytes);
    assert!(["脚注文字", "页眉文字", "框内文字"].iter().all(|text| !all.contains(text)), "{all}");
}

#[test]
fn a_released_paper_is_refused_once_the_text_is_planted_again() {
    let clean = struck(&plain(), &[NAME, ID]).unwrap().bytes;
    assert_eq!(residues(&clean, &[NAME, ID]), []);
    let escaped: String = NAME.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect();
    let split = "<w:p><w:r><w:t>赵</w:t></w:r><w:r><w:rPr/><w:t>小</w:t></w:r><w:r><w:t>明</w:t></w:r></w:p>"
        .to_string();
    let run = |inner: &str| format!("<w:p>{inner}</w:p>");
    let body = [
        ("visible", run(&format!("<w:r><w:t>{NAME}</w:t></w:r>"))),
        ("split over runs", split),
        ("escaped", run(&format!("<w:r><w:t>{escaped}</w:t></w:r>"))),
        ("spaced and widened", run("<w:r><w:t>１１０１０１　１９９００１０１ 1234</w:t></w:r>")),
        ("zero width", run("<w:r><w:t>赵\u{200b}小\u{feff}明</w:t></w:r>")),
        ("deleted", run(&format!("<w:del><w:r><w:delText>{NAME}</w:delText></w:r></w:del>"))),
        ("hidden run", run(&format!("<w:r><w:rPr><w:vanish/></w:rPr><w:t>{NAME}</w:t></w:r>"))),
        ("field code", run(&format!("<w:r><w:instrText>{NAME}</w:instrText></w:r>"))),
        ("alternative text", run(&format!("<w:r><w:drawing><wp:docPr descr=\"{NAME}\"/></w:drawing></w:r>"))),
        ("attribute", run(&format!("<w:r><w:t w:x=\"{NAME}\">a</w:t></w:r>"))),
        ("percent", run("<w:r><w:t w:x=\"?a=%E8%B5%B5%E5%B0%8F%E6%98%8E\">a</w:t></w:r>")),
        ("bookmark", run(&format!("<w:bookmarkStart w:id=\"1\" w:name=\"{NAME}\"/>"))),
        ("XML comment", format!("<!--{NAME}-->")),
        (
            "over paragraphs",
            "<w:p><w:r><w:t>1101011990</w:t></w:r></w:p><w:p><w:r><w:t>01011234</w:t></w:r></w:p>".into(),
        ),
    ];
    for (place, planted) in body {
        let file = with_part(&clean, "word/document.xml", |text| {
            text.replace("<w:tbl>", &format!("{planted}<w:tbl>"))
        });
        assert!(!residues(&file, &[NAME, ID]).is_empty(), "{place}");
    }
    let little: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (place, content) in [
        ("word/comments.xml", NAME.as_bytes().to_vec()),
        ("docProps/core.xml", format!("<a>{NAME}</a>").into_bytes()),
        ("customXml/item1.xml", format!("<a>{NAME}</a>").into_bytes()),
        ("word/media/x.emf", little),
        ("word/embeddings/x.bin", NAME.as_bytes().to_vec()),
        ("赵小明.txt", b"a".to_vec()),
    ] {
        assert!(!residues(&with_extra(&clean, place, &content), &[NAME, ID]).is_empty(), "{place}");
    }
    let tail = [clean.clone(), NAME.as_bytes().to_vec()].concat();
    let refused = redact::verify(&tail, &[NAME.to_string()]);
    assert!(refused.is_err() || !refused.unwrap().is_empty(), "after the end");
}

#[test]
fn one_place_struck_and_another_left_is_refused_unless_it_may_stay() {
    let file = paper(
        "<w:p><w:r><w:t>张三来访，张三陈述。</w:t></w:r></w:p><w:p><w:r><w:t>是否公开：否</w:t></w:r></w:p>",
        &[],
    );
    let document = Document::read(&file).unwrap();
    let first = Address::Paragraph { part: "正文".into(), no: 1 };
    let second = Address::Paragraph { part: "正文".into(), no: 2 };
    let once = Strike::range(first.clone(), 0..2, Ground::Privacy);
    let refused = release(&document, std::slice::from_ref(&once)).unwrap_err();
    assert!(refused.to_string().contains("正文第1段仍能看到被涂去的文字（2字）"), "{refused}");
    assert!(!refused.to_string().contains("张三"), "{refused}");
    let both = Strike::range(first, 5..7, Ground::Privacy);
    release(&document, &[once.clone(), both]).unwrap();
    release(&document, &[Strike::range(second.clone(), 5..6, Ground::Process).only_here()]).unwrap();
    release(&document, &[once.only_here()]).unwrap();
    let whole = release(&document, &[Strike::whole(second, Ground::NotGovernment)]).unwrap();
    assert!(shown(&whole.bytes).contains("██████［不属于政府信息·条例第三十七条］"));
}

#[test]
fn what_cannot_be_struck_is_said() {
    let document = Document::read(&plain()).unwrap();
    let nowhere = Address::Paragraph { part: "正文".into(), no: 99 };
    let check = |strike: Strike, words: &str| {
        let refused = release(&document, &[strike]).unwrap_err().to_string();
        assert!(refused.contains(words) && refused.contains('请'), "{refused}");
    };
    check(Strike::whole(nowhere, Ground::Privacy), "正文第99段");
    check(Strike::everywhere("没有的字", Ground::Privacy), "没有找到");
    check(Strike::everywhere(" ", Ground::Privacy), "空的");
    check(
        Strike::range(Address::Paragraph { part: "正文".into(), no: 1 }, 0..999, Ground::Privacy),
        "不存在",
    );
    let area = redact::Area { left: 0.0, top: 0.0, right: 9.0, bottom: 9.0 };
    let strike = Strike { place: Place::Area { page: 1, area }, ground: Ground::Privacy, only_here: false };
    check(strike, "第1页选定区域");
}

#[test]
fn a_struck_picture_goes_as_a_file_too() {
    let body = "<w:p><w:r><w:t>照片</w:t><w:drawing><wp:docPr id=\"1\" name=\"a\"/><a:blip r:embed=\"i1\"/></w:drawing></w:r></w:p><w:p><w:r><w:t>其余</w:t></w:r></w:p>";
    let file = paper(body, &[]);
    let file = with_part(&file, "word/_rels/document.xml.rels", |text| {
        let link = "<Relationship Id=\"i1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/a.png\"/></Relationships>";
        text.replace("</Relationships>", link)
    });
    let file = with_extra(&file, "word/media/a.png", b"\x89PNG\r\n\x1a\npicture");
    let kept = struck(&file, &["其余"]).unwrap();
    assert!(everything(&kept.bytes).contains("PNG") && kept.notes.iter().any(|note| note.contains("图片")));
    let document = Document::read(&file).unwrap();
    let strike = Strike::whole(Address::Paragraph { part: "正文".into(), no: 1 }, Ground::Privacy);
    let gone = release(&document, &[strike]).unwrap();
    assert!(!everything(&gone.bytes).contains("PNG") && gone.notes.is_empty());
}

#[test]
fn a_page_number_stays_a_field() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>赵小明</w:t></w:r></w:p>";
    let redacted = struck(&paper(body, &[]), &[NAME]).unwrap();
    assert!(everything(&redacted.bytes).contains("PAGE"));
}

#[test]
fn other_files_are_turned_away() {
    for (bytes, words) in [
        (b"\xd0\xcf\x11\xe0 old".to_vec(), "旧版"),
        (b"\x89PNG".to_vec(), "图片"),
        (b"hello".to_vec(), "不能识别"),
        (zip(&[("a.txt".into(), b"a".to_vec())]), "压缩包"),
    ] {
        let refused = Document::read(&bytes).err().unwrap();
        assert!(
            matches!(refused, Refusal::Unsupported { .. }) && refused.to_string().contains(words),
            "{refused}"
        );
    }
}
