//! Why an order was not carried out.

/// Refusals are for the reader, in Chinese; the rest is ours to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] office::message::Refusal),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The scan did not run.
    #[error(transparent)]
    Scan(#[from] publishing::Error),
    #[error("a stored event or row does not read: {0}")]
    Stored(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Stored(error.to_string())
    }
}
