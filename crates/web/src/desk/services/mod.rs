//! 办事服务　/desk/services：办事指南和“一件事”的起草、修改、导入；审查、发布与别的信息一样在“信息发布”

mod editor;
mod fields;
mod import;
mod list;

use super::Desk;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

pub const BASE: &str = "/desk/services";

pub fn routes() -> Router<Desk> {
    Router::new().route(BASE, get(list::show))
}

/// Those that bring files.
pub fn uploads() -> Router<Desk> {
    Router::new()
        .route("/desk/services/new", get(editor::show_new).post(editor::create))
        .route("/desk/services/import", get(import::show).post(import::create))
        .route("/desk/services/{item}/edit", get(editor::show).post(editor::update))
        .layer(DefaultBodyLimit::disable())
}
