//! 咨询留言：写、办、看；没有公开的，从哪个门、以哪个岗位都看不到。

use crate::office::{Office, PEOPLE, encoded, today};
use crate::visitor::Visitor;
use crate::{Answer, fake::Fake};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use std::net::SocketAddr;
use web::Library;

/// Stands in what the sender wrote, and nowhere else.
pub const SECRET: &str = "翡翠";
const TITLE: &str = "翡翠营业执照丢了怎么补领";
pub const CONTENT: &str = "我叫王翡翠，电话13900000000，营业执照丢了，要带什么材料补领？";
const QUESTION: &str = "营业执照遗失，补领要带什么材料？";
pub const ANSWER: &str = "请带身份证件到企业开办窗口补领，当场换发。";

pub const FORM: [(&str, &str); 7] = [
    ("kind", "question"),
    ("title", TITLE),
    ("content", CONTENT),
    ("open", "yes"),
    ("name", "王翡翠"),
    ("telephone", "13900000000"),
    ("email", ""),
];

impl Visitor<'_> {
    async fn write(&mut self, fields: &[(&str, &str)], then: &str) -> Answer {
        let once = self.get("/messages/new").await.between("name=\"once\" value=\"", "\"");
        let mut all = vec![("once", once.as_str()), ("do", then)];
        all.extend(fields);
        self.post("/messages/new", &all).await
    }

    /// Sends a message; its number and code.
    pub async fn leave_message(&mut self, fields: &[(&str, &str)]) -> (String, String) {
        let sent = self.write(fields, "send").await;
        assert_eq!(sent.header("location"), "/messages/receipt", "{}", sent.body);
        let receipt = self.get("/messages/receipt").await;
        let codes = receipt.body.split("<dd class=\"code\">").skip(1);
        let codes: Vec<String> = codes.map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
        (codes[0].clone(), codes[1].clone())
    }

    pub async fn come_back(&mut self, no: &str, code: &str) -> Answer {
        self.on("/messages/status", &[("no", no), ("code", code)], "/messages/status").await
    }
}

impl Office {
    pub async fn step(&self, who: &str, no: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
        let cookie = self.sign_in(who).await;
        let path = format!("/desk/messages/{no}/{act}");
        let form = self.get(&path, &cookie).await;
        assert_eq!(form.status, StatusCode::OK, "{who} {act}: {}", form.body);
        let version = form.between("name=\"version\" value=\"", "\"");
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.post(&path, &cookie, &all).await
    }

    pub async fn stepped(&self, who: &str, no: &str, act: &str, fields: &[(&str, &str)]) {
        let answer = self.step(who, no, act, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{who} {act}: {}", answer.body);
    }

    async fn reviewed(&self, no: &str) {
        let accepted = [("department", "政务公开科"), ("matter", "证件办理"), ("simple", "yes")];
        self.stepped("li", no, "accept", &accepted).await;
        let drafted = [("open", "yes"), ("title", "营业执照补领"), ("question", QUESTION), ("text", ANSWER)];
        self.stepped("wang", no, "draft-answer", &drafted).await;
        self.stepped("sun", no, "pass", &[]).await;
    }

    pub async fn answered_openly(&self, no: &str) {
        self.reviewed(no).await;
        self.stepped("wu", no, "answer-openly", &[]).await;
    }
}

/// Every address of the site under which a message or a trace of it may be seen.
fn doors(no: &str) -> Vec<String> {
    let mut doors = vec![
        format!("/messages/{no}"),
        format!("/api/v1/messages/{no}"),
        "/messages".into(),
        "/messages.atom".into(),
        "/messages?in=kind%2Fquestion".into(),
        format!("/messages?in={}", encoded("matter/证件办理")),
        "/api/v1/messages".into(),
        "/".into(),
        "/sitemap.xml".into(),
        "/feed.atom".into(),
    ];
    for path in ["/messages", "/ask", "/api/v1/ask", "/search", "/search.json"] {
        doors.push(format!("{path}?q={}", encoded("营业执照丢了")));
    }
    doors
}

impl Office {
    /// From an address of its own: one address may read so often.
    async fn get_from(&self, address: [u8; 4], path: &str, cookie: &str) -> Answer {
        let request = Request::get(path)
            .header(header::HOST, "site.example")
            .header("x-forwarded-proto", "https")
            .header(header::COOKIE, cookie);
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 40_000))));
        self.site.send(request).await
    }

    /// Received and answered openly, without the pages.
    pub async fn answered_at_once(&self) {
        use ::office::message::{By, Command, Wording};
        use ::office::role::{Actor, Role};
        let (messages, calendar) = (&self.publications.messages, law::workday::Calendar::builtin());
        let (now, today) = (crate::office::opened(), Fake::new().today());
        let moment = casework::Moment { now, today, calendar: &calendar };
        let letter = messages::Letter { title: TITLE.into(), content: CONTENT.into(), ..Default::default() };
        let kind = ::office::message::Kind::Question;
        let new = messages::NewMessage { kind, letter, consents: true, code: "ABCDEFGHJKLM".into() };
        let no = messages.receive(moment, &new).await.unwrap();
        let (department, matter) = ("政务公开科".into(), "证件办理".into());
        let wording = Some(Wording { title: "营业执照补领".into(), text: QUESTION.into() });
        let steps = [
            (Role::Registrar, Command::Accept { department, matter, simple: true }),
            (Role::Handler, Command::DraftAnswer { text: ANSWER.into(), wording }),
            (Role::DepartmentHead, Command::Pass { let_stand: Vec::new() }),
            (Role::Publisher, Command::AnswerOpenly),
        ];
        for (version, (role, command)) in (1..).zip(steps) {
            let actor = Actor { id: format!("{role:?}"), roles: vec![role] };
            messages.run(moment, By::Staff(&actor), (&no, version), command).await.unwrap();
        }
    }

    /// Nobody, whatever post he holds, sees anything of it outside the desk.
    async fn tells_nothing_of(&self, no: &str, when: &str) {
        let mut cookies = vec![String::new()];
        for (who, _, _) in PEOPLE {
            cookies.push(self.sign_in(who).await);
        }
        for (at, cookie) in (1..).zip(&cookies) {
            for door in doors(no) {
                let answer = self.get_from([192, 0, 2, at], &door, cookie).await;
                assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{door}");
                let path = format!("/messages/{no}");
                let traces = [SECRET, QUESTION, ANSWER, "13900000000", path.as_str()];
                // What was asked for is repeated; nothing else is.
                let asked = |trace: &&str| !(door.contains(no) && **trace == path);
                let told = traces.into_iter().filter(asked).find(|told| answer.body.contains(told));
                assert_eq!(told, None, "{when}: {door}\n{}", answer.body);
            }
        }
    }
}

#[tokio::test]
async fn nothing_of_a_message_is_public_before_it_is_answered_openly_nor_after_it_is_taken_down() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    assert_eq!(no, format!("LY{}-1", &today()[..4]));
    office.tells_nothing_of(&no, "received").await;
    let accepted = [("department", "政务公开科"), ("matter", "证件办理"), ("simple", "yes")];
    office.stepped("li", &no, "accept", &accepted).await;
    let drafted = [("open", "yes"), ("title", "营业执照补领"), ("question", QUESTION), ("text", ANSWER)];
    office.stepped("wang", &no, "draft-answer", &drafted).await;
    office.tells_nothing_of(&no, "drafted").await;
    office.stepped("sun", &no, "pass", &[]).await;
    office.tells_nothing_of(&no, "reviewed").await;
    office.stepped("wu", &no, "answer-openly", &[]).await;
    let page = office.get(&format!("/messages/{no}"), "").await;
    page.says(&["营业执照补领", QUESTION, ANSWER, "政务公开科", "证件办理"]).hides(&[SECRET, "13900000000"]);
    for door in ["/messages", "/messages.atom", "/api/v1/messages", "/messages?in=kind%2Fquestion"] {
        office.get(door, "").await.says(&["营业执照补领"]).hides(&[SECRET]);
    }
    office.get(&format!("/messages?q={}", encoded("补领材料")), "").await.says(&["营业执照补领"]);
    let asked = office.get(&format!("/api/v1/ask?q={}", encoded("营业执照遗失补领要带什么材料")), "").await;
    asked.says(&[ANSWER, &format!("/messages/{no}"), "留言答复"]);
    office.stepped("zhou", &no, "take-down", &[("why", "留言人要求不再公开")]).await;
    office.tells_nothing_of(&no, "taken down").await;
}

#[tokio::test]
async fn what_is_answered_privately_is_read_by_the_sender_alone() {
    let office = Office::open().await;
    let form = FORM.map(|(name, value)| if name == "open" { (name, "no") } else { (name, value) });
    let (no, code) = Visitor::new(&office).leave_message(&form).await;
    let accepted = [("department", "政务公开科"), ("matter", "证件办理"), ("simple", "yes")];
    office.stepped("li", &no, "accept", &accepted).await;
    // The form asks for no wording, and one that is sent all the same is not taken.
    let drafted = [("open", "yes"), ("title", "补领"), ("question", QUESTION), ("text", ANSWER)];
    office.stepped("wang", &no, "draft-answer", &drafted).await;
    let mut sender = Visitor::new(&office);
    sender.come_back(&no, &code).await.says(&["正在办理", CONTENT]).hides(&[ANSWER]);
    office.stepped("sun", &no, "pass", &[]).await;
    let publisher = office.sign_in("wu").await;
    let openly = office.get(&format!("/desk/messages/{no}/answer-openly"), &publisher).await;
    assert_eq!(openly.status, StatusCode::CONFLICT, "{}", openly.body);
    office.stepped("wu", &no, "answer-privately", &[]).await;
    office.tells_nothing_of(&no, "answered privately").await;
    sender.get("/messages/status").await.says(&["已经答复", ANSWER]);
}

#[tokio::test]
async fn each_step_is_for_its_posts_alone() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    office.reviewed(&no).await;
    // Before it goes out an answer is for those who work on it, and for who is to send it.
    for (who, reads) in [("zhou", false), ("shen", false), ("wu", true)] {
        let page = office.get(&format!("/desk/messages/{no}"), &office.sign_in(who).await).await;
        assert_eq!((page.body.contains(QUESTION), page.body.contains(ANSWER)), (reads, reads), "{who}");
    }
    for (who, _, _) in PEOPLE {
        let cookie = office.sign_in(who).await;
        for (act, may) in [
            ("accept", ["li", "zhao"].as_slice()),
            ("not-accept", &["li", "zhao"]),
            ("reroute", &["li", "zhao"]),
            ("extend", &["sun", "zhao"]),
            ("draft-answer", &["wang"]),
            ("pass", &["sun", "zhao"]),
            ("send-back", &["sun", "zhao"]),
            ("answer-openly", &["wu"]),
            ("answer-privately", &["wu"]),
            ("take-down", &["wu", "zhao", "zhou", "qian"]),
        ] {
            let path = format!("/desk/messages/{no}/{act}");
            let shown = office.get(&path, &cookie).await;
            let sent = office.post(&path, &cookie, &[("version", "4")]).await;
            let forbidden = StatusCode::FORBIDDEN;
            if may.contains(&who) {
                assert_ne!(shown.status, forbidden, "{who} {act}");
            } else {
                assert_eq!((shown.status, sent.status), (forbidden, forbidden), "{who} {act}");
            }
        }
        for act in ["receive", "follow-up", "rate"] {
            let sent = office.post(&format!("/desk/messages/{no}/{act}"), &cookie, &[]).await;
            assert!(matches!(sent.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{who} {act}");
        }
        // Whoever reads the letter has to do with it.
        let page = office.get(&format!("/desk/messages/{no}"), &cookie).await;
        match who {
            "li" | "wang" | "zhao" | "qian" | "sun" => drop(page.says(&["王翡翠", "13900000000"])),
            "han" | "an" => assert_eq!(page.status, StatusCode::FORBIDDEN),
            _ => drop(page.hides(&["王翡翠", "13900000000"])),
        }
    }
    assert_eq!(office.get("/desk/messages", "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_the_scan_finds_is_let_stand_by_name_or_sent_back() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    let accepted = [("department", "政务公开科"), ("matter", "证件办理"), ("simple", "yes")];
    office.stepped("li", &no, "accept", &accepted).await;
    let drafted = [("open", "yes"), ("title", "补领"), ("question", "绝密文件怎样补领"), ("text", ANSWER)];
    office.stepped("wang", &no, "draft-answer", &drafted).await;
    let refused = office.step("sun", &no, "pass", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["密级标志", "（LY-9）"]);
    office.tells_nothing_of(&no, "found").await;
    office.stepped("sun", &no, "send-back", &[("remark", "去掉密级字样")]).await;
    let head = office.sign_in("wang").await;
    office.get(&format!("/desk/messages/{no}"), &head).await.says(&["退回意见", "去掉密级字样"]);
}

#[tokio::test]
async fn a_mark_of_secrecy_is_let_stand_by_nobody_and_the_senders_name_by_name_alone() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    let secret = [("department", "政务公开科"), ("matter", "绝密事项"), ("simple", "yes")];
    office.step("li", &no, "accept", &secret).await.says(&["密级标志", "（LY-9）"]);
    let accepted = [("department", "政务公开科"), ("matter", "证件办理"), ("simple", "yes")];
    office.stepped("li", &no, "accept", &accepted).await;
    let drafted = [("open", "yes"), ("title", "补领"), ("question", "机密★10年"), ("text", ANSWER)];
    office.stepped("wang", &no, "draft-answer", &drafted).await;
    office.step("sun", &no, "pass", &[("let", "问题:secret:0")]).await.says(&["不能放行", "（LY-11）"]);
    let named = [("open", "yes"), ("title", "补领"), ("question", "王翡翠怎样补领？"), ("text", ANSWER)];
    office.stepped("wang", &no, "draft-answer", &named).await;
    office.step("sun", &no, "pass", &[]).await.says(&["留言人自己的信息", "（LY-9）"]);
    office.stepped("sun", &no, "pass", &[("let", "问题:留言人:0")]).await;
}

#[tokio::test]
async fn the_proposed_question_has_telephones_masked() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    let accepted = [("department", "政务公开科"), ("matter", "证件办理"), ("simple", "no")];
    office.stepped("li", &no, "accept", &accepted).await;
    let cookie = office.sign_in("wang").await;
    let form = office.get(&format!("/desk/messages/{no}/draft-answer"), &cookie).await;
    let proposed = form.between("name=\"question\"", "</textarea>");
    assert!(proposed.contains("营业执照丢了") && !proposed.contains("13900000000"), "{proposed}");
    assert!(!proposed.contains("王翡翠"), "{proposed}");
}

#[tokio::test]
async fn a_message_is_written_in_two_steps_and_sent_once() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    office.answered_openly(&no).await;
    let mut visitor = Visitor::new(&office);
    visitor.get("/messages/new?content=%E6%80%8E%E6%A0%B7%E8%A1%A5%E9%A2%86").await.says(&["怎样补领"]);
    let faulty = visitor.write(&[("kind", "question"), ("telephone", "12"), ("email", "x")], "next").await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    faulty.says(&["请填写标题", "请填写内容", "电话号码的位数不对", "电子邮箱的写法不对", "请选择一项"]);
    // What was answered already is offered before anything is sent.
    let mine = [
        ("kind", "question"),
        ("title", "营业执照遗失补领材料"),
        ("content", "补领要带什么材料"),
        ("open", "yes"),
    ];
    let checked = visitor.write(&mine, "next").await;
    checked.says(&[
        "有人问过相近的问题",
        "营业执照补领",
        &format!("/messages/{no}"),
        "提交留言",
        "补领要带什么材料",
    ]);
    let once = checked.between("name=\"once\" value=\"", "\"");
    let mut send = vec![("once", once.as_str()), ("do", "send")];
    send.extend(mine);
    for _ in 0..2 {
        let sent = visitor.post("/messages/new", &send).await;
        assert_eq!(sent.header("location"), "/messages/receipt");
    }
    let receipt = visitor.get("/messages/receipt").await;
    receipt.says(&[&no.replace("-1", "-2"), "查询码"]);
    // Back, changed and sent again: nothing that was written is lost.
    let mut changed = send.clone();
    changed[4] = ("content", "补领要带什么材料，可以邮寄吗");
    visitor.post("/messages/new", &changed).await;
    visitor.get("/messages/receipt").await.says(&[&no.replace("-1", "-3")]);
    assert_eq!(receipt.header("cache-control"), "no-store");
    assert!(office.publications.messages.seen(&no).await.unwrap().is_some());
    let all = office.publications.messages.count(&messages::List::All).await.unwrap();
    assert_eq!(all, 3, "pressed twice, received once; changed, received anew");
    visitor.on("/messages/receipt", &[], "/messages/status").await.hides(&[&no.replace("-1", "-3")]);
    for once in ["", "x", "../..", &"z".repeat(64)] {
        let strange = visitor.post("/messages/new", &[("once", once), ("do", "send")]).await;
        assert_eq!(strange.status, StatusCode::BAD_REQUEST, "{once}");
    }
}

#[tokio::test]
async fn one_address_sends_so_many_messages_and_waits() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    for _ in 0..10 {
        visitor.leave_message(&FORM).await;
    }
    let waits = visitor.write(&FORM, "send").await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    waits.says(&["请过几分钟再提交", SECRET]);
}

#[tokio::test]
async fn a_wrong_number_and_a_wrong_code_are_told_alike_and_close_the_door_alike() {
    let office = Office::open().await;
    let (no, code) = Visitor::new(&office).leave_message(&FORM).await;
    let other = no.replace("-1", "-9");
    let mut visitor = Visitor::new(&office);
    let unknown = visitor.post("/messages/status", &[("no", &other), ("code", &code)]).await;
    let wrong = visitor.post("/messages/status", &[("no", &no), ("code", "ABCD-EFGH-JKLM")]).await;
    assert_eq!((unknown.status, wrong.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert_eq!(unknown.body.replace(&other, &no), wrong.body);
    wrong.says(&["编号或者查询码不对"]).hides(&[SECRET, &code]);
    for number in [&other, &no] {
        for _ in 0..4 {
            visitor.post("/messages/status", &[("no", number), ("code", "x")]).await;
        }
        let closed = visitor.post("/messages/status", &[("no", number), ("code", &code)]).await;
        assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS, "{number}");
    }
    for path in ["/messages/status/follow-up", "/messages/status/rating"] {
        let stranger = Visitor::new(&office).post(path, &[("version", "1"), ("content", "x")]).await;
        assert_eq!(stranger.header("location"), "/messages/status", "{path}");
    }
}

#[tokio::test]
async fn what_is_not_accepted_is_told_with_what_to_do() {
    let office = Office::open().await;
    let (no, code) = Visitor::new(&office).leave_message(&FORM).await;
    let bare = office.step("li", &no, "not-accept", &[("why", "other-organ"), ("explanation", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = [("why", "other-organ"), ("explanation", "请向市自然资源和规划局提出。")];
    office.stepped("li", &no, "not-accept", &told).await;
    let page = Visitor::new(&office).come_back(&no, &code).await;
    page.says(&["没有受理", "不属于本机关职责", "请向市自然资源和规划局提出。"]).hides(&["提交追问"]);
    office.tells_nothing_of(&no, "not accepted").await;
}

#[tokio::test]
async fn the_desk_lists_by_step_department_and_figure() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    let cookie = office.sign_in("zhao").await;
    office.get("/desk/messages", &cookie).await.says(&[&no, "剩余", "待受理"]).hides(&["13900000000"]);
    office.answered_openly(&no).await;
    let year = &today()[..4];
    for query in [
        "list=answered",
        "list=all",
        &format!("counted={year}%2Freceived"),
        &format!("counted={year}%2Fpublished"),
    ] {
        office.get(&format!("/desk/messages?{query}"), &cookie).await.says(&[&no, "按期答复"]);
    }
    office.get("/desk/messages?list=open", &cookie).await.says(&["没有这样的留言"]);
    for strange in ["list=x", "counted=x", "counted=2024%2Fx", "counted=received%2F2024-13"] {
        let answer = office.get(&format!("/desk/messages?{strange}"), &cookie).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{strange}");
    }
    office.get(&format!("/desk/messages/{no}"), &cookie).await.says(&[
        "经过",
        "受理分办",
        "审核通过",
        "公开答复",
    ]);
    office.get("/desk/dashboard", &cookie).await.says(&["咨询留言（按月）", "咨询留言办理结果"]);
    office.get("/desk/dashboard/answers.csv", &cookie).await.says(&["收到,1,\r\n", "公开答复,1,\r\n"]);
    for path in ["/messages/LY2026-1/../x", "/messages/%00", "/messages/LY9999-1", "/api/v1/messages/x"] {
        assert_eq!(office.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/messages?in=x", "/messages?in=kind%2Fx", "/api/v1/messages?in=matter%2F"] {
        assert_eq!(office.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn messages_past_their_term_stand_in_the_self_inspection_and_the_supervision() {
    let office = Office::open().await;
    let cookie = office.sign_in("zhao").await;
    office.get("/desk/inspection", &cookie).await.says(&["咨询留言的回应", "没有超过期限的留言"]);
    for (days, told) in [(20, "已经超过期限"), (100, "超过三个月没有回应")] {
        let today = Fake::new().today();
        let on = today - jiff::Span::new().days(days);
        let calendar = law::workday::Calendar::builtin();
        let moment = casework::Moment { now: crate::office::opened(), today: on, calendar: &calendar };
        let letter =
            messages::Letter {
                title: "档案查询".into(), content: "怎样查".into(), ..Default::default()
            };
        let kind = ::office::message::Kind::Question;
        let new = messages::NewMessage { kind, letter, consents: true, code: "ABCDEFGHJKLM".into() };
        let no = office.publications.messages.receive(moment, &new).await.unwrap();
        office.get("/desk/inspection", &cookie).await.says(&[&no, told, &format!("/desk/messages/{no}")]);
        office.get("/desk/supervision", &cookie).await.says(&[&no, "逾期"]);
    }
    office.get("/desk/inspection", &cookie).await.says(&["单项否决"]);
    office.get("/desk", &cookie).await.says(&["有2条留言已经过了答复期限"]);
}

#[tokio::test]
async fn a_question_goes_on_as_a_message_and_a_touch_screen_takes_one() {
    let office = Office::open().await;
    let asked = office.get(&format!("/ask?q={}", encoded("没有人问过的事")), "").await;
    let path = format!("/messages/new?content={}", encoded("没有人问过的事"));
    asked.says(&[&path, "留言咨询"]);
    office.get(&path, "").await.says(&["没有人问过的事"]);
    let mut screen = Visitor::new(&office);
    screen.get("/kiosk").await;
    screen.get("/kiosk").await.says(&["href=\"/messages/new\"", "留言咨询"]);
    let (no, code) = screen.leave_message(&FORM).await;
    screen.come_back(&no, &code).await.says(&[CONTENT]);
    screen.post("/kiosk/end", &[]).await;
    screen.get("/messages/status").await.says(&["查询我的留言"]).hides(&[SECRET]);
    assert_eq!(screen.get("/messages/receipt").await.header("location"), "/messages/status");
}

#[tokio::test]
async fn who_read_a_letter_is_noted() {
    let office = Office::open().await;
    let (no, _) = Visitor::new(&office).leave_message(&FORM).await;
    let head = office.sign_in("sun").await;
    office.get(&format!("/desk/messages/{no}"), &head).await;
    let auditor = office.sign_in("shen").await;
    office.get("/desk/audit?kind=read", &auditor).await.says(&[&format!("留言 {no}"), "孙科长"]);
    office.get("/desk/audit?kind=message", &auditor).await.says(&["收到留言", "留言人（网上）"]);
}
