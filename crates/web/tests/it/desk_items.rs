//! 工作台：信息的起草、审查、发布、修改、撤回；栏目和目录。

use crate::Answer;
use crate::desk_files::Part;
use crate::office::{Office, today};
use axum::http::StatusCode;
use law::proactive::review::Question;
use publishing::Seen;
use search::{Asked, Looking};

/// What a draft of news says, with other answers in place of these.
pub fn draft<'a>(others: &[(&'a str, &'a str)]) -> Vec<Part<'a>> {
    let today: &'static str = Box::leak(today().into_boxed_str());
    let usual = [
        ("title", "帮办代办工作推进会召开"),
        ("nature", "news"),
        ("column", "政务动态"),
        ("entry", ""),
        ("duty", "20-5"),
        ("topic", "政务服务"),
        ("issued_by", "枣庄市行政审批服务局"),
        ("formed", today),
        ("overview", "会议部署帮办代办工作。"),
        ("body", "会议通报了进展。\n\n- 设立窗口\n- 公布清单"),
    ];
    let said = |name: &str| others.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    let mut parts: Vec<Part<'a>> =
        usual.iter().map(|(name, value)| Part::Text(name, said(name).unwrap_or(value))).collect();
    let more = others.iter().filter(|(name, _)| !usual.iter().any(|(usual, _)| usual == name));
    parts.extend(more.map(|(name, value)| Part::Text(name, value)));
    parts
}

pub fn no() -> Vec<(&'static str, &'static str)> {
    Question::ALL.map(|question| (question.key(), "no")).to_vec()
}

impl Office {
    pub async fn with_columns(self) -> Office {
        let head = self.sign_in("zhao").await;
        let fields = [
            ("name", "政务动态"),
            ("about", "工作动态"),
            ("kind", "news"),
            ("name", "政务服务帮办代办"),
            ("about", "帮办代办的政策和指南"),
            ("kind", "documents"),
            ("name", ""),
            ("about", ""),
            ("kind", "other"),
        ];
        let answer = self.post("/desk/columns", &head, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        self
    }

    /// Drafts an item; its address at the desk.
    pub async fn drafts(&self, parts: &[Part<'_>]) -> String {
        let drafter = self.sign_in("wang").await;
        let answer = self.send("/desk/items/new", &drafter, parts).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.header("location").split('?').next().unwrap().to_owned()
    }

    pub async fn takes(&self, who: &str, path: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
        let cookie = self.sign_in(who).await;
        let form = self.get(&format!("{path}/{act}"), &cookie).await;
        assert_eq!(form.status, StatusCode::OK, "{act}: {}", form.body);
        let version = form.body.split("name=\"version\" value=\"").nth(1).unwrap();
        let version = version.split('"').next().unwrap().to_owned();
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        self.post(&format!("{path}/{act}"), &cookie, &all).await
    }

    pub async fn took(&self, who: &str, path: &str, act: &str, fields: &[(&str, &str)]) {
        let answer = self.takes(who, path, act, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}: {}", answer.body);
    }

    pub async fn passed(&self, path: &str) {
        self.took("wang", path, "self-check", &no()).await;
        self.took("sun", path, "pass-department", &[]).await;
        let mut review = no();
        review.push(("conclusion", "open"));
        self.took("zhou", path, "review-secrecy", &review).await;
    }

    async fn is_found(&self, text: &str) -> bool {
        let looking = Looking { asked: Asked::parse(text), limit: 5, ..Looking::default() };
        let (_, shown) = self.publications.find(looking).await.unwrap();
        !shown.is_empty()
    }
}

pub fn index(path: &str) -> String {
    path.rsplit('/').next().unwrap().replace('~', "/")
}

#[tokio::test]
async fn an_item_goes_from_draft_to_the_public_step_by_step() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    let drafter = office.sign_in("wang").await;
    office.get(&path, &drafter).await.says(&[
        "帮办代办工作推进会召开",
        "自审送审",
        "<li>设立窗口</li>",
        "条例第二十条第（五）项",
    ]);
    office.passed(&path).await;
    assert!(!office.is_found("推进会").await);
    assert!(office.publishing.seen(&index(&path)).await.unwrap().is_none());
    office.took("wu", &path, "publish", &[]).await;
    let Some(Seen::Open(editions, _)) = office.publishing.seen(&index(&path)).await.unwrap() else {
        panic!()
    };
    assert_eq!(editions[0].content.title, "帮办代办工作推进会召开");
    assert!(office.is_found("推进会").await);
    let page = office.get(&path, &drafter).await;
    page.says(&["保密审查", "可以公开", "周保密", "第1版", "公众看到的页面"]);
}

#[tokio::test]
async fn what_is_withdrawn_is_found_no_more_when_the_act_is_answered() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    assert!(office.is_found("推进会").await);
    let secret = [("reason", "inaccurate"), ("explanation", "所引的绝密文件有误。")];
    let refused = office.takes("wu", &path, "withdraw", &secret).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["撤回的说明：密级标志“绝密”，公众会看到", "所引的绝密文件有误。"]);
    let fields = [("reason", "inaccurate"), ("explanation", "时间有误，核实后重新发布。")];
    office.took("wu", &path, "withdraw", &fields).await;
    assert!(!office.is_found("推进会").await);
    assert!(matches!(office.publishing.seen(&index(&path)).await.unwrap(), Some(Seen::Gone(_))));
}

#[tokio::test]
async fn whoever_has_not_the_post_cannot_take_the_step() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    office.took("wang", &path, "self-check", &no()).await;
    for who in ["wang", "zhou", "wu", "li", "shen", "han"] {
        let cookie = office.sign_in(who).await;
        let form = office.get(&format!("{path}/pass-department"), &cookie).await;
        assert_eq!(form.status, StatusCode::FORBIDDEN, "{who}");
        let sent = office.post(&format!("{path}/pass-department"), &cookie, &[("version", "2")]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{who}");
    }
    let cookie = office.sign_in("han").await;
    for path in [path.as_str(), "/desk/items", "/desk/items/new", "/desk/columns", "/desk/catalogue"] {
        assert_eq!(office.get(path, &cookie).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let anybody = office.get(&path, "").await;
    assert_eq!(anybody.status, StatusCode::SEE_OTHER);
    let publisher = office.sign_in("wu").await;
    let sent = office.post(&format!("{path}/publish"), &publisher, &[("version", "2")]).await;
    assert_eq!(sent.status, StatusCode::CONFLICT, "{}", sent.body);
}

#[tokio::test]
async fn the_reviewer_explains_what_the_scan_found() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[("body", "本文讨论“绝密”一词的用法。")])).await;
    office.took("wang", &path, "self-check", &no()).await;
    office.took("sun", &path, "pass-department", &[]).await;
    let mut review = no();
    review.push(("conclusion", "open"));
    let answer = office.takes("zhou", &path, "review-secrecy", &review).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["密级标志“绝密”", "TL17-3", "条例第十七条"]);
    review.extend([("finding", "body:secret:0"), ("let", "是用法举例，不是标志")]);
    office.took("zhou", &path, "review-secrecy", &review).await;
    let cookie = office.sign_in("shen").await;
    office.get(&path, &cookie).await.says(&["是用法举例，不是标志"]);
}

#[tokio::test]
async fn files_are_looked_through_before_they_are_kept_and_given_out_at_the_desk() {
    let office = Office::open().await.with_columns().await;
    let mut parts = draft(&[]);
    parts.push(Part::File("files", "附表.txt", "没有问题的附表".as_bytes()));
    parts.push(Part::File("files", "方案.txt", "绝密★10年".as_bytes()));
    let drafter = office.sign_in("wang").await;
    let answer = office.send("/desk/items/new", &drafter, &parts).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let beside = ledger::Hash::of("没有问题的附表".as_bytes());
    assert_eq!(office.ledger.blob(&beside).await.unwrap(), None, "nothing of a form that is refused is kept");
    answer.says(&["文件“方案.txt”有密级标志，没有保存。", "帮办代办工作推进会召开"]);
    let mut parts = draft(&[]);
    parts.push(Part::File("files", "名单.txt", "帮办人员名单".as_bytes()));
    let path = office.drafts(&parts).await;
    office.get(&path, &drafter).await.says(&["名单.txt"]);
    let file = office.get(&format!("{path}/files/work.1"), &drafter).await;
    assert_eq!(file.body, "帮办人员名单");
    for wrong in ["work.2", "work.0", "1.1", "x", "work."] {
        let answer = office.get(&format!("{path}/files/{wrong}"), &drafter).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    assert!(office.is_found("帮办人员名单").await, "the words of an attachment are found");
}

#[tokio::test]
async fn a_change_after_publishing_says_why_and_shows_what_differs() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let drafter = office.sign_in("wang").await;
    let form = office.get(&format!("{path}/edit"), &drafter).await;
    form.says(&["会议通报了进展。", "修改的原因"]);
    let changed =
        |why: &'static str| draft(&[("version", "5"), ("why", why), ("body", "会议通报了新进展。")]);
    let refused = office.send(&format!("{path}/edit"), &drafter, &changed("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["修改的原因没有填写"]);
    let answer = office.send(&format!("{path}/edit"), &drafter, &changed("补充情况")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = office.get(&path, &drafter).await;
    page.says(&["与已发布一版的不同", "<ins>新</ins>", "新的一版起草"]);
    let again = draft(&[("version", "5"), ("why", "又改"), ("body", "会议通报了最新进展。")]);
    let again = office.send(&format!("{path}/edit"), &drafter, &again).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
}

#[tokio::test]
async fn scheduled_for_a_time_in_beijing() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    office.passed(&path).await;
    let bad = office.takes("wu", &path, "schedule", &[("on", &today()), ("at", "9点")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.says(&["24小时制"]);
    // The office opened at 9 in Beijing.
    office.took("wu", &path, "schedule", &[("on", &today()), ("at", "10：30")]).await;
    let cookie = office.sign_in("wu").await;
    office.get(&path, &cookie).await.says(&["10:30发布"]);
    office.get("/desk/items?list=scheduled", &cookie).await.says(&["帮办代办工作推进会召开"]);
}

#[tokio::test]
async fn not_for_the_public_with_its_ground_and_the_day_to_look_again() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[])).await;
    office.took("wang", &path, "self-check", &no()).await;
    office.took("sun", &path, "pass-department", &[]).await;
    let mut review = no();
    review.extend([
        ("conclusion", "internal_affairs"),
        ("basis", "内部工作流程"),
        ("reassess", "2199-01-01"),
    ]);
    let answer = office.takes("zhou", &path, "review-secrecy", &review).await;
    answer.says(&["TL18-1", "条例第十八条"]);
    review.retain(|(name, _)| *name != "reassess");
    let next = format!("{}-06-01", today()[..4].parse::<i32>().unwrap() + 1);
    review.push(("reassess", &next));
    office.took("zhou", &path, "review-secrecy", &review).await;
    let cookie = office.sign_in("zhou").await;
    office.get(&path, &cookie).await.says(&["不予公开", "重新评估", "条例第十六条第一款"]);
    office.get("/desk/items?list=withheld", &cookie).await.says(&["帮办代办工作推进会召开"]);
}

#[tokio::test]
async fn the_catalogue_is_pasted_from_a_spreadsheet_and_adopted_by_another() {
    let office = Office::open().await.with_columns().await;
    let drafter = office.sign_in("wang").await;
    let head = "序号\t一级事项\t二级事项\t公开内容（要素）\t条例条款\t公开依据\t公开时限\t公开主体\t公开渠道和载体\t公开对象\t公开方式\n";
    let row = "1.1\t行政许可\t办理结果\t许可决定\t条例第二十条第（五）项\t条例\t7个工作日\t审批服务局\t政府网站\t全社会\t主动公开\n";
    let bad = office
        .post(
            "/desk/catalogue",
            &drafter,
            &[("version", "0"), ("table", "序号\t名称\n"), ("why", "首次编制")],
        )
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.says(&["表头应当是", "ML-9"]);
    let table = format!("{head}{row}");
    let fields = [("version", "0"), ("table", table.as_str()), ("why", "首次编制")];
    let answer = office.post("/desk/catalogue", &drafter, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let own = office.post("/desk/catalogue/adoption", &drafter, &[("version", "1")]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chief = office.sign_in("zhao").await;
    office.get("/desk/catalogue", &chief).await.says(&["待批准", "增加", "1.1　行政许可 › 办理结果"]);
    let unseen = office.post("/desk/catalogue/adoption", &chief, &[("version", "0")]).await;
    assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", unseen.body);
    let adopted = office.post("/desk/catalogue/adoption", &chief, &[("version", "1")]).await;
    assert_eq!(adopted.status, StatusCode::SEE_OTHER, "{}", adopted.body);
    office.get("/desk/catalogue", &chief).await.says(&["现行：第1版", "<strong>没有</strong>"]);
    let path = office.drafts(&draft(&[("entry", "1.1"), ("nature", "licence")])).await;
    office.get(&path, &drafter).await.says(&["7个工作日"]);
}

#[tokio::test]
async fn a_form_with_faults_loses_nothing() {
    let office = Office::open().await.with_columns().await;
    let drafter = office.sign_in("wang").await;
    let parts = draft(&[("title", ""), ("formed", "昨天"), ("body", "写了很久的正文")]);
    let answer = office.send("/desk/items/new", &drafter, &parts).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["请填写名称。", "日期请写成年月日", "写了很久的正文"]);
}

#[tokio::test]
async fn what_is_typed_is_looked_through_while_it_is_typed() {
    let office = Office::open().await;
    let drafter = office.sign_in("wang").await;
    let text = "联系人手机13800138000，请勿外传。";
    let answer = office.post("/desk/scan", &drafter, &[("text", text)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.says(&["\"label\":\"移动电话号码\"", "\"instead\":\"138****8000\"", "\"start\":5"]);
    let named = office.post("/desk/scan", &drafter, &[("text", "张某局长布署工作")]).await;
    named.says(&["\"instead\":\"李某局长\"", "\"instead\":\"部署\""]);
    assert_eq!(office.post("/desk/scan", "", &[("text", text)]).await.status, StatusCode::SEE_OTHER);
    let han = office.sign_in("han").await;
    assert_eq!(office.post("/desk/scan", &han, &[("text", text)]).await.status, StatusCode::FORBIDDEN);
}

/// 两个栏目，一个刚刚更新，一个空白；没有目录，没有规范性文件。
#[tokio::test]
async fn the_site_inspects_itself() {
    let office = Office::open().await.with_columns().await;
    let cookie = office.sign_in("shen").await;
    let page = office.get("/desk/inspection", &cookie).await;
    page.says(&["还没有公开任何信息", "2个栏目没有内容", "单项否决", "需要处理"]);
    let path = office.drafts(&draft(&[])).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let page = office.get("/desk/inspection", &cookie).await;
    page.says(&["最近一条", "1个栏目没有内容", "政务服务帮办代办"]);
    assert!(!page.body.contains("单项否决</span>"), "{}", page.body);
    let paper = office
        .drafts(&draft(&[
            ("title", "枣庄市帮办代办服务管理办法"),
            ("nature", "normative_document"),
            ("column", "政务服务帮办代办"),
            ("document_no", "枣审批规〔2026〕1号"),
            ("effective", &today()),
            ("expires", &next_month()),
        ]))
        .await;
    office.passed(&paper).await;
    office.took("qian", &paper, "approve", &[]).await;
    office.took("wu", &paper, "publish", &[]).await;
    let page = office.get("/desk/inspection", &cookie).await;
    page.says(&["1件没有解读", "1件将要到期", "枣庄市帮办代办服务管理办法"]);
    let han = office.sign_in("han").await;
    assert_eq!(office.get("/desk/inspection", &han).await.status, StatusCode::FORBIDDEN);
}

fn next_month() -> String {
    (today().parse::<jiff::civil::Date>().unwrap() + jiff::Span::new().days(30)).to_string()
}

/// 送审以前、审查的每一步，检查发现都连同它在文中的位置。
#[tokio::test]
async fn what_the_check_finds_is_shown_in_its_place() {
    let office = Office::open().await.with_columns().await;
    let body = "本文讨论“绝密”一词，见[旧办法](/info/370400/2020-1)、[指南](/disclosure/guide)。";
    let others = [
        ("title", "某办法的解读"),
        ("nature", "interpretation"),
        ("body", body),
        ("interprets", "370400/2020-2"),
    ];
    let drafter = office.sign_in("wang").await;
    let mut parts = draft(&others);
    parts.push(Part::Text("check", "yes"));
    parts.push(Part::File("files", "说明.txt", "说明".as_bytes()));
    let checked = office.send("/desk/items/new", &drafter, &parts).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
    checked.says(&[
        "检查结果",
        "<mark>绝密</mark>",
        "链接“/info/370400/2020-1”在本站没有对应的页面",
        "<mark>旧办法</mark>",
        "370400/2020-2没有公开，或者已经撤回",
        "关键词",
        "某办法的解读",
    ]);
    assert!(!checked.body.contains("链接“/disclosure/guide”"), "a page of the site is there");
    office.get("/desk/items?list=all", &drafter).await.says(&["没有处于这一步的信息"]);
    let path = office.drafts(&draft(&others)).await;
    for (who, page) in [("wang", "edit"), ("wang", "self-check"), ("wang", "")] {
        let cookie = office.sign_in(who).await;
        let shown = office.get(format!("{path}/{page}").trim_end_matches('/'), &cookie).await;
        shown.says(&["<mark>绝密</mark>", "没有对应的页面"]);
    }
    office.took("wang", &path, "self-check", &no()).await;
    let head = office.sign_in("sun").await;
    office.get(&format!("{path}/pass-department"), &head).await.says(&["<mark>绝密</mark>"]);
    office.took("sun", &path, "pass-department", &[]).await;
    let reviewer = office.sign_in("zhou").await;
    office.get(&format!("{path}/review-secrecy"), &reviewer).await.says(&[
        "<mark>绝密</mark>",
        "name=\"finding\" value=\"body:secret:0\"",
        "没有对应的页面",
    ]);
}

/// 条例第十五条：理由和批准的人都在经过里。
#[tokio::test]
async fn what_is_a_third_partys_goes_out_for_the_public_interest() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&draft(&[("title", "某企业排放数据")])).await;
    office.took("wang", &path, "self-check", &no()).await;
    office.took("sun", &path, "pass-department", &[]).await;
    let mut review = no();
    review.retain(|(name, _)| *name != "trade_secret");
    review.extend([("trade_secret", "yes"), ("conclusion", "open"), ("basis", "已征求意见")]);
    let refused = office.takes("zhou", &path, "review-secrecy", &review).await;
    refused.says(&["TL17-2"]);
    review.push(("public_interest", "排放超标，涉及周边居民健康"));
    office.took("zhou", &path, "review-secrecy", &review).await;
    let publisher = office.sign_in("wu").await;
    let early = office.post(&format!("{path}/publish"), &publisher, &[("version", "5")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let principal = office.sign_in("qian").await;
    let form = office.get(&format!("{path}/approve"), &principal).await;
    form.says(&["排放超标，涉及周边居民健康", "第十五条"]);
    office.took("qian", &path, "approve", &[("remark", "同意公开")]).await;
    office.took("wu", &path, "publish", &[]).await;
    let page = office.get(&path, &principal).await;
    page.says(&["条例第十五条", "排放超标，涉及周边居民健康", "周保密", "钱局长", "同意公开"]);
}

#[tokio::test]
async fn items_are_looked_for_by_words_numbers_and_what_they_are() {
    let office = Office::open().await.with_columns().await;
    let public = office.drafts(&draft(&[("title", "翡翠计划实施方案")])).await;
    office.passed(&public).await;
    office.took("wu", &public, "publish", &[]).await;
    office.drafts(&draft(&[("title", "翡翠计划解读")])).await;
    let other = office.drafts(&draft(&[("title", "推进会召开")])).await;
    let handler = office.sign_in("wang").await;
    office.get("/desk/items", &handler).await.says(&[
        "action=\"/desk/items/found\"",
        "政务动态",
        "名称、文号、索引号",
    ]);
    let found = office.get("/desk/items/found?q=%E7%BF%A1%E7%BF%A0", &handler).await;
    found
        .says(&["已发布的 1 件", "翡翠计划实施方案", "已撤回的 1 件", "翡翠计划解读"])
        .hides(&["推进会召开"]);
    let column = "%E6%94%BF%E5%8A%A1%E5%8A%A8%E6%80%81";
    let all = office.get(&format!("/desk/items/found?column={column}"), &handler).await;
    all.says(&["翡翠计划实施方案", "翡翠计划解读", "推进会召开", "selected>政务动态"]);
    office.get(&format!("/desk/items/found?column={column}&year=1999"), &handler).await.says(&["没有找到"]);
    // A number leads to its item at once; nothing asked leads back; whoever may not see items finds none.
    let at = office.get(&format!("/desk/items/found?q={}", index(&other)), &handler).await;
    assert_eq!(at.header("location"), other);
    assert_eq!(office.get("/desk/items/found?q=", &handler).await.header("location"), "/desk/items");
    for odd in ["q=%00", "q=%25&page=999999", "nature=x&column=y", "page=-1"] {
        assert!(
            !office.get(&format!("/desk/items/found?{odd}"), &handler).await.status.is_server_error(),
            "{odd}"
        );
    }
    let administrator = office.sign_in("han").await;
    let refused = office.get("/desk/items/found?q=%E7%BF%A1%E7%BF%A0", &administrator).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused.hides(&["翡翠计划"]);
}

/// 第一版两条，第二版改一条、删一条、加一条；以前的版本公众还能查阅。
#[tokio::test]
async fn each_version_of_the_catalogue_says_what_it_changed() {
    let office = Office::open().await.with_columns().await;
    let head = "序号\t一级事项\t二级事项\t公开内容（要素）\t条例条款\t公开依据\t公开时限\t公开主体\t公开渠道和载体\t公开对象\t公开方式\n";
    let row = |code: &str, content: &str| {
        format!("{code}\t行政许可\t\t{content}\t\t条例\t7个工作日\t审批服务局\t政府网站\t全社会\t主动公开\n")
    };
    let (drafter, chief) = (office.sign_in("wang").await, office.sign_in("zhao").await);
    let versions = [
        format!("{head}{}{}", row("1.1", "许可决定"), row("1.2", "流程")),
        format!("{head}{}{}", row("1.1", "许可决定和有效期"), row("1.3", "收费")),
    ];
    for (at, table) in versions.iter().enumerate() {
        let seen = (at * 2).to_string();
        let fields = [("version", seen.as_str()), ("table", table.as_str()), ("why", "依职责修订")];
        let sent = office.post("/desk/catalogue", &drafter, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let seen = (at * 2 + 1).to_string();
        office.post("/desk/catalogue/adoption", &chief, &[("version", &seen)]).await;
    }
    let changed = ["1.1　行政许可：公开内容（要素）", "1.3　行政许可", "1.2　行政许可", "删除"];
    office.get("/desk/catalogue", &chief).await.says(&changed).says(&["现行：第2版", "3条不同"]);
    office.get("/disclosure/catalogue", "").await.says(&changed).says(&["第2版", "以前的版本"]);
    // An entry leads to what is published for it; one without is told to be a gap.
    let path = office.drafts(&draft(&[("entry", "1.1"), ("nature", "other")])).await;
    office.passed(&path).await;
    office.took("wu", &path, "publish", &[]).await;
    let shown = office.get("/disclosure/catalogue", "").await;
    shown.says(&[
        "<a href=\"/disclosure/items?in=entry%2F1%2E1\">行政许可</a>",
        "其中1项暂时没有信息",
        "暂无",
        "1 条",
    ]);
    let older = office.get("/disclosure/catalogue/1", "").await;
    older.says(&["这是以前的版本", "流程", "依职责修订"]);
    assert!(!older.body.contains("收费"));
    office.get("/disclosure/catalogue/2", "").await.says(&["与上一版相比", "收费"]);
    for none in ["0", "3", "x", "-1"] {
        let answer = office.get(&format!("/disclosure/catalogue/{none}"), "").await;
        assert!(answer.status.is_client_error(), "{none}: {}", answer.status);
    }
}

/// 条例第十二条第二款。
#[tokio::test]
async fn the_guide_says_all_that_it_should() {
    let office = Office::open().await.with_columns().await;
    office.get("/disclosure/guide", "").await.says(&[
        "分类",
        "编排体系",
        "获取方式",
        "行政审批服务局政务公开科",
        "办公时间",
        "传真号码",
        "联系电话",
        "电子邮箱",
    ]);
    let cookie = office.sign_in("zhao").await;
    office.get("/desk/catalogue", &cookie).await.says(&["应当写明的内容齐全", "条例第十二条第二款"]);
    office.get("/desk/inspection", &cookie).await.says(&["公开指南", "条例第十二条第二款"]);
}

#[tokio::test]
async fn a_regulation_is_filed_and_a_fallen_penalty_withdrawn_in_time() {
    let office = Office::open().await.with_columns().await;
    let rule = office.drafts(&draft(&[("title", "某管理规定"), ("nature", "regulation")])).await;
    office.passed(&rule).await;
    office.took("qian", &rule, "approve", &[]).await;
    office.took("wu", &rule, "publish", &[]).await;
    let cookie = office.sign_in("zhao").await;
    office.get("/desk/items?list=due", &cookie).await.says(&["某管理规定", "报备案"]);
    let filing = [("organ", "国务院、省人大常委会"), ("document_no", "备〔2026〕1号"), ("on", &today())];
    office.took("zhao", &rule, "record-filing", &filing).await;
    office.get(&rule, &cookie).await.says(&["报国务院、省人大常委会备案", "规章制定程序条例第三十四条"]);
    let due = office.get("/desk/items?list=due", &cookie).await;
    assert!(!due.body.contains("某管理规定"), "{}", due.body);

    let penalty = office.drafts(&draft(&[("title", "某处罚决定"), ("nature", "penalty")])).await;
    office.passed(&penalty).await;
    office.took("wu", &penalty, "publish", &[]).await;
    let fallen = [("fall", "annulled"), ("basis", "复议决定书"), ("on", &today())];
    office.took("wang", &penalty, "note-fallen", &fallen).await;
    office.get(&penalty, &cookie).await.says(&["已经撤销", "行政处罚法第四十八条第二款", "前撤回"]);
    office.get("/desk/items?list=due", &cookie).await.says(&["某处罚决定", "前撤回"]);
    let why = [("reason", "decision_fell"), ("explanation", "原决定已经撤销。")];
    office.took("wu", &penalty, "withdraw", &why).await;
    let due = office.get("/desk/items?list=due", &cookie).await;
    assert!(!due.body.contains("某处罚决定"), "{}", due.body);
}
