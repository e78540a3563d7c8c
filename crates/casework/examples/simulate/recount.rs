//! The independent recount: from the stored JSON alone, without the office's states or keys.

use crate::{Broken, ORGAN};
use casework::Casework;
use law::annual_report::{Applicant, Block4, Outcome, Result4, Row3};
use office::annual_report::tables;
use office::metric::measure;
use office::records::KEPT;
use office::register::Register;
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
    remedies: BTreeMap<u64, Remedy>,
}

/// What it says of one reconsideration or suit.
#[derive(Default)]
struct Remedy {
    route: String,
    sought: String,
    decided: Option<(String, String)>,
}

/// Whether tables three and four of these years say what the chain says, and so would a report.
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
        fine &= table4_agrees(casework, &cases, year).await? && compiled_agrees(casework, year).await?;
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

/// Whether a report compiled from the cases has the tables of the ledger.
async fn compiled_agrees(casework: &Casework, year: i16) -> Result<bool, Broken> {
    let kept = casework.registers(&[year]).await?;
    let measured = measure(&kept, KEPT.into_iter().filter_map(Register::find), year);
    let (figures, _) = measured.map_err(|bad| format!("a row that no register takes: {bad:?}"))?;
    let compiled = tables(&figures);
    let agree =
        compiled.table3 == casework.table3(year).await? && compiled.table4 == casework.table4(year).await?;
    if !agree {
        println!("{year}: a report would say otherwise");
    }
    Ok(agree)
}

async fn table4_agrees(
    casework: &Casework,
    cases: &BTreeMap<String, Facts>,
    year: i16,
) -> Result<bool, Broken> {
    let table = casework.table4(year).await?;
    let counted = cases.values().filter(|facts| facts.received.is_some() && !facts.split);
    let remedies: Vec<&Remedy> = counted.flat_map(|facts| facts.remedies.values()).collect();
    let mut fine = true;
    for block in Block4::ALL {
        for result in Result4::ALL {
            let counts = |one: &&&Remedy| remedy_counts(one, year, block, result);
            let expected = remedies.iter().filter(counts).count() as u64;
            let found = table.get(block, result);
            if found != Some(expected) {
                println!("{year} {} {}: {found:?}, counted {expected}", block.key(), result.key());
                fine = false;
            }
        }
    }
    Ok(fine)
}

fn remedy_counts(remedy: &Remedy, year: i16, block: Block4, result: Result4) -> bool {
    let route = match block {
        Block4::Review => "reconsideration",
        Block4::Direct => "direct_suit",
        Block4::AfterReview => "suit_after_review",
    };
    let ended = remedy.decided.as_ref().map(|(on, result)| (year_of(on), result.as_str()));
    let there = year_of(&remedy.sought) <= year && ended.is_none_or(|(on, _)| on >= year);
    let in_this_cell = match result {
        Result4::Total => true,
        Result4::Pending => ended.is_none_or(|(on, _)| on > year),
        Result4::Upheld | Result4::Corrected | Result4::Other => ended == Some((year, result.key())),
    };
    remedy.route == route && there && in_this_cell
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
        "remedy_sought" => {
            let (route, sought) = (text("route").unwrap_or_default(), text("on").unwrap_or_default());
            facts.remedies.insert(remedy(body), Remedy { route, sought, decided: None });
        }
        "remedy_decided" => {
            let decided = text("on").zip(text("result"));
            facts.remedies.entry(remedy(body)).or_default().decided = decided;
        }
        _ => {}
    }
}

fn remedy(body: &Value) -> u64 {
    body["remedy"].as_u64().unwrap_or_default()
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
