//! 状态：一件申请走到了哪一步，由事件推出

use super::event::{
    Contact, Draft, Ending, Event, FeeBasis, Filed, Representation, ReviewResult, Route, Sealed, Searched,
};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::{Channel, Receiving};
use law::request::respond::Procedure;
use law::request::{Dated, Event as Timed, History};
use law::workday::{Calendar, Reckoned};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub no: String,
    pub channel: Channel,
    pub submitted: Date,
    pub kind: Applicant,
    pub subject: String,
    /// 归类; `None` where nobody has classified it yet.
    pub matter: Option<String>,
    pub application: Sealed,
    pub applicant: String,
    pub representation: Option<Representation>,
    pub split_from: Option<String>,
    pub handler: Option<String>,
    pub stage: Stage,
    pub paper: Paper,
    pub consultations: Vec<Consultation>,
    pub searches: Vec<Searched>,
    pub excess: Option<Excess>,
    pub fee: Option<(FeeBasis, u64)>,
    pub remedies: Vec<Remedy>,
    /// 提议主动公开：`None` until proposed, then the decision.
    pub conversion: Option<Option<bool>>,
    pub archive_no: Option<String>,
    pub files: Vec<Filed>,
    pub forwarded: Option<Contact>,
    /// Everything that was ever sealed for this case.
    pub sealed: Vec<Sealed>,
    /// 个人信息已经依法删除
    pub erased: bool,
    /// What the law reckons by.
    pub history: History,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Unconfirmed,
    Open { received: Date },
    Over { received: Option<Date>, on: Date, ending: Ending },
}

/// 答复的拟稿走到哪一步。
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    None,
    Drafted { draft: Draft, by: String },
    Reviewed { draft: Draft, by: String, reviewer: String },
    Signed { draft: Draft, document_no: String },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    pub letter: u32,
    pub whom: Consulted,
    pub addressee: Sealed,
    pub asked: String,
    pub sent: Date,
    pub delivered: Option<Date>,
    pub reply: Option<(Date, bool, String)>,
}

/// 第三十五条：要求说明理由。
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excess {
    pub asked: Date,
    pub given: Option<Date>,
    pub judgement: Option<Judgement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub remedy: u32,
    pub sought: Date,
    pub route: Route,
    pub body: String,
    pub docket: String,
    /// 收到申请书、起诉状副本之日，按什么程序审理
    pub notified: Option<(Date, Procedure)>,
    pub responded: Option<Date>,
    pub decided: Option<(Date, ReviewResult)>,
}

impl Remedy {
    /// 答复、举证的末日, where we were notified and have not responded.
    pub fn respond_by(&self, calendar: &Calendar) -> Option<Reckoned> {
        let (on, procedure) = self.notified.filter(|_| self.responded.is_none() && self.decided.is_none())?;
        procedure.respond_by(on, calendar)
    }
}

impl Case {
    pub fn received(&self) -> Option<Date> {
        match self.stage {
            Stage::Unconfirmed => None,
            Stage::Open { received } => Some(received),
            Stage::Over { received, .. } => received,
        }
    }

    /// A file of the case by its number.
    pub fn file(&self, file: u32) -> Option<&Filed> {
        self.files.iter().find(|one| one.file == file)
    }

    /// The number the next file gets.
    pub fn next_file(&self) -> u32 {
        u32::try_from(self.files.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The draft of the answer, wherever it lies.
    pub fn draft(&self) -> Option<&Draft> {
        match &self.paper {
            Paper::None => None,
            Paper::Drafted { draft, .. } | Paper::Reviewed { draft, .. } | Paper::Signed { draft, .. } => {
                Some(draft)
            }
        }
    }
}

/// 由全部事件得出状态; `None` where nothing was registered.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Case> {
    events.into_iter().fold(None, |case, event| Some(evolve(case, event)))
}

/// 事件使状态变成什么。
///
/// # Panics
/// Where the events cannot follow one another: the ledger is corrupt.
pub fn evolve(case: Option<Case>, event: &Event) -> Case {
    let Some(mut case) = case else { return registered(event) };
    match event {
        Event::Registered { no, .. } => panic!("corrupt ledger: {no} is registered twice"),
        Event::Classified { matter } => case.matter = Some(matter.clone()),
        Event::Received { on } => case.receive(*on),
        Event::Assigned { handler } => case.handler = Some(handler.clone()),
        Event::CorrectionRequested { on, reply_by, .. } => {
            case.timed(*on, Timed::CorrectionRequested { reply_by: Some(*reply_by) });
        }
        Event::Corrected { on, subject, application } => {
            case.subject.clone_from(subject);
            case.application.clone_from(application);
            case.sealed.push(application.clone());
            case.timed(*on, Timed::Corrected);
        }
        Event::Consulted { letter, on, whom, addressee, asked } => {
            case.timed(*on, Timed::Consulted { whom: *whom, delivered: None, party: Some(*letter) });
            case.sealed.push(addressee.clone());
            case.consultations.push(Consultation {
                letter: *letter,
                whom: *whom,
                addressee: addressee.clone(),
                asked: asked.clone(),
                sent: *on,
                delivered: None,
                reply: None,
            });
        }
        Event::ConsultationDelivered { letter, on } => case.consultation_delivered(*letter, *on),
        Event::Replied { letter, on, consents, reasons } => case.replied(*letter, *on, *consents, reasons),
        Event::ReasonsRequested { on, .. } => {
            case.excess = Some(Excess { asked: *on, given: None, judgement: None });
        }
        Event::ReasonsGiven { on, reasons } => {
            case.sealed.push(reasons.clone());
            case.excess_mut().given = Some(*on);
        }
        Event::ReasonsJudged { on, judgement, until, .. } => {
            case.excess_mut().judgement = Some(*judgement);
            if let Some(until) = until {
                case.timed(*on, Timed::Delayed { until: *until });
            }
        }
        Event::Searched(searched) => case.searches.push(searched.clone()),
        Event::Extended { on, days, .. } => case.timed(*on, Timed::Extended { days: i64::from(*days) }),
        Event::FeeNoticed { on, basis, yuan } => {
            case.fee = Some((*basis, *yuan));
            case.timed(*on, Timed::FeeNoticed { delivered: None });
        }
        Event::FeeDelivered { on } => case.fee_delivered(*on),
        Event::FeePaid { on } => case.timed(*on, Timed::FeePaid),
        Event::Drafted { by, draft } => {
            case.paper = Paper::Drafted { draft: draft.clone(), by: by.clone() };
        }
        Event::Reviewed { by, .. } => case.reviewed(by),
        Event::SentBack { .. } => case.paper = Paper::None,
        Event::Signed { document_no, .. } => {
            let draft = case.take_draft();
            case.paper = Paper::Signed { draft, document_no: document_no.clone() };
        }
        Event::Answered { on, delivery } => case.answered(*on, *delivery),
        Event::Served { on } => case.served(*on),
        Event::Withdrawn { on, .. } | Event::Merged { on, .. } => {
            case.timed(*on, Timed::Withdrawn);
            case.end(*on, Ending::Outcome(Outcome::Other));
        }
        Event::Lapsed { on, outcome } => {
            case.timed(*on, Timed::Lapsed);
            case.end(*on, Ending::Outcome(*outcome));
        }
        Event::Split { on, .. } => {
            case.timed(*on, Timed::Withdrawn);
            case.end(*on, Ending::NotCounted);
        }
        Event::RemedySought { remedy, on, route, body, docket } => case.remedies.push(Remedy {
            remedy: *remedy,
            sought: *on,
            route: *route,
            body: body.clone(),
            docket: docket.clone(),
            notified: None,
            responded: None,
            decided: None,
        }),
        Event::RemedyNotified { remedy, on, procedure } => {
            case.remedy_mut(*remedy).notified = Some((*on, *procedure));
        }
        Event::RemedyResponded { remedy, on } => case.remedy_mut(*remedy).responded = Some(*on),
        Event::RemedyDecided { remedy, on, result, .. } => {
            case.remedy_mut(*remedy).decided = Some((*on, *result));
        }
        Event::ConversionProposed { .. } => case.conversion = Some(None),
        Event::ConversionDecided { accepted, .. } => case.conversion = Some(Some(*accepted)),
        Event::Archived { archive_no, .. } => case.archive_no = Some(archive_no.clone()),
        Event::Filed(filed) => {
            case.sealed.push(filed.content.clone());
            case.files.push(filed.clone());
        }
        Event::Forwarded { organ, .. } => case.forwarded = Some(organ.clone()),
        Event::PersonalDataErased { .. } => case.erased = true,
    }
    case
}

fn registered(event: &Event) -> Case {
    let Event::Registered {
        no,
        channel,
        submitted,
        kind,
        subject,
        application,
        applicant,
        representation,
        split_from,
    } = event
    else {
        panic!("corrupt ledger: a case begins with {event:?}")
    };
    let mut case = Case {
        no: no.clone(),
        channel: *channel,
        submitted: *submitted,
        kind: *kind,
        subject: subject.clone(),
        matter: None,
        application: application.clone(),
        applicant: applicant.clone(),
        representation: representation.clone(),
        split_from: split_from.clone(),
        handler: None,
        stage: Stage::Unconfirmed,
        paper: Paper::None,
        consultations: Vec::new(),
        searches: Vec::new(),
        excess: None,
        fee: None,
        remedies: Vec::new(),
        conversion: None,
        archive_no: None,
        files: Vec::new(),
        forwarded: None,
        sealed: vec![application.clone()],
        erased: false,
        history: History { events: Vec::new(), as_of: None },
    };
    case.sealed.extend(representation.iter().map(|one| one.person.clone()));
    case.timed(*submitted, Timed::Submitted { channel: *channel });
    if channel.received_by() == Receiving::Submitting {
        case.stage = Stage::Open { received: *submitted };
    }
    case
}

impl Case {
    fn timed(&mut self, at: Date, event: Timed) {
        self.history.events.push(Dated { at, event });
    }

    fn receive(&mut self, on: Date) {
        let event = match self.channel.received_by() {
            Receiving::Signing => Timed::Signed,
            Receiving::Submitting | Receiving::Confirming => Timed::Confirmed,
        };
        self.timed(on, event);
        self.stage = Stage::Open { received: on };
    }

    fn end(&mut self, on: Date, ending: Ending) {
        self.stage = Stage::Over { received: self.received(), on, ending };
    }

    fn consultation(&mut self, letter: u32) -> &mut Consultation {
        let found = self.consultations.iter_mut().find(|one| one.letter == letter);
        found.unwrap_or_else(|| panic!("corrupt ledger: no letter {letter}"))
    }

    fn consultation_delivered(&mut self, letter: u32, on: Date) {
        self.consultation(letter).delivered = Some(on);
        for dated in &mut self.history.events {
            if let Timed::Consulted { delivered, party, .. } = &mut dated.event
                && *party == Some(letter)
            {
                *delivered = Some(on);
            }
        }
    }

    fn replied(&mut self, letter: u32, on: Date, consents: bool, reasons: &str) {
        let consultation = self.consultation(letter);
        consultation.reply = Some((on, consents, reasons.to_owned()));
        let whom = consultation.whom;
        self.timed(on, Timed::Replied { whom, consents: Some(consents), party: Some(letter) });
    }

    fn excess_mut(&mut self) -> &mut Excess {
        self.excess.as_mut().expect("a corrupt ledger holds reasons nobody asked for")
    }

    fn fee_delivered(&mut self, on: Date) {
        for dated in &mut self.history.events {
            if let Timed::FeeNoticed { delivered } = &mut dated.event {
                *delivered = Some(on);
            }
        }
    }

    fn take_draft(&mut self) -> Draft {
        match std::mem::replace(&mut self.paper, Paper::None) {
            Paper::None => panic!("corrupt ledger: nothing was drafted for {}", self.no),
            Paper::Drafted { draft, .. } | Paper::Reviewed { draft, .. } | Paper::Signed { draft, .. } => {
                draft
            }
        }
    }

    fn reviewed(&mut self, reviewer: &str) {
        if let Paper::Drafted { draft, by } = std::mem::replace(&mut self.paper, Paper::None) {
            self.paper = Paper::Reviewed { draft, by, reviewer: reviewer.to_owned() };
        } else {
            panic!("corrupt ledger: nothing to review for {}", self.no)
        }
    }

    fn answered(&mut self, on: Date, delivery: Delivery) {
        let outcome = self.draft().map(|draft| draft.outcome);
        let outcome =
            outcome.unwrap_or_else(|| panic!("corrupt ledger: {} answered without a draft", self.no));
        self.timed(on, Timed::Answered { outcome, delivery, served: None });
        self.end(on, Ending::Outcome(outcome));
    }

    fn served(&mut self, on: Date) {
        for dated in &mut self.history.events {
            if let Timed::Answered { served, .. } = &mut dated.event {
                *served = Some(on);
            }
        }
    }

    fn remedy_mut(&mut self, remedy: u32) -> &mut Remedy {
        let found = self.remedies.iter_mut().find(|one| one.remedy == remedy);
        found.unwrap_or_else(|| panic!("corrupt ledger: no remedy {remedy}"))
    }
}
