//! 问题：what is asked, as things a passage may speak of

use crate::everyday::Everyday;
use search::{Lexicon, fold};

/// Characters of a question that are read.
pub const LONGEST: usize = 200;
/// Things one question asks for, at most.
const MOST: usize = 24;
/// What is asked about a matter says less than the matter.
const ASPECT: f32 = 0.35;
/// What everyday words make of the question is what it is about.
const MATTER: f32 = 4.0;

/// Words that say nothing of the matter.
const NOTHING: &[&str] = &[
    "的",
    "了",
    "吗",
    "呢",
    "吧",
    "啊",
    "呀",
    "我",
    "我们",
    "我家",
    "你",
    "你们",
    "您",
    "他",
    "她",
    "是",
    "在",
    "有",
    "和",
    "与",
    "及",
    "或",
    "就",
    "都",
    "也",
    "还",
    "又",
    "把",
    "被",
    "给",
    "让",
    "对",
    "从",
    "到",
    "去",
    "来",
    "上",
    "下",
    "里",
    "要",
    "想",
    "想要",
    "能",
    "能不能",
    "可以",
    "可不可以",
    "会",
    "会不会",
    "应该",
    "需要",
    "需",
    "得",
    "怎么",
    "怎么办",
    "怎样",
    "如何",
    "咋",
    "咋办",
    "咋弄",
    "什么",
    "啥",
    "哪些",
    "哪个",
    "哪",
    "为什么",
    "请问",
    "问",
    "一下",
    "问一下",
    "办",
    "办理",
    "弄",
    "做",
    "搞",
    "个",
    "一个",
    "这个",
    "那个",
    "这",
    "那",
    "这种",
    "后",
    "前",
    "时",
    "时候",
    "如果",
    "要是",
    "但是",
    "现在",
    "今年",
    "没有",
    "没",
    "不",
    "不是",
    "是不是",
    "有没有",
    "人",
    "东西",
    "事",
    "事情",
    "情况",
    "自己",
    "别人",
    "一",
    "两",
    "几",
    "多",
    "多少",
    "怎么样",
    "是否",
    "行",
    "行不行",
    "谁",
    "拿",
    "好",
    "今天",
    "明天",
    "附近",
    "便宜",
    "推荐",
    "哪家",
    "哪里",
    "要不要",
    "好不好",
    "用",
    "只",
    "才",
    "再",
    "着",
    "过",
    "等",
    "关于",
    "哦",
    "嘛",
    "么",
    "该",
    "于",
    "为",
    "以",
    "之",
    "其",
];

/// Whether a word says something of a matter.
pub(crate) fn is_matter(word: &str) -> bool {
    !NOTHING.contains(&word) && word.chars().any(char::is_alphanumeric)
}

/// Something asked for, by any of its names; each name is the words it is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Thing {
    pub names: Vec<Vec<String>>,
    pub weight: f32,
}

/// A question as it is compared with passages.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Question {
    pub things: Vec<Thing>,
    /// It names a number or a document letter by letter: words tell more than meaning.
    pub literal: bool,
}

impl Question {
    pub fn read(text: &str, lexicon: &Lexicon, everyday: &Everyday) -> Question {
        let text: String = text.chars().take(LONGEST).map(plain).collect();
        let folded = fold(&text);
        let (mut things, rest) = sayings(&folded, lexicon, everyday);
        for piece in rest {
            things.extend(lexicon.cut(piece).into_iter().filter(|word| !NOTHING.contains(word)).map(
                |word| {
                    let synonyms = lexicon.synonyms(word).iter().map(|other| cut(other, lexicon));
                    Thing {
                        names: std::iter::once(cut(word, lexicon)).chain(synonyms).collect(),
                        weight: 1.0,
                    }
                },
            ));
        }
        let mut seen: Vec<Thing> = Vec::new();
        for thing in things {
            if seen.len() < MOST && !seen.iter().any(|one| one.names == thing.names) {
                seen.push(thing);
            }
        }
        Question { literal: is_literal(&folded), things: seen }
    }

    /// Every word of every name, to be marked in what is found.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.things.iter().flat_map(|thing| thing.names.concat()).collect();
        words.retain(|word| word.chars().count() > 1);
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// Control characters are spaces.
fn plain(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

/// What the everyday words make of the question, and the pieces they leave.
fn sayings<'a>(folded: &'a str, lexicon: &Lexicon, everyday: &Everyday) -> (Vec<Thing>, Vec<&'a str>) {
    let mut heard = everyday.heard(folded);
    heard.sort_by_key(|(from, to, _)| (*from, *to));
    let (mut things, mut rest, mut at) = (Vec::new(), Vec::new(), 0);
    let mut last: Option<(usize, usize)> = None;
    for (from, to, saying) in heard {
        let written = saying.written.iter().map(|name| cut(name, lexicon));
        if last == Some((from, to)) {
            // Several lines for the same words are names of one thing.
            if let Some(thing) = things.last_mut() {
                let thing: &mut Thing = thing;
                thing.names.extend(written);
            }
            continue;
        }
        let names = written.chain([cut(&folded[from..to], lexicon)]).collect();
        things.push(Thing { names, weight: if saying.aspect { ASPECT } else { MATTER } });
        rest.push(&folded[at..from]);
        (at, last) = (to, Some((from, to)));
    }
    rest.push(&folded[at..]);
    (things, rest)
}

fn cut(name: &str, lexicon: &Lexicon) -> Vec<String> {
    lexicon.cut_finely(name).into_iter().map(str::to_owned).collect()
}

/// «枣审批发〔2024〕3号», «ZZSP-2024-0012», «第三十三条»
fn is_literal(folded: &str) -> bool {
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let article = folded.split('第').skip(1).any(|after| {
        let rest = after.trim_start_matches(|c| "一二三四五六七八九十百0123456789".contains(c));
        rest.len() < after.len() && rest.starts_with('条')
    });
    article || (digits >= 3 && folded.contains(['号', '-', '〔', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Question {
        Question::read(text, &Lexicon::builtin(), &Everyday::builtin())
    }

    #[test]
    fn what_is_asked_about_a_matter_weighs_less_than_the_matter() {
        let question = read("开饭店多少钱");
        let weights: Vec<f32> = question.things.iter().map(|thing| thing.weight).collect();
        assert_eq!(weights, [MATTER, ASPECT]);
    }

    #[test]
    fn words_that_say_nothing_are_not_looked_for() {
        assert!(read("请问一下怎么办呢").things.is_empty());
        assert!(read("").things.is_empty());
        assert!(read("？！……。").things.is_empty());
    }

    #[test]
    fn numbers_are_taken_by_the_letter() {
        assert!(read("枣审批发〔2024〕3号说了什么").literal);
        assert!(read("条例第三十三条").literal);
        assert!(!read("第二类医疗器械怎么备案").literal);
    }

    #[test]
    fn a_huge_question_is_bounded() {
        let question = read(&"食品经营许可和取水许可".repeat(100_000));
        assert!(question.things.len() <= MOST);
    }
}
