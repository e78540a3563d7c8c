//! 「予以公开、部分公开分别为62件、20件」：words first, then their figures in the same order.

use super::token::{Figure, Token};

/// How many figures one series may have.
const LONGEST: usize = 24;

/// In bytes.
const LONGEST_LEAD: usize = 1200;

/// What a figure of a series is a figure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'a> {
    /// These words.
    Label(&'a str),
    /// «同比分别增长12.9%和8.3%»: a change, of which figure is not said here.
    Change,
    /// One of several, and which of them cannot be told.
    Unknown,
}

/// A run of figures after 分别.
#[derive(Debug)]
pub struct Series<'a> {
    /// Where its words begin.
    pub start: usize,
    /// The end of the last figure.
    pub end: usize,
    labels: Vec<&'a str>,
    change: bool,
    next: usize,
}

impl<'a> Series<'a> {
    /// The series that begins with the figure at `index`, if its words say 分别.
    pub fn beginning(text: &'a str, tokens: &[Token<'a>], index: usize, start: usize) -> Option<Series<'a>> {
        let Some(Token::Figure(first)) = tokens.get(index) else { return None };
        let lead = text.get(start..first.start).filter(|lead| lead.len() <= LONGEST_LEAD)?;
        let (before, after) = lead.rsplit_once("分别")?;
        let change = ["增", "升", "长", "减", "降", "少"]
            .iter()
            .any(|end| after.trim_end_matches('了').ends_with(end));
        let joint = after.trim_matches(['为', '是', '有', '达', '到', '共', '计', ':']).is_empty();
        let share = after.starts_with('占');
        if !(change || joint || share) {
            return None;
        }
        let (count, end) = run(text, &tokens[index..], first);
        let labels = if joint { labels(before, count) } else { Vec::new() };
        (count > 1).then_some(Series { start, end, labels, change, next: 0 })
    }

    pub fn take(&mut self) -> Role<'a> {
        let at = self.next;
        self.next += 1;
        match self.labels.get(at) {
            Some(label) => Role::Label(label),
            None if self.change => Role::Change,
            None => Role::Unknown,
        }
    }
}

/// How many figures follow one another with nothing but joints between, and where the last ends.
fn run(text: &str, tokens: &[Token<'_>], first: &Figure<'_>) -> (usize, usize) {
    let (mut count, mut end) = (0, first.start);
    for token in tokens.iter().take(LONGEST * 2) {
        let Token::Figure(figure) = token else { continue };
        let between = text.get(end..figure.start).unwrap_or_default();
        let joined = ["", "、", "和", "及", "与", "以及", ","].contains(&between);
        if !joined || figure.unit != first.unit {
            break;
        }
        (count, end) = (count + 1, figure.end);
    }
    (count, end)
}

/// The words parted by 、, and by 和 where that gives as many as there are figures; none where neither does.
fn labels(before: &str, count: usize) -> Vec<&str> {
    let before = ["数量", "件数", "情况", "案件数", "数", "的"]
        .iter()
        .find_map(|end| before.strip_suffix(end))
        .unwrap_or(before);
    let listed: Vec<&str> = before.split('、').take(LONGEST).collect();
    let finer = || before.split(['、', '和', '及', '与']).take(LONGEST).collect::<Vec<_>>();
    let labels = if listed.len() == count { listed } else { finer() };
    if labels.len() == count && labels.iter().all(|label| !label.is_empty()) { labels } else { Vec::new() }
}
