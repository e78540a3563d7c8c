//! 读音：同音的错字、只打拼音的，也找得到

use crate::fold::fold;
use crate::words::Lexicon;
use pinyin::ToPinyin;
use std::collections::BTreeSet;

/// «bangban» of «帮办»; `None` where a character has no sound.
pub(crate) fn full(word: &str) -> Option<String> {
    let mut sound = String::new();
    for letter in word.to_pinyin() {
        sound.push_str(letter?.plain());
    }
    (!sound.is_empty()).then_some(sound)
}

/// How a word sounds as it was typed: «bangban» of «帮办», and what was typed as a sound is one.
pub(crate) fn typed(word: &str) -> Option<String> {
    let letters = || word.chars().all(|one| one.is_ascii_alphanumeric()).then(|| word.to_owned());
    full(word).or_else(letters)
}

/// «bb» of «帮办».
fn initials(word: &str) -> Option<String> {
    let mut sound = String::new();
    for letter in word.to_pinyin() {
        sound.push_str(letter?.first_letter());
    }
    Some(sound)
}

/// Whether a word sounds so, whole or by its first letters.
pub(crate) fn matches(word: &str, sound: &str) -> bool {
    full(word).as_deref() == Some(sound) || initials(word).as_deref() == Some(sound)
}

/// How the words of a title sound, and each two that stand together: whole and by their first letters.
pub(crate) fn of_title(title: &str, lexicon: &Lexicon) -> BTreeSet<String> {
    let folded = fold(title);
    let pieces = pieces(&folded, lexicon);
    pieces.iter().flat_map(|piece| [full(piece), initials(piece)]).flatten().collect()
}

/// The words of a title of two to eight characters, and each two that stand together.
pub(crate) fn pieces(folded: &str, lexicon: &Lexicon) -> Vec<String> {
    let words = lexicon.cut(folded);
    let pairs = words.windows(2).map(<[&str]>::concat);
    let all = lexicon.cut_finely(folded).into_iter().map(str::to_owned).chain(pairs);
    all.filter(|piece| (2..=8).contains(&piece.chars().count()) && folded.contains(piece.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_sound_whole_and_by_their_first_letters() {
        assert_eq!(full("帮办代办").as_deref(), Some("bangbandaiban"));
        assert_eq!(initials("帮办代办").as_deref(), Some("bbdb"));
        assert_eq!(full("abc"), None);
    }

    #[test]
    fn a_title_has_the_sounds_of_its_words() {
        let sounds = of_title("帮办代办服务指南", &Lexicon::builtin());
        for sound in ["bangbandaiban", "bbdb", "fuwu", "zhinan", "fuwuzhinan"] {
            assert!(sounds.contains(sound), "{sound}: {sounds:?}");
        }
    }
}
