//! 护照、通行证号码：a letter or two and seven to ten digits.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind};
use crate::number::{Token, is_in_address};
use crate::run::Window;
use crate::sheet::Sheet;
use crate::sign::is_blank;

pub fn find(sheet: &Sheet<'_>, token: &Token) -> Option<Hit> {
    let letters = token.signs.iter().take_while(|sign| sign.is_ascii_alphabetic()).count();
    let (head, digits) = token.signs.split_at(letters);
    if !digits.iter().all(u8::is_ascii_digit) || !(7..=10).contains(&digits.len()) {
        return None;
    }
    let (start, end) = (token.start, token.end);
    if sheet.is_remainder(start, end) || is_tied(sheet, start, end) || is_in_address(sheet, start, end) {
        return None;
    }
    let context = || Context::of(sheet, start, end);
    let found = match (head, digits.len()) {
        ([b'E'], 8) | ([b'E', b'A'..=b'Z'], 7) => {
            let context = context();
            context.in_clause(Topic::Passport) || (!context.is_of_a_thing() && !is_dated(digits))
        }
        ([b'G' | b'D' | b'S' | b'P' | b'H' | b'K'], 8) | ([b'D' | b'S' | b'P', b'A'..=b'Z'], 7) => {
            context().in_clause(Topic::Passport)
        }
        ([b'C' | b'W' | b'T' | b'L' | b'M' | b'H'], 8..=10) | ([b'C', b'A'..=b'Z'], 7) => {
            let context = context();
            context.in_clause(Topic::Passport) && !context.is_label(Topic::Identity)
        }
        _ => false,
    };
    found.then(|| Hit::mask(Kind::Passport, start, end, crate::mask::between(&token.signs, 2, 2)))
}

/// 台湾居民来往大陆通行证：eight digits and no letter, where the words right before say so.
pub fn of_digits(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<Hit> {
    let digits = window.digits();
    if window.groups().len() != 1 || digits.len() != 8 || !window.is_digits() || window.is_in_word() {
        return None;
    }
    let (start, end) = window.span();
    let before = sheet.before(start, 48);
    let label =
        before.trim_end_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '为' | '是' | '号' | '码'));
    let called = ["大陆通行证", "台胞证", "台湾通行证"].iter().any(|word| label.ends_with(word));
    let free = !window.is_part() && !sheet.is_remainder(start, end);
    (called && free).then(|| Hit::mask(Kind::Passport, start, end, crate::mask::between(digits, 2, 2)))
}

/// A year as the first four digits: the number of a paper rather.
fn is_dated(digits: &[u8]) -> bool {
    digits.starts_with(b"19") || digits.starts_with(b"20")
}

/// A part of something longer: «GB/E12345678-1».
fn is_tied(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    let numbered = sheet.before(start, 3).to_ascii_lowercase();
    if numbered == "no." || numbered.ends_with("№") {
        return false;
    }
    let ties = |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '_' | '.' | '/' | '#' | '@'));
    let sentence = sheet.after(end, 2).starts_with('.') && sheet.after(end, 2).trim_end().len() == 1;
    ties(sheet.char_before(start)) || (ties(sheet.char_after(end)) && !sentence)
}
