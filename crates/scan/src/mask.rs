//! 遮盖：what public papers leave of a number, and a text with all of it masked.

use crate::finding::{Finding, Severity};

/// The first and the last, stars between. Something is always hidden.
pub fn between(signs: &[u8], first: usize, last: usize) -> String {
    let hidden = signs.len().saturating_sub(first + last);
    if hidden == 0 {
        return "*".repeat(signs.len().max(4));
    }
    let hides = first..first + hidden;
    signs
        .iter()
        .zip(0..)
        .map(|(sign, at)| if hides.contains(&at) { '*' } else { char::from(*sign) })
        .collect()
}

/// The first letter and the domain.
pub fn email(name: &str, domain: &str) -> String {
    let first: String = name.chars().take(1).collect();
    format!("{first}****@{domain}")
}

/// Masking may take away the word that made another number an office's; so the result is looked through again.
const ROUNDS: usize = 4;

/// The text with everything that is to be masked written by convention. What stops a text stays: it is no matter
/// of masking.
pub fn masked(text: &str, findings: &[Finding]) -> String {
    let mut text = replaced(text, findings);
    for _ in 0..ROUNDS {
        let left = crate::text(&text);
        if !left.iter().any(|finding| finding.severity == Severity::Mask) {
            break;
        }
        text = replaced(&text, &left);
    }
    text
}

fn replaced(text: &str, findings: &[Finding]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut letters = text.chars();
    let mut at = 0;
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Mask) {
        if finding.start < at || finding.end <= finding.start {
            continue;
        }
        new.extend(letters.by_ref().take(finding.start - at));
        new.push_str(&finding.text_masked);
        letters.by_ref().take(finding.end - finding.start).for_each(drop);
        at = finding.end;
    }
    new.extend(letters);
    new
}
