//! 草稿：kept sealed, found again by the code alone, gone when it is deleted and after thirty days.

use crate::office::Office;
use crate::visitor::{KIND, PERSON, Part, Visitor};
use axum::http::StatusCode;

const WANTED: &str = "申请公开薛城区永福路改造工程2024年的施工合同";
const DAY: i64 = 24 * 60;

/// A draft with a file in it; its code.
async fn saved(visitor: &mut Visitor<'_>) -> String {
    visitor.post("/apply", &[("content", WANTED)]).await;
    visitor.post("/apply/kind", &KIND).await;
    let file = [
        Part::Text("what", "other"),
        Part::File("files", "线索.txt", "某小区公告的照片说明".as_bytes()),
        Part::Text("do", "save"),
    ];
    assert_eq!(visitor.upload("/apply/files", &file).await.header("location"), "/apply/draft");
    let page = visitor.get("/apply/draft").await;
    page.says(&["草稿已保存", "2026年4月1日 09:00"]);
    page.between("class=\"code\">", "<")
}

#[tokio::test]
async fn a_draft_is_saved_half_filled_in_and_resumed_elsewhere_by_its_code() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    let code = saved(&mut visitor).await;
    assert_eq!(code.len(), 19, "{code}");
    // A step saved as a draft is not judged yet.
    let half = [("name", "张小明"), ("paper_no", "1"), ("do", "save")];
    visitor.on("/apply/applicant", &half, "/apply/draft").await.says(&[&code]);

    let mut elsewhere = Visitor::new(&office);
    assert_eq!(elsewhere.get("/apply/applicant").await.header("location"), "/apply");
    let link = visitor.get("/apply/draft").await.between("href=\"/apply/resume?code=", "\"");
    elsewhere.get(&format!("/apply/resume?code={link}")).await.says(&[&code]).hides(&["张小明"]);
    let typed = code.to_lowercase().replace('-', " ");
    elsewhere
        .on("/apply/resume", &[("code", &typed)], "/apply/draft")
        .await
        .says(&["href=\"/apply/applicant\""]);
    elsewhere.get("/apply/applicant").await.says(&["value=\"张小明\"", "value=\"1\""]);
    elsewhere.get("/apply").await.says(&[WANTED]);
    elsewhere.get("/apply/files").await.says(&["线索.txt"]);
    elsewhere.post("/apply/applicant", &PERSON).await;
    visitor.get("/apply/applicant").await.says(&["11010519491231002x"]);
}

#[tokio::test]
async fn without_the_code_nothing_of_a_draft_can_be_read() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    let code = saved(&mut visitor).await;
    let mut stranger = Visitor::new(&office);
    for guess in ["", "AAAA-AAAA-AAAA-AAAA", "x", &code[..18]] {
        let answer = stranger.post("/apply/resume", &[("code", guess)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{guess}");
        answer.says(&["没有这份草稿"]);
        assert!(stranger.cookie().is_empty());
    }
    let plain = code.replace('-', "");
    let records = ["apply-draft", "apply-file"];
    for kind in records {
        let kept = office.ledger.records(kind, "", 10).await.unwrap();
        assert_eq!(kept.len(), 1, "{kind}");
        let body = String::from_utf8_lossy(&kept[0].body).into_owned();
        for secret in ["永福路", "公告", "线索", "natural_person", &plain] {
            assert!(!body.contains(secret) && !kept[0].id.contains(secret), "{kind}: {secret}");
        }
    }
    let cookie = visitor.cookie();
    assert!(cookie.starts_with("__Host-gongkai-apply="), "{cookie}");
}

#[tokio::test]
async fn a_draft_ends_after_thirty_days_with_its_files() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    let code = saved(&mut visitor).await;
    office.pass(30 * DAY - 1);
    visitor.get("/apply/kind").await.says(&["checked"]);
    office.pass(1);
    assert_eq!(visitor.get("/apply/kind").await.header("location"), "/apply");
    visitor.post("/apply/resume", &[("code", &code)]).await.says(&["满30日"]);
    let now = crate::office::opened() + jiff::SignedDuration::from_mins(30 * DAY);
    office.ledger.remove_expired(now, 100).await.unwrap();
    for kind in ["apply-draft", "apply-file"] {
        assert!(office.ledger.records(kind, "", 10).await.unwrap().is_empty(), "{kind}");
    }
}

#[tokio::test]
async fn a_draft_is_deleted_on_demand_and_files_are_taken_out() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    let code = saved(&mut visitor).await;
    let page = visitor.get("/apply/files").await;
    let no = page.between("name=\"remove\" value=\"", "\"");
    visitor.upload("/apply/files", &[Part::Text("remove", &no)]).await.hides(&["线索.txt"]);
    assert!(office.ledger.records("apply-file", "", 10).await.unwrap().is_empty());
    visitor.on("/apply/draft", &[], "/apply/resume?deleted=yes").await.says(&["草稿已经删除"]);
    assert!(visitor.cookie().is_empty());
    visitor.post("/apply/resume", &[("code", &code)]).await.says(&["没有这份草稿"]);
    assert!(office.ledger.records("apply-draft", "", 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn files_are_limited_in_number_and_size() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.post("/apply", &[("content", WANTED)]).await;
    let big = vec![b'a'; 10_000_001];
    let one = [Part::Text("what", "other"), Part::File("files", "大.txt", &big), Part::Text("do", "add")];
    let refused = visitor.upload("/apply/files", &one).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    refused.says(&["“大.txt”超过"]);
    let nine = vec![b'a'; 9_000_000];
    for name in ["一.txt", "二.txt"] {
        let one = [Part::Text("what", "other"), Part::File("files", name, &nine), Part::Text("do", "add")];
        assert_eq!(visitor.upload("/apply/files", &one).await.status, StatusCode::SEE_OTHER, "{name}");
    }
    let third = [Part::File("files", "三.txt", &nine), Part::Text("do", "add")];
    visitor.upload("/apply/files", &third).await.says(&["合计超过20 MB"]);
    let many: Vec<Part<'_>> = (0..4).map(|_| Part::File("files", "小.txt", b"a")).collect();
    visitor.upload("/apply/files", &many).await.says(&["最多附5份材料，已有2份"]);
    visitor.upload("/apply/files", &many[..3]).await;
    visitor.get("/apply/files").await.says(&["已有5份"]);
}
