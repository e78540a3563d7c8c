//! 谁来申请、申请人、怎样答复　GET、POST /apply/kind、/apply/applicant、/apply/form

use super::draft::{self, Drafting, Open};
use super::steps::{Step, after, faults, fields};
use super::{Fail, Window, unreadable};
use crate::answer;
use crate::form::{Fault, Field, Kind, Typed, named};
use crate::page::{Frame, Visit};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "apply/step.html")]
struct Show {
    frame: Frame,
    step: Step,
    fields: Vec<Field>,
    faults: Vec<Fault>,
    refused: Option<(String, Option<&'static str>)>,
}

type Posted = Result<Form<Vec<(String, String)>>, FormRejection>;

pub async fn show_kind(drafting: Drafting, visit: Visit) -> Result<Response, Fail> {
    show(Step::Kind, &drafting, &visit)
}

pub async fn show_applicant(drafting: Drafting, visit: Visit) -> Result<Response, Fail> {
    show(Step::Applicant, &drafting, &visit)
}

pub async fn show_form(drafting: Drafting, visit: Visit) -> Result<Response, Fail> {
    show(Step::Form, &drafting, &visit)
}

pub async fn create_kind(
    State(window): State<Window>,
    Drafting(open): Drafting,
    visit: Visit,
    form: Posted,
) -> Result<Response, Fail> {
    create(Step::Kind, &window, &open, &visit, form).await
}

pub async fn create_applicant(
    State(window): State<Window>,
    Drafting(open): Drafting,
    visit: Visit,
    form: Posted,
) -> Result<Response, Fail> {
    create(Step::Applicant, &window, &open, &visit, form).await
}

pub async fn create_form(
    State(window): State<Window>,
    Drafting(open): Drafting,
    visit: Visit,
    form: Posted,
) -> Result<Response, Fail> {
    create(Step::Form, &window, &open, &visit, form).await
}

fn show(step: Step, Drafting(open): &Drafting, visit: &Visit) -> Result<Response, Fail> {
    page(step, visit, StatusCode::OK, &open.draft.typed(), Vec::new())
}

fn page(
    step: Step,
    visit: &Visit,
    status: StatusCode,
    typed: &Typed,
    faults: Vec<Fault>,
) -> Result<Response, Fail> {
    let frame = visit.frame(step.label()).under(Step::Content.label(), Step::Content.path());
    let fields = fields(step, typed, &faults);
    let faults = named(faults, &fields);
    let show = Show { frame, step, fields, faults, refused: None };
    Ok(answer::page_with(status, &show)?)
}

/// What was typed is kept either way; to go on it must be right.
async fn create(
    step: Step,
    window: &Window,
    open: &Open,
    visit: &Visit,
    form: Posted,
) -> Result<Response, Fail> {
    let typed = Typed(form.map_err(|_| unreadable())?.0);
    let open = draft::change(window, &open.code, |draft| draft.take(step.names(), &typed)).await?;
    if typed.text("do") == "save" {
        return Ok(Redirect::to("/apply/draft").into_response());
    }
    let today = window.library().today();
    let faults = faults(step, &open.draft, today);
    if !faults.is_empty() {
        return page(step, visit, StatusCode::UNPROCESSABLE_ENTITY, &open.draft.typed(), faults);
    }
    let next = match step {
        // What the applicant is decides what the next step asks for.
        Step::Kind => Step::Applicant,
        Step::Form if !open.draft.files_offered => {
            draft::change(window, &open.code, |draft| draft.files_offered = true).await?;
            Step::Files
        }
        _ => after(step, &open.draft, today),
    };
    Ok(Redirect::to(next.path()).into_response())
}
