//! 归一：全角半角、大小写、兼容字形看作同一个字

use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A text as it is indexed and asked for: compatibility forms and cases made one, traditional
/// characters their simplified ones.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).map(simplified).collect()
}

/// Traditional characters beside their simplified ones, in pairs; lines that begin with `#` are remarks.
const PAIRS: &str = include_str!("../data/simplified.txt");
/// Where ideographs of the plane begin and end that texts are written with.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// The simplified character of each from [`FIRST`] on; itself where it has none.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut all: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let letters: Vec<char> =
        PAIRS.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.trim().chars()).collect();
    for pair in letters.chunks_exact(2) {
        if let Some(place) = place(pair[0]).and_then(|place| all.get_mut(place)) {
            *place = pair[1];
        }
    }
    all
});

fn place(letter: char) -> Option<usize> {
    (FIRST..=LAST).contains(&u32::from(letter)).then(|| u32::from(letter).abs_diff(FIRST) as usize)
}

fn simplified(letter: char) -> char {
    place(letter).and_then(|place| SIMPLIFIED.get(place)).copied().unwrap_or(letter)
}

/// As [`fold`], and for each byte of what it gives the byte of the text it came from.
pub(crate) fn fold_with_places(text: &str) -> (String, Vec<usize>) {
    let (mut folded, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, letter) in text.char_indices() {
        for one in std::iter::once(letter).nfkc().flat_map(char::to_lowercase).map(simplified) {
            folded.push(one);
            places.resize(folded.len(), at);
        }
    }
    places.push(text.len());
    (folded, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_and_cases_are_one() {
        assert_eq!(fold("ＡＢＣ　２０２４〔３〕"), "abc 2024〔3〕");
        assert_eq!(fold("⾏政"), "行政");
    }

    #[test]
    fn traditional_characters_are_their_simplified_ones() {
        assert_eq!(fold("關於個體工商戶營業執照的辦理"), "关于个体工商户营业执照的办理");
        // Both are words of today.
        assert_eq!(fold("著作权、乾坤"), "著作权、乾坤");
    }

    #[test]
    fn places_lead_back() {
        let (folded, places) = fold_with_places("帮Ａ办");
        assert_eq!(folded, "帮a办");
        assert_eq!(places, [0, 0, 0, 3, 6, 6, 6, 9]);
    }
}
