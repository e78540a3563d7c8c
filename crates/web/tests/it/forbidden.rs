//! 不许做的事：tried, and refused with a page that says what to do.

use crate::fake::Fake;
use crate::{Site, form, upload};
use axum::body::Body;
use axum::http::{Request, StatusCode};

const FILES: [(&str, Option<&str>, &str); 1] = [("files", Some("a.html"), "x")];

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let site = Site::new();
    for (name, value, status) in [
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "same-origin", StatusCode::SEE_OTHER),
        ("sec-fetch-site", "none", StatusCode::SEE_OTHER),
        ("origin", "http://evil.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("origin", "http://site.example", StatusCode::SEE_OTHER),
        ("x-program", "curl", StatusCode::SEE_OTHER),
    ] {
        let request = upload(&FILES).header(name, value).body(form(&FILES)).unwrap();
        let answer = site.send(request).await;
        assert_eq!(answer.status, status, "{name}: {value}");
        if status == StatusCode::FORBIDDEN {
            answer.says(&["这份表单不是从本站页面提交的", "请从本站页面重新填写"]);
        }
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_its_limit() {
    let site = Site::new();
    let large = "字".repeat(7_000_000);
    let answer = site.check(&[("files", Some("大.html"), &large)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.says(&["“大.html”超过 20 MB", "减少文件后重新提交"]);
    let part = "字".repeat(6_000_000);
    let four: Vec<_> = (0..4).map(|_| ("files", Some("分.html"), part.as_str())).collect();
    let answer = site.check(&four).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.says(&["合计超过 60 MB"]);
    let many: Vec<_> = (0..61).map(|_| ("files", Some("小.html"), "x")).collect();
    let answer = site.check(&many).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.says(&["一次最多核对 60 份报告"]);
}

#[tokio::test]
async fn a_torn_upload_is_refused() {
    let request = upload(&FILES).header("sec-fetch-site", "same-origin");
    let answer =
        Site::new().send(request.body(Body::from("------a-boundary\r\nContent-Dispo")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.says(&["没有传完整", "重新提交"]);
    let unmarked = Request::post("/check").body(Body::from("x")).unwrap();
    let answer = Site::new().send(unmarked).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.says(&["提交的内容无法识别"]);
}

#[tokio::test]
async fn what_is_not_there_is_a_page_in_chinese() {
    let site = Site::new();
    let result = site.checked(&["a.html"]).await;
    let guess = format!("/check/{}", "0".repeat(32));
    let beyond =
        [format!("{result}/2"), format!("{result}/0"), format!("{result}/1.exe"), format!("{result}/x")];
    for path in [
        "/nowhere",
        "/disclosure/reports/1999",
        "/disclosure/reports/02024",
        "/disclosure/reports/+2024",
        "/disclosure/reports/2024.exe",
        "/disclosure/reports/2024/figures/no.such",
        "/disclosure/reports/2024/figures/no.such.csv",
        "/disclosure/reports/..%2f..%2fetc%2fpasswd",
        "/disclosure/reports/2024.pdf%2f..%2fx",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/check/1",
        &guess,
    ]
    .into_iter()
    .chain(beyond.iter().map(String::as_str))
    {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        answer.says(&["<h1>", "回到首页", "演示数据"]);
        assert!(!answer.header("content-security-policy").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let site = Site::new();
    for path in ["/disclosure/reports/2024/figures/proactive.items?after=x", "/workday?from=%ff"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path}");
    }
    let posted = Request::post("/about").body(Body::empty()).unwrap();
    let answer = site.send(posted).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    answer.says(&["这个网址不能这样使用"]);
}

#[tokio::test]
async fn what_fails_inside_gives_an_incident_number_and_nothing_else() {
    let site = Site::new();
    for path in ["/disclosure/reports/2024/figures/hall.cases", "/disclosure/reports/2013"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        answer.says(&["系统出错，请稍后再试。编号 XT00", "事件号"]);
        for inside in ["the disk is gone", "panicked", "brings its page down"] {
            assert!(!answer.body.contains(inside), "{path}: {inside}");
        }
    }
    assert_eq!(site.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn names_never_become_markup() {
    let hostile = "<script>alert(1)</script>\" onload=\"x";
    let site = Site::of(Fake::named(hostile));
    let parts = [
        ("files", Some("<img src=x onerror=alert(1)>.html"), "x"),
        ("files", Some("正确<b>.html"), "x"),
        ("organ", None, hostile),
    ];
    let result = site.check(&parts).await.header("location").to_string();
    let refused = site.check(&[("organ", None, hostile), ("units", None, "</textarea><script>")]).await;
    let mut bodies = vec![refused.body];
    for path in [
        "/",
        "/about",
        "/disclosure/guide",
        "/disclosure/reports",
        "/feed.atom",
        "/nowhere",
        "/workday?from=%3Cscript%3E&days=%22%3E",
    ] {
        bodies.push(site.get(path).await.body);
    }
    for rest in ["", "/1", "/2", "/sum"] {
        bodies.push(site.get(&format!("{result}{rest}")).await.body);
    }
    for body in bodies {
        for markup in ["<script>", "<img", "\" onload=", "</textarea><script"] {
            assert!(!body.contains(markup), "{markup} in:\n{body}");
        }
    }
}

#[tokio::test]
async fn one_who_submits_without_end_has_to_wait() {
    let site = Site::new();
    for _ in 0..60 {
        site.check(&[("organ", None, "x")]).await;
    }
    let answer = site.check(&FILES).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    answer.says(&["提交得太频繁", "请稍候一分钟再提交"]);
}
