//! 相似的留言：by pairs of letters, which need no dictionary; found by keys, however many messages there are

use std::collections::BTreeSet;

/// Pairs of a text that it is found by.
const MOST_OF_A_TEXT: usize = 160;
/// Pairs looked up at once.
const MOST_ASKED: usize = 60;
/// What nearly every question has, and none is told by.
const COMMON: &str = "怎么 如何 什么 需要 可以 是否 请问 你好 您好 哪里 哪些 一下 我们 想问 问题 咨询 办理 多少 多久 时候 \
    么办 要什 怎样 能不 不能 谢谢 现在 这个 还是 没有";

/// Every pair of letters that stand side by side, and every word in Latin letters or digits.
pub fn pairs(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut before: Option<char> = None;
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        if letter.is_ascii_alphanumeric() {
            word.push(letter.to_ascii_lowercase());
            before = None;
            continue;
        }
        if word.len() > 1 {
            found.insert(std::mem::take(&mut word));
        }
        word.clear();
        let han = ('\u{4e00}'..='\u{9fff}').contains(&letter);
        if let (Some(first), true) = (before, han) {
            found.insert([first, letter].iter().collect());
        }
        before = han.then_some(letter);
        if found.len() >= MOST_OF_A_TEXT {
            break;
        }
    }
    found.retain(|pair| !COMMON.split_whitespace().any(|common| common == pair));
    found
}

/// The pairs of what is asked, no more than are looked up.
pub fn asked(text: &str) -> BTreeSet<String> {
    pairs(text).into_iter().take(MOST_ASKED).collect()
}

/// How much of what is asked a text has, in per cent.
pub fn share(asked: &BTreeSet<String>, text: &str) -> usize {
    let has = pairs(text);
    let both = asked.intersection(&has).count();
    both * 100 / asked.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_told_by_its_pairs() {
        let pairs = pairs("请问营业执照丢了怎么办？WeChat办理");
        let told: Vec<&str> = pairs.iter().map(String::as_str).collect();
        for pair in ["营业", "执照", "照丢", "wechat"] {
            assert!(told.contains(&pair), "{pair}: {told:?}");
        }
        for common in ["请问", "怎么", "办理"] {
            assert!(!told.contains(&common), "{common}");
        }
        assert!(super::pairs("？").is_empty());
    }

    #[test]
    fn the_same_matter_in_other_words_has_more_in_common_than_another() {
        let asked = asked("营业执照丢了怎么补");
        let same = share(&asked, "营业执照遗失后怎样补领？丢了要登报吗");
        assert!(same > share(&asked, "档案查询需要带什么证件"), "{same}");
    }

    #[test]
    fn however_long_a_text_is_it_has_so_many_pairs() {
        let long: String = (0x4e00_u32..0x5e00).filter_map(char::from_u32).collect();
        assert!(pairs(&long).len() <= MOST_OF_A_TEXT);
        assert!(super::asked(&long).len() <= MOST_ASKED);
    }
}
