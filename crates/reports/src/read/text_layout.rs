//! 按版面转出的文本（pdftotext -layout）：figures set under one another by spaces; where a row leaves cells
//! blank, the place of its figures in the line says which.

use super::fold;
use super::piece::{PAGE, Word};

/// Lines of figures beyond these do not change how a text is measured.
const MAX_LINES: usize = 2000;
/// A row with fewer figures does not show all columns.
const FULL: usize = 7;
/// How far, in columns, one line's figure counts as astray from another's.
const FAR: f32 = 4.0;

/// How the text sets its columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// Columns a Chinese character takes: two on a screen, one in what pdftotext counts.
    wide: u32,
    edge: Edge,
}

/// What of the figures stands under one another.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Edge {
    Left,
    Middle,
    Right,
}

/// The way of measuring by which the figures stand best under one another; `None` where no row shows columns.
pub fn measure(text: &str) -> Option<Layout> {
    let mut page = 0;
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for line in text.lines() {
        page += line.matches('\u{c}').count() + usize::from(fold::is_page_mark(line));
        if figures(line) > 0 || is_head(line) {
            lines.push((page, line));
        }
    }
    lines.truncate(MAX_LINES);
    lines.iter().any(|(_, line)| figures(line) >= FULL).then_some(())?;
    let ways = [2, 1].into_iter().flat_map(|wide| {
        [Edge::Middle, Edge::Right, Edge::Left].into_iter().map(move |edge| Layout { wide, edge })
    });
    ways.map(|way| (way, way.astray(&lines))).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(way, _)| way)
}

/// How many figures end a line whose words stand apart by more than a space.
fn figures(line: &str) -> usize {
    let figure = line.bytes().any(|b| b.is_ascii_digit());
    if !figure || !line.trim().contains("  ") || line.contains(['\t', '|']) {
        return 0;
    }
    line.split_whitespace().rev().take_while(|word| fold::value(word).is_some()).count()
}

/// The head of table 3 in one line.
fn is_head(line: &str) -> bool {
    line.contains("自然人") && line.trim_end().ends_with("总计") && line.split_whitespace().count() == FULL
}

impl Layout {
    /// The words of a line of figures with their places; `None` where it is no such line.
    pub fn words(self, line: &str, page: usize) -> Option<Vec<Word>> {
        if figures(line) == 0 && !is_head(line) {
            return None;
        }
        let page = PAGE * (page % 1000 + 1) as f32;
        let word = |(text, at): (&str, f32)| Word { text: text.into(), left: page + at, right: page + at };
        Some(self.places(line).into_iter().map(word).collect())
    }

    /// The words of a line, and the column each is set by.
    fn places(self, line: &str) -> Vec<(&str, f32)> {
        let mut places = Vec::new();
        let (mut column, mut start) = (0_u32, None);
        for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
            match (c.is_whitespace(), start) {
                (false, None) => start = Some((at, column)),
                (true, Some((from, first))) => {
                    places.push((&line[from..at], self.edge(first, column)));
                    start = None;
                }
                (true, None) | (false, Some(_)) => {}
            }
            let width = match c {
                '\u{c}' => 0,
                c if c < '\u{1100}' => 1,
                _ => self.wide,
            };
            column = (column + width).min(4000);
        }
        places
    }

    fn edge(self, first: u32, end: u32) -> f32 {
        match self.edge {
            Edge::Left => first as f32,
            Edge::Middle => (first + end) as f32 / 2.0,
            Edge::Right => end as f32,
        }
    }

    /// How far the figures stand from those of the first full row of their page.
    fn astray(self, lines: &[(usize, &str)]) -> f32 {
        let mut sum = 0.0;
        for page in lines.chunk_by(|a, b| a.0 == b.0) {
            let full = page.iter().find(|(_, line)| figures(line) >= FULL);
            let Some((_, full)) = full.or_else(|| page.iter().find(|(_, line)| is_head(line))) else {
                continue;
            };
            let columns = self.last(full, figures(full).clamp(FULL, 16));
            for (_, line) in page {
                for at in self.last(line, figures(line).min(16)) {
                    let near = columns.iter().map(|column| (column - at).abs()).fold(FAR, f32::min);
                    sum += near;
                }
            }
        }
        sum
    }

    fn last(self, line: &str, count: usize) -> Vec<f32> {
        self.places(line).into_iter().rev().take(count).map(|(_, at)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_the_way_they_stand_under_one_another() {
        // On a screen a Chinese character takes two columns, in pdftotext's count one.
        let screen = "予以公开      1  0  0  0  0  0  1\n（二）部分公开      2        2\n总计          3  0  0  0  0  0  3\n";
        assert_eq!(measure(screen).map(|layout| layout.wide), Some(2));
        let counted = "予以公开      1  0  0  0  0  0  1\n二部分公开     2              2\n总计        3  0  0  0  0  0  3\n";
        assert_eq!(measure(counted).map(|layout| layout.wide), Some(1));
        assert_eq!(measure("全年 3 件。\n规章 | 1 | 2\n"), None);
    }

    #[test]
    fn any_line_is_measured_without_harm() {
        let long = format!("{}  0  0  0  0  0  0  0", "字".repeat(100_000));
        let layout = measure(&long).expect("the line has seven figures");
        assert_eq!(layout.words(&long, usize::MAX).map(|words| words.len()), Some(8));
    }
}
