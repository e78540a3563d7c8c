//! 办件：申请在台账中办理。 An order comes in, the office decides, the events are appended, and the lists and
//! figures made from them change in the same transaction.

mod application;
mod error;
mod figures;
mod refresh;
mod row;
mod twins;

pub use application::{Application, Person};
pub use error::Error;
pub use figures::{remedy_key, request_key};
pub use refresh::Moved;
pub use row::{KIND, Row};
pub use twins::Alike;

use jiff::Timestamp;
use jiff::civil::Date;
use law::annual_report::Applicant;
use law::request::receipt::Channel;
use law::workday::Calendar;
use ledger::{Direction, Entry, Item, Ledger, NewEvent, Place, Tx};
use office::case::{Case, Command, Ctx, Event, Representing, Sealed, decide, replay};
use office::role::Actor;

/// The cases of one organ.
#[derive(Clone)]
pub struct Casework {
    ledger: Ledger,
    organ: String,
}

/// When something is done, and by which calendar it is reckoned.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub now: Timestamp,
    pub today: Date,
    pub calendar: &'a Calendar,
}

/// An application as it came in.
#[derive(Debug, Clone)]
pub struct Registration {
    pub channel: Channel,
    pub submitted: Date,
    /// 签收、确认之日, where it is known.
    pub received: Option<Date>,
    pub kind: Applicant,
    /// What lists show; without personal data.
    pub subject: String,
    pub application: Application,
    /// Who acts for the applicant, and what shows the power to act.
    pub representative: Option<(Representing, Person, String)>,
    pub split_from: Option<String>,
}

/// A case with its history.
#[derive(Debug, Clone)]
pub struct File {
    pub case: Case,
    /// How many entries it has: what [`Casework::run`] expects.
    pub version: u64,
    pub history: Vec<Step>,
}

/// One entry of the history.
#[derive(Debug, Clone)]
pub struct Step {
    pub at: Timestamp,
    pub by: String,
    pub event: Event,
}

/// Which cases a list shows, each in the order people work by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Every case, the newest first.
    All,
    /// Open cases by their next deadline.
    Open,
    /// Those of one handler by their next deadline.
    Of(String),
    /// What a figure of the annual report counts.
    Counted(String),
}

impl List {
    fn key(&self) -> (String, Direction) {
        match self {
            List::All => ("all".into(), Direction::Down),
            List::Open => ("open".into(), Direction::Up),
            List::Of(handler) => (format!("handler/{handler}"), Direction::Up),
            List::Counted(key) => (key.clone(), Direction::Up),
        }
    }
}

/// A page of a list, and where the next begins.
#[derive(Debug, Clone)]
pub struct Page {
    pub rows: Vec<Row>,
    pub next: Option<Place>,
}

impl Casework {
    pub fn new(ledger: Ledger, organ: impl Into<String>) -> Casework {
        Casework { ledger, organ: organ.into() }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn organ(&self) -> &str {
        &self.organ
    }

    /// 登记一件申请; its number is the next of the year it was submitted in.
    pub async fn register(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        taken: Registration,
    ) -> Result<String, Error> {
        let (ledger, taken) = (&self.ledger, &taken);
        self.ledger
            .transact(&self.organ, async |tx: Tx| register(ledger, &tx, moment, who, taken).await)
            .await
    }

    /// Carries out an order. `expected` is the version the person saw; someone else's step in between is told.
    /// What is personal in the order goes in as `secret`, is sealed, and reaches the command as a reference.
    pub async fn run(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (no, expected): (&str, u64),
        secret: Option<&[u8]>,
        command: impl Fn(Option<Sealed>) -> Command,
    ) -> Result<Vec<Event>, Error> {
        let command = &command;
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(no)).await?;
            let case = replay(&events(&entries)?).ok_or(office::case::Refusal::NoCase)?;
            let sealed = match secret {
                Some(plain) => Some(reference(tx.seal(plain).await?)),
                None => None,
            };
            let order = command(sealed);
            let ctx = Ctx { today: moment.today, calendar: moment.calendar, actor: who };
            let decided = decide(&ctx, Some(&case), order)?;
            record(&tx, moment, who, (no, expected), Some(case), &decided).await?;
            Ok(decided)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// A case and everything that happened to it.
    pub async fn file(&self, no: &str) -> Result<Option<File>, Error> {
        let entries = self.ledger.read(&self.organ, &stream(no)).await?;
        let found = events(&entries)?;
        let Some(case) = replay(&found) else { return Ok(None) };
        let steps = entries.iter().zip(found);
        let history =
            steps.map(|(entry, event)| Step { at: entry.at, by: entry.by.clone(), event }).collect();
        Ok(Some(File { case, version: entries.len() as u64, history }))
    }

    pub async fn list(&self, list: &List, after: Option<&Place>, limit: u32) -> Result<Page, Error> {
        let (key, direction) = list.key();
        let items = self.ledger.list(&self.organ, KIND, &key, after, limit, direction).await?;
        let full = items.len() == limit as usize;
        let next = items.last().filter(|_| full).and_then(|item| item.place(&key));
        let rows = items.iter().map(row::read).collect::<Result<_, _>>()?;
        Ok(Page { rows, next })
    }

    /// How many cases a list has, without walking it.
    pub async fn count(&self, list: &List) -> Result<u64, Error> {
        Ok(self.ledger.count(&self.organ, KIND, &list.key().0).await?)
    }

    /// Personal data of a case, for those who may see it.
    pub async fn unseal(&self, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        let digest = ledger::Hash::parse(&sealed.digest).ok_or(Error::Stored("a digest is none".into()))?;
        let sealed = ledger::Sealed { sealed: sealed.sealed.clone(), digest };
        Ok(self.ledger.unseal(&self.organ, &sealed).await?)
    }

    /// 申请表所载, for those who may see it.
    pub async fn application(&self, case: &Case) -> Result<Application, Error> {
        application::read(&self.unseal(&case.application).await?)
    }
}

async fn register(
    ledger: &Ledger,
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    taken: &Registration,
) -> Result<String, Error> {
    let year = taken.submitted.year();
    let number = tx.next_number(&format!("request/{year}")).await?;
    let no = format!("{year}-{number:05}");
    let application = reference(tx.seal(&application::written(&taken.application)?).await?);
    let applicant = fingerprint(ledger, &taken.application.applicant)?;
    let representation = match &taken.representative {
        None => None,
        Some((by, person, proof)) => {
            let person = reference(tx.seal(&application::person(person)?).await?);
            Some(office::case::Representation { by: *by, person, proof: proof.clone() })
        }
    };
    let order = Command::Register {
        no: no.clone(),
        channel: taken.channel,
        submitted: taken.submitted,
        received: taken.received,
        kind: taken.kind,
        subject: taken.subject.clone(),
        application,
        applicant,
        representation,
        split_from: taken.split_from.clone(),
    };
    let ctx = Ctx { today: moment.today, calendar: moment.calendar, actor: who };
    let decided = decide(&ctx, None, order)?;
    record(tx, moment, who, (&no, 0), None, &decided).await?;
    Ok(no)
}

/// Appends what was decided and puts what lists and figures show of it.
async fn record(
    tx: &Tx,
    moment: Moment<'_>,
    who: &Actor,
    (no, expected): (&str, u64),
    case: Option<Case>,
    decided: &[Event],
) -> Result<(), Error> {
    let new = decided.iter().map(new_event).collect::<Result<Vec<_>, _>>()?;
    tx.append(&stream(no), expected, &who.id, moment.now, &new).await?;
    let after = decided.iter().fold(case, |case, event| Some(office::case::evolve(case, event)));
    let Some(after) = after else { return Ok(()) };
    let version = expected + decided.len() as u64;
    tx.put(&row::item(&after, version, moment.today, moment.calendar)?).await?;
    Ok(())
}

fn stream(no: &str) -> String {
    format!("request/{no}")
}

fn new_event(event: &Event) -> Result<NewEvent, Error> {
    let value = serde_json::to_value(event)?;
    let kind = value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok(NewEvent::new(format!("request.{kind}"), value.to_string()))
}

fn events(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

/// One applicant has one fingerprint: by number of the paper, or by name and telephone where there is none.
fn fingerprint(ledger: &Ledger, person: &Person) -> Result<String, Error> {
    let number = person.paper_no.trim().to_uppercase();
    let told = if number.is_empty() { format!("{}/{}", person.name, person.telephone) } else { number };
    Ok(ledger.fingerprint("applicant", told.as_bytes())?.to_string())
}

fn reference(sealed: ledger::Sealed) -> Sealed {
    Sealed { sealed: sealed.sealed, digest: sealed.digest.to_string() }
}

/// What the read tables hold of a stream, for [`Ledger::rebuild`]; nothing for streams that are no cases.
pub fn items(entries: &[Entry], today: Date, calendar: &Calendar) -> Result<Vec<Item>, Error> {
    if !entries.first().is_some_and(|entry| entry.kind.starts_with("request.")) {
        return Ok(Vec::new());
    }
    let Some(case) = replay(&events(entries)?) else { return Ok(Vec::new()) };
    Ok(vec![row::item(&case, entries.len() as u64, today, calendar)?])
}
