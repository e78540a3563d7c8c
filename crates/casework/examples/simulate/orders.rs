//! Random orders: most are what an office would do next, some are not allowed.

use super::random::Random;
use casework::{Application, Order, Person, Registration};
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::answer::{GrantedHow, NotHeldBecause};
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::excessive::Judgement;
use law::request::receipt::{Channel, Element};
use law::request::respond::Procedure;
use office::case::{
    Case, Command, Draft, FeeBasis, How, Paper, Purpose, ReviewResult, Route, Sealed, Searched, Stage,
    Withheld,
};

const REGISTRAR: usize = 0;
const HANDLER: usize = 1;
const HEAD: usize = 2;
const PRINCIPAL: usize = 3;

pub fn registration(random: &mut Random, today: Date) -> Registration {
    let channel = random.of(&Channel::ALL);
    let application = Application {
        applicant: Person { name: "申请人".into(), ..Person::default() },
        content: "申请公开某项目的审批材料".into(),
        medium: "电子".into(),
        way: "网上".into(),
    };
    let kind = random.of(&Applicant::PARTS);
    let taken = Registration::new(channel, today, kind, "某项目的审批材料", application);
    Registration { received: (random.below(2) == 0).then_some(today), ..taken }
}

/// Who orders what.
pub fn order(random: &mut Random, case: &Case, today: Date) -> (usize, Order) {
    let (role, command) =
        if random.below(4) == 0 { anything(random, today) } else { sensible(random, case, today) };
    // Now and then the wrong person tries.
    (if random.below(20) == 0 { random.below(4) as usize } else { role }, sealing(command))
}

fn sensible(random: &mut Random, case: &Case, today: Date) -> (usize, Command) {
    match case.stage {
        Stage::Unconfirmed => return (REGISTRAR, Command::Receive { on: today }),
        Stage::Over { .. } => return afterwards(random, today),
        Stage::Open { .. } => {}
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

/// What may still happen to a case that has its answer.
fn afterwards(random: &mut Random, on: Date) -> (usize, Command) {
    let remedy = random.below(2) as u32 + 1;
    let command = match random.below(8) {
        0 => Command::RecordService { on },
        1 | 2 => sought(random, on),
        3 => Command::RecordRemedyNotice { remedy, on, procedure: random.of(&Procedure::ALL) },
        4 => Command::RecordRemedyResponse { remedy, on },
        5 => result(random, remedy, on),
        6 => Command::Classify { matter: "房屋征收".into() },
        _ => Command::Archive { archive_no: "案卷".into() },
    };
    (REGISTRAR, command)
}

fn sought(random: &mut Random, on: Date) -> Command {
    Command::RecordRemedy {
        on,
        route: random.of(&[Route::Reconsideration, Route::DirectSuit, Route::SuitAfterReview]),
        body: "某市人民政府".into(),
        docket: String::new(),
    }
}

fn result(random: &mut Random, remedy: u32, on: Date) -> Command {
    let result = random.of(&[ReviewResult::Upheld, ReviewResult::Corrected, ReviewResult::Other]);
    Command::RecordRemedyResult { remedy, on, result, summary: String::new() }
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
    match random.below(26) {
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
        11 => (HANDLER, Command::RequestReasons { why: "过多".into(), reply_by: later }),
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
        21 => (REGISTRAR, sought(random, on)),
        22 => (REGISTRAR, result(random, letter, on)),
        23 if random.below(10) == 0 => (HANDLER, Command::Split { into: vec!["a".into(), "b".into()] }),
        24 => (
            HANDLER,
            Command::File {
                purpose: random.of(&[
                    Purpose::Source,
                    Purpose::Internal,
                    Purpose::Release { of: letter, struck: 1 },
                ]),
                name: "材料.pdf".into(),
                media: "application/pdf".into(),
                bytes: 6,
                content: placeholder(),
            },
        ),
        _ => (HANDLER, drafted(random)),
    }
}

/// The order with what is personal in it to be sealed.
fn sealing(command: Command) -> Order {
    let personal =
        matches!(command, Command::TakeCorrection { .. } | Command::Consult { .. } | Command::File { .. });
    if personal {
        Order::sealing("某人".into(), move |sealed| with(command.clone(), sealed))
    } else {
        command.into()
    }
}

fn with(mut command: Command, sealed: Sealed) -> Command {
    if let Command::TakeCorrection { application: place, .. }
    | Command::Consult { addressee: place, .. }
    | Command::File { content: place, .. } = &mut command
    {
        *place = sealed;
    }
    command
}
