//! 不能检查的缘由：in words for the clerk.

/// Why a file could not be looked through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("有{size}字节，超过{limit}字节的上限。请拆分，或者压缩其中的图片后再检查。")]
    TooLarge { size: usize, limit: usize },
    #[error("展开后超过上限，可能是压缩炸弹，已停止读取。请换用原始文件。")]
    Bomb,
    #[error("不是完整的{kind}，无法打开。请在原程序中重新保存后再检查。")]
    Damaged { kind: &'static str },
    #[error("是{kind}，不能检查。请另存为 .docx、.xlsx、.pdf、.html、.txt 或 .md 后再检查。")]
    Unsupported { kind: &'static str },
    #[error(
        "使用了少见的压缩方式，或者嵌套过深，不能读取。请用“打印为 PDF”重新生成，或者换用 .docx 后再检查。"
    )]
    UnusualPdf,
    #[error("设有密码，无法读取。请先解除保护，另存后再检查。")]
    Encrypted,
}

impl From<redact::Refusal> for Refusal {
    fn from(refusal: redact::Refusal) -> Refusal {
        match refusal {
            redact::Refusal::TooLarge { size, limit } => Refusal::TooLarge { size, limit },
            redact::Refusal::Bomb { .. } => Refusal::Bomb,
            redact::Refusal::Unsupported { kind } => Refusal::Unsupported { kind },
            redact::Refusal::UnusualPdf => Refusal::UnusualPdf,
            redact::Refusal::Encrypted => Refusal::Encrypted,
            redact::Refusal::Damaged { kind } => Refusal::Damaged { kind },
            // The rest tell of striking, which is not asked for here.
            _ => Refusal::Damaged { kind: "文件" },
        }
    }
}
