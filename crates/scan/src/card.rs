//! 银行卡号：13 to 19 digits that meet Luhn's check, and are known as a card by their beginning or by words.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind, Note};
use crate::number::{is_in_address, is_measured};
use crate::run::Window;
use crate::sheet::Sheet;
use crate::sign::Gap;

pub fn find(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<Hit> {
    let digits = window.digits();
    if !(13..=19).contains(&digits.len()) || !window.is_digits() || window.is_in_word() || !is_grouped(window)
    {
        return None;
    }
    let (start, end) = window.span();
    if window.is_part() || sheet.is_remainder(start, end) || is_in_address(sheet, start, end) {
        return None;
    }
    let right = luhn(digits);
    let known = right && is_known(digits);
    let context = Context::of(sheet, start, end);
    let card = context.is_label(Topic::Card);
    let account = context.is_label(Topic::Account) && !context.is_of_an_organ();
    let hit = Hit::mask(Kind::BankCard, start, end, crate::mask::between(digits, 4, 4));
    match (right, known) {
        (_, true) if card || context.is_label(Topic::Account) => Some(hit),
        (_, true) => (!context.is_of_a_thing() && !is_measured(sheet, start, end)).then_some(hit),
        (true, _) => (card || account || (is_fourfold(window) && is_foreign(digits))).then_some(hit),
        (false, _) => (card && digits.len() >= 16).then(|| hit.noting(Note::CheckDigit)),
    }
}

/// In one piece, or in fours as it is printed on the card.
fn is_grouped(window: &Window<'_>) -> bool {
    let apart = window.gaps().any(|gap| gap > Gap::Hyphen);
    let groups = window.groups();
    let (last, fours) = groups.split_last().map_or((0, groups), |(last, fours)| (last.len(), fours));
    let halves = matches!(groups, [first, _] if first.len() == 6);
    let american = window.lengths().eq([4, 6, 5]);
    !apart
        && (groups.len() == 1
            || halves
            || american
            || (last <= 4 && fours.iter().all(|group| group.len() == 4)))
}

fn is_fourfold(window: &Window<'_>) -> bool {
    window.groups().len() >= 4
}

/// Beginnings of cards issued here: 银联 62, and those from before.
fn is_known(digits: &[u8]) -> bool {
    match digits.len() {
        19 if digits.starts_with(b"9558") || digits.starts_with(b"9559") || digits.starts_with(b"60138") => {
            true
        }
        16..=19 => digits.starts_with(b"62"),
        _ => false,
    }
}

/// Cards of other systems. Their beginnings are those of provinces too, so grouping or words must speak for a card.
fn is_foreign(digits: &[u8]) -> bool {
    digits.len() == 16 && matches!(digits, [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'3', b'5', ..])
}

fn luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| (place, u32::from(digit - b'0')))
        .map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != digits[0])
}
