//! What went wrong in the index; never the reader's doing.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the search index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    #[error("the search index cannot be opened: {0}")]
    Open(#[from] tantivy::directory::error::OpenDirectoryError),
    #[error("the search index cannot be read or written: {0}")]
    Disk(#[from] std::io::Error),
    #[error("a thread died while it wrote the index")]
    Poisoned,
}
