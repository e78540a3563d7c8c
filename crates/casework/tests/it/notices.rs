//! 告诉申请人有新的进展：queued with the act, or not at all.

use super::*;
use casework::{Notice, notice_queue};
use law::request::receipt::Element;

impl Desk {
    /// What waits to be told, in the order of the cases; taken away.
    async fn notices(&self) -> Vec<(String, String)> {
        let (now, lease) = ("2027-01-01T00:00:00Z".parse().unwrap(), "2027-01-02T00:00:00Z".parse().unwrap());
        let ledger = self.casework.ledger();
        let jobs = ledger.claim(&notice_queue(ORGAN), now, lease, 99).await.unwrap();
        let mut told = Vec::new();
        for job in &jobs {
            let notice: Notice = serde_json::from_slice(&job.body).unwrap();
            told.push((notice.no, notice.event));
            ledger.finish(job).await.unwrap();
        }
        told.sort();
        told
    }
}

#[tokio::test]
async fn what_concerns_an_applicant_is_queued_with_the_act_and_nothing_else_is() {
    let desk = desk().await;
    let no = desk.register("2026-03-02", Applicant::NaturalPerson).await;
    desk.run("2026-03-02", &desk.all, &no, Command::Assign { handler: "li".into() }).await.unwrap();
    assert_eq!(desk.notices().await, []);
    let correction = Command::RequestCorrection {
        missing: vec![Element::Description],
        explanation: "请写明".into(),
        reply_by: day("2026-03-20"),
    };
    desk.run("2026-03-03", &desk.all, &no, correction.clone()).await.unwrap();
    let told = |event: &str| vec![(no.clone(), event.to_owned())];
    assert_eq!(desk.notices().await, told("correction_requested"));
    // What was refused is not told.
    desk.run("2026-03-04", &desk.all, &no, correction).await.unwrap_err();
    assert_eq!(desk.notices().await, []);
    let other = desk.register("2026-03-05", Applicant::NaturalPerson).await;
    let extend = Command::Extend { days: 10, reason: "材料较多".into() };
    desk.run("2026-03-05", &desk.head, &other, extend).await.unwrap();
    desk.answer("2026-03-10", &other, Outcome::Granted).await;
    let told = |event: &str| (other.clone(), event.to_owned());
    assert_eq!(desk.notices().await, [told("answered"), told("extended")]);
}
