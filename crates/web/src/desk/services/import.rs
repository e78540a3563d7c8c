//! 导入　GET、POST /desk/services/import：guides and things from a TOML or JSON file, all of them or none

use super::super::items::refusal;
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use super::editor::{content, may_draft};
use crate::answer;
use crate::form::Typed;
use crate::intake::{self, Limits};
use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::service::read_file;

const LIMITS: Limits =
    Limits {
        files: 1, file_bytes: 3_000_000, total_bytes: 3_000_000, too_many: "一次只能导入一个文件"
    };
/// Faults of one file that are shown.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "desk/services/import.html")]
struct Show {
    frame: Frame,
    columns: Vec<String>,
    column: String,
    faults: Vec<String>,
    more: usize,
}

pub async fn show(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    may_draft(&desk, &me)?;
    page(&desk, &me, StatusCode::OK, String::new(), Vec::new()).await
}

pub async fn create(
    State(desk): State<Desk>,
    Signed(me): Signed,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fail> {
    may_draft(&desk, &me)?;
    let taken = intake::take(form.map_err(|_| Fail::Unreadable)?, LIMITS).await?;
    let typed = Typed(taken.texts);
    let column = typed.text("column").to_owned();
    let faulty = StatusCode::UNPROCESSABLE_ENTITY;
    let Some((_, upload)) = taken.files.into_iter().next() else {
        return page(&desk, &me, faulty, column, vec!["没有选择文件。".into()]).await;
    };
    let Ok(text) = std::str::from_utf8(&upload.bytes) else {
        return page(&desk, &me, faulty, column, vec!["文件不是 UTF-8 文本。请另存为 UTF-8 编码。".into()])
            .await;
    };
    let services = match read_file(&upload.name, text.trim_start_matches('\u{feff}')) {
        Ok(services) => services,
        Err(faults) => return page(&desk, &me, faulty, column, faults).await,
    };
    let mut known = Vec::new();
    for service in &services {
        if desk.publishing.service_index(service.id()).await?.is_some() {
            known.push(format!("“{}”（{}）已经有了。已有的请逐项修改。", service.name(), service.id()));
        }
    }
    if !known.is_empty() {
        return page(&desk, &me, faulty, column, known).await;
    }
    let calendar = desk.library().calendar();
    let contents =
        services.into_iter().map(|service| content(&desk, service, column.clone(), None)).collect();
    match desk.publishing.draft_all(desk.moment(&calendar), &me.actor(), contents).await {
        Ok(indices) => {
            Ok(Redirect::to(&format!("{}?drafted={}", super::BASE, indices.len())).into_response())
        }
        Err(error) => {
            let (status, (message, _)) = refusal(error)?;
            page(&desk, &me, status, column, vec![message]).await
        }
    }
}

async fn page(
    desk: &Desk,
    me: &super::super::account::Account,
    status: StatusCode,
    column: String,
    mut faults: Vec<String>,
) -> Result<Response, Fail> {
    let columns = desk.publishing.columns().await?.into_iter().map(|column| column.name).collect();
    let more = faults.len().saturating_sub(SHOWN);
    faults.truncate(SHOWN);
    Ok(answer::page_with(
        status,
        &Show { frame: desk.frame("导入办事指南", me), columns, column, faults, more },
    )?)
}
