//! Why an order was not carried out.

/// Refusals are for the reader, in Chinese; the rest is ours to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] office::case::Refusal),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// 文书缺少应当写明的内容、模板或者设置有误.
    #[error(transparent)]
    Letter(#[from] office::letter::Refusal),
    /// The office's settings cannot be used; says what to fill in.
    #[error("{0}")]
    Settings(String),
    #[error("failed to set a letter: {0}")]
    Typesetting(crate::stationery::Trouble),
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
            Error::Ledger(ledger::Error::Refused(refusal)) => Some(refusal.to_string()),
            Error::Letter(refusal) => Some(refusal.to_string()),
            Error::Settings(refusal) => Some(refusal.clone()),
            Error::Ledger(ledger::Error::Broken(_)) | Error::Typesetting(_) | Error::Stored(_) => None,
        }
    }
}
