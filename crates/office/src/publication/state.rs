//! 状态：一条信息走到了哪一步，由事件推出

use super::Nature;
use super::command::Act;
use super::content::Content;
use super::event::{Event, Fall, Overridden, Premises, Reason, Validity};
use jiff::Timestamp;
use jiff::civil::Date;
use law::proactive::ground::Ground;
use law::proactive::review::Conclusion;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    pub index: String,
    pub drafted: Date,
    /// What is being prepared: a first edition or a new one.
    pub work: Option<Work>,
    /// Everything that was ever published, the oldest first.
    pub editions: Vec<Edition>,
    pub withdrawn: Option<Withdrawn>,
    pub withheld: Option<Withheld>,
    /// Where it was changed after publishing.
    pub validity: Option<(Validity, Date, String)>,
    /// 规章报备案: the day, where, under what number.
    pub filed: Option<(Date, String, String)>,
    /// 公开的处罚决定已经变动: the day it became known, how, on what paper. Until it is withdrawn.
    pub fallen: Option<(Date, Fall, String)>,
    pub handed_over: Vec<HandedOver>,
    pub dropped: bool,
    /// 报请确定的结果, the newest last.
    pub determined: Vec<(String, String)>,
}

/// An edition under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    pub content: Content,
    /// Counts every change of the content; what was signed was signed on one of them.
    pub revision: u32,
    /// 何时形成、变更: the term to publish runs from here.
    pub since: Date,
    /// Whoever wrote any of it.
    pub authors: BTreeSet<String>,
    /// Who has passed this very content, in order.
    pub signed: Vec<Signature>,
    pub step: Step,
    pub overridden: Vec<Overridden>,
    /// 条例第十五条: who found that withholding harms the public interest, and why. The principal approves it.
    pub public_interest: Option<(String, String)>,
    /// Why there is a new edition.
    pub why: String,
    /// The remark it was last sent back with.
    pub sent_back: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub act: Act,
    pub by: String,
    pub remark: String,
}

/// 走到哪一步。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 起草
    Drafting,
    /// 待部门审核
    Department,
    /// 待保密审查
    Secrecy,
    /// 待报请确定
    Referred,
    /// 待批准
    Approval,
    /// 待发布
    Ready,
    Scheduled(Timestamp),
}

impl Step {
    pub const fn label(self) -> &'static str {
        match self {
            Step::Drafting => "起草",
            Step::Department => "待部门审核",
            Step::Secrecy => "待保密审查",
            Step::Referred => "待报请确定",
            Step::Approval => "待批准",
            Step::Ready => "待发布",
            Step::Scheduled(_) => "定时发布",
        }
    }

    /// Lists are kept under it: `step/drafting`.
    pub const fn key(self) -> &'static str {
        match self {
            Step::Drafting => "drafting",
            Step::Department => "department",
            Step::Secrecy => "secrecy",
            Step::Referred => "referred",
            Step::Approval => "approval",
            Step::Ready => "ready",
            Step::Scheduled(_) => "scheduled",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    pub number: u32,
    pub content: Content,
    pub at: Timestamp,
    /// Why it replaced the one before; empty for the first.
    pub why: String,
    /// 形成、变更之日
    pub since: Date,
    /// Published before something was withdrawn: not shown any more.
    pub hidden: bool,
    /// Who agreed that this edition alone be hidden, and why.
    pub hiding_agreed: Option<(String, String)>,
    /// Hidden alone, and what the public is told.
    pub taken_down: Option<(Timestamp, String)>,
}

impl Edition {
    /// Whether the public may read it.
    pub fn is_open(&self) -> bool {
        !self.hidden && self.taken_down.is_none()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub at: Timestamp,
    pub reason: Reason,
    pub explanation: String,
}

/// 不予公开的决定。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    pub ground: Ground,
    pub basis: String,
    pub reassess: Date,
    pub content: Content,
    authors: BTreeSet<String>,
    revision: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    pub to: Premises,
    pub list: String,
    pub on: Date,
}

impl Publication {
    /// What the desk shows of it: the edition under way, else the one last published, else the one withheld.
    pub fn content(&self) -> Option<&Content> {
        let work = self.work.as_ref().map(|work| &work.content);
        let withheld = || self.withheld.as_ref().map(|withheld| &withheld.content);
        work.or_else(|| self.editions.last().map(|edition| &edition.content)).or_else(withheld)
    }

    /// Editions that a newer one has replaced and the public may still read.
    pub fn older_open(&self) -> impl Iterator<Item = &Edition> {
        let newest = self.editions.last().filter(|_| self.is_public()).map_or(0, |last| last.number);
        self.editions.iter().filter(move |edition| edition.number < newest && edition.is_open())
    }

    /// 有效性, as of a day: what was decided, else what its own dates say.
    pub fn validity(&self, today: Date) -> Option<Validity> {
        let content = &self.editions.last()?.content;
        validity_of(content.nature, (content.effective, content.expires), self.validity.as_ref(), today)
    }
}

const REVIEWED_AGAIN: &str = "已发布的信息撤回，起草中的内容重新审查。";

/// 效力 of a paper of a nature that runs from a day until a day, after what was decided on it; `None` where it has
/// none.
pub fn validity_of(
    nature: Nature,
    (effective, expires): (Option<Date>, Option<Date>),
    changed: Option<&(Validity, Date, String)>,
    today: Date,
) -> Option<Validity> {
    if !nature.has_validity() {
        return None;
    }
    if let Some((validity, on, _)) = changed
        && *on <= today
    {
        return Some(*validity);
    }
    let over = expires.is_some_and(|expires| expires < today);
    let coming = effective.is_some_and(|effective| today < effective);
    Some(match (over, coming) {
        (true, _) => Validity::Expired,
        (false, true) => Validity::Coming,
        (false, false) => Validity::InForce,
    })
}

/// The state after an event. Panics where the ledger holds what [`super::decide`] never lets in.
pub fn evolve(item: Option<Publication>, event: &Event) -> Publication {
    let Some(mut item) = item else { return drafted(event) };
    match event {
        Event::Drafted { .. } => panic!("corrupt ledger: {} drafted twice", item.index),
        Event::Revised { by, on, content, why } => item.revise(by, *on, content, why),
        Event::SelfChecked { by, remark, .. } => item.sign(Act::SelfCheck, by, remark, Step::Department),
        Event::DepartmentPassed { by, remark } => item.sign(Act::PassDepartment, by, remark, Step::Secrecy),
        Event::MadeImportant { .. } => item.work_mut().content.important = true,
        Event::SentBack { remark, .. } => item.send_back(remark),
        Event::SecrecyReviewed { by, conclusion, basis, overridden, .. } => {
            item.work_mut().overridden.clone_from(overridden);
            item.conclude(by, *conclusion, basis);
        }
        Event::PublicInterest { by, why, .. } => {
            let work = item.work_mut();
            work.public_interest = Some((by.clone(), why.clone()));
            work.content.important = true;
        }
        Event::Determined { organ, document_no, conclusion, .. } => {
            item.determined.push((organ.clone(), document_no.clone()));
            item.conclude(organ, *conclusion, document_no);
        }
        Event::Withheld { reassess } => item.withheld_mut().reassess = *reassess,
        Event::Reassessed { open, next, .. } => item.reassess(*open, *next),
        Event::Approved { by, remark } => item.sign(Act::Approve, by, remark, Step::Ready),
        Event::Scheduled { at } => item.work_mut().step = Step::Scheduled(*at),
        Event::Published { edition, at, .. } => item.publish(*edition, *at),
        Event::Withdrawn { at, reason, explanation, .. } => item.withdraw(*at, *reason, explanation),
        Event::HidingAgreed { by, edition, why } => {
            item.edition_mut(*edition).hiding_agreed = Some((by.clone(), why.clone()));
        }
        Event::EditionHidden { at, edition, explanation, .. } => {
            item.edition_mut(*edition).taken_down = Some((*at, explanation.clone()));
        }
        Event::ValidityChanged { validity, on, basis } => {
            item.validity = Some((*validity, *on, basis.clone()));
        }
        Event::Filed { on, organ, document_no, .. } => {
            item.filed = Some((*on, organ.clone(), document_no.clone()));
        }
        Event::DecisionFell { on, fall, basis, .. } => item.fallen = Some((*on, *fall, basis.clone())),
        Event::HandedOver { to, list, on } => {
            item.handed_over.push(HandedOver { to: *to, list: list.clone(), on: *on });
        }
        Event::Dropped { .. } => {
            item.work = None;
            item.dropped = item.editions.is_empty();
        }
    }
    item
}

/// The state after a whole history; `None` where there is none.
pub fn replay(events: &[Event]) -> Option<Publication> {
    events.iter().fold(None, |item, event| Some(evolve(item, event)))
}

fn drafted(event: &Event) -> Publication {
    let Event::Drafted { index, on, by, content } = event else {
        panic!("corrupt ledger: an item begins with {event:?}")
    };
    let work = Work::new(content.clone(), 1, content.formed, [by.clone()].into(), String::new());
    Publication {
        index: index.clone(),
        drafted: *on,
        work: Some(work),
        editions: Vec::new(),
        withdrawn: None,
        withheld: None,
        validity: None,
        filed: None,
        fallen: None,
        handed_over: Vec::new(),
        dropped: false,
        determined: Vec::new(),
    }
}

impl Work {
    fn new(content: Content, revision: u32, since: Date, authors: BTreeSet<String>, why: String) -> Work {
        Work {
            content,
            revision,
            since,
            authors,
            signed: Vec::new(),
            step: Step::Drafting,
            overridden: Vec::new(),
            public_interest: None,
            why,
            sent_back: None,
        }
    }

    /// Wrote some of it, or has passed it already.
    pub fn took_part(&self, who: &str) -> bool {
        self.authors.contains(who) || self.signed.iter().any(|signature| signature.by == who)
    }
}

impl Publication {
    fn work_mut(&mut self) -> &mut Work {
        self.work.as_mut().unwrap_or_else(|| panic!("corrupt ledger: nothing under way for {}", self.index))
    }

    fn withheld_mut(&mut self) -> &mut Withheld {
        self.withheld.as_mut().unwrap_or_else(|| panic!("corrupt ledger: {} is not withheld", self.index))
    }

    fn edition_mut(&mut self, number: u32) -> &mut Edition {
        let found = self.editions.iter_mut().find(|edition| edition.number == number);
        found.unwrap_or_else(|| panic!("corrupt ledger: {} has no edition {number}", self.index))
    }

    /// Whoever signed the former content has not signed this one.
    fn revise(&mut self, by: &str, on: Date, content: &Content, why: &str) {
        let work = match self.work.take() {
            Some(before) => {
                let first = self.editions.is_empty();
                let since = if first { content.formed } else { before.since };
                let mut authors = before.authors;
                authors.insert(by.into());
                let why = if first { String::new() } else { why.into() };
                let work = Work::new(content.clone(), before.revision + 1, since, authors, why);
                Work { sent_back: before.sent_back, ..work }
            }
            None => {
                let revision = self.editions.last().map_or(1, |edition| edition.number + 1);
                Work::new(content.clone(), revision, on, [by.to_owned()].into(), why.into())
            }
        };
        self.work = Some(work);
    }

    fn sign(&mut self, act: Act, by: &str, remark: &str, next: Step) {
        let work = self.work_mut();
        work.signed.push(Signature { act, by: by.into(), remark: remark.into() });
        work.step = next;
        work.sent_back = None;
    }

    fn send_back(&mut self, remark: &str) {
        let work = self.work_mut();
        work.signed.clear();
        work.overridden.clear();
        work.public_interest = None;
        work.step = Step::Drafting;
        work.sent_back = Some(remark.into());
    }

    fn conclude(&mut self, by: &str, conclusion: Conclusion, basis: &str) {
        match conclusion {
            Conclusion::Open => {
                let next = if self.work_mut().content.important { Step::Approval } else { Step::Ready };
                self.sign(Act::ReviewSecrecy, by, basis, next);
            }
            Conclusion::Amend => self.send_back(basis),
            Conclusion::Refer => self.work_mut().step = Step::Referred,
            Conclusion::Withhold(ground) => self.withhold(ground, basis),
        }
    }

    fn withhold(&mut self, ground: Ground, basis: &str) {
        let work = self.work.take();
        let Some(Work { content, since, authors, revision, .. }) = work else {
            panic!("corrupt ledger: nothing to withhold for {}", self.index)
        };
        let basis = basis.to_owned();
        self.withheld = Some(Withheld { ground, basis, reassess: since, content, authors, revision });
    }

    fn reassess(&mut self, open: bool, next: Option<Date>) {
        if let Some(next) = next.filter(|_| !open) {
            self.withheld_mut().reassess = next;
            return;
        }
        let withheld = self.withheld.take();
        let Some(Withheld { content, authors, revision, .. }) = withheld else {
            panic!("corrupt ledger: {} is not withheld", self.index)
        };
        let since = content.formed;
        self.work = Some(Work::new(content, revision, since, authors, String::new()));
    }

    fn publish(&mut self, number: u32, at: Timestamp) {
        let Some(Work { content, since, why, .. }) = self.work.take() else {
            panic!("corrupt ledger: nothing to publish for {}", self.index)
        };
        let (hiding_agreed, taken_down) = (None, None);
        let edition = Edition { number, content, at, why, since, hidden: false, hiding_agreed, taken_down };
        self.editions.push(edition);
        self.withdrawn = None;
    }

    fn withdraw(&mut self, at: Timestamp, reason: Reason, explanation: &str) {
        for edition in &mut self.editions {
            edition.hidden = true;
        }
        self.withdrawn = Some(Withdrawn { at, reason, explanation: explanation.into() });
        self.fallen = None;
        // What was reviewed before the withdrawal is reviewed again: it may hold the same.
        if self.work.is_some() {
            self.send_back(REVIEWED_AGAIN);
        }
    }
}
