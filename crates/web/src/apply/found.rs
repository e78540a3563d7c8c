//! 您要的可能已经公开：suggestions and hints after what was typed　/apply/found，/apply/suggestions

use super::counts::Mark;
use super::draft::{self, Draft, Drafting, Open, Seen};
use super::steps::{Step, after};
use super::{Fail, Window, unreadable};
use crate::counted::Counts;
use crate::error::Error;
use crate::guard::Peer;
use crate::library::Suggestion;
use crate::page::{Frame, Visit};
use crate::{answer, words};
use anyhow::Context;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Json, Redirect, Response};
use office::hints::{Hint, hints};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;

const SHOWN: usize = 5;
const SHOWN_WHILE_TYPING: usize = 3;

#[derive(Template)]
#[template(path = "apply/found.html")]
struct Show {
    frame: Frame,
    step: Step,
    content: String,
    suggestions: Vec<Line>,
    hints: Vec<Hint>,
}

struct Line {
    title: String,
    path: String,
    open: String,
    /// «政策文件　2024年3月1日»
    about: String,
}

#[derive(Template)]
#[template(path = "apply/done.html")]
struct Done {
    frame: Frame,
    title: String,
    path: String,
}

impl Window {
    pub fn counts(&self) -> Counts<'_> {
        Counts { ledger: self.ledger(), now: self.desk.now(), today: self.library().today() }
    }

    async fn suggestions(&self, text: &str, limit: usize) -> Result<Vec<Suggestion>, Fail> {
        let (library, text) = (self.portal.library.clone(), text.to_owned());
        let found = tokio::task::spawn_blocking(move || library.published(&text, limit)).await;
        Ok(found.context("looking for what is published was interrupted")?)
    }

    pub async fn suggestion(&self, path: &str) -> Result<Suggestion, Fail> {
        let (library, path) = (self.portal.library.clone(), path.to_owned());
        let found = tokio::task::spawn_blocking(move || library.suggestion(&path)).await;
        let found = found.context("looking for what is published was interrupted")?;
        found.ok_or(Fail::Page(Error::NotFound))
    }
}

fn line(one: Suggestion) -> Line {
    let about = [one.kind.clone(), one.date.map_or_else(String::new, words::day)];
    Line {
        about: about.join("　").trim_end().to_owned(),
        open: opening(&one.path),
        title: one.title,
        path: one.path,
    }
}

/// Through here, so that it is counted.
fn opening(path: &str) -> String {
    format!("/apply/suggestions/open?path={}", utf8_percent_encode(path, NON_ALPHANUMERIC))
}

pub async fn show(
    State(window): State<Window>,
    Drafting(open): Drafting,
    visit: Visit,
) -> Result<Response, Fail> {
    let content = open.draft.typed().text("content").to_owned();
    let (suggestions, hints) = (window.suggestions(&content, SHOWN).await?, hints(&content));
    remember(&window, &open, &suggestions).await?;
    if suggestions.is_empty() && hints.is_empty() {
        return Ok(Redirect::to(next(&window, &open.draft)).into_response());
    }
    let title = if suggestions.is_empty() { "先看一看" } else { "您要的可能已经公开" };
    let show = Show {
        frame: visit.frame(title).under(Step::Content.label(), Step::Content.path()),
        step: Step::Content,
        content,
        suggestions: suggestions.into_iter().map(line).collect(),
        hints,
    };
    Ok(answer::page(&show)?)
}

fn next(window: &Window, draft: &Draft) -> &'static str {
    after(Step::Content, draft, window.library().today()).path()
}

/// Counts what this applicant is shown for the first time.
async fn remember(window: &Window, open: &Open, suggestions: &[Suggestion]) -> Result<(), Fail> {
    let new = |one: &&Suggestion| !open.draft.seen.iter().any(|seen| seen.path == one.path);
    let news: Vec<&Suggestion> = suggestions.iter().filter(new).collect();
    for one in &news {
        window.counts().mark(one, &[Mark::Shown]).await?;
    }
    let first = open.draft.seen.is_empty() && !open.draft.sought;
    if first {
        let nothing = u64::from(suggestions.is_empty());
        window
            .counts()
            .daily(|day| {
                day.sought += 1;
                day.nothing += nothing;
            })
            .await?;
    }
    if first || !news.is_empty() {
        let add = |draft: &mut Draft| {
            draft.sought = true;
            for one in &news {
                if !draft.seen.iter().any(|seen| seen.path == one.path) {
                    draft.seen.push(seen(one));
                }
            }
        };
        draft::change(window, &open.code, add).await?;
    }
    Ok(())
}

fn seen(one: &Suggestion) -> Seen {
    Seen { path: one.path.clone(), title: one.title.clone(), clicked: false, answered: false }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Posted {
    #[serde(rename = "do")]
    act: String,
    path: String,
}

/// «这就是我要的» or «不是，继续申请».
pub async fn create(
    State(window): State<Window>,
    Drafting(open): Drafting,
    form: Result<Form<Posted>, FormRejection>,
) -> Result<Response, Fail> {
    let Form(posted) = form.map_err(|_| unreadable())?;
    if posted.act != "this" {
        let on = |draft: &mut Draft| draft.seen.iter_mut().for_each(|seen| seen.answered = false);
        let open = draft::change(&window, &open.code, on).await?;
        return Ok(Redirect::to(next(&window, &open.draft)).into_response());
    }
    let one = window.suggestion(&posted.path).await?;
    if !open.draft.seen.iter().any(|seen| seen.path == one.path) {
        return Err(Fail::Page(Error::NotFound));
    }
    // Once an applicant: going on and coming back does not count again.
    if open.draft.answered().is_none() && !open.draft.content_with {
        window.counts().mark(&one, &[Mark::Answered]).await?;
        window.counts().daily(|day| day.answered += 1).await?;
    }
    let work = |draft: &mut Draft| {
        draft.content_with = true;
        draft.seen.iter_mut().for_each(|seen| seen.answered = seen.path == one.path);
    };
    draft::change(&window, &open.code, work).await?;
    Ok(Redirect::to("/apply/done").into_response())
}

pub async fn done(Drafting(open): Drafting, visit: Visit) -> Result<Response, Fail> {
    let Some(seen) = open.draft.answered() else {
        return Ok(Redirect::to("/apply/found").into_response());
    };
    let frame = visit.frame("已经找到").under(Step::Content.label(), Step::Content.path());
    Ok(answer::page(&Done { frame, title: seen.title.clone(), path: seen.path.clone() })?)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    path: String,
}

/// GET /apply/suggestions/open?path=…: counts, and goes there. Only to what is suggested.
pub async fn open(
    State(window): State<Window>,
    peer: Peer,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Fail> {
    peer.admitted(&window.looks)?;
    let one = window.suggestion(&asked.path).await?;
    let carried = draft::carried(&window, &headers).await?.filter(|open| open.draft.sent.is_none());
    let known = carried.as_ref().and_then(|open| open.draft.seen.iter().find(|seen| seen.path == one.path));
    let marks: &[Mark] = match known {
        Some(seen) if seen.clicked => &[],
        Some(_) => &[Mark::Clicked],
        // Found while typing: shown and opened at once.
        None => &[Mark::Shown, Mark::Clicked],
    };
    if !marks.is_empty() {
        window.counts().mark(&one, marks).await?;
    }
    if let Some(open) = carried {
        let note = |draft: &mut Draft| match draft.seen.iter_mut().find(|seen| seen.path == one.path) {
            Some(seen) => seen.clicked = true,
            None => draft.seen.push(Seen { clicked: true, ..seen(&one) }),
        };
        draft::change(&window, &open.code, note).await?;
    }
    Ok(Redirect::to(&one.path).into_response())
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Typing {
    q: String,
}

/// POST /apply/suggestions: for the script that asks while somebody types. What is typed stands in no address, and so
/// in no log of addresses.
pub async fn list(
    State(window): State<Window>,
    peer: Peer,
    form: Result<Form<Typing>, FormRejection>,
) -> Result<Response, Fail> {
    peer.admitted(&window.looks)?;
    let Form(asked) = form.map_err(|_| unreadable())?;
    let found = window.suggestions(&asked.q, SHOWN_WHILE_TYPING).await?;
    let suggestions: Vec<_> = found.into_iter().map(line).map(told).collect();
    let hints: Vec<_> = hints(&asked.q).into_iter().map(|hint| hint.title()).collect();
    Ok(Json(json!({ "suggestions": suggestions, "hints": hints })).into_response())
}

fn told(line: Line) -> serde_json::Value {
    json!({ "title": line.title, "about": line.about, "path": line.path, "open": line.open })
}
