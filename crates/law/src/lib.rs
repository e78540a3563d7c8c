//! 条文：每条规则与其条文并列；不读时钟，不碰文件。

pub mod annual_report;
pub mod cite;
pub mod workday;
