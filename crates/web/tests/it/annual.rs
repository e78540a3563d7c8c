//! 年度报告的办理：起草到发布、更正、撤回；报送的接收和退回；数据看板、数说公开。

use crate::fake::Fake;
use crate::office::{ORGAN, Office, PEOPLE};
use crate::sending::supervisor;
use axum::http::StatusCode;
use jiff::civil::date;
use publishing::submission::{FORMAT, Package};
use web::Library;

pub const YEAR: &str = "/desk/annual-reports/2024";

/// What the fake takes for a text in order.
fn parts(one: &str) -> Vec<(&'static str, String)> {
    vec![
        ("part0", "前言文字".into()),
        ("part1", one.into()),
        ("part5", "无。".into()),
        ("part6", "未收取政府信息公开信息处理费。".into()),
        ("note", "初稿".into()),
        ("do", "save".into()),
    ]
}

pub async fn post(office: &Office, who: &str, path: &str, form: &[(&str, &str)]) -> crate::Answer {
    let cookie = office.sign_in(who).await;
    office.post(path, &cookie, form).await
}

pub async fn save(office: &Office, who: &str, version: &str, one: &str) -> crate::Answer {
    let text = parts(one);
    let mut form: Vec<(&str, &str)> = text.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.push(("version", version));
    post(office, who, &format!("{YEAR}/text"), &form).await
}

pub async fn act(
    office: &Office,
    who: &str,
    act: &str,
    version: &str,
    more: &[(&str, &str)],
) -> crate::Answer {
    let mut form = vec![("version", version)];
    form.extend(more);
    post(office, who, &format!("{YEAR}/{act}"), &form).await
}

#[tokio::test]
async fn a_report_is_drafted_checked_reviewed_signed_published_and_corrected() {
    let office = Office::open().await;
    let wang = office.sign_in("wang").await;
    office.get("/desk/annual-reports", &wang).await.says(&["年度报告", "2024年", "条例第四十九条"]);
    office.get(&format!("{YEAR}/text"), &wang).await.says(&["上年的总体情况", "保存", "requests.received"]);
    // Looked at, not saved: a typed figure is pointed out with the metric that says the same.
    let mut look = parts("收到申请9件，公开480条。");
    look.retain(|(name, _)| *name != "do");
    let mut form: Vec<(&str, &str)> = look.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.extend([("version", "0"), ("do", "look")]);
    let seen = office.post(&format!("{YEAR}/text"), &wang, &form).await;
    seen.says(&["直接填写了“9件”", "requests.received", "直接填写了“480条”", "与登记不符"]);
    assert!(office.publishing.dossier(2024).await.unwrap().is_none(), "nothing was saved");

    for (who, _, duty) in PEOPLE.iter().filter(|(who, ..)| !["wang", "zhao"].contains(who)) {
        let refused = save(&office, who, "0", "甲").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{duty}");
    }
    assert_eq!(save(&office, "wang", "0", "缺少内容").await.status, StatusCode::SEE_OTHER);
    let page = office.get(YEAR, &wang).await;
    page.says(&["送审前的检查", "未通过", "六个部分齐全", "保存正文", "王承办"]);
    act(&office, "wang", "propose", "1", &[]).await.says(&["还有1项没有通过", "NB-4"]);
    assert_eq!(save(&office, "wang", "1", "总体情况文字").await.status, StatusCode::SEE_OTHER);
    assert_eq!(act(&office, "wang", "propose", "2", &[]).await.status, StatusCode::SEE_OTHER);
    // Nobody out of turn, and nobody twice.
    act(&office, "wu", "publish", "3", &[]).await.says(&["NB-1"]);
    assert_eq!(act(&office, "wang", "review", "3", &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        act(&office, "zhao", "review", "2", &[]).await.status,
        StatusCode::CONFLICT,
        "an older version"
    );
    act(&office, "zhao", "return", "3", &[("why", "")]).await.says(&["退回理由"]);
    for (who, one, version) in [("zhao", "review", "3"), ("qian", "sign", "4"), ("wu", "publish", "5")] {
        let done = act(&office, who, one, version, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{one}: {}", done.body);
    }
    office.get(YEAR, &wang).await.says(&["已发布", "第1次", "首次发布", "起草更正"]);
    // A correction says what it corrects, to the public too.
    assert_eq!(save(&office, "wang", "6", "更正后的文字").await.status, StatusCode::SEE_OTHER);
    for (who, one, version) in [("wang", "propose", "7"), ("zhao", "review", "8"), ("qian", "sign", "9")] {
        assert_eq!(act(&office, who, one, version, &[]).await.status, StatusCode::SEE_OTHER, "{one}");
    }
    act(&office, "wu", "publish", "10", &[]).await.says(&["更正说明", "NB-7"]);
    let told = [("explanation", "第一部分的办结件数误算，已更正")];
    assert_eq!(act(&office, "wu", "publish", "10", &told).await.status, StatusCode::SEE_OTHER);
    office.get("/disclosure/reports/2024", "").await.says(&["更正", "办结件数误算"]);
    let why = [("why", "数字有误")];
    assert_eq!(act(&office, "wang", "withdraw", "11", &why).await.status, StatusCode::FORBIDDEN);
    assert_eq!(act(&office, "qian", "withdraw", "11", &why).await.status, StatusCode::SEE_OTHER);
    office.get(YEAR, &wang).await.says(&["已撤回：数字有误"]);
    let before = office.publishing.dossier(2024).await.unwrap().map(|file| file.dossier);
    rebuilt(&office).await;
    assert_eq!(office.publishing.dossiers().await.unwrap(), Vec::from_iter(before));
}

/// Drops the read tables and makes them again from the chain.
async fn rebuilt(office: &Office) {
    let calendar = Fake::new().calendar();
    let now =
        casework::Moment { now: crate::office::opened(), today: Fake::new().today(), calendar: &calendar };
    office.ledger.rebuild(ORGAN, |entries| publishing::items(entries, now)).await.unwrap();
}

#[tokio::test]
async fn unlikely_addresses_are_no_pages() {
    let office = Office::open().await;
    let wang = office.sign_in("wang").await;
    for path in ["/desk/annual-reports/20244", "/desk/annual-reports/-1", "/desk/annual-reports/9999/text"] {
        assert_eq!(office.get(path, &wang).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let figure = format!("{YEAR}/figures/no.such");
    assert_eq!(office.get(&figure, &wang).await.status, StatusCode::NOT_FOUND);
    let han = office.sign_in("han").await;
    for path in ["/desk/annual-reports", YEAR, "/desk/submissions", "/desk/dashboard"] {
        assert_eq!(office.get(path, &han).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

pub fn package(unit: &str, name: &str) -> Package {
    Package {
        format: FORMAT.into(),
        unit: unit.into(),
        name: name.into(),
        year: 2024,
        on: date(2025, 1, 20),
        report: serde_json::json!({"organ": name, "year": 2024, "parts": [
            {"number": 1, "title": "一、总体情况", "paragraphs": ["<b>某局</b>的文字"]}]}),
        papers: Vec::new(),
        checklist: Vec::new(),
        digest: String::new(),
        signature: String::new(),
    }
    .seal(crate::fake::TOKEN)
    .unwrap()
}

#[tokio::test]
async fn units_send_reports_and_the_superior_sends_back_accepts_and_adds_up() {
    let office = Office::open().await;
    let told = [
        "/api/v1/submissions/{unit}/{year}",
        "单位名称与名单不符",
        "securitySchemes",
        "gongkai-report-submission/1",
    ];
    office.get("/api/v1/openapi.json", "").await.says(&told);
    let jian = supervisor(&office).await;
    office.get("/desk/submissions?year=2024", &jian).await.says(&[
        "应报单位",
        "300",
        "逾期未报",
        "单位001",
        "下一页",
    ]);
    let good = serde_json::to_vec(&package("U001", "单位001")).unwrap();
    for (token, body, status) in [
        ("", good.clone(), StatusCode::UNAUTHORIZED),
        ("0123456789abcdeX", good.clone(), StatusCode::UNAUTHORIZED),
        (crate::fake::TOKEN, b"{".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
        (crate::fake::TOKEN, good.clone(), StatusCode::CREATED),
        (crate::fake::TOKEN, good.clone(), StatusCode::CONFLICT),
    ] {
        assert_eq!(office.api_post("/api/v1/submissions", token, body).await.status, status, "{token}");
    }
    let reply = office.api_get("/api/v1/submissions/U001/2024", crate::fake::TOKEN).await;
    reply.says(&["\"state\":\"arrived\"", "signature"]);
    let none = office.api_get("/api/v1/submissions/U001/2024", "wrong-wrong-wrong").await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    office.get("/desk/submissions?year=2024", &jian).await.says(&["待审阅", "/desk/submissions/2024/U001"]);
    let path = "/desk/submissions/2024/U001";
    let page = office.get(path, &jian).await;
    page.says(&["单位001", "接收", "退回", "&#60;b&#62;某局"]);
    let digest = package("U001", "单位001").digest;
    let judge = |what: &'static str, remarks: &'static str| vec![("do", what), ("remarks", remarks)];
    let send = async |who: &str, form: Vec<(&'static str, &'static str)>| {
        let mut form: Vec<(&str, &str)> = form;
        form.push(("digest", digest.as_str()));
        post(&office, who, path, &form).await
    };
    assert_eq!(send("zhao", judge("accept", "")).await.status, StatusCode::FORBIDDEN, "only the supervisor");
    send("jian", judge("return", "")).await.says(&["退回意见", "BS-5"]);
    assert_eq!(send("jian", judge("return", "请补充第六部分")).await.status, StatusCode::SEE_OTHER);
    let reply = office.api_get("/api/v1/submissions/U001/2024", crate::fake::TOKEN).await;
    reply.says(&["\"state\":\"returned\"", "请补充第六部分"]);
    send("jian", judge("accept", "")).await.says(&["BS-3"]);
    let mut again = package("U001", "单位001");
    again.report["parts"][0]["paragraphs"][0] = "补充后的文字".into();
    let again = again.seal(crate::fake::TOKEN).unwrap();
    let body = serde_json::to_vec(&again).unwrap();
    let came = office.api_post("/api/v1/submissions", crate::fake::TOKEN, body).await;
    assert_eq!(came.status, StatusCode::CREATED, "{}", came.body);
    send("jian", judge("accept", "")).await.says(&["BS-3"]);
    let form = [("do", "accept"), ("remarks", ""), ("digest", again.digest.as_str())];
    assert_eq!(post(&office, "jian", path, &form).await.status, StatusCode::SEE_OTHER);
    office.get("/desk/submissions/2024", &jian).await.says(&["汇总", "3月31日"]);
    office.get("/desk/submissions/2024.csv", &jian).await.says(&[
        "代码,单位,状态",
        "U001,单位001,已接收",
        "U300",
    ]);
}

/// Several hundred units: a page reads fifty of them.
#[tokio::test]
async fn a_page_of_units_does_not_grow_with_the_table() {
    let office = Office::open().await;
    let shen = office.sign_in("shen").await;
    let calendar = Fake::new().calendar();
    let moment =
        casework::Moment { now: crate::office::opened(), today: Fake::new().today(), calendar: &calendar };
    for unit in Fake::new().units() {
        let package = package(&unit.code, &unit.name);
        office.publishing.take_submission(moment, &package, (0, 0, Vec::new())).await.unwrap();
    }
    let mut path = "/desk/submissions?year=2024".to_owned();
    let (mut pages, mut seen) = (0, 0);
    loop {
        let page = office.get(&path, &shen).await;
        pages += 1;
        seen += page.body.matches("/desk/submissions/2024/U").count();
        let Some(next) = page.body.split("href=\"").find(|one| one.contains("after=")) else { break };
        path = next.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&");
        assert!(pages < 10, "{path}");
    }
    assert_eq!((pages, seen), (6, 300));
    assert_eq!(office.publishing.organ(), ORGAN);
}

#[tokio::test]
async fn the_dashboard_and_the_public_page_show_charts_with_their_tables() {
    let office = Office::open().await;
    let wang = office.sign_in("wang").await;
    office.get("/desk/dashboard", &wang).await.says(&["这两年没有可以统计的登记"]).lacks(&["12月"]);
    office.register(0).await;
    let page = office.get("/desk/dashboard", &wang).await;
    page.says(&["数据看板", "新收申请（按月）", "主动公开信息（按类别）", "12月", "CSV 数据"]);
    office.get("/desk/dashboard/received.csv", &wang).await.says(&["新收申请（按月）,", "1月,"]);
    assert_eq!(office.get("/desk/dashboard/secrets.csv", &wang).await.status, StatusCode::NOT_FOUND);
    office.get("/disclosure/figures", "").await.says(&["数说公开", "2024年年度报告", "全部指标"]);
}

#[tokio::test]
async fn a_figure_is_adjusted_for_a_reason_shown_beside_the_original_and_restored() {
    let office = Office::open().await;
    let page = format!("{YEAR}/adjustments");
    let wang = office.sign_in("wang").await;
    assert_eq!(office.get(&page, &wang).await.status, StatusCode::CONFLICT, "no report was begun");
    assert_eq!(save(&office, "wang", "0", "总体情况文字").await.status, StatusCode::SEE_OTHER);
    let asked = office.get(&format!("{page}?metric=requests.received"), &wang).await;
    asked.says(&[
        "没有人工调整的数字",
        "新收政府信息公开申请（登记数9件）",
        "value=\"requests.received\" selected",
    ]);
    asked.lacks(&["requests.answered.growth"]);
    let adjust = async |who: &str, version: &str, metric: &str, value: &str, why: &str| {
        let form =
            [("version", version), ("do", "adjust"), ("metric", metric), ("value", value), ("why", why)];
        post(&office, who, &page, &form).await
    };
    let received = "requests.received";
    for who in ["qian", "wu", "zhou"] {
        assert_eq!(adjust(who, "1", received, "10", "漏记一件").await.status, StatusCode::FORBIDDEN, "{who}");
        office.get(&page, &office.sign_in(who).await).await.lacks(&["调整一个数字"]);
    }
    adjust("wang", "1", "no.such", "10", "漏记一件").await.says(&["请选择要调整的数字"]);
    adjust("wang", "1", received, "十件", "漏记一件").await.says(&["请填写阿拉伯数字", "十件"]);
    adjust("wang", "1", received, "10", "").await.says(&["请写明调整理由"]);
    adjust("wang", "1", received, "9", "漏记一件").await.says(&["NB-10"]);
    adjust("wang", "1", received, "9.5", "漏记一件").await.says(&["NB-12"]);
    adjust("wang", "1", "proactive.items.policy", "12", "漏记一件")
        .await
        .says(&["已经在数据目录的 settings 中调整"]);
    assert_eq!(adjust("wang", "0", received, "10", "漏记一件").await.status, StatusCode::CONFLICT);
    assert_eq!(adjust("wang", "1", received, "10", "漏记<一件>").await.status, StatusCode::SEE_OTHER);

    let shown = office.get(&page, &wang).await;
    shown.says(&[
        "登记数9件，调整为10件",
        "王承办",
        "漏记&#60;一件&#62;",
        "撤销“新收政府信息公开申请”的调整",
    ]);
    let draft = office.get(&format!("{YEAR}/text"), &wang).await;
    draft.says(&["2个数字经", "新收政府信息公开申请为10件，登记数为9", "人工调整，登记数9"]);
    office.get(YEAR, &wang).await.says(&["人工调整（1处）", "由9调整为10，漏记"]);
    // Whoever adjusted does not review, and what was proposed holds the adjusted figure.
    assert_eq!(act(&office, "wang", "propose", "2", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(adjust("wang", "3", received, "11", "又漏记").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(act(&office, "zhao", "return", "3", &[("why", "再核对")]).await.status, StatusCode::SEE_OTHER);

    // The records change: the checklist finds it, and the page says what they are now.
    assert_eq!(save(&office, "wang", "4", "登记已变").await.status, StatusCode::SEE_OTHER);
    office.get(&page, &wang).await.says(&["登记已变", "现在的登记数为8件"]);
    office.get(YEAR, &wang).await.says(&["未通过", "当时登记数为9，现为8"]);
    act(&office, "wang", "propose", "5", &[]).await.says(&["还有1项没有通过"]);
    let restore = async |version: &str, why: &str| {
        let form = [("version", version), ("do", "restore"), ("metric", received), ("why", why)];
        post(&office, "wang", &page, &form).await
    };
    restore("5", "").await.says(&["撤销理由"]);
    assert_eq!(restore("5", "登记已经更正").await.status, StatusCode::SEE_OTHER);
    restore("6", "再撤一次").await.says(&["NB-11"]);
    office.get(&page, &wang).await.says(&["没有人工调整的数字"]);
    office.get(YEAR, &wang).await.says(&["撤销人工调整", "登记已经更正"]);
    let before = office.publishing.dossier(2024).await.unwrap().map(|file| file.dossier);
    rebuilt(&office).await;
    assert_eq!(office.publishing.dossiers().await.unwrap(), Vec::from_iter(before));
}

#[tokio::test]
async fn a_draft_is_held_against_the_units_reports_and_last_years_measures_stand_beside() {
    let office = Office::open().await;
    let wang = office.sign_in("wang").await;
    let text = office.get(&format!("{YEAR}/text"), &wang).await;
    text.says(&[
        "上年改进措施的落实",
        "已落实",
        "加强业务培训",
        "2024年6月3日落实",
        "已办班两期",
        "未落实",
        "完善公开目录",
    ]);
    assert_eq!(save(&office, "wang", "0", "总体情况文字").await.status, StatusCode::SEE_OTHER);
    office.get(YEAR, &wang).await.lacks(&["与单位001的报告比对"]);
    let calendar = Fake::new().calendar();
    let moment =
        casework::Moment { now: crate::office::opened(), today: Fake::new().today(), calendar: &calendar };
    for unit in ["U001", "U002"] {
        let package = package(unit, &unit.replace('U', "单位"));
        office.publishing.take_submission(moment, &package, (0, 0, Vec::new())).await.unwrap();
    }
    office.get(YEAR, &wang).await.says(&["与单位001的报告比对", "与单位002的报告比对"]);
}
