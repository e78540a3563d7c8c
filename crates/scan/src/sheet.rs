//! 一段文字：what is looked through in one go, and what is known about it.

use jiff::civil::Date;
use std::ops::Range;

/// How a text came about; marks are set differently in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A paper, line by line.
    Paper,
    /// Cells of a table, a row a line.
    Table,
    /// A header or footer: every line stands at the top.
    Head,
    /// Remarks, properties and the like, one a line.
    Notes,
    /// The name of a file.
    Name,
}

pub(crate) struct Sheet<'a> {
    pub text: &'a str,
    pub form: Form,
    /// No one is born after it.
    pub today: Date,
    /// Headings of columns by the byte where a cell begins, in order.
    pub headings: &'a [(usize, String)],
}

/// A line of more bytes is prose: no mark is set in it.
const LONGEST_LINE: usize = 300;
/// The lines in which a mark may share its line with a number or a degree of urgency.
const TOP_LINES: usize = 5;
const TOP_BYTES: usize = 1_000;

impl<'a> Sheet<'a> {
    pub fn of(text: &'a str, form: Form) -> Sheet<'a> {
        Sheet { text, form, today: Date::constant(2099, 12, 31), headings: &[] }
    }

    /// The heading of the column a cell stands in.
    pub fn heading(&self, at: usize) -> Option<&'a str> {
        let after = self.headings.partition_point(|(start, _)| *start <= at);
        let (_, heading) = self.headings.get(after.checked_sub(1)?)?;
        Some(heading.as_str()).filter(|heading| !heading.is_empty())
    }

    /// The line a place stands in, unless it is too long to be one of marks.
    pub fn line(&self, at: usize) -> Option<Range<usize>> {
        let (before, after) = (self.before(at, LONGEST_LINE), self.after(at, LONGEST_LINE));
        let start = match before.rfind('\n') {
            Some(end) => at - before.len() + end + 1,
            None if before.len() == at => 0,
            None => return None,
        };
        let end = match after.find('\n') {
            Some(end) => at + end,
            None if at + after.len() == self.text.len() => self.text.len(),
            None => return None,
        };
        Some(start..end)
    }

    /// Whether a line is among the first of its paper.
    pub fn is_top(&self, line: &Range<usize>) -> bool {
        match self.form {
            Form::Head | Form::Name => true,
            Form::Notes => false,
            Form::Paper | Form::Table => {
                line.start <= TOP_BYTES
                    && self.text[..line.start].lines().filter(|line| !line.trim().is_empty()).count()
                        < TOP_LINES
            }
        }
    }

    /// Up to `limit` bytes before a place.
    pub fn before(&self, at: usize, limit: usize) -> &'a str {
        let from = self.text.ceil_char_boundary(at.saturating_sub(limit));
        &self.text[from..at]
    }

    /// Up to `limit` bytes after a place.
    pub fn after(&self, at: usize, limit: usize) -> &'a str {
        &self.text[at..self.text.floor_char_boundary((at + limit).min(self.text.len()))]
    }

    pub fn char_before(&self, at: usize) -> Option<char> {
        self.before(at, 4).chars().next_back()
    }

    pub fn char_after(&self, at: usize) -> Option<char> {
        self.after(at, 4).chars().next()
    }

    /// Next to a star or a bar: what is left of a number already masked.
    pub fn is_remainder(&self, start: usize, end: usize) -> bool {
        let masks = |c: Option<char>| c.is_some_and(|c| matches!(c, '*' | '＊' | '█' | '■' | '●'));
        let before = self.before(start, 8).trim_end_matches([' ', '-', '　']).chars().next_back();
        let after = self.after(end, 8).trim_start_matches([' ', '-', '　']).chars().next();
        masks(before) || masks(after)
    }
}
