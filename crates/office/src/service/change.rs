//! 变更记录：what is other in a new edition, element by element

use super::Service;
use super::fields::{Fields, label};
use super::guide::days_told;
use std::collections::BTreeSet;

/// «承诺时限：由“10个工作日”改为“5个工作日”», «申请材料：增加“健康证明”»; empty where nothing was changed.
pub fn changes(before: &Service, after: &Service) -> Vec<String> {
    let fields = |service: &Service| match service {
        Service::Guide(guide) => guide.fields(),
        Service::Thing(thing) => thing.fields(),
    };
    let (before, after) = (fields(before), fields(after));
    let names: BTreeSet<&String> = before.lines.keys().chain(after.lines.keys()).collect();
    let mut told: Vec<String> = names
        .into_iter()
        .filter_map(|name| Some(format!("{}：{}", label(name), change(&before, &after, name)?)))
        .collect();
    if before.questions != after.questions {
        told.push("情形问答：有修改".into());
    }
    told
}

fn change(before: &Fields, after: &Fields, name: &str) -> Option<String> {
    let lines = |fields: &Fields| -> Vec<String> {
        let lines = fields.lines.get(name).into_iter().flatten();
        lines.filter(|line| !line.is_empty()).cloned().collect()
    };
    let (before, after) = (lines(before), lines(after));
    if before == after {
        return None;
    }
    if let ([old], [new]) = (before.as_slice(), after.as_slice()) {
        return Some(format!("由“{}”改为“{}”", shown(name, old), shown(name, new)));
    }
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        let missing = one.iter().filter(|line| !other.contains(line));
        missing.map(|line| format!("“{}”", head(line))).collect()
    };
    let (gone, new) = (only(&before, &after), only(&after, &before));
    let parts = [("去掉", gone), ("增加", new)].into_iter().filter(|(_, list)| !list.is_empty());
    let parts: Vec<String> = parts.map(|(word, list)| format!("{word}{}", list.join("、"))).collect();
    Some(if parts.is_empty() { "调整了顺序".into() } else { parts.join("，") })
}

/// As the reader is told a value: terms with their unit.
fn shown(name: &str, line: &str) -> String {
    match line.parse() {
        Ok(days) if matches!(name, "statutory" | "promised") => days_told(days),
        _ => head(line),
    }
}

/// The first column, not too long.
fn head(line: &str) -> String {
    let first = line.split('|').next().unwrap_or_default().trim();
    let mut short: String = first.chars().take(40).collect();
    if first.chars().count() > 40 {
        short.push('…');
    }
    short
}
