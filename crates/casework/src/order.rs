//! 一道命令怎样办：decided on the case as it stands, appended with its letters, listed and counted anew

use crate::stationery::Stationery;
use crate::{Casework, Error, File, Moment, Step, events, letters, notice, reference, row, stream};
use ledger::{NewEvent, Tx};
use office::case::{
    Case, Command, Ctx, Event, Gone, Purpose, Refusal, Sealed, decide, evolve, filed, replay,
};
use office::role::Actor;
use std::sync::Arc;

/// A file that comes with a step.
#[derive(Debug, Clone)]
pub struct NewFile {
    pub purpose: Purpose,
    pub name: String,
    pub media: String,
    pub bytes: Vec<u8>,
}

/// What a command is given when it is carried out.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Where what is personal in the order now lies.
    pub sealed: Option<Sealed>,
    /// The next 文号, where the order asked for one.
    pub document_no: Option<String>,
}

impl Given {
    /// For an order that has a secret; a blank reference where it is only tried.
    pub fn reference(&self) -> Sealed {
        self.sealed.clone().unwrap_or_else(unsealed)
    }
}

/// Stands where nothing is sealed yet: an order is tried on it, never recorded with it.
fn unsealed() -> Sealed {
    Sealed { sealed: String::new(), digest: String::new() }
}

type Making = dyn Fn(Given) -> Command + Send + Sync;

/// An order to a case.
#[derive(Clone)]
pub struct Order {
    /// What is personal: it is sealed, and the command gets the reference.
    secret: Option<Arc<[u8]>>,
    /// The command takes the next 文号.
    numbered: bool,
    files: Arc<[NewFile]>,
    command: Arc<Making>,
}

impl From<Command> for Order {
    fn from(command: Command) -> Order {
        Order::of(None, move |_| command.clone())
    }
}

impl Order {
    fn of(secret: Option<Vec<u8>>, command: impl Fn(Given) -> Command + Send + Sync + 'static) -> Order {
        Order {
            secret: secret.map(Into::into),
            numbered: false,
            files: Arc::new([]),
            command: Arc::new(command),
        }
    }

    /// With something to be sealed.
    pub fn sealing(secret: Vec<u8>, command: impl Fn(Sealed) -> Command + Send + Sync + 'static) -> Order {
        Order::of(Some(secret), move |given| command(given.reference()))
    }

    /// With the next 文号 of the year.
    pub fn numbered(command: impl Fn(String) -> Command + Send + Sync + 'static) -> Order {
        let order = Order::of(None, move |given| command(given.document_no.unwrap_or_default()));
        Order { numbered: true, ..order }
    }

    /// With files that are put into the case after it.
    #[must_use]
    pub fn with_files(self, files: Vec<NewFile>) -> Order {
        Order { files: files.into(), ..self }
    }

    /// The command with nothing sealed and no number taken: for trying, not for recording.
    pub fn tried(&self) -> Command {
        let document_no = self.numbered.then(|| "（编号待定）".to_owned());
        (self.command)(Given { sealed: None, document_no })
    }
}

impl Casework {
    /// Carries out an order. `expected` is the version the person saw; someone else's step in between is told.
    /// The letters the step sends are composed and filed with it: where one cannot be, nothing is recorded.
    pub async fn run(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (no, expected): (&str, u64),
        order: impl Into<Order>,
    ) -> Result<Vec<Event>, Error> {
        let (order, stationery) = (&order.into(), self.stationery.as_ref());
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(no)).await?;
            let history = events(&entries)?;
            let case = replay(&history).ok_or(Refusal::NoCase)?;
            let given = given(&tx, stationery, moment, order).await?;
            let ctx = Ctx { today: moment.today, calendar: moment.calendar, actor: who };
            let command = (order.command)(given);
            if let Command::Merge { into } = &command {
                mergeable(&tx, no, into).await?;
            }
            let decided = decide(&ctx, Some(&case), command)?;
            let before = (history.as_slice(), Some(&case));
            record(&tx, moment, (who, stationery), (no, expected), before, (decided, &order.files)).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// What an order would record, without recording it; and the letters it would send.
    pub fn try_order(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        case: &Case,
        order: &Order,
    ) -> Result<Vec<Event>, Error> {
        let ctx = Ctx { today: moment.today, calendar: moment.calendar, actor: who };
        Ok(decide(&ctx, Some(case), order.tried())?)
    }

    /// 删除个人信息: everything sealed for the case is erased, and the chain says so.
    pub async fn erase(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (no, expected): (&str, u64),
        why: &str,
    ) -> Result<Vec<Event>, Error> {
        let work = async |tx: Tx| {
            let entries = tx.read(&stream(no)).await?;
            let history = events(&entries)?;
            let case = replay(&history).ok_or(Refusal::NoCase)?;
            let gone = case.sealed.iter().map(|one| Gone { erased: one.sealed.clone() }).collect();
            let ctx = Ctx { today: moment.today, calendar: moment.calendar, actor: who };
            let command = Command::ErasePersonalData { why: why.to_owned(), gone };
            let decided = decide(&ctx, Some(&case), command)?;
            for sealed in &case.sealed {
                tx.erase(&sealed.sealed).await?;
            }
            let before = (history.as_slice(), Some(&case));
            record(&tx, moment, (who, None), (no, expected), before, (decided, &[])).await
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
}

/// 并入的那一件必须在办，并且不是它自己。
async fn mergeable(tx: &Tx, no: &str, into: &str) -> Result<(), Error> {
    let there = tx.item(row::KIND, into.trim()).await?.as_ref().map(row::read).transpose()?;
    let open = there.is_some_and(|row| row.ended.is_none());
    if open && into.trim() != no { Ok(()) } else { Err(Refusal::NothingToMergeInto(into.into()).into()) }
}

async fn given(
    tx: &Tx,
    stationery: Option<&Arc<dyn Stationery>>,
    moment: Moment<'_>,
    order: &Order,
) -> Result<Given, Error> {
    let sealed = match &order.secret {
        Some(plain) => Some(reference(tx.seal(plain).await?)),
        None => None,
    };
    let document_no = match stationery.filter(|_| order.numbered) {
        Some(stationery) => Some(letters::number(tx, &**stationery, moment.today).await?),
        None => None,
    };
    Ok(Given { sealed, document_no })
}

/// Appends what was decided with the files and letters that go with it, and puts what lists and figures show of
/// the case.
pub(crate) async fn record(
    tx: &Tx,
    moment: Moment<'_>,
    (who, stationery): (&Actor, Option<&Arc<dyn Stationery>>),
    (no, expected): (&str, u64),
    (history, case): (&[Event], Option<&Case>),
    (mut decided, files): (Vec<Event>, &[NewFile]),
) -> Result<Vec<Event>, Error> {
    let after = decided.iter().fold(case.cloned(), |case, event| Some(evolve(case, event)));
    let Some(mut after) = after else { return Ok(decided) };
    if let Some(stationery) = stationery {
        letters::file_letters(tx, stationery, moment, history, (&mut after, &mut decided)).await?;
    }
    for file in files {
        let content = reference(tx.seal(&file.bytes).await?);
        let named = (file.purpose.clone(), file.name.clone(), file.media.clone());
        let event = filed(&after, moment.today, named, (file.bytes.len() as u64, content));
        after = evolve(Some(after), &event);
        decided.push(event);
    }
    let new = decided.iter().map(new_event).collect::<Result<Vec<_>, _>>()?;
    tx.append(&stream(no), expected, &who.id, moment.now, &new).await?;
    let version = expected + decided.len() as u64;
    tx.put(&row::item(&after, version, moment.today, moment.calendar)?).await?;
    notice::enqueue(tx, no, moment.now, &decided).await?;
    Ok(decided)
}

fn new_event(event: &Event) -> Result<NewEvent, Error> {
    Ok(NewEvent::new(format!("request.{}", notice::kind(event)?), serde_json::to_string(event)?))
}
