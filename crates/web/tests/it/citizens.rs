//! 我的申请：who signs in finds the own applications and nobody else's; nobody has to, and no right at the desk follows.

use crate::fake::Fake;
use crate::office::{ORGAN, Office};
use crate::oidc::{Provider, Saying, at_provider, settings};
use crate::visitor::Visitor;
use axum::http::StatusCode;
use std::sync::Arc;
use web::desk::oidc::Oidc;

const WANTED: &str = "申请公开薛城区永福路改造工程2024年的施工合同";

async fn office() -> (Office, Saying) {
    let saying = Saying::default();
    let citizens = Oidc::for_citizens(settings(), Provider::new(saying.clone(), "/apply/mine/return"));
    (Office::over(Fake { citizens: Some(Arc::new(citizens)), ..Fake::new() }).await, saying)
}

impl Visitor<'_> {
    async fn signs_in(&mut self, saying: &Saying, subject: &str) -> crate::Answer {
        let answer = self.get("/apply/mine/sign-in").await;
        let state = at_provider(&answer, saying, subject);
        let back = self.get(&format!("/apply/mine/return?code=good&state={state}")).await;
        assert_eq!(back.header("location"), "/apply/mine", "{}", back.body);
        self.get("/apply/mine").await
    }
}

#[tokio::test]
async fn whoever_is_signed_in_finds_what_was_filed_meanwhile_and_nobody_else_does() {
    let (office, saying) = office().await;
    let mut zhang = Visitor::new(&office);
    zhang.get("/apply").await.says(&["href=\"/apply/mine\"", "自愿"]);
    zhang.get("/apply/mine").await.says(&["登录是自愿的", "用省统一身份认证登录"]);
    // Before signing in: not among the own ones.
    zhang.fill_in(WANTED).await;
    let (before, code) = zhang.apply().await;
    zhang.post("/apply/receipt", &[]).await;
    zhang.signs_in(&saying, "u-1").await.says(&["还没有申请", "没有订阅"]).hides(&[&before]);
    zhang.fill_in(WANTED).await;
    let (no, _) = zhang.apply().await;
    let mine = zhang.get("/apply/mine").await;
    mine.says(&["共1件", &no, "正在办理", "以前答复", "接收回执", "永福路改造工程"]).hides(&[&before]);
    assert_eq!(mine.header("cache-control"), "no-store");
    // It opens without its code, with its letters; the other does not.
    zhang.get(&format!("/apply/track/{no}")).await.says(&["正在办理", "查完了，退出"]);
    let letter = mine.between(&format!("href=\"/apply/track/{no}/files/"), "\"");
    let got = zhang.get(&format!("/apply/track/{no}/files/{letter}")).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(zhang.get(&format!("/apply/track/{before}")).await.header("location"), "/apply/track");
    // Somebody else, signed in or not, sees neither.
    let mut other = Visitor::new(&office);
    other.signs_in(&saying, "u-2").await.says(&["还没有申请"]).hides(&[&no]);
    for path in [format!("/apply/track/{no}"), format!("/apply/track/{no}/files/{letter}")] {
        assert_eq!(other.get(&path).await.header("location"), "/apply/track", "{path}");
        assert_eq!(Visitor::new(&office).get(&path).await.header("location"), "/apply/track", "{path}");
    }
    other.post("/apply/mine/remove", &[("no", &no)]).await;
    // The earlier one is added by its number and code, and by these only.
    let wrong = zhang.post("/apply/mine", &[("no", &before), ("code", "ABCD-EFGH-JKLM")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    wrong.says(&["编号或者查询码不对", "没有加入"]);
    zhang.on("/apply/mine", &[("no", &before), ("code", &code)], "/apply/mine?done=added").await;
    zhang.get("/apply/mine").await.says(&["共2件", &before, &no]);
    zhang.post("/apply/mine/remove", &[("no", &before)]).await;
    zhang.get("/apply/mine").await.says(&["共1件", &no]).hides(&[&before]);
}

#[tokio::test]
async fn guesses_at_an_application_close_the_door_here_as_there() {
    let (office, saying) = office().await;
    let mut applicant = Visitor::new(&office);
    applicant.fill_in(WANTED).await;
    let (no, code) = applicant.apply().await;
    let mut guesser = Visitor::new(&office);
    guesser.signs_in(&saying, "u-3").await;
    for _ in 0..5 {
        guesser.post("/apply/mine", &[("no", &no), ("code", "x")]).await.says(&["查询码不对"]);
    }
    let closed = guesser.post("/apply/mine", &[("no", &no), ("code", &code)]).await;
    assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS);
    let there = guesser.post("/apply/track", &[("no", &no), ("code", &code)]).await;
    assert_eq!(there.status, StatusCode::TOO_MANY_REQUESTS);
    guesser.get("/apply/mine").await.says(&["还没有申请"]);
}

#[tokio::test]
async fn a_session_ends_when_told_and_by_itself() {
    let (office, saying) = office().await;
    let mut visitor = Visitor::new(&office);
    visitor.signs_in(&saying, "u-1").await;
    visitor.fill_in(WANTED).await;
    let (no, _) = visitor.apply().await;
    // Half an hour without a click, four hours in any case.
    let mut idle = visitor.twin();
    office.pass(29);
    idle.get("/apply/mine").await.says(&[&no]);
    office.pass(30);
    idle.get("/apply/mine").await.says(&["登录是自愿的"]).hides(&[&no]);
    assert_eq!(idle.get(&format!("/apply/track/{no}")).await.header("location"), "/apply/track");
    let mut long = Visitor::new(&office);
    long.signs_in(&saying, "u-1").await;
    for _ in 0..9 {
        office.pass(25);
        long.get("/apply/mine").await.says(&[&no]);
    }
    office.pass(25);
    long.get("/apply/mine").await.hides(&[&no]);
}

#[tokio::test]
async fn leaving_ends_it_on_both_ways_out_and_the_list_is_deleted_on_demand() {
    let (office, saying) = office().await;
    let mut applicant = Visitor::new(&office);
    applicant.signs_in(&saying, "u-1").await;
    applicant.fill_in(WANTED).await;
    let (no, _) = applicant.apply().await;
    // For the cookie that was carried too.
    for out in ["/apply/mine/leave", "/apply/track/leave", "/kiosk/end"] {
        let mut visitor = Visitor::new(&office);
        visitor.signs_in(&saying, "u-1").await;
        let mut twin = visitor.twin();
        visitor.post(out, &[]).await;
        assert!(!visitor.cookie().contains("gongkai-citizen="), "{out}");
        twin.get("/apply/mine").await.hides(&[&no]);
    }
    // The list is deleted when its owner says so; the application stays.
    let mut visitor = Visitor::new(&office);
    visitor.signs_in(&saying, "u-1").await.says(&[&no]);
    visitor.post("/apply/mine/forget", &[]).await;
    visitor.signs_in(&saying, "u-1").await.says(&["还没有申请"]);
    assert!(office.casework.file(&no).await.unwrap().is_some());
}

#[tokio::test]
async fn no_right_at_the_desk_follows_from_it() {
    let (office, saying) = office().await;
    let mut visitor = Visitor::new(&office);
    visitor.signs_in(&saying, "wang").await;
    let cookie = visitor.cookie();
    let number = cookie.split("__Host-gongkai-citizen=").nth(1).unwrap()[..64].to_owned();
    let as_desk = format!("__Host-gongkai-desk={number}");
    for path in ["/desk", "/desk/me", "/desk/items", "/desk/audit", "/desk/accounts"] {
        for carried in [&cookie, &as_desk] {
            let answer = office.get(path, carried).await;
            assert!(answer.header("location").starts_with("/desk/sign-in"), "{path} {}", answer.status);
        }
    }
    // Neither is a desk's session a citizen's, nor that of one who tracks.
    let wang = office.sign_in("wang").await;
    let number = wang.split_once('=').unwrap().1;
    for name in ["citizen", "track"] {
        office.get("/apply/mine", &format!("__Host-gongkai-{name}={number}")).await.says(&["登录是自愿的"]);
    }
    // An answer to the one sign-in does not end the other.
    let begun = office.get("/apply/mine/sign-in", "").await;
    let state = at_provider(&begun, &saying, "wang");
    let half = begun.header("set-cookie").split(';').next().unwrap().replace("citizen-oidc", "oidc");
    let crossed = office.get(&format!("/desk/sign-in/oidc/return?code=good&state={state}"), &half).await;
    assert_eq!(crossed.status, StatusCode::NOT_FOUND, "no provider is named for the staff");
    for (path, cookies) in [
        ("/apply/mine/return?code=good&state=x".to_owned(), begun.header("set-cookie")),
        (format!("/apply/mine/return?code=good&state={state}"), ""),
        ("/apply/mine/return".to_owned(), ""),
    ] {
        let answer = office.get(&path, cookies).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!answer.header("set-cookie").contains("gongkai-citizen="), "{path}");
    }
}

#[tokio::test]
async fn shared_pages_are_the_same_for_whoever_is_signed_in() {
    let (office, saying) = office().await;
    let mut visitor = Visitor::new(&office);
    visitor.signs_in(&saying, "u-1").await;
    for path in ["/", "/disclosure", "/search?q=%E9%80%9A%E7%9F%A5"] {
        let signed_in = visitor.get(path).await;
        assert_eq!(signed_in.body, office.get(path, "").await.body, "{path}");
        assert_eq!(signed_in.header("set-cookie"), "", "{path}");
    }
}

#[tokio::test]
async fn the_ledger_keeps_no_name_of_the_provider_in_the_open() {
    let (office, saying) = office().await;
    let mut visitor = Visitor::new(&office);
    visitor.signs_in(&saying, "subject-of-zhang").await;
    visitor.fill_in(WANTED).await;
    let (no, _) = visitor.apply().await;
    let kept = office.ledger.records("citizen", "", 10).await.unwrap();
    assert_eq!(kept.len(), 1);
    for text in ["subject-of-zhang", &no] {
        let body = String::from_utf8_lossy(&kept[0].body).into_owned();
        assert!(!kept[0].id.contains(text) && !body.contains(text), "{text}");
    }
    let chain = office.ledger.entries(ORGAN, 0, 1_000).await.unwrap();
    assert!(chain.iter().all(|entry| !entry.body.contains("subject-of-zhang")));
}

#[tokio::test]
async fn without_a_provider_there_is_no_door_and_applying_goes_on() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.get("/apply").await.hides(&["/apply/mine"]);
    for path in ["/apply/mine", "/apply/mine/sign-in", "/apply/mine/return?code=x&state=x"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    visitor.fill_in(WANTED).await;
    let (no, code) = visitor.apply().await;
    visitor.on("/apply/track", &[("no", &no), ("code", &code)], &format!("/apply/track/{no}")).await;
}
