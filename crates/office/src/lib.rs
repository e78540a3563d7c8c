//! 本机关的事：登记、指标、年度报告。不读时钟，不碰文件。

// No clock, no disk, no network: the list stands in clippy.toml.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod annual_report;
