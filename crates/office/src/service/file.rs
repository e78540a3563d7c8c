//! 导入：guides and things from a TOML or JSON file, or guides from a table, every fault with its place

use super::fields::{Fault, Fields, label};
use super::{Guide, Service, Thing};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Services of one file at most.
const MOST: usize = 500;

/// The columns of a table of guides, by the names of their fields; lines of a cell are the lines of the field.
pub const COLUMNS: [&str; 23] = [
    "id",
    "name",
    "code",
    "kind",
    "audience",
    "theme",
    "words",
    "basis",
    "agency",
    "conditions",
    "materials",
    "steps",
    "places",
    "online",
    "statutory",
    "promised",
    "fee",
    "phone",
    "complaint",
    "result",
    "faq",
    "explain",
    "check",
];

/// The headings of such a table.
pub fn headings() -> Vec<String> {
    COLUMNS.map(|name| label(name).to_owned()).into()
}

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
    let faults = root.keys().map(|key| format!("没有“{key}”这一部分，应当是 shared、guide、thing。"));
    let mut gathered = Gathered { faults: faults.collect(), ..Gathered::default() };
    for (thing, list) in [(false, guides), (true, things)] {
        match list {
            Ok(list) if list.len() > MOST => gathered.faults.push(format!("一次至多导入{MOST}项。")),
            Ok(list) => {
                for (at, own) in (1..).zip(list) {
                    let id = own.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                    let own = if thing { own } else { with_shared(&shared, own) };
                    gathered.take(thing, at, &id, one(thing, own));
                }
            }
            Err(fault) => gathered.faults.push(fault),
        }
    }
    gathered.end()
}

/// The guides of a table, its headings first, in any order; or every fault in it.
pub fn read_table(rows: Vec<Vec<String>>) -> Result<Vec<Service>, Vec<String>> {
    let mut rows = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    let columns = columns(rows.next().unwrap_or_default())?;
    let mut gathered = Gathered::default();
    for (at, row) in (1..).zip(rows) {
        if at > MOST {
            gathered.faults.push(format!("一次至多导入{MOST}项。"));
            break;
        }
        let lines = columns.iter().zip(row).filter_map(|(name, cell)| {
            let lines: Vec<String> = cell.lines().map(str::to_owned).collect();
            name.filter(|_| !lines.is_empty()).map(|name| (name.to_owned(), lines))
        });
        let fields = Fields { lines: lines.collect(), questions: Vec::new() };
        let id = fields.lines.get("id").map(|lines| lines.concat()).unwrap_or_default();
        gathered.take(false, at, &id, Guide::read(&fields).map(|guide| Service::Guide(Box::new(guide))));
    }
    gathered.end()
}

/// Which field each column holds; those without a heading hold none.
fn columns(header: Vec<String>) -> Result<Vec<Option<&'static str>>, Vec<String>> {
    let (mut columns, mut faults) = (Vec::new(), Vec::new());
    for heading in header {
        let heading = heading.trim();
        match COLUMNS.into_iter().find(|name| label(name) == heading) {
            Some(name) if columns.contains(&Some(name)) => faults.push(format!("“{heading}”这一列有两个。")),
            None if !heading.is_empty() => {
                faults.push(format!("没有“{heading}”这一列。可以下载表样，照表样的列名填写。"));
            }
            found => columns.push(found),
        }
    }
    for name in ["id", "name", "audience", "theme"].into_iter().filter(|name| !columns.contains(&Some(name)))
    {
        faults.push(format!("缺少“{}”这一列。", label(name)));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// What was read so far, and what was wrong.
#[derive(Default)]
struct Gathered {
    services: Vec<Service>,
    known: BTreeSet<String>,
    faults: Vec<String>,
}

impl Gathered {
    /// The one at a place of its kind, from 1.
    fn take(&mut self, thing: bool, at: usize, id: &str, read: Result<Service, Vec<Fault>>) {
        let place = format!("第{at}项{}“{id}”", if thing { "一件事" } else { "指南" });
        match read {
            Ok(service) if self.known.insert(service.id().to_owned()) => self.services.push(service),
            Ok(_) => self.faults.push(format!("{place}：网址标识已经用过。")),
            Err(found) => self.faults.extend(found.iter().map(|fault| format!("{place}：{}", fault.told()))),
        }
    }

    fn end(mut self) -> Result<Vec<Service>, Vec<String>> {
        if self.services.is_empty() && self.faults.is_empty() {
            self.faults.push("文件里没有指南，也没有一件事。".into());
        }
        if self.faults.is_empty() { Ok(self.services) } else { Err(self.faults) }
    }
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
