//! Random orders: most are what an office would do next, some are not allowed.

use crate::random::Random;
use casework::{Application, Person, Registration};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::answer::{GrantedHow, NotHeldBecause};
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::{Channel, Element};
use office::case::{
    Case, Command, Draft, FeeBasis, How, Paper, ReviewResult, Route, Sealed, Searched, Stage, Withheld,
};

const REGISTRAR: usize = 0;
const HANDLER: usize = 1;
const HEAD: usize = 2;
const PRINCIPAL: usize = 3;

pub fn registration(random: &mut Random, today: Date) -> Registration {
    let channel = random.of(&Channel::ALL);
    Registration {
        channel,
        submitted: today,
        received: (random.below(2) == 0).then_some(today),
        kind: random.of(&Applicant::PARTS),
        subject: "某项目的审批材料".into(),
        application: Application {
            applicant: Person { name: "申请人".into(), ..Person::default() },
            content: "申请公开某项目的审批材料".into(),
            medium: "电子".into(),
            way: "网上".into(),
        },
        representative: None,
        split_from: None,
    }
}

/// Who orders what.
pub fn order(random: &mut Random, case: &Case, today: Date) -> (usize, Command) {
    let (role, command) =
        if random.below(4) == 0 { anything(random, today) } else { sensible(random, case, today) };
    // Now and then the wrong person tries.
    (if random.below(20) == 0 { random.below(4) as usize } else { role }, command)
}

fn sensible(random: &mut Random, case: &Case, today: Date) -> (usize, Command) {
    if case.stage == Stage::Unconfirmed {
        return (REGISTRAR, Command::Receive { on: today });
    }
    match &case.paper {
        Paper::Drafted { .. } => (HEAD, Command::Review { remarks: "同意".into() }),
        Paper::Reviewed { .. } => (PRINCIPAL, Command::Sign { document_no: "公开号".into() }),
        Paper::Signed { .. } => {
            (REGISTRAR, Command::Answer { on: today, delivery: random.of(&Delivery::ALL) })
        }
        Paper::None if random.below(3) == 0 => (HANDLER, drafted(random)),
        Paper::None => anything(random, today),
    }
}

fn drafted(random: &mut Random) -> Command {
    let outcome = random.of(&Outcome::ALL);
    let how = match outcome {
        Outcome::Granted => Some(How::Granted(GrantedHow::Provided)),
        Outcome::NotHeld => Some(How::NotHeld(NotHeldBecause::NotOurs)),
        _ => None,
    };
    let part =
        Withheld {
            part: "姓名".into(), ground: Some(Outcome::InternalAffairs), reason: "内部管理".into()
        };
    Command::Draft(Box::new(Draft {
        outcome,
        how,
        reason: "经审查".into(),
        access: "随告知书提供".into(),
        withheld: vec![part],
        competent_organ: None,
        special_rule: "某条例".into(),
        forbidding_law: "某法第一条".into(),
        earlier: None,
        attachments: Vec::new(),
    }))
}

fn placeholder() -> Sealed {
    Sealed { sealed: String::new(), digest: String::new() }
}

fn anything(random: &mut Random, today: Date) -> (usize, Command) {
    let on = today - jiff::Span::new().days(random.below(3) as i64);
    let later = today + jiff::Span::new().days(random.below(30) as i64);
    let letter = random.below(3) as u32 + 1;
    match random.below(24) {
        0 => (REGISTRAR, Command::Receive { on }),
        1 | 2 => (
            HANDLER,
            Command::RequestCorrection {
                missing: vec![Element::Description],
                explanation: "请写明".into(),
                reply_by: later,
            },
        ),
        3..=5 => {
            (REGISTRAR, Command::TakeCorrection { on, subject: "补正后".into(), application: placeholder() })
        }
        6 | 7 => (
            HANDLER,
            Command::Consult {
                whom: random.of(&[Consulted::ThirdParty, Consulted::Organ]),
                addressee: placeholder(),
                asked: "是否同意公开".into(),
            },
        ),
        8 => (REGISTRAR, Command::RecordConsultationDelivery { letter, on }),
        9 | 10 => (REGISTRAR, Command::TakeReply { letter, on, consents: true, reasons: String::new() }),
        11 => (HANDLER, Command::RequestReasons { why: "过多".into() }),
        12 => (
            HEAD,
            Command::JudgeReasons {
                judgement: random.of(&Judgement::ALL),
                why: "认定".into(),
                until: Some(later),
            },
        ),
        13 => (
            HANDLER,
            Command::Search(Searched {
                on,
                systems: vec!["档案系统".into()],
                keywords: vec!["项目".into()],
                asked: Vec::new(),
                found: random.below(2) == 0,
                note: String::new(),
            }),
        ),
        14 => (HEAD, Command::Extend { days: random.below(25) as u32, reason: "材料较多".into() }),
        15 => (HANDLER, Command::NoticeFee { basis: FeeBasis::Pages(random.below(300)) }),
        16 => (REGISTRAR, Command::RecordFeeDelivery { on }),
        17 => (REGISTRAR, Command::TakePayment { on }),
        18 => (HANDLER, Command::Lapse),
        19 if random.below(8) == 0 => (REGISTRAR, Command::Withdraw { on, reason: "不再需要".into() }),
        20 => (HEAD, Command::SendBack { remarks: "再核".into() }),
        21 => (
            REGISTRAR,
            Command::RecordRemedy {
                on,
                route: random.of(&[Route::Reconsideration, Route::DirectSuit, Route::SuitAfterReview]),
                body: "某市人民政府".into(),
                docket: String::new(),
            },
        ),
        22 => (
            REGISTRAR,
            Command::RecordRemedyResult {
                remedy: letter,
                on,
                result: random.of(&[ReviewResult::Upheld, ReviewResult::Corrected, ReviewResult::Other]),
                summary: String::new(),
            },
        ),
        23 if random.below(10) == 0 => (HANDLER, Command::Split { into: vec!["a".into(), "b".into()] }),
        _ => (HANDLER, drafted(random)),
    }
}

/// The personal part of an order, which is sealed.
pub fn secret(command: &Command) -> Option<&'static [u8]> {
    let personal = matches!(command, Command::TakeCorrection { .. } | Command::Consult { .. });
    personal.then_some("某人".as_bytes())
}

/// The order with the reference to what was sealed.
pub fn with(mut command: Command, sealed: Option<Sealed>) -> Command {
    if let (
        Command::TakeCorrection { application: place, .. } | Command::Consult { addressee: place, .. },
        Some(sealed),
    ) = (&mut command, sealed)
    {
        *place = sealed;
    }
    command
}
