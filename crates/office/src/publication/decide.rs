//! 决定：一道命令可不可以，可以的产生什么事件

use super::command::{Act, Command};
use super::content::Content;
use super::event::{Answers, Event, Overridden, Reason};
use super::nature::Nature;
use super::refusal::Refusal;
use super::state::{Edition, Publication, Step, Work};
use crate::fit::{at_most, within};
use crate::role::{Actor, Role};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use law::proactive::review::{Conclusion, Question};

/// 谁、什么时候；and what the scan finds in the content that waits.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    pub now: Timestamp,
    pub today: Date,
    pub actor: &'a Actor,
    pub found: &'a [Found],
}

/// Something in the content that does not go out unless the reviewer says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Place, kind and position, the same however often the same content is scanned.
    pub id: String,
    /// What it is, masked.
    pub what: String,
}

/// 现在可以办的事，只有这些。
pub fn allowed(ctx: &Ctx<'_>, item: Option<&Publication>) -> Vec<Act> {
    Act::ALL.into_iter().filter(|act| gate(ctx, item, *act).is_ok()).collect()
}

/// 命令可不可以；可以的，给出应当记下的事件。
pub fn decide(ctx: &Ctx<'_>, item: Option<&Publication>, command: Command) -> Result<Vec<Event>, Refusal> {
    gate(ctx, item, command.act())?;
    match (item, command) {
        (_, Command::Draft { index, content }) => draft(ctx, &index, *content),
        (Some(item), command) => carry_out(ctx, item, command),
        (None, _) => Err(Refusal::NoItem),
    }
}

// ---------------------------------------------------------------- whether a step may be taken now

fn gate(ctx: &Ctx<'_>, item: Option<&Publication>, act: Act) -> Result<(), Refusal> {
    if !act.roles().iter().any(|role| ctx.actor.roles.contains(role)) {
        return Err(Refusal::Role(act));
    }
    let Some(item) = item else {
        return if act == Act::Draft { Ok(()) } else { Err(Refusal::NoItem) };
    };
    let when = |fine: bool, reason| if fine { Ok(()) } else { Err(Refusal::NotNow { act, reason }) };
    let at = |step: Step| item.work.as_ref().is_some_and(|work| work.step == step);
    match act {
        Act::Draft => Err(Refusal::Exists(item.index.clone())),
        Act::Revise => when(!item.dropped && item.withheld.is_none(), "这条信息已经弃稿或者决定不予公开。"),
        Act::SelfCheck => when(at(Step::Drafting), "没有正在起草的内容。"),
        Act::PassDepartment => {
            when(at(Step::Department), "没有等待部门审核的内容。")?;
            four_eyes(ctx, item)
        }
        Act::ReviewSecrecy => {
            when(at(Step::Secrecy), "没有等待保密审查的内容。")?;
            four_eyes(ctx, item)
        }
        Act::RecordDetermination => when(at(Step::Referred), "没有报请确定的内容。"),
        Act::Approve => {
            when(at(Step::Approval), "没有等待批准的内容。")?;
            four_eyes(ctx, item)
        }
        Act::MakeImportant => when(
            item.work.as_ref().is_some_and(|work| !work.content.important && before_approval(work.step)),
            "没有尚在审核的内容，或者已经是重大信息。",
        ),
        Act::SendBack => when(item.work.as_ref().is_some_and(|work| turn(ctx, work)), "现在不由您办理。"),
        Act::Schedule => when(at(Step::Ready), "没有等待发布的内容。"),
        Act::Publish => when(
            item.work.as_ref().is_some_and(|work| matches!(work.step, Step::Ready | Step::Scheduled(_))),
            "没有审查完毕、等待发布的内容。",
        ),
        Act::Withdraw | Act::ChangeValidity | Act::HandOver => {
            when(item.is_public(), "这条信息没有发布，或者已经撤回。")
        }
        Act::AgreeHiding => when(
            item.older_open().any(|edition| edition.hiding_agreed.is_none()),
            "没有公众还能查阅的以前的版本。现在的版本有问题的，请撤回。",
        ),
        Act::HideEdition => when(
            item.older_open().any(|edition| edition.hiding_agreed.is_some()),
            "没有经保密审查人员同意隐去的版本。",
        ),
        Act::RecordFiling => when(
            is_public(item, Nature::Regulation) && item.filed.is_none(),
            "不是已经公开的规章，或者已经登记报备案。",
        ),
        Act::NoteFallen => when(
            is_public(item, Nature::Penalty) && item.fallen.is_none(),
            "不是公开的行政处罚决定，或者已经登记变动、等待撤回。",
        ),
        Act::Reassess => when(item.withheld.is_some(), "这条信息没有决定不予公开。"),
        Act::Drop => when(item.work.is_some(), "没有正在起草或者审核的内容。"),
    }
}

fn is_public(item: &Publication, nature: Nature) -> bool {
    item.is_public() && item.editions.last().is_some_and(|edition| edition.content.nature == nature)
}

const fn before_approval(step: Step) -> bool {
    matches!(step, Step::Department | Step::Secrecy | Step::Referred)
}

fn four_eyes(ctx: &Ctx<'_>, item: &Publication) -> Result<(), Refusal> {
    let took_part = item.work.as_ref().is_some_and(|work| work.took_part(&ctx.actor.id));
    if took_part { Err(Refusal::FourEyes) } else { Ok(()) }
}

/// Whether the work waits for a post the actor has.
fn turn(ctx: &Ctx<'_>, work: &Work) -> bool {
    let role = match work.step {
        Step::Drafting => return false,
        Step::Department => Role::DepartmentHead,
        Step::Secrecy | Step::Referred => Role::SecrecyReviewer,
        Step::Approval => Role::Principal,
        Step::Ready | Step::Scheduled(_) => Role::Publisher,
    };
    ctx.actor.roles.contains(&role)
}

// ---------------------------------------------------------------- what it does

fn draft(ctx: &Ctx<'_>, index: &str, content: Content) -> Result<Vec<Event>, Refusal> {
    let index = within(index, "索引号", 60)?;
    let content = content.checked(ctx.today)?;
    Ok(vec![Event::Drafted { index, on: ctx.today, by: ctx.actor.id.clone(), content }])
}

fn carry_out(ctx: &Ctx<'_>, item: &Publication, command: Command) -> Result<Vec<Event>, Refusal> {
    let by = ctx.actor.id.clone();
    let one = |event| Ok(vec![event]);
    match command {
        Command::Draft { .. } => Err(Refusal::Exists(item.index.clone())),
        Command::Revise { content, why } => revise(ctx, item, *content, &why),
        Command::SelfCheck { answers, remark } => self_check(ctx, item, answers, &remark),
        Command::PassDepartment { remark } => {
            one(Event::DepartmentPassed { by, remark: at_most(&remark, "审核意见", 500)? })
        }
        Command::MakeImportant { why } => one(Event::MadeImportant { why: within(&why, "理由", 200)? }),
        Command::SendBack { remark } => {
            one(Event::SentBack { by, remark: within(&remark, "退回意见", 500)? })
        }
        Command::ReviewSecrecy { conclusion, basis, answers, overridden, reassess, public_interest } => {
            let public_interest = public_interest.as_deref();
            review(ctx, (conclusion, reassess), (&basis, public_interest), answers, overridden)
        }
        Command::RecordDetermination { organ, document_no, on, conclusion, reassess } => {
            determine(ctx, item, (&organ, &document_no, on), (conclusion, reassess))
        }
        Command::Reassess { open, why, next } => reassess(ctx, open, &why, next),
        Command::Approve { remark } => {
            one(Event::Approved { by, remark: at_most(&remark, "批准意见", 500)? })
        }
        Command::Schedule { at } => one(Event::Scheduled { at: schedulable(ctx, at)? }),
        Command::Publish => publish(ctx, item),
        Command::Withdraw { reason, explanation } => one(withdrawn(ctx, reason, &explanation)?),
        Command::AgreeHiding { edition, why } => {
            older(item, edition)?;
            one(Event::HidingAgreed { by, edition, why: within(&why, "隐去的理由", 300)? })
        }
        Command::HideEdition { edition, explanation } => one(hidden(ctx, item, edition, &explanation)?),
        Command::ChangeValidity { validity, on, basis } => {
            let has = item.editions.last().is_some_and(|edition| edition.content.nature.has_validity());
            if !has {
                return Err(Refusal::NoValidity);
            }
            one(Event::ValidityChanged { validity, on, basis: within(&basis, "依据", 200)? })
        }
        Command::RecordFiling { organ, document_no, on } => {
            let (organ, on) = (within(&organ, "接受备案的机关", 100)?, past(ctx, on)?);
            one(Event::Filed { on, by, organ, document_no: within(&document_no, "备案文号", 60)? })
        }
        Command::NoteFallen { fall, basis, on } => {
            let on = past(ctx, on)?;
            one(Event::DecisionFell { on, by, fall, basis: within(&basis, "依据的文书", 200)? })
        }
        Command::HandOver { to, list, on } => {
            let on = past(ctx, on)?;
            one(Event::HandedOver { to, list: within(&list, "移送清单编号", 60)?, on })
        }
        Command::Drop { why } => one(Event::Dropped { by, why: within(&why, "理由", 200)? }),
    }
}

/// A new edition of what is public says why; so does a change after the review began.
fn revise(ctx: &Ctx<'_>, item: &Publication, content: Content, why: &str) -> Result<Vec<Event>, Refusal> {
    let service = |content: &Content| content.service.as_ref().map(|one| (one.nature(), one.id().to_owned()));
    match (item.content().and_then(service), service(&content)) {
        (Some(before), Some(after)) if before != after => return Err(Refusal::OtherService(before.1)),
        (Some(_), None) | (None, Some(_)) => return Err(Refusal::NoService),
        _ => {}
    }
    let content = content.checked(ctx.today)?;
    // Once reviewers had it, 重大信息 is not for the drafter to take back.
    let seen = |work: &Work| !work.signed.is_empty() || work.sent_back.is_some();
    let marked = item.work.as_ref().is_some_and(|work| work.content.important && seen(work));
    // Nor does any text become, or cease to be, the result of a round of 文件清理.
    let cleanup = item.content().and_then(|before| before.cleanup.clone());
    let content = Content { important: content.important || marked, cleanup, ..content };
    if item.content() == Some(&content) && item.work.is_some() {
        return Err(Refusal::Unchanged);
    }
    let explained = !item.editions.is_empty();
    let why =
        if explained { within(why, "修改的原因", 200)? } else { at_most(why, "修改的原因", 200)? };
    Ok(vec![Event::Revised { by: ctx.actor.id.clone(), on: ctx.today, content, why }])
}

fn self_check(
    ctx: &Ctx<'_>,
    item: &Publication,
    answers: Answers,
    remark: &str,
) -> Result<Vec<Event>, Refusal> {
    let work = item.work.as_ref().ok_or(Refusal::NoItem)?;
    work.content.complete()?;
    let answers = answered(answers)?;
    let asked = answers.iter().any(|(_, yes)| *yes);
    let remark =
        if asked { within(remark, "自审意见", 500)? } else { at_most(remark, "自审意见", 500)? };
    Ok(vec![Event::SelfChecked { by: ctx.actor.id.clone(), answers, remark }])
}

/// Each question once, in the order of the sheet.
fn answered(answers: Answers) -> Result<Answers, Refusal> {
    let answer = |question: Question| answers.iter().find(|(asked, _)| *asked == question).copied();
    Question::ALL.into_iter().map(|question| answer(question).ok_or(Refusal::Unanswered(question))).collect()
}

fn review(
    ctx: &Ctx<'_>,
    (conclusion, reassess): (Conclusion, Option<Date>),
    (basis, public_interest): (&str, Option<&str>),
    answers: Answers,
    overridden: Vec<Overridden>,
) -> Result<Vec<Event>, Refusal> {
    let answers = answered(answers)?;
    let basis = match conclusion {
        Conclusion::Open => at_most(basis, "审查意见", 500)?,
        _ => within(basis, "审查意见和依据", 500)?,
    };
    let by = ctx.actor.id.clone();
    let interest = in_the_public_interest(&by, conclusion, &answers, public_interest)?;
    if conclusion == Conclusion::Open {
        let stops = |question: Question| interest.is_none() || !question.concerns_third_party();
        let yes = answers.iter().find(|(question, yes)| *yes && stops(*question));
        yes.map_or(Ok(()), |(question, _)| Err(Refusal::AnsweredYes(*question)))?;
        settled(ctx.found, &overridden)?;
    }
    let reviewed = Event::SecrecyReviewed { by, conclusion, basis, answers, overridden };
    let mut events: Vec<Event> = interest.into_iter().collect();
    events.extend(with_reassessment(ctx, conclusion, reassess, reviewed)?);
    Ok(events)
}

/// 条例第十五条: only of what is a third party's, and only to disclose it.
fn in_the_public_interest(
    by: &str,
    conclusion: Conclusion,
    answers: &Answers,
    why: Option<&str>,
) -> Result<Option<Event>, Refusal> {
    let Some(why) = why.filter(|why| !why.trim().is_empty()) else { return Ok(None) };
    let concerned = answers.iter().filter(|(question, yes)| *yes && question.concerns_third_party());
    let questions: Vec<Question> = concerned.map(|(question, _)| *question).collect();
    if questions.is_empty() || conclusion != Conclusion::Open {
        return Err(Refusal::NoThirdParty);
    }
    let why = within(why, "对公共利益造成重大影响的理由", 500)?;
    Ok(Some(Event::PublicInterest { by: by.to_owned(), questions, why }))
}

/// Every finding has its reason, and no reason is given for what was not found.
fn settled(found: &[Found], overridden: &[Overridden]) -> Result<(), Refusal> {
    for one in overridden {
        if !found.iter().any(|finding| finding.id == one.finding) {
            return Err(Refusal::NotFound(one.finding.clone()));
        }
        within(&one.why, "可以公开的理由", 200)?;
    }
    let open = found.iter().find(|finding| !overridden.iter().any(|one| one.finding == finding.id));
    open.map_or(Ok(()), |finding| Err(Refusal::Found(finding.what.clone())))
}

/// 不予公开的，同时确定何时重新评估。
fn with_reassessment(
    ctx: &Ctx<'_>,
    conclusion: Conclusion,
    reassess: Option<Date>,
    event: Event,
) -> Result<Vec<Event>, Refusal> {
    if !matches!(conclusion, Conclusion::Withhold(_)) {
        return Ok(vec![event]);
    }
    let reassess = reassessment(ctx, reassess)?;
    Ok(vec![event, Event::Withheld { reassess }])
}

fn reassessment(ctx: &Ctx<'_>, day: Option<Date>) -> Result<Date, Refusal> {
    let day = day.ok_or(Refusal::WithoutReassessment)?;
    if day <= ctx.today {
        return Err(Refusal::ReassessmentTooEarly(day));
    }
    let last = ctx.today.checked_add(5.years()).unwrap_or(Date::MAX);
    if day > last { Err(Refusal::WithoutReassessment) } else { Ok(day) }
}

fn determine(
    ctx: &Ctx<'_>,
    item: &Publication,
    (organ, document_no, on): (&str, &str, Date),
    (conclusion, reassess): (Conclusion, Option<Date>),
) -> Result<Vec<Event>, Refusal> {
    if conclusion == Conclusion::Refer {
        let reason = "报请确定的结果应当是可以公开、修改后再审或者不予公开。";
        return Err(Refusal::NotNow { act: Act::RecordDetermination, reason });
    }
    if conclusion == Conclusion::Open {
        let overridden = item.work.as_ref().map_or(&[][..], |work| &work.overridden);
        settled(ctx.found, overridden)?;
    }
    let determined = Event::Determined {
        organ: within(organ, "作出确定的机关", 100)?,
        document_no: within(document_no, "文号", 60)?,
        on: past(ctx, on)?,
        conclusion,
    };
    with_reassessment(ctx, conclusion, reassess, determined)
}

fn reassess(ctx: &Ctx<'_>, open: bool, why: &str, next: Option<Date>) -> Result<Vec<Event>, Refusal> {
    let next = if open { None } else { Some(reassessment(ctx, next)?) };
    let why = within(why, "评估意见", 500)?;
    Ok(vec![Event::Reassessed { by: ctx.actor.id.clone(), on: ctx.today, open, why, next }])
}

fn schedulable(ctx: &Ctx<'_>, at: Timestamp) -> Result<Timestamp, Refusal> {
    let last = ctx.now.checked_add((366 * 24).hours()).unwrap_or(Timestamp::MAX);
    if at > ctx.now && at <= last { Ok(at) } else { Err(Refusal::BadSchedule) }
}

/// The time is never anybody's choice; nor may it lie before an edition that is out already.
fn publish(ctx: &Ctx<'_>, item: &Publication) -> Result<Vec<Event>, Refusal> {
    let last = item.editions.last();
    if last.is_some_and(|edition| edition.at > ctx.now) {
        let reason = "服务器的时间早于上一版的发布时间。请系统管理员核对时钟。";
        return Err(Refusal::NotNow { act: Act::Publish, reason });
    }
    let edition = last.map_or(1, |edition| edition.number + 1);
    Ok(vec![Event::Published { edition, at: ctx.now, by: ctx.actor.id.clone() }])
}

fn withdrawn(ctx: &Ctx<'_>, reason: Reason, explanation: &str) -> Result<Event, Refusal> {
    let explanation = within(explanation, "对公众的说明", 500)?;
    Ok(Event::Withdrawn { at: ctx.now, by: ctx.actor.id.clone(), reason, explanation })
}

/// An edition that may be hidden alone: one that a newer has replaced.
fn older(item: &Publication, number: u32) -> Result<&Edition, Refusal> {
    item.older_open().find(|edition| edition.number == number).ok_or(Refusal::NoEdition(number))
}

/// 先经保密审查人员同意, who is another.
fn hidden(ctx: &Ctx<'_>, item: &Publication, number: u32, explanation: &str) -> Result<Event, Refusal> {
    let (agreed, _) = older(item, number)?.hiding_agreed.as_ref().ok_or(Refusal::NoEdition(number))?;
    if *agreed == ctx.actor.id {
        return Err(Refusal::FourEyes);
    }
    let explanation = within(explanation, "对公众的说明", 500)?;
    Ok(Event::EditionHidden { at: ctx.now, by: ctx.actor.id.clone(), edition: number, explanation })
}

fn past(ctx: &Ctx<'_>, day: Date) -> Result<Date, Refusal> {
    if day > ctx.today { Err(Refusal::Future { day, today: ctx.today }) } else { Ok(day) }
}
