//! 文本：Markdown and the scraped layouts in which tables survive as bars, cell lines or blank lines.

use super::fold::is_page_mark;
use super::piece::{Cell, Piece, Pieces, Row};
use super::text_layout::{self, Layout};

/// How a text line bears cells.
enum Shape<'a> {
    Blank,
    /// Only bars: a row mark, padding, or a separator between cells.
    Bars(usize),
    /// `| a | b |`
    Markdown(Vec<&'a str>),
    /// `|---|---|`
    Ruler,
    /// `+---+===+`, and `|   +---+` beside a cell over several rows.
    GridRuler,
    /// `a | b | c |||`
    Joined(Vec<&'a str>),
    /// `a |` or `a | ||`
    CellLine(&'a str),
    Text(&'a str),
}

fn shape(line: &str) -> Shape<'_> {
    // ` | 14 | 0 |`: the row's first cell is blank, which a row of Markdown would not say by a space.
    let first_blank = line.starts_with(' ') && line.trim_start().starts_with("| ");
    let line = line.trim();
    if line.is_empty() {
        return Shape::Blank;
    }
    if is_grid_ruler(line) {
        return Shape::GridRuler;
    }
    if !line.contains('|') {
        return Shape::Text(line);
    }
    if line.bytes().all(|b| b == b'|' || b == b' ') {
        // `| ||`: a blank cell ends the row; `||`: padding alone.
        let blank = line.starts_with("| ");
        return if blank { Shape::CellLine("") } else { Shape::Bars(line.len()) };
    }
    if let Some(inner) = line.strip_prefix('|').filter(|_| !first_blank) {
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        let cells: Vec<&str> = inner.split('|').map(str::trim).collect();
        let ruled = cells
            .iter()
            .all(|cell| cell.contains('-') && cell.bytes().all(|b| matches!(b, b'-' | b':' | b' ')));
        return if ruled && inner.contains("--") { Shape::Ruler } else { Shape::Markdown(cells) };
    }
    let trimmed = line.trim_end_matches(['|', ' ']);
    if trimmed.contains('|') {
        let ends_in_row = line.ends_with('|');
        let mut cells: Vec<&str> = line.split('|').map(str::trim).collect();
        // `a | b | c | ||`: what follows the last bar is not a cell, and the bars at the end pad the row.
        if ends_in_row {
            cells.pop();
        }
        return Shape::Joined(cells);
    }
    Shape::CellLine(trimmed)
}

fn is_grid_ruler(line: &str) -> bool {
    let ruled = line.ends_with('+') && (line.contains("+--") || line.contains("+=="));
    let opened = line.starts_with(['+', '|']);
    ruled && opened && (line.starts_with('+') || line.contains("--+") || line.contains("==+"))
}

/// Takes text apart. Knows nothing of reports: it only tells cells from lines.
pub fn pieces(text: &str, pieces: &mut Pieces) {
    let mut reader = Reader {
        pieces,
        table: 0,
        row: 0,
        columns: 0,
        blanks: 0,
        bar_before: false,
        separated: separated(text),
        layout: text_layout::measure(text),
        page: 0,
        grid_row: None,
    };
    for line in text.lines() {
        if !reader.pieces.has_room() {
            return;
        }
        reader.line(line);
    }
    reader.end_grid_row();
}

/// Whether lines of a single bar stand between cells (the cells themselves bear none).
fn separated(text: &str) -> bool {
    let (mut alone, mut borne) = (0usize, 0usize);
    for line in text.lines() {
        match line.trim() {
            "|" => alone += 1,
            line if line.ends_with('|') => borne += 1,
            _ => {}
        }
    }
    alone > borne
}

struct Reader<'a> {
    pieces: &'a mut Pieces,
    table: u32,
    row: u32,
    columns: usize,
    blanks: usize,
    bar_before: bool,
    separated: bool,
    /// Cells stand under one another, apart by spaces.
    layout: Option<Layout>,
    page: usize,
    /// The row of a grid table being read, its cells' lines one below the other.
    grid_row: Option<Vec<String>>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) {
        self.page += line.matches('\u{c}').count() + usize::from(self.layout.is_some() && is_page_mark(line));
        let shape = shape(line);
        if !matches!(shape, Shape::Markdown(_) | Shape::Ruler | Shape::GridRuler) {
            self.end_grid_row();
            self.columns = 0;
        }
        if !matches!(shape, Shape::Blank) {
            self.blank_cells();
        }
        let bar_before = std::mem::take(&mut self.bar_before);
        match shape {
            Shape::Blank => {
                self.blanks += 1;
                self.bar_before = bar_before;
            }
            Shape::Bars(1) => {
                // Between cells a second bar in a row means that the cell between is blank.
                if !self.separated || bar_before {
                    self.pieces.push(Piece::Cell(String::new()));
                }
                self.bar_before = true;
            }
            Shape::Bars(_) | Shape::Ruler => {}
            Shape::GridRuler => {
                self.end_grid_row();
                self.grid_row = Some(Vec::new());
            }
            Shape::Markdown(cells) => match &mut self.grid_row {
                Some(row) => grid_line(row, &cells),
                None => self.markdown(&cells),
            },
            Shape::Joined(cells) => self.joined(&cells),
            Shape::CellLine(text) => self.pieces.push(Piece::Cell(text.to_string())),
            Shape::Text(text) => match self.layout.and_then(|layout| layout.words(line, self.page)) {
                Some(words) => self.pieces.push(Piece::Words(words)),
                None => self.text(text),
            },
        }
    }

    /// Cells set apart by blank lines: two more than the usual one blank line make a blank cell.
    fn blank_cells(&mut self) {
        let blanks = std::mem::take(&mut self.blanks);
        if self.layout.is_some() {
            return;
        }
        for _ in 0..blanks.saturating_sub(1).min(64) / 2 {
            self.pieces.push(Piece::Cell(String::new()));
        }
    }

    fn text(&mut self, text: &str) {
        if is_page_mark(text) {
            return;
        }
        let text = text.trim_start_matches('#').trim();
        if text.contains("**") {
            self.pieces.line(&text.replace("**", ""));
        } else {
            self.pieces.line(text);
        }
    }

    fn markdown(&mut self, cells: &[&str]) {
        // `| label |` inside a scraped table is a cell line that also opens the row.
        if cells.len() == 1 {
            self.pieces.push(Piece::Cell(cells[0].to_string()));
            return;
        }
        if self.columns != cells.len() {
            self.columns = cells.len();
            self.table += 1;
            self.row = 0;
        }
        self.push_row(cells, true);
    }

    /// The row of a grid table that ends at its ruler.
    fn end_grid_row(&mut self) {
        if let Some(row) = self.grid_row.take().filter(|row| !row.is_empty()) {
            self.markdown(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    fn joined(&mut self, cells: &[&str]) {
        self.push_row(cells, false);
    }

    fn push_row(&mut self, cells: &[&str], grid: bool) {
        self.row += 1;
        let cells = cells.iter().zip(0..).map(|(text, column)| Cell {
            text: cell_text(text),
            column,
            spanned: false,
        });
        self.pieces.push(Piece::Row(Row {
            table: self.table,
            index: self.row,
            grid,
            cells: cells.collect(),
        }));
    }
}

/// Adds a line of a grid table to the cells of its row.
fn grid_line(row: &mut Vec<String>, cells: &[&str]) {
    row.resize(row.len().max(cells.len()), String::new());
    for (cell, line) in row.iter_mut().zip(cells).filter(|(_, line)| !line.is_empty()) {
        if !cell.is_empty() {
            cell.push('\n');
        }
        cell.push_str(line);
    }
}

/// What Markdown writes in a cell that is none of its words: `<br>`, `&nbsp;`, `**1**`, `\\*`.
fn cell_text(text: &str) -> String {
    if !text.contains(['<', '&', '*', '\\']) {
        return text.to_string();
    }
    let text =
        ["<br>", "<br/>", "<br />"].iter().fold(text.to_string(), |text, mark| text.replace(mark, "\n"));
    let text = text.replace("&nbsp;", " ").replace("**", "").replace('\\', "");
    text.trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Limits;

    fn check(text: &str, expected: &str) {
        let mut found = Pieces::new(&Limits::default());
        pieces(text, &mut found);
        let shown: Vec<String> = found
            .list
            .iter()
            .map(|piece| match piece {
                Piece::Line(text) => format!("L {text}"),
                Piece::Cell(text) => format!("C {text}"),
                Piece::Row(row) => {
                    format!(
                        "R {}",
                        row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("/")
                    )
                }
                Piece::Words(_) | Piece::Image => "?".into(),
            })
            .collect();
        assert_eq!(shown.join("\n"), expected);
    }

    #[test]
    fn each_scraped_layout_yields_its_cells() {
        check("规章 | 22 | | 235 |\n", "R 规章/22//235");
        check("规章 |\n22 |\n235 | ||\n", "C 规章\nC 22\nC 235");
        check("规章 |\n22 |\n|||\n", "C 规章\nC 22");
        check("| 规章 | 22 |\n|---|---|\n| a |  |", "R 规章/22\nR a/");
        check("规章\n|\n22\n|\n|\n235\n", "L 规章\nL 22\nC \nL 235");
        check("规章\n\n22\n\n\n\n235\n", "L 规章\nL 22\nC \nL 235");
    }

    #[test]
    fn grid_tables_join_the_lines_of_a_cell() {
        check(
            "+----+---+\n| 规 | 2 |\n| 章 |   |\n+====+===+\n|    | 3 |\n+----+---+\n尾",
            "R 规\n章/2\nR /3\nL 尾",
        );
    }

    #[test]
    fn marks_of_markdown_in_a_cell_are_no_words() {
        check("| **规章** | 12<br>59 | &nbsp; |\n|---|---|---|", "R 规章/12\n59/");
    }

    #[test]
    fn page_numbers_and_markdown_marks_are_not_text() {
        check("## 一、总体情况\n— 3 —\n**全年**无", "L 一、总体情况\nL 全年无");
    }
}
