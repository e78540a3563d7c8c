//! 运行维护：指标只给本机和有口令的看；查得太密的等一等；附件有了就不再传。

use crate::desk_files::Part;
use crate::desk_items::{draft, index};
use crate::office::{ORGAN, Office, opened};
use crate::{Answer, Site};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use std::net::SocketAddr;
use web::desk::undelivered::{self, Undelivered, What};

/// From an address, with headers.
async fn get(site: &Site, from: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let peer: SocketAddr = from.parse().unwrap();
    let request = Request::get(path).header(header::HOST, "site.example").extension(ConnectInfo(peer));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    site.send(request.body(Body::empty()).unwrap()).await
}

const HERE: &str = "127.0.0.1:5000";
const AWAY: &str = "203.0.113.9:5000";

#[tokio::test]
async fn figures_for_operators_are_for_this_machine_or_its_token() {
    let office = Office::open().await.with_columns().await;
    let site = &office.site;
    for (from, headers) in [
        (AWAY, &[][..]),
        (AWAY, &[("x-forwarded-for", "127.0.0.1")]),
        (AWAY, &[("authorization", "Bearer wrong")]),
        (AWAY, &[("authorization", "Bearer ")]),
        (AWAY, &[("authorization", "a-token-of-the-settings")]),
        // A server on this machine that asks for somebody else.
        (HERE, &[("x-forwarded-for", "203.0.113.9")]),
        (HERE, &[("x-forwarded-for", "127.0.0.1")]),
        (HERE, &[("forwarded", "for=203.0.113.9")]),
    ] {
        assert_eq!(
            get(site, from, "/metrics", headers).await.status,
            StatusCode::NOT_FOUND,
            "{from} {headers:?}"
        );
    }
    let cookie = office.sign_in("han").await;
    assert_eq!(office.get("/metrics", &cookie).await.status, StatusCode::NOT_FOUND);
    let far = get(site, AWAY, "/metrics", &[("authorization", "Bearer a-token-of-the-settings")]).await;
    assert_eq!((far.status, far.header("cache-control")), (StatusCode::OK, "no-store"));
    for here in [HERE, "[::1]:5000", "[::ffff:127.0.0.1]:5000"] {
        assert_eq!(get(site, here, "/metrics", &[]).await.status, StatusCode::OK, "{here}");
    }
}

#[tokio::test]
async fn figures_for_operators_count_and_name_nobody() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[("title", "翡翠计划实施方案")])).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let no = office.register(3).await;
    get(&office.site, AWAY, "/", &[]).await;
    get(&office.site, AWAY, "/", &[]).await;
    get(&office.site, AWAY, "/nowhere?q=13800000000", &[]).await;
    let given_up = Undelivered { what: What::Notice { no: no.clone() }, at: opened() };
    undelivered::note(&office.ledger, ORGAN, "1", &given_up).await.unwrap();
    let digest = b"{\"mail\":\"confirm\",\"id\":\"1\"}";
    let queue = web::subscription::store::queue(ORGAN);
    office
        .ledger
        .transact("", async |tx: ledger::Tx| tx.enqueue(&queue, opened(), digest).await)
        .await
        .unwrap();
    let told = get(&office.site, HERE, "/metrics", &[]).await;
    let head = office.ledger.head(ORGAN).await.unwrap().seq;
    told.says(&[
        "# TYPE gongkai_http_requests_total counter\n",
        "gongkai_http_requests_total{class=\"home\",status=\"200\"} 2\n",
        "gongkai_http_requests_total{class=\"other\",status=\"404\"} 1\n",
        "gongkai_http_request_duration_seconds_bucket{class=\"home\",le=\"+Inf\"} 2\n",
        "gongkai_items_published 1\n",
        "gongkai_search_documents 1\n",
        &format!("gongkai_ledger_entries {head}\n"),
        "gongkai_queue_jobs{queue=\"notices\"} 0\n",
        "gongkai_queue_jobs{queue=\"reminders\"} 0\n",
        "gongkai_queue_jobs{queue=\"subscriptions\"} 1\n",
        // By the clock of the desk, in whose time it was given up just now.
        "gongkai_mails_undelivered 1\n",
        "gongkai_build_info{version=\"",
        "gongkai_uptime_seconds ",
    ]);
    for personal in ["张", "吴", "wu", "138", "203.0.113", "翡翠", &no] {
        assert!(!told.body.contains(personal), "{personal} in:\n{}", told.body);
    }
    for line in told.body.lines() {
        let value = line.rsplit(' ').next().unwrap();
        assert!(line.starts_with("# ") || value.parse::<f64>().is_ok(), "{line}");
    }
}

#[tokio::test]
async fn it_is_ready_while_the_ledger_answers() {
    let office = Office::open().await;
    office.get("/readyz", "").await.says(&["ok 1 reports"]);
    office.ledger.clone().close().await.unwrap();
    assert_eq!(office.get("/readyz", "").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(office.get("/healthz", "").await.status, StatusCode::OK, "it runs all the same");
}

#[tokio::test]
async fn whoever_searches_without_end_is_told_when_to_come_again() {
    let office = Office::open().await.with_columns().await;
    let site = &office.site;
    for number in 0..120 {
        let path = ["/search?q=", "/search.json?q=", "/api/v1/items?after="][number % 3];
        let answer = get(site, AWAY, &format!("{path}{number}"), &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{number}");
    }
    for path in ["/search?q=a", "/search/suggest?q=a", "/disclosure/items.csv?x", "/api/v1/items?after=a"] {
        let answer = get(site, AWAY, path, &[]).await;
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (StatusCode::TOO_MANY_REQUESTS, "60"),
            "{path}"
        );
        answer.says(&["查询得太频繁", "请一分钟以后再查"]);
    }
    assert_eq!(get(site, AWAY, "/search?q=0", &[]).await.status, StatusCode::OK, "a page already drawn");
    assert_eq!(get(site, AWAY, "/disclosure/items", &[]).await.status, StatusCode::OK, "reading goes on");
    assert_eq!(
        get(site, "203.0.113.10:1", "/search?q=a2", &[]).await.status,
        StatusCode::OK,
        "another reader"
    );
    // Behind a server on this machine, readers are told apart by what it says.
    let behind = get(site, HERE, "/search?q=a3", &[("x-forwarded-for", "203.0.113.9")]).await;
    assert_eq!(behind.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(get(site, HERE, "/search?q=a4", &[]).await.status, StatusCode::OK, "this machine itself");
}

#[tokio::test]
async fn an_attachment_is_marked_by_its_bytes_and_sent_once() {
    let office = Office::open().await.with_columns().await;
    let mut parts = draft(&[]);
    let list = "名单".repeat(500);
    parts.push(Part::File("files", "名单.txt", list.as_bytes()));
    let path = office.drafts(&parts).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let door = format!("/info/{}/files/1.1/x", index(&path));
    let first = office.get(&door, "").await;
    let etag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "no-cache");
    assert!(etag.starts_with('"') && etag.len() == 66, "the SM3 digest of the bytes: {etag}");
    let known = get(&office.site, AWAY, &door, &[("if-none-match", &etag)]).await;
    assert_eq!((known.status, known.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let weak = get(&office.site, AWAY, &door, &[("if-none-match", &format!("\"a\", W/{etag}"))]).await;
    assert_eq!(weak.status, StatusCode::NOT_MODIFIED);
    office
        .took("wu", &path, "withdraw", &[("reason", "not_for_public"), ("explanation", "不应公开。")])
        .await;
    let gone = get(&office.site, AWAY, &door, &[("if-none-match", &etag)]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "who has it is told that it is there no more");
}
