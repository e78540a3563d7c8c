//! 每个命令一个文件。

pub mod aggregate;
pub mod check;
pub mod compile;
pub mod demo;
pub mod serve;
pub mod workday;
