//! 字形归一：full-width forms, Kangxi look-alikes and stray spaces folded; figures read from cells.

use rust_decimal::Decimal;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// CJK radicals that PDF fonts print in place of characters and that NFKC leaves alone.
const RADICALS: [(char, char); 38] = [
    ('⺁', '厂'),
    ('⺊', '卜'),
    ('⺌', '小'),
    ('⺍', '小'),
    ('⺕', '彐'),
    ('⺙', '攵'),
    ('⺝', '月'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '水'),
    ('⺣', '火'),
    ('⺧', '牛'),
    ('⺩', '王'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⺳', '网'),
    ('⺶', '羊'),
    ('⺷', '羊'),
    ('⺸', '羊'),
    ('⺼', '肉'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻑', '长'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻢', '马'),
    ('⻥', '鱼'),
    ('⻩', '黄'),
    ('⻬', '齐'),
];

/// Folds one character; `None` where it vanishes (zero-width, BOM, soft hyphen).
fn fold_char(c: char) -> Option<char> {
    match c {
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\t' => Some(' '),
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{2e80}'..='\u{2eff}' => {
            Some(RADICALS.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, character)| *character))
        }
        '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => {
            Some(std::iter::once(c).nfkc().next().unwrap_or(c))
        }
        _ => Some(c),
    }
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}' | '、' | '。' | '“' | '”' | '《' | '》' | '\n')
}

/// Folds look-alikes and widths; leaves words, spaces and Chinese punctuation as they are.
pub fn fold(text: &str) -> Cow<'_, str> {
    let Some(at) = text.find(|c| !is_plain(c)) else { return Cow::Borrowed(text) };
    let (plain, rest) = text.split_at(at);
    let mut folded = String::with_capacity(text.len());
    folded.push_str(plain);
    folded.extend(rest.chars().filter_map(fold_char));
    Cow::Owned(folded)
}

/// Folded, and without the space around it.
pub fn trimmed(text: &str) -> Cow<'_, str> {
    match fold(text.trim()) {
        // A character that vanished stood outside the space.
        Cow::Owned(text) if text.trim().len() < text.len() => Cow::Owned(text.trim().to_string()),
        folded => folded,
    }
}

/// What labels are compared by: letters, digits and Chinese characters only.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' | 'a'..='z' | 'A'..='Z' | '\u{4e00}'..='\u{9fff}' => key.push(c),
            '\0'..='\u{7f}' | '\u{3000}'..='\u{303f}' => {}
            _ => key.extend(fold_char(c).filter(|c| c.is_alphanumeric())),
        }
    }
    key
}

/// One value cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Left blank, or struck with a dash.
    Blank,
    /// A figure, and the remark printed beside it.
    Figure { number: Decimal, note: Option<String> },
}

/// What strikes a cell out.
fn is_stroke(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '/' | '\\' | '﹣' | '―' | '*')
}

/// Reads a cell as a value. `None`: it is words.
pub fn value(text: &str) -> Option<Value> {
    // Most words are told by how they begin, before all of them are folded.
    let first = text.chars().filter_map(fold_char).find(|c| !c.is_whitespace());
    if first.is_some_and(|c| !(c.is_ascii_digit() || matches!(c, '〇' | '零') || is_stroke(c))) {
        return None;
    }
    let text = &*trimmed(text);
    if text.chars().all(is_stroke) {
        return Some(Value::Blank);
    }
    let (number, rest) = split_number(text)?;
    let rest = rest.trim();
    let rest = rest.strip_prefix(['件', '条', '项', '宗', '次', '份']).unwrap_or(rest).trim();
    let rest = rest.strip_prefix("万元").or_else(|| rest.strip_prefix('元')).unwrap_or(rest).trim();
    match rest {
        "" => Some(Value::Figure { number, note: None }),
        _ if rest.starts_with(['(', '[', '【', '〔', '*']) => {
            Some(Value::Figure { number, note: Some(rest.to_string()) })
        }
        _ => None,
    }
}

/// Reads what stands in one cell: there a space parts thousands («1 259»), and a number broken over two lines
/// is one number.
pub fn cell_value(text: &str) -> Option<Value> {
    value(text).or_else(|| value(&unbroken(text)?))
}

/// The text with its leading number in one piece; `None` where that number is not broken, or its parts may be
/// two numbers.
fn unbroken(text: &str) -> Option<String> {
    if !text.contains(char::is_whitespace) {
        return None;
    }
    let text = fold(text.trim());
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\n' | '\r');
    let end = text.find(|c| !of_number(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let lines: Option<Vec<String>> =
        number.trim().lines().map(str::trim).filter(|line| !line.is_empty()).map(thousands).collect();
    let lines = lines.filter(|lines| !lines.is_empty())?;
    Some(lines.concat() + rest)
}

/// «1 259» as 1259; what is parted otherwise may be two numbers.
fn thousands(line: &str) -> Option<String> {
    let groups: Vec<&str> = line.split(' ').collect();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let whole = |group: &str| group.split('.').next().is_some_and(|whole| whole.len() == 3 && digits(whole));
    let (first, later) = groups.split_first()?;
    let parted = later.is_empty() || ((1..=3).contains(&first.len()) && digits(first));
    (parted && later.iter().all(|group| whole(group))).then(|| groups.concat())
}

/// Whether the number of a cell stands on more than one line.
pub fn is_broken(text: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices('\n').any(|(at, _)| {
        digit(text[..at].trim_end().chars().next_back()) && digit(text[at..].trim_start().chars().next())
    })
}

/// Splits a leading number («1,295», «7730.28», «1 295» is not one, nor is «1,2») from the rest.
fn split_number(text: &str) -> Option<(Decimal, &str)> {
    if let Some(rest) = text.strip_prefix(['〇', '零']) {
        return Some((Decimal::ZERO, rest));
    }
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let end = body.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(body.len());
    let digits = body[..end].trim_end_matches(['.', ',']);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.len() > 24 || !grouped(digits) {
        return None;
    }
    let parsed = if digits.contains(',') { digits.replace(',', "").parse() } else { digits.parse() };
    let mut number: Decimal = parsed.ok()?;
    number.set_sign_negative(negative);
    Some((number, &body[digits.len()..]))
}

/// Commas part thousands, or there are none.
fn grouped(digits: &str) -> bool {
    let whole = digits.split('.').next().unwrap_or_default();
    match whole.split_once(',') {
        Some((first, later)) => first.len() <= 3 && later.split(',').all(|group| group.len() == 3),
        None => !digits.contains(','),
    }
}

/// A page number line («— 12 —», «- 3 -», «第5页»), or the page mark of an extraction.
pub fn is_page_mark(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > 40 {
        return false;
    }
    if text.trim_matches('-').eq_ignore_ascii_case("page") {
        return true;
    }
    let dash = |c: char| matches!(c, '-' | '—' | '–' | '·' | '－');
    let inner = text.trim_matches(|c: char| dash(c) || c == ' ');
    let dashed = text.starts_with(dash) && text.ends_with(dash);
    let numbered = inner.strip_prefix('第').and_then(|rest| rest.strip_suffix('页')).map(str::trim);
    let digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    (dashed && digits(inner)) || numbered.is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Option<(String, Option<String>)> {
        match value(text)? {
            Value::Blank => Some(("blank".into(), None)),
            Value::Figure { number, note } => Some((number.to_string(), note)),
        }
    }

    #[test]
    fn lookalikes_fold_to_the_characters_they_stand_for() {
        assert_eq!(fold("⼀、⾏政许可⺠⻔⻅（１２）"), "一、行政许可民门见(12)");
        assert_eq!(key(" 商业 企业\u{3000}"), "商业企业");
    }

    #[test]
    fn figures_are_read_with_their_remarks_and_blanks_are_not_zero() {
        assert_eq!(figure("７７３０．２８"), Some(("7730.28".into(), None)));
        assert_eq!(figure("1,295"), Some(("1295".into(), None)));
        assert_eq!(figure("22（其中修订16件）"), Some(("22".into(), Some("(其中修订16件)".into()))));
        assert_eq!(figure("-8"), Some(("-8".into(), None)));
        for blank in ["", " ", "-", "/", "——"] {
            assert_eq!(figure(blank), Some(("blank".into(), None)), "{blank:?}");
        }
        for words in
            ["1.属于国家秘密", "3.其他", "20251月1日", "规章", "见附件", "99999999999999999999999999999"]
        {
            assert_eq!(figure(words), None, "{words:?}");
        }
    }

    #[test]
    fn a_number_in_a_cell_may_be_parted_and_two_numbers_are_none() {
        let cell = |text: &str| match cell_value(text)? {
            Value::Blank => Some("blank".to_string()),
            Value::Figure { number, .. } => Some(number.to_string()),
        };
        for parted in [
            "1 259",
            "1\u{2009}259",
            "1\u{a0}259",
            "1\u{202f}259",
            "1，259",
            "1,259",
            "12\n59",
            "1 2\u{ad}59",
            "12\u{ad}\n59",
            "1,\n259",
            "1\r\n259",
            " 1\u{3000}259 ",
            "1259 件",
            "1 259件",
        ] {
            assert_eq!(cell(parted).as_deref(), Some("1259"), "{parted:?}");
        }
        assert_eq!(cell("1 259 000.5").as_deref(), Some("1259000.5"));
        assert_eq!(cell("12\n（其中修订3件）").as_deref(), Some("12"));
        for zero in ["〇", "零", "零件", " 〇 "] {
            assert_eq!(cell(zero).as_deref(), Some("0"), "{zero:?}");
        }
        for none in [
            "1 2",
            "12 59",
            "1259 3",
            "0 000 1",
            "1,2",
            "1,2345",
            "12 5 9",
            "零星",
            "〇〇",
            "3\n见附件",
            "1 259人",
        ] {
            assert_eq!(cell(none), None, "{none:?}");
        }
        assert_eq!(figure("1 259"), None);
    }

    #[test]
    fn page_marks_are_told_from_figures() {
        for mark in ["— 12 —", "- 3 -", "---page---", "第 5 页"] {
            assert!(is_page_mark(mark), "{mark:?}");
        }
        for figure in ["12", "-8", "0", ""] {
            assert!(!is_page_mark(figure), "{figure:?}");
        }
    }
}
