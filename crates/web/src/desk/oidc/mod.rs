//! 统一身份认证：signing in at the desk with an account of an OpenID provider. It says who somebody is; what they may do
//! stands in the account it is linked to. Code flow with PKCE, state and nonce.

mod page;
pub mod token;

pub use page::{begin, end, finish, forget, is_linked, link, link_subject, may_link};

use crate::cookie::{Cookie, digest, random_number};
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::{SignedDuration, Timestamp};
use ledger::Ledger;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};
use token::{Claims, Expected, Keys};

/// How the provider is asked; blocking, off the async threads. Addresses were checked before.
pub trait Fetch: Send + Sync {
    fn get(&self, url: &str) -> anyhow::Result<Vec<u8>>;
    /// A form, with the client's name and secret where it has one.
    fn post(&self, url: &str, client: Option<(&str, &str)>, form: &[(&str, &str)])
    -> anyhow::Result<Vec<u8>>;
}

/// The provider, as `settings/oidc.toml` names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `https://id.example.gov.cn`, as the provider writes it itself.
    pub issuer: String,
    pub client_id: String,
    /// None for a public client, which PKCE guards alone.
    pub client_secret: Option<String>,
    /// What the button says after «用»: «省统一身份认证».
    pub name: String,
    /// Where the public reaches this site; the provider leads back there.
    pub site: String,
}

impl Settings {
    /// What is wrong with them, in a sentence.
    pub fn wrong(&self) -> Option<String> {
        for (name, address) in [("issuer", &self.issuer), ("site", &self.site)] {
            if !is_safe(address) {
                return Some(format!("{name} 须以 https:// 开头（本机试用可以是 http://localhost）。"));
            }
        }
        let blank = [("client_id", &self.client_id), ("name", &self.name)];
        blank.into_iter().find(|(_, text)| text.is_empty()).map(|(name, _)| format!("没有写 {name}。"))
    }
}

/// Secrets go over TLS, or stay on this machine.
fn is_safe(address: &str) -> bool {
    let local = ["http://localhost", "http://127.0.0.1"];
    let on_this_machine = |start: &&str| {
        address.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    address.starts_with("https://") || local.iter().any(on_this_machine)
}

/// The provider at work.
pub struct Oidc {
    pub settings: Settings,
    /// Where the provider leads back to.
    returns: &'static str,
    fetch: Box<dyn Fetch>,
    known: Mutex<Option<(Timestamp, Discovered)>>,
}

/// What the provider says of itself, and its keys.
#[derive(Debug, Clone)]
struct Discovered {
    authorization: String,
    token: String,
    keys: Keys,
}

/// How long that is believed; a provider changes its keys.
const KNOWN_FOR: SignedDuration = SignedDuration::from_mins(10);
/// How long somebody may take at the provider.
const TERM: SignedDuration = SignedDuration::from_mins(10);
const LINK: &str = "oidc-link";

/// A sign-in under way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Started {
    state: String,
    nonce: String,
    verifier: String,
    pub(crate) back: String,
    /// The account that is to be linked; signing in where there is none.
    link: Option<String>,
}

impl Oidc {
    /// For the staff.
    pub fn new(settings: Settings, fetch: impl Fetch + 'static) -> Oidc {
        let (returns, fetch) = ("/desk/sign-in/oidc/return", Box::new(fetch));
        Oidc { settings, returns, fetch, known: Mutex::default() }
    }

    /// For citizens: what it says opens their own applications, and nothing at the desk.
    pub fn for_citizens(settings: Settings, fetch: impl Fetch + 'static) -> Oidc {
        Oidc { returns: "/apply/mine/return", ..Oidc::new(settings, fetch) }
    }

    fn redirect(&self) -> String {
        format!("{}{}", self.settings.site.trim_end_matches('/'), self.returns)
    }

    /// Asks the provider what it is, or remembers. Blocking.
    fn discovered(&self, now: Timestamp) -> anyhow::Result<Discovered> {
        let held = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, known)) = held().as_ref()
            && now.duration_since(*at) < KNOWN_FOR
        {
            return Ok(known.clone());
        }
        let found = self.discover()?;
        *held() = Some((now, found.clone()));
        Ok(found)
    }

    fn discover(&self) -> anyhow::Result<Discovered> {
        #[derive(Deserialize)]
        struct Said {
            issuer: String,
            authorization_endpoint: String,
            token_endpoint: String,
            jwks_uri: String,
        }
        let at = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let said: Said = serde_json::from_slice(&self.fetch.get(&at)?)?;
        anyhow::ensure!(said.issuer == self.settings.issuer, "the provider calls itself {}", said.issuer);
        for address in [&said.authorization_endpoint, &said.token_endpoint, &said.jwks_uri] {
            anyhow::ensure!(is_safe(address), "the provider names {address}, which is not safe");
        }
        let keys = serde_json::from_slice(&self.fetch.get(&said.jwks_uri)?)?;
        Ok(Discovered { authorization: said.authorization_endpoint, token: said.token_endpoint, keys })
    }

    /// Where the browser goes. Blocking.
    pub(crate) fn address(&self, started: &Started, now: Timestamp) -> anyhow::Result<String> {
        let found = self.discovered(now)?;
        let hashed = ring::digest::digest(&ring::digest::SHA256, started.verifier.as_bytes());
        let challenge = BASE64.encode(hashed);
        let redirect = self.redirect();
        let pairs = [
            ("response_type", "code"),
            ("scope", "openid"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &redirect),
            ("state", &started.state),
            ("nonce", &started.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let coded =
            pairs.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        let joint = if found.authorization.contains('?') { '&' } else { '?' };
        Ok(format!("{}{joint}{}", found.authorization, coded.join("&")))
    }

    /// Who came back with a code. Blocking.
    pub(crate) fn who(&self, started: &Started, code: &str, now: Timestamp) -> anyhow::Result<Claims> {
        #[derive(Deserialize)]
        struct Given {
            id_token: String,
        }
        let found = self.discovered(now)?;
        let (redirect, settings) = (self.redirect(), &self.settings);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect.as_str()),
            ("code_verifier", started.verifier.as_str()),
        ];
        let client = settings.client_secret.as_deref().map(|secret| (settings.client_id.as_str(), secret));
        if client.is_none() {
            form.push(("client_id", &settings.client_id));
        }
        let given: Given = serde_json::from_slice(&self.fetch.post(&found.token, client, &form)?)?;
        let (issuer, client, nonce) = (&*settings.issuer, &*settings.client_id, &*started.nonce);
        Ok(found.keys.believe(&given.id_token, &Expected { issuer, client, nonce, now })?)
    }

    /// Under what the provider's subject is kept: its name itself tells nothing.
    fn link_id(&self, subject: &str) -> String {
        digest(&format!("{}\n{subject}", self.settings.issuer))
    }
}

impl Started {
    pub(crate) fn new(back: &str, link: Option<String>) -> anyhow::Result<Started> {
        let [state, nonce, verifier] = [random_number()?, random_number()?, random_number()?];
        Ok(Started { state, nonce, verifier, back: back.into(), link })
    }
}

/// Sign-ins under way of one sort: none is ended by the answer to another's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UnderWay {
    pub(crate) kind: &'static str,
    pub(crate) cookie: Cookie,
}

const STAFF: UnderWay = UnderWay { kind: "oidc-started", cookie: Cookie("gongkai-oidc") };

/// What a provider adds to the address it leads back to.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Back {
    pub(crate) code: String,
    state: String,
    /// Who answers (RFC 9207), where the provider says so.
    iss: String,
}

impl UnderWay {
    /// Notes a sign-in; the number for the cookie.
    pub(crate) async fn keep(
        self,
        ledger: &Ledger,
        now: Timestamp,
        started: &Started,
    ) -> anyhow::Result<String> {
        let number = random_number()?;
        let body = serde_json::to_vec(started)?;
        ledger.put_record(self.kind, &digest(&number), 0, &body, Some(now + TERM)).await?;
        Ok(number)
    }

    /// The sign-in that an answer is for, once.
    pub(crate) async fn take(
        self,
        ledger: &Ledger,
        now: Timestamp,
        headers: &HeaderMap,
        (provider, back): (&Oidc, &Back),
    ) -> anyhow::Result<Option<Started>> {
        let Some(id) = self.cookie.number(headers).map(digest) else { return Ok(None) };
        let Some(record) = ledger.record(self.kind, &id).await? else { return Ok(None) };
        match ledger.remove_record(self.kind, &id, record.version).await {
            Ok(()) if !record.is_expired(now) => {}
            Ok(()) | Err(ledger::Error::Refused(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let started: Started = serde_json::from_slice(&record.body)?;
        let of_ours = back.iss.is_empty() || back.iss == provider.settings.issuer;
        Ok((of_ours && started.state == back.state).then_some(started))
    }
}

/// The account a subject is linked to.
async fn linked(ledger: &Ledger, link: &str) -> anyhow::Result<Option<String>> {
    let kept = ledger.record(LINK, link).await?;
    Ok(kept.map(|kept| String::from_utf8(kept.body)).transpose()?)
}

/// How a client says who it is to the provider (RFC 6749, §2.3.1): both parts coded as in a form.
pub fn basic(name: &str, secret: &str) -> String {
    let coded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let both = format!("{}:{}", coded(name), coded(secret));
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(both))
}
