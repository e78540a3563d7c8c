//! 申请的办理：从登记到归档。命令、事件、状态；不合规定的，说明理由和依据予以拒绝。
//!
//! > 行政机关应当建立健全政府信息公开申请登记、审核、办理、答复、归档的工作制度，加强工作规范。
//!
//! [`decide`] says what may happen, [`evolve`] what it means, [`law::request::reckon`] until when. Events are stored for
//! ever; states and commands are free to change.

mod command;
mod counts;
mod decide;
mod event;
mod refusal;
mod shown;
mod state;

pub use command::{Act, Command};
pub use counts::{Counted, counted};
pub use decide::{Ctx, allowed, decide, filed};
pub use event::{
    Attachment, Contact, Draft, Earlier, Ending, Event, FeeBasis, Filed, Gone, Ground, How, Purpose,
    Representation, Representing, ReviewResult, Route, Sealed, Searched, Withheld,
};
pub use refusal::Refusal;
pub use shown::{shown_to_applicant, was_answered};
pub use state::{Case, Consultation, Excess, Paper, Remedy, Stage, evolve, replay};

#[cfg(test)]
mod tests;
