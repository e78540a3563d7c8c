//! 本机关的事：登记、指标、年度报告。不读时钟，不碰文件。

pub mod annual_report;
pub mod case;
pub mod catalogue;
pub mod cleanup;
pub mod columns;
pub mod dossier;
pub mod fit;
pub mod handover;
pub mod hints;
pub mod inspection;
pub mod letter;
pub mod message;
pub mod metric;
pub mod moment;
pub mod publication;
pub mod records;
pub mod register;
pub mod role;
pub mod service;
pub mod similar;
pub mod site;
pub mod subject;
pub mod submission;
pub mod subscription;
pub mod suggestion;

pub use law::identity;
