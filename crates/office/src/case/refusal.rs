//! 拒绝：什么不可以、为什么、怎么办，附编号和依据。编号不复用。

use super::command::Act;
use crate::fit::Unfit;
use jiff::civil::Date;
use law::request::answer::{Precondition, Required};
use law::request::{Finding, FindingCode, Impossible};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{}”由{}办理，您没有这个岗位。请交由有该岗位的同事办理。", .0.label(), roles(*.0))]
    Role(Act),
    #[error("没有这件申请。请核对编号。")]
    NoCase,
    #[error("编号{0}已经登记过。请换一个编号。")]
    Exists(String),
    #[error("申请还没有收到（尚未签收或者确认），不能{}。请先确认收到。", .0.label())]
    NotReceived(Act),
    #[error("申请已经办结，不能{}。", .0.label())]
    Over(Act),
    #[error("现在不能{}：{reason}", act.label())]
    NotNow { act: Act, reason: &'static str },
    #[error("{day}还没有到（今天是{today}）。请填写实际发生的日期。")]
    Future { day: Date, today: Date },
    #[error("{0}")]
    Unfit(#[from] Unfit),
    #[error("拟办、审核、签发应当由不同的人办理，您已经办理了前一步。请交由他人办理。")]
    FourEyes,
    #[error("告知补正的最后一日是{last}，已经过了。不能再要求补正，请按现有内容办理，可以与申请人沟通确认。")]
    CorrectionTooLate { last: Date },
    #[error("补正期限{reply_by}不晚于今天，不是合理的期限。请给申请人留出时间。")]
    ReplyByTooEarly { reply_by: Date },
    #[error("说明理由的期限{reply_by}不晚于今天。请给申请人留出时间。")]
    ReasonsByTooEarly { reply_by: Date },
    #[error("延长期限最长20个工作日，拟延长{asked}个工作日。请改为1至20。")]
    ExtensionTooLong { asked: u32 },
    #[error("第{0}号征求意见书没有发出，或者已经送达、已经回复。请核对函号。")]
    NoLetter(u32),
    #[error("第{0}件复议诉讼没有登记，或者已有结果。请核对。")]
    NoRemedy(u32),
    #[error("没有编号为{0}的在办申请，不能并入。请核对编号。")]
    NothingToMergeInto(String),
    #[error("案卷里没有第{0}号文件，或者它不是申请公开的信息的原件。请核对。")]
    NoFile(u32),
    #[error("文件《{0}》没有经过放行核对，不能提供给申请人。请先在“文件”中作区分处理，核对通过后再选用。")]
    NotReleased(String),
    #[error(
        "文件《{0}》涂去了一部分，不能按“予以公开”答复。请改为“部分公开”，并逐项写明不予公开的部分、依据和理由。"
    )]
    StruckYetGranted(String),
    #[error("延迟答复须写明合理的期限，并且晚于今天。")]
    DelayWithoutDay,
    #[error("答复缺少{}：{}。请补充后再提交。", .0.label(), why(*.0))]
    Missing(Required),
    #[error("{}", precondition(*.0))]
    Precondition(Precondition),
    #[error("（六）其他处理须选定其中一项；予以公开、无法提供须写明属于哪一种。")]
    Unspecific,
    #[error("{}", .0.message)]
    Unlawful(Finding),
    #[error("{0}")]
    Impossible(#[from] Impossible),
}

impl Refusal {
    /// The code a reader can look up; TL is the 条例, the number its article.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role(_) => "QX-1",
            Refusal::FourEyes => "QX-2",
            Refusal::NoCase => "AJ-1",
            Refusal::Exists(_) => "AJ-2",
            Refusal::Over(_) => "AJ-3",
            Refusal::NotNow { .. } => "AJ-4",
            Refusal::Future { .. } => "AJ-5",
            Refusal::Unfit(Unfit::Empty { .. }) => "AJ-6",
            Refusal::NoRemedy(_) => "AJ-7",
            Refusal::Unspecific => "AJ-8",
            Refusal::Impossible(_) => "AJ-9",
            Refusal::NoFile(_) => "AJ-10",
            Refusal::NothingToMergeInto(_) => "AJ-11",
            Refusal::Unfit(Unfit::TooLong { .. }) => "AJ-12",
            Refusal::NotReleased(_) => "TL37-1",
            Refusal::StruckYetGranted(_) => "TL37-2",
            Refusal::NotReceived(_) => "TL31-1",
            Refusal::CorrectionTooLate { .. } => "TL30-1",
            Refusal::ReplyByTooEarly { .. } => "TL30-2",
            Refusal::NoLetter(_) => "TL32-1",
            Refusal::ExtensionTooLong { .. } => "TL33-1",
            Refusal::DelayWithoutDay => "TL35-1",
            Refusal::ReasonsByTooEarly { .. } => "TL35-2",
            Refusal::Missing(_) => "TL36-1",
            Refusal::Precondition(_) => "TL36-2",
            Refusal::Unlawful(finding) => match finding.code {
                FindingCode::CorrectionNoticeLate => "TL30-1",
                FindingCode::ExtensionTooLong => "TL33-1",
                FindingCode::ExtensionRepeated => "TL33-2",
                FindingCode::ExtensionLate => "TL33-3",
                FindingCode::ExtensionWithoutTerm => "TL33-4",
                FindingCode::ConsultationLate => "TL33-5",
                FindingCode::AnswerLate => "TL33-6",
                FindingCode::FeeNoticeLate => "SF6-1",
                FindingCode::FeeNotInForce => "SF6-2",
                FindingCode::LapsedEarly => "TL30-3",
            },
        }
    }

    /// The article behind it, where the law says no.
    pub const fn cite(&self) -> Option<&'static str> {
        match self {
            Refusal::NotReceived(_) => Some("条例第三十一条"),
            Refusal::CorrectionTooLate { .. } | Refusal::ReplyByTooEarly { .. } => Some("条例第三十条"),
            Refusal::NoLetter(_) => Some("条例第三十二条、第三十四条"),
            Refusal::ExtensionTooLong { .. } => Some("条例第三十三条第二款"),
            Refusal::DelayWithoutDay | Refusal::ReasonsByTooEarly { .. } => Some("条例第三十五条"),
            Refusal::Missing(_) | Refusal::Precondition(_) => Some("条例第三十六条"),
            Refusal::NotReleased(_) | Refusal::StruckYetGranted(_) => Some("条例第三十七条"),
            Refusal::Unlawful(finding) => Some(finding.rule),
            Refusal::NoFile(_)
            | Refusal::NothingToMergeInto(_)
            | Refusal::Role(_)
            | Refusal::FourEyes
            | Refusal::NoCase
            | Refusal::Exists(_)
            | Refusal::Over(_)
            | Refusal::NotNow { .. }
            | Refusal::Future { .. }
            | Refusal::Unfit(_)
            | Refusal::NoRemedy(_)
            | Refusal::Unspecific
            | Refusal::Impossible(_) => None,
        }
    }
}

fn roles(act: Act) -> String {
    act.roles().iter().map(|role| role.label()).collect::<Vec<_>>().join("、")
}

const fn why(required: Required) -> &'static str {
    match required {
        Required::Reason => "不予公开、无法提供、不予处理都要说明理由（条例第三十六条）",
        Required::WithheldParts => "部分公开的，要对不予公开的内容逐项说明理由（条例第三十七条）",
        Required::SearchRecord => "告知信息不存在的，应当经过检索并有记录（条例第三十六条第（四）项）",
        Required::Access => "要告知获取的方式、途径（条例第三十六条）",
        Required::CompetentOrgan => {
            "能够确定负责公开的机关的，要告知名称和联系方式（条例第三十六条第（五）项）"
        }
        Required::SpecialRule => "要写明对信息的获取有特别规定的法律、行政法规（条例第三十六条第（七）项）",
        Required::ForbiddingLaw => {
            "要写明禁止公开的法律、行政法规及其条款，地方性法规和规章不能作为依据（条例第十四条）"
        }
        Required::EarlierAnswer => "重复申请的，要写明此前答复的文号和日期（条例第三十六条第（六）项）",
    }
}

const fn precondition(precondition: Precondition) -> &'static str {
    match precondition {
        Precondition::Corrected => {
            "没有收到过补正，不能以补正后内容仍不明确答复。内容不明确的，请先告知补正（条例第三十条）。"
        }
        Precondition::CorrectionMissed => {
            "没有告知补正或者补正期限未满，不能以逾期不补正处理。逾期的，请办理“不再处理”。"
        }
        Precondition::FeeMissed => {
            "没有送达收费通知或者缴费期限未满，不能以逾期未缴费处理。逾期的，请办理“不再处理”。"
        }
        Precondition::ReasonsAsked => {
            "没有要求申请人说明理由并认定其不合理，不能不予处理（条例第三十五条）。请先要求说明理由。"
        }
        Precondition::ThirdPartyConsulted => {
            "没有书面征求第三方意见，不能以保护第三方合法权益不予公开（条例第三十二条）。请先征求意见。"
        }
    }
}
