//! 帮办代办预约：a place in a slot of a working day, taken under a number and a query word, called off, kept or missed.
//!
//! Each slot is one stream of the ledger: whoever books sees everybody who booked before, and two who come at once
//! cannot both have the last place. Who comes is sealed; only the number stands in lists.

mod caller;
mod error;
mod plan;
mod slot;

pub use error::Error;
pub use plan::{Plan, Slot};
pub use slot::{Act, Booked, Contact, Kind, State, Wanted};

use caller::Caller;
use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use law::workday::Calendar;
use ledger::{Direction, Entry, Item, Ledger, NewEvent, Place, Refusal, Tx};
use serde::{Deserialize, Serialize};
use slot::{Event, begins, replay};

/// The kind of the items that lists show; `help-slot` counts what is taken, `help-plan` holds the plan.
pub const KIND: &str = "help-booking";
const SLOT: &str = "help-slot";
const PLAN: &str = "help-plan";
const PLAN_STREAM: &str = "help-plan/current";

/// Items looked at together.
const MOST: u32 = 500;
/// Days ahead that are looked at together.
const MOST_DAYS: usize = 60;
/// Listed under it: bookings of which it is known who comes.
const CONTACT: &str = "contact";
/// So long after a slot begins its holder is still told that the office called it off.
const TOLD_UNTIL: SignedDuration = SignedDuration::from_hours(1);
const LONGEST_REASON: usize = 200;

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub account: &'a str,
    pub at: Timestamp,
    pub today: Date,
    pub calendar: &'a Calendar,
}

/// A day on which places can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    /// Slots in the order of the day, with the places that are free.
    pub slots: Vec<(Slot, u16)>,
}

/// What was booked, as its holder is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub no: String,
    pub date: Date,
    pub time: String,
}

/// The help that one organ gives by appointment.
#[derive(Clone)]
pub struct Booking {
    ledger: Ledger,
    organ: String,
}

/// A booking whose holder left an address: to be told of it. Nothing personal: a queue is no vault.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    pub no: String,
    pub at: Timestamp,
    /// That the office called it off.
    #[serde(default)]
    pub cancelled: bool,
}

/// Where [`Told`] waits to be sent.
pub fn queue(organ: &str) -> String {
    format!("help-told/{organ}")
}

/// How many places of a slot are taken.
#[derive(Serialize, Deserialize)]
struct Count {
    taken: u16,
}

impl Booking {
    pub fn new(ledger: Ledger, organ: impl Into<String>) -> Booking {
        Booking { ledger, organ: organ.into() }
    }

    pub async fn plan(&self) -> Result<Plan, Error> {
        let item = self.ledger.item(&self.organ, PLAN, "current").await?;
        item.map_or(Ok(Plan::default()), |item| Ok(serde_json::from_str(&item.body)?))
    }

    /// Sets slots, places and closed days; what is booked already stays booked.
    pub async fn set_plan(&self, by: By<'_>, plan: Plan) -> Result<(), Error> {
        let plan = &plan.checked()?;
        let work = async |tx: Tx| {
            let version = tx.version(PLAN_STREAM).await?;
            let body = serde_json::to_string(plan)?;
            let event = NewEvent::new("help-plan.set", body.clone());
            tx.append(PLAN_STREAM, version, by.account, by.at, &[event]).await?;
            tx.put(&Item::new(PLAN, "current", version + 1, body)).await?;
            Ok::<_, Error>(())
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// The working days ahead on which places can be had, with what is free.
    pub async fn days(&self, today: Date, calendar: &Calendar) -> Result<Vec<Day>, Error> {
        let plan = self.plan().await?;
        let mut days = Vec::new();
        for date in plan.days(today, calendar) {
            let taken =
                self.ledger.list(&self.organ, SLOT, &date.to_string(), None, MOST, Direction::Up).await?;
            let free = |slot: &Slot| {
                let id = slot_id(date, &slot.time);
                let count = taken
                    .iter()
                    .find(|item| item.id == id)
                    .map(|item| serde_json::from_str::<Count>(&item.body));
                Ok::<_, Error>(slot.places.saturating_sub(count.transpose()?.map_or(0, |count| count.taken)))
            };
            let slots = plan
                .slots
                .iter()
                .map(|slot| Ok((slot.clone(), free(slot)?)))
                .collect::<Result<_, Error>>()?;
            days.push(Day { date, slots });
        }
        Ok(days)
    }

    /// Takes a place. Refused where the day or the slot is none, where it is full, and where the same telephone
    /// number has a place in it already.
    pub async fn book(
        &self,
        by: By<'_>,
        (date, time): (Date, &str),
        wanted: &Wanted,
        contact: &Contact,
        word: &str,
    ) -> Result<Taken, Error> {
        let (wanted, contact) = (&wanted.clone().checked()?, &contact.clone().checked()?);
        let slot = &self.slot(by, (date, time)).await?;
        let work = async |tx: Tx| {
            let caller = Caller::of(&tx, &self.ledger, contact, by.at).await?;
            self.take(&tx, by, (date, slot), (wanted, contact, word), caller).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 改约: moves a booking to another slot for its holder, until its own begins; given back there and taken here, or
    /// neither. The number is a new one, the word stays.
    pub async fn rebook(
        &self,
        by: By<'_>,
        (no, word): (&str, &str),
        (date, time): (Date, &str),
    ) -> Result<Taken, Error> {
        let one = self.find(no, word).await?.ok_or(Error::NoBooking)?;
        let (from, since) = (one.date, one.time.as_str());
        let slot = &self.slot(by, (date, time)).await?;
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(from, since)).await?;
            let before = replay(from, since, &entries)?;
            let one = before.iter().find(|one| one.no == no).ok_or(Error::NoBooking)?;
            one.may_call_off(by.today, by.at)?;
            if (from, since) == (date, time) {
                return Err(Error::Twice);
            }
            let contact = known(tx.unseal(&one.contact).await)?;
            let mut caller = Caller::of(&tx, &self.ledger, &contact, by.at).await?;
            caller.let_go(no);
            let taken = self.take(&tx, by, (date, slot), (&one.wanted, &contact, word), caller).await?;
            let reason = format!("本人改约，新的预约号{}", taken.no);
            let event = Event::Acted { no: no.into(), act: Act::Cancel, reason };
            append(&tx, (by.account, by.at), (from, since), &entries, &[event]).await?;
            Ok(taken)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// A slot that can be booked on a day.
    async fn slot(&self, by: By<'_>, (date, time): (Date, &str)) -> Result<Slot, Error> {
        let plan = self.plan().await?;
        if !plan.days(by.today, by.calendar).contains(&date) {
            return Err(Error::NoDay);
        }
        plan.slots.into_iter().find(|slot| slot.time == time).ok_or(Error::NoSlot)
    }

    /// Takes a place in a slot, where there is one and its caller may have it.
    async fn take(
        &self,
        tx: &Tx,
        by: By<'_>,
        (date, slot): (Date, &Slot),
        (wanted, contact, word): (&Wanted, &Contact, &str),
        caller: Caller,
    ) -> Result<Taken, Error> {
        let time = slot.time.as_str();
        let entries = tx.read(&stream(date, time)).await?;
        let before = replay(date, time, &entries)?;
        if before.iter().filter(|one| one.state.holds()).count() >= usize::from(slot.places) {
            return Err(Error::Full);
        }
        caller.may_take(date, time)?;
        let number = tx.next_number(&format!("help/{}", by.today.year())).await?;
        let no = format!("YY{}-{number:05}", by.today.year());
        let sealed = tx.seal(&serde_json::to_vec(contact)?).await?;
        let print = self.print(&no, word)?;
        let event = Event::Booked { no: no.clone(), wanted: wanted.clone(), contact: sealed, word: print };
        append(tx, (by.account, by.at), (date, time), &entries, &[event]).await?;
        caller.take(tx, &no, date, time).await?;
        if !contact.email.is_empty() {
            self.tell(tx, Told { no: no.clone(), at: by.at, cancelled: false }).await?;
        }
        Ok(Taken { no, date, time: time.to_owned() })
    }

    /// The booking of a number, for whoever has its word.
    pub async fn find(&self, no: &str, word: &str) -> Result<Option<Booked>, Error> {
        let Some(one) = self.of(no).await? else { return Ok(None) };
        Ok((one.word == self.print(no, word)?).then_some(one))
    }

    /// The booking of a number, for the desk.
    pub async fn of(&self, no: &str) -> Result<Option<Booked>, Error> {
        let item = self.ledger.item(&self.organ, KIND, no).await?;
        item.map(|item| Ok(serde_json::from_str(&item.body)?)).transpose()
    }

    /// What a day has, in the order of its slots; without what was called off.
    pub async fn of_day(&self, date: Date) -> Result<Vec<Booked>, Error> {
        self.all_of(day_key(date)).await
    }

    /// Those of a day that were called off, by time.
    pub async fn called_off(&self, date: Date) -> Result<Vec<Booked>, Error> {
        self.all_of(off_key(date)).await
    }

    async fn all_of(&self, key: String) -> Result<Vec<Booked>, Error> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let items =
                self.ledger.list(&self.organ, KIND, &key, after.as_ref(), MOST, Direction::Up).await?;
            found.extend(read(&items)?);
            after = items.last().and_then(|item| item.place(&key));
            if items.len() < MOST as usize {
                return Ok(found);
            }
        }
    }

    /// The days from `today` on that have bookings which stand, the nearest first; one look-up a day.
    pub async fn coming(&self, today: Date) -> Result<Vec<Date>, Error> {
        let (mut days, mut sort) = (Vec::new(), today.to_string());
        while days.len() < MOST_DAYS {
            let after = Place { sort, organ: self.organ.clone(), id: String::new() };
            let next = self.ledger.list(&self.organ, KIND, OPEN, Some(&after), 1, Direction::Up).await?;
            let Some(one) = read(&next)?.pop() else { break };
            // Behind every time of the day.
            sort = format!("{} ~", one.date);
            days.push(one.date);
        }
        Ok(days)
    }

    /// Bookings of days before `today` of which nobody noted what came of them: how many, and the earliest.
    pub async fn unnoted(&self, today: Date, limit: u32) -> Result<(u64, Vec<Booked>), Error> {
        let many = self.ledger.count_before(&self.organ, KIND, OPEN, &today.to_string()).await?;
        let items = self.ledger.list(&self.organ, KIND, OPEN, None, limit, Direction::Up).await?;
        let found = read(&items)?.into_iter().filter(|one| one.date < today).collect();
        Ok((many, found))
    }

    /// Who comes, for the desk; nobody once that was deleted.
    pub async fn contact(&self, one: &Booked) -> Result<Contact, Error> {
        known(self.ledger.unseal(&self.organ, &one.contact).await)
    }

    /// Calls a booking off for its holder, until its slot begins.
    pub async fn call_off(&self, by: By<'_>, no: &str) -> Result<Booked, Error> {
        let may = |one: &Booked| one.may_call_off(by.today, by.at);
        self.change(by, (no, Act::Cancel, ""), may).await
    }

    /// Notes who came, who did not, what was done; or calls a booking off for the office, with the reason, of which
    /// its holder is told.
    pub async fn act(&self, by: By<'_>, no: &str, act: Act, reason: &str) -> Result<Booked, Error> {
        let reason = if act.asks() { reason.trim() } else { "" };
        if act.asks() && !(1..=LONGEST_REASON).contains(&reason.chars().count()) {
            return Err(Error::Unfit(format!("请填写取消的理由，至多{LONGEST_REASON}字。")));
        }
        self.change(by, (no, act, reason), |one| one.may(act, by.today)).await
    }

    async fn change(
        &self,
        by: By<'_>,
        (no, act, reason): (&str, Act, &str),
        may: impl Fn(&Booked) -> Result<(), Error>,
    ) -> Result<Booked, Error> {
        let one = self.of(no).await?.ok_or(Error::NoBooking)?;
        let (date, time) = (one.date, one.time.as_str());
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(date, time)).await?;
            let before = replay(date, time, &entries)?;
            let one = before.iter().find(|one| one.no == no).ok_or(Error::NoBooking)?;
            may(one)?;
            let event = Event::Acted { no: no.into(), act, reason: reason.into() };
            append(&tx, (by.account, by.at), (date, time), &entries, &[event]).await?;
            if act == Act::Cancel {
                let contact = known(tx.unseal(&one.contact).await)?;
                Caller::of(&tx, &self.ledger, &contact, by.at).await?.give_back(&tx, no).await?;
                let still = by.at < one.begins().saturating_add(TOLD_UNTIL).unwrap_or(Timestamp::MAX);
                if !reason.is_empty() && !contact.email.is_empty() && still {
                    self.tell(&tx, Told { no: no.into(), at: by.at, cancelled: true }).await?;
                }
            }
            Ok::<_, Error>(Booked { state: act.leads_to(), reason: reason.into(), ..one.clone() })
        };
        self.ledger.transact(&self.organ, work).await
    }

    async fn tell(&self, tx: &Tx, told: Told) -> Result<(), Error> {
        tx.enqueue(&queue(&self.organ), told.at, &serde_json::to_vec(&told)?).await?;
        Ok(())
    }

    /// Deletes who came of the slots whose time of keeping is over; how many. One transaction a booking, up to
    /// some hundreds together: what is left is for the next round.
    pub async fn forget_due(&self, at: Timestamp, today: Date) -> Result<u64, Error> {
        let keep = Span::new().days(i64::from(self.plan().await?.keep));
        let items = self.ledger.list(&self.organ, KIND, CONTACT, None, MOST, Direction::Up).await?;
        let due = |one: &Booked| one.date.saturating_add(keep) < today;
        let mut forgotten = 0;
        for one in read(&items)?.iter().take_while(|one| due(one)) {
            forgotten += u64::from(self.forget(at, one).await?);
        }
        Ok(forgotten)
    }

    async fn forget(&self, at: Timestamp, one: &Booked) -> Result<bool, Error> {
        let (date, time) = (one.date, one.time.as_str());
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(date, time)).await?;
            let before = replay(date, time, &entries)?;
            // Another node may have been faster.
            let Some(one) = before.iter().find(|kept| kept.no == one.no && !kept.forgotten) else {
                return Ok(false);
            };
            let contact = tx.erase(&one.contact.sealed).await?;
            let event = Event::Forgotten { no: one.no.clone(), contact };
            append(&tx, ("system", at), (date, time), &entries, &[event]).await?;
            Ok::<_, Error>(true)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// A keyed hash of the word, by the number it belongs to.
    fn print(&self, no: &str, word: &str) -> Result<String, Error> {
        Ok(self.ledger.fingerprint("help-word", format!("{no}/{word}").as_bytes())?.to_string())
    }
}

fn read(items: &[Item]) -> Result<Vec<Booked>, Error> {
    items.iter().map(|item| Ok(serde_json::from_str(&item.body)?)).collect()
}

/// What was sealed; nobody once it was deleted.
fn known(unsealed: Result<Vec<u8>, ledger::Error>) -> Result<Contact, Error> {
    match unsealed {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(ledger::Error::Refused(Refusal::Erased { .. })) => Ok(Contact::default()),
        Err(error) => Err(error.into()),
    }
}

async fn append(
    tx: &Tx,
    (account, at): (&str, Timestamp),
    (date, time): (Date, &str),
    entries: &[Entry],
    events: &[Event],
) -> Result<(), Error> {
    let new = events.iter().map(Event::new_event).collect::<Result<Vec<_>, Error>>()?;
    let added = tx.append(&stream(date, time), entries.len() as u64, account, at, &new).await?;
    let all: Vec<Entry> = entries.iter().cloned().chain(added).collect();
    for item in items(&all)? {
        tx.put(&item).await?;
    }
    Ok(())
}

const STREAM: &str = "help/";
/// Listed under it: bookings that stand, by day and time.
const OPEN: &str = "open";

/// `help/2026-11-27/0900`
fn stream(date: Date, time: &str) -> String {
    format!("{STREAM}{date}/{}", time.replace(':', ""))
}

fn slot_id(date: Date, time: &str) -> String {
    format!("{date}/{}", time.replace(':', ""))
}

fn day_key(date: Date) -> String {
    format!("day/{date}")
}

fn off_key(date: Date) -> String {
    format!("off/{date}")
}

/// What the read tables hold of a stream, for [`Ledger::rebuild`]; nothing for streams that are no slots.
pub fn items(entries: &[Entry]) -> Result<Vec<Item>, Error> {
    let Some(first) = entries.first() else { return Ok(Vec::new()) };
    let version = entries.len() as u64;
    if first.stream == PLAN_STREAM {
        let last = entries.last().map_or_else(String::new, |entry| entry.body.clone());
        return Ok(vec![Item::new(PLAN, "current", version, last)]);
    }
    let Some((date, time)) = first.stream.strip_prefix(STREAM).and_then(|slot| slot.split_once('/')) else {
        return Ok(Vec::new());
    };
    let date: Date = date.parse().map_err(|_| Error::Stored(format!("{} is no slot", first.stream)))?;
    let time = time.split_at_checked(2).map_or_else(String::new, |(hour, minute)| format!("{hour}:{minute}"));
    let booked = replay(date, &time, entries)?;
    let taken = booked.iter().filter(|one| one.state.holds()).count();
    let count = serde_json::to_string(&Count { taken: u16::try_from(taken).unwrap_or(u16::MAX) })?;
    let slot = Item::new(SLOT, slot_id(date, &time), version, count).under(date.to_string(), &time);
    let mut items = vec![slot];
    for one in booked {
        let key = if one.state.holds() { day_key(date) } else { off_key(date) };
        let mut item = Item::new(KIND, &one.no, version, serde_json::to_string(&one)?)
            .under(key, format!("{time} {}", one.no));
        if one.state == State::Booked {
            item = item.under(OPEN, format!("{date} {time}"));
        }
        if !one.forgotten {
            item = item.under(CONTACT, format!("{date} {time}"));
        }
        items.push(item);
    }
    Ok(items)
}
