use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;

const GUIDES: &str = include_str!("../../../demo/data/guides.toml");
const THINGS: &str = include_str!("../../../demo/data/things.toml");

fn demonstration() -> Vec<Service> {
    let mut all = read_file("guides.toml", GUIDES).unwrap_or_else(|faults| panic!("{faults:#?}"));
    all.extend(read_file("things.toml", THINGS).unwrap_or_else(|faults| panic!("{faults:#?}")));
    all
}

fn guides() -> BTreeMap<String, Guide> {
    let guides = demonstration().into_iter().filter_map(|one| match one {
        Service::Guide(guide) => Some((guide.id.clone(), *guide)),
        Service::Thing(_) => None,
    });
    guides.collect()
}

fn things() -> Vec<Thing> {
    let things = demonstration().into_iter().filter_map(|one| match one {
        Service::Thing(thing) => Some(*thing),
        Service::Guide(_) => None,
    });
    things.collect()
}

#[test]
fn the_demonstration_has_whole_guides_and_things_made_of_them() {
    let guides = guides();
    assert!(guides.len() >= 40, "{}", guides.len());
    for guide in guides.values() {
        assert_eq!(guide.missing(), Vec::<&str>::new(), "{}", guide.id);
        assert!(!guide.faq.is_empty() && !guide.words.is_empty(), "{}", guide.id);
        assert_eq!(Guide::read(&guide.fields()).as_ref(), Ok(guide), "a form gives back what it showed");
    }
    let things = things();
    assert!(things.len() >= 6, "{}", things.len());
    for thing in &things {
        assert_eq!(thing.missing(), Vec::<&str>::new(), "{}", thing.id);
        assert_eq!(Thing::read(&thing.fields()).as_ref(), Ok(thing));
        for id in thing.named_guides() {
            assert!(guides.contains_key(id), "{} names {id}", thing.id);
        }
        let names: Vec<&str> =
            guides.values().flat_map(|one| &one.materials).map(|one| one.name.as_str()).collect();
        for effect in thing.questions.iter().flat_map(|one| one.options.iter().flat_map(|one| &one.effects)) {
            if let Effect::WaiveMaterial(name) = effect {
                assert!(names.contains(&name.as_str()), "{} waives {name}", thing.id);
            }
        }
    }
}

#[test]
fn stored_services_come_back() {
    for service in demonstration() {
        let stored = serde_json::to_string(&service).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Service>(&stored).ok(), Some(service));
    }
}

fn plan(thing: &Thing, answers: &[(&str, &str)]) -> (Plan, bool) {
    let walk = walk(&thing.questions, |key| {
        answers.iter().find(|(one, _)| *one == key).map(|(_, value)| (*value).to_owned())
    });
    (walk.plan(&thing.guides), walk.next.is_none())
}

/// 个体工商户开一家达到规模的饭店，要门头，租房：执照、许可、健康证、消防、招牌五项。
#[test]
fn answers_lead_to_a_guide_of_ones_own() {
    let (guides, things) = (guides(), things());
    let thing =
        things.iter().find(|one| one.id == "open-restaurant").unwrap_or_else(|| panic!("no restaurant"));
    let answers = [
        ("subject", "self-employed"),
        ("scale", "normal"),
        ("fire", "large"),
        ("sign", "yes"),
        ("premises", "rented"),
    ];
    let (done, over) = plan(thing, &answers);
    assert!(over);
    assert_eq!(
        done.guides,
        ["self-employed", "health-certificate-guide", "food-licence", "fire-check", "outdoor-sign"]
    );
    let taken: Vec<Guide> = done.guides.iter().filter_map(|id| guides.get(id)).cloned().collect();
    let own = Personal::of(&done, &taken);
    // 营业执照由三项要求，只列一次，由系统调取。
    let looked_up: Vec<_> = own.looked_up.iter().filter(|one| one.material.name == "营业执照").collect();
    assert_eq!((looked_up.len(), looked_up[0].wanted_by.len()), (1, 3));
    let premises: Vec<_> = own.bring.iter().filter(|one| one.material.name == "经营场所使用证明").collect();
    assert_eq!((premises.len(), premises[0].wanted_by.len()), (1, 2));
    assert!(own.bring.iter().any(|one| one.material.name == "房屋租赁合同"));
    // 5 + 3 + 0 + 5 + 5
    assert_eq!((own.term.longest.as_ref().map(|(days, _)| *days), own.term.sum), (Some(5), 18));
    let (small, _) = plan(thing, &[("subject", "licensed"), ("scale", "small")]);
    assert_eq!(small.guides, ["health-certificate-guide", "small-catering"]);
    assert!(!plan(thing, &[("subject", "nothing")]).1);
}

fn question(key: &str, options: &[&str]) -> Fields {
    let lines = [
        ("key", vec![key.to_owned()]),
        ("text", vec!["？".into()]),
        ("options", options.iter().map(|one| (*one).to_owned()).collect()),
    ];
    Fields { lines: lines.map(|(name, lines)| (name.to_owned(), lines)).into(), questions: Vec::new() }
}

fn thing(questions: Vec<Fields>) -> Result<Thing, Vec<String>> {
    let lines =
        [("id", "thing"), ("name", "一件事"), ("audience", "个人"), ("theme", "主题"), ("guides", "guide-a")];
    let lines = lines.map(|(name, text)| (name.to_owned(), vec![text.to_owned()])).into();
    Thing::read(&Fields { lines, questions }).map_err(|faults| faults.iter().map(Fault::told).collect())
}

#[test]
fn a_tree_that_does_not_end_is_refused_with_its_place() {
    let end = ["yes | 是", "no | 否"];
    for (questions, expected) in [
        (
            vec![
                question("q1", &["yes | 是 | q2", "no | 否"]),
                question("q2", &["yes | 是 | q1", "no | 否"]),
            ],
            "第1题：题目绕成了圈：“q1”→“q2”→“q1”，永远走不到头。",
        ),
        (
            vec![question("q1", &["yes | 是 | q1", "no | 否"])],
            "第1题：题目绕成了圈：“q1”→“q1”，永远走不到头。",
        ),
        (
            vec![question("q1", &end), question("q2", &end)],
            "第2题：“q2”从第1题走不到，请在某个选项的下一题写上它。",
        ),
        (vec![question("q1", &["yes | 是 | q9", "no | 否"])], "第1题第1行：选项“是”的下一题“q9”没有。"),
        (vec![question("q1", &["yes | 是"])], "第1题：应当有2至12个选项，现在有1个。"),
        (vec![question("q1", &["yes | 是", "yes | 否"])], "第1题第2行：选项的键“yes”已经用过。"),
        (vec![question("q1", &end), question("q1", &end)], "第2题：键“q1”已经用过。"),
        (
            vec![question("q1", &["yes | 是 | | 去掉指南 other", "no | 否"])],
            "第1题第1行：要去掉的指南“other”从来没有列入。",
        ),
        (
            vec![question("q1", &["yes | 是 | | 随便", "no | 否"])],
            "第1题的选项第1行：看不懂“随便”，应当以增加指南、去掉指南、增加材料、免交材料、增加环节开头，后面写名称。",
        ),
    ] {
        let faults = thing(questions).err().unwrap_or_default();
        assert!(faults.iter().any(|fault| fault == expected), "{expected}\n{faults:#?}");
    }
    let fine = thing(vec![question("q1", &["yes | 是 | q2", "no | 否"]), question("q2", &end)]);
    assert_eq!(fine.map(|thing| thing.extent()), Ok((3, 2)));
}

#[test]
fn a_file_tells_every_fault_with_its_place() {
    let told = |name: &str, text: &str| read_file(name, text).err().unwrap_or_default();
    assert_eq!(told("a.toml", "[[guide]]\nid = \"a"), ["第2行：不是正确的 TOML。请核对引号、方括号。"]);
    assert_eq!(told("a.json", "{\"guide\": [}"), ["第1行第12列：不是正确的 JSON。"]);
    assert_eq!(told("a.toml", "x = 1"), ["没有“x”这一部分，应当是 shared、guide、thing。"]);
    assert_eq!(told("a.toml", ""), ["文件里没有指南，也没有一件事。"]);
    let file = "[[guide]]\nid = \"Bad\"\nname = \"名称\"\ntheme = \"主题\"\naudience = [\"个人\"]\n\
        [[guide]]\nid = \"good\"\naudience = [\"外星人\"]\ntheme = \"主题\"\nname = \"名称\"\n\
        materials = [\"甲 | 原件 | 百份\"]\nstatutory = 5\npromised = 9\nfoo = \"x\"\nplaces = [[1]]";
    assert_eq!(
        told("a.toml", &file.replace("\nplaces = [[1]]", "")),
        [
            "第1项指南“Bad”：网址标识：由2至60个小写字母、数字和连字符组成，例如 food-licence。",
            "第2项指南“good”：服务对象：没有“外星人”，应当是个人、企业。",
            "第2项指南“good”：申请材料第1行：“甲”的份数应当是1至50的整数。",
            "第2项指南“good”：foo：没有这一项，请核对写法。",
        ]
    );
    assert_eq!(told("a.toml", file)[1], "第2项指南“good”：办理地点：应当是文字、整数或者若干行文字。");
}

#[test]
fn what_is_filled_in_is_checked_and_says_how_to_put_it_right() {
    let today = date(2026, 3, 2);
    for (kind, text, fine) in [
        (CheckKind::IdNumber, "11010519491231002X", true),
        (CheckKind::IdNumber, "110105194912310021", false),
        (CheckKind::CreditCode, "91350100M000100Y43", true),
        (CheckKind::CreditCode, "91350100M000100Y44", false),
        (CheckKind::Phone, "13800000000", true),
        (CheckKind::Phone, "0632-0000010", true),
        (CheckKind::Phone, "12345", false),
        (CheckKind::Phone, "", false),
        (CheckKind::PastDate, "2026-03-02", true),
        (CheckKind::PastDate, "2026-03-03", false),
        (CheckKind::Date, "2026-02-30", false),
        (CheckKind::Amount, "1200.50", true),
        (CheckKind::Amount, "-1", false),
        (CheckKind::Amount, "1.234", false),
        (CheckKind::Count, "3", true),
        (CheckKind::Count, "三", false),
    ] {
        assert_eq!(kind.fault(text, today).is_none(), fine, "{kind:?} {text}");
    }
}

#[test]
fn what_changed_is_told_by_element() {
    let guides = guides();
    let before = guides["food-licence"].clone();
    let mut after = before.clone();
    after.promised = Some(3);
    after.materials.retain(|one| one.name != "食品安全管理制度");
    let told = changes(&Service::Guide(Box::new(before.clone())), &Service::Guide(Box::new(after)));
    assert_eq!(told, ["申请材料：去掉“食品安全管理制度”", "承诺时限：由“5个工作日”改为“3个工作日”"]);
    let same = Service::Guide(Box::new(before));
    assert_eq!(changes(&same, &same), Vec::<String>::new());
}

#[test]
fn a_guide_without_its_key_elements_says_which() {
    let mut guide = guides()["food-licence"].clone();
    guide.places[0].hours = String::new();
    guide.basis.clear();
    guide.phone = String::new();
    assert_eq!(guide.missing(), ["设定依据", "办理时间", "联系电话"]);
}

/// Every word somebody wrote, by the name of its field.
fn written_in<'a>(name: &'a str, value: &'a serde_json::Value, found: &mut Vec<(&'a str, &'a str)>) {
    match value {
        serde_json::Value::String(text) => found.extend(text.lines().map(|line| (name, line))),
        serde_json::Value::Array(list) => list.iter().for_each(|one| written_in(name, one, found)),
        serde_json::Value::Object(map) => map.iter().for_each(|(name, one)| written_in(name, one, found)),
        _ => {}
    }
}

/// 条例第十七条：the text is what is looked through, reviewed and compared; nothing is shown that is not in it.
#[test]
fn whatever_is_shown_stands_in_the_text_that_is_reviewed() {
    let (mut checks, mut notes) = (0, 0);
    for service in &demonstration() {
        let (text, value) = (service.text(), serde_json::to_value(service).unwrap_or_default());
        let mut found = Vec::new();
        written_in("", &value, &mut found);
        for (name, line) in found {
            (checks, notes) = (checks + usize::from(name == "label"), notes + usize::from(name == "note"));
            let unseen = ["id", "name", "key", "next", "audience", "service"].contains(&name)
                || CheckKind::ALL.iter().any(|kind| kind.key() == line);
            assert!(unseen || text.contains(line.trim()), "{} {name}: {line}\n{text}", service.id());
        }
    }
    assert!(checks > 5 && notes > 5);
}

#[test]
fn materials_merge_without_repeating_and_terms_say_whose_they_are() {
    let food = guides().remove("food-licence").unwrap_or_else(|| panic!("the demonstration has it"));
    let guide = |id: &str, promised: Option<u16>| {
        let material = Material {
            name: "身份证".into(),
            form: "原件、复印件".into(),
            copies: 1,
            source: "申请人自备".into(),
            sample: String::new(),
        };
        Guide {
            id: id.into(),
            name: id.into(),
            materials: vec![material],
            promised,
            statutory: Some(20),
            ..food.clone()
        }
    };
    let own = |guides: &[Guide]| Personal::of(&tree::Plan::default(), guides);
    let both = own(&[guide("甲", Some(5)), guide("乙", None)]);
    assert_eq!(both.bring[0].material.form, "原件、复印件");
    assert_eq!(both.term.told()[1], "前一项办完才能办后一项的，时限合计25个工作日。");
    assert_eq!(own(&[guide("甲", Some(5))]).term.told(), ["承诺时限：5个工作日。"]);
    assert_eq!(own(&[guide("乙", None)]).term.told(), ["时限：20个工作日。"]);
}

/// Any questions at all: what validation lets pass ends on every way.
fn any_questions() -> impl Strategy<Value = Vec<Question>> {
    let option = (0_usize..4, proptest::option::of(0_usize..7), 0_usize..6, 0_usize..3);
    let question = (0_usize..8, proptest::collection::vec(option, 0..4));
    proptest::collection::vec(question, 0..7).prop_map(|list| {
        let effect = |(kind, which): (usize, usize)| {
            let id = format!("guide-{which}");
            match kind {
                0 => vec![Effect::AddGuide(id)],
                1 => vec![Effect::DropGuide(id)],
                2 => vec![Effect::AddMaterial(id)],
                3 => vec![Effect::WaiveMaterial(id)],
                4 => vec![Effect::AddStep(id)],
                _ => Vec::new(),
            }
        };
        let option = |(key, next, kind, which): (usize, Option<usize>, usize, usize)| Choice {
            key: format!("o{key}"),
            text: String::new(),
            next: next.map(|next| format!("q{next}")),
            effects: effect((kind, which)),
            note: String::new(),
        };
        let question = |(key, options): (usize, Vec<_>)| Question {
            key: format!("q{key}"),
            text: String::new(),
            hint: String::new(),
            options: options.into_iter().map(option).collect(),
        };
        list.into_iter().map(question).collect()
    })
}

proptest! {
    #[test]
    fn every_way_through_a_kept_tree_ends(questions in any_questions(), picks in proptest::collection::vec(0_usize..4, 8)) {
        let guides = vec!["guide-0".to_owned()];
        let fine = tree::faults(&questions, &guides).is_empty();
        let mut step = 0;
        let answers: BTreeMap<String, String> = questions
            .iter()
            .filter_map(|one| {
                step += 1;
                let option = one.options.get(picks[step % picks.len()] % one.options.len().max(1))?;
                Some((one.key.clone(), option.key.clone()))
            })
            .collect();
        let walk = walk(&questions, |key| answers.get(key).cloned());
        prop_assert!(walk.taken.len() <= questions.len());
        if fine {
            prop_assert!(walk.next.is_none(), "{questions:#?} {answers:?}");
            let (ways, longest) = tree::extent(&questions);
            prop_assert!(ways >= 1 && longest <= questions.len() && walk.taken.len() <= longest);
        }
        let plan = walk.plan(&guides);
        let guides: Vec<Guide> = Vec::new();
        drop(Personal::of(&plan, &guides));
    }
}
