//! Small state that changes: sessions, accounts, drafts. Compare and set, and an end.

use crate::error::{Error, Refusal};
use crate::ledger::Ledger;
use crate::store::{On, row, text};
use crate::{names, sql};
use jiff::Timestamp;
use sea_orm::QueryResult;

/// One record. Personal data in a body is sealed by its writer: [`Ledger::seal_bytes`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub kind: String,
    pub id: String,
    /// How often it was written.
    pub version: u64,
    pub body: Vec<u8>,
    /// From when it may be deleted, and is to be taken for deleted.
    pub expires: Option<Timestamp>,
}

impl Record {
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

impl Ledger {
    /// A record, also one that has expired: ask [`Record::is_expired`].
    pub async fn record(&self, kind: &str, id: &str) -> Result<Option<Record>, Error> {
        one(self.store(), kind, id).await
    }

    /// The records of a kind in the order of their ids, after one of them.
    pub async fn records(&self, kind: &str, after: &str, limit: u32) -> Result<Vec<Record>, Error> {
        let values = [kind.into(), after.into(), i64::from(limit).into()];
        let rows = self.store().rows("list records", sql::RECORDS, values).await?;
        rows.iter().map(record).collect()
    }

    /// [`crate::Tx::put_record`] in a transaction of its own.
    pub async fn put_record(
        &self,
        kind: &str,
        id: &str,
        expected: u64,
        body: &[u8],
        expires: Option<Timestamp>,
    ) -> Result<u64, Error> {
        self.transact("", async |tx| tx.put_record(kind, id, expected, body, expires).await).await
    }

    /// [`crate::Tx::remove_record`] in a transaction of its own.
    pub async fn remove_record(&self, kind: &str, id: &str, expected: u64) -> Result<(), Error> {
        self.transact("", async |tx| tx.remove_record(kind, id, expected).await).await
    }

    /// Deletes up to `limit` records that have expired; how many.
    pub async fn remove_expired(&self, now: Timestamp, limit: u32) -> Result<u64, Error> {
        let work = async |tx: crate::Tx| {
            let values = [now.as_microsecond().into(), i64::from(limit).into()];
            tx.on().run("delete the expired", sql::REMOVE_EXPIRED, values).await
        };
        self.transact("", work).await
    }
}

pub async fn one(on: &impl On, kind: &str, id: &str) -> Result<Option<Record>, Error> {
    let found = row(on, "read a record", sql::RECORD, [kind.into(), id.into()]).await?;
    found.as_ref().map(record).transpose()
}

pub fn record(row: &QueryResult) -> Result<Record, Error> {
    const TABLE: &str = "record";
    let expires: Option<i64> = text::of(row, TABLE, "expires")?;
    Ok(Record {
        kind: text::of(row, TABLE, "kind")?,
        id: text::of(row, TABLE, "id")?,
        version: text::count(row, TABLE, "version")?,
        body: text::of(row, TABLE, "body")?,
        expires: expires.map(|_| text::time(row, TABLE, "expires")).transpose()?,
    })
}

pub async fn put(
    on: &impl On,
    kind: &str,
    id: &str,
    expected: u64,
    body: &[u8],
    expires: Option<Timestamp>,
) -> Result<u64, Error> {
    names::name("kind", kind)?;
    names::name("id", id)?;
    let (body, expires) = (body.to_vec().into(), expires.map(|time| time.as_microsecond()).into());
    let version = text::value(expected)?;
    let touched = if expected == 0 {
        on.run("write a record", sql::NEW_RECORD, [kind.into(), id.into(), 1i64.into(), body, expires])
            .await?
    } else {
        on.run("write a record", sql::MOVE_RECORD, [kind.into(), id.into(), version, body, expires]).await?
    };
    if touched == 1 { Ok(expected + 1) } else { Err(conflict(on, kind, id, expected).await?) }
}

pub async fn remove(on: &impl On, kind: &str, id: &str, expected: u64) -> Result<(), Error> {
    let values = [kind.into(), id.into(), text::value(expected)?];
    if on.run("delete a record", sql::REMOVE_RECORD, values).await? == 1 {
        return Ok(());
    }
    Err(conflict(on, kind, id, expected).await?)
}

async fn conflict(on: &impl On, kind: &str, id: &str, expected: u64) -> Result<Error, Error> {
    let found = one(on, kind, id).await?.map_or(0, |record| record.version);
    Ok(Refusal::RecordConflict { kind: kind.into(), id: id.into(), expected, found }.into())
}
