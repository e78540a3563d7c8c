//! 备好的页面：pages that are the same for everybody, drawn once and given to all who ask until anything changes.
//!
//! A page is given only as of a look at the ledger's end that began after the request came. So what an act changes,
//! a withdrawal above all, is changed for whoever asks after it, in whichever process it was done. The handlers of
//! these pages are handed a request without cookies but that of the type size: what they do not see, no page can
//! tell to somebody else.

use crate::page::{LARGE, size_kept};
use crate::{Portal, answer, kiosk};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What is kept, at most: two generations of so many bytes.
const GENERATION_BYTES: usize = 16 << 20;
/// A larger answer is not kept.
const LARGEST: usize = 1 << 20;
/// A longer address or host is nobody's link.
const LONGEST_NAME: usize = 1_000;
/// What an entry costs beside its bytes, about.
const ENTRY_BYTES: usize = 2_000;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// Read by the limiter alone; its refusals are never kept.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Gives the page as it is kept, or has it drawn and keeps it.
pub async fn answer(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let Some(asked) = Asked::of(&request) else { return next.run(request).await };
    let epoch = match portal.pages.epoch(|| portal.mark()).await {
        Ok(epoch) => epoch,
        Err(error) => {
            tracing::error!("failed to look up what changed, so pages are drawn anew: {error:#}");
            return next.run(request).await;
        }
    };
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    if let Some(page) = portal.pages.get(&asked, epoch) {
        return page.given(known.as_ref());
    }
    let response = next.run(asked.bare(request)).await;
    match Page::of(response).await {
        Ok(page) => {
            let page = Arc::new(page);
            portal.pages.keep(asked, epoch, page.clone());
            page.given(known.as_ref())
        }
        Err(response) => response,
    }
}

/// Everything of a request that a shared page may depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    path: String,
    host: Option<HeaderValue>,
    proto: Option<HeaderValue>,
    large: bool,
    gzip: bool,
}

impl Asked {
    /// `None` for what is not kept: other methods, files, names of no use, pages in the dress of a touch screen.
    fn of(request: &Request) -> Option<Asked> {
        let headers = request.headers();
        let path = request.uri().path_and_query()?.as_str();
        let host = headers.get(header::HOST).cloned();
        let long = path.len() > LONGEST_NAME || host.as_ref().is_some_and(|host| host.len() > LONGEST_NAME);
        if request.method() != Method::GET
            || long
            || path.contains("/files/")
            || kiosk::mark(headers).is_some()
        {
            return None;
        }
        Some(Asked {
            path: path.to_owned(),
            host,
            proto: headers.get(FORWARDED_PROTO).filter(|proto| proto.len() < 10).cloned(),
            large: size_kept(headers),
            gzip: takes_gzip(headers),
        })
    }

    /// The request with nothing else in it.
    fn bare(&self, mut request: Request) -> Request {
        let old = std::mem::take(request.headers_mut());
        let headers = request.headers_mut();
        let given = [(header::HOST, &self.host), (FORWARDED_PROTO, &self.proto)];
        headers.extend(given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
        headers.extend(old.get(FORWARDED_FOR).map(|last| (FORWARDED_FOR, last.clone())));
        if self.large {
            headers.insert(header::COOKIE, HeaderValue::from_static(LARGE));
        }
        if self.gzip {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        request
    }

    fn bytes(&self) -> usize {
        self.path.len() + self.host.as_ref().map_or(0, HeaderValue::len) + ENTRY_BYTES
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let given =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(',').any(|one| {
        let (name, quality) = one.split_once(';').unwrap_or((one, ""));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim() == "gzip" && !refused
    })
}

/// An answer as it goes out.
struct Page {
    headers: HeaderMap,
    body: Bytes,
}

impl Page {
    /// What may be kept of an answer, or the answer itself where it may not.
    async fn of(response: Response) -> Result<Page, Response> {
        let personal = response.headers().contains_key(header::SET_COOKIE);
        if response.status() != StatusCode::OK || personal {
            return Err(response);
        }
        let (mut parts, body) = response.into_parts();
        let body = match body.collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => {
                tracing::error!(%error, "failed to draw a page to its end");
                return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
            }
        };
        if body.len() > LARGEST {
            return Err(Response::from_parts(parts, Body::from(body)));
        }
        let etag = answer::quoted(&answer::digest(&body));
        let headers = &mut parts.headers;
        headers.insert(header::ETAG, etag);
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        headers.entry(header::CACHE_CONTROL).or_insert(answer::NO_CACHE);
        Ok(Page { headers: parts.headers, body })
    }

    /// The page, or word that the reader has it already.
    fn given(&self, known: Option<&HeaderValue>) -> Response {
        let has = self.headers.get(header::ETAG).is_some_and(|etag| answer::has(known, etag));
        let mut headers = self.headers.clone();
        if has {
            headers.remove(header::CONTENT_LENGTH);
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.headers_mut() = headers;
        response
    }
}

/// The pages of one epoch. Another begins whenever a look finds that something changed.
#[derive(Default)]
pub struct Pages {
    begun: AtomicU64,
    last: tokio::sync::Mutex<Look>,
    kept: Mutex<Kept>,
}

/// What was found when last looked.
#[derive(Default)]
struct Look {
    number: u64,
    mark: Option<String>,
    epoch: u64,
}

/// Two generations: what is asked for moves to the younger; when that is full, the older goes.
#[derive(Default)]
struct Kept {
    epoch: u64,
    young: HashMap<Asked, Arc<Page>>,
    young_bytes: usize,
    old: HashMap<Asked, Arc<Page>>,
}

impl Pages {
    /// The epoch as of a look that began after this was called. One look serves all who wait for it.
    async fn epoch<F: Future<Output = anyhow::Result<String>>>(
        &self,
        look: impl FnOnce() -> F,
    ) -> anyhow::Result<u64> {
        let before = self.begun.load(Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if last.number > before {
            return Ok(last.epoch);
        }
        // Whoever is ready to ask comes along: the fuller a look, the fewer of them.
        tokio::task::yield_now().await;
        let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let mark = Some(look().await?);
        last.number = number;
        if last.mark != mark {
            last.mark = mark;
            last.epoch += 1;
        }
        Ok(last.epoch)
    }

    fn get(&self, asked: &Asked, epoch: u64) -> Option<Arc<Page>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.turn_to(epoch);
        if kept.epoch != epoch {
            return None;
        }
        if let Some(page) = kept.young.get(asked) {
            return Some(page.clone());
        }
        let (asked, page) = kept.old.remove_entry(asked)?;
        kept.put(asked, page.clone());
        Some(page)
    }

    /// Kept only where nothing changed since it was asked for.
    fn keep(&self, asked: Asked, epoch: u64, page: Arc<Page>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.epoch == epoch {
            kept.put(asked, page);
        }
    }
}

impl Kept {
    fn turn_to(&mut self, epoch: u64) {
        if epoch > self.epoch {
            *self = Kept { epoch, ..Kept::default() };
        }
    }

    fn put(&mut self, asked: Asked, page: Arc<Page>) {
        let bytes = asked.bytes() + page.body.len();
        if self.young_bytes + bytes > GENERATION_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(asked, page).is_none() {
            self.young_bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(path: &str) -> Asked {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        Asked::of(&request).expect("may be kept")
    }

    fn page(bytes: usize) -> Arc<Page> {
        Arc::new(Page { headers: HeaderMap::new(), body: Bytes::from(vec![0; bytes]) })
    }

    #[test]
    fn memory_stays_bounded_and_what_is_asked_for_stays() {
        let pages = Pages::default();
        let home = asked("/");
        pages.keep(home.clone(), 0, page(100));
        for number in 0..10_000 {
            pages.keep(asked(&format!("/search?q={number}")), 0, page(100_000));
            assert!(pages.get(&home, 0).is_some(), "after {number}");
        }
        let kept = pages.kept.lock().expect("not poisoned");
        let held: usize = kept.young.values().chain(kept.old.values()).map(|page| page.body.len()).sum();
        assert!(held <= 2 * GENERATION_BYTES && kept.young_bytes <= GENERATION_BYTES, "{held}");
    }

    #[test]
    fn a_new_epoch_forgets_the_old_and_takes_nothing_from_it() {
        let pages = Pages::default();
        pages.keep(asked("/"), 0, page(1));
        assert!(pages.get(&asked("/"), 1).is_none());
        pages.keep(asked("/"), 0, page(1));
        assert!(pages.get(&asked("/"), 0).is_none() && pages.get(&asked("/"), 1).is_none());
        pages.keep(asked("/"), 1, page(1));
        assert!(pages.get(&asked("/"), 1).is_some());
    }

    #[tokio::test]
    async fn a_look_serves_only_those_who_came_before_it_began() {
        let pages = Pages::default();
        let look = |mark: &'static str| move || async move { anyhow::Ok(mark.to_owned()) };
        assert_eq!(pages.epoch(look("a")).await.ok(), Some(1));
        assert_eq!(pages.epoch(look("a")).await.ok(), Some(1));
        assert_eq!(pages.epoch(look("b")).await.ok(), Some(2));
        // A first one looks for long; whoever comes meanwhile gets an answer of his own time.
        let (begin, begun) = tokio::sync::oneshot::channel::<()>();
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let slow = pages.epoch(|| async move {
            assert!(begin.send(()).is_ok());
            wait.await.map(|()| "b".to_owned()).map_err(Into::into)
        });
        let late = async {
            assert!(begun.await.is_ok());
            let (first, second) = tokio::join!(pages.epoch(look("c")), async {
                assert!(go.send(()).is_ok());
                pages.epoch(look("c")).await
            });
            (first.ok(), second.ok())
        };
        let (slow, late) = tokio::join!(slow, late);
        assert_eq!((slow.ok(), late), (Some(2), (Some(3), Some(3))));
        assert!(pages.epoch(|| async { anyhow::bail!("no database") }).await.is_err());
        assert_eq!(pages.epoch(look("c")).await.ok(), Some(3));
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        for (given, takes) in [
            ("gzip, deflate, br, zstd", true),
            ("gzip;q=0.5", true),
            ("gzip;q=0, br", false),
            ("gzip;q=0.000", false),
            ("br", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(given))]);
            assert_eq!(takes_gzip(&headers), takes, "{given}");
        }
    }

    #[test]
    fn no_session_reaches_a_shared_page() {
        let request = Request::get("/search?q=a")
            .header("cookie", "__Host-desk=secret; size=large")
            .header("authorization", "Bearer secret")
            .header("x-forwarded-for", "192.0.2.1")
            .header("host", "site.example");
        let request = request.body(Body::empty()).expect("a request");
        let asked = Asked::of(&request).expect("may be kept");
        let bare = asked.bare(request);
        let mut left: Vec<_> =
            bare.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        left.sort_unstable();
        let expected: [(&str, &[u8]); 3] =
            [("cookie", b"size=large"), ("host", b"site.example"), ("x-forwarded-for", b"192.0.2.1")];
        assert_eq!(left, expected);
    }
}
