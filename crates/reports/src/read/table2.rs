//! 表二的读取.

use super::fold::Value;
use super::table3::{Read, count, not_a_number};
use super::tokens::Token;
use crate::model::{CellNote, Finding, TrialRow};
use law::annual_report::rules::Severity;
use law::annual_report::{Count, Form, Place, Row2, RuleId, Table2};
use serde_json::json;

/// A row of table 2 as found.
struct Found<'a> {
    label: &'static str,
    values: Vec<&'a Token<'a>>,
}

const LABELS: [&str; 9] = [
    "规章",
    "行政规范性文件",
    "规范性文件",
    "行政许可",
    "行政处罚",
    "行政强制",
    "行政事业性收费",
    "其他对外管理服务事项",
    "政府集中采购",
];

/// The row of table 2 that a token's key heads.
fn label(key: &str) -> Option<&'static str> {
    LABELS.into_iter().find(|label| key == *label).or_else(|| {
        // «行政事业性收费（万元）», «行政许可决定»: the label and a little more.
        LABELS
            .into_iter()
            .find(|label| key.starts_with(label) && key.chars().count() <= label.chars().count() + 4)
    })
}

/// Reads table 2 from the tokens of its stretch; rows that only the 2019 form has come apart.
pub fn read(tokens: &[Token], form: Form) -> (Read<Table2>, Vec<TrialRow>) {
    let (rows, stray) = found_rows(tokens);
    let mut read = Read { seen: !rows.is_empty(), ..Read::default() };
    match form {
        Form::Trial2019 => {
            for row in &rows {
                trial(&mut read, row);
            }
            let trial_rows = rows.iter().map(|row| TrialRow {
                label: row.label.to_string(),
                cells: row.values.iter().map(|value| value.text.to_string()).collect(),
            });
            (read, trial_rows.collect())
        }
        Form::Standard2021 => {
            standard(&mut read, rows, stray);
            (read, Vec::new())
        }
    }
}

fn found_rows<'a>(tokens: &'a [Token<'a>]) -> (Vec<Found<'a>>, Vec<&'a Token<'a>>) {
    let mut rows: Vec<Found> = Vec::new();
    let mut stray = Vec::new();
    let mut row: Option<(Option<(u32, u32)>, usize)> = None;
    for token in tokens {
        let heads = token.is_label() && !token.spanned;
        if let Some(label) = heads.then(|| label(&token.key)).flatten() {
            // The same row twice is the prose or a note speaking of it.
            if !rows.iter().any(|row| row.label == label && row.values.iter().any(|value| value.has_figure()))
            {
                rows.push(Found { label, values: Vec::new() });
                row = Some((token.row, rows.len() - 1));
                continue;
            }
        }
        let inside =
            row.filter(|(marked, _)| *marked == token.row || (marked.is_none() && token.row.is_none()));
        match (inside, &token.value) {
            (Some((_, at)), Some(_)) if !token.spanned && rows[at].values.len() < 8 => {
                rows[at].values.push(token)
            }
            (Some((marked, at)), None) if marked.is_some() && !token.spanned && !token.text.is_empty() => {
                rows[at].values.push(token);
            }
            (_, Some(Value::Figure { .. })) if !token.spanned => stray.push(token),
            (_, None) if token.row.is_none() => row = None,
            _ => {}
        }
    }
    (rows, stray)
}

fn row_of(label: &str) -> Option<Row2> {
    match label {
        "规范性文件" => Some(Row2::NormativeDocuments),
        _ => Row2::ALL.into_iter().find(|row| row.label() == label),
    }
}

fn standard<'a>(read: &mut Read<Table2>, rows: Vec<Found<'a>>, stray: Vec<&'a Token<'a>>) {
    let mut stray = stray.into_iter();
    for found in rows {
        let Some(row) = row_of(found.label) else { continue };
        let mut values = found.values;
        let figures = values.iter().filter(|value| value.has_figure()).count();
        if row.width() == 3 && figures == 2 && values.len() == 2 {
            lifted(read, row, &mut values, &mut stray);
        }
        if row == Row2::Fees {
            fee(read, values.first().copied());
        } else {
            take(read, row, &values);
        }
    }
    let blank_cells: Vec<(Place, Count)> = Row2::ALL
        .into_iter()
        .filter(|row| *row != Row2::Fees)
        .flat_map(|row| (0..row.width() as u8).map(move |column| (row, column)))
        .map(|(row, column)| (Place::Cell2(row, column), read.table.count(row, usize::from(column))))
        .collect();
    if read.seen {
        blanks(&mut read.findings, Form::Standard2021, blank_cells.into_iter());
    }
}

/// Text extraction lifts an annotated cell out of its row: «22（其中修订16件）» stands above the table.
fn lifted<'a>(
    read: &mut Read<Table2>,
    row: Row2,
    values: &mut Vec<&'a Token<'a>>,
    stray: &mut impl Iterator<Item = &'a Token<'a>>,
) {
    let noted = stray.find_map(|token| match &token.value {
        Some(Value::Figure { note: Some(note), .. }) => Some((note.clone(), token)),
        _ => None,
    });
    let Some((note, token)) = noted else { return };
    let repealing = ["修订", "修改", "废止", "失效", "清理"].iter().any(|word| note.contains(word));
    if !repealing {
        read.findings.push(loose(row, &format!("{}{note}", token.text)));
        return;
    }
    read.findings.push(Finding {
        rule: RuleId::R19,
        severity: Severity::Info,
        place: Place::Cell2(row, 1),
        expected: serde_json::Value::Null,
        found: json!(token.text),
        message: format!(
            "“{}{note}”与所在行脱开，按批注归入“{}”的本年废止件数，请对照原文核实。",
            token.text,
            row.label()
        ),
        waived: None,
    });
    values.insert(1, token);
}

fn loose(row: Row2, text: &str) -> Finding {
    Finding {
        rule: RuleId::R19,
        severity: Severity::Warning,
        place: Place::Table2,
        expected: serde_json::Value::Null,
        found: json!(text),
        message: format!(
            "表二“{text}”与所在行脱开，不能确定是“{}”的哪一列，未采用，请对照原文核实。",
            row.label()
        ),
        waived: None,
    }
}

fn take(read: &mut Read<Table2>, row: Row2, values: &[&Token]) {
    let figures: Vec<&Token> = values.iter().copied().filter(|value| value.has_figure()).collect();
    // One figure in a row of one: blank cells before it are the label's own columns.
    let values: Vec<&Token> = match (row.width(), figures.as_slice()) {
        (1, [only, ..]) => vec![only],
        (3, figures) if figures.len() == 3 => figures.to_vec(),
        _ => values.iter().copied().take(row.width()).collect(),
    };
    if row.width() == 3 && values.len() < 3 && !values.is_empty() {
        let text: Vec<&str> = values.iter().map(|value| &*value.text).collect();
        read.findings.push(loose(row, &text.join(" ")));
        return;
    }
    for (column, token) in values.into_iter().enumerate() {
        let value = count(token, Place::Cell2(row, column as u8), &mut read.notes, &mut read.findings);
        if let Some(cell) = read.table.count_mut(row, column) {
            *cell = value;
        }
    }
}

fn fee(read: &mut Read<Table2>, token: Option<&Token>) {
    let place = Place::Cell2(Row2::Fees, 0);
    match token.map(|token| (&token.value, token)) {
        Some((Some(Value::Figure { number, note }), _)) => {
            read.table.fees = Some(*number);
            read.notes.extend(note.clone().map(|text| CellNote { place, text }));
        }
        Some((None, token)) => read.findings.push(not_a_number(place, &token.text)),
        Some((Some(Value::Blank), _)) | None => {
            read.findings.push(blank(place, Form::Standard2021));
        }
    }
}

/// 2019年格式: what both forms share. 制作数量 is the made of today; decisions stand in the last column.
fn trial(read: &mut Read<Table2>, found: &Found) {
    let Some(row) = row_of(found.label) else { return };
    let figures: Vec<&Token> = found.values.iter().copied().filter(|value| value.has_figure()).collect();
    let shared = match row {
        Row2::Regulations | Row2::NormativeDocuments => figures.first(),
        Row2::Licences | Row2::Penalties | Row2::Coercions => figures.last(),
        Row2::Fees => None,
    };
    if let Some(token) = shared {
        let value = count(token, Place::Cell2(row, 0), &mut read.notes, &mut read.findings);
        if let Some(cell) = read.table.count_mut(row, 0) {
            *cell = value;
        }
    }
}

// ---------------------------------------------------------------- blanks

/// More blank cells than this are told in one finding.
const EACH: usize = 12;

fn blank(place: Place, form: Form) -> Finding {
    Finding {
        rule: RuleId::R13,
        severity: if form == Form::Trial2019 { Severity::Info } else { Severity::Warning },
        place,
        expected: json!("数字"),
        found: serde_json::Value::Null,
        message: format!("{}没有数字，请补填，没有的填0。", place.in_words()),
        waived: None,
    }
}

/// R13 for the cells that hold nothing: one by one, or together where they are many.
pub fn blanks(findings: &mut Vec<Finding>, form: Form, cells: impl Iterator<Item = (Place, Count)>) {
    let told: Vec<Place> = findings.iter().map(|finding| finding.place).collect();
    let empty: Vec<Place> = cells
        .filter(|(place, count)| count.is_none() && !told.contains(place))
        .map(|(place, _)| place)
        .collect();
    if empty.len() <= EACH {
        findings.extend(empty.into_iter().map(|place| blank(place, form)));
        return;
    }
    let message = format!("{}等{}个单元格没有数字，请补填，没有的填0。", empty[0].in_words(), empty.len());
    findings.push(Finding { message, ..blank(empty[0], form) });
}
