//! 条例第六条、第十条至第二十六条：主动公开。什么应当公开、什么不公开、先审查后公开、几日之内公开。
//!
//! > 除本条例第十四条、第十五条、第十六条规定的政府信息外，政府信息应当公开。

pub mod directory;
pub mod ground;
pub mod review;
pub mod scope;
pub mod term;
