//! What a reader can mend (Refusal, in Chinese) and what we must mend (Broken, in English).

use std::sync::Arc;

/// Why something was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// The reader can act: told in Chinese. `code` never changes its meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A stream has moved on since the caller read it.
    #[error(
        "该事项刚刚由他人办理过（现为第{found}步，您看到的是第{expected}步），本次操作未保存。请刷新页面，核对后再办。"
    )]
    Conflict { stream: String, expected: u64, found: u64 },
    /// A record has changed since the caller read it.
    #[error("该内容刚刚由他人修改过，本次修改未保存。请刷新页面，核对后再改。")]
    RecordConflict { kind: String, id: String, expected: u64, found: u64 },
    #[error("文件大小为{size}字节，超过上限{limit}字节。请压缩或者拆分后再上传。")]
    TooLarge { size: u64, limit: u64 },
    /// The personal data was erased, as an entry of the chain says.
    #[error("这项个人信息已经依法删除，不能再查看。")]
    Erased { id: String },
    #[error("密钥与数据库不符，未打开台账。请换用建立本台账时的密钥文件；密钥文件遗失的，从备份中找回。")]
    WrongKey,
    #[error("密钥文件内容不正确：应为64个十六进制字符（32字节）。请检查密钥文件是否完整，或者从备份中找回。")]
    BadKey,
    #[error("数据库由更新的版本建立（数据结构第{found}版，本程序只认得到第{known}版）。请升级程序后再打开。")]
    NewerSchema { found: i64, known: i64 },
    #[error("数据库地址不正确：{url}。应为 sqlite:文件路径 或者 postgres://用户@主机:端口/库名。")]
    BadUrl { url: String },
    #[error(
        "PostgreSQL 数据库的编码为{encoding}，台账要求 UTF8。请用 createdb -E UTF8 -T template0 另建数据库。"
    )]
    BadEncoding { encoding: String },
    #[error("目标数据库里已有台账，未恢复。请恢复到空的数据库。")]
    NotEmpty,
    #[error("文件第{line}行不能读取：{why}。文件可能不完整，请重新导出或者换用另一份备份。")]
    BadFile { line: u64, why: String },
    #[error("这个数据库里没有台账。请核对数据库地址；台账在首次打开工作台时建立。")]
    NoLedger,
    #[error(
        "附件存放的地方“{place}”没有设置。请在 settings/storage.toml 中写明；已经搬走的附件不能缺少原来的设置。"
    )]
    NoPlace { place: &'static str },
    #[error(
        "附件（SM3 {hash}）的内容与登记的摘要不符，可能被改动过，未予提供。请从备份恢复，并运行 gongkai ledger verify 核查。"
    )]
    FileChanged { hash: crate::Hash },
    #[error("附件（SM3 {hash}）在存放的地方找不到了。请从备份恢复，并运行 gongkai ledger verify 核查。")]
    FileMissing { hash: crate::Hash },
}

impl Refusal {
    /// A short name that programs may rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Conflict { .. } => "TZ-1",
            Refusal::RecordConflict { .. } => "TZ-2",
            Refusal::TooLarge { .. } => "TZ-3",
            Refusal::Erased { .. } => "TZ-4",
            Refusal::WrongKey => "TZ-5",
            Refusal::BadKey => "TZ-6",
            Refusal::NewerSchema { .. } => "TZ-7",
            Refusal::BadUrl { .. } => "TZ-8",
            Refusal::BadEncoding { .. } => "TZ-9",
            Refusal::NotEmpty => "TZ-10",
            Refusal::BadFile { .. } => "TZ-11",
            Refusal::NoLedger => "TZ-12",
            Refusal::NoPlace { .. } => "TZ-13",
            Refusal::FileChanged { .. } => "TZ-14",
            Refusal::FileMissing { .. } => "TZ-15",
        }
    }
}

/// We must act: English, with its source, to be logged where it is handled.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Broken {
    #[error("failed to {doing}")]
    Database {
        doing: &'static str,
        #[source]
        source: sea_orm::DbErr,
    },
    #[error("the transaction of {organ} still conflicts after {tries} tries")]
    Contended { organ: String, tries: u32 },
    #[error("row of {table} cannot be read: {what}")]
    Row { table: &'static str, what: String },
    #[error("{what} is not a name the ledger can keep: {why}")]
    Name { what: &'static str, why: &'static str },
    #[error("the body of an event of {stream} is not JSON")]
    NotJson {
        stream: String,
        #[source]
        source: Arc<serde_json::Error>,
    },
    #[error("{id} was erased in a transaction in which no event says so")]
    ErasedInSilence { id: String },
    #[error("nothing is sealed under {id}")]
    NothingSealed { id: String },
    #[error("an event of {stream} refers to {what}, which is not there")]
    Dangling { stream: String, what: String },
    #[error("sealed data {id} does not open: it or its key was changed")]
    Unsealing { id: String },
    #[error("the job {id} is no longer held by this worker")]
    JobLost { id: String },
    #[error("a number grew beyond what the ledger can count")]
    Overflow,
    #[error("a test asked for this commit to fail")]
    Injected,
    #[error("the work kept its transaction beyond its end")]
    Escaped,
    #[error("the system gives no random bytes")]
    NoRandom,
    #[error("failed to {doing}")]
    Files {
        doing: &'static str,
        #[source]
        source: Arc<object_store::Error>,
    },
    #[error("failed to {doing}")]
    Io {
        doing: &'static str,
        #[source]
        source: Arc<std::io::Error>,
    },
}

impl Error {
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(sea_orm::DbErr) -> Error {
        move |source| Broken::Database { doing, source }.into()
    }

    pub(crate) fn io(doing: &'static str) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Broken::Io { doing, source: Arc::new(source) }.into()
    }

    /// Whether the store only asks for the transaction to be run again.
    pub(crate) fn asks_again(&self) -> bool {
        match self {
            Error::Broken(Broken::Database { source, .. }) => asks_again(source),
            Error::Broken(other) => matches!(other, Broken::Injected),
            Error::Refused(_) => false,
        }
    }
}

/// PostgreSQL: serialization failure and deadlock. SQLite: busy and locked, with their extended codes.
fn asks_again(error: &sea_orm::DbErr) -> bool {
    use sea_orm::{DbErr, RuntimeErr, SqlxError};
    let (DbErr::Exec(inner) | DbErr::Query(inner) | DbErr::Conn(inner)) = error else { return false };
    let RuntimeErr::SqlxError(inner) = inner else { return false };
    let SqlxError::Database(inner) = inner.as_ref() else { return false };
    let Some(code) = inner.code() else { return false };
    matches!(code.as_ref(), "40001" | "40P01")
        || matches!(code.parse::<u32>(), Ok(n) if matches!(n & 0xff, 5 | 6) && n < 4096)
}
