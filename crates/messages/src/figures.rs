//! 数：收到、答复、按期答复、公开、评价。 A key counts and lists at once; kept in the transaction of the act.

use crate::row::Row;
use crate::{Error, KIND, Messages};
use office::message::{Rating, Step};

/// What a figure of a year counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// 收到: all but what was handed on.
    Received,
    Answered,
    InTime,
    /// 逾期答复
    Late,
    Published,
    /// 不予受理
    NotAccepted,
}

impl Counted {
    pub const ALL: [Counted; 6] = [
        Counted::Received,
        Counted::Answered,
        Counted::InTime,
        Counted::Late,
        Counted::Published,
        Counted::NotAccepted,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Counted::Received => "收到",
            Counted::Answered => "已经答复",
            Counted::InTime => "按期答复",
            Counted::Late => "逾期答复",
            Counted::Published => "公开答复",
            Counted::NotAccepted => "不予受理",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Counted::Received => "received",
            Counted::Answered => "answered",
            Counted::InTime => "in-time",
            Counted::Late => "late",
            Counted::Published => "published",
            Counted::NotAccepted => "not-accepted",
        }
    }

    /// `2024/received`, by the year a message was received in.
    pub fn key(self, year: i16) -> String {
        format!("{year}/{}", self.name())
    }
}

/// Of a month: `received/2024-03`.
pub fn month_key(year: i16, month: i8) -> String {
    format!("received/{year}-{month:02}")
}

/// `rating/2024/good`
pub fn rating_key(year: i16, rating: Rating) -> String {
    format!("rating/{year}/{}", rating.key())
}

/// Every key a message is counted under.
pub(crate) fn keys(row: &Row) -> Vec<String> {
    let year = row.received.year();
    if row.step == Step::NotAccepted {
        return vec![Counted::NotAccepted.key(year)];
    }
    let mut keys = vec![Counted::Received.key(year), month_key(year, row.received.month())];
    if let Some(answered) = row.answered {
        let judged = if answered <= row.first_due { Counted::InTime } else { Counted::Late };
        keys.extend([Counted::Answered.key(year), judged.key(year)]);
    }
    if row.shown {
        keys.push(Counted::Published.key(year));
    }
    keys.extend(row.rating.map(|rating| rating_key(year, rating)));
    keys
}

impl Messages {
    pub async fn figure(&self, year: i16, counted: Counted) -> Result<u64, Error> {
        Ok(self.ledger().count(self.organ(), KIND, &counted.key(year)).await?)
    }

    pub async fn received_in(&self, year: i16, month: i8) -> Result<u64, Error> {
        Ok(self.ledger().count(self.organ(), KIND, &month_key(year, month)).await?)
    }

    pub async fn rated(&self, year: i16, rating: Rating) -> Result<u64, Error> {
        Ok(self.ledger().count(self.organ(), KIND, &rating_key(year, rating)).await?)
    }
}
