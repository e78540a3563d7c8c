//! 一份读到的年度报告：数值、文字、说法、问题。Its JSON is the shape of CONTRACT.md.

use jiff::civil::Date;
use law::annual_report::rules::Severity;
use law::annual_report::{Form, Place, RuleId, Table2, Table3, Table4, Tables};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One published report as read from one file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Published {
    /// The path or name it was read from.
    pub file: String,
    /// 发布机关, from the title or the text.
    pub organ: Option<String>,
    pub year: Option<i16>,
    pub form: Form,
    pub table2: Table2,
    pub table3: Table3,
    pub table4: Table4,
    /// What the prose says in figures.
    pub claims: Vec<Claim>,
    pub findings: Vec<Finding>,
    /// The prose, part by part; part 0 is what stands before 一、总体情况.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Remarks printed in cells beside the number («其中修订16件»).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<CellNote>,
    /// What only the 2019 form has: rows of table 2 by label, cells as printed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trial_rows: Vec<TrialRow>,
    /// 落款或发布日期, where the paper bears one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dated: Option<Date>,
    /// Explained exceptions kept with the report.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<crate::waiver::Waiver>,
    /// Those of them that explain nothing: run out, or without a finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unused_waivers: Vec<crate::waiver::Unused>,
    /// Last year's report as it was used; `None` where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior: Option<Prior>,
}

/// 上年报告：whether a report was compared with it, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prior {
    pub compared: bool,
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Published {
    pub fn tables(&self) -> Tables {
        Tables { table2: self.table2, table3: self.table3, table4: self.table4 }
    }

    pub fn set_tables(&mut self, tables: Tables) {
        (self.table2, self.table3, self.table4) = (tables.table2, tables.table3, tables.table4);
    }

    /// The part with this number (1–6), if the report has it.
    pub fn part(&self, number: u8) -> Option<&Part> {
        self.parts.iter().find(|part| part.number == number)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    pub number: u8,
    /// The heading as printed.
    pub title: String,
    /// Paragraphs with look-alike characters folded and hard line breaks joined; table text left out.
    pub paragraphs: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellNote {
    #[serde(rename = "where", with = "place_text")]
    pub place: Place,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialRow {
    pub label: String,
    pub cells: Vec<String>,
}

/// 文字中的一个数字说法.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub kind: ClaimKind,
    #[serde(serialize_with = "number", deserialize_with = "decimal")]
    pub value: Decimal,
    /// The words it was read from.
    pub text: String,
    /// Whether the tables (or its own parts) bear it out; `None` where there is nothing to compare with.
    pub agrees: Option<bool>,
    /// Which part it stands in.
    #[serde(default)]
    pub part: u8,
}

/// The kinds of CONTRACT.md, and ours after the blank line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    ProactiveItems,
    RequestsReceived,
    RequestsCarried,
    RequestsReceivedAndCarried,
    RequestsAnswered,
    Granted,
    Partial,
    Refused,
    Unable,
    NotProcessed,
    OtherHandling,
    ReviewTotal,
    LitigationTotal,
    NormdocsMade,
    NormdocsRepealed,
    NormdocsInForce,
    ProcessingFeeYuan,
    YearOnYear,
    ItemisedSum,

    RequestsCarriedOver,
    /// 自然人新收与结转之和
    RequestsNatural,
    /// 法人或其他组织新收与结转之和
    RequestsLegal,
    GrantedAndPartial,
    ReviewAndLitigationTotal,
    /// 被纠错、败诉
    CorrectedTotal,
    /// 维持
    UpheldTotal,
    RegulationsMade,
    RegulationsRepealed,
    RegulationsInForce,
    Licences,
    Penalties,
    Coercions,
    /// 行政事业性收费，万元
    AdministrativeFees,
    Percentage,
}

/// A rule broken, and what the clerk should do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: RuleId,
    pub severity: Severity,
    #[serde(rename = "where", with = "place_text")]
    pub place: Place,
    /// The value that would reconcile, or the words that should stand there.
    pub expected: serde_json::Value,
    pub found: serde_json::Value,
    /// A Chinese sentence that tells the clerk what to correct.
    pub message: String,
    /// The explanation on file that makes this an accepted exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

mod place_text {
    use law::annual_report::Place;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(place)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom(format!("unknown place {text}")))
    }
}

fn number<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    match (value.fract().is_zero(), value.to_i64(), value.to_f64()) {
        (true, Some(whole), _) => serializer.serialize_i64(whole),
        (_, _, Some(float)) => serializer.serialize_f64(float),
        (_, _, None) => serializer.collect_str(value),
    }
}

fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let text = match &value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.parse().map_err(serde::de::Error::custom)
}
