//! 提示：what is already public is shown, opened, taken or passed by, and each is counted once; hints advise.

use crate::Answer;
use crate::office::Office;
use crate::visitor::Visitor;
use axum::http::StatusCode;
use serde_json::Value;

const ITEM: &str = "/info/ZZ-2024-0001";

/// The row of the first item at the desk: shown, opened, taken, applied for all the same.
async fn row(office: &Office) -> Vec<String> {
    let li = office.sign_in("li").await;
    let page = office.get("/desk/suggestions", &li).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let Some((_, rest)) = page.body.split_once(&format!("href=\"{ITEM}\"")) else { return Vec::new() };
    let row = rest.split_once("</tr>").unwrap().0;
    let cells = row.split("class=\"number\">").skip(1).map(|cell| cell.split('<').next().unwrap().to_owned());
    cells.collect()
}

fn shown(page: &Answer) -> &Answer {
    page.says(&["您要的可能已经公开", "商品房预售许可办理结果公示（第3批）", "2024年5月6日", "这就是我要的"])
}

#[tokio::test]
async fn a_suggestion_is_shown_opened_and_taken_and_counts_once_an_applicant() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    let content = "申请公开2024年商品房预售许可办理结果";
    let page = visitor.on("/apply", &[("content", content)], "/apply/found").await;
    shown(&page);
    visitor.get("/apply/found").await;
    assert_eq!(row(&office).await, ["1", "0", "0", "0"]);
    let open = page.between("<h2><a href=\"", "\"").replace("&#38;", "&");
    for _ in 0..2 {
        assert_eq!(visitor.get(&open).await.header("location"), ITEM);
    }
    visitor.get(ITEM).await.says(&["ZZ-2024-0001", "发布日", "2024-05-06"]);
    assert_eq!(row(&office).await, ["1", "1", "0", "0"]);
    let this = [("do", "this"), ("path", ITEM)];
    let done = visitor.on("/apply/found", &this, "/apply/done").await;
    done.says(&["不用申请", "谢谢您", ITEM, "没有提交申请"]);
    visitor.post("/apply/found", &this).await;
    assert_eq!(row(&office).await, ["1", "1", "1", "0"]);
    // Thought better of it.
    let on = visitor.post("/apply/found", &[("do", "go")]).await;
    assert_eq!(on.header("location"), "/apply/kind");
    visitor.fill_in(content).await;
    let (no, _) = visitor.apply().await;
    assert_eq!(row(&office).await, ["1", "1", "1", "1"]);
    let li = office.sign_in("li").await;
    office.get("/desk/suggestions?days=30", &li).await.says(&[
        "1人次填写了要找的内容，其中0人次没有可以提示的",
        &no,
        "2024年商品房预售许可办理结果",
        "商品房预售许可办事指南",
    ]);
}

#[tokio::test]
async fn what_answered_nobody_is_listed_first_so_that_the_office_learns_what_to_publish() {
    let office = Office::open().await;
    for content in ["商品房预售许可2024年的办理结果", "薛城区永福路改造工程2024年的施工合同"]
    {
        let mut visitor = Visitor::new(&office);
        visitor.fill_in(content).await;
        visitor.apply().await;
    }
    let shen = office.sign_in("shen").await;
    let page = office.get("/desk/suggestions", &shen).await;
    page.says(&["2人次填写了要找的内容，其中1人次没有可以提示的", "没有可以提示的", "条例第四十四条"]);
    let place = |no: &str| page.body.find(no).unwrap();
    assert!(place("2026-00002") < place("2026-00001"));
    let han = office.sign_in("han").await;
    assert_eq!(office.get("/desk/suggestions", &han).await.status, StatusCode::FORBIDDEN);
    assert_eq!(office.get("/desk/suggestions", "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn while_typing_suggestions_come_as_json_and_opening_one_counts() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.get("/apply").await.says(&["data-suggest=\"/apply/suggestions\"", "src=\"/assets/apply-"]);
    let answer = visitor.post("/apply/suggestions", &[("q", "预售许可")]).await;
    assert_eq!(answer.header("content-type"), "application/json");
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(told["suggestions"][0]["title"], "商品房预售许可办理结果公示（第3批）");
    assert_eq!(told["suggestions"].as_array().map(Vec::len), Some(2));
    assert_eq!(row(&office).await, [""; 0], "looking is not yet counted");
    let open = told["suggestions"][0]["open"].as_str().unwrap();
    assert_eq!(visitor.get(open).await.header("location"), ITEM);
    assert_eq!(row(&office).await, ["1", "1", "0", "0"]);
    let none = visitor.post("/apply/suggestions", &[("q", "")]).await;
    assert_eq!(none.body, "{\"suggestions\":[],\"hints\":[]}");
    for _ in 0..80 {
        visitor.post("/apply/suggestions", &[("q", "x")]).await;
    }
    let many = visitor.post("/apply/suggestions", &[("q", "x")]).await;
    assert_eq!(many.status, StatusCode::TOO_MANY_REQUESTS);
    let goes_on = visitor.post("/apply", &[("content", "商品房预售许可2024年的办理结果")]).await;
    assert_eq!(goes_on.status, StatusCode::SEE_OTHER, "typing does not use up the forms");
}

#[tokio::test]
async fn only_what_is_suggested_can_be_opened_or_taken() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    for path in ["https://evil.example", "//evil.example", "/desk", "", "/info/none"] {
        let answer = visitor.get(&format!("/apply/suggestions/open?path={path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    visitor.post("/apply", &[("content", "政务服务事项清单2024年版")]).await;
    visitor.get("/apply/found").await;
    let other = visitor.post("/apply/found", &[("do", "this"), ("path", ITEM)]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "it was not shown to this applicant");
}

#[tokio::test]
async fn a_complaint_a_question_and_several_matters_are_told_so_and_can_be_sent_all_the_same() {
    let office = Office::open().await;
    for (content, says) in [
        ("请求查处楼下烧烤店油烟扰民的违法行为", "读起来像信访、投诉或者举报"),
        ("请问办理食品经营许可需要哪些材料？", "读起来像咨询"),
        ("1.枣庄市2024年部门预算；2.薛城区某小区商品房规划许可证", "互不相关"),
        ("请统计2019年至2024年各区市取水许可的发放数量并逐年列出", "另行汇总、分析"),
        ("请提供《枣庄年鉴（2023）》一本", "公开出版物"),
        ("查询枣庄某商贸有限公司的工商登记档案", "登记档案"),
        ("小区的许可", "可能不便于查找"),
    ] {
        let mut visitor = Visitor::new(&office);
        let page = visitor.on("/apply", &[("content", content)], "/apply/found").await;
        page.says(&[says, "仅供参考，不影响您提交", "/disclosure/rules/regulation#art", "继续申请"]);
        let on = visitor.post("/apply/found", &[("do", "go")]).await;
        assert_eq!(on.header("location"), "/apply/kind", "{content}");
    }
}
