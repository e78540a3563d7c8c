//! 文书的预览：what a step would send, as a page, as PDF, as DOCX; and letters of a case as it stands
//! GET /desk/cases/{no}/letters/{form}.pdf

use super::account::Account;
use super::order::consulted;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, case, demand};
use crate::answer;
use crate::error::Error;
use crate::form::{Reader, Typed};
use crate::library::Format;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::{File, Order, Preview};
use office::case::{Act, Event};
use office::letter::{Due, Form, Letter, Piece};

/// Stands on every page of what is not yet a letter.
const BANNER: &str = "预览，未签发";

#[derive(Template)]
#[template(path = "desk/preview.html")]
struct Show<'a> {
    frame: Frame,
    no: &'a str,
    slug: &'a str,
    label: &'static str,
    letters: Vec<Letter>,
    typed: &'a [(String, String)],
}

/// What a preview was asked for with.
pub struct Asked<'a> {
    pub no: &'a str,
    pub slug: &'a str,
    pub label: &'static str,
    pub typed: &'a Typed,
}

/// Acts whose doing sends a letter, or drafts one.
pub const fn sends(act: Act) -> bool {
    matches!(
        act,
        Act::Receive
            | Act::RequestCorrection
            | Act::RequestReasons
            | Act::Extend
            | Act::Consult
            | Act::NoticeFee
            | Act::Draft
            | Act::Sign
            | Act::Lapse
            | Act::Withdraw
    )
}

fn history(file: &File) -> Vec<Event> {
    file.history.iter().map(|step| step.event.clone()).collect()
}

/// The letters an order would send; nothing is recorded.
pub async fn of_order(
    desk: &Desk,
    me: &Account,
    file: &File,
    order: &Order,
    typed: &Typed,
) -> Result<Vec<Preview>, casework::Error> {
    let calendar = desk.library().calendar();
    let (actor, moment) = (me.actor(), desk.moment(&calendar));
    let events = desk.casework.try_order(moment, &actor, &file.case, order)?;
    let asked = events.iter().any(|event| matches!(event, Event::Consulted { .. }));
    let person = asked.then(|| consulted(&mut Reader { typed, faults: Vec::new() }).1);
    desk.casework.preview(moment, (&file.case, &history(file)), &events, person).await
}

/// The answer as it is drafted, for whoever reviews or signs it. None where it cannot be composed: the refusal
/// is told when the step is tried.
pub async fn of_answer(desk: &Desk, file: &File) -> Result<Vec<Letter>, Fail> {
    let calendar = desk.library().calendar();
    let mut letters = Vec::new();
    for due in office::letter::answer(&file.case) {
        let letter =
            desk.casework.letter(desk.moment(&calendar), (&file.case, &history(file)), due, None).await;
        match letter {
            Ok(preview) => letters.push(preview.letter),
            Err(error) if error.refusal().is_some() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(letters)
}

/// As a page; or, where the form says so, one of them as a file.
pub async fn show(
    desk: &Desk,
    me: &Account,
    letters: Vec<Preview>,
    asked: Asked<'_>,
) -> Result<Response, Fail> {
    let (nth, form) = (asked.typed.text("letter").parse::<usize>().ok(), asked.typed.text("as"));
    if let (Some(nth), "pdf" | "docx") = (nth, form) {
        let letter = letters.into_iter().nth(nth).ok_or(Fail::Portal(Error::NotFound))?;
        return file(desk, letter.letter, form).await;
    }
    let kept: Vec<(String, String)> =
        asked.typed.0.iter().filter(|(name, _)| name != "letter" && name != "as").cloned().collect();
    let show = Show {
        frame: desk.frame(asked.label, me),
        no: asked.no,
        slug: asked.slug,
        label: asked.label,
        letters: letters.into_iter().map(|preview| preview.letter).collect(),
        typed: &kept,
    };
    Ok(answer::page(&show)?)
}

async fn file(desk: &Desk, letter: Letter, form: &str) -> Result<Response, Fail> {
    let stationery = desk.casework.stationery()?.clone();
    let at = desk.library().today().at(0, 0, 0, 0);
    let name = format!("{}（预览）.{form}", letter.title);
    let pdf = form == "pdf";
    let set = tokio::task::spawn_blocking(move || {
        if pdf {
            stationery.pdf(&letter, Some(BANNER), at)
        } else {
            stationery.docx(&letter, Some(BANNER), at)
        }
    });
    let bytes = set.await.map_err(anyhow::Error::from)?;
    let bytes = bytes.map_err(|error| anyhow::anyhow!("failed to set a letter: {error}"))?;
    let media = if pdf { Format::Pdf.media_type() } else { Format::Docx.media_type() };
    Ok(answer::private(&name, media, bytes))
}

/// GET /desk/cases/{no}/letters/{file}: a form that belongs to no step of its own, such as the register form.
pub async fn show_form(
    State(desk): State<Desk>,
    Path((no, name)): Path<(String, String)>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    demand(Right::SeeApplicant, &me, "查看申请人的资料")?;
    let (key, form) = name.rsplit_once('.').ok_or(Fail::Portal(Error::NotFound))?;
    let which = Form::from_key(key).filter(|form| matches!(form, Form::ApplicationRecord | Form::Receipt));
    let (Some(which), "pdf" | "docx") = (which, form) else { return Err(Fail::Portal(Error::NotFound)) };
    let found = case::find(&desk, &no).await?;
    let calendar = desk.library().calendar();
    let due = Due { form: which, consultation: None };
    let letter =
        desk.casework.letter(desk.moment(&calendar), (&found.case, &history(&found)), due, None).await;
    match letter {
        Ok(preview) => file(&desk, preview.letter, form).await,
        Err(error) => match error.refusal() {
            Some(refusal) => Err(Fail::NotNow(refusal)),
            None => Err(error.into()),
        },
    }
}
