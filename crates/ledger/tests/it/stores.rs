//! The stores every test of the contract runs on: SQLite in a file and in memory, each PostgreSQL handed in.

use ledger::{Key, Ledger, Options};
use sea_orm::{ConnectionTrait, Database};
use std::sync::atomic::{AtomicU32, Ordering};

/// Running servers, separated by commas, with the right to create databases: `cargo xtask postgres` starts some.
const SERVERS: &str = "GONGKAI_TEST_POSTGRES";

/// An empty database.
pub struct Fresh {
    pub name: String,
    pub url: String,
    pub folder: tempfile::TempDir,
    server: Option<String>,
}

pub fn key() -> Key {
    Key::parse(&"0f".repeat(32)).expect("a key")
}

impl Fresh {
    /// Another SQLite file.
    pub fn at(url: String) -> Fresh {
        Fresh { name: url.clone(), url, folder: tempfile::tempdir().expect("a folder"), server: None }
    }

    pub fn options(&self) -> Options {
        Options::new(&self.url, key())
    }

    pub async fn open(&self) -> Ledger {
        Ledger::open(self.options()).await.expect("the ledger opens")
    }

    pub fn is_memory(&self) -> bool {
        self.url == "sqlite::memory:"
    }

    pub fn is_postgres(&self) -> bool {
        self.server.is_some()
    }

    /// Does something to the database that the ledger would never do.
    pub async fn tamper(&self, sql: &str) {
        let url = if self.is_postgres() { self.url.clone() } else { format!("{}?mode=rw", self.url) };
        let db = Database::connect(url).await.expect("a connection");
        db.execute_unprepared(sql).await.expect("tampering succeeds");
        db.close().await.expect("it closes");
    }

    async fn drop_database(self) {
        if let Some(server) = &self.server {
            let db = Database::connect(server).await.expect("the server answers");
            let name = self.url.rsplit('/').next().expect("a database name");
            db.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await
                .expect("it is dropped");
        }
    }
}

fn sqlite(name: &str, memory: bool) -> Fresh {
    let folder = tempfile::tempdir().expect("a folder");
    let url = if memory {
        "sqlite::memory:".into()
    } else {
        format!("sqlite:{}", folder.path().join("a.sqlite").display())
    };
    Fresh { name: name.into(), url, folder, server: None }
}

async fn postgres(server: &str) -> Fresh {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("ledger_{}_{number}", std::process::id());
    let db = Database::connect(server).await.expect("the server answers");
    let made = format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0");
    db.execute_unprepared(&made).await.expect("a database is made");
    let (base, _) = server.rsplit_once('/').expect("a URL ends with /database");
    let folder = tempfile::tempdir().expect("a folder");
    Fresh { name: base.into(), url: format!("{base}/{name}"), folder, server: Some(server.into()) }
}

pub fn servers() -> Vec<String> {
    let list = std::env::var(SERVERS).unwrap_or_default();
    let servers: Vec<String> = list.split(',').filter(|url| !url.is_empty()).map(str::to_owned).collect();
    if servers.is_empty() {
        eprintln!("PostgreSQL skipped: {SERVERS} names no server (cargo xtask postgres starts them)");
    }
    servers
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

/// Runs a test on every store; the output says on which it was when it failed.
pub fn on_every_store(test: impl AsyncFn(&Fresh)) {
    block_on(async {
        let mut stores = vec![sqlite("SQLite in a file", false), sqlite("SQLite in memory", true)];
        for server in servers() {
            stores.push(postgres(&server).await);
        }
        for store in stores {
            eprintln!("on {}", store.name);
            test(&store).await;
            store.drop_database().await;
        }
    });
}

/// The same without the store that lives only as long as its connection.
pub fn on_every_lasting_store(test: impl AsyncFn(&Fresh)) {
    on_every_store(async |store| {
        if !store.is_memory() {
            test(store).await;
        }
    });
}
