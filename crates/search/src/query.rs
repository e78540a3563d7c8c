//! 查询：一句话怎样理解。 Words apart are all wanted; in quotation marks they stand together; a minus leaves out.

use crate::fold::fold;

/// Most characters and clauses that are looked at; the rest is cut off.
const LONGEST: usize = 100;
const MOST_CLAUSES: usize = 12;

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// 都要有
    Words(String),
    /// 原样连在一起：“帮办代办”
    Phrase(String),
    /// 不要有，原样：-公示，-“结果公示”
    Not(String),
}

impl Clause {
    /// As somebody types it.
    pub(crate) fn said(&self) -> String {
        match self {
            Clause::Words(words) | Clause::Phrase(words) => words.clone(),
            Clause::Not(words) => format!("-{words}"),
        }
    }
}

impl Asked {
    /// Never refuses: whatever is no sign is a word.
    pub fn parse(text: &str) -> Asked {
        // Cut first: folding may make a text longer, and a stranger's may be of any length.
        let text: String = text.chars().take(2 * LONGEST).collect();
        let text: String = fold(&text).chars().take(LONGEST).collect();
        let mut clauses = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() && clauses.len() < MOST_CLAUSES {
            let (clause, after) = next(rest);
            clauses.extend(clause);
            rest = after.trim_start();
        }
        Asked { clauses }
    }

    pub fn is_empty(&self) -> bool {
        !self.clauses.iter().any(|clause| matches!(clause, Clause::Words(_) | Clause::Phrase(_)))
    }
}

fn closing(opening: char) -> Option<char> {
    match opening {
        '"' => Some('"'),
        '“' => Some('”'),
        '「' => Some('」'),
        '《' => Some('》'),
        _ => None,
    }
}

fn next(rest: &str) -> (Option<Clause>, &str) {
    if let Some((phrase, after)) = quoted(rest) {
        return (phrase.map(Clause::Phrase), after);
    }
    if let Some((phrase, after)) = rest.strip_prefix('-').and_then(quoted) {
        return (phrase.map(Clause::Not), after);
    }
    let end = rest.find(|one: char| one.is_whitespace() || closing(one).is_some());
    let (word, after) = rest.split_at(end.filter(|end| *end > 0).unwrap_or(rest.len()));
    match word.strip_prefix('-').filter(|word| !word.is_empty()) {
        Some(word) => (spoken(word).map(Clause::Not), after),
        None => (spoken(word).map(Clause::Words), after),
    }
}

/// What stands in quotation marks, and the rest.
fn quoted(rest: &str) -> Option<(Option<String>, &str)> {
    let opening = rest.chars().next()?;
    let inner = &rest[opening.len_utf8()..];
    let (phrase, after) = inner.split_once(closing(opening)?).unwrap_or((inner, ""));
    Some((spoken(phrase), after))
}

/// Without the signs around it; `None` where nothing else is there.
fn spoken(text: &str) -> Option<String> {
    let text = text.trim_matches(|one: char| !one.is_alphanumeric());
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Clause::{Not, Phrase, Words};

    fn check(text: &str, expected: &[Clause]) {
        assert_eq!(Asked::parse(text).clauses, expected, "{text}");
    }

    #[test]
    fn words_phrases_and_what_is_left_out() {
        check("帮办 代办", &[Words("帮办".into()), Words("代办".into())]);
        check("“帮办代办” 指南", &[Phrase("帮办代办".into()), Words("指南".into())]);
        check("许可-公示", &[Words("许可-公示".into())]);
        check("许可 -公示", &[Words("许可".into()), Not("公示".into())]);
        check("“帮办” -“代办”", &[Phrase("帮办".into()), Not("代办".into())]);
        check("\"帮办\" -\"代办\"", &[Phrase("帮办".into()), Not("代办".into())]);
        check("《管理办法》全文", &[Phrase("管理办法".into()), Words("全文".into())]);
        check("枣审批发〔2024〕3号", &[Words("枣审批发〔2024〕3号".into())]);
    }

    #[test]
    fn whatever_is_typed_is_taken() {
        check("", &[]);
        check("  ？！ ", &[]);
        check("“没有结束", &[Phrase("没有结束".into())]);
        check("- -- \"\"", &[]);
        assert!(Asked::parse("-公示").is_empty());
        assert_eq!(Asked::parse(&"字 ".repeat(500)).clauses.len(), MOST_CLAUSES);
    }
}
