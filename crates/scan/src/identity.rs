//! 公民身份号码：18 digits by birth date and check digit, 15 by what they are called.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind, Note};
use crate::run::Window;
use crate::sheet::Sheet;
use crate::sign::Gap;
use jiff::civil::Date;
use law::identity;

/// Provinces by the first two digits; 81–83 are residence permits, 91 foreigners'.
const PROVINCES: [u8; 36] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83, 91,
];

pub fn find(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<Hit> {
    let digits = window.digits();
    let (start, end) = window.span();
    let hit = || Hit::mask(Kind::IdNumber, start, end, masked(digits));
    if !in_a_province(digits) || !is_joined(window) || sheet.is_remainder(start, end) {
        return None;
    }
    let context = || Context::of(sheet, start, end);
    match digits.len() {
        18 if identity::birth(digits).is_some_and(|born| born <= sheet.today) => {
            if identity::id_check(digits) {
                return Some(hit());
            }
            context().is_label(Topic::Identity).then(|| hit().noting(Note::CheckDigit))
        }
        18 => (window.groups().len() == 1 && context().is_label(Topic::Identity))
            .then(|| hit().noting(Note::CheckDigit)),
        15 if window.is_digits() && was_born(digits) => {
            context().is_label(Topic::Identity).then(|| hit().noting(Note::Old))
        }
        _ => None,
    }
}

/// Typed in groups or boxes, or cut once by the end of a line.
fn is_joined(window: &Window<'_>) -> bool {
    let lines = window.gaps().filter(|gap| *gap == Gap::Line).count();
    let brackets = window.gaps().any(|gap| gap == Gap::Bracket);
    let dots = window.gaps().any(|gap| gap == Gap::Dot);
    let parted = dots && !window.lengths().eq([6, 8, 4]);
    !brackets && !parted && (lines == 0 || (lines == 1 && window.groups().len() == 2))
}

fn in_a_province(digits: &[u8]) -> bool {
    let [first @ b'0'..=b'9', second @ b'0'..=b'9', ..] = digits else { return false };
    PROVINCES.contains(&((first - b'0') * 10 + (second - b'0')))
}

/// The day of birth in an old number, of the years before 2000.
fn was_born(digits: &[u8]) -> bool {
    let number = |from: usize| (digits[from] - b'0') as i16 * 10 + (digits[from + 1] - b'0') as i16;
    Date::new(1900 + number(6), number(8) as i8, number(10) as i8).is_ok()
}

/// First six and last four, as public papers print them.
pub fn masked(digits: &[u8]) -> String {
    crate::mask::between(digits, 6, 4)
}
