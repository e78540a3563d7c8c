//! PDF 表格线：the lines drawn around cells say which figure stands in which cell, blank cells included,
//! and that a number broken at the margin of its cell is one number.

use super::pdf::{Char, words};
use super::piece::{Cell, Row};
use kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// Lines of a page beyond these draw no table of a report.
const MAX_LINES: usize = 20_000;
/// Lines of one direction left after those in a row were joined.
const MAX_JOINED: usize = 400;
/// A filled area thinner than this is a line.
const THIN: f64 = 2.5;
/// Lines nearer than this stand at the same place, and ends nearer than this meet.
const NEAR: f64 = 2.5;

/// A line along one axis: `at` on the other axis, `from`…`to` along its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    at: f64,
    from: f64,
    to: f64,
}

/// The lines drawn on a page; y from the top.
#[derive(Debug, Default)]
pub struct Lines {
    across: Vec<Line>,
    down: Vec<Line>,
}

impl Lines {
    /// Takes the straight lines of a path; `height` is the page's.
    pub fn draw(&mut self, path: &BezPath, transform: Affine, filled: bool, height: f64) {
        if self.across.len() + self.down.len() >= MAX_LINES {
            return;
        }
        let place = |point: Point| {
            let point = transform * point;
            Point::new(point.x, height - point.y)
        };
        if filled {
            for part in subpaths(path) {
                self.area(part.into_iter().map(place));
            }
            return;
        }
        let (mut start, mut last) = (Point::ORIGIN, Point::ORIGIN);
        for element in path.elements() {
            let next = match element {
                PathEl::MoveTo(point) => {
                    (start, last) = (place(*point), place(*point));
                    continue;
                }
                PathEl::LineTo(point) => place(*point),
                PathEl::ClosePath => start,
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                    last = place(*point);
                    continue;
                }
            };
            self.segment(last, next);
            last = next;
        }
    }

    fn area(&mut self, points: impl Iterator<Item = Point>) {
        let points: Vec<Point> = points.collect();
        let Some(first) = points.first() else { return };
        let bounds =
            points.iter().fold(Rect::from_points(*first, *first), |bounds, point| bounds.union_pt(*point));
        let center = bounds.center();
        if bounds.height() <= THIN && bounds.width() > bounds.height() {
            self.segment(Point::new(bounds.x0, center.y), Point::new(bounds.x1, center.y));
        } else if bounds.width() <= THIN && bounds.height() > bounds.width() {
            self.segment(Point::new(center.x, bounds.y0), Point::new(center.x, bounds.y1));
        }
    }

    fn segment(&mut self, a: Point, b: Point) {
        if ![a.x, a.y, b.x, b.y].into_iter().all(f64::is_finite) {
            return;
        }
        let (width, height) = ((a.x - b.x).abs(), (a.y - b.y).abs());
        if height < 0.5 && width > 0.5 {
            self.across.push(Line { at: (a.y + b.y) / 2.0, from: a.x.min(b.x), to: a.x.max(b.x) });
        } else if width < 0.5 && height > 0.5 {
            self.down.push(Line { at: (a.x + b.x) / 2.0, from: a.y.min(b.y), to: a.y.max(b.y) });
        }
    }

    /// The tables the lines draw, from top to bottom.
    pub fn tables(self) -> Vec<Table> {
        let (across, down) = (join(self.across), join(self.down));
        if across.len() > MAX_JOINED || down.len() > MAX_JOINED {
            return Vec::new();
        }
        let mut tables: Vec<Table> = connected(&across, &down)
            .into_iter()
            .filter_map(|(across, down)| Table::new(&across, &down))
            .collect();
        tables.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]));
        tables
    }
}

fn subpaths(path: &BezPath) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for element in path.elements() {
        match element {
            PathEl::MoveTo(point) => parts.push(vec![*point]),
            PathEl::LineTo(point) | PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                if let Some(part) = parts.last_mut() {
                    part.push(*point);
                }
            }
            PathEl::ClosePath => {}
        }
    }
    parts
}

/// Joins lines that lie in one another's course, drawn cell by cell as they may be.
fn join(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined: Vec<Line> = Vec::new();
    let mut rest = lines.as_slice();
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|line| line.at - first.at <= NEAR).count();
        let (mut course, after) = (rest[..same].to_vec(), &rest[same..]);
        course.sort_by(|a, b| a.from.total_cmp(&b.from));
        let begin = joined.len();
        for line in course {
            match joined[begin..].last_mut().filter(|last| line.from <= last.to + NEAR) {
                Some(last) => last.to = last.to.max(line.to),
                None => joined.push(Line { at: first.at, ..line }),
            }
        }
        rest = after;
    }
    // What is shorter than a letter is a corner or a mark.
    joined.retain(|line| line.to - line.from > 4.0);
    joined
}

/// Lines that meet one another belong to one table.
fn connected(across: &[Line], down: &[Line]) -> Vec<(Vec<Line>, Vec<Line>)> {
    let meet = |a: &Line, d: &Line| {
        let within = |at: f64, line: &Line| (line.from - NEAR..=line.to + NEAR).contains(&at);
        within(d.at, a) && within(a.at, d)
    };
    let mut taken = (vec![false; across.len()], vec![false; down.len()]);
    let mut groups = Vec::new();
    for first in 0..across.len() {
        if std::mem::replace(&mut taken.0[first], true) {
            continue;
        }
        let mut group = (vec![across[first]], Vec::new());
        let (mut a, mut d) = (0, 0);
        while a < group.0.len() || d < group.1.len() {
            if let Some(line) = group.0.get(a).copied() {
                a += 1;
                collect(down, &mut taken.1, &mut group.1, |other| meet(&line, other));
            } else if let Some(line) = group.1.get(d).copied() {
                d += 1;
                collect(across, &mut taken.0, &mut group.0, |other| meet(other, &line));
            }
        }
        groups.push(group);
    }
    groups
}

fn collect(lines: &[Line], taken: &mut [bool], into: &mut Vec<Line>, meets: impl Fn(&Line) -> bool) {
    for (line, taken) in lines.iter().zip(taken) {
        if !*taken && meets(line) {
            *taken = true;
            into.push(*line);
        }
    }
}

/// A table as its lines draw it.
#[derive(Debug)]
pub struct Table {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// The cell each square of the grid belongs to, named by its first square.
    cell: Vec<usize>,
}

impl Table {
    fn new(across: &[Line], down: &[Line]) -> Option<Table> {
        // Tables are printed without their outer lines too: the ends of the others stand for them.
        let xs = places(down.iter().map(|line| line.at), across);
        let ys = places(across.iter().map(|line| line.at), down);
        let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
        // A table's last row may stand alone on the next page.
        let small = columns < 2 || rows < 1 || (rows == 1 && columns < 5);
        if down.is_empty() || small || columns * rows > 40_000 {
            return None;
        }
        let mut table = Table { xs, ys, cell: (0..columns * rows).collect() };
        let between = |lines: &[Line], at: f64, along: f64| {
            lines.iter().any(|line| (line.at - at).abs() <= NEAR && line.from <= along && along <= line.to)
        };
        for row in 0..rows {
            for column in 0..columns {
                let square = row * columns + column;
                let (x, y) = (middle(&table.xs, column), middle(&table.ys, row));
                if column + 1 < columns && !between(down, table.xs[column + 1], y) {
                    table.unite(square, square + 1);
                }
                if row + 1 < rows && !between(across, table.ys[row + 1], x) {
                    table.unite(square, square + columns);
                }
            }
        }
        let whole = (0..table.cell.len()).all(|square| table.first(square) == 0);
        (!whole).then_some(table)
    }

    fn first(&self, mut square: usize) -> usize {
        while self.cell[square] != square {
            square = self.cell[square];
        }
        square
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.cell[a.max(b)] = a.min(b);
    }

    fn columns(&self) -> usize {
        self.xs.len() - 1
    }

    pub fn top(&self) -> f64 {
        self.ys[0]
    }

    /// The cell a glyph stands in.
    fn cell_of(&self, glyph: &Char) -> Option<usize> {
        let (x, y) = ((glyph.left + glyph.right) / 2.0, glyph.bottom - 0.35 * glyph.size);
        let column = self.xs.windows(2).position(|side| side[0] <= x && x < side[1])?;
        let row = self.ys.windows(2).position(|side| side[0] <= y && y < side[1])?;
        Some(self.first(row * self.columns() + column))
    }

    /// Takes its glyphs out of the page's and returns its rows; none where the lines plainly do not part
    /// the figures, and then the glyphs stay.
    pub fn rows(&self, number: u32, glyphs: &mut Vec<Char>) -> Vec<Row> {
        let mut held: Vec<Vec<Char>> = vec![Vec::new(); self.cell.len()];
        let mut rest = Vec::new();
        for glyph in glyphs.iter() {
            match self.cell_of(glyph) {
                Some(cell) => held[cell].push(glyph.clone()),
                None => rest.push(glyph.clone()),
            }
        }
        let texts: Option<Vec<String>> =
            held.into_iter().enumerate().map(|(cell, glyphs)| self.text(cell, glyphs)).collect();
        let Some(texts) = texts else { return Vec::new() };
        *glyphs = rest;
        let columns = self.columns();
        let row = |row: usize| Row {
            table: number,
            index: row as u32 + 1,
            grid: true,
            cells: (0..columns)
                .map(|column| {
                    let square = row * columns + column;
                    let first = self.first(square);
                    Cell { text: texts[first].clone(), column: column as u32, spanned: first != square }
                })
                .collect(),
        };
        (0..self.ys.len() - 1).map(row).collect()
    }

    /// The text of a cell; `None` where figures stand side by side or below one another in it, as in a table
    /// whose columns or rows are not parted by lines.
    fn text(&self, cell: usize, glyphs: Vec<Char>) -> Option<String> {
        let column = cell % self.columns();
        let wide = (column + 1..self.xs.len())
            .take_while(|end| *end == column + 1 || self.first(cell + end - 1 - column) == cell)
            .last()
            .map_or(0.0, |end| self.xs[end] - self.xs[column]);
        let mut text = String::new();
        let mut room = 0.0;
        for line in super::pdf::rows_of(glyphs) {
            let size = line.first().map_or(0.0, |glyph| glyph.size);
            let length = line.iter().map(|glyph| glyph.right).fold(f64::NEG_INFINITY, f64::max)
                - line.iter().map(|glyph| glyph.left).fold(f64::INFINITY, f64::min);
            let words: Vec<String> = words(line).into_iter().map(|word| word.text).collect();
            let figure = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
            let beside = words.iter().rev().take_while(|word| figure(word)).count() > 1;
            let words = words.concat();
            // A number goes on in the next line only where this one had no room for its next digit.
            let below = figure(&text) && figure(&words) && !text.is_empty() && room > 0.0;
            if beside || below {
                return None;
            }
            text.push_str(&words);
            room = wide - 16.0 - length - 0.5 * size;
        }
        Some(text)
    }
}

/// The places of lines of one direction, the ends of the others among them where nothing is drawn there.
fn places(drawn: impl Iterator<Item = f64>, others: &[Line]) -> Vec<f64> {
    let mut places: Vec<f64> = drawn.collect();
    let ends = others.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), line| {
        (low.min(line.from), high.max(line.to))
    });
    for end in [ends.0, ends.1].into_iter().filter(|end| end.is_finite()) {
        if places.iter().all(|place| (place - end).abs() > 2.0 * NEAR) {
            places.push(end);
        }
    }
    places.sort_by(f64::total_cmp);
    places.dedup_by(|next, last| *next - *last < 0.5);
    places
}

fn middle(places: &[f64], at: usize) -> f64 {
    (places[at] + places[at + 1]) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHT: f64 = 1000.0;
    const SIZE: f64 = 10.0;

    /// Strokes a line; y from the top.
    fn stroke(lines: &mut Lines, from: (f64, f64), to: (f64, f64)) {
        let mut path = BezPath::new();
        path.move_to((from.0, HEIGHT - from.1));
        path.line_to((to.0, HEIGHT - to.1));
        lines.draw(&path, Affine::IDENTITY, false, HEIGHT);
    }

    /// The lines of a table with every border drawn.
    fn ruled(xs: &[f64], ys: &[f64]) -> Lines {
        let mut lines = Lines::default();
        for y in ys {
            stroke(&mut lines, (xs[0], *y), (xs[xs.len() - 1], *y));
        }
        for x in xs {
            stroke(&mut lines, (*x, ys[0]), (*x, ys[ys.len() - 1]));
        }
        lines
    }

    /// Sets words at a place; letters are half as wide as they are high.
    fn set(text: &str, left: f64, bottom: f64) -> Vec<Char> {
        let mut left = left;
        text.chars()
            .map(|c| {
                let width = if c.is_ascii() { 0.5 * SIZE } else { SIZE };
                left += width;
                Char { text: c.to_string(), left: left - width, right: left, bottom, size: SIZE }
            })
            .collect()
    }

    /// The rows of the only table drawn; a cell that goes on from another is told by «+».
    fn read(lines: Lines, texts: &[(&str, f64, f64)]) -> (Vec<String>, usize) {
        let mut glyphs: Vec<Char> =
            texts.iter().flat_map(|(text, left, bottom)| set(text, *left, *bottom)).collect();
        let tables = lines.tables();
        assert_eq!(tables.len(), 1);
        let rows = tables[0].rows(1, &mut glyphs).into_iter().map(|row| {
            let cell = |cell: Cell| if cell.spanned { "+".to_string() } else { cell.text };
            row.cells.into_iter().map(cell).collect::<Vec<_>>().join("/")
        });
        (rows.collect(), glyphs.len())
    }

    #[test]
    fn figures_stand_in_the_cells_their_lines_draw_and_blank_cells_stay() {
        let lines = ruled(&[0.0, 100.0, 150.0, 200.0], &[0.0, 20.0, 40.0]);
        let (rows, left) = read(
            lines,
            &[("予以公开", 5.0, 14.0), ("3", 160.0, 14.0), ("12", 110.0, 34.0), ("题", 5.0, 90.0)],
        );
        assert_eq!(rows, ["予以公开//3", "/12/"]);
        assert_eq!(left, 1, "what stands outside the table is left to the page");
    }

    #[test]
    fn a_number_broken_at_the_margin_of_its_cell_is_one_number() {
        let lines = ruled(&[0.0, 34.0, 68.0], &[0.0, 40.0]);
        let mut wide = lines;
        for x in [102.0, 136.0, 170.0, 204.0] {
            stroke(&mut wide, (x, 0.0), (x, 40.0));
        }
        for y in [0.0, 40.0] {
            stroke(&mut wide, (68.0, y), (204.0, y));
        }
        let (rows, _) = read(wide, &[("125", 8.0, 14.0), ("9", 8.0, 30.0), ("7", 40.0, 14.0)]);
        assert_eq!(rows, ["1259/7////"]);
    }

    #[test]
    fn figures_below_one_another_in_one_cell_are_not_joined() {
        let lines = ruled(&[0.0, 100.0, 200.0], &[0.0, 40.0, 60.0]);
        let (rows, left) = read(lines, &[("3", 10.0, 14.0), ("5", 10.0, 30.0), ("规章", 110.0, 14.0)]);
        assert!(rows.is_empty());
        assert_eq!(left, 4, "the words stay on the page");
    }

    #[test]
    fn a_cell_over_two_rows_is_told_once() {
        let mut lines = ruled(&[50.0, 100.0, 150.0], &[0.0, 20.0, 40.0]);
        for y in [0.0, 40.0] {
            stroke(&mut lines, (0.0, y), (50.0, y));
        }
        stroke(&mut lines, (0.0, 0.0), (0.0, 40.0));
        let (rows, _) = read(lines, &[("合", 20.0, 24.0), ("1", 60.0, 14.0), ("2", 60.0, 34.0)]);
        assert_eq!(rows, ["合/1/", "+/2/"]);
    }

    #[test]
    fn lines_may_be_thin_areas_drawn_cell_by_cell() {
        let mut lines = Lines::default();
        let mut area = |x0: f64, y0: f64, x1: f64, y1: f64| {
            let path = kurbo::Shape::to_path(&Rect::new(x0, HEIGHT - y1, x1, HEIGHT - y0), 0.1);
            lines.draw(&path, Affine::IDENTITY, true, HEIGHT);
        };
        for row in 0..3 {
            for column in 0..3 {
                let (x, y) = (f64::from(column) * 50.0, f64::from(row) * 20.0);
                if column < 2 {
                    area(x, y - 0.5, x + 50.0, y + 0.5);
                }
                if row < 2 {
                    area(x - 0.5, y, x + 0.5, y + 20.0);
                }
            }
        }
        let (rows, _) = read(lines, &[("1", 10.0, 14.0), ("2", 60.0, 34.0)]);
        assert_eq!(rows, ["1/", "/2"]);
    }

    #[test]
    fn the_last_row_alone_on_the_next_page_is_a_table() {
        let xs: Vec<f64> = (0..16).map(|at| f64::from(at) * 30.0).collect();
        let texts: Vec<(String, f64)> =
            (0..15).map(|at| (at.to_string(), f64::from(at) * 30.0 + 8.0)).collect();
        let texts: Vec<(&str, f64, f64)> = texts.iter().map(|(text, x)| (text.as_str(), *x, 14.0)).collect();
        let (rows, left) = read(ruled(&xs, &[0.0, 20.0]), &texts);
        assert_eq!(rows, ["0/1/2/3/4/5/6/7/8/9/10/11/12/13/14"]);
        assert_eq!(left, 0);
        // A frame around a few words is none.
        assert!(ruled(&[0.0, 100.0, 200.0], &[0.0, 20.0]).tables().is_empty());
    }
}
