//! 台账: what happened, appended once and chained by SM3, and the tables that are read from it. The only SQL of the
//! product; SQLite and PostgreSQL. docs/adr/0007 says why it is as it is.

mod access;
mod blobs;
mod chain;
mod dump;
mod entries;
mod error;
mod files;
mod items;
mod jobs;
mod key;
mod ledger;
mod migrate;
mod names;
mod rebuild;
mod records;
mod refs;
mod sql;
mod store;
mod tx;
mod vault;
mod verify;
mod walk;

pub use access::{Access, Sought};
pub use blobs::{Blob, Moved};
pub use chain::{ALGORITHM, Entry, Hash, Head, NewEvent};
pub use dump::{Chain, Written, backup_of, verify_file};
pub use error::{Broken, Error, Refusal};
pub use files::{Files, Place as FilePlace, S3};
pub use items::{Direction, Item, Place};
pub use jobs::Job;
pub use key::Key;
pub use ledger::{Ledger, Options};
pub use records::Record;
pub use refs::{BlobRef, Erased, Sealed};
pub use tx::Tx;
pub use verify::{DailyDigest, Verified};
pub use walk::{Fault, Walk};
