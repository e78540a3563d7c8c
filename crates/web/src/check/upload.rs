//! 收取待核对的报告

use crate::error::Error;
use crate::intake::{self, Limits};
use crate::library::Upload;
use axum::extract::Multipart;

pub const MOST_FILES: usize = 60;
pub const FILE_BYTES: usize = 20_000_000;
pub const TOTAL_BYTES: usize = 60_000_000;
const TOO_MANY: &str = "一次最多核对 60 份报告";

const LIMITS: Limits = Limits {
    // And last year's.
    files: MOST_FILES + 1,
    file_bytes: FILE_BYTES,
    total_bytes: TOTAL_BYTES,
    too_many: TOO_MANY,
};

/// What was sent.
#[derive(Debug, Default)]
pub struct Sent {
    pub files: Vec<Upload>,
    pub prior: Option<Upload>,
    pub typed: Typed,
}

/// What was typed, kept as typed.
#[derive(Debug, Default, Clone)]
pub struct Typed {
    pub organ: String,
    pub year: String,
    pub units: String,
}

/// Reads the whole form, or says what is too large.
pub async fn receive(form: Multipart) -> Result<Sent, Error> {
    let taken = intake::take(form, LIMITS).await?;
    let mut sent = Sent::default();
    for (field, file) in taken.files {
        match field.as_str() {
            "files" => sent.files.push(file),
            "prior" => sent.prior = Some(file),
            _ => {}
        }
    }
    for (field, text) in taken.texts {
        match field.as_str() {
            "organ" => sent.typed.organ = text,
            "year" => sent.typed.year = text,
            "units" => sent.typed.units = text,
            _ => {}
        }
    }
    if sent.files.len() > MOST_FILES { Err(Error::TooLarge(TOO_MANY.into())) } else { Ok(sent) }
}
