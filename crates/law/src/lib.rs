//! 条文：每条规则与其条文并列；不读时钟，不碰文件。

// No clock, no disk, no network: the list stands in clippy.toml.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod annual_report;
pub mod cite;
pub mod identity;
pub mod plain;
pub mod request;
pub mod statutes;
pub mod workday;
