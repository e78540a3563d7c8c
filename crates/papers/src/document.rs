//! 文书：一份将要印发的文书的内容，与版式无关。Letters and reports are made into it; each exporter draws it.

use jiff::civil::Date;
use law::annual_report::Place;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// One paper: what it says, in reading order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    pub title: String,
    /// The title in the lines it is set in (GB/T 9704: a line ends where a phrase does); empty for one line.
    pub title_lines: Vec<String>,
    pub subtitle: Option<String>,
    /// 成文机关, also the author in the file's properties.
    pub organ: String,
    /// 成文日期
    pub dated: Option<Date>,
    /// «演示数据……», stated on every page.
    pub banner: Option<String>,
    pub blocks: Vec<Block>,
}

impl Document {
    /// The lines of the title as it is set.
    pub fn set_title(&self) -> Vec<&str> {
        if self.title_lines.is_empty() {
            return vec![&self.title];
        }
        self.title_lines.iter().map(String::as_str).collect()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading(Heading),
    Paragraph(Vec<Span>),
    /// Items with no number of their own.
    List(Vec<Vec<Span>>),
    Table(Table),
    Chart(Chart),
    /// Small print under a table or a chart.
    Note(String),
    /// 落款: set at the right.
    Signature(Vec<String>),
    PageBreak,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 is 一、, 2 is （一）; the title of the paper stands above both.
    pub level: u8,
    pub text: String,
    /// The anchor.
    pub id: String,
}

/// Words with, where they state a figure, the way to its records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
    pub text: String,
    pub link: Option<String>,
    pub metric: Option<String>,
}

impl Span {
    pub fn text(text: impl Into<String>) -> Span {
        Span { text: text.into(), ..Span::default() }
    }
}

/// The words of a paragraph without its links.
pub fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// A table as the form prints it: head rows, then body rows, cells spanning rows and columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub id: String,
    pub caption: String,
    /// The caption repeats the heading above it, so it is kept for screen readers only.
    pub caption_hidden: bool,
    pub head: Vec<Vec<Cell>>,
    pub body: Vec<Vec<Cell>>,
    /// Relative widths of the columns; their number is the width of the table.
    pub widths: Vec<u16>,
    /// Rows may be put in another order: a page offers to sort, a workbook to filter.
    pub sortable: bool,
    pub density: Density,
    /// Short enough for one page, so it stands on one.
    pub whole: bool,
}

/// How much room a table has for its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    /// 10.5 pt (五号)
    #[default]
    Normal,
    /// 9 pt (小五号)
    Dense,
}

impl Density {
    const fn points(self) -> f64 {
        match self {
            Density::Normal => 10.5,
            Density::Dense => 9.0,
        }
    }
}

/// 156 mm in points.
const TEXT_WIDTH: f64 = 442.2;
/// What a cell keeps free at both sides together.
const PADDING: f64 = 6.0;
/// The width of a digit, in ems.
const DIGIT: f64 = 0.58;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    pub text: String,
    pub colspan: u16,
    pub rowspan: u16,
    /// Present for headers: which cells it heads.
    pub scope: Option<Scope>,
    pub align: Align,
    /// The number the text prints.
    pub value: Option<Decimal>,
    pub place: Option<Place>,
    pub link: Option<String>,
    pub metric: Option<String>,
    pub mark: Option<Mark>,
}

/// A finding that stands at a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// One word shown beside the number («不符»).
    pub word: String,
    /// The anchor of the finding.
    pub finding: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Column,
    ColumnGroup,
    Row,
    RowGroup,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    Left,
    #[default]
    Centre,
    Right,
}

impl Cell {
    /// A header over columns.
    pub fn column(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), colspan: 1, rowspan: 1, scope: Some(Scope::Column), ..Cell::default() }
    }

    /// A header of a row.
    pub fn row(text: impl Into<String>) -> Cell {
        Cell { scope: Some(Scope::Row), align: Align::Left, ..Cell::column(text) }
    }

    pub fn words(text: impl Into<String>) -> Cell {
        Cell { scope: None, align: Align::Left, ..Cell::column(text) }
    }

    pub fn number(value: impl Into<Decimal>) -> Cell {
        let value = value.into();
        Cell { value: Some(value), align: Align::Right, ..Cell::words(value.to_string()) }
    }

    /// Spans columns and rows; a header that spans becomes the header of a group.
    pub fn spanning(self, colspan: u16, rowspan: u16) -> Cell {
        let scope = match self.scope {
            Some(Scope::Column) if colspan > 1 => Some(Scope::ColumnGroup),
            Some(Scope::Row) if rowspan > 1 => Some(Scope::RowGroup),
            other => other,
        };
        Cell { colspan, rowspan, scope, ..self }
    }

    pub fn aligned(self, align: Align) -> Cell {
        Cell { align, ..self }
    }
}

/// A chart: drawn as SVG, with the words and the table that say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub id: String,
    /// «附图1　……»: the title says the finding.
    pub title: String,
    pub alt: String,
    /// The drawing for paper and wide screens.
    pub svg: String,
    /// The same figures drawn for a narrow screen.
    pub narrow: String,
    /// Width and height of `svg`, in its own units.
    pub size: (u32, u32),
    pub data: Table,
}

/// A cell and where it stands in the grid.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    pub cell: &'a Cell,
    pub row: usize,
    pub column: usize,
}

impl Placed<'_> {
    fn covers(&self, row: usize, column: usize) -> bool {
        let rows = self.row..self.row + usize::from(self.cell.rowspan);
        let columns = self.column..self.column + usize::from(self.cell.colspan);
        rows.contains(&row) && columns.contains(&column)
    }
}

impl Table {
    pub fn width(&self) -> usize {
        self.widths.len()
    }

    pub fn rows(&self) -> impl Iterator<Item = &Vec<Cell>> {
        self.head.iter().chain(&self.body)
    }

    /// The size of its text in points: small enough that the longest number stays inside its cell on a page whose
    /// text is 156 mm wide.
    pub fn text_points(&self) -> f64 {
        let usual = self.density.points();
        let whole: u32 = self.widths.iter().map(|width| u32::from(*width)).sum();
        let numbers = self.placed().into_iter().filter(|placed| placed.cell.value.is_some());
        numbers
            .fold(usual, |size: f64, placed| {
                let columns = placed.column..placed.column + usize::from(placed.cell.colspan);
                let width: u32 =
                    self.widths.get(columns).unwrap_or_default().iter().map(|width| u32::from(*width)).sum();
                let room = TEXT_WIDTH * f64::from(width) / f64::from(whole.max(1)) - PADDING;
                size.min(room / (placed.cell.text.chars().count().max(1) as f64 * DIGIT))
            })
            .max(5.0)
    }

    /// The columns as near their wished widths as leaves room for every number at its usual size, in tenths of a
    /// point. Where there are too many numbers for that, all columns give way alike.
    pub fn widths_with_room(&self) -> Vec<u16> {
        let needs = self.needs();
        let mut given: Vec<Option<f64>> = vec![None; self.width()];
        loop {
            let open = |column: &usize| given[*column].is_none();
            let taken: f64 = given.iter().flatten().sum();
            let wished: u32 =
                (0..self.width()).filter(open).map(|column| u32::from(self.widths[column])).sum();
            let share = |column: usize| {
                f64::max(TEXT_WIDTH - taken, 0.0) * f64::from(self.widths[column]) / f64::from(wished.max(1))
            };
            let short: Vec<usize> =
                (0..self.width()).filter(open).filter(|column| share(*column) < needs[*column]).collect();
            if short.is_empty() {
                let width = |column: usize| given[column].unwrap_or_else(|| share(column));
                return (0..self.width()).map(|column| (width(column) * 10.0).round() as u16).collect();
            }
            short.into_iter().for_each(|column| given[column] = Some(needs[column]));
        }
    }

    /// What each column needs for its longest number, or else for two characters of its head.
    fn needs(&self) -> Vec<f64> {
        let points = self.density.points();
        // Half a point over, so that rounding the widths takes nothing from a number.
        let room = PADDING + 0.5;
        let mut needs = vec![2.0 * points + room; self.width()];
        for placed in self.placed().into_iter().filter(|placed| placed.cell.value.is_some()) {
            let number = placed.cell.text.chars().count() as f64 * DIGIT * points + room;
            if let Some(need) = needs.get_mut(placed.column).filter(|_| placed.cell.colspan == 1) {
                *need = need.max(number);
            }
        }
        needs
    }

    /// Every cell with its place in the grid, spans worked out.
    pub fn placed(&self) -> Vec<Placed<'_>> {
        let mut taken = HashSet::new();
        let mut placed = Vec::new();
        for (row, cells) in self.rows().enumerate() {
            let mut column = 0;
            for cell in cells {
                while taken.contains(&(row, column)) {
                    column += 1;
                }
                for below in row..row + usize::from(cell.rowspan) {
                    taken.extend((column..column + usize::from(cell.colspan)).map(|right| (below, right)));
                }
                placed.push(Placed { cell, row, column });
                column += usize::from(cell.colspan);
            }
        }
        placed
    }

    /// The cell that covers each place of the grid, as an index into [`Table::placed`].
    pub fn grid(&self) -> Vec<Vec<Option<usize>>> {
        let mut grid = vec![vec![None; self.width()]; self.head.len() + self.body.len()];
        for (index, placed) in self.placed().iter().enumerate() {
            for row in placed.row..placed.row + usize::from(placed.cell.rowspan) {
                for column in placed.column..placed.column + usize::from(placed.cell.colspan) {
                    if let Some(slot) = grid.get_mut(row).and_then(|cells| cells.get_mut(column)) {
                        *slot = Some(index);
                    }
                }
            }
        }
        grid
    }

    /// The headers of a cell, as indices into [`Table::placed`]: the nearest run of column headers above it, then
    /// the row headers to its left, each in reading order.
    pub fn headers(&self, placed: &[Placed<'_>], of: usize) -> Vec<usize> {
        let cell = placed[of];
        let above = nearest_headers_above(placed, cell);
        let left = (0..placed.len()).filter(|&index| {
            let header = placed[index];
            matches!(header.cell.scope, Some(Scope::Row | Scope::RowGroup))
                && header.column < cell.column
                && (0..cell.column).any(|column| header.covers(cell.row, column))
        });
        above.into_iter().chain(left).collect()
    }
}

fn nearest_headers_above(placed: &[Placed<'_>], cell: Placed<'_>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for row in (0..cell.row).rev() {
        let covering = placed.iter().position(|other| other.covers(row, cell.column));
        match covering {
            Some(index) if matches!(placed[index].cell.scope, Some(Scope::Column | Scope::ColumnGroup)) => {
                if found.last() != Some(&index) {
                    found.push(index);
                }
            }
            _ if found.is_empty() => {}
            _ => break,
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sample() -> Table {
        Table {
            head: vec![
                vec![Cell::column("项目").spanning(1, 2), Cell::column("申请人").spanning(2, 1)],
                vec![Cell::column("自然人"), Cell::column("总计")],
            ],
            body: vec![
                vec![Cell::row("办理").spanning(1, 2), Cell::number(1), Cell::number(1)],
                vec![Cell::number(2), Cell::number(3)],
                vec![Cell::column("另一块").spanning(3, 1)],
                vec![Cell::row("许可"), Cell::number(4).spanning(2, 1)],
            ],
            widths: vec![2, 1, 1],
            ..Table::default()
        }
    }

    fn check(row: usize, column: usize, headers: &[&str]) {
        let table = sample();
        let placed = table.placed();
        let of = table.grid()[row][column].unwrap();
        let found: Vec<&str> =
            table.headers(&placed, of).into_iter().map(|index| placed[index].cell.text.as_str()).collect();
        assert_eq!(found, headers, "cell at {row}, {column}");
    }

    #[test]
    fn a_cell_has_the_headers_above_and_to_the_left() {
        check(2, 1, &["申请人", "自然人", "办理"]);
        check(3, 2, &["申请人", "总计", "办理"]);
    }

    #[test]
    fn a_block_inside_the_table_has_its_own_headers_only() {
        check(5, 1, &["另一块", "许可"]);
    }

    #[test]
    fn long_numbers_are_set_smaller_never_cut() {
        let size = |number: u64| {
            let body = vec![vec![Cell::number(number); 15]];
            Table { body, widths: vec![1; 15], density: Density::Dense, ..Table::default() }.text_points()
        };
        // A fifteenth of 442.2 pt less 6 pt of padding is 23.5 pt: four digits at 9 pt, eight at 5 pt.
        assert_eq!(size(1234), 9.0);
        assert!(size(123_456) < 7.0 && size(123_456) > 6.5);
    }

    #[test]
    fn columns_make_room_for_their_numbers_before_the_words_shrink() {
        let cells = |numbers: &[u64]| {
            let mut row = vec![Cell::row("乡镇人民政府和街道办事处")];
            row.extend(numbers.iter().map(|number| Cell::number(*number)));
            row
        };
        let table = |numbers: &[u64]| {
            let body = vec![cells(numbers)];
            let widths = [vec![6], vec![2; numbers.len()]].concat();
            let table = Table { body, widths, density: Density::Dense, ..Table::default() };
            Table { widths: table.widths_with_room(), ..table }
        };
        // Eleven columns: at the wished widths 442.2 × 2 ÷ 28 = 31.6 pt hold four digits of 9 pt; eight need 47.8 pt.
        let fitted = table(&[24, 27, 142_515, 0, 142_515, 0, 15_835, 0, 21_335_352, 0, 0]);
        assert_eq!(fitted.text_points(), 9.0);
        assert!(fitted.widths[0] > 600, "{:?}", fitted.widths);
        let usual = table(&[24, 27, 0]);
        // 442.2 × 6 ÷ 12 = 221.1 and 442.2 × 2 ÷ 12 = 73.7.
        assert_eq!(usual.widths, [2211, 737, 737, 737]);
        assert!(table(&[123_456_789; 12]).text_points() < 9.0);
    }

    #[test]
    fn spans_fill_the_grid_without_gaps() {
        assert!(sample().grid().iter().flatten().all(Option::is_some));
    }
}
