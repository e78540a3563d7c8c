//! 数字串：digits one after another with what stands between them, as numbers are typed in groups.

use crate::sign::{Gap, closing, gap_to_sign, sign, sign_before};

/// More digits than this are looked at piece by piece.
const MOST: usize = 64;
/// A piece that was cut ends so many digits earlier than it was read: the longest number may begin there.
const LONGEST: usize = 20;

/// Digits written without anything between them.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    pub first: usize,
    /// One past the last.
    pub last: usize,
    /// What stands before it, and after the group before it.
    pub gap: Gap,
}

impl Group {
    pub fn len(&self) -> usize {
        self.last - self.first
    }
}

/// Kept over the whole text, so that nothing is allocated for a number.
#[derive(Default)]
pub struct Run {
    /// Plain digits; a closing `X` counts as one.
    pub digits: Vec<u8>,
    /// Where each begins and ends.
    spots: Vec<(usize, usize)>,
    pub groups: Vec<Group>,
    /// A letter stands directly before the first digit, after the last.
    pub letter_before: bool,
    pub letter_after: bool,
    /// Where reading goes on.
    pub next: usize,
}

impl Run {
    /// Reads digits from a place on.
    pub fn gather(&mut self, bytes: &[u8], from: usize) {
        self.digits.clear();
        self.spots.clear();
        self.groups.clear();
        self.letter_before = sign_before(bytes, from).is_some_and(|(sign, _)| sign.is_ascii_alphabetic());
        self.letter_after = false;
        let (mut at, mut gap) = (from, Gap::None);
        while self.group(bytes, at, gap) {
            self.next = self.spots.last().map_or(at, |(_, end)| *end);
            if self.digits.len() >= MOST {
                return self.step_back();
            }
            match gap_to_sign(bytes, self.next) {
                Some((between, next)) if !self.letter_after => (at, gap) = (next, between),
                _ => return,
            }
        }
    }

    /// Reads one group; whether there was one.
    fn group(&mut self, bytes: &[u8], from: usize, gap: Gap) -> bool {
        let (first, mut at) = (self.digits.len(), from);
        let last = |at, digits: usize| (digits == 17).then(|| closing(bytes, at)).flatten();
        while let Some((sign, length)) = sign(bytes, at).or_else(|| last(at, self.digits.len())) {
            let closes = sign == b'X' && self.digits.len() >= 17 && self::sign(bytes, at + length).is_none();
            if !sign.is_ascii_digit() && !closes {
                self.letter_after = at > from;
                break;
            }
            self.digits.push(sign);
            self.spots.push((at, at + length));
            at += length;
        }
        let group = Group { first, last: self.digits.len(), gap };
        if group.len() > 0 {
            self.groups.push(group);
        }
        group.len() > 0
    }

    /// Goes on at the first group that may belong to a number cut in two. A group longer than any number goes.
    fn step_back(&mut self) {
        let keep = self.digits.len() - LONGEST;
        if let Some(group) = self.groups.iter().find(|group| group.first >= keep && group.first > 0) {
            self.next = self.spots[group.first].0;
        }
    }

    /// The bytes some groups take.
    pub fn span(&self, first: usize, last: usize) -> (usize, usize) {
        (self.spots[first].0, self.spots[last - 1].1)
    }

    pub fn of(&self, window: &[Group]) -> &[u8] {
        match window {
            [first, .., last] => &self.digits[first.first..last.last],
            [only] => &self.digits[only.first..only.last],
            [] => &[],
        }
    }

    /// What stands before and after some groups: nothing, or a gap and further digits.
    pub fn edges(&self, first: usize, last: usize) -> (Option<Gap>, Option<Gap>) {
        let before = (first > 0).then(|| self.groups[first].gap);
        (before, self.groups.get(last).map(|group| group.gap))
    }

    /// Whether letters touch some groups.
    pub fn is_in_word(&self, first: usize, last: usize) -> bool {
        (first == 0 && self.letter_before) || (last == self.groups.len() && self.letter_after)
    }
}

/// Some groups of a run that may be one number.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    pub run: &'a Run,
    /// Groups, from and up to.
    pub first: usize,
    pub last: usize,
}

impl<'a> Window<'a> {
    pub fn groups(&self) -> &'a [Group] {
        &self.run.groups[self.first..self.last]
    }

    pub fn digits(&self) -> &'a [u8] {
        self.run.of(self.groups())
    }

    pub fn lengths(&self) -> impl Iterator<Item = usize> + 'a {
        self.groups().iter().map(Group::len)
    }

    /// The gaps within it.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> + 'a {
        self.groups().iter().skip(1).map(|group| group.gap)
    }

    pub fn span(&self) -> (usize, usize) {
        let groups = self.groups();
        self.run.span(groups[0].first, groups[groups.len() - 1].last)
    }

    pub fn edges(&self) -> (Option<Gap>, Option<Gap>) {
        self.run.edges(self.first, self.last)
    }

    pub fn is_in_word(&self) -> bool {
        self.run.is_in_word(self.first, self.last)
    }

    pub fn is_digits(&self) -> bool {
        self.digits().iter().all(u8::is_ascii_digit)
    }

    /// Digits go on beyond it, tied by a hyphen: a part of something longer.
    pub fn is_part(&self) -> bool {
        let (before, after) = self.edges();
        before == Some(Gap::Hyphen) || after == Some(Gap::Hyphen)
    }
}
