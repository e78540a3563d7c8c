//! XLSX：cells and merged ranges of every sheet, cell by cell, so that a stray cell far out costs nothing.

use super::ooxml::Container;
use super::piece::{Cell, Piece, Pieces, Row};
use super::{Limits, Unreadable};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// Columns and rows beyond these belong to no report.
const MAX_COLUMN: u32 = 200;
const MAX_ROW: u32 = 20_000;

/// Takes a workbook apart, sheet by sheet in the order of the workbook.
pub fn pieces(file: &str, bytes: &[u8], limits: &Limits, pieces: &mut Pieces) -> Result<(), Unreadable> {
    let mut container = Container::open(file, bytes, limits)?;
    let strings = container.part("xl/sharedStrings.xml")?.map(|xml| shared_strings(&xml)).unwrap_or_default();
    let mut sheets: Vec<String> = container
        .names()
        .into_iter()
        .filter(|name| name.starts_with("xl/worksheets/") && name.ends_with(".xml"))
        .collect();
    sheets.sort_by_key(|name| (name.len(), name.clone()));
    if sheets.is_empty() {
        return Err(Unreadable::Damaged { file: file.into(), kind: "Excel 工作簿（没有工作表）" });
    }
    for (name, table) in sheets.iter().zip(1..) {
        if let Some(xml) = container.part(name)? {
            Sheet::read(&xml, &strings).emit(table, pieces);
        }
    }
    let images = container.names().iter().filter(|name| name.starts_with("xl/media/")).count();
    for _ in 0..images.min(100) {
        pieces.push(Piece::Image);
    }
    Ok(())
}

fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    reader
}

fn shared_strings(xml: &str) -> Vec<String> {
    let mut reader = reader(xml);
    let (mut strings, mut text, mut depth) = (Vec::new(), String::new(), 0u32);
    while let Ok(event) = reader.read_event() {
        match &event {
            Event::Eof => break,
            Event::Start(start) if start.local_name().as_ref() == "t" => depth += 1,
            Event::End(end) => match end.local_name().as_ref() {
                "t" => depth = depth.saturating_sub(1),
                "si" => strings.push(std::mem::take(&mut text)),
                // Phonetic readings are not text.
                _ => {}
            },
            Event::Text(part) if depth > 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) if depth > 0 => text.push_str(entity(name)),
            _ => {}
        }
    }
    strings
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

#[derive(Default)]
struct Sheet {
    /// Texts by row and column, from 0.
    cells: BTreeMap<(u32, u32), String>,
    /// first row, first column, last row, last column
    merges: Vec<[u32; 4]>,
}

impl Sheet {
    fn read(xml: &str, strings: &[String]) -> Sheet {
        let mut sheet = Sheet::default();
        let mut reader = reader(xml);
        let mut at = None;
        let (mut shared, mut inside, mut text) = (false, false, String::new());
        while let Ok(event) = reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                    "c" => {
                        at = attribute(start, "r").and_then(|r| position(&r));
                        shared = attribute(start, "t").is_some_and(|kind| kind == "s");
                        text.clear();
                    }
                    "v" | "t" => inside = matches!(event, Event::Start(_)),
                    "mergeCell" => {
                        sheet.merges.extend(attribute(start, "ref").and_then(|range| range_of(&range)))
                    }
                    _ => {}
                },
                Event::End(end) => match end.local_name().as_ref() {
                    "v" | "t" => inside = false,
                    "c" => sheet.take(at.take(), shared, &text, strings),
                    _ => {}
                },
                Event::Text(part) if inside => text.push_str(&part.xml10_content()),
                Event::GeneralRef(name) if inside => text.push_str(entity(name)),
                _ => {}
            }
        }
        sheet
    }

    fn take(&mut self, at: Option<(u32, u32)>, shared: bool, text: &str, strings: &[String]) {
        let Some((row, column)) = at.filter(|(row, column)| *row < MAX_ROW && *column < MAX_COLUMN) else {
            return;
        };
        let text = if shared {
            text.trim()
                .parse::<usize>()
                .ok()
                .and_then(|index| strings.get(index))
                .cloned()
                .unwrap_or_default()
        } else {
            whole(text)
        };
        self.cells.insert((row, column), text.trim().to_string());
    }

    fn emit(&self, table: u32, pieces: &mut Pieces) {
        let covers = self.covers();
        let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
        for ((row, column), text) in &self.cells {
            let cell = Cell { text: text.clone(), column: *column, spanned: false };
            rows.entry(*row).or_default().insert(*column, cell);
        }
        for ((row, column), origin) in &covers {
            let text = self.cells.get(origin).cloned().unwrap_or_default();
            rows.entry(*row).or_default().insert(*column, Cell { text, column: *column, spanned: true });
        }
        // A cell that holds nothing is not stored, yet it stands in its column.
        let last = rows.values().filter_map(|row| row.keys().next_back()).max().copied().unwrap_or(0);
        for (index, mut row) in rows {
            let cells: Vec<Cell> = (0..=last)
                .map(|column| {
                    row.remove(&column).unwrap_or(Cell { text: String::new(), column, spanned: false })
                })
                .collect();
            let own: Vec<&Cell> =
                cells.iter().filter(|cell| !cell.spanned && !cell.text.is_empty()).collect();
            match own.as_slice() {
                [only] if cells.iter().all(|cell| cell.text.is_empty() || cell.text == only.text) => {
                    for line in only.text.lines() {
                        pieces.line(line);
                    }
                }
                _ => pieces.push(Piece::Row(Row { table, index: index + 1, grid: true, cells })),
            }
        }
    }

    /// Every cell that a merged range covers, and the cell that holds its text.
    fn covers(&self) -> BTreeMap<(u32, u32), (u32, u32)> {
        let mut covers = BTreeMap::new();
        for [top, left, bottom, right] in &self.merges {
            for row in *top..=(*bottom).min(top.saturating_add(500)).min(MAX_ROW) {
                for column in *left..=(*right).min(MAX_COLUMN) {
                    if (row, column) != (*top, *left) && covers.len() < 100_000 {
                        covers.insert((row, column), (*top, *left));
                    }
                }
            }
        }
        covers
    }
}

/// «9.0» as spreadsheets store nine.
fn whole(text: &str) -> String {
    match text.split_once('.') {
        Some((digits, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => digits.to_string(),
        _ => text.to_string(),
    }
}

/// «C12» → row 11, column 2.
fn position(reference: &str) -> Option<(u32, u32)> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = reference[..letters]
        .bytes()
        .fold(0u32, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = reference[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

fn range_of(range: &str) -> Option<[u32; 4]> {
    let (first, last) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    (top <= bottom && left <= right).then_some([top, left, bottom, right])
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| attribute.value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_name_rows_and_columns_from_zero() {
        assert_eq!(position("A1"), Some((0, 0)));
        assert_eq!(position("AB12"), Some((11, 27)));
        assert_eq!(position("A0"), None);
        assert_eq!(position("1"), None);
        assert_eq!(range_of("B2:D5"), Some([1, 1, 4, 3]));
        assert_eq!(range_of("D5:B2"), None);
    }

    #[test]
    fn a_stored_whole_number_is_printed_whole() {
        assert_eq!(whole("9.0"), "9");
        assert_eq!(whole("7730.28"), "7730.28");
    }
}
