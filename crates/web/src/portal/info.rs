//! 登记在册的一条信息，没有全文的

use super::disclosure::HERE;
use crate::error::Error;
use crate::library::Item;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use anyhow::Context;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "portal/info.html")]
struct Show {
    frame: Frame,
    item: Item,
}

/// An item the folder's register has; its text is elsewhere.
pub async fn show(portal: &Portal, index: String, visit: &Visit) -> Result<Response, Error> {
    let library = portal.library.clone();
    let found = tokio::task::spawn_blocking(move || library.item(&index)).await;
    let item = found.context("looking up an item was interrupted")?;
    let item = item.ok_or_else(|| Error::Missing("没有这个索引号的公开信息".into()))?;
    answer::page(&Show { frame: visit.frame(&item.title).under(HERE.0, HERE.1), item })
}
