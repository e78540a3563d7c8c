//! 每个页面：there, whole, and saying what it should.

use crate::Site;
use axum::body::Body;
use axum::http::{Request, StatusCode};

const PAGES: [&str; 23] = [
    "/",
    "/about",
    "/disclosure",
    "/disclosure/guide",
    "/disclosure/rules",
    "/disclosure/rules/regulation",
    "/disclosure/rules/reconsideration-law",
    "/disclosure/catalogue",
    "/disclosure/reports",
    "/disclosure/reports/2024",
    "/disclosure/reports/2024/figures",
    "/disclosure/reports/2024/figures/proactive.items",
    "/disclosure/reports/2024/figures/proactive.items.policy",
    "/disclosure/reports/2024/figures/requests.received?after=50",
    "/clock",
    "/clock?channel=in_person&submitted=2026-03-02&consulted=2026-03-09&delivered=2026-03-09&replied=2026-03-20",
    "/clock/proof?channel=in_person&submitted=2026-03-02",
    "/clock?cases=35&pages=150",
    "/workday",
    "/workday?from=2026-03-02&days=20",
    "/workday?from=2026-03-02&to=2026-03-16",
    "/check",
    "/?size=large",
];

/// One h1, its language, a way past the menu, the banner, nothing inline.
fn whole(path: &str, body: &str) {
    assert!(body.starts_with("<!doctype html>\n<html lang=\"zh-CN\""), "{path}: language");
    assert_eq!(body.matches("<h1").count(), 1, "{path}: h1");
    for text in ["<a class=\"skip\" href=\"#main\">", "<main id=\"main\"", "演示数据", "<title>"] {
        assert!(body.contains(text), "{path}: {text}");
    }
    for text in ["<style", " style=", "<script>", " onclick=", " onload=", "javascript:", "//cdn"] {
        assert!(!body.contains(text), "{path}: {text}");
    }
}

#[tokio::test]
async fn every_page_is_whole() {
    let site = Site::new();
    let result = site.checked(&["改动.html", "正确.html", "图片.pdf"]).await;
    let results = ["", "/1", "/2", "/sum", "/sum?sort=errors"].map(|rest| format!("{result}{rest}"));
    for path in PAGES.into_iter().chain(results.iter().map(String::as_str)) {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        whole(path, &answer.body);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn every_link_of_the_site_leads_somewhere() {
    let site = Site::new();
    let mut waiting = vec!["/".to_string()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = waiting.pop() {
        // The fake's register of service cases cannot be read, and says so.
        if !seen.insert(path.clone()) || path.ends_with("hall.cases") {
            continue;
        }
        let answer = site.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        if answer.header("content-type").starts_with("text/html")
            && !answer.header("content-disposition").starts_with("attachment")
        {
            let links = answer.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let links = links.filter(|link| link.starts_with('/')).filter_map(|link| link.split('#').next());
            waiting.extend(links.map(|link| link.replace("&amp;", "&").replace("&#38;", "&")));
        }
    }
    assert!(seen.len() > 25, "{seen:?}");
}

#[tokio::test]
async fn the_home_page_shows_the_latest_report() {
    Site::new().get("/").await.says(&[
        "枣庄市行政审批服务局</span><wbr><span class=\"phrase\"><span class=\"whole\">2024年</span>政府信息公开工作年度报告",
        "href=\"/disclosure/reports/2024/figures/licences.decisions\">38,651</a>",
        "上年 8 件",
        "/disclosure/reports/2024.pdf",
    ]);
}

#[tokio::test]
async fn a_report_has_its_files_beside_it() {
    let site = Site::new();
    for (extension, media_type) in [
        ("pdf", "application/pdf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("html", "text/html; charset=utf-8"),
        ("json", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
    ] {
        let answer = site.get(&format!("/disclosure/reports/2024.{extension}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), media_type);
        assert_eq!(answer.body, format!("the report as {extension}"));
        let way = if extension == "pdf" { "inline" } else { "attachment" };
        assert!(answer.header("content-disposition").starts_with(way), "{extension}");
    }
}

#[tokio::test]
async fn a_file_one_has_is_not_sent_again() {
    let site = Site::new();
    let first = site.get("/disclosure/reports/2024.pdf").await;
    let again = Request::get("/disclosure/reports/2024.pdf").header("if-none-match", first.header("etag"));
    let again = site.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.body, "");
}

#[tokio::test]
async fn a_statute_is_read_article_by_article_and_taken_away_as_text() {
    let site = Site::new();
    site.get("/disclosure/rules").await.says(&[
        "<a href=\"/disclosure/rules/regulation\">中华人民共和国政府信息公开条例</a>",
        "<a href=\"/disclosure/rules/reconsideration-law\">中华人民共和国行政复议法</a>",
    ]);
    let page = site.get("/disclosure/rules/regulation").await;
    page.says(&[
        "以官方公布的文本为准",
        "<h2 id=\"chapter4\">第四章　依申请公开</h2>",
        "<a href=\"#chapter4\">第四章　依申请公开</a> <span class=\"quiet phrase\">第二十七条至第四十五条</span>",
        "id=\"art33\"",
        "延长的期限最长不得超过20个工作日",
    ]);
    assert_eq!(page.body.matches("class=\"article\" id=\"art").count(), 56);
    let law = site.get("/disclosure/rules/reconsideration-law").await;
    law.says(&["<h3>第二节　行政复议参加人</h3>", "id=\"art90\""]);
    let text = site.get("/disclosure/rules/regulation.txt").await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(text.header("content-disposition").starts_with("attachment; "));
    text.says(&["第三十三条 行政机关收到政府信息公开申请，"]);
    for unknown in ["constitution", "constitution.txt", "regulation.pdf", "regulation.txt.txt"] {
        let answer = site.get(&format!("/disclosure/rules/{unknown}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn every_article_the_site_refers_to_is_there() {
    let site = Site::new();
    let mut seen = 0;
    for path in PAGES {
        let body = site.get(path).await.body;
        for link in body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some((statute, article)) = link.split_once("#art") else { continue };
            let text = site.get(if statute.is_empty() { path } else { statute }).await.body;
            assert!(text.contains(&format!("id=\"art{article}\"")), "{path}: {link}");
            seen += 1;
        }
    }
    assert!(seen > 56, "the links to articles are found at all");
}

#[tokio::test]
async fn a_figure_leads_to_its_records_page_by_page() {
    let site = Site::new();
    let path = "/disclosure/reports/2024/figures/proactive.items";
    site.get(path).await.says(&["475", "432", "增加 43 条", "共 120 条", "第50号", "?after=50"]);
    // A row leads to the page of its item; one that has none does not.
    let page = site.get(path).await;
    page.says(&[
        "<a href=\"/info/ZZ-2024-0001\">关于公开第1号事项的通知</a>",
        ">关于公开第2号事项的通知</td>",
    ]);
    site.get(&format!("{path}?after=100")).await.says(&["第101号", "第120号", "回到开头"]);
    let csv = site.get(&format!("{path}.csv")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.body.starts_with("\u{feff}索引号,标题,公开日期\r\nZZ-2024-0001,"));
    assert_eq!(csv.body.lines().count(), 121);
    let name = csv.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"2024-proactive.items.csv\";"), "{name}");
}

#[tokio::test]
async fn a_register_changed_since_compiling_is_said_beside_the_figure() {
    let site = Site::new();
    let path = "/disclosure/reports/2024/figures/reviews.total";
    let page = site.get(path).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&["持平", "在报告编制之后有改动。请重新编制2024年的年度报告后再查阅。"]);
    let csv = site.get(&format!("{path}.csv")).await;
    assert_eq!(csv.status, StatusCode::CONFLICT);
    csv.says(&["在报告编制之后有改动。", "报告中的数字仍可查阅。"]);
}

#[tokio::test]
async fn a_slash_behind_an_address_is_taken_off() {
    let site = Site::new();
    for (asked, place) in [
        ("/disclosure/", "/disclosure"),
        ("/disclosure/reports/2024//", "/disclosure/reports/2024"),
        ("/workday/?days=20", "/workday?days=20"),
        ("/check/", "/check"),
    ] {
        let answer = site.get(asked).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, place));
    }
    for asked in ["//other.example/", "/\\other.example/", "//"] {
        assert_eq!(site.get(asked).await.status, StatusCode::NOT_FOUND, "{asked}");
    }
}

#[tokio::test]
async fn an_adjusted_figure_says_who_and_why() {
    let site = Site::new();
    let words = ["公开工作机构", "一份文件与上年重复登记", "11 条"];
    site.get("/disclosure/reports/2024").await.says(&words);
    site.get("/disclosure/reports/2024/figures/proactive.items.policy").await.says(&words);
}

#[tokio::test]
async fn working_days_are_reckoned_and_shown() {
    let site = Site::new();
    // LAW.md §4.3: 2026-01-30 + 20 crosses the Spring Festival; 14 and 28 February are worked.
    site.get("/workday?from=2026-01-30&days=20").await.says(&[
        "2026年1月30日（星期五）起第 20 个工作日是2026年3月5日（星期四）。",
        "2026年2月14日（星期六）",
        "<b>班</b>",
    ]);
    site.get("/workday?from=20260302&days=%EF%BC%92%EF%BC%90").await.says(&["2026年3月30日"]);
    site.get("/workday?from=2026-12-25&days=20").await.says(&["暂定", "2027年尚无放假通知"]);
    site.get("/workday?from=2026-03-02&to=2026-03-16").await.says(&["共有 10 个工作日"]);
}

#[tokio::test]
async fn a_date_that_cannot_be_is_refused_and_kept() {
    let site = Site::new();
    for query in
        ["from=2026-02-30&days=20", "from=2026-03-02&days=-1", "from=2026-03-02&days=99999999999999999999"]
    {
        let answer = site.get(&format!("/workday?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        answer.says(&["请更正后重新推算", "class=\"error-summary\""]);
    }
    let reversed = site.get("/workday?from=2026-03-02&to=2026-03-01").await;
    assert_eq!(reversed.status, StatusCode::BAD_REQUEST);
    reversed.says(&["晚于截止日", "value=\"2026-03-01\""]);
}

/// LAW.md §4.3, worked out by hand there.
#[tokio::test]
async fn a_history_is_reckoned_into_its_terms_and_remedies() {
    let site = Site::new();
    let clock = |query: &str| {
        let path = format!("/clock?{query}");
        let site = &site;
        async move { site.get(&path).await }
    };
    // 互联网，2月24日双方确认：3月23日
    clock("channel=internet&submitted=2026-02-15&received=2026-02-24&as_of=2026-03-01").await.says(&[
        "应在2026年3月23日（星期一）前（含当日）答复。",
        "双方确认之日为收到申请之日",
        "2026年2月24日（星期二）",
        "<b>班</b>",
        "value=\"2026-02-15\"",
        "/disclosure/rules/regulation#art33",
    ]);
    // 补正后重新计算：4月8日
    clock(
        "channel=in_person&submitted=2026-02-13&correction=2026-03-02&corrected=2026-03-10&as_of=2026-03-11",
    )
    .await
    .says(&["应在2026年4月8日（星期三）前"]);
    // 征求第三方意见，9个工作日不计：4月13日
    clock("channel=in_person&submitted=2026-03-02&whom=third_party&consulted=2026-03-09&delivered=2026-03-09&replied=2026-03-20&as_of=2026-03-21")
        .await
        .says(&["应在2026年4月13日（星期一）前", "其间9个工作日不计算在内", "class=\"excluded\"", "不计"]);
    // 9月30日缴费：11月3日
    clock("channel=in_person&submitted=2026-09-14&fee=2026-09-17&fee_delivered=2026-09-18&paid=2026-09-30&as_of=2026-10-01")
        .await
        .says(&["应在2026年11月3日（星期二）前", "2026年10月22日（星期四）"]);
    // 8月3日收到不予公开的答复：先复议，60日遇国庆节顺延到10月8日
    clock("channel=in_person&submitted=2026-07-20&answered=2026-08-03&outcome=3.3.1&delivery=hand")
        .await
        .says(&["已按时答复", "应当先申请行政复议", "2026年10月8日（星期四）"]);
}

#[tokio::test]
async fn what_breaks_the_law_is_told_beside_the_terms() {
    let site = Site::new();
    let late = "/clock?channel=in_person&submitted=2026-03-02&answered=2026-03-31&outcome=3.1&delivery=hand";
    site.get(late).await.says(&["逾期答复", "请注意", "答复期限至2026年3月30日"]);
    let long = "/clock?channel=in_person&submitted=2026-03-02&extended=2026-03-20&extended_days=21";
    let answer = site.get(long).await;
    answer.says(&["21个工作日"]);
}

#[tokio::test]
async fn a_history_that_cannot_be_is_named_beside_its_field_and_kept() {
    let site = Site::new();
    let check = async |query: &str, field: &str, message: &str| {
        let answer = site.get(&format!("/clock?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        answer.says(&[
            message,
            "请更正后重新推算",
            &format!("id=\"{field}-error\""),
            "aria-invalid=\"true\"",
        ]);
        assert!(!answer.body.contains("submitted（") && !answer.body.contains("fee_noticed或"), "{query}");
    };
    check("submitted=abc", "submitted", "日期请写成年月日").await;
    check("received=2026-03-02", "submitted", "请填写提交日期").await;
    check("submitted=2026-03-02&corrected=2026-03-10", "corrected", "没有告知补正").await;
    check("submitted=2026-03-02&paid=2026-03-10", "paid", "没有发出收费通知").await;
    check("channel=internet&submitted=2026-03-02&answered=2026-03-10", "answered", "这时申请还没有收到")
        .await;
    check("submitted=2026-03-02&extended_days=5", "extended", "请填写决定延期的日期").await;
    check("submitted=2026-03-02&extended=2026-03-09", "extended_days", "1 至 20").await;
    check("submitted=2019-05-14", "submitted", "2019年5月15日").await;
    check("submitted=2026-03-02&answered=2026-03-10&as_of=2026-03-05", "as_of", "早于已经填写的").await;
    check("submitted=2026-03-02&received=2026-03-03", "received", "提交之日就是收到之日").await;
    check("submitted=2026-03-02&channel=pigeon", "channel", "没有这一项").await;
    check("submitted=2026-03-02&replied2=2026-03-09", "consulted2", "请填写发函日期").await;
    check("pages=%E5%8D%81", "pages", "请写 0 或者正整数").await;
    check("cases=999999999", "cases", "超出一次计算的上限").await;
    let kept = site.get("/clock?submitted=2026-02-30&correction=2026-03-04").await;
    kept.says(&["value=\"2026-02-30\"", "value=\"2026-03-04\"", "<details open>"]);
}

#[tokio::test]
async fn the_proof_gives_every_day_of_the_term_its_reason() {
    let site = Site::new();
    let proof = site.get("/clock/proof?channel=in_person&submitted=2026-01-30&as_of=2026-02-01").await;
    // 2026-01-30 至 2026-03-05：35天，收到当日不计，其中20个工作日
    proof.says(&["第20个工作日", "春节放假", "春节调休上班", "起算，不计", "/clock?channel=in_person"]);
    assert_eq!(proof.body.matches("<th scope=\"row\">").count(), 35);
    let wrong = site.get("/clock/proof?submitted=x").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    site.get("/clock/proof").await.says(&["期限推算"]);
}

/// LAW.md §3.
#[tokio::test]
async fn the_fee_is_told_for_cases_and_for_pages() {
    let site = Site::new();
    site.get("/clock?cases=41").await.says(&["合计 4300 元", "第 41 件 300 元"]);
    site.get("/clock?cases=&pages=150").await.says(&["合计 1700 元"]);
}

#[tokio::test]
async fn findings_stand_beside_the_tables_with_the_cells_marked() {
    let site = Site::new();
    let result = site.checked(&["改动.html", "正确.html", "图片.pdf"]).await;
    site.get(&result).await.says(&["■ 须更正 3", "▲ 请核实 1", "○ 已说明 1", "✓ 未发现问题", "统计表是图片"]);
    site.get(&format!("{result}/1")).await.says(&[
        "id=\"cell-table3.natural_person\" class=\"marked error\"",
        "href=\"#cell-table4.review.total\"",
        "按勾稽 1",
        "<mark>办结8件<span class=\"unseen\">（不符）</span></mark>",
        "已作说明",
        "data-copy",
        "依据：",
    ]);
    site.get(&format!("{result}/2")).await.says(&["✓ 未发现问题"]);
    assert_eq!(site.get(&format!("{result}/3")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_a_report_of_the_year_before_counts_as_compared() {
    let site = Site::new();
    let another = "没有与上年报告比对：给出的是乙县行政审批服务局2023年的报告，机关不同。";
    for (files, prior, words) in [
        (vec!["正确.html"], "正确上年.html", ["已与上年报告“正确上年.html”比对。", "正确.html"]),
        (
            vec!["正确.html"],
            "正确.html",
            [
                "没有与上年报告比对，原因见下表。",
                "没有与上年报告比对：给出的是乙县行政审批服务局2024年的报告，不是上一年的。",
            ],
        ),
        (vec!["改动.html"], "正确上年.html", ["没有与上年报告比对，原因见下表。", another]),
        (
            vec!["改动.html", "正确.html"],
            "正确上年.html",
            ["1份已与上年报告比对，1份没有，原因见下表。", another],
        ),
    ] {
        let mut parts: Vec<_> = files.iter().map(|name| ("files", Some(*name), "内容")).collect();
        parts.push(("prior", Some(prior), "内容"));
        let result = site.check(&parts).await.header("location").to_string();
        site.get(&result).await.says(&words);
        let told = if words[0].starts_with('已') {
            "已与“正确上年.html”比对"
        } else {
            "没有比对：给出的是"
        };
        site.get(&format!("{result}/1")).await.says(&["上年报告", told]);
    }
}

#[tokio::test]
async fn explanations_that_explain_nothing_are_listed() {
    let site = Site::new();
    let result = site.checked(&["改动.html", "正确.html"]).await;
    site.get(&result).await.says(&["○ 说明未起作用 1"]);
    site.get(&format!("{result}/1")).await.says(&["没有起作用的例外说明", "已于2024-12-31到期"]);
    let json: serde_json::Value =
        serde_json::from_str(&site.get(&format!("{result}.json")).await.body).unwrap();
    assert_eq!(json[0]["unused_waivers"][0]["reason"], "expired");
    assert_eq!(json[1].get("unused_waivers"), None);
}

#[tokio::test]
async fn findings_can_be_taken_away() {
    let site = Site::new();
    let result = site.checked(&["改动.html", "正确.html"]).await;
    let json: serde_json::Value =
        serde_json::from_str(&site.get(&format!("{result}/1.json")).await.body).unwrap();
    assert_eq!(json[0]["findings"][0]["where"], "table3.natural_person");
    let all: serde_json::Value =
        serde_json::from_str(&site.get(&format!("{result}.json")).await.body).unwrap();
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    let csv = site.get(&format!("{result}/1.csv")).await;
    assert!(
        csv.body.starts_with("\u{feff}序号,规则,轻重,位置,位置代码,填报,应为,说明,例外说明\r\n1,R1,须更正,")
    );
    assert_eq!(csv.body.lines().count(), 6);
}

#[tokio::test]
async fn several_reports_are_added_up_and_missing_units_named() {
    let site = Site::new();
    let parts = [
        ("files", Some("改动.html"), "x"),
        ("files", Some("正确.html"), "x"),
        ("units", None, "乙县行政审批服务局\n丙县行政审批服务局\n"),
    ];
    let result = site.check(&parts).await.header("location").to_string();
    let sum = site.get(&format!("{result}/sum?sort=organ")).await;
    sum.says(&["未见报告的单位（1）", "丙县行政审批服务局", "77302"]);
    assert!(!sum.body.contains("<p>乙县"));
}

#[tokio::test]
async fn what_was_typed_is_kept_when_something_is_missing() {
    let site = Site::new();
    let parts = [("files", Some(""), ""), ("organ", None, "丁县财政局"), ("year", None, "二〇二四")];
    let answer = site.check(&parts).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    answer.says(&["请选择要核对的报告。", "年度请写四位数字", "value=\"丁县财政局\"", "value=\"二〇二四\""]);
    let unreadable = site.check(&[("files", Some("a.html"), "x"), ("prior", Some("坏.pdf"), "x")]).await;
    assert_eq!(unreadable.status, StatusCode::BAD_REQUEST);
    unreadable.says(&["上年报告无法读取", "href=\"#prior\""]);
}

#[tokio::test]
async fn the_type_size_is_kept_in_a_cookie() {
    let site = Site::new();
    let request = Request::post("/size").header("content-type", "application/x-www-form-urlencoded");
    let answer = site.send(request.body(Body::from("size=large&back=/check")).unwrap()).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/check"));
    assert!(answer.header("set-cookie").starts_with("size=large; Path=/"));
    let large = Request::get("/").header("cookie", "a=b; size=large").body(Body::empty()).unwrap();
    site.send(large).await.says(&["<html lang=\"zh-CN\" class=\"large\">", "标准字号"]);
}

#[tokio::test]
async fn crawlers_and_operators_find_what_they_expect() {
    let site = Site::new();
    site.get("/feed.atom")
        .await
        .says(&["<id>http://site.example/disclosure/reports/2024</id>", "2025-01-20T00:00:00+08:00"]);
    site.get("/sitemap.xml").await.says(&[
        "<loc>http://site.example/disclosure/reports/2024</loc>",
        "<loc>http://site.example/disclosure/rules/regulation</loc>",
    ]);
    site.get("/robots.txt").await.says(&["Disallow: /check/", "Sitemap: http://site.example/sitemap.xml"]);
    site.get("/healthz").await.says(&["ok"]);
    site.get("/readyz").await.says(&["ok 1 reports"]);
}

#[tokio::test]
async fn styles_are_kept_for_a_year_under_a_name_that_changes_with_them() {
    let site = Site::new();
    let home = site.get("/").await.body;
    let path =
        home.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let style = site.get(path).await;
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(style.body.contains("--red"));
    assert_eq!(site.get("/assets/portal-0000000000000000.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_are_sent_compressed_to_those_who_take_it() {
    let request =
        Request::get("/disclosure/reports/2024").header("accept-encoding", "gzip").body(Body::empty());
    assert_eq!(Site::new().send(request.unwrap()).await.header("content-encoding"), "gzip");
}
