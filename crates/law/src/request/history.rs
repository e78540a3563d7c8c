//! 一件申请的经过：发生过的事，按日期排列

use super::consultation::Consulted;
use super::delivery::Delivery;
use super::receipt::Channel;
use crate::annual_report::Outcome;
use jiff::civil::Date;

/// 一件申请发生过的事，和推算到哪一天。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    pub events: Vec<Dated>,
    /// `None`: the day of the last event.
    pub as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub at: Date,
    pub event: Event,
}

/// 与期限有关的一件事。
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Submitted {
        channel: Channel,
    },
    /// The organ signed for the letter.
    Signed,
    /// Both sides confirmed.
    Confirmed,
    CorrectionRequested {
        reply_by: Option<Date>,
    },
    Corrected,
    /// A letter asking for an opinion was sent; `delivered` once it is known to have arrived.
    /// `party` tells several letters apart; a reply without one belongs to the oldest open letter of its kind.
    Consulted {
        whom: Consulted,
        delivered: Option<Date>,
        party: Option<u32>,
    },
    Replied {
        whom: Consulted,
        consents: Option<bool>,
        party: Option<u32>,
    },
    Extended {
        days: i64,
    },
    /// 第三十五条: a reasonable later day was set and told.
    Delayed {
        until: Date,
    },
    FeeNoticed {
        delivered: Option<Date>,
    },
    FeePaid,
    /// `served`: the day the applicant received it, where it is known to differ from the day of posting.
    Answered {
        outcome: Outcome,
        delivery: Delivery,
        served: Option<Date>,
    },
    Withdrawn,
    /// No correction, no payment: handled no further.
    Lapsed,
}

impl Event {
    /// The word of CONTRACT.md.
    pub const fn key(&self) -> &'static str {
        match self {
            Event::Submitted { .. } => "submitted",
            Event::Signed => "signed",
            Event::Confirmed => "confirmed",
            Event::CorrectionRequested { .. } => "correction_requested",
            Event::Corrected => "corrected",
            Event::Consulted { whom: Consulted::ThirdParty, .. } => "third_party_consulted",
            Event::Consulted { whom: Consulted::Organ, .. } => "organ_consulted",
            Event::Replied { whom: Consulted::ThirdParty, .. } => "third_party_replied",
            Event::Replied { whom: Consulted::Organ, .. } => "organ_replied",
            Event::Extended { .. } => "extended",
            Event::Delayed { .. } => "delayed",
            Event::FeeNoticed { .. } => "fee_noticed",
            Event::FeePaid => "fee_paid",
            Event::Answered { .. } => "answered",
            Event::Withdrawn => "withdrawn",
            Event::Lapsed => "lapsed",
        }
    }
}

/// 不可能发生的经过。`index` counts the events as given, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第{index}个事件（{at} {event}）：{reason}")]
pub struct Impossible {
    pub index: usize,
    pub at: Date,
    pub event: &'static str,
    pub reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("没有提交申请。第一个事件应当是submitted。")]
    NotSubmitted,
    #[error("申请已经提交过。另一件申请请另行推算。")]
    SubmittedTwice,
    #[error(
        "申请还没有收到，不会有这件事。请先写明签收（signed）或者确认（confirmed）的日期，或者核对日期。"
    )]
    NotReceived,
    #[error("申请已经收到，不会再次收到。请删去这一事件。")]
    ReceivedTwice,
    #[error("{channel}的申请以{expected}为收到。请改正渠道或者事件。")]
    WrongReceipt { channel: &'static str, expected: &'static str },
    #[error("修订后的条例自2019年5月15日起施行，此前收到的申请适用旧条例，不能推算。")]
    BeforeRegulation,
    #[error("已经要求过一次补正，条例第三十条要求一次性告知，不能再次要求。")]
    CorrectionTwice,
    #[error("没有要求补正，不会收到补正。请补上correction_requested或者核对日期。")]
    NoCorrectionAsked,
    #[error("{what}{day}早于这一事件的日期。请核对。")]
    Backwards { what: &'static str, day: Date },
    #[error("没有待回复的征求意见书。请补上发函的事件或者核对日期。")]
    NothingAsked,
    #[error("意见在征求意见书送达（{delivered}）之前就收到了。请核对日期。")]
    RepliedBeforeDelivery { delivered: Date },
    #[error("延长{days}个工作日不成立。请写1至20。")]
    NoExtension { days: i64 },
    #[error("没有送达收费通知，不会缴费。请补上fee_noticed或者核对日期。")]
    NoFeeNotice,
    #[error("缴费之前已有一份收费通知未了，不会再发。请删去其中一份。")]
    FeeNoticedTwice,
    #[error("已经答复，不会再有这件事。请核对日期或者删去。")]
    AlreadyAnswered,
    #[error("已经结束（撤回或者不再处理），不会再有这件事。请核对日期或者删去。")]
    AlreadyClosed,
    #[error("没有等待补正或者缴费，不会因逾期不再处理。")]
    NothingToLapse,
    #[error("办理结果（六）其他处理须写明是3.6.1、3.6.2还是3.6.3。")]
    OutcomeNotALeaf,
    #[error("{0}")]
    Calendar(#[from] crate::workday::Refusal),
}
