//! 由表单到命令：the order a form makes, or what is wrong with its fields.

use crate::form::{Fault, Reader, Typed};
use casework::{Application, Order, Person};
use law::annual_report::Outcome;
use law::request::answer::{GrantedHow, NotHeldBecause};
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::Element;
use law::request::respond::Procedure;
use office::case::{
    Act, Attachment, Case, Command, Contact, Draft, Earlier, FeeBasis, Ground, How, ReviewResult, Route,
    Searched, Withheld,
};

/// Parts of a partial answer that one form takes: field of the part, its ground, why.
pub const PARTS: [(&str, &str, &str); 6] = [
    ("part1", "ground1", "why1"),
    ("part2", "ground2", "why2"),
    ("part3", "ground3", "why3"),
    ("part4", "ground4", "why4"),
    ("part5", "ground5", "why5"),
    ("part6", "ground6", "why6"),
];

pub const ROUTES: [(&str, Route); 3] = [
    ("reconsideration", Route::Reconsideration),
    ("direct_suit", Route::DirectSuit),
    ("suit_after_review", Route::SuitAfterReview),
];
pub const RESULTS: [(&str, ReviewResult); 3] = [
    ("upheld", ReviewResult::Upheld),
    ("corrected", ReviewResult::Corrected),
    ("other", ReviewResult::Other),
];

/// `application`: the one sealed so far, where the act replaces it.
pub fn order(
    act: Act,
    typed: &Typed,
    case: &Case,
    application: Option<Application>,
) -> Result<Order, Vec<Fault>> {
    let mut read = Reader { typed, faults: Vec::new() };
    let order = match act {
        Act::TakeCorrection => take_correction(&mut read, application),
        Act::Consult => consult(&mut read),
        Act::TakeReasons => take_reasons(&mut read),
        Act::Sign => sign(&mut read),
        other => match command(other, &mut read, case) {
            Some(command) => command.into(),
            None => return Err(vec![Fault { field: "", message: "这一步不在这里办理。".into() }]),
        },
    };
    if read.faults.is_empty() { Ok(order) } else { Err(read.faults) }
}

fn take_correction(read: &mut Reader<'_>, application: Option<Application>) -> Order {
    let (on, subject) = (read.day("on"), read.text("subject"));
    let content = read.needed("content", "请填写补正后的申请内容。");
    let corrected = application.map(|before| Application { content, ..before });
    let bytes = corrected.and_then(|corrected| serde_json::to_vec(&corrected).ok());
    if bytes.is_none() {
        read.fault("content", "申请人的资料已经删除，不能再登记补正。");
    }
    Order::sealing(bytes.unwrap_or_default(), move |application| Command::TakeCorrection {
        on,
        subject: subject.clone(),
        application,
    })
}

fn consult(read: &mut Reader<'_>) -> Order {
    let (whom, person) = consulted(read);
    let asked = read.text("asked");
    let bytes = serde_json::to_vec(&person).unwrap_or_default();
    Order::sealing(bytes, move |addressee| Command::Consult { whom, addressee, asked: asked.clone() })
}

/// Whom a consultation asks: read apart, as a preview of its letter needs the name.
pub fn consulted(read: &mut Reader<'_>) -> (Consulted, Person) {
    let whom = |key: &str| match key {
        "third_party" | "third_person" => Some(Consulted::ThirdParty),
        "organ" => Some(Consulted::Organ),
        _ => None,
    };
    let natural = read.typed.text("whom") == "third_person";
    let whom = read.one("whom", whom, Consulted::ThirdParty);
    let name = read.needed("name", "请填写被征求意见者的名称或者姓名。");
    let (address, telephone) = (read.text("address"), read.text("telephone"));
    (whom, Person { name, natural, address, telephone, ..Person::default() })
}

fn take_reasons(read: &mut Reader<'_>) -> Order {
    let (on, reasons) = (read.day("on"), read.needed("reasons", "请填写申请人的理由。"));
    Order::sealing(reasons.into_bytes(), move |reasons| Command::TakeReasons { on, reasons })
}

/// The next number of the year, unless another is typed.
fn sign(read: &mut Reader<'_>) -> Order {
    match read.text("document_no") {
        none if none.is_empty() => Order::numbered(|document_no| Command::Sign { document_no }),
        document_no => Command::Sign { document_no }.into(),
    }
}

fn yes(key: &str) -> Option<bool> {
    match key {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn command(act: Act, read: &mut Reader<'_>, case: &Case) -> Option<Command> {
    Some(match act {
        Act::Classify => Command::Classify { matter: read.text("matter") },
        Act::Receive => Command::Receive { on: read.day("on") },
        Act::Assign => Command::Assign { handler: read.text("handler") },
        Act::RequestCorrection => Command::RequestCorrection {
            missing: read.typed.all("missing").filter_map(Element::from_key).collect(),
            explanation: read.text("explanation"),
            reply_by: read.day("reply_by"),
        },
        Act::RecordConsultationDelivery => {
            Command::RecordConsultationDelivery { letter: read.number("letter"), on: read.day("on") }
        }
        Act::TakeReply => Command::TakeReply {
            letter: read.number("letter"),
            on: read.day("on"),
            consents: read.one("consents", yes, false),
            reasons: read.text("reasons"),
        },
        Act::RequestReasons => {
            Command::RequestReasons { why: read.text("why"), reply_by: read.day("reply_by") }
        }
        Act::JudgeReasons => Command::JudgeReasons {
            judgement: read.one("judgement", Judgement::from_key, Judgement::Reasonable),
            why: read.text("why"),
            until: read.day_or_none("until"),
        },
        Act::Search => Command::Search(Searched {
            on: read.day("on"),
            systems: read.list("systems"),
            keywords: read.list("keywords"),
            asked: read.list("asked"),
            found: read.one("found", yes, false),
            note: read.text("note"),
        }),
        Act::Extend => Command::Extend { days: read.number("days"), reason: read.text("reason") },
        Act::NoticeFee => Command::NoticeFee { basis: fee_basis(read) },
        Act::RecordFeeDelivery => Command::RecordFeeDelivery { on: read.day("on") },
        Act::TakePayment => Command::TakePayment { on: read.day("on") },
        Act::Draft => Command::Draft(Box::new(draft(read, case))),
        Act::Review => Command::Review { remarks: read.text("remarks") },
        Act::SendBack => Command::SendBack { remarks: read.text("remarks") },
        Act::Answer => Command::Answer {
            on: read.day("on"),
            delivery: read.one("delivery", Delivery::from_key, Delivery::Post),
        },
        Act::RecordService => Command::RecordService { on: read.day("on") },
        Act::Withdraw => Command::Withdraw { on: read.day("on"), reason: read.text("reason") },
        Act::Lapse => Command::Lapse,
        Act::Merge => Command::Merge { into: read.text("into") },
        Act::RecordRemedy => Command::RecordRemedy {
            on: read.day("on"),
            route: read.one("route", |key| by_key(&ROUTES, key), Route::Reconsideration),
            body: read.text("body"),
            docket: read.text("docket"),
        },
        Act::RecordRemedyNotice => Command::RecordRemedyNotice {
            remedy: read.number("remedy"),
            on: read.day("on"),
            procedure: read.one("procedure", Procedure::from_key, Procedure::Ordinary),
        },
        Act::RecordRemedyResponse => {
            Command::RecordRemedyResponse { remedy: read.number("remedy"), on: read.day("on") }
        }
        Act::RecordRemedyResult => Command::RecordRemedyResult {
            remedy: read.number("remedy"),
            on: read.day("on"),
            result: read.one("result", |key| by_key(&RESULTS, key), ReviewResult::Other),
            summary: read.text("summary"),
        },
        Act::ProposeConversion => {
            let ground = |key: &str| match key {
                "several" => Some(Ground::SeveralApplicants),
                "suggested" => Some(Ground::Suggested),
                _ => None,
            };
            Command::ProposeConversion {
                ground: read.one("ground", ground, Ground::Suggested),
                twins: read.list("twins"),
            }
        }
        Act::DecideConversion => {
            Command::DecideConversion { accepted: read.one("accepted", yes, false), why: read.text("why") }
        }
        Act::Archive => Command::Archive { archive_no: read.text("archive_no") },
        Act::Forward => {
            let organ = Contact { name: read.text("organ"), contact: read.text("contact") };
            Command::Forward { on: read.day("on"), organ }
        }
        // These have forms of their own.
        Act::Register
        | Act::TakeCorrection
        | Act::Consult
        | Act::TakeReasons
        | Act::Sign
        | Act::Split
        | Act::File
        | Act::ErasePersonalData => return None,
    })
}

fn fee_basis(read: &mut Reader<'_>) -> FeeBasis {
    let number = u64::from(read.number("number"));
    let basis = |key: &str| match key {
        "case" => Some(FeeBasis::NthCase(number)),
        "pages" => Some(FeeBasis::Pages(number)),
        _ => None,
    };
    read.one("basis", basis, FeeBasis::Pages(number))
}

fn by_key<T: Copy>(of: &[(&str, T)], key: &str) -> Option<T> {
    of.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
}

/// `3.1/provided`: an answer with the kind it is of, where its row holds two.
pub fn answer_key(outcome: Outcome, how: Option<How>) -> String {
    match how {
        None => outcome.key().into(),
        Some(How::Granted(how)) => format!("{}/{}", outcome.key(), how.key()),
        Some(How::NotHeld(because)) => format!("{}/{}", outcome.key(), because.key()),
    }
}

pub fn answer_of(key: &str) -> Option<(Outcome, Option<How>)> {
    let (outcome, how) = key.split_once('/').map_or((key, ""), |(outcome, how)| (outcome, how));
    let how = match how {
        "" => None,
        "provided" => Some(How::Granted(GrantedHow::Provided)),
        "already_public" => Some(How::Granted(GrantedHow::AlreadyPublic)),
        "non_existent" => Some(How::NotHeld(NotHeldBecause::NonExistent)),
        "not_ours" => Some(How::NotHeld(NotHeldBecause::NotOurs)),
        _ => return None,
    };
    Some((Outcome::from_key(outcome)?, how))
}

fn draft(read: &mut Reader<'_>, case: &Case) -> Draft {
    let (outcome, how) = read.one("answer", answer_of, (Outcome::Other, None));
    let mut withheld = Vec::new();
    for (part, ground, why) in PARTS {
        let (part, reason) = (read.text(part), read.text(why));
        if !part.is_empty() || !reason.is_empty() {
            let given = match read.typed.text(ground) {
                super::fields::NO_RECORD => Some(None),
                key => Outcome::from_key(key).map(Some),
            };
            let Some(given) = given else {
                read.fault(ground, "请选择这一部分不予公开的依据。");
                continue;
            };
            withheld.push(Withheld { part, ground: given, reason });
        }
    }
    let (organ, contact) = (read.text("organ"), read.text("contact"));
    let (no, on) = (read.text("earlier_no"), read.day_or_none("earlier_on"));
    let chosen = read.typed.all("attachments").filter_map(|text| case.file(text.parse().ok()?));
    let attachments = chosen.map(|file| Attachment { name: file.name.clone(), file: file.file }).collect();
    Draft {
        outcome,
        how,
        reason: read.text("reason"),
        access: read.text("access"),
        withheld,
        competent_organ: (!organ.is_empty()).then_some(Contact { name: organ, contact }),
        special_rule: read.text("special_rule"),
        forbidding_law: read.text("forbidding_law"),
        earlier: on.filter(|_| !no.is_empty()).map(|on| Earlier { document_no: no, on }),
        attachments,
    }
}
