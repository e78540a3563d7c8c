//! 回执　GET /apply/receipt：number and code, shown for an hour after sending to whoever sent it

use super::draft::{self, Sent};
use super::{Fail, Window, code};
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{answer, words};
use anyhow::Context;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use casework::File;
use law::request::correction::NOTICE_DAYS;
use office::case::{Purpose, shown_to_applicant};
use office::letter::Form;

#[derive(Template)]
#[template(path = "apply/receipt.html")]
struct Show {
    frame: Frame,
    no: String,
    code: String,
    subject: String,
    on: String,
    due: String,
    provisional: bool,
    /// Until when correction may be asked.
    asked_by: String,
    letter: bool,
}

async fn sent(window: &Window, headers: &HeaderMap) -> Result<Sent, Fail> {
    let open = draft::carried(window, headers).await?;
    open.and_then(|open| open.draft.sent).ok_or(Fail::NoDraft)
}

pub async fn show(State(window): State<Window>, headers: HeaderMap, visit: Visit) -> Result<Response, Fail> {
    let Sent { no, code } = sent(&window, &headers).await?;
    let file = find(&window, &no).await?;
    let row = window.casework().row(&no).await?.context("an application that was sent is listed")?;
    let calendar = window.library().calendar();
    let received = row.received.unwrap_or(row.submitted);
    let asked_by = calendar.add(received, NOTICE_DAYS).map_err(anyhow::Error::from)?;
    let show = Show {
        frame: visit.frame("申请已经提交").under("申请公开政府信息", "/apply"),
        code: code::grouped(&code),
        subject: file.case.subject.clone(),
        on: words::day(received),
        due: row.due.map_or_else(String::new, words::day_of_week),
        provisional: row.provisional,
        asked_by: words::day(asked_by.date),
        letter: letter_of(&file).is_some(),
        no,
    };
    Ok(answer::page(&show)?)
}

async fn find(window: &Window, no: &str) -> Result<File, Fail> {
    let file = window.casework().file(no).await?;
    Ok(file.context("an application that was sent is there")?)
}

fn letter_of(file: &File) -> Option<&office::case::Filed> {
    let receipt =
        |purpose: &Purpose| matches!(purpose, Purpose::Letter { form, .. } if form == Form::Receipt.key());
    shown_to_applicant(&file.case).into_iter().find(|filed| receipt(&filed.purpose))
}

/// GET /apply/receipt/letter: the receipt as it stands in the case file.
pub async fn letter(State(window): State<Window>, headers: HeaderMap) -> Result<Response, Fail> {
    let Sent { no, .. } = sent(&window, &headers).await?;
    let file = find(&window, &no).await?;
    let filed = letter_of(&file).ok_or(Fail::Page(Error::NotFound))?;
    let bytes = window.casework().unseal(&filed.content).await?;
    Ok(answer::private(&filed.name, &filed.media, bytes))
}

/// POST /apply/receipt: number and code are noted; this browser knows them no more.
pub async fn forget(State(window): State<Window>, headers: HeaderMap) -> Result<Response, Fail> {
    if let Some(open) = draft::carried(&window, &headers).await?.filter(|open| open.draft.sent.is_some()) {
        draft::discard(&window, &open).await?;
    }
    let cookie = draft::drop_cookie(&headers)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/apply/track")).into_response())
}
