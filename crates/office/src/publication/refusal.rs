//! 拒绝：什么不可以、为什么、怎么办，附编号和依据。编号不复用。

use super::command::Act;
use crate::fit::Unfit;
use jiff::civil::Date;
use law::proactive::review::Question;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{}”由{}办理，您没有这个岗位。请交由有该岗位的同事办理。", .0.label(), roles(*.0))]
    Role(Act),
    #[error("起草、审核、保密审查、批准应当由不同的人办理，您已经参与了前面的步骤。请交由他人办理。")]
    FourEyes,
    #[error("没有这条信息。请核对索引号。")]
    NoItem,
    #[error("索引号{0}已经用过。请换一个。")]
    Exists(String),
    #[error("现在不能{}：{reason}", act.label())]
    NotNow { act: Act, reason: &'static str },
    #[error("{0}")]
    Unfit(#[from] Unfit),
    #[error("{what}太多。请控制在{most}个以内。")]
    TooMany { what: &'static str, most: usize },
    #[error("{day}还没有到（今天是{today}）。请填写实际发生的日期。")]
    Future { day: Date, today: Date },
    #[error("没有改动。请修改后再保存。")]
    Unchanged,
    #[error("正文和附件都是空的。请写明正文，或者附上文件。")]
    NothingInIt,
    #[error("图片《{0}》没有替代文字。请写一两句说明图上是什么，供看不到图片的人使用。")]
    PictureUntold(String),
    #[error("政策解读应当写明所解读的文件。请选择已经发布的文件。")]
    InterpretsNothing,
    #[error("公开期限应当是1至250个工作日。请核对。")]
    BadTerm,
    #[error("公开期限与一般规定不同的，应当写明依据的法律、法规。请补充。")]
    TermWithoutBasis,
    #[error("有效期至{expires}，早于施行日期{effective}。请核对。")]
    ExpiresBeforeEffective { effective: Date, expires: Date },
    #[error("审查表没有逐项回答：{}。请逐项审查。", .0.label())]
    Unanswered(Question),
    #[error("审查表回答“{}：是”，不能作出可以公开的结论。请退回修改、不予公开或者报请确定。", .0.label())]
    AnsweredYes(Question),
    #[error(
        "写了不公开会对公共利益造成重大影响的理由，但是没有回答含有商业秘密或者个人隐私，或者结论不是可以公开。请核对。"
    )]
    NoThirdParty,
    #[error("扫描发现：{0}。请遮盖、修改，或者由保密审查人员逐处写明可以公开的理由。")]
    Found(String),
    #[error("扫描没有发现“{0}”。请核对。")]
    NotFound(String),
    #[error("不予公开的，应当确定重新评估的日期，并且在五年以内。请补充。")]
    WithoutReassessment,
    #[error("重新评估的日期{0}不晚于今天。请改为以后的日期。")]
    ReassessmentTooEarly(Date),
    #[error("定时发布的时间应当在现在之后、一年之内。请核对。")]
    BadSchedule,
    #[error("没有可以隐去的第{0}版：应当是公众还能查阅的以前的版本，并且经保密审查人员同意。请核对。")]
    NoEdition(u32),
    #[error("{0}")]
    Service(String),
    #[error("办事指南、“一件事”在“办事服务”中起草和修改。")]
    NoService,
    #[error("网址标识定下以后不能更改：公众收藏、打印的清单都用它。请保持“{0}”。")]
    OtherService(String),
    #[error("网址标识“{0}”已经有别的办事指南或者“一件事”使用。请换一个。")]
    ServiceExists(String),
    #[error("这条信息没有有效性。只有规章、规范性文件和其他政策文件有。")]
    NoValidity,
}

impl Refusal {
    /// The code a reader can look up; TL is the 条例, the number its article.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Role(_) => "QX-1",
            Refusal::FourEyes => "QX-2",
            Refusal::NoItem => "FB-1",
            Refusal::Exists(_) => "FB-2",
            Refusal::NotNow { .. } => "FB-3",
            Refusal::Unfit(_) => "FB-4",
            Refusal::TooMany { .. } => "FB-5",
            Refusal::Future { .. } => "FB-6",
            Refusal::Unchanged => "FB-7",
            Refusal::NothingInIt => "FB-8",
            Refusal::InterpretsNothing => "FB-9",
            Refusal::ExpiresBeforeEffective { .. } => "FB-10",
            Refusal::BadSchedule => "FB-11",
            Refusal::NoValidity => "FB-12",
            Refusal::NotFound(_) => "FB-13",
            Refusal::NoEdition(_) => "FB-14",
            Refusal::NoThirdParty => "TL15-1",
            Refusal::PictureUntold(_) => "FB-15",
            Refusal::Service(_) => "FB-16",
            Refusal::NoService => "FB-17",
            Refusal::OtherService(_) => "FB-18",
            Refusal::ServiceExists(_) => "FB-19",
            Refusal::Unanswered(_) => "TL17-1",
            Refusal::AnsweredYes(_) => "TL17-2",
            Refusal::Found(_) => "TL17-3",
            Refusal::WithoutReassessment | Refusal::ReassessmentTooEarly(_) => "TL18-1",
            Refusal::BadTerm => "TL26-1",
            Refusal::TermWithoutBasis => "TL26-2",
        }
    }

    /// The article behind it, where the law says no.
    pub const fn cite(&self) -> Option<&'static str> {
        match self {
            Refusal::Unanswered(_) | Refusal::AnsweredYes(_) | Refusal::Found(_) => Some("条例第十七条"),
            Refusal::NoThirdParty => Some("条例第十五条"),
            Refusal::WithoutReassessment | Refusal::ReassessmentTooEarly(_) => Some("条例第十八条"),
            Refusal::BadTerm | Refusal::TermWithoutBasis => Some("条例第二十六条"),
            _ => None,
        }
    }
}

fn roles(act: Act) -> String {
    act.roles().iter().map(|role| role.label()).collect::<Vec<_>>().join("或者")
}
