//! 答复以后：追问、评价、删除原文，和在公开的答复里查找。

use crate::messages::{ANSWER, CONTENT, FORM, SECRET};
use crate::office::Office;
use crate::visitor::Visitor;
use axum::http::StatusCode;

#[tokio::test]
async fn the_sender_asks_again_and_rates_the_answer() {
    let office = Office::open().await;
    let (no, code) = Visitor::new(&office).leave_message(&FORM).await;
    office.answered_openly(&no).await;
    let mut sender = Visitor::new(&office);
    let page = sender.come_back(&no, &code.to_lowercase().replace('-', "")).await;
    page.says(&["已经答复", ANSWER, "追问", "这次答复怎么样", &format!("/messages/{no}")]);
    let version = page.between("name=\"version\" value=\"", "\"");
    let none = sender.post("/messages/status/rating", &[("version", &version)]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rated = [("version", version.as_str()), ("rating", "good")];
    sender
        .on("/messages/status/rating", &rated, "/messages/status?done=rating")
        .await
        .says(&["您的评价：满意"]);
    office.get(&format!("/messages/{no}"), "").await.says(&["满意"]);
    let stale = [("version", version.as_str()), ("content", "委托别人办可以吗？"), ("open", "yes")];
    assert_eq!(sender.post("/messages/status/follow-up", &stale).await.status, StatusCode::CONFLICT);
    let version = sender.get("/messages/status").await.between("name=\"version\" value=\"", "\"");
    let empty = sender.post("/messages/status/follow-up", &[("version", &version), ("content", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let silent = [("version", version.as_str()), ("content", "委托翡翠代办可以吗？")];
    let silent = sender.post("/messages/status/follow-up", &silent).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    silent.says(&["委托翡翠代办可以吗？", "可以公开追问和答复吗"]);
    let again = [("version", version.as_str()), ("content", "委托翡翠代办可以吗？"), ("open", "yes")];
    sender.on("/messages/status/follow-up", &again, "/messages/status?done=follow-up").await.says(&[
        "正在办理",
        "您的追问",
        "委托翡翠代办可以吗？",
    ]);
    office.get(&format!("/messages/{no}"), "").await.says(&[ANSWER]).hides(&[SECRET]);
    let drafted = [
        ("open", "yes"),
        ("title", "委托办理"),
        ("question", "可以委托他人办理吗？"),
        ("text", "可以，另带委托书。"),
    ];
    office.stepped("wang", &no, "draft-answer", &drafted).await;
    office.get(&format!("/messages/{no}"), "").await.hides(&["可以，另带委托书"]);
    office.stepped("sun", &no, "pass", &[]).await;
    office.stepped("wu", &no, "answer-openly", &[]).await;
    office.get(&format!("/messages/{no}"), "").await.says(&["追问：委托办理", "可以，另带委托书。"]);
    sender.on("/messages/status/leave", &[], "/messages/status").await.hides(&[SECRET]);
}

#[tokio::test]
async fn a_follow_up_that_is_not_to_be_public_is_answered_to_its_sender_alone() {
    let office = Office::open().await;
    let (no, code) = Visitor::new(&office).leave_message(&FORM).await;
    office.answered_openly(&no).await;
    let mut sender = Visitor::new(&office);
    let version = sender.come_back(&no, &code).await.between("name=\"version\" value=\"", "\"");
    let again = [("version", version.as_str()), ("content", "委托翡翠代办可以吗？"), ("open", "no")];
    sender.on("/messages/status/follow-up", &again, "/messages/status?done=follow-up").await;
    let cookie = office.sign_in("wang").await;
    let page = office.get(&format!("/desk/messages/{no}/draft-answer"), &cookie).await;
    page.says(&["追问（不公开）", "留言人选择不公开，只答复本人。"]).hides(&["name=\"question\""]);
    office.stepped("wang", &no, "draft-answer", &[("text", "可以，另带委托书。")]).await;
    office.stepped("sun", &no, "pass", &[]).await;
    let cookie = office.sign_in("wu").await;
    office
        .get(&format!("/desk/messages/{no}"), &cookie)
        .await
        .says(&["只答复本人"])
        .hides(&["answer-openly"]);
    office.stepped("wu", &no, "answer-privately", &[]).await;
    office.get(&format!("/messages/{no}"), "").await.says(&[ANSWER]).hides(&["委托"]);
    sender.get("/messages/status").await.says(&["可以，另带委托书。"]);
}

#[tokio::test]
async fn what_a_sender_wrote_is_erased_by_the_head_alone_and_the_answer_stays() {
    let office = Office::open().await;
    let (no, code) = Visitor::new(&office).leave_message(&FORM).await;
    office.answered_openly(&no).await;
    for who in ["li", "wang", "sun", "wu", "zhou", "qian", "shen", "han", "an"] {
        let (path, cookie) = (format!("/desk/messages/{no}/erasure"), office.sign_in(who).await);
        assert_eq!(office.get(&path, &cookie).await.status, StatusCode::FORBIDDEN, "{who}");
        let refused = office.post(&path, &cookie, &[("version", "5"), ("why", "不要了。")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}");
    }
    let unsure = office.step("zhao", &no, "erasure", &[("why", "留言人要求删除。")]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsure.says(&["请确认要删除。", &format!("删除{no}的原文和联系方式")]);
    office.stepped("zhao", &no, "erasure", &[("why", "留言人要求删除。"), ("sure", "yes")]).await;
    let cookie = office.sign_in("zhao").await;
    office
        .get(&format!("/desk/messages/{no}"), &cookie)
        .await
        .says(&["删除原文和联系方式", "理由：留言人要求删除。", "原文已经删除"])
        .hides(&[CONTENT, "王翡翠", "13900000000"]);
    office.get(&format!("/messages/{no}"), "").await.says(&[ANSWER]);
    let page = Visitor::new(&office).come_back(&no, &code).await;
    page.says(&["留言的原文和联系方式已经删除。", ANSWER]).hides(&[SECRET, "提交追问"]);
}

#[tokio::test]
async fn a_search_of_answers_goes_on_to_the_next_page() {
    let office = Office::open().await;
    for _ in 0..21 {
        office.answered_at_once().await;
    }
    let page = office.get("/messages?q=%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7", "").await;
    page.says(&["最接近的 21 条", "page=2"]).hides(&["回到第一页"]);
    let next = office.get("/messages?q=%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7&page=2", "").await;
    next.says(&["最接近的 21 条", "回到第一页"]).hides(&["page=3"]);
    let beyond =
        office.get("/messages?q=%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7&page=18446744073709551615", "").await;
    beyond.says(&["最接近的 21 条", "回到第一页"]);
    office.get("/sitemap.xml", "").await.says(&["/messages/LY"]);
}
