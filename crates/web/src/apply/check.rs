//! 核对后提交　GET、POST /apply/check

use super::draft::{self, Draft, Drafting, Open, RECEIPT_KEPT, Sent};
use super::steps::{Filled, PROOF, Step, paper, read};
use super::{Fail, Window, code, counts, mine, unreadable};
use crate::error::Error;
use crate::form::Fault;
use crate::guard::Peer;
use crate::page::{Frame, Visit};
use crate::{answer, words};
use anyhow::Context;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::{NewFile, NewRecord, Person, Registration};
use law::request::receipt::Channel;
use law::request::reply::REPLY_DAYS;
use office::case::{Purpose, Representing};
use office::subject;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "apply/check.html")]
struct Show {
    frame: Frame,
    step: Step,
    version: u64,
    due: String,
    sections: Vec<Section>,
    wrong: Vec<Wrong>,
    changed: bool,
}

struct Section {
    step: Step,
    title: &'static str,
    rows: Vec<(&'static str, String)>,
}

struct Wrong {
    path: String,
    message: String,
}

pub async fn show(
    State(window): State<Window>,
    Drafting(open): Drafting,
    visit: Visit,
) -> Result<Response, Fail> {
    page(&window, &open, &visit, StatusCode::OK, false)
}

fn page(
    window: &Window,
    open: &Open,
    visit: &Visit,
    status: StatusCode,
    changed: bool,
) -> Result<Response, Fail> {
    let (calendar, today) = (window.library().calendar(), window.library().today());
    let (filled, faults) = read(&open.draft, today);
    let due = calendar.add(today, REPLY_DAYS).map_err(anyhow::Error::from)?;
    let show = Show {
        frame: visit.frame(Step::Check.label()).under(Step::Content.label(), Step::Content.path()),
        step: Step::Check,
        version: open.version,
        due: words::day_of_week(due.date),
        sections: sections(&open.draft, &filled),
        wrong: faults.iter().map(wrong).collect(),
        changed,
    };
    Ok(answer::page_with(status, &show)?)
}

fn wrong(fault: &Fault) -> Wrong {
    Wrong { path: format!("{}#{}", Step::of(fault).path(), fault.field), message: fault.message.clone() }
}

fn sections(draft: &Draft, filled: &Filled) -> Vec<Section> {
    let Filled { kind, representative, application } = filled;
    let person = &application.applicant;
    let by = representative.as_ref().map_or("申请人自己（本单位）", |(by, _)| label(*by));
    let mut own = vec![
        (if person.natural { "姓名" } else { "单位名称" }, person.name.clone()),
        ("证件", person.paper.clone()),
        ("证件号码", person.paper_no.clone()),
        ("联系电话", person.telephone.clone()),
    ];
    if let Some((by, person)) = representative {
        let named = [person.name.as_str(), &person.paper_no, &person.telephone].join("　");
        own.push((label(*by), named));
    }
    let section = |step, title, rows| Section { step, title, rows };
    let sections = vec![
        section(Step::Content, "申请公开的内容", vec![("内容", application.content.clone())]),
        section(Step::Kind, "谁来申请", vec![("申请人类别", kind.label().into()), ("由谁提出", by.into())]),
        section(Step::Applicant, "申请人", own),
        section(
            Step::Form,
            "怎样答复您",
            vec![
                ("形式", application.medium.clone()),
                ("获取方式", application.way.clone()),
                ("电子邮箱", person.email.clone()),
                ("通信地址", [person.address.as_str(), &person.postcode].join("　").trim().to_owned()),
            ],
        ),
        section(
            Step::Files,
            "附上的材料",
            draft.files.iter().map(|file| (paper(&file.what).1, file.name.clone())).collect(),
        ),
    ];
    sections.into_iter().map(filled_in).collect()
}

fn filled_in(section: Section) -> Section {
    let rows = section.rows.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    Section { rows, ..section }
}

const fn label(by: Representing) -> &'static str {
    match by {
        Representing::Proxy => "代理人",
        Representing::Guardian => "监护人",
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Posted {
    version: u64,
}

/// Sends the draft: once, however often the button is pressed.
pub async fn create(
    State(window): State<Window>,
    Drafting(open): Drafting,
    peer: Peer,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Posted>, FormRejection>,
) -> Result<Response, Fail> {
    let Form(posted) = form.map_err(|_| unreadable())?;
    if posted.version != open.version {
        return page(&window, &open, &visit, StatusCode::CONFLICT, true);
    }
    let (filled, faults) = read(&open.draft, window.library().today());
    if !faults.is_empty() {
        return page(&window, &open, &visit, StatusCode::UNPROCESSABLE_ENTITY, false);
    }
    peer.admitted(&window.sends)?;
    let registration = registration(&window, &open, filled).await?;
    let held = mine::current(&window, &headers).await?;
    match register(&window, &open, held.as_ref(), registration).await {
        Ok(no) => {
            afterwards(&window, &open, &no).await;
            Ok(Redirect::to("/apply/receipt").into_response())
        }
        Err(casework::Error::Ledger(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. }))) => {
            // Pressed twice, or changed in another window.
            let open = draft::find(&window, &open.code).await?.ok_or(Fail::NoDraft)?;
            if open.draft.sent.is_some() {
                Err(Fail::Sent)
            } else {
                page(&window, &open, &visit, StatusCode::CONFLICT, true)
            }
        }
        Err(error) => Err(not_taken(&window, error)),
    }
}

/// What the office has to set right is no matter of the applicant's, who keeps the draft.
fn not_taken(window: &Window, error: casework::Error) -> Fail {
    if error.refusal().is_none() {
        return error.into();
    }
    tracing::error!(%error, "an application could not be taken");
    let telephone = &window.library().organ().telephone;
    let told = format!("申请暂时不能提交，填写的内容已经保存在草稿里。请稍后再试，或者致电{telephone}");
    Fail::Page(Error::NotNow(told))
}

async fn registration(window: &Window, open: &Open, filled: Filled) -> Result<Registration, Fail> {
    let today = window.library().today();
    let Filled { kind, representative, application } = filled;
    let subject =
        subject::of_content(&application.content, &private(&application.applicant, representative.as_ref()));
    let proof = |(by, person): (Representing, Person)| (by, person, proof(&open.draft));
    let registration = Registration::new(Channel::Internet, today, kind, subject, application);
    Ok(Registration {
        // The platform confirms at once.
        received: Some(today),
        representative: representative.map(proof),
        files: files(window, open).await?,
        ..registration
    })
}

/// What the subject must not repeat.
fn private<'a>(person: &'a Person, representative: Option<&'a (Representing, Person)>) -> Vec<&'a str> {
    let of = |one: &'a Person| {
        let natural = if one.natural { one.name.as_str() } else { "" };
        [natural, &one.paper_no, &one.telephone, &one.email, &one.address]
    };
    let acting = representative.into_iter().flat_map(|(_, one)| of(one));
    of(person).into_iter().chain(acting).filter(|text| !text.is_empty()).collect()
}

/// Which papers show the power to act, as the case file names them.
fn proof(draft: &Draft) -> String {
    let named = named(draft).into_iter().zip(&draft.files).filter(|(_, file)| file.what == PROOF);
    format!("网上提交：{}", named.map(|(name, _)| name).collect::<Vec<_>>().join("、"))
}

/// «身份证明1.jpg»: the names the applicant gave stay with the draft.
fn named(draft: &Draft) -> Vec<String> {
    let nth = |at: usize| {
        let what = &draft.files[at].what;
        draft.files[..=at].iter().filter(|file| file.what == *what).count()
    };
    let name = |(at, file): (usize, &draft::Attached)| {
        format!("{}{}.{}", paper(&file.what).1, nth(at), file.extension)
    };
    draft.files.iter().enumerate().map(name).collect()
}

async fn files(window: &Window, open: &Open) -> Result<Vec<NewFile>, Fail> {
    let mut files = Vec::new();
    for (name, file) in named(&open.draft).into_iter().zip(&open.draft.files) {
        let bytes = draft::file(window, &open.code, file.no).await?;
        let bytes = bytes.context("a file of a draft is gone")?;
        files.push(NewFile { purpose: Purpose::FromApplicant, name, media: file.media.clone(), bytes });
    }
    Ok(files)
}

/// The application, the code it is tracked by, its place among the own ones of whoever is signed in, and the end of the
/// draft stand or fall together.
async fn register(
    window: &Window,
    open: &Open,
    held: Option<&mine::Held>,
    taken: Registration,
) -> Result<String, casework::Error> {
    let tracking = code::random(code::TRACK).map_err(|error| casework::Error::Stored(error.to_string()))?;
    let id = draft::id(window, &open.code)?;
    let now = window.desk.now();
    let records = |no: &str| {
        let sent = Draft { sent: Some(Sent { no: no.into(), code: tracking.clone() }), ..Draft::default() };
        let plain = serde_json::to_vec(&sent)?;
        let body = window.ledger().seal_bytes(&plain, &draft::bound(&open.code))?;
        let expires = Some(now + RECEIPT_KEPT);
        let ended = NewRecord { kind: draft::KIND, id: id.clone(), expected: open.version, body, expires };
        let mut records = vec![ended, super::track::lock(window, no, &tracking)?];
        if let Some(held) = held {
            records.push(mine::citizens(window).with_case(held, no)?);
        }
        Ok(records)
    };
    let calendar = window.library().calendar();
    let (moment, who) = (window.desk.moment(&calendar), casework::applicant());
    window.casework().register_with(moment, &who, taken, records).await
}

/// What need not stand or fall with the application: the counts, and the files of the draft, which it now has.
async fn afterwards(window: &Window, open: &Open, no: &str) {
    let counted = count(window, open, no).await;
    if let Err(error) = counted {
        tracing::warn!(%error, "an application was not counted");
    }
    if let Err(error) = draft::remove_files(window, open).await {
        tracing::warn!(?error, "files of a sent draft stay until they expire");
    }
}

async fn count(window: &Window, open: &Open, no: &str) -> Result<(), ledger::Error> {
    let counts = window.counts();
    for seen in &open.draft.seen {
        // What was taken down meanwhile is no longer counted.
        if let Ok(one) = window.suggestion(&seen.path).await {
            counts.mark(&one, &[counts::Mark::Applied]).await?;
        }
    }
    let shown = open.draft.seen.iter().map(|seen| (seen.path.clone(), seen.title.clone())).collect();
    counts.sent(no, shown).await?;
    counts.daily(|day| day.sent += 1).await
}

impl Section {
    fn empty(&self) -> bool {
        self.rows.is_empty()
    }
}
