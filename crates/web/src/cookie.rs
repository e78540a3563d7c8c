//! Cookie：an opaque number for the time the browser is open, and what the ledger may keep of it.

use axum::http::{HeaderMap, HeaderValue, header};
use sm3::{Digest, Sm3};

/// A cookie by its plain name.
#[derive(Debug, Clone, Copy)]
pub struct Cookie(pub &'static str);

impl Cookie {
    /// The number the browser carries; nothing where it is none of ours.
    pub fn number(self, headers: &HeaderMap) -> Option<&str> {
        let value = self.value(headers)?;
        (value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(value)
    }

    pub fn value(self, headers: &HeaderMap) -> Option<&str> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let name = self.name(headers);
        let mut pairs = cookies.flat_map(|value| value.split(';'));
        pairs.find_map(|pair| pair.trim().strip_prefix(&name)?.strip_prefix('='))
    }

    pub fn set(self, headers: &HeaderMap, value: &str) -> anyhow::Result<HeaderValue> {
        self.header(headers, value, "")
    }

    pub fn clear(self, headers: &HeaderMap) -> anyhow::Result<HeaderValue> {
        self.header(headers, "", "; Max-Age=0")
    }

    fn header(self, headers: &HeaderMap, value: &str, more: &str) -> anyhow::Result<HeaderValue> {
        let (name, secure) = (self.name(headers), if is_secure(headers) { " Secure;" } else { "" });
        Ok(HeaderValue::from_str(&format!("{name}={value}; Path=/;{secure} HttpOnly; SameSite=Lax{more}"))?)
    }

    fn name(self, headers: &HeaderMap) -> String {
        if is_secure(headers) { format!("__Host-{}", self.0) } else { self.0.into() }
    }
}

/// 64 hexadecimal digits that nobody guesses.
pub fn random_number() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(hex(&bytes))
}

/// Whether the browser will keep a cookie that goes over encrypted connections only: behind a server that ends
/// TLS, and on this machine itself. In a closed network without TLS the cookie is a plain one, or nobody could
/// sign in at all; the sign-in page says so.
pub fn is_secure(headers: &HeaderMap) -> bool {
    let host = value(headers, "host").rsplit_once(':').map_or(value(headers, "host"), |(host, _)| host);
    scheme(headers) == "https" || ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}

/// How the browser called: we speak plain HTTP, a server before us says where it ends TLS.
pub fn scheme(headers: &HeaderMap) -> &'static str {
    if value(headers, "x-forwarded-proto") == "https" { "https" } else { "http" }
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whoever reads the ledger cannot sign in by what it keeps.
pub fn digest(text: &str) -> String {
    hex(&Sm3::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
