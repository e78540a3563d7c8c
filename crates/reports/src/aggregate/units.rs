//! 单位名单：应当报告的单位、上下级、类别、期限。

use jiff::civil::Date;
use serde::Deserialize;
use std::collections::HashMap;

/// One unit that should report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    pub code: String,
    pub name: String,
    /// Index of the unit it stands under.
    pub parent: Option<usize>,
    /// 类别 («市直部门», «乡镇»); the sums are also made by it.
    pub kind: String,
    pub due: Option<Date>,
    pub role: Role,
}

/// What is expected of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// A report of its own, which is added.
    #[default]
    Own,
    /// A report that is the total of the units under it: compared with them (R9), not added.
    Total,
    /// None: it only stands above others.
    Level,
}

/// No hierarchy of organs is deeper; a way up that is longer goes round.
const DEEPEST: usize = 16;

/// The list, each unit once.
#[derive(Debug, Clone, Default)]
pub struct Units {
    all: Vec<Listed>,
    by_name: HashMap<String, usize>,
}

/// Why a list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("单位名单《{file}》没有“名称”一列。请在第一行写明列名：代码、名称、上级、类别、期限、汇总。")]
    NoNames { file: String },
    #[error("单位名单《{file}》无法读取：{reason}。请存为 CSV（UTF-8 或 GB18030）或 TOML。")]
    Malformed { file: String, reason: String },
    #[error("单位名单《{file}》第{entry}个单位没有名称。请补上。")]
    Nameless { file: String, entry: usize },
    #[error("单位名单《{file}》中“{name}”出现两次。请只保留一行。")]
    Twice { file: String, name: String },
    #[error("单位名单《{file}》中“{name}”的上级“{parent}”不在名单中。请补上该上级或者改正。")]
    NoParent { file: String, name: String, parent: String },
    #[error("单位名单《{file}》中“{name}”成了自己的上级。请改正上下级。")]
    Cycle { file: String, name: String },
    #[error("单位名单《{file}》中“{name}”的{column}“{value}”不能识别。{remedy}")]
    BadValue { file: String, name: String, column: &'static str, value: String, remedy: &'static str },
}

/// A unit as written in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Entry {
    #[serde(alias = "代码")]
    code: String,
    #[serde(alias = "名称")]
    name: String,
    #[serde(alias = "上级")]
    parent: String,
    #[serde(alias = "类别")]
    kind: String,
    #[serde(alias = "期限")]
    due: String,
    #[serde(alias = "汇总")]
    total: String,
}

#[derive(Deserialize)]
struct File {
    #[serde(default, rename = "unit", alias = "单位")]
    units: Vec<Entry>,
}

impl Units {
    /// Reads a list; TOML (`[[unit]]`) where the name ends so, CSV otherwise.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Units, Refusal> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => encoding_rs::GB18030.decode(bytes).0,
        };
        let text = text.trim_start_matches('\u{feff}');
        let entries = match file.ends_with(".toml") {
            true => {
                let parsed = toml::from_str::<File>(text);
                parsed.map_err(|error| malformed(file, law::plain::toml(text, &error)))?.units
            }
            false => from_csv(file, text)?,
        };
        Units::assemble(file, entries)
    }

    /// A plain list of names, without levels or dates.
    pub fn from_names<N: AsRef<str>>(names: &[N]) -> Units {
        let mut units = Units::default();
        for name in names {
            let key = normal(name.as_ref());
            if !key.is_empty() && !units.by_name.contains_key(&key) {
                units.by_name.insert(key, units.all.len());
                units.all.push(Listed { name: name.as_ref().trim().into(), ..Listed::default() });
            }
        }
        units
    }

    fn assemble(file: &str, entries: Vec<Entry>) -> Result<Units, Refusal> {
        let mut units = Units::default();
        let mut by_code = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let listed = listed(file, index, entry)?;
            let twice = || Refusal::Twice { file: file.into(), name: listed.name.clone() };
            if units.by_name.insert(normal(&listed.name), index).is_some() {
                return Err(twice());
            }
            if !listed.code.is_empty() && by_code.insert(listed.code.clone(), index).is_some() {
                return Err(twice());
            }
            units.all.push(listed);
        }
        for (index, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.parent.trim().is_empty())
        {
            let parent = entry.parent.trim();
            let found = by_code.get(parent).or_else(|| units.by_name.get(&normal(parent))).copied();
            units.all[index].parent = Some(found.ok_or_else(|| Refusal::NoParent {
                file: file.into(),
                name: units.all[index].name.clone(),
                parent: parent.into(),
            })?);
        }
        units.refuse_cycles(file)?;
        Ok(units)
    }

    fn refuse_cycles(&self, file: &str) -> Result<(), Refusal> {
        for (index, unit) in self.all.iter().enumerate() {
            if self.ancestors(index).take(DEEPEST + 1).count() > DEEPEST {
                return Err(Refusal::Cycle { file: file.into(), name: unit.name.clone() });
            }
        }
        Ok(())
    }

    /// The units above one, nearest first.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.all[index].parent, |above| self.all[*above].parent)
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn get(&self, index: usize) -> &Listed {
        &self.all[index]
    }

    pub fn all(&self) -> &[Listed] {
        &self.all
    }

    pub fn find(&self, organ: &str) -> Option<usize> {
        self.by_name.get(&normal(organ)).copied()
    }
}

/// A name as compared: without blanks, brackets of either width alike.
pub fn normal(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace());
    kept.map(|c| match c {
        '(' => '（',
        ')' => '）',
        other => other,
    })
    .collect()
}

fn listed(file: &str, index: usize, entry: &Entry) -> Result<Listed, Refusal> {
    let name = entry.name.trim().to_string();
    if name.is_empty() {
        return Err(Refusal::Nameless { file: file.into(), entry: index + 1 });
    }
    let bad = |column, value: &str, remedy| Refusal::BadValue {
        file: file.into(),
        name: name.clone(),
        column,
        value: value.into(),
        remedy,
    };
    let due = match entry.due.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| bad("期限", text, "请写成 2025-01-31 的样子。"))?),
    };
    let role = match entry.total.trim() {
        "" | "否" | "0" | "false" => Role::Own,
        "是" | "1" | "true" => Role::Total,
        "不报" => Role::Level,
        text => return Err(bad("汇总", text, "请写“是”“否”或者“不报”。")),
    };
    let (code, kind) = (entry.code.trim().into(), entry.kind.trim().into());
    Ok(Listed { code, name, parent: None, kind, due, role })
}

fn from_csv(file: &str, text: &str) -> Result<Vec<Entry>, Refusal> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| malformed(file, csv_cause(&error)))?;
    if !headers.iter().any(|header| matches!(header, "名称" | "name")) {
        return Err(Refusal::NoNames { file: file.into() });
    }
    let entries = reader.deserialize().collect::<Result<_, _>>();
    entries.map_err(|error| malformed(file, csv_cause(&error)))
}

fn malformed(file: &str, reason: String) -> Refusal {
    Refusal::Malformed { file: file.into(), reason }
}

/// «第3行的列数与表头不同»
fn csv_cause(error: &csv::Error) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { .. } => format!("第{line}行的列数与表头不同"),
        csv::ErrorKind::Deserialize { err, .. } => {
            format!("第{line}行{}", law::plain::cause(&err.kind().to_string()))
        }
        _ => format!("第{line}行不能读取"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const LIST: &str = "代码,名称,上级,类别,期限,汇总\n\
        3701,甲市人民政府,,市政府,2025-03-31,是\n\
        3702,乙县人民政府,3701,县政府,,\n\
        ,丙镇人民政府,乙县人民政府,乡镇,,否\n";

    #[test]
    fn a_list_names_units_levels_and_dates() {
        let units = Units::parse("名单.csv", LIST.as_bytes()).unwrap();
        let town = units.find("丙镇 人民政府").unwrap();
        assert_eq!(
            units.ancestors(town).map(|i| units.get(i).name.as_str()).collect::<Vec<_>>(),
            ["乙县人民政府", "甲市人民政府"]
        );
        assert!(units.get(0).role == Role::Total && units.get(0).due == Some(jiff::civil::date(2025, 3, 31)));
        let encoded = encoding_rs::GB18030.encode(LIST).0;
        assert_eq!(Units::parse("名单.csv", &encoded).unwrap().all, units.all);
    }

    #[test]
    fn toml_holds_the_same() {
        let toml =
            "[[unit]]\nname = \"甲市人民政府\"\n[[unit]]\n\"名称\" = \"乙局\"\nparent = \"甲市人民政府\"\n";
        assert_eq!(Units::parse("units.toml", toml.as_bytes()).unwrap().get(1).parent, Some(0));
    }

    fn check_refused(list: &str, message: &str) {
        assert_eq!(Units::parse("名单.csv", list.as_bytes()).unwrap_err().to_string(), message);
    }

    #[test]
    fn what_cannot_be_a_hierarchy_is_refused_with_the_remedy() {
        check_refused(
            "代码\n1\n",
            "单位名单《名单.csv》没有“名称”一列。请在第一行写明列名：代码、名称、上级、类别、期限、汇总。",
        );
        check_refused("名称\n甲\n甲\n", "单位名单《名单.csv》中“甲”出现两次。请只保留一行。");
        check_refused(
            "名称,上级\n甲,乙\n",
            "单位名单《名单.csv》中“甲”的上级“乙”不在名单中。请补上该上级或者改正。",
        );
        check_refused(
            "名称,上级\n甲,乙\n乙,甲\n",
            "单位名单《名单.csv》中“甲”成了自己的上级。请改正上下级。",
        );
        check_refused(
            "名称,期限\n甲,明天\n",
            "单位名单《名单.csv》中“甲”的期限“明天”不能识别。请写成 2025-01-31 的样子。",
        );
    }
}
