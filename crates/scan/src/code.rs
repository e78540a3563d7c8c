//! 统一社会信用代码：18 signs with a check sign (GB 32100). No secret of anyone; told so that it is not masked.

use crate::context::Context;
use crate::finding::{Hit, Kind, Note, Severity};
use crate::number::Token;
use crate::sheet::Sheet;
use law::identity;

pub fn find(sheet: &Sheet<'_>, token: &Token) -> Option<Hit> {
    let signs = token.signs.as_slice();
    let is_code = signs.len() == 18 && begins(signs) && identity::code_check(signs) == Some(true);
    if !is_code || is_index(sheet, token.end) {
        return None;
    }
    // Digits alone meet the check by chance once in thirty-one times.
    let digits = signs.iter().all(u8::is_ascii_digit);
    let person = identity::id_check(signs) && identity::birth(signs).is_some();
    if (digits || person) && !is_called(sheet, token) {
        return None;
    }
    let masked = sheet.text[token.start..token.end].to_string();
    let (start, end) = (token.start, token.end);
    Some(Hit { kind: Kind::CreditCode, severity: Severity::Info, start, end, masked, note: Note::None })
}

/// The registering authority, the sort of body, and a province.
fn begins(signs: &[u8]) -> bool {
    let province =
        signs[2].is_ascii_digit() && signs[3].is_ascii_digit() && (b'1'..=b'7').contains(&signs[2]);
    matches!(signs[0], b'1'..=b'9' | b'A' | b'N' | b'Y')
        && (province || &signs[2..8] == b"000000" || signs[2] == b'0')
}

fn is_called(sheet: &Sheet<'_>, token: &Token) -> bool {
    let before = sheet.before(token.start, 48);
    ["信用代码", "机构代码", "税号", "纳税人识别号", "社会信用"].iter().any(|word| before.contains(word))
        || Context::of(sheet, token.start, token.end).is_of_a_thing() && before.contains("代码")
}

/// «11370812004339255B/2020-22849»: an index number begins with its organ's code.
fn is_index(sheet: &Sheet<'_>, end: usize) -> bool {
    let after = sheet.after(end, 12);
    after.strip_prefix(['/', '／']).is_some_and(|rest| rest.starts_with("20") || rest.starts_with("19"))
}
