//! Attachments and letters by the hash of their bytes.

use crate::chain::Hash;
use crate::error::{Error, Refusal};
use crate::files::{Outside, Place};
use crate::ledger::Ledger;
use crate::refs::BlobRef;
use crate::store::{On, row, text};
use crate::{names, sql};
use jiff::{SignedDuration, Timestamp};
use sea_orm::QueryResult;

/// An attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    pub hash: Hash,
    /// The media type it was first given with.
    pub media: String,
    pub bytes: Vec<u8>,
}

/// What came of moving attachments to where new ones go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    pub moved: u64,
    /// Lay there already.
    pub stayed: u64,
    /// Missing, or not what they were: left where they are.
    pub faulty: Vec<Hash>,
}

/// Bytes without a row are swept away when they are older: a younger one may get its row yet.
const SWEPT_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// Rows looked at in one go.
const PAGE: i64 = 100;

impl Ledger {
    /// An attachment whose bytes are what its hash says; refused where they were changed or are gone.
    pub async fn blob(&self, hash: &Hash) -> Result<Option<Blob>, Error> {
        let (store, outside) = (self.store(), &self.0.outside);
        let found = match one(store, outside, hash).await {
            // Moved between looking where it is and fetching it.
            Err(Error::Refused(Refusal::FileMissing { .. })) => one(store, outside, hash).await?,
            found => found?,
        };
        match found {
            Some(blob) if Hash::of(&blob.bytes) != *hash => Err(Refusal::FileChanged { hash: *hash }.into()),
            found => Ok(found),
        }
    }

    /// The media type and the size in bytes, without reading the bytes.
    pub async fn blob_media(&self, hash: &Hash) -> Result<Option<(String, u64)>, Error> {
        let found = row(self.store(), "look at a blob", sql::BLOB_MEDIA, [hash.to_string().into()]).await?;
        let read =
            |row: QueryResult| Ok((text::of(&row, "blob", "media")?, text::count(&row, "blob", "size")?));
        found.map(read).transpose()
    }

    /// Keeps the bytes of an attachment, as [`crate::Tx::put_blob`] does; no transaction waits for a slow store.
    pub async fn put_blob(&self, organ: &str, media: &str, bytes: &[u8]) -> Result<BlobRef, Error> {
        self.check_size(bytes)?;
        let (place, hash) = (self.0.outside.place, Hash::of(bytes));
        if place != Place::Database && !is_there(self.store(), &hash).await? {
            self.0.outside.put(place, &hash, bytes).await?;
        }
        let work = async |tx: crate::Tx| keep_row(tx.on(), place, (media, &hash), bytes).await;
        self.transact(organ, work).await?;
        self.put_again_if_gone(&hash, bytes).await?;
        Ok(BlobRef { blob: hash })
    }

    /// Old bytes without a row may be swept away while they get one ([`Ledger::sweep_files`]): once the row is there,
    /// nobody does any more.
    async fn put_again_if_gone(&self, hash: &Hash, bytes: &[u8]) -> Result<(), Error> {
        let outside = &self.0.outside;
        match where_is(self.store(), hash).await? {
            Some(place) if place != Place::Database && outside.since(place, hash).await?.is_none() => {
                outside.put(place, hash, bytes).await
            }
            _ => Ok(()),
        }
    }

    /// Moves every attachment to where new ones go. What was moved stays moved: it may be broken off and begun again.
    /// `walked` is told of each.
    pub async fn move_files(&self, walked: &(dyn Fn(u64) + Sync)) -> Result<Moved, Error> {
        let target = self.0.outside.place;
        let (mut moved, mut after) = (Moved::default(), String::new());
        loop {
            let rows =
                self.store().rows("read where blobs are", sql::PLACES, [after.as_str().into(), PAGE.into()]);
            let rows = rows.await?;
            let Some(last) = rows.last() else { return Ok(moved) };
            after = text::of(last, "blob", "hash")?;
            for row in &rows {
                let (hash, place) = (hash_of(row)?, place_of(row)?);
                walked(1);
                if place == target {
                    moved.stayed += 1;
                    continue;
                }
                match self.blob(&hash).await {
                    Ok(Some(blob)) => {
                        self.move_one(&blob, place, target).await?;
                        moved.moved += 1;
                    }
                    Ok(None)
                    | Err(Error::Refused(Refusal::FileChanged { .. } | Refusal::FileMissing { .. })) => {
                        moved.faulty.push(hash);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Bytes, then the row, then the old bytes go.
    async fn move_one(&self, blob: &Blob, from: Place, to: Place) -> Result<(), Error> {
        let (hash, bytes) = (blob.hash, &blob.bytes);
        if to != Place::Database {
            self.0.outside.put(to, &hash, bytes).await?;
        }
        let work = async |tx: crate::Tx| {
            let inside = if to == Place::Database { bytes.clone() } else { Vec::new() };
            tx.on().run("move a blob", sql::MOVE_BLOB, [hash.to_string().into(), inside.into()]).await?;
            note_place(tx.on(), to, &hash).await
        };
        self.transact("", work).await?;
        if from == Place::Database { Ok(()) } else { self.0.outside.remove(from, &hash).await }
    }

    /// Removes bytes outside of the database that no row knows and that are older than a day: what a crash has left.
    /// How many.
    pub async fn sweep_files(&self, now: Timestamp) -> Result<u64, Error> {
        let mut swept = 0;
        for place in self.0.outside.places() {
            for lying in self.0.outside.lying(place).await? {
                if is_old(lying.since, now) && self.is_left(place, &lying.hash, now).await? {
                    self.0.outside.remove(place, &lying.hash).await?;
                    swept += 1;
                }
            }
        }
        Ok(swept)
    }

    /// Whether no row knows the bytes and they are old at this moment: listing takes its time, and meanwhile somebody
    /// may have put them anew.
    async fn is_left(&self, place: Place, hash: &Hash, now: Timestamp) -> Result<bool, Error> {
        if where_is(self.store(), hash).await? == Some(place) {
            return Ok(false);
        }
        Ok(self.0.outside.since(place, hash).await?.is_some_and(|since| is_old(since, now)))
    }
}

fn is_old(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) >= SWEPT_AFTER
}

/// The bytes as they are found, changed or not; refused where the row is there and they are not.
pub async fn one(on: &impl On, outside: &Outside, hash: &Hash) -> Result<Option<Blob>, Error> {
    let found = row(on, "read a blob", sql::BLOB, [hash.to_string().into()]).await?;
    match found {
        Some(row) => whole(&row, outside).await.map(Some),
        None => Ok(None),
    }
}

/// A row of [`sql::BLOB`] or [`sql::BLOBS`] with its bytes.
pub async fn whole(row: &QueryResult, outside: &Outside) -> Result<Blob, Error> {
    let (hash, media) = (hash_of(row)?, text::of(row, "blob", "media")?);
    let bytes = match place_of(row)? {
        Place::Database => text::of(row, "blob", "bytes")?,
        place => outside.get(place, &hash).await?.ok_or(Refusal::FileMissing { hash })?,
    };
    Ok(Blob { hash, media, bytes })
}

pub async fn is_there(on: &impl On, hash: &Hash) -> Result<bool, Error> {
    Ok(where_is(on, hash).await?.is_some())
}

async fn where_is(on: &impl On, hash: &Hash) -> Result<Option<Place>, Error> {
    let found = row(on, "look at a blob", sql::BLOB_MEDIA, [hash.to_string().into()]).await?;
    found.as_ref().map(place_of).transpose()
}

fn hash_of(row: &QueryResult) -> Result<Hash, Error> {
    let hash: String = text::of(row, "blob", "hash")?;
    Ok(Hash::parse(&hash).unwrap_or(Hash::NONE))
}

fn place_of(row: &QueryResult) -> Result<Place, Error> {
    let place: Option<String> = text::of(row, "outside", "place")?;
    // A place this program does not know is not the database either.
    Ok(place.map_or(Place::Database, |place| Place::from_key(&place).unwrap_or(Place::S3)))
}

pub async fn put(on: &impl On, outside: &Outside, media: &str, bytes: &[u8]) -> Result<BlobRef, Error> {
    let hash = Hash::of(bytes);
    put_as(on, outside, (media, &hash), bytes).await?;
    Ok(BlobRef { blob: hash })
}

/// Under the hash they are said to have.
pub async fn put_as(
    on: &impl On,
    outside: &Outside,
    (media, hash): (&str, &Hash),
    bytes: &[u8],
) -> Result<(), Error> {
    if is_there(on, hash).await? {
        return Ok(());
    }
    if outside.place != Place::Database {
        outside.put(outside.place, hash, bytes).await?;
    }
    keep_row(on, outside.place, (media, hash), bytes).await
}

/// The row of bytes that lie in their place already.
async fn keep_row(
    on: &impl On,
    place: Place,
    (media, hash): (&str, &Hash),
    bytes: &[u8],
) -> Result<(), Error> {
    names::name("media type", media)?;
    let inside = if place == Place::Database { bytes.to_vec() } else { Vec::new() };
    let values = [hash.to_string().into(), media.into(), text::value(bytes.len() as u64)?, inside.into()];
    // Whoever was here before has said where the bytes are.
    if on.run("keep a blob", sql::PUT_BLOB, values).await? == 1 {
        note_place(on, place, hash).await?;
    }
    Ok(())
}

async fn note_place(on: &impl On, place: Place, hash: &Hash) -> Result<(), Error> {
    let hash = hash.to_string();
    match place {
        Place::Database => on.run("note where a blob is", sql::BLOB_INSIDE, [hash.into()]).await?,
        place => on.run("note where a blob is", sql::BLOB_OUTSIDE, [hash.into(), place.key().into()]).await?,
    };
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Files, Options};

    async fn open(folder: &std::path::Path) -> Ledger {
        let files = Files { place: Place::Folder, folder: Some(folder.join("files")), s3: None };
        let url = format!("sqlite:{}", folder.join("ledger").display());
        let key = crate::Key::parse(&"0f".repeat(32)).unwrap();
        Ledger::open(Options { files, ..Options::new(url, key) }).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_put_anew_since_it_was_listed_is_not_swept() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(folder.path()).await;
        let (hash, outside) = (Hash::of(b"left"), &ledger.0.outside);
        outside.put(Place::Folder, &hash, b"left").await.unwrap();
        let listed = outside.lying(Place::Folder).await.unwrap().remove(0).since;
        let now = Timestamp::now();
        let a_day_later = now + SWEPT_AFTER + SignedDuration::from_secs(2);
        assert!(ledger.is_left(Place::Folder, &hash, a_day_later).await.unwrap());
        // As it was listed it is old; as it lies now it is not.
        assert!(is_old(listed, a_day_later) && !ledger.is_left(Place::Folder, &hash, now).await.unwrap());
        ledger.put_blob("甲", "text/plain", b"left").await.unwrap();
        assert!(!ledger.is_left(Place::Folder, &hash, a_day_later).await.unwrap(), "it has its row");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn bytes_that_were_swept_before_their_row_came_are_put_again() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(folder.path()).await;
        let hash = ledger.put_blob("甲", "text/plain", b"left").await.unwrap().blob;
        ledger.0.outside.remove(Place::Folder, &hash).await.unwrap();
        ledger.put_again_if_gone(&hash, b"left").await.unwrap();
        assert_eq!(ledger.blob(&hash).await.unwrap().unwrap().bytes, b"left");
    }
}
