//! 读取任何版式的已发布年度报告，核对，汇总。Pure: bytes in, values out.

// No clock, no disk, no network: the list stands in clippy.toml.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod aggregate;
pub mod check;
pub mod claims;
pub mod model;
pub mod read;
pub mod similarity;
pub mod waiver;

pub use model::{Claim, ClaimKind, Finding, Published};
