//! 规章、规范性文件：登记、效力、到期提示；文件清理从发起到结果公开。

use crate::desk_items::{draft, index, no};
use crate::office::{Office, today};
use axum::http::StatusCode;

fn in_days(days: i64) -> String {
    (today().parse::<jiff::civil::Date>().unwrap() + jiff::Span::new().days(days)).to_string()
}

impl Office {
    /// A normative document, published; its index.
    async fn document(&self, title: &str, expires: &str) -> String {
        let effective = if expires.is_empty() { String::new() } else { today() };
        self.document_from(title, &effective, expires).await
    }

    async fn document_from(&self, title: &str, effective: &str, expires: &str) -> String {
        let path = self
            .drafts(&draft(&[
                ("title", title),
                ("nature", "normative_document"),
                ("column", "政务服务帮办代办"),
                ("document_no", "枣审批规〔2026〕1号"),
                ("effective", effective),
                ("expires", expires),
            ]))
            .await;
        self.passed(&path).await;
        self.took("qian", &path, "approve", &[]).await;
        self.took("wu", &path, "publish", &[]).await;
        index(&path)
    }

    /// An order to a round as the page stands now.
    async fn rounds(&self, who: &str, path: &str, act: &str, fields: &[(&str, &str)]) -> crate::Answer {
        let cookie = self.sign_in(who).await;
        let page = self.get(path, &cookie).await;
        let no = path.rsplit('/').next().unwrap();
        let version = self.publishing.round(no).await.unwrap().unwrap().1.to_string();
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.post(&format!("{path}/{act}"), &cookie, &all).await
    }
}

#[tokio::test]
async fn a_document_of_a_later_day_is_not_yet_in_force() {
    let office = Office::open().await.with_columns().await;
    let coming = office.document_from("下月施行的办法", &in_days(40), "").await;
    office.document_from("今日施行的办法", &today(), "").await;
    office.get(&format!("/info/{coming}"), "").await.says(&["尚未施行"]);
    let in_force = office.get("/disclosure/documents", "").await;
    in_force.says(&["今日施行的办法", "共 1 件"]);
    assert!(!in_force.body.contains("下月施行的办法"));
    office.get("/disclosure/documents?force=coming", "").await.says(&[
        "下月施行的办法",
        "尚未施行",
        "共 1 件",
    ]);
    office.get("/disclosure/documents.csv?force=all", "").await.says(&["下月施行的办法", "尚未施行"]);
    office.get("/api/v1/items", "").await.says(&["\"validity\":\"coming\""]);
    let cookie = office.sign_in("shen").await;
    office.get("/desk/documents?force=coming", &cookie).await.says(&["下月施行的办法", "尚未施行"]);
}

#[tokio::test]
async fn the_register_tells_what_is_in_force_and_what_ends_soon() {
    let office = Office::open().await.with_columns().await;
    let near = office.document("临近到期的办法", &in_days(40)).await;
    office.document("长期有效的办法", "").await;
    let reading = office
        .drafts(&draft(&[("title", "办法的解读"), ("nature", "interpretation"), ("interprets", &near)]))
        .await;
    office.passed(&reading).await;
    office.took("wu", &reading, "publish", &[]).await;
    let cookie = office.sign_in("shen").await;
    let page = office.get("/desk/documents", &cookie).await;
    page.says(&["临近到期的办法", "长期有效的办法", "40日后到期", "没有解读", ">1件</a>", "90日内"]);
    let ending = office.get("/desk/documents?force=ending", &cookie).await;
    ending.says(&["临近到期的办法"]);
    assert!(!ending.body.contains("长期有效的办法"), "{}", ending.body);
    let regulations = office.get("/desk/documents?nature=regulation&force=all", &cookie).await;
    assert!(!regulations.body.contains("长期有效的办法"));
    let public = office.get("/disclosure/documents", "").await;
    public.says(&["临近到期的办法", "长期有效的办法", "共 2 件", "解读 1 件"]);
    office.get("/disclosure/documents?force=over", "").await.says(&["没有这样的文件"]);
    office.get("/disclosure/documents.csv", "").await.says(&["索引号,名称,文号", "临近到期的办法", "有效"]);
    office.get(&format!("/info/{near}"), "").await.says(&["办法的解读"]);
    office.get(&format!("/info/{}", index(&reading)), "").await.says(&["所解读的文件", "临近到期的办法"]);
    office.get(&reading, &cookie).await.says(&["临近到期的办法"]);
    let han = office.sign_in("han").await;
    for path in ["/desk/documents", "/desk/cleanups", "/desk/cleanups/new"] {
        assert_eq!(office.get(path, &han).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn documents_change_only_when_the_result_of_the_cleanup_is_published() {
    let office = Office::open().await.with_columns().await;
    let repealed = office.document("要废止的办法", "").await;
    let kept = office.document("继续有效的办法", "").await;
    let head = office.sign_in("zhao").await;
    let fields = [
        ("title", "本年行政规范性文件清理"),
        ("basis", "市政府办公室清理通知"),
        ("until", &in_days(30)),
        ("document", &repealed),
        ("document", &kept),
    ];
    let wang = office.sign_in("wang").await;
    let sent = office.post("/desk/cleanups/new", &wang, &fields).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    let sent = office.post("/desk/cleanups/new", &head, &fields[..3]).await;
    sent.says(&["QL-3", "市政府办公室清理通知"]);
    let opened = office.post("/desk/cleanups/new", &head, &fields).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let round = opened.header("location").to_owned();
    office.get(&round, &wang).await.says(&["0／2件", "要废止的办法", "逐件清理"]);

    let decide = |document: &'static str| [("document", document), ("reason", "已有新的规定")];
    let (first, second): (&'static str, &'static str) = (repealed.clone().leak(), kept.clone().leak());
    let blank = office.rounds("wang", &round, "decision", &decide(first)).await;
    blank.says(&["请选择对这件文件的决定"]);
    let undecided = office.rounds("qian", &round, "signature", &[]).await;
    undecided.says(&["还有2件文件没有作出决定", "QL-8"]);
    for (document, decision) in [(first, "repealed"), (second, "kept")] {
        let mut fields = decide(document).to_vec();
        fields.extend([("decision", decision), ("successor", "新办法")]);
        let done = office.rounds("wang", &round, "decision", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    office.get(&round, &wang).await.says(&["2／2件", "废止1件", "继续有效1件", "待签批"]);
    for who in ["wang", "sun", "zhao", "wu", "shen"] {
        let refused = office.rounds(who, &round, "signature", &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}");
    }
    let signed = office.rounds("qian", &round, "signature", &[]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.body);
    let drafted = office.rounds("wang", &round, "draft", &[("column", "政务服务帮办代办")]).await;
    assert_eq!(drafted.status, StatusCode::SEE_OTHER, "{}", drafted.body);
    let item = drafted.header("location").split('?').next().unwrap().to_owned();
    office.get(&item, &wang).await.says(&[
        "关于本年行政规范性文件清理结果的公告",
        "要废止的办法",
        "由新办法代替",
    ]);

    let in_force = async || office.get("/disclosure/documents", "").await.body.contains("要废止的办法");
    for (who, act) in [("wang", "self-check"), ("sun", "pass-department"), ("zhou", "review-secrecy")] {
        let mut fields = no();
        fields.push(("conclusion", "open"));
        office.took(who, &item, act, &fields).await;
        assert!(in_force().await, "before {act} nothing changes");
    }
    // The publisher cannot pass over the principal.
    let publisher = office.sign_in("wu").await;
    let early = office.post(&format!("{item}/publish"), &publisher, &[("version", "4")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
    office.took("qian", &item, "approve", &[]).await;
    assert!(in_force().await, "approved is not published");
    office.took("wu", &item, "publish", &[]).await;
    assert!(!in_force().await, "the result is public");
    office.get("/disclosure/documents?force=over", "").await.says(&["要废止的办法", "废止"]);
    office.get("/disclosure/documents", "").await.says(&[
        "继续有效的办法",
        "文件清理的结果",
        "清理结果的公告",
    ]);
    office.get(&format!("/info/{repealed}"), "").await.says(&["废止", "效力变动", "清理结果的公告》：废止"]);
    office.get(&round, &wang).await.says(&["结果已公开", "效力自这一日起变动"]);
    let year = today()[..4].to_owned();
    let list = format!("/desk/items/counted?list=document/repealed/normative_document/{year}");
    office.get(&list, &wang).await.says(&["要废止的办法", "1件"]);
    office.get("/desk/cleanups", &wang).await.says(&["结果已公开", "2／2件"]);
}

#[tokio::test]
async fn what_was_sent_back_is_no_result() {
    let office = Office::open().await.with_columns().await;
    let document = office.document("某办法", "").await;
    let head = office.sign_in("zhao").await;
    let fields =
        [("title", "清理"), ("basis", "通知"), ("until", &in_days(30)), ("document", document.as_str())];
    let round = office.post("/desk/cleanups/new", &head, &fields).await.header("location").to_owned();
    let decision = [("document", document.as_str()), ("decision", "declared"), ("reason", "任务已经完成")];
    office.rounds("sun", &round, "decision", &decision).await;
    office.rounds("qian", &round, "signature", &[]).await;
    let drafted = office.rounds("wang", &round, "draft", &[("column", "政务动态")]).await;
    let item = drafted.header("location").split('?').next().unwrap().to_owned();
    office.passed(&item).await;
    office.took("qian", &item, "approve", &[]).await;
    let back = office.rounds("qian", &round, "return", &[("remark", "再核对")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    let refused = office.takes("wu", &item, "publish", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["QL-9", "请弃稿后按签批的决定重新起草"]);
    office.get("/disclosure/documents", "").await.says(&["某办法", "共 1 件"]);
    for path in ["/desk/cleanups/9999-1", "/desk/cleanups/x", "/desk/cleanups/%00"] {
        assert_eq!(office.get(path, &head).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
