//! 信息的发布：起草、自审、部门审核、保密审查、批准、发布、修改、撤回。
//!
//! > 行政机关应当建立健全政府信息公开审查机制，明确审查的程序和责任。
//!
//! Each item goes alone; what was reviewed is one content, and a change of it ends the review. Only
//! [`Public`] leaves for the portal.

mod command;
mod content;
mod decide;
mod due;
mod event;
mod index;
mod nature;
mod public;
mod refusal;
mod state;

pub use command::{Act, Command};
pub use content::{
    Attachment, Blob, Content, LONGEST_ALT, LONGEST_BODY, MOST_ATTACHMENTS, MOST_KEYWORDS, Picture, Retention,
};
pub use decide::{Ctx, Found, allowed, decide};
pub use due::DueKind;
pub use event::{Answers, Event, Fall, Overridden, Premises, Reason, Validity};
pub use index::{IndexRule, IndexRuleRefusal};
pub use nature::Nature;
pub use public::{Disclosed, HiddenEdition, Public, Tombstone};
pub use refusal::Refusal;
pub use state::{
    Edition, HandedOver, Publication, Signature, Step, Withdrawn, Withheld, Work, evolve, replay, validity_of,
};

#[cfg(test)]
mod tests;
