//! 「共475条，其中a159条、b10条、…」：所列各项应当相加等于合计。

use super::facts::Facts;
use super::token::{Figure, Mark, Token};
use crate::model::ClaimKind;
use rust_decimal::Decimal;

/// How many tokens a list may run on; keeps bracket inside bracket linear.
const LONGEST: usize = 300;

/// A total with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<'a> {
    pub total: Figure<'a>,
    pub sum: Decimal,
    pub agrees: bool,
    /// From the total's clause to the last part, in bytes.
    pub span: (usize, usize),
}

/// Every list of the paragraph whose parts can be judged.
pub fn lists<'a>(text: &'a str, tokens: &[Token<'a>], facts: &Facts) -> Vec<Listed<'a>> {
    let mut found = Vec::new();
    let mut totals = Totals::default();
    for (index, token) in tokens.iter().enumerate() {
        match *token {
            Token::Figure(figure) => totals.figure(text, figure),
            Token::Stop(at) => totals.stop(at, after(text, at)),
            Token::Break(at, _) => totals.clause = after(text, at),
            Token::Open(at) => {
                if let Some(total) = bracketed(text, tokens, index, at) {
                    found.extend(judge(text, tokens, index + 1, &[total], facts));
                }
                totals.depth += 1;
            }
            Token::Close(at) => {
                totals.depth = totals.depth.saturating_sub(1);
                totals.clause = totals.clause.max(at);
            }
            Token::Among(at) if totals.depth == 0 => {
                found.extend(judge(text, tokens, index + 1, totals.before(text, at), facts));
            }
            _ => {}
        }
    }
    found
}

/// A figure that may be a total, and where its clause begins.
#[derive(Debug, Clone, Copy)]
struct Total<'a> {
    figure: Figure<'a>,
    clause: usize,
}

/// The figures of this sentence and the one before that 其中 may take apart.
#[derive(Default)]
struct Totals<'a> {
    depth: usize,
    clause: usize,
    /// The end of the last figure.
    last: usize,
    sentence: usize,
    current: Vec<Total<'a>>,
    previous: Vec<Total<'a>>,
}

impl<'a> Totals<'a> {
    fn figure(&mut self, text: &str, figure: Figure<'a>) {
        let lead = text.get(self.clause.max(self.last)..figure.start).unwrap_or_default();
        self.last = figure.end;
        if self.depth > 0 || !is_count(&figure) || figure.approximate {
            return;
        }
        if ["较", "同比", "去年", "上年", "增长", "减少"].iter().any(|word| lead.contains(word)) {
            return;
        }
        self.current.retain(|total| total.figure.unit != figure.unit);
        self.current.push(Total { figure, clause: self.clause.min(figure.start) });
    }

    fn stop(&mut self, at: usize, next: usize) {
        self.previous = std::mem::take(&mut self.current);
        (self.depth, self.clause, self.sentence) = (0, next, at);
    }

    /// Those of this sentence; where the sentence begins with 其中, those of the one before.
    fn before(&self, text: &str, at: usize) -> &[Total<'a>] {
        let begins = text.get(self.sentence..at).is_some_and(|lead| lead.len() <= '。'.len_utf8());
        if begins { &self.previous } else { &self.current }
    }
}

/// The position after the character here.
fn after(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

fn is_count(figure: &Figure<'_>) -> bool {
    !figure.unit.is_empty() && !figure.is_date() && !figure.is_share() && figure.unit != "倍"
}

/// «3607件(市政府349件、…)»: the figure that ends where the bracket opens.
fn bracketed<'a>(text: &str, tokens: &[Token<'a>], index: usize, at: usize) -> Option<Total<'a>> {
    let Token::Figure(figure) = tokens[..index].last()? else { return None };
    let inner = &text[after(text, at)..];
    let partial = ["含", "包括", "不含", "占", "比", "较", "同比"].iter().any(|word| inner.starts_with(word));
    (figure.end == at && is_count(figure) && !figure.approximate && !partial)
        .then_some(Total { figure: *figure, clause: figure.start })
}

/// The parts that follow, added up at every comma.
struct Parts {
    /// The end of the text and the sum there.
    sums: Vec<(usize, Decimal)>,
    count: usize,
    /// «其他…» as the last part, or «等» after it.
    has_rest: bool,
    open_ended: bool,
}

fn judge<'a>(
    text: &'a str,
    tokens: &[Token<'a>],
    from: usize,
    totals: &[Total<'a>],
    facts: &Facts,
) -> Vec<Listed<'a>> {
    totals.iter().filter_map(|total| judge_one(text, tokens, from, *total, facts)).collect()
}

fn judge_one<'a>(
    text: &'a str,
    tokens: &[Token<'a>],
    from: usize,
    total: Total<'a>,
    facts: &Facts,
) -> Option<Listed<'a>> {
    let parts = parts(text, &tokens[from..], &total.figure)?;
    let value = total.figure.value;
    let listed = |(end, sum): (usize, Decimal)| Listed {
        total: total.figure,
        sum,
        agrees: sum == value,
        span: (total.clause, end),
    };
    if let Some(exact) = parts.sums.iter().find(|(_, sum)| *sum == value) {
        return Some(listed(*exact));
    }
    let nearest = *parts.sums.iter().min_by_key(|(_, sum)| (*sum - value).abs())?;
    let lead = text.get(total.clause..total.figure.start).unwrap_or_default();
    let marked = lead.contains(['共', '总']) || lead.contains("合计") || lead.contains("累计");
    let whole = nearest.1 > value
        || parts.has_rest
        || nearest.1 * Decimal::from(4) >= value * Decimal::from(3)
        || (marked && parts.count >= 3);
    let words = &text[total.figure.start..nearest.0];
    let loose = parts.open_ended || words.contains("主要") || words.contains("包括") || words.contains('含');
    (whole && !loose && !closed_only(words, nearest.1, facts)).then(|| listed(nearest))
}

/// Outcomes of the closed requests listed under the received ones: the open ones account for the gap.
fn closed_only(words: &str, sum: Decimal, facts: &Facts) -> bool {
    let outcomes = ["公开", "提供", "处理"].iter().any(|word| words.contains(word));
    let known =
        [ClaimKind::RequestsAnswered, ClaimKind::RequestsReceivedAndCarried, ClaimKind::RequestsReceived];
    outcomes && known.iter().any(|kind| facts.of(*kind) == Some(sum))
}

fn parts(text: &str, tokens: &[Token<'_>], total: &Figure<'_>) -> Option<Parts> {
    let mut parts = Parts { sums: Vec::new(), count: 0, has_rest: false, open_ended: false };
    let (mut sum, mut depth, mut start) = (Decimal::ZERO, 0_usize, total.end);
    // Figures of the unit since the last mark of any sort, and any figure since the last comma.
    let (mut in_item, mut in_clause) = (0, false);
    for token in tokens.iter().take(LONGEST) {
        match *token {
            Token::Open(_) => depth += 1,
            Token::Close(_) if depth == 0 => break,
            Token::Close(_) => depth -= 1,
            _ if depth > 0 => {}
            Token::Figure(figure) if !is_count(&figure) => in_clause |= figure.is_share(),
            Token::Figure(figure) => {
                in_clause = true;
                if figure.unit != total.unit {
                    continue;
                }
                let label = text.get(start..figure.start).unwrap_or_default();
                if parts.count > 0 && breaks_off(label) {
                    break;
                }
                in_item += 1;
                if in_item > 1 || figure.approximate {
                    return None;
                }
                sum = sum.checked_add(figure.value)?;
                parts.count += 1;
                parts.has_rest = ["其他", "其它", "其余", "剩余"].iter().any(|word| label.contains(word));
                parts.open_ended = text[figure.end..].starts_with('等');
                parts.note(figure.end, sum);
            }
            Token::Break(at, mark) => {
                in_item = 0;
                start = after(text, at);
                if mark != Mark::Enumeration && !std::mem::take(&mut in_clause) && parts.count > 0 {
                    break;
                }
            }
            Token::Stop(_) | Token::Among(_) => break,
            _ => {}
        }
    }
    (parts.count >= 2).then_some(parts)
}

/// A new statement, not another part.
fn breaks_off(label: &str) -> bool {
    let label = label.trim_start();
    ["共", "累计", "合计", "总计", "较", "同比", "办结", "按时", "全年", "全部", "已", "含", "包括"]
        .iter()
        .any(|word| label.starts_with(word))
}

impl Parts {
    /// One part is no list; from two on each part may be the last.
    fn note(&mut self, end: usize, sum: Decimal) {
        if self.count >= 2 {
            self.sums.push((end, sum));
        }
    }
}
