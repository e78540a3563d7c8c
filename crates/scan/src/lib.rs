//! 公开前的检查：密级标志和内部标识、个人信息，连同文件里看不见的内容。Pure: bytes in, values out.
//!
//! [`text`] looks through a text, [`file()`] through a file with everything a reader does not see, its name
//! included; [`masked`] writes what is to be masked by the convention of public papers; [`wording()`] proposes
//! right names and characters. A `stop` is a stop, not a decision: people decide, the program does not let go.

// No clock, no disk, no network: the list stands in clippy.toml.
#![cfg_attr(test, allow(clippy::unwrap_used))]
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

mod address;
mod card;
mod code;
mod context;
mod email;
mod file;
mod finding;
mod identity;
mod landline;
mod mark;
mod mask;
mod mobile;
mod notice;
mod number;
mod passport;
mod plate;
mod run;
mod sheet;
mod sign;
mod spelled;
mod sweep;
mod wording;

pub use file::{Options, Refusal, Scanned, Section, file};
pub use finding::{Finding, Kind, Severity};
pub use mask::masked;
pub use wording::{BadWordings, Correction, Wordings, wording};

use sheet::{Form, Sheet};

/// Everything in a text that must not be published as it stands, in the order of the text.
pub fn text(text: &str) -> Vec<Finding> {
    sweep::findings(&Sheet::of(text, Form::Paper))
}
