//! 正在办理的几件：each at another step as of the day the demonstration is made, so that the desk has something to do.

use super::history::blank;
use super::{Asked, Demonstration, Step, step};
use casework::Order;
use jiff::civil::Date;
use law::annual_report::Applicant;
use law::request::answer::GrantedHow;
use law::request::consultation::Consulted;
use law::request::receipt::{Channel, Element};
use office::case::{Command, Draft, How};
use office::role::Role;

pub async fn write(desk: &Demonstration<'_>, today: Date) -> anyhow::Result<()> {
    for (nth, one) in (90..).zip(cases(desk, today)?) {
        let no = desk.register(&Asked { nth, ..one.asked }).await?;
        for step in one.steps {
            desk.run(&no, step).await?;
        }
    }
    Ok(())
}

struct One<'a> {
    asked: Asked<'a>,
    steps: Vec<Step>,
}

fn one<'a>(
    (kind, channel): (Applicant, Channel),
    (on, received): (Date, Option<Date>),
    (matter, content): (&'a str, &'a str),
    steps: Vec<Step>,
) -> One<'a> {
    One { asked: Asked { nth: 0, kind, channel, on, received, matter, content }, steps }
}

fn assigned(on: Date) -> Step {
    step(on, Role::Registrar, Command::Assign { handler: "chengban".into() })
}

fn drafted(on: Date) -> Step {
    let draft =
        Draft {
            how: Some(How::Granted(GrantedHow::Provided)), access: "随本答复书提供".into(), ..blank()
        };
    step(on, Role::Handler, Command::Draft(Box::new(draft)))
}

fn cases<'a>(desk: &Demonstration<'_>, today: Date) -> anyhow::Result<Vec<One<'a>>> {
    let before = |days: u32| desk.before(today, days);
    let person = (Applicant::NaturalPerson, Channel::Internet);
    let firm = (Applicant::Business, Channel::SignedMail);
    // Received 22 working days ago: its term is over.
    let (late, due_soon, recent) = (before(22)?, before(17)?, before(3)?);
    let consult =
        Order::sealing(r#"{"name":"某设计院（演示）"}"#.into(), |addressee| Command::Consult {
            whom: Consulted::ThirdParty,
            addressee,
            asked: "申请公开的施工图审查意见涉及贵单位，是否同意公开".into(),
        });
    let correction = Command::RequestCorrection {
        missing: vec![Element::Description],
        explanation: "请写明是哪一个小区、哪一年的许可。".into(),
        reply_by: desk.after(before(2)?, 15)?,
    };
    Ok(vec![
        one(person, (late, Some(late)), ("政务服务管理", "某窗口设备采购合同"), vec![assigned(late)]),
        one(
            person,
            (due_soon, Some(due_soon)),
            ("商品房预售", "某小区商品房预售许可的办理结果"),
            vec![
                assigned(due_soon),
                drafted(before(2)?),
                step(before(1)?, Role::DisclosureHead, Command::Review { remarks: "同意".into() }),
            ],
        ),
        one(
            firm,
            (before(11)?, Some(before(11)?)),
            ("企业资质认定", "某批次企业资质评审的公示材料"),
            vec![assigned(before(11)?), drafted(before(1)?)],
        ),
        one(
            person,
            (before(9)?, Some(before(9)?)),
            ("施工许可", "某工程施工图审查意见"),
            vec![assigned(before(9)?), step(before(6)?, Role::Handler, consult)],
        ),
        one(
            person,
            (recent, Some(recent)),
            ("商品房预售", "小区的许可"),
            vec![assigned(recent), step(before(2)?, Role::Handler, correction)],
        ),
        one(
            (Applicant::NaturalPerson, Channel::OrdinaryMail),
            (before(1)?, None),
            ("房屋征收", "某片区征收补偿方案的批复"),
            Vec::new(),
        ),
    ])
}
