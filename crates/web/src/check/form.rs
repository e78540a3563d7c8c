//! 选择要核对的报告　GET /check, POST /check

use super::store::Outcome;
use super::upload::{self, Sent, Typed};
use crate::assets;
use crate::error::Error;
use crate::guard::Peer;
use crate::library::CheckOptions;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use anyhow::Context;
use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use std::time::Instant;
use tokio::sync::Semaphore;

#[derive(Template)]
#[template(path = "check/form.html")]
struct Form {
    frame: Frame,
    typed: Typed,
    errors: Vec<Fault>,
    most_files: usize,
    file_megabytes: usize,
    total_megabytes: usize,
}

struct Fault {
    field: &'static str,
    message: String,
}

pub async fn show(visit: Visit) -> Result<Response, Error> {
    answer::page(&form(&visit, Typed::default(), Vec::new()))
}

fn form(visit: &Visit, typed: Typed, errors: Vec<Fault>) -> Form {
    Form {
        frame: visit.frame("核对年度报告").with_script(assets::script_path()),
        typed,
        errors,
        most_files: upload::MOST_FILES,
        file_megabytes: upload::FILE_BYTES / 1_000_000,
        total_megabytes: upload::TOTAL_BYTES / 1_000_000,
    }
}

/// Reading is heavy: as many at once as the smallest machine has cores, the others wait their turn.
static DESKS: Semaphore = Semaphore::const_new(2);

pub async fn submit(
    State(portal): State<Portal>,
    peer: Peer,
    visit: Visit,
    multipart: Multipart,
) -> Result<Response, Error> {
    peer.admitted(&portal.limiter)?;
    let Sent { files, prior, typed } = upload::receive(multipart).await?;
    let (year, mut errors) = read_year(&typed.year);
    if files.is_empty() {
        errors.push(Fault { field: "files", message: "请选择要核对的报告。".into() });
    }
    if !errors.is_empty() {
        return answer::page_with(StatusCode::BAD_REQUEST, &form(&visit, typed, errors));
    }
    let options =
        CheckOptions { prior, organ: Some(typed.organ.clone()).filter(|organ| !organ.is_empty()), year };
    let library = portal.library.clone();
    let desk = DESKS.acquire().await.context("the desks are never closed")?;
    let checked = tokio::task::spawn_blocking(move || library.check(files, options)).await;
    drop(desk);
    match checked.context("checking was interrupted")? {
        Ok(files) => {
            let expected_units = typed.units.lines().map(|line| line.trim().to_string());
            let expected_units = expected_units.filter(|line| !line.is_empty()).collect();
            let id = portal.checks.keep(Outcome { files, expected_units }, Instant::now())?;
            Ok(Redirect::to(&format!("/check/{id}")).into_response())
        }
        Err(message) => {
            let errors = vec![Fault { field: "prior", message }];
            answer::page_with(StatusCode::BAD_REQUEST, &form(&visit, typed, errors))
        }
    }
}

fn read_year(typed: &str) -> (Option<i16>, Vec<Fault>) {
    let plain = words::plain_digits(typed);
    let plain = plain.trim_end_matches('年');
    let year = plain.parse().ok().filter(|year| (2008..=2100).contains(year));
    let wrong = year.is_none() && !plain.is_empty();
    let fault = Fault { field: "year", message: "年度请写四位数字，例如 2024。".into() };
    (year, wrong.then_some(fault).into_iter().collect())
}
