//! 推算：由一件申请的经过得出收到之日、答复期限、中止和延长、缴费和救济的期限，连同理由
//!
//! > 答复期限自行政机关收到补正的申请之日起计算。

use super::consultation::{Consulted, TERM_DAYS};
use super::correction::{NOTICE_DAYS, ReasonableTerm};
use super::delivery::Delivery;
use super::fee::PAYMENT_DAYS;
use super::history::{Dated, Event, History, Impossible, Reason};
use super::receipt::{Channel, Receiving};
use super::reply::{Extension, REPLY_DAYS};
use super::{IN_FORCE_FROM, fee, remedy};
use crate::annual_report::Outcome;
use crate::workday::{Calendar, Reckoned};
use jiff::civil::Date;
use serde::Serialize;

/// 推算的结果。 The first fields and their names are those of CONTRACT.md.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reckoning {
    pub received: Option<Date>,
    /// `None` while no answer is due.
    pub due: Option<Date>,
    /// `due` (or, while payment is awaited, `pay_by`) crosses a year without holiday notice.
    pub provisional: bool,
    pub state: State,
    pub in_time: Option<bool>,
    /// The term was over on the day of reckoning and no answer had been given.
    pub overdue: bool,
    pub pay_by: Option<Date>,
    pub reconsideration_first: Option<bool>,
    pub reconsideration_by: Option<Date>,
    pub litigation_by: Option<Date>,
    /// How `due`, or what is waited for, comes about.
    pub because: Vec<Because>,
    pub findings: Vec<Finding>,
    /// How the day of receipt comes about.
    pub receipt: Option<Because>,
    /// How the terms of the remedies come about.
    pub remedies: Vec<Because>,
    /// What must happen next and until when, the nearest first; empty only when the case is over.
    pub deadlines: Vec<Deadline>,
}

/// 一步推算及其依据。
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Because {
    pub rule: &'static str,
    pub text: String,
    pub from: Date,
    pub to: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Unconfirmed,
    Open,
    AwaitingCorrection,
    AwaitingReply,
    AwaitingPayment,
    Answered,
    Closed,
}

/// 可能发生、但不合规定的事。
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: FindingCode,
    pub rule: &'static str,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    CorrectionNoticeLate,
    ConsultationLate,
    ExtensionLate,
    ExtensionTooLong,
    ExtensionRepeated,
    ExtensionWithoutTerm,
    FeeNoticeLate,
    FeeNotInForce,
    LapsedEarly,
    AnswerLate,
}

/// 下一步要办的事和办理的期限。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Deadline {
    pub kind: DeadlineKind,
    pub date: Date,
    pub provisional: bool,
    pub rule: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// 与申请人确认收到申请
    Confirmation,
    /// 告知补正
    CorrectionNotice,
    /// 申请人补正
    Correction,
    /// 第三方、其他机关提出意见
    Consultation,
    /// 申请人缴费
    Payment,
    /// 答复
    Answer,
    /// 被申请复议、被起诉的，答复和举证：see [`super::respond`]; no application's own term.
    Response,
}

impl DeadlineKind {
    pub const fn label(self) -> &'static str {
        match self {
            DeadlineKind::Confirmation => "与申请人确认",
            DeadlineKind::CorrectionNotice => "告知补正（需要补正的）",
            DeadlineKind::Correction => "申请人补正",
            DeadlineKind::Consultation => "被征求意见者提出意见",
            DeadlineKind::Payment => "申请人缴费",
            DeadlineKind::Answer => "答复申请人",
            DeadlineKind::Response => "向复议机关、法院答复举证",
        }
    }
}

impl State {
    pub const fn label(self) -> &'static str {
        match self {
            State::Unconfirmed => "待确认收到",
            State::Open => "办理中",
            State::AwaitingCorrection => "待补正",
            State::AwaitingReply => "征求意见中",
            State::AwaitingPayment => "待缴费",
            State::Answered => "已答复",
            State::Closed => "已结束",
        }
    }
}

/// 由经过推算期限。 Refuses what cannot have happened; what breaks the law is computed and told in `findings`.
pub fn reckon(history: &History, calendar: &Calendar) -> Result<Reckoning, Impossible> {
    let run = play(history, calendar)?;
    let last = history.events.iter().map(|dated| dated.at).max();
    let Some(day) = history.as_of.or(last) else { return Err(nothing_submitted()) };
    run.conclude(day).map_err(|refusal| Impossible {
        index: history.events.len(),
        at: day,
        event: "as_of",
        reason: Reason::Calendar(refusal),
    })
}

/// Runs through the events in order of their days; those of one day in the order given.
pub(super) fn play<'a>(history: &History, calendar: &'a Calendar) -> Result<Run<'a>, Impossible> {
    let mut order: Vec<(usize, &Dated)> = history.events.iter().enumerate().collect();
    order.sort_by_key(|(_, dated)| dated.at);
    let mut run = Run::new(calendar);
    for (index, dated) in order {
        run.take(dated).map_err(|reason| Impossible {
            index: index + 1,
            at: dated.at,
            event: dated.event.key(),
            reason,
        })?;
    }
    Ok(run)
}

fn nothing_submitted() -> Impossible {
    Impossible { index: 1, at: Date::MIN, event: "submitted", reason: Reason::NotSubmitted }
}

/// Where the history stands after some of its events.
pub(super) struct Run<'a> {
    calendar: &'a Calendar,
    submitted: Option<(Date, Channel)>,
    received: Option<Date>,
    /// The answer period that runs; a correction or a payment begins a new one.
    period: Option<Period>,
    correction: Option<Correction>,
    fee: Option<Fee>,
    letters: Vec<Letter>,
    answer: Option<(Date, Outcome, Delivery, Option<Date>)>,
    ended: Option<Date>,
    findings: Vec<Finding>,
}

#[derive(Debug, Clone, Copy)]
struct Period {
    start: Date,
    basis: Basis,
    extension: Option<(Date, Extension)>,
    delayed: Option<(Date, Date)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    Receipt,
    Correction,
    Payment,
}

#[derive(Debug, Clone, Copy)]
struct Correction {
    asked: Date,
    reply_by: Option<Date>,
    made: Option<Date>,
}

#[derive(Debug, Clone, Copy)]
struct Fee {
    noticed: Date,
    pay_by: Option<Reckoned>,
    paid: Option<Date>,
}

#[derive(Debug, Clone, Copy)]
struct Letter {
    whom: Consulted,
    party: Option<u32>,
    sent: Date,
    /// The last day of the fifteen, once the letter has arrived.
    term: Option<Reckoned>,
    delivered: Option<Date>,
    replied: Option<Date>,
    /// Sent when the term was over.
    idle: bool,
}

/// How a pause ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PauseEnd {
    Replied,
    /// Without a reply, or with one that came later: what came late does not lengthen the pause.
    TermOver,
    Answered,
}

/// Days of one letter that do not count, after those of earlier letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause {
    pub(super) whom: Consulted,
    pub(super) from: Date,
    pub(super) to: Date,
    end: PauseEnd,
    /// Working days not already excluded.
    days: i64,
    provisional: bool,
}

type Dates<T> = Result<T, crate::workday::Refusal>;

impl<'a> Run<'a> {
    fn new(calendar: &'a Calendar) -> Run<'a> {
        Run {
            calendar,
            submitted: None,
            received: None,
            period: None,
            correction: None,
            fee: None,
            letters: Vec::new(),
            answer: None,
            ended: None,
            findings: Vec::new(),
        }
    }

    fn take(&mut self, dated: &Dated) -> Result<(), Reason> {
        let at = dated.at;
        match dated.event {
            Event::Submitted { channel } => self.submitted(at, channel),
            Event::Signed => self.received_by(at, Receiving::Signing),
            Event::Confirmed => self.received_by(at, Receiving::Confirming),
            Event::CorrectionRequested { reply_by } => self.correction_requested(at, reply_by),
            Event::Corrected => self.corrected(at),
            Event::Consulted { whom, delivered, party } => self.consulted(at, whom, delivered, party),
            Event::Replied { whom, party, .. } => self.replied(at, whom, party),
            Event::Extended { days } => self.extended(at, days),
            Event::Delayed { until } => self.delayed(at, until),
            Event::FeeNoticed { delivered } => self.fee_noticed(at, delivered),
            Event::FeePaid => self.fee_paid(at),
            Event::Answered { outcome, delivery, served } => self.answered(at, outcome, delivery, served),
            Event::Withdrawn => self.withdrawn(at),
            Event::Lapsed => self.lapsed(at),
        }
    }

    fn submitted(&mut self, at: Date, channel: Channel) -> Result<(), Reason> {
        if self.submitted.is_some() {
            return Err(Reason::SubmittedTwice);
        }
        self.submitted = Some((at, channel));
        match channel.received_by() {
            Receiving::Submitting => self.begin(at, Basis::Receipt),
            Receiving::Signing | Receiving::Confirming => Ok(()),
        }
    }

    fn received_by(&mut self, at: Date, how: Receiving) -> Result<(), Reason> {
        let (_, channel) = self.submitted.ok_or(Reason::NotSubmitted)?;
        self.not_over()?;
        let expected = match channel.received_by() {
            Receiving::Submitting => "submitted（提交之日）",
            Receiving::Signing => "signed（签收之日）",
            Receiving::Confirming => "confirmed（确认之日）",
        };
        if channel.received_by() != how {
            return Err(Reason::WrongReceipt { channel: channel.label(), expected });
        }
        if self.received.is_some() {
            return Err(Reason::ReceivedTwice);
        }
        self.begin(at, Basis::Receipt)
    }

    /// A new answer period runs from `start`; what paused or extended an earlier one no longer counts.
    fn begin(&mut self, start: Date, basis: Basis) -> Result<(), Reason> {
        if basis == Basis::Receipt {
            if start < IN_FORCE_FROM {
                return Err(Reason::BeforeRegulation);
            }
            self.received = Some(start);
        }
        self.calendar.add(start, REPLY_DAYS)?;
        self.period = Some(Period { start, basis, extension: None, delayed: None });
        Ok(())
    }

    fn not_over(&self) -> Result<(), Reason> {
        match (self.answer, self.ended) {
            (Some(_), _) => Err(Reason::AlreadyAnswered),
            (None, Some(_)) => Err(Reason::AlreadyClosed),
            (None, None) => Ok(()),
        }
    }

    fn handled(&self) -> Result<Date, Reason> {
        if self.submitted.is_none() {
            return Err(Reason::NotSubmitted);
        }
        self.not_over()?;
        self.received.ok_or(Reason::NotReceived)
    }

    fn correction_requested(&mut self, at: Date, reply_by: Option<Date>) -> Result<(), Reason> {
        let received = self.handled()?;
        if self.correction.is_some() {
            return Err(Reason::CorrectionTwice);
        }
        not_before(at, reply_by, "补正期限")?;
        let latest = self.calendar.add(received, NOTICE_DAYS)?.date;
        if at > latest {
            self.find(
                FindingCode::CorrectionNoticeLate,
                "条例30",
                format!("补正告知最迟应当在{}作出，实际为{}。", zh(latest), zh(at)),
            );
        }
        self.correction = Some(Correction { asked: at, reply_by, made: None });
        Ok(())
    }

    fn corrected(&mut self, at: Date) -> Result<(), Reason> {
        self.handled()?;
        let correction = self.correction.as_mut().ok_or(Reason::NoCorrectionAsked)?;
        if correction.made.is_some() {
            return Err(Reason::NoCorrectionAsked);
        }
        correction.made = Some(at);
        self.begin(at, Basis::Correction)
    }

    fn consulted(
        &mut self,
        at: Date,
        whom: Consulted,
        delivered: Option<Date>,
        party: Option<u32>,
    ) -> Result<(), Reason> {
        self.handled()?;
        not_before(at, delivered, "送达日期")?;
        if let Some(due) = self.due(at)?.filter(|due| at > due.date) {
            self.find(
                FindingCode::ConsultationLate,
                "条例33",
                format!(
                    "{}征求{}意见时答复期限（{}）已过，不再中止期限。",
                    zh(at),
                    whom.label(),
                    zh(due.date)
                ),
            );
            // Kept, so that its reply finds it, but it stops no clock.
            self.letters.push(Letter {
                whom,
                party,
                sent: at,
                term: None,
                delivered,
                replied: None,
                idle: true,
            });
            return Ok(());
        }
        let term = delivered.map(|day| self.calendar.add(day, TERM_DAYS)).transpose()?;
        self.letters.push(Letter { whom, party, sent: at, term, delivered, replied: None, idle: false });
        Ok(())
    }

    fn replied(&mut self, at: Date, whom: Consulted, party: Option<u32>) -> Result<(), Reason> {
        if self.submitted.is_none() {
            return Err(Reason::NotSubmitted);
        }
        let open = |letter: &&mut Letter| {
            letter.whom == whom && letter.replied.is_none() && (party.is_none() || letter.party == party)
        };
        let letter = self.letters.iter_mut().find(open).ok_or(Reason::NothingAsked)?;
        if let Some(delivered) = letter.delivered.filter(|delivered| at < *delivered) {
            return Err(Reason::RepliedBeforeDelivery { delivered });
        }
        letter.replied = Some(at);
        Ok(())
    }

    fn extended(&mut self, at: Date, days: i64) -> Result<(), Reason> {
        self.handled()?;
        if days < 1 {
            return Err(Reason::NoExtension { days });
        }
        let Some(period) = self.period.filter(|_| !self.suspended()) else {
            self.find(
                FindingCode::ExtensionWithoutTerm,
                "条例33",
                format!("{}没有正在计算的答复期限，延长无从谈起，不发生效力。", zh(at)),
            );
            return Ok(());
        };
        let Some(extension) = u32::try_from(days).ok().and_then(Extension::of) else {
            self.find(
                FindingCode::ExtensionTooLong,
                "条例33",
                format!("延长的期限最长{}个工作日，延长{days}个工作日不发生效力。", Extension::MAX),
            );
            return Ok(());
        };
        if period.extension.is_some() {
            self.find(
                FindingCode::ExtensionRepeated,
                "条例33",
                format!("同一答复期限已经延长过，{}再次延长不发生效力。", zh(at)),
            );
            return Ok(());
        }
        if let Some(due) = self.due(at)?.filter(|due| at > due.date) {
            self.find(
                FindingCode::ExtensionLate,
                "条例33",
                format!("答复期限已于{}届满，{}延长不发生效力。", zh(due.date), zh(at)),
            );
            return Ok(());
        }
        self.period = Some(Period { extension: Some((at, extension)), ..period });
        Ok(())
    }

    fn delayed(&mut self, at: Date, until: Date) -> Result<(), Reason> {
        self.handled()?;
        not_before(at, Some(until), "延迟答复的期限")?;
        if let Some(period) = self.period {
            self.period = Some(Period { delayed: Some((at, until)), ..period });
        }
        Ok(())
    }

    fn fee_noticed(&mut self, at: Date, delivered: Option<Date>) -> Result<(), Reason> {
        self.handled()?;
        if self.fee.is_some() {
            return Err(Reason::FeeNoticedTwice);
        }
        not_before(at, delivered, "送达日期")?;
        if at < fee::IN_FORCE_FROM {
            self.find(
                FindingCode::FeeNotInForce,
                "信息处理费管理办法",
                format!("信息处理费管理办法自{}起施行，此前不能据以收费。", zh(fee::IN_FORCE_FROM)),
            );
        }
        if let Some(due) = self.due(at)?.filter(|due| at > due.date) {
            self.find(
                FindingCode::FeeNoticeLate,
                "信息处理费管理办法6",
                format!("收费通知应当在答复期限（{}）内发出，实际为{}。", zh(due.date), zh(at)),
            );
        }
        let pay_by = delivered.map(|day| self.calendar.add(day, PAYMENT_DAYS)).transpose()?;
        self.fee = Some(Fee { noticed: at, pay_by, paid: None });
        Ok(())
    }

    fn fee_paid(&mut self, at: Date) -> Result<(), Reason> {
        self.handled()?;
        let fee = self.fee.as_mut().filter(|fee| fee.paid.is_none()).ok_or(Reason::NoFeeNotice)?;
        fee.paid = Some(at);
        self.begin(at, Basis::Payment)
    }

    fn answered(
        &mut self,
        at: Date,
        outcome: Outcome,
        delivery: Delivery,
        served: Option<Date>,
    ) -> Result<(), Reason> {
        self.handled()?;
        if outcome == Outcome::OtherHandling {
            return Err(Reason::OutcomeNotALeaf);
        }
        not_before(at, served, "申请人收到的日期")?;
        self.answer = Some((at, outcome, delivery, served));
        Ok(())
    }

    fn withdrawn(&mut self, at: Date) -> Result<(), Reason> {
        self.submitted.ok_or(Reason::NotSubmitted)?;
        self.not_over()?;
        self.ended = Some(at);
        Ok(())
    }

    fn lapsed(&mut self, at: Date) -> Result<(), Reason> {
        self.handled()?;
        let (by, rule) = if self.awaits_correction() {
            (self.correction.and_then(|correction| correction.reply_by), "条例30")
        } else if self.awaits_payment() {
            (self.fee.and_then(|fee| fee.pay_by).map(|by| by.date), "信息处理费管理办法6")
        } else {
            return Err(Reason::NothingToLapse);
        };
        if let Some(by) = by.filter(|by| at <= *by) {
            self.find(
                FindingCode::LapsedEarly,
                rule,
                format!("期限至{}，{}尚未届满，不能视为放弃申请。", zh(by), zh(at)),
            );
        }
        self.ended = Some(at);
        Ok(())
    }

    fn find(&mut self, code: FindingCode, rule: &'static str, message: String) {
        self.findings.push(Finding { code, rule, message });
    }

    fn awaits_correction(&self) -> bool {
        self.correction.is_some_and(|correction| correction.made.is_none())
    }

    fn awaits_payment(&self) -> bool {
        self.fee.is_some_and(|fee| fee.paid.is_none())
    }

    /// No answer period runs until the applicant corrects or pays.
    fn suspended(&self) -> bool {
        self.awaits_correction() || self.awaits_payment()
    }

    // ------------------------------------------------------------ the period

    /// When the answer is due as things stand on `day`; `None` while nothing is due.
    fn due(&self, day: Date) -> Dates<Option<Reckoned>> {
        let Some(period) = self.period.filter(|_| !self.suspended()) else { return Ok(None) };
        match self.pauses(&period, day)? {
            Some(pauses) => Ok(Some(self.due_of(&period, &pauses)?)),
            None => Ok(None),
        }
    }

    fn due_of(&self, period: &Period, pauses: &[Pause]) -> Dates<Reckoned> {
        if let Some((_, until)) = period.delayed {
            return Ok(Reckoned { date: until, provisional: false });
        }
        let paused: i64 = pauses.iter().map(|pause| pause.days).sum();
        let extended = period.extension.map_or(0, |(_, extension)| i64::from(extension.days()));
        let due = self.calendar.add(period.start, REPLY_DAYS + extended + paused)?;
        let provisional = due.provisional || pauses.iter().any(|pause| pause.provisional);
        Ok(Reckoned { date: due.date, provisional })
    }

    /// The pauses of a period as known on `day`, each without the days of those before it;
    /// `None` while a letter's term still runs.
    fn pauses(&self, period: &Period, day: Date) -> Dates<Option<Vec<Pause>>> {
        let mut ends = Vec::new();
        for letter in self.letters.iter().filter(|letter| !letter.idle) {
            let Some((to, end, provisional)) = self.end_of(letter, day) else { return Ok(None) };
            if to > letter.sent {
                ends.push((letter, to, end, provisional));
            }
        }
        ends.sort_by_key(|(letter, to, ..)| (letter.sent, *to));
        let mut covered = period.start;
        let mut pauses = Vec::new();
        for (letter, to, end, provisional) in ends {
            let from = letter.sent.max(covered);
            if to > from {
                let counted = self.calendar.count(from, to)?;
                let provisional = provisional || counted.provisional;
                pauses.push(Pause { whom: letter.whom, from, to, end, days: counted.days, provisional });
                covered = to;
            }
        }
        Ok(Some(pauses))
    }

    /// Until when a letter stops the clock, as known on `day`.
    fn end_of(&self, letter: &Letter, day: Date) -> Option<(Date, PauseEnd, bool)> {
        let term_over = |term: Reckoned| (term.date, PauseEnd::TermOver, term.provisional);
        match (letter.replied, letter.term) {
            (Some(replied), Some(term)) if replied > term.date => Some(term_over(term)),
            (Some(replied), _) => Some((replied, PauseEnd::Replied, false)),
            (None, Some(term)) if term.date < day => Some(term_over(term)),
            (None, _) => {
                let answered = self.answer.map(|(at, ..)| at).filter(|at| *at <= day);
                answered.map(|at| (at, PauseEnd::Answered, false))
            }
        }
    }

    /// The letters whose reply is still waited for on `day`.
    fn waiting(&self, day: Date) -> impl Iterator<Item = &Letter> {
        self.letters.iter().filter(move |letter| !letter.idle && self.end_of(letter, day).is_none())
    }

    // ------------------------------------------------------------ the conclusion

    fn state(&self, day: Date) -> State {
        if self.answer.is_some() {
            State::Answered
        } else if self.ended.is_some() {
            State::Closed
        } else if self.received.is_none() {
            State::Unconfirmed
        } else if self.awaits_correction() {
            State::AwaitingCorrection
        } else if self.awaits_payment() {
            State::AwaitingPayment
        } else if self.waiting(day).next().is_some() {
            State::AwaitingReply
        } else {
            State::Open
        }
    }

    fn conclude(mut self, day: Date) -> Dates<Reckoning> {
        let day = self.answer.map_or(day, |(at, ..)| at);
        let state = self.state(day);
        let due = if state == State::Closed { None } else { self.due(day)? };
        let pay_by = self.fee.and_then(|fee| fee.pay_by);
        self.judge_the_answer(due);
        let remedies = self.remedies();
        Ok(Reckoning {
            received: self.received,
            due: due.map(|due| due.date),
            provisional: due
                .or(pay_by.filter(|_| state == State::AwaitingPayment))
                .is_some_and(|due| due.provisional),
            state,
            in_time: self.answer.map(|(at, ..)| due.is_none_or(|due| at <= due.date)),
            overdue: self.answer.is_none() && due.is_some_and(|due| day > due.date),
            pay_by: pay_by.map(|by| by.date),
            reconsideration_first: self
                .answer
                .map(|(at, outcome, ..)| remedy::reconsideration_first(outcome, at)),
            reconsideration_by: remedies.reconsideration,
            litigation_by: remedies.litigation,
            because: self.because(state, day)?,
            receipt: self.receipt(),
            remedies: remedies.because,
            deadlines: self.deadlines(state, day, due)?,
            findings: self.findings,
        })
    }

    fn judge_the_answer(&mut self, due: Option<Reckoned>) {
        let (Some((at, ..)), Some(due)) = (self.answer, due) else { return };
        if at > due.date {
            let message = format!("答复期限至{}，{}才答复。", zh(due.date), zh(at));
            self.find(FindingCode::AnswerLate, "条例33", message);
        }
    }

    fn receipt(&self) -> Option<Because> {
        let ((submitted, channel), received) = (self.submitted?, self.received?);
        Some(Because {
            rule: "条例31",
            text: format!("{}。", channel.reason()),
            from: submitted,
            to: received,
        })
    }

    fn because(&self, state: State, day: Date) -> Dates<Vec<Because>> {
        Ok(match state {
            State::Unconfirmed | State::Closed => Vec::new(),
            State::AwaitingCorrection => self.correction.map(awaiting_correction).into_iter().collect(),
            State::AwaitingPayment => self.fee.map(awaiting_payment).into_iter().collect(),
            State::AwaitingReply => self.waiting(day).map(awaiting_reply).collect(),
            State::Open | State::Answered => match self.period {
                Some(period) if !self.suspended() => self.reckoned(&period, day)?,
                _ => Vec::new(),
            },
        })
    }

    /// The steps from the start of the period to the due date.
    fn reckoned(&self, period: &Period, day: Date) -> Dates<Vec<Because>> {
        let Some(pauses) = self.pauses(period, day)? else { return Ok(Vec::new()) };
        let base = self.calendar.add(period.start, REPLY_DAYS)?.date;
        let mut steps: Vec<Because> = restarted(period).into_iter().collect();
        steps.push(Because {
            rule: "条例33",
            text: format!("自{}之日起{REPLY_DAYS}个工作日内答复（当日不计）。", period.basis.words()),
            from: period.start,
            to: base,
        });
        steps.extend(pauses.iter().map(paused));
        if let Some((_, extension)) = period.extension {
            let before = self.due_of(&Period { extension: None, ..*period }, &pauses)?.date;
            let after = self.due_of(period, &pauses)?.date;
            let text = format!("经政府信息公开工作机构负责人同意，延长{}个工作日。", extension.days());
            steps.push(Because { rule: "条例33", text, from: before, to: after });
        }
        if let Some((told, until)) = period.delayed {
            let text =
                "申请数量、频次明显超过合理范围，理由合理，确定延迟答复的合理期限并告知申请人。".into();
            steps.push(Because { rule: "条例35", text, from: told, to: until });
        }
        Ok(steps)
    }

    fn remedies(&self) -> Remedies {
        let Some((at, outcome, delivery, served)) = self.answer else { return Remedies::default() };
        let served = match delivery {
            Delivery::Post => served,
            Delivery::Hand | Delivery::Internet => served.or(Some(at)),
        };
        let Some(served) = served else { return Remedies::default() };
        let first = remedy::reconsideration_first(outcome, at);
        let review = remedy::reconsideration_by(served, self.calendar).map(|by| by.date);
        let suit = remedy::litigation_by(served, self.calendar).map(|by| by.date).filter(|_| !first);
        let order = if first { "，应当先申请行政复议" } else { "" };
        let review_words = format!("自收到答复之日起60日内可以申请行政复议{order}。");
        let steps = [
            review.map(|to| Because { rule: "行政复议法20", text: review_words, from: served, to }),
            suit.map(|to| Because {
                rule: "行政诉讼法46",
                text: "自收到答复之日起6个月内可以直接提起行政诉讼。".into(),
                from: served,
                to,
            }),
        ];
        Remedies { reconsideration: review, litigation: suit, because: steps.into_iter().flatten().collect() }
    }

    fn deadlines(&self, state: State, day: Date, due: Option<Reckoned>) -> Dates<Vec<Deadline>> {
        let mut found = match state {
            State::Answered | State::Closed => Vec::new(),
            State::Unconfirmed => vec![self.confirmation()?],
            State::AwaitingCorrection => vec![self.correction_deadline()?],
            State::AwaitingPayment => vec![self.payment_deadline()?],
            State::AwaitingReply => self.letter_deadlines(day)?,
            State::Open => self.answer_deadlines(day, due)?,
        };
        found.sort_by_key(|deadline| deadline.date);
        Ok(found)
    }

    /// By ordinary mail the law says the same day; elsewhere it names none and the next working day is our reminder.
    fn confirmation(&self) -> Dates<Deadline> {
        let (at, channel) = self.submitted.unwrap_or((Date::MIN, Channel::InPerson));
        let same_day = Reckoned { date: at, provisional: false };
        let by = if channel == Channel::OrdinaryMail { same_day } else { self.calendar.add(at, 1)? };
        Ok(deadline(DeadlineKind::Confirmation, by, "条例31"))
    }

    fn correction_deadline(&self) -> Dates<Deadline> {
        let asked = self.correction.map_or(Date::MIN, |correction| correction.asked);
        let usual = || self.calendar.add(asked, i64::from(ReasonableTerm::USUAL.days()));
        let by = match self.correction.and_then(|correction| correction.reply_by) {
            Some(date) => Reckoned { date, provisional: false },
            None => usual()?,
        };
        Ok(deadline(DeadlineKind::Correction, by, "条例30"))
    }

    fn payment_deadline(&self) -> Dates<Deadline> {
        let noticed = self.fee.map_or(Date::MIN, |fee| fee.noticed);
        let by = match self.fee.and_then(|fee| fee.pay_by) {
            Some(by) => by,
            // Not known to have arrived: the earliest day on which the term can end.
            None => self.calendar.add(noticed, PAYMENT_DAYS)?,
        };
        Ok(deadline(DeadlineKind::Payment, by, "信息处理费管理办法6"))
    }

    fn letter_deadlines(&self, day: Date) -> Dates<Vec<Deadline>> {
        let by = |letter: &Letter| match letter.term {
            Some(term) => Ok(term),
            None => self.calendar.add(letter.sent, TERM_DAYS),
        };
        self.waiting(day)
            .map(|letter| Ok(deadline(DeadlineKind::Consultation, by(letter)?, letter.whom.rule())))
            .collect()
    }

    fn answer_deadlines(&self, day: Date, due: Option<Reckoned>) -> Dates<Vec<Deadline>> {
        let mut found: Vec<Deadline> =
            due.map(|due| deadline(DeadlineKind::Answer, due, "条例33")).into_iter().collect();
        if let (Some(received), None) = (self.received, self.correction) {
            let notice = self.calendar.add(received, NOTICE_DAYS)?;
            if day <= notice.date && self.letters.is_empty() {
                found.push(deadline(DeadlineKind::CorrectionNotice, notice, "条例30"));
            }
        }
        Ok(found)
    }

    // ------------------------------------------------------------ for the proof

    /// Start of the period, its due date and pauses, when a term was reckoned to its end.
    pub(super) fn term(&self, day: Date) -> Dates<Option<(Date, Date, Vec<Pause>)>> {
        let day = self.answer.map_or(day, |(at, ..)| at);
        let Some(period) = self.period.filter(|_| !self.suspended() && self.ended.is_none()) else {
            return Ok(None);
        };
        let Some(pauses) = self.pauses(&period, day)? else { return Ok(None) };
        Ok(Some((period.start, self.due_of(&period, &pauses)?.date, pauses)))
    }
}

#[derive(Default)]
struct Remedies {
    reconsideration: Option<Date>,
    litigation: Option<Date>,
    because: Vec<Because>,
}

impl Basis {
    const fn words(self) -> &'static str {
        match self {
            Basis::Receipt => "收到申请",
            Basis::Correction => "收到补正的申请",
            Basis::Payment => "缴纳信息处理费",
        }
    }
}

fn restarted(period: &Period) -> Option<Because> {
    let (rule, text) = match period.basis {
        Basis::Receipt => return None,
        Basis::Correction => ("条例30", "收到补正的申请，答复期限自该日起重新计算。"),
        Basis::Payment => ("信息处理费管理办法6", "申请人完成缴费，答复期限自次日起重新计算。"),
    };
    Some(Because { rule, text: text.into(), from: period.start, to: period.start })
}

fn paused(pause: &Pause) -> Because {
    let how = match pause.end {
        PauseEnd::Replied => "至收到意见之日",
        PauseEnd::TermOver => "至提出意见的期限届满（逾期未提出的，其后的日子照算）",
        PauseEnd::Answered => "至答复之日",
    };
    let text =
        format!("征求{}意见，自发函次日{how}，其间{}个工作日不计算在内。", pause.whom.label(), pause.days);
    Because { rule: "条例33", text, from: pause.from, to: pause.to }
}

fn awaiting_correction(correction: Correction) -> Because {
    let to = correction.reply_by.unwrap_or(correction.asked);
    let text = "已经要求补正，收到补正的申请之前不计算答复期限。".into();
    Because { rule: "条例30", text, from: correction.asked, to }
}

fn awaiting_payment(fee: Fee) -> Because {
    let to = fee.pay_by.map_or(fee.noticed, |by| by.date);
    let text = "已经发出收费通知，缴费之前不计算答复期限。".into();
    Because { rule: "信息处理费管理办法6", text, from: fee.noticed, to }
}

fn awaiting_reply(letter: &Letter) -> Because {
    let to = letter.term.map_or(letter.sent, |term| term.date);
    let until = match letter.term {
        Some(term) => format!("提出意见的期限至{}", zh(term.date)),
        None => "征求意见书尚未送达".into(),
    };
    let (who, silence) = (letter.whom.label(), letter.whom.silence().meaning());
    let text = format!("正在征求{who}意见，{until}；{silence}。其间不计算答复期限。");
    Because { rule: letter.whom.rule(), text, from: letter.sent, to }
}

fn deadline(kind: DeadlineKind, by: Reckoned, rule: &'static str) -> Deadline {
    Deadline { kind, date: by.date, provisional: by.provisional, rule }
}

fn not_before(at: Date, day: Option<Date>, what: &'static str) -> Result<(), Reason> {
    match day.filter(|day| *day < at) {
        Some(day) => Err(Reason::Backwards { what, day }),
        None => Ok(()),
    }
}

/// 2026年3月9日
pub(super) fn zh(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
