//! 政务公开专区的触摸屏　/kiosk：查、申请、问。 The portal's own pages in the dress of a touch screen; whoever comes
//! next finds nothing of who was there before.

mod code;
mod keep;
mod look;
mod start;

pub use code::svg;
pub use keep::keep;

use crate::Portal;
use crate::apply::Window;
use crate::cookie::{Cookie, digest};
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;

/// Marks the browser of a touch screen; a new number for each person.
const COOKIE: Cookie = Cookie("gongkai-kiosk");

/// Of what a person types, so much of the number tells that it is the same person's.
const MARK: usize = 16;

/// What the frame of a page needs to know of the screen it is shown on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Tells one person at the screen from the next; it opens nothing.
    pub mark: String,
    /// Seconds without a touch.
    pub idle: u16,
}

impl Kiosk {
    /// Seconds after which a browser without scripts goes back: it does not see that somebody writes.
    pub fn unattended(&self) -> u32 {
        3 * u32::from(self.idle)
    }
}

/// The person at a touch screen; `None` in every other browser.
pub fn mark(headers: &HeaderMap) -> Option<String> {
    COOKIE.number(headers).map(|number| digest(number)[..MARK].to_owned())
}

pub fn routes(window: Option<Window>) -> Router<Portal> {
    let no_store = HeaderValue::from_static("no-store");
    Router::new()
        .route("/kiosk", get(start::show))
        .route("/kiosk/look", get(look::show))
        .route("/kiosk/apply", get(start::show_apply))
        .route("/kiosk/ask", get(look::ask))
        .route("/kiosk/help", get(start::show_help))
        .route("/kiosk/leave", get(start::leave))
        .route("/kiosk/end", get(start::end_unattended).post(start::end).with_state(window))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, no_store))
}
