//! 成行：characters put together to lines and words by where they stand.

use super::walk::Glyph;

/// A line: its text, and for each of its characters the glyphs that print it.
pub struct Line {
    pub text: String,
    pub glyphs: Vec<Vec<usize>>,
}

/// The visible characters of a page, line by line from top to bottom.
pub fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut order: Vec<usize> = (0..glyphs.len()).filter(|index| !glyphs[*index].hidden).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&glyphs[*a], &glyphs[*b]);
        a.bottom.total_cmp(&b.bottom).then(a.frame.x0.total_cmp(&b.frame.x0))
    });
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut baseline = f64::NEG_INFINITY;
    for index in order {
        let glyph = &glyphs[index];
        let same = glyph.bottom - baseline < 0.35 * glyph.size.min(40.0);
        match rows.last_mut().filter(|_| same) {
            Some(row) => row.push(index),
            None => {
                baseline = glyph.bottom;
                rows.push(vec![index]);
            }
        }
    }
    rows.into_iter().map(|row| line(glyphs, row)).filter(|line| !line.text.trim().is_empty()).collect()
}

fn line(glyphs: &[Glyph], mut row: Vec<usize>) -> Line {
    row.sort_by(|a, b| glyphs[*a].frame.x0.total_cmp(&glyphs[*b].frame.x0));
    let mut line = Line { text: String::new(), glyphs: Vec::new() };
    let mut last: Option<&Glyph> = None;
    for index in row {
        let glyph = &glyphs[index];
        // Bold faked by printing twice is one character, printed by both.
        let again = last.is_some_and(|last| {
            last.text == glyph.text && glyph.frame.x0 - last.frame.x0 < 0.2 * glyph.size && glyph.text != " "
        });
        if again {
            if let Some(both) = line.glyphs.last_mut() {
                both.push(index);
            }
            continue;
        }
        let gap = last.map_or(0.0, |last| glyph.frame.x0 - last.frame.x1);
        // Narrow cells of a table leave little between a number and the next.
        let digits = last.is_some_and(|last| is_digit(last) && is_digit(glyph));
        let apart = if digits { 0.2 } else { 0.3 } * glyph.size;
        if gap > apart && !line.text.ends_with(' ') && !glyph.text.starts_with(' ') {
            line.text.push(' ');
            line.glyphs.push(Vec::new());
        }
        // A code the font does not explain is shown as a mark, so that it can be struck.
        let text = if glyph.text.is_empty() { "\u{fffd}" } else { &glyph.text };
        for c in text.chars() {
            line.text.push(c);
            line.glyphs.push(vec![index]);
        }
        last = Some(glyph);
    }
    line
}

fn is_digit(glyph: &Glyph) -> bool {
    glyph.text.chars().all(|c| c.is_ascii_digit()) && !glyph.text.is_empty()
}
