//! 依据：一条规则出自哪部法、哪一条。

use serde::Serialize;

/// Where a rule stands. `instrument` is the short title («条例»), `place` the article, paragraph and item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Cite {
    pub instrument: &'static str,
    pub place: &'static str,
}

impl Cite {
    pub const fn new(instrument: &'static str, place: &'static str) -> Cite {
        Cite { instrument, place }
    }
}

impl std::fmt::Display for Cite {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}{}", self.instrument, self.place)
    }
}
