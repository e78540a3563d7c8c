//! 信息发布　/desk/items：起草、审查、发布、撤回

mod act;
mod board;
mod catalogue;
mod channels;
mod cleanups;
mod columns;
mod documents;
mod editor;
mod fields;
mod find;
mod hand_over;
mod inspection;
mod item;
mod names;
mod order;
mod reviewers;
pub mod story;
mod subscribers;

use super::account::Account;
use super::rights::Right;
use super::{Desk, Fail, Refused, demand};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use office::publication::{Act, Ctx, Publication, Refusal, allowed};
use office::{cleanup, handover};

pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/desk/items", get(board::show))
        .route("/desk/items/counted", get(board::counted))
        .route(find::PATH, get(find::show))
        .route("/desk/inspection", get(inspection::show).post(inspection::hand_over))
        .route("/desk/inspection/{paper}", get(inspection::show_paper))
        .route("/desk/channels", get(channels::show))
        .route("/desk/items/{item}/channels", post(channels::act))
        .route("/desk/subscribers", get(subscribers::show))
        .route("/desk/columns", get(columns::show).post(columns::create))
        .route("/desk/catalogue", get(catalogue::show).post(catalogue::create))
        .route("/desk/catalogue/adoption", post(catalogue::adopt))
        .route("/desk/catalogue/return", post(catalogue::refuse))
        .route("/desk/hand-over", get(hand_over::list).post(hand_over::create))
        .route("/desk/hand-over/{no}", get(hand_over::show).post(hand_over::receive))
        .route("/desk/documents", get(documents::show))
        .route("/desk/cleanups", get(cleanups::list))
        .route("/desk/cleanups/new", get(cleanups::show_new).post(cleanups::create))
        .route("/desk/cleanups/{no}", get(cleanups::show))
        .route("/desk/cleanups/{no}/{act}", post(cleanups::run))
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

pub(super) use editor::attach;
pub(super) use names::{find, path};

pub(super) fn may_see(me: &Account) -> Result<(), Fail> {
    demand(Right::SeeItems, me, "查看信息发布")
}

/// What may be done with an item now by whoever asks.
pub(super) fn acts(desk: &Desk, me: &Account, item: Option<&Publication>) -> Vec<Act> {
    let actor = me.actor();
    let ctx = Ctx { now: desk.now(), today: desk.library().today(), actor: &actor, found: &[] };
    allowed(&ctx, item)
}

/// What the reader is told of an order that was not carried out; what is ours to mend goes on as an error.
pub(super) fn refusal(error: publishing::Error) -> Result<(StatusCode, Refused), Fail> {
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
        publishing::Error::HandOver(refusal) => {
            let status = match refusal {
                handover::Refusal::Role => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, (format!("{words}（{}）", refusal.code()), Some("条例第二十五条第三款")))
        }
        publishing::Error::Cleanup(refusal) => {
            let status = match refusal {
                cleanup::Refusal::Role(_) | cleanup::Refusal::FourEyes => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            (status, (format!("{words}（{}）", refusal.code()), None))
        }
        publishing::Error::Inspection(refusal) => {
            (StatusCode::UNPROCESSABLE_ENTITY, (format!("{words}（{}）", refusal.code()), None))
        }
        publishing::Error::Ledger(_) => (StatusCode::CONFLICT, (words, None)),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, (words, None)),
    })
}
