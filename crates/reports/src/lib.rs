//! 读取任何版式的已发布年度报告，核对，汇总。Pure: bytes in, values out.

pub mod aggregate;
pub mod check;
pub mod claims;
pub mod model;
pub mod read;
pub mod similarity;
pub mod waiver;

pub use model::{Claim, ClaimKind, Finding, Published};
