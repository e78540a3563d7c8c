//! 机动车号牌：a province, a letter, and five signs; six on green plates, four before 警、学、挂、港、澳.

use crate::context::{Context, Topic};
use crate::finding::{Hit, Kind};
use crate::number::Token;
use crate::sheet::Sheet;
use crate::sign::sign_before;

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
const TAILS: [char; 7] = ['警', '学', '挂', '港', '澳', '领', '试'];

pub fn find(sheet: &Sheet<'_>, token: &Token) -> Option<Hit> {
    let plate = read(sheet, token)?;
    if sheet.is_remainder(plate.start, plate.end) {
        return None;
    }
    let kept: Vec<char> = plate.signs.iter().map(|sign| char::from(*sign)).chain(plate.tail).collect();
    let last: String = kept[kept.len() - 2..].iter().collect();
    let masked =
        format!("{}{}{}{last}", plate.province, char::from(plate.letter), "*".repeat(kept.len() - 2));
    Some(Hit::mask(Kind::Plate, plate.start, plate.end, masked))
}

struct Plate {
    start: usize,
    end: usize,
    province: char,
    letter: u8,
    signs: Vec<u8>,
    tail: Option<char>,
}

fn read(sheet: &Sheet<'_>, token: &Token) -> Option<Plate> {
    let tail = sheet.char_after(token.end).filter(|c| TAILS.contains(c));
    let (start, letter, signs, apart) = stem(sheet, token)?;
    let province = sheet.char_before(start).filter(|c| PROVINCES.contains(*c))?;
    let right = match (signs.len(), tail) {
        (4, Some(_)) => digits(&signs) >= 3,
        (5, _) => is_usual(&signs),
        (6, _) => is_green(&signs),
        _ => false,
    };
    let tail = tail.filter(|_| signs.len() == 4);
    let start = start - province.len_utf8();
    let end = token.end + tail.map_or(0, char::len_utf8);
    let vehicle = || Context::of(sheet, start, end).mentions(Topic::Vehicle);
    let called = !apart
        || tail.is_some() && signs.len() == 4
        || signs.len() > 4 && (vehicle() || !counts(sheet, token.end));
    (right && letter != b'I' && called).then_some(Plate { start, end, province, letter, signs, tail })
}

/// Where the letter stands, the letter, what follows it, and whether a blank or hyphen stands between.
fn stem(sheet: &Sheet<'_>, token: &Token) -> Option<(usize, u8, Vec<u8>, bool)> {
    let bytes = sheet.text.as_bytes();
    if sheet.char_before(token.start).is_some_and(|c| PROVINCES.contains(c)) {
        let (letter, rest) = token.signs.split_first()?;
        return letter.is_ascii_alphabetic().then(|| (token.start, *letter, rest.to_vec(), false));
    }
    let between =
        sheet.char_before(token.start).filter(|c| matches!(c, '·' | '•' | '．' | '.' | ' ' | '　' | '-'))?;
    let at = token.start - between.len_utf8();
    let (letter, length) = sign_before(bytes, at)?;
    let apart = !matches!(between, '·' | '•');
    letter.is_ascii_alphabetic().then(|| (at - length, letter, token.signs.clone(), apart))
}

fn digits(signs: &[u8]) -> usize {
    signs.iter().filter(|sign| sign.is_ascii_digit()).count()
}

/// Five signs, at most two of them letters, never I or O.
fn is_usual(signs: &[u8]) -> bool {
    digits(signs) >= 3 && !signs.iter().any(|sign| matches!(sign, b'I' | b'O'))
}

/// Six signs: a letter first and four digits last, or five digits and a letter for lorries.
fn is_green(signs: &[u8]) -> bool {
    let small = signs[0].is_ascii_alphabetic() && digits(&signs[2..]) == 4;
    let large = digits(&signs[..5]) == 5 && signs[5].is_ascii_alphabetic();
    (small || large) && !signs.iter().any(|sign| matches!(sign, b'I' | b'O'))
}

/// «新B 20240件»
fn counts(sheet: &Sheet<'_>, end: usize) -> bool {
    sheet
        .after(end, 6)
        .trim_start()
        .starts_with(['元', '件', '人', '户', '吨', '年', '个', '万', '亿', '次', '条', '.', '线'])
}
