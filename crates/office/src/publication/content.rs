//! 一条信息的内容：要素、正文、附件。 What was reviewed is this, whole: any change of it ends the review.

use super::Nature;
use super::refusal::Refusal;
use crate::fit::{at_most, filled, within};
use crate::service::Service;
use jiff::civil::Date;
use law::proactive::scope::Duty;
use law::proactive::term::Term;
use serde::{Deserialize, Serialize};

/// Most characters of a body; a longer one belongs into an attachment.
pub const LONGEST_BODY: usize = 200_000;
pub const MOST_ATTACHMENTS: usize = 50;
pub const MOST_KEYWORDS: usize = 10;

/// Stored with the events that carry it: fields may be added with a default, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// 名称
    pub title: String,
    pub nature: Nature,
    /// 内容概述
    pub overview: String,
    /// 正文, in Markdown; may be empty where there is an attachment.
    pub body: String,
    /// 栏目
    pub column: String,
    /// 主题分类
    pub topic: String,
    /// 公开的依据
    pub duty: Option<Duty>,
    /// 主动公开事项目录的条目
    pub entry: Option<String>,
    /// 发文机关、发布机构
    pub issued_by: String,
    pub jointly_with: Vec<String>,
    /// 文号
    pub document_no: Option<String>,
    /// 生成日期（成文、决定、形成或者变更之日）
    pub formed: Date,
    /// 施行日期
    pub effective: Option<Date>,
    /// 有效期至
    pub expires: Option<Date>,
    /// 转载的注明来源
    pub source: Option<String>,
    pub keywords: Vec<String>,
    /// 所解读的文件的索引号
    pub interprets: Option<String>,
    /// 何时以前公开
    pub term: Term,
    /// 公开期限另有规定的，依据什么
    pub term_basis: Option<String>,
    pub attachments: Vec<Attachment>,
    /// 重大信息，经主要负责人批准
    pub important: bool,
    /// The round of 文件清理 whose result it tells; published, it carries the decisions out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleanup: Option<String>,
    /// 保管期限, for whoever keeps it after it was handed over
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
    /// 办事指南 or “一件事”; title, body and keywords follow from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
}

/// 文书档案的保管期限：永久、定期，定期一般分为30年、10年（国家档案局令第8号）。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    Permanent,
    ThirtyYears,
    TenYears,
}

impl Retention {
    pub const ALL: [Retention; 3] = [Retention::Permanent, Retention::ThirtyYears, Retention::TenYears];

    pub const fn key(self) -> &'static str {
        match self {
            Retention::Permanent => "permanent",
            Retention::ThirtyYears => "thirty_years",
            Retention::TenYears => "ten_years",
        }
    }

    pub fn from_key(key: &str) -> Option<Retention> {
        Retention::ALL.into_iter().find(|one| one.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Retention::Permanent => "永久",
            Retention::ThirtyYears => "30年",
            Retention::TenYears => "10年",
        }
    }
}

/// A file as it goes out: without its hidden data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    pub name: String,
    pub media: String,
    pub bytes: u64,
    pub content: Blob,
    /// Where it is a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// What was taken out of the file when it was brought: 批注, 隐藏的工作表.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

/// 图片：as it is shown, and what stands for it where it is not seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// 替代文字; may be blank in a draft.
    pub alt: String,
    /// In points.
    pub width: u32,
    pub height: u32,
}

/// Most characters of what stands for a picture.
pub const LONGEST_ALT: usize = 200;

/// Where the bytes are: written as the ledger writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Blob {
    pub blob: String,
}

impl Content {
    /// What may be kept as a draft: texts trimmed and of bearable length.
    pub(super) fn checked(self, today: Date) -> Result<Content, Refusal> {
        let content = self.of_service()?;
        content.checked_text(today)
    }

    /// A service says itself what it is called and how it reads.
    fn of_service(self) -> Result<Content, Refusal> {
        let Some(service) = &self.service else {
            return if self.nature.is_service() { Err(Refusal::NoService) } else { Ok(self) };
        };
        if let Some(fault) = service.faults().first() {
            return Err(Refusal::Service(fault.told()));
        }
        let keywords = service.words().iter().take(MOST_KEYWORDS).cloned().collect();
        let (nature, title, body) = (service.nature(), service.name().to_owned(), service.text());
        let (topic, overview) = (service.theme().to_owned(), service.overview());
        Ok(Content { nature, title, body, topic, overview, keywords, ..self })
    }

    fn checked_text(self, today: Date) -> Result<Content, Refusal> {
        if self.formed > today {
            return Err(Refusal::Future { day: self.formed, today });
        }
        if self.attachments.len() > MOST_ATTACHMENTS {
            return Err(Refusal::TooMany { what: "附件", most: MOST_ATTACHMENTS });
        }
        if self.keywords.len() > MOST_KEYWORDS {
            return Err(Refusal::TooMany { what: "关键词", most: MOST_KEYWORDS });
        }
        if let (Some(effective), Some(expires)) = (self.effective, self.expires)
            && expires < effective
        {
            return Err(Refusal::ExpiresBeforeEffective { effective, expires });
        }
        Ok(Content {
            title: within(&self.title, "名称", 200)?,
            overview: at_most(&self.overview, "内容概述", 500)?,
            body: at_most(&self.body, "正文", LONGEST_BODY)?,
            column: within(&self.column, "栏目", 40)?,
            topic: at_most(&self.topic, "主题分类", 40)?,
            issued_by: within(&self.issued_by, "发布机构", 100)?,
            document_no: optional(self.document_no, "文号", 60)?,
            source: optional(self.source, "来源", 100)?,
            interprets: optional(self.interprets, "所解读的文件", 80)?,
            term_basis: optional(self.term_basis, "公开期限的依据", 200)?,
            attachments: self.attachments.into_iter().map(Attachment::checked).collect::<Result<_, _>>()?,
            important: self.important || self.nature.always_important(),
            ..self
        })
    }

    /// Whether it says all that the review must see; 条例第十二条第三款 names four elements.
    pub(super) fn complete(&self) -> Result<(), Refusal> {
        filled(&self.overview, "内容概述")?;
        if self.body.is_empty() && self.attachments.is_empty() {
            return Err(Refusal::NothingInIt);
        }
        let untold = |one: &&Attachment| one.picture.as_ref().is_some_and(|picture| picture.alt.is_empty());
        if let Some(picture) = self.attachments.iter().find(untold) {
            return Err(Refusal::PictureUntold(picture.name.clone()));
        }
        if self.nature == Nature::Interpretation && self.interprets.is_none() {
            return Err(Refusal::InterpretsNothing);
        }
        if matches!(self.term, Term::Other(days) if days == 0 || days > Term::LONGEST) {
            return Err(Refusal::BadTerm);
        }
        if matches!(self.term, Term::Other(_)) && self.term_basis.is_none() {
            return Err(Refusal::TermWithoutBasis);
        }
        Ok(())
    }
}

impl Attachment {
    fn checked(mut self) -> Result<Attachment, Refusal> {
        if let Some(picture) = &mut self.picture {
            picture.alt = at_most(&picture.alt, "替代文字", LONGEST_ALT)?;
        }
        Ok(self)
    }
}

fn optional(text: Option<String>, what: &'static str, most: usize) -> Result<Option<String>, Refusal> {
    let text = text.map(|text| at_most(&text, what, most)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}
