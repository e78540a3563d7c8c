//! 文字的整理：半角化，去掉 PDF 断行留下的空白，使数字与文字连成一句。

use std::borrow::Cow;

/// The paragraph with half-width forms and without the spaces that part Chinese characters and digits.
pub fn tidy(paragraph: &str) -> Cow<'_, str> {
    if is_tidy(paragraph) {
        return Cow::Borrowed(paragraph);
    }
    let mut out = String::with_capacity(paragraph.len());
    let mut gap = false;
    for c in paragraph.chars().map(half_width) {
        if is_blank(c) {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) && keeps_gap(out.chars().next_back(), c) {
            out.push(' ');
        }
        out.push(c);
    }
    Cow::Owned(out)
}

/// No blank and no full-width form, by their first bytes: most paragraphs need no copy.
fn is_tidy(paragraph: &str) -> bool {
    let bytes = paragraph.as_bytes();
    let suspect = |at: usize| match bytes[at] {
        0..=b' ' | 0xC2 | 0xEF => true,
        // U+2000–U+200F and U+3000; the quotation marks and 、。《》 share their first byte.
        0xE2 => bytes[at + 1] == 0x80 && bytes[at + 2] < 0x90,
        0xE3 => bytes[at + 1] == 0x80 && bytes[at + 2] == 0x80,
        _ => false,
    };
    !(0..bytes.len()).any(suspect)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}')
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A space between two Latin words is theirs; every other one comes from typesetting.
fn keeps_gap(before: Option<char>, after: char) -> bool {
    let latin = |c: char| c.is_ascii_alphabetic();
    before.is_some_and(|before| latin(before) && (latin(after) || after.is_ascii_digit()))
        || (before.is_some_and(|before| before.is_ascii_digit()) && latin(after))
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[track_caller]
    fn check(given: &str, tidied: &str) {
        assert_eq!(tidy(given), tidied);
    }

    #[test]
    fn spaces_inside_chinese_and_digits_go() {
        check("2023 年 1 月", "2023年1月");
        check("收到 1 295 件", "收到1295件");
        check("地　址", "地址");
        check("GB 18030 与 Word 文档", "GB 18030与Word文档");
    }

    #[test]
    fn full_width_forms_become_half_width() {
        check("共９件，其中（含２件）：", "共9件,其中(含2件):");
        check("《条例》、“一网通办”。", "《条例》、“一网通办”。");
    }
}
