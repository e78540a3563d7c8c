//! 版面元素：what every format is turned into before anything is understood.

use super::Limits;

/// One element of a paper in reading order.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A line or paragraph of text.
    Line(String),
    /// A line whose words have positions on the page (PDF); x in points from the left.
    Words(Vec<Word>),
    /// One cell of a table whose rows are not marked (scraped text). Blank: "".
    Cell(String),
    /// A row of a table.
    Row(Row),
    Image,
}

/// Added to the places of a text's words once for each page, from 1: pages set their columns each their own way.
/// The words of a PDF, whose pages are all of one measure, stand on page 0.
pub const PAGE: f32 = 10_000.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub text: String,
    pub left: f32,
    pub right: f32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which table of the file, from 1.
    pub table: u32,
    /// Which row of the table, from 1.
    pub index: u32,
    /// The columns of the table's rows line up (HTML, DOCX, XLSX, Markdown).
    pub grid: bool,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub text: String,
    pub column: u32,
    /// Continues a cell that began in a row above or a column before.
    pub spanned: bool,
}

/// A paper being taken apart.
#[derive(Debug, Default)]
pub struct Pieces {
    pub list: Vec<Piece>,
    /// What the file itself calls its title (HTML `<title>`).
    pub title: Option<String>,
    /// More pieces than [`Limits::pieces`]: the rest was left out.
    pub cut: bool,
    room: usize,
}

impl Pieces {
    pub fn new(limits: &Limits) -> Pieces {
        Pieces { room: limits.pieces, ..Pieces::default() }
    }

    pub fn push(&mut self, piece: Piece) {
        let weight = match &piece {
            Piece::Row(row) => row.cells.len().max(1),
            Piece::Words(words) => words.len().max(1),
            Piece::Line(_) | Piece::Cell(_) | Piece::Image => 1,
        };
        match self.room.checked_sub(weight) {
            Some(room) => {
                self.room = room;
                self.list.push(piece);
            }
            None => self.cut = true,
        }
    }

    pub fn line(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.push(Piece::Line(text.to_string()));
        }
    }

    pub fn has_room(&self) -> bool {
        !self.cut
    }
}

/// A cell as a format states it, before its spans are laid out.
#[derive(Debug, Clone, Default)]
pub struct Spanning {
    pub text: String,
    pub columns: u32,
    pub rows: u32,
}

/// The widest table that is laid out; wider ones are cut, as no report form comes near it.
const MAX_COLUMNS: u32 = 200;

/// Lays cells with spans out on a grid, row by row.
#[derive(Debug, Default)]
pub struct Grid {
    table: u32,
    index: u32,
    /// For each column, how many further rows the cell above still covers, and its text.
    hanging: Vec<(u32, String)>,
}

impl Grid {
    pub fn new(table: u32) -> Grid {
        Grid { table, ..Grid::default() }
    }

    /// The next row of the table with every covered column filled in.
    pub fn row(&mut self, cells: Vec<Spanning>) -> Row {
        self.index += 1;
        let mut row =
            Row { table: self.table, index: self.index, grid: true, cells: Vec::with_capacity(cells.len()) };
        let mut column = 0;
        for cell in cells {
            column = self.hang(column, &mut row);
            if column >= MAX_COLUMNS {
                break;
            }
            let last = (column + cell.columns.max(1)).min(MAX_COLUMNS);
            let covered = column..last;
            if cell.rows > 1 {
                covered.clone().for_each(|at| self.hang_at(at, cell.rows - 1, &cell.text));
            }
            for (text, at) in std::iter::repeat_n(cell.text, covered.len()).zip(covered) {
                row.cells.push(Cell { text, column: at, spanned: at > column });
            }
            column = last;
        }
        self.hang(column, &mut row);
        row
    }

    /// Fills the columns from `column` on that a cell above covers.
    fn hang(&mut self, mut column: u32, row: &mut Row) -> u32 {
        while let Some((left, text)) = self.hanging.get_mut(column as usize) {
            if *left == 0 {
                break;
            }
            *left -= 1;
            row.cells.push(Cell { text: text.clone(), column, spanned: true });
            column += 1;
        }
        column
    }

    fn hang_at(&mut self, column: u32, rows: u32, text: &str) {
        let column = column as usize;
        if self.hanging.len() <= column {
            self.hanging.resize(column + 1, (0, String::new()));
        }
        self.hanging[column] = (rows.min(1000), text.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, columns: u32, rows: u32) -> Spanning {
        Spanning { text: text.into(), columns, rows }
    }

    fn check(rows: Vec<Vec<Spanning>>, expected: &[&str]) {
        let mut grid = Grid::new(1);
        let laid: Vec<String> = rows
            .into_iter()
            .map(|row| {
                let row = grid.row(row);
                row.cells
                    .iter()
                    .map(|cell| {
                        format!("{}{}{}", cell.column, if cell.spanned { "+" } else { "=" }, cell.text)
                    })
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        assert_eq!(laid, expected);
    }

    #[test]
    fn spans_cover_the_columns_and_rows_they_name() {
        check(
            vec![
                vec![cell("note", 3, 2), cell("who", 2, 1)],
                vec![cell("a", 1, 1), cell("b", 1, 1)],
                vec![cell("x", 1, 1)],
            ],
            &["0=note 1+note 2+note 3=who 4+who", "0+note 1+note 2+note 3=a 4=b", "0=x"],
        );
    }

    #[test]
    fn a_cell_that_hangs_behind_the_last_cell_is_still_there() {
        check(
            vec![vec![cell("a", 1, 1), cell("total", 1, 2)], vec![cell("b", 1, 1)]],
            &["0=a 1=total", "0=b 1+total"],
        );
    }
}
