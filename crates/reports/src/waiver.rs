//! 例外说明：who explained a finding, why, until when; kept with the report and shown.

use jiff::civil::Date;
use law::annual_report::RuleId;
use serde::{Deserialize, Serialize};

/// 一项例外说明.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
