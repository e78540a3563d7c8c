//! 一件申请　GET /desk/cases/{no}

use super::account::{Account, Names};
use super::chip::{self, Chip};
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, acts, demand, fields, files, story};
use crate::portal::calendar::{Month, of_proof};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use casework::{Application, File, Person, Waiting};
use jiff::civil::Date;
use law::request::{History, Reckoning, proof, reckon};
use law::workday::Calendar;
use office::case::{Act, Case, Ctx, Event, Paper, Remedy, Representing, allowed};
use serde::Deserialize;

#[derive(Deserialize, Default)]
pub struct Asked {
    /// The act that was just done.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "desk/case.html")]
struct Show {
    frame: Frame,
    no: String,
    subject: String,
    chip: Option<Chip>,
    done: Option<String>,
    acts: Vec<ActLink>,
    /// What is seldom done.
    more: Vec<ActLink>,
    twins: Vec<Twin>,
    facts: Vec<(&'static str, String)>,
    applicant: Applicant,
    people: Vec<(&'static str, String)>,
    /// Where it stands: the draft's step where there is a draft under way.
    state: &'static str,
    told: Reckoning,
    deadlines: Vec<String>,
    months: Vec<Month>,
    steps: Vec<Step>,
    draft: Vec<(&'static str, String)>,
    remedies: Vec<Vec<(&'static str, String)>>,
    files: Vec<files::Line>,
    readable: bool,
}

/// Where an act is done, and what it is called.
type ActLink = (String, &'static str);

enum Applicant {
    Shown(Vec<(&'static str, String)>),
    /// Not for this person's eyes.
    Hidden,
    /// The ledger holds it no more.
    Erased,
}

struct Step {
    when: String,
    by: String,
    title: String,
    lines: Vec<String>,
    article: Option<&'static str>,
    /// The file that was put in.
    file: Option<u32>,
}

struct Twin {
    no: String,
    subject: String,
    percent: u32,
    state: &'static str,
    suggestion: &'static str,
}

/// Twins shown; more say nothing new.
const TWINS: usize = 5;

pub async fn show(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeCases, &me, "查看申请")?;
    let file = find(&desk, &no).await?;
    let calendar = desk.library().calendar();
    let today = desk.library().today();
    let told = reckoned(&file, today, &calendar)?;
    let row = desk.casework.row(&no).await?;
    let (acts, more) = acts_now(&desk, &me, &file, &calendar);
    let mut names = Names::default();
    let deadlines = deadlines(&file.case, &told, &calendar);
    let show = Show {
        frame: desk.frame(&format!("{no} {}", file.case.subject), &me),
        subject: file.case.subject.clone(),
        state: row.as_ref().and_then(|row| row.paper).map_or_else(|| told.state.label(), Waiting::label),
        chip: row.map(|row| chip::of(&row, today, &calendar)),
        done: acts::by_slug(&asked.done).map(|act| done(act.label(), &deadlines)),
        acts,
        more,
        twins: twins(&desk, &file.case).await?,
        facts: facts(&file.case),
        applicant: applicant(&desk, &file, &me).await?,
        people: people(&desk, &file, &mut names).await?,
        months: months(&file, today, &calendar)?,
        steps: steps(&desk, &file, &mut names).await?,
        draft: draft(&file.case),
        remedies: file.case.remedies.iter().map(|one| remedy(one, &calendar)).collect(),
        files: file.case.files.iter().map(files::line).collect(),
        readable: Right::SeeApplicant.held_by(&me) && !file.case.erased,
        deadlines,
        told,
        no,
    };
    Ok(answer::page(&show)?)
}

/// What the person may do now; what is seldom done apart.
fn acts_now(desk: &Desk, me: &Account, file: &File, calendar: &Calendar) -> (Vec<ActLink>, Vec<ActLink>) {
    let actor = me.actor();
    let ctx = Ctx { today: desk.library().today(), calendar, actor: &actor };
    let no = &file.case.no;
    let (seldom, often): (Vec<Act>, Vec<Act>) =
        allowed(&ctx, Some(&file.case)).into_iter().partition(|act| seldom(*act, &file.case));
    let link = |act: Act| (format!("/desk/cases/{no}/{}", acts::slug(act)), act.label());
    (often.into_iter().map(link).collect(), seldom.into_iter().map(link).collect())
}

fn seldom(act: Act, case: &Case) -> bool {
    match act {
        Act::Withdraw | Act::Merge | Act::Split | Act::RequestReasons | Act::RecordRemedy => true,
        Act::ProposeConversion | Act::ErasePersonalData | Act::File => true,
        Act::Classify => case.matter.is_some(),
        Act::Assign => case.handler.is_some(),
        _ => false,
    }
}

/// After an act: what happened, and what comes next until when.
fn done(act: &str, deadlines: &[String]) -> String {
    match deadlines.first() {
        Some(next) => format!("已办理“{act}”。最近的时限：{next}。"),
        None => format!("已办理“{act}”。"),
    }
}

pub async fn find(desk: &Desk, no: &str) -> Result<File, Fail> {
    let file = if is_number(no) { desk.casework.file(no).await? } else { None };
    file.ok_or_else(|| Fail::NoCase(no.chars().take(40).collect()))
}

/// A name the ledger could not keep is no one's number.
pub fn is_number(no: &str) -> bool {
    !no.is_empty() && no.len() <= 40 && no.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

pub fn as_of(file: &File, today: Date) -> History {
    History { as_of: Some(today), ..file.case.history.clone() }
}

pub fn reckoned(file: &File, today: Date, calendar: &Calendar) -> Result<Reckoning, Fail> {
    let told = reckon(&as_of(file, today), calendar);
    Ok(told.map_err(|error| anyhow::anyhow!("case {} does not reckon: {error}", file.case.no))?)
}

fn deadlines(case: &Case, told: &Reckoning, calendar: &Calendar) -> Vec<String> {
    let own = told.deadlines.iter().map(|one| (one.date, one.kind, one.provisional));
    let responses = case.remedies.iter().filter_map(|remedy| remedy.respond_by(calendar));
    let kind = law::request::DeadlineKind::Response;
    let mut all: Vec<_> = own.chain(responses.map(|by| (by.date, kind, by.provisional))).collect();
    all.sort_by_key(|(date, ..)| *date);
    let words = |(date, kind, provisional): (Date, law::request::DeadlineKind, bool)| {
        let note = if provisional { "（暂定，放假通知尚未发布）" } else { "" };
        format!("{}前{}{note}", words::day(date), kind.label())
    };
    all.into_iter().map(words).collect()
}

async fn twins(desk: &Desk, case: &Case) -> Result<Vec<Twin>, Fail> {
    let alike = desk.casework.alike(case).await?;
    let twin = |one: casework::Alike| Twin {
        state: one.row.outcome.map_or(one.row.state.label(), |_| "已办结"),
        no: one.row.no,
        subject: one.row.subject,
        percent: one.percent,
        suggestion: one.suggestion.label(),
    };
    Ok(alike.into_iter().take(TWINS).map(twin).collect())
}

fn facts(case: &Case) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("编号", case.no.clone()),
        ("申请人类别", case.kind.label().into()),
        ("事项类别", case.matter.clone().unwrap_or_else(|| "尚未归类".into())),
        ("提出", format!("{}，{}", words::day(case.submitted), case.channel.label())),
        ("收到申请之日", case.received().map_or_else(|| "尚未确认".into(), words::day)),
    ];
    if let Some(no) = &case.split_from {
        facts.push(("拆分自", no.clone()));
    }
    if let Some(organ) = &case.forwarded {
        facts.push(("已转给", organ.name.clone()));
    }
    if let Some((_, yuan)) = case.fee {
        facts.push(("信息处理费", format!("{yuan}元")));
    }
    if let Some(decided) = case.conversion {
        let words = decided.map_or("已提议，待决定", |yes| {
            if yes { "决定主动公开" } else { "决定不主动公开" }
        });
        facts.push(("转主动公开", words.into()));
    }
    if let Some(no) = &case.archive_no {
        facts.push(("归档号", no.clone()));
    }
    facts
}

async fn applicant(desk: &Desk, file: &File, me: &Account) -> Result<Applicant, Fail> {
    if !Right::SeeApplicant.held_by(me) {
        return Ok(Applicant::Hidden);
    }
    match desk.casework.application(&file.case).await {
        Ok(application) => {
            let mut lines = written(application);
            if let Some(one) = &file.case.representation {
                let who = desk.casework.person(&one.person).await?;
                lines.extend(represented(one.by, who, &one.proof));
            }
            Ok(Applicant::Shown(lines))
        }
        Err(casework::Error::Ledger(ledger::Error::Refused(ledger::Refusal::Erased { .. }))) => {
            Ok(Applicant::Erased)
        }
        Err(error) => Err(error.into()),
    }
}

fn written(application: Application) -> Vec<(&'static str, String)> {
    let person = application.applicant;
    let lines = [
        ("姓名或者名称", person.name),
        ("证件", person.paper),
        ("证件号码", person.paper_no),
        ("电话", person.telephone),
        ("电子邮箱", person.email),
        ("通信地址", person.address),
        ("邮政编码", person.postcode),
        ("申请公开的内容", application.content),
        ("介质", application.medium),
        ("获取方式", application.way),
    ];
    lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn represented(by: Representing, person: Person, proof: &str) -> Vec<(&'static str, String)> {
    let label = match by {
        Representing::Proxy => "代理人",
        Representing::Guardian => "监护人",
    };
    let lines = [
        (label, person.name),
        ("其证件号码", person.paper_no),
        ("其电话", person.telephone),
        ("代理的证明", proof.to_owned()),
    ];
    lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// Who has or had the case in hand.
async fn people(desk: &Desk, file: &File, names: &mut Names) -> Result<Vec<(&'static str, String)>, Fail> {
    let mut people = Vec::new();
    if let Some(first) = file.history.first() {
        people.push(("登记", names.of(desk.ledger(), &first.by).await?));
    }
    let handler = match &file.case.handler {
        Some(id) => names.of(desk.ledger(), id).await?,
        None => "尚未交办".into(),
    };
    people.push(("承办", handler));
    let last =
        |found: fn(&Event) -> Option<&String>| file.history.iter().rev().find_map(|step| found(&step.event));
    let drafted = last(|event| match event {
        Event::Drafted { by, .. } => Some(by),
        _ => None,
    });
    let reviewed = last(|event| match event {
        Event::Reviewed { by, .. } => Some(by),
        _ => None,
    });
    let signed = last(|event| match event {
        Event::Signed { by, .. } => Some(by),
        _ => None,
    });
    for (label, id) in [("拟稿", drafted), ("审核", reviewed), ("签发", signed)] {
        if let Some(id) = id {
            people.push((label, names.of(desk.ledger(), id).await?));
        }
    }
    Ok(people)
}

fn months(file: &File, today: Date, calendar: &Calendar) -> Result<Vec<Month>, Fail> {
    let days = proof(&as_of(file, today), calendar)
        .map_err(|error| anyhow::anyhow!("case {} has no proof: {error}", file.case.no))?;
    Ok(of_proof(&days, calendar))
}

async fn steps(desk: &Desk, file: &File, names: &mut Names) -> Result<Vec<Step>, Fail> {
    let mut steps = Vec::with_capacity(file.history.len());
    for step in &file.history {
        let told = story::tell(&step.event);
        let file = match &step.event {
            Event::Filed(filed) => Some(filed.file),
            _ => None,
        };
        let mut lines = told.lines;
        if let Event::Assigned { handler } = &step.event {
            lines = vec![format!("交由{}承办。", names.of(desk.ledger(), handler).await?)];
        }
        steps.push(Step {
            when: words::moment(step.at),
            by: names.of(desk.ledger(), &step.by).await?,
            title: told.title,
            lines,
            article: told.article,
            file,
        });
    }
    Ok(steps)
}

/// The answer as it stands, wherever it lies between desk and post.
fn draft(case: &Case) -> Vec<(&'static str, String)> {
    let Some(draft) = case.draft() else { return Vec::new() };
    let withheld = draft.withheld.iter().map(|part| format!("{}：{}", part.part, part.reason));
    let number = match &case.paper {
        Paper::Signed { document_no, .. } => document_no.clone(),
        Paper::None | Paper::Drafted { .. } | Paper::Reviewed { .. } => String::new(),
    };
    let organ = draft.competent_organ.as_ref().map(|one| format!("{}（{}）", one.name, one.contact));
    let attachments: Vec<&str> = draft.attachments.iter().map(|one| one.name.as_str()).collect();
    let lines = [
        ("状态", acts::paper(&case.paper).to_owned()),
        ("文号", number),
        ("答复", fields::label(draft.outcome, draft.how)),
        ("事实和理由", draft.reason.clone()),
        ("获取的方式、途径", draft.access.clone()),
        ("不予公开的部分", withheld.collect::<Vec<_>>().join("；")),
        ("负责公开的机关", organ.unwrap_or_default()),
        ("特别规定", draft.special_rule.clone()),
        ("禁止公开的依据", draft.forbidding_law.clone()),
        ("随附的文件", attachments.join("、")),
    ];
    lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

pub fn remedy(remedy: &Remedy, calendar: &Calendar) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("第几件", format!("第{}件　{}", remedy.remedy, story::route(remedy.route))),
        ("机关", format!("{}　{}", remedy.body, remedy.docket).trim_end().to_owned()),
        ("提出", words::day(remedy.sought)),
    ];
    if let Some((on, procedure)) = remedy.notified {
        lines.push(("收到副本", format!("{}，{}", words::day(on), procedure.label())));
    }
    if let Some(by) = remedy.respond_by(calendar) {
        lines.push(("答复举证期限", words::day(by.date)));
    }
    if let Some(on) = remedy.responded {
        lines.push(("已答复举证", words::day(on)));
    }
    let result = remedy.decided.map_or_else(
        || "尚未审结".to_owned(),
        |(on, result)| format!("{}，{}", words::day(on), story::result(result)),
    );
    lines.push(("结果", result));
    lines
}
