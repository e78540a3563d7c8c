//! Names the ledger can keep and order by: short, not empty, below the mark that ends every range.

use crate::error::{Broken, Error};

/// Longer names would outgrow an index row of PostgreSQL.
const LONGEST_BYTES: usize = 500;

/// Above every name: where a range over names ends.
pub const ABOVE: &str = "\u{10FFFF}";

/// An organ, a stream, a kind, an id.
pub fn name(what: &'static str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Broken::Name { what, why: "it is empty" }.into());
    }
    sort(what, text)
}

/// What a list is ordered by; it may be empty.
pub fn sort(what: &'static str, text: &str) -> Result<(), Error> {
    let why = if text.len() > LONGEST_BYTES {
        "it is longer than 500 bytes"
    } else if text.contains('\0') {
        "PostgreSQL keeps no NUL"
    } else if text.contains(ABOVE) {
        "it has the character that ends ranges, U+10FFFF"
    } else {
        return Ok(());
    };
    Err(Broken::Name { what, why }.into())
}
