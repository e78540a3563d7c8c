//! 一个时段里的预约：what happens to them, as it is stored for ever

use crate::Error;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use law::workday::BEIJING;
use ledger::{Entry, Erased, NewEvent, Sealed};
use serde::{Deserialize, Serialize};

/// 帮办的方式, as the register of help services names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Guidance,
    Onsite,
    Telephone,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Guidance, Kind::Onsite, Kind::Telephone];

    pub const fn key(self) -> &'static str {
        match self {
            Kind::Guidance => "guidance",
            Kind::Onsite => "onsite",
            Kind::Telephone => "telephone",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Kind::Guidance => "服务指导",
            Kind::Onsite => "现场帮办",
            Kind::Telephone => "电话咨询",
        }
    }

    /// Whether it is given on the telephone: nobody comes.
    pub const fn by_telephone(self) -> bool {
        matches!(self, Kind::Telephone)
    }

    pub fn find(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// What help is wanted for; nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub kind: Kind,
    /// The id of a service, where it came from one.
    pub service: String,
    pub matter: String,
}

impl Wanted {
    pub(crate) fn checked(self) -> Result<Wanted, Error> {
        let matter = self.matter.trim().to_owned();
        if matter.is_empty() || matter.chars().count() > 100 {
            return Err(Error::Unfit("请填写要办的事，至多100字。".into()));
        }
        Ok(Wanted { matter, ..self })
    }
}

/// Who comes. Sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub telephone: String,
    /// May be empty.
    pub email: String,
    pub note: String,
}

impl Contact {
    pub(crate) fn checked(self) -> Result<Contact, Error> {
        let text = |text: String, most: usize, what: &str| {
            let text = text.trim().to_owned();
            if text.chars().count() > most {
                Err(Error::Unfit(format!("{what}太长，至多{most}字。")))
            } else {
                Ok(text)
            }
        };
        let contact = Contact {
            name: text(self.name, 50, "称呼")?,
            telephone: text(self.telephone, 20, "电话")?,
            email: text(self.email, 100, "电子邮箱")?,
            note: text(self.note, 300, "说明")?,
        };
        if contact.name.is_empty() || contact.telephone.is_empty() {
            return Err(Error::Unfit("请填写称呼和电话。".into()));
        }
        Ok(contact)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Booked,
    Cancelled,
    Arrived,
    NoShow,
    Done,
}

impl State {
    /// Whether it takes a place.
    pub const fn holds(self) -> bool {
        !matches!(self, State::Cancelled)
    }

    /// A telephone call is taken or not; nobody comes.
    pub const fn label(self, kind: Kind) -> &'static str {
        match self {
            State::Booked => "已预约",
            State::Cancelled => "已取消",
            State::Arrived if kind.by_telephone() => "已接通",
            State::NoShow if kind.by_telephone() => "未接通",
            State::Arrived => "已到场",
            State::NoShow => "未到场",
            State::Done => "已办结",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Cancel,
    Arrive,
    Miss,
    Finish,
}

impl Act {
    pub const ALL: [Act; 4] = [Act::Arrive, Act::Finish, Act::Miss, Act::Cancel];

    pub const fn key(self) -> &'static str {
        match self {
            Act::Cancel => "cancel",
            Act::Arrive => "arrive",
            Act::Miss => "miss",
            Act::Finish => "finish",
        }
    }

    pub const fn label(self, kind: Kind) -> &'static str {
        match self {
            Act::Cancel => "取消",
            Act::Arrive if kind.by_telephone() => "已接通",
            Act::Miss if kind.by_telephone() => "未接通",
            Act::Arrive => "到场",
            Act::Miss => "未到场",
            Act::Finish => "办结",
        }
    }

    pub fn find(key: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.key() == key)
    }

    /// Whether a reason is asked for before it is done.
    pub const fn asks(self) -> bool {
        matches!(self, Act::Cancel)
    }

    pub const fn leads_to(self) -> State {
        match self {
            Act::Cancel => State::Cancelled,
            Act::Arrive => State::Arrived,
            Act::Miss => State::NoShow,
            Act::Finish => State::Done,
        }
    }
}

/// A booking as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    pub no: String,
    pub date: Date,
    pub time: String,
    pub wanted: Wanted,
    pub contact: Sealed,
    pub word: String,
    pub state: State,
    /// Why the office called it off, for its holder to read; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether who came was deleted when its time was over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgotten: bool,
}

impl Booked {
    /// When its slot begins.
    pub fn begins(&self) -> Timestamp {
        begins(self.date, &self.time)
    }

    /// Whether its holder may call it off: until its slot begins.
    pub fn may_call_off(&self, today: Date, now: Timestamp) -> Result<(), Error> {
        self.may(Act::Cancel, today)?;
        if now < self.begins() { Ok(()) } else { Err(Error::NotNow("预约的时间已经到了")) }
    }

    /// What may be done with it on a day.
    pub fn may(&self, act: Act, today: Date) -> Result<(), Error> {
        let early = today < self.date;
        match (act, self.state) {
            (Act::Cancel, State::Booked) => Ok(()),
            (Act::Arrive | Act::Miss, State::Booked) if early => Err(Error::NotNow("预约的日子还没有到")),
            (Act::Arrive | Act::Miss, State::Booked) | (Act::Finish, State::Arrived) => Ok(()),
            (Act::Finish, State::Booked) => Err(Error::NotNow("还没有登记到场或者接通")),
            (_, State::Cancelled) => Err(Error::NotNow("预约已经取消")),
            (_, State::Done) => Err(Error::NotNow("已经办结")),
            (_, State::NoShow) => Err(Error::NotNow("已经登记未到场或者未接通")),
            (_, State::Arrived) => Err(Error::NotNow("已经登记到场或者接通")),
        }
    }

    pub fn acts(&self, today: Date) -> Vec<Act> {
        Act::ALL.into_iter().filter(|act| self.may(*act, today).is_ok()).collect()
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    Booked {
        no: String,
        wanted: Wanted,
        contact: Sealed,
        word: String,
    },
    Acted {
        no: String,
        act: Act,
        /// Of a cancellation by the office.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Who came is deleted.
    Forgotten {
        no: String,
        contact: Erased,
    },
}

impl Event {
    pub fn new_event(&self) -> Result<NewEvent, Error> {
        let kind = match self {
            Event::Booked { .. } => "help.booked",
            Event::Acted { .. } => "help.acted",
            Event::Forgotten { .. } => "help.forgotten",
        };
        Ok(NewEvent::new(kind, serde_json::to_string(self)?))
    }
}

/// The bookings of a slot, the earliest first.
pub(crate) fn replay(date: Date, time: &str, entries: &[Entry]) -> Result<Vec<Booked>, Error> {
    let mut all: Vec<Booked> = Vec::new();
    for entry in entries {
        match serde_json::from_str(&entry.body)? {
            Event::Booked { no, wanted, contact, word } => {
                let (time, state, reason) = (time.to_owned(), State::Booked, String::new());
                all.push(Booked { no, date, time, wanted, contact, word, state, reason, forgotten: false });
            }
            Event::Acted { no, act, reason } => {
                let one = known(&mut all, &no)?;
                (one.state, one.reason) = (act.leads_to(), reason);
            }
            Event::Forgotten { no, .. } => known(&mut all, &no)?.forgotten = true,
        }
    }
    Ok(all)
}

fn known<'a>(all: &'a mut [Booked], no: &str) -> Result<&'a mut Booked, Error> {
    let one = all.iter_mut().find(|one| one.no == no);
    one.ok_or_else(|| Error::Stored(format!("{no} was never booked")))
}

/// When a slot begins, in Beijing; a time that is none begins with its day.
pub(crate) fn begins(date: Date, time: &str) -> Timestamp {
    let time = format!("{time}:00").parse().unwrap_or(Time::midnight());
    date.to_datetime(time).to_zoned(BEIJING).map_or(Timestamp::MAX, |at| at.timestamp())
}
