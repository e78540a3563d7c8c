//! 声明里写明的：编号、期限、任一日在任的人、公开的栏；一份新声明得到的一切。

use super::{by, ledger, register, told};
use law::workday::Calendar;
use office::metric::{catalogue, measure};
use office::records::{Records, Visit};
use office::register::{Kind, Reader, Register, field};
use registers::{By, Registers, View, check};
use std::sync::Arc;

const ORGAN: &str = super::ORGAN;

fn row(register: &'static Register, cells: &[(&str, &'static str)]) -> Vec<&'static str> {
    let said = |key: &str| cells.iter().find(|(name, _)| *name == key).map_or("", |(_, cell)| *cell);
    register.fields.iter().map(|field| said(field.key)).collect()
}

async fn enter(registers: &Registers, key: &str, year: i16, cells: &[(&str, &'static str)]) -> String {
    let register = register(key);
    registers.enter(register, year, &row(register, cells), by("li")).await.unwrap()
}

const FINDING: [(&str, &str); 5] = [
    ("source", "第三方评估"),
    ("problem", "栏目更新不及时"),
    ("found", "2024-08-20"),
    ("owner", "政务公开科"),
    ("due", "2024-09-20"),
];

#[tokio::test]
async fn what_nobody_numbered_gets_the_next_number() {
    let registers = Registers::new(ledger().await, ORGAN);
    let own = [&FINDING[..], &[("no", "ZG2024-0002")]].concat();
    assert_eq!(enter(&registers, "findings", 2024, &own).await, "2024/ZG2024-0002");
    assert_eq!(enter(&registers, "findings", 2024, &FINDING).await, "2024/ZG2024-0001");
    assert_eq!(enter(&registers, "findings", 2024, &FINDING).await, "2024/ZG2024-0003");
}

#[tokio::test]
async fn terms_that_run_stand_in_one_list_until_they_are_done() {
    let registers = Registers::new(ledger().await, ORGAN);
    let findings = register("findings");
    let later = FINDING.map(|(key, cell)| if key == "due" { (key, "2024-10-31") } else { (key, cell) });
    enter(&registers, "findings", 2024, &later).await;
    let first = enter(&registers, "findings", 2024, &FINDING).await;
    let due = registers.due(findings, None, 10).await.unwrap().lines;
    let days: Vec<_> = due.iter().map(|line| line.cell(findings, "due")).collect();
    assert_eq!(days, ["2024-09-20", "2024-10-31"]);
    let overdue = async |day: &str| registers.overdue(findings, day.parse().unwrap()).await.unwrap();
    assert_eq!((overdue("2024-09-20").await, overdue("2024-09-21").await), (0, 1));
    let closed = [("closed", "2024-09-19"), ("proof", "整改回复1号"), ("remedy", "每周检查")];
    let mut cells = row(findings, &[&FINDING[..], &closed, &[("no", "ZG2024-0002")]].concat());
    registers.change(findings, (&first, 1), &cells, "整改完成", by("li")).await.unwrap();
    assert_eq!((registers.due_count(findings).await.unwrap(), overdue("2025-01-01").await), (1, 1));
    // 没有佐证的不能销号.
    cells[findings.position("proof").unwrap()] = "";
    let refused = registers.change(findings, (&first, 2), &cells, "再改", by("li")).await.unwrap_err();
    assert!(told(refused).contains("已填“销号日”，“佐证”也应填写"));
}

#[tokio::test]
async fn who_was_a_member_on_a_day_is_known_across_years() {
    let registers = Registers::new(ledger().await, ORGAN);
    for (name, since, until) in
        [("甲", "2022-03-01", "2024-06-30"), ("乙", "2024-07-01", ""), ("丙", "2022-03-01", "")]
    {
        let year = since[..4].parse().unwrap();
        let known = [("body", "政务公开工作领导小组"), ("post", "局长"), ("duty", "成员")];
        let cells = [&known[..], &[("name", name), ("since", since), ("until", until)]].concat();
        enter(&registers, "members", year, &cells).await;
    }
    let on = async |day: &str| {
        let lines = registers.on_day(register("members"), day.parse().unwrap()).await.unwrap();
        lines.iter().map(|line| line.cells[1].clone()).collect::<Vec<_>>()
    };
    assert_eq!(on("2024-06-30").await, ["甲", "丙"]);
    assert_eq!(on("2024-07-01").await, ["丙", "乙"]);
    assert_eq!(on("2022-02-28").await, Vec::<String>::new());
}

const PROPOSAL: [(&str, &str); 6] = [
    ("no", "1"),
    ("kind", "人大代表建议"),
    ("session", "四次会议"),
    ("matter", "营商环境"),
    ("assigned", "2024-03-28"),
    ("leader", "某代表"),
];

#[tokio::test]
async fn the_public_reads_public_columns_of_public_rows_and_nothing_else() {
    let registers = Registers::new(ledger().await, ORGAN);
    let proposals = register("proposals");
    enter(&registers, "proposals", 2024, &PROPOSAL).await;
    let shown = PROPOSAL.map(|(key, cell)| if key == "no" { (key, "2") } else { (key, cell) });
    enter(&registers, "proposals", 2024, &[&shown[..], &[("shown", "是")]].concat()).await;
    let page = registers.open_list(proposals, &View::of(2024), None, 10).await.unwrap().unwrap();
    assert_eq!(page.lines.len(), 1);
    let cells = page.lines[0].cells();
    assert_eq!(cells[0].1, "2");
    assert!(cells.iter().all(|(field, cell)| field.key != "leader" && cell != "某代表"));
    assert_eq!(registers.open_totals(proposals, 2024).await.unwrap().rows, 1);
    let asking = View { filter: Some(("kind", "congress".into())), ..View::of(2024) };
    assert!(registers.open_list(proposals, &asking, None, 10).await.unwrap().is_none());
    // 许可决定上网公示以后，公众才看得到.
    let licence = [
        ("no", "1号"),
        ("matter", "取水许可"),
        ("counterpart", "甲"),
        ("decision", "准予许可"),
        ("decided", "2024-09-26"),
    ];
    enter(&registers, "licences", 2024, &licence).await;
    let open = async || registers.open_totals(register("licences"), 2024).await.unwrap().rows;
    assert_eq!(open().await, 0);
    let published = [&licence[1..], &[("no", "2号"), ("published", "2024-09-27")]].concat();
    enter(&registers, "licences", 2024, &published).await;
    let page = registers.open_list(register("licences"), &View::of(2024), None, 10).await.unwrap().unwrap();
    assert_eq!((open().await, page.lines.len(), page.lines[0].cells()[0].1.as_str()), (1, 1, "2号"));
    // 没有声明公开的登记，整本不公开.
    enter(&registers, "findings", 2024, &FINDING).await;
    assert!(registers.open_list(register("findings"), &View::of(2024), None, 10).await.unwrap().is_none());
    assert_eq!(registers.open_totals(register("findings"), 2024).await.unwrap().rows, 0);
}

/// A register nobody has declared before: one declaration, in one place.
const OWN: Register = office::register::register(
    "lectures",
    "公益讲座",
    &[
        field("编号", "no", Kind::Text),
        field("项目", "project", Kind::Text),
        field("经费", "amount", Kind::Money),
        field("举办日", "held", Kind::Date),
    ],
)
.unique(&["no"])
.dated("held")
.numbered("JZ")
.open("公益讲座。");

fn own() -> &'static Register {
    Register::declare(vec![OWN]);
    Register::find("lectures").unwrap()
}

struct OfLedger(Vec<Vec<String>>);

impl Records for OfLedger {
    type Error = office::register::BadCell;

    fn scan(&self, register: &'static Register, _: i16, visit: &mut Visit<'_>) -> Result<bool, Self::Error> {
        for (at, cells) in (1..).zip(&self.0) {
            visit(at, &office::records::Open::new(register, cells))?;
        }
        Ok(true)
    }
}

/// 台账、核对、导入、公开、指标，都由一份声明而来；工作台的页面见 web 的测试.
#[tokio::test]
async fn a_new_register_is_one_declaration() {
    let own = own();
    let registers = Registers::new(ledger().await, ORGAN);
    let id = registers.enter(own, 2024, &["", "政策宣讲", "1200", "2024-05-06"], by("li")).await.unwrap();
    assert_eq!(id, "2024/JZ2024-0001");
    let rows: [[&str; 4]; 3] = [
        ["A1", "办事流程", "800.5", "2024-06-03"],
        ["A1", "再来一次", "1", "2024-06-04"],
        ["A2", "日期不对", "1", "2023-06-04"],
    ];
    let checked = check(own, 2024, &Arc::new(Calendar::builtin()), |show| {
        for (line, row) in (2..).zip(&rows) {
            show(line, &row.as_slice());
        }
        Ok::<_, ()>(Vec::new())
    })
    .unwrap();
    let why: Vec<_> = checked.bad.iter().map(|bad| (bad.line, bad.why.as_str())).collect();
    assert_eq!((checked.good, why[0]), (1, (3, "文件中已有同一编号的一行，请核对后只留一行")));
    assert!(why[1].1.starts_with("“举办日”列填写的是“2023-06-04”：这是2024年的登记"), "{why:?}");
    let mut good = (2..).zip(checked.first).map(Ok);
    let by = By { account: "li", ..by("li") };
    registers.import(own, 2024, ("讲座.csv", "d1"), by, &mut good, &|_| ()).await.unwrap();
    let open = registers.open_list(own, &View::of(2024), None, 10).await.unwrap().unwrap();
    assert_eq!(open.lines.len(), 2);
    let lines = registers.reading(own, 2024, None, 10).await.unwrap().lines;
    let kept = OfLedger(lines.into_iter().map(|line| line.cells).collect());
    let (figures, _) = measure(&kept, std::iter::once(own), 2024).unwrap();
    let value = |id: &str| figures.value(id, None).unwrap().to_string();
    assert_eq!((value("lectures.count"), value("lectures.sum.amount")), ("2".into(), "2000.5".into()));
    assert_eq!(catalogue().find("lectures.sum.amount").unwrap().unit, "元");
    let mut reader = Reader::new(own, 2024);
    assert!(reader.kept(&["", "", "", ""].as_slice()).is_err());
}
