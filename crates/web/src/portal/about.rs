//! 关于本站　GET /about

use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "portal/about.html")]
struct About {
    frame: Frame,
    /// The ledger's digests are published.
    digests: bool,
}

pub async fn show(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    answer::page(&About { frame: visit.frame("关于本站"), digests: portal.digests.is_some() })
}
