//! gongkai report check.

use crate::{Folder, gongkai, sample};
use law::annual_report::{Applicant, Place, Row3, Tables};
use std::io::Write;

fn right() -> Tables {
    sample::tables(9, 2, 1)
}

/// 本年新收自然人少报1件。
fn wrong() -> Tables {
    let mut tables = right();
    tables.set(Place::Cell3(Row3::New, Applicant::NaturalPerson), Some(8));
    tables
}

#[test]
fn a_right_report_has_no_finding_and_every_cell_is_read() {
    let folder = Folder::new();
    let file = folder.file("水利局.html", sample::page(&right()));
    let ran = gongkai(&["report", "check", &file, "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let list = ran.json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["file"], file.as_str());
    assert_eq!(
        (&list[0]["organ"], &list[0]["year"], &list[0]["form"]),
        (&sample::ORGAN.into(), &2024.into(), &"2021".into())
    );
    assert_eq!(list[0]["table3"], serde_json::to_value(right().table3).unwrap());
    assert_eq!(list[0]["table2"]["行政事业性收费"], "3.25");
    assert_eq!(list[0]["table4"]["review"], serde_json::json!([2, 0, 0, 0, 2]));
    assert_eq!(list[0]["findings"], serde_json::json!([]));
    let text = gongkai(&["report", "check", &file]);
    assert!(
        text.out.contains("没有发现问题") && text.out.contains("共核对1份报告：1份没有错误"),
        "{}",
        text.out
    );
}

#[test]
fn r1_and_r3_are_named_with_place_and_values() {
    let folder = Folder::new();
    let file = folder.file("a.html", sample::page(&wrong()));
    let ran = gongkai(&["report", "check", &file, "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let list = ran.json();
    let found: Vec<(&str, &str)> = list[0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["rule"].as_str().unwrap(), finding["where"].as_str().unwrap()))
        .collect();
    assert!(
        found.contains(&("R1", "table3.natural_person")) && found.contains(&("R3", "table3.new.total")),
        "{found:?}"
    );
    let text = gongkai(&["report", "check", &file]);
    assert_eq!(text.code, 1);
    assert!(text.out.contains("错误2处") && text.out.contains("〔表三“自然人”列〕"), "{}", text.out);
}

#[test]
fn files_are_listed_in_the_order_given_and_folders_by_name() {
    let folder = Folder::new();
    let b = folder.file("b.html", sample::page(&right()));
    folder.file("many/2.html", sample::page_of("甲县林业局", 2024, &sample::tables(3, 4, 0)));
    folder.file("many/inner/1.json", sample::json("甲县教育局", 2024, &right()));
    folder.file("many/说明.doc", "不是报告");
    let ran = gongkai(&["report", "check", &b, &folder.path("many"), "--format", "json"]);
    let list = ran.json();
    let organs: Vec<&str> =
        list.as_array().unwrap().iter().map(|one| one["organ"].as_str().unwrap()).collect();
    assert_eq!(organs, [sample::ORGAN, "甲县林业局", "甲县教育局"]);
}

#[test]
fn a_waiver_beside_the_file_is_kept_with_the_report() {
    let folder = Folder::new();
    let file = folder.file("a.html", sample::page(&wrong()));
    let waiver = |place: &str, rule: &str| {
        format!("[[waiver]]\nrule = \"{rule}\"\nwhere = \"{place}\"\nwho = \"某科\"\nwhy = \"系统迁移\"\n")
    };
    let both = waiver("table3.natural_person", "R1") + &waiver("table3.new.total", "R3");
    folder.file("a.html.waivers.toml", both);
    let ran = gongkai(&["report", "check", &file]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("已说明的例外2处") && ran.out.contains("某科：系统迁移"), "{}", ran.out);
    let idle = waiver("table4.review.total", "R5");
    let expired = waiver("table3.natural_person", "R1") + "until = 2020-12-31\n";
    folder.file("a.html.waivers.toml", idle + &expired);
    let ran = gongkai(&["report", "check", &file]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for words in ["没有起作用的例外说明2项", "没有对应的问题", "已于2020-12-31到期"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let json = gongkai(&["report", "check", &file, "--format", "json"]).json();
    assert_eq!(json[0]["unused_waivers"][0]["reason"], "unmatched");
    assert_eq!(json[0]["unused_waivers"][1]["reason"], "expired");
    folder.file("a.html.waivers.toml", "[[waiver]]\nrule = 3\n");
    let ran = gongkai(&["report", "check", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("a.html.waivers.toml》不能使用"), "{}", ran.err);
}

#[test]
fn r4_last_years_report_is_compared() {
    let folder = Folder::new();
    let file = folder.file("2024.html", sample::page(&right()));
    let prior = folder.file("2023.html", sample::page_of(sample::ORGAN, 2023, &sample::tables(5, 1, 0)));
    let ran = gongkai(&["report", "check", &file, "--prior", &prior, "--format", "json"]);
    let list = ran.json();
    let r4: Vec<&serde_json::Value> =
        list[0]["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == "R4").collect();
    assert_eq!(r4.len(), 2, "natural persons and total: {r4:?}");
    assert_eq!((&r4[0]["expected"], &r4[0]["found"]), (&1.into(), &2.into()));
}

#[test]
fn a_report_of_another_year_is_not_compared_and_that_is_said() {
    let folder = Folder::new();
    let file = folder.file("2024.html", sample::page(&right()));
    let prior = |name: &str, organ: &str, year: i16| {
        let page = sample::page_of(organ, year, &sample::tables(5, 1, 0));
        let prior = folder.file(name, page);
        let ran = gongkai(&["report", "check", &file, "--prior", &prior]);
        assert!(!ran.out.contains("R4"), "{}", ran.out);
        ran.err
    };
    let older = prior("2022.html", sample::ORGAN, 2022);
    assert!(older.contains("没有与上年报告比对：给出的是甲县水利局2022年的报告，不是上一年的"), "{older}");
    let another = prior("乙.html", "乙县水利局", 2023);
    assert!(another.contains("没有与上年报告比对：给出的是乙县水利局2023年的报告，机关不同"), "{another}");
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_still_reported() {
    let folder = Folder::new();
    let good = folder.file("a.html", sample::page(&right()));
    let bad = folder.file("b.docx", b"PK\x03\x04 nothing");
    let ran = gongkai(&["report", "check", &bad, &good, "--format", "json"]);
    assert_eq!(ran.code, 2);
    let list = ran.json();
    assert_eq!((&list[0]["file"], &list[1]["file"]), (&bad.as_str().into(), &good.as_str().into()));
    assert_eq!(list[0]["findings"].as_array().unwrap().len(), 1);
    assert_eq!(list[0]["table3"]["new"][0], serde_json::Value::Null);
    assert!(ran.err.contains("b.docx"), "{}", ran.err);
}

fn check_refused(file: &str, words: &str) {
    let ran = gongkai(&["report", "check", file]);
    assert_eq!(ran.code, 2, "{file}: {}", ran.out);
    assert!(ran.err.contains(words), "{file}: {}", ran.err);
}

#[test]
fn unusable_files_are_refused_in_chinese() {
    let folder = Folder::new();
    check_refused("没有这个文件.html", "文件《没有这个文件.html》打不开");
    check_refused(&folder.file("空.html", "  \n"), "是空的");
    check_refused(&folder.file("图.html", b"\x89PNG\r\n\x1a\n"), "图片");
    check_refused(&folder.file("名单.csv", "名称\n甲局\n"), "是 CSV，不是年度报告的格式");
    check_refused(&folder.file("坏.json", "{\"organ\":"), "JSON");
    std::fs::create_dir_all(folder.path("空目录")).unwrap();
    check_refused(&folder.path("空目录"), "没有可读的报告");
}

#[test]
fn bombs_are_refused_without_being_unpacked() {
    let folder = Folder::new();
    let large = folder.path("大.html");
    std::fs::File::create(&large).unwrap().set_len(100 << 20).unwrap();
    check_refused(&large, "有104.9 MB，超过33.5 MB的上限");
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    (0..300).for_each(|_| bomb.write_all(&zeros).unwrap());
    let bytes = bomb.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    check_refused(&folder.file("弹.docx", bytes), "解压后超过");
}
