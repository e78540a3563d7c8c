//! 一道命令怎样办：decided on the message as it stands, appended, listed, counted and shown anew

use crate::{Error, File, Letter, Messages, SENDER, events, notice, row, secret_mark, stream};
use jiff::Timestamp;
use ledger::{NewEvent, Tx};
use office::case::Sealed;
use office::message::{
    Act, By, Command, Ctx, Event, Kind, Message, Refusal, allowed, decide, evolve, replay,
};
use office::moment::Moment;
use office::publication::Found;

/// What a number and a code open is kept under this, as a keyed hash.
const CODES: &str = "message-code";

/// A message as it comes in.
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub kind: Kind,
    pub letter: Letter,
    /// 同意公开
    pub consents: bool,
    /// By which, with its number, the sender comes back.
    pub code: String,
}

/// Small state that is written together with a message, or not at all: how a portal takes a form once only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    pub kind: &'static str,
    pub id: String,
    pub body: Vec<u8>,
    pub expires: Option<Timestamp>,
}

impl Messages {
    /// 收到一条留言; its number is the next of the year, and goes with its code into the same transaction.
    pub async fn receive(&self, moment: Moment<'_>, new: &NewMessage) -> Result<String, Error> {
        self.receive_once(moment, new, |_| Ok(None)).await
    }

    /// The same, with a record that depends on the number. Where it is there already, nothing is received.
    pub async fn receive_once(
        &self,
        moment: Moment<'_>,
        new: &NewMessage,
        once: impl Fn(&str) -> Result<Option<Once>, Error> + Sync,
    ) -> Result<String, Error> {
        let (year, once) = (moment.today.year(), &once);
        let work = async |tx: Tx| {
            let no = format!("LY{year}-{}", tx.next_number(&format!("message/{year}")).await?);
            let letter = seal(&tx, &new.letter).await?;
            let (kind, consents, subject) = (new.kind, new.consents, new.letter.subject());
            let command = Command::Receive { no: no.clone(), kind, subject, letter, consents };
            let decided = decide(&self.context(moment, By::Sender, &[]), None, command)?;
            record(&tx, moment, SENDER, (&no, 0), None, &decided).await?;
            tx.put_record(CODES, &no, 0, &self.print(&no, &new.code)?, None).await?;
            if let Some(one) = once(&no)? {
                tx.put_record(one.kind, &one.id, 0, &one.body, one.expires).await?;
            }
            Ok::<_, Error>(no)
        };
        self.ledger().transact(self.organ(), work).await
    }

    /// Whether a code opens a message. A number nobody has takes the same way to the same answer.
    pub async fn opens(&self, no: &str, code: &str) -> Result<bool, Error> {
        let kept = self.ledger().record(CODES, no).await?;
        let typed = self.print(no, code)?;
        Ok(kept.is_some_and(|kept| kept.body == typed))
    }

    fn print(&self, no: &str, code: &str) -> Result<Vec<u8>, Error> {
        let print = self.ledger().fingerprint("message", format!("{no}/{code}").as_bytes())?;
        Ok(print.to_string().into_bytes())
    }

    /// What somebody may do with a message now.
    pub fn may(&self, moment: Moment<'_>, by: By<'_>, message: &Message) -> Vec<Act> {
        allowed(&self.context(moment, by, &[]), Some(message))
    }

    /// Carries out an order. `expected` is the version the person saw; someone else's step in between is told.
    pub async fn run(
        &self,
        moment: Moment<'_>,
        by: By<'_>,
        (no, expected): (&str, u64),
        command: Command,
    ) -> Result<Vec<Event>, Error> {
        let found = match command.act() {
            // A draft of a version is fixed, and so is what the scan finds in it.
            Act::Pass => match self.file(no).await? {
                Some(File { message, .. }) => {
                    if let Some(mark) = secret_mark(&message) {
                        return Err(Refusal::Secret(mark).into());
                    }
                    self.found(&message).await?
                }
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
        if let Command::Accept { matter, .. } = &command {
            self.fit_for_all("主题", matter).await?;
        }
        let (found, command) = (&found, &command);
        let work = async |tx: Tx| self.run_in(&tx, moment, by, (no, expected), command.clone(), found).await;
        self.ledger().transact(self.organ(), work).await
    }

    /// 追问, in the sender's words.
    pub async fn follow_up(
        &self,
        moment: Moment<'_>,
        (no, expected): (&str, u64),
        (letter, consents): (&Letter, bool),
    ) -> Result<Vec<Event>, Error> {
        let work = async |tx: Tx| {
            let command = Command::FollowUp { letter: seal(&tx, letter).await?, consents };
            self.run_in(&tx, moment, By::Sender, (no, expected), command, &[]).await
        };
        self.ledger().transact(self.organ(), work).await
    }

    async fn run_in(
        &self,
        tx: &Tx,
        moment: Moment<'_>,
        by: By<'_>,
        (no, expected): (&str, u64),
        command: Command,
        found: &[Found],
    ) -> Result<Vec<Event>, Error> {
        let message = replay(&events(&tx.read(&stream(no)).await?)?).ok_or(Refusal::NoMessage)?;
        let decided = decide(&self.context(moment, by, found), Some(&message), command)?;
        let who = match by {
            By::Sender => SENDER,
            By::Staff(actor) => &actor.id,
        };
        for event in &decided {
            if let Event::PersonalDataErased { gone, .. } = event {
                for one in gone {
                    tx.erase(&one.erased).await?;
                }
            }
        }
        record(tx, moment, who, (no, expected), Some(message), &decided).await?;
        Ok(decided)
    }

    fn context<'a>(&self, moment: Moment<'a>, by: By<'a>, found: &'a [Found]) -> Ctx<'a> {
        Ctx { today: moment.today, by, calendar: moment.calendar, terms: self.terms, found }
    }
}

async fn seal(tx: &Tx, letter: &Letter) -> Result<Sealed, Error> {
    let sealed = tx.seal(&serde_json::to_vec(letter)?).await?;
    Ok(Sealed { sealed: sealed.sealed, digest: sealed.digest.to_string() })
}

/// Appends what was decided and puts what the desk and the public are shown of it.
async fn record(
    tx: &Tx,
    moment: Moment<'_>,
    who: &str,
    (no, expected): (&str, u64),
    message: Option<Message>,
    decided: &[Event],
) -> Result<(), Error> {
    let Some(after) = decided.iter().fold(message, evolve) else { return Ok(()) };
    let new = decided.iter().map(new_event).collect::<Result<Vec<_>, _>>()?;
    tx.append(&stream(no), expected, who, moment.now, &new).await?;
    let version = expected + decided.len() as u64;
    notice::enqueue(tx, no, moment.now, decided).await?;
    tx.put(&row::item(&after, version)?).await?;
    match row::public(&after, version)? {
        Some(shown) => tx.put(&shown).await?,
        None => tx.remove(row::PUBLIC, no).await?,
    }
    Ok(())
}

fn new_event(event: &Event) -> Result<NewEvent, Error> {
    let value = serde_json::to_value(event)?;
    let kind = value.get("event").and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok(NewEvent::new(format!("message.{kind}"), value.to_string()))
}
