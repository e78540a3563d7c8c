//! The ledger beside bare inserts of the same bytes through the same driver, and its tables at two sizes.

use crate::measure::Table;
use anyhow::{Context, Result};
use jiff::Timestamp;
use ledger::{Direction, Error, Key, Ledger, NewEvent, Options, Tx};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};
use std::time::Instant;

/// One act a transaction, as people act; and a batch, as imports do.
const BATCHES: [usize; 2] = [1, 100];
const ACTS: usize = 3_000;
const SIZES: [u64; 2] = [10_000, 1_000_000];
const ASKED: u64 = 500;
/// Running servers, as the ledger's tests take them.
const SERVERS: &str = "GONGKAI_TEST_POSTGRES";

/// About as long as an event of a case with its reasons.
fn body() -> String {
    format!("{{\"because\":\"{}\"}}", "应当自收到申请之日起答复".repeat(15))
}

pub fn measure(table: &mut Table) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let folder = std::env::temp_dir().join(format!("gongkai-bench-ledger-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let url = format!("sqlite:{}", folder.join("ledger.sqlite").display());
        let ended = one_store(table, "SQLite", &url).await;
        std::fs::remove_dir_all(&folder)?;
        ended?;
        let servers = std::env::var(SERVERS).unwrap_or_default();
        if servers.is_empty() {
            eprintln!("PostgreSQL is not measured: {SERVERS} names no server");
        }
        for server in servers.split(',').filter(|server| !server.is_empty()) {
            one_server(table, server).await?;
        }
        Ok(())
    })
}

async fn one_server(table: &mut Table, server: &str) -> Result<()> {
    let admin = Database::connect(server).await?;
    let version =
        admin.query_one_raw(Statement::from_string(admin.get_database_backend(), "SHOW server_version"));
    let version: String = version.await?.context("a version")?.try_get("", "server_version")?;
    let name = format!("bench_{}", std::process::id());
    admin.execute_unprepared(&format!("CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")).await?;
    let (base, _) = server.rsplit_once('/').context("a URL with a database")?;
    let ended = one_store(table, &format!("PostgreSQL {version}"), &format!("{base}/{name}")).await;
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    ended
}

async fn one_store(table: &mut Table, store: &str, url: &str) -> Result<()> {
    let ledger = Ledger::open(Options::new(url, Key::generate()?)).await?;
    let bare = connect(url).await?;
    for batch in BATCHES {
        let appended = appends(&ledger, batch).await?;
        let inserted = inserts(&bare, batch).await?;
        let what = format!("append on {store}, {batch} a transaction");
        table.note(&what, format!("{appended:.0}/s"));
        table.note(
            format!("bare inserts of the same bytes, {batch} a transaction"),
            format!("{inserted:.0}/s"),
        );
        table.note("append against bare inserts", format!("{:.2}", appended / inserted));
    }
    let start = Instant::now();
    let verified = ledger.verify("bench", &[]).await?;
    let rate = verified.whole.seq as f64 / start.elapsed().as_secs_f64();
    table.note(format!("verify on {store}"), format!("{rate:.0} entries/s"));
    let mut earlier = None;
    for size in SIZES {
        fill(&bare, size).await?;
        let now = reads(&ledger, size).await?;
        for (what, rate) in ["page of 20", "count", "item"].iter().zip(now) {
            table.note(format!("{what} of {size} items on {store}"), format!("{rate:.0}/s"));
        }
        if let Some(earlier) = earlier.replace(now) {
            let worst = earlier.iter().zip(now).map(|(small, large)| small / large).fold(0.0, f64::max);
            let bar = "not growing with the table: below 2";
            table.bar(
                format!("the larger table against the smaller on {store}"),
                format!("{worst:.2}"),
                bar,
                worst < 2.0,
            );
        }
    }
    ledger.close().await?;
    Ok(())
}

/// The same driver, set as the ledger sets it.
async fn connect(url: &str) -> Result<DatabaseConnection> {
    let url = if url.starts_with("sqlite:") { format!("{url}?mode=rw") } else { url.into() };
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await?;
    if db.get_database_backend() == sea_orm::DbBackend::Sqlite {
        db.execute_unprepared("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON").await?;
    }
    let bytes = if db.get_database_backend() == sea_orm::DbBackend::Sqlite { "BLOB" } else { "BYTEA" };
    db.execute_unprepared(&format!(
        "CREATE TABLE bare (organ TEXT, seq BIGINT, stream TEXT, version BIGINT, kind TEXT, at BIGINT, who TEXT, \
         body TEXT, prev {bytes}, hash {bytes}, alg TEXT, PRIMARY KEY (organ, seq), UNIQUE (organ, stream, version)); \
         CREATE INDEX bare_at ON bare (organ, at, seq)"
    ))
    .await?;
    Ok(db)
}

async fn appends(ledger: &Ledger, batch: usize) -> Result<f64> {
    let events = vec![NewEvent::new("case.noted", body()); batch];
    let start = Instant::now();
    for transaction in 0..ACTS / batch {
        let stream = format!("case/{batch}/{transaction}");
        let work = async |tx: Tx| tx.append(&stream, 0, "bench", Timestamp::UNIX_EPOCH, &events).await;
        ledger.transact("bench", work).await.map_err(|error: Error| error)?;
    }
    Ok(ACTS as f64 / start.elapsed().as_secs_f64())
}

async fn inserts(db: &DatabaseConnection, batch: usize) -> Result<f64> {
    let row = |at: usize| {
        let values: Vec<String> = (1..=11).map(|column| format!("${}", at * 11 + column)).collect();
        format!("({})", values.join(", "))
    };
    let sql = format!("INSERT INTO bare VALUES {}", (0..batch).map(row).collect::<Vec<_>>().join(", "));
    let (body, hash) = (body(), vec![7u8; 32]);
    let start = Instant::now();
    for transaction in 0..ACTS / batch {
        let mut values: Vec<sea_orm::Value> = Vec::new();
        for version in 0..batch {
            let seq = (batch * 1_000_000 + transaction * batch + version) as i64;
            let stream = format!("case/{batch}/{transaction}");
            values.extend(["bench".into(), seq.into(), stream.into(), (version as i64).into()]);
            values.extend(["case.noted".into(), 0i64.into(), "bench".into(), body.as_str().into()]);
            values.extend([hash.clone().into(), hash.clone().into(), "sm3/1".into()]);
        }
        let tx = db.begin().await?;
        tx.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), &sql, values)).await?;
        tx.commit().await?;
    }
    Ok(ACTS as f64 / start.elapsed().as_secs_f64())
}

/// Items as `put` leaves them, in an organ of their own, written by the database itself.
async fn fill(db: &DatabaseConnection, size: u64) -> Result<()> {
    let numbers = format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {size})"
    );
    let (id, organ) = ("CAST(10000000 + n AS TEXT)", size);
    let keys = format!("'{{\"open\":\"' || {id} || '\"}}'");
    for statement in [
        format!("{numbers} INSERT INTO item SELECT '{organ}', 'case', {id}, 1, '{{}}', {keys} FROM numbers"),
        format!("{numbers} INSERT INTO item_key SELECT '{organ}', 'case', 'open', {id}, {id} FROM numbers"),
        format!("INSERT INTO tally VALUES ('{organ}', 'case', 'open', {size})"),
        "ANALYZE".into(),
    ] {
        db.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Pages, counts and items a second, spread over the whole table.
async fn reads(ledger: &Ledger, size: u64) -> Result<[f64; 3]> {
    let organ = size.to_string();
    let id = |asked: u64| (10_000_000 + 1 + asked * (size / ASKED)).to_string();
    let mut rates = [0.0; 3];
    for _ in 0..2 {
        let start = Instant::now();
        for asked in 0..ASKED {
            let place = ledger::Place { sort: id(asked), organ: organ.clone(), id: String::new() };
            ledger.list(&organ, "case", "open", Some(&place), 20, Direction::Up).await?;
        }
        let listed = start.elapsed().as_secs_f64();
        for _ in 0..ASKED {
            ledger.count(&organ, "case", "open").await?;
        }
        let counted = start.elapsed().as_secs_f64();
        for asked in 0..ASKED {
            ledger.item(&organ, "case", &id(asked)).await?.context("an item")?;
        }
        let got = start.elapsed().as_secs_f64();
        let round = [listed, counted - listed, got - counted].map(|seconds| ASKED as f64 / seconds);
        rates = [0, 1, 2].map(|at| f64::max(rates[at], round[at]));
    }
    Ok(rates)
}
