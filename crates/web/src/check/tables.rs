//! 画表：the three tables as the form prints them, with the marks of the findings at their cells.

use crate::words;
use law::annual_report::layout::{self, CellKind, LayoutCell, LayoutRow};
use law::annual_report::rules::Severity;
use law::annual_report::{Applicant, Place, Row2, Tables};
use reports::model::{Finding, Published};

/// A table ready to draw.
pub struct Drawn {
    /// `table2`, the anchor.
    pub id: &'static str,
    pub caption: &'static str,
    pub dense: bool,
    pub rows: Vec<Vec<Cell>>,
    /// Marks that stand for the whole table.
    pub marks: Vec<Mark>,
    /// Remarks printed in cells beside the number.
    pub notes: Vec<String>,
}

pub struct Cell {
    pub text: String,
    pub rowspan: usize,
    pub colspan: usize,
    pub kind: Kind,
    /// The anchor, where a finding leads here.
    pub anchor: Option<String>,
    /// The gravest of its marks, and whether its column is marked.
    pub class: &'static str,
    pub marks: Vec<Mark>,
    /// What would reconcile.
    pub expected: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Column,
    ColumnGroup,
    Row,
    Value,
}

impl Kind {
    pub fn scope(&self) -> Option<&'static str> {
        match self {
            Kind::Column => Some("col"),
            Kind::ColumnGroup => Some("colgroup"),
            Kind::Row => Some("row"),
            Kind::Value => None,
        }
    }
}

/// The number of a finding, shown where it stands.
#[derive(Clone)]
pub struct Mark {
    pub number: usize,
    pub severity: Severity,
    pub word: &'static str,
    pub shape: &'static str,
}

impl Mark {
    pub fn of(number: usize, finding: &Finding) -> Mark {
        let severity = finding.severity;
        if finding.waived.is_some() {
            return Mark { number, severity: Severity::Info, word: "已说明", shape: "○" };
        }
        Mark { number, severity, word: words::severity(severity), shape: shape(severity) }
    }
}

pub fn shape(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "■",
        Severity::Warning => "▲",
        Severity::Info => "●",
    }
}

/// The three tables of a report with the findings marked at their places, numbered from 1.
pub fn draw(report: &Published) -> [Drawn; 3] {
    let marks: Vec<(Place, Mark)> = report
        .findings
        .iter()
        .zip(1..)
        .map(|(finding, number)| (finding.place, Mark::of(number, finding)))
        .collect();
    let pen = Pen { report, tables: report.tables(), marks };
    [
        pen.draw("table2", "二、主动公开政府信息情况", Place::Table2, layout::table2()),
        pen.draw(
            "table3",
            "三、收到和处理政府信息公开申请情况",
            Place::Table3,
            layout::table3(report.table3.single_other_handling),
        ),
        pen.draw("table4", "四、政府信息公开行政复议、行政诉讼情况", Place::Table4, layout::table4()),
    ]
}

/// The three tables alone.
pub fn draw_plain(tables: Tables) -> [Drawn; 3] {
    let mut report = Published::default();
    report.set_tables(tables);
    draw(&report)
}

struct Pen<'a> {
    report: &'a Published,
    tables: Tables,
    marks: Vec<(Place, Mark)>,
}

impl Pen<'_> {
    fn draw(&self, id: &'static str, caption: &'static str, whole: Place, rows: Vec<LayoutRow>) -> Drawn {
        let notes = self.report.notes.iter().filter(|note| table_of(note.place) == Some(whole));
        Drawn {
            id,
            caption,
            dense: whole != Place::Table2,
            rows: rows.iter().map(|row| row.iter().map(|cell| self.cell(whole, cell)).collect()).collect(),
            marks: self.marks_at(whole),
            notes: notes.map(|note| format!("{}：{}", note.place.in_words(), note.text)).collect(),
        }
    }

    fn cell(&self, whole: Place, cell: &LayoutCell) -> Cell {
        let (place, kind, text) = match cell.kind {
            CellKind::Header if cell.colspan > 1 => (None, Kind::ColumnGroup, cell.text.to_string()),
            CellKind::Header => (heads(whole, cell), Kind::Column, cell.text.to_string()),
            CellKind::RowHeader => (None, Kind::Row, cell.text.to_string()),
            CellKind::Value(place) => (Some(place), Kind::Value, self.value(place)),
        };
        let marks = place.map(|place| self.marks_at(place)).unwrap_or_default();
        let gravest = marks.iter().map(|mark| mark.severity).min();
        let column = place.and_then(column_of).filter(|column| *column != place.unwrap_or(Place::Report));
        let in_column = column.is_some_and(|column| !self.marks_at(column).is_empty());
        Cell {
            text,
            rowspan: cell.rowspan,
            colspan: cell.colspan,
            kind,
            anchor: place.filter(|_| !marks.is_empty()).map(anchor),
            class: class(gravest, in_column),
            expected: place.filter(|_| kind == Kind::Value).and_then(|place| self.expected(place)),
            marks,
        }
    }

    fn value(&self, place: Place) -> String {
        match place {
            Place::Cell2(Row2::Fees, _) => {
                self.tables.table2.fees.map(|fees| fees.to_string()).unwrap_or_default()
            }
            _ => self.tables.count(place).map(|count| count.to_string()).unwrap_or_default(),
        }
    }

    fn marks_at(&self, place: Place) -> Vec<Mark> {
        self.marks.iter().filter(|(at, _)| *at == place).map(|(_, mark)| mark.clone()).collect()
    }

    /// The first number that would reconcile the cell.
    fn expected(&self, place: Place) -> Option<String> {
        let here =
            self.report.findings.iter().filter(|finding| finding.place == place && finding.waived.is_none());
        let mut said = here.filter_map(|finding| {
            let value = finding.expected.as_number()?;
            Some(format!("{} {value}", words::expectation(finding.rule)))
        });
        said.next()
    }
}

/// The column of table 3 that a header names; other tables have no findings for whole columns.
fn heads(whole: Place, cell: &LayoutCell) -> Option<Place> {
    let named = Applicant::ALL.into_iter().find(|column| column.label() == cell.text);
    named.filter(|_| whole == Place::Table3).map(Place::Column3)
}

fn column_of(place: Place) -> Option<Place> {
    match place {
        Place::Cell3(_, column) => Some(Place::Column3(column)),
        _ => None,
    }
}

fn table_of(place: Place) -> Option<Place> {
    match place {
        Place::Cell2(..) | Place::Table2 => Some(Place::Table2),
        Place::Cell3(..) | Place::Column3(_) | Place::Table3 => Some(Place::Table3),
        Place::Cell4(..) | Place::Table4 => Some(Place::Table4),
        Place::Report | Place::Title | Place::Part(_) => None,
    }
}

fn class(gravest: Option<Severity>, in_column: bool) -> &'static str {
    match gravest {
        Some(Severity::Error) => "marked error",
        Some(Severity::Warning) => "marked warning",
        Some(Severity::Info) => "marked info",
        None if in_column => "in-column",
        None => "",
    }
}

/// Where a place is on the page.
pub fn anchor(place: Place) -> String {
    match place {
        Place::Report | Place::Title => "main".into(),
        Place::Part(number) => format!("part-{number}"),
        Place::Table2 => "table2".into(),
        Place::Table3 => "table3".into(),
        Place::Table4 => "table4".into(),
        Place::Cell2(..) | Place::Column3(_) | Place::Cell3(..) | Place::Cell4(..) => format!("cell-{place}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use law::annual_report::{Block4, Result4, Row3, RuleId};
    use serde_json::json;

    fn with(place: Place, expected: serde_json::Value) -> Published {
        let found = json!(8);
        let message = "请核对".into();
        let finding = Finding {
            rule: RuleId::R3,
            severity: Severity::Error,
            place,
            expected,
            found,
            message,
            waived: None,
        };
        Published { findings: vec![finding], ..Published::default() }
    }

    fn marked(tables: &[Drawn; 3]) -> Vec<String> {
        let cells = tables.iter().flat_map(|table| &table.rows).flatten();
        cells.filter(|cell| !cell.marks.is_empty()).filter_map(|cell| cell.anchor.clone()).collect()
    }

    #[test]
    fn a_finding_marks_its_cell_and_no_other() {
        for place in [
            Place::Cell2(Row2::Fees, 0),
            Place::Cell3(Row3::New, Applicant::Total),
            Place::Column3(Applicant::Total),
            Place::Column3(Applicant::Other),
            Place::Cell4(Block4::Review, Result4::Total),
        ] {
            let tables = draw(&with(place, json!(9)));
            assert_eq!(marked(&tables), [format!("cell-{place}")]);
        }
    }

    #[test]
    fn a_column_finding_tints_the_column() {
        let tables = draw(&with(Place::Column3(Applicant::NaturalPerson), json!(9)));
        let tinted = tables[1].rows.iter().flatten().filter(|cell| cell.class == "in-column").count();
        assert_eq!(tinted, 25);
    }

    #[test]
    fn the_expected_number_stands_in_the_cell() {
        let place = Place::Cell3(Row3::New, Applicant::Total);
        for (expected, shown) in [(json!(9), Some("按勾稽 9")), (json!(null), None), (json!("改写"), None)]
        {
            let tables = draw(&with(place, expected));
            let cell = tables[1].rows.iter().flatten().find(|cell| !cell.marks.is_empty()).unwrap();
            assert_eq!(cell.expected.as_deref(), shown);
        }
    }
}
