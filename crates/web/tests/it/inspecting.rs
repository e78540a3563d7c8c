//! 网站自查：what is looked at, dead links within and elsewhere, and the report that is handed over and kept.

use crate::desk_items::{draft, index};
use crate::fake::Fake;
use crate::office::{ORGAN, Office, opened};
use crate::{Answer, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::inspection::Event;
use office::site::Site as Settings;
use std::sync::Arc;
use web::desk::Desk;
use web::links::{self, Asked, State};

impl Office {
    /// Drafts and publishes; its index.
    async fn publishes(&self, fields: &[(&str, &str)]) -> String {
        let path = self.drafts(&draft(fields)).await;
        self.passed(&path).await;
        self.took("wu", &path, "publish", &[]).await;
        index(&path)
    }

    /// The same office over a site that was settled so.
    async fn settled(&self, site: Settings, path: &str, cookie: &str) -> Answer {
        let library = Arc::new(Fake { site, ..Fake::new() });
        let desk = Desk::new(library.clone(), self.casework.clone(), self.publications.clone(), opened);
        let request =
            Request::get(path).header(header::HOST, "site.example").header("x-forwarded-proto", "https");
        let request = request.header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        Site { router: web::router_with_desk(library, desk) }.send(request).await
    }
}

#[tokio::test]
async fn links_within_the_site_are_followed_by_its_own_pages() {
    let office = Office::open().await.with_columns().await;
    let other = office.publishes(&[("title", "被指向的"), ("body", "正文")]).await;
    let body = format!(
        "[甲](/info/{other})[乙](/info/没有的)[丙](/disclosure/guide)[丁](/disclosure/reports/1999)\
         [戊](/apply)[己](#附件)[庚](/disclosure/rules/regulation#art20)[辛](/disclosure/items?in=nature/none)"
    );
    office.publishes(&[("title", "指向别处的"), ("body", &body)]).await;
    let head = office.sign_in("zhao").await;
    let page = office.get("/desk/inspection", &head).await;
    page.says(&[
        "站内的失效链接",
        "3处链接打不开。",
        "链接 /info/没有的 打不开",
        "链接 /disclosure/reports/1999 打不开",
        "链接 /disclosure/items?in=nature/none 打不开",
        "没有开启（settings/site.toml 的 check_links），0个外部链接没有检查。",
        "没有检查",
    ]);
    // What it leads to is withdrawn: one more.
    let path = format!("/desk/items/{}", other.replace('/', "~"));
    office.took("wu", &path, "withdraw", &[("reason", "inaccurate"), ("explanation", "数字有误。")]).await;
    office
        .get("/desk/inspection", &head)
        .await
        .says(&["4处链接打不开。", &format!("链接 /info/{other} 打不开")]);
}

#[tokio::test]
async fn links_to_many_searches_are_asked_without_counting_as_a_reader() {
    let office = Office::open().await.with_columns().await;
    let body: String = (0..130).map(|number| format!("[检索](/search?q=a{number})")).collect();
    office.publishes(&[("body", &body)]).await;
    let head = office.sign_in("zhao").await;
    let page = office.get("/desk/inspection", &head).await;
    assert!(!page.body.contains("处链接打不开"), "{}", page.body);
}

#[tokio::test]
async fn other_sites_are_told_by_what_they_answered_last() {
    let office = Office::open().await.with_columns().await;
    let body = "[甲](https://dead.example/x)[乙](https://alive.example/)[丙](http://waiting.example/)\
                [丁](http://other.example:8080/)";
    office.publishes(&[("body", body)]).await;
    let asked = |address: &str, state| Asked { address: address.into(), state, at: opened() };
    for found in [
        asked("https://dead.example/x", State::Dead("对方答复404".into())),
        asked("https://alive.example/", State::Alive),
        asked("http://other.example:8080/", State::Unasked("端口不是80、443，没有访问".into())),
    ] {
        links::note(&office.ledger, ORGAN, &found).await.unwrap();
        links::note(&office.ledger, ORGAN, &found).await.unwrap();
    }
    let mut gathered = links::Gathered::default();
    gathered.follow(&office.publishing).await.unwrap();
    assert_eq!(links::others(&gathered.all()).len(), 4);
    assert_eq!(gathered.unread(&office.publishing).await.unwrap(), 0);
    let head = office.sign_in("zhao").await;
    let site = Settings { check_links: true, ..Settings::default() };
    let page = office.settled(site, "/desk/inspection", &head).await;
    page.says(&[
        "1处链接打不开。",
        "链接 https://dead.example/x 打不开：对方答复404",
        "还有1个等候检查。",
        "有1个没有访问（端口不是80、443",
        "各链接最近一次检查不早于",
    ]);
    assert!(!page.body.contains("alive.example"));
}

#[tokio::test]
async fn what_the_site_leaves_out_is_named() {
    let office = Office::open().await.with_columns().await;
    let head = office.sign_in("zhao").await;
    office.get("/desk/inspection", &head).await.says(&[
        "网站的标签和页脚",
        "5项没有填写。",
        "网站标识码",
        "settings/site.toml",
    ]);
    let site = Settings {
        address: "https://www.example.gov.cn".into(),
        site_code: "3704000001".into(),
        icp: "鲁ICP备00000000号".into(),
        police: "鲁公网安备37040002000001号".into(),
        contact: "0632-1234567".into(),
        ..Settings::default()
    };
    let page = office.settled(site, "/desk/inspection", &head).await;
    assert!(!page.body.contains("项没有填写"), "{}", page.body);
}

#[tokio::test]
async fn a_report_is_made_handed_over_and_kept_as_it_was() {
    let office = Office::open().await.with_columns().await;
    office.publishes(&[("title", "第一条")]).await;
    let head = office.sign_in("zhao").await;
    office.get("/desk/inspection", &head).await.says(&[
        "交出报告",
        "还没有交出过报告",
        "/desk/inspection/today.pdf",
    ]);
    for (file, media) in [
        ("today.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("today.pdf", "application/pdf"),
        ("today.html", "text/html; charset=utf-8"),
    ] {
        let paper = office.get(&format!("/desk/inspection/{file}"), &head).await;
        assert_eq!((paper.status, paper.header("content-type")), (StatusCode::OK, media), "{file}");
        paper.says(&["首页更新：最近一条2026年3月2日公开。", "空白栏目：1个栏目没有内容。"]);
    }
    let refused = office.post("/desk/inspection", &head, &[("to", " "), ("note", "季度自查")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["ZC-1", "季度自查"]);
    let done = office.post("/desk/inspection", &head, &[("to", "市政府办公室"), ("note", "季度自查")]).await;
    assert_eq!(done.header("location"), "/desk/inspection/1");
    // The site changes; the report does not.
    office.publishes(&[("title", "第二条"), ("column", "政务服务帮办代办")]).await;
    office.get("/desk/inspection", &head).await.says(&["交出过的报告", "第1号", "市政府办公室"]);
    let kept = office.get("/desk/inspection/1", &head).await;
    kept.says(&[
        "网站自查报告",
        "市政府办公室",
        "季度自查",
        "赵主任",
        "1个栏目没有内容。",
        "/desk/inspection/1.docx",
    ]);
    office.get("/desk/inspection/1.pdf", &head).await.says(&["空白栏目：1个栏目没有内容。"]);
    office.get("/desk/inspection/today.pdf", &head).await.says(&["空白栏目：没有发现问题。"]);
    let events = office.publishing.inspections().await.unwrap();
    let [Event::HandedOver { by, to, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((by.as_str(), to.as_str()), ("zhao", "市政府办公室"));
    for path in
        ["/desk/inspection/2", "/desk/inspection/0.pdf", "/desk/inspection/1.xlsx", "/desk/inspection/x"]
    {
        assert_eq!(office.get(path, &head).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn only_the_head_hands_it_over_and_only_those_of_the_office_see_it() {
    let office = Office::open().await.with_columns().await;
    let drafter = office.sign_in("wang").await;
    office.get("/desk/inspection", &drafter).await.says(&["由公开工作机构负责人交出"]);
    let tried = office.post("/desk/inspection", &drafter, &[("to", "市政府办公室")]).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    tried.says(&["QX-1"]);
    let administrator = office.sign_in("han").await;
    for path in ["/desk/inspection", "/desk/inspection/today.pdf"] {
        assert_eq!(office.get(path, &administrator).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(office.get(path, "").await.status, StatusCode::SEE_OTHER, "{path}");
    }
    assert!(office.publishing.inspections().await.unwrap().is_empty());
}

#[tokio::test]
async fn no_withdrawn_title_is_guessed_from() {
    let office = Office::open().await.with_columns().await;
    let index =
        office.publishes(&[("title", "帮办代办服务指南"), ("overview", "指南"), ("body", "正文")]).await;
    let asked = search::Asked::parse("邦办代办");
    let guess = office.publications.did_you_mean(&asked).await.unwrap();
    assert_eq!(guess.as_deref(), Some("帮办代办"));
    // Withdrawn in the ledger while the index has not followed yet.
    let version = office.publishing.file(&index).await.unwrap().unwrap().version;
    let calendar = law::workday::Calendar::builtin();
    let moment =
        casework::Moment { now: opened(), today: "2026-03-02".parse().unwrap(), calendar: &calendar };
    let who = ::office::role::Actor { id: "wu".into(), roles: vec![::office::role::Role::Publisher] };
    let command = ::office::publication::Command::Withdraw {
        reason: ::office::publication::Reason::Inaccurate,
        explanation: "数字有误。".into(),
    };
    office.publishing.run(moment, &who, (&index, version), command).await.unwrap();
    assert_eq!(office.publications.did_you_mean(&asked).await.unwrap(), None);
    let page = office.get("/search?q=%E9%82%A6%E5%8A%9E%E4%BB%A3%E5%8A%9E", "").await;
    page.says(&["没有找到"]);
    assert!(!page.body.contains("您是不是要找") && !page.body.contains("服务指南"), "{}", page.body);
}
