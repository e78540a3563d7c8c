//! 网上申请：the whole way without a script, each question refused when it is wrong, sent once, nothing told to the chain.

use crate::Site;
use crate::office::{ORGAN, Office};
use crate::visitor::{FORM, KIND, PERSON, Part, Visitor};
use axum::http::StatusCode;
use law::annual_report::Applicant;
use law::request::receipt::Channel;
use office::case::Representing;

const WANTED: &str = "申请公开薛城区永福路改造工程2024年的施工合同";

#[tokio::test]
async fn without_a_ledger_nothing_can_be_applied_for_and_the_pages_say_so() {
    let site = Site::new();
    for path in ["/apply", "/apply/kind", "/apply/track", "/apply/suggestions/open?path=x"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    site.get("/disclosure").await.says(&["本站尚未开通网上申请"]).hides(&["href=\"/apply"]);
    for path in ["/", "/disclosure/guide", "/about", "/sitemap.xml"] {
        site.get(path).await.hides(&["/apply"]);
    }
}

#[tokio::test]
async fn the_portal_leads_to_applying_and_crawlers_stay_out_of_what_is_private() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.get("/").await.says(&["我要申请公开", "href=\"/apply/track\"", "依申请公开"]);
    visitor.get("/disclosure").await.says(&["我要申请", "查询进度"]).hides(&["尚未开通"]);
    visitor.get("/disclosure/guide").await.says(&["href=\"/apply\"", "href=\"/apply/track\""]);
    visitor.get("/sitemap.xml").await.says(&["https://site.example/apply<"]).hides(&["/apply/"]);
    visitor.get("/robots.txt").await.says(&["Disallow: /apply/"]);
}

#[tokio::test]
async fn an_application_goes_step_by_step_without_a_script_to_number_and_code() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    // 2026年3月2日起第20个工作日是3月30日。
    visitor.get("/apply").await.says(&["不收费", "2026年3月30日（星期一）以前", "说明用途", "第1步，共6步"]);
    // Nothing published fits and nothing is to be said: straight on.
    let found = visitor.on("/apply", &[("content", WANTED)], "/apply/found").await;
    assert_eq!(found.header("location"), "/apply/kind");
    visitor.get("/apply/kind").await.says(&["自然人", "商业企业", "监护人", "第2步"]);
    visitor.on("/apply/kind", &KIND, "/apply/applicant").await.says(&["autocomplete=\"tel\"", "居民身份证"]);
    visitor.on("/apply/applicant", &PERSON, "/apply/form").await.says(&["凭编号和查询码下载"]);
    let files = visitor.on("/apply/form", &FORM, "/apply/files").await;
    files.says(&["没有要附的，直接按“继续”", "第5步"]);
    let on = visitor.upload("/apply/files", &[Part::Text("do", "next")]).await;
    assert_eq!(on.header("location"), "/apply/check");
    let check = visitor.get("/apply/check").await;
    check.says(&[WANTED, "张小明", "11010519491231002X", "0632-7654321", "网上获取", "2026年3月30日"]);
    let (no, code) = visitor.apply().await;
    assert_eq!((no.as_str(), code.len()), ("2026-00001", 14));
    let receipt = visitor.get("/apply/receipt").await;
    receipt.says(&[&no, &code, "2026年3月30日（星期一）", "2026年3月11日以前一次告知", "查询进度"]);
    assert_eq!(receipt.header("cache-control"), "no-store");
    let letter = visitor.get("/apply/receipt/letter").await;
    assert_eq!(letter.header("content-type"), "application/pdf");
    assert!(letter.body.contains("接收回执") && letter.body.contains("张小明"), "{}", letter.body);

    let case = office.casework.file(&no).await.unwrap().unwrap().case;
    assert_eq!((case.channel, case.kind), (Channel::Internet, Applicant::NaturalPerson));
    assert_eq!(case.received().map(|day| day.to_string()).as_deref(), Some("2026-03-02"));
    assert_eq!(case.subject, "薛城区永福路改造工程2024年的施工合同");
    let application = office.casework.application(&case).await.unwrap();
    assert_eq!(application.content, WANTED);
    assert_eq!((application.applicant.paper.as_str(), application.way.as_str()), ("居民身份证", "网上获取"));
    let li = office.sign_in("li").await;
    office.get(&format!("/desk/cases/{no}"), &li).await.says(&["申请人（网上）", WANTED]);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_question_and_what_was_typed_is_kept() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    let empty = visitor.post("/apply", &[("content", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says(&["请填写申请公开的内容", "href=\"#content\"", "aria-invalid=\"true\""]);
    assert!(visitor.cookie().is_empty(), "nothing was kept of nothing");
    visitor.post("/apply", &[("content", WANTED)]).await;

    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);
    let long = "长".repeat(5_001);
    let too_long = [("name", long.as_str())];
    let cases: [Case<'_>; 13] = [
        ("kind", &[], &["请选择申请人类别", "请选择由谁提出"]),
        ("kind", &[("kind", "business"), ("by", "guardian")], &["单位没有监护人"]),
        ("kind", &[("kind", "natural_person"), ("by", "nobody")], &["请选择由谁提出"]),
        (
            "applicant",
            &[("name", "张"), ("paper_no", "1")],
            &["请选择证件", "请填写联系电话", "value=\"张\""],
        ),
        (
            "applicant",
            &[("paper", "resident_id"), ("paper_no", "110105194912310021")],
            &["校验码不符", "姓名"],
        ),
        ("applicant", &[("paper", "resident_id"), ("paper_no", "11010519991331002X")], &["出生日期不存在"]),
        ("applicant", &[("paper", "credit_code"), ("paper_no", "91350100M000100Y43")], &["请选择证件"]),
        ("applicant", &[("telephone", "12")], &["电话号码的位数不对", "value=\"12\""]),
        ("applicant", &too_long, &["内容太长"]),
        ("form", &[], &["请选择要什么形式的", "请选择怎样获取"]),
        ("form", &[("medium", "电子文件"), ("way", "电子邮件")], &["请填写电子邮箱"]),
        ("form", &[("medium", "纸质"), ("way", "邮寄"), ("postcode", "27")], &["请填写通信地址", "6位数字"]),
        (
            "form",
            &[("medium", "纸质"), ("way", "网上获取"), ("email", "a@b")],
            &["只能提供电子文件", "写法不对"],
        ),
    ];
    for (step, fields, says) in cases {
        let answer = visitor.post(&format!("/apply/{step}"), fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{step} {fields:?}");
        answer.says(says).says(&["请更正后重新提交"]);
    }
    // The summary names the questions in their order.
    let wrong = visitor.post("/apply/applicant", &[("name", ""), ("telephone", "12")]).await;
    let summary = wrong.between("class=\"errors\"", "</ul>");
    let links: Vec<&str> =
        summary.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(links, ["name", "paper", "paper_no", "telephone"]);
    let check = visitor.get("/apply/check").await;
    check.says(&["还有没填好的", "href=\"/apply/applicant#paper\""]);
    let version = check.between("name=\"version\" value=\"", "\"");
    let refused = visitor.post("/apply/check", &[("version", &version)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(office.casework.file("2026-00001").await.unwrap().is_none());
}

#[tokio::test]
async fn a_firm_gives_its_credit_code_and_a_proxy_brings_the_proof() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.post("/apply", &[("content", WANTED)]).await;
    visitor.on("/apply/kind", &[("kind", "business"), ("by", "proxy")], "/apply/applicant").await.says(&[
        "单位名称",
        "统一社会信用代码",
        "代理人的姓名",
    ]);
    let mut person = vec![
        ("name", "枣庄某某有限公司"),
        ("paper", "credit_code"),
        ("paper_no", "91350100m000100y43"),
        ("telephone", "0632-1234567"),
        ("representative", "李四"),
        ("representative_no", "440524188001010015"),
        ("representative_telephone", "13900000000"),
    ];
    visitor.post("/apply/applicant", &person).await.says(&["校验码不符"]);
    person[5].1 = "440524188001010014";
    visitor.on("/apply/applicant", &person, "/apply/form").await;
    let paper = [("medium", "纸质"), ("way", "邮寄"), ("address", "枣庄市光明路1号"), ("postcode", "277800")];
    visitor.on("/apply/form", &paper, "/apply/files").await.says(&["请附上授权委托书或者监护证明"]);
    let none = visitor.upload("/apply/files", &[Part::Text("do", "next")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.says(&["请附上授权委托书"]);
    let bad = [Part::Text("what", "proof"), Part::File("files", "a.exe", b"MZ\x90\x00\x03")];
    visitor.upload("/apply/files", &bad).await.says(&["《a.exe》不能附上"]);
    let proof = [
        Part::Text("what", "proof"),
        Part::File("files", "李四的委托书.pdf", b"%PDF-1.4 x"),
        Part::Text("do", "next"),
    ];
    assert_eq!(visitor.upload("/apply/files", &proof).await.header("location"), "/apply/check");
    visitor.get("/apply/check").await.says(&["李四的委托书.pdf", "代理证明", "枣庄市光明路1号"]);
    let (no, _) = visitor.apply().await;
    let case = office.casework.file(&no).await.unwrap().unwrap().case;
    assert_eq!(case.kind, Applicant::Business);
    let representation = case.representation.clone().unwrap();
    assert_eq!(
        (representation.by, representation.proof.as_str()),
        (Representing::Proxy, "网上提交：代理证明1.pdf")
    );
    let person = office.casework.person(&representation.person).await.unwrap();
    assert_eq!((person.name.as_str(), person.paper.as_str()), ("李四", "居民身份证"));
    assert!(case.files.iter().any(|file| file.name == "代理证明1.pdf"), "{:?}", case.files);
}

#[tokio::test]
async fn pressed_twice_or_from_two_windows_it_is_sent_once() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.fill_in(WANTED).await;
    let version = visitor.get("/apply/check").await.between("name=\"version\" value=\"", "\"");
    let fields = [("version", version.as_str())];
    let (mut one, mut other) = (visitor.twin(), visitor.twin());
    let (first, second) =
        tokio::join!(one.post("/apply/check", &fields), other.post("/apply/check", &fields));
    for answer in [&first, &second, &visitor.post("/apply/check", &fields).await] {
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/apply/receipt"));
    }
    assert!(office.casework.file("2026-00001").await.unwrap().is_some());
    assert!(office.casework.file("2026-00002").await.unwrap().is_none());
    // Another begins anew.
    visitor.get("/apply").await.says(&["刚才的申请已经提交"]).hides(&[WANTED]);
    visitor.fill_in("山亭区翼云湖大桥2023年的竣工验收备案表").await;
    assert_eq!(visitor.apply().await.0, "2026-00002");
}

#[tokio::test]
async fn what_was_changed_in_another_window_is_shown_before_it_is_sent() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.fill_in(WANTED).await;
    let version = visitor.get("/apply/check").await.between("name=\"version\" value=\"", "\"");
    visitor.twin().post("/apply/form", &[("medium", "纸质"), ("way", "当面领取")]).await;
    let answer = visitor.post("/apply/check", &[("version", &version)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    answer.says(&["还没有提交", "当面领取"]);
    assert!(office.casework.file("2026-00001").await.unwrap().is_none());
    visitor.apply().await;
}

#[tokio::test]
async fn nothing_personal_stands_in_the_chain_or_in_a_record() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    let content = "申请公开张小明（身份证号11010519491231002X）在薛城区永福路的房屋征收补偿协议";
    visitor.fill_in(content).await;
    let files = [
        Part::Text("what", "identity"),
        Part::File("files", "张小明身份证.png", b"\x89PNG\r\n\x1a\n...."),
        Part::Text("do", "next"),
    ];
    visitor.upload("/apply/files", &files).await;
    let (no, code) = visitor.apply().await;
    let chain = office.ledger.entries(ORGAN, 0, 100).await.unwrap();
    assert!(chain.iter().any(|entry| entry.body.contains("身份证明1.png")));
    let mut bodies: Vec<String> = chain.into_iter().map(|entry| entry.body).collect();
    for kind in [
        "apply-draft",
        "apply-file",
        "apply-track",
        "suggestion",
        "suggestion-day",
        "suggestion-sent",
        "track-failures",
    ] {
        for record in office.ledger.records(kind, "", 100).await.unwrap() {
            bodies.push(record.id);
            bodies.push(String::from_utf8_lossy(&record.body).into_owned());
        }
    }
    let plain = code.replace('-', "");
    for body in bodies {
        for secret in ["张小明", "11010519491231002", "7654321", &code, &plain] {
            assert!(!body.contains(secret), "{secret} in {body}");
        }
    }
    let case = office.casework.file(&no).await.unwrap().unwrap().case;
    assert_eq!(case.subject, "某某在薛城区永福路的房屋征收补偿协议");
}

#[tokio::test]
async fn number_and_code_are_shown_for_an_hour_and_forgotten_on_demand() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.fill_in(WANTED).await;
    let (_, code) = visitor.apply().await;
    let mut other = Visitor::new(&office);
    assert_eq!(other.get("/apply/receipt").await.header("location"), "/apply");
    let mut later = visitor.twin();
    office.pass(59);
    later.get("/apply/receipt").await.says(&[&code]);
    office.pass(1);
    assert_eq!(later.get("/apply/receipt").await.header("location"), "/apply");

    visitor.fill_in("山亭区翼云湖大桥2023年的竣工验收备案表").await;
    visitor.apply().await;
    visitor.on("/apply/receipt", &[], "/apply/track").await;
    assert!(visitor.cookie().is_empty());
    assert_eq!(visitor.get("/apply/receipt").await.header("location"), "/apply");
}

#[tokio::test]
async fn one_address_may_send_so_much_and_no_more() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    for _ in 0..60 {
        visitor.post("/apply", &[("content", "")]).await;
    }
    let answer = visitor.post("/apply", &[("content", WANTED)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    answer.says(&["提交得太频繁"]);
    assert_eq!(visitor.get("/apply").await.status, StatusCode::OK, "reading goes on");
}

#[tokio::test]
async fn forms_from_elsewhere_are_refused_and_hostile_text_stays_text() {
    use axum::body::Body;
    use axum::http::{Request, header};
    let office = Office::open().await;
    let request = Request::post("/apply")
        .header(header::HOST, "site.example")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("content=x"));
    assert_eq!(office.site.send(request.unwrap()).await.status, StatusCode::FORBIDDEN);
    let mut visitor = Visitor::new(&office);
    let hostile = "</textarea><script>alert(1)</script>预售\"' onload=";
    visitor.post("/apply", &[("content", hostile)]).await;
    visitor.post("/apply/applicant", &[("name", hostile), ("paper", hostile)]).await;
    for path in
        ["/apply", "/apply/found", "/apply/applicant", "/apply/check", "/apply/resume?code=%3Cscript%3E"]
    {
        let page = visitor.get(path).await;
        page.hides(&["<script>", "</textarea><script", "\" onload="]);
        assert!(page.header("content-security-policy").contains("connect-src 'self'"));
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn every_link_an_applicant_is_shown_leads_somewhere() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.fill_in("政务服务事项清单，商品房预售许可").await;
    for path in [
        "/apply",
        "/apply/found",
        "/apply/kind",
        "/apply/files",
        "/apply/check",
        "/apply/draft",
        "/apply/track",
    ] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for link in links.filter(|link| link.starts_with('/')) {
            let link = link.split('#').next().unwrap().replace("&#38;", "&");
            let answer = visitor.get(&link).await;
            let fine = answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER;
            assert!(fine, "{path}: {link} answers {}", answer.status);
        }
    }
    // The address of an item may hold anything.
    let item = visitor.get("/info/ZZ%2F2024%20%3C3%3E").await;
    item.says(&["关于公布政务服务事项清单的通知", "ZZ/2024 &#60;3&#62;", "局网站"]);
    assert_eq!(visitor.get("/info/none").await.status, StatusCode::NOT_FOUND);
}
