//! 答案的查找：passages by words, and by meaning where there is a model

use crate::document::{Document, Part, Source, digest};
use crate::everyday::Everyday;
use crate::meaning::{Vector, nearness};
use crate::question::{Question, Thing, is_matter};
use crate::vectors::Vectors;
use office::service::BASIS;
use search::{Lexicon, fold};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Candidates of one question.
const CANDIDATES: usize = 3;
/// How much a word counts in the title and in the heading, against 1 in the text.
const IN_TITLE: f32 = 3.0;
const IN_HEADING: f32 = 2.0;
/// How soon more of the same word says nothing new, and how much longer passages lose by it.
const SATURATION: f32 = 0.6;
const LENGTHS: f32 = 0.2;
/// The rarest word weighs no more than this; and one that stands nowhere, by which something else may be asked for or
/// the same in words nobody writes, this.
const RAREST: f32 = 5.0;
const UNHEARD: f32 = 2.0;
/// Texts that have nothing to do with each other are this near by the model, and such that say the same this near.
const FAR: f32 = 0.82;
const NEAR: f32 = 0.93;
/// Meaning weighs this much against 1 for words; where a number is asked for, words tell more.
const MEANING: f32 = 1.5;
const MEANING_OF_NUMBERS: f32 = 0.5;
/// What answers a question of its own loses so much of its worth where nothing of that question was asked, and gains so
/// much where all of it was.
const NARROWER: f32 = 0.4;
const THE_SAME: f32 = 0.15;
const NEARLY_ALL: f32 = 0.9;
/// What a matter is based on ([`BASIS`]) answers who asks for that, and nobody else.
const ASKS_BASIS: [&str; 5] = ["依据", "法律", "法规", "规定", "条例"];
const NO_BASIS: f32 = 0.85;
/// The bars: from where an answer is given as one, how far before the next, and from where it is offered at all.
const BY_WORDS: Bars = Bars { sure: 0.68, ahead: 0.06, offered: 0.33 };
const BY_MEANING: Bars = Bars { sure: 0.66, ahead: 0.04, offered: 0.42 };
/// Beside a candidate that is offered, others are that come so near to the bar.
const BESIDE: f32 = 0.75;

struct Bars {
    sure: f32,
    ahead: f32,
    offered: f32,
}

/// How certain an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sureness {
    /// The first candidate answers.
    Sure,
    /// One of the candidates may: the reader chooses.
    Unsure,
    /// Nothing fits.
    #[default]
    Unknown,
}

/// A passage that may answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub document: Arc<Document>,
    /// Which of its parts.
    pub part: usize,
    /// 0 to 1: how well it answers.
    pub score: f32,
    /// How much its document speaks of what was asked: whether it is worth a look.
    worth: f32,
    by_meaning: bool,
}

impl Candidate {
    pub fn passage(&self) -> &Part {
        &self.document.parts[self.part]
    }

    /// Where the passage is read.
    pub fn url(&self) -> String {
        match self.passage().anchor.as_str() {
            "" => self.document.url.clone(),
            anchor => format!("{}#{anchor}", self.document.url),
        }
    }
}

/// What was found for a question, the best first, and the words to mark in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub candidates: Vec<Candidate>,
    pub words: Vec<String>,
}

/// How certain the first of some candidates is, and how many of them are worth a look.
pub fn judge(candidates: &[Candidate]) -> (Sureness, usize) {
    let Some(first) = candidates.first() else { return (Sureness::Unknown, 0) };
    let bars = if first.by_meaning { BY_MEANING } else { BY_WORDS };
    let ahead = candidates.get(1).map_or(f32::MAX, |second| first.score - second.score);
    let worth = candidates.iter().take_while(|one| one.worth >= bars.offered * BESIDE).count();
    match () {
        () if first.worth < bars.offered => (Sureness::Unknown, 0),
        () if first.score >= bars.sure && ahead >= bars.ahead => (Sureness::Sure, worth),
        () => (Sureness::Unsure, worth),
    }
}

/// The passages answers are taken from. Held in memory: whoever fills it bounds it.
pub struct Book {
    lexicon: Lexicon,
    /// Each word has a number; in how many passages it stands.
    numbers: HashMap<String, u32>,
    spread: Vec<u32>,
    kept: BTreeMap<String, Kept>,
    passages: usize,
    words: f64,
}

struct Kept {
    document: Arc<Document>,
    series: String,
    indexed: Vec<Indexed>,
}

/// Of a series, how much it speaks of what was asked, and the passage that answers best so far.
#[derive(Clone, Copy)]
struct Best<'a> {
    worth: f32,
    score: f32,
    kept: &'a Kept,
    part: usize,
}

impl Best<'_> {
    /// Of a series the newest issue, where it says the same.
    fn answers_better_than(&self, other: &Best<'_>) -> bool {
        let newer = self.kept.document.date > other.kept.document.date;
        self.score > other.score + 1e-6 || (self.score > other.score - 1e-6 && newer)
    }
}

/// A passage as it is compared.
struct Indexed {
    /// Sorted by the number of the word.
    terms: Vec<(u32, f32)>,
    length: f32,
    /// The words of the question it answers, where it answers one.
    answers: Vec<u32>,
    /// It says what a matter is based on.
    basis: bool,
    digest: [u8; 32],
    vector: Option<Vector>,
}

impl Book {
    pub fn new(lexicon: Lexicon) -> Book {
        let (numbers, spread, kept) = Default::default();
        Book { lexicon, numbers, spread, kept, passages: 0, words: 0.0 }
    }

    /// Passages held.
    pub fn passages(&self) -> usize {
        self.passages
    }

    /// The keys of what is held that begin with `prefix`.
    pub fn keys(&self, prefix: &str) -> Vec<String> {
        let from = self.kept.range(prefix.to_owned()..);
        from.take_while(|(key, _)| key.starts_with(prefix)).map(|(key, _)| key.clone()).collect()
    }

    /// Takes a document in, in place of the one that had its key.
    pub fn put(&mut self, document: Document, vectors: &Vectors) {
        self.remove(&document.key);
        let document = document.bounded();
        let series = document.series();
        let indexed: Vec<Indexed> =
            document.parts.iter().map(|part| self.index(&document, &series, part, vectors)).collect();
        for one in &indexed {
            one.terms.iter().for_each(|(term, _)| self.spread[*term as usize] += 1);
            self.words += f64::from(one.length);
        }
        self.passages += indexed.len();
        self.kept.insert(document.key.clone(), Kept { document: Arc::new(document), series, indexed });
    }

    pub fn remove(&mut self, key: &str) {
        let Some(kept) = self.kept.remove(key) else { return };
        for one in &kept.indexed {
            one.terms.iter().for_each(|(term, _)| self.spread[*term as usize] -= 1);
            self.words -= f64::from(one.length);
        }
        self.passages -= kept.indexed.len();
    }

    fn index(&mut self, document: &Document, series: &str, part: &Part, vectors: &Vectors) -> Indexed {
        let mut counted: HashMap<u32, f32> = HashMap::new();
        let mut length = 0.0;
        let names = document.names.join("\n");
        for (text, weight) in
            [(series, IN_TITLE), (&names, IN_TITLE), (&part.heading, IN_HEADING), (&part.text, 1.0)]
        {
            let folded = fold(text);
            for word in self.lexicon.cut_finely(&folded) {
                let number = number(&mut self.numbers, &mut self.spread, word);
                *counted.entry(number).or_default() += weight;
                length += 1.0;
            }
        }
        let mut terms: Vec<(u32, f32)> = counted.into_iter().collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let folded = fold(if part.answers { &part.heading } else { "" });
        let words = self.lexicon.cut_finely(&folded).into_iter().filter(|word| is_matter(word));
        let answers = words.map(|word| number(&mut self.numbers, &mut self.spread, word)).collect();
        let digest = digest(&document.told(part));
        Indexed { terms, length, answers, basis: part.heading == BASIS, digest, vector: vectors.get(&digest) }
    }

    /// Texts without a vector, up to so many.
    pub fn without_vector(&self, limit: usize) -> Vec<String> {
        let mut seen = HashSet::new();
        let parts = self.kept.values().flat_map(|kept| {
            kept.indexed.iter().zip(&kept.document.parts).map(move |(one, part)| (kept, one, part))
        });
        let lacking = parts.filter(|(_, one, _)| one.vector.is_none() && seen.insert(one.digest));
        lacking.take(limit).map(|(kept, _, part)| kept.document.told(part)).collect()
    }

    /// Gives the passages their vectors, and keeps these.
    pub fn take_vectors(&mut self, made: Vec<(String, Vector)>, vectors: &Vectors) -> std::io::Result<()> {
        let made: Vec<([u8; 32], Vector)> =
            made.into_iter().map(|(text, vector)| (digest(&text), vector)).collect();
        let by_digest: HashMap<&[u8; 32], &Vector> =
            made.iter().map(|(digest, vector)| (digest, vector)).collect();
        for one in self.kept.values_mut().flat_map(|kept| &mut kept.indexed) {
            if let Some(vector) = by_digest.get(&one.digest) {
                one.vector = Some((*vector).clone());
            }
        }
        vectors.add(&made)
    }

    /// Lets go of the vectors of what is held no more.
    pub fn tidy(&self, vectors: &Vectors) -> std::io::Result<()> {
        let used = self.kept.values().flat_map(|kept| &kept.indexed).map(|one| one.digest);
        vectors.keep_only(&used.collect())
    }

    /// What may answer a question; `meaning` is the question's vector.
    pub fn find(&self, asked: &str, everyday: &Everyday, meaning: Option<&[f32]>) -> Found {
        let question = Question::read(asked, &self.lexicon, everyday);
        if question.things.is_empty() {
            return Found::default();
        }
        let wanted: Vec<Wanted> = question.things.iter().map(|thing| self.wanted(thing)).collect();
        let whole: f32 = wanted.iter().map(|one| one.weight).sum();
        let average = (self.words / self.passages.max(1) as f64) as f32;
        let weight = if question.literal { MEANING_OF_NUMBERS } else { MEANING };
        let basis = ASKS_BASIS.iter().any(|word| asked.contains(word));
        let asked: HashSet<u32> =
            wanted.iter().flat_map(|one| one.names.iter().flatten()).filter_map(|(term, _)| *term).collect();
        // Some passages have a vector before others: until all have, words alone compare them fairly.
        let meaning = meaning.filter(|_| self.is_complete());
        let score = |one: &Indexed| {
            let words = wanted.iter().map(|wanted| wanted.in_passage(one, average)).sum::<f32>() / whole;
            let told = match (meaning, &one.vector) {
                (Some(asked), Some(vector)) => {
                    let near = ((nearness(asked, vector) - FAR) / (NEAR - FAR)).clamp(0.0, 1.0);
                    (weight * near + words) / (weight + 1.0)
                }
                (Some(_), None) => words / (weight + 1.0),
                (None, _) => words,
            };
            let fits = if one.basis && !basis { NO_BASIS } else { self.fits(one, &asked) };
            (told * fits, told)
        };
        Found { candidates: self.best(score, meaning.is_some()), words: question.words() }
    }

    /// The series that speak of what was asked the most, and of each the passage that answers best.
    fn best(&self, score: impl Fn(&Indexed) -> (f32, f32), by_meaning: bool) -> Vec<Candidate> {
        let mut best: HashMap<(Source, &str), Best<'_>> = HashMap::new();
        for kept in self.kept.values() {
            let document = &kept.document;
            for (part, one) in kept.indexed.iter().enumerate() {
                let weight = document.source.weight();
                let (score, worth) = score(one);
                let found = Best { worth: worth * weight, score: score * weight, kept, part };
                let place = best.entry((document.source, kept.series.as_str())).or_insert(found);
                place.worth = place.worth.max(found.worth);
                if found.answers_better_than(place) {
                    *place = Best { worth: place.worth, ..found };
                }
            }
        }
        let mut found: Vec<Best<'_>> = best.into_values().filter(|one| one.worth > 0.0).collect();
        found.sort_by(|a, b| {
            let key = |one: &Best<'_>| one.kept.document.key.clone();
            b.worth.total_cmp(&a.worth).then_with(|| key(a).cmp(&key(b)))
        });
        let candidate = |one: Best<'_>| Candidate {
            document: one.kept.document.clone(),
            part: one.part,
            score: one.score,
            worth: one.worth,
            by_meaning,
        };
        found.into_iter().take(CANDIDATES).map(candidate).collect()
    }

    fn wanted(&self, thing: &Thing) -> Wanted {
        let name = |words: &Vec<String>| {
            let terms = words.iter().map(|word| self.numbers.get(word).copied());
            terms.map(|term| (term, self.rareness(term))).collect::<Vec<_>>()
        };
        let names: Vec<Vec<(Option<u32>, f32)>> = thing.names.iter().map(name).collect();
        let mean = |name: &Vec<(Option<u32>, f32)>| {
            name.iter().map(|(_, rare)| rare).sum::<f32>() / name.len().max(1) as f32
        };
        // Of several names the commonest decides: the others may stand nowhere.
        let known = names.iter().any(|name| name.iter().any(|(term, _)| term.is_some()));
        let most = if known { RAREST } else { UNHEARD };
        let weight = names.iter().map(mean).fold(f32::MAX, f32::min).min(most) * thing.weight;
        Wanted { names, weight }
    }

    /// Whether every passage has its vector.
    fn is_complete(&self) -> bool {
        self.kept.values().flat_map(|kept| &kept.indexed).all(|one| one.vector.is_some())
    }

    /// How much a passage gains or loses by the question it answers, by how much of that was asked; 1 where it answers
    /// none of its own.
    fn fits(&self, one: &Indexed, asked: &HashSet<u32>) -> f32 {
        let rare = |term: &u32| self.rareness(Some(*term)).min(RAREST);
        let whole: f32 = one.answers.iter().map(rare).sum();
        let found: f32 = one.answers.iter().filter(|term| asked.contains(term)).map(rare).sum();
        if whole <= 0.0 {
            return 1.0;
        }
        let share = found / whole;
        if share >= NEARLY_ALL { 1.0 + THE_SAME } else { 1.0 - NARROWER * (1.0 - share) }
    }

    fn rareness(&self, term: Option<u32>) -> f32 {
        let spread = term.map_or(0.0, |term| self.spread[term as usize] as f32);
        (1.0 + (self.passages as f32 - spread + 0.5) / (spread + 0.5)).ln()
    }
}

fn number(numbers: &mut HashMap<String, u32>, spread: &mut Vec<u32>, word: &str) -> u32 {
    if let Some(number) = numbers.get(word) {
        return *number;
    }
    let number = u32::try_from(spread.len()).expect("fewer words than four thousand million");
    numbers.insert(word.to_owned(), number);
    spread.push(0);
    number
}

/// A thing asked for, in numbers of this book.
struct Wanted {
    names: Vec<Vec<(Option<u32>, f32)>>,
    weight: f32,
}

impl Wanted {
    /// How much of it a passage has, by the name that fits best.
    fn in_passage(&self, passage: &Indexed, average: f32) -> f32 {
        let dull = SATURATION * (1.0 - LENGTHS + LENGTHS * passage.length / average.max(1.0));
        let of = |name: &Vec<(Option<u32>, f32)>| {
            let whole: f32 = name.iter().map(|(_, rare)| rare).sum();
            let has = name.iter().map(|(term, rare)| {
                let count = term.map_or(0.0, |term| passage.count(term));
                rare * count / (count + dull)
            });
            if whole > 0.0 { has.sum::<f32>() / whole } else { 0.0 }
        };
        self.names.iter().map(of).fold(0.0, f32::max) * self.weight
    }
}

impl Indexed {
    fn count(&self, term: u32) -> f32 {
        let at = self.terms.binary_search_by_key(&term, |(number, _)| *number);
        at.map_or(0.0, |at| self.terms[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guide(key: &str, title: &str, parts: &[(&str, &str)]) -> Document {
        let part = |(heading, text): &(&str, &str)| Part {
            heading: (*heading).into(),
            text: (*text).into(),
            ..Part::default()
        };
        Document {
            key: key.into(),
            stamp: "1".into(),
            source: Source::Guide,
            title: title.into(),
            names: Vec::new(),
            url: format!("/{key}"),
            date: Some(jiff::civil::date(2024, 5, 1)),
            parts: parts.iter().map(part).collect(),
        }
    }

    fn book() -> Book {
        let mut book = Book::new(Lexicon::builtin());
        for (key, title) in
            [("a", "食品经营许可"), ("b", "取水许可"), ("c", "林木采伐许可"), ("d", "居住证签注")]
        {
            let fees = format!("办理{title}不收费。");
            let parts = [("申请材料", "申请表、身份证明。"), ("收费", fees.as_str())];
            book.put(guide(key, &format!("{title}办事指南"), &parts), &Vectors::in_memory());
        }
        book
    }

    fn find(book: &Book, asked: &str) -> Vec<(String, String)> {
        let found = book.find(asked, &Everyday::builtin(), None);
        let told = |one: &Candidate| (one.document.key.clone(), one.passage().heading.clone());
        found.candidates.iter().map(told).collect()
    }

    #[test]
    fn the_matter_decides_the_document_and_what_is_asked_the_passage() {
        let book = book();
        assert_eq!(find(&book, "开饭店要花多少钱")[0], ("a".into(), "收费".into()));
        assert_eq!(find(&book, "砍树要带什么材料")[0], ("c".into(), "申请材料".into()));
        assert!(find(&book, "怎么办呢").is_empty());
    }

    #[test]
    fn what_is_taken_out_is_found_no_more() {
        let mut book = book();
        book.remove("a");
        assert!(find(&book, "食品经营许可").iter().all(|(key, _)| key != "a"));
        assert_eq!((book.passages(), book.keys("").len()), (6, 3));
        for key in ["b", "c", "d", "never there"] {
            book.remove(key);
        }
        assert!(find(&book, "食品经营许可").is_empty());
        assert!(book.spread.iter().all(|spread| *spread == 0));
    }

    #[test]
    fn of_a_series_the_newest_is_shown_once() {
        let mut book = Book::new(Lexicon::builtin());
        for (key, month) in [("x", 3), ("y", 8), ("z", 5)] {
            let mut one = guide(key, &format!("取水许可办事指南（第{month}期）"), &[("收费", "不收费。")]);
            one.date = Some(jiff::civil::date(2024, month, 1));
            book.put(one, &Vectors::in_memory());
        }
        assert_eq!(find(&book, "取水许可收费吗"), [("y".into(), "收费".into())]);
    }

    #[test]
    fn meaning_finds_what_no_word_says() {
        let vectors = Vectors::in_memory();
        let mut book = book();
        let texts = book.without_vector(100);
        assert_eq!(texts.len(), 8);
        let made = |text: String| {
            let near = text.contains("居住证") && text.contains("收费");
            (text, Vector::from(if near { [1.0, 0.0] } else { [0.0, 1.0] }))
        };
        assert!(book.take_vectors(texts.into_iter().map(made).collect(), &vectors).is_ok());
        assert!(book.without_vector(100).is_empty());
        let found = book.find("外来户口暂住登记掏钱", &Everyday::default(), Some(&[1.0, 0.0]));
        assert_eq!(found.candidates[0].document.key, "d");
    }

    #[test]
    fn hostile_questions_are_answered_or_not_and_never_panic() {
        let book = book();
        let long = "食".repeat(1_000_000);
        let controls: String = (0..0x300).filter_map(char::from_u32).collect();
        for asked in [
            "",
            " ",
            "\0",
            "’; DROP TABLE entry; --",
            "<script>alert(1)</script>",
            "\u{202e}可许营经品食",
            &long,
            &controls,
        ] {
            for meaning in [None, Some(&[1.0_f32, f32::NAN][..]), Some(&[][..])] {
                let found = book.find(asked, &Everyday::builtin(), meaning);
                let (_, worth) = judge(&found.candidates);
                assert!(worth <= CANDIDATES);
            }
        }
    }
}
