//! 日历订阅：未办结各件的期限　GET /desk/calendar.ics?key=…
//!
//! A calendar program cannot sign in; the address holds a key instead, of which the ledger keeps the digest only.

use super::account;
use super::registers::{self, Running};
use super::rights::Right;
use super::{Desk, Fail};
use crate::cookie::digest;
use crate::error::Error;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use casework::{List, Row};
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Ledger;
use office::role::Role;
use serde::Deserialize;
use std::fmt::Write;

const KIND: &str = "calendar-feed";
/// Deadlines told at once, the nearest.
const MOST: u32 = 200;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    key: String,
}

/// The digest of an account's key; `None` where it has no feed.
pub async fn of(ledger: &Ledger, account: &str) -> anyhow::Result<Option<String>> {
    let kept = ledger.record(KIND, account).await?;
    Ok(kept.and_then(|kept| String::from_utf8(kept.body).ok()))
}

pub async fn set(ledger: &Ledger, account: &str, digest: &str) -> anyhow::Result<()> {
    let version = ledger.record(KIND, account).await?.map_or(0, |kept| kept.version);
    ledger.put_record(KIND, account, version, digest.as_bytes(), None).await?;
    Ok(())
}

pub async fn show(State(desk): State<Desk>, Query(asked): Query<Asked>) -> Result<Response, Fail> {
    let unknown = || Fail::Portal(Error::NotFound);
    let (id, key) = asked.key.split_once('.').ok_or_else(unknown)?;
    let account = account::find(desk.ledger(), id).await?;
    let account = account.filter(|one| !one.disabled && Right::SeeCases.held_by(one)).ok_or_else(unknown)?;
    let kept = of(desk.ledger(), id).await?.ok_or_else(unknown)?;
    if digest(key) != kept {
        return Err(unknown());
    }
    let handles_only = account.roles.as_slice() == [Role::Handler];
    let list = if handles_only { List::Of(account.id.clone()) } else { List::Open };
    let page = desk.casework.list(&list, None, MOST).await?;
    let host = &desk.library().organ().code;
    let entries = page.rows.iter().filter_map(Entry::of_case);
    let terms = registers::running(&desk, MOST_TERMS).await?;
    let entries: Vec<Entry> = entries.chain(terms.iter().map(Entry::of_term)).collect();
    let text = calendar(&entries, &desk.library().organ().name, host, desk.now());
    let headers =
        [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, text).into_response())
}

/// Terms of registers told beside them.
const MOST_TERMS: usize = 100;

/// A deadline.
struct Entry {
    id: String,
    words: String,
    date: Date,
}

impl Entry {
    fn of_case(row: &Row) -> Option<Entry> {
        let (kind, date) = row.next?;
        Some(Entry { id: row.no.clone(), words: format!("{} {}", row.no, kind.label()), date })
    }

    /// Told by its register and number: what it is about may be long.
    fn of_term(term: &Running) -> Entry {
        let words = format!("{}：{}{}", term.register.label, term.what, term.act);
        let id = digest(&term.path).chars().take(16).collect();
        Entry { id, words, date: term.due }
    }
}

/// RFC 5545: all-day entries, an alarm the morning before.
fn calendar(entries: &[Entry], organ: &str, host: &str, now: Timestamp) -> String {
    let mut out = String::new();
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut line = |text: String| out.push_str(&folded(&text));
    line("BEGIN:VCALENDAR".into());
    line("VERSION:2.0".into());
    line("PRODID:-//gongkai//desk//ZH".into());
    line(format!("X-WR-CALNAME:{}", escaped(&format!("{organ}　依申请公开期限"))));
    line("REFRESH-INTERVAL;VALUE=DURATION:PT1H".into());
    for Entry { id, words, date } in entries {
        let next = date.tomorrow().unwrap_or(*date);
        line("BEGIN:VEVENT".into());
        line(format!("UID:{id}-{}@{host}", date.strftime("%Y%m%d")));
        line(format!("DTSTAMP:{stamp}"));
        line(format!("DTSTART;VALUE=DATE:{}", date.strftime("%Y%m%d")));
        line(format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        line(format!("SUMMARY:{}", escaped(&format!("{words}（最后一日）"))));
        line("TRANSP:TRANSPARENT".into());
        line("BEGIN:VALARM".into());
        line("ACTION:DISPLAY".into());
        line(format!("DESCRIPTION:{}", escaped(&format!("{words}明日到期"))));
        line("TRIGGER:-PT15H".into());
        line("END:VALARM".into());
        line("END:VEVENT".into());
    }
    line("END:VCALENDAR".into());
    out
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Lines of at most 75 bytes, never parted within a character.
fn folded(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for letter in text.chars() {
        if length + letter.len_utf8() > 74 {
            out.push_str("\r\n ");
            length = 1;
        }
        length += letter.len_utf8();
        let _ = write!(out, "{letter}");
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_marks_escaped() {
        let text = folded(&format!("SUMMARY:{}", escaped(&"期限,；".repeat(20))));
        for line in text.trim_end().split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "期限\\,；".repeat(20)));
    }
}
