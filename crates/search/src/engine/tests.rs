//! 检索的测试：放进几篇，问，看答。
#![allow(clippy::unwrap_used)]

use super::*;

fn doc(id: &str, title: &str, body: &str) -> Doc {
    Doc {
        id: id.into(),
        edition: 1,
        title: title.into(),
        overview: String::new(),
        body: body.into(),
        files: Vec::new(),
        marks: vec![id.into()],
        tags: Vec::new(),
        published: 0,
    }
}

fn tagged(doc: Doc, tags: &[(&str, &str)], published: i64) -> Doc {
    let tags = tags.iter().map(|(sort, value)| ((*sort).into(), (*value).into())).collect();
    Doc { tags, published, ..doc }
}

fn engine() -> Engine {
    let engine = Engine::in_memory(Lexicon::builtin()).unwrap();
    let docs = [
        tagged(
            doc("A/2024-00001", "帮办代办服务指南", "市政务服务中心设立帮办代办窗口，为企业群众提供服务。"),
            &[("column", "政务服务帮办代办"), ("year", "2024")],
            300,
        ),
        tagged(
            doc("A/2024-00002", "关于食品经营许可办理结果的公示", "经审查，准予下列单位食品经营许可。"),
            &[("column", "办件结果公示"), ("year", "2024")],
            200,
        ),
        tagged(
            Doc {
                marks: vec!["枣审批发〔2024〕3号".into()],
                files: vec![("实施方案.docx".into(), "附件中写明容缺受理的清单。".into())],
                ..doc("A/2023-00007", "工程建设项目审批制度改革实施方案", "各科室：现将实施方案印发给你们。")
            },
            &[("column", "政策文件"), ("year", "2023")],
            100,
        ),
    ];
    engine.change(docs, &[], "3").unwrap();
    engine
}

fn looking(text: &str) -> Looking {
    Looking { asked: Asked::parse(text), limit: 10, ..Looking::default() }
}

fn ids(engine: &Engine, looking: &Looking) -> Vec<String> {
    engine.find(looking).unwrap().hits.into_iter().map(|hit| hit.id).collect()
}

fn mended(engine: &Engine, text: &str) -> Option<String> {
    let asked = Asked::parse(text);
    engine.did_you_mean(&asked, &engine.sounding(&asked).unwrap()).unwrap()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(ids(&engine(), &looking(text)), expected, "{text}");
}

#[test]
fn words_phrases_and_numbers_find_their_documents() {
    check("帮办", &["A/2024-00001"]);
    check("帮办代办 企业", &["A/2024-00001"]);
    check("食品经营许可", &["A/2024-00002"]);
    check("“实施方案印发”", &["A/2023-00007"]);
    check("“方案实施”", &[]);
    check("枣审批发〔2024〕3号", &["A/2023-00007"]);
    check("2024-00001", &["A/2024-00001"]);
    check("服务 -帮办", &[]);
    check("办 指南", &["A/2024-00001"]);
}

#[test]
fn what_people_say_finds_what_offices_write() {
    check("开饭店", &["A/2024-00002"]);
}

#[test]
fn the_text_of_attachments_is_found_and_named() {
    let found = engine().find(&looking("容缺受理")).unwrap();
    assert_eq!(found.hits[0].place, Where::File("实施方案.docx".into()));
    assert!(found.hits[0].snippet.iter().any(|piece| piece.found && piece.text == "容缺受理"));
}

#[test]
fn where_nothing_has_all_words_some_are_shown_and_that_is_said() {
    let found = engine().find(&looking("帮办 火箭")).unwrap();
    assert!(found.loosened);
    assert_eq!(found.hits[0].id, "A/2024-00001");
    assert!(!engine().find(&looking("帮办")).unwrap().loosened);
    assert_eq!(engine().find(&looking("火箭")).unwrap(), Found::default());
}

#[test]
fn results_are_narrowed_sorted_and_counted() {
    let engine = engine();
    let all = looking("");
    let newest = Looking { sort: Sort::Newest, ..all.clone() };
    assert_eq!(ids(&engine, &newest), ["A/2024-00001", "A/2024-00002", "A/2023-00007"]);
    let narrowed = Looking { tags: vec![("year".into(), "2023".into())], ..all.clone() };
    assert_eq!(ids(&engine, &narrowed), ["A/2023-00007"]);
    let between = Looking { from: Some(100), before: Some(300), sort: Sort::Newest, ..all.clone() };
    assert_eq!(ids(&engine, &between), ["A/2024-00002", "A/2023-00007"]);
    let second = Looking { skip: 1, limit: 1, ..newest };
    assert_eq!(ids(&engine, &second), ["A/2024-00002"]);
    let tally = engine.tally(&all, &["year"]).unwrap();
    assert_eq!(tally["year"], [("2024".into(), 2), ("2023".into(), 1)]);
    assert!(!tally.contains_key("column"));
}

#[test]
fn what_is_typed_leads_to_titles() {
    let engine = engine();
    assert_eq!(engine.suggest("代办服", 5).unwrap()[0].1, "帮办代办服务指南");
    assert_eq!(engine.suggest("bbdb", 5).unwrap()[0].1, "帮办代办服务指南");
    assert!(engine.suggest("？", 5).unwrap().is_empty());
}

#[test]
fn a_wrong_character_of_the_same_sound_is_mended() {
    let engine = engine();
    let mended = |text: &str| mended(&engine, text);
    assert_eq!(mended("帮办带办").as_deref(), Some("帮办代办"));
    assert_eq!(mended("bangbandaiban").as_deref(), Some("帮办代办"));
    assert_eq!(mended("帮办代办"), None);
    assert_eq!(mended("火箭"), None);
}

#[test]
fn what_is_taken_out_is_found_no_more() {
    let engine = engine();
    engine.change([], &["A/2024-00001".into()], "4").unwrap();
    assert_eq!(ids(&engine, &looking("帮办")), Vec::<String>::new());
    assert!(engine.suggest("代办服", 5).unwrap().is_empty());
    assert_eq!(engine.position().unwrap().as_deref(), Some("4"));
    engine.compact().unwrap();
    assert_eq!(engine.documents(), 2);
}

#[test]
fn a_newer_edition_takes_the_place_of_the_older() {
    let engine = engine();
    let newer = Doc { edition: 2, ..doc("A/2024-00001", "代办服务新指南", "内容更新。") };
    engine.change([newer], &[], "4").unwrap();
    let found = engine.find(&looking("新指南")).unwrap();
    assert_eq!((found.total, found.hits[0].edition), (1, 2));
    assert_eq!(ids(&engine, &looking("帮办代办窗口")), Vec::<String>::new());
}

#[test]
fn the_index_is_kept_in_its_folder_and_made_anew_where_it_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("search");
    let engine = Engine::open(&at, Lexicon::builtin()).unwrap();
    engine.change([doc("1", "帮办代办", "正文")], &[], "1").unwrap();
    drop(engine);
    let engine = Engine::open(&at, Lexicon::builtin()).unwrap();
    assert_eq!((engine.documents(), engine.position().unwrap().as_deref()), (1, Some("1")));
    drop(engine);
    std::fs::write(at.join("meta.json"), "damaged").unwrap();
    let engine = Engine::open(&at, Lexicon::builtin()).unwrap();
    assert_eq!((engine.documents(), engine.position().unwrap()), (0, None));
}

/// Whatever is typed gives an answer.
#[test]
fn no_question_breaks_it() {
    let engine = engine();
    for text in [
        "\"",
        "“”",
        "-",
        "\u{0}",
        "🀄",
        "a b c d e f g h i j k l m n o p",
        "((((",
        "title:帮办",
        "*",
        "帮*办?",
    ] {
        engine.find(&looking(text)).unwrap();
        mended(&engine, text);
        engine.suggest(text, 8).unwrap();
    }
    let far = Looking { skip: 1_000_000, ..looking("帮办") };
    assert_eq!(engine.find(&far).unwrap().total, 1);
}

#[test]
fn traditional_characters_find_what_is_written_in_simplified_ones_and_the_other_way_round() {
    let engine = engine();
    engine.change([doc("A/2024-00009", "關於個體工商戶登記的通知", "請攜帶營業執照。")], &[], "4").unwrap();
    for text in ["食品經營許可", "食品经营许可"] {
        assert_eq!(ids(&engine, &looking(text)), ["A/2024-00002"], "{text}");
    }
    for text in ["個體工商戶", "个体工商户", "營業執照", "“营业执照”"] {
        assert_eq!(ids(&engine, &looking(text)), ["A/2024-00009"], "{text}");
    }
    // What is shown stands as it was written.
    let hit = &engine.find(&looking("营业执照")).unwrap().hits[0];
    let found: String =
        hit.snippet.iter().filter(|piece| piece.found).map(|piece| piece.text.as_str()).collect();
    assert_eq!(found, "營業執照");
    assert_eq!(engine.suggest("個體", 5).unwrap()[0].0, "A/2024-00009");
}

#[test]
fn a_title_that_may_not_be_named_gives_no_word() {
    let engine = engine();
    engine.change([doc("A/2024-00009", "翡翠计划方案", "分三步实施。")], &[], "4").unwrap();
    let asked = Asked::parse("非翠计划");
    let mut sounding = engine.sounding(&asked).unwrap();
    assert_eq!(engine.did_you_mean(&asked, &sounding).unwrap().as_deref(), Some("翡翠计划"));
    sounding.iter_mut().for_each(|one| one.titles.clear());
    assert_eq!(engine.did_you_mean(&asked, &sounding).unwrap(), None);
}

#[test]
fn what_is_left_out_is_the_word_itself_and_nothing_it_is_also_called() {
    let engine = engine();
    engine.change([doc("A/2024-00009", "开设帮办专窗的通知", "专窗有人帮办。")], &[], "4").unwrap();
    for text in ["帮办 -代办", "“帮办” -“代办”", "\"帮办\" -\"代办\"", "帮办 -帮办代办"]
    {
        assert_eq!(ids(&engine, &looking(text)), ["A/2024-00009"], "{text}");
    }
    assert_eq!(ids(&engine, &looking("服务 -代办")), Vec::<String>::new());
    assert_eq!(ids(&engine, &looking("方案 -食品")), ["A/2023-00007"]);
}

/// A collection where «服务» stands everywhere.
fn many() -> Engine {
    let engine = engine();
    let docs = (10..60).map(|at| {
        doc(&format!("A/2024-000{at}"), &format!("第{at}期服务简报"), "大厅不打烊，提供服务，方便群众。")
    });
    let late = doc("A/2024-00099", "延时服务制度", "窗口推迟下班。");
    engine.change(docs.chain([late]), &[], "4").unwrap();
    engine
}

#[test]
fn some_words_are_shown_only_where_they_tell_documents_apart() {
    let engine = many();
    assert_eq!(ids(&engine, &looking("推出延时服务")), ["A/2024-00099"]);
    for text in ["zzz不存在", "群众火箭", "服务火箭", "不"] {
        assert!(!engine.find(&looking(text)).unwrap().loosened, "{text}");
    }
    // Half of the words that tell: one of two, two of three.
    assert_eq!(ids(&engine, &looking("延时 食品")).len(), 2);
    assert_eq!(ids(&engine, &looking("延时 食品 许可")), ["A/2024-00002"]);
    let tally = engine.tally(&looking("推出延时服务"), &["year"]).unwrap();
    assert_eq!(tally, Tally::new());
}

#[test]
fn a_slip_in_a_long_text_is_mended_where_it_stands() {
    let engine = engine();
    let mended = |text: &str| mended(&engine, text);
    assert_eq!(mended("行政许课"), None);
    assert_eq!(mended("食品经营许课").as_deref(), Some("食品经营许可"));
    assert_eq!(
        mended("工程建设项目审批制度改革实施方安").as_deref(),
        Some("工程建设项目审批制度改革实施方案")
    );
    // Of the lists, where no title has it and a text does.
    let decided = doc("A/2024-00009", "办理结果", "作出行政许可决定。");
    engine.change([decided], &[], "5").unwrap();
    assert_eq!(mended("行政许课").as_deref(), Some("行政许可"));
    assert_eq!(mended("bbdb 指南").as_deref(), Some("帮办代办 指南"));
}
