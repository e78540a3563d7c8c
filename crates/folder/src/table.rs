//! 一个登记文件：CSV（UTF-8、GB18030、UTF-16）或XLSX，一行表头，列不论次序。

use crate::{FolderError, shown};
use calamine::{Data, Reader as _};
use office::register::{BadCell, Field, Register, Row};
use std::io::{Cursor, Read, Seek};
use std::path::Path;

pub(crate) const BUFFER: usize = 1 << 20;

pub(crate) struct Table {
    file: String,
    register: &'static Register,
    /// For each field of the register, the column that holds it.
    columns: Vec<Option<usize>>,
    width: usize,
    body: Body,
    pub warnings: Vec<String>,
}

trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

enum Body {
    /// Locators are byte offsets into the text.
    Csv(Box<csv::Reader<Box<dyn Source>>>),
    /// Locators are row numbers of the sheet, from 1.
    Sheet(Vec<(u64, Vec<String>)>),
}

/// Where a row stands: what it is found again by, and what a clerk counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub locator: u64,
    pub line: u64,
}

/// What each row is shown to; `false` ends the reading.
pub(crate) type Show<'a> = dyn FnMut(At, &dyn Row) -> Result<bool, BadCell> + 'a;

impl Table {
    pub fn open(path: &Path, register: &'static Register) -> Result<Table, FolderError> {
        Table::with(path, register, |field| field.required)
    }

    /// For showing: a copy of what the ledger keeps has no columns but the public ones.
    pub fn open_public(path: &Path, register: &'static Register) -> Result<Table, FolderError> {
        Table::with(path, register, |field| field.required && field.public)
    }

    fn with(
        path: &Path,
        register: &'static Register,
        needed: fn(&Field) -> bool,
    ) -> Result<Table, FolderError> {
        let file = shown(path);
        let workbook = path.extension().is_some_and(|extension| extension == "xlsx");
        let (header, body) = if workbook { open_workbook(path, &file)? } else { open_csv(path, &file)? };
        let (columns, warnings) = place(&file, register, &header, needed)?;
        Ok(Table { file, register, columns, width: header.len(), body, warnings })
    }

    /// Shows the rows in order, from the one at `from` on.
    pub fn each(&mut self, from: Option<u64>, show: &mut Show<'_>) -> Result<(), FolderError> {
        let Table { file, register, columns, width, body, .. } = self;
        let bad = |line: u64, bad: BadCell| FolderError::BadCell {
            file: file.clone(),
            line,
            column: register.fields[bad.field].name,
            value: bad.value,
            remedy: bad.remedy,
        };
        match body {
            Body::Sheet(rows) => {
                for (number, cells) in
                    rows.iter().filter(|(number, _)| from.is_none_or(|from| *number >= from))
                {
                    let row = Cells { columns, get: |column: usize| cells.get(column).map(String::as_str) };
                    let at = At { locator: *number, line: *number };
                    if !show(at, &row).map_err(|cell| bad(*number, cell))? {
                        break;
                    }
                }
                Ok(())
            }
            Body::Csv(reader) => each_csv(reader, from, file, *width, columns, show, bad),
        }
    }
}

fn each_csv(
    reader: &mut csv::Reader<Box<dyn Source>>,
    from: Option<u64>,
    file: &str,
    width: usize,
    columns: &[Option<usize>],
    show: &mut Show<'_>,
    bad: impl Fn(u64, BadCell) -> FolderError,
) -> Result<(), FolderError> {
    if let Some(from) = from {
        let mut at = csv::Position::new();
        at.set_byte(from);
        reader.seek(at).map_err(|error| broken(file, 0, error))?;
    }
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        if !reader.read_record(&mut record).map_err(|error| broken(file, line, error))? {
            return Ok(());
        }
        let (locator, line) = record.position().map_or((0, 0), |at| (at.byte(), at.line()));
        if record.len() != width {
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            return Err(FolderError::Width { file: file.into(), line, found: record.len(), expected: width });
        }
        let row = Cells { columns, get: |column: usize| record.get(column) };
        if (0..columns.len()).all(|field| row.cell(field).is_empty()) {
            continue;
        }
        if !show(At { locator, line }, &row).map_err(|cell| bad(line, cell))? {
            return Ok(());
        }
    }
}

struct Cells<'a, G> {
    columns: &'a [Option<usize>],
    get: G,
}

impl<'a, G: Fn(usize) -> Option<&'a str>> Row for Cells<'a, G> {
    fn cell(&self, field: usize) -> &str {
        self.columns[field].and_then(|column| (self.get)(column)).map_or("", str::trim)
    }
}

/// Finds the column of each field; says which columns nothing asks for.
fn place(
    file: &str,
    register: &Register,
    header: &[String],
    needed: fn(&Field) -> bool,
) -> Result<(Vec<Option<usize>>, Vec<String>), FolderError> {
    let names = || register.fields.iter().map(|field| field.name).collect::<Vec<_>>().join("、");
    if header.iter().all(String::is_empty) {
        return Err(FolderError::NoHeader { file: file.into(), names: names() });
    }
    let mut columns = Vec::with_capacity(register.fields.len());
    for field in register.fields {
        let mut found = header.iter().enumerate().filter(|(_, name)| *name == field.name).map(|(at, _)| at);
        let first = found.next();
        if found.next().is_some() {
            return Err(FolderError::TwiceColumn { file: file.into(), name: field.name.into() });
        }
        if first.is_none() && needed(field) {
            return Err(FolderError::MissingColumn { file: file.into(), name: field.name, names: names() });
        }
        columns.push(first);
    }
    let unknown = header
        .iter()
        .filter(|name| !name.is_empty() && register.fields.iter().all(|field| field.name != *name));
    let warnings =
        unknown.map(|name| format!("{file}的“{name}”列不在登记“{}”之内，未采用。", register.label));
    Ok((columns, warnings.collect()))
}

/// Every line of a file, as it stands, the headings among them.
pub(crate) fn lines(path: &Path) -> Result<Vec<Vec<String>>, FolderError> {
    let file = shown(path);
    if path.extension().is_some_and(|extension| extension == "xlsx") {
        let (header, body) = open_workbook(path, &file)?;
        let Body::Sheet(rows) = body else { return Ok(vec![header]) };
        return Ok([vec![header], rows.into_iter().map(|(_, cells)| cells).collect()].concat());
    }
    let source = text_of(path, &file)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source);
    let read = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|error| broken(&file, 0, error))?;
        Ok(record.iter().map(header_name).collect())
    };
    reader.records().map(read).collect()
}

fn header_name(cell: &str) -> String {
    cell.trim_start_matches('\u{feff}').trim().to_string()
}

// ---------------------------------------------------------------- CSV

fn open_csv(path: &Path, file: &str) -> Result<(Vec<String>, Body), FolderError> {
    let source = text_of(path, file)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).buffer_capacity(BUFFER).from_reader(source);
    let header = reader.headers().map_err(|error| broken(file, 1, error))?.iter().map(header_name).collect();
    Ok((header, Body::Csv(Box::new(reader))))
}

/// The file as UTF-8: streamed where it is UTF-8 already, turned as a whole where it is not.
fn text_of(path: &Path, file: &str) -> Result<Box<dyn Source>, FolderError> {
    let broken = |error| FolderError::read(file.into(), error);
    let mut source = std::fs::File::open(path).map_err(broken)?;
    let mut head = Vec::with_capacity(BUFFER);
    (&mut source).take(BUFFER as u64).read_to_end(&mut head).map_err(broken)?;
    let utf8 = match std::str::from_utf8(&head) {
        Ok(_) => true,
        // Only the end of what was taken may be cut within a character.
        Err(error) => error.error_len().is_none(),
    };
    let marked = encoding_rs::Encoding::for_bom(&head).map(|(encoding, _)| encoding);
    if utf8 && marked.is_none_or(|encoding| encoding == encoding_rs::UTF_8) {
        source.rewind().map_err(broken)?;
        return Ok(Box::new(source));
    }
    source.read_to_end(&mut head).map_err(broken)?;
    let (text, _, damaged) = marked.unwrap_or(encoding_rs::GB18030).decode(&head);
    if damaged {
        let line = text.split('\u{fffd}').next().map_or(1, |before| before.lines().count().max(1));
        return Err(FolderError::Encoding { file: file.into(), line: line as u64 });
    }
    Ok(Box::new(Cursor::new(text.into_owned().into_bytes())))
}

fn broken(file: &str, line: u64, error: csv::Error) -> FolderError {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => FolderError::read(file.into(), source),
        csv::ErrorKind::Utf8 { pos, .. } => {
            FolderError::Encoding { file: file.into(), line: pos.map_or(line, |at| at.line()) }
        }
        _ => FolderError::Settings {
            file: file.into(),
            detail: format!("第{line}行不能读取。请检查这一行的引号和逗号。"),
        },
    }
}

// ---------------------------------------------------------------- XLSX

fn open_workbook(path: &Path, file: &str) -> Result<(Vec<String>, Body), FolderError> {
    let broken = |detail: String| FolderError::Workbook { file: file.into(), detail };
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook(path).map_err(|error: calamine::XlsxError| broken(damage(&error)))?;
    let sheet = workbook.worksheet_range_at(0).ok_or_else(|| broken("没有工作表".into()))?;
    let sheet = sheet.map_err(|error| broken(damage(&error)))?;
    let first = sheet.start().map_or(1, |(row, _)| u64::from(row) + 1);
    let mut rows = sheet.rows().zip(first..).map(|(cells, number)| {
        let cells: Vec<String> = cells.iter().map(cell_text).collect();
        (number, cells)
    });
    let header = rows.next().map(|(_, cells)| cells.iter().map(|cell| header_name(cell)).collect());
    let body = rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).collect();
    Ok((header.unwrap_or_default(), Body::Sheet(body)))
}

/// What is wrong with a workbook, as far as a clerk can use it.
fn damage(error: &calamine::XlsxError) -> String {
    use calamine::XlsxError::{Io, Password, Xml, XmlAttr, XmlEof, Zip};
    match error {
        Io(error) => law::plain::disk(error.kind()).into(),
        Zip(_) => "压缩结构不完整，文件可能没有传完或者不是工作簿".into(),
        Xml(_) | XmlAttr(_) | XmlEof(_) => "内部的 XML 已经损坏".into(),
        Password => "有密码保护".into(),
        _ => "内部结构不完整".into(),
    }
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) if !moment.is_duration() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_string(),
        // Money in a cell is a binary float; two decimals give back what was typed.
        Data::Float(number) if number.fract() != 0.0 => {
            let text = format!("{number:.2}");
            if text.parse() == Ok(*number) { text } else { number.to_string() }
        }
        other => other.to_string(),
    }
}
