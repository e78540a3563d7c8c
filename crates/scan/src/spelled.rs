//! 汉字写的号码：«一三八零零一三八零零零», eleven numerals without a unit, as numbers are written to evade a search.

use crate::finding::{Hit, Kind};
use crate::sheet::Sheet;

/// How many characters a telephone number has; a longer row is another number.
const DIGITS: usize = 11;

/// The number that begins at a place, spelled in numerals.
pub fn find(sheet: &Sheet<'_>, start: usize) -> Option<Hit> {
    if sheet.char_before(start).and_then(digit).is_some() {
        return None;
    }
    let mut signs = Vec::with_capacity(DIGITS + 1);
    let mut end = start;
    for (at, c) in sheet.after(start, 4 * (DIGITS + 1)).char_indices() {
        let Some(sign) = digit(c) else { break };
        signs.push(sign);
        end = start + at + c.len_utf8();
    }
    let counted = sheet.char_after(end).is_some_and(|c| "十百千万亿点".contains(c));
    let mobile = signs.len() == DIGITS && matches!(signs[..], [b'1', b'3'..=b'9', ..]);
    (mobile && !counted).then(|| Hit::mask(Kind::Mobile, start, end, crate::mask::between(&signs, 3, 4)))
}

fn digit(c: char) -> Option<u8> {
    let at = |row: &str| row.chars().position(|own| own == c);
    let value = at("零一二三四五六七八九").or_else(|| at("〇壹贰叁肆伍陆柒捌玖"));
    let value = value.or_else(|| (c == '幺').then_some(1)).or_else(|| (c == '○').then_some(0));
    value.and_then(|value| u8::try_from(value).ok()).map(|value| b'0' + value)
}
