//! 办事服务的列表　GET /desk/services?kind=thing：what is drafted and published, and what it lacks

use super::super::items::{acts, may_see, path};
use super::super::session::Signed;
use super::super::{Desk, Fail, Frame};
use crate::answer;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use ledger::Place;
use office::publication::Act;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::List;
use serde::Deserialize;

const PAGE: u32 = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    kind: String,
    after: String,
    /// How many an import drafted.
    drafted: u32,
}

#[derive(Template)]
#[template(path = "desk/services/list.html")]
struct Show {
    frame: Frame,
    thing: bool,
    counts: [u64; 2],
    drafted: u32,
    may_draft: bool,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    path: String,
    title: String,
    state: String,
    missing: String,
    published: String,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    may_see(&me)?;
    let thing = asked.kind == "thing";
    let after = asked.after.split_once('_').filter(|(sort, id)| sort.len() <= 20 && id.len() <= 120);
    let organ = desk.publishing.organ().to_owned();
    let after = after.map(|(sort, id)| Place { sort: sort.into(), organ, id: id.into() });
    let page = desk.publishing.list(&List::Services { thing }, after.as_ref(), PAGE).await?;
    let line = |row: &publishing::Row| Line {
        path: path(&row.index),
        title: row.title.clone(),
        state: row.step.map_or_else(|| row.standing.label().into(), |step| step.label().to_owned()),
        missing: row.missing.join("、"),
        published: row.published.map(crate::words::moment).unwrap_or_default(),
    };
    let counts = [
        desk.publishing.count(&List::Services { thing: false }).await?,
        desk.publishing.count(&List::Services { thing: true }).await?,
    ];
    let kind = if thing { "thing" } else { "guide" };
    let next = page.next.as_ref().map(|next| {
        let place = format!("{}_{}", next.sort, next.id);
        format!("?kind={kind}&after={}", utf8_percent_encode(&place, NON_ALPHANUMERIC))
    });
    Ok(answer::page(&Show {
        frame: desk.frame("办事服务", &me),
        thing,
        counts,
        drafted: asked.drafted,
        may_draft: acts(&desk, &me, None).contains(&Act::Draft),
        lines: page.rows.iter().map(line).collect(),
        next,
    })?)
}
