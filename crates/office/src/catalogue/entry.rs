//! 目录的一条: the columns of 基层政务公开标准目录

use super::refusal::Refusal;
use crate::fit::{at_most, within};
use law::proactive::directory::Channel;
use law::proactive::scope::Duty;
use law::proactive::term::Term;
use serde::{Deserialize, Serialize};

/// Stored with the events that carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 序号, such as «1.2»: items are published under it.
    pub code: String,
    /// 一级事项
    pub topic: String,
    /// 二级事项
    pub item: String,
    /// 公开内容（要素）
    pub content: String,
    /// 条例第二十条的一项、第二十一条
    pub duty: Option<Duty>,
    /// 公开依据
    pub basis: String,
    /// 公开时限
    pub term: Term,
    /// 公开主体
    pub subject: String,
    /// 公开渠道和载体
    pub channels: Vec<Channel>,
    /// 公开对象
    pub audience: Audience,
    /// 公开方式
    pub way: Way,
}

/// 公开对象。
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 全社会
    Everybody,
    /// 特定群体
    Group(String),
}

/// 公开方式。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Proactive,
    OnRequest,
}

impl Way {
    pub const fn label(self) -> &'static str {
        match self {
            Way::Proactive => "主动公开",
            Way::OnRequest => "依申请公开",
        }
    }
}

impl Audience {
    pub fn label(&self) -> &str {
        match self {
            Audience::Everybody => "全社会",
            Audience::Group(group) => group,
        }
    }
}

impl Entry {
    /// The name lists show: «一级事项 › 二级事项».
    pub fn name(&self) -> String {
        if self.item.is_empty() { self.topic.clone() } else { format!("{} › {}", self.topic, self.item) }
    }

    pub(super) fn checked(self) -> Result<Entry, Refusal> {
        let code = within(&self.code, "序号", 20)?;
        let at = |unfit| Refusal::Entry { code: code.clone(), unfit };
        if self.channels.is_empty() {
            return Err(Refusal::NoChannel(code));
        }
        if matches!(self.term, Term::Other(days) if days == 0 || days > Term::LONGEST) {
            return Err(Refusal::BadTerm(code));
        }
        Ok(Entry {
            topic: within(&self.topic, "一级事项", 60).map_err(at)?,
            item: at_most(&self.item, "二级事项", 60).map_err(at)?,
            content: within(&self.content, "公开内容", 600).map_err(at)?,
            basis: within(&self.basis, "公开依据", 600).map_err(at)?,
            subject: within(&self.subject, "公开主体", 100).map_err(at)?,
            audience: match self.audience {
                Audience::Everybody => Audience::Everybody,
                Audience::Group(group) => Audience::Group(within(&group, "公开对象", 100).map_err(at)?),
            },
            code,
            ..self
        })
    }
}
