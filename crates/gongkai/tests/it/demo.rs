//! gongkai demo, report compile, serve: one folder of made-up records, used by every test here.

use crate::{Folder, gongkai};
use office::publication::{Attachment, Content, Event, IndexRule, Nature, Step};
use publishing::{List, Noted, Publishing};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

fn demo() -> (Folder, String) {
    let folder = Folder::new();
    let data = folder.path("data");
    let ran = gongkai(&["demo", "--data", &data, "--no-serve"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("report-2024.pdf"), "{}", ran.out);
    (folder, data)
}

/// Everything in one test: making the records takes longer than all the rest.
#[test]
fn the_demonstration_is_made_compiled_checked_and_shown() {
    let (folder, data) = demo();
    kept_and_left_alone(&data);
    compiled_anew(&folder, &data);
    a_taken_port_is_told_first(&folder);
    foreign_folders_are_left_alone(&folder);
    served(&data);
    counted_in_the_ledger(&folder, &data);
    every_item_was_reviewed(&folder, &data);
    not_from_two_sources(&folder, &data);
    the_same_without_a_desk(&folder, &data);
    compiled_with_errors(&folder, &data);
}

/// A second run changes nothing.
fn kept_and_left_alone(data: &str) {
    let path = format!("{data}/reports/2024/report-2024.json");
    let before = std::fs::metadata(&path).unwrap().modified().unwrap();
    let acts =
        in_the_ledger(data, async |publishing| publishing.ledger().head(publishing.organ()).await.unwrap());
    assert_eq!(gongkai(&["demo", "--data", data, "--no-serve"]).code, 0);
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), before);
    let left: Vec<_> = std::fs::read_dir(data).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 5, "records, reports, settings, the ledger and its key: {left:?}");
    let after =
        in_the_ledger(data, async |publishing| publishing.ledger().head(publishing.organ()).await.unwrap());
    assert_eq!(acts, after);
    assert!(!std::path::Path::new(&format!("{data}/records/2024/主动公开信息.csv")).exists());
}

/// Whoever looks at the items scans nothing.
struct Unseen;

impl publishing::Inspector for Unseen {
    fn look(&self, _: &Content, _: &[(Attachment, Vec<u8>)]) -> Vec<Noted> {
        Vec::new()
    }

    fn inspect_text(&self, _: &str, _: &str) -> Vec<Noted> {
        Vec::new()
    }

    fn take_in(&self, _: &str, _: Vec<u8>) -> Result<publishing::TakenIn, String> {
        Err("nothing is taken in".into())
    }
}

/// What stands in the ledger of the demonstration about its items.
fn in_the_ledger<T>(data: &str, look: impl AsyncFnOnce(&Publishing) -> T) -> T {
    let key = ledger::Key::parse(&std::fs::read_to_string(format!("{data}/ledger.key")).unwrap()).unwrap();
    let options = ledger::Options::new(format!("sqlite:{data}/ledger.sqlite"), key);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let ledger = ledger::Ledger::open(options).await.unwrap();
        let publishing =
            Publishing::new(ledger, "DEMO-370400", IndexRule::default(), std::sync::Arc::new(Unseen));
        let seen = look(&publishing).await;
        publishing.ledger().close().await.unwrap();
        seen
    })
}

/// The 475 of the published report in their kinds, each with its whole way; and something at every step of it.
fn every_item_was_reviewed(folder: &Folder, data: &str) {
    let report = std::fs::read_to_string(folder.path("out/report-2024.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    in_the_ledger(data, async |publishing| {
        let (all, kinds) = publishing.items_of(2024).await.unwrap();
        let expected = [("meetings", 6), ("news", 159), ("other", 130), ("policy", 10), ("results", 170)];
        assert_eq!((all, kinds), (475, expected.map(|(kind, n)| (kind.to_owned(), n)).to_vec()));
        for nature in [Nature::Regulation, Nature::NormativeDocument] {
            let told = publishing.documents_of(2024, nature).await.unwrap();
            assert_eq!(told, publishing::Documents::default(), "{nature:?}");
        }
        let list = List::Counted("2024/items".into());
        let rows = publishing.list(&list, None, 1000).await.unwrap().rows;
        let mut overridden = 0;
        for row in &rows {
            let file = publishing.file(&row.index).await.unwrap().unwrap();
            overridden += u32::from(was_overridden(&file));
            check_way(&file);
        }
        let late = List::Late(2024);
        assert_eq!((rows.len(), overridden, publishing.count(&late).await.unwrap()), (475, 2, 0));
        for step in [Step::Drafting, Step::Department, Step::Secrecy, Step::Approval] {
            assert!(publishing.count(&List::At(step)).await.unwrap() > 0, "{step:?}");
        }
        let scheduled = List::At(Step::Scheduled(jiff::Timestamp::UNIX_EPOCH));
        for list in [scheduled, List::Withheld, List::Withdrawn] {
            assert_eq!(publishing.count(&list).await.unwrap(), 1, "{list:?}");
        }
    });
    let figures = report["figures"].as_array().unwrap();
    let items = figures.iter().find(|figure| figure["metric"] == "proactive.items").unwrap();
    assert_eq!((&items["value"], &items["records"]), (&"475".into(), &475.into()));
}

fn was_overridden(file: &publishing::File) -> bool {
    file.history.iter().any(
        |told| matches!(&told.event, Event::SecrecyReviewed { overridden, .. } if !overridden.is_empty()),
    )
}

/// Drafted, checked, passed, reviewed by somebody else, approved where it is important, published: in this order.
fn check_way(file: &publishing::File) {
    let index = &file.item.index;
    let by = |kind: fn(&Event) -> bool| {
        let found = file.history.iter().find(|told| kind(&told.event));
        found.map(|told| told.by.as_str())
    };
    let author = by(|event| matches!(event, Event::Drafted { .. }));
    let reviewer = by(|event| matches!(event, Event::SecrecyReviewed { .. }));
    assert_eq!((author, reviewer), (Some("chengban"), Some("baomi")), "{index}");
    let content = file.item.editions[0].content.clone();
    let approved = by(|event| matches!(event, Event::Approved { .. }));
    assert_eq!(approved, content.important.then_some("juzhang"), "{index}");
    assert!(file.history.is_sorted_by_key(|told| told.at), "{index}");
    assert!(matches!(file.history.last().unwrap().event, Event::Published { .. }), "{index}");
    assert!(content.body.chars().count() > 150 && !content.overview.is_empty(), "{index}");
}

fn compiled_anew(folder: &Folder, data: &str) {
    let out = folder.path("out");
    let before = listing(data);
    let line =
        ["report", "compile", "--year", "2024", "--data", data, "--out", &out, "--unit", "DEMO-370400"];
    let ran = gongkai(&line);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("没有发现问题"), "{}", ran.out);
    assert_eq!(listing(data), before, "what is written elsewhere leaves the data folder as it was");
    let mut names: Vec<_> =
        std::fs::read_dir(&out).unwrap().flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    let expected = ["docx", "html", "json", "pdf", "xlsx"].map(|ending| format!("report-2024.{ending}"));
    assert_eq!(names, expected.map(std::ffi::OsString::from));
    let checked =
        gongkai(&["report", "check", &format!("{out}/report-2024.json"), "--format", "json"]).json();
    assert_eq!(checked[0]["findings"], serde_json::json!([]));
    assert_eq!(checked[0]["table3"]["new"], serde_json::json!([9, 0, 0, 0, 0, 0, 9]));
    assert_eq!(checked[0]["table2"]["行政许可"], 38_651);
    let other =
        gongkai(&["report", "compile", "--year", "2024", "--data", data, "--out", &out, "--unit", "999"]);
    assert!(other.code == 2 && other.err.contains("没有代码为“999”的单位"), "{}", other.err);
    let unknown =
        gongkai(&["report", "compile", "--year", "2019", "--data", data, "--out", &folder.path("none")]);
    assert!(unknown.code == 2 && unknown.err.contains("没有2019年的登记"), "{}", unknown.err);
    assert!(!std::path::Path::new(&folder.path("none")).exists(), "nothing is left of a refusal");
}

/// Every file below a folder, and when it was last changed.
fn listing(dir: &str) -> Vec<(std::path::PathBuf, std::time::SystemTime)> {
    let (mut found, mut folders) = (Vec::new(), vec![std::path::PathBuf::from(dir)]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let changed = std::fs::metadata(&path).unwrap().modified().unwrap();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push((path, changed));
        }
    }
    found.sort();
    found
}

/// Tables three and four are the ledger's own, cell by cell.
fn counted_in_the_ledger(folder: &Folder, data: &str) {
    let report = std::fs::read_to_string(folder.path("out/report-2024.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let key = ledger::Key::parse(&std::fs::read_to_string(format!("{data}/ledger.key")).unwrap()).unwrap();
    let options = ledger::Options::new(format!("sqlite:{data}/ledger.sqlite"), key);
    let tables = async {
        let ledger = ledger::Ledger::open(options).await.unwrap();
        let casework = casework::Casework::new(ledger, "DEMO-370400");
        let tables = (casework.table3(2024).await.unwrap(), casework.table4(2024).await.unwrap());
        casework.ledger().close().await.unwrap();
        tables
    };
    let (table3, table4) = tokio::runtime::Runtime::new().unwrap().block_on(tables);
    assert_eq!(report["table3"], serde_json::to_value(table3).unwrap());
    assert_eq!(report["table4"], serde_json::to_value(table4).unwrap());
}

fn not_from_two_sources(folder: &Folder, data: &str) {
    let out = folder.path("two");
    let line = ["report", "compile", "--year", "2024", "--data", data, "--out", &out, "--formats", "json"];
    let sheets = demo::desk_sheets();
    let requests =
        sheets.iter().find(|sheet| sheet.year == 2024 && sheet.register.key == "requests").unwrap();
    let path = format!("{data}/{}", requests.path());
    std::fs::write(&path, requests.csv()).unwrap();
    let ran = gongkai(&line);
    assert!(ran.code == 2 && ran.err.contains(&path) && ran.err.contains("请只留一处"), "{}", ran.err);
    assert!(!std::path::Path::new(&out).exists(), "nothing is left of a refusal");
    let head = String::from_utf8(requests.csv()).unwrap().lines().next().unwrap().to_owned();
    std::fs::write(&path, head).unwrap();
    let items = sheets.iter().find(|sheet| sheet.register.key == "items").unwrap();
    let path = format!("{data}/{}", items.path());
    std::fs::write(&path, items.csv()).unwrap();
    let ran = gongkai(&line);
    assert!(ran.code == 2 && ran.err.contains(&path) && ran.err.contains("items_from = 2025"), "{}", ran.err);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(gongkai(&line).code, 0, "a file with nothing but its head is no second source");
    let none = format!("sqlite:{}", folder.path("none.sqlite"));
    let ran = gongkai(&[&line[..], &["--database", &none]].concat());
    assert!(ran.code == 2 && ran.err.contains("没有台账"), "{}", ran.err);
    assert!(!std::path::Path::new(&folder.path("none.sqlite")).exists(), "compiling makes no ledger");
}

/// An office that keeps the same cases in files has the same report, to the letter. From here on there is no ledger.
fn the_same_without_a_desk(folder: &Folder, data: &str) {
    std::fs::remove_file(format!("{data}/ledger.sqlite")).unwrap();
    std::fs::remove_file(format!("{data}/ledger.key")).unwrap();
    for sheet in demo::desk_sheets().into_iter().chain(demo::entered_sheets()) {
        std::fs::write(format!("{data}/{}", sheet.path()), sheet.csv()).unwrap();
    }
    let out = folder.path("files");
    let line = ["report", "compile", "--year", "2024", "--data", data, "--out", &out, "--formats", "html"];
    assert_eq!(gongkai(&line).code, 0);
    let page = |out: &str| std::fs::read_to_string(format!("{}/report-2024.html", folder.path(out))).unwrap();
    assert_eq!(page("files"), page("out"));
    assert!(!std::path::Path::new(&format!("{data}/ledger.sqlite")).exists());
}

/// One request carried over that last year's register does not know: compiled, and its own checker says so.
fn compiled_with_errors(folder: &Folder, data: &str) {
    let template = std::fs::read_to_string(format!("{data}/settings/annual_report.example.md")).unwrap();
    assert!(template.lines().next().unwrap().contains("改名为 annual_report.md"), "{template}");
    std::fs::write(format!("{data}/settings/annual_report.md"), &template).unwrap();
    let out = folder.path("errors");
    let line = ["report", "compile", "--year", "2024", "--data", data, "--out", &out, "--formats", "json"];
    assert_eq!(gongkai(&line).code, 0, "the example stands as it is");
    let path = format!("{data}/records/2024/政府信息公开申请.csv");
    let mut requests = std::fs::read_to_string(&path).unwrap();
    requests
        .push_str("YSQ2023-09,申请人九,自然人,网络,2023-12-20,施工许可,略,2024-01-18,2024-01-10,予以公开\n");
    std::fs::write(&path, requests).unwrap();
    let ran = gongkai(&line);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("1份有错误") && ran.out.contains("（R4）"), "{}", ran.out);
}

fn a_taken_port_is_told_first(folder: &Folder) {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = folder.path("never");
    let ran = gongkai(&["demo", "--data", &data, "--listen", &address]);
    assert!(ran.code == 2 && ran.err.contains("已被其他程序占用"), "{}", ran.err);
    assert!(!std::path::Path::new(&data).exists(), "nothing is made before the address is free");
}

fn foreign_folders_are_left_alone(folder: &Folder) {
    folder.file("own/信件.txt", "重要");
    let ran = gongkai(&["demo", "--data", &folder.path("own"), "--no-serve"]);
    assert!(ran.code == 2 && ran.err.contains("里已有其他数据"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(folder.path("own")).unwrap().count(), 1);
    let none = gongkai(&["serve", "--data", &folder.path("nothing")]);
    assert!(none.code == 2 && none.err.contains("不存在"), "{}", none.err);
}

/// The portal, as one browser would see it.
fn served(data: &str) {
    let mut portal = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(["serve", "--data", data, "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(portal.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().trim_end_matches('/').to_string();
    let seen = std::panic::catch_unwind(|| {
        check_page(&address, "/", 200, "枣庄市行政审批服务局");
        check_page(&address, "/disclosure/reports/2024", 200, "演示");
        check_page(&address, "/disclosure/reports/2024.json", 200, "table3");
        check_page(&address, "/disclosure/reports/2024/figures/requests.received", 200, "2024-00009");
        check_page(&address, "/disclosure/reports/2024/figures/reviews.upheld", 200, "演示复〔2024〕1号");
        check_page(&address, "/disclosure/reports/2024/figures/proactive.items.policy", 200, "ZZSP-2024-");
        check_page(&address, "/disclosure/reports/1999", 404, "");
        an_application_begins(&address);
        a_new_notice_is_taken_while_running(&address, data);
        let taken = gongkai(&["serve", "--data", data, "--listen", &address]);
        assert!(taken.code == 2 && taken.err.contains("已被其他程序占用"), "{}", taken.err);
    });
    portal.kill().unwrap();
    portal.wait().unwrap();
    seen.unwrap();
}

/// 2031年3月12日（周三）放假：11日之后的第1个工作日是13日。
fn a_new_notice_is_taken_while_running(address: &str, data: &str) {
    let asked = "/workday?from=2031-03-11&days=1";
    check_page(address, asked, 200, "2031年3月12日");
    std::fs::create_dir_all(format!("{data}/holidays")).unwrap();
    std::fs::write(format!("{data}/holidays/2031.toml"), crate::workday::NOTICE).unwrap();
    check_page(address, asked, 200, "2031年3月13日");
}

/// What the ledger shows the public is suggested, and the draft stands in the ledger.
fn an_application_begins(address: &str) {
    check_page(address, "/apply", 200, "第1步，共6步");
    check_page(address, "/apply/track", 200, "查询码");
    let form = "content=%E5%95%86%E5%93%81%E6%88%BF%E9%A2%84%E5%94%AE%E8%AE%B8%E5%8F%AF%E5%8A%9E%E7%90%86%E7%BB%93%E6%9E%9C";
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let sent =
        exchange(address, &format!("POST /apply HTTP/1.1\r\n{kind}\r\nContent-Length: {}", form.len()), form);
    assert!(sent.contains("location: /apply/found"), "{sent}");
    let cookie = sent.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    let found = exchange(address, &format!("GET /apply/found HTTP/1.1\r\nCookie: {cookie}"), "");
    assert!(found.contains("商品房预售许可办理结果公示") && found.contains("这就是我要的"), "{found}");
}

fn exchange(address: &str, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{head}\r\nHost: {address}\r\nConnection: close\r\n\r\n{body}").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn check_page(address: &str, path: &str, status: u16, words: &str) {
    let answer = exchange(address, &format!("GET {path} HTTP/1.1"), "");
    assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
    assert!(answer.contains(words), "{path}: {answer}");
}
