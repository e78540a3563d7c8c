//! 台账每日摘要　GET /disclosure/ledger-digest, /disclosure/ledger-digest.json
//!
//! Whoever keeps a digest can tell later whether the history before it was rewritten; so it is published, and worth
//! something only because others keep it.

use crate::error::Error;
use crate::page::{Frame, Visit};
use crate::portal::disclosure::HERE;
use crate::{Portal, answer};
use anyhow::Context;
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use casework::Casework;
use jiff::ToSpan;
use jiff::civil::Date;
use ledger::{ALGORITHM, DailyDigest};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

pub const PATH: &str = "/disclosure/ledger-digest";
const DAYS: i64 = 30;

/// The digests of the office's own chain.
pub struct Digests {
    casework: Casework,
    /// Days that are surely over; an act begun before midnight may still be written after it.
    over: Mutex<BTreeMap<Date, DailyDigest>>,
}

impl Digests {
    pub fn of(casework: Casework) -> Digests {
        Digests { casework, over: Mutex::default() }
    }

    /// Yesterday's, and of the days before it those on which something was recorded; the newest first.
    async fn last(&self, today: Date) -> anyhow::Result<Vec<DailyDigest>> {
        let mut all = Vec::new();
        for back in 1..=DAYS {
            let digest = self.one(today.checked_sub(back.days())?, back > 1).await?;
            if back == 1 || digest.count > 0 {
                all.push(digest);
            }
        }
        Ok(all)
    }

    async fn one(&self, day: Date, over: bool) -> anyhow::Result<DailyDigest> {
        let held = || self.over.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = held().get(&day) {
            return Ok(kept.clone());
        }
        let found = self.casework.ledger().daily_digest(self.casework.organ(), day).await;
        let digest = found.context("failed to reckon the digest of a day")?;
        if over {
            let mut kept = held();
            kept.insert(day, digest.clone());
            while kept.len() > DAYS as usize {
                kept.pop_first();
            }
        }
        Ok(digest)
    }
}

#[derive(Template)]
#[template(path = "portal/digest.html")]
struct Show {
    frame: Frame,
    organ: String,
    yesterday: Option<DailyDigest>,
    earlier: Vec<DailyDigest>,
}

pub async fn show(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let (organ, digests) = published(&portal).await?;
    let mut digests = digests.into_iter();
    answer::page(&Show {
        frame: visit.frame("台账每日摘要").under(HERE.0, HERE.1),
        organ,
        yesterday: digests.next(),
        earlier: digests.collect(),
    })
}

/// For programs, and for `gongkai ledger verify --against`.
#[derive(Serialize)]
struct Kept<'a> {
    organ: String,
    name: &'a str,
    algorithm: &'static str,
    digests: Vec<DailyDigest>,
}

pub async fn json(State(portal): State<Portal>) -> Result<Response, Error> {
    let (organ, digests) = published(&portal).await?;
    let name = &portal.library.organ().name;
    Ok(Json(Kept { organ, name, algorithm: ALGORITHM, digests }).into_response())
}

async fn published(portal: &Portal) -> Result<(String, Vec<DailyDigest>), Error> {
    let digests = portal.digests.as_ref().ok_or(Error::NotFound)?;
    let last = digests.last(portal.library.today()).await?;
    Ok((digests.casework.organ().to_owned(), last))
}
