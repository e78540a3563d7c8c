//! 查毒：查出病毒的哪里都不收、记录在案；查毒服务没有应答时不收，机关另有决定的先收下、发布以前补查。

use crate::desk_files::Part;
use crate::desk_items::draft;
use crate::office::Office;
use crate::visitor::{self, Visitor};
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use web::desk::Antivirus;

/// Knows one virus, and is at times away.
#[derive(Default)]
struct Scanner {
    away: AtomicBool,
    takes: bool,
}

impl Antivirus for Scanner {
    fn look(&self, bytes: &[u8]) -> Result<Option<String>, String> {
        if self.away.load(Ordering::SeqCst) {
            return Err("away".into());
        }
        let bad = String::from_utf8_lossy(bytes).contains("VIRUS");
        Ok(bad.then(|| "Test.Virus".to_owned()))
    }

    fn takes_unchecked(&self) -> bool {
        self.takes
    }
}

async fn office(takes: bool) -> (Office, Arc<Scanner>) {
    let scanner = Arc::new(Scanner { takes, ..Scanner::default() });
    let office = Office::open().await.with_columns().await;
    drop(office.desk.clone().with_antivirus(scanner.clone()));
    (office, scanner)
}

fn with_file(bytes: &'static [u8]) -> Vec<Part<'static>> {
    let mut parts = draft(&[]);
    parts.push(Part::File("files", "清单.txt", bytes));
    parts
}

#[tokio::test]
async fn a_virus_is_taken_nowhere_and_stays_on_record() {
    let (office, _) = office(false).await;
    let drafter = office.sign_in("wang").await;
    let answer = office.send("/desk/items/new", &drafter, &with_file(b"a VIRUS")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["文件《清单.txt》查出病毒（Test.Virus），没有保存"]);
    let hash = ledger::Hash::of(b"a VIRUS");
    assert_eq!(office.ledger.blob(&hash).await.unwrap(), None, "its bytes are not kept");
    let registrar = office.sign_in("li").await;
    let parts = [Part::Text("arrival", "in_person"), Part::File("files", "材料.txt", b"a VIRUS")];
    office.send("/desk/new", &registrar, &parts).await.says(&["文件《材料.txt》查出病毒"]);
    let mut visitor = Visitor::new(&office);
    visitor.fill_in("2023年度帮办代办经费支出明细").await;
    let file = visitor::Part::File("files", "身份.txt", b"a VIRUS");
    let answer = visitor.upload("/apply/files", &[visitor::Part::Text("what", "other"), file]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["文件《身份.txt》查出病毒"]);
    let audit = office.sign_in("shen").await;
    office.get("/desk/audit", &audit).await.says(&[
        "上传的文件",
        "查出病毒，没有保存",
        "王承办",
        "申请人（网上）",
    ]);
    let entries = office.ledger.entries(crate::office::ORGAN, 0, 100).await.unwrap();
    let told: Vec<&str> =
        entries.iter().filter(|one| one.kind == "upload.infected").map(|one| one.body.as_str()).collect();
    assert_eq!(told.len(), 3);
    assert!(
        told[0].contains("Test.Virus") && told[0].contains(&hash.to_string()) && told[0].contains("清单.txt")
    );
    assert!(
        told[2].contains("\"name\":null"),
        "what an applicant calls a file may name somebody: {}",
        told[2]
    );
    let answer = office.send("/desk/items/new", &drafter, &with_file(b"clean")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn while_the_scanner_is_away_nothing_is_taken() {
    let (office, scanner) = office(false).await;
    scanner.away.store(true, Ordering::SeqCst);
    let drafter = office.sign_in("wang").await;
    let answer = office.send("/desk/items/new", &drafter, &with_file(b"clean")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says(&["查毒服务暂时没有应答，文件《清单.txt》没有保存"]);
}

#[tokio::test]
async fn what_was_taken_unchecked_is_looked_at_before_it_goes_out() {
    let (office, scanner) = office(true).await;
    scanner.away.store(true, Ordering::SeqCst);
    let good = office.drafts(&with_file(b"clean")).await;
    let bad = office.drafts(&with_file(b"a VIRUS")).await;
    for path in [&good, &bad] {
        office.passed(path).await;
        let refused = office.takes("wu", path, "publish", &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says(&["附件《清单.txt》还没有查毒，查毒服务仍没有应答，现在不能发布"]);
        let unopened = office.get(&format!("{path}/files/work.1"), &office.sign_in("zhou").await).await;
        assert_eq!(unopened.status, StatusCode::CONFLICT);
        unopened.says(&["文件《清单.txt》还没有查毒，查毒服务仍没有应答"]);
    }
    scanner.away.store(false, Ordering::SeqCst);
    let found = office.get(&format!("{bad}/files/work.1"), &office.sign_in("zhou").await).await;
    found.says(&["文件《清单.txt》补查出病毒（Test.Virus），不能打开"]);
    office.took("wu", &good, "publish", &[]).await;
    let refused = office.takes("wu", &bad, "publish", &[]).await;
    refused.says(&["附件《清单.txt》补查出病毒（Test.Virus），不能发布"]);
    // What was found fine is not asked for again.
    scanner.away.store(true, Ordering::SeqCst);
    let index = crate::desk_items::index(&good);
    assert_eq!(office.get(&format!("/info/{index}/files/1.1/x"), "").await.body, "clean");
}

#[tokio::test]
async fn what_was_taken_out_of_a_file_is_told_to_those_who_review_it() {
    let office = Office::open().await.with_columns().await;
    let path = office.drafts(&with_file(b"words and remarks")).await;
    for who in ["wang", "zhou"] {
        office.get(&path, &office.sign_in(who).await).await.says(&["存入时已去除　《清单.txt》：批注"]);
    }
}

#[tokio::test]
async fn what_was_taken_unchecked_is_looked_at_when_the_scanner_is_back() {
    let (office, scanner) = office(true).await;
    scanner.away.store(true, Ordering::SeqCst);
    let good = office.drafts(&with_file(b"clean")).await;
    let bad = office.drafts(&with_file(b"a VIRUS")).await;
    let mut visitor = Visitor::new(&office);
    visitor.fill_in("2023年度帮办代办经费支出明细").await;
    let file = visitor::Part::File("files", "身份.txt", b"another VIRUS");
    visitor.upload("/apply/files", &[visitor::Part::Text("what", "other"), file]).await;
    let publisher = office.sign_in("wu").await;
    office.get("/desk/items", &publisher).await.says(&["有3份文件在查毒服务没有应答时收下"]);
    // What waits, waits sealed.
    let now = crate::office::opened();
    let waiting =
        office.ledger.claim(&format!("unchecked/{}", crate::office::ORGAN), now, now, 10).await.unwrap();
    assert_eq!(waiting.len(), 3);
    assert!(waiting.iter().all(|job| !String::from_utf8_lossy(&job.body).contains("VIRUS")));
    // Still away: nothing is lost. Then it is back.
    assert_eq!(office.desk.rescan().await.unwrap(), web::desk::Rescanned::default());
    scanner.away.store(false, Ordering::SeqCst);
    office.pass(1);
    let came = office.desk.rescan().await.unwrap();
    assert_eq!(came, web::desk::Rescanned { fine: 1, infected: 2 });
    office.get("/desk/items", &publisher).await.hides(&["没有应答时收下"]);
    let entries = office.ledger.entries(crate::office::ORGAN, 0, 100).await.unwrap();
    assert_eq!(entries.iter().filter(|one| one.kind == "upload.infected").count(), 2);
    // From here on it is known without the scanner.
    scanner.away.store(true, Ordering::SeqCst);
    for path in [&good, &bad] {
        office.passed(path).await;
    }
    office.took("wu", &good, "publish", &[]).await;
    office.takes("wu", &bad, "publish", &[]).await.says(&["补查出病毒（Test.Virus），不能发布"]);
}

#[tokio::test]
async fn a_program_is_not_taken_whatever_stands_in_it() {
    let office = Office::open().await;
    let mut visitor = Visitor::new(&office);
    visitor.fill_in("2023年度帮办代办经费支出明细").await;
    for (name, bytes) in [
        ("bad.exe", b"MZ plain words".as_slice()),
        ("a.js", b"alert(1)"),
        ("a.bat", b"del"),
        ("a.html", b"words"),
    ] {
        let parts = [visitor::Part::Text("what", "other"), visitor::Part::File("files", name, bytes)];
        let answer = visitor.upload("/apply/files", &parts).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        answer.says(&[&format!("《{name}》不能附上")]);
    }
}
