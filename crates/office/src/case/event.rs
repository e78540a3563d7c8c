//! 事件：一件申请发生过的事。 Stored for ever: add a variant, never rename, never change a field.

use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::answer::{GrantedHow, NotHeldBecause};
use law::request::consultation::Consulted;
use law::request::conversion;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::{Channel, Element};
use law::request::respond::Procedure;
use serde::{Deserialize, Serialize};

/// Personal data kept sealed outside the chain: where it is, and the digest of the sealed bytes.
/// Written as the ledger writes it, which checks that what is referred to is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub sealed: String,
    pub digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 登记
    Registered {
        no: String,
        channel: Channel,
        submitted: Date,
        kind: Applicant,
        /// What it is about, in the registrar's words and without personal data: lists show it.
        subject: String,
        /// 姓名或者名称、证件、联系方式、申请内容、形式要求
        application: Sealed,
        /// Tells the applications of one applicant by, and says nothing of who that is.
        applicant: String,
        representation: Option<Representation>,
        split_from: Option<String>,
    },
    /// 归类：the matter it is about, as statistics name it («房屋征收»).
    Classified {
        matter: String,
    },
    /// 收到申请（签收、双方确认；当面提交的为提交之日）
    Received {
        on: Date,
    },
    Assigned {
        handler: String,
    },
    /// 告知补正
    CorrectionRequested {
        on: Date,
        missing: Vec<Element>,
        explanation: String,
        reply_by: Date,
    },
    Corrected {
        on: Date,
        subject: String,
        application: Sealed,
    },
    /// 发出征求意见书; letters of a case count from 1.
    Consulted {
        letter: u32,
        on: Date,
        whom: Consulted,
        addressee: Sealed,
        asked: String,
    },
    ConsultationDelivered {
        letter: u32,
        on: Date,
    },
    Replied {
        letter: u32,
        on: Date,
        consents: bool,
        reasons: String,
    },
    /// 要求说明理由（第三十五条）
    ReasonsRequested {
        on: Date,
        why: String,
        reply_by: Date,
    },
    ReasonsGiven {
        on: Date,
        reasons: Sealed,
    },
    ReasonsJudged {
        on: Date,
        judgement: Judgement,
        why: String,
        until: Option<Date>,
    },
    /// 检索
    Searched(Searched),
    Extended {
        on: Date,
        days: u32,
        reason: String,
    },
    FeeNoticed {
        on: Date,
        basis: FeeBasis,
        yuan: u64,
    },
    FeeDelivered {
        on: Date,
    },
    FeePaid {
        on: Date,
    },
    Drafted {
        by: String,
        draft: Draft,
    },
    /// 审核
    Reviewed {
        by: String,
        remarks: String,
    },
    /// 退回重拟, from review or from signing.
    SentBack {
        remarks: String,
    },
    /// 签发
    Signed {
        by: String,
        document_no: String,
    },
    /// 答复送出（交邮、签收、网上发出之日）
    Answered {
        on: Date,
        delivery: Delivery,
    },
    /// 申请人收到之日, where it differs.
    Served {
        on: Date,
    },
    Withdrawn {
        on: Date,
        reason: String,
    },
    /// 逾期不补正、不缴费，不再处理
    Lapsed {
        on: Date,
        outcome: Outcome,
    },
    /// 与另一件合并办理
    Merged {
        on: Date,
        into: String,
    },
    /// 一件申请含有几项互不相关的内容，拆分登记; the parts count, this one does not.
    Split {
        on: Date,
        into: Vec<String>,
    },
    /// 被申请行政复议、被提起行政诉讼
    RemedySought {
        remedy: u32,
        on: Date,
        route: Route,
        body: String,
        docket: String,
    },
    /// 收到申请书、起诉状副本：the term to respond begins.
    RemedyNotified {
        remedy: u32,
        on: Date,
        procedure: Procedure,
    },
    /// 已提出书面答复、提交证据
    RemedyResponded {
        remedy: u32,
        on: Date,
    },
    RemedyDecided {
        remedy: u32,
        on: Date,
        result: ReviewResult,
        summary: String,
    },
    /// 提议纳入主动公开（第四十四条）
    ConversionProposed {
        on: Date,
        ground: Ground,
        twins: Vec<String>,
    },
    ConversionDecided {
        on: Date,
        accepted: bool,
        why: String,
    },
    Archived {
        on: Date,
        archive_no: String,
    },
    /// 存入一份文件
    Filed(Filed),
    /// 申请转给负责公开的机关, beside the answer that names it.
    Forwarded {
        on: Date,
        organ: Contact,
    },
    /// 依法删除个人信息: what was sealed for this case is gone.
    PersonalDataErased {
        on: Date,
        why: String,
        gone: Vec<Gone>,
    },
}

/// 案卷里的一份文件; files of a case count from 1. Sealed, as letters name people and so may the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub on: Date,
    pub file: u32,
    pub purpose: Purpose,
    pub name: String,
    pub media: String,
    pub bytes: u64,
    pub content: Sealed,
}

/// 文件是做什么用的。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 申请人提交的材料
    FromApplicant,
    /// 申请公开的信息，原件
    Source,
    /// 可以提供的：made from a source, read again by machine and found free of what was struck or hidden.
    Release { of: u32, struck: u32 },
    /// 发出的文书
    Letter { form: String, document_no: String },
    /// 内部材料：第三方回函、复议诉讼文书
    Internal,
}

/// What an erasure leaves: the name of what is no more. Written as the ledger writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    pub erased: String,
}

/// 代理人、监护人。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representation {
    pub by: Representing,
    /// Name, papers and contact of the representative.
    pub person: Sealed,
    /// What shows the power to act: 授权委托书、监护证明.
    pub proof: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Representing {
    Proxy,
    Guardian,
}

/// 检索记录：在哪里、用什么、谁、找到没有。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    pub on: Date,
    pub systems: Vec<String>,
    pub keywords: Vec<String>,
    pub asked: Vec<String>,
    pub found: bool,
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeBasis {
    /// 按件：本申请是申请人当月第几件
    NthCase(u64),
    /// 按量：页数
    Pages(u64),
}

/// 拟办意见：拟作出的答复。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub outcome: Outcome,
    pub how: Option<How>,
    /// 认定的事实和理由
    pub reason: String,
    /// 获取的方式、途径
    pub access: String,
    pub withheld: Vec<Withheld>,
    pub competent_organ: Option<Contact>,
    /// 有特别规定的法律、行政法规
    pub special_rule: String,
    /// 禁止公开的法律、行政法规及其条款
    pub forbidding_law: String,
    pub earlier: Option<Earlier>,
    /// What is handed over: files of the case that may be released.
    pub attachments: Vec<Attachment>,
}

/// A file of the case that goes out with the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub file: u32,
}

/// Two rows of table three hold two kinds of answer each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Granted(GrantedHow),
    NotHeld(NotHeldBecause),
}

/// 不予公开的一部分及其理由（第三十七条）。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    pub part: String,
    /// One of the refusals; `None`: 不属于政府信息.
    pub ground: Option<Outcome>,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub contact: String,
}

/// 此前对相同申请的答复。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub document_no: String,
    pub on: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    Reconsideration,
    /// 未经复议直接起诉
    DirectSuit,
    /// 复议后起诉
    SuitAfterReview,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewResult {
    Upheld,
    Corrected,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    SeveralApplicants,
    Suggested,
}

impl From<conversion::Ground> for Ground {
    fn from(ground: conversion::Ground) -> Ground {
        match ground {
            conversion::Ground::SeveralApplicants => Ground::SeveralApplicants,
            conversion::Ground::Suggested => Ground::Suggested,
        }
    }
}

/// How a case ended, for the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Outcome(Outcome),
    /// Split into parts that count in its place.
    NotCounted,
}
