//! 网站自查　GET、POST /desk/inspection，/desk/inspection/{编号}，.docx、.pdf、.html：how the site stands today by
//! 国办秘函〔2019〕19号, what to do about it, and the report that was handed over

mod checks;
mod dead;

use super::super::account::Names;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame, Refused};
use super::{may_see, refusal};
use crate::error::Error;
use crate::form::Typed;
use crate::library::Format;
use crate::links::PublicPages;
use crate::{answer, words};
use anyhow::Context;
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use office::inspection::{Check, Event, Finding, Inspection, Verdict};
use office::role::Role;

/// The forms a report is handed over in.
const FORMATS: [Format; 3] = [Format::Docx, Format::Pdf, Format::Html];

#[derive(Template)]
#[template(path = "desk/items/inspection.html")]
struct Show {
    frame: Frame,
    organ: String,
    day: String,
    told: String,
    questions: Vec<Question>,
    /// Of one that was handed over: to whom, by whom, and what was said.
    handed: Option<Handed>,
    /// Where its papers are: `today`, or its number.
    paper: String,
    formats: [Format; 3],
    may_hand_over: bool,
    before: Vec<Handed>,
    to: String,
    note: String,
    refused: Option<Refused>,
}

/// A report that was handed over.
struct Handed {
    number: usize,
    day: String,
    to: String,
    by: String,
    note: String,
    told: String,
}

impl Handed {
    async fn of(
        desk: &Desk,
        names: &mut Names,
        (at, Event::HandedOver { on, by, to, note, inspection }): (usize, &Event),
    ) -> Result<Handed, Fail> {
        let (by, to, note) = (names.of(desk.ledger(), by).await?, to.clone(), note.clone());
        Ok(Handed { number: at + 1, day: words::day(*on), to, by, note, told: inspection.told() })
    }
}

/// One thing that is looked at, with where something is done about it.
struct Question {
    check: Check,
    paths: Vec<Option<String>>,
}

impl Question {
    fn class(&self) -> &'static str {
        match self.check.verdict {
            Verdict::Fine => "fine",
            Verdict::Warn => "soon",
            Verdict::Veto => "late",
            Verdict::Unchecked => "paused",
        }
    }

    /// A finding, and where something is done about it.
    fn lines(&self) -> impl Iterator<Item = (&Finding, Option<&String>)> {
        let paths = self.paths.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        self.check.findings.iter().zip(paths)
    }
}

async fn today(desk: &Desk, pages: &PublicPages) -> Result<(Inspection, Vec<Question>), Fail> {
    let questions = checks::all(desk, pages).await?;
    let checks = questions.iter().map(|question| question.check.clone()).collect();
    let organ = desk.library().organ().name.clone();
    Ok((Inspection { organ, on: desk.library().today(), checks }, questions))
}

pub async fn show(
    State(desk): State<Desk>,
    Extension(pages): Extension<PublicPages>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    page(&desk, &pages, &me, (StatusCode::OK, None), [String::new(), String::new()]).await
}

async fn page(
    desk: &Desk,
    pages: &PublicPages,
    me: &super::Account,
    (status, refused): (StatusCode, Option<Refused>),
    [to, note]: [String; 2],
) -> Result<Response, Fail> {
    let (inspection, questions) = today(desk, pages).await?;
    let (mut names, mut before) = (Names::default(), Vec::new());
    for handed in desk.publishing.inspections().await?.iter().enumerate().rev() {
        before.push(Handed::of(desk, &mut names, handed).await?);
    }
    let show = Show {
        frame: desk.frame("网站自查", me),
        day: words::day(inspection.on),
        told: inspection.told(),
        organ: inspection.organ,
        questions,
        handed: None,
        paper: "today".into(),
        formats: FORMATS,
        may_hand_over: me.roles.contains(&Role::DisclosureHead),
        before,
        to,
        note,
        refused,
    };
    Ok(answer::page_with(status, &show)?)
}

/// POST /desk/inspection: as the site stands now, it is handed over and stays in the ledger.
pub async fn hand_over(
    State(desk): State<Desk>,
    Extension(pages): Extension<PublicPages>,
    Signed(me): Signed,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let typed = Typed(form.map_err(|_| Fail::Unreadable)?.0);
    let (to, note) = (typed.text("to"), typed.text("note"));
    let (inspection, _) = today(&desk, &pages).await?;
    let calendar = desk.library().calendar();
    let handed = desk
        .publishing
        .hand_over_inspection(desk.moment(&calendar), &me.actor(), inspection, (to, note))
        .await;
    match handed {
        Ok(number) => Ok(Redirect::to(&format!("/desk/inspection/{number}")).into_response()),
        Err(error) => {
            let (status, refused) = refusal(error)?;
            page(&desk, &pages, &me, (status, Some(refused)), [to.into(), note.into()]).await
        }
    }
}

/// GET /desk/inspection/3, /desk/inspection/3.pdf, /desk/inspection/today.docx
pub async fn show_paper(
    State(desk): State<Desk>,
    Extension(pages): Extension<PublicPages>,
    Path(paper): Path<String>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let (which, extension) =
        paper.split_once('.').map_or((paper.as_str(), None), |(one, rest)| (one, Some(rest)));
    let before = desk.publishing.inspections().await?;
    let place = which.parse().ok().and_then(|number: usize| number.checked_sub(1));
    let kept = place.and_then(|place| Some((place, before.get(place)?)));
    match (extension, kept) {
        (Some(extension), kept) => {
            let format =
                FORMATS.into_iter().find(|one| one.extension() == extension).ok_or(Error::NotFound)?;
            let inspection = match kept {
                Some((_, Event::HandedOver { inspection, .. })) => inspection.clone(),
                None if which == "today" => today(&desk, &pages).await?.0,
                None => return Err(Error::NotFound.into()),
            };
            made(&desk, inspection, format).await
        }
        (None, Some((place, event))) => kept_page(&desk, &me, (place, event)).await,
        (None, None) => Err(Error::NotFound.into()),
    }
}

async fn made(desk: &Desk, inspection: Inspection, format: Format) -> Result<Response, Fail> {
    let name = format!("网站自查报告（{}）.{}", inspection.on, format.extension());
    let library = desk.library.clone();
    let made = tokio::task::spawn_blocking(move || library.inspection(&inspection, format)).await;
    let bytes = made.context("making the report of an inspection was interrupted")??;
    Ok(answer::private(&name, format.media_type(), bytes))
}

async fn kept_page(
    desk: &Desk,
    me: &super::Account,
    (place, event): (usize, &Event),
) -> Result<Response, Fail> {
    let Event::HandedOver { inspection, .. } = event;
    let handed = Handed::of(desk, &mut Names::default(), (place, event)).await?;
    let show = Show {
        frame: desk.frame("自查报告", me),
        organ: inspection.organ.clone(),
        day: words::day(inspection.on),
        told: inspection.told(),
        questions: inspection
            .checks
            .iter()
            .map(|check| Question { check: check.clone(), paths: Vec::new() })
            .collect(),
        paper: handed.number.to_string(),
        handed: Some(handed),
        formats: FORMATS,
        may_hand_over: false,
        before: Vec::new(),
        to: String::new(),
        note: String::new(),
        refused: None,
    };
    Ok(answer::page(&show)?)
}
