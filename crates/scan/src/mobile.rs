//! 移动电话号码：11 digits, the first of them 1, in one piece or in groups.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind};
use crate::number::{is_in_address, is_measured};
use crate::run::Window;
use crate::sheet::Sheet;
use crate::sign::Gap;

pub fn find(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<Hit> {
    if !window.is_digits() {
        return None;
    }
    let skipped = prefix(sheet, window)?;
    let digits = &window.digits()[skipped..];
    if digits.len() != 11 || digits[0] != b'1' || !(b'3'..=b'9').contains(&digits[1]) {
        return None;
    }
    let (start, end) =
        window.run.span(window.groups()[0].first + skipped, window.groups()[window.groups().len() - 1].last);
    if sheet.is_remainder(start, end) || is_measured(sheet, start, end) || is_in_address(sheet, start, end) {
        return None;
    }
    let context = Context::of(sheet, start, end);
    let called = context.is_label(Topic::Telephone);
    if !called && (context.is_of_a_thing() || !is_alone(window) || !is_grouped(window)) {
        return None;
    }
    if window.gaps().any(|gap| gap == Gap::Dot) && !window.lengths().eq([3, 4, 4]) {
        return None;
    }
    let boxes = window.groups().len() > 4;
    if (boxes && !called) || !is_free(sheet, window, start) {
        return None;
    }
    let hit = Hit::mask(Kind::Mobile, start, end, crate::mask::between(digits, 3, 4));
    Some(if context.is_public() && !is_anothers(sheet, start) { hit.public() } else { hit })
}

/// «办公电话0632-3312345，手机138…»: the words for the office's number end with that number.
fn is_anothers(sheet: &Sheet<'_>, start: usize) -> bool {
    let before = sheet.before(start, 60);
    let Some(at) = ["手机", "微信", "移动电话"].iter().filter_map(|word| before.rfind(word)).max()
    else {
        return false;
    };
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let duty = ["值班", "热线", "监督", "举报", "咨询", "投诉", "服务", "办公", "公开", "应急"];
    if duty.iter().any(|word| before[..at].ends_with(word)) {
        return false;
    }
    digits(&before[at..]) < 7 && digits(&before[..at]) >= 7
}

/// How many digits of a country's code stand before in the same group: «+8613…», «008613…».
fn prefix(sheet: &Sheet<'_>, window: &Window<'_>) -> Option<usize> {
    let digits = window.digits();
    let whole = window.groups().len() == 1;
    match digits.len() {
        11 => Some(0),
        13 if whole
            && digits.starts_with(b"86")
            && sheet.char_before(window.span().0).is_some_and(is_plus) =>
        {
            Some(2)
        }
        15 if whole && digits.starts_with(b"0086") => Some(4),
        _ => None,
    }
}

fn is_plus(c: char) -> bool {
    matches!(c, '+' | '＋')
}

/// No letter touches it but those of «tel».
fn is_free(sheet: &Sheet<'_>, window: &Window<'_>, start: usize) -> bool {
    if !window.is_in_word() {
        return true;
    }
    let before = sheet.before(start, 8).to_ascii_lowercase();
    !window.run.letter_after && ["tel", "phone", "mobile", "mob"].iter().any(|word| before.ends_with(word))
}

/// Digits tied to it by a hyphen make it a part of something longer, a country's code aside; so do further groups
/// in a row of figures.
fn is_alone(window: &Window<'_>) -> bool {
    let (before, after) = window.edges();
    let country =
        window.first > 0 && is_country(window.run.of(&window.run.groups[window.first - 1..window.first]));
    let tied = (before == Some(Gap::Hyphen) && !country) || after == Some(Gap::Hyphen);
    let in_a_row = before == Some(Gap::Space) || after == Some(Gap::Space);
    !tied && (country || !in_a_row || window.groups().len() == 1 || has_leading_nought(window))
}

fn is_country(digits: &[u8]) -> bool {
    matches!(digits, b"86" | b"0086")
}

/// No figure is written so: «138 0013 8000».
fn has_leading_nought(window: &Window<'_>) -> bool {
    window.groups().iter().any(|group| group.len() > 1 && window.run.digits[group.first] == b'0')
}

fn is_grouped(window: &Window<'_>) -> bool {
    let apart = window.gaps().any(|gap| gap > Gap::Hyphen);
    let lengths: Vec<usize> = window.lengths().collect();
    !apart && matches!(lengths[..], [11] | [13] | [15] | [3, 4, 4] | [3, 8] | [7, 4] | [3, 4, 2, 2] | [4, 7])
}
