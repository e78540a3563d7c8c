//! 问答：the passage as it was published, or the word that there is none; nothing that is not public, and nothing of who asks.

use crate::Answer;
use crate::desk_files::Part;
use crate::desk_items::{draft, index};
use crate::fake::{Fake, organ};
use crate::office::{Office, PEOPLE, encoded};
use ask::exam::Exam;
use axum::http::StatusCode;
use search::Lexicon;
use std::sync::{Arc, Mutex};
use web::asking::{Questions, Rephraser};

const GUIDE: &str = "**一、申请条件**\n\n取得营业执照，有与经营的食品相适应的场所。\n\n**二、办理时限和收费**\n\n承诺5个工作日办结，不收费。";
const ASKED: &str = "开饭店要花多少钱";

impl Office {
    async fn asked(&self, question: &str) -> Answer {
        self.get(&format!("/ask?q={}", encoded(question)), "").await
    }

    async fn asked_by_program(&self, question: &str) -> serde_json::Value {
        let answer = self.get(&format!("/api/v1/ask?q={}", encoded(question)), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// A guide of the office, published; its path at the desk.
    async fn publishes_a_guide(&self) -> String {
        let parts: Vec<Part<'_>> = draft(&[
            ("title", "食品经营许可办事指南"),
            ("overview", "食品经营许可的申请条件、时限和收费。"),
            ("body", GUIDE),
        ]);
        let path = self.drafts(&parts).await;
        self.passed(&path).await;
        self.took("wu", &path, "publish", &[]).await;
        path
    }
}

#[tokio::test]
async fn the_passage_is_shown_as_it_was_published_until_it_is_withdrawn() {
    let office = Office::open().await.with_columns().await;
    let before = office.asked(ASKED).await;
    assert!(!before.body.contains("承诺5个工作日"), "nothing is published yet");
    let path = office.publishes_a_guide().await;
    let index = index(&path);
    let asked = office.asked(ASKED).await;
    asked.says(&[
        "找到的原文",
        "食品经营许可办事指南",
        "二、办理时限和收费",
        "承诺5个工作日办结",
        "<mark>",
        &format!("href=\"/info/{index}\""),
        "发布",
        "看原文",
        "有帮助",
    ]);
    assert_eq!(asked.header("cache-control"), "no-store");
    let told = office.asked_by_program(ASKED).await;
    assert_eq!(told["verdict"], "sure");
    assert_eq!(told["answers"][0]["text"], "承诺5个工作日办结，不收费。");
    assert_eq!(told["answers"][0]["url"], format!("/info/{index}"));
    assert_eq!(told["answers"][0]["source"], "办事指南");
    let fields = [("reason", "not_for_public"), ("explanation", "内容含有不应公开的信息。")];
    office.took("wu", &path, "withdraw", &fields).await;
    let after = office.asked(ASKED).await;
    assert!(!after.body.contains("承诺5个工作日") && !after.body.contains("食品经营许可办事指南"));
    assert!(!office.asked_by_program(ASKED).await.to_string().contains("承诺5个工作日"));
}

#[tokio::test]
async fn a_law_answers_with_its_article() {
    let office = Office::open().await;
    let told = office.asked_by_program("信息公开条例第三十六条说的是什么").await;
    assert_eq!(told["answers"][0]["url"], "/disclosure/rules/regulation#art36");
}

#[tokio::test]
async fn what_cannot_be_answered_goes_on_to_people() {
    let office = Office::open().await;
    let asked = office.asked("红烧肉怎么做").await;
    asked.says(&["没有找到答案", "所以不作答", "/search?q=", "申请公开", "0632-0000000"]);
    assert!(!asked.body.contains("有帮助"));
    assert_eq!(office.asked_by_program("红烧肉怎么做").await["verdict"], "unknown");
    assert_eq!(office.get("/api/v1/ask", "").await.status, StatusCode::BAD_REQUEST);
    office.get("/ask", "").await.says(&["<h1>问一问</h1>", "大家常问", "申请公开多久答复"]);
    office.get("/api/v1/openapi.json", "").await.says(&["/api/v1/ask"]);
    office.get("/", "").await.says(&["href=\"/ask\""]);
}

#[tokio::test]
async fn hostile_questions_are_answered_like_any_other() {
    let office = Office::open().await;
    let long = "食".repeat(5_000);
    for asked in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE entry; --",
        "\u{0}\u{7}\u{1b}[2J",
        "\u{202e}许可",
        "{{ 7*7 }} {% raw %}",
        "%s%n%x",
        &long,
    ] {
        let page = office.asked(asked).await;
        assert!(page.status == StatusCode::OK, "{asked:.40}: {}", page.status);
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{asked:.40}");
        let api = office.get(&format!("/api/v1/ask?q={}", encoded(asked)), "").await;
        assert!(!api.status.is_server_error(), "{asked:.40}");
    }
    for path in ["/ask?q=%FF%FE", "/ask?q=%00", "/ask?q", "/ask?q=a&q=b", "/api/v1/ask?q=%80"] {
        assert!(!office.get(path, "").await.status.is_server_error(), "{path}");
    }
}

#[tokio::test]
async fn what_was_not_answered_is_told_at_the_desk_without_who_asked() {
    let office = Office::open().await.with_columns().await;
    office.publishes_a_guide().await;
    for _ in 0..3 {
        office.asked("哪里可以学开挖掘机").await;
    }
    office.asked("我的手机13812345678没人回怎么投诉保姆").await.says(&["可能有个人信息"]);
    office.asked(ASKED).await;
    let fields = [("q", ASKED), ("helpful", "no")];
    let thanked = office.post("/ask/feedback", "", &fields).await;
    assert_eq!(thanked.status, StatusCode::SEE_OTHER);
    office.get(thanked.header("location"), "").await.says(&["已记下，谢谢您", "承诺5个工作日"]);
    office.post("/ask/feedback", "", &[("q", ASKED), ("helpful", "yes")]).await;
    assert_eq!(office.post("/ask/feedback", "", &[("q", ASKED)]).await.status, StatusCode::BAD_REQUEST);
    let cookie = office.sign_in("wu").await;
    let desk = office.get("/desk/questions", &cookie).await;
    desk.says(&["哪里可以学开挖掘机", "138****5678", "5次", "2次评价中1次（50%）", ASKED]);
    assert!(!desk.body.contains("13812345678"));
    // Nobody without a post of the office looks at it.
    assert_eq!(office.get("/desk/questions", "").await.status, StatusCode::SEE_OTHER);
    let administrator = office.sign_in("han").await;
    assert_eq!(office.get("/desk/questions", &administrator).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn words_of_the_desk_hold_at_once_and_stand_in_the_chain() {
    let office = Office::open().await.with_columns().await;
    office.publishes_a_guide().await;
    let question = "支个涮串档子要啥证";
    assert_ne!(office.asked_by_program(question).await["verdict"], "sure");
    let fields = |words: &'static str, version: &'static str| {
        [("words", words), ("why", "窗口常问"), ("version", version)]
    };
    for (who, _, _) in PEOPLE {
        let cookie = office.sign_in(who).await;
        let sent = office.post("/desk/questions", &cookie, &fields("没有箭头", "0")).await;
        let may = ["wu", "zhao"].contains(&who);
        let expected = if may { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::FORBIDDEN };
        assert_eq!(sent.status, expected, "{who}");
    }
    let cookie = office.sign_in("wu").await;
    let refused = office.post("/desk/questions", &cookie, &fields("涮串档子", "0")).await;
    refused.says(&["第1行", "涮串档子"]);
    let done = office.post("/desk/questions", &cookie, &fields("涮串档子=>食品经营许可", "0")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    office.get("/desk/questions?done=yes", &cookie).await.says(&[
        "已保存，即时生效",
        "涮串档子=&#62;食品经营许可",
        "加1行。理由：窗口常问",
        "吴发布",
    ]);
    let told = office.asked_by_program(question).await;
    assert_eq!(told["answers"][0]["title"], "食品经营许可办事指南", "{told}");
    // Edited from what was before: the other's words are not lost.
    let late = office.post("/desk/questions", &cookie, &fields("别的说法=>取水许可", "0")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.says(&["已由他人修改", "别的说法"]);
    let auditor = office.sign_in("shen").await;
    office.get("/desk/audit", &auditor).await.says(&["改问答的口语", "加1行"]);
}

/// Says what it was told to say, and remembers what it was sent.
struct Parrot {
    says: String,
    heard: Mutex<Vec<String>>,
}

impl Rephraser for Parrot {
    fn rephrase(&self, question: &str, passage: &str) -> anyhow::Result<String> {
        self.heard.lock().unwrap().push(format!("{question}|{passage}"));
        if self.says.is_empty() { anyhow::bail!("timed out") } else { Ok(self.says.clone()) }
    }
}

#[tokio::test]
async fn a_model_may_only_say_the_passage_in_other_words() {
    for (says, shown) in [
        ("5个工作日就能办完，不用花钱。", true),
        ("3个工作日就能办完，不收费。", false),
        ("按照食品安全法，5个工作日办完。", false),
        ("", false),
    ] {
        let parrot = Arc::new(Parrot { says: says.into(), heard: Mutex::default() });
        let questions = Questions::new(Lexicon::builtin()).with_rephraser(parrot.clone());
        let office = Office::with(Fake::new(), questions).await.with_columns().await;
        office.publishes_a_guide().await;
        let page = office.asked(ASKED).await;
        page.says(&["承诺5个工作日办结"]);
        assert_eq!(page.body.contains("由模型改写"), shown, "{says}");
        assert_eq!(page.body.contains(says) && !says.is_empty(), shown, "{says}");
        let heard = parrot.heard.lock().unwrap().len();
        assert_eq!(heard, 1);
        office.asked(&format!("{ASKED}，我的手机13812345678")).await;
        assert_eq!(parrot.heard.lock().unwrap().len(), heard, "personal data is sent nowhere");
    }
}

#[tokio::test]
async fn the_office_examines_the_answers_by_its_own_questions() {
    let exam = Exam::read(
        "[[question]]\ntext = \"开饭店要花多少钱\"\nexpects = [\"食品经营许可\"]\n[[question]]\ntext = \"取水许可怎么办\"\nexpects = [\"取水\"]\n[[question]]\ntext = \"红烧肉怎么做\"\n",
    );
    let questions = Questions::new(Lexicon::builtin()).with_exam(exam.unwrap());
    let office = Office::with(Fake::new(), questions).await.with_columns().await;
    office.publishes_a_guide().await;
    let cookie = office.sign_in("wu").await;
    office.get("/desk/questions", &cookie).await.says(&["现在评测"]);
    let done = office.post("/desk/questions/exam", &cookie, &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    office.get("/desk/questions", &cookie).await.says(&[
        "第一条就对",
        "50.0%（1/2）",
        "取水许可怎么办",
        "1/1",
    ]);
    let other = office.sign_in("wang").await;
    assert_eq!(office.post("/desk/questions/exam", &other, &[]).await.status, StatusCode::FORBIDDEN);
    let without = Office::open().await;
    let cookie = without.sign_in("wu").await;
    let refused = without.post("/desk/questions/exam", &cookie, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.says(&["settings/questions.toml"]);
}

#[tokio::test]
async fn the_guide_answers_what_its_page_says() {
    let office = Office::open().await;
    let page = office.get("/disclosure/guide", "").await.body;
    let mut plain = String::new();
    for piece in page.split('<') {
        plain.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    let plain: String = plain.chars().filter(|letter| !letter.is_whitespace()).collect();
    for part in ask::sources::guide(&organ("枣庄市行政审批服务局"), true).parts {
        assert!(page.contains(&format!("id=\"{}\"", part.anchor)), "{}", part.anchor);
        for line in part.text.lines() {
            let line: String = line.chars().filter(|letter| !letter.is_whitespace()).collect();
            assert!(plain.contains(&line), "{line}\n{plain}");
        }
    }
}
