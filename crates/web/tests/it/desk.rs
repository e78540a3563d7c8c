//! 工作台：signed in and not, each act through its form, and what is forbidden tried.

use crate::fake::Fake;
use crate::office::{GRANT, ORGAN, Office, PASSWORD, accounts, today};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use web::Library;
use web::desk::account::Duties;

// ---------------------------------------------------------------- 登录

#[tokio::test]
async fn without_sign_in_every_page_of_the_desk_leads_to_the_sign_in() {
    let office = Office::open().await;
    let no = office.register(0).await;
    for path in ["/desk", "/desk?list=all", &format!("/desk/cases/{no}"), &format!("/desk/cases/{no}/draft")]
    {
        for cookie in ["", "__Host-gongkai-desk=x", &format!("__Host-gongkai-desk={}", "0".repeat(64))] {
            let answer = office.get(path, cookie).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            assert!(answer.header("location").starts_with("/desk/sign-in?back=%2Fdesk"), "{path}");
            assert!(!answer.body.contains("某地块"));
        }
    }
    let answer = office.post(&format!("/desk/cases/{no}/withdrawal"), "", &[("version", "1")]).await;
    assert_eq!(answer.header("location"), "/desk/sign-in?back=%2Fdesk");
    assert_eq!(office.casework.file(&no).await.unwrap().unwrap().version, 2);
}

#[tokio::test]
async fn whoever_signs_in_gets_a_cookie_no_script_can_read_and_comes_back_where_they_were() {
    let office = Office::open().await;
    let fields = [("account", "wang"), ("password", PASSWORD), ("back", "/desk?list=mine")];
    let answer = office.post("/desk/sign-in", "", &fields).await;
    assert_eq!(answer.header("location"), "/desk?list=mine");
    let cookie = answer.header("set-cookie");
    for part in ["__Host-gongkai-desk=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    for back in ["https://evil.example/", "//evil.example", "/desk/../x\r\n", "/deskx", "/\\evil.example"] {
        let fields = [("account", "wang"), ("password", PASSWORD), ("back", back)];
        let answer = office.post("/desk/sign-in", "", &fields).await;
        let to = answer.header("location");
        assert!(to == "/desk" || to.starts_with("/desk/"), "{back}: {to}");
    }
    let body = office.ledger.records("session", "", 10).await.unwrap();
    let number = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(body.iter().all(|record| record.id != number), "the ledger keeps a digest only");
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_are_told_alike() {
    let office = Office::open().await;
    let (unknown, wrong) = (office.try_in("nobody", "x").await, office.try_in("wang", "x").await);
    assert_eq!((unknown.status, wrong.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert_eq!(unknown.body.replace("nobody", "wang"), wrong.body);
    assert!(wrong.headers.get("set-cookie").is_none());
    for id in ["nobody", "wang"] {
        for _ in 0..4 {
            office.try_in(id, "x").await.says(&["账号或者密码不对"]);
        }
        let locked = office.try_in(id, PASSWORD).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS, "{id}");
        locked.says(&["已暂停登录15分钟"]);
    }
    office.pass(14);
    assert_eq!(office.try_in("wang", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    office.pass(1);
    assert_eq!(office.try_in("wang", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_after_30_idle_minutes_after_12_hours_and_at_sign_out() {
    let office = Office::open().await;
    let cookie = office.sign_in("wang").await;
    for _ in 0..3 {
        office.pass(29);
        assert_eq!(office.get("/desk", &cookie).await.status, StatusCode::OK);
    }
    office.pass(30);
    assert_eq!(office.get("/desk", &cookie).await.status, StatusCode::SEE_OTHER);

    let cookie = office.sign_in("wang").await;
    for _ in 0..35 {
        office.pass(20);
        assert_eq!(office.get("/desk", &cookie).await.status, StatusCode::OK);
    }
    office.pass(20);
    assert_eq!(office.get("/desk", &cookie).await.status, StatusCode::SEE_OTHER);

    let cookie = office.sign_in("wang").await;
    let out = office.post("/desk/sign-out", &cookie, &[]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(office.get("/desk", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_number_of_a_session_changes_at_sign_in() {
    let office = Office::open().await;
    let first = office.sign_in("wang").await;
    let answer = office.post("/desk/sign-in", &first, &[("account", "zhao"), ("password", PASSWORD)]).await;
    let second = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_ne!(first, second);
    assert_eq!(office.get("/desk", &first).await.status, StatusCode::SEE_OTHER);
    office.get("/desk", &second).await.says(&["赵主任"]);
}

#[tokio::test]
async fn a_closed_account_is_out_at_once() {
    let office = Office::open().await;
    let cookie = office.sign_in("wang").await;
    assert!(accounts(&office.ledger).set_disabled("wang", true, "离岗").await.is_ok());
    assert_eq!(office.get("/desk", &cookie).await.status, StatusCode::SEE_OTHER);
    office.try_in("wang", PASSWORD).await.says(&["账号或者密码不对"]);
}

#[tokio::test]
async fn accounts_are_made_with_a_fit_name_roles_and_a_long_password_only() {
    let office = Office::open().await;
    let add = async |id: &str, name: &str, password: &str| {
        let duties = Duties::parse("登记，承办").unwrap();
        accounts(&office.ledger).add((id, name), duties, password).await.unwrap_err().to_string()
    };
    assert!(add("张三", "张三", PASSWORD).await.contains("小写字母"));
    assert!(add("wang", "王某", PASSWORD).await.contains("已经有了"));
    assert!(add("new", " ", PASSWORD).await.contains("没有写姓名"));
    assert!(add("new", "新人", "123456789").await.contains("太短"));
    assert!(Duties::parse("处长").unwrap_err().to_string().contains("没有“处长”"));
    assert!(Duties::parse(" ").is_err());
    let kept = office.ledger.record("account", "wang").await.unwrap().unwrap();
    assert!(!String::from_utf8(kept.body).unwrap().contains(PASSWORD));
}

// ---------------------------------------------------------------- 工作台

#[tokio::test]
async fn the_board_lists_open_cases_with_the_time_left_and_counts() {
    let office = Office::open().await;
    let cookie = office.sign_in("wang").await;
    office.get("/desk", &cookie).await.says(&["没有由您承办的申请"]);
    office.get("/desk?list=open", &cookie).await.says(&["没有未办结的申请", "请先登记"]);
    let no = office.register(0).await;
    let late = office.register(60).await;
    let board = office.get("/desk?list=open", &cookie).await;
    board.says(&[
        &no,
        &late,
        "剩余 20 个工作日",
        "逾期",
        "尚未交办",
        "未办结 <span class=\"count\">2</span>",
        "有1件已经过了期限",
    ]);
    assert!(board.body.find(&late) < board.body.find(&no), "the most urgent first");
    office.get("/desk?list=mine", &cookie).await.says(&["没有由您承办的申请"]);
    office.done(&cookie, &no, "assignment", &[("handler", "wang")]).await;
    office.get("/desk?list=mine", &cookie).await.says(&[&no, "王承办"]);
    office.get("/desk?list=awaiting-reply", &cookie).await.says(&["没有处于这一环节的申请"]);
    assert_eq!(office.get("/desk?list=nothing", &cookie).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_board_comes_in_pages() {
    let office = Office::open().await;
    for _ in 0..31 {
        office.register(1).await;
    }
    let cookie = office.sign_in("wang").await;
    let first = office.get("/desk?list=open", &cookie).await;
    let place = first.body.split("after=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let second = office.get(&format!("/desk?list=open&after={place}"), &cookie).await;
    second.says(&["00031", "回到第一页"]);
    assert!(!second.body.contains("00030"));
    assert_eq!(office.get("/desk?after=..%2F_%00", &cookie).await.status, StatusCode::OK);
}

// ---------------------------------------------------------------- 办理

#[tokio::test]
async fn a_case_is_handled_from_assignment_to_archive_by_four_people() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let (li, wang) = (office.sign_in("li").await, office.sign_in("wang").await);
    let (zhao, qian) = (office.sign_in("zhao").await, office.sign_in("qian").await);
    office.done(&li, &no, "assignment", &[("handler", "wang")]).await.says(&["已办理“交办”", "最近的时限"]);
    office.done(&wang, &no, "draft", &GRANT).await.says(&["拟办：予以公开：提供信息", "待审核", "可以公开"]);
    office.done(&zhao, &no, "review", &[("remarks", "同意")]).await.says(&["审核同意", "赵主任"]);
    office.done(&qian, &no, "signature", &[("document_no", "〔2026〕1号")]).await.says(&["〔2026〕1号"]);
    let day = today();
    let sent = office.done(&li, &no, "answer", &[("on", &day), ("delivery", "hand")]).await;
    sent.says(&["按期答复", "送出答复", "已答复"]);
    let remedy = [("on", day.as_str()), ("route", "reconsideration"), ("body", "市政府"), ("docket", "1号")];
    office.done(&li, &no, "remedy", &remedy).await.says(&["申请行政复议"]);
    let result = [("remedy", "1"), ("on", day.as_str()), ("result", "upheld")];
    office.done(&li, &no, "remedy-result", &result).await.says(&["结果（第1件）：维持"]);
    office.done(&li, &no, "archiving", &[("archive_no", "2026-A-1")]).await.says(&["2026-A-1"]);
}

#[tokio::test]
async fn what_waits_is_paused_and_goes_on() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let (li, wang) = (office.sign_in("li").await, office.sign_in("wang").await);
    let day = today();
    let later = (Fake::new().today() + jiff::Span::new().days(30)).to_string();
    let notice =
        [("missing", "description"), ("explanation", "请写明地块名称"), ("reply_by", later.as_str())];
    office
        .done(&wang, &no, "correction-notice", &notice)
        .await
        .says(&["待补正 · 时限暂停", "请写明地块名称"]);
    office.get("/desk?list=awaiting-correction", &wang).await.says(&[&no]);
    let correction = [("on", day.as_str()), ("subject", "甲地块征收"), ("content", "甲地块的征收批复")];
    office.done(&li, &no, "correction", &correction).await.says(&["甲地块的征收批复", "张某某", "收到补正"]);
    let letter = [("whom", "third_party"), ("name", "某某公司"), ("asked", "是否同意公开")];
    let page = office.done(&wang, &no, "consultation", &letter).await;
    page.says(&["征求第三方意见（第1号）"]);
    let delivered = [("letter", "1"), ("on", day.as_str())];
    office.done(&li, &no, "consultation-delivery", &delivered).await.says(&["征求意见 · 时限暂停"]);
    let reply = [("letter", "1"), ("on", day.as_str()), ("consents", "no"), ("reasons", "商业秘密")];
    office.done(&li, &no, "consultation-reply", &reply).await.says(&["不同意公开", "商业秘密"]);
    let search =
        [("on", day.as_str()), ("systems", "公文系统、档案"), ("keywords", "甲地块"), ("found", "no")];
    office.done(&wang, &no, "search", &search).await.says(&["公文系统、档案", "检索：没有检索到"]);
    let chain = office.ledger.entries(ORGAN, 0, 60).await.unwrap();
    assert!(chain.iter().all(|entry| !entry.body.contains("某某公司") && !entry.body.contains("张某某")));
}

#[tokio::test]
async fn the_page_offers_only_what_this_person_may_do_now() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let path = format!("/desk/cases/{no}");
    let handler = office.get(&path, &office.sign_in("wang").await).await;
    handler.says(&["/draft\"", "/correction-notice\"", "拟办", "告知补正", "张某某", "第20日", "起始"]);
    for absent in ["/review\"", "/signature\"", "/extension\"", "/archiving\"", "/payment\""] {
        assert!(!handler.body.contains(absent), "{absent}");
    }
    let head = office.get(&path, &office.sign_in("zhao").await).await;
    head.says(&["/extension\"", "延长答复期限"]);
    assert!(!head.body.contains("/draft\""));
    let auditor = office.get(&path, &office.sign_in("shen").await).await;
    auditor.says(&["您的岗位现在没有要办的事", "只供办理申请的岗位查看"]);
    for secret in ["张某某", "13800000000", "审批材料全文"] {
        assert!(!auditor.body.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn what_someone_may_not_do_is_refused_also_without_the_form() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let before = office.casework.file(&no).await.unwrap().unwrap().version;
    let day = today();
    let extension = [("version", "1"), ("days", "10"), ("reason", "信息较多")];
    let withdrawal = [("version", "1"), ("on", day.as_str())];
    for (who, act, fields) in [
        ("li", "extension", &extension[..]),
        ("wang", "extension", &extension),
        ("qian", "extension", &extension),
        ("shen", "extension", &extension),
        ("zhao", "withdrawal", &withdrawal),
        ("shen", "withdrawal", &withdrawal),
    ] {
        let cookie = office.sign_in(who).await;
        let path = format!("/desk/cases/{no}/{act}");
        let form = office.get(&path, &cookie).await;
        assert_eq!(form.status, StatusCode::FORBIDDEN, "{who} {act}");
        let sent = office.post(&path, &cookie, fields).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{who} {act}");
        sent.says(&["QX-1", "您没有这个岗位"]);
    }
    assert_eq!(office.casework.file(&no).await.unwrap().unwrap().version, before);
}

#[tokio::test]
async fn whoever_drafts_does_not_review_and_a_refusal_keeps_what_was_typed() {
    let office = Office::open().await;
    let duties = Duties::parse("承办,负责人").unwrap();
    accounts(&office.ledger).add(("both", "兼任"), duties, PASSWORD).await.unwrap();
    let no = office.register(0).await;
    let both = office.sign_in("both").await;
    office.done(&both, &no, "draft", &GRANT).await;
    let path = format!("/desk/cases/{no}/review");
    let review = office.post(&path, &both, &[("version", "2"), ("remarks", "我看行")]).await;
    assert_eq!(review.status, StatusCode::FORBIDDEN);
    review.says(&["QX-2", "不同的人", "我看行"]);
    let long = office.act(&both, &no, "extension", &[("days", "21"), ("reason", "信息<较多>")]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    long.says(&["TL33-1", "条例第三十三条第二款", "value=\"21\"", "信息&#60;较多&#62;"]);
    let words = office.act(&both, &no, "extension", &[("days", "十天"), ("reason", "")]).await;
    words.says(&["请更正后重新提交", "请填写整数", "href=\"#days\"", "aria-invalid"]);
}

#[tokio::test]
async fn a_step_someone_else_took_in_between_is_told() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let wang = office.sign_in("wang").await;
    office.done(&wang, &no, "assignment", &[("handler", "wang")]).await;
    let path = format!("/desk/cases/{no}/assignment");
    let stale = office.post(&path, &wang, &[("version", "1"), ("handler", "wang")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["他人办理过", "查看这件申请的最新情况"]);
}

#[tokio::test]
async fn what_is_not_there_or_makes_no_sense_is_refused() {
    let office = Office::open().await;
    let no = office.register(0).await;
    let wang = office.sign_in("wang").await;
    for path in ["/desk/cases/2020-99999", "/desk/cases/%00", "/desk/cases/x%2F..", "/desk/nowhere"] {
        assert_eq!(office.get(path, &wang).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let case = format!("/desk/cases/{no}");
    assert_eq!(office.get(&format!("{case}/new"), &wang).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(&format!("{case}/payment"), &wang).await.status, StatusCode::CONFLICT);
    let answer = office.post(&format!("{case}/draft"), &wang, &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let foreign = Request::post(format!("{case}/withdrawal"))
        .header(header::HOST, "site.example")
        .header("sec-fetch-site", "cross-site")
        .header(header::COOKIE, &wang)
        .body(Body::from("version=1"));
    assert_eq!(office.site.send(foreign.unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_fails_at_the_desk_is_told_in_its_own_frame_with_the_way_back() {
    let office = Office::open().await;
    let administrator = office.sign_in("han").await;
    let handler = office.sign_in("wang").await;
    for (cookie, path, status, words) in [
        (&administrator, "/desk/inspection", StatusCode::FORBIDDEN, "您的岗位不能办理“查看信息发布”"),
        (&handler, "/desk/cases/2026-99999", StatusCode::NOT_FOUND, "没有编号为“2026-99999”的申请"),
        (&handler, "/desk/nowhere/at/all", StatusCode::NOT_FOUND, "没有这个页面"),
    ] {
        let page = office.get(path, cookie).await;
        assert_eq!(page.status, status, "{path}");
        page.says(&[words, "回到工作台", "aria-label=\"工作台\"", "退出"]);
        assert!(!page.body.contains("class=\"foot\""), "{path}: the frame of the portal");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    let from = |referer: &str| {
        Request::get("/desk/nowhere")
            .header(header::HOST, "site.example")
            .header("x-forwarded-proto", "https")
            .header(header::COOKIE, &handler)
            .header(header::REFERER, referer)
            .body(Body::empty())
            .unwrap()
    };
    let page = office.site.send(from("https://site.example/desk/cases/2026-00001?x=1")).await;
    page.says(&["href=\"/desk/cases/2026-00001?x=1\">返回上一页"]);
    for elsewhere in [
        "https://evil.example/desk",
        "https://site.example/apply",
        "https://site.example.evil/desk",
        "javascript:x",
    ] {
        let page = office.site.send(from(elsewhere)).await;
        assert!(!page.body.contains("返回上一页"), "{elsewhere}");
    }
    // Who is not signed in is told nothing of the desk.
    let page = office.get("/desk/nowhere", "").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    page.says(&["class=\"foot\""]);
}
