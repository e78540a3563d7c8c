//! 演示的全部公开内容，as the site takes answers from it.

use ask::{Book, Document, Source, Vectors, sources};
use jiff::civil::date;
use office::annual_report::Organ;
use office::publication::Nature;
use publishing::text::to_plain;
use search::Lexicon;

pub fn documents() -> Vec<Document> {
    let items = demo::items();
    let item = |(nth, one): (usize, &demo::Item)| {
        let index = format!("ZZSP-2024-{:04}", nth + 1);
        sources::item((&index, 1), &one.content, to_plain, format!("/info/{index}"), one.published)
    };
    let mut documents: Vec<Document> = items.iter().enumerate().map(item).collect();
    documents.extend(guides());
    documents.extend(sources::statutes(|statute| format!("/disclosure/rules/{}", statute.name)));
    documents.push(sources::guide(&organ(), true));
    documents
}

/// The demonstration's guides as the items they are published as.
fn guides() -> Vec<Document> {
    let file: toml::Table = demo::GUIDES.parse().expect("the guides are TOML");
    let shared = file["shared"].as_table().expect("what guides share");
    let guide = |one: &toml::Value| {
        let id = text(one, shared, "id");
        let mut content = demo::content(text(one, shared, "name"), Nature::Other, date(2024, 1, 2));
        content.keywords = lines(one, shared, "words");
        content.body = body(one, shared);
        let document = sources::item((&id, 1), &content, to_plain, format!("/info/{id}"), date(2024, 1, 2));
        Document { source: Source::Guide, names: content.keywords, ..document }
    };
    file["guide"].as_array().expect("guides").iter().map(guide).collect()
}

/// As the guide reads in full.
fn body(one: &toml::Value, shared: &toml::Table) -> String {
    const FACTS: [(&str, &str); 9] = [
        ("事项类型", "kind"),
        ("实施机关", "agency"),
        ("法定时限", "statutory"),
        ("承诺时限", "promised"),
        ("收费", "fee"),
        ("办理结果", "result"),
        ("网上办理", "online"),
        ("咨询电话", "phone"),
        ("监督电话", "complaint"),
    ];
    let facts = FACTS.map(|(label, key)| (label, text(one, shared, key)));
    let facts = facts.iter().filter(|(_, told)| !told.is_empty());
    let mut out = String::from("## 基本信息\n\n");
    out.extend(facts.map(|(label, told)| format!("- {label}：{told}\n")));
    out.push_str(&format!("- 日常说法：{}\n", lines(one, shared, "words").join("、")));
    for (title, key) in [
        ("设定依据", "basis"),
        ("受理条件", "conditions"),
        ("申请材料", "materials"),
        ("办理流程", "steps"),
        ("办理地点", "places"),
        ("常见问题", "faq"),
    ] {
        out.push_str(&format!("\n## {title}\n\n"));
        for line in lines(one, shared, key) {
            match line.split_once(" | ").filter(|_| key == "faq") {
                Some((asked, answer)) => out.push_str(&format!("- 问：{asked}　答：{answer}\n")),
                None => out.push_str(&format!("- {}\n", line.replace(" | ", "，"))),
            }
        }
    }
    out
}

fn text(one: &toml::Value, shared: &toml::Table, key: &str) -> String {
    match one.get(key).or_else(|| shared.get(key)) {
        Some(toml::Value::String(text)) => text.clone(),
        Some(toml::Value::Integer(days)) => format!("{days}个工作日"),
        _ => String::new(),
    }
}

fn lines(one: &toml::Value, shared: &toml::Table, key: &str) -> Vec<String> {
    let found = one.get(key).or_else(|| shared.get(key)).and_then(toml::Value::as_array);
    found.into_iter().flatten().filter_map(|line| line.as_str().map(str::to_owned)).collect()
}

pub fn book(vectors: &Vectors) -> Book {
    let mut book = Book::new(Lexicon::builtin());
    documents().into_iter().for_each(|document| book.put(document, vectors));
    book
}

fn organ() -> Organ {
    Organ {
        name: "枣庄市行政审批服务局".into(),
        short_name: "市审批服务局".into(),
        code: "370400".into(),
        region: "枣庄市".into(),
        address: "枣庄市薛城区和谐路1999号".into(),
        postcode: "277000".into(),
        telephone: "0632-0000000".into(),
        email: "gongkai@demo.example".into(),
        website: "www.demo.example".into(),
        unit: "政策法规科".into(),
        office_hours: "工作日9:00至17:00".into(),
        fax: "0632-0000001".into(),
    }
}
