//! Why a place was not taken, or given back.

/// Refusals are for the reader, in Chinese; the rest is ours to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("这一天不能预约：只能预约今后几个工作日，当天和休息日请直接到窗口。请另选一天。")]
    NoDay,
    #[error("没有这个时段。请另选一个。")]
    NoSlot,
    #[error("这个时段的名额刚刚约满。请另选一个。")]
    Full,
    #[error("这个电话号码在这个时段已经有预约，不用再约。")]
    Twice,
    #[error("这个电话号码已经有两个预约，办完或者取消一个以后再约。")]
    Many,
    #[error("没有这个预约。请核对预约号。")]
    NoBooking,
    #[error("现在不能这样办：{0}。")]
    NotNow(&'static str),
    #[error("{0}")]
    Unfit(String),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    #[error("a stored booking does not read: {0}")]
    Stored(String),
}

impl Error {
    /// What to tell the reader, where there is something the reader can do.
    pub fn refusal(&self) -> Option<String> {
        match self {
            Error::Ledger(ledger::Error::Refused(refusal)) => Some(refusal.to_string()),
            Error::Ledger(ledger::Error::Broken(_)) | Error::Stored(_) => None,
            refused => Some(refused.to_string()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Stored(error.to_string())
    }
}
