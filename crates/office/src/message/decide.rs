//! 决定：一道命令可不可以，可以的产生什么事件

use super::command::{Act, Command};
use super::due::{Terms, veto_after};
use super::event::{Event, NotAccepted, Wording};
use super::refusal::Refusal;
use super::state::{Message, Step};
use crate::case::Gone;
use crate::fit::{at_most, within};
use crate::publication::Found;
use crate::role::Actor;
use jiff::civil::Date;
use law::workday::Calendar;

/// Most characters of an answer.
pub const LONGEST_ANSWER: usize = 10_000;

/// 谁、哪一天；and what the scan finds in the answer and the question's wording that wait for review.
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    pub today: Date,
    pub by: By<'a>,
    pub calendar: &'a Calendar,
    pub terms: Terms,
    pub found: &'a [Found],
}

/// Who acts: whoever wrote the message, known by number and query word; or somebody of the office.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    Sender,
    Staff(&'a Actor),
}

impl Ctx<'_> {
    fn id(&self) -> String {
        match self.by {
            By::Sender => String::new(),
            By::Staff(actor) => actor.id.clone(),
        }
    }

    fn may(&self, act: Act) -> bool {
        match self.by {
            By::Sender => act.by_sender(),
            By::Staff(actor) => act.roles().iter().any(|role| actor.roles.contains(role)),
        }
    }

    fn answer_by(&self, simple: bool, received: Date) -> Result<Date, Refusal> {
        let by = self.terms.answer_by(received, simple, self.calendar);
        by.map_err(|_| Refusal::BeyondCalendar(received))
    }
}

/// 现在可以办的事，只有这些。
pub fn allowed(ctx: &Ctx<'_>, message: Option<&Message>) -> Vec<Act> {
    Act::ALL.into_iter().filter(|act| gate(ctx, message, *act).is_ok()).collect()
}

/// 命令可不可以；可以的，给出应当记下的事件。
pub fn decide(ctx: &Ctx<'_>, message: Option<&Message>, command: Command) -> Result<Vec<Event>, Refusal> {
    gate(ctx, message, command.act())?;
    let event = match (message, command) {
        (None, Command::Receive { no, kind, subject, letter, consents }) => {
            let (on, due) = (ctx.today, ctx.answer_by(true, ctx.today)?);
            let (no, subject) = (within(&no, "留言编号", 40)?, within(&subject, "事项", 60)?);
            Event::Received { no, kind, subject, on, letter, consents, due }
        }
        (Some(message), command) => carry_out(ctx, message, command)?,
        (None, _) => return Err(Refusal::NoMessage),
    };
    Ok(vec![event])
}

// ---------------------------------------------------------------- whether a step may be taken now

fn gate(ctx: &Ctx<'_>, message: Option<&Message>, act: Act) -> Result<(), Refusal> {
    if !ctx.may(act) {
        return Err(Refusal::Role(act));
    }
    let Some(message) = message else {
        return if act == Act::Receive { Ok(()) } else { Err(Refusal::NoMessage) };
    };
    let when = |fine: bool, reason| if fine { Ok(()) } else { Err(Refusal::NotNow { act, reason }) };
    let at = |step: Step| message.step == step;
    match act {
        Act::Receive => Err(Refusal::Exists(message.no.clone())),
        Act::Accept | Act::NotAccept => when(at(Step::New), "这条留言已经受理，或者不予受理。"),
        Act::Reroute => when(
            matches!(message.step, Step::Drafting | Step::Review),
            "这条留言没有受理，或者答复已经审核。",
        ),
        Act::Extend => {
            when(
                matches!(message.step, Step::Drafting | Step::Review | Step::Ready),
                "这条留言没有受理，或者已经答复。",
            )?;
            when(ctx.today <= message.round().due, "答复期限已经届满，不能再延长。请尽快答复。")
        }
        Act::DraftAnswer => when(
            matches!(message.step, Step::Drafting | Step::Review),
            "这条留言没有受理，或者答复已经审核。",
        ),
        Act::Pass => {
            when(at(Step::Review), "没有等待审核的答复。")?;
            four_eyes(ctx, message)
        }
        Act::SendBack => when(matches!(message.step, Step::Review | Step::Ready), "没有可以退回的答复。"),
        Act::AnswerPrivately => when(at(Step::Ready), "没有审核通过的答复。"),
        Act::AnswerOpenly => {
            when(at(Step::Ready), "没有审核通过的答复。")?;
            when(may_open(message), "留言人没有同意公开，没有公开用的问题，或者原留言没有公开。")
        }
        Act::TakeDown => when(message.open().is_some(), "这条留言没有公开，或者已经撤下。"),
        Act::FollowUp => {
            when(at(Step::Answered), "这条留言还没有答复。")?;
            when(!message.erased, "留言的原文已经删除。请另写一条留言。")?;
            when(message.more.len() < ctx.terms.follow_ups(), "追问次数已满。请另写一条留言。")
        }
        Act::Rate => {
            when(message.rating.is_none() && at(Step::Answered), "这条留言还没有答复，或者已经评价。")
        }
        Act::ErasePersonalData => {
            when(message.due().is_none() && !message.erased, "这条留言还没有办结，或者原文已经删除。")
        }
    }
}

fn may_open(message: &Message) -> bool {
    let worded = message.round().draft.as_ref().is_some_and(|draft| draft.wording.is_some());
    worded && message.may_be_public()
}

fn four_eyes(ctx: &Ctx<'_>, message: &Message) -> Result<(), Refusal> {
    if message.round().drafters.contains(&ctx.id()) { Err(Refusal::FourEyes) } else { Ok(()) }
}

// ---------------------------------------------------------------- what it does

fn carry_out(ctx: &Ctx<'_>, message: &Message, command: Command) -> Result<Event, Refusal> {
    let (by, on) = (ctx.id(), ctx.today);
    Ok(match command {
        Command::Receive { .. } => return Err(Refusal::Exists(message.no.clone())),
        Command::Accept { department, matter, simple } => Event::Accepted {
            by,
            on,
            department: within(&department, "承办部门", 60)?,
            matter: within(&matter, "主题", 40)?,
            due: ctx.answer_by(simple, message.first.received)?,
        },
        Command::NotAccept { why, explanation } => {
            Event::NotAccepted { by, on, why, explanation: explained(why, &explanation)? }
        }
        Command::Reroute { department, why } => Event::Rerouted {
            by,
            on,
            department: within(&department, "承办部门", 60)?,
            why: within(&why, "改派的理由", 200)?,
        },
        Command::Extend { due, why } => extend(ctx, message, due, &why)?,
        Command::DraftAnswer { text, wording } => draft(ctx, message, &text, wording)?,
        Command::SendBack { remark } => {
            Event::SentBack { by, on, remark: within(&remark, "退回意见", 500)? }
        }
        Command::Pass { let_stand } => {
            settled(ctx.found, &let_stand)?;
            Event::Passed { by, on, let_stand }
        }
        Command::AnswerOpenly => Event::Answered { by, on, openly: true },
        Command::AnswerPrivately => Event::Answered { by, on, openly: false },
        Command::TakeDown { why } => Event::TakenDown { by, on, why: within(&why, "撤下的理由", 200)? },
        Command::FollowUp { letter, consents } => {
            let consents = Some(consents && message.open().is_some());
            Event::FollowedUp { on, letter, due: ctx.answer_by(true, on)?, consents }
        }
        Command::Rate { rating } => Event::Rated { on, rating },
        Command::ErasePersonalData { why } => erase(ctx, message, &why)?,
    })
}

/// 不属于本机关职责的，应当写明向谁提出; the rest is explained by its guidance already.
fn explained(why: NotAccepted, explanation: &str) -> Result<String, Refusal> {
    const WHAT: &str = "对留言人的说明";
    Ok(match why {
        NotAccepted::OtherOrgan => within(explanation, WHAT, 500)?,
        _ => at_most(explanation, WHAT, 500)?,
    })
}

fn extend(ctx: &Ctx<'_>, message: &Message, due: Date, why: &str) -> Result<Event, Refusal> {
    let round = message.round();
    if due <= round.due {
        return Err(Refusal::NotLater { due, now: round.due });
    }
    let last = veto_after(round.received).ok_or(Refusal::BeyondCalendar(round.received))?;
    if due > last {
        return Err(Refusal::TooLate { due, last });
    }
    Ok(Event::Extended { by: ctx.id(), on: ctx.today, due, why: within(why, "延长的理由", 200)? })
}

fn draft(ctx: &Ctx<'_>, message: &Message, text: &str, wording: Option<Wording>) -> Result<Event, Refusal> {
    if wording.is_some() && !message.may_be_public() {
        return Err(Refusal::NotConsented);
    }
    let wording = wording.map(checked).transpose()?;
    let text = within(text, "答复", LONGEST_ANSWER)?;
    Ok(Event::Drafted { by: ctx.id(), on: ctx.today, text, wording })
}

fn checked(wording: Wording) -> Result<Wording, Refusal> {
    Ok(Wording {
        title: within(&wording.title, "公开用的标题", 100)?,
        text: within(&wording.text, "公开用的问题", 5000)?,
    })
}

fn erase(ctx: &Ctx<'_>, message: &Message, why: &str) -> Result<Event, Refusal> {
    let gone = message.sealed().map(|one| Gone { erased: one.sealed.clone() }).collect();
    Ok(Event::PersonalDataErased {
        by: ctx.id(), on: ctx.today, why: within(why, "删除的理由", 200)?, gone
    })
}

/// Every finding is let stand by name, and none that was not found.
fn settled(found: &[Found], let_stand: &[String]) -> Result<(), Refusal> {
    if let Some(unknown) = let_stand.iter().find(|id| !found.iter().any(|finding| finding.id == **id)) {
        return Err(Refusal::NotFound(unknown.clone()));
    }
    let open = found.iter().find(|finding| !let_stand.contains(&finding.id));
    open.map_or(Ok(()), |finding| Err(Refusal::Found(finding.what.clone())))
}
