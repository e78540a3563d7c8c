//! 报告中的位置：findings and waivers name cells by it, pages mark cells by it.

use super::form::{Applicant, Block4, Result4, Row2, Row3};

/// A place in a report. Its text form is the `where` of CONTRACT.md: `table3.natural_person` for a whole
/// column, `table3.new.total` or `table3.results.3.3.4.business` for a cell, `part1` for prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The whole paper: its title, organ, year, form.
    Report,
    /// Title, year or organ as printed.
    Title,
    /// Part 1–6.
    Part(u8),
    Table2,
    Table3,
    Table4,
    /// A cell of table 2: row and column from 0.
    Cell2(Row2, u8),
    /// A whole column of table 3.
    Column3(Applicant),
    /// A cell of table 3.
    Cell3(Row3, Applicant),
    /// A cell of table 4.
    Cell4(Block4, Result4),
}

const COLUMNS2: [&str; 3] = ["made", "repealed", "in_force"];

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Report => out.write_str("report"),
            Place::Title => out.write_str("title"),
            Place::Part(part) => write!(out, "part{part}"),
            Place::Table2 => out.write_str("table2"),
            Place::Table3 => out.write_str("table3"),
            Place::Table4 => out.write_str("table4"),
            Place::Cell2(row, column) if row.width() == 3 => {
                write!(out, "table2.{}.{}", row.label(), COLUMNS2[usize::from(*column).min(2)])
            }
            Place::Cell2(row, _) => write!(out, "table2.{}", row.label()),
            Place::Column3(column) => write!(out, "table3.{}", column.key()),
            Place::Cell3(row @ Row3::Result(_), column) => {
                write!(out, "table3.results.{}.{}", row.key(), column.key())
            }
            Place::Cell3(row, column) => write!(out, "table3.{}.{}", row.key(), column.key()),
            Place::Cell4(block, result) => write!(out, "table4.{}.{}", block.key(), result.key()),
        }
    }
}

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Place, ()> {
        all().find(|place| place.to_string() == text).ok_or(())
    }
}

fn all() -> impl Iterator<Item = Place> {
    let whole = [Place::Report, Place::Title, Place::Table2, Place::Table3, Place::Table4];
    let cells2 = Row2::ALL
        .into_iter()
        .flat_map(|row| (0..row.width() as u8).map(move |column| Place::Cell2(row, column)));
    let cells3 =
        Row3::all().flat_map(|row| Applicant::ALL.into_iter().map(move |column| Place::Cell3(row, column)));
    let cells4 = Block4::ALL
        .into_iter()
        .flat_map(|block| Result4::ALL.into_iter().map(move |result| Place::Cell4(block, result)));
    whole
        .into_iter()
        .chain((1..=6).map(Place::Part))
        .chain(cells2)
        .chain(Applicant::ALL.into_iter().map(Place::Column3))
        .chain(cells3)
        .chain(cells4)
}

/// What a clerk calls the place: «表三“一、本年新收政府信息公开申请数量”行“总计”列».
impl Place {
    pub fn in_words(self) -> String {
        match self {
            Place::Report => "全文".into(),
            Place::Title => "标题".into(),
            Place::Part(part) => {
                format!("第{}部分", ["一", "二", "三", "四", "五", "六"][usize::from(part.clamp(1, 6)) - 1])
            }
            Place::Table2 => "表二".into(),
            Place::Table3 => "表三".into(),
            Place::Table4 => "表四".into(),
            Place::Cell2(row, column) => {
                format!(
                    "表二“{}”的{}",
                    row.label(),
                    row.block().columns()[usize::from(column).min(row.width() - 1)]
                )
            }
            Place::Column3(column) => format!("表三“{}”列", column.label()),
            Place::Cell3(row, column) => format!("表三“{}”行“{}”列", row_words(row), column.label()),
            Place::Cell4(block, result) => format!("表四“{}”的“{}”", block.label(), result.label()),
        }
    }
}

fn row_words(row: Row3) -> String {
    match row {
        Row3::Result(outcome) if outcome.label().starts_with('（') => {
            outcome.label().chars().take(7).collect()
        }
        Row3::Result(outcome) => format!("{}{}", outcome.group().label(), outcome.label()),
        Row3::New | Row3::Carried | Row3::Total | Row3::CarriedOver => row.label().into(),
    }
}
