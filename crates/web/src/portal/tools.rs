//! 常用工具　GET /tools：checking a report, reckoning terms and working days

use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::{Portal, answer};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

pub const PATH: &str = "/tools";

#[derive(Template)]
#[template(path = "portal/tools.html")]
struct Tools {
    frame: Frame,
    today: String,
}

pub async fn show(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    answer::page(&Tools { frame: visit.frame("常用工具"), today: portal.library.today().to_string() })
}
