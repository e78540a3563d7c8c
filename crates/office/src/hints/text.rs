//! 把申请内容分成句、分成项

/// A piece between two stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clause<'a> {
    pub text: &'a str,
    /// It ends with a question mark.
    pub asks: bool,
}

const STOPS: [char; 12] = ['，', '。', '；', '！', '？', ',', ';', '!', '?', '\n', '\r', '：'];

pub fn clauses(text: &str) -> Vec<Clause<'_>> {
    let pieces = text.split_inclusive(STOPS).map(|piece| {
        let asks = piece.ends_with(['？', '?']);
        Clause { text: piece.trim_end_matches(STOPS).trim(), asks }
    });
    pieces.filter(|clause| !clause.text.is_empty()).collect()
}

pub fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|letter| letter.is_alphanumeric())
}

/// The first of the words in the text, and where. Words stand in one string, parted by spaces.
pub fn any<'w>(text: &str, words: &'w str) -> Option<(usize, &'w str)> {
    words.split(' ').filter_map(|word| Some((text.find(word)?, word))).min_by_key(|(at, _)| *at)
}

pub fn without(text: &str, words: &str) -> String {
    words.split(' ').fold(text.to_owned(), |text, word| text.replace(word, " "))
}

/// «2024年», «2024», «二〇二四年»: from 1949 on.
pub fn has_year(text: &str) -> bool {
    let digits: Vec<&str> = text.split(|letter: char| !letter.is_ascii_digit()).collect();
    let year = |run: &&str| run.len() == 4 && (1949..=2100).contains(&run.parse::<u32>().unwrap_or(0));
    digits.iter().any(year) || text.contains("二〇") || text.contains("二零")
}

/// «〔2024〕», «12号»
pub fn has_number(text: &str) -> bool {
    let bracket = text.contains(['〔', '［', '[']);
    let numbered = |(at, _): (usize, &str)| text[..at].ends_with(|letter: char| letter.is_ascii_digit());
    bracket || text.match_indices('号').any(numbered)
}

/// What stands before a list, and its parts: numbered ones, or those that a connecting word begins.
/// One part where there is no list.
pub fn enumerated<'a>(text: &'a str, connectors: &str) -> (&'a str, Vec<&'a str>) {
    let marks = marks(text);
    if marks.len() >= 2 {
        let ends = marks[1..].iter().map(|(from, _)| *from).chain([text.len()]);
        let items = marks.iter().zip(ends).map(|((_, start), end)| &text[*start..end]);
        return (&text[..marks[0].0], items.collect());
    }
    let cut = connectors.split(' ').filter_map(|word| Some((text.find(word)?, word.len()))).min();
    match cut {
        Some((at, length)) => ("", vec![&text[..at], &text[at + length..]]),
        None => ("", vec![text]),
    }
}

/// Where a numbered part is announced, and where its text begins.
fn marks(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut boundary = true;
    for (at, letter) in text.char_indices() {
        // «第（七）项» is no mark.
        let framed =
            !letter.is_alphanumeric() && !text[..at].ends_with('第') || ('①'..='⑳').contains(&letter);
        if (boundary || framed)
            && let Some(length) = mark(&text[at..])
        {
            found.push((at, at + length));
        }
        boundary = letter.is_whitespace() || STOPS.contains(&letter) || letter == '、';
    }
    found
}

/// The length of «1.», «（2）», «三、», «④» at the start of a text.
fn mark(text: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    let (_, first) = rest.next()?;
    if ('①'..='⑳').contains(&first) {
        return Some(first.len_utf8());
    }
    let bracketed = matches!(first, '（' | '(');
    let inner = if bracketed { first.len_utf8() } else { 0 };
    let number: usize =
        text[inner..].chars().take_while(|letter| is_numeral(*letter)).map(char::len_utf8).sum();
    let after = &text[inner + number..];
    let close = after.chars().next().filter(|letter| {
        if bracketed {
            matches!(letter, '）' | ')')
        } else {
            matches!(letter, '.' | '．' | '、' | ')' | '）')
        }
    })?;
    let follows = after[close.len_utf8()..].chars().next();
    // «1.5米» is no mark.
    let decimal = close == '.' && follows.is_some_and(|letter| letter.is_ascii_digit());
    let plain = (1..=9).contains(&number) && !decimal;
    plain.then_some(inner + number + close.len_utf8())
}

fn is_numeral(letter: char) -> bool {
    letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter)
}
