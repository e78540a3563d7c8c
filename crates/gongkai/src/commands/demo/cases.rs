//! 演示的台账：账号，2023、2024两年的申请（每一件从登记到归档），2024年主动公开的信息（每一条从起草到发布），
//! 和几件正在办理的。

mod current;
mod history;
mod items;
mod messages;
mod plans;
mod report;
mod rows;
mod sent;
mod services;
mod underway;
mod units;

use super::ATTEMPT;
use crate::stationery::Stationery;
use crate::{now, office_ledger, publications};
use anyhow::{Context, anyhow};
use casework::{Application, Casework, Moment, Order, Person, Registration};
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use law::annual_report::Applicant;
use law::request::receipt::Channel;
use law::workday::Calendar;
use office::role::{Actor, Role};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use web::desk::account::{Accounts, DEMONSTRATION_PASSWORD, Duties, Place};
use web::desk::departments;

/// The departments of the demonstration, and who works there as what.
const DEPARTMENTS: [(&str, &[(&str, &str)]); 4] = [
    ("局领导", &[("juzhang", "局长")]),
    (
        "办公室",
        &[("guanli", "信息管理员"), ("anquan", "账号安全员"), ("baomi", "保密专员"), ("fabu", "网站编辑")],
    ),
    ("政务公开科", &[("dengji", "科员"), ("chengban", "科员"), ("fuzeren", "科长")]),
    ("审批服务科", &[("bumen", "科长")]),
];

const PEOPLE: [(&str, &str, &str); 11] = [
    ("dengji", "李登记", "登记"),
    ("chengban", "王承办", "承办"),
    ("fuzeren", "赵主任", "负责人"),
    ("juzhang", "钱局长", "局长"),
    ("bumen", "孙科长", "部门"),
    ("baomi", "吴保密", "保密"),
    ("fabu", "郑发布", "发布"),
    ("jiandu", "周监督", "监督"),
    ("guanli", "韩管理", "管理"),
    ("anquan", "张安全", "安全"),
    ("shenji", "沈审计", "审计"),
];

/// Makes the ledger of the demonstration where there is none.
pub fn furnish(data: &Path) -> anyhow::Result<()> {
    if data.join(office_ledger::DATABASE).exists() {
        return Ok(());
    }
    let attempt = data.join(format!("{ATTEMPT}ledger-{}", std::process::id()));
    let unwritable = || format!("目录《{}》写不进去。请确认有写入权限并且磁盘未满。", data.display());
    std::fs::create_dir_all(&attempt).with_context(unwritable)?;
    let organ = folder::compile::settings(data)?.organ;
    let stationery = Arc::new(Stationery::new(data.to_owned(), organ.clone()));
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(async {
        let ledger = office_ledger::open(&attempt, None).await?;
        let publishing = publications::publishing(data, ledger.clone(), &organ.code)?;
        let casework = Casework::new(ledger, organ.code).with_stationery(stationery);
        people(&casework).await?;
        let desk = Demonstration { casework: &casework, calendar: Calendar::builtin() };
        let publisher = || items::Desk { publishing: &publishing, calendar: &desk.calendar };
        let mut published = items::History::begin(publisher()).await?;
        history::write(&desk, &mut published).await?;
        messages::write(&publishing, &desk, crate::today()).await?;
        services::publish(&publisher(), crate::today()).await?;
        rows::write(&desk, crate::today()).await?;
        report::write(data, &desk, &publishing).await?;
        current::write(&desk, crate::today()).await?;
        underway::write(&publisher(), &desk, crate::today()).await?;
        casework.ledger().close().await?;
        anyhow::Ok(())
    })?;
    // The key first: a ledger without its key could not be opened.
    for part in [office_ledger::KEY, office_ledger::DATABASE] {
        if attempt.join(part).exists() {
            std::fs::rename(attempt.join(part), data.join(part)).with_context(unwritable)?;
        }
    }
    std::fs::remove_dir_all(&attempt).with_context(unwritable)
}

/// Who may sign in, and by what.
pub fn tell(out: &mut dyn Write) -> anyhow::Result<()> {
    writeln!(out, "工作台的演示账号，密码都是 {DEMONSTRATION_PASSWORD}：")?;
    for (id, name, duty) in PEOPLE {
        writeln!(out, "  {id:<9} {name}（{duty}）")?;
    }
    writeln!(out, "演示的留言 LY{}-1，查询码 {}。", demo::YEAR, messages::CODE)?;
    Ok(())
}

async fn people(casework: &Casework) -> anyhow::Result<()> {
    let (ledger, organ) = (casework.ledger(), casework.organ());
    let accounts = Accounts { ledger, organ, now: now(), by: "operator" };
    for (id, name, duty) in PEOPLE {
        accounts.add((id, name), Duties::parse(duty)?, DEMONSTRATION_PASSWORD).await?;
    }
    for (department, members) in DEPARTMENTS {
        let department = departments::add(ledger, (organ, accounts.by, accounts.now), department, "").await?;
        for (id, post) in members {
            let name = PEOPLE.iter().find(|person| person.0 == *id).map_or("", |person| person.1);
            let place = Place { department: department.clone(), post: (*post).into() };
            accounts.set_place(id, name, place).await?;
        }
    }
    Ok(())
}

/// The office of the demonstration at work.
struct Demonstration<'a> {
    casework: &'a Casework,
    calendar: Calendar,
}

/// An application of the demonstration as it comes in.
struct Asked<'a> {
    nth: u32,
    kind: Applicant,
    channel: Channel,
    on: Date,
    /// Not yet, where nobody has confirmed it.
    received: Option<Date>,
    matter: &'a str,
    content: &'a str,
}

/// A step of one case, on a day.
struct Step {
    on: Date,
    by: Role,
    order: Order,
}

fn step(on: Date, by: Role, order: impl Into<Order>) -> Step {
    Step { on, by, order: order.into() }
}

impl Demonstration<'_> {
    fn after(&self, date: Date, days: i64) -> anyhow::Result<Date> {
        Ok(self.calendar.add(date, days)?.date)
    }

    /// The working day so many before another.
    fn before(&self, date: Date, days: u32) -> anyhow::Result<Date> {
        let mut day = date;
        let mut left = days;
        while left > 0 || !self.calendar.is_working_day(day) {
            left -= u32::from(self.calendar.is_working_day(day) && left > 0);
            day = day.yesterday()?;
        }
        Ok(day)
    }

    fn moment(&self, on: Date, hour: i8) -> anyhow::Result<Moment<'_>> {
        let now = on.at(hour, 0, 0, 0).to_zoned(TimeZone::fixed(offset(8)))?.timestamp();
        Ok(Moment { now, today: on, calendar: &self.calendar })
    }

    async fn register(&self, asked: &Asked<'_>) -> anyhow::Result<String> {
        let natural = asked.kind == Applicant::NaturalPerson;
        let applicant = Person {
            name: format!("申请人{:02}", asked.nth),
            natural,
            paper: if natural { "居民身份证" } else { "统一社会信用代码" }.into(),
            paper_no: format!("演示证件{:02}", asked.nth),
            telephone: format!("0632-00000{:02}", asked.nth),
            address: "枣庄市（演示地址）".into(),
            ..Person::default()
        };
        let way = match asked.channel {
            Channel::Internet => "网上获取",
            Channel::InPerson => "当面领取",
            _ => "邮寄",
        };
        let medium = if asked.channel == Channel::Internet { "电子文件" } else { "纸质" };
        let application =
            Application { applicant, content: asked.content.into(), medium: medium.into(), way: way.into() };
        let subject = asked.content;
        let taken = Registration::new(asked.channel, asked.on, asked.kind, subject, application);
        let received = asked.received.filter(|_| asked.channel != Channel::InPerson);
        let taken = Registration { received, matter: Some(asked.matter.into()), ..taken };
        Ok(self.casework.register(self.moment(asked.on, 9)?, &actor(Role::Registrar), taken).await?)
    }

    async fn run(&self, no: &str, step: Step) -> anyhow::Result<()> {
        let file = self.casework.file(no).await?.ok_or_else(|| anyhow!("case {no} was not registered"))?;
        let moment = self.moment(step.on, 10)?;
        let done = self.casework.run(moment, &actor(step.by), (no, file.version), step.order).await;
        done.with_context(|| format!("failed to make case {no} on {}", step.on))?;
        Ok(())
    }
}

fn actor(role: Role) -> Actor {
    let id = match role {
        Role::Registrar => "dengji",
        Role::Handler => "chengban",
        Role::DisclosureHead => "fuzeren",
        Role::Principal => "juzhang",
        Role::DepartmentHead => "bumen",
        Role::SecrecyReviewer => "baomi",
        Role::Publisher => "fabu",
    };
    Actor { id: id.into(), roles: vec![role] }
}
