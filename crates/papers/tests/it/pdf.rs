//! 版式文件：文字可选、有书签、带标签、符合归档标准；缺字说得出来。

use crate::sample;
use papers::aggregate::List;
use papers::pdf::{Pdf, render};
use papers::{Document, Fonts};
use std::sync::LazyLock;

/// Typesetting takes a while without optimisation: once is enough.
static SAMPLE: LazyLock<Pdf> =
    LazyLock::new(|| render(&sample::paper(), &Fonts::default(), sample::AT).unwrap());

/// The text without its spaces, as a reader would copy it.
fn text(pdf: &Pdf) -> String {
    let file = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let pages: Vec<u32> = file.get_pages().into_keys().collect();
    file.extract_text(&pages).unwrap().split_whitespace().collect()
}

#[test]
fn every_chinese_word_can_be_selected() {
    let text = text(&SAMPLE);
    for words in [
        "枣庄市行政审批服务局",
        "2024年政府信息公开工作年度报告",
        "主动公开政府信息475件",
        "38651",
        "三、收到和处理政府信息公开申请情况",
        "申请人无正当理由逾期不补正",
        "未经复议直接起诉",
        "附图1",
        "2025年1月20日",
        "演示数据",
    ] {
        assert!(text.contains(words), "{words} is not in the text");
    }
}

#[test]
fn the_outline_has_the_six_parts() {
    let pdf = lopdf::Document::load_mem(&SAMPLE.bytes).unwrap();
    let titles: Vec<String> = pdf.get_toc().unwrap().toc.into_iter().map(|entry| entry.title).collect();
    for title in
        ["一、总体情况", "（一）主动公开", "四、政府信息公开行政复议、行政诉讼情况", "六、其他需要报告的事项"]
    {
        assert!(titles.iter().any(|found| found == title), "{title} is not in {titles:?}");
    }
}

#[test]
fn it_is_an_accessible_archive_in_chinese() {
    let pdf = &*SAMPLE;
    assert!(pdf.archival);
    assert_eq!(pdf.missing, Vec::<char>::new());
    let file = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let catalogue = file.catalog().unwrap();
    assert!(catalogue.get(b"StructTreeRoot").is_ok() && catalogue.get(b"MarkInfo").is_ok());
    assert_eq!(catalogue.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    let metadata = String::from_utf8_lossy(&pdf.bytes);
    assert!(metadata.contains("<pdfaid:part>2") && metadata.contains("<pdfaid:conformance>A"));
    assert!(metadata.contains("<pdfuaid:part>1"));
}

#[test]
fn only_embedded_subsets_are_used() {
    let pdf = &*SAMPLE;
    let names = String::from_utf8_lossy(&pdf.bytes);
    assert!(names.contains("+NotoSerifSC-Regular") && names.contains("+NotoSansSC-Medium"));
    assert!(pdf.bytes.len() < 400_000, "{} bytes", pdf.bytes.len());
}

#[test]
fn pages_are_a4() {
    let file = lopdf::Document::load_mem(&SAMPLE.bytes).unwrap();
    for page in file.get_pages().into_values() {
        let size = file.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
        let (width, height) = (size[2].as_float().unwrap(), size[3].as_float().unwrap());
        assert!((width - 595.28).abs() < 0.1 && (height - 841.89).abs() < 0.1, "{width}×{height}");
    }
}

#[test]
fn characters_no_font_has_are_named_and_the_paper_still_made() {
    let document =
        Document { title: "关于𠔻的报告".into(), organ: "某局".into(), ..Document::default() };
    let pdf = render(&document, &Fonts::default(), sample::AT).unwrap();
    assert_eq!(pdf.missing, vec!['𠔻']);
    assert!(!pdf.archival && pdf.bytes.starts_with(b"%PDF-"));
}

#[test]
fn typesetting_commands_in_the_words_are_words() {
    let words = "#panic(\"x\") $a$ *粗* _斜_ `码` @ref <label> \\ = 标题 // 注";
    let blocks = vec![papers::document::Block::Paragraph(vec![papers::document::Span::text(words)])];
    let document = Document {
        title: "#read(\"/etc/passwd\")".into(),
        organ: "某局".into(),
        blocks,
        ..Document::default()
    };
    let text = text(&render(&document, &Fonts::default(), sample::AT).unwrap());
    assert!(text.contains("#panic") && text.contains("*粗*") && text.contains("#read("), "{text}");
}

#[test]
fn an_aggregate_of_many_units_repeats_its_heads() {
    let rows =
        (1..=120).map(|unit| vec![format!("第{unit}镇").into(), "已报送".into(), (unit as u64).into()]);
    let list = List {
        title: "各单位一览".into(),
        columns: sample::columns(&[("单位", 3), ("状态", 2), ("新收申请（件）", 2)]),
        rows: rows.collect(),
        ..List::default()
    };
    let pdf = render(&sample::aggregate(list), &Fonts::default(), sample::AT).unwrap();
    let heads = text(&pdf).matches("新收申请（件）").count();
    let pages = lopdf::Document::load_mem(&pdf.bytes).unwrap().get_pages().len();
    assert!(pdf.archival && pages > 4 && heads > 2, "{heads} heads on {pages} pages");
}

/// How far to the right each run of text begins, in points.
fn right_edges(pdf: &Pdf) -> Vec<f32> {
    let file = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let mut edges = Vec::new();
    for page in file.get_pages().into_values() {
        let content = file.get_and_decode_page_content(page).unwrap();
        let matrices = content.operations.iter().filter(|operation| operation.operator == "Tm");
        edges.extend(matrices.filter_map(|operation| operation.operands[4].as_float().ok()));
    }
    edges
}

#[test]
fn a_file_name_without_a_place_to_break_stays_in_its_cell() {
    let name = "x".repeat(300);
    let list = List {
        title: "不能读取".into(),
        columns: sample::columns(&[("文件", 1), ("原因", 1)]),
        rows: vec![vec![name.clone().into(), "不是报告".into()]],
        ..List::default()
    };
    let pdf = render(&sample::aggregate(list), &Fonts::default(), sample::AT).unwrap();
    assert!(text(&pdf).contains(&name), "and can be copied whole");
    // 210 mm less the margin of 26 mm at the right is 521.6 pt.
    assert!(right_edges(&pdf).iter().all(|edge| *edge < 522.0));
    let lines = right_edges(&pdf).len();
    assert!(lines > 8, "{lines} runs of text");
}
