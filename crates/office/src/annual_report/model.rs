//! 一份编成的年度报告：六个部分、三张表、每个数字的来处。

use jiff::civil::Date;
use law::annual_report::Tables;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 编制机关.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organ {
    /// 全称
    pub name: String,
    /// 简称, used in prose («市审批服务局»)
    pub short_name: String,
    /// 统一社会信用代码 or the unit code of `--unit`
    pub code: String,
    /// 所在地 («枣庄市»)
    pub region: String,
    pub address: String,
    pub postcode: String,
    pub telephone: String,
    pub email: String,
    pub website: String,
    /// 政府信息公开工作机构的名称
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// 办公时间
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office_hours: String,
    /// 传真号码
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fax: String,
}

/// A compiled report. Everything the papers and pages need; nothing is computed after it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnnualReport {
    pub organ: Organ,
    pub year: i16,
    pub tables: Tables,
    /// Last year's tables, where last year's records are there.
    pub prior: Option<Tables>,
    /// Before part one: 编制依据、统计期限、联系方式.
    pub preface: Vec<Block>,
    /// Always six.
    pub parts: Vec<Part>,
    /// Every figure of tables and prose, by metric id.
    pub figures: BTreeMap<String, Figure>,
    pub charts: Vec<Chart>,
    /// 编制日期（落款）
    pub dated: Date,
    /// The records are made up: every page and paper says so.
    pub demonstration: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// «一、总体情况»
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A heading inside a part («（一）主动公开»).
    Heading(String),
    Paragraph(Vec<Span>),
    Table(TableNo),
    /// Index into [`AnnualReport::charts`].
    Chart(usize),
}

/// Words, or one figure of the prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub text: String,
    /// The metric the text states.
    pub metric: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableNo {
    Two,
    Three,
    Four,
}

/// One figure: what it is, what it counts, what it was last year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// `requests.received`
    pub metric: String,
    /// «新收政府信息公开申请»
    pub label: String,
    /// «件»
    pub unit: String,
    /// As published (the override's where there is one).
    pub value: Decimal,
    /// Last year's.
    pub prior: Option<Decimal>,
    /// The register the records stand in, by key.
    pub register: String,
    /// How many records it counts or sums.
    pub records: u64,
    pub overridden: Option<Override>,
}

/// 人工调整: a figure that someone changed, and what the records said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Override {
    pub value: Decimal,
    pub computed: Decimal,
    pub who: String,
    pub why: String,
    pub on: Date,
}

/// A chart (附图): its title says the finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    pub unit: String,
    /// Label, value, metric id.
    pub points: Vec<(String, Decimal, Option<String>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChartKind {
    /// Horizontal bars, longest label first.
    Bars,
    /// Years along the bottom.
    Columns,
    /// Shares of a whole as one bar.
    Share,
}
