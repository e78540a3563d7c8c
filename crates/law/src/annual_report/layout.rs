//! 三张统计表的版式：每行的单元格、合并的行数与列数，供网页、公文与电子表格照样绘制。

use super::form::{
    Applicant, Block2, Block4, Group, Outcome, RECONCILIATION_NOTE, RESULTS_LABEL, Result4, Row2, Row3,
};
use super::place::Place;

/// The number of columns each table occupies.
pub const COLUMNS2: usize = 4;
pub const COLUMNS3: usize = 10;
pub const COLUMNS4: usize = 15;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Heads the columns below it.
    Header,
    /// Heads the cells to its right.
    RowHeader,
    /// Holds the figure of this place.
    Value(Place),
}

/// A cell as HTML counts it: where an earlier cell reaches down or across, the row has no cell of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayoutCell {
    /// The printed words; empty where a figure stands.
    pub text: &'static str,
    pub rowspan: usize,
    pub colspan: usize,
    pub kind: CellKind,
}

pub type LayoutRow = Vec<LayoutCell>;

const fn header(text: &'static str, rowspan: usize, colspan: usize) -> LayoutCell {
    LayoutCell { text, rowspan, colspan, kind: CellKind::Header }
}

const fn row_header(text: &'static str, rowspan: usize, colspan: usize) -> LayoutCell {
    LayoutCell { text, rowspan, colspan, kind: CellKind::RowHeader }
}

const fn value(place: Place, colspan: usize) -> LayoutCell {
    LayoutCell { text: "", rowspan: 1, colspan, kind: CellKind::Value(place) }
}

/// 表二：四块各有自己的列名，只有一个数的块其列并作三列宽。
pub fn table2() -> Vec<LayoutRow> {
    Block2::ALL.into_iter().flat_map(block2).collect()
}

fn block2(block: Block2) -> impl Iterator<Item = LayoutRow> {
    let columns = block.columns();
    let width = (COLUMNS2 - 1) / columns.len();
    let names = columns.iter().map(move |name| header(name, 1, width));
    let titles = [header("信息内容", 1, 1)].into_iter().chain(names).collect();
    let figures = block.rows().iter().map(move |row| figures2(*row, width));
    [vec![header(block.heading(), 1, COLUMNS2)], titles].into_iter().chain(figures)
}

fn figures2(row: Row2, width: usize) -> LayoutRow {
    let figures = (0..row.width() as u8).map(|column| value(Place::Cell2(row, column), width));
    [row_header(row.label(), 1, 1)].into_iter().chain(figures).collect()
}

/// 表三：三列名称、七列数字；（六）其他处理分三行（2021年格式）或并为一行（2019年格式）。
pub fn table3(single_other_handling: bool) -> Vec<LayoutRow> {
    let mut rows = head3();
    rows.push(figures3(vec![row_header(Row3::New.label(), 1, 3)], Row3::New));
    rows.push(figures3(vec![row_header(Row3::Carried.label(), 1, 3)], Row3::Carried));
    rows.extend(results3(single_other_handling));
    rows.push(figures3(vec![row_header(Row3::CarriedOver.label(), 1, 3)], Row3::CarriedOver));
    rows
}

fn head3() -> Vec<LayoutRow> {
    let (organisations, others): (Vec<_>, Vec<_>) = Applicant::ALL
        .into_iter()
        .partition(|column| !matches!(column, Applicant::NaturalPerson | Applicant::Total));
    let [natural_person, total] = [others[0], others[1]].map(|column| header(column.label(), 2, 1));
    vec![
        vec![header(RECONCILIATION_NOTE, 3, 3), header("申请人情况", 1, 7)],
        vec![natural_person, header("法人或其他组织", 1, organisations.len()), total],
        organisations.into_iter().map(|column| header(column.label(), 1, 1)).collect(),
    ]
}

/// 「三、本年度办理结果」 and everything to its right: the leaves of the six groups, then （七）总计.
fn results3(single_other_handling: bool) -> Vec<LayoutRow> {
    let mut rows: Vec<LayoutRow> = Group::ALL
        .into_iter()
        .flat_map(|group| group3(group, single_other_handling))
        .chain([figures3(vec![row_header(Row3::Total.label(), 1, 2)], Row3::Total)])
        .collect();
    let height = rows.len();
    rows[0].insert(0, row_header(RESULTS_LABEL, height, 1));
    rows
}

fn group3(group: Group, single_other_handling: bool) -> Vec<LayoutRow> {
    let leaves: Vec<Outcome> = match group {
        Group::OtherHandling if single_other_handling => vec![Outcome::OtherHandling],
        _ => group.outcomes().collect(),
    };
    if let [only] = leaves[..] {
        return vec![figures3(vec![row_header(only.label(), 1, 2)], Row3::Result(only))];
    }
    let mut rows: Vec<LayoutRow> = leaves
        .iter()
        .map(|leaf| figures3(vec![row_header(leaf.label(), 1, 1)], Row3::Result(*leaf)))
        .collect();
    rows[0].insert(0, row_header(group.label(), leaves.len(), 1));
    rows
}

fn figures3(mut labels: LayoutRow, row: Row3) -> LayoutRow {
    labels.extend(Applicant::ALL.map(|column| value(Place::Cell3(row, column), 1)));
    labels
}

/// 表四：一行数字，十五格。
pub fn table4() -> Vec<LayoutRow> {
    let results = |rowspan| Result4::ALL.into_iter().map(move |result| header(result.label(), rowspan, 1));
    let lawsuits = [Block4::Direct, Block4::AfterReview].map(|block| header(block.label(), 1, 5));
    let figures = Block4::ALL
        .into_iter()
        .flat_map(|block| Result4::ALL.into_iter().map(move |result| value(Place::Cell4(block, result), 1)));
    vec![
        vec![header(Block4::Review.label(), 1, 5), header("行政诉讼", 1, 10)],
        results(2).chain(lawsuits).collect(),
        results(1).chain(results(1)).collect(),
        figures.collect(),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Lays the cells on a grid as a browser does; every square must be covered exactly once.
    fn grid(rows: &[LayoutRow], width: usize) -> Vec<Vec<LayoutCell>> {
        let mut grid: Vec<Vec<Option<LayoutCell>>> = vec![vec![None; width]; rows.len()];
        for (y, row) in rows.iter().enumerate() {
            for cell in row {
                let x = grid[y].iter().position(Option::is_none).expect("the row has room");
                for line in &mut grid[y..y + cell.rowspan] {
                    for square in &mut line[x..x + cell.colspan] {
                        assert!(square.replace(*cell).is_none(), "{} overlaps", cell.text);
                    }
                }
            }
        }
        grid.into_iter().map(|row| row.into_iter().map(Option::unwrap).collect()).collect()
    }

    fn places(rows: &[LayoutRow]) -> BTreeSet<Place> {
        let places: Vec<Place> = rows
            .iter()
            .flatten()
            .filter_map(|cell| match cell.kind {
                CellKind::Value(place) => Some(place),
                CellKind::Header | CellKind::RowHeader => None,
            })
            .collect();
        let set: BTreeSet<Place> = places.iter().copied().collect();
        assert_eq!(set.len(), places.len(), "no place twice");
        set
    }

    fn find<'a>(rows: &'a [LayoutRow], text: &str) -> &'a LayoutCell {
        rows.iter().flatten().find(|cell| cell.text == text).unwrap()
    }

    #[test]
    fn every_table_fills_its_grid_without_gap_or_overlap() {
        assert_eq!(grid(&table2(), COLUMNS2).len(), 14);
        assert_eq!(grid(&table3(false), COLUMNS3).len(), 3 + 25);
        assert_eq!(grid(&table3(true), COLUMNS3).len(), 3 + 23);
        assert_eq!(grid(&table4(), COLUMNS4).len(), 4);
    }

    #[test]
    fn the_tables_hold_every_cell_of_the_form_once() {
        assert_eq!(places(&table2()).len(), 6 + 1 + 2 + 1);
        assert_eq!(places(&table3(false)).len(), 25 * 7);
        assert_eq!(places(&table3(true)).len(), 23 * 7);
        assert_eq!(places(&table4()).len(), 15);
    }

    #[test]
    fn table_3_merges_as_the_form_prints() {
        let rows = table3(false);
        assert_eq!(find(&rows, RESULTS_LABEL).rowspan, 22);
        assert_eq!(find(&rows, "（三）不予公开").rowspan, 8);
        assert_eq!(find(&rows, "（四）无法提供").rowspan, 3);
        assert_eq!(find(&rows, "（五）不予处理").rowspan, 5);
        assert_eq!(find(&rows, "（六）其他处理").rowspan, 3);
        assert_eq!(find(&rows, "（一）予以公开").colspan, 2);
        assert_eq!(find(&rows, "法人或其他组织").colspan, 5);
        assert_eq!(find(&rows, RECONCILIATION_NOTE), &header(RECONCILIATION_NOTE, 3, 3));
        assert_eq!(find(&table3(true), RESULTS_LABEL).rowspan, 20);
        assert_eq!(find(&table3(true), "（六）其他处理").colspan, 2);
    }

    #[test]
    fn a_figure_stands_right_of_its_row_and_below_its_column() {
        let squares = grid(&table3(false), COLUMNS3);
        let third_party = squares.iter().find(|row| row[2].text == "4.保护第三方合法权益").unwrap();
        assert_eq!(third_party[0].text, RESULTS_LABEL);
        assert_eq!(third_party[1].text, "（三）不予公开");
        let row = Row3::Result(Outcome::ThirdParty);
        for (index, column) in Applicant::ALL.into_iter().enumerate() {
            assert_eq!(third_party[3 + index].kind, CellKind::Value(Place::Cell3(row, column)));
            assert_eq!(squares[2][3 + index].text, column.label());
        }
    }
}
