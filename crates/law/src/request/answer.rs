//! 第三十六条至第四十条　答复：七种情形、二十一种结果，各应写明什么

use crate::annual_report::Outcome;
use crate::cite::Cite;

/// 答复书必须写明的内容，缺少的不能送出。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Required {
    /// > 告知申请人不予公开并说明理由
    Reason,
    /// > 并对不予公开的内容说明理由
    WithheldParts,
    /// > 经检索没有所申请公开信息的，告知申请人该政府信息不存在
    SearchRecord,
    /// > 告知申请人获取该政府信息的方式、途径
    Access,
    /// > 能够确定负责公开该政府信息的行政机关的，告知申请人该行政机关的名称、联系方式
    CompetentOrgan,
    /// > 有关法律、行政法规对信息的获取有特别规定的，告知申请人依照有关法律、行政法规的规定办理
    SpecialRule,
    /// The law or administrative regulation that forbids; 地方性法规 and 规章 do not suffice (art. 14).
    ForbiddingLaw,
    /// The earlier answer that is repeated.
    EarlierAnswer,
}

/// 3.4.1 合并了两种答复，所引条文和应写明的内容不同。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotHeldBecause {
    /// > 经检索没有所申请公开信息的，告知申请人该政府信息不存在
    NonExistent,
    /// > 所申请公开信息不属于本行政机关负责公开的，告知申请人并说明理由
    NotOurs,
}

impl NotHeldBecause {
    pub const fn key(self) -> &'static str {
        match self {
            NotHeldBecause::NonExistent => "non_existent",
            NotHeldBecause::NotOurs => "not_ours",
        }
    }

    pub const fn required(self) -> &'static [Required] {
        match self {
            NotHeldBecause::NonExistent => &[Required::SearchRecord],
            NotHeldBecause::NotOurs => &[Required::Reason],
        }
    }

    pub const fn cite(self) -> Cite {
        match self {
            NotHeldBecause::NonExistent => Cite::new("条例", "第三十六条第（四）项"),
            NotHeldBecause::NotOurs => Cite::new("条例", "第三十六条第（五）项"),
        }
    }
}

/// 3.1 合并了两种答复：已经主动公开的，和依申请提供的。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantedHow {
    /// > 所申请公开信息已经主动公开的，告知申请人获取该政府信息的方式、途径
    AlreadyPublic,
    /// > 所申请公开信息可以公开的，向申请人提供该政府信息，或者告知申请人获取该政府信息的方式、途径和时间
    Provided,
}

impl GrantedHow {
    pub const fn key(self) -> &'static str {
        match self {
            GrantedHow::AlreadyPublic => "already_public",
            GrantedHow::Provided => "provided",
        }
    }

    pub const fn cite(self) -> Cite {
        match self {
            GrantedHow::AlreadyPublic => Cite::new("条例", "第三十六条第（一）项"),
            GrantedHow::Provided => Cite::new("条例", "第三十六条第（二）项"),
        }
    }
}

/// 某一结果的答复书必须写明的内容。
///
/// Outcomes of one row that rest on two items ([`GrantedHow`], [`NotHeldBecause`]) state the rest there.
pub const fn required(outcome: Outcome) -> &'static [Required] {
    match outcome {
        Outcome::Granted => &[Required::Access],
        Outcome::Partial => &[Required::Access, Required::WithheldParts],
        Outcome::LawForbids => &[Required::Reason, Required::ForbiddingLaw],
        Outcome::StateSecret
        | Outcome::ThreeSafety
        | Outcome::ThirdParty
        | Outcome::InternalAffairs
        | Outcome::Deliberative
        | Outcome::EnforcementFile
        | Outcome::NeedsMaking
        | Outcome::StillUnclear
        | Outcome::Excessive
        | Outcome::ConfirmOrReissue
        | Outcome::NotCorrected
        | Outcome::FeeUnpaid
        | Outcome::Other
        | Outcome::OtherHandling
        | Outcome::Petition => &[Required::Reason],
        Outcome::AdministrativeInquiry => &[Required::SpecialRule],
        Outcome::NotHeld => &[],
        Outcome::Repeated => &[Required::EarlierAnswer],
        Outcome::PublishedWork => &[Required::Access],
    }
}

/// 一次答复能否作出这一结果，要看先前发生过什么。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// 3.4.3：先要求过补正并收到补正。
    Corrected,
    /// 3.6.1：先要求过补正，逾期未补正。
    CorrectionMissed,
    /// 3.6.2：先送达过收费通知，逾期未缴。
    FeeMissed,
    /// 3.5.4：先要求过说明理由。
    ReasonsAsked,
    /// 3.3.4：先书面征求过第三方意见。
    ThirdPartyConsulted,
}

pub const fn precondition(outcome: Outcome) -> Option<Precondition> {
    match outcome {
        Outcome::StillUnclear => Some(Precondition::Corrected),
        Outcome::NotCorrected => Some(Precondition::CorrectionMissed),
        Outcome::FeeUnpaid => Some(Precondition::FeeMissed),
        Outcome::Excessive => Some(Precondition::ReasonsAsked),
        Outcome::ThirdParty => Some(Precondition::ThirdPartyConsulted),
        Outcome::Granted
        | Outcome::Partial
        | Outcome::StateSecret
        | Outcome::LawForbids
        | Outcome::ThreeSafety
        | Outcome::InternalAffairs
        | Outcome::Deliberative
        | Outcome::EnforcementFile
        | Outcome::AdministrativeInquiry
        | Outcome::NotHeld
        | Outcome::NeedsMaking
        | Outcome::Petition
        | Outcome::Repeated
        | Outcome::PublishedWork
        | Outcome::ConfirmOrReissue
        | Outcome::Other
        | Outcome::OtherHandling => None,
    }
}

impl Required {
    pub const fn label(self) -> &'static str {
        match self {
            Required::Reason => "理由",
            Required::WithheldParts => "不予公开的部分及其理由",
            Required::SearchRecord => "检索记录",
            Required::Access => "获取的方式、途径",
            Required::CompetentOrgan => "负责公开的行政机关的名称、联系方式",
            Required::SpecialRule => "有特别规定的法律、行政法规",
            Required::ForbiddingLaw => "禁止公开的法律、行政法规及其条款",
            Required::EarlierAnswer => "此前答复的文号和日期",
        }
    }
}
