//! 主动公开事项目录：公开什么、依据什么、何时公开、向谁公开，分版本
//!
//! > 行政机关应当依照本条例第二十条、第二十一条的规定，确定主动公开政府信息的具体内容，并按照上级行政机关的部署，不断增加主动公开的内容。

mod entry;
mod refusal;
mod table;
mod versions;

pub use entry::{Audience, Entry, Way};
pub use refusal::Refusal;
pub use table::{HEADERS, from_rows, to_row};
pub use versions::{Act, Catalogue, Change, Command, Ctx, Event, Versions, decide, evolve, replay, told};

#[cfg(test)]
mod tests;
