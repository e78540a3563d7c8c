//! 表格里的公式：a text that begins like one would be run by a spreadsheet when the file is opened

use std::borrow::Cow;

const GUARD: char = '\'';

fn runs(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err()
}

/// As a cell of a CSV file may stand: what would run gets a mark before it, which a spreadsheet takes for «a text».
pub fn guarded(text: &str) -> Cow<'_, str> {
    if runs(text) { format!("{GUARD}{text}").into() } else { text.into() }
}

/// The text again, where it comes back from a file.
pub fn bare(text: &str) -> &str {
    text.strip_prefix(GUARD).filter(|rest| runs(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_marked_and_comes_back_as_it_was() {
        for (text, cell) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+86 632", "'+86 632"),
            ("-甲-", "'-甲-"),
            ("@甲", "'@甲"),
            ("-3.5", "-3.5"),
            ("甲=乙", "甲=乙"),
            ("'甲", "'甲"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(bare(cell), text);
        }
    }
}
