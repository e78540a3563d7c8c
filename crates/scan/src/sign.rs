//! 字符：digits and letters plain or full-width, and what may stand between the digits of one number.

/// A digit or letter at a place: its plain form in upper case, and how many bytes it takes.
pub fn sign(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let first = *bytes.get(at)?;
    if first.is_ascii_alphanumeric() {
        return Some((first.to_ascii_uppercase(), 1));
    }
    if first != 0xef {
        return None;
    }
    match (*bytes.get(at + 1)?, *bytes.get(at + 2)?) {
        (0xbc, last @ 0x90..=0x99) => Some((last - 0x90 + b'0', 3)),
        (0xbc, last @ 0xa1..=0xba) => Some((last - 0xa1 + b'A', 3)),
        (0xbd, last @ 0x81..=0x9a) => Some((last - 0x81 + b'A', 3)),
        _ => None,
    }
}

/// The digit or letter that ends at a place.
pub fn sign_before(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    if let Some((sign, 1)) = at.checked_sub(1).and_then(|before| self::sign(bytes, before)) {
        return Some((sign, 1));
    }
    let (sign, length) = self::sign(bytes, at.checked_sub(3)?)?;
    (length == 3).then_some((sign, 3))
}

/// What stands between two digits, in order of how far it sets them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    None,
    Space,
    Hyphen,
    /// The bracket that closes an area code.
    Bracket,
    Line,
    /// «138.0013.8000»: a fraction rather, unless words and grouping say otherwise.
    Dot,
}

/// One character that may stand between two digits of a number.
fn gap(bytes: &[u8], at: usize) -> Option<(Gap, usize)> {
    match bytes.get(at..(at + 3).min(bytes.len()))? {
        [b' ', ..] => Some((Gap::Space, 1)),
        [b'-', ..] => Some((Gap::Hyphen, 1)),
        [b')', ..] => Some((Gap::Bracket, 1)),
        [b'.', ..] => Some((Gap::Dot, 1)),
        [0xc2, 0xb7, ..] => Some((Gap::Dot, 2)),
        [b'\n', ..] => Some((Gap::Line, 1)),
        [b'\r', b'\n', ..] => Some((Gap::Line, 2)),
        [0xc2, 0xa0, ..] => Some((Gap::Space, 2)),
        [0xc2, 0xad, ..] => Some((Gap::None, 2)),
        [0xe3, 0x80, 0x80] | [0xe2, 0x80, 0x80..=0x8a] => Some((Gap::Space, 3)),
        [0xe2, 0x80, 0x8b..=0x8f] | [0xe2, 0x81, 0xa0] | [0xef, 0xbb, 0xbf] => Some((Gap::None, 3)),
        [0xe2, 0x80, 0x90..=0x95] | [0xe2, 0x88, 0x92] | [0xef, 0xbc, 0x8d] => Some((Gap::Hyphen, 3)),
        [0xef, 0xbc, 0x89] => Some((Gap::Bracket, 3)),
        _ => None,
    }
}

/// Farther apart than this many characters two digits belong to two numbers.
const WIDEST: usize = 3;

/// What stands between a place and the next digit or letter, and where that begins.
pub fn gap_to_sign(bytes: &[u8], at: usize) -> Option<(Gap, usize)> {
    let (mut widest, mut next) = (Gap::None, at);
    for _ in 0..WIDEST {
        let (gap, length) = gap(bytes, next)?;
        (widest, next) = (widest.max(gap), next + length);
        if sign(bytes, next).is_some() {
            return Some((widest, next));
        }
    }
    None
}

/// What is typed for the `X` that closes an identity number: a Roman ten, the sign of multiplication, a Cyrillic letter.
pub fn closing(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    const LOOK_ALIKES: [&str; 6] = ["Ⅹ", "ⅹ", "×", "Х", "х", "✕"];
    let rest = &bytes[at..];
    let own = LOOK_ALIKES.iter().find(|sign| rest.starts_with(sign.as_bytes()));
    own.map(|own| (b'X', own.len()))
}

/// Characters nobody sees, and blanks of any width.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}
