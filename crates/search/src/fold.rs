//! 归一：全角半角、大小写、兼容字形看作同一个字

use unicode_normalization::UnicodeNormalization;

/// A text as it is indexed and asked for: compatibility forms and cases made one.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// As [`fold`], and for each byte of what it gives the byte of the text it came from.
pub(crate) fn fold_with_places(text: &str) -> (String, Vec<usize>) {
    let (mut folded, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, letter) in text.char_indices() {
        for one in std::iter::once(letter).nfkc().flat_map(char::to_lowercase) {
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
    fn places_lead_back() {
        let (folded, places) = fold_with_places("帮Ａ办");
        assert_eq!(folded, "帮a办");
        assert_eq!(places, [0, 0, 0, 3, 6, 6, 6, 9]);
    }
}
