//! Why an order was not carried out.

/// Refusals are for the reader, in Chinese; the rest is ours to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] office::publication::Refusal),
    #[error(transparent)]
    Catalogue(#[from] office::catalogue::Refusal),
    #[error(transparent)]
    Columns(#[from] office::columns::Refusal),
    #[error(transparent)]
    HandOver(#[from] office::handover::Refusal),
    #[error(transparent)]
    Cleanup(#[from] office::cleanup::Refusal),
    #[error(transparent)]
    Inspection(#[from] office::inspection::Refusal),
    #[error(transparent)]
    Dossier(#[from] office::dossier::Refusal),
    #[error(transparent)]
    Submission(#[from] office::submission::Refusal),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A file that is not taken in, and why.
    #[error("{0}")]
    File(String),
    /// Something in a text that goes out with the act itself.
    #[error("{0}，公众会看到。请去掉或者遮盖后再提交。")]
    Told(String),
    #[error("a stored event or row does not read: {0}")]
    Stored(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Stored(error.to_string())
    }
}

impl Error {
    /// What to tell the reader, where there is something the reader can do.
    pub fn refusal(&self) -> Option<String> {
        match self {
            Error::Refused(refusal) => Some(refusal.to_string()),
            Error::Catalogue(refusal) => Some(refusal.to_string()),
            Error::Columns(refusal) => Some(refusal.to_string()),
            Error::HandOver(refusal) => Some(refusal.to_string()),
            Error::Cleanup(refusal) => Some(refusal.to_string()),
            Error::Inspection(refusal) => Some(refusal.to_string()),
            Error::Submission(refusal) => Some(refusal.to_string()),
            Error::Dossier(refusal) => Some(refusal.to_string()),
            Error::Ledger(ledger::Error::Refused(refusal)) => Some(refusal.to_string()),
            Error::File(why) => Some(why.clone()),
            Error::Told(_) => Some(self.to_string()),
            Error::Ledger(ledger::Error::Broken(_)) | Error::Stored(_) => None,
        }
    }
}
