//! 分词与同义词：词典自带，机关可以补充

use crate::fold::fold;
use crate::sound;
use jieba_rs::{Jieba, TokenizeMode};
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Words of the field that a general dictionary does not have, one a line.
const OWN_WORDS: &str = include_str!("../data/words.txt");

/// What people say for what offices write: names of one thing in a line, the commas between them.
const OWN_SYNONYMS: &str = include_str!("../data/synonyms.txt");

/// A new word counts as common: it is there because the office writes it.
const COMMON: usize = 20_000;

/// Longest word that may be added.
const LONGEST: usize = 20;

/// What is wrong in a list of words or synonyms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}第{line}行“{text}”：{why}")]
pub struct LexiconFault {
    pub file: String,
    pub line: usize,
    pub text: String,
    pub why: &'static str,
}

/// How texts are cut into words, and which words mean the same.
#[derive(Clone)]
pub struct Lexicon {
    jieba: Arc<Jieba>,
    /// A word as people say it → what else it may be called.
    synonyms: Arc<BTreeMap<String, Vec<String>>>,
    /// How a word of the lists sounds → the words.
    sounds: Arc<BTreeMap<String, Vec<String>>>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Lexicon({} synonyms)", self.synonyms.len())
    }
}

impl Lexicon {
    /// The words that come with the product.
    pub fn builtin() -> Lexicon {
        Lexicon::with("", "").unwrap_or_else(|fault| panic!("the built-in words do not read: {fault}"))
    }

    /// With an office's own words (one a line) and synonyms (one group a line, commas between). Lines that begin
    /// with `#` are remarks.
    pub fn with(words: &str, synonyms: &str) -> Result<Lexicon, LexiconFault> {
        let mut jieba = Jieba::new();
        let mut groups = BTreeMap::new();
        let mut sounds: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, text) in [("内置词表", OWN_WORDS), ("words.txt", words)] {
            for (line, word) in lines(text) {
                let word = checked(file, line, word)?;
                jieba.add_word(&word, Some(COMMON), None);
                if let Some(sound) = sound::full(&word) {
                    sounds.entry(sound).or_default().push(word);
                }
            }
        }
        for (file, text) in [("内置同义词", OWN_SYNONYMS), ("synonyms.txt", synonyms)] {
            for (line, group) in lines(text) {
                add_group(&mut groups, &mut jieba, (file, line, group))?;
            }
        }
        Ok(Lexicon { jieba: Arc::new(jieba), synonyms: Arc::new(groups), sounds: Arc::new(sounds) })
    }

    /// The words of a folded text, the longest that the dictionary knows.
    pub fn cut<'a>(&self, folded: &'a str) -> Vec<&'a str> {
        let tokens = self.jieba.cut(folded, true);
        tokens.into_iter().map(|token| token.word).filter(|word| speaks(word)).collect()
    }

    /// The same, and the shorter words inside the long.
    pub fn cut_finely<'a>(&self, folded: &'a str) -> Vec<&'a str> {
        let tokens = self.jieba.cut_for_search(folded, true);
        tokens.into_iter().map(|token| token.word).filter(|word| speaks(word)).collect()
    }

    /// What else a text may be called; nothing where it is no word of the list.
    pub fn synonyms(&self, folded: &str) -> &[String] {
        self.synonyms.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Words of the lists that sound so.
    pub(crate) fn sounding(&self, sound: &str) -> &[String] {
        self.sounds.get(sound).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn indexing(&self) -> Words {
        Words { jieba: self.jieba.clone(), mode: TokenizeMode::Search }
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn checked(file: &str, line: usize, word: &str) -> Result<String, LexiconFault> {
    let fault = |why| LexiconFault { file: file.into(), line, text: word.into(), why };
    let folded = fold(word.trim());
    if folded.is_empty() || folded.chars().any(char::is_whitespace) {
        return Err(fault("一行一个词，词中不能有空格。"));
    }
    if folded.chars().count() > LONGEST {
        return Err(fault("词太长，请控制在20字以内。"));
    }
    Ok(folded)
}

fn add_group(
    groups: &mut BTreeMap<String, Vec<String>>,
    jieba: &mut Jieba,
    (file, line, group): (&str, usize, &str),
) -> Result<(), LexiconFault> {
    let words = group.split([',', '，', '、']).filter(|word| !word.trim().is_empty());
    let words = words.map(|word| checked(file, line, word)).collect::<Result<Vec<_>, _>>()?;
    if words.len() < 2 {
        let why = "同义词一行至少两个，用逗号隔开。";
        return Err(LexiconFault { file: file.into(), line, text: group.into(), why });
    }
    for word in &words {
        jieba.add_word(word, Some(COMMON), None);
        let others = words.iter().filter(|other| *other != word).cloned();
        groups.entry(word.clone()).or_default().extend(others);
    }
    Ok(())
}

/// Has a letter or a figure.
fn speaks(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

/// Cuts texts for the index: every word, and the shorter ones inside the long. Positions count characters, so that
/// phrases fit however they are cut.
#[derive(Clone)]
pub(crate) struct Words {
    jieba: Arc<Jieba>,
    mode: TokenizeMode,
}

/// Cuts texts into single characters: finds any piece of a title.
#[derive(Clone, Default)]
pub(crate) struct Letters;

pub(crate) struct Cut {
    tokens: std::vec::IntoIter<Token>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Cut;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut {
        let folded = fold(text);
        let tokens = self.jieba.tokenize(&folded, self.mode, true);
        let spoken = tokens.iter().filter(|token| speaks(token.word));
        Cut::of(spoken.map(|token| (token.start, token.end, token.word.to_owned())).collect())
    }
}

impl Tokenizer for Letters {
    type TokenStream<'a> = Cut;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut {
        let letters = fold(text);
        let letters = letters.chars().filter(|letter| letter.is_alphanumeric()).enumerate();
        Cut::of(letters.map(|(at, letter)| (at, at + 1, letter.to_string())).collect())
    }
}

impl Cut {
    /// `start`, `end` in characters, and the word.
    fn of(words: Vec<(usize, usize, String)>) -> Cut {
        let token = |(start, end, text): (usize, usize, String)| Token {
            offset_from: start,
            offset_to: end,
            position: start,
            text,
            position_length: end - start,
        };
        let tokens: Vec<Token> = words.into_iter().map(token).collect();
        Cut { tokens: tokens.into_iter(), token: Token::default() }
    }
}

impl TokenStream for Cut {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.token = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_field_stay_whole() {
        let lexicon = Lexicon::builtin();
        assert_eq!(lexicon.cut("依申请公开的帮办代办服务"), ["依申请公开", "的", "帮办代办", "服务"]);
    }

    #[test]
    fn what_people_say_finds_what_offices_write() {
        let lexicon = Lexicon::with("", "开饭店，食品经营许可").unwrap();
        assert!(lexicon.synonyms("开饭店").contains(&"食品经营许可".to_owned()));
        assert!(lexicon.synonyms("食品经营许可").contains(&"开饭店".to_owned()));
    }

    #[test]
    fn a_bad_line_is_named() {
        let fault = Lexicon::with("好词\n坏 词", "").unwrap_err();
        assert_eq!((fault.file.as_str(), fault.line), ("words.txt", 2));
        assert!(Lexicon::with("", "独词").unwrap_err().to_string().contains("至少两个"));
        assert!(Lexicon::with(&"长".repeat(21), "").is_err());
    }
}
