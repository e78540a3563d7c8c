//! 事件：一条留言发生过的事。 Stored for ever: add a variant, never rename, never change a field.

use crate::case::{Gone, Sealed};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 收到. `consents`: the sender lets question and answer be published. `due`: 受理以前也计算的答复期限.
    Received { no: String, kind: Kind, subject: String, on: Date, letter: Sealed, consents: bool, due: Date },
    /// 受理并分办. `matter`: 主题, as the statistics name it.
    Accepted { by: String, on: Date, department: String, matter: String, due: Date },
    /// 不作为留言办理，已告知渠道
    NotAccepted { by: String, on: Date, why: NotAccepted, explanation: String },
    /// 改由其他部门办理
    Rerouted { by: String, on: Date, department: String, why: String },
    /// 延长答复期限
    Extended { by: String, on: Date, due: Date, why: String },
    /// 起草答复; `wording` where the answer is meant for everybody.
    Drafted { by: String, on: Date, text: String, wording: Option<Wording> },
    /// 退回重拟
    SentBack { by: String, on: Date, remark: String },
    /// 审核通过. `let_stand`: findings of the scan that the reviewer lets stand.
    Passed { by: String, on: Date, let_stand: Vec<String> },
    /// 答复; `openly`: 公开答复.
    Answered { by: String, on: Date, openly: bool },
    /// 撤下已经公开的答复; the sender still reads it.
    TakenDown { by: String, on: Date, why: String },
    /// 追问. `consents`: whether it may be published; `None` in what was written before it was asked, when what had
    /// been said of the message held for it.
    FollowedUp {
        on: Date,
        letter: Sealed,
        due: Date,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consents: Option<bool>,
    },
    /// 评价
    Rated { on: Date, rating: Rating },
    /// 删除原文和联系方式: what the sender wrote, and how to reach whoever did, is no more. What was answered stays.
    PersonalDataErased { by: String, on: Date, why: String, gone: Vec<Gone> },
}

/// 留言的类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Question,
    Suggestion,
    Complaint,
    Help,
    Praise,
}

impl Kind {
    pub const ALL: [Kind; 5] = [Kind::Question, Kind::Suggestion, Kind::Complaint, Kind::Help, Kind::Praise];

    pub const fn key(self) -> &'static str {
        match self {
            Kind::Question => "question",
            Kind::Suggestion => "suggestion",
            Kind::Complaint => "complaint",
            Kind::Help => "help",
            Kind::Praise => "praise",
        }
    }

    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::Question => "咨询",
            Kind::Suggestion => "建议",
            Kind::Complaint => "投诉",
            Kind::Help => "求助",
            Kind::Praise => "表扬",
        }
    }
}

/// 为什么不作为留言办理。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAccepted {
    /// 信访事项
    Petition,
    /// 纪检监察举报
    Discipline,
    /// 实为政府信息公开申请
    Disclosure,
    /// 不属于本机关职责
    OtherOrgan,
    /// 重复留言
    Repeated,
    /// 广告、乱码等
    Spam,
}

impl NotAccepted {
    pub const ALL: [NotAccepted; 6] = [
        NotAccepted::Petition,
        NotAccepted::Discipline,
        NotAccepted::Disclosure,
        NotAccepted::OtherOrgan,
        NotAccepted::Repeated,
        NotAccepted::Spam,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            NotAccepted::Petition => "petition",
            NotAccepted::Discipline => "discipline",
            NotAccepted::Disclosure => "disclosure",
            NotAccepted::OtherOrgan => "other-organ",
            NotAccepted::Repeated => "repeated",
            NotAccepted::Spam => "spam",
        }
    }

    pub fn from_key(key: &str) -> Option<NotAccepted> {
        NotAccepted::ALL.into_iter().find(|why| why.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            NotAccepted::Petition => "信访事项",
            NotAccepted::Discipline => "纪检监察举报",
            NotAccepted::Disclosure => "政府信息公开申请",
            NotAccepted::OtherOrgan => "不属于本机关职责",
            NotAccepted::Repeated => "重复留言",
            NotAccepted::Spam => "广告、乱码等",
        }
    }

    /// What the sender is told to do instead.
    pub const fn guidance(self) -> &'static str {
        match self {
            NotAccepted::Petition => "您反映的是信访事项，请向信访工作机构提出。",
            NotAccepted::Discipline => "您反映的是对党员、公职人员的举报，请向有管辖权的纪检监察机关提出。",
            NotAccepted::Disclosure => {
                "您要求提供的是政府信息，请通过“依申请公开”提交申请，我们将依照《政府信息公开条例》答复。"
            }
            NotAccepted::OtherOrgan => "您反映的事项不属于本机关职责，请向负责的机关提出。",
            NotAccepted::Repeated => "您反映的事项已经在办理或者已经答复，请查询以前的留言。",
            NotAccepted::Spam => "这条内容不是咨询、建议、投诉、求助或者表扬，不予办理。",
        }
    }
}

/// 评价。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    VeryPoor,
    Poor,
    Fair,
    Good,
    VeryGood,
}

impl Rating {
    pub const ALL: [Rating; 5] =
        [Rating::VeryPoor, Rating::Poor, Rating::Fair, Rating::Good, Rating::VeryGood];

    pub const fn key(self) -> &'static str {
        match self {
            Rating::VeryPoor => "very-poor",
            Rating::Poor => "poor",
            Rating::Fair => "fair",
            Rating::Good => "good",
            Rating::VeryGood => "very-good",
        }
    }

    pub fn from_key(key: &str) -> Option<Rating> {
        Rating::ALL.into_iter().find(|rating| rating.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Rating::VeryPoor => "非常不满意",
            Rating::Poor => "不满意",
            Rating::Fair => "基本满意",
            Rating::Good => "满意",
            Rating::VeryGood => "非常满意",
        }
    }
}

/// The question as everybody may read it, without what concerns a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub title: String,
    pub text: String,
}
