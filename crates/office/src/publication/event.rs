//! 事件：一条信息发生过的事。 Stored for ever: add a variant, never rename, never change a field.

use super::content::Content;
use jiff::Timestamp;
use jiff::civil::Date;
use law::proactive::review::{Conclusion, Question};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 起草
    Drafted { index: String, on: Date, by: String, content: Content },
    /// 修改: the review begins anew.
    Revised { by: String, on: Date, content: Content, why: String },
    /// 自审
    SelfChecked { by: String, answers: Answers, remark: String },
    /// 部门负责人审核
    DepartmentPassed { by: String, remark: String },
    /// 列为重大信息
    MadeImportant { why: String },
    /// 退回
    SentBack { by: String, remark: String },
    /// 保密审查
    SecrecyReviewed {
        by: String,
        conclusion: Conclusion,
        basis: String,
        answers: Answers,
        overridden: Vec<Overridden>,
    },
    /// 认为不公开会对公共利益造成重大影响 (条例第十五条): what the item holds of a third party goes out all the same.
    PublicInterest { by: String, questions: Vec<Question>, why: String },
    /// 有关主管部门、保密行政管理部门确定
    Determined { organ: String, document_no: String, on: Date, conclusion: Conclusion },
    /// 不予公开，何时重新评估
    Withheld { reassess: Date },
    /// 重新评估
    Reassessed { by: String, on: Date, open: bool, why: String, next: Option<Date> },
    /// 负责人批准
    Approved { by: String, remark: String },
    /// 定时发布
    Scheduled { at: Timestamp },
    /// 发布: the time is the server's.
    Published { edition: u32, at: Timestamp, by: String },
    /// 撤回
    Withdrawn { at: Timestamp, by: String, reason: Reason, explanation: String },
    /// 保密审查人员同意隐去一个以前的版本
    HidingAgreed { by: String, edition: u32, why: String },
    /// 隐去一个以前的版本: the item and its other editions stay.
    EditionHidden { at: Timestamp, by: String, edition: u32, explanation: String },
    /// 有效性
    ValidityChanged { validity: Validity, on: Date, basis: String },
    /// 规章报备案
    Filed { on: Date, by: String, organ: String, document_no: String },
    /// 得知公开的处罚决定已经变动: the item is to be withdrawn.
    DecisionFell { on: Date, by: String, fall: Fall, basis: String },
    /// 移送查阅场所
    HandedOver { to: Premises, list: String, on: Date },
    /// 弃稿
    Dropped { by: String, why: String },
}

/// 审查表的回答: whether the item holds what each question asks for.
pub type Answers = Vec<(Question, bool)>;

/// A finding of the scan that the reviewer lets stand, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overridden {
    /// As the scan names it: place, kind and position.
    pub finding: String,
    pub why: String,
}

/// 为什么撤回。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 内容不准确
    Inaccurate,
    /// 含有不应公开的内容
    NotForPublic,
    /// 处罚决定被变更、撤销、确认违法、确认无效
    DecisionFell,
    /// 已由新的信息代替
    Superseded,
    /// 公示期满
    NoticeOver,
    Other,
}

impl Reason {
    pub const ALL: [Reason; 6] = [
        Reason::Inaccurate,
        Reason::NotForPublic,
        Reason::DecisionFell,
        Reason::Superseded,
        Reason::NoticeOver,
        Reason::Other,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Reason::Inaccurate => "inaccurate",
            Reason::NotForPublic => "not_for_public",
            Reason::DecisionFell => "decision_fell",
            Reason::Superseded => "superseded",
            Reason::NoticeOver => "notice_over",
            Reason::Other => "other",
        }
    }

    pub fn from_key(key: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Reason::Inaccurate => "内容不准确",
            Reason::NotForPublic => "含有不应公开的内容",
            Reason::DecisionFell => "原决定已变更、撤销或者确认违法、无效",
            Reason::Superseded => "已由新的信息代替",
            Reason::NoticeOver => "公示期满",
            Reason::Other => "其他原因",
        }
    }
}

/// 文件的有效性。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    InForce,
    Repealed,
    Expired,
    /// 尚未施行: what its own date says. Nobody decides it.
    Coming,
}

impl Validity {
    /// What can be decided.
    pub const ALL: [Validity; 3] = [Validity::InForce, Validity::Repealed, Validity::Expired];

    pub const fn key(self) -> &'static str {
        match self {
            Validity::InForce => "in_force",
            Validity::Repealed => "repealed",
            Validity::Expired => "expired",
            Validity::Coming => "coming",
        }
    }

    pub fn from_key(key: &str) -> Option<Validity> {
        Validity::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Validity::InForce => "有效",
            Validity::Repealed => "废止",
            Validity::Expired => "失效",
            Validity::Coming => "尚未施行",
        }
    }
}

/// 处罚决定怎样变动（行政处罚法第四十八条第二款）。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fall {
    Changed,
    Annulled,
    FoundIllegal,
    FoundVoid,
}

impl Fall {
    pub const ALL: [Fall; 4] = [Fall::Changed, Fall::Annulled, Fall::FoundIllegal, Fall::FoundVoid];

    pub const fn key(self) -> &'static str {
        match self {
            Fall::Changed => "changed",
            Fall::Annulled => "annulled",
            Fall::FoundIllegal => "found_illegal",
            Fall::FoundVoid => "found_void",
        }
    }

    pub fn from_key(key: &str) -> Option<Fall> {
        Fall::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Fall::Changed => "变更",
            Fall::Annulled => "撤销",
            Fall::FoundIllegal => "确认违法",
            Fall::FoundVoid => "确认无效",
        }
    }
}

/// 政府信息查阅场所。
///
/// > 行政机关应当及时向国家档案馆、公共图书馆提供主动公开的政府信息。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Premises {
    Archive,
    Library,
}

impl Premises {
    pub const ALL: [Premises; 2] = [Premises::Archive, Premises::Library];

    pub const fn key(self) -> &'static str {
        match self {
            Premises::Archive => "archive",
            Premises::Library => "library",
        }
    }

    pub fn from_key(key: &str) -> Option<Premises> {
        Premises::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Premises::Archive => "国家档案馆",
            Premises::Library => "公共图书馆",
        }
    }
}
