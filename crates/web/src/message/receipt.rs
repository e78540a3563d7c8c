//! 回执　GET /messages/receipt：number and code, shown for an hour after sending to whoever sent it

use super::{Counter, HERE, SENT, broken, page};
use crate::apply::code;
use crate::cookie::digest;
use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::words;
use ::messages::{NewMessage, Once};
use anyhow::Context;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use ledger::Refusal;
use serde::{Deserialize, Serialize};

const KIND: &str = "message-sent";
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// What became of a form that was sent.
#[derive(Serialize, Deserialize)]
struct Sent {
    no: String,
    code: String,
}

#[derive(Template)]
#[template(path = "message/receipt.html")]
struct Show {
    frame: Frame,
    no: String,
    code: String,
    subject: String,
    on: String,
    due: String,
    follow_ups: usize,
}

/// Receives a message: once, however often the button is pressed; what was changed and sent again is another.
pub async fn send(
    counter: &Counter,
    headers: &HeaderMap,
    once: &str,
    new: NewMessage,
) -> Result<Response, Error> {
    let (ledger, now) = (counter.ledger(), counter.desk.now());
    let words = serde_json::to_string(&new.letter).map_err(anyhow::Error::from)?;
    let once = &*digest(&format!("{once}\n{}\n{}\n{words}", new.kind.key(), new.consents));
    let record = |no: &str| {
        let plain = serde_json::to_vec(&Sent { no: no.into(), code: new.code.clone() })?;
        let body = ledger.seal_bytes(&plain, once)?;
        Ok(Some(Once { kind: KIND, id: digest(once), body, expires: Some(now + KEPT) }))
    };
    let calendar = counter.portal.library.calendar();
    let received = counter.messages().receive_once(counter.desk.moment(&calendar), &new, record).await;
    match received {
        // Pressed twice: the receipt of the first time.
        Ok(_) | Err(::messages::Error::Ledger(ledger::Error::Refused(Refusal::RecordConflict { .. }))) => {
            let cookie = SENT.set(headers, once)?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/messages/receipt")).into_response())
        }
        Err(::messages::Error::Refused(refusal)) => Err(Error::BadRequest(refusal.to_string())),
        Err(error) => Err(broken(error)),
    }
}

async fn sent(counter: &Counter, headers: &HeaderMap) -> Result<Option<Sent>, Error> {
    let Some(once) = SENT.number(headers) else { return Ok(None) };
    let record = counter.ledger().record(KIND, &digest(once)).await.map_err(anyhow::Error::from)?;
    let live = record.filter(|record| !record.is_expired(counter.desk.now()));
    let Some(record) = live else { return Ok(None) };
    let plain = counter.ledger().unseal_bytes(&record.body, once).map_err(anyhow::Error::from)?;
    Ok(Some(serde_json::from_slice(&plain).map_err(anyhow::Error::from)?))
}

pub async fn show(
    State(counter): State<Counter>,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Error> {
    let Some(Sent { no, code }) = sent(&counter, &headers).await? else {
        return Ok(Redirect::to("/messages/status").into_response());
    };
    let file = counter.messages().file(&no).await.map_err(broken)?;
    let message = file.context("a message that was sent is there")?.message;
    let show = Show {
        frame: visit.frame("留言已经提交").under(HERE.0, HERE.1),
        code: code::grouped(&code),
        subject: message.subject.clone(),
        on: words::day(message.first.received),
        due: words::day_of_week(message.first.due),
        follow_ups: counter.messages().terms().follow_ups(),
        no,
    };
    page(StatusCode::OK, &show)
}

/// POST /messages/receipt: number and code are noted; this browser knows them no more.
pub async fn forget(State(counter): State<Counter>, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(once) = SENT.number(&headers) {
        let id = digest(once);
        let work = async |tx: ledger::Tx| match tx.record(KIND, &id).await? {
            Some(record) => tx.remove_record(KIND, &id, record.version).await,
            None => Ok(()),
        };
        counter
            .ledger()
            .transact("", work)
            .await
            .map_err(|error: ledger::Error| anyhow::Error::from(error))?;
    }
    let cookie = SENT.clear(&headers)?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/messages/status")).into_response())
}
