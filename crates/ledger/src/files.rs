//! 附件的字节放在哪里：in the database, in a folder, or in a store that speaks S3 (docs/adr/0010).
//!
//! The table keeps hash, media type and size of every attachment; where the bytes lie elsewhere, the table `outside`
//! says so. Bytes come first and the row after them: what a crash leaves is bytes without a row, never a row without
//! bytes. They lie under their hash, so that putting them twice does no harm.

use crate::chain::Hash;
use crate::error::{Broken, Error, Refusal};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutMode, PutPayload, RetryConfig};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Where bytes may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Place {
    #[default]
    Database,
    Folder,
    S3,
}

impl Place {
    pub const ALL: [Place; 3] = [Place::Database, Place::Folder, Place::S3];

    /// As settings and rows name it.
    pub const fn key(self) -> &'static str {
        match self {
            Place::Database => "database",
            Place::Folder => "folder",
            Place::S3 => "s3",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Place::Database => "数据库",
            Place::Folder => "文件夹",
            Place::S3 => "S3 存储",
        }
    }

    pub fn from_key(key: &str) -> Option<Place> {
        Place::ALL.into_iter().find(|place| place.key() == key)
    }
}

/// Where new attachments go, and where those of before may still lie.
#[derive(Clone, Default)]
pub struct Files {
    pub place: Place,
    pub folder: Option<PathBuf>,
    pub s3: Option<S3>,
}

/// A bucket that is there already. Not `Debug`: it holds a secret.
#[derive(Clone)]
pub struct S3 {
    /// `https://host` or, on a network of one's own, `http://host:port`.
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    /// What the names of our objects begin with; may be blank.
    pub prefix: String,
    pub key_id: String,
    pub secret: String,
}

/// The stores of [`Files`], open.
pub struct Outside {
    pub place: Place,
    folder: Option<Shelf>,
    s3: Option<Shelf>,
}

struct Shelf {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// An object, as the store lists it.
pub struct Lying {
    pub hash: Hash,
    pub since: jiff::Timestamp,
}

/// How long a request, with all its repetitions, may take.
const PATIENCE: Duration = Duration::from_secs(60);

impl Outside {
    pub fn open(files: &Files) -> Result<Outside, Error> {
        let folder = files.folder.as_ref().map(folder).transpose()?;
        let s3 = files.s3.as_ref().map(s3).transpose()?;
        let outside = Outside { place: files.place, folder, s3 };
        if outside.place != Place::Database {
            outside.shelf(outside.place)?;
        }
        Ok(outside)
    }

    fn shelf(&self, place: Place) -> Result<&Shelf, Error> {
        let shelf = match place {
            Place::Database => None,
            Place::Folder => self.folder.as_ref(),
            Place::S3 => self.s3.as_ref(),
        };
        shelf.ok_or_else(|| Refusal::NoPlace { place: place.label() }.into())
    }

    /// Puts bytes under their hash. Bytes that lie there already are put anew: they may be half of them, and whoever
    /// sweeps looks at their day.
    pub async fn put(&self, place: Place, hash: &Hash, bytes: &[u8]) -> Result<(), Error> {
        let shelf = self.shelf(place)?;
        let path = shelf.path(hash);
        let payload = PutPayload::from(bytes.to_vec());
        match shelf.store.put_opts(&path, payload.clone(), PutMode::Create.into()).await {
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::NotImplemented { .. }) => {
                shelf.store.put(&path, payload).await.map_err(failed("put an attachment"))?;
                Ok(())
            }
            put => put.map(drop).map_err(failed("put an attachment")),
        }
    }

    /// The bytes as they lie there; whether they are the right ones the caller has to see.
    pub async fn get(&self, place: Place, hash: &Hash) -> Result<Option<Vec<u8>>, Error> {
        let shelf = self.shelf(place)?;
        let found = match shelf.store.get(&shelf.path(hash)).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            found => found.map_err(failed("get an attachment"))?,
        };
        let bytes = found.bytes().await.map_err(failed("get an attachment"))?;
        Ok(Some(bytes.to_vec()))
    }

    /// Since when bytes lie there as they do now; `None` where they do not.
    pub async fn since(&self, place: Place, hash: &Hash) -> Result<Option<jiff::Timestamp>, Error> {
        let shelf = self.shelf(place)?;
        match shelf.store.head(&shelf.path(hash)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            found => since(&found.map_err(failed("look at an attachment"))?).map(Some),
        }
    }

    /// Whether it was there does not matter.
    pub async fn remove(&self, place: Place, hash: &Hash) -> Result<(), Error> {
        let shelf = self.shelf(place)?;
        match shelf.store.delete(&shelf.path(hash)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            removed => removed.map_err(failed("remove an attachment")),
        }
    }

    /// Everything that lies in a place under a name of ours.
    pub async fn lying(&self, place: Place) -> Result<Vec<Lying>, Error> {
        let shelf = self.shelf(place)?;
        let mut found = Vec::new();
        let mut open = vec![shelf.prefix.clone()];
        while let Some(prefix) = open.pop() {
            let listed = shelf.store.list_with_delimiter(Some(&prefix)).await;
            let listed = listed.map_err(failed("list attachments"))?;
            open.extend(listed.common_prefixes);
            for object in listed.objects {
                let Some(hash) = object.location.filename().and_then(Hash::parse) else { continue };
                found.push(Lying { hash, since: since(&object)? });
            }
        }
        Ok(found)
    }

    /// Every place that is set up, the database left out.
    pub fn places(&self) -> Vec<Place> {
        let open = |place: &Place| self.shelf(*place).is_ok();
        [Place::Folder, Place::S3].into_iter().filter(open).collect()
    }
}

impl Shelf {
    /// `3f/3f…`: few folders hold many files.
    fn path(&self, hash: &Hash) -> Path {
        let name = hash.to_string();
        self.prefix.clone().join(&name[..2]).join(name)
    }
}

fn since(object: &object_store::ObjectMeta) -> Result<jiff::Timestamp, Error> {
    let since = jiff::Timestamp::from_second(object.last_modified.timestamp());
    Ok(since.map_err(|_| Broken::Overflow)?)
}

fn folder(path: &PathBuf) -> Result<Shelf, Error> {
    std::fs::create_dir_all(path).map_err(Error::io("make the folder of attachments"))?;
    let store = LocalFileSystem::new_with_prefix(path).map_err(failed("open the folder of attachments"))?;
    // What was acknowledged is on the disk.
    Ok(Shelf { store: Arc::new(store.with_fsync(true)), prefix: Path::default() })
}

fn s3(settings: &S3) -> Result<Shelf, Error> {
    // One provider for the process; where another part has chosen already, it is the same.
    drop(rustls::crypto::ring::default_provider().install_default());
    let plain = settings.endpoint.starts_with("http://");
    let retry = RetryConfig { retry_timeout: PATIENCE, max_retries: 4, ..RetryConfig::default() };
    let store = AmazonS3Builder::new()
        .with_endpoint(&settings.endpoint)
        .with_region(&settings.region)
        .with_bucket_name(&settings.bucket)
        .with_access_key_id(&settings.key_id)
        .with_secret_access_key(&settings.secret)
        .with_client_options(ClientOptions::new().with_timeout(PATIENCE).with_allow_http(plain))
        .with_retry(retry)
        .build()
        .map_err(failed("open the store of attachments"))?;
    Ok(Shelf { store: Arc::new(store), prefix: Path::from(settings.prefix.as_str()) })
}

fn failed(doing: &'static str) -> impl FnOnce(object_store::Error) -> Error {
    move |source| Broken::Files { doing, source: Arc::new(source) }.into()
}
