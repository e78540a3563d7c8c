//! 信息的类型：审批到哪一级、几日之内公开、年度报告归入哪一类，都由它定

use law::proactive::term::Term;
use serde::{Deserialize, Serialize};

/// 一条公开的信息是什么。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// 规章
    Regulation,
    /// 行政规范性文件
    NormativeDocument,
    /// 其他政策文件
    Document,
    /// 政策解读
    Interpretation,
    /// 行政许可决定
    Licence,
    /// 行政处罚决定
    Penalty,
    /// 政务动态
    News,
    /// 会议公开
    Meeting,
    /// 通知公告
    Notice,
    /// 澄清
    ///
    /// > 行政机关发现影响或者可能影响社会稳定、扰乱社会和经济管理秩序的虚假或者不完整信息的，应当发布准确的政府信息予以澄清。
    Clarification,
    /// 其他信息
    Other,
    /// 办事指南
    Guide,
    /// “一件事”
    Thing,
}

impl Nature {
    pub const ALL: [Nature; 13] = [
        Nature::News,
        Nature::Notice,
        Nature::Regulation,
        Nature::NormativeDocument,
        Nature::Document,
        Nature::Interpretation,
        Nature::Meeting,
        Nature::Licence,
        Nature::Penalty,
        Nature::Clarification,
        Nature::Other,
        Nature::Guide,
        Nature::Thing,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Nature::Regulation => "regulation",
            Nature::NormativeDocument => "normative_document",
            Nature::Document => "document",
            Nature::Interpretation => "interpretation",
            Nature::Licence => "licence",
            Nature::Penalty => "penalty",
            Nature::News => "news",
            Nature::Meeting => "meeting",
            Nature::Notice => "notice",
            Nature::Clarification => "clarification",
            Nature::Other => "other",
            Nature::Guide => "guide",
            Nature::Thing => "thing",
        }
    }

    pub fn from_key(key: &str) -> Option<Nature> {
        Nature::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Nature::Regulation => "规章",
            Nature::NormativeDocument => "行政规范性文件",
            Nature::Document => "其他政策文件",
            Nature::Interpretation => "政策解读",
            Nature::Licence => "行政许可决定",
            Nature::Penalty => "行政处罚决定",
            Nature::News => "政务动态",
            Nature::Meeting => "会议公开",
            Nature::Notice => "通知公告",
            Nature::Clarification => "澄清说明",
            Nature::Other => "其他信息",
            Nature::Guide => "办事指南",
            Nature::Thing => "“一件事”",
        }
    }

    /// The choices of [`Nature::kind`], and what the annual report calls them.
    pub const KINDS: [(&str, &str); 5] = [
        ("news", "政务动态"),
        ("policy", "政策文件"),
        ("meetings", "会议公开"),
        ("results", "办件结果公示"),
        ("other", "其他信息"),
    ];

    /// 办事服务: it is counted by a register of its own, not among 公开信息, and its content is more than a text.
    pub const fn is_service(self) -> bool {
        matches!(self, Nature::Guide | Nature::Thing)
    }

    /// 年度报告归入的类别: a choice of the register `items`.
    pub const fn kind(self) -> &'static str {
        match self {
            Nature::Regulation | Nature::NormativeDocument | Nature::Document | Nature::Interpretation => {
                "policy"
            }
            Nature::Licence | Nature::Penalty => "results",
            Nature::News => "news",
            Nature::Meeting => "meetings",
            Nature::Notice | Nature::Clarification | Nature::Other | Nature::Guide | Nature::Thing => "other",
        }
    }

    /// Goes to the principal whatever anybody says.
    pub const fn always_important(self) -> bool {
        matches!(self, Nature::Regulation | Nature::NormativeDocument | Nature::Clarification)
    }

    /// Has a validity of its own: in force, repealed, expired.
    pub const fn has_validity(self) -> bool {
        matches!(self, Nature::Regulation | Nature::NormativeDocument | Nature::Document)
    }

    /// Which rows of table two count it: what is made and repealed in the year.
    pub const fn counts_in_table_two(self) -> bool {
        matches!(self, Nature::Regulation | Nature::NormativeDocument)
    }

    /// Where the catalogue says nothing else.
    pub const fn term(self) -> Term {
        match self {
            Nature::Licence | Nature::Penalty => Term::Decision,
            _ => Term::Proactive,
        }
    }
}
