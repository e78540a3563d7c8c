//! 核对规则：编号、依据、版本、施行期间，以及三张表自身的勾稽、两年之间、上下级之间的关系。

mod arithmetic;
mod between;
mod organ;
mod register;

pub use arithmetic::{Refit, arithmetic, refit};
pub use between::{Overflow, Summing, carry_over, sum_of};
pub use organ::{OrganKind, Tier, deadline, organ_kind, organ_rules};
pub use register::{Basis, RULES, Rule};

use super::place::Place;
use serde::{Deserialize, Serialize};

/// The rules of LAW.md §2.5 (R1–R11), of CONTRACT.md (R12, R13) and ours (R14–R19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RuleId {
    /// 新收＋结转＝总计＋结转下年
    R1,
    /// 总计＝各办理结果之和
    R2,
    /// 总计列＝各类申请人之和
    R3,
    /// 上年结转＝上年报告的结转下年
    R4,
    /// 表四各块：总计＝四项之和
    R5,
    /// 现行有效＝上年现行有效＋制发－废止
    R6,
    /// 文字与表格一致、文字前后一致
    R7,
    /// 非负整数；金额为非负小数
    R8,
    /// 汇总＝各单位之和
    R9,
    /// 无规章制定权的机关，规章为0
    R10,
    /// 报送、发布期限（条例第四十九条）
    R11,
    /// 「共N件，其中…」应当相加相等
    R12,
    /// 应为数字的单元格没有数字或是别的内容
    R13,
    /// 年份有误
    R14,
    /// 机关名称有误
    R15,
    /// 内容雷同
    R16,
    /// 沿用已被取代的格式
    R17,
    /// 缺少部分、统计表或应写明的内容
    R18,
    /// 读到而未能归位的内容
    R19,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Info,
}

/// A rule broken at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    pub rule: RuleId,
    pub place: Place,
    pub expected: Option<i128>,
    pub found: Option<i128>,
}
