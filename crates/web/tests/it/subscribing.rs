//! 邮件订阅：asked for by anybody, begun by the owner of the address alone, ended in one click; nobody is told who subscribes.

use crate::desk_items::draft;
use crate::office::{ORGAN, Office, opened};
use crate::visitor::Visitor;
use crate::{Site, fake::Fake};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::SignedDuration;
use office::subscription::{Rhythm, Wish};
use std::sync::Arc;
use web::desk::Desk;
use web::subscription::store::{Asking, Mail, Subscribers, queue};

const ASKED: [(&str, &str); 4] = [
    ("column", "column/政务动态"),
    ("phrase", "帮办代办"),
    ("rhythm", "weekly"),
    ("address", "Zhang@home.example"),
];

impl Office {
    fn subscribers(&self) -> Subscribers<'_> {
        Subscribers { ledger: &self.ledger, organ: ORGAN }
    }

    /// The codes that went out in confirming mails.
    async fn codes(&self) -> Vec<String> {
        let now = opened() + SignedDuration::from_hours(1);
        let mut codes = Vec::new();
        for job in
            self.ledger.claim(&queue(ORGAN), now, now + SignedDuration::from_mins(1), 100).await.unwrap()
        {
            if let Mail::Confirm { id } = serde_json::from_slice(&job.body).unwrap() {
                assert!(!String::from_utf8_lossy(&job.body).contains("home.example"));
                codes.push(self.subscribers().asked(&id, now).await.unwrap().unwrap().code);
            }
            self.ledger.finish(&job).await.unwrap();
        }
        codes
    }

    /// Asks and confirms; the address of the page of the subscription.
    async fn subscribed(&self, fields: &[(&str, &str)]) -> String {
        let mut visitor = Visitor::new(self);
        let asked = visitor.post("/subscribe", fields).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
        let codes = self.codes().await;
        let confirmed = visitor.post("/subscribe/confirm", &[("t", &codes[0])]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
        confirmed.header("location").to_owned()
    }
}

#[tokio::test]
async fn a_subscription_begins_when_the_owner_of_the_address_confirms() {
    let office = Office::open().await.with_columns().await;
    let mut visitor = Visitor::new(&office);
    let form =
        visitor.get("/subscribe?in=column/%E6%94%BF%E5%8A%A1%E5%8A%A8%E6%80%81&q=%E5%B8%AE%E5%8A%9E").await;
    form.says(&[
        "value=\"column/政务动态\" checked",
        "value=\"帮办\"",
        "每周",
        "autocomplete=\"email\"",
        "/disclosure/items.atom?in=column",
    ]);
    visitor.post("/subscribe", &ASKED).await.says(&["请到邮箱确认"]);
    let codes = office.codes().await;
    let id = office.subscribers().id_of("zhang@HOME.example").unwrap();
    assert_eq!(office.subscribers().find(&id).await.unwrap(), None, "not before it is confirmed");
    // A machine that follows links confirms nothing.
    visitor.get(&format!("/subscribe/confirm?t={}", codes[0])).await.says(&["确认订阅"]);
    assert_eq!(office.subscribers().find(&id).await.unwrap(), None);
    let wrong = visitor.post("/subscribe/confirm", &[("t", "0000")]).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let confirmed = visitor.post("/subscribe/confirm", &[("t", &codes[0])]).await;
    let found = office.subscribers().find(&id).await.unwrap().unwrap();
    let wish = Wish { shelves: vec!["column/政务动态".into()], phrase: "帮办代办".into() };
    assert_eq!(
        (found.wish, found.rhythm, found.address.as_str()),
        (wish, Rhythm::Weekly, "Zhang@home.example")
    );
    let manage = visitor.get(confirmed.header("location")).await;
    manage.says(&[
        "订阅已经开始",
        "Z***@home.example",
        "政务动态",
        "含有“帮办代办”的信息",
        "/search.atom?q=",
    ]);
    manage.hides(&["Zhang@"]);
    assert_eq!(manage.header("cache-control"), "no-store");
    // The code is used up.
    assert_eq!(visitor.post("/subscribe/confirm", &[("t", &codes[0])]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_address_is_sealed_and_gone_with_the_subscription() {
    let office = Office::open().await.with_columns().await;
    let manage = office.subscribed(&ASKED).await;
    let id = office.subscribers().id_of("zhang@home.example").unwrap();
    let kept = office.ledger.record(&format!("subscriber/{ORGAN}"), &id).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&kept.body).contains("home.example"), "sealed");
    let pass = manage.split("k=").nth(1).unwrap();
    let mut visitor = Visitor::new(&office);
    let changed = visitor
        .post("/subscribe/manage", &[("k", pass), ("all", "all"), ("rhythm", "at_once"), ("phrase", "")])
        .await;
    visitor.get(changed.header("location")).await.says(&["修改已经保存", "全部公开信息"]);
    visitor.get(&format!("/subscribe/leave?k={pass}")).await.says(&["随即删除"]);
    assert!(office.subscribers().find(&id).await.unwrap().is_some(), "a link that is followed ends nothing");
    // RFC 8058: no cookie, no header of a browser, the pass in the address.
    let click = Request::post(format!("/subscribe/leave?k={pass}"))
        .header(header::HOST, "site.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"));
    let left = office.site.send(click.unwrap()).await;
    assert_eq!(left.status, StatusCode::OK);
    left.says(&["已经退订"]);
    assert_eq!(office.ledger.record(&format!("subscriber/{ORGAN}"), &id).await.unwrap(), None);
    assert_eq!(visitor.get(&manage).await.status, StatusCode::NOT_FOUND);
    visitor.post("/subscribe/leave", &[("k", pass)]).await.says(&["已经退订"]);
}

#[tokio::test]
async fn nobody_manages_what_is_not_his_and_nobody_learns_who_subscribes() {
    let office = Office::open().await.with_columns().await;
    let manage = office.subscribed(&ASKED).await;
    let mut visitor = Visitor::new(&office);
    let pass = manage.split("k=").nth(1).unwrap();
    let (id, mac) = pass.split_once('.').unwrap();
    let other = if mac.starts_with('0') { "1" } else { "0" };
    for bad in [
        id.to_owned(),
        format!("{id}."),
        format!("{id}.{other}{}", &mac[1..]),
        format!("x.{mac}"),
        String::new(),
        "a".repeat(900),
    ] {
        let answer = visitor.get(&format!("/subscribe/manage?k={bad}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
        visitor.post("/subscribe/leave", &[("k", &bad)]).await;
    }
    assert!(office.subscribers().find(id).await.unwrap().is_some());
    // The same answer for an address that subscribes already.
    let again = visitor.post("/subscribe", &ASKED).await;
    let new = visitor
        .post("/subscribe", &[("all", "all"), ("rhythm", "daily"), ("address", "li@home.example")])
        .await;
    assert_eq!(again.body, new.body);
    for fields in [
        &[("rhythm", "daily"), ("address", "a@b.cn")][..],
        &[("all", "all"), ("rhythm", "hourly"), ("address", "a@b.cn")],
        &[("all", "all"), ("rhythm", "daily"), ("address", "a@b.cn\r\nBcc: x@y.cn")],
        &[("column", "column/没有的栏目"), ("rhythm", "daily"), ("address", "a@b.cn")],
    ] {
        let answer = visitor.post("/subscribe", fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
    }
}

#[tokio::test]
async fn an_address_is_asked_three_times_a_day_and_a_stranger_sends_ten_mails_in_a_row() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office).at([203, 0, 113, 7]);
    let ask = [("all", "all"), ("rhythm", "daily"), ("address", "zhang@home.example")];
    for _ in 0..5 {
        visitor.post("/subscribe", &ask).await.says(&["请到邮箱确认"]);
    }
    assert_eq!(office.codes().await.len(), 3);
    for number in 0..5 {
        let address = format!("a{number}@home.example");
        let fields = [("all", "all"), ("rhythm", "daily"), ("address", address.as_str())];
        assert_eq!(visitor.post("/subscribe", &fields).await.status, StatusCode::OK);
    }
    assert_eq!(visitor.post("/subscribe", &ask).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_code_ends_after_two_days() {
    let office = Office::open().await;
    let (ledger, now) = (&office.ledger, opened());
    let subscribers = Subscribers { ledger, organ: ORGAN };
    let asking = Asking {
        address: "zhang@home.example".into(),
        wish: Wish { shelves: vec!["all".into()], ..Wish::default() },
        rhythm: Rhythm::Daily,
        code: "code".into(),
    };
    subscribers.ask(now, &asking).await.unwrap();
    assert_eq!(subscribers.confirm("code", now + SignedDuration::from_hours(48)).await.unwrap(), None);
    let last = now + SignedDuration::from_hours(48) - SignedDuration::from_secs(1);
    assert!(subscribers.confirm("code", last).await.unwrap().is_some());
}

#[tokio::test]
async fn without_mail_the_page_says_so_and_every_shelf_has_its_feed() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let library = Arc::new(Fake { mails: false, ..Fake::new() });
    let desk = Desk::new(library.clone(), office.casework.clone(), office.publications.clone(), opened);
    let site = Site { router: web::router_with_desk(library, desk) };
    let page = site.get("/subscribe").await;
    page.says(&["本站尚未开通邮件订阅", "Atom", "政务动态"]);
    assert!(!page.body.contains("name=\"address\""));
    // Nothing leads there that would promise mail.
    for door in ["/", "/map", "/disclosure/items", "/search?q=%E5%B8%AE%E5%8A%9E"] {
        site.get(door).await.hides(&["邮件订阅"]);
        office.get(door, "").await.says(&["邮件订阅"]);
    }
    let feeds: Vec<&str> =
        page.body.split("<li><a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let feeds: Vec<&str> = feeds.into_iter().filter(|path| path.contains(".atom")).collect();
    for sort in ["column%2F", "topic%2F", "nature%2F"] {
        assert!(feeds.iter().any(|path| path.contains(sort)), "{sort}: {feeds:?}");
    }
    for feed in feeds {
        let answer = site.get(feed).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (StatusCode::OK, "application/atom+xml; charset=utf-8"),
            "{feed}"
        );
    }
    site.get("/search.atom?q=%E5%B8%AE%E5%8A%9E").await.says(&["<feed", "帮办代办工作推进会召开"]);
    let body = "all=all&rhythm=daily&address=a%40b.cn";
    let request = Request::post("/subscribe")
        .header(header::HOST, "site.example")
        .header("sec-fetch-site", "same-origin");
    let request =
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body));
    assert_eq!(site.send(request.unwrap()).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_desk_counts_subscribers_and_shows_no_address() {
    let office = Office::open().await.with_columns().await;
    office.subscribed(&ASKED).await;
    let head = office.sign_in("zhao").await;
    let page = office.get("/desk/subscribers", &head).await;
    page.says(&["邮件订阅", "政务动态", "每周", "1人"]);
    assert!(!page.body.contains("home.example"), "{}", page.body);
    let administrator = office.sign_in("han").await;
    assert_eq!(office.get("/desk/subscribers", &administrator).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_comes_changes_and_goes_is_counted_without_counting_all_again() {
    let office = Office::open().await.with_columns().await;
    let first = office.subscribed(&ASKED).await;
    let subscribers = office.subscribers();
    let tally = async || {
        let tally = subscribers.tally().await.unwrap();
        let of = |rhythm| tally.rhythms.get(&rhythm).copied().unwrap_or(0);
        (tally.all, tally.phrases, of(Rhythm::Weekly), of(Rhythm::Daily), tally.shelves.len())
    };
    assert_eq!(tally().await, (1, 1, 1, 0, 1));
    let others = [ASKED[0], ("rhythm", "daily"), ("address", "li@home.example")];
    office.subscribed(&others).await;
    assert_eq!(tally().await, (2, 1, 1, 1, 1));
    // The same address again is the same subscriber.
    office.subscribed(&[("phrase", "窗口"), ("rhythm", "daily"), ("address", "li@home.example")]).await;
    assert_eq!(tally().await, (2, 2, 1, 1, 1));
    let id = subscribers.id_of("zhang@home.example").unwrap();
    assert!(first.contains(&id), "{first}");
    subscribers.change(&id, |one| one.rhythm = Rhythm::Daily).await.unwrap();
    assert_eq!(tally().await, (2, 2, 0, 2, 1));
    subscribers.refuse(&id).await.unwrap();
    assert_eq!(tally().await, (2, 2, 0, 2, 1));
    subscribers.leave(&id).await.unwrap();
    assert_eq!(tally().await, (1, 1, 0, 1, 0));
    let other = subscribers.id_of("li@home.example").unwrap();
    subscribers.leave(&other).await.unwrap();
    assert_eq!(tally().await, (0, 0, 0, 0, 0));
}
