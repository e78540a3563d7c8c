//! 2023、2024两年的申请：与报告所载逐件相符，从登记、审核、办理、答复到归档。

use super::items::History;
use super::{Asked, Demonstration, Step, step};
use anyhow::{Context, anyhow};
use casework::Order;
use jiff::civil::Date;
use law::annual_report::{Applicant, Outcome};
use law::request::answer::{GrantedHow, NotHeldBecause};
use law::request::consultation::Consulted;
use law::request::delivery::Delivery;
use law::request::receipt::Channel;
use law::request::respond::Procedure;
use office::case::{Command, Contact, Draft, How, ReviewResult, Route, Searched, Withheld};
use office::role::Role;

/// The case against which reconsideration was sought: the third of 2024.
const REVIEWED: usize = 2;

/// With the items that were published in the meantime, so that the ledger runs with the days.
pub async fn write(desk: &Demonstration<'_>, published: &mut History<'_>) -> anyhow::Result<()> {
    let requests: Vec<&demo::Request> = demo::REQUESTS_BEFORE.iter().chain(&demo::REQUESTS).collect();
    let mut steps: Vec<(usize, Step)> = Vec::new();
    for (case, request) in requests.iter().enumerate() {
        steps.extend(story(desk, request)?.into_iter().map(|step| (case, step)));
    }
    let reviewed = demo::REQUESTS_BEFORE.len() + REVIEWED;
    steps.extend(review()?.into_iter().map(|step| (reviewed, step)));
    let mut registrations = requests.iter().zip(1..);
    let mut numbers: Vec<String> = Vec::new();
    // In the order of the days, as it would have been written.
    steps.sort_by_key(|(case, step)| (step.on, *case));
    for (case, step) in steps {
        published.until(step.on).await?;
        while numbers.len() <= case {
            let (request, nth) = registrations.next().context("a step belongs to a request")?;
            numbers.push(desk.register(&asked(request, nth)?).await?);
        }
        desk.run(&numbers[case], step).await?;
    }
    published.finish().await
}

fn asked<'a>(request: &'a demo::Request, nth: u32) -> anyhow::Result<Asked<'a>> {
    let (matter, content, channel, received, ..) = *request;
    let on: Date = received.parse()?;
    let channel = channel_of(channel)?;
    Ok(Asked { nth, kind: Applicant::NaturalPerson, channel, on, received: Some(on), matter, content })
}

fn channel_of(word: &str) -> anyhow::Result<Channel> {
    match word {
        "网络" => Ok(Channel::Internet),
        "邮寄" => Ok(Channel::SignedMail),
        "当面" => Ok(Channel::InPerson),
        other => Err(anyhow!("the demonstration knows no channel {other}")),
    }
}

/// From hand to hand: assigned at once, looked for, a third party asked where its rights are touched, then
/// drafted, reviewed, signed, sent and put into the archive.
fn story(desk: &Demonstration<'_>, request: &demo::Request) -> anyhow::Result<Vec<Step>> {
    let (_, content, channel, received, taken, outcome) = *request;
    let received: Date = received.parse()?;
    let after = |days: i64| desk.after(received, days);
    let mut steps = vec![step(received, Role::Registrar, Command::Assign { handler: "chengban".into() })];
    steps.push(step(after(1)?, Role::Handler, searched(after(1)?, content, outcome)));
    if outcome == "保护第三方合法权益" {
        steps.extend(consultation([after(2)?, after(4)?, after(8)?]));
    }
    let delivery = match channel {
        "网络" => Delivery::Internet,
        "邮寄" => Delivery::Post,
        _ => Delivery::Hand,
    };
    let answered = after(taken)?;
    let sign = Order::numbered(|document_no| Command::Sign { document_no });
    steps.extend([
        step(after(taken - 3)?, Role::Handler, Command::Draft(Box::new(draft(outcome)?))),
        step(after(taken - 2)?, Role::DisclosureHead, Command::Review { remarks: "同意".into() }),
        step(after(taken - 1)?, Role::Principal, sign),
        step(answered, Role::Registrar, Command::Answer { on: answered, delivery }),
    ]);
    if delivery == Delivery::Post {
        let served = after(taken + 2)?;
        steps.push(step(served, Role::Registrar, Command::RecordService { on: served }));
    }
    let archive_no = format!("{}-依申请", received.year());
    steps.push(step(after(taken + 5)?, Role::Registrar, Command::Archive { archive_no }));
    Ok(steps)
}

fn searched(on: Date, content: &str, outcome: &str) -> Command {
    Command::Search(Searched {
        on,
        systems: vec!["公文系统".into(), "业务档案".into()],
        keywords: vec![content.chars().take(8).collect()],
        asked: Vec::new(),
        found: outcome != "本机关不掌握相关政府信息",
        note: String::new(),
    })
}

fn consultation([sent, delivered, replied]: [Date; 3]) -> [Step; 3] {
    let third = r#"{"name":"某企业（演示）","address":"枣庄市（演示地址）"}"#;
    let consult = Order::sealing(third.into(), |addressee| Command::Consult {
        whom: Consulted::ThirdParty,
        addressee,
        asked: "申请公开的材料涉及贵单位，是否同意公开，请说明理由".into(),
    });
    let reasons = "材料含有技术人员信息和经营数据，公开会损害本单位权益。".into();
    let reply = Command::TakeReply { letter: 1, on: replied, consents: false, reasons };
    [
        step(sent, Role::Handler, consult),
        step(delivered, Role::Registrar, Command::RecordConsultationDelivery { letter: 1, on: delivered }),
        step(replied, Role::Registrar, reply),
    ]
}

pub fn blank() -> Draft {
    Draft {
        outcome: Outcome::Granted,
        how: None,
        reason: String::new(),
        access: String::new(),
        withheld: Vec::new(),
        competent_organ: None,
        special_rule: String::new(),
        forbidding_law: String::new(),
        earlier: None,
        attachments: Vec::new(),
    }
}

fn draft(outcome: &str) -> anyhow::Result<Draft> {
    Ok(match outcome {
        "予以公开" => Draft {
            how: Some(How::Granted(GrantedHow::Provided)),
            access: "随本答复书提供".into(),
            ..blank()
        },
        "部分公开" => Draft {
            outcome: Outcome::Partial,
            access: "随本答复书提供经区分处理的材料".into(),
            withheld: vec![Withheld {
                part: "内部会签页".into(),
                ground: Some(Outcome::InternalAffairs),
                reason: "属于内部工作流程信息".into(),
            }],
            ..blank()
        },
        "保护第三方合法权益" => Draft {
            outcome: Outcome::ThirdParty,
            reason: "申请的材料涉及第三方商业秘密，经书面征求意见，第三方不同意公开，不公开不会对公共利益造成重大影响。"
                .into(),
            ..blank()
        },
        "本机关不掌握相关政府信息" => Draft {
            outcome: Outcome::NotHeld,
            how: Some(How::NotHeld(NotHeldBecause::NotOurs)),
            reason: "申请的信息不由本机关制作或者保存，不属于本机关负责公开。".into(),
            competent_organ: Some(Contact {
                name: "负责该事项的机关（演示）".into(),
                contact: "见其政府信息公开指南".into(),
            }),
            ..blank()
        },
        "属于行政查询事项" => Draft {
            outcome: Outcome::AdministrativeInquiry,
            reason: "企业登记档案的查询另有规定，请按规定到登记档案窗口查询。".into(),
            special_rule: "关于登记档案查询的专门规定（演示）".into(),
            ..blank()
        },
        other => return Err(anyhow!("the demonstration knows no outcome {other}")),
    })
}

/// 演示复〔2024〕1号: sought on 13 May, answered within ten working days, upheld on 8 July 2024.
fn review() -> anyhow::Result<[Step; 4]> {
    let day = |text: &str| -> anyhow::Result<Date> { Ok(text.parse()?) };
    let (sought, notified) = (day("2024-05-13")?, day("2024-05-17")?);
    let (responded, decided) = (day("2024-05-28")?, day("2024-07-08")?);
    let remedy = Command::RecordRemedy {
        on: sought,
        route: Route::Reconsideration,
        body: "枣庄市人民政府".into(),
        docket: "演示复〔2024〕1号".into(),
    };
    let notice = Command::RecordRemedyNotice { remedy: 1, on: notified, procedure: Procedure::Ordinary };
    let summary = "维持不予公开的答复。".into();
    let result =
        Command::RecordRemedyResult { remedy: 1, on: decided, result: ReviewResult::Upheld, summary };
    Ok([
        step(notified, Role::Registrar, remedy),
        step(notified, Role::Registrar, notice),
        step(responded, Role::Registrar, Command::RecordRemedyResponse { remedy: 1, on: responded }),
        step(decided, Role::Registrar, result),
    ])
}
