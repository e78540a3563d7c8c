//! 固定电话号码：an area code and seven or eight digits.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind};
use crate::number::{is_in_address, is_measured};
use crate::run::Window;
use crate::sheet::Sheet;
use crate::sign::{Gap, is_blank};

pub fn find(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<Hit> {
    let digits = window.digits();
    if !window.is_digits() || window.is_in_word() || digits.len() > 12 {
        return None;
    }
    if digits.len() < 10 {
        return local(sheet, window);
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
    let odd = matches!(local[0], b'0' | b'1') || (area == 3 && local.len() != 8 && !follows_country(window));
    let tied = window.gaps().any(|gap| matches!(gap, Gap::Hyphen | Gap::Bracket));
    if (odd && !tied && !called)
        || (in_one_piece && !called)
        || (!called && context.is_of_a_thing())
        || is_in_address(sheet, start, end)
    {
        return None;
    }
    let hit = Hit::mask(Kind::Landline, start, end, crate::mask::between(digits, 3, 4));
    let office = context.is_public()
        || (context.mentions(Topic::Telephone) && context.is_of_an_organ())
        || has_contact(sheet, start, &context);
    Some(if office { hit.public() } else { hit })
}

/// «联系人：张科长　0632-3312345»: who is named there answers for an office, unless a person's own is named since.
fn has_contact(sheet: &Sheet<'_>, start: usize, context: &Context) -> bool {
    let before = sheet.before(start, 90);
    let line = before.rsplit(['\n', '。']).next().unwrap_or_default();
    line.rfind("联系人").is_some_and(|at| line.len() - at < context.person())
}

/// Seven or eight digits without an area code, where the words right before call them a home's.
fn local(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<Hit> {
    const HOMES: [&str; 8] =
        ["宅电", "家庭电话", "住宅电话", "家中电话", "家里电话", "家电话", "家庭联系电话", "住宅座机"];
    let digits = window.digits();
    let grouped = window.lengths().eq([digits.len()]) || window.lengths().eq([digits.len() - 4, 4]);
    let (start, end) = window.span();
    let before = sheet.before(start, 45);
    let label = before.trim_end_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '为' | '是'));
    let home = HOMES.iter().any(|home| label.ends_with(home));
    let whole = matches!(digits, [b'2'..=b'9', ..]) && window.gaps().all(|gap| gap <= Gap::Hyphen);
    if !home
        || !whole
        || !grouped
        || is_part(window)
        || is_measured(sheet, start, end)
        || sheet.is_remainder(start, end)
    {
        return None;
    }
    Some(Hit::mask(Kind::Landline, start, end, crate::mask::between(digits, 0, 4)))
}

/// The country's code stands before it: the area code has lost its nought.
fn follows_country(window: &Window<'_>) -> bool {
    let before = window.first.checked_sub(1).map(|index| window.run.of(&window.run.groups[index..=index]));
    matches!(before, Some(b"86" | b"0086"))
}

/// How long the area code is: 010, 02x, or 0 and three digits; the grouping may not contradict.
fn area_code(window: &Window<'_>) -> Option<usize> {
    let length = match window.digits() {
        [b'1', b'0', ..] | [b'2', ..] if follows_country(window) => 2,
        [b'3'..=b'9', ..] if follows_country(window) => 3,
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let mut lengths = window.lengths();
    let first = lengths.next()?;
    let rest: Vec<usize> = lengths.collect();
    let grouped = rest.is_empty() || (first == length && matches!(rest[..], [7 | 8] | [4, 4] | [3, 4]));
    let apart = window.gaps().any(|gap| gap >= Gap::Line);
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
