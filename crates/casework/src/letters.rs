//! 文书随步骤发出：composed from the case as it stands after the step, set, and filed in the same transaction

use crate::application::{self, Application, Person};
use crate::{Casework, Error, Moment, Stationery, reference, row};
use jiff::civil::{Date, DateTime};
use law::request::delivery::Delivery;
use ledger::Tx;
use office::case::{Case, Event, Purpose, Sealed, evolve, filed};
use office::letter::{self, About, Due, Form, Letter};
use std::sync::Arc;

/// A letter that a step would send.
#[derive(Debug, Clone)]
pub struct Preview {
    pub form: Form,
    pub letter: Letter,
}

const PDF: &str = "application/pdf";
/// Stands for a number that is given only when the step is taken.
const NO_NUMBER_YET: &str = "（编号待定）";

/// Composes the letters due after `decided`, and appends to it that they were filed.
pub(crate) async fn file_letters(
    tx: &Tx,
    stationery: &Arc<dyn Stationery>,
    moment: Moment<'_>,
    history: &[Event],
    (case, decided): (&mut Case, &mut Vec<Event>),
) -> Result<(), Error> {
    answered_online(&**stationery, decided)?;
    let letters = letter::due(case, decided);
    if letters.is_empty() {
        return Ok(());
    }
    let so_far: Vec<Event> = history.iter().chain(decided.iter()).cloned().collect();
    let application = application::read(&tx.unseal(&crate::sealed(&case.application)?).await?)?;
    for due in letters {
        let document_no = match signed_no(decided, due.form) {
            Some(no) => no,
            None if due.form.is_numbered() => number(tx, &**stationery, moment.today).await?,
            None => String::new(),
        };
        let consulted = match addressee(case, due) {
            Some(sealed) => Some(application::read_person(&tx.unseal(&crate::sealed(sealed)?).await?)?),
            None => None,
        };
        let parts = Parts { application: &application, consulted, document_no: document_no.clone() };
        let letter = compose(&**stationery, moment, case, &so_far, due, parts)?;
        let name = format!("{}（{}）.pdf", letter.title, case.no);
        let bytes = typeset(stationery.clone(), letter, moment.today.at(0, 0, 0, 0)).await?;
        let content = reference(tx.seal(&bytes).await?);
        let purpose = Purpose::Letter { form: due.form.key().into(), document_no };
        let event = filed(case, moment.today, (purpose, name, PDF.into()), (bytes.len() as u64, content));
        *case = evolve(Some(case.clone()), &event);
        decided.push(event);
    }
    Ok(())
}

/// Typesetting takes a while: off the threads that serve.
async fn typeset(stationery: Arc<dyn Stationery>, letter: Letter, at: DateTime) -> Result<Vec<u8>, Error> {
    let set = tokio::task::spawn_blocking(move || stationery.pdf(&letter, None, at)).await;
    set.map_err(|error| Error::Typesetting(error.into()))?.map_err(Error::Typesetting)
}

/// The next 文号 of the year.
pub(crate) async fn number(tx: &Tx, stationery: &dyn Stationery, today: Date) -> Result<String, Error> {
    let number = tx.next_number(&format!("document/{}", today.year())).await?;
    Ok(stationery.document_no(today.year(), number))
}

/// The answer bears the number it was signed under.
fn signed_no(decided: &[Event], form: Form) -> Option<String> {
    decided.iter().find_map(|event| match event {
        Event::Signed { document_no, .. } if form.answers() => Some(document_no.clone()),
        _ => None,
    })
}

fn addressee(case: &Case, due: Due) -> Option<&Sealed> {
    let no = due.consultation.filter(|_| due.form.addressee() == letter::Addressee::Consulted)?;
    case.consultations.iter().find(|one| one.letter == no).map(|one| &one.addressee)
}

/// An answer that goes by the internet names the online channel for reconsideration (行政复议法第二十二条).
fn answered_online(stationery: &dyn Stationery, decided: &[Event]) -> Result<(), Error> {
    let online = |event: &Event| matches!(event, Event::Answered { delivery: Delivery::Internet, .. });
    if decided.iter().any(online) {
        let sender = stationery.sender().map_err(Error::Settings)?;
        if sender.review_online.trim().is_empty() {
            return Err(Error::Letter(letter::Refusal::Setting {
                what: "网上申请行政复议的渠道"
            }));
        }
    }
    Ok(())
}

/// What a letter takes from behind the seals.
struct Parts<'a> {
    application: &'a Application,
    consulted: Option<Person>,
    document_no: String,
}

fn compose(
    stationery: &dyn Stationery,
    moment: Moment<'_>,
    case: &Case,
    history: &[Event],
    due: Due,
    parts: Parts<'_>,
) -> Result<Letter, Error> {
    let told = row::reckoned(case, moment.today, moment.calendar)?;
    let about = About {
        sender: stationery.sender().map_err(Error::Settings)?,
        application: parts.application.for_letters(),
        consulted: parts.consulted.map(Person::for_letters),
        told: &told,
        document_no: parts.document_no,
        dated: moment.today,
    };
    let facts = letter::facts(case, history, due, about);
    let template = stationery.template(due.form).map_err(Error::Settings)?;
    Ok(letter::compose(due.form, &facts, &template)?)
}

impl Casework {
    /// The letters a step would send, composed but not numbered and not filed. `events`: what the office would
    /// record; nothing is written.
    pub async fn preview(
        &self,
        moment: Moment<'_>,
        (case, history): (&Case, &[Event]),
        events: &[Event],
        consulted: Option<Person>,
    ) -> Result<Vec<Preview>, Error> {
        let after = events.iter().fold(case.clone(), |case, event| evolve(Some(case), event));
        let so_far: Vec<Event> = history.iter().chain(events).cloned().collect();
        let mut previews = Vec::new();
        for due in letter::foreseen(&after, events) {
            previews.push(self.letter(moment, (&after, &so_far), due, consulted.clone()).await?);
        }
        Ok(previews)
    }

    /// A letter of a case as it stands.
    pub async fn letter(
        &self,
        moment: Moment<'_>,
        (case, history): (&Case, &[Event]),
        due: Due,
        consulted: Option<Person>,
    ) -> Result<Preview, Error> {
        let stationery = self.stationery()?;
        let application = self.application(case).await?;
        let consulted = match (consulted, addressee(case, due)) {
            (Some(person), _) => Some(person),
            (None, Some(sealed)) => Some(application::read_person(&self.unseal(sealed).await?)?),
            (None, None) => None,
        };
        let document_no = NO_NUMBER_YET.to_owned();
        let parts = Parts { application: &application, consulted, document_no };
        let letter = compose(&**stationery, moment, case, history, due, parts)?;
        Ok(Preview { form: due.form, letter })
    }
}
