//! 例外说明：who explained a finding, why, until when; kept with the report and shown.

use crate::model::{Finding, Published};
use jiff::civil::Date;
use law::annual_report::rules::Severity;
use law::annual_report::{Place, RuleId};
use law::plain;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// 一项例外说明.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Waiver {
    pub rule: RuleId,
    /// The `where` it covers.
    #[serde(rename = "where")]
    pub place: String,
    pub who: String,
    pub why: String,
    /// 有效期至; without it, for this report only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// 例外说明文件：one or several of
///
/// ```toml
/// [[waiver]]
/// rule = "R4"
/// where = "table3.carried.total"
/// who = "政务公开科"
/// why = "机构合并，接收原单位未办结申请2件。"
/// until = 2026-12-31
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waivers(pub Vec<Waiver>);

/// Why a file of waivers cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWaivers {
    #[error(
        "例外说明文件格式有误：{reason}。每项写作 [[waiver]]，包括 rule（规则编号）、where（位置）、who（说明人）、why（理由），until（有效期）可以不写。"
    )]
    Malformed { reason: String },
    #[error("第{number}项例外说明没有写{missing}。请补充后再核对。")]
    Incomplete { number: usize, missing: &'static str },
    #[error("第{number}项例外说明的位置“{place}”不存在。请照抄核对结果中的 where。")]
    UnknownPlace { number: usize, place: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Entry>,
}

/// A waiver as written: TOML has dates of its own, JSON has text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: RuleId,
    r#where: String,
    who: String,
    why: String,
    until: Option<Day>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Toml(toml::value::Datetime),
    Text(String),
}

impl Day {
    fn date(&self) -> Result<Date, BadWaivers> {
        let text = match self {
            Day::Toml(day) => day.to_string(),
            Day::Text(text) => text.clone(),
        };
        text.parse()
            .map_err(|_| BadWaivers::Malformed { reason: format!("日期“{text}”不是 年-月-日") })
    }
}

impl Waivers {
    /// Reads the TOML kept beside a report.
    pub fn parse(text: &str) -> Result<Waivers, BadWaivers> {
        let file: File = toml::from_str(text)
            .map_err(|error| BadWaivers::Malformed { reason: plain::toml(text, &error) })?;
        Waivers::from_entries(file.waiver)
    }

    /// Reads the same from JSON: a list, or an object with a list `waiver`.
    pub fn parse_json(text: &str) -> Result<Waivers, BadWaivers> {
        if text.trim_start().starts_with('{') {
            let file: File = serde_json::from_str(text).map_err(|error| malformed(&error))?;
            return Waivers::from_entries(file.waiver);
        }
        Waivers::from_entries(serde_json::from_str(text).map_err(|error| malformed(&error))?)
    }

    fn from_entries(entries: Vec<Entry>) -> Result<Waivers, BadWaivers> {
        entries
            .into_iter()
            .zip(1..)
            .map(|(entry, number)| entry.waiver(number))
            .collect::<Result<_, _>>()
            .map(Waivers)
    }
}

fn malformed(error: &serde_json::Error) -> BadWaivers {
    let (line, column) = (error.line(), error.column());
    let reason = format!("第{line}行第{column}列：{}", plain::cause(&error.to_string()));
    BadWaivers::Malformed { reason }
}

impl Entry {
    fn waiver(self, number: usize) -> Result<Waiver, BadWaivers> {
        if let Some((missing, _)) =
            [("说明人", &self.who), ("理由", &self.why)].into_iter().find(|(_, text)| text.trim().is_empty())
        {
            return Err(BadWaivers::Incomplete { number, missing });
        }
        if self.r#where.parse::<Place>().is_err() {
            return Err(BadWaivers::UnknownPlace { number, place: self.r#where });
        }
        let until = self.until.as_ref().map(Day::date).transpose()?;
        Ok(Waiver { rule: self.rule, place: self.r#where, who: self.who, why: self.why, until })
    }
}

/// 没有起作用的例外说明, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    #[serde(flatten)]
    pub waiver: Waiver,
    pub reason: Idle,
    /// A Chinese sentence that tells the clerk what to do about it.
    pub message: String,
}

/// Why a waiver explains nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Idle {
    Expired,
    Unmatched,
}

/// Marks what the report's waivers explain; lists those that have run out by `today` or explain nothing.
pub fn apply(report: &mut Published, today: Option<Date>) {
    let places: Vec<String> = report.findings.iter().map(|finding| finding.place.to_string()).collect();
    let covers = |waiver: &Waiver, finding: &Finding, place: &str| {
        waiver.rule == finding.rule && waiver.place == place && waiver.is_valid(today)
    };
    for (finding, place) in report.findings.iter_mut().zip(&places) {
        let covering = report.waivers.iter().find(|waiver| covers(waiver, finding, place));
        finding.waived = covering.map(Waiver::in_words);
    }
    let idle = |waiver: &&Waiver| {
        let covered = report.findings.iter().zip(&places).any(|(one, place)| covers(waiver, one, place));
        !covered
    };
    report.unused_waivers = report.waivers.iter().filter(idle).map(|waiver| waiver.unused(today)).collect();
}

/// Several reports of one file share its waivers: one that explains something in any of them is of use, and one
/// that explains nothing is told once.
pub fn settle_shared(reports: &mut [Published]) {
    let mut done: HashSet<Waiver> = HashSet::new();
    for report in reports.iter() {
        let idle: HashSet<&Waiver> = report.unused_waivers.iter().map(|unused| &unused.waiver).collect();
        done.extend(report.waivers.iter().filter(|waiver| !idle.contains(waiver)).cloned());
    }
    for report in reports {
        report.unused_waivers.retain(|unused| done.insert(unused.waiver.clone()));
    }
}

/// Whether anything stands that must be corrected; what is explained does not count.
pub fn has_errors(report: &Published) -> bool {
    report.findings.iter().any(|finding| finding.severity == Severity::Error && finding.waived.is_none())
}

impl Waiver {
    /// To the end of its last day; where the day is not known, it holds.
    fn is_valid(&self, today: Option<Date>) -> bool {
        match (self.until, today) {
            (Some(until), Some(today)) => today <= until,
            _ => true,
        }
    }

    fn in_words(&self) -> String {
        match self.until {
            Some(until) => format!("{}：{}（至{until}）", self.who, self.why),
            None => format!("{}：{}", self.who, self.why),
        }
    }

    fn unused(&self, today: Option<Date>) -> Unused {
        let (reason, message) = match self.until.filter(|_| !self.is_valid(today)) {
            Some(until) => (
                Idle::Expired,
                format!(
                    "{}作出的例外说明（{}）已于{until}到期，不再适用。确需继续的，请重新说明并写明新的期限。",
                    self.who,
                    self.about()
                ),
            ),
            None => (
                Idle::Unmatched,
                format!(
                    "{}作出的例外说明（{}）没有对应的问题。请核对规则编号和位置；已经改正的，请删去这项说明。",
                    self.who,
                    self.about()
                ),
            ),
        };
        Unused { waiver: self.clone(), reason, message }
    }

    /// «R4，表三“上年结转”行：机构合并»
    fn about(&self) -> String {
        let place = self.place.parse().map_or_else(|_| self.place.clone(), |place: Place| place.in_words());
        format!("{}，{place}：{}", self.rule, self.why.trim_end_matches('。'))
    }
}
