//! 门卫：security headers on every answer, forms from our own pages only, and a limit to how often one may submit.

use crate::Portal;
use crate::error::Error;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Nothing inline, nothing from elsewhere, never inside another site's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; script-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        // A file has a stricter policy than a page.
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Refuses a form that another site sent in the reader's name. Programs that send neither header hold no one's
/// cookies and pass.
pub async fn own_forms_only(request: Request, next: Next) -> Result<Response, Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || sent_from_here(&request) { Ok(next.run(request).await) } else { Err(Error::CrossSite) }
}

fn sent_from_here(request: &Request) -> bool {
    let value = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = value(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = value(header::ORIGIN) else { return true };
    let sender = origin.split_once("://").map(|(_, host)| host);
    sender.is_some() && sender == value(header::HOST)
}

/// Addresses remembered at once; the memory is bounded whatever comes.
const ADDRESSES: usize = 10_000;

/// Token buckets by address.
pub struct Limiter {
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
    /// How many submissions one address may send in a row.
    burst: f64,
    /// How fast they come back.
    a_second: f64,
}

impl Default for Limiter {
    fn default() -> Limiter {
        Limiter::new(60, Duration::from_secs(1))
    }
}

struct Bucket {
    tokens: f64,
    seen: Instant,
}

impl Limiter {
    /// `burst` in a row, and one more each time `each` has passed.
    pub fn new(burst: u32, each: Duration) -> Limiter {
        Limiter { buckets: Mutex::default(), burst: burst.into(), a_second: each.as_secs_f64().recip() }
    }

    fn refilled(&self, bucket: &Bucket, now: Instant) -> f64 {
        (bucket.tokens + now.duration_since(bucket.seen).as_secs_f64() * self.a_second).min(self.burst)
    }

    /// Takes one token; `false` where none is left.
    pub fn admits(&self, address: IpAddr, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES {
            buckets.retain(|_, bucket| self.refilled(bucket, now) < self.burst);
        }
        if buckets.len() >= ADDRESSES {
            buckets.clear();
        }
        let new = Bucket { tokens: self.burst, seen: now };
        let bucket = buckets.entry(household(address)).or_insert(new);
        bucket.tokens = self.refilled(bucket, now);
        bucket.seen = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }
}

/// Searches and lists taken away, in a row and one more each time so long has passed. A page already drawn costs
/// nothing and does not count.
pub const READS: u32 = 120;
pub const READ_EACH: Duration = Duration::from_millis(500);
/// After it, an address has all its reads again.
pub const READS_AGAIN: Duration = Duration::from_secs(60);

/// On a request that this program makes of itself; nobody outside can put it there.
#[derive(Debug, Clone, Copy)]
pub struct Inside;

/// Lets a reader through who has reads left, and whoever asks from this machine itself.
pub async fn reads_bounded(
    State(portal): State<Portal>,
    peer: Peer,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    if request.extensions().get::<Inside>().is_none() {
        peer.reads(&portal.reads, request.headers())?;
    }
    Ok(next.run(request).await)
}

/// Who asks, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct Peer(Option<IpAddr>);

impl Peer {
    /// Goes on only where the address has a submission left.
    pub fn admitted(self, limiter: &Limiter) -> Result<(), Error> {
        let address = self.0.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        if limiter.admits(address, Instant::now()) { Ok(()) } else { Err(Error::TooMany) }
    }

    /// Goes on where the address has a read left, or the asker is this machine itself.
    pub fn reads(self, limiter: &Limiter, headers: &HeaderMap) -> Result<(), Error> {
        if self.is_here(headers) || self.admitted(limiter).is_ok() {
            Ok(())
        } else {
            Err(Error::TooManyReads)
        }
    }

    /// Whether a program on this machine asks, and for nobody else.
    pub fn is_here(self, headers: &HeaderMap) -> bool {
        let forwarded = ["x-forwarded-for", "forwarded", "x-forwarded-proto"];
        self.0.is_some_and(|address| household(address).is_loopback())
            && !forwarded.iter().any(|name| headers.contains_key(*name))
    }

    /// The address itself, for the log of who came in from where.
    pub fn address(self) -> String {
        self.0.map_or_else(|| "不明".to_owned(), |address| address.to_canonical().to_string())
    }

    /// Whoever counts as one, by name.
    pub fn name(self) -> String {
        self.0.map_or_else(String::new, |address| household(address).to_string())
    }
}

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Peer, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        Ok(Peer(forwarded(parts, peer).or(peer)))
    }
}

/// A server before us on this machine says for whom it asks. From elsewhere anybody could write the header.
fn forwarded(parts: &Parts, peer: Option<IpAddr>) -> Option<IpAddr> {
    // One that listens on both kinds of addresses sees 127.0.0.1 as ::ffff:127.0.0.1.
    peer.filter(|peer| peer.to_canonical().is_loopback())?;
    let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// An IPv6 subscriber owns a whole /64, and counts as one.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None if six.is_loopback() => address,
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn the_61st_in_a_row_waits_and_another_address_does_not() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        assert!((0..60).all(|_| limiter.admits(HOME, now)));
        assert!(!limiter.admits(HOME, now));
        assert!(limiter.admits(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), now));
        assert!(limiter.admits(HOME, now + Duration::from_secs(1)));
        assert!(!limiter.admits(HOME, now + Duration::from_secs(1)));
    }

    #[test]
    fn a_slower_limiter_gives_back_slowly() {
        let (limiter, now) = (Limiter::new(2, Duration::from_secs(60)), Instant::now());
        assert!(limiter.admits(HOME, now) && limiter.admits(HOME, now) && !limiter.admits(HOME, now));
        assert!(!limiter.admits(HOME, now + Duration::from_secs(59)));
        assert!(limiter.admits(HOME, now + Duration::from_secs(119)));
    }

    #[tokio::test]
    async fn only_a_server_on_this_machine_is_believed_whom_it_asks_for() {
        for (peer, header, expected) in [
            ("127.0.0.1", Some("203.0.113.9, 198.51.100.7"), "198.51.100.7"),
            ("::ffff:127.0.0.1", Some("198.51.100.7"), "198.51.100.7"),
            ("::1", Some("198.51.100.7"), "198.51.100.7"),
            ("::ffff:203.0.113.9", Some("198.51.100.7"), "::ffff:203.0.113.9"),
            ("127.0.0.1", Some("nonsense"), "127.0.0.1"),
            ("127.0.0.1", None, "127.0.0.1"),
            ("203.0.113.9", Some("198.51.100.7"), "203.0.113.9"),
        ] {
            let address: IpAddr = peer.parse().unwrap_or(HOME);
            let mut request = Request::builder().extension(ConnectInfo(SocketAddr::new(address, 1)));
            if let Some(header) = header {
                request = request.header("x-forwarded-for", header);
            }
            let mut parts = request.body(()).map(|request| request.into_parts().0).expect("a request");
            let Ok(Peer(found)) = Peer::from_request_parts(&mut parts, &()).await;
            assert_eq!(found, expected.parse().ok(), "{peer} {header:?}");
        }
    }

    #[test]
    fn addresses_of_one_subscriber_share_a_bucket() {
        let [a, b] =
            ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"].map(|text| text.parse::<Ipv6Addr>().map(IpAddr::V6));
        assert_eq!(a.map(household), b.map(household));
    }

    #[test]
    fn the_memory_stays_bounded() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for number in 0..30_000u32 {
            limiter.admits(IpAddr::V4(Ipv4Addr::from_bits(number)), now);
        }
        assert!(limiter.buckets.lock().is_ok_and(|buckets| buckets.len() <= ADDRESSES));
    }
}
