//! 雷同：一份报告的文字有多少照搬自另一份（上年的，或者其他机关的）。
//!
//! Both texts are reduced to Chinese characters and letters; every figure counts as the same, so that a report
//! in which only the numbers were changed is still a copy. What is compared are runs of [`RUN`] characters.
//! Time is linear in the two texts; one report against hundreds costs a hash lookup per character.

use crate::claims::tidy::tidy;
use crate::model::{Part, Published};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Characters in a run. Short enough to survive small edits, long enough that set phrases do not match.
const RUN: usize = 10;
/// A passage is shown when at least this many characters were copied in one piece.
const PASSAGE: usize = 40;
/// How many passages are shown.
const SHOWN: usize = 3;
/// A part counts as copied from this share on, in percent. Real reports of one city two years running share
/// about 40 % of their words, and up to 60 % in the short sixth part, where the law sets the wording.
pub const COPIED_SHARE: usize = 70;
/// Shorter parts («无。») say too little to be a copy.
pub const COPIED_LENGTH: usize = 150;

/// How much of one part stands in the other report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    pub part: u8,
    /// In percent of this part's characters.
    pub share: usize,
    /// The longest passages, as they stand in this report.
    pub passages: Vec<String>,
}

/// A report's prose, ready to be compared with many others.
pub struct Prose {
    parts: Vec<Runs>,
}

impl Prose {
    /// Parts 1, 5 and 6: the others are tables.
    pub fn of(report: &Published) -> Prose {
        Prose { parts: report.parts.iter().filter(|part| is_prose(part)).map(Runs::of).collect() }
    }

    /// The parts of this report that are copied from `other`.
    pub fn copied_from(&self, other: &Published) -> Vec<Overlap> {
        self.parts
            .iter()
            .filter(|runs| runs.letters.len() >= COPIED_LENGTH)
            .filter_map(|runs| {
                let part = other.part(runs.part)?;
                let overlap = runs.overlap(part);
                (overlap.share >= COPIED_SHARE).then_some(overlap)
            })
            .collect()
    }
}

fn is_prose(part: &Part) -> bool {
    matches!(part.number, 1 | 5 | 6)
}

/// One part: its letters, and where each run of letters stands.
struct Runs {
    part: u8,
    text: String,
    /// The letter as compared, and its byte in `text`.
    letters: Vec<(char, usize)>,
    places: HashMap<u64, u32, BuildHasherDefault<Mixer>>,
    /// The run that begins here first stood there.
    first: Vec<u32>,
}

impl Runs {
    fn of(part: &Part) -> Runs {
        let text = whole(part);
        let letters = letters(&text);
        let mut places = HashMap::with_capacity_and_hasher(letters.len(), BuildHasherDefault::default());
        let mut first = Vec::with_capacity(letters.len());
        for (at, hash) in hashes(letters.iter().map(|(letter, _)| *letter)).enumerate() {
            first.push(*places.entry(hash).or_insert(at as u32));
        }
        Runs { part: part.number, text, letters, places, first }
    }

    fn overlap(&self, other: &Part) -> Overlap {
        let text = whole(other);
        let mut found = vec![false; self.first.len()];
        for hash in hashes(letters(&text).into_iter().map(|(letter, _)| letter)) {
            if let Some(at) = self.places.get(&hash) {
                found[*at as usize] = true;
            }
        }
        let stretches = self.stretches(&found);
        let copied: usize = stretches.iter().map(|(from, to)| to - from).sum();
        Overlap {
            part: self.part,
            share: copied * 100 / self.letters.len().max(1),
            passages: self.passages(stretches),
        }
    }

    /// Letters from–to that stand in the other text, in reading order.
    fn stretches(&self, found: &[bool]) -> Vec<(usize, usize)> {
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        for at in (0..self.first.len()).filter(|at| found[self.first[*at] as usize]) {
            match stretches.last_mut() {
                Some((_, to)) if *to >= at => *to = at + RUN,
                _ => stretches.push((at, at + RUN)),
            }
        }
        stretches
    }

    fn passages(&self, mut stretches: Vec<(usize, usize)>) -> Vec<String> {
        stretches.retain(|(from, to)| to - from >= PASSAGE);
        stretches.sort_by_key(|(from, to)| (std::cmp::Reverse(to - from), *from));
        stretches.truncate(SHOWN);
        stretches.sort_unstable();
        stretches.into_iter().map(|(from, to)| self.words(from, to)).collect()
    }

    fn words(&self, from: usize, to: usize) -> String {
        let end = self.letters.get(to).map_or(self.text.len(), |(_, at)| *at);
        self.text[self.letters[from].1..end].trim_end_matches(['\n', ' ']).to_owned()
    }
}

fn whole(part: &Part) -> String {
    part.paragraphs.iter().map(|paragraph| tidy(paragraph)).collect::<Vec<_>>().join("\n")
}

/// Letters with their places; a figure is one letter, whatever its value.
fn letters(text: &str) -> Vec<(char, usize)> {
    let mut letters: Vec<(char, usize)> = Vec::with_capacity(text.len() / 3);
    for (at, letter) in text.char_indices() {
        if letter.is_ascii_digit() {
            if letters.last().is_none_or(|(last, _)| *last != '0') {
                letters.push(('0', at));
            }
        } else if letter.is_alphanumeric() {
            letters.push((letter, at));
        }
    }
    letters
}

/// The hash of every run of [`RUN`] letters: each follows from the one before.
fn hashes(letters: impl Iterator<Item = char>) -> impl Iterator<Item = u64> {
    const BASE: u64 = 0x0100_0000_01b3;
    let leaving = (0..RUN).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let (mut hash, mut window, mut count) = (0_u64, [0_u64; RUN], 0_usize);
    letters.filter_map(move |letter| {
        let code = u64::from(u32::from(letter));
        let gone = std::mem::replace(&mut window[count % RUN], code);
        hash = hash.wrapping_mul(BASE).wrapping_add(code).wrapping_sub(gone.wrapping_mul(leaving));
        count += 1;
        (count >= RUN).then_some(hash)
    })
}

/// The keys are hashes already; one multiplication spreads them.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte) ^ self.0);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (number ^ (number >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
