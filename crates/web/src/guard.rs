//! 门卫：security headers on every answer, forms from our own pages only, and a limit to how often one may submit.

use crate::error::Error;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Nothing inline, nothing from elsewhere, never inside another site's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
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
        response.headers_mut().insert(name, HeaderValue::from_static(value));
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

/// How many submissions one address may send in a row, and how fast they come back.
const BURST: f64 = 60.0;
const A_SECOND: f64 = 1.0;
/// Addresses remembered at once; the memory is bounded whatever comes.
const ADDRESSES: usize = 10_000;

/// Token buckets by address.
#[derive(Default)]
pub struct Limiter {
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

struct Bucket {
    tokens: f64,
    seen: Instant,
}

impl Bucket {
    fn refilled(&self, now: Instant) -> f64 {
        (self.tokens + now.duration_since(self.seen).as_secs_f64() * A_SECOND).min(BURST)
    }
}

impl Limiter {
    /// Takes one token; `false` where none is left.
    pub fn admits(&self, address: IpAddr, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES {
            buckets.retain(|_, bucket| bucket.refilled(now) < BURST);
        }
        if buckets.len() >= ADDRESSES {
            buckets.clear();
        }
        let bucket = buckets.entry(household(address)).or_insert(Bucket { tokens: BURST, seen: now });
        bucket.tokens = bucket.refilled(now);
        bucket.seen = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }
}

/// An IPv6 subscriber owns a whole /64, and counts as one.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::time::Duration;

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
