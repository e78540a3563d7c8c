//! 文件清理：一轮清理列出一批规章、规范性文件，逐件作出决定，负责人签批，结果作为一条信息起草、审查、公开。
//!
//! 文件的效力在结果公开之日随之变动, and not before: [`Round::carried`] says for each document to what.

mod refusal;
mod round;

pub use refusal::Refusal;
pub use round::{
    Act, Command, Ctx, Decided, Decision, Document, Event, Line, Round, Stage, allowed, decide, evolve,
    replay,
};

#[cfg(test)]
mod tests;
