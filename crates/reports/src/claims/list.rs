//! 「共475条，其中a159条、b10条、…」：所列各项应当相加等于合计。

use super::facts::Facts;
use super::token::{Figure, Mark, Token};
use crate::model::ClaimKind;
use rust_decimal::Decimal;

/// How many tokens a list may run on; keeps bracket inside bracket linear.
const LONGEST: usize = 300;

/// How many figures of a sentence 其中 may refer to.
const MOST_TOTALS: usize = 8;

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
            Token::Figure(figure) => {
                found.extend(summed_up(text, &tokens[..index], &figure, totals.clause.max(totals.last)));
                totals.figure(text, figure);
            }
            Token::Stop(at) => totals.stop(at, after(text, at)),
            Token::Break(at, mark) => {
                if let Some(total) = spelt_out(text, tokens, index, (at, mark)) {
                    found.extend(judge(text, tokens, index + 1, &[total], facts));
                }
                totals.clause = after(text, at);
            }
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
        if self.current.len() >= MOST_TOTALS {
            self.current.remove(0);
        }
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

/// «258条:文件38条、…», «275条,包括文件20条、…、其他8条»: the figure that ends where the list begins.
fn spelt_out<'a>(
    text: &str,
    tokens: &[Token<'a>],
    index: usize,
    (at, mark): (usize, Mark),
) -> Option<Total<'a>> {
    let Token::Figure(figure) = tokens[..index].last()? else { return None };
    let begins = ["包括", "分别为", "分别是"].iter().any(|word| text[after(text, at)..].starts_with(word));
    let listed = mark == Mark::Colon || (mark == Mark::Comma && begins);
    (listed && figure.end == at && is_count(figure) && !figure.approximate)
        .then_some(Total { figure: *figure, clause: figure.start })
}

/// «复议5件、诉讼3件,共8件»: the total behind its parts. Where they do not add up, only those joined by 、 are
/// surely all of them.
fn summed_up<'a>(text: &str, before: &[Token<'a>], total: &Figure<'a>, from: usize) -> Option<Listed<'a>> {
    let lead = text.get(from..total.start)?;
    let said = ["共", "共计", "合计", "总计", "总共", "一共"].contains(&lead);
    if !said || !is_count(total) || total.approximate {
        return None;
    }
    let listed = |sum: Decimal, start| Listed {
        total: *total,
        sum,
        agrees: sum == total.value,
        span: (start, total.end),
    };
    let (mut sum, mut count, mut start) = (Decimal::ZERO, 0, from);
    let (mut due, mut enumerated) = (true, None);
    for token in before.iter().rev().take(LONGEST) {
        match *token {
            Token::Figure(figure) if figure.unit == total.unit && !figure.approximate && due => {
                (sum, count, start, due) = (sum.checked_add(figure.value)?, count + 1, figure.start, false);
                if count > 1 && sum == total.value {
                    return Some(listed(sum, start));
                }
            }
            Token::Break(_, Mark::Enumeration) => due = true,
            Token::Break(_, Mark::Comma) => {
                let complete = (count > 1).then_some((sum, start));
                enumerated = if count > 0 { enumerated.or(Some(complete)) } else { enumerated };
                due = true;
            }
            Token::Stop(_) => break,
            Token::Figure(_) | Token::Break(..) | Token::Among(_) | Token::Open(_) | Token::Close(_) => {
                return None;
            }
            _ => {}
        }
    }
    let (sum, start) = enumerated.unwrap_or((count > 1).then_some((sum, start)))?;
    Some(listed(sum, start))
}

/// The parts that follow, added up at every comma.
#[derive(Default)]
struct Parts {
    /// The end of the text and the sum there.
    sums: Vec<(usize, Decimal)>,
    count: usize,
    /// «其他…» as the last part, or «等» after it.
    has_rest: bool,
    open_ended: bool,
    /// The first part is the total, and so is what follows said of all: «其中按时办结142件,延期15件».
    all_at_once: bool,
    said_of_all: bool,
    /// A part is the reviews or the litigation; their results are parts of that part.
    names_remedy: bool,
}

fn names_remedy(label: &str) -> bool {
    label.contains("复议") || label.contains("诉讼")
}

fn judge<'a>(
    text: &'a str,
    tokens: &[Token<'a>],
    from: usize,
    totals: &[Total<'a>],
    facts: &Facts,
) -> Vec<Listed<'a>> {
    let mut judged: Vec<Listed<'a>> = Vec::new();
    // Of several totals in one unit the last counts, unless the parts add up to one before it.
    for total in totals.iter().rev() {
        let Some(listed) = judge_one(text, tokens, from, *total, facts) else { continue };
        match judged.iter_mut().find(|other| other.total.unit == listed.total.unit) {
            Some(later) if listed.agrees && !later.agrees => *later = listed,
            Some(_) => {}
            None => judged.push(listed),
        }
    }
    judged
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
    let loose = parts.open_ended
        || parts.said_of_all
        || words.contains("主要")
        || words.contains('含')
        || (words.contains("包括") && !parts.has_rest);
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
    let mut parts = Parts::default();
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
                let other_remedy = names_remedy(label) && !parts.names_remedy;
                if parts.count > 0 && (breaks_off(label) || other_remedy) {
                    break;
                }
                in_item += 1;
                let result = ["维持", "纠正", "撤", "驳回"].iter().any(|word| label.contains(word));
                let of_part = parts.names_remedy && result && !names_remedy(label);
                parts.names_remedy |= names_remedy(label);
                if in_item > 1 || figure.approximate || of_part {
                    return None;
                }
                sum = sum.checked_add(figure.value)?;
                parts.count += 1;
                parts.all_at_once |= parts.count == 1 && sum == total.value;
                parts.has_rest = ["其他", "其它", "其余", "剩余"].iter().any(|word| label.contains(word));
                parts.open_ended = text[figure.end..].starts_with('等');
                parts.note(figure.end, sum);
            }
            Token::Break(at, mark) => {
                in_item = 0;
                start = after(text, at);
                parts.said_of_all |= parts.all_at_once && parts.count == 1 && mark != Mark::Enumeration;
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
