//! 答案的来源：one function a source, each from what is public to documents. Another source is another function here, and
//! a line where the site gathers them.

use crate::document::{Document, Part, Source, headed};
use jiff::civil::Date;
use law::statutes::Statute;
use office::annual_report::Organ;
use office::message::{Exchange, Open};
use office::publication::{Content, Nature};
use office::service::TREE;

/// Where keys of disclosed items begin.
pub const ITEM: &str = "info/";

/// A disclosed item in an edition that is public; `plain` makes text of Markdown, `url` is its address. Guides are
/// items: 办事指南 answers first, under the names people have for it.
pub fn item(
    (index, edition): (&str, u32),
    content: &Content,
    plain: impl Fn(&str) -> String,
    url: String,
    on: Date,
) -> Document {
    let policy = [Nature::Regulation, Nature::NormativeDocument, Nature::Document, Nature::Interpretation];
    let source = match content.nature {
        nature if policy.contains(&nature) => Source::Policy,
        nature if ["guide", "thing"].contains(&nature.key()) => Source::Guide,
        _ if content.title.contains("办事指南") => Source::Guide,
        _ => Source::Item,
    };
    let mut parts = Vec::new();
    // Its number stands in no text of its own.
    if let Some(no) = &content.document_no {
        parts.push(Part { heading: no.clone(), text: content.overview.clone(), ..Part::default() });
    }
    for (heading, markdown) in sections(&content.body).into_iter().filter(|(heading, _)| *heading != TREE) {
        parts.extend(headed(&plain(&markdown)).into_iter().map(|part| under(heading, part)));
    }
    parts.retain(|part| !is_table(&part.text));
    // What a text is about names everything it answers and answers nothing: it stands in where there is no text.
    if parts.is_empty() {
        parts.push(Part { text: content.overview.clone(), ..Part::default() });
    }
    Document {
        key: format!("{ITEM}{index}"),
        stamp: edition.to_string(),
        source,
        title: content.title.clone(),
        names: if source == Source::Guide { content.keywords.clone() } else { Vec::new() },
        url,
        date: Some(on),
        parts,
    }
}

/// A text at its Markdown headings; before the first there is none.
fn sections(body: &str) -> Vec<(&str, String)> {
    let mut sections = vec![("", String::new())];
    for line in body.lines() {
        let heading = line.strip_prefix("##").map(|rest| rest.trim_start_matches('#'));
        match heading.and_then(|rest| rest.strip_prefix(' ')) {
            Some(heading) => sections.push((heading.trim(), String::new())),
            None => {
                if let Some((_, text)) = sections.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    sections
}

fn under(heading: &str, part: Part) -> Part {
    if part.heading.is_empty() { Part { heading: heading.to_owned(), ..part } } else { part }
}

/// Rows of names and numbers answer nothing.
fn is_table(text: &str) -> bool {
    let lines = text.lines().count();
    lines > 2 && text.lines().filter(|line| line.contains(['|', '\t'])).count() * 2 > lines
}

/// Where keys of answered messages begin.
pub const MESSAGE: &str = "message/";

/// A message whose answer is public; `url` is where it is read. Each question answers with what it was answered.
pub fn message(open: &Open, url: String) -> Document {
    let part = |one: &Exchange| Part {
        heading: if one.question.chars().count() <= LONGEST_QUESTION { &one.question } else { &one.title }
            .clone(),
        text: one.answer.clone(),
        answers: true,
        ..Part::default()
    };
    Document {
        key: format!("{MESSAGE}{}", open.no),
        stamp: message_stamp(open),
        source: Source::Message,
        title: open.exchanges.first().map(|one| one.title.clone()).unwrap_or_default(),
        names: Vec::new(),
        url,
        date: open.exchanges.last().map(|one| one.answered),
        parts: open.exchanges.iter().map(part).collect(),
    }
}

/// Changes when an answer is added; none is ever changed.
pub fn message_stamp(open: &Open) -> String {
    open.exchanges.len().to_string()
}

/// A longer question is no heading; its title is.
const LONGEST_QUESTION: usize = 60;

/// 《条例》 and the other laws held whole, an article a passage; `address` tells where an article is read.
pub fn statutes(address: impl Fn(&Statute) -> String) -> Vec<Document> {
    let document = |statute: &Statute| Document {
        key: format!("statute/{}", statute.name),
        stamp: String::new(),
        source: Source::Statute,
        title: statute.title.to_owned(),
        names: Vec::new(),
        url: address(statute),
        date: None,
        parts: articles(statute),
    };
    law::statutes::all().iter().map(document).collect()
}

fn articles(statute: &Statute) -> Vec<Part> {
    let mut parts = Vec::new();
    for chapter in &statute.chapters {
        for article in chapter.articles() {
            let heading = format!("{}（{}）", article.label, chapter.title);
            let anchor = format!("art{}", article.number);
            parts.push(Part { heading, text: article.paragraphs.join("\n"), anchor, answers: false });
        }
    }
    parts
}

/// 政府信息公开指南 as the page shows it.
pub fn guide(organ: &Organ, applying: bool) -> Document {
    let part = |anchor: &str, heading: &str, text: String| Part {
        heading: heading.into(),
        text,
        anchor: anchor.into(),
        answers: false,
    };
    let online = if applying {
        "可以在网上申请：分步填写，当场检查，提交后当日收到；凭编号和查询码查询进度、补正、下载答复。也可以当面提交、邮寄或者传真。"
    } else {
        ""
    };
    Document {
        key: "guide".into(),
        stamp: String::new(),
        source: Source::Disclosure,
        title: "政府信息公开指南".into(),
        names: Vec::new(),
        url: "/disclosure/guide".into(),
        date: None,
        parts: vec![
            part("organ", "公开工作机构", contact(organ)),
            part("proactive", "主动公开", "依照《条例》第二十条，本机关主动公开的内容见法定主动公开内容。应当主动公开的信息，自形成或者变更之日起20个工作日内公开（第二十六条）。".into()),
            part("arrangement", "分类、编排和获取方式", "每条信息有一个索引号，编上机关代码、年份和顺序号；目录列明索引、名称、内容概述和生成日期，新的在前。\n也可以到国家档案馆、公共图书馆和政务服务场所查阅。没有主动公开的，可以申请公开。".into()),
            part("apply", "依申请公开", format!("申请应当采用书面形式，写明三项内容（第二十九条）：\n申请人的姓名或者名称、身份证明、联系方式；\n所申请信息的名称、文号或者便于查询的其他特征；\n希望以什么形式、通过什么途径获取。\n无需说明用途。书写确有困难的，可以口头提出，由公开工作机构代为填写。\n{online}").trim_end().to_owned()),
            part("terms", "办理期限", "一次性告知补正　收到申请之日起7个工作日内\n答复　收到申请之日起20个工作日内\n延长答复　最长20个工作日，须经负责人同意并告知申请人\n第三方答复征求意见　收到征求意见书之日起15个工作日内\n征求第三方和其他机关意见所需时间不计算在内。".into()),
            part("fees", "费用与救济", "提供政府信息不收取费用；申请数量、频次明显超过合理范围的，可以收取信息处理费（第四十二条）。\n认为公开工作侵犯合法权益的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼（第五十一条）。".into()),
        ],
    }
}

fn contact(organ: &Organ) -> String {
    let lines = [
        ("机关名称", &organ.name),
        ("工作机构", &organ.unit),
        ("办公地址", &organ.address),
        ("邮政编码", &organ.postcode),
        ("办公时间", &organ.office_hours),
        ("联系电话", &organ.telephone),
        ("传真号码", &organ.fax),
        ("电子邮箱", &organ.email),
        ("网站", &organ.website),
    ];
    let told = lines.into_iter().filter(|(_, value)| !value.is_empty());
    told.map(|(label, value)| format!("{label}　{value}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_a_passage_with_its_place() {
        let documents = statutes(|statute| format!("/disclosure/rules/{}", statute.name));
        let regulation = &documents[0];
        assert_eq!(regulation.parts.len(), 56);
        let article = &regulation.parts[32];
        assert_eq!(article.anchor, "art33");
        assert!(article.heading.starts_with("第三十三条（依申请公开") && article.text.contains("20个工作日"));
    }

    #[test]
    fn tables_of_results_answer_nothing() {
        assert!(is_table("序号\t相对人\n1\t甲公司\n2\t乙公司"));
        assert!(!is_table("申请表\n身份证明\n授权委托书"));
    }
}
