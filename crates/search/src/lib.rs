//! 检索：中文分词、索引、查询、摘要、联想、纠错。 Derived from what is public: it can be dropped and made again.
//!
//! Who asks it must still ask the ledger whether a hit may be shown: an index follows the chain, it does not rule it.

mod engine;
mod error;
mod fold;
mod query;
mod schema;
mod snippet;
mod sound;
mod tags;
mod words;

pub use engine::{Engine, Found, Hit, Looking, Sort, Sounding, Tally};
pub use error::Error;
pub use fold::fold;
pub use query::{Asked, Clause};
pub use schema::Doc;
pub use snippet::{Piece, Where, marked};
pub use words::{Lexicon, LexiconFault};
