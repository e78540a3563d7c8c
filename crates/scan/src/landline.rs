//! 固定电话号码：an area code and seven or eight digits.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind};
use crate::number::{is_in_address, is_measured};
use crate::run::Window;
use crate::sheet::Sheet;
use crate::sign::Gap;

pub fn find(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<Hit> {
    let digits = window.digits();
    if !window.is_digits() || window.is_in_word() || !(10..=12).contains(&digits.len()) {
        return None;
    }
    let area = area_code(window)?;
    let local = &digits[area..];
    if !matches!(local.len(), 7 | 8) {
        return None;
    }
    let (start, end) = whole(sheet, window);
    if is_part(window) || sheet.is_remainder(start, end) || is_measured(sheet, start, end) {
        return None;
    }
    let context = Context::of(sheet, start, end);
    let called = context.is_label(Topic::Telephone) || context.is_public();
    let in_one_piece = window.groups().len() == 1 && end - start < digits.len() + 2;
    // No exchange begins with 0 or 1; a hyphen or a word makes it a telephone all the same.
    let odd = matches!(local[0], b'0' | b'1') || (area == 3 && local.len() != 8);
    let tied = window.gaps().any(|gap| matches!(gap, Gap::Hyphen | Gap::Bracket));
    if (odd && !tied && !called)
        || (in_one_piece && !called)
        || (!called && context.is_of_a_thing())
        || is_in_address(sheet, start, end)
    {
        return None;
    }
    let hit = Hit::mask(Kind::Landline, start, end, crate::mask::between(digits, 3, 4));
    let office = context.is_public() || (context.mentions(Topic::Telephone) && context.is_of_an_organ());
    Some(if office { hit.public() } else { hit })
}

/// How long the area code is: 010, 02x, or 0 and three digits; the grouping may not contradict.
fn area_code(window: &Window<'_>) -> Option<usize> {
    let length = match window.digits() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let mut lengths = window.lengths();
    let first = lengths.next()?;
    let rest: Vec<usize> = lengths.collect();
    let grouped = rest.is_empty() || (first == length && matches!(rest[..], [7 | 8] | [4, 4] | [3, 4]));
    let apart = window.gaps().any(|gap| gap == Gap::Line);
    (grouped && !apart).then_some(length)
}

/// The bracket around an area code belongs to the number.
fn whole(sheet: &Sheet<'_>, window: &Window<'_>) -> (usize, usize) {
    let (start, end) = window.span();
    let bracketed = window.gaps().any(|gap| gap == Gap::Bracket);
    match sheet.char_before(start).filter(|c| bracketed && matches!(c, '(' | '（')) {
        Some(bracket) => (start - bracket.len_utf8(), end),
        None => (start, end),
    }
}

/// Tied by a hyphen to further digits that are no extension and no country's code.
fn is_part(window: &Window<'_>) -> bool {
    let (before, after) = window.edges();
    let groups = &window.run.groups;
    let country =
        window.first > 0 && matches!(window.run.of(&groups[window.first - 1..window.first]), b"86" | b"0086");
    let extension = groups.get(window.last).is_some_and(|group| group.len() <= 6);
    (before == Some(Gap::Hyphen) && !country) || (after == Some(Gap::Hyphen) && !extension)
}
