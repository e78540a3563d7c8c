//! 机关名称：标题、编制说明、联系方式和自称应当是同一个机关（R15）。

use super::super::{Context, Found, place_of};
use crate::claims::tidy::tidy;
use crate::model::Published;
use law::annual_report::{Place, RuleId};
use serde_json::Value;

pub fn check(report: &Published, ctx: &Context<'_>, found: &mut Found) {
    let Some(organ) = report.organ.as_deref() else { return };
    if let Some(expected) = ctx.expected_organ.filter(|expected| !are_one(expected, organ)) {
        let message = format!("报告标题中的机关为“{organ}”，应为“{expected}”。请确认提交的是本机关的报告。");
        found.add(RuleId::R15, Place::Title, (Value::from(expected), Value::from(organ)), message);
    }
    for part in report.parts.iter().filter(|part| part.number != 2 && part.number != 3) {
        for paragraph in &part.paragraphs {
            if paragraph.contains('由') || paragraph.contains('与') {
                stated(organ, &tidy(paragraph), part.number, found);
            }
            pronoun(organ, paragraph, part.number, found);
        }
    }
}

/// «本报告由某局编制», «请与某局联系».
fn stated(organ: &str, text: &str, part: u8, found: &mut Found) {
    for (before, after) in [("报告由", "编制"), ("报告由", "根据"), ("请与", "联系"), ("请联系", "(")]
    {
        let Some(name) = between(text, before, after).map(named) else { continue };
        if contradicts(organ, name) {
            let message = format!(
                "标题中的机关为“{organ}”，文字写的却是“{name}”（{before}……{after}）。请核实后改为“{organ}”。"
            );
            found.add(RuleId::R15, place_of(part), (Value::from(organ), Value::from(name)), message);
        }
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    const LONGEST_NAME: usize = 40 * 3;
    let start = text.find(before)? + before.len();
    let rest = &text[start..];
    let end = rest.find(after).filter(|end| (6..=LONGEST_NAME).contains(end))?;
    Some(&rest[..end])
}

/// The name before any bracket or comma.
fn named(text: &str) -> &str {
    text.split(['(', ',', '、', '。', ':']).next().unwrap_or(text)
}

/// Both are the same kind of organ, and neither name can be short for the other.
fn contradicts(organ: &str, name: &str) -> bool {
    let kind = |name: &str| {
        if name.contains("人民政府") {
            Some("人民政府")
        } else {
            ["委员会", "局", "厅", "街道办事处"].into_iter().find(|end| name.ends_with(end))
        }
    };
    kind(organ).is_some() && kind(organ) == kind(name) && !are_one(organ, name)
}

/// One name is the other with words left out («市审批服务局», «淮安市洪泽区人民政府办公室»).
fn are_one(one: &str, other: &str) -> bool {
    let (one, other) = (essence(one), essence(other));
    is_within(&one, &other) || is_within(&other, &one)
}

fn essence(name: &str) -> String {
    let name = name.split(['(', '（']).next().unwrap_or(name);
    let name = ["办公室", "办公厅"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    name.replace("人民政府", "").replace("政府", "").split_whitespace().collect()
}

fn is_within(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|letter| rest.any(|other| other == letter))
}

/// «我镇» in the report of a bureau: the sentence came from elsewhere.
fn pronoun(organ: &str, paragraph: &str, part: u8, found: &mut Found) {
    for (at, _) in paragraph.match_indices('我') {
        let rest = &paragraph[at + '我'.len_utf8()..];
        let Some(own) = ["街道", "镇", "乡", "局", "委", "厅"].into_iter().find(|own| rest.starts_with(own))
        else {
            continue;
        };
        // 我委员会 and 我乡村 are other words; only what is followed by a verb or a comma would be safe, so the
        // kinds compared are those that can never be the organ's own.
        if rest.starts_with("乡村") || !is_foreign(organ, own) {
            continue;
        }
        let message =
            format!("文字中自称“我{own}”，而报告机关是“{organ}”。请核对该段是否照搬自其他机关的报告。");
        return found.warn(
            RuleId::R15,
            place_of(part),
            (Value::from(organ), Value::from(format!("我{own}"))),
            message,
        );
    }
}

fn is_foreign(organ: &str, own: &str) -> bool {
    let ends = |words: &[&str]| words.iter().any(|word| organ.ends_with(word));
    let bureau = ends(&["局", "厅", "委员会", "委"]);
    let township = ends(&["镇人民政府", "乡人民政府", "街道办事处"]);
    let government = ends(&["市人民政府", "县人民政府", "区人民政府"]);
    match own {
        "街道" => bureau || organ.ends_with("镇人民政府") || organ.ends_with("乡人民政府"),
        "镇" | "乡" => bureau || organ.ends_with("街道办事处"),
        "局" | "厅" => township || government,
        _ => township,
    }
}
