//! 一件事　GET /services/things/{id}?题=选项&…：the questions one at a time, the answers in the address, and at the end a
//! guide of one's own; 清单 /services/things/{id}/checklist.pdf?…

use super::guide::{Media, Paper};
use super::paper::{self, Sheet};
use super::{
    Change, Missing, Open, Since, frame, history, meta, minute, open_guide, open_thing, shelves, version,
};
use crate::error::Error;
use crate::library::item_path;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use office::publication::{Disclosed, Public};
use office::service::{self, Guide, Merged, Personal, Question, Thing, Walk, walk};
use publishing::Publishing;

/// Answers as the address has them.
type Answers = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "portal/services/thing.html")]
struct Show {
    frame: Frame,
    thing: Thing,
    path: String,
    item: String,
    media: Media,
    named: Vec<(String, Option<String>)>,
    said: Vec<Said>,
    /// What is asked now; with the answers so far.
    asked: Option<Question>,
    given: Answers,
    /// Sent without a choice: what the button sends is the number of the question.
    unanswered: bool,
    own: Option<Personal>,
    /// Of each material to bring, in their order.
    samples: Vec<Vec<Paper>>,
    /// What the guides give to take along: the guide's name and its files.
    papers: Vec<(String, Vec<Paper>)>,
    guides: Vec<(String, String)>,
    /// Guides that are not public now.
    absent: usize,
    pdf: String,
    version: String,
    since: Since,
    history: Vec<Change>,
    code: Option<String>,
}

/// An answer that was given, and where to give it otherwise.
struct Said {
    question: String,
    answer: String,
    again: String,
}

pub async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Query(answers): Query<Answers>,
    visit: Visit,
) -> Result<Response, Missing> {
    let publishing = &shelves(&portal)?.publishing;
    let open = open_thing(publishing, &id).await?;
    let path = service::path(true, &id);
    let came = walk(&open.service.questions, |key| given(&answers, key));
    let plan = came.plan(&open.service.guides);
    let over = came.next.is_none();
    let typed = given(&answers, "since").unwrap_or_default();
    let taken = if over { taken(publishing, &plan.guides).await? } else { Vec::new() };
    // Who has a list in hand is told of whatever it may have come from, before the questions are answered.
    let maybe: Vec<String> = open.service.named_guides().into_iter().map(Into::into).collect();
    let maybe = if over || typed.is_empty() { Vec::new() } else { self::taken(publishing, &maybe).await? };
    let frame = frame(&visit, &open.service.name).with_meta(meta(open.newest()));
    let here = with_answers(&path, &came, came.taken.len());
    let updated = taken.iter().filter_map(|one| one.editions.last()).map(|one| one.updated);
    let version = version(updated.chain([open.newest().updated]));
    let newest = maybe.iter().filter_map(|one| one.editions.last()).map(|one| minute(one.updated));
    let newest = newest.chain([version.clone()]).max().unwrap_or_default();
    let changed = |since: &str| {
        let own = history(&open.service.name, &open.editions, Some(since));
        own.into_iter()
            .chain(
                taken
                    .iter()
                    .chain(&maybe)
                    .flat_map(|one| history(&one.service.name, &one.editions, Some(since))),
            )
            .collect()
    };
    let guides: Vec<Guide> = taken.iter().map(|one| one.service.clone()).collect();
    let own = over.then(|| Personal::of(&plan, &guides));
    let papers = taken.iter().map(|one| (one.service.name.clone(), Paper::all(one.newest())));
    let show = Show {
        samples: own.iter().flat_map(|own| own.bring.iter().map(|one| samples(&taken, one))).collect(),
        papers: papers.filter(|(_, papers)| !papers.is_empty()).collect(),
        own,
        code: frame.code(&here, "这份办事指引的网址"),
        frame,
        item: item_path(&open.newest().index),
        media: Media::of(open.newest(), &open.service.explain),
        named: if over { Vec::new() } else { named(publishing, &open.service).await? },
        said: said(&path, &came),
        asked: came.next.cloned(),
        given: came
            .taken
            .iter()
            .map(|(question, choice)| (question.key.clone(), choice.key.clone()))
            .collect(),
        unanswered: came.next.is_some()
            && given(&answers, "next").is_some_and(|asked| asked == (came.taken.len() + 1).to_string()),
        guides: guides.iter().map(|guide| (guide.name.clone(), service::path(false, &guide.id))).collect(),
        absent: if over { plan.guides.len() - taken.len() } else { 0 },
        pdf: with_answers(&format!("{path}/checklist.pdf"), &came, came.taken.len()),
        version,
        since: Since::of(&typed, &newest, changed),
        history: history(&open.service.name, &open.editions, None),
        path,
        thing: open.service.clone(),
    };
    Ok(answer::page(&show)?)
}

fn given(answers: &Answers, key: &str) -> Option<String> {
    answers.iter().find(|(one, _)| one == key).map(|(_, value)| value.clone())
}

/// The address with the first so many answers; keys are letters, digits and dashes.
fn with_answers(path: &str, came: &Walk<'_>, many: usize) -> String {
    let parts: Vec<String> = came
        .taken
        .iter()
        .take(many)
        .map(|(question, choice)| format!("{}={}", question.key, choice.key))
        .collect();
    if parts.is_empty() { path.into() } else { format!("{path}?{}", parts.join("&")) }
}

fn said(path: &str, came: &Walk<'_>) -> Vec<Said> {
    let one = |(at, (question, choice)): (usize, &(&Question, &service::Choice))| Said {
        question: question.text.clone(),
        answer: choice.text.clone(),
        again: with_answers(path, came, at),
    };
    came.taken.iter().enumerate().map(one).collect()
}

/// The guides of a plan that are public; the rest is told as missing.
async fn taken(publishing: &Publishing, guides: &[String]) -> Result<Vec<Open<Guide>>, Missing> {
    let mut taken = Vec::new();
    for id in guides {
        match open_guide(publishing, id).await {
            Ok(open) => taken.push(open),
            Err(Missing::Gone(_) | Missing::Error(Error::NotFound)) => {}
            Err(broken) => return Err(broken),
        }
    }
    Ok(taken)
}

/// What the guides that ask for a material show of it.
fn samples(taken: &[Open<Guide>], one: &Merged) -> Vec<Paper> {
    let asking = taken.iter().filter(|open| one.wanted_by.contains(&open.service.name));
    asking.flat_map(|open| Paper::samples(open.newest(), &one.material)).collect()
}

/// Every guide the thing may come to, with where it is read.
async fn named(publishing: &Publishing, thing: &Thing) -> Result<Vec<(String, Option<String>)>, Missing> {
    let mut named = Vec::new();
    for id in thing.named_guides() {
        let index = publishing.service_index(id).await.map_err(crate::portal::items::broken)?;
        let Some(index) = index else { continue };
        let listed = publishing.listed(&index).await.map_err(crate::portal::items::broken)?;
        named.extend(listed.map(|listed| (listed.title.clone(), Some(service::path(false, id)))));
    }
    Ok(named)
}

/// GET /services/things/{id}/checklist.pdf?…: only at the end of the questions.
pub async fn pdf(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    Query(answers): Query<Answers>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Missing> {
    let publishing = &shelves(&portal)?.publishing;
    let open = open_thing(publishing, &id).await?;
    let came = walk(&open.service.questions, |key| given(&answers, key));
    if came.next.is_some() {
        return Err(Error::BadRequest("问题还没有答完。请先回答完所有的问题，再下载清单".into()).into());
    }
    let plan = came.plan(&open.service.guides);
    let taken = taken(publishing, &plan.guides).await?;
    let absent = plan.guides.len() - taken.len();
    let newest = |editions: &[Public<Disclosed>]| editions.last().map(|one| one.updated);
    let updated = taken.iter().filter_map(|one| newest(&one.editions)).chain(newest(&open.editions));
    let version = version(updated);
    let guides: Vec<Guide> = taken.iter().map(|one| one.service.clone()).collect();
    let own = Personal::of(&plan, &guides);
    let said: Vec<(String, String)> =
        came.taken.iter().map(|(question, choice)| (question.text.clone(), choice.text.clone())).collect();
    // Without the answers, so that it can be typed: what has changed is told there whatever was answered.
    let address = format!("{}{}", visit.address(), service::path(true, &id));
    let sheet = Sheet {
        name: &open.service.name,
        said: &said,
        own: &own,
        absent,
        version: &version,
        address: &address,
    };
    Ok(paper::pdf(&portal, &headers, &sheet).await?)
}
