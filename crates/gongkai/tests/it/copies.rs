//! gongkai backup, restore：一边办理一边备份，恢复到空的地方；中断的什么也不留下。

use crate::office::{ORGAN, Office, beside, block_on, on_every_store, register};
use crate::{Folder, Ran, gongkai};
use casework::{Casework, List};
use ledger::Ledger;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Registers one application after the other until told to stop; how many there are is told as it goes.
struct Appending {
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<()>,
}

impl Appending {
    fn begin(ledger: impl Future<Output = Ledger> + Send + 'static) -> Appending {
        let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stopped, counted) = (stop.clone(), done.clone());
        let append = async move {
            let ledger = ledger.await;
            while !stopped.load(Ordering::SeqCst) {
                register(&ledger).await;
                counted.fetch_add(1, Ordering::SeqCst);
            }
            ledger.close().await.unwrap();
        };
        Appending { stop, done, thread: std::thread::spawn(|| block_on(append)) }
    }

    /// Waits until so many are registered.
    fn reach(&self, count: u64) {
        while self.done.load(Ordering::SeqCst) < count {
            std::thread::yield_now();
        }
    }

    fn end(self) -> u64 {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().unwrap();
        self.done.load(Ordering::SeqCst)
    }
}

fn restore(file: &str, data: &str, key: Option<&str>, database: Option<&str>) -> Ran {
    let mut words = vec!["restore", file, "--data", data];
    words.extend(key.iter().flat_map(|key| ["--key", key]));
    words.extend(database.iter().flat_map(|url| ["--database", url]));
    gongkai(&words)
}

/// Every application can be read, lists and counts agree, numbers go on.
async fn check_cases(ledger: &Ledger, least: u64, most: u64) {
    let casework = Casework::new(ledger.clone(), ORGAN);
    let count = casework.count(&List::All).await.unwrap();
    assert!((least..=most).contains(&count), "{least} ≤ {count} ≤ {most}");
    let last = format!("2026-{count:05}");
    let file = casework.file(&last).await.unwrap().unwrap();
    assert_eq!(casework.application(&file.case).await.unwrap().applicant.name, "张某某");
    assert_eq!(register(ledger).await, format!("2026-{:05}", count + 1));
}

#[test]
fn a_backup_made_while_another_process_appends_is_restored_to_a_working_office() {
    on_every_store(|store| {
        let office = Office::found(store.clone());
        let (url, key) = (store.clone(), office.key());
        let sqlite = format!("sqlite:{}", office.folder.path("data/ledger.sqlite"));
        let options = ledger::Options::new(url.unwrap_or(sqlite), key);
        let appending = Appending::begin(async { Ledger::open(options).await.unwrap() });
        appending.reach(20);
        let file = office.folder.path("备份.zip");
        let ran = office.run(&["backup", &file]);
        let (least, most) = (20, appending.end());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains("没有密钥文件") && ran.out.contains("3个"), "{}", ran.out);
        assert_eq!(gongkai(&["ledger", "verify", "--file", &file]).code, 0);
        no_key_inside(&file, &office);
        beside(store.as_deref(), |database| {
            let elsewhere = Office { folder: Folder::new(), database };
            let key = office.folder.path("data/ledger.key");
            let ran = restore(&file, &elsewhere.data(), Some(&key), elsewhere.database.as_deref());
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
            let ran = elsewhere.run(&["ledger", "verify"]);
            assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
            block_on(async {
                let ledger = elsewhere.ledger().await;
                check_cases(&ledger, least, most).await;
                ledger.close().await.unwrap();
            });
            for part in
                ["settings/organ.toml", "records/2024/政府信息公开申请.csv", "reports/2024/report-2024.html"]
            {
                let bytes = |data: String| std::fs::read(Path::new(&data).join(part)).unwrap();
                assert_eq!(bytes(elsewhere.data()), bytes(office.data()), "{part}");
            }
            assert!(elsewhere.run(&["account", "list"]).out.contains("王芳"));
        });
    });
}

fn no_key_inside(file: &str, office: &Office) {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    for at in 0..zip.len() {
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_index(at).unwrap(), &mut text).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains(&office.key().text()));
    }
}

/// From SQLite to PostgreSQL and back.
#[test]
fn a_backup_of_one_kind_of_database_is_restored_into_the_other() {
    on_every_store(|store| {
        let Some(url) = store else { return };
        let office = Office::found(None);
        block_on(async {
            let ledger = office.ledger().await;
            register(&ledger).await;
            ledger.close().await.unwrap();
        });
        let (file, key) = (office.folder.path("a.zip"), office.folder.path("data/ledger.key"));
        assert_eq!(office.run(&["backup", &file]).code, 0);
        let server = Office { folder: Folder::new(), database: Some(url.clone()) };
        assert_eq!(restore(&file, &server.data(), Some(&key), Some(&url)).code, 0);
        let again = server.folder.path("b.zip");
        assert_eq!(server.run(&["backup", &again]).code, 0);
        let back = Office { folder: Folder::new(), database: None };
        assert_eq!(restore(&again, &back.data(), Some(&key), None).code, 0);
        block_on(async {
            let ledger = back.ledger().await;
            check_cases(&ledger, 1, 1).await;
            ledger.close().await.unwrap();
        });
        let twice = restore(&file, &Folder::new().path("data"), Some(&key), Some(&url));
        assert!(twice.code == 2 && twice.err.contains("目标数据库里已有台账"), "{}", twice.err);
    });
}

/// An office with a backup, and its key kept apart.
fn backed_up() -> (Office, String, String) {
    let office = Office::found(None);
    let (file, key) = (office.folder.path("a.zip"), office.folder.path("data/ledger.key"));
    assert_eq!(office.run(&["backup", &file]).code, 0);
    (office, file, key)
}

#[test]
fn what_cannot_be_restored_leaves_nothing() {
    let (office, file, key) = backed_up();
    let bytes = std::fs::read(&file).unwrap();
    let other = office.folder.file("other.key", "0f".repeat(32));
    let cut = office.folder.file("cut.zip", &bytes[..bytes.len() / 2]);
    let mut bent = bytes.clone();
    // Inside the entry that holds the ledger.
    let at = bytes.windows(12).position(|some| some == b"ledger.jsonl").unwrap() + 100;
    bent[at] ^= 1;
    let bent = office.folder.file("bent.zip", bent);
    let text = office.folder.file("text.zip", "不是备份");
    for (file, key, words) in [
        (&file, None, "密钥文件《"),
        (&file, Some(&other), "密钥与数据库不符"),
        (&cut, Some(&key), "不是完整的备份"),
        (&bent, Some(&key), "没有恢复"),
        (&text, Some(&key), "不是完整的备份"),
        (&office.folder.path("无.zip"), Some(&key), "打不开"),
    ] {
        let target = Folder::new();
        let ran = restore(file, &target.path("data"), key.map(String::as_str), None);
        assert!(ran.code == 2 && ran.err.contains(words), "{file}: {}{}", ran.out, ran.err);
        assert!(!Path::new(&target.path("data")).exists(), "{file} left something");
    }
}

#[test]
fn only_an_empty_folder_is_restored_into() {
    let (office, file, key) = backed_up();
    let target = Folder::new();
    target.file("data/信件.txt", "重要");
    let ran = restore(&file, &target.path("data"), Some(&key), None);
    assert!(ran.code == 2 && ran.err.contains("信件.txt"), "{}", ran.err);
    let ran = restore(&file, &office.data(), Some(&key), None);
    assert!(ran.code == 2 && ran.err.contains("不是空的"), "{}", ran.err);
    // The key may lie there already.
    let target = Folder::new();
    target.file("data/ledger.key", std::fs::read(&key).unwrap());
    assert_eq!(restore(&file, &target.path("data"), None, None).code, 0);
    assert_eq!(gongkai(&["ledger", "verify", "--data", &target.path("data")]).code, 0);
}

/// As a restore leaves it that was killed while its parts took their places.
#[test]
fn a_restore_that_was_killed_is_begun_anew_and_nothing_is_served_before() {
    let (_office, file, key) = backed_up();
    let target = Folder::new();
    let data = target.path("data");
    target.file("data/ledger.key", std::fs::read(&key).unwrap());
    target.file("data/settings/organ.toml", "half");
    target.file("data/.restore-1/moving", "settings\nrecords\nledger.sqlite");
    target.file("data/.restore-1/parts/records/x", "half");
    for words in [&["ledger", "verify"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let ran = gongkai(&[words, &["--data", &data]].concat());
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("恢复没有做完") || ran.err.contains("organ.toml"), "{}", ran.err);
    }
    let ran = restore(&file, &data, None, None);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mut left: Vec<_> =
        std::fs::read_dir(&data).unwrap().flatten().map(|entry| entry.file_name()).collect();
    left.sort();
    assert_eq!(left, ["ledger.key", "ledger.sqlite", "records", "reports", "settings"]);
}

/// A copy of a ledger somebody had tampered with is a faithful copy: it is restored, and what is wrong is told.
#[test]
fn a_backup_of_a_faulty_ledger_is_restored_and_its_fault_is_told() {
    let (office, file, key) = backed_up();
    office.tamper("UPDATE entry SET \"by\" = 'zhao' WHERE seq = 1");
    assert_eq!(office.run(&["backup", &file]).code, 0);
    let target = Folder::new();
    let ran = restore(&file, &target.path("data"), Some(&key), None);
    assert!(ran.code == 1 && ran.out.contains("第1条被改动"), "{}{}", ran.out, ran.err);
    assert!(Path::new(&target.path("data/ledger.sqlite")).exists());
}

#[test]
fn a_backup_is_not_written_into_the_folder_it_is_of() {
    let (office, ..) = backed_up();
    let ran = office.run(&["backup", &office.folder.path("data/a.zip")]);
    assert!(ran.code == 2 && ran.err.contains("请写到别处"), "{}", ran.err);
    let ran = office.run(&["backup", &office.folder.path("无/a.zip")]);
    assert!(ran.code == 2 && ran.err.contains("a.zip》写不进去"), "{}", ran.err);
}
