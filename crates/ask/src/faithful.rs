//! 改写的核对：what a model says in other words may tell nothing that the passage does not

use search::fold;
use std::collections::BTreeSet;

/// Why a rewritten passage is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfaithful {
    #[error("it says nothing, or much more than the passage")]
    Length,
    #[error("«{0}» is not in the passage")]
    Added(String),
}

/// A rewritten text may be so many times as long as the passage and the question together.
const LONGER: usize = 2;
const NUMERALS: &str = "零〇一二三四五六七八九十百千万亿两半";
/// After a numeral these make it a figure: «两个», «十日».
const UNITS: &str = "个条款项章节年月日天周时分元件份次页号级倍成岁人名户张本";
/// What names of legal texts end with.
const LAWS: [&str; 9] = ["法", "条例", "办法", "规定", "细则", "通知", "意见", "决定", "标准"];

/// Nothing but what the passage says: every number, day, article, name of a law, address and number to call of the
/// rewritten text stands in the passage letter by letter.
pub fn faithful(passage: &str, question: &str, rewritten: &str) -> Result<(), Unfaithful> {
    let (passage, told) = (close(passage), close(rewritten));
    let most = LONGER * (passage.chars().count() + question.chars().count().min(200)) + 40;
    if told.is_empty() || told.chars().count() > most {
        return Err(Unfaithful::Length);
    }
    let there = facts(&passage);
    match facts(&told).into_iter().find(|fact| !there.contains(fact) && !stands(&passage, fact)) {
        Some(fact) => Err(Unfaithful::Added(fact)),
        None => Ok(()),
    }
}

/// A figure must be one of the passage's, not a part of one; a name may stand inside a longer.
fn stands(passage: &str, fact: &str) -> bool {
    let figure = fact
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || NUMERALS.contains(c) || UNITS.contains(c) || c == '.');
    !figure && passage.contains(fact)
}

fn close(text: &str) -> String {
    fold(text).chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// What must not be made up.
fn facts(text: &str) -> BTreeSet<String> {
    let mut facts = latin(text);
    facts.extend(chinese_figures(text));
    facts.extend(titles(text));
    facts.extend(laws(text));
    facts
}

/// Runs of digits and Latin letters: «20», «2024», «12345», «www.example.cn».
fn latin(text: &str) -> BTreeSet<String> {
    let inside = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '%' | '@' | '/');
    let runs = text.split(|letter| !inside(letter)).map(|run| run.trim_matches(['.', '/']));
    runs.filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

fn chinese_figures(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let end = at + letters[at..].iter().take_while(|letter| NUMERALS.contains(**letter)).count();
        if end > at && letters.get(end).is_some_and(|unit| UNITS.contains(*unit)) {
            found.push(letters[at..=end].iter().collect());
        }
        at = end.max(at + 1);
    }
    found
}

/// «《行政许可法》»
fn titles(text: &str) -> Vec<String> {
    let opened = text.split('《').skip(1);
    opened.filter_map(|rest| rest.split_once('》')).map(|(title, _)| title.to_owned()).collect()
}

/// Names without marks: the letters before «法», «条例» and the like, as far as a name may go.
fn laws(text: &str) -> Vec<String> {
    const BEFORE: usize = 3;
    let mut found = Vec::new();
    for ending in LAWS {
        for (at, _) in text.match_indices(ending) {
            let before: Vec<char> = text[..at].chars().rev().take(BEFORE).collect();
            let name: String = before.iter().rev().skip_while(|letter| !letter.is_alphanumeric()).collect();
            // «办法», «方法», «依法», «无法» are no names.
            let plain = name.ends_with([
                '办', '方', '依', '无', '合', '违', '非', '守', '司', '执', '立', '做', '想', '看', '说',
                '用',
            ]);
            if name.chars().count() == BEFORE
                && name.chars().all(char::is_alphanumeric)
                && !(ending == "法" && plain)
            {
                found.push(format!("{name}{ending}"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSAGE: &str = "行政机关不能当场答复的，应当自收到申请之日起20个工作日内予以答复；需要延长答复期限的，应当经政府信息公开工作机构负责人同意并告知申请人，延长的期限最长不得超过20个工作日。依照《中华人民共和国政府信息公开条例》第三十三条。";

    #[test]
    fn other_words_for_the_same_are_let_through() {
        for told in [
            "收到申请后20个工作日内答复，可以再延长，最长20个工作日。",
            "不能当场答复的，20 个工作日内答复您（《中华人民共和国政府信息公开条例》第三十三条）。",
            "会尽快答复您，需要延长的会告诉您。",
        ] {
            assert_eq!(faithful(PASSAGE, "多久答复", told), Ok(()), "{told}");
        }
    }

    #[test]
    fn what_the_passage_does_not_say_is_caught() {
        for (told, added) in [
            ("15个工作日内答复。", "15"),
            ("2个工作日内答复。", "2"),
            ("十五个工作日内答复。", "十五个"),
            ("依照第三十四条，20个工作日内答复。", "三十四条"),
            ("依照《行政许可法》答复。", "政许可法"),
            ("按照行政许可法的规定答复。", "可法的规定"),
            ("请拨打12345。", "12345"),
            ("请看 www.example.com。", "www.example.com"),
            ("2024年5月前答复。", "2024"),
        ] {
            assert_eq!(faithful(PASSAGE, "多久", told), Err(Unfaithful::Added(added.into())), "{told}");
        }
        assert_eq!(faithful(PASSAGE, "多久", " "), Err(Unfaithful::Length));
        assert_eq!(faithful(PASSAGE, "多久", &"答复".repeat(5_000)), Err(Unfaithful::Length));
    }
}
