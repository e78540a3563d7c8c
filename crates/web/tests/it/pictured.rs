//! 登记的图表：工作台的数据看板、数说公开，数字点开是清单；清单下的交叉表。

use crate::fake::Fake;
use crate::office::Office;
use axum::http::StatusCode;

/// Rows of a register, entered as a clerk does.
async fn entered(office: &Office, kind: &str, rows: &[&[(&str, &str)]]) {
    let wang = office.sign_in("wang").await;
    for row in rows {
        let done = office.post(&format!("/desk/registers/{kind}/new"), &wang, row).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
}

#[tokio::test]
async fn the_dashboard_draws_the_registers_and_every_figure_leads_to_its_rows() {
    let office = Office::open().await;
    let case = |no: &'static str, matter: &'static str, day: &'static str| {
        [("no", no), ("matter", matter), ("kind", "service"), ("channel", "window"), ("accepted", day)]
    };
    let cases = [
        case("1", "食品经营许可", "2026-01-05"),
        case("2", "食品经营许可", "2026-02-09"),
        case("3", "老年证", "2026-02-10"),
        case("0", "食品经营许可", "2025-02-10"),
    ];
    entered(&office, "cases", &cases.each_ref().map(|one| &one[..])).await;
    let trade = |no: &'static str, kind: &'static str, amount: &'static str| {
        [("no", no), ("name", "项目"), ("kind", kind), ("amount", amount), ("closed", "2026-01-20")]
    };
    let trades = [trade("T1", "works", "1280500"), trade("T2", "works", "20000"), trade("T3", "land", "5")];
    entered(&office, "trades", &trades.each_ref().map(|one| &one[..])).await;
    entered(&office, "help", &[&[("kind", "telephone"), ("served", "2026-03-01")]]).await;

    let wang = office.sign_in("wang").await;
    let page = office.get("/desk/dashboard?year=2026", &wang).await;
    page.says(&[
        "政务服务办件（按月）",
        "/desk/registers/cases?year=2026&#38;month=02\">2</a>",
        "+100%",
        "办件最多的事项",
        "公共资源交易额（按类别）",
        ">130.05</a>",
        "帮办代办服务（按方式）",
        "电话咨询",
        "行政许可决定（按月）",
    ]);
    let lead = page
        .body
        .split("href=\"")
        .find(|part| part.starts_with("/desk/registers/cases?year=2026&#38;by=matter"));
    let lead = lead.unwrap().split('"').next().unwrap().replace("&#38;", "&");
    office.get(&lead, &wang).await.says(&["共 2 条", "食品经营许可"]).lacks(&["老年证</td>"]);
    let csv = office.get("/desk/dashboard/trades-amounts.csv?year=2026", &wang).await;
    csv.says(&["公共资源交易额（按类别）,2026年,2025年", "工程建设,130.05,0"]);
    // 2023 stands in files: said, with the way to the report's figures.
    office
        .get("/desk/dashboard?year=2023", &wang)
        .await
        .says(&["在数据文件里", "/disclosure/reports/2023/figures"]);

    // Items by months on the register's own page.
    let list = office.get("/desk/registers/cases?year=2026", &wang).await;
    list.says(&["事项和月份", "by=matter&#38;is=", "&#38;month=02\">1</a>"]);
    office.get("/desk/registers/cases?year=2026&month=02", &wang).await.lacks(&["事项和月份"]);
    office.get("/desk/registers/trainings?year=2026", &wang).await.lacks(&["和月份"]);
}

/// The fake's report counts 613,000 cases of 2024 and no trades: a register that counts otherwise is not shown.
#[tokio::test]
async fn the_public_page_shows_only_registers_that_count_what_the_report_counts() {
    let office = Office::open().await;
    let case = [
        ("no", "1"),
        ("matter", "老年证"),
        ("kind", "service"),
        ("channel", "window"),
        ("accepted", "2024-02-10"),
    ];
    entered(&office, "cases", &[&case]).await;
    office.get("/disclosure/figures", "").await.lacks(&["政务服务办件（按月）"]);
    let mut fake = Fake::new();
    let report = std::sync::Arc::make_mut(&mut fake.report);
    report.figures.get_mut("hall.cases").unwrap().records = 1;
    let office = Office::over(fake).await;
    entered(&office, "cases", &[&case]).await;
    let page = office.get("/disclosure/figures", "").await;
    page.says(&[
        "政务服务办件（按月）",
        "办件最多的事项",
        "老年证",
        "/disclosure/reports/2024/figures/hall.cases",
    ]);
    page.lacks(&["公共资源交易"]);
}
