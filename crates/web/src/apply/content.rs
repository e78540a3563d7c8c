//! 申请什么　GET、POST /apply：what happens, what it costs, until when, and the first question

use super::draft::{self, Draft};
use super::steps::{Step, faults, fields};
use super::{Fail, Window, mine, unreadable};
use crate::form::{Fault, Field, Kind, Typed, named};
use crate::page::{Frame, Visit};
use crate::{answer, assets, words};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use law::request::reply::REPLY_DAYS;

#[derive(Template)]
#[template(path = "apply/content.html")]
struct Show {
    frame: Frame,
    step: Step,
    /// «2026年3月30日（星期一）»
    due: String,
    provisional: bool,
    /// An application was sent a moment ago.
    sent: bool,
    /// What the own applications are opened by, where somebody may sign in.
    provider: Option<String>,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

pub async fn show(State(window): State<Window>, headers: HeaderMap, visit: Visit) -> Result<Response, Fail> {
    let open = draft::carried(&window, &headers).await?;
    let sent = open.as_ref().is_some_and(|open| open.draft.sent.is_some());
    let draft = open.map(|open| open.draft).filter(|draft| draft.sent.is_none());
    let typed = draft.as_ref().map(Draft::typed).unwrap_or_default();
    page(&window, &visit, StatusCode::OK, (&typed, Vec::new()), sent)
}

fn page(
    window: &Window,
    visit: &Visit,
    status: StatusCode,
    (typed, faults): (&Typed, Vec<Fault>),
    sent: bool,
) -> Result<Response, Fail> {
    let (calendar, today) = (window.library().calendar(), window.library().today());
    let due = calendar.add(today, REPLY_DAYS).map_err(anyhow::Error::from)?;
    let fields = fields(Step::Content, typed, &faults);
    let faults = named(faults, &fields);
    let frame = visit.frame(Step::Content.label());
    let show = Show {
        provider: mine::offered(window, &frame),
        frame: frame.with_script(assets::apply_script_path()),
        step: Step::Content,
        due: words::day_of_week(due.date),
        provisional: due.provisional,
        sent,
        fields,
        faults,
        refused: None,
    };
    Ok(answer::page_with(status, &show)?)
}

pub async fn create(
    State(window): State<Window>,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    let typed = Typed(form.map_err(|_| unreadable())?.0);
    let mut tried = Draft::default();
    tried.take(Step::Content.names(), &typed);
    let faults = faults(Step::Content, &tried, window.library().today());
    if !faults.is_empty() {
        return page(&window, &visit, StatusCode::UNPROCESSABLE_ENTITY, (&typed, faults), false);
    }
    let to = if typed.text("do") == "save" { "/apply/draft" } else { "/apply/found" };
    let open = draft::carried(&window, &headers).await?.filter(|open| open.draft.sent.is_none());
    let Some(open) = open else {
        let (_, cookie) = draft::create(&window, &headers, tried).await?;
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response());
    };
    // Whoever goes on after all has not found the answer.
    let work = |draft: &mut Draft| {
        draft.take(Step::Content.names(), &typed);
        draft.seen.iter_mut().for_each(|seen| seen.answered = false);
    };
    draft::change(&window, &open.code, work).await?;
    Ok(Redirect::to(to).into_response())
}
