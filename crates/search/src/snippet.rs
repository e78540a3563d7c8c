//! 摘要：找到的词在哪里，标出来

use crate::fold::fold_with_places;

/// Characters of a snippet.
const LENGTH: usize = 120;
/// Characters shown before the first word found.
const BEFORE: usize = 24;

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// Is one of the words that were asked for.
    pub found: bool,
}

/// Where the words were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    Overview,
    Body,
    /// In an attachment of this name.
    File(String),
    /// In the title or the numbers alone: the beginning of the text is shown.
    Elsewhere,
}

/// Where each of the words stands in a text, in bytes of it, none inside another.
fn places(text: &str, words: &[String]) -> Vec<(usize, usize)> {
    let (folded, back) = fold_with_places(text);
    let mut found: Vec<(usize, usize)> = words
        .iter()
        .flat_map(|word| folded.match_indices(word.as_str()).map(move |(at, _)| (at, at + word.len())))
        .map(|(from, to)| (back[from], back[to]))
        .filter(|(from, to)| from < to)
        .collect();
    found.sort_unstable_by_key(|(from, to)| (*from, std::cmp::Reverse(*to)));
    let mut apart: Vec<(usize, usize)> = Vec::with_capacity(found.len());
    for (from, to) in found {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

/// The whole text with the words marked.
pub fn marked(text: &str, words: &[String]) -> Vec<Piece> {
    cut(text, (0, text.len()), &places(text, words))
}

/// The part of a text where the most of the words stand together; `None` where there is none.
pub(crate) fn best(text: &str, words: &[String]) -> Option<Vec<Piece>> {
    let places = places(text, words);
    let (first, _) = *densest(text, &places)?;
    let from = back(text, first, BEFORE);
    let to = forward(text, from, LENGTH);
    let mut pieces = cut(text, (from, to), &places);
    trim(&mut pieces, from > 0, to < text.len());
    Some(pieces)
}

/// The beginning of a text.
pub(crate) fn lead(text: &str) -> Vec<Piece> {
    let to = forward(text, 0, LENGTH);
    let mut pieces = cut(text, (0, to), &[]);
    trim(&mut pieces, false, to < text.len());
    pieces
}

/// The place after which the most others follow within a snippet's length.
fn densest<'a>(text: &str, places: &'a [(usize, usize)]) -> Option<&'a (usize, usize)> {
    // Bytes, near enough: three to a Chinese character.
    let reach = (LENGTH - BEFORE) * 3;
    let following = |at: usize| {
        let end = places[at].0 + reach;
        places[at..].iter().take_while(|(_, to)| *to <= end.min(text.len())).count()
    };
    // The first of those that are equal.
    let at = (0..places.len().min(200)).rev().max_by_key(|at| following(*at))?;
    places.get(at)
}

fn back(text: &str, from: usize, letters: usize) -> usize {
    text[..from].char_indices().rev().take(letters).last().map_or(from, |(at, _)| at)
}

fn forward(text: &str, from: usize, letters: usize) -> usize {
    text[from..].char_indices().nth(letters).map_or(text.len(), |(at, _)| from + at)
}

fn cut(text: &str, (from, to): (usize, usize), places: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |text: &str, found| {
        if !text.is_empty() {
            pieces.push(Piece { text: text.split_whitespace().collect::<Vec<_>>().join(" "), found });
        }
    };
    let mut at = from;
    for (start, end) in places.iter().filter(|(start, end)| *start >= from && *end <= to) {
        push(&text[at..*start], false);
        push(&text[*start..*end], true);
        at = *end;
    }
    push(&text[at..to], false);
    pieces
}

fn trim(pieces: &mut Vec<Piece>, before: bool, after: bool) {
    let dots = || Piece { text: "……".into(), found: false };
    if before {
        pieces.insert(0, dots());
    }
    if after {
        pieces.push(dots());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn told(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.found { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    #[test]
    fn the_words_are_marked_where_they_stand() {
        let words = ["帮办".to_owned(), "办代办".to_owned(), "a1".to_owned()];
        assert_eq!(told(&marked("开展帮办代办服务Ａ１号", &words)), "开展[帮办代办]服务[Ａ１]号");
    }

    #[test]
    fn the_densest_part_is_shown() {
        let text = format!("帮办{}这里有帮办和代办的指南{}", "字".repeat(200), "尾".repeat(200));
        let snippet = told(&best(&text, &["帮办".into(), "代办".into()]).unwrap());
        assert!(snippet.starts_with("……") && snippet.ends_with("……"), "{snippet}");
        assert!(snippet.contains("[帮办]和[代办]的指南"), "{snippet}");
    }

    #[test]
    fn what_is_not_there_has_no_snippet() {
        assert_eq!(best("正文", &["没有".into()]), None);
        assert_eq!(told(&lead("短文")), "短文");
    }
}
