//! 网站：门户的报告页面、工作日推算与核对页面。Pages take everything they show from a [`Library`].

mod answer;
mod applicant;
mod apply;
pub mod asking;
mod assets;
mod check;
mod cookie;
mod counted;
pub mod desk;
mod difference;
mod error;
mod form;
mod guard;
mod intake;
mod kiosk;
mod library;
pub mod links;
mod media;
mod message;
mod metrics;
mod page;
mod pictured;
mod pictures;
mod portal;
mod preview;
mod publications;
mod qr;
mod server;
mod shared;
pub mod subscription;
mod tries;
mod words;

pub use library::{
    Announced, CheckOptions, Checked, Draft, Drawing, Format, HEADED, Item, Library, Listing, NoRecords,
    Point, PointState, RecordPage, Suggestion, Sum, Superior, Unreadable, Upload, Wanted, article_path,
    draft_figure_path, figure_path, item_path, search_path, standing_pages,
};
pub use media::is_called_a_text;
pub use portal::report_title;
pub use preview::{Draw, Sheet};
pub use publications::{Extract, Publications};
pub use server::serve;

use axum::Router;
use axum::middleware::from_fn;
use axum::middleware::from_fn_with_state;
use std::sync::Arc;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// What every handler reaches.
#[derive(Clone)]
struct Portal {
    library: Arc<dyn Library>,
    checks: Arc<check::Store>,
    limiter: Arc<guard::Limiter>,
    /// Whether applications are taken: there is a ledger to keep them.
    applying: bool,
    /// Where there is a ledger.
    digests: Option<Arc<portal::digest::Digests>>,
    /// What is published, where there is a ledger.
    publications: Option<Publications>,
    pages: Arc<shared::Pages>,
    /// How often one address may search and take lists away.
    reads: Arc<guard::Limiter>,
    metrics: Arc<metrics::Metrics>,
    /// Tells the moment, where there is a ledger.
    desk: Option<desk::Desk>,
}

impl Portal {
    /// Changes whenever a page that is the same for everybody may.
    async fn mark(&self) -> anyhow::Result<String> {
        let library = self.library.mark();
        Ok(match &self.publications {
            Some(publications) => format!("{library} {}", publications.mark().await?),
            None => library,
        })
    }
}

/// The site without the back office, which takes no applications.
pub fn router(library: Arc<dyn Library>) -> Router {
    site(library, None)
}

/// The whole site.
pub fn router_with_desk(library: Arc<dyn Library>, desk: desk::Desk) -> Router {
    site(library, Some(desk))
}

fn site(library: Arc<dyn Library>, desk: Option<desk::Desk>) -> Router {
    let digests = desk.as_ref().map(|desk| Arc::new(portal::digest::Digests::of(desk.casework().clone())));
    let (checks, limiter) = (Arc::default(), Arc::default());
    let publications = desk.as_ref().map(|desk| desk.publications().clone());
    let (applying, pages, metrics) = (desk.is_some(), Arc::default(), Arc::default());
    let reads = Arc::new(guard::Limiter::new(guard::READS, guard::READ_EACH));
    let portal = Portal {
        library,
        checks,
        limiter,
        applying,
        digests,
        publications,
        pages,
        reads,
        metrics,
        desk: desk.clone(),
    };
    let public =
        portal::routes().merge(portal::shared(&portal)).merge(check::routes()).merge(assets::routes());
    let public = links::PublicPages::new(public.with_state(portal.clone()));
    let window = desk.as_ref().map(|desk| apply::Window::new(&portal, desk.clone()));
    let office = match (desk, window.clone()) {
        (Some(desk), Some(window)) => {
            let subscriptions = subscription::routes(&portal, desk.clone());
            let api = desk::api(desk.clone(), &portal);
            let message = message::routes(&portal, desk.clone());
            desk::routes(desk, public)
                .merge(api)
                .merge(apply::routes(window))
                .merge(subscriptions)
                .merge(message)
        }
        _ => Router::new(),
    };
    let asking = portal.publications.as_ref().map(|_| asking::routes(&portal)).unwrap_or_default();
    let rest = portal::routes().merge(check::routes()).merge(assets::routes()).merge(office).merge(asking);
    let rest = rest.merge(kiosk::routes(window)).fallback(error::unknown_page);
    let shared = within(&portal, portal::shared(&portal));
    let shared = shared.layer(from_fn_with_state(portal.clone(), shared::answer));
    let counted = from_fn_with_state(portal.metrics.clone(), metrics::count);
    within(&portal, rest).merge(shared).layer(counted).with_state(portal)
}

/// What stands around every page.
fn within(portal: &Portal, routes: Router<Portal>) -> Router<Portal> {
    routes
        .method_not_allowed_fallback(error::unknown_method)
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(guard::own_forms_only))
        .layer(from_fn_with_state(portal.clone(), error::dress))
        .layer(from_fn_with_state(portal.clone(), kiosk::keep))
        .layer(from_fn(guard::headers))
        .layer(tower_http::compression::CompressionLayer::new().compress_when(worth_packing()))
}

/// Files of these kinds are packed in themselves; pictures and small answers are left out by the default.
fn worth_packing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats-officedocument"))
        .and(NotForContentType::const_new("application/ofd"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("video/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_in_itself_is_not_packed_again() {
        for (media, packed) in [
            ("text/html; charset=utf-8", true),
            ("text/csv; charset=utf-8", true),
            ("image/svg+xml", true),
            ("application/pdf", false),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", false),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false),
            ("image/png", false),
            ("image/jpeg", false),
            ("video/mp4", false),
        ] {
            let body = axum::body::Body::from(vec![0; 5_000]);
            let answer = axum::http::Response::builder().header("content-type", media).body(body);
            assert_eq!(
                answer.is_ok_and(|answer| worth_packing().should_compress(&answer)),
                packed,
                "{media}"
            );
        }
    }
}
