//! The ledger as the rest of the product sees it: open it, act in a transaction, read.

use crate::chain::{Entry, Head};
use crate::error::{Broken, Error, Refusal};
use crate::files::{Files, Outside};
use crate::key::{Key, random};
use crate::store::{Attempt, On, Store, row, text};
use crate::tx::Tx;
use crate::{entries, migrate, sql};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;

/// A transaction that conflicts this often will not get better.
const TRIES: u32 = 40;
const LONGEST_PAUSE_MS: u64 = 200;

/// How a ledger is opened. Not `Debug`: an address may hold a password.
#[derive(Clone)]
pub struct Options {
    /// `sqlite:PATH`, `sqlite::memory:` (one connection, for tests) or `postgres://USER@HOST:PORT/DATABASE`.
    pub url: String,
    /// Seals personal data; the same each time.
    pub key: Key,
    /// How many connections at most.
    pub connections: u32,
    /// The largest attachment or sealed datum, in bytes.
    pub blob_limit_bytes: u64,
    /// Refuses a database that holds no ledger, where otherwise one is made: for what only reads.
    pub existing: bool,
    /// Where the bytes of attachments are.
    pub files: Files,
}

impl Options {
    pub fn new(url: impl Into<String>, key: Key) -> Options {
        Options {
            url: url.into(),
            key,
            connections: 8,
            blob_limit_bytes: 50 << 20,
            existing: false,
            files: Files::default(),
        }
    }
}

/// An open ledger; cloning it is cheap and gives the same one.
#[derive(Clone)]
pub struct Ledger(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub store: Store,
    pub key: Key,
    pub blob_limit_bytes: u64,
    pub outside: Outside,
    /// Who writes next, in the order of asking: a queue an organ, one for all on SQLite.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// How many commits are yet to fail, for tests.
    faults: AtomicU32,
}

impl Inner {
    pub fn check_size(&self, bytes: &[u8]) -> Result<(), Error> {
        let (size, limit) = (bytes.len() as u64, self.blob_limit_bytes);
        if size > limit { Err(Refusal::TooLarge { size, limit }.into()) } else { Ok(()) }
    }
}

impl Ledger {
    /// Opens the database, makes or upgrades its tables, and refuses another key than the first one's.
    pub async fn open(options: Options) -> Result<Ledger, Error> {
        let outside = Outside::open(&options.files)?;
        let store = Store::open(&options.url, options.connections, !options.existing).await?;
        if options.existing {
            migrate::expect_tables(&store).await?;
        }
        migrate::run(&store, migrate::KNOWN).await?;
        check_key(&store, &options.key).await?;
        Ok(Ledger(Arc::new(Inner {
            store,
            key: options.key,
            blob_limit_bytes: options.blob_limit_bytes,
            outside,
            turns: Mutex::default(),
            faults: AtomicU32::new(0),
        })))
    }

    /// Closes every connection; afterwards each call fails.
    pub async fn close(&self) -> Result<(), Error> {
        self.store().connection().close_by_ref().await.map_err(Error::database("close the database"))
    }

    /// Does some work for an organ, wholly or not at all. Where the database asks for it, the work is run again
    /// from the start: it must do nothing outside the transaction that may not happen twice, and it must read
    /// through `tx`, not through the ledger. What belongs to no organ, such as a session, is done for `""`. Work for one organ waits for its turn; a transaction inside a
    /// transaction would wait for itself. The work is cloned for each try, so what it captures must be `Clone`;
    /// taking the transaction by value, it can be awaited in a handler, whose future must be `Send`.
    ///
    /// ```no_run
    /// # async fn example(ledger: ledger::Ledger, now: jiff::Timestamp) -> Result<(), ledger::Error> {
    /// let entries = ledger.transact("gov/x", async |tx| {
    ///     let history = tx.read("case/2026-1").await?;
    ///     let event = ledger::NewEvent::new("case.extended", r#"{"days":10}"#);
    ///     tx.append("case/2026-1", history.len() as u64, "li", now, &[event]).await
    /// }).await?;
    /// # Ok(()) }
    /// ```
    pub async fn transact<T, E, F>(&self, organ: &str, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(Tx) -> Result<T, E> + Clone,
        E: From<Error>,
    {
        let _turn = self.turn(organ).await;
        for tries in 0..TRIES {
            if let Some(result) = self.attempt(organ, &work).await {
                return result;
            }
            tracing::debug!(organ, tries, "a transaction is run again");
            tokio::time::sleep(pause(tries)).await;
        }
        Err(Error::from(Broken::Contended { organ: organ.into(), tries: TRIES }).into())
    }

    /// One try; `None` where it has to be run again.
    async fn attempt<T, E, F>(&self, organ: &str, work: &F) -> Option<Result<T, E>>
    where
        F: AsyncFnOnce(Tx) -> Result<T, E> + Clone,
        E: From<Error>,
    {
        let tx = match self.store().begin().await {
            Ok(attempt) => Tx::new(attempt, organ, self.0.clone()),
            Err(error) => return (!error.asks_again()).then(|| Err(error.into())),
        };
        match work.clone()(tx.twin()).await {
            _ if tx.is_to_come_again() => {
                // Broken off either way; the next try says what is wrong, if anything is.
                let _ = tx.rollback().await;
                None
            }
            Ok(value) => match self.commit(tx).await {
                Ok(()) => Some(Ok(value)),
                Err(error) => (!error.asks_again()).then(|| Err(error.into())),
            },
            Err(error) => {
                // What the work said matters more than that undoing it failed: the connection is then dropped.
                let _ = tx.rollback().await;
                Some(Err(error))
            }
        }
    }

    async fn commit(&self, tx: Tx) -> Result<(), Error> {
        if self.0.faults.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
        {
            tx.rollback().await?;
            return Err(injected());
        }
        let erased = tx.has_erased();
        tx.commit().await?;
        if erased && self.store().is_sqlite() {
            // So that the ciphertext does not live on in the log; where readers are busy, the next one does it.
            let _ = self.store().run("empty the log", "PRAGMA wal_checkpoint(TRUNCATE)", []).await;
        }
        Ok(())
    }

    /// The next `count` commits fail as a database does that asks for the transaction again.
    #[doc(hidden)]
    pub fn fail_next_commits(&self, count: u32) {
        self.0.faults.store(count, Ordering::SeqCst);
    }

    /// SQLite has one writer; elsewhere only an organ's chain makes its writers wait for each other.
    pub(crate) async fn turn(&self, organ: &str) -> Option<OwnedMutexGuard<()>> {
        let queue = match (self.store().is_sqlite(), organ) {
            (true, _) => "",
            (false, "") => return None,
            (false, organ) => organ,
        };
        let turn = {
            let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.entry(queue.into()).or_default().clone()
        };
        Some(turn.lock_owned().await)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn check_size(&self, bytes: &[u8]) -> Result<(), Error> {
        self.0.check_size(bytes)
    }

    pub(crate) async fn begin_reading(&self) -> Result<Attempt, Error> {
        self.store().begin_reading().await
    }

    /// The whole history of a stream, oldest first; empty where there is none.
    pub async fn read(&self, organ: &str, stream: &str) -> Result<Vec<Entry>, Error> {
        entries::stream(self.store(), organ, stream).await
    }

    /// One entry by its place in the organ's chain.
    pub async fn entry(&self, organ: &str, seq: u64) -> Result<Option<Entry>, Error> {
        entries::one(self.store(), organ, seq).await
    }

    /// The entries of an organ after `seq`, oldest first: how an index follows the ledger from where it stopped.
    pub async fn entries(&self, organ: &str, after_seq: u64, limit: u32) -> Result<Vec<Entry>, Error> {
        entries::page(self.store(), organ, after_seq, limit).await
    }

    /// The end of an organ's chain; [`Head::NONE`] where nothing was recorded.
    pub async fn head(&self, organ: &str) -> Result<Head, Error> {
        Ok(entries::head(self.store(), organ).await?.unwrap_or(Head::NONE))
    }

    /// The organs that have a chain, in order.
    pub async fn organs(&self) -> Result<Vec<String>, Error> {
        entries::organs(self.store()).await
    }
}

async fn check_key(store: &Store, key: &Key) -> Result<(), Error> {
    let check = key.check_value();
    let values = ["key_check".into(), check.clone().into()];
    store.run("keep the key's check value", sql::PUT_META, values).await?;
    let kept = row(store, "read the key's check value", sql::META, ["key_check".into()]).await?;
    let kept: Option<String> = kept.map(|row| text::of(&row, "meta", "value")).transpose()?;
    if kept.as_deref() == Some(&check) { Ok(()) } else { Err(Refusal::WrongKey.into()) }
}

/// Longer each time, and never the same for two that met.
fn pause(tries: u32) -> Duration {
    let most = LONGEST_PAUSE_MS.min(4 << tries.min(10));
    // Without random bytes the pause is only less fair.
    let [byte] = random::<1>().unwrap_or([128]);
    Duration::from_micros(most * 1000 * (u64::from(byte) + 1) / 256)
}

fn injected() -> Error {
    Broken::Injected.into()
}
