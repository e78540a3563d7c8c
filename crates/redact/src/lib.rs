//! 区分处理：涂去不予公开的内容，核对涂净后才放行。Pure: bytes in, values out.
//!
//! > 申请公开的信息中含有不应当公开或者不属于政府信息的内容，但是能够作区分处理的，行政机关应当向申请人提供可以公开的政府信息内容，并对不予公开的内容说明理由。
//!
//! [`Document::read`] gives what a reader would see, unit by unit; [`apply`] removes the struck parts and
//! everything hidden; [`verify`] reads the result again, by other means; [`release`] does both and refuses
//! while anything is found. [`words()`] hands out every word, seen or not, for those who look for something.

// No clock, no disk, no network: the list stands in clippy.toml.
#![cfg_attr(test, allow(clippy::unwrap_used))]
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types))]

mod bar;
mod clean;
mod document;
mod docx;
mod ground;
mod hidden;
mod image;
mod limits;
mod log;
mod needle;
mod package;
mod pdf;
mod picture;
mod refusal;
mod release;
mod scan;
mod text;
mod verify;
mod words;
mod xlsx;
mod xml;

pub use document::{Address, Area, Document, Kind, Place, Strike, Unit};
pub use ground::Ground;
pub use hidden::{Hidden, HiddenKind, inspect};
pub use limits::Limits;
pub use log::Entry;
pub use pdf::admitted as admitted_pdf;
pub use picture::{Picture, is_picture, picture};
pub use refusal::Refusal;
pub use release::{Redacted, apply, release};
pub use verify::{Residue, verify};
pub use words::{Passage, Spot, Words, words};
