//! 年度报告的办理：起草、人工调整、送审、审核、签发、发布，更正和撤回，报送主管部门
//!
//! > 县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门提交本行政机关上一年度政府信息公开工作年度报告并向社会公布。

mod decide;
mod refusal;
#[cfg(test)]
mod tests;

pub use decide::{Ctx, Order, allowed, decide};
pub use refusal::Refusal;

use crate::metric::{OverrideEntry, catalogue};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The last day to submit and publish the report of a year; 法定假日不顺延.
pub fn due(year: i16) -> Date {
    Date::new(year.saturating_add(1), 1, 31).unwrap_or(Date::MAX)
}

/// Stored for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// 保存正文的一版. `template`: the whole text, figures as metrics.
    Drafted { year: i16, by: String, on: Date, template: String, note: String },
    /// 人工调整一个数字. `computed`: what the records said then.
    Adjusted { by: String, on: Date, metric: String, value: Decimal, computed: Decimal, why: String },
    /// 撤销一处人工调整
    Restored { by: String, on: Date, metric: String, why: String },
    /// 送审. `digest`: of what text and records came to.
    Proposed { by: String, on: Date, digest: String },
    /// 审核通过
    Reviewed { by: String, on: Date, digest: String },
    /// 退回修改
    Returned { by: String, on: Date, why: String },
    /// 机关负责人签发
    Signed { by: String, on: Date, digest: String },
    /// 发布. `explanation` of a correction (更正说明); `report`: as it was kept.
    Published {
        by: String,
        on: Date,
        digest: String,
        report: Kept,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<String>,
    },
    /// 撤回
    Withdrawn { by: String, on: Date, why: String },
    /// 报送主管部门. `package`: the digest of what was sent.
    Sent { by: String, on: Date, to: String, package: String },
    /// 主管部门的意见
    Remarked { by: String, on: Date, accepted: bool, remarks: String },
}

/// The report as it was kept with the act that published it, by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub blob: String,
}

impl Event {
    /// «起草»
    pub const fn label(&self) -> &'static str {
        match self {
            Event::Drafted { .. } => "保存正文",
            Event::Adjusted { .. } => "人工调整",
            Event::Restored { .. } => "撤销人工调整",
            Event::Proposed { .. } => "送审",
            Event::Reviewed { .. } => "审核通过",
            Event::Returned { .. } => "退回修改",
            Event::Signed { .. } => "签发",
            Event::Published { explanation: Some(_), .. } => "发布更正",
            Event::Published { explanation: None, .. } => "发布",
            Event::Withdrawn { .. } => "撤回",
            Event::Sent { .. } => "报送主管部门",
            Event::Remarked { accepted: true, .. } => "主管部门接收",
            Event::Remarked { accepted: false, .. } => "主管部门退回",
        }
    }

    /// Who did it.
    pub fn by(&self) -> &str {
        match self {
            Event::Drafted { by, .. }
            | Event::Adjusted { by, .. }
            | Event::Restored { by, .. }
            | Event::Proposed { by, .. }
            | Event::Reviewed { by, .. }
            | Event::Returned { by, .. }
            | Event::Signed { by, .. }
            | Event::Published { by, .. }
            | Event::Withdrawn { by, .. }
            | Event::Sent { by, .. }
            | Event::Remarked { by, .. } => by,
        }
    }

    /// What was said with it.
    pub fn told(&self) -> String {
        match self {
            Event::Drafted { note, .. } => note.clone(),
            Event::Adjusted { metric, value, computed, why, .. } => {
                format!("{}由{computed}调整为{value}，{why}", named(metric))
            }
            Event::Restored { metric, why, .. } => format!("{}，{why}", named(metric)),
            Event::Returned { why, .. } | Event::Withdrawn { why, .. } => why.clone(),
            Event::Published { explanation, .. } => explanation.clone().unwrap_or_default(),
            Event::Sent { to, .. } => to.clone(),
            Event::Remarked { remarks, .. } => remarks.clone(),
            Event::Proposed { .. } | Event::Reviewed { .. } | Event::Signed { .. } => String::new(),
        }
    }
}

/// «新收政府信息公开申请»; a metric that is no more keeps its name of then.
fn named(metric: &str) -> &str {
    catalogue().find(metric).map_or(metric, |known| known.label.as_str())
}

/// A figure somebody changed, and what the records said when it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub metric: String,
    pub value: Decimal,
    pub computed: Decimal,
    pub by: String,
    pub on: Date,
    pub why: String,
}

impl Adjustment {
    /// For compiling; `who` answers for it to the public.
    pub fn entry(&self, who: &str) -> OverrideEntry {
        let Adjustment { metric, value, computed, on, why, .. } = self.clone();
        OverrideEntry { metric, value, computed, who: who.into(), why, on }
    }
}

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Drafting,
    Reviewing,
    Signing,
    Publishing,
    Published,
}

impl Step {
    pub const ALL: [Step; 5] =
        [Step::Drafting, Step::Reviewing, Step::Signing, Step::Publishing, Step::Published];

    pub const fn label(self) -> &'static str {
        match self {
            Step::Drafting => "起草",
            Step::Reviewing => "审核",
            Step::Signing => "签发",
            Step::Publishing => "待发布",
            Step::Published => "已发布",
        }
    }
}

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    pub on: Date,
    /// The hash of the report as it was kept.
    pub report: String,
    /// 更正说明
    pub explanation: Option<String>,
    /// Why it was taken back.
    pub withdrawn: Option<String>,
}

/// What was sent to the superior unit, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub on: Date,
    pub to: String,
    pub package: String,
    /// When it was answered, whether accepted, the remarks.
    pub answer: Option<(Date, bool, String)>,
}

/// The report of a year after its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    pub year: i16,
    pub step: Step,
    /// The text as last saved, and its number from 1.
    pub template: String,
    pub text: u32,
    /// Who worked on the text since it was last published: nobody of them may approve it.
    pub drafters: Vec<String>,
    /// 人工调整 as they stand, each metric once.
    #[serde(default)]
    pub adjusted: Vec<Adjustment>,
    /// What was proposed in this round.
    pub digest: Option<String>,
    pub reviewed_by: Option<String>,
    /// 签发日期
    pub signed: Option<Date>,
    /// Of what was published first.
    #[serde(default)]
    pub first_signed: Option<Date>,
    /// Every publication, the oldest first.
    pub editions: Vec<Edition>,
    pub sent: Vec<Sent>,
}

impl Dossier {
    /// 落款日期：a correction keeps that of the report it corrects, for that one was in time or was not (条例第四十九条);
    /// its own day stands with its explanation. `None` before anything is signed.
    pub fn dated(&self) -> Option<Date> {
        self.first_signed.or(self.signed)
    }

    /// What the public sees.
    pub fn shown(&self) -> Option<&Edition> {
        self.editions.last().filter(|edition| edition.withdrawn.is_none())
    }
}

/// The report after its events; `None` before the first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Dossier> {
    events.into_iter().fold(None, evolve)
}

fn evolve(dossier: Option<Dossier>, event: &Event) -> Option<Dossier> {
    let mut dossier = dossier.or_else(|| begun(event))?;
    match event {
        Event::Drafted { by, template, .. } => {
            dossier.worked_on(by);
            dossier.template.clone_from(template);
            dossier.text += 1;
        }
        Event::Adjusted { by, on, metric, value, computed, why } => {
            dossier.worked_on(by);
            dossier.adjusted.retain(|one| one.metric != *metric);
            let (metric, by, why) = (metric.clone(), by.clone(), why.clone());
            let (value, computed, on) = (*value, *computed, *on);
            dossier.adjusted.push(Adjustment { metric, value, computed, by, on, why });
        }
        Event::Restored { by, metric, .. } => {
            dossier.worked_on(by);
            dossier.adjusted.retain(|one| one.metric != *metric);
        }
        Event::Proposed { digest, .. } => {
            dossier.back();
            (dossier.step, dossier.digest) = (Step::Reviewing, Some(digest.clone()));
        }
        Event::Reviewed { by, .. } => {
            (dossier.step, dossier.reviewed_by) = (Step::Signing, Some(by.clone()));
        }
        Event::Returned { .. } => dossier.back(),
        Event::Signed { on, .. } => (dossier.step, dossier.signed) = (Step::Publishing, Some(*on)),
        Event::Published { on, report, explanation, .. } => {
            dossier.step = Step::Published;
            dossier.first_signed = dossier.first_signed.or(dossier.signed);
            let (on, report, explanation) = (*on, report.blob.clone(), explanation.clone());
            dossier.editions.push(Edition { on, report, explanation, withdrawn: None });
        }
        Event::Withdrawn { why, .. } => {
            if let Some(edition) = dossier.editions.last_mut() {
                edition.withdrawn = Some(why.clone());
            }
            dossier.back();
        }
        Event::Sent { on, to, package, .. } => {
            let (on, to, package) = (*on, to.clone(), package.clone());
            dossier.sent.push(Sent { on, to, package, answer: None });
        }
        Event::Remarked { on, accepted, remarks, .. } => {
            if let Some(sent) = dossier.sent.last_mut() {
                sent.answer = Some((*on, *accepted, remarks.clone()));
            }
        }
    }
    Some(dossier)
}

fn begun(event: &Event) -> Option<Dossier> {
    let Event::Drafted { year, .. } = event else { return None };
    Some(Dossier {
        year: *year,
        step: Step::Drafting,
        template: String::new(),
        text: 0,
        drafters: Vec::new(),
        adjusted: Vec::new(),
        digest: None,
        reviewed_by: None,
        signed: None,
        first_signed: None,
        editions: Vec::new(),
        sent: Vec::new(),
    })
}

impl Dossier {
    /// Somebody changed what the report says.
    fn worked_on(&mut self, by: &str) {
        if self.step == Step::Published {
            self.drafters.clear();
        }
        if !self.drafters.iter().any(|one| one == by) {
            self.drafters.push(by.into());
        }
        self.back();
    }

    /// To the drafter; what was decided in this round counts no more.
    fn back(&mut self) {
        self.step = Step::Drafting;
        (self.digest, self.reviewed_by, self.signed) = (None, None, None);
    }
}
