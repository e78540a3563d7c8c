//! 触摸屏：look up, apply and ask on a screen that many people use; nothing of one is left for the next.

use crate::desk_items::{draft, index};
use crate::office::Office;
use crate::visitor::{FORM, KIND, PERSON, Part, Visitor};
use crate::{Site, fake::Fake};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::site::{Kiosk, Site as Settings};

const WANTED: &str = "申请公开薛城区永福路改造工程2024年的施工合同";

/// What tells one person at the screen from the next.
fn mark(page: &str) -> String {
    page.split("data-kiosk=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn begun<'a>(office: &'a Office) -> (Visitor<'a>, String) {
    let mut visitor = Visitor::new(office);
    let first = visitor.get("/kiosk").await;
    assert_eq!(first.header("location"), "/kiosk");
    let start = visitor.get("/kiosk").await;
    let mark = mark(&start.body);
    (visitor, mark)
}

#[tokio::test]
async fn the_start_offers_three_things_and_says_where_people_are() {
    let office = Office::open().await;
    let (mut visitor, _) = begun(&office).await;
    let start = visitor.get("/kiosk").await;
    start.says(&[
        "<h1>政务公开专区</h1>",
        "查信息",
        "申请公开",
        "问一问",
        "0632-0000000",
        "结束使用",
        "退出触摸屏模式",
    ]);
    assert_eq!(start.header("cache-control"), "no-store");
    // It waits here: nothing to go back to, nothing counted down.
    start.hides(&["http-equiv=\"refresh\"", "data-idle", "class=\"menu\""]);
    visitor.get("/kiosk/look").await.says(&[
        "<noscript><meta http-equiv=\"refresh\" content=\"270; url=/kiosk/end\"></noscript>",
        "data-idle=\"90\"",
        "value=\"b\"",
        "政府信息公开指南",
        "action=\"/kiosk/end\"",
    ]);
}

#[tokio::test]
async fn the_zone_is_called_and_locked_as_the_office_says() {
    let kiosk = Kiosk {
        zone: "便民公开角".into(),
        place: "一楼大厅".into(),
        hours: "工作日 9:00—17:00".into(),
        telephone: "0632-7654321".into(),
        idle_seconds: 45,
        locked: true,
        ..Kiosk::default()
    };
    let site = Site::of(Fake { site: Settings { kiosk, ..Settings::default() }, ..Fake::new() });
    let first = site.get("/kiosk").await;
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let get = async |path: &str| {
        let request = Request::get(path).header(header::HOST, "site.example").header(header::COOKIE, &cookie);
        site.send(request.body(Body::empty()).unwrap()).await
    };
    let start = get("/kiosk").await;
    start.says(&["<h1>便民公开角</h1>", "一楼大厅", "工作日 9:00—17:00", "0632-7654321", "无人触摸45秒后"]);
    assert!(!start.body.contains("退出触摸屏模式"));
    assert_eq!(get("/kiosk/leave").await.header("location"), "/kiosk");
    get("/kiosk/ask").await.says(&["data-idle=\"45\"", "content=\"135; url=/kiosk/end\""]);
    get("/kiosk/apply").await.says(&["本站尚未开通网上申请"]);
}

#[tokio::test]
async fn a_link_of_another_site_makes_no_touch_screen_of_a_readers_browser() {
    let site = Site::of(Fake::new());
    let from = async |from: &str| {
        let request =
            Request::get("/kiosk").header(header::HOST, "site.example").header("sec-fetch-site", from);
        site.send(request.body(Body::empty()).unwrap()).await
    };
    let lured = from("cross-site").await;
    assert_eq!((lured.header("location"), lured.headers.get("set-cookie")), ("/", None));
    for own in ["none", "same-origin"] {
        let opened = from(own).await;
        assert_eq!(opened.header("location"), "/kiosk", "{own}");
        assert!(opened.headers.contains_key("set-cookie"), "{own}");
    }
}

#[tokio::test]
async fn keys_of_the_screen_write_and_find_without_a_script() {
    let office = Office::open().await.with_columns().await;
    let path = office
        .drafts(&draft(&[("title", "帮办代办服务指南"), ("body", "[国务院](https://www.gov.cn/)公布。")]))
        .await;
    let index = index(&path);
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let (mut visitor, mark) = begun(&office).await;
    visitor.get("/kiosk/look").await.says(&["最新公开", "帮办代办服务指南", "按栏目查", "政务动态"]);
    let typed = visitor.get(&format!("/kiosk/look?s={mark}&q=bbd&k=b")).await;
    typed.says(&["value=\"bbdb\"", "是不是要找", "帮办代办服务指南"]);
    visitor.get(&format!("/kiosk/look?s={mark}&q=bbdb&k=back")).await.says(&["value=\"bbd\""]);
    visitor.get(&format!("/kiosk/look?s={mark}&q=bbdb&k=clear")).await.says(&["value=\"\""]);
    visitor.get(&format!("/kiosk/look?s={mark}&find=1&q=%E5%B8%AE%E5%8A%9E")).await.says(&["找到 1 条"]);
    visitor
        .get(&format!("/kiosk/look?s={mark}&find=1&q=%E6%B2%A1%E6%9C%89"))
        .await
        .says(&["没有找到", "申请公开"]);
    // What its own hint proposes leads to it, and so does a character of the same sound.
    let found = visitor.get(&format!("/kiosk/look?s={mark}&find=1&q=bbdb")).await;
    found.says(&["按“帮办代办”找到 1 条", "帮办代办服务指南"]).hides(&["没有找到"]);
    visitor
        .get(&format!("/kiosk/look?s={mark}&find=1&q=%E5%B8%AE%E5%8A%9E%E5%B8%A6%E5%8A%9E"))
        .await
        .says(&["按“帮办代办”找到 1 条"]);
    visitor
        .get(&format!("/kiosk/ask?s={mark}&q=%E5%B8%AE%E5%8A%9E"))
        .await
        .says(&["帮办代办服务指南", "这里不由机器作答"]);
    // The portal's own search comes back to the screen's.
    let search = visitor.get("/search?q=x").await;
    assert_eq!(search.header("location"), format!("/kiosk/look?s={mark}&find=1&q=x"));
    // An item in the dress of the screen: to scan, to print, no way out.
    let item = visitor.get(&format!("/info/{index}")).await;
    item.says(&["class=\"kiosk\"", "<svg class=\"code\"", "data-print", "国务院"])
        .hides(&["https://www.gov.cn", "/search"]);
    assert_eq!(item.header("cache-control"), "no-store");
    // Files do not open: their viewers have no way back.
    visitor
        .get("/disclosure/reports/2024.pdf")
        .await
        .says(&["这个文件请在手机上打开", "<svg class=\"code\""]);
    visitor.get("/feed.atom").await.says(&["这个文件请在手机上打开"]).hides(&["<svg"]);
    // Everybody else has the portal as it was.
    office.get(&format!("/info/{index}"), "").await.says(&["https://www.gov.cn"]).hides(&["kiosk"]);
}

#[tokio::test]
async fn an_application_at_the_screen_is_that_of_the_portal_and_leaves_nothing_behind() {
    let office = Office::open().await;
    let (mut visitor, mark) = begun(&office).await;
    visitor.get("/kiosk/apply").await.says(&["开始填写", "href=\"/apply\"", "<svg class=\"code\""]);
    visitor.on("/apply", &[("content", WANTED)], "/apply/found").await;
    visitor.get("/apply/draft").await.says(&["继续填写的网址", "结束使用"]).hides(&["也可以收藏这个网址"]);
    visitor.get("/apply").await.says(&[
        WANTED,
        "class=\"kiosk\"",
        "<form autocomplete=\"off\" class=\"steps\"",
    ]);
    let searched = format!("/kiosk/look?s={mark}&q=%E5%BC%A0%E6%9F%90%E6%9F%90");
    visitor.get(&searched).await.says(&["张某某"]);
    let end = visitor.post("/kiosk/end", &[]).await;
    assert_eq!((end.status, end.header("location")), (StatusCode::SEE_OTHER, "/kiosk"));
    assert_eq!(end.header("clear-site-data"), "\"cache\"");
    for cookie in ["gongkai-apply", "gongkai-track", "gongkai-desk", "size"] {
        assert!(!visitor.cookie().contains(&format!("{cookie}=")), "{cookie}: {}", visitor.cookie());
    }
    // Going back shows nothing: every page was no-store, and asks again without the draft and under another number.
    visitor.get("/apply").await.hides(&[WANTED]);
    assert_eq!(visitor.get("/apply/draft").await.header("location"), "/apply");
    assert_eq!(visitor.get(&searched).await.header("location"), "/kiosk/look");
    let asked = visitor.get(&format!("/kiosk/ask?s={mark}&q=x")).await;
    assert_eq!(asked.header("location"), "/kiosk/ask");
}

#[tokio::test]
async fn number_and_code_on_the_receipt_are_gone_with_the_person() {
    let office = Office::open().await;
    let (mut visitor, _) = begun(&office).await;
    visitor.on("/apply", &[("content", WANTED)], "/apply/found").await;
    visitor.on("/apply/kind", &KIND, "/apply/applicant").await;
    visitor.on("/apply/applicant", &PERSON, "/apply/form").await;
    visitor.on("/apply/form", &FORM, "/apply/files").await;
    visitor.upload("/apply/files", &[Part::Text("do", "next")]).await;
    let (no, code) = visitor.apply().await;
    visitor.get("/apply/receipt").await.says(&[&no, &code, "打印本页", "<svg class=\"code\""]);
    let letter = visitor.get("/apply/receipt/letter").await;
    letter.says(&["这个文件请在手机上打开"]).hides(&["<svg"]);
    let before = visitor.twin();
    visitor.get("/kiosk/end").await;
    assert_eq!(visitor.get("/apply/receipt").await.header("location"), "/apply");
    // Not even the cookies of before, were they kept, show it.
    let mut before = before;
    assert_eq!(before.get("/apply/receipt").await.header("location"), "/apply");
}

#[tokio::test]
async fn another_site_cannot_take_a_draft_away_and_the_screen_can_be_left() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.on("/apply", &[("content", WANTED)], "/apply/found").await;
    // Led here from elsewhere: nothing happens to what is being filled in.
    visitor.get("/kiosk/end").await;
    visitor.get("/apply").await.says(&[WANTED]);
    let (mut screen, _) = begun(&office).await;
    assert_eq!(screen.get("/kiosk/leave").await.header("location"), "/");
    screen.get("/").await.says(&["class=\"menu\""]).hides(&["data-kiosk"]);
    for path in ["/kiosk/look", "/kiosk/apply", "/kiosk/ask"] {
        assert_eq!(screen.get(path).await.header("location"), "/kiosk", "{path}");
    }
}

#[tokio::test]
async fn what_the_staff_do_for_somebody_is_told_with_the_counter() {
    let site = Site::new();
    assert_eq!(site.get("/kiosk/help").await.header("location"), "/kiosk");
    let first = site.get("/kiosk").await;
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let ask = |path: &str| {
        let request = Request::get(path).header(header::HOST, "site.example").header(header::COOKIE, &cookie);
        request.body(Body::empty()).unwrap()
    };
    site.send(ask("/kiosk")).await.says(&["href=\"/kiosk/help\"", "请人帮办"]);
    let page = site.send(ask("/kiosk/help")).await;
    page.says(&["政策辅导", "办事流程演示", "申请帮助", "电话"]);
}
