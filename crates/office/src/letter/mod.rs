//! 文书：依申请公开的各种告知书、答复书。Facts and a template in, a letter out; what is incomplete is refused.

mod compose;
mod facts;
mod form;
mod of_case;
mod refusal;
mod remedies;
mod template;
mod variable;

pub use compose::{Letter, Piece, Sheet, compose};
pub use facts::{Correction, Extension, Facts, Fee, Matter, Person, Sender, Step};
pub use form::{Addressee, Form};
pub use of_case::{About, Application, Due, answer, due, facts, foreseen};
pub use refusal::Refusal;
pub use remedies::remedies;
pub use template::check as check_template;
pub use variable::Variable;

#[cfg(test)]
mod tests;
