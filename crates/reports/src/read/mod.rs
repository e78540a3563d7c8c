//! 读取：任何来源的文件 → [`Published`].

use crate::model::Published;

/// Limits on untrusted files. Sizes in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The file as given.
    pub file: usize,
    /// What it may unpack to (zip containers).
    pub unpacked: usize,
    /// Cells, lines and paragraphs taken from one file.
    pub pieces: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { file: 32 << 20, unpacked: 128 << 20, pieces: 400_000 }
    }
}

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("文件《{file}》为{size}字节，超过{limit}字节的上限。请只提交年度报告本身，或拆分后再核对。")]
    TooLarge { file: String, size: usize, limit: usize },
}

/// Reads one report. `name` is shown in messages and its ending helps to tell the format.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Published, Unreadable> {
    if bytes.len() > limits.file {
        return Err(Unreadable::TooLarge { file: name.into(), size: bytes.len(), limit: limits.file });
    }
    Ok(Published { file: name.into(), ..Published::default() })
}
