//! 申请人的会话：an opaque number in a cookie, for a while without a click; what it opens is kept under the number's digest

use crate::cookie::{Cookie, digest, random_number};
use axum::http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use ledger::{Error, Ledger, Refusal};
use serde::{Deserialize, Serialize};

const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// And in any case after so long.
const LONGEST: SignedDuration = SignedDuration::from_hours(4);
/// How often the last click is written down.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);

/// Sessions of one kind: what one opens is not opened by another.
#[derive(Debug, Clone, Copy)]
pub struct Sessions {
    pub kind: &'static str,
    pub cookie: Cookie,
}

#[derive(Serialize, Deserialize)]
struct Session {
    /// What it opens: the number of an application, or the id of a citizen.
    no: String,
    began: Timestamp,
    seen: Timestamp,
}

impl Sessions {
    /// Begins a session and ends the one that was carried so far; the cookie to set.
    pub async fn begin(
        self,
        ledger: &Ledger,
        now: Timestamp,
        headers: &HeaderMap,
        opens: &str,
    ) -> anyhow::Result<HeaderValue> {
        self.end(ledger, headers).await?;
        let number = random_number()?;
        let session = Session { no: opens.into(), began: now, seen: now };
        let body = serde_json::to_vec(&session)?;
        ledger.put_record(self.kind, &digest(&number), 0, &body, Some(now + IDLE)).await?;
        self.cookie.set(headers, &number)
    }

    /// What the session opens, where it still holds.
    pub async fn current(
        self,
        ledger: &Ledger,
        now: Timestamp,
        headers: &HeaderMap,
    ) -> anyhow::Result<Option<String>> {
        let Some(id) = self.cookie.number(headers).map(digest) else { return Ok(None) };
        let Some(record) = ledger.record(self.kind, &id).await? else { return Ok(None) };
        let session: Session = serde_json::from_slice(&record.body)?;
        if record.is_expired(now) || now.duration_since(session.began) >= LONGEST {
            return Ok(None);
        }
        if now.duration_since(session.seen) >= TOUCH {
            let touched = Session { seen: now, no: session.no.clone(), began: session.began };
            let body = serde_json::to_vec(&touched)?;
            match ledger.put_record(self.kind, &id, record.version, &body, Some(now + IDLE)).await {
                // Another click of the same person was a little faster.
                Ok(_) | Err(Error::Refused(Refusal::RecordConflict { .. })) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some(session.no))
    }

    /// Ends the session; the cookie that takes it away.
    pub async fn end(self, ledger: &Ledger, headers: &HeaderMap) -> anyhow::Result<HeaderValue> {
        if let Some(id) = self.cookie.number(headers).map(digest) {
            remove(ledger, self.kind, &id).await?;
        }
        self.cookie.clear(headers)
    }
}

/// Takes a record away, also where a click touched it meanwhile.
async fn remove(ledger: &Ledger, kind: &str, id: &str) -> anyhow::Result<()> {
    let work = async |tx: ledger::Tx| match tx.record(kind, id).await? {
        Some(record) => tx.remove_record(kind, id, record.version).await,
        None => Ok(()),
    };
    Ok(ledger.transact("", work).await?)
}
