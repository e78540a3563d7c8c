//! Reading the chain.

use crate::chain::{Entry, Head};
use crate::error::Error;
use crate::sql;
use crate::store::{On, row, text};
use sea_orm::QueryResult;

pub async fn head(on: &impl On, organ: &str) -> Result<Option<Head>, Error> {
    let found = row(on, "read the head of a chain", sql::HEAD, [organ.into()]).await?;
    found.as_ref().map(read_head).transpose()
}

fn read_head(row: &QueryResult) -> Result<Head, Error> {
    Ok(Head { seq: text::count(row, "head", "seq")?, hash: text::hash(row, "head", "hash")? })
}

/// Where the chain and the stream end; `None` where the organ has no chain yet.
pub async fn head_and_version(on: &impl On, organ: &str, stream: &str) -> Result<Option<(Head, u64)>, Error> {
    let values = [organ.into(), stream.into()];
    let found = row(on, "read where a stream ends", sql::HEAD_AND_VERSION, values).await?;
    let Some(row) = found else { return Ok(None) };
    let version: Option<i64> = text::of(&row, "entry", "version")?;
    let version = if version.is_some() { text::count(&row, "entry", "version")? } else { 0 };
    Ok(Some((read_head(&row)?, version)))
}

pub async fn organs(on: &impl On) -> Result<Vec<String>, Error> {
    let rows = on.rows("list the organs", sql::ORGANS, []).await?;
    rows.iter().map(|row| text::of(row, "head", "organ")).collect()
}

pub async fn stream(on: &impl On, organ: &str, stream: &str) -> Result<Vec<Entry>, Error> {
    let rows = on.rows("read a stream", sql::STREAM, [organ.into(), stream.into()]).await?;
    rows.iter().map(entry).collect()
}

/// How many entries a stream has.
pub async fn stream_version(on: &impl On, organ: &str, stream: &str) -> Result<u64, Error> {
    let values = [organ.into(), stream.into()];
    let found = row(on, "read the version of a stream", sql::STREAM_VERSION, values).await?;
    found.map_or(Ok(0), |row| text::count(&row, "entry", "version"))
}

pub async fn one(on: &impl On, organ: &str, seq: u64) -> Result<Option<Entry>, Error> {
    let values = [organ.into(), text::value(seq)?];
    let found = row(on, "read an entry", sql::ENTRY, values).await?;
    found.as_ref().map(entry).transpose()
}

pub async fn page(on: &impl On, organ: &str, after_seq: u64, limit: u32) -> Result<Vec<Entry>, Error> {
    let values = [organ.into(), text::value(after_seq)?, i64::from(limit).into()];
    let rows = on.rows("read entries", sql::ENTRIES, values).await?;
    rows.iter().map(entry).collect()
}

/// The streams of an organ in order, after one of them.
pub async fn streams(on: &impl On, organ: &str, after: &str, limit: u32) -> Result<Vec<String>, Error> {
    let values = [organ.into(), after.into(), i64::from(limit).into()];
    let rows = on.rows("list the streams", sql::STREAMS, values).await?;
    rows.iter().map(|row| text::of(row, "entry", "stream")).collect()
}

pub fn entry(row: &QueryResult) -> Result<Entry, Error> {
    const TABLE: &str = "entry";
    Ok(Entry {
        organ: text::of(row, TABLE, "organ")?,
        seq: text::count(row, TABLE, "seq")?,
        stream: text::of(row, TABLE, "stream")?,
        version: text::count(row, TABLE, "version")?,
        kind: text::of(row, TABLE, "kind")?,
        at: text::time(row, TABLE, "at")?,
        by: text::of(row, TABLE, "by")?,
        body: text::of(row, TABLE, "body")?,
        prev: text::hash(row, TABLE, "prev")?,
        hash: text::hash(row, TABLE, "hash")?,
        alg: text::of(row, TABLE, "alg")?,
    })
}
