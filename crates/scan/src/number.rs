//! 数字：what a run of digits, or of digits and letters, may be.

use crate::finding::{Hit, Kind};
use crate::run::{Run, Window};
use crate::sheet::Sheet;
use crate::sign::{gap_to_sign, sign, sign_before};
use crate::{card, code, identity, landline, mobile, passport, plate};

/// The longest number is a card's.
const LONGEST: usize = 19;

/// Digits and letters without anything between them.
pub struct Token {
    pub start: usize,
    pub end: usize,
    /// Plain, upper case; no more than [`Token::MOST`].
    pub signs: Vec<u8>,
}

impl Token {
    const MOST: usize = 40;

    /// The token around a digit; none where it is too long to mean anything.
    fn around(bytes: &[u8], at: usize) -> Option<Token> {
        let (mut start, mut end) = (at, at);
        let mut signs = Vec::new();
        while let Some((sign, length)) = sign_before(bytes, start) {
            start -= length;
            signs.push(sign);
            if signs.len() > Token::MOST {
                return None;
            }
        }
        signs.reverse();
        while let Some((sign, length)) = sign(bytes, end) {
            end += length;
            signs.push(sign);
            if signs.len() > Token::MOST {
                return None;
            }
        }
        Some(Token { start, end, signs })
    }
}

/// Looks at the number that begins at a digit; returns where to go on.
pub fn find(sheet: &Sheet<'_>, at: usize, run: &mut Run, hits: &mut Vec<Hit>) -> usize {
    let bytes = sheet.text.as_bytes();
    let plain = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if plain > 0 && plain < 7 && is_short(bytes, at, at + plain) {
        return at + plain;
    }
    let lettered = sign_before(bytes, at).is_some()
        || sign(bytes, at + plain).is_some_and(|(sign, _)| sign.is_ascii_alphabetic())
        || (4..=7).contains(&plain)
        || plain == 0
        || plain == 18;
    if lettered
        && let Some(token) = Token::around(bytes, at)
        && let Some(hit) = of_letters(sheet, &token)
    {
        let end = token.end;
        hits.push(hit);
        return end;
    }
    run.gather(bytes, at);
    windows(sheet, run, hits);
    run.next.max(at + 1)
}

/// Few digits with nothing around them that makes them more.
fn is_short(bytes: &[u8], start: usize, end: usize) -> bool {
    let alone = !matches!(bytes.get(end), Some(next) if next.is_ascii_alphanumeric() || *next == 0xef);
    let before = start.checked_sub(1).map(|at| bytes[at]);
    // A province and a letter may stand before, a dot or blank between: «鲁D·12345».
    let after_letter = match before {
        None | Some(b'\n') => false,
        Some(byte) if byte.is_ascii_alphanumeric() => true,
        Some(b' ' | b'.' | b'-') => start > 1 && bytes[start - 2].is_ascii_alphabetic(),
        Some(0x80..=0xbf) => is_dot_after_letter(bytes, start) || sign_before(bytes, start).is_some(),
        Some(_) => false,
    };
    alone && !after_letter && gap_to_sign(bytes, end).is_none()
}

fn is_dot_after_letter(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    let stem = before.strip_suffix("·".as_bytes()).or_else(|| before.strip_suffix("•".as_bytes()));
    let stem = stem
        .or_else(|| before.strip_suffix("．".as_bytes()))
        .or_else(|| before.strip_suffix("　".as_bytes()));
    stem.is_some_and(|stem| sign_before(stem, stem.len()).is_some())
}

fn of_letters(sheet: &Sheet<'_>, token: &Token) -> Option<Hit> {
    code::find(sheet, token).or_else(|| plate::find(sheet, token)).or_else(|| passport::find(sheet, token))
}

/// Every stretch of whole groups that may be a number, the longest meaning first.
fn windows(sheet: &Sheet<'_>, run: &Run, hits: &mut Vec<Hit>) {
    let mut first = 0;
    while first < run.groups.len() {
        let found = at_group(sheet, run, first);
        first = match found {
            Some((hit, last)) => {
                hits.push(hit);
                last
            }
            None => first + 1,
        };
    }
}

fn at_group(sheet: &Sheet<'_>, run: &Run, first: usize) -> Option<(Hit, usize)> {
    let start = run.groups[first].first;
    let fits = run.groups[first..].iter().take_while(|group| group.last - start <= LONGEST).count();
    let windows = (1..=fits).map(|groups| Window { run, first, last: first + groups });
    let detectors: [fn(&Sheet<'_>, &Window<'_>) -> Option<Hit>; 5] =
        [identity::find, card::find, mobile::find, landline::find, passport::of_digits];
    let windows: Vec<Window<'_>> = windows.filter(|window| window.digits().len() >= 7).collect();
    detectors.iter().find_map(|find| {
        let found = windows.iter().rev().find_map(|window| Some((find(sheet, window)?, window.last)));
        found.filter(|(hit, _)| is_outside(sheet, hit))
    })
}

/// The name of a mailbox is its own finding.
fn is_outside(sheet: &Sheet<'_>, hit: &Hit) -> bool {
    let mailbox = |c: Option<char>| c.is_some_and(|c| matches!(c, '@' | '＠'));
    hit.kind == Kind::IdNumber
        || !(mailbox(sheet.char_after(hit.end)) || mailbox(sheet.char_before(hit.start)))
}

/// Behind it stands what it counts, or it goes on as a fraction or a sum: «13800138000元», «13800138000.00».
pub fn is_measured(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    const UNITS: [char; 25] = [
        '元', '万', '亿', '吨', '平', '立', '千', '米', '件', '个', '户', '股', '份', '次', '字', '%', '％',
        '‰', '号', '页', '辆', '台', '套', '瓦', '度',
    ];
    let after = sheet.after(end, 8);
    is_fraction(sheet.before(start, 8)) || goes_on(after) || after.starts_with(UNITS)
}

/// «0.13800138000»; «1.13800138000» is the first of a list.
fn is_fraction(before: &str) -> bool {
    let Some(whole) = before.strip_suffix('.') else { return before.ends_with(['¥', '￥', '$', '€']) };
    let digits = &whole[whole.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    digits == "0" || digits.len() > 2
}

/// «.00», «,000»
fn goes_on(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(['.', ',']) else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (after.starts_with('.') && (1..=4).contains(&digits)) || (after.starts_with(',') && digits == 3)
}

/// Inside an address on the net or a path: digits there number pages.
pub fn is_in_address(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    const LONGEST_ADDRESS: usize = 160;
    let is_part =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | ',' | ';' | '|');
    let before = sheet.before(start, LONGEST_ADDRESS);
    let head = before[before.trim_end_matches(is_part).len()..].to_ascii_lowercase();
    let after = sheet.after(end, 24);
    let tail = &after[..after.len() - after.trim_start_matches(is_part).len()];
    let lettered = |text: &str| text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let has = |marks: &[&str]| marks.iter().any(|mark| head.contains(mark));
    let address = has(&["://", "www.", ".cn/", ".com/", ".org/", ".gov"])
        || (lettered(&head) && has(&["?", "&", "_", "\\"]));
    let page = lettered(tail) && tail.starts_with(['.', '&', '=', '_', '/']);
    let telephone = ["tel:", "sms:", "tel=", "phone=", "mobile="].iter().any(|mark| head.ends_with(mark));
    let named = matches!(sheet.form, crate::sheet::Form::Name);
    !telephone && !named && (address || page)
}
