//! 关于本站　GET /about

use crate::answer;
use crate::error::Error;
use crate::page::{Frame, Visit};
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "portal/about.html")]
struct About {
    frame: Frame,
}

pub async fn show(visit: Visit) -> Result<Response, Error> {
    answer::page(&About { frame: visit.frame("关于本站") })
}
