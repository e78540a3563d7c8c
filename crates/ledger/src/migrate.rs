//! The tables, built in steps that are never changed once released: a database of any version is brought up to this one.

use crate::error::{Error, Refusal};
use crate::sql;
use crate::store::{On, Store, row, text};
use sea_orm::DbBackend;

/// `{bytes}` is BLOB or BYTEA; `{text}` compares by bytes on both, whatever the locale of the server.
/// Steps may run twice at once, when two nodes start together: each statement says IF NOT EXISTS.
const STEPS: &[&[&str]] = &[FIRST, DAYS, ACCESS, OUTSIDE, AMOUNTS];

const FIRST: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS meta (name {text} PRIMARY KEY, value {text} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS head (organ {text} PRIMARY KEY, seq BIGINT NOT NULL, hash {bytes} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS entry (organ {text} NOT NULL, seq BIGINT NOT NULL, stream {text} NOT NULL, \
     version BIGINT NOT NULL, kind {text} NOT NULL, at BIGINT NOT NULL, \"by\" {text} NOT NULL, \
     body {text} NOT NULL, prev {bytes} NOT NULL, hash {bytes} NOT NULL, alg {text} NOT NULL, \
     PRIMARY KEY (organ, seq), UNIQUE (organ, stream, version))",
    "CREATE TABLE IF NOT EXISTS item (organ {text} NOT NULL, kind {text} NOT NULL, id {text} NOT NULL, \
     version BIGINT NOT NULL, body {text} NOT NULL, keys {text} NOT NULL, PRIMARY KEY (organ, kind, id))",
    "CREATE TABLE IF NOT EXISTS item_key (organ {text} NOT NULL, kind {text} NOT NULL, key {text} NOT NULL, \
     sort {text} NOT NULL, id {text} NOT NULL, PRIMARY KEY (organ, kind, key, sort, id)) {clustered}",
    "CREATE TABLE IF NOT EXISTS tally (organ {text} NOT NULL, kind {text} NOT NULL, key {text} NOT NULL, \
     n BIGINT NOT NULL, PRIMARY KEY (organ, kind, key)) {clustered}",
    "CREATE TABLE IF NOT EXISTS number (organ {text} NOT NULL, series {text} NOT NULL, n BIGINT NOT NULL, \
     PRIMARY KEY (organ, series)) {clustered}",
    "CREATE TABLE IF NOT EXISTS vault (organ {text} NOT NULL, id {text} NOT NULL, digest {bytes} NOT NULL, \
     cipher {bytes}, PRIMARY KEY (organ, id))",
    "CREATE TABLE IF NOT EXISTS blob (hash {text} PRIMARY KEY, media {text} NOT NULL, size BIGINT NOT NULL, \
     bytes {bytes} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS record (kind {text} NOT NULL, id {text} NOT NULL, version BIGINT NOT NULL, \
     body {bytes} NOT NULL, expires BIGINT, PRIMARY KEY (kind, id))",
    "CREATE INDEX IF NOT EXISTS record_expires ON record (expires)",
    "CREATE TABLE IF NOT EXISTS job (id {text} PRIMARY KEY, queue {text} NOT NULL, due BIGINT NOT NULL, \
     tries BIGINT NOT NULL, token {text} NOT NULL, body {bytes} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS job_due ON job (queue, due, id)",
];

/// The digest of a day reads that day's entries only.
const DAYS: &[&str] = &["CREATE INDEX IF NOT EXISTS entry_at ON entry (organ, at, seq)"];

/// Who came in and who read what; and who did what in the chain.
const ACCESS: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS access (organ {text} NOT NULL, id {text} NOT NULL, at BIGINT NOT NULL, \
     account {text} NOT NULL, kind {text} NOT NULL, object {text} NOT NULL, place {text} NOT NULL, \
     detail {text} NOT NULL, PRIMARY KEY (organ, id))",
    "CREATE INDEX IF NOT EXISTS access_at ON access (organ, at, id)",
    "CREATE INDEX IF NOT EXISTS access_account ON access (organ, account, at, id)",
    "CREATE INDEX IF NOT EXISTS access_object ON access (organ, object, at, id)",
    "CREATE INDEX IF NOT EXISTS entry_by ON entry (organ, \"by\", at, seq)",
];
/// Attachments whose bytes lie elsewhere; of all others they stand in `blob`.
const OUTSIDE: &[&str] =
    &["CREATE TABLE IF NOT EXISTS outside (hash {text} PRIMARY KEY, place {text} NOT NULL) {clustered}"];
/// Sums of money beside the counts.
const AMOUNTS: &[&str] =
    &["CREATE TABLE IF NOT EXISTS amount (organ {text} NOT NULL, kind {text} NOT NULL, \
     key {text} NOT NULL, sum BIGINT NOT NULL, PRIMARY KEY (organ, kind, key)) {clustered}"];

const MIGRATION_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (version BIGINT PRIMARY KEY)";

/// The version this program writes.
pub const KNOWN: i64 = STEPS.len() as i64;

/// Brings the tables up to `target`, of which a test may want an early one.
pub async fn run(store: &Store, target: i64) -> Result<(), Error> {
    store.define(&dialect(MIGRATION_TABLE, store.backend())).await?;
    let found = version(store).await?;
    if found > KNOWN {
        return Err(Refusal::NewerSchema { found, known: KNOWN }.into());
    }
    for (number, step) in (1..=target).zip(STEPS) {
        if number <= found {
            continue;
        }
        for statement in *step {
            store.define(&dialect(statement, store.backend())).await?;
        }
        store.run("record a migration", sql::MIGRATED, [number.into()]).await?;
        if found > 0 {
            tracing::info!(version = number, "the ledger's tables were brought up to this version");
        }
    }
    Ok(())
}

/// Refuses a database without a ledger, before anything is made in it.
pub async fn expect_tables(store: &Store) -> Result<(), Error> {
    match version(store).await {
        Ok(1..) => Ok(()),
        // Where there are no tables, asking them for their version fails.
        Ok(_) | Err(_) => Err(Refusal::NoLedger.into()),
    }
}

/// The version the tables have; 0 where there are none.
pub async fn version(store: &Store) -> Result<i64, Error> {
    let found = row(store, "read the version of the tables", sql::MIGRATIONS, []).await?;
    found.map_or(Ok(0), |row| text::number(&row, "migration", "version"))
}

fn dialect(statement: &str, backend: DbBackend) -> String {
    let (bytes, letters, clustered) = match backend {
        DbBackend::Sqlite => ("BLOB", "TEXT", "WITHOUT ROWID"),
        _ => ("BYTEA", "TEXT COLLATE \"C\"", ""),
    };
    statement.replace("{bytes}", bytes).replace("{text}", letters).replace("{clustered}", clustered)
}
