//! 一件申请的进度　GET /apply/track/{no}

use super::files::{self, Line};
use super::{acts, opened, path, story};
use crate::apply::{Fail, Window};
use crate::page::{Frame, Visit};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use casework::File;
use jiff::civil::Date;
use law::request::{Because, Event as Timed, History, Reckoning, State as Stage, reckon};
use law::workday::Calendar;
use office::case::{Act, Case, Event, Purpose, shown_to_applicant, was_answered};
use office::letter::{Form, remedies};
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    /// What was just done.
    done: String,
}

#[derive(Template)]
#[template(path = "apply/case.html")]
struct Show {
    frame: Frame,
    no: String,
    subject: String,
    done: Option<&'static str>,
    state: &'static str,
    sentences: Vec<String>,
    because: Vec<Because>,
    todo: Vec<Todo>,
    withdrawal: Option<String>,
    steps: Vec<Step>,
    answer: Vec<Line>,
    remedy: Option<Remedy>,
    parts: Vec<(String, String)>,
    content: Option<String>,
}

pub struct Todo {
    path: String,
    label: &'static str,
}

struct Step {
    when: String,
    title: &'static str,
    lines: Vec<String>,
    files: Vec<Line>,
}

struct Remedy {
    text: String,
    deadlines: Vec<String>,
    online: String,
}

pub async fn show(
    State(window): State<Window>,
    Path(no): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Fail> {
    let file = opened(&window, &headers, &no).await?;
    let (calendar, today) = (window.library().calendar(), window.library().today());
    let told = reckoned(&file.case, today, &calendar)?;
    let now = acts::now(&window, &file.case);
    let todo = |act: &acts::Own| Todo { path: format!("{}/{}", path(&no), act.slug), label: act.label };
    let (steps, answer) = steps(&file);
    let show = Show {
        frame: visit.frame(&format!("申请{no}")).under("申请公开政府信息", "/apply"),
        subject: file.case.subject.clone(),
        done: acts::done(&asked.done),
        state: state(&file, told.state),
        sentences: sentences(&window, &file.case, &told, today),
        todo: now.iter().filter(|own| own.act != Act::Withdraw).map(|own| todo(own)).collect(),
        withdrawal: now.iter().find(|own| own.act == Act::Withdraw).map(|own| todo(own).path),
        steps,
        answer,
        remedy: remedy(&window, &file.case, &told),
        parts: parts(&file).into_iter().map(|part| (path(&part), part)).collect(),
        content: content(&window, &file.case).await?,
        because: told.because,
        no,
    };
    Ok(answer::page(&show)?)
}

pub fn reckoned(case: &Case, today: Date, calendar: &Calendar) -> Result<Reckoning, Fail> {
    let history = History { as_of: Some(today), ..case.history.clone() };
    let told = reckon(&history, calendar);
    Ok(told.map_err(|error| anyhow::anyhow!("case {} does not reckon: {error}", case.no))?)
}

pub fn state(file: &File, state: Stage) -> &'static str {
    match state {
        Stage::Unconfirmed => "等待确认收到",
        Stage::Open => "正在办理",
        Stage::AwaitingCorrection => "等待您补正",
        Stage::AwaitingReply => "正在征求意见",
        Stage::AwaitingPayment => "等待您缴费",
        Stage::Answered => "已经答复",
        Stage::Closed => file.history.iter().rev().find_map(|step| ending(&step.event)).unwrap_or("已经结束"),
    }
}

/// How it ended without an answer of its own.
fn ending(event: &Event) -> Option<&'static str> {
    match event {
        Event::Withdrawn { .. } => Some("已经撤回"),
        Event::Lapsed { .. } => Some("不再处理"),
        Event::Merged { .. } => Some("并入另一件办理"),
        Event::Split { .. } => Some("拆分办理"),
        _ => None,
    }
}

/// Where it stands, and what comes next until when.
fn sentences(window: &Window, case: &Case, told: &Reckoning, today: Date) -> Vec<String> {
    let mut lines = Vec::new();
    let provisional = if told.provisional { "（暂定，放假通知尚未发布）" } else { "" };
    match told.state {
        Stage::Open if told.overdue => lines.push("答复期限已过，本机关正在抓紧办理。".into()),
        Stage::Open => {
            let due = told.due.map(|due| format!("应当在{}以前答复{provisional}。", words::day(due)));
            lines.extend(due);
        }
        Stage::AwaitingReply => lines.push("收到意见后继续计算答复期限。".into()),
        Stage::AwaitingCorrection => {
            let by = told.deadlines.first().map(|by| by.date);
            lines.extend(by.map(|by| {
                let over = if by < today {
                    "期限已过，本机关尚未结束办理的，仍可以补正。"
                } else {
                    "逾期没有正当理由的，视为放弃申请。"
                };
                format!("请在{}以前补正。{over}", words::day(by))
            }));
        }
        Stage::AwaitingPayment => {
            let yuan = case.fee.map_or_else(String::new, |(_, yuan)| format!("应缴信息处理费{yuan}元。"));
            let by = told.pay_by.map_or_else(String::new, |by| format!("请在{}以前缴纳。", words::day(by)));
            let how = window.casework().stationery().ok().and_then(|one| one.sender().ok());
            let how = how.map(|sender| sender.payment).filter(|how| !how.is_empty());
            lines.push(yuan + &by + &how.map_or_else(String::new, |how| format!("缴费方式：{how}。")));
        }
        Stage::Answered => {
            let on = answered(case).map(|(on, _)| format!("已于{}作出答复。", words::day(on)));
            lines.extend(on);
        }
        Stage::Unconfirmed => lines.push("本机关与您确认收到后，开始计算答复期限。".into()),
        Stage::Closed => {}
    }
    lines
}

/// When it was answered, and whether through the internet.
fn answered(case: &Case) -> Option<(Date, bool)> {
    case.history.events.iter().find_map(|dated| match dated.event {
        Timed::Answered { delivery, .. } => {
            Some((dated.at, law::request::remedy::online_channel_required(delivery)))
        }
        _ => None,
    })
}

/// The steps with the letters each sent, and what was handed over with the answer.
fn steps(file: &File) -> (Vec<Step>, Vec<Line>) {
    let no = &file.case.no;
    let mut left = shown_to_applicant(&file.case);
    let mut steps: Vec<Step> = Vec::new();
    // A letter belongs to the step before it; that of the answer lies there from its signing on.
    let mut of_a_step = false;
    for one in &file.history {
        match (&one.event, story::tell(&one.event)) {
            (Event::Filed(filed), _) => {
                let letter = of_a_step && matches!(filed.purpose, Purpose::Letter { .. });
                let at = left.iter().position(|shown| letter && shown.file == filed.file);
                if let (Some(at), Some(step)) = (at, steps.last_mut()) {
                    step.files.push(files::line(no, left.remove(at)));
                }
            }
            (_, Some(told)) => {
                of_a_step = true;
                let when = words::day(told.on);
                steps.push(Step { when, title: told.title, lines: told.lines, files: Vec::new() });
            }
            (_, None) => of_a_step = false,
        }
    }
    (steps, left.into_iter().map(|filed| files::line(no, filed)).collect())
}

fn remedy(window: &Window, case: &Case, told: &Reckoning) -> Option<Remedy> {
    if !was_answered(case) {
        return None;
    }
    let (on, online) = answered(case)?;
    let draft = case.draft()?;
    let form = Form::of_answer(draft.outcome, draft.how)?;
    let sender = window.casework().stationery().ok()?.sender().ok()?;
    let channel = sender.review_online.trim().to_owned();
    let text = remedies(form, &sender, on, online && !channel.is_empty()).ok()?;
    let by = |what: &str, day: Option<Date>| day.map(|day| format!("{what}：{}以前", words::day(day)));
    let deadlines = [by("申请行政复议", told.reconsideration_by), by("提起行政诉讼", told.litigation_by)];
    Some(Remedy { text, deadlines: deadlines.into_iter().flatten().collect(), online: channel })
}

fn parts(file: &File) -> Vec<String> {
    let parts = file.history.iter().find_map(|step| match &step.event {
        Event::Split { into, .. } => Some(into.clone()),
        _ => None,
    });
    parts.unwrap_or_default()
}

/// What was asked for; nothing once it was erased.
async fn content(window: &Window, case: &Case) -> Result<Option<String>, Fail> {
    match window.casework().application(case).await {
        Ok(application) => Ok(Some(application.content)),
        Err(error) if error.refusal().is_some() => Ok(None),
        Err(error) => Err(error.into()),
    }
}
