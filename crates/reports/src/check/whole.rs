//! 格式是否现行、内容是否齐全、公布是否及时：R17、R18、R11。

use super::{Found, place_of};
use crate::model::Published;
use law::annual_report::form::{HEADS, PARTS};
use law::annual_report::rules::deadline;
use law::annual_report::{Form, Place, RuleId};
use serde_json::Value;

pub fn check(report: &Published, found: &mut Found) {
    superseded(report, found);
    published_late(report, found);
    if !report.parts.is_empty() {
        missing_parts(report, found);
        missing_heads(report, found);
    }
}

fn superseded(report: &Published, found: &mut Found) {
    if report.form == Form::Trial2019 {
        let values = (Value::from("国办公开办函〔2021〕30号"), Value::from("国办公开办函〔2019〕60号"));
        let message = "仍在使用2019年试行格式。2021年度起的报告应当使用国办公开办函〔2021〕30号印发的格式，请按新格式重新填报。";
        found.add(RuleId::R17, Place::Report, values, message.into());
    }
}

fn published_late(report: &Published, found: &mut Found) {
    let (Some(organ), Some(year), Some(dated)) = (&report.organ, report.year, report.dated) else { return };
    let Some(due) = deadline(organ, year).filter(|due| dated > *due) else { return };
    let message = format!(
        "落款日期为{}，晚于公布期限{}（《条例》第四十九条）。日期误写的，请更正；确已逾期的，请尽快公布并说明原因。",
        in_chinese(dated),
        in_chinese(due),
    );
    found.add(
        RuleId::R11,
        Place::Title,
        (Value::from(due.to_string()), Value::from(dated.to_string())),
        message,
    );
}

fn in_chinese(date: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Parts 2 to 4 are their tables, which the reader looks for. Scraped text and PDFs lose headings, so there a
/// part of prose is only said to be missing; a web page or a document that has none lacks it.
fn missing_parts(report: &Published, found: &mut Found) {
    const SAID: [(u8, &[&str]); 3] = [
        (1, &["总体情况"]),
        (5, &["主要问题", "存在的问题", "存在问题"]),
        (6, &["其他需要", "其他需报告", "需要报告"]),
    ];
    let written = |number: u8| report.part(number).is_some_and(|part| !part.paragraphs.is_empty());
    if !SAID.iter().any(|(number, _)| written(*number)) {
        let message = "没有读到总体情况等文字部分，只核对了统计表。请确认文件包含报告全文。";
        return found.warn(
            RuleId::R18,
            Place::Report,
            (Value::from("六个部分"), Value::Null),
            message.into(),
        );
    }
    let keeps_headings =
        [".html", ".htm", ".docx"].iter().any(|end| report.file.to_lowercase().ends_with(end));
    for (number, words) in SAID {
        let title = PARTS[usize::from(number) - 1];
        let values = (Value::from(title), Value::Null);
        if report.part(number).is_some() {
            if !written(number) {
                let message = format!("“{title}”标题下没有内容。请按格式要求填写，没有的写“无”。");
                found.warn(RuleId::R18, place_of(number), values, message);
            }
        } else if !mentions(report, words) {
            let message = format!("没有读到“{title}”。年度报告应当包括六个部分，请补充。");
            if keeps_headings {
                found.add(RuleId::R18, place_of(number), values, message);
            } else {
                found.warn(RuleId::R18, place_of(number), values, message);
            }
        }
    }
}

fn mentions(report: &Published, words: &[&str]) -> bool {
    let paragraphs = report.parts.iter().filter(|part| part.number > 0).flat_map(|part| &part.paragraphs);
    let titles = report.parts.iter().map(|part| &part.title);
    paragraphs.chain(titles).any(|text| words.iter().any(|word| text.contains(word)))
}

/// 总体情况 must speak of five heads; their wording is free, so a head is known by any of its words.
fn missing_heads(report: &Published, found: &mut Found) {
    const SIGNS: [&[&str]; 5] = [
        &["主动公开", "公开政府信息", "公开信息"],
        &["依申请", "公开申请"],
        &["信息管理", "公文", "规范性文件", "审查", "审核"],
        &["平台", "网站", "载体", "新媒体", "公众号", "专栏"],
        &["监督", "保障", "考核", "评议", "培训", "责任追究"],
    ];
    let Some(part) = report.part(1).filter(|part| !part.paragraphs.is_empty()) else { return };
    for (head, signs) in HEADS.into_iter().zip(SIGNS) {
        let said = part.paragraphs.iter().any(|paragraph| signs.iter().any(|sign| paragraph.contains(sign)));
        if !said {
            let message =
                format!("第一部分没有写到“{head}”。总体情况应当写明{}五个方面，请补充。", HEADS.join("、"));
            found.warn(RuleId::R18, Place::Part(1), (Value::from(head), Value::Null), message);
        }
    }
}
