//! 文书可以写明的事实：机关的取自设置，案件的取自办理记录。Nothing here is worded yet.

use crate::case::{Draft, Event, FeeBasis, Searched};
use jiff::civil::Date;
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::own_data::Handling;
use law::request::receipt::{Channel, Element};
use law::request::remedy::OrganKind;

/// 出具文书的机关，各项由机关设置填一次。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub kind: OrganKind,
    pub own_government: String,
    pub upper_government: String,
    pub upper_authority: String,
    pub upper_justice: String,
    pub court: String,
    /// 网上申请行政复议的渠道
    pub review_online: String,
    /// 地址、电话
    pub contact: String,
    /// 缴费方式
    pub payment: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    pub name: String,
    /// 公民; addressed 您, others 贵单位.
    pub natural: bool,
}

/// 一份文书写明的全部事实; what does not concern a form stays empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub sender: Sender,
    /// 文号
    pub document_no: String,
    pub dated: Date,
    pub case_no: String,
    pub applicant: Person,
    /// 身份证明、联系方式, on the register form only.
    pub identity: String,
    pub contact: String,
    pub submitted: Option<(Date, Channel)>,
    pub received: Option<Date>,
    /// 申请内容, as the applicant stated it.
    pub request: String,
    /// 形式要求，包括获取信息的方式、途径
    pub wanted: String,
    /// What happened so far, by date.
    pub steps: Vec<Step>,
    pub correction: Option<Correction>,
    pub extension: Option<Extension>,
    /// The third party or organ a letter goes to, and what it is asked.
    pub matter: Option<Matter>,
    pub fee: Option<Fee>,
    /// 答复的截止日
    pub due: Option<Date>,
    /// By when the addressee is asked to act, where the law names no term (说明理由、协办).
    pub reply_by: Option<Date>,
    /// 理由, where there is no draft of an answer.
    pub reason: String,
    pub searches: Vec<Searched>,
    pub draft: Option<Draft>,
    pub handling: Option<Handling>,
    pub delivery: Option<Delivery>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub missing: Vec<Element>,
    pub explanation: String,
    pub reply_by: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    pub days: u32,
    /// 延长后的截止日
    pub due: Date,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    pub whom: Person,
    pub asked: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    pub basis: FeeBasis,
    pub yuan: u64,
}

/// 办理经过的一步，答复书须写明日期。The third party stays unnamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    CorrectionRequested { on: Date },
    Corrected { on: Date },
    Consulted { on: Date, whom: Consulted },
    Replied { on: Date, consents: bool },
    ReasonsRequested { on: Date },
    ReasonsGiven { on: Date },
    Extended { on: Date, days: u32 },
    FeeNoticed { on: Date },
    FeePaid { on: Date },
    Withdrawn { on: Date },
}

impl Step {
    /// What of an event an answer tells; most events are the office's own affair.
    pub fn of(event: &Event) -> Option<Step> {
        match *event {
            Event::CorrectionRequested { on, .. } => Some(Step::CorrectionRequested { on }),
            Event::Corrected { on, .. } => Some(Step::Corrected { on }),
            Event::Consulted { on, whom, .. } => Some(Step::Consulted { on, whom }),
            Event::Replied { on, consents, .. } => Some(Step::Replied { on, consents }),
            Event::ReasonsRequested { on, .. } => Some(Step::ReasonsRequested { on }),
            Event::ReasonsGiven { on, .. } => Some(Step::ReasonsGiven { on }),
            Event::Extended { on, days, .. } => Some(Step::Extended { on, days }),
            Event::FeeNoticed { on, .. } => Some(Step::FeeNoticed { on }),
            Event::FeePaid { on } => Some(Step::FeePaid { on }),
            Event::Withdrawn { on, .. } => Some(Step::Withdrawn { on }),
            Event::Registered { .. }
            | Event::Classified { .. }
            | Event::Received { .. }
            | Event::Assigned { .. }
            | Event::ConsultationDelivered { .. }
            | Event::ReasonsJudged { .. }
            | Event::Searched(_)
            | Event::FeeDelivered { .. }
            | Event::Drafted { .. }
            | Event::Reviewed { .. }
            | Event::SentBack { .. }
            | Event::Signed { .. }
            | Event::Answered { .. }
            | Event::Served { .. }
            | Event::Lapsed { .. }
            | Event::Merged { .. }
            | Event::Split { .. }
            | Event::RemedySought { .. }
            | Event::RemedyNotified { .. }
            | Event::RemedyResponded { .. }
            | Event::RemedyDecided { .. }
            | Event::ConversionProposed { .. }
            | Event::ConversionDecided { .. }
            | Event::Archived { .. }
            | Event::Filed(_)
            | Event::Forwarded { .. }
            | Event::PersonalDataErased { .. } => None,
        }
    }
}
