//! 网站：门户的报告页面与核对页面。

pub mod library;

pub use library::Library;
