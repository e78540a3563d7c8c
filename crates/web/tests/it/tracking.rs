//! 查询进度：number and code open one application and nothing else; what is shown, when; what its applicant does there.

use crate::office::{GRANT, ORGAN, Office, today};
use crate::visitor::{Part, Visitor};
use axum::http::StatusCode;
use law::request::delivery::Delivery;
use office::case::{Act, Command, Purpose};
use office::role::{Actor, Role};

const WANTED: &str = "申请公开薛城区永福路改造工程2024年的施工合同";

async fn applied(office: &Office) -> (String, String) {
    let mut visitor = Visitor::new(office);
    visitor.fill_in(WANTED).await;
    visitor.apply().await
}

impl Visitor<'_> {
    async fn track(&mut self, no: &str, code: &str) -> crate::Answer {
        let path = format!("/apply/track/{no}");
        self.on("/apply/track", &[("no", no), ("code", code)], &path).await
    }

    async fn act(&mut self, no: &str, act: &str, parts: &[Part<'_>]) -> crate::Answer {
        let path = format!("/apply/track/{no}/{act}");
        let form = self.get(&path).await;
        assert_eq!(form.status, StatusCode::OK, "{act}: {}", form.body);
        let version = form.between("name=\"version\" value=\"", "\"");
        let mut all = vec![Part::Text("version", &version)];
        all.extend(parts.iter().map(|part| match part {
            Part::Text(name, text) => Part::Text(name, text),
            Part::File(name, file, bytes) => Part::File(name, file, bytes),
        }));
        self.upload(&path, &all).await
    }
}

impl Office {
    async fn run(&self, no: &str, role: Role, command: Command) {
        let who = Actor { id: format!("{role:?}"), roles: vec![role] };
        let version = self.casework.file(no).await.unwrap().unwrap().version;
        let calendar = law::workday::Calendar::builtin();
        let today = today().parse().unwrap();
        let moment = casework::Moment { now: crate::office::opened(), today, calendar: &calendar };
        self.casework.run(moment, &who, (no, version), command).await.unwrap();
    }

    async fn sign(&self, no: &str) {
        let (wang, zhao, qian) =
            (self.sign_in("wang").await, self.sign_in("zhao").await, self.sign_in("qian").await);
        self.done(&wang, no, "draft", &GRANT).await;
        self.done(&zhao, no, "review", &[("remarks", "同意")]).await;
        self.done(&qian, no, "signature", &[("document_no", "")]).await;
    }

    async fn answer(&self, no: &str, delivery: Delivery) {
        self.run(no, Role::Registrar, Command::Answer { on: today().parse().unwrap(), delivery }).await;
    }
}

// ---------------------------------------------------------------- 进入

#[tokio::test]
async fn a_wrong_number_and_a_wrong_code_are_told_alike_and_close_the_door_alike() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let mut visitor = Visitor::new(&office);
    let unknown = visitor.post("/apply/track", &[("no", "2026-09999"), ("code", &code)]).await;
    let wrong = visitor.post("/apply/track", &[("no", &no), ("code", "ABCD-EFGH-JKLM")]).await;
    assert_eq!((unknown.status, wrong.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    assert_eq!(unknown.body.replace("2026-09999", &no), wrong.body);
    wrong.says(&["编号或者查询码不对"]).hides(&[WANTED, &code]);
    assert!(visitor.cookie().is_empty());
    for number in ["2026-09999", no.as_str()] {
        for _ in 0..4 {
            visitor.post("/apply/track", &[("no", number), ("code", "x")]).await.says(&["查询码不对"]);
        }
        let closed = visitor.post("/apply/track", &[("no", number), ("code", &code)]).await;
        assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS, "{number}");
        closed.says(&["已暂停查询15分钟"]);
    }
    // Numbers are easily guessed: whoever locks himself out locks nobody else out.
    Visitor::new(&office).at([192, 0, 2, 7]).track(&no, &code).await.says(&["正在办理"]);
    office.pass(15);
    visitor.track(&no, &code).await.says(&["正在办理"]);
    for typed in ["", "x'--", "../..", "2026-00001 "] {
        let answer = Visitor::new(&office).post("/apply/track", &[("no", typed), ("code", "x")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{typed}");
    }
}

#[tokio::test]
async fn one_address_may_try_so_many_numbers() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    for number in 0..20 {
        let no = format!("2026-{number:05}");
        let answer = visitor.post("/apply/track", &[("no", &no), ("code", "x")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let answer = visitor.post("/apply/track", &[("no", "2026-00001"), ("code", "x")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_own_code_opens_the_own_application_only() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let (other, other_code) = applied(&office).await;
    assert_ne!(code, other_code);
    let mut visitor = Visitor::new(&office);
    let crossed = visitor.post("/apply/track", &[("no", &other), ("code", &code)]).await;
    assert_eq!(crossed.status, StatusCode::FORBIDDEN);
    visitor.track(&no, &code.to_lowercase().replace('-', "")).await.says(&[&no]);
    for path in [
        format!("/apply/track/{other}"),
        format!("/apply/track/{other}/files/1"),
        format!("/apply/track/{other}/withdrawal"),
        "/apply/track/2026-09999".into(),
        "/apply/track/..%2f..".into(),
    ] {
        assert_eq!(visitor.get(&path).await.header("location"), "/apply/track", "{path}");
    }
    let mut stranger = Visitor::new(&office);
    assert_eq!(stranger.get(&format!("/apply/track/{no}")).await.header("location"), "/apply/track");
    assert_eq!(stranger.get(&format!("/apply/track/{no}/files/1")).await.header("location"), "/apply/track");
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_and_when_it_is_left() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await;
    let path = format!("/apply/track/{no}");
    assert_eq!(visitor.get("/apply/track").await.header("location"), path);
    office.pass(29);
    let page = visitor.get(&path).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
    office.pass(29);
    assert_eq!(visitor.get(&path).await.status, StatusCode::OK);
    office.pass(30);
    assert_eq!(visitor.get(&path).await.header("location"), "/apply/track");
    visitor.track(&no, &code).await;
    let kept = visitor.twin();
    visitor.on("/apply/track/leave", &[], "/apply/track").await.says(&["查询码"]);
    let mut kept = kept;
    assert_eq!(kept.get(&path).await.header("location"), "/apply/track", "left is left everywhere");
}

// ---------------------------------------------------------------- 看得到什么

#[tokio::test]
async fn the_answer_is_there_once_it_was_sent_with_its_remedies() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.says(&["2026年3月30日以前答复", "收到申请", "接收回执", "期限怎样得出"]);
    let path = format!("/apply/track/{no}");
    let letter = visitor.get(&format!("{path}/files/1")).await;
    assert!(letter.body.contains("接收回执"), "{}", letter.body);
    assert_eq!(letter.header("cache-control"), "no-store");
    office.sign(&no).await;
    let files = office.casework.file(&no).await.unwrap().unwrap().case.files;
    let answer = files.iter().find(|file| file.name.contains("答复书")).unwrap().file;
    visitor.get(&path).await.hides(&["答复书", "拟稿", "签发", "同意"]);
    let early = visitor.get(&format!("{path}/files/{answer}")).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    early.hides(&["随本告知书提供"]);

    office.answer(&no, Delivery::Internet).await;
    visitor.get(&path).await.says(&[
        "已经答复",
        "答复书",
        "枣审公开〔2026〕1号",
        "60日内向枣庄市人民政府申请行政复议",
        "申请行政复议：2026年5月6日以前",
        "提起行政诉讼：2026年9月2日以前",
        "href=\"https://fuyi.example\"",
    ]);
    let letter = visitor.get(&format!("{path}/files/{answer}")).await;
    assert_eq!(letter.status, StatusCode::OK);
    assert!(letter.body.contains("随本告知书提供"), "{}", letter.body);
    assert_eq!(visitor.get(&format!("{path}/withdrawal")).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn third_parties_stay_unnamed_and_their_letters_unseen() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let wang = office.sign_in("wang").await;
    let consult =
        [("whom", "third_party"), ("name", "枣庄某设计院有限公司"), ("asked", "是否同意公开施工合同")];
    office.done(&wang, &no, "consultation", &consult).await;
    let mut visitor = Visitor::new(&office);
    visitor
        .track(&no, &code)
        .await
        .says(&["正在征求意见", "征求第三方意见", "所需时间不计入答复期限", "征求意见告知书"])
        .hides(&["某设计院", "是否同意公开", "征求意见书（2026"]);
    let files = office.casework.file(&no).await.unwrap().unwrap().case.files;
    for file in &files {
        let answer = visitor.get(&format!("/apply/track/{no}/files/{}", file.file)).await;
        let own = match &file.purpose {
            Purpose::Letter { form, .. } => form == "receipt" || form == "consultation_notice",
            _ => false,
        };
        assert_eq!(answer.status == StatusCode::OK, own, "{}", file.name);
        answer.hides(&["某设计院"]);
    }
    assert!(files.iter().any(|file| file.name.contains("征求意见书")), "{files:?}");
}

#[tokio::test]
async fn extension_fee_and_the_splitting_of_an_application_are_told() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let (wang, zhao) = (office.sign_in("wang").await, office.sign_in("zhao").await);
    office.done(&zhao, &no, "extension", &[("days", "10"), ("reason", "需要检索的档案较多")]).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.says(&["延长10个工作日", "需要检索的档案较多", "延期答复告知书"]);
    office.done(&wang, &no, "fee-notice", &[("basis", "pages"), ("number", "200")]).await;
    visitor.get(&format!("/apply/track/{no}")).await.says(&["等待您缴费", "到窗口缴纳", "收费通知书"]);

    let (no, code) = applied(&office).await;
    let two = [
        ("subject1", "施工合同"),
        ("content1", "施工合同全文"),
        ("subject2", "验收报告"),
        ("content2", "验收报告全文"),
    ];
    office.done(&wang, &no, "split", &two).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.says(&[
        "拆分后的各件",
        "/apply/track/2026-00003",
        "/apply/track/2026-00004",
    ]);
    visitor.get("/apply/track/2026-00004").await.says(&["验收报告全文", "由2026-00002拆分"]);
}

#[tokio::test]
async fn after_erasure_the_progress_stays_and_the_papers_are_gone() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let (li, zhao) = (office.sign_in("li").await, office.sign_in("zhao").await);
    office.done(&li, &no, "withdrawal", &[("on", &today())]).await;
    office.done(&li, &no, "archiving", &[("archive_no", "A-1")]).await;
    office.done(&zhao, &no, "erasure", &[("why", "保管期满")]).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.says(&["已经撤回", "删除个人信息"]).hides(&["接收回执", "申请的内容"]);
    assert_eq!(visitor.get(&format!("/apply/track/{no}/files/1")).await.status, StatusCode::NOT_FOUND);
}

// ---------------------------------------------------------------- 自己办的

#[tokio::test]
async fn a_correction_is_handed_in_with_what_the_notice_asked_for() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let wang = office.sign_in("wang").await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.hides(&["/correction"]);
    let early = visitor.get(&format!("/apply/track/{no}/correction")).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    early.says(&["现在不能补正"]);
    let notice =
        [("missing", "description"), ("explanation", "请写明是哪一标段"), ("reply_by", "2026-03-20")];
    office.done(&wang, &no, "correction-notice", &notice).await;
    visitor.get(&format!("/apply/track/{no}")).await.says(&[
        "等待您补正",
        "请在2026年3月20日以前补正",
        "请写明是哪一标段",
        "补正告知书",
        &format!("href=\"/apply/track/{no}/correction\""),
    ]);
    let form = visitor.get(&format!("/apply/track/{no}/correction")).await;
    form.says(&["请写明是哪一标段", WANTED, "补正告知书"]).hides(&["联系电话", "怎样获取"]);
    let empty = visitor.act(&no, "correction", &[Part::Text("content", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says(&["请填写补正后的申请内容"]);
    let better = "薛城区永福路改造工程2024年一标段的施工合同，张小明";
    let parts = [
        Part::Text("content", better),
        Part::File("files", "张小明手绘位置图.png", b"\x89PNG\r\n\x1a\n...."),
    ];
    let done = visitor.act(&no, "correction", &parts).await;
    assert_eq!(done.header("location"), format!("/apply/track/{no}?done=correction"), "{}", done.body);
    visitor.get(done.header("location")).await.says(&[
        "补正已经收到",
        "正在办理",
        "答复期限自次日起重新计算",
    ]);
    let case = office.casework.file(&no).await.unwrap().unwrap().case;
    assert_eq!(office.casework.application(&case).await.unwrap().content, better);
    assert_eq!(case.subject, "薛城区永福路改造工程2024年一标段的施工合同，某某");
    assert!(case.files.iter().any(|file| file.name == "补正材料1.png"));
    let chain = office.ledger.entries(ORGAN, 0, 100).await.unwrap();
    assert!(chain.iter().all(|entry| !entry.body.contains("张小明")));
    assert!(chain.iter().any(|entry| entry.by == casework::APPLICANT && entry.kind == "request.corrected"));
}

#[tokio::test]
async fn a_correction_of_identity_and_form_asks_for_just_these() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let wang = office.sign_in("wang").await;
    let notice = [
        ("missing", "applicant"),
        ("missing", "form"),
        ("explanation", "请核对证件号码，写明寄到哪里"),
        ("reply_by", "2026-03-20"),
    ];
    office.done(&wang, &no, "correction-notice", &notice).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await;
    let form = visitor.get(&format!("/apply/track/{no}/correction")).await;
    form.says(&["value=\"张小明\"", "11010519491231002X", "怎样获取"]).hides(&["补正后的申请内容"]);
    let mut parts = vec![
        Part::Text("name", "张晓明"),
        Part::Text("paper", "resident_id"),
        Part::Text("paper_no", "440524188001010014"),
        Part::Text("telephone", "0632-7654321"),
        Part::Text("medium", "纸质"),
        Part::Text("way", "邮寄"),
    ];
    visitor.act(&no, "correction", &parts).await.says(&["请填写通信地址", "value=\"张晓明\""]);
    parts.push(Part::Text("address", "枣庄市光明路1号"));
    let done = visitor.act(&no, "correction", &parts).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let case = office.casework.file(&no).await.unwrap().unwrap().case;
    let application = office.casework.application(&case).await.unwrap();
    assert_eq!((application.applicant.name.as_str(), application.way.as_str()), ("张晓明", "邮寄"));
    assert_eq!(application.content, WANTED);
    assert_eq!(application.applicant.address, "枣庄市光明路1号");
}

#[tokio::test]
async fn reasons_are_given_and_sealed() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let wang = office.sign_in("wang").await;
    let ask = [("why", "本月第31件"), ("reply_by", "2026-03-20")];
    office.done(&wang, &no, "reasons-notice", &ask).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.says(&["请您说明理由", "本月第31件", "/reasons"]);
    visitor.act(&no, "reasons", &[]).await.says(&["请写明理由"]);
    let done = visitor.act(&no, "reasons", &[Part::Text("reasons", "用于研究")]).await;
    visitor.get(done.header("location")).await.says(&["您的说明已经收到"]);
    let chain = office.ledger.entries(ORGAN, 0, 100).await.unwrap();
    assert!(chain.iter().all(|entry| !entry.body.contains("用于研究")));
}

#[tokio::test]
async fn a_withdrawal_ends_the_application_once_and_a_stale_page_changes_nothing() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.says(&["撤回这件申请"]);
    let path = format!("/apply/track/{no}/withdrawal");
    let form = visitor.get(&path).await;
    form.says(&["不能恢复", &no]);
    let stale = form.between("name=\"version\" value=\"", "\"");
    let li = office.sign_in("li").await;
    office.done(&li, &no, "assignment", &[("handler", "wang")]).await;
    let refused = visitor.upload(&path, &[Part::Text("version", &stale)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.says(&["刚刚有了变化"]).hides(&["由他人"]);
    let done = visitor.act(&no, "withdrawal", &[]).await;
    visitor.get(done.header("location")).await.says(&["申请已经撤回", "已经撤回", "政府信息公开申请告知书"]);
    assert_eq!(visitor.upload(&path, &[Part::Text("version", "9")]).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_receipt_of_a_posted_answer_is_confirmed_and_the_terms_run_from_it() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    office.sign(&no).await;
    office.answer(&no, Delivery::Post).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await.says(&["确认收到答复"]).hides(&["提起行政诉讼："]);
    visitor.act(&no, "service", &[Part::Text("on", "2099-01-01")]).await.says(&["还没有到"]);
    visitor.act(&no, "service", &[Part::Text("on", "昨天")]).await.says(&["日期请写成年月日"]);
    let done = visitor.act(&no, "service", &[Part::Text("on", &today())]).await;
    visitor
        .get(done.header("location"))
        .await
        .says(&["已经登记您收到答复的日期", "提起行政诉讼：2026年9月2日"]);
}

/// The desk's other acts are not the applicant's, whatever they are called.
#[tokio::test]
async fn nothing_else_can_be_done_from_there() {
    let office = Office::open().await;
    let (no, code) = applied(&office).await;
    let mut visitor = Visitor::new(&office);
    visitor.track(&no, &code).await;
    for act in Act::ALL.into_iter().map(Act::label).chain(["archiving", "assignment", "payment", "answer"]) {
        let act = crate::office::encoded(act);
        let answer = visitor.upload(&format!("/apply/track/{no}/{act}"), &[Part::Text("version", "9")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
