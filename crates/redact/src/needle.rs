//! 文字比对：the same words however they are spaced, widened or broken.

use std::ops::Range;
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

/// A text folded for comparison, each character with the place it came from.
pub struct Folded {
    pub text: Vec<char>,
    /// Index of the character of the original.
    from: Vec<usize>,
    original: Vec<char>,
}

impl Folded {
    pub fn of(text: &str) -> Folded {
        let original: Vec<char> = text.chars().collect();
        let mut folded =
            Folded { text: Vec::with_capacity(original.len()), from: Vec::new(), original: Vec::new() };
        for (index, c) in original.iter().enumerate() {
            for plain in fold_char(*c) {
                folded.text.push(plain);
                folded.from.push(index);
            }
        }
        folded.original = original;
        folded.join_digits();
        folded
    }

    /// «138-0000-0000» is «13800000000».
    fn join_digits(&mut self) {
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let keep: Vec<bool> = (0..self.text.len())
            .map(|at| {
                self.text[at] != '-'
                    || !(digit(at.checked_sub(1).and_then(|at| self.text.get(at)))
                        && digit(self.text.get(at + 1)))
            })
            .collect();
        let mut kept = keep.iter();
        self.text.retain(|_| *kept.next().unwrap_or(&true));
        let mut kept = keep.iter();
        self.from.retain(|_| *kept.next().unwrap_or(&true));
    }
}

fn fold_char(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '\u{2e80}'..='\u{2eff}' => {
            RADICALS.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, character)| *character)
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    };
    std::iter::once(c).nfkc().flat_map(char::to_lowercase).filter(|c| !vanishes(*c))
}

fn vanishes(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A struck text, ready to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    text: Vec<char>,
}

impl Needle {
    /// `None` where nothing is left to look for.
    pub fn of(text: &str) -> Option<Needle> {
        let text = Folded::of(text).text;
        (!text.is_empty()).then_some(Needle { text })
    }

    pub fn plain(&self) -> String {
        self.text.iter().collect()
    }

    /// Enough characters that finding them by chance, in markup or across columns, is out of the question.
    pub fn distinctive(&self) -> bool {
        self.weight() >= 6
    }

    /// Long enough to be looked for across paragraphs and cells.
    pub fn long(&self) -> bool {
        self.weight() >= 12
    }

    /// A Chinese character says as much as three letters.
    fn weight(&self) -> usize {
        self.text.iter().map(|c| if c.is_ascii() { 1 } else { 3 }).sum()
    }

    /// Where the needle stands in a text, as ranges of characters. A short one counts as a word of its own
    /// only: «3» is not in «13».
    pub fn find(&self, hay: &Folded) -> Vec<Range<usize>> {
        let mut found = self.within(hay);
        found.retain(|range| self.distinctive() || self.alone(&hay.original, range));
        found
    }

    /// Where the needle stands in a text, within words too.
    pub fn within(&self, hay: &Folded) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at + self.text.len() <= hay.text.len() {
            let end = at + self.text.len();
            if hay.text[at..end] == self.text[..] {
                found.push(hay.from[at]..hay.from[end - 1] + 1);
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }

    /// Enough to tell words from the numbers and names markup is made of: Chinese characters, or as many
    /// digits as a telephone number has.
    pub fn foreign_to_markup(&self) -> bool {
        let letters = self.text.iter().any(char::is_ascii_alphabetic);
        let digits = self.text.iter().filter(|c| c.is_ascii_digit()).count();
        self.distinctive()
            && (!self.text.iter().all(char::is_ascii) || digits >= 11 || letters && digits >= 6)
    }

    /// Whether an attribute or formula says the struck words; measures, ids and keywords are no words.
    pub fn speaks_in(&self, value: &str) -> bool {
        let keyword = !value.chars().any(char::is_whitespace) || value.starts_with("http://schemas.");
        self.distinctive() && (!keyword || self.foreign_to_markup()) && self.is_in(value)
    }

    pub fn is_in(&self, text: &str) -> bool {
        !self.find(&Folded::of(text)).is_empty()
    }

    fn alone(&self, original: &[char], range: &Range<usize>) -> bool {
        let word = |c: Option<&char>| c.is_some_and(|c| plain(*c).is_ascii_alphanumeric());
        let first = self.text.first().is_some_and(char::is_ascii_alphanumeric);
        let last = self.text.last().is_some_and(char::is_ascii_alphanumeric);
        let before = range.start.checked_sub(1).and_then(|at| original.get(at));
        !(first && word(before) || last && word(original.get(range.end)))
    }
}

fn plain(c: char) -> char {
    std::iter::once(c).nfkc().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(needle: &str, hay: &str) -> bool {
        Needle::of(needle).is_some_and(|needle| needle.is_in(hay))
    }

    #[test]
    fn spacing_width_and_case_do_not_hide_a_text() {
        assert!(found("张三", "申请人张　三"));
        assert!(found("张三", "张\u{200b}\n三"));
        assert!(found("13800000000", "电话：１３８-0000 0000"));
        assert!(found("AB12-x", "ａｂ１２－Ｘ"));
        assert!(found("长江", "⻓江"));
        assert!(!found("张三", "张先生三次"));
    }

    #[test]
    fn a_short_number_is_found_as_a_word_only() {
        assert!(found("3", "共3件"));
        assert!(!found("3", "共13件"));
        assert!(!found("3", "共3.5".replace('.', "0").as_str()));
        assert!(found("否", "是否"));
    }

    #[test]
    fn places_are_given_in_characters_of_the_original() {
        let needle = Needle::of("张三").unwrap();
        assert_eq!(needle.find(&Folded::of("甲张 三乙张三")), vec![1..4, 5..7]);
    }

    #[test]
    fn nothing_is_no_needle() {
        assert_eq!(Needle::of(" \u{200b}"), None);
    }
}
