//! 从填写的内容读出经过；读不懂的、不可能的，各记在自己的格子旁边

use super::form::{Asked, WHOM};
pub use crate::portal::workday::Fault;
use crate::portal::workday::date_in;
use crate::words;
use jiff::civil::Date;
use law::annual_report::Outcome;
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::receipt::{Channel, Receiving};
use law::request::{Dated, Event, History, Impossible, Reason};

/// A history and the field that each of its events was typed into.
pub struct Typed {
    pub history: History,
    fields: Vec<&'static str>,
}

impl Typed {
    /// What cannot have happened, beside the field that says so.
    pub fn fault(&self, impossible: &Impossible) -> Fault {
        let field = self.fields.get(impossible.index.saturating_sub(1)).copied().unwrap_or("submitted");
        Fault { field, message: in_words(&impossible.reason) }
    }
}

/// Reads what was typed; a day without which there is no history is asked for.
pub fn read(asked: &Asked, today: Date) -> Result<Typed, Vec<Fault>> {
    let mut reader = Reader { asked, events: Vec::new(), fields: Vec::new(), faults: Vec::new() };
    reader.receipt();
    reader.correction();
    reader.consultation(["whom", "consulted", "delivered", "replied"], 1);
    reader.consultation(["whom2", "consulted2", "delivered2", "replied2"], 2);
    reader.extension();
    reader.fee();
    reader.answer();
    let last = reader.events.iter().map(|dated| dated.at).max().unwrap_or(today);
    let as_of = reader.date("as_of").unwrap_or(today.max(last));
    if as_of < last {
        let message = format!("早于已经填写的{}。请写这一日以后的日期，或者不填。", words::day(last));
        reader.faults.push(Fault { field: "as_of", message });
    }
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    let history = History { events: reader.events, as_of: Some(as_of) };
    Ok(Typed { history, fields: reader.fields })
}

struct Reader<'a> {
    asked: &'a Asked,
    events: Vec<Dated>,
    fields: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// The date in a field; nothing where nothing was typed.
    fn date(&mut self, field: &'static str) -> Option<Date> {
        let text = self.asked.get(field);
        if text.is_empty() { None } else { date_in(field, text, &mut self.faults) }
    }

    fn event(&mut self, field: &'static str, at: Option<Date>, event: Event) {
        if let Some(at) = at {
            self.events.push(Dated { at, event });
            self.fields.push(field);
        }
    }

    fn fault(&mut self, field: &'static str, message: &str) {
        self.faults.push(Fault { field, message: message.into() });
    }

    /// A choice by its key; the first stands where none was sent.
    fn choice<T>(&mut self, field: &'static str, find: impl Fn(&str) -> Option<T>, first: T) -> T {
        let text = self.asked.get(field);
        if text.is_empty() {
            return first;
        }
        find(text).unwrap_or_else(|| {
            self.fault(field, "没有这一项，请从列出的各项中选择。");
            first
        })
    }

    fn receipt(&mut self) {
        let channel = self.choice("channel", Channel::from_key, Channel::InPerson);
        let submitted = self.date("submitted");
        if submitted.is_none() && self.asked.get("submitted").is_empty() {
            self.fault("submitted", "请填写提交日期，例如 2026-03-02。");
        }
        self.event("submitted", submitted, Event::Submitted { channel });
        let received = self.date("received");
        match channel.received_by() {
            // The day of submitting is the day of receipt; the same day typed twice does no harm.
            Receiving::Submitting if received.is_some() && received != submitted => {
                self.fault(
                    "received",
                    "当面提交的，提交之日就是收到之日，请删去这一日期，或者改选提交渠道。",
                );
            }
            Receiving::Submitting => {}
            Receiving::Signing => self.event("received", received, Event::Signed),
            Receiving::Confirming => self.event("received", received, Event::Confirmed),
        }
    }

    fn correction(&mut self) {
        let (asked, reply_by) = (self.date("correction"), self.date("correction_by"));
        self.event("correction", asked, Event::CorrectionRequested { reply_by });
        let corrected = self.date("corrected");
        self.event("corrected", corrected, Event::Corrected);
    }

    fn consultation(&mut self, [whom, sent, delivered, replied]: [&'static str; 4], party: u32) {
        let find = |key: &str| WHOM.iter().find(|(name, _)| *name == key).map(|(_, whom)| *whom);
        let whom = self.choice(whom, find, Consulted::ThirdParty);
        let (at, arrived, answered) = (self.date(sent), self.date(delivered), self.date(replied));
        if at.is_none() && self.asked.get(sent).is_empty() && (arrived.is_some() || answered.is_some()) {
            self.fault(sent, "请填写发函日期。");
        }
        self.event(sent, at, Event::Consulted { whom, delivered: arrived, party: Some(party) });
        self.event(replied, answered, Event::Replied { whom, consents: None, party: Some(party) });
    }

    fn extension(&mut self) {
        let at = self.date("extended");
        let text = words::plain_digits(self.asked.get("extended_days"));
        if at.is_none() && text.is_empty() {
            return;
        }
        match text.parse() {
            Ok(days) if at.is_some() => self.event("extended_days", at, Event::Extended { days }),
            Ok(_) => {
                if self.asked.get("extended").is_empty() {
                    self.fault("extended", "请填写决定延期的日期。");
                }
            }
            Err(_) => self.fault("extended_days", "延长的工作日数请写 1 至 20 之间的整数。"),
        }
    }

    fn fee(&mut self) {
        let (noticed, delivered, paid) = (self.date("fee"), self.date("fee_delivered"), self.date("paid"));
        if noticed.is_none() && self.asked.get("fee").is_empty() && delivered.is_some() {
            self.fault("fee", "请填写发出收费通知的日期。");
        }
        self.event("fee", noticed, Event::FeeNoticed { delivered });
        self.event("paid", paid, Event::FeePaid);
    }

    fn answer(&mut self) {
        let outcome = self.choice("outcome", leaf, Outcome::Granted);
        let delivery = self.choice("delivery", Delivery::from_key, Delivery::Post);
        let (at, served) = (self.date("answered"), self.date("served"));
        if at.is_none() && self.asked.get("answered").is_empty() && served.is_some() {
            self.fault("answered", "请填写答复日期。");
        }
        self.event("answered", at, Event::Answered { outcome, delivery, served });
    }
}

/// A row of table three that a single answer falls into.
fn leaf(key: &str) -> Option<Outcome> {
    Outcome::from_key(key).filter(|outcome| *outcome != Outcome::OtherHandling)
}

/// The reason as a reader of the form understands it: the law speaks of events by the names programs use.
fn in_words(reason: &Reason) -> String {
    match reason {
        Reason::NotSubmitted => "早于提交日期。请核对提交日期。".into(),
        Reason::NotReceived => "这时申请还没有收到。请填写签收或者确认日期，或者核对日期。".into(),
        Reason::WrongReceipt { channel, .. } => {
            format!("提交渠道为{channel}，不以这种方式收到。请核对提交渠道。")
        }
        Reason::NoCorrectionAsked => "没有告知补正，不会收到补正。请填写告知补正日期，或者核对日期。".into(),
        Reason::NoFeeNotice => "没有发出收费通知，不会缴费。请填写发出收费通知日期，或者核对日期。".into(),
        Reason::SubmittedTwice
        | Reason::ReceivedTwice
        | Reason::BeforeRegulation
        | Reason::CorrectionTwice
        | Reason::Backwards { .. }
        | Reason::NothingAsked
        | Reason::RepliedBeforeDelivery { .. }
        | Reason::NoExtension { .. }
        | Reason::FeeNoticedTwice
        | Reason::AlreadyAnswered
        | Reason::AlreadyClosed
        | Reason::NothingToLapse
        | Reason::OutcomeNotALeaf
        | Reason::Calendar(_) => reason.to_string(),
    }
}
