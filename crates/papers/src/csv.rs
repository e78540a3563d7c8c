//! 逐格清单：表、行、列、数值、指标、上年，一格一行，带BOM，电子表格软件可直接打开。

use crate::annual_report::{metric_at, value};
use law::annual_report::{Place, Row2, Row3};
use office::annual_report::AnnualReport;

/// Every cell of the three tables.
pub fn annual_report(report: &AnnualReport) -> Vec<u8> {
    let mut out = String::from("\u{feff}表,行,列,数值,指标,上年\r\n");
    let fee = Place::Cell2(Row2::Fees, 0);
    let (before, after): (Vec<Place>, Vec<Place>) =
        report.tables.cells().partition(|place| matches!(place, Place::Cell2(..)));
    for place in before.into_iter().chain([fee]).chain(after) {
        let (table, row, column) = names(place);
        let this = value(&report.tables, place).map(|value| value.to_string()).unwrap_or_default();
        let prior = report.prior.and_then(|prior| value(&prior, place)).map(|value| value.to_string());
        let metric = metric_at(report, place).unwrap_or_default();
        let fields = [table, &row, &column, &this, &metric, &prior.unwrap_or_default()].map(quoted);
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn names(place: Place) -> (&'static str, String, String) {
    match place {
        Place::Cell2(row, column) => {
            ("表二", row.label().into(), row.block().columns()[usize::from(column)].into())
        }
        Place::Cell3(row, column) => ("表三", row3(row), column.label().into()),
        Place::Cell4(block, result) => ("表四", block.label().into(), result.label().into()),
        Place::Report
        | Place::Title
        | Place::Part(_)
        | Place::Table2
        | Place::Table3
        | Place::Table4
        | Place::Column3(_) => ("", String::new(), String::new()),
    }
}

/// A row with the group it stands in: «（三）不予公开 4.保护第三方合法权益».
fn row3(row: Row3) -> String {
    match row {
        Row3::Result(outcome) if !outcome.label().starts_with('（') => {
            format!("{} {}", outcome.group().label(), outcome.label())
        }
        Row3::Result(_) | Row3::New | Row3::Carried | Row3::Total | Row3::CarriedOver => row.label().into(),
    }
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", field.replace('"', "\"\""));
    }
    field.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::annual_report::form::{Applicant, Block4, Result4};

    #[test]
    fn fields_with_commas_and_quotes_are_quoted() {
        assert_eq!(quoted("一,“二”"), "\"一,“二”\"");
        assert_eq!(quoted("说\"是\""), "\"说\"\"是\"\"\"");
        assert_eq!(quoted("行政许可"), "行政许可");
    }

    #[test]
    fn every_place_has_its_names() {
        let (table, row, column) = names(Place::Cell4(Block4::Direct, Result4::Pending));
        assert_eq!((table, row.as_str(), column.as_str()), ("表四", "未经复议直接起诉", "尚未审结"));
        let (_, row, column) =
            names(Place::Cell3(Row3::from_key("3.3.4").unwrap_or(Row3::New), Applicant::Other));
        assert_eq!((row.as_str(), column.as_str()), ("（三）不予公开 4.保护第三方合法权益", "其他"));
    }
}
