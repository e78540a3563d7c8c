//! Why something was not done.

use office::register::{BadCell, Register};

/// Refusals are for the reader, in Chinese; the rest is ours to mend.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("“{column}”填写的“{value}”不能采用：{remedy}。")]
    Cell { column: &'static str, value: String, remedy: String },
    #[error("“{label}”中已有{what}的登记，同一事项不重复登记。请核对编号，需要改动的请更正原登记。")]
    Doubled { label: &'static str, what: String },
    #[error("没有这条登记。它可能已改了编号，请从清单中重新打开。")]
    NoLine,
    #[error("这条登记刚被他人改过。请刷新后核对，再作更正。")]
    Changed,
    #[error("这条登记已撤销，不能再改。需要的请重新登记。")]
    Struck,
    #[error("请写明理由。")]
    NoReason,
    #[error("内容没有变化，没有保存。")]
    Same,
    #[error("“{0}”由办理过程自动形成，不在这里登记。")]
    Kept(&'static str),
    #[error("这个文件已于{on}导入“{label}”，共{rows}行，没有再次导入。")]
    Imported { label: &'static str, on: String, rows: u64 },
    #[error("这个文件正在由另一处导入。请等它完成，再打开清单核对。")]
    Meanwhile,
    #[error("{0}")]
    Reading(String),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    #[error("a stored event or row does not read: {0}")]
    Stored(String),
}

impl Error {
    pub(crate) fn cell(register: &'static Register, bad: BadCell) -> Error {
        Error::Cell { column: register.fields[bad.field].name, value: bad.value, remedy: bad.remedy }
    }

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
