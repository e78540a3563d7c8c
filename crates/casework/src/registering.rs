//! 登记与拆分：an application gets its number and its place in the lists

use crate::order::{NewFile, record};
use crate::{Application, Casework, Error, File, Moment, Person, application, reference};
use jiff::Timestamp;
use jiff::civil::Date;
use law::annual_report::Applicant;
use law::request::receipt::Channel;
use ledger::Tx;
use office::case::{Command, Ctx, Event, Representation, Representing, decide, evolve};
use office::role::Actor;

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
    /// 归类, where it is known.
    pub matter: Option<String>,
    pub application: Application,
    /// Who acts for the applicant, and what shows the power to act.
    pub representative: Option<(Representing, Person, String)>,
    pub split_from: Option<String>,
    pub files: Vec<NewFile>,
}

impl Registration {
    /// What every application has; the rest is empty.
    pub fn new(
        channel: Channel,
        submitted: Date,
        kind: Applicant,
        subject: impl Into<String>,
        application: Application,
    ) -> Registration {
        Registration {
            channel,
            submitted,
            received: None,
            kind,
            subject: subject.into(),
            matter: None,
            application,
            representative: None,
            split_from: None,
            files: Vec::new(),
        }
    }
}

/// Small state that is written together with a registration, or not at all: how a portal takes a draft once only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    pub kind: &'static str,
    pub id: String,
    /// The version it replaces; 0 where there is none yet.
    pub expected: u64,
    pub body: Vec<u8>,
    pub expires: Option<Timestamp>,
}

/// One of the parts an application is split into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub subject: String,
    /// 申请公开的内容
    pub content: String,
}

impl Casework {
    /// 登记一件申请; its number is the next of the year it was submitted in.
    pub async fn register(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        taken: Registration,
    ) -> Result<String, Error> {
        self.register_with(moment, who, taken, |_| Ok(Vec::new())).await
    }

    /// The same, with records that depend on the number. Where one of them has changed meanwhile, nothing is
    /// registered.
    pub async fn register_with(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        taken: Registration,
        records: impl Fn(&str) -> Result<Vec<NewRecord>, Error> + Sync,
    ) -> Result<String, Error> {
        let (taken, records) = (&taken, &records);
        let work = async |tx: Tx| {
            let no = self.register_within(&tx, moment, who, taken).await?;
            for one in records(&no)? {
                tx.put_record(one.kind, &one.id, one.expected, &one.body, one.expires).await?;
            }
            Ok::<_, Error>(no)
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 拆分: the parts are registered as cases of their own, received when the whole was, and the whole ends.
    pub async fn split(
        &self,
        moment: Moment<'_>,
        who: &Actor,
        (file, expected): (&File, u64),
        parts: &[Part],
    ) -> Result<Vec<String>, Error> {
        let whole = &file.case;
        let application = &self.application(whole).await?;
        let work = async |tx: Tx| {
            let mut numbers = Vec::with_capacity(parts.len());
            for part in parts {
                let content = part.content.clone();
                let taken = Registration {
                    channel: whole.channel,
                    submitted: whole.submitted,
                    received: whole.received(),
                    kind: whole.kind,
                    subject: part.subject.clone(),
                    matter: whole.matter.clone(),
                    application: Application { content, ..application.clone() },
                    representative: None,
                    split_from: Some(whole.no.clone()),
                    files: Vec::new(),
                };
                numbers.push(self.register_within(&tx, moment, who, &taken).await?);
            }
            let ctx = Ctx { today: moment.today, calendar: moment.calendar, actor: who };
            let decided = decide(&ctx, Some(whole), Command::Split { into: numbers.clone() })?;
            let history: Vec<Event> = file.history.iter().map(|step| step.event.clone()).collect();
            let before = (history.as_slice(), Some(whole));
            record(&tx, moment, (who, None), (&whole.no, expected), before, (decided, &[])).await?;
            Ok::<_, Error>(numbers)
        };
        self.ledger.transact(&self.organ, work).await
    }

    async fn register_within(
        &self,
        tx: &Tx,
        moment: Moment<'_>,
        who: &Actor,
        taken: &Registration,
    ) -> Result<String, Error> {
        let year = taken.submitted.year();
        let number = tx.next_number(&format!("request/{year}")).await?;
        let no = format!("{year}-{number:05}");
        let order = self.registering(tx, &no, taken).await?;
        let ctx = Ctx { today: moment.today, calendar: moment.calendar, actor: who };
        let mut decided = decide(&ctx, None, order)?;
        let case = decided.iter().fold(None, |case, event| Some(evolve(case, event)));
        if let (Some(case), Some(matter)) = (&case, &taken.matter) {
            decided.extend(decide(&ctx, Some(case), Command::Classify { matter: matter.clone() })?);
        }
        let new = (decided, taken.files.as_slice());
        record(tx, moment, (who, self.stationery.as_ref()), (&no, 0), (&[], None), new).await?;
        Ok(no)
    }

    async fn registering(&self, tx: &Tx, no: &str, taken: &Registration) -> Result<Command, Error> {
        let application = reference(tx.seal(&application::written(&taken.application)?).await?);
        let representation = match &taken.representative {
            None => None,
            Some((by, person, proof)) => {
                let person = reference(tx.seal(&application::person(person)?).await?);
                Some(Representation { by: *by, person, proof: proof.clone() })
            }
        };
        Ok(Command::Register {
            no: no.to_owned(),
            channel: taken.channel,
            submitted: taken.submitted,
            received: taken.received,
            kind: taken.kind,
            subject: taken.subject.clone(),
            application,
            applicant: self.fingerprint(&taken.application.applicant)?,
            representation,
            split_from: taken.split_from.clone(),
        })
    }

    /// One applicant has one fingerprint: by number of the paper, or by name and telephone where there is none.
    pub(crate) fn fingerprint(&self, person: &Person) -> Result<String, Error> {
        let number = person.paper_no.trim().to_uppercase();
        let told = if number.is_empty() { format!("{}/{}", person.name, person.telephone) } else { number };
        Ok(self.ledger.fingerprint("applicant", told.as_bytes())?.to_string())
    }
}
