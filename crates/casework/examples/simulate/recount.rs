//! The independent recount: from the stored JSON alone, without the office's states or keys.

use crate::{Broken, ORGAN};
use casework::Casework;
use law::annual_report::{Applicant, Outcome, Row3};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a chain says of one case.
#[derive(Default)]
struct Facts {
    kind: String,
    received: Option<String>,
    outcome: Option<String>,
    ended: Option<String>,
    split: bool,
}

/// Whether table three of both years says what the chain says.
pub async fn agrees(casework: &Casework) -> Result<bool, Broken> {
    let cases = read(casework).await?;
    let mut fine = true;
    for year in [2025, 2026, 2027, 2028] {
        let table = casework.table3(year).await?;
        for column in Applicant::ALL {
            for row in Row3::standard() {
                let expected = cases.values().filter(|facts| counts(facts, year, row, column)).count() as u64;
                let found = table.get(row, column);
                if found != Some(expected) {
                    println!("{year} {} {}: {found:?}, counted {expected}", row.key(), column.key());
                    fine = false;
                }
            }
        }
        let total = |row| table.get(row, Applicant::Total).unwrap_or(0);
        println!(
            "{year}: new {}, carried {}, done {}, carried over {}",
            total(Row3::New),
            total(Row3::Carried),
            total(Row3::Total),
            total(Row3::CarriedOver)
        );
        fine &= total(Row3::New) + total(Row3::Carried) == total(Row3::Total) + total(Row3::CarriedOver);
    }
    Ok(fine)
}

async fn read(casework: &Casework) -> Result<BTreeMap<String, Facts>, Broken> {
    let mut cases: BTreeMap<String, Facts> = BTreeMap::new();
    let mut after = 0;
    loop {
        let page = casework.ledger().entries(ORGAN, after, 1000).await?;
        let Some(last) = page.last() else { return Ok(cases) };
        after = last.seq;
        for entry in &page {
            let body: Value = serde_json::from_str(&entry.body)?;
            note(cases.entry(entry.stream.clone()).or_default(), &body);
        }
    }
}

fn note(facts: &mut Facts, body: &Value) {
    let text = |key: &str| body[key].as_str().map(str::to_owned);
    match body["event"].as_str().unwrap_or_default() {
        "registered" => {
            facts.kind = text("kind").unwrap_or_default();
            if body["channel"] == "in_person" {
                facts.received = text("submitted");
            }
        }
        "received" => facts.received = text("on"),
        "drafted" => facts.outcome = body["draft"]["outcome"].as_str().map(str::to_owned),
        "answered" => facts.ended = text("on"),
        "lapsed" => (facts.outcome, facts.ended) = (text("outcome"), text("on")),
        "withdrawn" | "merged" => (facts.outcome, facts.ended) = (Some("3.6.3".into()), text("on")),
        "split" => facts.split = true,
        _ => {}
    }
}

fn counts(facts: &Facts, year: i16, row: Row3, column: Applicant) -> bool {
    let Some(received) = facts.received.as_deref().map(year_of).filter(|_| !facts.split) else {
        return false;
    };
    if column != Applicant::Total && column.key() != facts.kind {
        return false;
    }
    let ended = facts.ended.as_deref().map(year_of);
    let with = |outcome: Outcome| facts.outcome.as_deref() == Some(outcome.key());
    match row {
        Row3::New => received == year,
        Row3::Carried => received < year && ended.is_none_or(|ended| ended >= year),
        Row3::Result(outcome) => ended == Some(year) && with(outcome),
        Row3::Total => ended == Some(year),
        Row3::CarriedOver => received <= year && ended.is_none_or(|ended| ended > year),
    }
}

fn year_of(date: &str) -> i16 {
    date.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0)
}
