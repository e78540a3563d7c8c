//! 公开前的检查：a corpus of right ones and look-alikes, files of every kind, and whatever else may come in.

#![allow(clippy::unwrap_used)]

mod corpus;
mod files;
mod hostile;
mod samples;
