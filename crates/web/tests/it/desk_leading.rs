//! 工作台：督办、复议诉讼、期限变动、期限证明、日历订阅、账号、审计。

use crate::fake::Fake;
use crate::office::{Office, PASSWORD, accounts, today};
use axum::http::StatusCode;
use web::Library;
use web::desk::account::Duties;

#[tokio::test]
async fn the_supervisor_sees_how_each_organ_and_handler_stands() {
    let office = Office::open().await;
    accounts(&office.ledger).add(("jian", "周监督"), Duties::parse("监督").unwrap(), PASSWORD).await.unwrap();
    let (fresh, late) = (office.register(0).await, office.register(60).await);
    let li = office.sign_in("li").await;
    office.done(&li, &late, "assignment", &[("handler", "wang")]).await;
    let jian = office.sign_in("jian").await;
    let page = office.get("/desk/supervision", &jian).await;
    page.says(&["督办", "王承办", &fresh, &late, "已过期限", "逾期", "表三"]);
    assert!(!page.body.contains("张某某"));
    let key = format!("{}/new/total", Fake::new().today().year());
    office.get(&format!("/desk/counted?list={key}"), &jian).await.says(&[&fresh]);
    assert_eq!(office.get("/desk/counted?list=handler/wang", &jian).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get("/desk/supervision", &li).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_remedy_shows_its_term_on_the_register_and_in_table_four() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let li = office.sign_in("li").await;
    let day = today();
    let remedy =
        [("on", day.as_str()), ("route", "reconsideration"), ("body", "市政府"), ("docket", "某复1号")];
    office.done(&li, &no, "remedy", &remedy).await;
    let notice = [("remedy", "1"), ("on", day.as_str()), ("procedure", "simple")];
    office.done(&li, &no, "remedy-notice", &notice).await.says(&["答复举证期限", "行政复议简易程序"]);
    office.get("/desk/remedies", &li).await.says(&[
        "某复1号",
        "剩余 5 个工作日",
        "答复举证",
        "尚未审结",
        "行政复议",
    ]);
    office.done(&li, &no, "remedy-response", &[("remedy", "1"), ("on", &day)]).await.says(&["已答复举证"]);
    let result = [("remedy", "1"), ("on", day.as_str()), ("result", "upheld"), ("summary", "")];
    office.done(&li, &no, "remedy-result", &result).await.says(&["维持"]);
    office.get("/desk/remedies", &li).await.says(&["没有未审结的复议、诉讼"]);
    office.get("/desk/remedies?all=yes", &li).await.says(&["某复1号", "维持"]);
}

#[tokio::test]
async fn the_proof_tells_every_day_and_its_notice_and_can_be_printed() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let shen = office.sign_in("shen").await;
    let proof = office.get(&format!("/desk/cases/{no}/proof"), &shen).await;
    proof.says(&["答复期限证明", "第20个工作日", "起算，不计", "放假通知", "台账校验值", "登记申请"]);
    assert!(!proof.body.contains("张某某"));
}

#[tokio::test]
async fn a_calendar_is_subscribed_by_a_key_that_is_told_once() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let li = office.sign_in("li").await;
    let page = office.post("/desk/me/feed", &li, &[]).await;
    let address = page.body.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
    let path = address.strip_prefix("https://site.example").unwrap();
    let feed = office.get(path, "").await;
    assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
    feed.says(&["BEGIN:VCALENDAR\r\n", &no, "DTSTART;VALUE=DATE:", "END:VCALENDAR\r\n"]);
    assert!(!feed.body.contains("张某某") && !feed.body.contains("某地块"));
    office.post("/desk/me/feed", &li, &[]).await;
    assert_eq!(office.get(path, "").await.status, StatusCode::NOT_FOUND, "the former address is no more");
    for key in ["", "li", "li.", "li.00", "nobody.00", "../li.x"] {
        let answer = office.get(&format!("/desk/calendar.ics?key={key}"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{key}");
    }
}

#[tokio::test]
async fn whoever_administers_closes_accounts_and_sees_no_case() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let han = office.sign_in("han").await;
    assert_eq!(office.get("/desk", &han).await.header("location"), "/desk/accounts");
    for path in [&format!("/desk/cases/{no}"), "/desk/supervision", "/desk/audit", "/desk/new"] {
        assert_eq!(office.get(path, &han).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    office.get("/desk/accounts", &han).await.says(&["wang", "王承办", "在用"]);
    office.post("/desk/accounts/wang", &han, &[("do", "disable"), ("why", "离岗")]).await;
    office.try_in("wang", PASSWORD).await.says(&["账号或者密码不对"]);
    office.post("/desk/accounts/wang", &han, &[("do", "enable"), ("why", "返岗")]).await;
    office.sign_in("wang").await;
    let chain = office.ledger.entries(crate::office::ORGAN, 0, 60).await.unwrap();
    let told: Vec<_> =
        chain.iter().filter(|entry| entry.by == "han").map(|entry| entry.kind.as_str()).collect();
    assert_eq!(told, ["account.disabled", "account.enabled"]);
}

#[tokio::test]
async fn everyone_changes_the_own_password_and_mail() {
    let office = Office::open().await;
    let wang = office.sign_in("wang").await;
    let new = "山亭的樱桃也快要熟了";
    let change = async |old: &str, new: &str, again: &str| {
        office.post("/desk/me/password", &wang, &[("old", old), ("new", new), ("again", again)]).await
    };
    change("x", new, new).await.says(&["现在的密码不对"]);
    change(PASSWORD, new, "另一个密码也够长了吧").await.says(&["两次输入的新密码不一样"]);
    change(PASSWORD, "短", "短").await.says(&["太短"]);
    assert_eq!(change(PASSWORD, new, new).await.status, StatusCode::SEE_OTHER);
    assert_eq!(office.try_in("wang", new).await.status, StatusCode::SEE_OTHER);
    office.post("/desk/me/email", &wang, &[("email", "不是邮箱")]).await.says(&["电子邮箱的写法不对"]);
    office.post("/desk/me/email", &wang, &[("email", "wang@example.cn")]).await;
    office.get("/desk/me", &wang).await.says(&["wang@example.cn", "承办"]);
}

#[tokio::test]
async fn the_auditor_reads_the_chain_and_verifies_it() {
    let office = Office::open().await;
    office.register(0).await;
    let shen = office.sign_in("shen").await;
    office.get("/desk/audit", &shen).await.says(&["登记", "建立账号", "sm3", "当日摘要"]);
    office.post("/desk/audit", &shen, &[]).await.says(&["前后相连，没有删改"]);
    let zhao = office.sign_in("zhao").await;
    assert_eq!(office.get("/desk/audit", &zhao).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.post("/desk/audit", &zhao, &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn in_a_closed_network_without_tls_one_can_still_sign_in() {
    use axum::body::Body;
    use axum::http::{Request, header};
    let office = Office::open().await;
    let body = format!("account=wang&password={}", crate::office::encoded(PASSWORD));
    let request = Request::post("/desk/sign-in")
        .header(header::HOST, "10.0.0.5:8180")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body));
    let answer = office.site.send(request.unwrap()).await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("gongkai-desk=") && !cookie.contains("Secure"), "{cookie}");
    let request = Request::get("/desk")
        .header(header::HOST, "10.0.0.5:8180")
        .header(header::COOKIE, cookie.split(';').next().unwrap())
        .body(Body::empty());
    assert_eq!(office.site.send(request.unwrap()).await.status, StatusCode::OK);
}

/// 表三第一行自然人一件；未办结的，结转下年和并非当年收到的上年结转都查得到。
#[tokio::test]
async fn every_cell_of_the_report_leads_to_its_cases() {
    let office = Office::open().await;
    let year = Fake::new().today().year();
    let (new, old) = (office.register(0).await, office.register(400).await);
    let shen = office.sign_in("shen").await;
    let page = office.get("/desk/report", &shen).await;
    assert_eq!(page.header("location"), format!("/desk/report/{year}"));
    let page = office.get(&format!("/desk/report/{year}"), &shen).await;
    page.says(&["年报数", "表三", "表四", "结转下年度继续办理", "复议后起诉"]);
    for (cell, behind) in [
        ("new/natural_person", vec![&new]),
        ("carried/natural_person", vec![&old]),
        ("carried_over/total", vec![&old, &new]),
    ] {
        let link = format!("/desk/counted?list={year}/{cell}");
        page.says(&[&format!("<a href=\"{link}\">{}</a>", behind.len())]);
        let list = office.get(&link, &shen).await;
        list.says(&behind.iter().map(|no| no.as_str()).collect::<Vec<_>>());
        list.says(&[&format!("共 {} 件", behind.len()), &format!("{year}年表三")]);
    }
    assert!(!page.body.contains(&format!("list={year}/3.1/")), "what is 0 leads nowhere");
    office.get(&format!("/desk/report/{}", year - 1), &shen).await.says(&["aria-current"]);
    for path in
        ["/desk/report/1900", "/desk/report/9999", "/desk/report/x", "/desk/counted?list=2024/9/total"]
    {
        assert_eq!(office.get(path, &shen).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let han = office.sign_in("han").await;
    for path in ["/desk/report".to_owned(), format!("/desk/report/{year}")] {
        assert_eq!(office.get(&path, &han).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
