//! 流式文件：样式、真正的合并、重复的表头、图的替代文字、部件齐全。

use crate::sample;
use papers::docx::render;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn archive() -> ZipArchive<Cursor<Vec<u8>>> {
    let bytes = render(&sample::paper(), sample::AT).unwrap();
    ZipArchive::new(Cursor::new(bytes)).unwrap()
}

fn part(name: &str) -> String {
    let mut text = String::new();
    archive().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The XML of table `number` (from 0).
fn table(number: usize) -> String {
    let main = part("word/document.xml");
    main.split("<w:tbl>").nth(number + 1).unwrap().split("</w:tbl>").next().unwrap().to_owned()
}

#[test]
fn every_part_is_well_formed_and_every_relation_leads_somewhere() {
    let mut archive = archive();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| !name.ends_with(".png")) {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        let mut reader = Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")), Event::Eof) {}
    }
    let relations = part("word/_rels/document.xml.rels");
    for target in relations.split("Target=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(names.contains(&format!("word/{target}")), "{target}");
    }
}

#[test]
fn table_three_is_merged_as_the_form_prints() {
    let table = table(1);
    assert_eq!(table.matches("<w:gridCol ").count(), 10);
    assert_eq!(table.matches("<w:tr>").count(), 28);
    assert_eq!(table.matches("<w:tblHeader/>").count(), 3);
    // 勾稽说明 3 rows, 自然人 2, 总计 2, 三 22, （三）8, （四）3, （五）5, （六）3.
    assert_eq!(table.matches("<w:vMerge w:val=\"restart\"/>").count(), 8);
    assert_eq!(table.matches("<w:vMerge/>").count(), 2 + 1 + 1 + 21 + 7 + 2 + 4 + 2);
    // 勾稽说明 in each of its 3 rows 3 wide, 申请人情况 7, 法人 5, 一 二 四 3 wide, （一）（二）（七）2 wide.
    assert_eq!(table.matches("<w:gridSpan w:val=\"3\"/>").count(), 3 + 3);
    assert_eq!(table.matches("<w:gridSpan w:val=\"7\"/>").count(), 1);
    assert_eq!(table.matches("<w:gridSpan w:val=\"5\"/>").count(), 1);
    assert_eq!(table.matches("<w:gridSpan w:val=\"2\"/>").count(), 3);
}

#[test]
fn every_row_is_as_wide_as_the_text() {
    for number in 0..3 {
        for row in table(number).split("<w:tr>").skip(1) {
            let widths = row.split("<w:tcW w:w=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            assert_eq!(widths.map(|width| width.parse::<u32>().unwrap()).sum::<u32>(), 8845);
        }
    }
}

#[test]
fn headings_are_styles_and_fonts_are_those_of_official_papers() {
    let main = part("word/document.xml");
    assert_eq!(main.matches("<w:pStyle w:val=\"Heading1\"/>").count(), 6);
    assert_eq!(main.matches("<w:pStyle w:val=\"Heading2\"/>").count(), 7);
    let styles = part("word/styles.xml");
    for font in ["仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"] {
        assert!(styles.contains(&format!("w:eastAsia=\"{font}\"")), "{font}");
    }
    for style in main.split("<w:pStyle w:val=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style} is not defined");
    }
}

#[test]
fn no_heading_is_left_behind_by_its_table() {
    let main = part("word/document.xml");
    let heading = main.split("<w:p>").find(|paragraph| paragraph.contains("三、收到和处理")).unwrap();
    assert!(heading.contains("<w:pStyle w:val=\"Heading1\"/><w:pageBreakBefore/>"), "{heading}");
    assert_eq!(main.matches("<w:pageBreakBefore/>").count(), 1, "only 表三 takes a page");
    for number in 0..3 {
        let table = table(number);
        let last = table.rsplit("<w:tr>").next().unwrap();
        assert!(
            last.contains("<w:keepNext/>"),
            "LibreOffice parts a table that ends otherwise from its heading"
        );
        assert_eq!(table.matches("<w:cantSplit/>").count(), table.matches("<w:tr>").count());
    }
}

#[test]
fn the_page_is_that_of_gb_t_9704() {
    let main = part("word/document.xml");
    // 天头37 mm, 订口28 mm, in twentieths of a point; 22 lines of 28.95 pt.
    assert!(main.contains("w:w=\"11906\" w:h=\"16838\"") && main.contains("w:top=\"2098\""));
    assert!(main.contains("w:left=\"1587\"") && main.contains("w:linePitch=\"579\""));
    assert!(part("word/footer1.xml").contains(" PAGE ") && part("word/header1.xml").contains("演示数据"));
}

#[test]
fn charts_are_pictures_with_words() {
    let main = part("word/document.xml");
    assert_eq!(main.matches("<w:drawing>").count(), 4);
    assert!(main.contains("descr=\"柱形图：2023年8件，2024年9件。\""));
    let mut picture = Vec::new();
    archive().by_name("word/media/image1.png").unwrap().read_to_end(&mut picture).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
}
