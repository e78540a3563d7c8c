//! 一个小机关的数据目录和台账：in SQLite, or on the PostgreSQL servers handed in.

use crate::{Folder, Ran};
use casework::{Application, Casework, Moment, Person, Registration};
use jiff::Timestamp;
use jiff::civil::Date;
use law::annual_report::Applicant;
use law::request::receipt::Channel;
use law::workday::Calendar;
use ledger::{Key, Ledger, Options};
use office::role::{Actor, Role};
use sea_orm::{ConnectionTrait, Database};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Running servers, separated by commas, with the right to create databases: `cargo xtask postgres` starts some.
const SERVERS: &str = "GONGKAI_TEST_POSTGRES";
pub const ORGAN: &str = "11370400MB2857833X";
pub const PASSWORD: &str = "枣庄的石榴红了很久了";
pub const SETTINGS: &str = "[organ]\nname = \"甲局\"\nshort_name = \"甲局\"\ncode = \"11370400MB2857833X\"\nregion = \"甲县\"\n\
    address = \"1号\"\npostcode = \"100000\"\ntelephone = \"1\"\nemail = \"a@example.cn\"\nwebsite = \"www.example.cn\"\n";

/// Where the ledger of an office is: in its folder, or in a database of a server.
pub struct Office {
    pub folder: Folder,
    pub database: Option<String>,
}

impl Office {
    /// With settings, an account and a ledger.
    pub fn found(database: Option<String>) -> Office {
        let office = Office { folder: Folder::new(), database };
        office.folder.file("data/settings/organ.toml", SETTINGS);
        office.folder.file("data/records/2024/政府信息公开申请.csv", "编号\n");
        office.folder.file("data/reports/2024/report-2024.html", "报告".repeat(1000));
        let ran =
            office.run_with(&["account", "add", "wang", "--name", "王芳", "--roles", "登记,承办"], PASSWORD);
        assert_eq!(ran.code, 0, "{}", ran.err);
        office
    }

    pub fn data(&self) -> String {
        self.folder.path("data")
    }

    pub fn key(&self) -> Key {
        Key::parse(&std::fs::read_to_string(self.folder.path("data/ledger.key")).unwrap()).unwrap()
    }

    fn place(&self) -> Vec<String> {
        let mut place = vec!["--data".to_owned(), self.data()];
        place.extend(self.database.iter().flat_map(|url| ["--database".to_owned(), url.clone()]));
        place
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        self.run_with(words, "")
    }

    /// With something on the standard input.
    pub fn run_with(&self, words: &[&str], input: &str) -> Ran {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).chain(self.place()).collect();
        run_with(&words, input)
    }

    pub async fn ledger(&self) -> Ledger {
        let url = self
            .database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.folder.path("data/ledger.sqlite")));
        Ledger::open(Options::new(url, self.key())).await.unwrap()
    }

    /// Does something to the database that the ledger would never do.
    pub fn tamper(&self, sql: &str) {
        let url = match &self.database {
            Some(url) => url.clone(),
            None => format!("sqlite:{}?mode=rw", self.folder.path("data/ledger.sqlite")),
        };
        block_on(async {
            let db = Database::connect(url).await.unwrap();
            db.execute_unprepared(sql).await.unwrap();
            db.close().await.unwrap();
        });
    }
}

pub fn run_with(words: &[String], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gongkai"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{input}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(future)
}

pub fn today() -> Date {
    "2026-03-02".parse().unwrap()
}

pub fn now() -> Timestamp {
    "2026-03-02T02:00:00Z".parse().unwrap()
}

/// Registers an application, and gives its number.
pub async fn register(ledger: &Ledger) -> String {
    let applicant = Person { name: "张某某".into(), telephone: "13800000000".into(), ..Person::default() };
    let content = "申请公开某地块征收项目的审批材料".into();
    let application = Application { applicant, content, medium: "纸质".into(), way: "邮寄".into() };
    let subject = "某地块征收项目的审批材料";
    let taken = Registration::new(Channel::InPerson, today(), Applicant::NaturalPerson, subject, application);
    let calendar = Calendar::builtin();
    let moment = Moment { now: now(), today: today(), calendar: &calendar };
    let who = Actor { id: "wang".into(), roles: vec![Role::Registrar] };
    Casework::new(ledger.clone(), ORGAN).register(moment, &who, taken).await.unwrap()
}

/// Runs a test on SQLite and on each server.
pub fn on_every_store(test: impl Fn(Option<String>)) {
    test(None);
    let servers = std::env::var(SERVERS).unwrap_or_default();
    if servers.is_empty() {
        eprintln!("PostgreSQL skipped: {SERVERS} names no server (cargo xtask postgres starts them)");
    }
    for server in servers.split(',').filter(|url| !url.is_empty()) {
        with_database(server, |url| test(Some(url)));
    }
}

/// An empty database of a server, dropped when the test ends.
pub fn with_database(server: &str, test: impl FnOnce(String)) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("gongkai_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let (base, _) = server.rsplit_once('/').unwrap();
    let admin = |sql: String| {
        block_on(async {
            let db = Database::connect(server).await.unwrap();
            db.execute_unprepared(&sql).await.unwrap();
            db.close().await.unwrap();
        });
    };
    admin(format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"));
    test(format!("{base}/{name}"));
    admin(format!("DROP DATABASE {name} WITH (FORCE)"));
}

/// Another empty database beside one of a server.
pub fn beside(database: Option<&str>, test: impl FnOnce(Option<String>)) {
    match database {
        None => test(None),
        Some(url) => {
            with_database(&format!("{}/postgres", url.rsplit_once('/').unwrap().0), |url| test(Some(url)))
        }
    }
}
