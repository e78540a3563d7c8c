//! 登记从哪里来：a narrow seam; a folder of tables, and what the desk keeps by handling cases.

use crate::register::{BadCell, Register, Row};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Takes one row and where it stands; a refused cell ends the scan.
pub type Visit<'a> = dyn FnMut(u64, &dyn Row) -> Result<(), BadCell> + 'a;

/// Whoever holds the records of the years.
pub trait Records {
    type Error;

    /// Shows each row of a register of a year, with a locator that grows from row to row and by which the
    /// row can be found again. `false` where the year has no such register.
    fn scan(
        &self,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
    ) -> Result<bool, Self::Error>;
}

/// The registers that come of handling cases and of publishing: where there is a ledger, nobody enters them by hand.
pub const KEPT: [&str; 9] = [
    "requests",
    "reviews",
    "litigations",
    "processing_fees",
    "items",
    "services",
    "documents",
    "cleanups",
    "messages",
];

/// What a register comes of. Each begins in a year of its own: an office that handles applications at the desk may
/// publish elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// 办理申请
    Cases,
    /// 发布信息
    Items,
    /// 发布规章、行政规范性文件
    Documents,
    /// 文件清理
    Cleanups,
    /// 答复留言
    Messages,
}

impl Source {
    /// `None` for a register that the ledger never keeps.
    pub fn of(register: &Register) -> Option<Source> {
        match register.key {
            "items" | "services" => Some(Source::Items),
            "documents" => Some(Source::Documents),
            "cleanups" => Some(Source::Cleanups),
            "messages" => Some(Source::Messages),
            key => KEPT.contains(&key).then_some(Source::Cases),
        }
    }
}

/// 在工作台登记的：rows as a ledger keeps them by their declarations, read when they are asked for, since there may be
/// hundreds of thousands.
pub trait Entered {
    /// Whether the year has any row of a register.
    fn has(&self, register: &Register, year: i16) -> bool;

    /// Shows every row that counts, always in the same order; what is not public is not shown.
    fn rows(&self, register: &'static Register, year: i16, visit: &mut Visit<'_>) -> Result<(), Unread>;
}

/// Why the rows were not shown to the end.
#[derive(Debug)]
pub enum Unread {
    Row(BadRow),
    Store(Box<dyn std::error::Error + Send + Sync>),
}

/// What a ledger has of the registers.
#[derive(Clone, Copy, Default)]
pub struct InLedger<'a> {
    pub kept: Option<&'a Kept>,
    pub entered: Option<&'a dyn Entered>,
}

impl<'a> From<Option<&'a Kept>> for InLedger<'a> {
    fn from(kept: Option<&'a Kept>) -> InLedger<'a> {
        InLedger { kept, entered: None }
    }
}

/// The public cells of a row, in the order of the register's fields.
pub type Public = Vec<Cow<'static, str>>;

/// 台账里的登记，as they stood when they were taken. Public cells alone: what is personal stays sealed where it is,
/// and no copy of this can give it away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    received: BTreeMap<i16, u64>,
    items_from: Option<i16>,
    documents_from: Option<i16>,
    cleanups_from: Option<i16>,
    messages_from: Option<i16>,
    rows: BTreeMap<(i16, &'static str), Vec<Public>>,
}

/// A row that its register does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// From 1.
    pub row: u64,
    pub cell: BadCell,
}

impl Kept {
    /// With how many requests came in in each year; the years for which there are rows are added.
    pub fn new(received: BTreeMap<i16, u64>) -> Kept {
        Kept { received, ..Kept::default() }
    }

    /// With the first year in which an item was published, and the first of a document that table two counts.
    pub fn publishing(self, items_from: Option<i16>, documents_from: Option<i16>) -> Kept {
        Kept { items_from, documents_from, ..self }
    }

    /// With the first year in which the result of a round of 文件清理 was published.
    pub fn cleaning(self, cleanups_from: Option<i16>) -> Kept {
        Kept { cleanups_from, ..self }
    }

    /// With the first year in which a message came in.
    pub fn answering(self, messages_from: Option<i16>) -> Kept {
        Kept { messages_from, ..self }
    }

    /// Adds the rows of a register of a year.
    ///
    /// # Panics
    /// Where there is no such register, or a row has not one cell for each of its public fields.
    pub fn add(&mut self, register: &str, year: i16, rows: Vec<Public>) {
        let register = Register::find(register).expect("who adds rows names a register");
        let width = register.fields.iter().filter(|field| field.public).count();
        assert!(rows.iter().all(|row| row.len() == width), "{} has {width} public fields", register.key);
        self.rows.insert((year, register.key), rows);
    }

    /// The first year there is anything of.
    pub fn first(&self, source: Source) -> Option<i16> {
        match source {
            Source::Cases => self.received.keys().next().copied(),
            Source::Items => self.items_from,
            Source::Documents => self.documents_from,
            Source::Cleanups => self.cleanups_from,
            Source::Messages => self.messages_from,
        }
    }

    /// Requests received in each year.
    pub fn received(&self) -> &BTreeMap<i16, u64> {
        &self.received
    }

    /// Whether anything came in during the year, was carried into it, or happened to a case in it.
    pub fn has_cases(&self, year: i16) -> bool {
        self.received.get(&year).is_some_and(|count| *count > 0) || self.has_rows(Source::Cases, year)
    }

    /// Whether the ledger has anything of a year that a file could have as well.
    pub fn has(&self, source: Source, year: i16) -> bool {
        match source {
            Source::Cases => self.has_cases(year),
            Source::Items | Source::Documents | Source::Cleanups | Source::Messages => {
                self.has_rows(source, year)
            }
        }
    }

    fn has_rows(&self, source: Source, year: i16) -> bool {
        let registers = KEPT.iter().filter_map(|key| Register::find(key));
        let mut of_source = registers.filter(|register| Source::of(register) == Some(source));
        of_source.any(|register| self.rows.get(&(year, register.key)).is_some_and(|rows| !rows.is_empty()))
    }
}

/// Cells of the public fields as a whole row, whose other columns say that they are sealed.
pub struct Open<'a> {
    /// For each field of the register, which of the cells it is.
    places: Vec<Option<usize>>,
    cells: &'a [String],
}

impl<'a> Open<'a> {
    /// `cells` has one for each field of the register; those that are not public are passed over.
    pub fn new(register: &Register, cells: &'a [String]) -> Open<'a> {
        let places = register.fields.iter().enumerate().map(|(at, field)| field.public.then_some(at));
        Open { places: places.collect(), cells }
    }
}

impl Row for Open<'_> {
    fn cell(&self, field: usize) -> &str {
        self.places[field].and_then(|at| self.cells.get(at)).map_or(SEALED, String::as_str)
    }
}

impl Records for Kept {
    type Error = BadRow;

    fn scan(&self, register: &'static Register, year: i16, visit: &mut Visit<'_>) -> Result<bool, BadRow> {
        let Some(rows) = self.rows.get(&(year, register.key)) else { return Ok(false) };
        let mut shown = 0..;
        let places: Vec<Option<usize>> =
            register.fields.iter().map(|field| if field.public { shown.next() } else { None }).collect();
        for (row, cells) in (1..).zip(rows) {
            visit(row, &Shown { places: &places, cells }).map_err(|cell| BadRow { row, cell })?;
        }
        Ok(true)
    }
}

/// Stands in the columns that are not public.
const SEALED: &str = "（密封）";

struct Shown<'a> {
    /// For each field of the register, which of the cells it is.
    places: &'a [Option<usize>],
    cells: &'a [Cow<'static, str>],
}

impl Row for Shown<'_> {
    fn cell(&self, field: usize) -> &str {
        self.places[field].map_or(SEALED, |at| &self.cells[at])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::annual_report::tables;
    use crate::metric::measure;
    use law::annual_report::{Applicant, Outcome, Row3};

    fn row(no: &'static str, received: &'static str, due: &'static str, ended: [&'static str; 2]) -> Public {
        let cells = [no, "natural_person", "internet", received, "房屋征收", due, ended[0], ended[1]];
        cells.map(Cow::from).to_vec()
    }

    fn kept() -> Kept {
        let mut kept = Kept::new(BTreeMap::from([(2023, 1), (2024, 4)]));
        let rows = vec![
            row("1", "2023-12-28", "2024-01-26", ["2024-01-26", "3.1"]),
            row("2", "2024-03-04", "2024-04-01", ["2024-04-02", "3.1"]),
            row("3", "2024-05-06", "", ["2024-05-20", "3.6.1"]),
            row("4", "2024-06-03", "", ["2024-06-10", "3.6.3"]),
            row("5", "2024-12-30", "2025-01-27", ["2025-01-10", "3.1"]),
        ];
        kept.add("requests", 2024, rows);
        kept
    }

    /// 3件有答复：1月26日按时，4月2日迟一日，另一件下年才答复；逾期不补正、撤回的没有期限，既不按时也不逾期。
    #[test]
    fn what_ended_without_an_answer_is_neither_in_time_nor_late() {
        let registers = [Register::find("requests").unwrap()];
        let (figures, _) = measure(&kept(), registers.into_iter(), 2024).unwrap();
        let count = |id: &str| figures.count(id).unwrap();
        assert_eq!(count("requests.answered"), 4);
        assert_eq!(count("requests.answered.in_time"), 1);
        assert_eq!(count("requests.answered.late"), 1);
        assert_eq!(count("requests.answered.termless"), 2);
        let table = tables(&figures).table3;
        let total = |row| table.get(row, Applicant::Total).unwrap();
        assert_eq!([total(Row3::New), total(Row3::Carried)], [4, 1]);
        assert_eq!([total(Row3::Total), total(Row3::CarriedOver)], [4, 1]);
        assert_eq!(total(Row3::Result(Outcome::NotCorrected)), 1);
    }

    #[test]
    fn columns_that_are_not_public_say_that_they_are_sealed() {
        let register = Register::find("requests").unwrap();
        let mut seen = Vec::new();
        let mut visit = |at: u64, row: &dyn Row| {
            seen.push((at, row.cell(0).to_owned(), row.cell(1).to_owned()));
            Ok(())
        };
        assert_eq!(kept().scan(register, 2024, &mut visit), Ok(true));
        assert_eq!((seen.len(), seen[0].clone()), (5, (1, "1".into(), "（密封）".into())));
    }

    #[test]
    fn years_without_rows_are_not_there() {
        let kept = kept();
        let register = Register::find("requests").unwrap();
        assert_eq!(kept.scan(register, 2023, &mut |_, _| Ok(())), Ok(false));
        let first = kept.first(Source::Cases);
        assert_eq!((first, kept.has_cases(2023), kept.has_cases(2025)), (Some(2023), true, false));
    }

    #[test]
    fn publishing_begins_in_a_year_of_its_own() {
        let kept = kept();
        assert_eq!((kept.first(Source::Items), kept.has(Source::Items, 2024)), (None, false));
        let mut kept = kept.publishing(Some(2024), None);
        let item = ["ZZ-1", "标题", "news", "2024-03-01", "政府网站"].map(Cow::from).to_vec();
        kept.add("items", 2024, vec![item]);
        assert_eq!((kept.first(Source::Items), kept.has(Source::Items, 2024)), (Some(2024), true));
        assert_eq!((kept.first(Source::Documents), kept.has(Source::Documents, 2024)), (None, false));
    }
}
