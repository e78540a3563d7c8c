//! 导入：guides and things from a TOML or JSON file, every fault with its place

use super::fields::{Fault, Fields};
use super::{Guide, Service, Thing};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Services of one file at most.
const MOST: usize = 500;

/// What the file has, in its order; or every fault in it: «第3项指南“food-licence”：申请材料第2行：…».
pub fn read(name: &str, text: &str) -> Result<Vec<Service>, Vec<String>> {
    let root = parse(name, text).map_err(|fault| vec![fault])?;
    let Value::Object(mut root) = root else {
        return Err(vec!["文件应当由 guide、thing 两个表组成。".into()]);
    };
    let shared = root
        .remove("shared")
        .map_or(Ok(Map::new()), table)
        .map_err(|_| vec!["shared 应当是一个表。".to_owned()])?;
    let (guides, things) = (tables(&mut root, "guide"), tables(&mut root, "thing"));
    let mut faults: Vec<String> =
        root.keys().map(|key| format!("没有“{key}”这一部分，应当是 shared、guide、thing。")).collect();
    let mut services = Vec::new();
    let mut known = BTreeSet::new();
    for (thing, list) in [(false, guides), (true, things)] {
        let list = match list {
            Ok(list) if list.len() > MOST => {
                faults.push(format!("一次至多导入{MOST}项。"));
                continue;
            }
            Ok(list) => list,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        for (at, own) in (1..).zip(list) {
            let id = own.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            let place = format!("第{at}项{}“{id}”", if thing { "一件事" } else { "指南" });
            let own = if thing { own } else { with_shared(&shared, own) };
            match one(thing, own) {
                Ok(service) if known.insert(service.id().to_owned()) => services.push(service),
                Ok(_) => faults.push(format!("{place}：网址标识已经用过。")),
                Err(found) => faults.extend(found.iter().map(|fault| format!("{place}：{}", fault.told()))),
            }
        }
    }
    if services.is_empty() && faults.is_empty() {
        faults.push("文件里没有指南，也没有一件事。".into());
    }
    if faults.is_empty() { Ok(services) } else { Err(faults) }
}

fn parse(name: &str, text: &str) -> Result<Value, String> {
    if name.to_ascii_lowercase().ends_with(".json") {
        return serde_json::from_str(text)
            .map_err(|error| format!("第{}行第{}列：不是正确的 JSON。", error.line(), error.column()));
    }
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..start].iter().filter(|one| **one == b'\n').count() + 1;
        format!("第{line}行：不是正确的 TOML。请核对引号、方括号。")
    })
}

fn table(value: Value) -> Result<Map<String, Value>, Value> {
    match value {
        Value::Object(map) => Ok(map),
        other => Err(other),
    }
}

fn tables(root: &mut Map<String, Value>, name: &str) -> Result<Vec<Map<String, Value>>, String> {
    let Some(value) = root.remove(name) else { return Ok(Vec::new()) };
    let wrong = || format!("{name} 应当是若干个表，写成 [[{name}]]。");
    let Value::Array(list) = value else { return Err(wrong()) };
    list.into_iter().map(|one| table(one).map_err(|_| wrong())).collect()
}

fn with_shared(shared: &Map<String, Value>, own: Map<String, Value>) -> Map<String, Value> {
    let mut all = shared.clone();
    all.extend(own);
    all
}

fn one(thing: bool, own: Map<String, Value>) -> Result<Service, Vec<Fault>> {
    let fields = fields(own, thing)?;
    if thing {
        Thing::read(&fields).map(|thing| Service::Thing(Box::new(thing)))
    } else {
        Guide::read(&fields).map(|guide| Service::Guide(Box::new(guide)))
    }
}

fn fields(own: Map<String, Value>, nested: bool) -> Result<Fields, Vec<Fault>> {
    let (mut lines, mut questions, mut faults) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (name, value) in own {
        match (name.as_str(), value) {
            ("question", Value::Array(list)) if nested => {
                for one in list {
                    match table(one).map(|own| fields(own, false)) {
                        Ok(Ok(fields)) => questions.push(fields),
                        Ok(Err(found)) => faults.extend(found),
                        Err(_) => faults.push(Fault::new("question", "应当是若干个表")),
                    }
                }
            }
            (_, value) => match texts(value) {
                Some(list) => drop(lines.insert(name, list)),
                None => faults.push(Fault::new(name, "应当是文字、整数或者若干行文字")),
            },
        }
    }
    if faults.is_empty() { Ok(Fields { lines, questions }) } else { Err(faults) }
}

/// A text is its lines, a number its digits, a list its texts.
fn texts(value: Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(text.lines().map(str::to_owned).collect()),
        Value::Number(number) if number.is_u64() => Some(vec![number.to_string()]),
        Value::Array(list) => list
            .into_iter()
            .map(|one| match one {
                Value::String(text) => Some(text.replace(['\n', '\r'], " ")),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
