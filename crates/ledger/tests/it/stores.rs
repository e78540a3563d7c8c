//! The stores every test of the contract runs on: SQLite in a file and in memory, each PostgreSQL handed in.

use ledger::{FilePlace, Files, Key, Ledger, Options, S3};
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

/// A running store with a bucket that is there: `http://host:port,bucket,key id,secret`; `cargo xtask test` starts one.
const BUCKET: &str = "GONGKAI_TEST_S3";

/// Every place attachments may lie in, apart from what other tests have put there.
pub fn places(store: &Fresh) -> Vec<Files> {
    let folder = Some(store.folder.path().join("attachments"));
    let s3 = bucket();
    if s3.is_none() {
        eprintln!("S3 skipped: {BUCKET} names no store (cargo xtask test starts one)");
    }
    let mut places = vec![
        Files { place: FilePlace::Database, folder: folder.clone(), s3: s3.clone() },
        Files { place: FilePlace::Folder, folder: folder.clone(), s3: s3.clone() },
    ];
    if s3.is_some() {
        places.push(Files { place: FilePlace::S3, folder, s3 });
    }
    places
}

fn bucket() -> Option<S3> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let told = std::env::var(BUCKET).ok()?;
    let [endpoint, bucket, key_id, secret] =
        told.split(',').map(str::to_owned).collect::<Vec<_>>().try_into().ok()?;
    let prefix = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    Some(S3 { endpoint, region: "us-east-1".into(), bucket, prefix, key_id, secret })
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
