//! 问答：从公开的内容里找出回答问题的那一段。 The answer is a passage as it was published, with its source, date and
//! address, or the word that nothing fits: no text is made up here.
//!
//! Whoever answers with it must still ask the ledger whether a passage may be shown: what is held here follows the
//! chain, it does not rule it.

mod book;
mod document;
mod everyday;
pub mod exam;
mod faithful;
mod meaning;
mod process;
mod question;
pub mod sources;
mod vectors;

pub use book::{Book, Candidate, Found, Sureness, judge};
pub use document::{Document, Part, Source, headed};
pub use everyday::{Everyday, EverydayFault, OWN as EVERYDAY};
pub use faithful::{Unfaithful, faithful};
pub use meaning::{Embedder, Vector};
pub use process::{Model, ModelFault};
pub use question::LONGEST;
pub use vectors::Vectors;
