//! Attachments and letters by the hash of their bytes.

use crate::chain::Hash;
use crate::error::Error;
use crate::ledger::Ledger;
use crate::refs::BlobRef;
use crate::store::{On, row, text};
use crate::{names, sql};
use sea_orm::QueryResult;

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    pub hash: Hash,
    /// The media type it was first given with.
    pub media: String,
    pub bytes: Vec<u8>,
}

impl Ledger {
    pub async fn blob(&self, hash: &Hash) -> Result<Option<Blob>, Error> {
        one(self.store(), hash).await
    }

    /// The media type and the size in bytes, without reading the bytes.
    pub async fn blob_media(&self, hash: &Hash) -> Result<Option<(String, u64)>, Error> {
        let found = row(self.store(), "look at a blob", sql::BLOB_MEDIA, [hash.to_string().into()]).await?;
        let read =
            |row: QueryResult| Ok((text::of(&row, "blob", "media")?, text::count(&row, "blob", "size")?));
        found.map(read).transpose()
    }
}

pub async fn one(on: &impl On, hash: &Hash) -> Result<Option<Blob>, Error> {
    let found = row(on, "read a blob", sql::BLOB, [hash.to_string().into()]).await?;
    found.as_ref().map(blob).transpose()
}

pub async fn is_there(on: &impl On, hash: &Hash) -> Result<bool, Error> {
    let found = row(on, "look at a blob", sql::BLOB_MEDIA, [hash.to_string().into()]).await?;
    Ok(found.is_some())
}

pub fn blob(row: &QueryResult) -> Result<Blob, Error> {
    let hash: String = text::of(row, "blob", "hash")?;
    Ok(Blob {
        hash: Hash::parse(&hash).unwrap_or(Hash::NONE),
        media: text::of(row, "blob", "media")?,
        bytes: text::of(row, "blob", "bytes")?,
    })
}

pub async fn put(on: &impl On, media: &str, bytes: &[u8]) -> Result<BlobRef, Error> {
    names::name("media type", media)?;
    let hash = Hash::of(bytes);
    if !is_there(on, &hash).await? {
        let size = text::value(bytes.len() as u64)?;
        let values = [hash.to_string().into(), media.into(), size, bytes.to_vec().into()];
        on.run("keep a blob", sql::PUT_BLOB, values).await?;
    }
    Ok(BlobRef { blob: hash })
}
