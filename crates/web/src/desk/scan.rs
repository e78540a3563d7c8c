//! 起草时的检查　POST /desk/scan：what stands in a text that must not go out as it stands; nothing is kept.

use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, demand};
use crate::error::Error;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use office::publication::LONGEST_BODY;
use scan::{Finding, Severity};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub struct Typed {
    text: String,
}

/// One place, in characters from 0.
#[derive(Serialize)]
struct Found {
    start: usize,
    end: usize,
    label: &'static str,
    severity: Severity,
    message: String,
    /// What may stand there instead: masked by convention, or the right word.
    instead: Option<String>,
}

pub async fn show(
    State(desk): State<Desk>,
    Signed(me): Signed,
    typed: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Fail> {
    demand(Right::SeeItems, &me, "检查文字")?;
    let Form(Typed { text }) = typed.map_err(|_| Fail::Unreadable)?;
    if text.chars().count() > LONGEST_BODY {
        return Err(Fail::Portal(Error::TooLarge("文字太长，请放进附件。".into())));
    }
    let (today, wordings) = (desk.library().today(), desk.library().wordings());
    let work = move || {
        let corrections = scan::wording(&text, &wordings, Some(today));
        let right = corrections.into_iter().map(|one| found(one.finding, Some(one.right)));
        let mut all: Vec<Found> =
            scan::text(&text).into_iter().map(|one| found(one, None)).chain(right).collect();
        all.sort_by_key(|one| one.start);
        all
    };
    let all = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?;
    Ok(Json(all).into_response())
}

fn found(finding: Finding, right: Option<String>) -> Found {
    let masked = (finding.severity == Severity::Mask).then_some(finding.text_masked);
    Found {
        start: finding.start,
        end: finding.end,
        label: finding.kind.label(),
        severity: finding.severity,
        message: finding.message,
        instead: right.or(masked),
    }
}
