//! 每个命令一个文件。

pub mod account;
pub mod aggregate;
pub mod backup;
pub mod check;
pub mod clock;
pub mod compile;
pub mod demo;
pub mod fee;
pub mod ledger;
pub mod letters;
pub mod restore;
pub mod rows;
pub mod scan;
pub mod serve;
pub mod submit;
pub mod workday;
