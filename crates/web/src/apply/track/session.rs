//! 查询的会话：an opaque number in a cookie, for half an hour without a click

use crate::apply::{Fail, Window};
use crate::cookie::{Cookie, digest, random_number};
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

const KIND: &str = "track-session";
const COOKIE: Cookie = Cookie("gongkai-track");
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// And in any case after so long.
const LONGEST: SignedDuration = SignedDuration::from_hours(4);
/// How often the last click is written down.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

#[derive(Serialize, Deserialize)]
struct Session {
    no: String,
    began: Timestamp,
    seen: Timestamp,
}

/// Begins a session for one application and ends the one that was carried so far; the cookie to set.
pub async fn begin(window: &Window, headers: &HeaderMap, no: &str) -> Result<HeaderValue, Fail> {
    end(window, headers).await?;
    let (number, now) = (random_number()?, window.desk.now());
    let session = Session { no: no.into(), began: now, seen: now };
    let body = serde_json::to_vec(&session).map_err(anyhow::Error::from)?;
    window.ledger().put_record(KIND, &digest(&number), 0, &body, Some(now + IDLE)).await?;
    Ok(COOKIE.set(headers, &number)?)
}

/// The number of the application the session is for.
pub async fn current(window: &Window, headers: &HeaderMap) -> Result<Option<String>, Fail> {
    let Some(id) = COOKIE.number(headers).map(digest) else { return Ok(None) };
    let Some(record) = window.ledger().record(KIND, &id).await? else { return Ok(None) };
    let session: Session = serde_json::from_slice(&record.body).map_err(anyhow::Error::from)?;
    let now = window.desk.now();
    if record.is_expired(now) || now.duration_since(session.began) >= LONGEST {
        return Ok(None);
    }
    if now.duration_since(session.seen) >= TOUCH {
        let touched = Session { seen: now, no: session.no.clone(), began: session.began };
        let body = serde_json::to_vec(&touched).map_err(anyhow::Error::from)?;
        match window.ledger().put_record(KIND, &id, record.version, &body, Some(now + IDLE)).await {
            // Another click of the same person was a little faster.
            Ok(_) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Some(session.no))
}

/// Ends the session; the cookie that takes it away.
pub async fn end(window: &Window, headers: &HeaderMap) -> Result<HeaderValue, Fail> {
    if let Some(id) = COOKIE.number(headers).map(digest)
        && let Some(record) = window.ledger().record(KIND, &id).await?
    {
        match window.ledger().remove_record(KIND, &id, record.version).await {
            Ok(()) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(COOKIE.clear(headers)?)
}
