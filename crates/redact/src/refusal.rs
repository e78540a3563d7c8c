//! 不能办的缘由：refusals, in words for the handler.

use crate::Residue;

/// Why a file is not read, not redacted or not released.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    #[error("文件有{size}字节，超过{limit}字节的上限。请拆分文件或者压缩其中的图片后再作区分处理。")]
    TooLarge { size: usize, limit: usize },
    #[error("文件展开后超过上限（{limit}），已停止读取。请换用原始文件，或者拆分后再作区分处理。")]
    Bomb { limit: usize },
    #[error("文件不是完整的{kind}，无法打开。请在原程序中重新保存后再上传。")]
    Damaged { kind: &'static str },
    #[error("文件是{kind}，不能直接作区分处理。请另存为 .docx、.xlsx 或 .pdf 后再上传。")]
    Unsupported { kind: &'static str },
    #[error(
        "这个 PDF 使用了少见的压缩方式，或者嵌套过深，不能读取。请用“打印为 PDF”重新生成，或者换用 .docx 后再上传。"
    )]
    UnusualPdf,
    #[error("文件设有密码或者权限限制，无法核对涂去是否干净。请先解除保护，另存后再上传。")]
    Encrypted,
    #[error("第{no}项要涂去的位置“{place}”在文件中不存在。请按当前文件重新选择。")]
    NoSuchPlace { no: usize, place: String },
    #[error("第{no}项要涂去的文字是空的。请选择至少一个字。")]
    EmptyStrike { no: usize },
    #[error("第{no}项要涂去的文字在文件可见内容中没有找到。请核对文字，或者改为按位置涂去。")]
    NotFound { no: usize },
    #[error("要涂去的位置超过{limit}处的上限。请拆分文件后再作区分处理。")]
    TooMany { limit: usize },
    #[error(
        "第{page}页要涂去的内容与图片重叠，图片中可能仍能看到这些内容。请把该页图片{image}一并涂去后再试。"
    )]
    ImageUnderStrike { page: usize, image: usize },
    #[error(
        "第{page}页要涂去的内容用图案或者字形程序绘制，无法从文件中除净。请用打印方式重新生成PDF后再试。"
    )]
    DrawnText { page: usize },
    #[error("涂去后的文件没有通过核对，不能公开：{}", sentences(.0))]
    Residue(Vec<Residue>),
}

fn sentences(residues: &[Residue]) -> String {
    let shown: Vec<&str> = residues.iter().take(20).map(|residue| residue.sentence.as_str()).collect();
    let more = residues.len().saturating_sub(shown.len());
    let tail = if more > 0 { format!("另有{more}处。") } else { String::new() };
    format!("{}{tail}", shown.join(""))
}
