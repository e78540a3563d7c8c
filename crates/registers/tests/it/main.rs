//! 登记在台账中：逐行登记、更正、撤销、导入，清单、件数和合计随之变化。
#![allow(clippy::unwrap_used)]

mod declared;

use jiff::Timestamp;
use ledger::{Key, Ledger, Options};
use office::register::{Field, Kind, Reader, Register};
use registers::{By, Checked, Error, Given, Happened, Registers, View, items};

const ORGAN: &str = "11370400MB2857833X";

async fn ledger() -> Ledger {
    Ledger::open(Options::new("sqlite::memory:", Key::generate().unwrap())).await.unwrap()
}

fn by(account: &str) -> By<'_> {
    By { account, at: "2024-11-25T02:00:00Z".parse::<Timestamp>().unwrap() }
}

fn register(key: &str) -> &'static Register {
    Register::find(key).unwrap()
}

fn told(error: Error) -> String {
    error.refusal().unwrap()
}

const TRADE: [&str; 5] = ["ZZJY-2024-001", "某路改造工程", "工程建设", "1,280.5", "2024年3月5日"];

fn changed(at: usize, cell: &'static str) -> [&'static str; 5] {
    let mut cells = TRADE;
    cells[at] = cell;
    cells
}

#[tokio::test]
async fn a_row_is_entered_corrected_and_struck_and_its_history_says_so() {
    let registers = Registers::new(ledger().await, ORGAN);
    let trades = register("trades");
    let id = registers.enter(trades, 2024, &TRADE, by("li")).await.unwrap();
    assert_eq!(id, "2024/ZZJY-2024-001");
    let line = registers.line(trades, &id).await.unwrap().unwrap();
    assert_eq!(line.cells, ["ZZJY-2024-001", "某路改造工程", "works", "1280.50", "2024-03-05"]);
    let more = changed(3, "2000");
    registers.change(trades, (&id, 1), &more, "合同价调整", by("wang")).await.unwrap();
    assert_eq!(
        told(registers.change(trades, (&id, 1), &TRADE, "又改", by("li")).await.unwrap_err()),
        "这条登记刚被他人改过。请刷新后核对，再作更正。"
    );
    assert_eq!(
        told(registers.change(trades, (&id, 2), &more, "又改", by("li")).await.unwrap_err()),
        "内容没有变化，没有保存。"
    );
    let totals = registers.totals(trades, 2024).await.unwrap();
    assert_eq!((totals.rows, totals.sums["amount"], totals.months["2024-03"]), (1, 200_000, 1));
    let works = registers.sum_where(trades, 2024, ("kind", "works"), "amount").await.unwrap();
    assert_eq!(works, 200_000);
    registers.strike(trades, (&id, 2), "项目终止", by("li")).await.unwrap();
    let totals = registers.totals(trades, 2024).await.unwrap();
    assert_eq!((totals.rows, totals.struck, totals.sums["amount"]), (0, 1, 0));
    assert_eq!(registers.line(trades, &id).await.unwrap(), None);
    let struck = registers.line(trades, "2024/撤销/000001-000").await.unwrap().unwrap();
    assert_eq!(struck.struck.as_deref(), Some("项目终止"));
    let history = registers.history(trades, &struck.id).await.unwrap();
    let what: Vec<_> = history.iter().map(|step| (step.by.as_str(), &step.what)).collect();
    let before = vec![("amount", "1280.50".to_owned())];
    assert_eq!(
        what,
        [
            ("li", &Happened::Entered { import: None }),
            ("wang", &Happened::Changed { before, why: "合同价调整".into() }),
            ("li", &Happened::Struck { why: "项目终止".into() }),
        ]
    );
    // 撤销的编号可以重新登记.
    assert_eq!(registers.enter(trades, 2024, &TRADE, by("li")).await.unwrap(), id);
}

#[tokio::test]
async fn what_the_declaration_forbids_is_refused_with_its_remedy() {
    let registers = Registers::new(ledger().await, ORGAN);
    let trades = register("trades");
    let refused =
        async |cells: &[&str]| told(registers.enter(trades, 2024, cells, by("li")).await.unwrap_err());
    assert_eq!(
        refused(&changed(3, "很多")).await,
        "“交易额”填写的“很多”不能采用：请填写金额，以元为单位，不为负数，最多两位小数，不超过一万亿元，如1280.50。"
    );
    assert!(refused(&changed(4, "2023-12-31")).await.contains("这是2024年的登记"));
    registers.enter(trades, 2024, &TRADE, by("li")).await.unwrap();
    assert!(refused(&TRADE).await.contains("“ZZJY-2024-001”的登记，同一事项不重复登记"));
    let requests = register("requests");
    let kept = registers.enter(requests, 2024, &[], by("li")).await.unwrap_err();
    assert_eq!(told(kept), "“政府信息公开申请”由办理过程自动形成，不在这里登记。");
    assert_eq!(
        told(registers.strike(trades, ("2024/ZZJY-2024-001", 1), " ", by("li")).await.unwrap_err()),
        "请写明理由。"
    );
}

#[tokio::test]
async fn what_is_not_public_is_sealed_and_stands_in_no_entry() {
    let ledger = ledger().await;
    let registers = Registers::new(ledger.clone(), ORGAN);
    let penalties = register("penalties");
    let cells = ["枣审罚〔2024〕1号", "无证经营", "张某某", "2024-05-06"];
    let id = registers.enter(penalties, 2024, &cells, by("li")).await.unwrap();
    let line = registers.line(penalties, &id).await.unwrap().unwrap();
    assert_eq!(line.cell(penalties, "counterpart"), "");
    let entries = ledger.entries(ORGAN, 0, 10).await.unwrap();
    assert!(entries.iter().all(|entry| !entry.body.contains("张某某")));
    assert_eq!(registers.whole(penalties, &line).await.unwrap(), cells);
    // 只改不公开的栏，也是更正.
    let other = ["枣审罚〔2024〕1号", "无证经营", "张某", "2024-05-06"];
    registers.change(penalties, (&id, 1), &other, "姓名有误", by("li")).await.unwrap();
    let line = registers.line(penalties, &id).await.unwrap().unwrap();
    assert_eq!((line.version, registers.whole(penalties, &line).await.unwrap()[2].as_str()), (2, "张某"));
}

fn cases(count: usize) -> Vec<Vec<String>> {
    let mut reader = Reader::new(register("cases"), 2024);
    let each = (0..count).map(|n| {
        let kind = ["公共服务", "行政许可", "备案登记"][n % 3];
        let day = format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        let no = format!("B{n:07}");
        reader.kept(&[no.as_str(), "企业设立登记", kind, "窗口", &day, &day].as_slice()).unwrap()
    });
    each.collect()
}

/// As a file gives them, from its second line on.
fn given(rows: impl IntoIterator<Item = Vec<String>>) -> impl Iterator<Item = Given> {
    (2..).zip(rows).map(Ok)
}

#[tokio::test]
async fn a_file_is_imported_once_and_goes_on_where_it_was_cut_short() {
    let ledger = ledger().await;
    let registers = Registers::new(ledger.clone(), ORGAN);
    let (register, rows) = (register("cases"), cases(9_100));
    let source = ("办件.csv", "d1");
    // 中途断了：前4,000行已在，其余没有.
    let mut cut = given(rows.iter().take(4_000).cloned().chain(std::iter::once(rows[0].clone())));
    let refused = registers.import(register, 2024, source, by("li"), &mut cut, &|_| ()).await.unwrap_err();
    assert!(told(refused).contains("“B0000000”"));
    assert_eq!(registers.totals(register, 2024).await.unwrap().rows, 4_000);
    assert!(!registers.imported(register, 2024, "d1").await.unwrap().unwrap().done);
    let told_of = std::sync::Mutex::new(Vec::new());
    let progress = |n: u64| told_of.lock().unwrap().push(n);
    let count = registers.import(register, 2024, source, by("li"), &mut given(rows.clone()), &progress).await;
    assert_eq!((count.unwrap(), told_of.into_inner().unwrap()), (9_100, vec![8_000, 9_100]));
    let totals = registers.totals(register, 2024).await.unwrap();
    assert_eq!((totals.rows, totals.by["kind"]["licence"], totals.months.len()), (9_100, 3_033, 12));
    let again = registers.import(register, 2024, source, by("li"), &mut given(rows.clone()), &|_| ()).await;
    assert_eq!(
        told(again.unwrap_err()),
        "这个文件已于2024-11-25导入“政务服务办件”，共9100行，没有再次导入。"
    );
    let clashes = registers.clashes(register, 2024, &cases(2)).await.unwrap();
    assert_eq!(clashes, [0, 1]);
    // 导入的行同样可以更正，历史写明随哪个文件而来.
    let id = "2024/B0004500";
    let line = registers.line(register, id).await.unwrap().unwrap();
    let mut cells: Vec<&str> = line.cells.iter().map(String::as_str).collect();
    cells[3] = "网上";
    registers.change(register, (id, 1), &cells, "渠道有误", by("wang")).await.unwrap();
    let history = registers.history(register, id).await.unwrap();
    assert_eq!(history[0].what, Happened::Entered { import: Some("d1".into()) });
    assert_eq!(registers.totals(register, 2024).await.unwrap().by["channel"]["online"], 1);
    rebuilt_is_the_same(&ledger).await;
}

#[tokio::test]
async fn an_import_goes_on_past_what_others_entered_meanwhile() {
    let registers = Registers::new(ledger().await, ORGAN);
    let (register, rows) = (register("cases"), cases(9_000));
    let source = ("办件.csv", "d1");
    let broken = |at: usize| {
        given(rows.iter().take(at).cloned()).chain(std::iter::once(Err("文件读不出。".to_owned())))
    };
    let refused = registers.import(register, 2024, source, by("li"), &mut broken(5_000), &|_| ()).await;
    assert_eq!(told(refused.unwrap_err()), "文件读不出。", "a file that ends early is not done");
    let before = registers.imported(register, 2024, "d1").await.unwrap().unwrap();
    assert_eq!((before.rows, before.line, before.done), (4_000, 4_001, false));
    // 他人已登记了后面的一行.
    let cells: Vec<&str> = rows[6_000].iter().map(String::as_str).collect();
    registers.enter(register, 2024, &cells, by("wang")).await.unwrap();
    let mut checked = Checked { good: 9_000, ..Checked::default() };
    registers.refuse_known(register, 2024, "d1", &mut checked, given(rows.clone())).await.unwrap();
    let why: Vec<u64> = checked.bad.iter().map(|bad| bad.line).collect();
    assert_eq!((why, checked.good), (vec![6_002], 8_999), "its own rows are no clash");
    let left = checked.left_out.clone();
    let mut rest = given(rows.clone()).filter(|row| !row.as_ref().is_ok_and(|(line, _)| left.contains(line)));
    let count = registers.import(register, 2024, source, by("li"), &mut rest, &|_| ()).await.unwrap();
    assert_eq!((count, registers.totals(register, 2024).await.unwrap().rows), (8_999, 9_000));
}

#[tokio::test]
async fn that_nothing_happened_is_said_by_somebody_or_not_known() {
    let ledger = ledger().await;
    let registers = Registers::new(ledger.clone(), ORGAN);
    let trades = register("trades");
    assert_eq!(registers.nothing(trades, 2024).await.unwrap(), None);
    registers.say_nothing(trades, 2024, true, by("li")).await.unwrap();
    let said = registers.nothing(trades, 2024).await.unwrap().unwrap();
    assert_eq!((said.by.as_str(), registers.nothing(trades, 2023).await.unwrap()), ("li", None));
    rebuilt_is_the_same(&ledger).await;
    registers.say_nothing(trades, 2024, false, by("wang")).await.unwrap();
    assert_eq!(registers.nothing(trades, 2024).await.unwrap(), None);
    registers.enter(trades, 2024, &TRADE, by("li")).await.unwrap();
    let refused = told(registers.say_nothing(trades, 2024, true, by("li")).await.unwrap_err());
    assert_eq!(refused, "2024年的“公共资源交易项目”已有1条登记，不能登记为本年没有。");
    let kept = registers.say_nothing(register("requests"), 2024, true, by("li")).await.unwrap_err();
    assert!(told(kept).contains("由办理过程自动形成"));
    rebuilt_is_the_same(&ledger).await;
}

#[tokio::test]
async fn of_two_who_import_one_file_at_once_one_is_refused() {
    let registers = Registers::new(ledger().await, ORGAN);
    let register = register("trainings");
    let mut reader = Reader::new(register, 2024);
    let cell = |field: &Field, n: usize| match field.kind {
        Kind::Date => "2024-03-05".to_owned(),
        Kind::Count | Kind::Money => "1".to_owned(),
        Kind::Choice(choices) => choices[0].key.to_owned(),
        Kind::Text => format!("培训{n}"),
    };
    let row = |n| register.fields.iter().map(|field| cell(field, n)).collect::<Vec<_>>();
    let kept = |cells: Vec<String>| {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        reader.kept(&cells.as_slice()).unwrap()
    };
    let rows: Vec<Vec<String>> = (0..9_000).map(row).map(kept).collect();
    let import = || async {
        registers
            .import(register, 2024, ("培训.csv", "d1"), by("li"), &mut given(rows.clone()), &|_| ())
            .await
    };
    let (one, other) = tokio::join!(import(), import());
    let refused = [&one, &other].into_iter().filter(|ended| ended.is_err()).count();
    assert_eq!(refused, 1, "{one:?} {other:?}");
    assert_eq!(registers.totals(register, 2024).await.unwrap().rows, 9_000);
}

async fn rebuilt_is_the_same(ledger: &Ledger) {
    let kind = "register/cases";
    let before = (
        ledger.counts(ORGAN, kind, "").await.unwrap(),
        ledger.item(ORGAN, kind, "2024/B0004500").await.unwrap(),
    );
    ledger.rebuild(ORGAN, items).await.unwrap();
    let after = (
        ledger.counts(ORGAN, kind, "").await.unwrap(),
        ledger.item(ORGAN, kind, "2024/B0004500").await.unwrap(),
    );
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_list_is_narrowed_by_what_a_field_says_and_by_days() {
    let registers = Registers::new(ledger().await, ORGAN);
    let register = register("cases");
    registers
        .import(register, 2024, ("办件.csv", "d1"), by("li"), &mut given(cases(300)), &|_| ())
        .await
        .unwrap();
    let day = |text: &str| Some(text.parse().unwrap());
    let view = View {
        filter: Some(("kind", "licence".into())),
        from: day("2024-02-01"),
        to: day("2024-02-29"),
        ..View::of(2024)
    };
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let page = registers.list(register, &view, after.as_ref(), 7).await.unwrap();
        found.extend(page.lines);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let expected = cases(300)
        .into_iter()
        .filter(|cells| cells[2] == "licence" && cells[4].starts_with("2024-02"))
        .count();
    assert_eq!(found.len(), expected);
    assert!(found.iter().all(|line| line.cell(register, "accepted").starts_with("2024-02")));
    assert!(found.is_sorted_by(|one, next| one.cells[4] >= next.cells[4]));
    assert_eq!(registers.years(register).await.unwrap(), [2024]);
}

/// 事项 × 月: kept with the act, through entry, import, correction, striking and a rebuild.
#[tokio::test]
async fn entries_are_crossed_with_months_in_the_transaction_of_the_act() {
    let ledger = ledger().await;
    let registers = Registers::new(ledger.clone(), ORGAN);
    let trades = register("trades");
    let crossed = async || registers.crossed(trades, 2024).await.unwrap().unwrap().1;
    let of = |all: &registers::Crossed, kind: &str| all.get(kind).map_or([0; 12], |months| *months);
    let id = registers.enter(trades, 2024, &TRADE, by("li")).await.unwrap();
    assert_eq!(of(&crossed().await, "works")[2], 1);
    // Another month and another kind.
    let mut moved = changed(4, "2024-12-31");
    moved[2] = "土地出让";
    registers.change(trades, (&id, 1), &moved, "日期和类别有误", by("wang")).await.unwrap();
    let all = crossed().await;
    assert_eq!((of(&all, "works"), of(&all, "land")[11]), ([0; 12], 1));
    let row = |no: &str, month: u8| {
        vec![no.to_owned(), "项目".into(), "works".into(), "1.00".into(), format!("2024-{month:02}-01")]
    };
    let mut rows = (2..).zip([row("A1", 1), row("A2", 1), row("A3", 3)]).map(Ok);
    registers.import(trades, 2024, ("交易.csv", "d9"), by("li"), &mut rows, &|_| ()).await.unwrap();
    let works = of(&crossed().await, "works");
    assert_eq!((works[0], works[2], works.iter().sum::<u64>()), (2, 1, 3));
    registers.strike(trades, ("2024/A1", 1), "重复", by("li")).await.unwrap();
    assert_eq!(of(&crossed().await, "works")[0], 1);
    let before = crossed().await;
    ledger.rebuild(ORGAN, items).await.unwrap();
    assert_eq!(crossed().await, before);
    assert!(registers.crossed(register("trainings"), 2024).await.unwrap().is_none());
}
