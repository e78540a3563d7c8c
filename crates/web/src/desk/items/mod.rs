//! 信息发布　/desk/items：起草、审查、发布、撤回

mod act;
mod board;
mod catalogue;
mod columns;
mod editor;
mod fields;
mod inspection;
mod item;
mod names;
mod order;
mod story;

use super::account::Account;
use super::rights::Right;
use super::{Desk, Fail, Refused, demand};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use office::publication::{Act, Ctx, Publication, Refusal, allowed};

pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/desk/items", get(board::show))
        .route("/desk/items/counted", get(board::counted))
        .route("/desk/inspection", get(inspection::show))
        .route("/desk/columns", get(columns::show).post(columns::create))
        .route("/desk/catalogue", get(catalogue::show).post(catalogue::create))
        .route("/desk/catalogue/adoption", post(catalogue::adopt))
        .route("/desk/catalogue/return", post(catalogue::refuse))
        .route("/desk/items/{item}", get(item::show))
        .route("/desk/items/{item}/files/{number}", get(item::show_file))
        .route("/desk/items/{item}/files/{number}/{*tail}", get(item::show_page))
        .route("/desk/items/{item}/{act}", get(act::show).post(act::create))
}

/// Those that bring files.
pub fn uploads() -> Router<Desk> {
    Router::new()
        .route("/desk/items/new", get(editor::show_new).post(editor::create))
        .route("/desk/items/{item}/edit", get(editor::show).post(editor::update))
        .layer(DefaultBodyLimit::disable())
}

fn may_see(me: &Account) -> Result<(), Fail> {
    demand(Right::SeeItems, me, "查看信息发布")
}

/// What may be done with an item now by whoever asks.
fn acts(desk: &Desk, me: &Account, item: Option<&Publication>) -> Vec<Act> {
    let actor = me.actor();
    let ctx = Ctx { now: desk.now(), today: desk.library().today(), actor: &actor, found: &[] };
    allowed(&ctx, item)
}

/// What the reader is told of an order that was not carried out; what is ours to mend goes on as an error.
fn refusal(error: publishing::Error) -> Result<(StatusCode, Refused), Fail> {
    let Some(words) = error.refusal() else { return Err(error.into()) };
    Ok(match &error {
        publishing::Error::Refused(refusal) => {
            let status = match refusal {
                Refusal::Role(_) | Refusal::FourEyes => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, (format!("{words}（{}）", refusal.code()), refusal.cite()))
        }
        publishing::Error::Catalogue(refusal) => {
            (StatusCode::UNPROCESSABLE_ENTITY, (format!("{words}（{}）", refusal.code()), None))
        }
        publishing::Error::Columns(refusal) => {
            (StatusCode::UNPROCESSABLE_ENTITY, (format!("{words}（{}）", refusal.code()), None))
        }
        publishing::Error::Ledger(_) => (StatusCode::CONFLICT, (words, None)),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, (words, None)),
    })
}
