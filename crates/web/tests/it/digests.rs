//! 台账每日摘要：published for everybody, without anything personal.

use crate::fake::Fake;
use crate::office::{ORGAN, Office, opened};
use crate::{Answer, Site};
use axum::http::StatusCode;
use jiff::ToSpan;
use ledger::{DailyDigest, NewEvent};
use web::Library;

/// One entry so many days ago.
async fn noted(office: &Office, stream: &str, days_ago: i64) {
    let at = opened() - jiff::SignedDuration::from_hours(24 * days_ago);
    let event = NewEvent::new("case.noted", "{\"who\":\"张某某\"}");
    let work = async |tx: ledger::Tx| {
        let expected = tx.version(stream).await?;
        tx.append(stream, expected, "li", at, std::slice::from_ref(&event)).await
    };
    office.ledger.transact(ORGAN, work).await.map_err(|error: ledger::Error| error).unwrap();
}

fn digests(answer: &Answer) -> Vec<DailyDigest> {
    let page: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((&page["organ"], &page["algorithm"]), (&ORGAN.into(), &"sm3/1".into()));
    serde_json::from_value(page["digests"].clone()).unwrap()
}

#[tokio::test]
async fn the_digests_of_the_last_days_are_published_for_keeping() {
    let office = Office::open().await;
    for days_ago in [40, 30, 5, 5, 1] {
        noted(&office, &format!("case/{days_ago}"), days_ago).await;
    }
    let today = Fake::new().today();
    let answer = office.get("/disclosure/ledger-digest.json", "").await;
    let told = digests(&answer);
    let days: Vec<_> = told.iter().map(|one| (one.day, one.count)).collect();
    assert_eq!(days, [(today - 1.day(), 1), (today - 5.days(), 2), (today - 30.days(), 1)]);
    // What is published is what verifying goes by.
    assert_eq!(office.ledger.verify(ORGAN, &told).await.unwrap().fault, None);
    let page = office.get("/disclosure/ledger-digest", "").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[&told[0].hash.to_string(), &told[2].hash.to_string(), "ledger-digest.json"]);
    assert!(!page.body.contains("张某某") && !answer.body.contains("张某某"));
    office.get("/about", "").await.says(&["/disclosure/ledger-digest"]);
    office.get("/sitemap.xml", "").await.says(&["/disclosure/ledger-digest"]);
}

#[tokio::test]
async fn a_day_without_records_is_told_as_such_and_asked_for_again() {
    let office = Office::open().await;
    office.get("/disclosure/ledger-digest", "").await.says(&["当日没有记录"]);
    noted(&office, "case/1", 1).await;
    assert_eq!(digests(&office.get("/disclosure/ledger-digest.json", "").await)[0].count, 1);
}

#[tokio::test]
async fn a_site_without_a_ledger_publishes_none() {
    let site = Site::new();
    assert_eq!(site.get("/disclosure/ledger-digest").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/disclosure/ledger-digest.json").await.status, StatusCode::NOT_FOUND);
    assert!(!site.get("/about").await.body.contains("ledger-digest"));
}
