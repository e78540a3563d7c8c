//! 草稿：what an applicant has filled in so far, sealed, found again by its code alone, gone after thirty days

use super::{Fail, Window, code};
use crate::cookie::Cookie;
use crate::form::Typed;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub const KIND: &str = "apply-draft";
const FILE: &str = "apply-file";
/// Ends with the browser: on a machine that others use nothing is left behind.
const COOKIE: Cookie = Cookie("gongkai-apply");
pub const KEPT_DAYS: i64 = 30;
/// Who sent an application may read number and code once more within this time.
pub const RECEIPT_KEPT: SignedDuration = SignedDuration::from_hours(1);
/// Two windows of one applicant write at once; more often than this they do not.
const TRIES: u32 = 6;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub typed: Vec<(String, String)>,
    pub files: Vec<Attached>,
    /// What was suggested, so that each applicant counts once.
    pub seen: Vec<Seen>,
    /// Came to the suggestions, and was content with one of them: each counts once.
    pub sought: bool,
    pub content_with: bool,
    /// Was led to the papers: they are offered once, also where none is needed.
    pub files_offered: bool,
    /// Set when it became an application.
    pub sent: Option<Sent>,
}

/// A file put into the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    pub no: u32,
    pub what: String,
    /// As the applicant calls it; it may name somebody, and goes no further than the draft.
    pub name: String,
    pub extension: String,
    pub media: String,
    pub bytes: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub path: String,
    pub title: String,
    #[serde(default)]
    pub clicked: bool,
    #[serde(default)]
    pub answered: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub no: String,
    pub code: String,
}

impl Draft {
    pub fn typed(&self) -> Typed {
        Typed(self.typed.clone())
    }

    /// Puts what one step asked for in place of what it had.
    pub fn take(&mut self, names: &[&str], typed: &Typed) {
        self.typed.retain(|(name, _)| !names.contains(&name.as_str()));
        let own = typed.0.iter().filter(|(name, _)| names.contains(&name.as_str()));
        self.typed.extend(own.map(|(name, value)| (name.clone(), value.trim().to_owned())));
    }

    /// The answer the applicant found, where they ended the application with one.
    pub fn answered(&self) -> Option<&Seen> {
        self.seen.iter().find(|seen| seen.answered)
    }
}

/// A draft as it was found.
#[derive(Debug, Clone)]
pub struct Open {
    pub code: String,
    pub draft: Draft,
    pub version: u64,
    pub expires: Option<Timestamp>,
}

/// The draft of whoever asks; a page that needs one leads to the beginning without.
pub struct Drafting(pub Open);

impl FromRequestParts<Window> for Drafting {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, window: &Window) -> Result<Drafting, Fail> {
        let open = carried(window, &parts.headers).await?.ok_or(Fail::NoDraft)?;
        if open.draft.sent.is_some() { Err(Fail::Sent) } else { Ok(Drafting(open)) }
    }
}

/// The draft whose code the browser carries, sent or not.
pub async fn carried(window: &Window, headers: &HeaderMap) -> Result<Option<Open>, Fail> {
    match COOKIE.value(headers).and_then(|value| code::read(value, code::DRAFT)) {
        Some(code) => find(window, &code).await,
        None => Ok(None),
    }
}

pub async fn find(window: &Window, code: &str) -> Result<Option<Open>, Fail> {
    let Some(record) = window.ledger().record(KIND, &id(window, code)?).await? else { return Ok(None) };
    if record.is_expired(window.desk.now()) {
        return Ok(None);
    }
    let draft = serde_json::from_slice(&window.ledger().unseal_bytes(&record.body, &bound(code))?)
        .map_err(anyhow::Error::from)?;
    Ok(Some(Open { code: code.into(), draft, version: record.version, expires: record.expires }))
}

/// A new draft, and the cookie to find it by.
pub async fn create(window: &Window, headers: &HeaderMap, draft: Draft) -> Result<(Open, HeaderValue), Fail> {
    let code = code::random(code::DRAFT)?;
    let expires = Some(window.desk.now() + SignedDuration::from_hours(24 * KEPT_DAYS));
    let body = sealed(window, &code, &draft)?;
    let version = window.ledger().put_record(KIND, &id(window, &code)?, 0, &body, expires).await?;
    let cookie = carry(headers, &code)?;
    Ok((Open { code, draft, version, expires }, cookie))
}

/// The cookie that brings a browser back to a draft.
pub fn carry(headers: &HeaderMap, code: &str) -> Result<HeaderValue, Fail> {
    Ok(COOKIE.set(headers, code)?)
}

pub fn drop_cookie(headers: &HeaderMap) -> Result<HeaderValue, Fail> {
    Ok(COOKIE.clear(headers)?)
}

/// Changes a draft as it stands by now. What was sent does not change.
pub async fn change(window: &Window, code: &str, work: impl Fn(&mut Draft)) -> Result<Open, Fail> {
    for _ in 0..TRIES {
        let mut open = find(window, code).await?.ok_or(Fail::NoDraft)?;
        if open.draft.sent.is_some() {
            return Err(Fail::Sent);
        }
        work(&mut open.draft);
        let body = sealed(window, code, &open.draft)?;
        let put =
            window.ledger().put_record(KIND, &id(window, code)?, open.version, &body, open.expires).await;
        match put {
            Ok(version) => return Ok(Open { version, ..open }),
            Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(anyhow::anyhow!("a draft still changes after {TRIES} tries").into())
}

/// The draft and its files are no more.
pub async fn discard(window: &Window, open: &Open) -> Result<(), Fail> {
    remove_files(window, open).await?;
    remove(window, KIND, &id(window, &open.code)?).await
}

pub async fn remove_files(window: &Window, open: &Open) -> Result<(), Fail> {
    for file in &open.draft.files {
        remove_file(window, &open.code, file.no).await?;
    }
    Ok(())
}

/// The bytes of a file, sealed under the code and its number.
pub async fn put_file(window: &Window, open: &Open, no: u32, bytes: &[u8]) -> Result<(), Fail> {
    let body = window.ledger().seal_bytes(bytes, &bound_file(&open.code, no))?;
    let id = file_id(window, &open.code, no)?;
    window.ledger().put_record(FILE, &id, 0, &body, open.expires).await?;
    Ok(())
}

pub async fn file(window: &Window, code: &str, no: u32) -> Result<Option<Vec<u8>>, Fail> {
    let kept = window.ledger().record(FILE, &file_id(window, code, no)?).await?;
    let open = kept.map(|kept| window.ledger().unseal_bytes(&kept.body, &bound_file(code, no)));
    Ok(open.transpose()?)
}

pub async fn remove_file(window: &Window, code: &str, no: u32) -> Result<(), Fail> {
    remove(window, FILE, &file_id(window, code, no)?).await
}

async fn remove(window: &Window, kind: &str, id: &str) -> Result<(), Fail> {
    if let Some(kept) = window.ledger().record(kind, id).await? {
        match window.ledger().remove_record(kind, id, kept.version).await {
            // Removed twice at once: it is gone either way.
            Ok(()) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// What the ledger finds a draft by; the code itself it does not know.
pub fn id(window: &Window, code: &str) -> Result<String, ledger::Error> {
    Ok(window.ledger().fingerprint(KIND, code.as_bytes())?.to_string())
}

fn sealed(window: &Window, code: &str, draft: &Draft) -> Result<Vec<u8>, Fail> {
    let plain = serde_json::to_vec(draft).map_err(anyhow::Error::from)?;
    Ok(window.ledger().seal_bytes(&plain, &bound(code))?)
}

pub fn bound(code: &str) -> String {
    format!("{KIND}/{code}")
}

fn file_id(window: &Window, code: &str, no: u32) -> Result<String, ledger::Error> {
    Ok(window.ledger().fingerprint(FILE, format!("{code}/{no}").as_bytes())?.to_string())
}

fn bound_file(code: &str, no: u32) -> String {
    format!("{FILE}/{code}/{no}")
}
