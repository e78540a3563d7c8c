//! 草稿的保存、续填、删除　/apply/draft、/apply/resume

use super::draft::{self, Drafting, KEPT_DAYS};
use super::steps::{Step, read};
use super::{Fail, Window, code, unreadable};
use crate::form::Fault;
use crate::page::{Frame, Visit};
use crate::{answer, words};
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "apply/kept.html")]
struct Show {
    frame: Frame,
    code: String,
    until: String,
    /// Where to go on.
    next: &'static str,
    days: i64,
    /// On a touch screen: the address to go on at, to be scanned.
    picture: Option<String>,
}

pub async fn show(
    State(window): State<Window>,
    Drafting(open): Drafting,
    visit: Visit,
) -> Result<Response, Fail> {
    let (_, faults) = read(&open.draft, window.library().today());
    let frame = visit.frame("草稿已保存").under(Step::Content.label(), Step::Content.path());
    let code = code::grouped(&open.code);
    let show = Show {
        picture: frame.code(&format!("/apply/resume?code={code}"), "继续填写的网址"),
        frame,
        code,
        until: open.expires.map_or_else(String::new, words::moment),
        next: faults.iter().map(Step::of).min_by_key(|step| step.number()).unwrap_or(Step::Check).path(),
        days: KEPT_DAYS,
    };
    Ok(answer::page(&show)?)
}

/// POST /apply/draft: the draft is deleted.
pub async fn discard(
    State(window): State<Window>,
    headers: HeaderMap,
    Drafting(open): Drafting,
) -> Result<Response, Fail> {
    draft::discard(&window, &open).await?;
    let cookie = draft::drop_cookie(&headers)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/apply/resume?deleted=yes")).into_response())
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    code: String,
    deleted: String,
}

#[derive(Template)]
#[template(path = "apply/resume.html")]
struct Resume {
    frame: Frame,
    code: String,
    deleted: bool,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

/// A link that was noted shows its code; only the button opens the draft.
pub async fn show_resume(Query(asked): Query<Asked>, visit: Visit) -> Result<Response, Fail> {
    page(&visit, StatusCode::OK, asked, Vec::new())
}

fn page(visit: &Visit, status: StatusCode, asked: Asked, faults: Vec<Fault>) -> Result<Response, Fail> {
    let frame = visit.frame("继续填写").under(Step::Content.label(), Step::Content.path());
    let deleted = asked.deleted == "yes";
    let show = Resume { frame, code: asked.code.chars().take(40).collect(), deleted, faults, refused: None };
    Ok(answer::page_with(status, &show)?)
}

pub async fn resume(
    State(window): State<Window>,
    headers: HeaderMap,
    visit: Visit,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Fail> {
    let Form(asked) = form.map_err(|_| unreadable())?;
    let found = match code::read(&asked.code, code::DRAFT) {
        Some(code) => draft::find(&window, &code).await?,
        None => None,
    };
    let Some(open) = found.filter(|open| open.draft.sent.is_none()) else {
        let message = "没有这份草稿。续填码可能写错了，或者草稿已经提交、删除、满30日。".into();
        let faults = vec![Fault { field: "code", message }];
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, asked, faults);
    };
    let cookie = draft::carry(&headers, &open.code)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/apply/draft")).into_response())
}
