//! 开放数据　GET /api/v1/messages?in=&after=，/api/v1/messages/{no}: what is published, and nothing else

use super::list::named;
use super::{broken, is_no, path, shelves};
use crate::Portal;
use crate::error::Error;
use crate::portal::address;
use crate::portal::registers::{place, place_text};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use office::message::Open;
use serde::Deserialize;
use serde_json::{Value, json};

/// Answers of one reply.
const PAGE: u32 = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "in")]
    shelf: String,
    after: String,
}

/// The newest first; `next` is the address of what follows.
pub async fn list(State(portal): State<Portal>, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let messages = shelves(&portal)?;
    let (shelf, title) = named(&asked.shelf)?;
    let after = place(&asked.after, messages.organ());
    let page = messages.shelf(&shelf, after.as_ref(), PAGE).await.map_err(broken)?;
    let next = page.next.as_ref().map(|next| {
        format!("/api/v1/messages?in={}&after={}", address(&asked.shelf), address(&place_text(next)))
    });
    let total = messages.shelf_count(&shelf).await.map_err(broken)?;
    let items: Vec<Value> = page.rows.iter().map(|open| told(open)).collect();
    Ok(Json(json!({"title": title, "total": total, "messages": items, "next": next})).into_response())
}

pub async fn show(State(portal): State<Portal>, Path(no): Path<String>) -> Result<Response, Error> {
    let seen = if is_no(&no) { shelves(&portal)?.seen(&no).await.map_err(broken)? } else { None };
    let open = seen.ok_or(Error::NotFound)?;
    Ok(Json(told(&open)).into_response())
}

fn told(open: &Open) -> Value {
    let exchanges = open.exchanges.iter().map(|one| {
        json!({
            "title": one.title, "question": one.question, "received": one.received,
            "answer": one.answer, "answered": one.answered, "department": one.department,
        })
    });
    json!({
        "no": open.no, "kind": open.kind.key(), "kind_label": open.kind.label(), "matter": open.matter,
        "department": open.exchanges.first().map(|one| &one.department), "rating": open.rating.map(|rating| rating.key()),
        "exchanges": exchanges.collect::<Vec<_>>(), "url": path(&open.no),
    })
}
