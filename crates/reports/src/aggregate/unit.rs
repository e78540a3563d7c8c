//! 一个单位的报告，只取汇总所需的内容。

use crate::model::Published;
use jiff::civil::Date;
use law::annual_report::rules::{Breach, Severity, arithmetic};
use law::annual_report::{Form, RuleId, Table2, Table3, Table4, Tables};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// What adding up needs of one report.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    pub organ: Option<String>,
    /// The file, and which report of it where it holds several.
    pub source: String,
    pub year: Option<i16>,
    pub dated: Option<Date>,
    pub tables: Tables,
    pub errors: u32,
    pub warnings: u32,
    /// The first error in words.
    pub first_error: Option<String>,
}

/// A report in JSON, its prose and claims passed over unread.
#[derive(Deserialize)]
struct Brief<'a> {
    #[serde(borrow, default)]
    organ: Option<Cow<'a, str>>,
    #[serde(default)]
    year: Option<i16>,
    #[serde(default)]
    form: Form,
    #[serde(default)]
    table2: Table2,
    table3: Table3,
    #[serde(default)]
    table4: Table4,
    #[serde(borrow, default)]
    findings: Vec<BriefFinding<'a>>,
    #[serde(default)]
    dated: Option<Date>,
}

#[derive(Deserialize)]
struct BriefFinding<'a> {
    rule: RuleId,
    severity: Severity,
    #[serde(borrow, default, rename = "where")]
    place: Cow<'a, str>,
    #[serde(borrow, default)]
    message: Cow<'a, str>,
    #[serde(default)]
    waived: Option<IgnoredAny>,
}

impl Unit {
    /// Reads one report of CONTRACT.md's shape. The refusal says what is wrong, without the place.
    pub fn from_json(json: &[u8], source: String) -> Result<Unit, Unread> {
        let brief: Brief<'_> = match serde_json::from_slice(json) {
            Ok(brief) => brief,
            Err(error) => return Err(Unread { source, reason: in_words(&error) }),
        };
        let tables = Tables { table2: brief.table2, table3: brief.table3, table4: brief.table4 };
        let mut unit = Unit {
            organ: brief.organ.map(Cow::into_owned),
            source,
            year: brief.year,
            dated: brief.dated,
            tables,
            errors: 0,
            warnings: 0,
            first_error: None,
        };
        // The tables' own arithmetic is done anew: a report may have been edited after it was checked.
        let (waived, open): (Vec<_>, Vec<_>) =
            brief.findings.iter().partition(|finding| finding.waived.is_some());
        for finding in open.iter().filter(|finding| !is_arithmetic(finding.rule)) {
            unit.count(finding.severity, || finding.message.to_string());
        }
        for breach in arithmetic(&tables, brief.form) {
            let place = |finding: &&BriefFinding<'_>| {
                finding.rule == breach.rule && finding.place == breach.place.to_string()
            };
            if !waived.iter().any(place) {
                unit.count(Severity::Error, || breach_in_words(&breach));
            }
        }
        Ok(unit)
    }

    /// Takes a report that was read and checked.
    pub fn from_published(report: &Published) -> Unit {
        let mut unit = Unit {
            organ: report.organ.clone(),
            source: report.file.clone(),
            year: report.year,
            dated: report.dated,
            tables: report.tables(),
            errors: 0,
            warnings: 0,
            first_error: None,
        };
        let open = report.findings.iter().filter(|finding| finding.waived.is_none());
        open.for_each(|finding| unit.count(finding.severity, || finding.message.clone()));
        unit
    }

    pub(super) fn count(&mut self, severity: Severity, words: impl FnOnce() -> String) {
        match severity {
            Severity::Error => {
                self.errors += 1;
                self.first_error.get_or_insert_with(words);
            }
            Severity::Warning => self.warnings += 1,
            Severity::Info => {}
        }
    }
}

/// A report that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unread {
    #[serde(rename = "file")]
    pub source: String,
    pub reason: String,
}

fn is_arithmetic(rule: RuleId) -> bool {
    matches!(rule, RuleId::R1 | RuleId::R2 | RuleId::R3 | RuleId::R5 | RuleId::R8)
}

pub(super) fn breach_in_words(breach: &Breach) -> String {
    let words = breach.place.in_words();
    match (breach.expected, breach.found) {
        (Some(expected), Some(found)) => format!("{words}：应为{expected}，填报{found}（{:?}）", breach.rule),
        _ => format!("{words}不符合规则{:?}", breach.rule),
    }
}

fn in_words(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => {
            format!("内容不合年度报告的 JSON 形状（{}）", law::plain::cause(&error.to_string()))
        }
        _ => format!("不是正确的 JSON（第{}行第{}列）", error.line(), error.column()),
    }
}
