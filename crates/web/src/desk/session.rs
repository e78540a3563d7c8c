//! 会话：an opaque number in a cookie; what it stands for is kept in the ledger, under the number's digest.

use super::account::{self, Account};
use super::{Desk, Fail};
use crate::cookie::{Cookie, digest, random_number};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use ledger::Ledger;
use serde::{Deserialize, Serialize};

const KIND: &str = "session";
const COOKIE: Cookie = Cookie("gongkai-desk");
/// Without a click for so long, one signs in again.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// And in any case after a working day.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How often the last click is written down.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

#[derive(Serialize, Deserialize)]
struct Session {
    account: String,
    began: Timestamp,
    seen: Timestamp,
}

/// Whoever is signed in. Every page of the desk asks for it: without a session it leads to the sign-in.
pub struct Signed(pub Account);

impl FromRequestParts<Desk> for Signed {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Signed, Fail> {
        let back = parts.uri.path_and_query().map_or("/desk", |whole| whole.as_str());
        let back = if parts.method == axum::http::Method::GET { back } else { "/desk" };
        let account = signed_in(desk.ledger(), desk.now(), &parts.headers).await?;
        account.map(Signed).ok_or_else(|| Fail::SignIn(back.into()))
    }
}

pub async fn signed_in(
    ledger: &Ledger,
    now: Timestamp,
    headers: &HeaderMap,
) -> anyhow::Result<Option<Account>> {
    let Some(id) = COOKIE.number(headers).map(digest) else { return Ok(None) };
    let Some(record) = ledger.record(KIND, &id).await? else { return Ok(None) };
    let session: Session = serde_json::from_slice(&record.body)?;
    if record.is_expired(now) || now.duration_since(session.began) >= LONGEST {
        return Ok(None);
    }
    if now.duration_since(session.seen) >= TOUCH {
        let touched = serde_json::to_vec(&Session { seen: now, ..session_of(&session) })?;
        match ledger.put_record(KIND, &id, record.version, &touched, Some(now + IDLE)).await {
            // Another click of the same person was a little faster.
            Ok(_) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let account = account::find(ledger, &session.account).await?;
    Ok(account.filter(|account| !account.disabled))
}

fn session_of(session: &Session) -> Session {
    Session { account: session.account.clone(), began: session.began, seen: session.seen }
}

/// Begins a session under a new number and ends the one that was carried so far; the cookie to set.
pub async fn begin(
    ledger: &Ledger,
    now: Timestamp,
    headers: &HeaderMap,
    account: &str,
) -> anyhow::Result<HeaderValue> {
    end(ledger, headers).await?;
    let number = random_number()?;
    let session = Session { account: account.into(), began: now, seen: now };
    let body = serde_json::to_vec(&session)?;
    ledger.put_record(KIND, &digest(&number), 0, &body, Some(now + IDLE)).await?;
    COOKIE.set(headers, &number)
}

/// Ends the session; the cookie that takes it away.
pub async fn end(ledger: &Ledger, headers: &HeaderMap) -> anyhow::Result<HeaderValue> {
    if let Some(id) = COOKIE.number(headers).map(digest)
        && let Some(record) = ledger.record(KIND, &id).await?
    {
        match ledger.remove_record(KIND, &id, record.version).await {
            // Touched in between; expiring, or ended twice: the next request finds it gone or removes it again.
            Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { found, .. })) if found > 0 => {
                ledger.remove_record(KIND, &id, found).await?;
            }
            Ok(()) | Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    COOKIE.clear(headers)
}
