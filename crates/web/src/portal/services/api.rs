//! 办事服务的数据　GET /api/v1/services?kind=thing&after=，/api/v1/services/{id}

use super::{Missing, open, shelves};
use crate::Portal;
use crate::error::Error;
use crate::portal::items::{broken, place, place_text};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use office::publication::Public;
use office::service::{self, Audience};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::{Listed, Shelf};
use serde::Deserialize;
use serde_json::{Value, json};

const PAGE: u32 = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    kind: String,
    theme: String,
    #[serde(rename = "for")]
    audience: String,
    after: String,
}

/// Guides, or things where `kind=thing`; the newest first; `next` is the address of what follows.
pub async fn list(State(portal): State<Portal>, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let publishing = &shelves(&portal)?.publishing;
    let thing = asked.kind == "thing";
    let theme =
        Some(asked.theme.clone()).filter(|theme| !theme.is_empty() && crate::portal::items::is_fit(theme));
    let shelf = Shelf::Services { thing, theme, audience: Audience::find(&asked.audience) };
    let after = place(&asked.after, publishing.organ());
    let page = publishing.shelf(&shelf, after.as_ref(), PAGE).await.map_err(broken)?;
    let total = publishing.shelf_count(&shelf).await.map_err(broken)?;
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let next = page.next.as_ref().map(|next| {
        let kind = if thing { "thing" } else { "guide" };
        let (theme, audience, after) =
            (encoded(&asked.theme), encoded(&asked.audience), encoded(&place_text(next)));
        format!("/api/v1/services?kind={kind}&theme={theme}&for={audience}&after={after}")
    });
    let services: Vec<Value> = page.rows.iter().filter_map(line).collect();
    Ok(Json(json!({"total": total, "services": services, "next": next})).into_response())
}

fn line(one: &Public<Listed>) -> Option<Value> {
    let brief = one.service.as_ref()?;
    Some(json!({
        "id": brief.id, "kind": if brief.thing { "thing" } else { "guide" }, "name": one.title,
        "overview": one.overview, "theme": brief.theme,
        "audience": brief.audience.iter().map(|one| one.key()).collect::<Vec<_>>(),
        "edition": one.edition, "updated": one.updated.to_string(), "index": one.index,
        "url": service::path(brief.thing, &brief.id),
    }))
}

/// The newest edition whole.
pub async fn show(State(portal): State<Portal>, Path(id): Path<String>) -> Result<Response, Missing> {
    let open = open(&shelves(&portal)?.publishing, &id).await?;
    let newest = open.newest();
    let told = json!({
        "edition": newest.edition, "published": newest.published.to_string(), "updated": newest.updated.to_string(),
        "index": newest.index, "url": open.service.path(), "content": open.service,
    });
    Ok(Json(told).into_response())
}
