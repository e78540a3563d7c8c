//! 填表预检　GET、POST /services/guides/{id}/check：told as it is filled in what is wrong; nothing of it is kept

use super::{Missing, frame, open_guide, shelves};
use crate::error::Error;
use crate::form::Typed;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, assets};
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use office::service::{Blank, Guide};
use serde::Deserialize;
use serde_json::json;

/// Characters of a field that are looked at.
const LONGEST: usize = 300;

#[derive(Template)]
#[template(path = "portal/services/check.html")]
struct Show {
    frame: Frame,
    path: String,
    fields: Vec<Filled>,
    sent: bool,
    faulty: bool,
}

struct Filled {
    key: String,
    label: String,
    required: bool,
    hint: &'static str,
    kind: &'static str,
    pattern: &'static str,
    keys: &'static str,
    value: String,
    error: Option<String>,
}

impl Filled {
    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.key));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.key));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

pub async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Missing> {
    let guide = guide(&portal, &id).await?;
    Ok(page(&portal, &guide, &visit, None)?)
}

pub async fn create(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Missing> {
    let guide = guide(&portal, &id).await?;
    let typed = Typed(form.map_err(|_| Error::BadRequest("提交的内容无法识别".into()))?.0);
    Ok(page(&portal, &guide, &visit, Some(&typed))?)
}

#[derive(Deserialize)]
pub struct One {
    field: String,
    value: String,
}

/// POST /services/guides/{id}/check/field: what is wrong with one field, as it is filled in; null where nothing is.
pub async fn one(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    form: Result<Form<One>, FormRejection>,
) -> Result<Response, Missing> {
    let guide = guide(&portal, &id).await?;
    let Form(one) = form.map_err(|_| Error::BadRequest("提交的内容无法识别".into()))?;
    let field = guide.check.iter().find(|field| field.key == one.field).ok_or(Error::NotFound)?;
    let value: String = one.value.trim().chars().take(LONGEST).collect();
    let error = field.fault(&value, portal.library.today());
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!({"error": error}))).into_response())
}

async fn guide(portal: &Portal, id: &str) -> Result<Guide, Missing> {
    let guide = open_guide(&shelves(portal)?.publishing, id).await?.service;
    if guide.check.is_empty() { Err(Error::NotFound.into()) } else { Ok(guide) }
}

fn page(portal: &Portal, guide: &Guide, visit: &Visit, typed: Option<&Typed>) -> Result<Response, Error> {
    let today = portal.library.today();
    let filled = |field: &Blank| {
        let (kind, pattern, keys) = field.kind.input();
        let value: String =
            typed.map(|typed| typed.text(&field.key)).unwrap_or_default().chars().take(LONGEST).collect();
        let error = typed.and_then(|_| field.fault(&value, today));
        let (key, label, hint) = (field.key.clone(), field.label.clone(), field.kind.hint());
        Filled { key, label, required: field.required, hint, kind, pattern, keys, value, error }
    };
    let fields: Vec<Filled> = guide.check.iter().map(filled).collect();
    let faulty = fields.iter().any(|field| field.error.is_some());
    let path = office::service::path(false, &guide.id);
    let show = Show {
        frame: frame(visit, &format!("{}：填表预检", guide.name))
            .under(&guide.name, &path)
            .with_script(assets::precheck_script_path()),
        path,
        fields,
        sent: typed.is_some(),
        faulty,
    };
    let status = if faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut response = answer::page_with(status, &show)?;
    if typed.is_some() {
        // What was typed is of one person: it stays in no cache.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}
