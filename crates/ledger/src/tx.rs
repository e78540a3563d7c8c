//! What can be done inside one transaction of one organ.

use crate::chain::{ALGORITHM, Entry, Head, NewEvent};
use crate::error::{Broken, Error, Refusal};
use crate::items::{self, Item};
use crate::ledger::Inner;
use crate::refs::{self, BlobRef, Erased, Ref, Sealed};
use crate::store::{Attempt, On, row, text};
use crate::{blobs, entries, jobs, names, records, sql, vault};
use jiff::Timestamp;
use sea_orm::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Rows of one INSERT, 11 values each. With more, finding the places of so many values costs more than what is saved.
const ROWS: usize = 25;

/// A transaction under way; [`crate::Ledger::transact`] makes and ends it.
pub struct Tx {
    on: Arc<Attempt>,
    organ: String,
    ledger: Arc<Inner>,
    done: Arc<Mutex<Done>>,
}

/// What a transaction has done so far.
#[derive(Default)]
struct Done {
    erased: BTreeSet<String>,
    /// The erasures that its events record.
    told: BTreeSet<String>,
}

impl Tx {
    pub(crate) fn new(on: Attempt, organ: &str, ledger: Arc<Inner>) -> Tx {
        Tx { on: Arc::new(on), organ: organ.into(), ledger, done: Arc::default() }
    }

    /// The work gets one handle, and who ends the transaction keeps the other.
    pub(crate) fn twin(&self) -> Tx {
        let (on, ledger, done) = (self.on.clone(), self.ledger.clone(), self.done.clone());
        Tx { on, organ: self.organ.clone(), ledger, done }
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn organ(&self) -> &str {
        &self.organ
    }

    /// The whole history of a stream, oldest first; empty where there is none.
    pub async fn read(&self, stream: &str) -> Result<Vec<Entry>, Error> {
        entries::stream(self.on(), &self.organ, stream).await
    }

    /// How many entries a stream has: what [`Tx::append`] expects.
    pub async fn version(&self, stream: &str) -> Result<u64, Error> {
        entries::stream_version(self.on(), &self.organ, stream).await
    }

    /// Appends events to a stream that has `expected` entries, and to the organ's chain. Refused with
    /// [`Refusal::Conflict`] where the stream has another number of entries by now. `at` is kept to the microsecond.
    pub async fn append(
        &self,
        stream: &str,
        expected: u64,
        by: &str,
        at: Timestamp,
        events: &[NewEvent],
    ) -> Result<Vec<Entry>, Error> {
        check_names(&self.organ, stream, by, events)?;
        let (head, found) = self.start(stream).await?;
        if found != expected {
            return Err(Refusal::Conflict { stream: stream.into(), expected, found }.into());
        }
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let at = Timestamp::from_microsecond(at.as_microsecond()).map_err(|_| Broken::Overflow)?;
        let (mut last, mut told) = (head, Vec::new());
        let mut chained = Vec::with_capacity(events.len());
        for (version, event) in (expected + 1..).zip(events) {
            told.extend(self.check_references(stream, event).await?);
            let entry = self.chain(last, stream, version, by, at, event);
            last = Head { seq: entry.seq, hash: entry.hash };
            chained.push(entry);
        }
        self.move_head(head, last).await?;
        insert(self.on(), &chained).await?;
        self.done().told.extend(told);
        Ok(chained)
    }

    /// What an event refers to must be there: what is appended cannot be mended. The erasures it tells of.
    async fn check_references(&self, stream: &str, event: &NewEvent) -> Result<Vec<String>, Error> {
        let mut told = Vec::new();
        for reference in refs::of(&event.body) {
            let missing = match reference {
                Ref::Sealed(sealed) => {
                    let known = vault::digest(self.on(), &self.organ, &sealed.sealed).await?;
                    (known != Some(sealed.digest)).then_some(sealed.sealed)
                }
                Ref::Blob(hash) => (!blobs::is_there(self.on(), &hash).await?).then(|| hash.to_string()),
                Ref::Erased(id) => {
                    told.push(id);
                    None
                }
            };
            if let Some(what) = missing {
                return Err(Broken::Dangling { stream: stream.into(), what }.into());
            }
        }
        Ok(told)
    }

    fn chain(
        &self,
        last: Head,
        stream: &str,
        version: u64,
        by: &str,
        at: Timestamp,
        event: &NewEvent,
    ) -> Entry {
        let mut entry = Entry {
            organ: self.organ.clone(),
            seq: last.seq + 1,
            stream: stream.into(),
            version,
            kind: event.kind.clone(),
            at,
            by: by.into(),
            body: event.body.clone(),
            prev: last.hash,
            hash: crate::Hash::NONE,
            alg: ALGORITHM.into(),
        };
        entry.hash = entry.digest();
        entry
    }

    /// Where the chain and the stream end; an organ's first act begins its chain.
    async fn start(&self, stream: &str) -> Result<(Head, u64), Error> {
        if let Some(start) = entries::head_and_version(self.on(), &self.organ, stream).await? {
            return Ok(start);
        }
        let values = [self.organ.as_str().into(), text::bytes(&Head::NONE.hash)];
        self.on.run("begin a chain", sql::NEW_HEAD, values).await?;
        Ok((Head::NONE, 0))
    }

    /// Only from where this transaction saw it: whoever comes second is run again.
    async fn move_head(&self, from: Head, to: Head) -> Result<(), Error> {
        let values = [
            self.organ.as_str().into(),
            text::value(from.seq)?,
            text::bytes(&from.hash),
            text::value(to.seq)?,
            text::bytes(&to.hash),
        ];
        if self.on.run("move the head of a chain", sql::MOVE_HEAD, values).await? != 1 {
            self.on.give_up();
            return Err(Broken::Contended { organ: self.organ.clone(), tries: 1 }.into());
        }
        Ok(())
    }

    /// The next number of a series, from 1. Where the transaction does not stand, neither does the number.
    pub async fn next_number(&self, series: &str) -> Result<u64, Error> {
        names::name("organ", &self.organ)?;
        names::name("series", series)?;
        let values = [self.organ.as_str().into(), series.into()];
        let found = row(self.on(), "take a number", sql::NEXT_NUMBER, values).await?;
        found.map_or(Err(Broken::Overflow.into()), |row| text::count(&row, "number", "n"))
    }

    /// Puts an item into the read tables in place of the one that had its id, with its keys and their counts.
    pub async fn put(&self, item: &Item) -> Result<(), Error> {
        items::put(self.on(), &self.organ, item).await
    }

    /// Puts many items of which none is there yet, in few statements.
    pub async fn put_new(&self, items: &[Item]) -> Result<(), Error> {
        items::put_new(self.on(), &self.organ, items).await
    }

    /// Which of some ids a kind has; one look-up.
    pub async fn known(&self, kind: &str, ids: &[String]) -> Result<BTreeSet<String>, Error> {
        items::known(self.on(), &self.organ, kind, ids).await
    }

    /// Takes an item out of the read tables.
    pub async fn remove(&self, kind: &str, id: &str) -> Result<(), Error> {
        items::remove(self.on(), &self.organ, kind, id).await
    }

    pub async fn item(&self, kind: &str, id: &str) -> Result<Option<Item>, Error> {
        items::one(self.on(), &self.organ, kind, id).await
    }

    /// Keeps personal data encrypted; what it gives back belongs into the body of an event.
    pub async fn seal(&self, plain: &[u8]) -> Result<Sealed, Error> {
        self.ledger.check_size(plain)?;
        names::name("organ", &self.organ)?;
        vault::seal(self.on(), &self.ledger.key, &self.organ, plain).await
    }

    /// The data that was sealed; [`Refusal::Erased`] where it is no more.
    pub async fn unseal(&self, sealed: &Sealed) -> Result<Vec<u8>, Error> {
        vault::unseal(self.on(), &self.ledger.key, &self.organ, sealed).await
    }

    /// Removes sealed data for good. An event of the same transaction must carry what this gives back, or else
    /// the transaction fails: nothing is erased in silence.
    pub async fn erase(&self, id: &str) -> Result<Erased, Error> {
        vault::erase(self.on(), &self.organ, id).await?;
        self.done().erased.insert(id.into());
        Ok(Erased { erased: id.into() })
    }

    /// Keeps the bytes of an attachment under their hash, once however often they are given. What is private
    /// does not belong here but into the vault.
    pub async fn put_blob(&self, media: &str, bytes: &[u8]) -> Result<BlobRef, Error> {
        self.ledger.check_size(bytes)?;
        blobs::put(self.on(), &self.ledger.outside, media, bytes).await
    }

    pub async fn record(&self, kind: &str, id: &str) -> Result<Option<records::Record>, Error> {
        records::one(self.on(), kind, id).await
    }

    /// Writes a record that has the version `expected`, 0 where there is to be none yet; its new version.
    /// Refused with [`Refusal::RecordConflict`] where it has another.
    pub async fn put_record(
        &self,
        kind: &str,
        id: &str,
        expected: u64,
        body: &[u8],
        expires: Option<Timestamp>,
    ) -> Result<u64, Error> {
        records::put(self.on(), kind, id, expected, body, expires).await
    }

    pub async fn remove_record(&self, kind: &str, id: &str, expected: u64) -> Result<(), Error> {
        records::remove(self.on(), kind, id, expected).await
    }

    /// Something to be done after this transaction, and only if it stands: a mail, a copy, an index.
    pub async fn enqueue(&self, queue: &str, due: Timestamp, body: &[u8]) -> Result<String, Error> {
        jobs::enqueue(self.on(), queue, due, body).await
    }

    pub(crate) fn on(&self) -> &Attempt {
        &self.on
    }

    pub(crate) fn has_erased(&self) -> bool {
        !self.done().erased.is_empty()
    }

    pub(crate) fn is_to_come_again(&self) -> bool {
        self.on.is_to_come_again()
    }

    pub(crate) async fn commit(self) -> Result<(), Error> {
        if let Some(id) = self.untold() {
            self.rollback().await?;
            return Err(Broken::ErasedInSilence { id }.into());
        }
        self.alone()?.commit().await
    }

    pub(crate) async fn rollback(self) -> Result<(), Error> {
        self.alone()?.rollback().await
    }

    /// An erasure that no event records.
    fn untold(&self) -> Option<String> {
        let done = self.done();
        done.erased.difference(&done.told).next().cloned()
    }

    fn alone(self) -> Result<Attempt, Error> {
        Arc::into_inner(self.on).ok_or_else(|| Broken::Escaped.into())
    }
}

fn check_names(organ: &str, stream: &str, by: &str, events: &[NewEvent]) -> Result<(), Error> {
    names::name("organ", organ)?;
    names::name("stream", stream)?;
    names::name("by", by)?;
    for event in events {
        names::name("kind", &event.kind)?;
        let json: Result<serde::de::IgnoredAny, _> = serde_json::from_str(&event.body);
        json.map_err(|error| Broken::NotJson { stream: stream.into(), source: Arc::new(error) })?;
    }
    Ok(())
}

/// Writes entries as they are.
pub(crate) async fn insert(on: &impl On, entries: &[Entry]) -> Result<(), Error> {
    for some in entries.chunks(ROWS) {
        let values: Result<Vec<[Value; 11]>, Error> = some.iter().map(values).collect();
        let statement = format!("{}{}", sql::NEW_ENTRIES, sql::rows(some.len(), 11));
        on.run_of("append entries", &statement, values?.into_iter().flatten().collect()).await?;
    }
    Ok(())
}

fn values(entry: &Entry) -> Result<[Value; 11], Error> {
    Ok([
        entry.organ.as_str().into(),
        text::value(entry.seq)?,
        entry.stream.as_str().into(),
        text::value(entry.version)?,
        entry.kind.as_str().into(),
        entry.at.as_microsecond().into(),
        entry.by.as_str().into(),
        entry.body.as_str().into(),
        text::bytes(&entry.prev),
        text::bytes(&entry.hash),
        entry.alg.as_str().into(),
    ])
}
