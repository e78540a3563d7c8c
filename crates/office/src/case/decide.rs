//! 决定：一道命令可不可以，可以的产生什么事件

use super::command::{Act, Command};
use super::event::{Draft, Event, FeeBasis, Filed, How, Purpose, Route, Sealed, Withheld};
use super::refusal::Refusal;
use super::state::{Case, Paper, Remedy, Stage, evolve};
use crate::fit::{Unfit, filled, within};
use crate::role::Actor;
use jiff::civil::Date;
use law::annual_report::{Group, Outcome};
use law::request::answer::{self, NotHeldBecause, Precondition, Required};
use law::request::consultation::Consulted;
use law::request::correction::NOTICE_DAYS;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::reply::Extension;
use law::request::{Event as Timed, FindingCode, History, Reckoning, State, fee, reckon};
use law::workday::Calendar;

/// 谁、哪一天、依哪部日历。
#[derive(Debug, Clone, Copy)]
pub struct Ctx<'a> {
    pub today: Date,
    pub calendar: &'a Calendar,
    pub actor: &'a Actor,
}

/// 现在可以办的事，只有这些。
pub fn allowed(ctx: &Ctx<'_>, case: Option<&Case>) -> Vec<Act> {
    Act::ALL.into_iter().filter(|act| gate(ctx, case, *act).is_ok()).collect()
}

/// 命令可不可以；可以的，给出应当记下的事件。
pub fn decide(ctx: &Ctx<'_>, case: Option<&Case>, command: Command) -> Result<Vec<Event>, Refusal> {
    gate(ctx, case, command.act())?;
    let Some(case) = case else { return register(ctx, command) };
    let events = carry_out(ctx, case, command)?;
    lawful(ctx, case, &events)?;
    Ok(events)
}

/// 依今天推算.
pub fn reckoned(ctx: &Ctx<'_>, case: &Case) -> Result<Reckoning, Refusal> {
    let history = History { as_of: Some(ctx.today), ..case.history.clone() };
    Ok(reckon(&history, ctx.calendar)?)
}

// ---------------------------------------------------------------- whether a step may be taken now

fn gate(ctx: &Ctx<'_>, case: Option<&Case>, act: Act) -> Result<(), Refusal> {
    if !act.roles().iter().any(|role| ctx.actor.roles.contains(role)) {
        return Err(Refusal::Role(act));
    }
    let Some(case) = case else {
        return if act == Act::Register { Ok(()) } else { Err(Refusal::NoCase) };
    };
    match case.stage {
        Stage::Unconfirmed => gate_unconfirmed(act),
        Stage::Open { .. } => gate_open(ctx, case, act),
        Stage::Over { .. } => gate_over(case, act),
    }
}

fn gate_unconfirmed(act: Act) -> Result<(), Refusal> {
    match act {
        Act::Receive | Act::Assign | Act::Classify | Act::File | Act::Withdraw => Ok(()),
        Act::Register => Err(Refusal::NotNow { act, reason: "申请已经登记。" }),
        _ => Err(Refusal::NotReceived(act)),
    }
}

fn gate_over(case: &Case, act: Act) -> Result<(), Refusal> {
    let fine = match act {
        Act::RecordService => posted_and_not_served(case),
        Act::RecordRemedy | Act::Classify => true,
        Act::File => case.archive_no.is_none(),
        Act::RecordRemedyNotice => notice_awaited(case),
        Act::RecordRemedyResponse => response_owed(case),
        Act::RecordRemedyResult => case.remedies.iter().any(|remedy| remedy.decided.is_none()),
        Act::Forward => case.forwarded.is_none() && not_ours(case),
        Act::ErasePersonalData => {
            case.archive_no.is_some()
                && !case.erased
                && case.remedies.iter().all(|remedy| remedy.decided.is_some())
        }
        Act::ProposeConversion => case.conversion.is_none() && case.received().is_some(),
        Act::DecideConversion => case.conversion == Some(None),
        Act::Archive => case.archive_no.is_none(),
        _ => false,
    };
    if fine { Ok(()) } else { Err(Refusal::Over(act)) }
}

fn notice_awaited(case: &Case) -> bool {
    case.remedies.iter().any(|remedy| remedy.notified.is_none() && remedy.decided.is_none())
}

fn response_owed(case: &Case) -> bool {
    let owed =
        |remedy: &Remedy| remedy.notified.is_some() && remedy.responded.is_none() && remedy.decided.is_none();
    case.remedies.iter().any(owed)
}

/// 答复告知过不属于本机关负责公开。
fn not_ours(case: &Case) -> bool {
    case.draft().is_some_and(|draft| draft.how == Some(How::NotHeld(NotHeldBecause::NotOurs)))
}

fn posted_and_not_served(case: &Case) -> bool {
    case.history
        .events
        .iter()
        .any(|dated| matches!(dated.event, Timed::Answered { delivery: Delivery::Post, served: None, .. }))
}

fn gate_open(ctx: &Ctx<'_>, case: &Case, act: Act) -> Result<(), Refusal> {
    let now = reckoned(ctx, case)?;
    let handling = matches!(now.state, State::Open | State::AwaitingReply);
    let not = |reason| Err(Refusal::NotNow { act, reason });
    let when = |fine: bool, reason| if fine { Ok(()) } else { Err(Refusal::NotNow { act, reason }) };
    match act {
        Act::Register => not("申请已经登记。"),
        Act::Receive => not("申请已经收到。"),
        Act::Assign
        | Act::Classify
        | Act::File
        | Act::Search
        | Act::Withdraw
        | Act::Merge
        | Act::RecordRemedy => Ok(()),
        Act::RecordRemedyNotice => when(notice_awaited(case), "没有尚未登记收到文书的复议诉讼。"),
        Act::RecordRemedyResponse => when(response_owed(case), "没有待答复举证的复议诉讼。"),
        Act::RequestCorrection => gate_correction(ctx, case, handling),
        Act::TakeCorrection => when(now.state == State::AwaitingCorrection, "没有等待申请人补正。"),
        Act::Consult => when(handling, "正在等待申请人补正或者缴费。"),
        Act::RecordConsultationDelivery => when(
            case.consultations.iter().any(|one| one.delivered.is_none() && one.reply.is_none()),
            "没有尚未送达的征求意见书。",
        ),
        Act::TakeReply => {
            when(case.consultations.iter().any(|one| one.reply.is_none()), "没有待回复的征求意见书。")
        }
        Act::RequestReasons => {
            when(handling && case.excess.is_none(), "已经要求过说明理由，或者正在等待补正、缴费。")
        }
        Act::TakeReasons => when(
            case.excess.as_ref().is_some_and(|excess| excess.given.is_none()),
            "没有等待申请人说明理由。",
        ),
        Act::JudgeReasons => when(
            case.excess.as_ref().is_some_and(|excess| excess.judgement.is_none()),
            "没有要求申请人说明理由，或者已经认定。",
        ),
        Act::Extend => gate_extension(ctx, case, &now, handling),
        Act::NoticeFee => {
            when(handling && case.fee.is_none() && !now.overdue, "已经发过收费通知，或者不在答复期限内。")
        }
        Act::RecordFeeDelivery => when(fee_undelivered(case), "没有尚未送达的收费通知。"),
        Act::TakePayment => when(now.state == State::AwaitingPayment, "没有等待申请人缴费。"),
        Act::Draft => when(
            handling && matches!(case.paper, Paper::None | Paper::Drafted { .. }),
            "正在等待补正、缴费，或者拟稿已经审核。",
        ),
        Act::Review => gate_paper(ctx, &case.paper, act),
        Act::SendBack => when(
            matches!(case.paper, Paper::Drafted { .. } | Paper::Reviewed { .. }),
            "没有待审核、待签发的拟稿。",
        ),
        Act::Sign => gate_paper(ctx, &case.paper, act),
        Act::Answer => when(matches!(case.paper, Paper::Signed { .. }), "答复还没有签发。"),
        Act::RecordService => not("答复还没有送出。"),
        Act::Lapse => gate_lapse(ctx, &now),
        Act::Split => when(untouched(case), "已经要求补正、征求意见、收费或者拟办，不能再拆分。"),
        Act::RecordRemedyResult => {
            when(case.remedies.iter().any(|remedy| remedy.decided.is_none()), "没有尚未审结的复议诉讼。")
        }
        Act::ProposeConversion => when(case.conversion.is_none(), "已经提议过主动公开。"),
        Act::DecideConversion => when(case.conversion == Some(None), "没有待决定的提议。"),
        Act::Archive | Act::Forward | Act::ErasePersonalData => not("申请还没有办结。"),
    }
}

fn gate_correction(ctx: &Ctx<'_>, case: &Case, handling: bool) -> Result<(), Refusal> {
    let asked = case.history.events.iter().any(|one| matches!(one.event, Timed::CorrectionRequested { .. }));
    if asked {
        return Err(Refusal::NotNow {
            act: Act::RequestCorrection,
            reason: "补正只能一次性告知，已经告知过（条例第三十条）。",
        });
    }
    if !handling {
        return Err(Refusal::NotNow {
            act: Act::RequestCorrection, reason: "正在等待申请人缴费。"
        });
    }
    let Some(received) = case.received() else { return Ok(()) };
    match ctx.calendar.add(received, NOTICE_DAYS) {
        Ok(last) if ctx.today > last.date => Err(Refusal::CorrectionTooLate { last: last.date }),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn gate_extension(ctx: &Ctx<'_>, case: &Case, now: &Reckoning, handling: bool) -> Result<(), Refusal> {
    let act = Act::Extend;
    if !handling {
        return Err(Refusal::NotNow {
            act, reason: "正在等待补正或者缴费，没有正在计算的答复期限。"
        });
    }
    if now.overdue {
        return Err(Refusal::NotNow {
            act,
            reason: "答复期限已经届满，不能再延长（条例第三十三条）。请尽快答复。",
        });
    }
    // The law judges a second extension of one period; one day tells whether it would be one.
    let mut tried = case.clone();
    tried = evolve(Some(tried), &Event::Extended { on: ctx.today, days: 1, reason: String::new() });
    let tried = reckoned(ctx, &tried)?;
    if tried.findings.len() > now.findings.len() {
        return Err(Refusal::NotNow {
            act,
            reason: "同一答复期限只能延长一次，已经延长过（条例第三十三条）。",
        });
    }
    Ok(())
}

fn gate_paper(ctx: &Ctx<'_>, paper: &Paper, act: Act) -> Result<(), Refusal> {
    let before: &[&String] = match (act, paper) {
        (Act::Review, Paper::Drafted { by, .. }) => &[by],
        (Act::Sign, Paper::Reviewed { by, reviewer, .. }) => &[by, reviewer],
        (Act::Sign, Paper::Drafted { .. }) => {
            return Err(Refusal::NotNow { act, reason: "拟稿还没有审核。" });
        }
        _ => return Err(Refusal::NotNow { act, reason: "没有待办理的拟稿。" }),
    };
    if before.contains(&&ctx.actor.id) { Err(Refusal::FourEyes) } else { Ok(()) }
}

fn gate_lapse(ctx: &Ctx<'_>, now: &Reckoning) -> Result<(), Refusal> {
    if !matches!(now.state, State::AwaitingCorrection | State::AwaitingPayment) {
        return Err(Refusal::NotNow {
            act: Act::Lapse, reason: "没有等待申请人补正或者缴费。"
        });
    }
    let known = now.state == State::AwaitingCorrection || now.pay_by.is_some();
    let over = now.deadlines.first().is_some_and(|deadline| ctx.today > deadline.date);
    if known && over {
        Ok(())
    } else {
        Err(Refusal::NotNow {
            act: Act::Lapse,
            reason: "补正、缴费的期限还没有届满，或者收费通知还没有送达。",
        })
    }
}

fn fee_undelivered(case: &Case) -> bool {
    case.history.events.iter().any(|one| matches!(one.event, Timed::FeeNoticed { delivered: None }))
}

/// Nothing has happened yet but receipt.
fn untouched(case: &Case) -> bool {
    let receiving =
        |event: &Timed| matches!(event, Timed::Submitted { .. } | Timed::Signed | Timed::Confirmed);
    case.paper == Paper::None
        && case.excess.is_none()
        && case.remedies.is_empty()
        && case.split_from.is_none()
        && case.history.events.iter().all(|one| receiving(&one.event))
}

// ---------------------------------------------------------------- what a step records

fn register(ctx: &Ctx<'_>, command: Command) -> Result<Vec<Event>, Refusal> {
    let Command::Register {
        no,
        channel,
        submitted,
        received,
        kind,
        subject,
        application,
        applicant,
        representation,
        split_from,
    } = command
    else {
        return Err(Refusal::NoCase);
    };
    not_future(ctx, submitted)?;
    filled(&no, "编号")?;
    let subject = brief(&subject)?;
    if kind == law::annual_report::Applicant::Total {
        return Err(Unfit::Empty { what: "申请人类别" }.into());
    }
    let registered = Event::Registered {
        no,
        channel,
        submitted,
        kind,
        subject,
        application,
        applicant,
        representation,
        split_from,
    };
    let case = evolve(None, &registered);
    reckoned(ctx, &case)?;
    let mut events = vec![registered];
    if let Some(on) = received.filter(|_| case.stage == Stage::Unconfirmed) {
        not_future(ctx, on)?;
        let received = vec![Event::Received { on }];
        lawful(ctx, &case, &received)?;
        events.extend(received);
    }
    Ok(events)
}

fn carry_out(ctx: &Ctx<'_>, case: &Case, command: Command) -> Result<Vec<Event>, Refusal> {
    let today = ctx.today;
    let by = || ctx.actor.id.clone();
    let event = match command {
        Command::Register { no, .. } => return Err(Refusal::Exists(no)),
        Command::Classify { matter } => Event::Classified { matter: short(&matter, "事项类别")? },
        Command::Receive { on } => Event::Received { on: past(ctx, on)? },
        Command::Assign { handler } => Event::Assigned { handler: filled(&handler, "承办人")? },
        Command::RequestCorrection { missing, explanation, reply_by } => {
            if missing.is_empty() {
                return Err(Unfit::Empty { what: "需要补正的事项" }.into());
            }
            if reply_by <= today {
                return Err(Refusal::ReplyByTooEarly { reply_by });
            }
            let explanation = filled(&explanation, "指导和释明")?;
            Event::CorrectionRequested { on: today, missing, explanation, reply_by }
        }
        Command::TakeCorrection { on, subject, application } => {
            Event::Corrected { on: past(ctx, on)?, subject: brief(&subject)?, application }
        }
        Command::Consult { whom, addressee, asked } => {
            let letter = u32::try_from(case.consultations.len()).unwrap_or(u32::MAX).saturating_add(1);
            Event::Consulted {
                letter, on: today, whom, addressee, asked: filled(&asked, "征求意见的内容")?
            }
        }
        Command::RecordConsultationDelivery { letter, on } => {
            let open = case.consultations.iter().any(|one| {
                one.letter == letter && one.delivered.is_none() && one.reply.is_none() && on >= one.sent
            });
            let on = past(ctx, on)?;
            if !open {
                return Err(Refusal::NoLetter(letter));
            }
            Event::ConsultationDelivered { letter, on }
        }
        Command::TakeReply { letter, on, consents, reasons } => {
            if !case.consultations.iter().any(|one| one.letter == letter && one.reply.is_none()) {
                return Err(Refusal::NoLetter(letter));
            }
            Event::Replied { letter, on: past(ctx, on)?, consents, reasons }
        }
        Command::RequestReasons { why, reply_by } => {
            if reply_by <= today {
                return Err(Refusal::ReasonsByTooEarly { reply_by });
            }
            let why = filled(&why, "明显超过合理范围的情形")?;
            Event::ReasonsRequested { on: today, why, reply_by }
        }
        Command::TakeReasons { on, reasons } => Event::ReasonsGiven { on: past(ctx, on)?, reasons },
        Command::JudgeReasons { judgement, why, until } => judged(ctx, judgement, &why, until)?,
        Command::Search(searched) => {
            past(ctx, searched.on)?;
            if searched.systems.is_empty() || searched.keywords.is_empty() {
                return Err(Unfit::Empty { what: "检索的系统和关键词" }.into());
            }
            Event::Searched(searched)
        }
        Command::Extend { days, reason } => {
            Extension::of(days).ok_or(Refusal::ExtensionTooLong { asked: days })?;
            Event::Extended { on: today, days, reason: filled(&reason, "延长的理由")? }
        }
        Command::NoticeFee { basis } => noticed(today, basis)?,
        Command::RecordFeeDelivery { on } => Event::FeeDelivered { on: past(ctx, on)? },
        Command::TakePayment { on } => Event::FeePaid { on: past(ctx, on)? },
        Command::Draft(draft) => {
            complete(case, &draft)?;
            Event::Drafted { by: by(), draft: *draft }
        }
        Command::Review { remarks } => Event::Reviewed { by: by(), remarks },
        Command::SendBack { remarks } => Event::SentBack { remarks: filled(&remarks, "退回的意见")? },
        Command::Sign { document_no } => {
            Event::Signed { by: by(), document_no: filled(&document_no, "文号")? }
        }
        Command::Answer { on, delivery } => Event::Answered { on: past(ctx, on)?, delivery },
        Command::RecordService { on } => Event::Served { on: past(ctx, on)? },
        Command::Withdraw { on, reason } => Event::Withdrawn { on: past(ctx, on)?, reason },
        Command::Lapse => lapsed(ctx, case)?,
        Command::Merge { into } => Event::Merged { on: today, into: filled(&into, "并入的申请编号")? },
        Command::Split { into } => {
            if into.len() < 2 {
                return Err(Unfit::Empty { what: "拆分后的编号（至少两件）" }.into());
            }
            Event::Split { on: today, into }
        }
        Command::RecordRemedy { on, route, body, docket } => remedy(ctx, case, on, route, (&body, docket))?,
        Command::RecordRemedyNotice { remedy, on, procedure } => {
            let on = after_seeking(ctx, case, remedy, on, Act::RecordRemedyNotice)?;
            Event::RemedyNotified { remedy, on, procedure }
        }
        Command::RecordRemedyResponse { remedy, on } => Event::RemedyResponded {
            remedy,
            on: after_seeking(ctx, case, remedy, on, Act::RecordRemedyResponse)?,
        },
        Command::RecordRemedyResult { remedy, on, result, summary } => {
            let on = after_seeking(ctx, case, remedy, on, Act::RecordRemedyResult)?;
            Event::RemedyDecided { remedy, on, result, summary }
        }
        Command::ProposeConversion { ground, twins } => {
            Event::ConversionProposed { on: today, ground, twins }
        }
        Command::DecideConversion { accepted, why } => {
            Event::ConversionDecided { on: today, accepted, why: filled(&why, "决定的理由")? }
        }
        Command::Archive { archive_no } => {
            Event::Archived { on: today, archive_no: filled(&archive_no, "归档号")? }
        }
        Command::File { purpose, name, media, bytes, content } => {
            releasable(case, &purpose)?;
            let name = filled(&name, "文件名")?;
            let file = case.next_file();
            Event::Filed(Filed { on: today, file, purpose, name, media, bytes, content })
        }
        Command::Forward { on, organ } => {
            filled(&organ.name, "机关名称")?;
            Event::Forwarded { on: past(ctx, on)?, organ }
        }
        Command::ErasePersonalData { why, gone } => {
            Event::PersonalDataErased { on: today, why: filled(&why, "删除的理由")?, gone }
        }
    };
    Ok(vec![event])
}

/// A step of a remedy that fits the act, on a day that is not before it was sought.
fn after_seeking(ctx: &Ctx<'_>, case: &Case, remedy: u32, on: Date, act: Act) -> Result<Date, Refusal> {
    let fits = |one: &&Remedy| {
        let awaited = match act {
            Act::RecordRemedyNotice => one.notified.is_none(),
            Act::RecordRemedyResponse => {
                one.notified.is_some_and(|(from, _)| on >= from) && one.responded.is_none()
            }
            _ => true,
        };
        one.remedy == remedy && one.decided.is_none() && awaited
    };
    let found = case.remedies.iter().find(fits).ok_or(Refusal::NoRemedy(remedy))?;
    if on < found.sought {
        return Err(Refusal::NotNow {
            act, reason: "日期早于申请复议、起诉的日期。请核对。"
        });
    }
    past(ctx, on)
}

/// Only what was made from a source of this case, and read again, may go out.
fn releasable(case: &Case, purpose: &Purpose) -> Result<(), Refusal> {
    let Purpose::Release { of, .. } = purpose else { return Ok(()) };
    match case.file(*of) {
        Some(Filed { purpose: Purpose::Source, .. }) => Ok(()),
        Some(_) | None => Err(Refusal::NoFile(*of)),
    }
}

fn judged(ctx: &Ctx<'_>, judgement: Judgement, why: &str, until: Option<Date>) -> Result<Event, Refusal> {
    let until = match judgement {
        Judgement::ReasonableButDelayed => {
            Some(until.filter(|until| *until > ctx.today).ok_or(Refusal::DelayWithoutDay)?)
        }
        Judgement::Reasonable | Judgement::Unreasonable => None,
    };
    Ok(Event::ReasonsJudged { on: ctx.today, judgement, why: filled(why, "认定的理由")?, until })
}

fn noticed(today: Date, basis: FeeBasis) -> Result<Event, Refusal> {
    let yuan = match basis {
        FeeBasis::NthCase(nth) => fee::for_nth_case(nth),
        FeeBasis::Pages(pages) => fee::by_pages(pages),
    };
    match yuan {
        Ok(yuan) if yuan > 0 => Ok(Event::FeeNoticed { on: today, basis, yuan }),
        Ok(_) => Err(Refusal::NotNow {
            act: Act::NoticeFee,
            reason: "没有超出免费的件数、页数，不收信息处理费（条例第四十二条）。",
        }),
        Err(_) => Err(Refusal::NotNow {
            act: Act::NoticeFee,
            reason: "件数、页数超出一次计算的上限。请核对。",
        }),
    }
}

fn lapsed(ctx: &Ctx<'_>, case: &Case) -> Result<Event, Refusal> {
    let outcome = match reckoned(ctx, case)?.state {
        State::AwaitingCorrection => Outcome::NotCorrected,
        State::AwaitingPayment => Outcome::FeeUnpaid,
        State::Unconfirmed | State::Open | State::AwaitingReply | State::Answered | State::Closed => {
            return Err(Refusal::NotNow {
                act: Act::Lapse, reason: "没有等待申请人补正或者缴费。"
            });
        }
    };
    Ok(Event::Lapsed { on: ctx.today, outcome })
}

fn remedy(
    ctx: &Ctx<'_>,
    case: &Case,
    on: Date,
    route: Route,
    (body, docket): (&str, String),
) -> Result<Event, Refusal> {
    let remedy = u32::try_from(case.remedies.len()).unwrap_or(u32::MAX).saturating_add(1);
    let body = filled(body, "复议机关、法院")?;
    Ok(Event::RemedySought { remedy, on: past(ctx, on)?, route, body, docket })
}

/// A letter takes its place in the file of the case by itself, whoever's act it belongs to.
pub fn filed(
    case: &Case,
    on: Date,
    (purpose, name, media): (Purpose, String, String),
    (bytes, content): (u64, Sealed),
) -> Event {
    Event::Filed(Filed { on, file: case.next_file(), purpose, name, media, bytes, content })
}

// ---------------------------------------------------------------- the answer

/// 答复应当写明的都写明了，应当先办的都办过了。
fn complete(case: &Case, draft: &Draft) -> Result<(), Refusal> {
    let how = specific(draft)?;
    for attachment in &draft.attachments {
        match case.file(attachment.file) {
            // What was struck out was not given: that is 部分公开, and its parts are named with their grounds.
            Some(Filed { purpose: Purpose::Release { struck: 1.., .. }, .. })
                if draft.outcome == Outcome::Granted =>
            {
                return Err(Refusal::StruckYetGranted(attachment.name.clone()));
            }
            Some(Filed { purpose: Purpose::Release { .. }, .. }) => {}
            Some(_) => return Err(Refusal::NotReleased(attachment.name.clone())),
            None => return Err(Refusal::NoFile(attachment.file)),
        }
    }
    let own = match how {
        Some(How::NotHeld(because)) => because.required(),
        Some(How::Granted(_)) | None => &[],
    };
    for required in answer::required(draft.outcome).iter().chain(own) {
        if !present(case, draft, *required) {
            return Err(Refusal::Missing(*required));
        }
    }
    for outcome in std::iter::once(draft.outcome).chain(draft.withheld.iter().filter_map(|part| part.ground))
    {
        if let Some(condition) = answer::precondition(outcome).filter(|condition| !met(case, *condition)) {
            return Err(Refusal::Precondition(condition));
        }
    }
    Ok(())
}

fn specific(draft: &Draft) -> Result<Option<How>, Refusal> {
    let fits = match (draft.outcome, draft.how) {
        (Outcome::OtherHandling, _) => false,
        (Outcome::Granted, how) => matches!(how, Some(How::Granted(_))),
        (Outcome::NotHeld, how) => matches!(how, Some(How::NotHeld(_))),
        (_, how) => how.is_none(),
    };
    if fits { Ok(draft.how) } else { Err(Refusal::Unspecific) }
}

fn present(case: &Case, draft: &Draft, required: Required) -> bool {
    let said = |text: &str| !text.trim().is_empty();
    match required {
        Required::Reason => said(&draft.reason),
        Required::WithheldParts => !draft.withheld.is_empty() && draft.withheld.iter().all(reasoned),
        Required::SearchRecord => case.searches.iter().any(|searched| !searched.found),
        Required::Access => said(&draft.access),
        Required::CompetentOrgan => draft.competent_organ.is_some(),
        Required::SpecialRule => said(&draft.special_rule),
        Required::ForbiddingLaw => said(&draft.forbidding_law),
        Required::EarlierAnswer => draft.earlier.is_some(),
    }
}

/// Each part says what, on which ground of refusal, and why.
fn reasoned(part: &Withheld) -> bool {
    let ground = part.ground.is_none_or(|ground| ground.group() == Group::Refused);
    ground && !part.part.trim().is_empty() && !part.reason.trim().is_empty()
}

fn met(case: &Case, condition: Precondition) -> bool {
    let happened = |wanted: fn(&Timed) -> bool| case.history.events.iter().any(|one| wanted(&one.event));
    match condition {
        Precondition::Corrected => happened(|event| matches!(event, Timed::Corrected)),
        // These two end by «不再处理», which checks that the term is over.
        Precondition::CorrectionMissed | Precondition::FeeMissed => false,
        Precondition::ReasonsAsked => {
            case.excess.as_ref().is_some_and(|excess| excess.judgement == Some(Judgement::Unreasonable))
        }
        Precondition::ThirdPartyConsulted => {
            happened(|event| matches!(event, Timed::Consulted { whom: Consulted::ThirdParty, .. }))
        }
    }
}

// ---------------------------------------------------------------- the law has the last word

/// What would be impossible or an own breach of the law is refused; a late answer must still be given.
fn lawful(ctx: &Ctx<'_>, case: &Case, events: &[Event]) -> Result<(), Refusal> {
    let before = reckoned(ctx, case)?.findings;
    let after = events.iter().fold(case.clone(), |case, event| evolve(Some(case), event));
    let found = reckoned(ctx, &after)?.findings;
    let tolerated =
        |code: FindingCode| matches!(code, FindingCode::AnswerLate | FindingCode::ConsultationLate);
    match found.into_iter().find(|finding| !before.contains(finding) && !tolerated(finding.code)) {
        Some(finding) => Err(Refusal::Unlawful(finding)),
        None => Ok(()),
    }
}

fn past(ctx: &Ctx<'_>, day: Date) -> Result<Date, Refusal> {
    not_future(ctx, day).map(|()| day)
}

fn not_future(ctx: &Ctx<'_>, day: Date) -> Result<(), Refusal> {
    if day > ctx.today { Err(Refusal::Future { day, today: ctx.today }) } else { Ok(()) }
}

/// A name that lists are kept under.
fn short(text: &str, what: &'static str) -> Result<String, Refusal> {
    Ok(within(text, what, 40)?)
}

/// What lists show of a case: a line, not the application.
fn brief(subject: &str) -> Result<String, Refusal> {
    Ok(within(subject, "事项", 200)?)
}
