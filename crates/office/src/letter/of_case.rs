//! 从案件到文书：哪一步之后发哪几份，其中的事实取自案件

use super::facts::{Correction, Extension, Facts, Fee, Matter, Person, Sender, Step};
use super::form::Form;
use super::variable::day;
use crate::case::{Case, Event, Paper};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::Reckoning;
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::receipt::Receiving;

/// A letter that is due, and the consultation it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub form: Form,
    pub consultation: Option<u32>,
}

/// What only the sealed application tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Application {
    pub name: String,
    /// 证件名称和号码
    pub identity: String,
    pub contact: String,
    pub request: String,
    pub wanted: String,
}

/// What a letter takes from beside the case.
#[derive(Debug, Clone)]
pub struct About<'a> {
    pub sender: Sender,
    pub application: Application,
    /// 第三方、其他机关, where the letter goes to them.
    pub consulted: Option<Person>,
    pub told: &'a Reckoning,
    pub document_no: String,
    pub dated: Date,
}

/// The letters that these events send or, where an answer is only drafted, would send once it is signed.
pub fn foreseen(case: &Case, events: &[Event]) -> Vec<Due> {
    let drafted = |event: &Event| matches!(event, Event::Drafted { .. } | Event::Reviewed { .. });
    if events.iter().any(drafted) { answer(case) } else { due(case, events) }
}

/// The letters that go out when these events have happened; `case` is as it stands after them.
pub fn due(case: &Case, events: &[Event]) -> Vec<Due> {
    events.iter().flat_map(|event| after(case, event)).collect()
}

fn after(case: &Case, event: &Event) -> Vec<Due> {
    let one = |form| vec![Due { form, consultation: None }];
    match event {
        Event::Registered { channel, .. } if channel.received_by() == Receiving::Submitting => {
            one(Form::Receipt)
        }
        Event::Received { .. } => one(Form::Receipt),
        Event::CorrectionRequested { .. } => one(Form::Correction),
        Event::ReasonsRequested { .. } => one(Form::Reasons),
        Event::Extended { .. } => one(Form::Extension),
        Event::Consulted { letter, whom, .. } => {
            let of = |form| Due { form, consultation: Some(*letter) };
            match whom {
                Consulted::ThirdParty => {
                    vec![of(Form::ThirdPartyConsultation), of(Form::ConsultationNotice)]
                }
                Consulted::Organ => vec![of(Form::OrganConsultation)],
            }
        }
        Event::FeeNoticed { .. } => one(Form::FeeNotice),
        Event::Signed { .. } => answer(case),
        Event::Lapsed { outcome: Outcome::FeeUnpaid, .. } => one(Form::FeeUnpaid),
        Event::Lapsed { .. } => one(Form::NotCorrected),
        Event::Withdrawn { .. } if case.received().is_some() => one(Form::Discontinued),
        _ => Vec::new(),
    }
}

/// The answer, and word to each third party that objected to what is now disclosed; as it is drafted so far.
pub fn answer(case: &Case) -> Vec<Due> {
    let Some(draft) = case.draft() else { return Vec::new() };
    let form = Form::of_answer(draft.outcome, draft.how);
    let mut letters: Vec<Due> = form.into_iter().map(|form| Due { form, consultation: None }).collect();
    if matches!(draft.outcome, Outcome::Granted | Outcome::Partial) {
        let overruled = case.consultations.iter().filter(|one| {
            one.whom == Consulted::ThirdParty && one.reply.as_ref().is_some_and(|(_, consents, _)| !consents)
        });
        letters.extend(
            overruled.map(|one| Due { form: Form::DisclosureDecision, consultation: Some(one.letter) }),
        );
    }
    letters
}

/// The facts of a letter of a case. `history`: everything that happened, in order.
pub fn facts(case: &Case, history: &[Event], due: Due, about: About<'_>) -> Facts {
    let natural = case.kind == Applicant::NaturalPerson;
    let consultation = due.consultation.and_then(|no| case.consultations.iter().find(|one| one.letter == no));
    let matter = consultation
        .map(|one| Matter { whom: about.consulted.clone().unwrap_or_default(), asked: one.asked.clone() });
    let online = !about.sender.review_online.trim().is_empty() || wants_online(&about.application);
    Facts {
        document_no: about.document_no,
        dated: about.dated,
        case_no: case.no.clone(),
        applicant: Person { name: about.application.name, natural },
        identity: about.application.identity,
        contact: about.application.contact,
        submitted: Some((case.submitted, case.channel)),
        received: case.received(),
        request: about.application.request,
        wanted: about.application.wanted,
        steps: steps(history, due.form),
        correction: history.iter().rev().find_map(correction),
        extension: history.iter().rev().find_map(|event| extension(event, about.told)),
        matter,
        fee: case.fee.map(|(basis, yuan)| Fee { basis, yuan }),
        due: about.told.due,
        reply_by: history.iter().rev().find_map(reply_by),
        reason: reason(due.form, history),
        searches: case.searches.clone(),
        draft: draft(case, due.form),
        handling: None,
        // Said wherever it is known, and demanded where the answer goes by the internet.
        delivery: online.then_some(Delivery::Internet),
        sender: about.sender,
    }
}

fn wants_online(application: &Application) -> bool {
    application.wanted.contains("网")
}

fn draft(case: &Case, form: Form) -> Option<crate::case::Draft> {
    let drafted = !matches!(case.paper, Paper::None);
    (drafted && (form.answers() || form == Form::DisclosureDecision)).then(|| case.draft().cloned())?
}

/// What an answer tells of the way there: not the step that the letter itself is.
fn steps(history: &[Event], form: Form) -> Vec<Step> {
    let told = history.iter().filter_map(Step::of);
    told.filter(|step| form.answers() && !matches!(step, Step::Withdrawn { .. })).collect()
}

fn correction(event: &Event) -> Option<Correction> {
    let Event::CorrectionRequested { missing, explanation, reply_by, .. } = event else { return None };
    Some(Correction { missing: missing.clone(), explanation: explanation.clone(), reply_by: *reply_by })
}

fn extension(event: &Event, told: &Reckoning) -> Option<Extension> {
    let Event::Extended { days, .. } = event else { return None };
    Some(Extension { days: *days, due: told.due? })
}

fn reply_by(event: &Event) -> Option<Date> {
    let Event::ReasonsRequested { reply_by, .. } = event else { return None };
    Some(*reply_by)
}

/// 理由, where it is not the draft that gives it.
fn reason(form: Form, history: &[Event]) -> String {
    let last =
        |reason: fn(&Event) -> Option<String>| history.iter().rev().find_map(reason).unwrap_or_default();
    match form {
        Form::Reasons => last(|event| match event {
            Event::ReasonsRequested { why, .. } => Some(why.clone()),
            _ => None,
        }),
        Form::Extension => last(|event| match event {
            Event::Extended { reason, .. } => Some(reason.clone()),
            _ => None,
        }),
        Form::NotCorrected => last(|event| match event {
            Event::CorrectionRequested { on, reply_by, .. } => Some(format!(
                "本机关于{}告知补正，补正期限至{}，期限届满没有收到补正，也没有收到正当理由。",
                day(*on),
                day(*reply_by)
            )),
            _ => None,
        }),
        Form::FeeUnpaid => last(|event| match event {
            Event::FeeNoticed { on, yuan, .. } => Some(format!(
                "本机关于{}发出收费通知，应缴信息处理费{yuan}元，缴费期限届满没有缴纳。",
                day(*on)
            )),
            _ => None,
        }),
        Form::Discontinued => last(|event| match event {
            Event::Withdrawn { on, .. } => Some(format!("{}申请撤回。", day(*on))),
            _ => None,
        }),
        _ => String::new(),
    }
}
