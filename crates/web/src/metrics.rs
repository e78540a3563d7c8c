//! 运行指标　GET /metrics：what a monitoring program asks for every few seconds, as Prometheus reads it. Counts and
//! times alone: no address, no name, no words that anybody wrote.

use crate::desk::Desk;
use crate::error::Error;
use crate::guard::Peer;
use crate::{Portal, Publications, cookie};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use casework::notice_queue;
use publishing::Shelf;
use std::fmt::{Display, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Kinds of addresses that are counted apart; the first whose beginning fits.
const CLASSES: [(&str, &[&str]); 12] = [
    ("file", &["/info/*/files/"]),
    ("item", &["/info/"]),
    ("list", &["/disclosure/items"]),
    ("disclosure", &["/disclosure"]),
    ("search", &["/search"]),
    ("apply", &["/apply"]),
    ("desk", &["/desk"]),
    ("api", &["/api/"]),
    ("check", &["/check"]),
    ("asset", &["/assets/"]),
    ("machine", &["/healthz", "/readyz", "/metrics", "/feed.atom", "/sitemap.xml", "/robots.txt"]),
    ("other", &["/"]),
];
/// The home page stands apart from all that begins as it does.
const HOME: usize = CLASSES.len();
/// Answers that are counted apart; others under their first digit.
const STATUSES: [u16; 16] = [200, 303, 304, 308, 400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503];
/// Upper bounds of the histogram, in milliseconds.
const BOUNDS_MS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 500, 2_000, 10_000];

/// What was counted since the program started.
pub struct Metrics {
    started: Instant,
    classes: [Counted; HOME + 1],
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics { started: Instant::now(), classes: Default::default() }
    }
}

#[derive(Default)]
struct Counted {
    /// By [`STATUSES`], and the rest by their first digit.
    answers: [AtomicU64; STATUSES.len() + 6],
    within: [AtomicU64; BOUNDS_MS.len()],
    microseconds: AtomicU64,
}

impl Metrics {
    fn note(&self, path: &str, status: StatusCode, took: Duration) {
        let counted = &self.classes[class(path)];
        let status = status.as_u16();
        let known = STATUSES.iter().position(|one| *one == status);
        let slot = known.unwrap_or(STATUSES.len() + usize::from(status / 100).min(5));
        counted.answers[slot].fetch_add(1, Ordering::Relaxed);
        if let Some(bound) = BOUNDS_MS.iter().position(|bound| took <= Duration::from_millis(*bound)) {
            counted.within[bound].fetch_add(1, Ordering::Relaxed);
        }
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        counted.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    fn write(&self, out: &mut String) {
        head(
            out,
            "gongkai_http_requests_total",
            "counter",
            "Requests answered, by kind of address and status.",
        );
        for (name, counted) in self.named() {
            for (slot, count) in counted.answers.iter().enumerate() {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let status = match STATUSES.get(slot) {
                        Some(status) => status.to_string(),
                        None => format!("{}xx", slot - STATUSES.len()),
                    };
                    let labels = format!("{{class=\"{name}\",status=\"{status}\"}}");
                    line(out, "gongkai_http_requests_total", &labels, count);
                }
            }
        }
        let metric = "gongkai_http_request_duration_seconds";
        head(out, metric, "histogram", "Time from the request to the beginning of its answer.");
        for (name, counted) in self.named() {
            let all: u64 = counted.answers.iter().map(|count| count.load(Ordering::Relaxed)).sum();
            let mut below = 0;
            for (bound, count) in BOUNDS_MS.iter().zip(&counted.within) {
                below += count.load(Ordering::Relaxed);
                let labels = format!("{{class=\"{name}\",le=\"{}\"}}", *bound as f64 / 1e3);
                line(out, &format!("{metric}_bucket"), &labels, below);
            }
            let labels = format!("{{class=\"{name}\"}}");
            line(
                out,
                &format!("{metric}_bucket"),
                &format!("{{class=\"{name}\",le=\"+Inf\"}}"),
                all.max(below),
            );
            let seconds = counted.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
            line(out, &format!("{metric}_sum"), &labels, seconds);
            line(out, &format!("{metric}_count"), &labels, all.max(below));
        }
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, &Counted)> {
        CLASSES.iter().map(|(name, _)| *name).chain(["home"]).zip(&self.classes)
    }
}

fn class(path: &str) -> usize {
    if path == "/" {
        return HOME;
    }
    let fits = |start: &&str| match start.split_once('*') {
        Some((start, within)) => path.starts_with(start) && path.contains(&within[..within.len() - 1]),
        None => path.starts_with(start),
    };
    CLASSES.iter().position(|(_, starts)| starts.iter().any(fits)).unwrap_or(HOME - 1)
}

/// Counts every answer, and the time until it began.
pub async fn count(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let (start, path) = (Instant::now(), request.uri().path().to_owned());
    let response = next.run(request).await;
    metrics.note(&path, response.status(), start.elapsed());
    response
}

/// For whoever sits at this machine, or has the token of the settings. To others the page is not there.
pub async fn show(State(portal): State<Portal>, peer: Peer, headers: HeaderMap) -> Result<Response, Error> {
    if !(peer.is_here(&headers) || has_token(portal.library.metrics_token(), &headers)) {
        return Err(Error::NotFound);
    }
    let mut out = String::new();
    portal.metrics.write(&mut out);
    gauge(
        &mut out,
        "gongkai_uptime_seconds",
        "Seconds since the program started.",
        portal.metrics.started.elapsed().as_secs(),
    );
    head(&mut out, "gongkai_build_info", "gauge", "The version that runs.");
    line(&mut out, "gongkai_build_info", &format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1);
    gauge(&mut out, "gongkai_reports", "Annual reports published.", portal.library.years().len());
    if let Some(desk) = &portal.desk {
        office(desk, &mut out).await?;
    }
    if let Some(publications) = &portal.publications {
        sent(&portal, publications, &mut out).await?;
    }
    let media = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((media, [(header::CACHE_CONTROL, "no-store")], out).into_response())
}

async fn office(desk: &Desk, out: &mut String) -> anyhow::Result<()> {
    let publications = desk.publications();
    let (publishing, organ) = (&publications.publishing, publications.publishing.organ());
    let ledger = publishing.ledger();
    let published = publishing.shelf_count(&Shelf::All).await?;
    gauge(out, "gongkai_items_published", "Items the public sees.", published);
    gauge(out, "gongkai_search_documents", "Documents in the search index.", publications.engine.documents());
    gauge(
        out,
        "gongkai_ledger_entries",
        "Number of the last entry of the ledger.",
        ledger.head(organ).await?.seq,
    );
    head(out, "gongkai_queue_jobs", "gauge", "Mails that wait to be sent.");
    for (name, queue) in [
        ("notices", notice_queue(organ)),
        ("messages", ::messages::notice_queue(organ)),
        ("bookings", booking::queue(organ)),
        ("reminders", crate::desk::reminder::queue(organ)),
        ("subscriptions", crate::subscription::store::queue(organ)),
    ] {
        line(out, "gongkai_queue_jobs", &format!("{{queue=\"{name}\"}}"), ledger.waiting(&queue).await?);
    }
    let unchecked = ledger.waiting(&crate::desk::unchecked_queue(organ)).await?;
    gauge(out, "gongkai_uploads_unchecked", "Files taken while the virus scanner was away.", unchecked);
    let undelivered = crate::desk::undelivered::all(ledger, organ, desk.now()).await?;
    gauge(out, "gongkai_mails_undelivered", "Mails given up in the last three days.", undelivered.len());
    Ok(())
}

/// What went to other channels this year, what waits, and what somebody has to look after.
async fn sent(portal: &Portal, publications: &Publications, out: &mut String) -> anyhow::Result<()> {
    let channels = channels::Channels::new(publications.publishing.clone(), portal.library.channels());
    if channels.named().is_empty() {
        return Ok(());
    }
    let year = portal.library.today().year();
    head(out, "gongkai_channel_posts", "gauge", "Items a channel took this year.");
    for one in channels.named() {
        let labels = format!("{{channel=\"{}\"}}", one.id);
        line(out, "gongkai_channel_posts", &labels, channels.count(&one.id, year).await?);
    }
    gauge(out, "gongkai_channel_jobs", "Items that wait to be sent to channels.", channels.waiting().await?);
    let open = channels.open().await?.len();
    gauge(out, "gongkai_channel_open", "Items on channels that somebody has to look after.", open);
    Ok(())
}

fn has_token(token: Option<&str>, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer "));
    // Digests are compared, so that the time it takes tells nothing of the token.
    token.zip(given).is_some_and(|(token, given)| cookie::digest(token) == cookie::digest(given))
}

fn gauge(out: &mut String, name: &str, about: &str, value: impl Display) {
    head(out, name, "gauge", about);
    line(out, name, "", value);
}

fn head(out: &mut String, name: &str, kind: &str, about: &str) {
    writeln!(out, "# HELP {name} {about}\n# TYPE {name} {kind}").expect("a String takes all");
}

fn line(out: &mut String, name: &str, labels: &str, value: impl Display) {
    writeln!(out, "{name}{labels} {value}").expect("a String takes all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_class() {
        for (path, expected) in [
            ("/", "home"),
            ("/info/ZZSP-2024-0001", "item"),
            ("/info/ZZSP-2024-0001/files/1.1/a.pdf", "file"),
            ("/disclosure/items", "list"),
            ("/disclosure/items.csv", "list"),
            ("/disclosure/reports/2024", "disclosure"),
            ("/search.json", "search"),
            ("/desk/cases/1", "desk"),
            ("/metrics", "machine"),
            ("/nowhere", "other"),
            ("*", "other"),
        ] {
            let names: Vec<&str> = CLASSES.iter().map(|(name, _)| *name).chain(["home"]).collect();
            assert_eq!(names[class(path)], expected, "{path}");
        }
    }

    #[test]
    fn answers_are_counted_by_status_and_by_time() {
        let metrics = Metrics::default();
        metrics.note("/", StatusCode::OK, Duration::from_micros(800));
        metrics.note("/", StatusCode::OK, Duration::from_millis(7));
        metrics.note("/", StatusCode::IM_A_TEAPOT, Duration::from_secs(60));
        let mut out = String::new();
        metrics.write(&mut out);
        for expected in [
            "gongkai_http_requests_total{class=\"home\",status=\"200\"} 2\n",
            "gongkai_http_requests_total{class=\"home\",status=\"4xx\"} 1\n",
            "gongkai_http_request_duration_seconds_bucket{class=\"home\",le=\"0.001\"} 1\n",
            "gongkai_http_request_duration_seconds_bucket{class=\"home\",le=\"0.005\"} 1\n",
            "gongkai_http_request_duration_seconds_bucket{class=\"home\",le=\"0.01\"} 2\n",
            "gongkai_http_request_duration_seconds_bucket{class=\"home\",le=\"+Inf\"} 3\n",
            "gongkai_http_request_duration_seconds_count{class=\"home\"} 3\n",
            "gongkai_http_request_duration_seconds_sum{class=\"home\"} 60.0078\n",
        ] {
            assert!(out.contains(expected), "{expected} in:\n{out}");
        }
    }
}
