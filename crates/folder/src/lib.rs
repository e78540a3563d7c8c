//! 数据文件夹：登记是 `records/<年>/<登记>.csv` 或 `.xlsx`，设置在 `settings/`，编成的报告在 `reports/`。

pub mod compile;
pub mod disclosure;
mod error;
mod items;
mod kept;
mod page;
pub mod site;
mod stray;
mod table;
mod trace;
mod unique;

pub use compile::{Compiled, Own, compile_draft, compile_year, years};
pub use disclosure::Disclosure;
pub use error::FolderError;
pub use items::{Item, Stamp, items, items_stamp};
pub use page::{RecordPage, records_page, records_page_of};
pub use trace::{Origins, Shelf};

use office::records::{Entered, InLedger, Kept, Records, Visit};
use office::register::{Register, Row};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use table::{At, Table};
use unique::Ascending;

/// The registers of the years, as files and as the ledger keeps them.
pub struct Folder<'a> {
    data: PathBuf,
    kept: Option<&'a Kept>,
    entered: Option<&'a dyn Entered>,
    kept_from: KeptFrom,
    /// What was taken from the ledger, as CSV.
    copies: RefCell<BTreeMap<(i16, &'static str), Vec<u8>>>,
    /// Bytes read, bytes to read.
    progress: &'a dyn Fn(u64, u64),
    read: Cell<u64>,
    total: Cell<u64>,
    warnings: RefCell<Vec<String>>,
}

/// From which year on the ledger is the source, where the office says so.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct KeptFrom {
    pub cases: Option<i16>,
    pub items: Option<i16>,
    pub messages: Option<i16>,
}

/// How often progress is told: every so many rows.
const TOLD: u64 = 8192;

impl<'a> Folder<'a> {
    pub fn new(data: &Path, progress: &'a dyn Fn(u64, u64)) -> Folder<'a> {
        Folder {
            data: data.into(),
            kept: None,
            entered: None,
            kept_from: KeptFrom::default(),
            copies: RefCell::default(),
            progress,
            read: Cell::new(0),
            total: Cell::new(0),
            warnings: RefCell::new(Vec::new()),
        }
    }

    /// With what the ledger has.
    fn beside(self, ledger: InLedger<'a>, from: KeptFrom) -> Folder<'a> {
        Folder { kept: ledger.kept, entered: ledger.entered, kept_from: from, ..self }
    }

    /// Adds the files of these registers to what progress counts to.
    fn expect(
        &self,
        registers: impl Iterator<Item = &'static Register>,
        year: i16,
    ) -> Result<(), FolderError> {
        for register in registers {
            if self.is_kept(register, year)? || self.entered_in(register, year)?.is_some() {
                continue;
            }
            if let Some(path) = file_of(&self.data, register, year)? {
                self.total.set(self.total.get() + std::fs::metadata(&path).map_or(0, |about| about.len()));
            }
        }
        Ok(())
    }

    /// What the clerk should look at, though it does not stop the work.
    fn warnings(&self) -> Vec<String> {
        self.warnings.take()
    }
}

impl Records for Folder<'_> {
    type Error = FolderError;

    fn scan(
        &self,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
    ) -> Result<bool, FolderError> {
        if self.is_kept(register, year)? {
            return self.scan_kept(register, year, visit).map(|()| true);
        }
        if let Some(entered) = self.entered_in(register, year)? {
            return self.scan_entered(entered, register, year, visit).map(|()| true);
        }
        let Some(path) = file_of(&self.data, register, year)? else { return Ok(false) };
        let mut table = Table::open(&path, register)?;
        self.warnings.borrow_mut().append(&mut table.warnings);
        let (before, mut rows) = (self.read.get(), 0);
        let mut keys = Ascending::new(register);
        table.each(None, &mut |At { locator, .. }, row| {
            rows += 1;
            keys.take(row);
            if rows % TOLD == 0 {
                (self.progress)(before + locator, self.total.get());
            }
            visit(locator, row).map(|()| true)
        })?;
        if !keys.hold() {
            unique::refuse_doubles(&path, register)?;
        }
        self.read.set(before + std::fs::metadata(&path).map_or(0, |about| about.len()));
        (self.progress)(self.read.get(), self.total.get());
        Ok(true)
    }
}

/// Shows every row of a register's file, wherever it lies, with its line; `false` ends the reading. What a clerk
/// should look at, such as columns nothing asks for.
pub fn each_row(
    path: &Path,
    register: &'static Register,
    show: &mut dyn FnMut(u64, &dyn Row) -> bool,
) -> Result<Vec<String>, FolderError> {
    let mut table = Table::open(path, register)?;
    table.each(None, &mut |At { line, .. }, row| Ok(show(line, row)))?;
    Ok(table.warnings)
}

/// Whether the year of a register stands in a file; one that cannot be looked at does.
pub fn has_file(data: &Path, register: &Register, year: i16) -> bool {
    !matches!(file_of(data, register, year), Ok(None))
}

/// Every line of a CSV or XLSX file of somebody else's, headings and what stands above them included.
pub fn lines(path: &Path) -> Result<Vec<Vec<String>>, FolderError> {
    table::lines(path)
}

/// `records/<year>`
fn year_folder(data: &Path, year: i16) -> PathBuf {
    data.join("records").join(year.to_string())
}

/// The file of a register, if the year has one.
fn file_of(data: &Path, register: &Register, year: i16) -> Result<Option<PathBuf>, FolderError> {
    let folder = year_folder(data, year);
    let found: Vec<PathBuf> = ["csv", "xlsx"]
        .into_iter()
        .map(|extension| folder.join(format!("{}.{extension}", register.label)))
        .filter(|path| path.exists())
        .collect();
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [..] => Err(FolderError::TwoFiles { folder: shown(&folder), label: register.label }),
    }
}

/// A path as the clerk finds it: with the data folder, since several may be about.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Counts the rows of a CSV file, with no other work: what compiling is measured against.
pub fn scan_only(path: &Path) -> Result<u64, FolderError> {
    let broken = |error: std::io::Error| FolderError::read(path.display().to_string(), error);
    let mut reader = csv::ReaderBuilder::new()
        .buffer_capacity(table::BUFFER)
        .from_reader(std::fs::File::open(path).map_err(broken)?);
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record).map_err(|error| broken(error.into()))? {
        rows += 1;
    }
    Ok(rows)
}
