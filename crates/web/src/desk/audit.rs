//! 审计：台账的记录、核查、当日摘要　/desk/audit

use super::account::Account;
use super::rights::Right;
use super::session::Signed;
use super::{Desk, Fail, Frame, demand};
use crate::{answer, words};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

const PAGE: u64 = 50;
const SHOWN_OF_A_HASH: usize = 16;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    before: Option<u64>,
    day: String,
}

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct Show {
    frame: Frame,
    facts: Vec<(&'static str, String)>,
    /// Class and sentence.
    verified: Option<(&'static str, String)>,
    day: String,
    digest: Vec<(&'static str, String)>,
    entries: Vec<Line>,
    before: Option<u64>,
}

struct Line {
    seq: u64,
    when: String,
    by: String,
    stream: String,
    kind: String,
    hash: String,
}

pub async fn show(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    Signed(me): Signed,
) -> Result<Response, Fail> {
    page(&desk, &me, &asked, None).await
}

/// POST /desk/audit: walks along the whole chain.
pub async fn verify(State(desk): State<Desk>, Signed(me): Signed) -> Result<Response, Fail> {
    demand(Right::Audit, &me, "审计")?;
    let verified = desk.ledger().verify(desk.casework.organ(), &[]).await.map_err(anyhow::Error::from)?;
    let told = match verified.fault {
        None => ("done", format!("核查了{}条，前后相连，没有删改。", verified.whole.seq)),
        Some(fault) => ("finding", format!("核查发现问题：{fault}")),
    };
    page(&desk, &me, &Asked::default(), Some(told)).await
}

async fn page(
    desk: &Desk,
    me: &Account,
    asked: &Asked,
    verified: Option<(&'static str, String)>,
) -> Result<Response, Fail> {
    demand(Right::Audit, me, "审计")?;
    let (ledger, organ) = (desk.ledger(), desk.casework.organ());
    let head = ledger.head(organ).await.map_err(anyhow::Error::from)?;
    let last = asked.before.map_or(head.seq, |before| before.saturating_sub(1)).min(head.seq);
    let from = last.saturating_sub(PAGE);
    let entries = ledger.entries(organ, from, PAGE as u32).await.map_err(anyhow::Error::from)?;
    let today = desk.library().today();
    let day = words::read_date(&asked.day).unwrap_or(today);
    let told = ledger.daily_digest(organ, day).await.map_err(anyhow::Error::from)?;
    let line = |entry: ledger::Entry| Line {
        seq: entry.seq,
        when: words::moment(entry.at),
        by: entry.by,
        stream: entry.stream,
        kind: entry.kind,
        hash: entry.hash.to_string().chars().take(SHOWN_OF_A_HASH).collect(),
    };
    let show = Show {
        frame: desk.frame("审计", me),
        facts: vec![
            ("机关", organ.to_owned()),
            ("记录", format!("{}条", head.seq)),
            ("末条校验值", head.hash.to_string()),
            ("算法", ledger::ALGORITHM.to_owned()),
        ],
        verified,
        day: day.to_string(),
        digest: vec![
            ("日期", words::day(told.day)),
            ("当日记录", format!("{}条（第{}条至第{}条）", told.count, told.first_seq, told.last_seq)),
            ("校验值", told.hash.to_string()),
        ],
        entries: entries.into_iter().rev().map(line).collect(),
        before: (from > 0).then_some(from + 1),
    };
    Ok(answer::page(&show)?)
}
