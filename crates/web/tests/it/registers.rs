//! 登记：工作台的清单、登记、更正、撤销、导入、导出，大厅计数，公开的登记和数据接口，和不该做成的事。

use crate::Answer;
use crate::desk_files::Part;
use crate::office::{Office, today};
use axum::http::StatusCode;
use office::register::{Kind, Register, field};

const FINDING: [(&str, &str); 5] = [
    ("source", "third_party"),
    ("problem", "个别栏目更新不及时"),
    ("found", "2026-02-02"),
    ("owner", "政务公开科"),
    ("due", "2026-02-27"),
];

impl Office {
    async fn enters(&self, kind: &str, fields: &[(&str, &str)]) -> Answer {
        let cookie = self.sign_in("wang").await;
        self.post(&format!("/desk/registers/{kind}/new"), &cookie, fields).await
    }

    async fn entered(&self, kind: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.enters(kind, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.header("location").to_owned()
    }
}

fn with<'a>(fields: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = fields.iter().filter(|(one, _)| *one != name);
    others.copied().chain([(name, value)]).collect()
}

/// What a form carries unseen.
fn hidden(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().replace("&#47;", "/")
}

#[tokio::test]
async fn a_row_is_entered_corrected_and_struck_at_the_desk_and_its_page_says_so() {
    let office = Office::open().await;
    let handler = office.sign_in("wang").await;
    let form = office.get("/desk/registers/findings/new", &handler).await;
    form.says(&["登记：评估问题整改", "不填的，自动编号。", "第三方评估", "整改期限"]);
    let place = office.entered("findings", &FINDING).await;
    office.get(&place, &handler).await.says(&["已登记。", "ZG2026-0001", "逾期 2 个工作日", "王承办"]);
    // 期限2月27日，今天3月2日（周一）；2月28日调休上班，逾期2个工作日.
    let list = office.get("/desk/registers/findings", &handler).await;
    list.says(&["共 1 条", "逾期 2 个工作日", "政务公开科", "导出"]);
    let id = "2026%2FZG2026%2D0001";
    let form = office.get(&format!("/desk/registers/findings/edit?id={id}"), &handler).await;
    form.says(&["更正：评估问题整改", "更正的理由", "个别栏目更新不及时"]);
    let changed: Vec<(&str, &str)> = [
        ("no", "ZG2026-0001"),
        ("remedy", "补发信息"),
        ("proof", "整改回复1号"),
        ("closed", "2026-02-26"),
        ("row-id", "2026/ZG2026-0001"),
        ("row-version", "1"),
    ]
    .into_iter()
    .chain(FINDING)
    .collect();
    let without = office.post("/desk/registers/findings/edit", &handler, &changed).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    without.says(&["请写明更正的理由", "补发信息"]);
    let done =
        office.post("/desk/registers/findings/edit", &handler, &with(&changed, "row-why", "整改完成")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = office.get(done.header("location"), &handler).await;
    page.says(&["已更正", "按期整改", "理由：整改完成", "佐证：原为空白"]);
    let twice = with(&changed, "row-why", "又改");
    let stale = office.post("/desk/registers/findings/edit", &handler, &twice).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says(&["这条登记刚被他人改过"]);
    let strike = |why| [("row-id", "2026/ZG2026-0001"), ("row-version", "2"), ("row-why", why)];
    let blank = office.post("/desk/registers/findings/strike", &handler, &strike("")).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    blank.says(&["请写明理由"]);
    let struck = office.post("/desk/registers/findings/strike", &handler, &strike("重复登记")).await;
    let list = office.get(struck.header("location"), &handler).await;
    list.says(&["已撤销。", "没有登记。", "已撤销 1 条"]);
    office.get("/desk/registers/findings?year=2026&struck=yes", &handler).await.says(&["撤销理由：重复登记"]);
}

#[tokio::test]
async fn every_wrong_cell_is_told_beside_its_field_and_what_was_typed_is_kept() {
    let office = Office::open().await;
    let fields =
        [("no", "J1"), ("kind", ""), ("session", "四次会议"), ("matter", "营商环境"), ("assigned", "昨天")];
    let answer = office.enters("proposals", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&[
        "“类别”不能为空，请补填。",
        "请填写有效日期，如2024-03-05。",
        "value=\"昨天\"",
        "href=\"#assigned\"",
    ]);
    let place = office
        .entered("proposals", &with(&with(&fields, "kind", "congress"), "assigned", "2026-01-12"))
        .await;
    let handler = office.sign_in("wang").await;
    // 三个月内答复：1月12日交办，4月12日到期.
    office.get(&place, &handler).await.says(&["2026-04-12", "4月12日前答复"]);
    let again =
        office.enters("proposals", &with(&with(&fields, "kind", "congress"), "assigned", "2026-01-12")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says(&["同一事项不重复登记"]);
}

#[tokio::test]
async fn a_list_is_narrowed_by_its_fields_and_months_and_added_up() {
    let office = Office::open().await;
    for (no, kind, amount, closed) in [
        ("A1", "works", "1000.5", "2026-01-12"),
        ("A2", "works", "2000", "2026-02-09"),
        ("A3", "land", "4000", "2026-02-10"),
        ("B1", "land", "3500.25", "2025-06-10"),
    ] {
        let fields = [("no", no), ("name", "某项目"), ("kind", kind), ("amount", amount), ("closed", closed)];
        office.entered("trades", &fields).await;
    }
    let handler = office.sign_in("wang").await;
    let list = office.get("/desk/registers/trades?year=2026", &handler).await;
    // 7000.50 比 3500.25 多100%；3条比1条多200%.
    list.says(&["共 3 条", "7,000.5元", "3,500.25元", "100%", "200%", "1,000.5"]);
    let works = office.get("/desk/registers/trades?year=2026&by=kind&is=works", &handler).await;
    works.says(&["共 2 条", "交易额合计 3,000.5元", ">A1<", ">A2<"]);
    assert!(!works.body.contains(">A3<"));
    let february = office.get("/desk/registers/trades?year=2026&month=02", &handler).await;
    february.says(&["共 2 条", "交易额合计 6,000元"]);
    let csv = office.get("/desk/registers/trades/export.csv?year=2026&by=kind&is=works", &handler).await;
    assert_eq!(csv.body.lines().count(), 3);
    csv.says(&["项目编号,项目名称,类别,交易额,成交日", "A1,某项目,工程建设,1000.50,2026-01-12"]);
    office
        .get("/desk/registers/trades/export.xlsx?year=2026", &handler)
        .await
        .says(&["PK公共资源交易项目", "A3|"]);
    for bad in ["year=abc", "by=name&is=x", "by=kind&is=", "month=13", "year=2026&by=nothing&is=x"] {
        let answer = office.get(&format!("/desk/registers/trades?{bad}"), &handler).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{bad}");
    }
}

#[tokio::test]
async fn a_year_without_anything_is_said_to_have_nothing() {
    let office = Office::open().await;
    let wang = office.sign_in("wang").await;
    let page = "/desk/registers/trades?year=2025";
    office.get(page, &wang).await.says(&["没有登记", "年度报告不当作零", "2025年没有发生，登记为零"]);
    let say = async |who: &str, stands: &str| {
        let fields = [("year", "2025"), ("stands", stands)];
        office.post("/desk/registers/trades/nothing", who, &fields).await
    };
    assert_eq!(say(&wang, "yes").await.status, StatusCode::SEE_OTHER);
    office.get(page, &wang).await.says(&["2025年没有发生“公共资源交易项目”", "统计为零", "取消"]);
    assert_eq!(say(&wang, "no").await.status, StatusCode::SEE_OTHER);
    office.get(page, &wang).await.says(&["年度报告不当作零"]);
    for who in ["wu", "shen", "han"] {
        let cookie = office.sign_in(who).await;
        assert_eq!(say(&cookie, "yes").await.status, StatusCode::FORBIDDEN, "{who}");
    }
    let files = [("year", "2023"), ("stands", "yes")];
    let refused = office.post("/desk/registers/trades/nothing", &wang, &files).await;
    refused.says(&["同一年度不能两处登记"]);
}

#[tokio::test]
async fn a_long_list_is_turned_page_by_page() {
    let office = Office::open().await;
    let office = &office;
    for at in 0..35 {
        let (no, day) = (format!("T{at:02}"), format!("2026-01-{:02}", at % 28 + 1));
        let fields = [("no", &*no), ("name", "某项目"), ("kind", "works"), ("amount", "1"), ("closed", &day)];
        office.entered("trades", &fields).await;
    }
    let handler = office.sign_in("wang").await;
    let first = office.get("/desk/registers/trades?year=2026", &handler).await;
    let next = first.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = office.get(&format!("/desk/registers/trades{next}"), &handler).await;
    let rows = |page: &Answer| page.body.matches("data-label=\"项目编号\"").count();
    assert_eq!((rows(&first), rows(&second)), (30, 5));
}

#[tokio::test]
async fn only_those_who_keep_a_register_write_it_and_administrators_see_none() {
    let office = Office::open().await;
    office.entered("findings", &FINDING).await;
    let get = async |who: &str, path: &str| {
        let cookie = office.sign_in(who).await;
        office.get(path, &cookie).await.status
    };
    let post = async |who: &str, path: &str, fields: &[(&str, &str)]| {
        let cookie = office.sign_in(who).await;
        office.post(path, &cookie, fields).await.status
    };
    for who in ["han", "an"] {
        for path in [
            "/desk/registers",
            "/desk/registers/findings",
            "/desk/counter",
            "/desk/registers/findings/export.csv",
        ] {
            assert_eq!(get(who, path).await, StatusCode::FORBIDDEN, "{who} {path}");
        }
    }
    assert_eq!(get("shen", "/desk/registers/findings").await, StatusCode::OK);
    let strike = [("row-id", "2026/ZG2026-0001"), ("row-version", "1"), ("row-why", "试试")];
    for who in ["shen", "han", "an", "wu"] {
        assert_eq!(get(who, "/desk/registers/findings/new").await, StatusCode::FORBIDDEN, "{who}");
        assert_eq!(get(who, "/desk/registers/findings/import").await, StatusCode::FORBIDDEN, "{who}");
        assert_eq!(post(who, "/desk/registers/findings/new", &FINDING).await, StatusCode::FORBIDDEN, "{who}");
        assert_eq!(
            post(who, "/desk/registers/findings/strike", &strike).await,
            StatusCode::FORBIDDEN,
            "{who}"
        );
        assert_eq!(post(who, "/desk/counter", &[("kind", "onsite")]).await, StatusCode::FORBIDDEN, "{who}");
    }
    // 申请、公开的信息等由办理过程形成的，没有登记的页面.
    assert_eq!(get("wang", "/desk/registers/requests/new").await, StatusCode::NOT_FOUND);
    assert_eq!(office.get("/desk/registers", "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_sealed_is_for_those_who_keep_the_register_and_each_reading_is_noted() {
    let office = Office::open().await;
    let fields =
        [("no", "罚1号"), ("matter", "无证经营"), ("counterpart", "张某某"), ("decided", "2026-02-02")];
    let place = office.entered("penalties", &fields).await;
    let handler = office.sign_in("wang").await;
    office.get(&place, &handler).await.says(&["张某某"]);
    assert!(!office.get("/desk/registers/penalties", &handler).await.body.contains("张某某"));
    office.get("/desk/registers/penalties/export.csv", &handler).await.says(&["张某某"]);
    let auditor = office.sign_in("shen").await;
    let page = office.get(&place, &auditor).await;
    page.says(&["（密封）"]);
    assert!(!page.body.contains("张某某"));
    let csv = office.get("/desk/registers/penalties/export.csv", &auditor).await;
    assert!(!csv.body.contains("张某某") && !csv.body.contains("当事人"), "{}", csv.body);
    office.get("/desk/audit?kind=read_sealed", &auditor).await.says(&["查阅登记的密封内容"]);
}

#[tokio::test]
async fn a_year_that_stands_in_files_is_not_entered_here_and_a_published_year_says_what_changes() {
    let office = Office::open().await;
    let handler = office.sign_in("wang").await;
    // 测试的数据目录里，2023年各本登记都有文件.
    let refused =
        office.enters("findings", &with(&with(&FINDING, "found", "2023-02-02"), "due", "2023-03-02")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["records/2023/评估问题整改", "gongkai import"]);
    let list = office.get("/desk/registers/findings?year=2023", &handler).await;
    list.says(&["同一年度不能两处登记"]);
    assert!(!list.body.contains("登记一条</a>"));
    let form = office.get("/desk/registers/findings/new?year=2024", &handler).await;
    form.says(&["2024年的年度报告已经公开", "重新编制后才计入"]);
}

fn file<'a>(name: &'a str, text: &'a str) -> Part<'a> {
    Part::File("files", name, text.as_bytes())
}

const TRAININGS: &str =
    "主题,举办日,参加人数\n政务公开实务,2026-01-15,30\n信息撰写,2026-02-10,很多\n保密审查,2026-02-11,18\n";

#[tokio::test]
async fn a_file_is_looked_through_confirmed_and_known_again() {
    let office = Office::open().await;
    let handler = office.sign_in("wang").await;
    office.get("/desk/registers/trainings/import", &handler).await.says(&["导入：政务公开培训", "参加人数"]);
    let upload = async |name: &str, text: &str| {
        office.send("/desk/registers/trainings/import", &handler, &[file(name, text)]).await
    };
    let looked = upload("培训.csv", TRAININGS).await;
    assert_eq!(looked.status, StatusCode::SEE_OTHER, "{}", looked.body);
    let place = looked.header("location").to_owned();
    let page = office.get(&place, &handler).await;
    page.says(&[
        "可以采用 <strong>2</strong> 行，不能采用 <strong>1</strong> 行",
        "第 3 行",
        "请填写非负整数",
        "政务公开实务",
    ]);
    let rejected = office.get(&format!("{place}/rejected.csv"), &handler).await;
    rejected.says(&["主题,举办日,参加人数,原文件行,退回原因", "信息撰写,2026-02-10,很多,3,"]);
    // 还没有确认，什么也没有登记；有退回的行，要选只导入其余的.
    assert!(!office.get("/desk/registers/trainings?year=2026", &handler).await.body.contains("保密审查"));
    let whole = office.post(&place, &handler, &[]).await;
    assert_ne!(whole.status, StatusCode::SEE_OTHER);
    whole.says(&["只导入可以采用的行"]);
    // 别人看不到这次上传.
    let other = office.sign_in("zhao").await;
    office.get(&place, &other).await.says(&["请重新选择文件"]);
    let done = office.post(&place, &handler, &[("skip", "yes")]).await;
    assert_eq!(done.header("location"), place);
    let done = office.get(&place, &handler).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let list = office.get(done.header("location"), &handler).await;
    list.says(&["已导入，本年由这个文件登记2条。", "共 2 条", "参加人数合计 48"]);
    let again = upload("换个名字.csv", TRAININGS).await;
    office.get(again.header("location"), &handler).await.says(&["这个文件已经导入过", "共2行"]);
    let audit = office.sign_in("shen").await;
    let rows = office.get("/desk/registers/trainings?year=2026", &audit).await;
    let row = rows.body.split("/desk/registers/trainings/row?id=").nth(1).unwrap().split('"').next().unwrap();
    office.get(&format!("/desk/registers/trainings/row?id={row}"), &audit).await.says(&["随文件导入"]);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_refused_with_its_reason() {
    let office = Office::open().await;
    let handler = office.sign_in("wang").await;
    for (kind, name, text, told) in [
        ("trainings", "培训.doc", TRAININGS, "请选择 CSV 或者 XLSX 文件"),
        ("trainings", "培训.csv", "乱,码\n1,2\n", "第一行不是表头"),
        ("trainings", "培训.csv", "主题,举办日,参加人数\n", "请填写年度"),
        ("trainings", "培训.csv", "主题,举办日,参加人数\n甲,2023-05-05,3\n", "同一年度不能两处登记"),
        ("works", "工作.csv", "方面,工作\n主动公开,做了事\n", "请填写年度"),
    ] {
        let path = format!("/desk/registers/{kind}/import");
        let answer = office.send(&path, &handler, &[file(name, text)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {text}");
        answer.says(&[told]);
    }
    let none = office.send("/desk/registers/trainings/import", &handler, &[]).await;
    none.says(&["请选择要导入的文件"]);
    assert_ne!(office.get("/desk/registers/trainings/import/0123", &handler).await.status, StatusCode::OK);
}

#[tokio::test]
async fn improvements_that_were_not_carried_out_go_into_the_next_year_once() {
    let office = Office::open().await;
    let problem = |problem, done, year| {
        let progress = if str::is_empty(done) { "" } else { "已经落实" };
        [("row-year", year), ("problem", problem), ("remedy", "改"), ("done", done), ("progress", progress)]
    };
    office.entered("problems", &problem("发布间隔偏长", "", "2025")).await;
    office.entered("problems", &problem("认识不够到位", "2025-12-01", "2025")).await;
    let handler = office.sign_in("wang").await;
    let empty = office.entered("problems", &problem("今年的问题", "", "2026")).await;
    assert!(empty.contains("row?id="));
    office.get("/desk/registers/problems?year=2026", &handler).await.says(&["沿用上年没有落实的改进措施"]);
    for (count, rows) in [(1, 2), (0, 2)] {
        let done = office.post("/desk/registers/problems/carry", &handler, &[("row-year", "2026")]).await;
        let list = office.get(done.header("location"), &handler).await;
        list.says(&[&format!("没有落实的改进措施{count}条"), &format!("共 {rows} 条"), "发布间隔偏长"]);
        assert!(!list.body.contains("认识不够到位"));
    }
}

#[tokio::test]
async fn a_service_is_counted_by_two_taps_and_a_mistaken_one_is_taken_back() {
    let office = Office::open().await;
    let handler = office.sign_in("li").await;
    let first = office.get("/desk/counter", &handler).await;
    first.says(&["已计 0 次", "政策辅导", "办事流程演示", "申请帮助", "现场帮办", "电话咨询", "服务指导"]);
    let second = office.get("/desk/counter?kind=onsite", &handler).await;
    second.says(&["<h2>现场帮办</h2>", "计一次"]);
    assert!(!second.body.contains("<script src=\"/assets/apply"));
    for kind in ["onsite", "onsite", "telephone"] {
        let done = office.post("/desk/counter", &handler, &[("kind", kind), ("matter", "企业开办")]).await;
        assert_eq!(done.header("location"), "/desk/counter?done=counted");
    }
    let counted = office.get("/desk/counter?done=counted", &handler).await;
    counted.says(&["已计一次", "已计 3 次", "今日 2 次", "企业开办", "JS2026-0003"]);
    let (id, version) = (hidden(&counted, "id"), hidden(&counted, "version"));
    let undone = office.post("/desk/counter/undo", &handler, &[("id", &id), ("version", &version)]).await;
    assert_eq!(undone.header("location"), "/desk/counter?done=undone", "{}", undone.body);
    office.get("/desk/counter?done=undone", &handler).await.says(&["已撤回", "已计 2 次"]);
    let twice = office.post("/desk/counter/undo", &handler, &[("id", &id), ("version", &version)]).await;
    assert_ne!(twice.status, StatusCode::SEE_OTHER);
    assert_eq!(
        office.post("/desk/counter", &handler, &[("kind", "别的")]).await.status,
        StatusCode::BAD_REQUEST
    );
    let sheet = office.get("/desk/counter/sheet", &handler).await;
    sheet.says(&[
        "帮办代办服务日报",
        "<th scope=\"row\">现场帮办</th><td class=\"number\">2</td><td class=\"number\">2</td>",
    ]);
    let pdf = office.get(&format!("/desk/counter/sheet.pdf?day={}", today()), &handler).await;
    pdf.says(&["%PDF-帮办代办服务日报（2026年3月2日）", "现场帮办|2|2|2", "合计|2|2|2"]);
    // 撤回的计数和理由仍可以查看.
    office.get("/desk/registers/help?year=2026&struck=yes", &handler).await.says(&["撤销理由：误按"]);
}

#[tokio::test]
async fn terms_of_registers_stand_with_the_other_deadlines() {
    let office = Office::open().await;
    office.entered("findings", &FINDING).await;
    office.entered("findings", &with(&FINDING, "due", "2026-03-09")).await;
    let handler = office.sign_in("wang").await;
    let index = office.get("/desk/registers", &handler).await;
    index.says(&["逾期 1 项", "ZG2026-0001", "ZG2026-0002", "剩余 5 个工作日"]);
    office.get("/desk", &handler).await.says(&["各本登记中有1项过了期限"]);
    let head = web::desk::account::find(&office.ledger, "zhao").await.unwrap().unwrap();
    let (day, calendar) = (today().parse().unwrap(), law::workday::Calendar::builtin());
    let desks = web::desk::reminder::Desks { casework: &office.casework, messages: None };
    let told = web::desk::reminder::of(desks, &head, day, &calendar).await.unwrap();
    let overdue = told.iter().find(|section| section.title == "各本登记已逾期").unwrap();
    assert_eq!((overdue.lines[0].no.as_str(), overdue.count()), ("评估问题整改", 1));
    let answer = office.post("/desk/me/feed", &handler, &[]).await;
    let key = answer.body.split("calendar.ics?key=").nth(1).unwrap().split(['"', '<', '&']).next().unwrap();
    let feed = office.get(&format!("/desk/calendar.ics?key={key}"), "").await;
    feed.says(&["DTSTART;VALUE=DATE:20260309", "DTSTART;VALUE=DATE:20260227"]);
}

#[tokio::test]
async fn who_was_a_member_on_a_day_is_told() {
    let office = Office::open().await;
    for (name, since, until) in [("甲某", "2026-01-05", "2026-02-10"), ("乙某", "2026-02-11", "")] {
        let fields = [
            ("body", "leading_group"),
            ("name", name),
            ("post", "副局长"),
            ("duty", "副组长"),
            ("since", since),
            ("until", until),
        ];
        office.entered("members", &fields).await;
    }
    let handler = office.sign_in("wang").await;
    let page = office.get("/desk/registers/members?year=2026&on=2026-02-10", &handler).await;
    let told = page.body.split("某一日的在任人员").nth(1).unwrap();
    assert!(told.contains("甲某") && !told.contains("乙某"), "{told}");
    office.get("/desk/registers/members?year=2026&on=昨天", &handler).await.says(&["日期请写成年月日"]);
}

const PROPOSAL: [(&str, &str); 9] = [
    ("no", "第1号"),
    ("kind", "congress"),
    ("session", "四次会议"),
    ("matter", "老年人办事"),
    ("assigned", "2026-01-12"),
    ("answered", "2026-02-12"),
    ("answer", "已增设帮办窗口。"),
    ("leader", "某某代表"),
    ("shown", "yes"),
];

#[tokio::test]
async fn the_public_reads_what_the_declaration_opens_and_nothing_else() {
    let office = Office::open().await;
    office.entered("proposals", &PROPOSAL).await;
    office
        .entered(
            "proposals",
            &with(&with(&with(&PROPOSAL, "no", "第2号"), "shown", "no"), "matter", "不公开的主题"),
        )
        .await;
    office.entered("findings", &FINDING).await;
    let fields = [("subject", "公开实务"), ("held", "2026-01-15"), ("participants", "30")];
    office.entered("trainings", &fields).await;
    let index = office.site.get("/disclosure/registers").await;
    index.says(&["公开的登记", "建议提案", "2026年 1 条", "政务公开培训"]);
    assert!(!index.body.contains("评估问题整改"));
    let page = office.site.get("/disclosure/registers/proposals").await;
    page.says(&["老年人办事", "已增设帮办窗口。", "共 1 条"]);
    for never in ["某某代表", "领衔人", "不公开的主题", "第2号"] {
        assert!(!page.body.contains(never), "{never}");
    }
    office.site.get("/disclosure/registers/trainings?month=01").await.says(&["公开实务", "30"]);
    for path in [
        "/disclosure/registers/findings",
        "/disclosure/registers/penalties",
        "/disclosure/registers/requests",
        "/disclosure/registers/nothing",
        "/disclosure/registers/proposals?by=shown&is=no",
        "/disclosure/registers/proposals?by=leader&is=x",
        "/api/v1/registers/findings",
        "/api/v1/registers/requests",
        "/api/v1/registers/proposals?by=shown&is=no",
    ] {
        assert_eq!(office.site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    office.site.get("/disclosure").await.says(&["href=\"/disclosure/registers\""]);
    // 撤销的，公众随即看不到.
    let handler = office.sign_in("wang").await;
    let id = "2026/congress·四次会议·第1号";
    let strike = [("row-id", id), ("row-version", "1"), ("row-why", "登记有误")];
    let done = office.post("/desk/registers/proposals/strike", &handler, &strike).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(!office.site.get("/disclosure/registers/proposals").await.body.contains("老年人办事"));
}

#[tokio::test]
async fn programs_get_public_rows_and_whoever_signed_in_what_the_duties_allow() {
    let office = Office::open().await;
    office.entered("proposals", &PROPOSAL).await;
    office.entered("proposals", &with(&with(&PROPOSAL, "no", "第2号"), "shown", "no")).await;
    let json = async |path: &str, cookie: &str| -> serde_json::Value {
        let answer = office.get(path, cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    };
    let path = "/api/v1/registers/proposals";
    let public = json(path, "").await;
    assert_eq!((public["total"].as_u64(), public["rows"].as_array().unwrap().len()), (Some(1), 1));
    assert_eq!(public["rows"][0]["kind"], "congress");
    assert!(public["rows"][0].get("leader").is_none());
    assert_eq!(public["fields"][1]["choices"]["congress"], "人大代表建议");
    let auditor = json(path, &office.sign_in("shen").await).await;
    assert_eq!(auditor["rows"].as_array().unwrap().len(), 2);
    assert!(auditor["rows"][0].get("leader").is_none());
    let keeper = json(path, &office.sign_in("wang").await).await;
    assert_eq!(keeper["rows"][0]["leader"], "某某代表");
    let administrator = json(path, &office.sign_in("han").await).await;
    assert_eq!(administrator["rows"].as_array().unwrap().len(), 1);
    office.site.get("/api/v1/openapi.json").await.says(&["/api/v1/registers/{kind}"]);
}

/// One declaration, nowhere else known; the ledger, the check and the metric are tried in the tests of `registers`.
const LECTURES: Register = office::register::register(
    "lectures",
    "公益讲座",
    &[
        field("编号", "no", Kind::Text),
        field("题目", "title", Kind::Text),
        field("举办日", "held", Kind::Date),
    ],
)
.unique(&["no"])
.dated("held")
.numbered("JZ")
.open("公益讲座。");

#[tokio::test]
async fn a_new_register_gets_form_import_page_and_api_from_one_declaration() {
    Register::declare(vec![LECTURES]);
    let office = Office::open().await;
    let handler = office.sign_in("wang").await;
    office.get("/desk/registers", &handler).await.says(&["公益讲座"]);
    office.get("/desk/registers/lectures/new", &handler).await.says(&[
        "登记：公益讲座",
        "题目",
        "不填的，自动编号",
    ]);
    office.entered("lectures", &[("title", "政策宣讲"), ("held", "2026-01-20")]).await;
    let text = "编号,题目,举办日\nA1,办事流程,2026-02-03\n";
    let looked = office.send("/desk/registers/lectures/import", &handler, &[file("讲座.csv", text)]).await;
    office.post(looked.header("location"), &handler, &[]).await;
    let list = office.get("/desk/registers/lectures?year=2026", &handler).await;
    list.says(&["共 2 条", "办事流程", "JZ2026-0001"]);
    office.site.get("/disclosure/registers/lectures").await.says(&["政策宣讲", "办事流程"]);
    office.site.get("/api/v1/registers/lectures").await.says(&["\"title\":\"办事流程\""]);
}

#[tokio::test]
async fn statistics_of_a_platform_are_imported_at_the_desk() {
    let office = Office::open().await;
    let wang = office.sign_in("wang").await;
    let page = "/desk/registers/media_accounts/import";
    office.get(page, &wang).await.says(&["来源", "微信公众平台后台导出的统计表", "账号名称"]);
    office.get("/desk/registers/trainings/import", &wang).await.lacks(&["后台导出的统计表"]);
    let give = async |account: &str, text: &str| {
        let parts = [
            Part::Text("row-source", "微信公众平台"),
            Part::Text("row-account", account),
            Part::File("files", "用户分析.csv", text.as_bytes()),
        ];
        office.send(page, &wang, &parts).await
    };
    give("", "时间 关注\n2026-01-31 7086\n").await.says(&["请填写账号名称", "微信公众平台\" selected"]);
    give("枣庄市审批服务", "甲 乙\n").await.says(&["《用户分析.csv》的表头认不出", "枣庄市审批服务"]);
    let looked = give("枣庄市审批服务", "时间 关注\n2026-01-31 7086\n2026-02-28 7100\n").await;
    assert_eq!(looked.status, StatusCode::SEE_OTHER, "{}", looked.body);
    let look = looked.header("location").to_owned();
    office.get(&look, &wang).await.says(&["枣庄市审批服务", "7,086"]);
    assert_eq!(office.post(&look, &wang, &[]).await.status, StatusCode::SEE_OTHER);
    office.get("/desk/registers/media_accounts?year=2026", &wang).await.says(&[
        "枣庄市审批服务",
        "7,086",
        "7,100",
    ]);
}
