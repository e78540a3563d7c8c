//! The database behind the ledger: opening it, and running a statement on it.

use crate::error::{Broken, Error, Refusal};
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    Value,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Another program may hold the SQLite file this long before we ask again.
const BUSY: Duration = Duration::from_secs(5);

pub struct Store {
    db: DatabaseConnection,
}

impl Store {
    /// `sqlite:PATH`, `sqlite::memory:` or `postgres://…`; a file that is not there is made, or refused.
    pub async fn open(url: &str, connections: u32, make: bool) -> Result<Store, Error> {
        let in_memory = url == "sqlite::memory:";
        let options = if let Some(path) = url.strip_prefix("sqlite:") {
            if !make && !in_memory && !std::path::Path::new(path).exists() {
                return Err(Refusal::NoLedger.into());
            }
            sqlite(path, in_memory, connections)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            postgres(url, connections)
        } else {
            return Err(Refusal::BadUrl { url: url.into() }.into());
        };
        let db = Database::connect(options).await.map_err(Error::database("open the database"))?;
        let store = Store { db };
        store.check_encoding().await?;
        Ok(store)
    }

    pub fn backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    pub fn is_sqlite(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    pub fn connection(&self) -> &DatabaseConnection {
        &self.db
    }

    /// A transaction that sees one state of the database. SQLite's takes the place of the one writer at once,
    /// since a reader that turns writer dies of BUSY.
    pub async fn begin(&self) -> Result<Attempt, Error> {
        self.begin_as(SqliteTransactionMode::Immediate).await
    }

    /// A transaction that only reads, of one state of the database.
    pub async fn begin_reading(&self) -> Result<Attempt, Error> {
        self.begin_as(SqliteTransactionMode::Deferred).await
    }

    async fn begin_as(&self, mode: SqliteTransactionMode) -> Result<Attempt, Error> {
        let options = TransactionOptions {
            isolation_level: (!self.is_sqlite()).then_some(IsolationLevel::RepeatableRead),
            access_mode: None,
            sqlite_transaction_mode: self.is_sqlite().then_some(mode),
        };
        let begun = self.db.begin_with_options(options).await;
        Ok(Attempt::new(begun.map_err(Error::database("begin a transaction"))?))
    }

    /// A statement that defines a table. Two nodes that start together may both try; the second try finds it.
    pub async fn define(&self, sql: &str) -> Result<(), Error> {
        let again = self.db.execute_unprepared(sql).await.is_err();
        if again {
            self.db.execute_unprepared(sql).await.map_err(Error::database("define a table"))?;
        }
        Ok(())
    }

    /// Texts are compared and hashed as UTF-8.
    async fn check_encoding(&self) -> Result<(), Error> {
        if self.is_sqlite() {
            return Ok(());
        }
        let row = row(self, "ask for the encoding", "SHOW server_encoding", []).await?;
        let Some(row) = row else { return Ok(()) };
        let encoding: String = text::of(&row, "settings", "server_encoding")?;
        if encoding == "UTF8" { Ok(()) } else { Err(Refusal::BadEncoding { encoding }.into()) }
    }
}

fn sqlite(path: &str, in_memory: bool, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite::memory:");
    // Each connection in memory is a database of its own: there is one, and it stays.
    options.max_connections(if in_memory { 1 } else { connections }).sqlx_logging(false);
    if in_memory {
        options.min_connections(1).idle_timeout(None).max_lifetime(None);
        return options;
    }
    let path = path.to_owned();
    options.map_sqlx_sqlite_opts(move |_| {
        SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged is on the disk.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            // What was erased is overwritten.
            .pragma("secure_delete", "ON")
            .pragma("cache_size", "-16384")
            // These options stand in place of sea-orm's, which say the same: waiting for the one writer is no news.
            .disable_statement_logging()
    });
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).sqlx_logging(false);
    options
}

/// Where a statement runs: on the store, or inside a transaction.
pub trait On: Sync {
    fn rows<const N: usize>(
        &self,
        doing: &'static str,
        sql: &str,
        values: [Value; N],
    ) -> impl Future<Output = Result<Vec<QueryResult>, Error>> + Send {
        self.rows_of(doing, sql, values.into())
    }

    /// How many rows it touched.
    fn run<const N: usize>(
        &self,
        doing: &'static str,
        sql: &str,
        values: [Value; N],
    ) -> impl Future<Output = Result<u64, Error>> + Send {
        self.run_of(doing, sql, values.into())
    }

    fn rows_of(
        &self,
        doing: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<QueryResult>, Error>> + Send;

    fn run_of(
        &self,
        doing: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<u64, Error>> + Send;
}

/// At most one row.
pub async fn row<const N: usize>(
    on: &impl On,
    doing: &'static str,
    sql: &str,
    values: [Value; N],
) -> Result<Option<QueryResult>, Error> {
    Ok(on.rows(doing, sql, values).await?.into_iter().next())
}

impl On for Store {
    async fn rows_of(
        &self,
        doing: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, Error> {
        query(&self.db, doing, sql, values).await
    }

    async fn run_of(&self, doing: &'static str, sql: &str, values: Vec<Value>) -> Result<u64, Error> {
        execute(&self.db, doing, sql, values).await
    }
}

/// A transaction, and whether a statement of it was told to come again.
pub struct Attempt {
    transaction: DatabaseTransaction,
    again: AtomicBool,
}

impl Attempt {
    pub fn new(transaction: DatabaseTransaction) -> Attempt {
        Attempt { transaction, again: AtomicBool::new(false) }
    }

    /// Whatever its caller makes of it, this transaction cannot stand and has to be run again.
    pub fn give_up(&self) {
        self.again.store(true, Ordering::Relaxed);
    }

    pub fn is_to_come_again(&self) -> bool {
        self.again.load(Ordering::Relaxed)
    }

    pub async fn commit(self) -> Result<(), Error> {
        self.transaction.commit().await.map_err(Error::database("commit a transaction"))
    }

    pub async fn rollback(self) -> Result<(), Error> {
        self.transaction.rollback().await.map_err(Error::database("roll back a transaction"))
    }

    fn note<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if result.as_ref().is_err_and(Error::asks_again) {
            self.give_up();
        }
        result
    }
}

impl On for Attempt {
    async fn rows_of(
        &self,
        doing: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, Error> {
        self.note(query(&self.transaction, doing, sql, values).await)
    }

    async fn run_of(&self, doing: &'static str, sql: &str, values: Vec<Value>) -> Result<u64, Error> {
        self.note(execute(&self.transaction, doing, sql, values).await)
    }
}

async fn query(
    on: &impl ConnectionTrait,
    doing: &'static str,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, Error> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    on.query_all_raw(statement).await.map_err(Error::database(doing))
}

async fn execute(
    on: &impl ConnectionTrait,
    doing: &'static str,
    sql: &str,
    values: Vec<Value>,
) -> Result<u64, Error> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    Ok(on.execute_raw(statement).await.map_err(Error::database(doing))?.rows_affected())
}

/// Values in and out of rows.
pub mod text {
    use super::{Broken, Error, QueryResult, Value};
    use crate::chain::Hash;
    use jiff::Timestamp;
    use sea_orm::TryGetable;

    pub fn of<T: TryGetable>(row: &QueryResult, table: &'static str, column: &str) -> Result<T, Error> {
        row.try_get("", column).map_err(|error| Broken::Row { table, what: error.to_string() }.into())
    }

    pub fn number(row: &QueryResult, table: &'static str, column: &str) -> Result<i64, Error> {
        of(row, table, column)
    }

    /// A number that counts.
    pub fn count(row: &QueryResult, table: &'static str, column: &str) -> Result<u64, Error> {
        let number = number(row, table, column)?;
        number.try_into().map_err(|_| Broken::Row { table, what: format!("{column} is {number}") }.into())
    }

    pub fn hash(row: &QueryResult, table: &'static str, column: &str) -> Result<Hash, Error> {
        let bytes: Vec<u8> = of(row, table, column)?;
        let length = bytes.len();
        let bytes = bytes.try_into();
        bytes
            .map(Hash)
            .map_err(|_| Broken::Row { table, what: format!("{column} has {length} bytes") }.into())
    }

    pub fn time(row: &QueryResult, table: &'static str, column: &str) -> Result<Timestamp, Error> {
        let number = number(row, table, column)?;
        Timestamp::from_microsecond(number)
            .map_err(|_| Broken::Row { table, what: format!("{column} is {number}") }.into())
    }

    pub fn value(number: u64) -> Result<Value, Error> {
        Ok(i64::try_from(number).map_err(|_| Broken::Overflow)?.into())
    }

    pub fn bytes(hash: &Hash) -> Value {
        hash.0.to_vec().into()
    }
}
