//! 台账里的登记：taken in place of files, and copied beside the report so that its figures lead to them as they stood.

use crate::page::{cells, public};
use crate::table::Table;
use crate::{Folder, FolderError, file_of, shown};
use office::records::{BadRow, Entered, Records, Source, Unread, Visit};
use office::register::{Register, Row};
use std::path::Path;

impl Folder<'_> {
    /// Whether a register of a year is the ledger's. Both the ledger and a file having something of one year is
    /// refused: nobody could say which rows stand twice.
    pub(crate) fn is_kept(&self, register: &'static Register, year: i16) -> Result<bool, FolderError> {
        let source = Source::of(register).filter(|source| self.covers(*source, year));
        let Some((kept, source)) = self.kept.zip(source) else { return Ok(false) };
        match file_of(&self.data, register, year)? {
            Some(path) if has_rows(&path, register)? => {
                if kept.has(source, year) {
                    return Err(two_sources(&path, register, source, year));
                }
                Ok(false)
            }
            Some(_) | None => Ok(true),
        }
    }

    /// From the first year the ledger has anything of, or from the one the office names. Of what was never published
    /// at the desk the ledger says nothing, whatever the office names.
    fn covers(&self, source: Source, year: i16) -> bool {
        let Some(first) = self.kept.map(|kept| kept.first(source)) else { return false };
        let from = match source {
            Source::Cases => self.kept_from.cases.or(first),
            Source::Messages => first.max(first.and(self.kept_from.messages)),
            Source::Items | Source::Documents | Source::Cleanups => {
                first.max(first.and(self.kept_from.items))
            }
        };
        from.is_some_and(|from| year >= from)
    }

    /// Whether the ledger alone makes a year worth comparing with.
    pub(crate) fn has_cases(&self, year: i16) -> bool {
        self.covers(Source::Cases, year) && self.kept.is_some_and(|kept| kept.has_cases(year))
    }

    /// Whether the ledger has anything of a year.
    pub(crate) fn has_any(&self, year: i16) -> bool {
        let sources = Register::all().filter_map(Source::of);
        let kept = |source| self.covers(source, year) && self.kept.is_some_and(|kept| kept.has(source, year));
        let entered = |register| self.entered.is_some_and(|entered| entered.has(register, year));
        sources.into_iter().any(kept) || Register::all().any(entered)
    }

    /// The years the ledger has requests of.
    pub(crate) fn kept_years(&self) -> Vec<i16> {
        let years = self.kept.iter().flat_map(|kept| kept.received().keys().copied());
        years.filter(|year| self.covers(Source::Cases, *year)).collect()
    }

    /// How many requests came in, where the ledger tells.
    pub(crate) fn received(&self, year: i16) -> Result<Option<u64>, FolderError> {
        let requests = Register::find("requests").expect("requests are a register");
        let kept = self.is_kept(requests, year)?.then_some(self.kept).flatten();
        Ok(kept.map(|kept| kept.received().get(&year).copied().unwrap_or(0)))
    }

    /// Shows the ledger's rows with the places they have in the copy that is written as they pass.
    pub(crate) fn scan_kept(
        &self,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
    ) -> Result<(), FolderError> {
        self.copied(register, year, visit, |take| {
            let scanned = self.kept.map_or(Ok(false), |kept| kept.scan(register, year, take));
            scanned.map(|_| ()).map_err(|bad| bad_row(register, bad))
        })
    }

    /// The rows entered at the desk, where the year has any. Rows at the desk and in a file are refused: nobody could
    /// say which stand twice.
    pub(crate) fn entered_in(
        &self,
        register: &'static Register,
        year: i16,
    ) -> Result<Option<&dyn Entered>, FolderError> {
        let Some(entered) = self.entered.filter(|entered| entered.has(register, year)) else {
            return Ok(None);
        };
        match file_of(&self.data, register, year)? {
            Some(path) if has_rows(&path, register)? => {
                Err(FolderError::TwoPlaces { file: shown(&path), label: register.label, year })
            }
            Some(_) | None => Ok(Some(entered)),
        }
    }

    /// Shows the rows entered at the desk, with the places they have in the copy that is written as they pass.
    pub(crate) fn scan_entered(
        &self,
        entered: &dyn Entered,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
    ) -> Result<(), FolderError> {
        self.copied(register, year, visit, |take| {
            entered.rows(register, year, take).map_err(|error| match error {
                Unread::Row(bad) => bad_row(register, bad),
                Unread::Store(source) => FolderError::Store { label: register.label, source },
            })
        })
    }

    /// Writes the copy of what passes.
    fn copied(
        &self,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
        scan: impl FnOnce(&mut Visit<'_>) -> Result<(), FolderError>,
    ) -> Result<(), FolderError> {
        let mut copy = Copy::new(register);
        scan(&mut |_, row: &dyn Row| {
            visit(copy.place(), row)?;
            copy.take(row);
            Ok(())
        })?;
        self.copies.borrow_mut().insert((year, register.key), copy.finish());
        Ok(())
    }

    /// The copies of a year, by register.
    pub(crate) fn copies(&self, year: i16) -> Vec<(&'static Register, Vec<u8>)> {
        let copies = self.copies.borrow();
        let of_year =
            Register::all().filter_map(|register| Some((register, copies.get(&(year, register.key))?)));
        of_year.map(|(register, text)| (register, text.clone())).collect()
    }
}

fn bad_row(register: &'static Register, BadRow { row, cell }: BadRow) -> FolderError {
    FolderError::BadCell {
        file: format!("台账中的“{}”", register.label),
        line: row,
        column: register.fields[cell.field].name,
        value: cell.value,
        remedy: cell.remedy,
    }
}

fn two_sources(path: &Path, register: &Register, source: Source, year: i16) -> FolderError {
    let (what, setting) = match source {
        Source::Cases => ("申请", "ledger_from"),
        Source::Items => ("公开信息", "items_from"),
        Source::Documents => ("规章、规范性文件", "items_from"),
        Source::Cleanups => ("文件清理", "items_from"),
        Source::Messages => ("留言", "messages_from"),
    };
    FolderError::TwoSources { file: shown(path), label: register.label, year, what, setting }
}

fn has_rows(path: &Path, register: &'static Register) -> Result<bool, FolderError> {
    let mut found = false;
    Table::open(path, register)?.each(None, &mut |_, _| {
        found = true;
        Ok(false)
    })?;
    Ok(found)
}

/// The public columns of a register as CSV.
struct Copy {
    register: &'static Register,
    writer: csv::Writer<Vec<u8>>,
}

impl Copy {
    fn new(register: &'static Register) -> Copy {
        // With the mark that spreadsheet programs look for.
        let writer = csv::Writer::from_writer("\u{feff}".into());
        let mut copy = Copy { register, writer };
        copy.line(public(register).map(|(_, field)| field.name.to_owned()).collect());
        copy
    }

    /// Where the next row will stand.
    fn place(&self) -> u64 {
        self.writer.get_ref().len() as u64
    }

    fn take(&mut self, row: &dyn Row) {
        self.line(cells(self.register, row));
    }

    fn line(&mut self, cells: Vec<String>) {
        let written = self.writer.write_record(cells).and_then(|()| Ok(self.writer.flush()?));
        written.expect("memory takes what is written");
    }

    fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect("every line was flushed")
    }
}
