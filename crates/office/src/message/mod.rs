//! 咨询留言：收到、受理、分办、起草、审核、答复（公开或者只答复本人）、追问、评价。
//!
//! What the sender wrote stays sealed. The public reads a wording of the question made at the desk, reviewed with the
//! answer, and only where the sender agreed: [`Message::open`] is the only way to it.

mod command;
mod decide;
mod due;
mod event;
mod open;
mod refusal;
mod state;

pub use command::{Act, Command};
pub use decide::{By, Ctx, LONGEST_ANSWER, allowed, decide};
pub use due::{Terms, TermsRefusal, unanswered_too_long, veto_after};
pub use event::{Event, Kind, NotAccepted, Rating, Wording};
pub use open::{Exchange, Open};
pub use refusal::Refusal;
pub use state::{Answer, Draft, Message, Round, Step, evolve, replay};

#[cfg(test)]
mod tests;
