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
    csv.says(&["公共资源交易额（按类别）,2026年,2025年", "工程建设,130.05,\r\n"]);
    // February as it was, April still to come; help of 2025 is not known, nor are items of either year.
    let csv = office.get("/desk/dashboard/cases-months.csv?year=2026", &wang).await;
    csv.says(&["2月,2,1\r\n", "3月,0,0\r\n", "4月,,0\r\n"]);
    let csv = office.get("/desk/dashboard/help-kinds.csv?year=2026", &wang).await;
    csv.says(&["电话咨询,1,\r\n"]);
    let csv = office.get("/desk/dashboard/items.csv?year=2026", &wang).await;
    assert!(csv.body.ends_with("2026年,2025年\r\n"), "{}", csv.body);
    page.says(&["这两年没有可以统计的登记"]);
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

/// The fake's report with these counts beside its own.
fn counting(counts: &[(&str, &str, &str, u64)]) -> Fake {
    let mut fake = Fake::new();
    let report = std::sync::Arc::make_mut(&mut fake.report);
    for (metric, label, unit, records) in counts {
        let mut figure = report.figures["hall.cases"].clone();
        (figure.metric, figure.label, figure.unit) = ((*metric).into(), (*label).into(), (*unit).into());
        (figure.value, figure.records) = ((*records).into(), *records);
        report.figures.insert((*metric).into(), figure);
    }
    fake
}

#[tokio::test]
async fn the_public_page_begins_with_the_figures_of_the_report_wherever_their_rows_stand() {
    let mut fake = counting(&[("trades.amount", "公共资源交易额", "元", 80_220_000_000)]);
    let report = std::sync::Arc::make_mut(&mut fake.report);
    let mut amount = report.figures["trades.amount"].clone();
    report.figures.get_mut("trades.amount").unwrap().prior = Some(74_400_000_000_u64.into());
    (amount.metric, amount.unit) = ("trades.amount.yi".into(), "亿元".into());
    (amount.value, amount.prior) = (802.into(), Some(744.into()));
    report.figures.insert(amount.metric.clone(), amount);
    let office = Office::over(fake).await;
    let page = office.get("/disclosure/figures", "").await;
    page.says(&[
        "2024年主要数字",
        "政务服务办件（件）",
        "/disclosure/reports/2024/figures/hall.cases\">613,000</a></td><td class=\"n\">—</td><td class=\"n\"></td>",
        "/disclosure/reports/2024/figures/licences.decisions\">38,651</a></td><td class=\"n\">36,204</td>\
         <td class=\"n\">+6.76%</td>",
        // 802.2 over 744, as it is before it is rounded for show.
        "公共资源交易额（亿元）",
        "<td class=\"n\">744</td><td class=\"n\">+7.82%</td>",
        "data-print hidden",
    ]);
    let csv = office.get("/disclosure/figures.csv", "").await;
    csv.says(&["表,项目,2024年,2023年\r\n", "2024年主要数字,政务服务办件（件）,613000,\r\n"]);
}

#[tokio::test]
async fn a_number_of_the_public_page_leads_to_the_rows_it_counts_or_nowhere() {
    let counts = [
        ("help.total", "帮办代办服务", "次", 3),
        ("help.telephone", "电话咨询服务", "次", 2),
        // Since the report a row was corrected.
        ("help.onsite", "现场帮办代办", "件", 2),
        ("licences.decisions", "行政许可决定", "件", 1),
    ];
    let office = Office::over(counting(&counts)).await;
    let help = |kind: &'static str, day: &'static str| [("kind", kind), ("served", day)];
    let helped =
        [help("telephone", "2024-03-01"), help("telephone", "2024-03-02"), help("onsite", "2024-05-06")];
    entered(&office, "help", &helped.each_ref().map(|one| &one[..])).await;
    let licence = [
        ("no", "1"),
        ("matter", "食品经营许可"),
        ("counterpart", "某公司"),
        ("decision", "granted"),
        ("decided", "2024-02-10"),
    ];
    entered(&office, "licences", &[&licence]).await;
    let page = office.get("/disclosure/figures", "").await;
    page.says(&[
        "帮办代办服务：电话咨询最多，2次，占66.7%",
        "电话咨询</th><td class=\"n\"><a href=\"/disclosure/reports/2024/figures/help.telephone\">2</a></td></tr>",
        "现场帮办</th><td class=\"n\">1</td></tr>",
        "帮办代办服务：3月最多，2次",
        "3月</th><td class=\"n\">2</td></tr>",
        // Not yet shown to the public.
        "2月</th><td class=\"n\">1</td></tr>",
    ]);
    let office = Office::over(counting(&counts)).await;
    entered(&office, "licences", &[&[&licence[..], &[("published", "2024-02-12")]].concat()]).await;
    let page = office.get("/disclosure/figures", "").await;
    page.says(&[
        "2月</th><td class=\"n\"><a href=\"/disclosure/registers/licences?year=2024&#38;month=02\">1</a>",
    ]);
    office.get("/disclosure/registers/licences?year=2024&month=02", "").await.says(&["食品经营许可"]);
}
