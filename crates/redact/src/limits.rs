//! 上限：what may be spent on one file of a stranger.

/// Limits on untrusted files. Sizes in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The file as given.
    pub file: usize,
    /// What it may unpack to.
    pub unpacked: usize,
    /// Parts of a container, objects of a PDF.
    pub parts: usize,
    /// Elements of one XML part, glyphs of a PDF.
    pub nodes: usize,
    /// Elements within one another.
    pub depth: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Strikes in one go, and places they may hit.
    pub strikes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file: 32 << 20,
            unpacked: 128 << 20,
            parts: 20_000,
            nodes: 3_000_000,
            depth: 256,
            pages: 2_000,
            strikes: 20_000,
        }
    }
}
