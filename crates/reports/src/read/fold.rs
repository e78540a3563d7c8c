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
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(fold_char).collect())
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

/// Reads a cell as a value. `None`: it is words.
pub fn value(text: &str) -> Option<Value> {
    let text = fold(text);
    let text = text.trim();
    if text.chars().all(|c| matches!(c, '-' | '—' | '–' | '/' | '\\' | '﹣' | '―' | '*')) {
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

/// Splits a leading number («1,295», «7730.28», «1 295» is not one) from the rest.
fn split_number(text: &str) -> Option<(Decimal, &str)> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let end = body.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(body.len());
    let digits = body[..end].trim_end_matches(['.', ',']);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.len() > 24 {
        return None;
    }
    let mut number: Decimal = digits.replace(',', "").parse().ok()?;
    number.set_sign_negative(negative);
    Some((number, &body[digits.len()..]))
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
    fn page_marks_are_told_from_figures() {
        for mark in ["— 12 —", "- 3 -", "---page---", "第 5 页"] {
            assert!(is_page_mark(mark), "{mark:?}");
        }
        for figure in ["12", "-8", "0", ""] {
            assert!(!is_page_mark(figure), "{figure:?}");
        }
    }
}
