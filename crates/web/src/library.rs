//! 门户所展示的内容从哪里来：pages ask the library, the program behind it keeps records, files and clock.

use bytes::Bytes;
use jiff::civil::Date;
use law::annual_report::Tables;
use law::statutes::Statute;
use law::workday::Calendar;
use office::annual_report::{AnnualReport, Organ};
use office::inspection::Inspection;
use office::metric::OverrideEntry;
use office::register::Register;
use office::site::Site;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use publishing::submission::{Package, Reply};
use registers::Show;
use reports::model::Published;
use scan::Wordings;
use std::sync::Arc;

/// What the portal may show. `records`, `published`, `suggestion`, `item`, `check`, `inspection` and `sum` may take time: they run off
/// the async threads.
pub trait Library: Send + Sync + 'static {
    fn organ(&self) -> &Organ;
    /// The settings of the site as they stand now.
    fn site(&self) -> Arc<Site>;
    /// Whether mails can be sent.
    fn mails(&self) -> bool;
    /// The identity provider people may sign in by, where the settings name one.
    fn oidc(&self) -> Option<Arc<crate::desk::oidc::Oidc>> {
        None
    }
    /// The identity provider citizens may sign in by; nobody has to.
    fn citizens(&self) -> Option<Arc<crate::desk::oidc::Oidc>> {
        None
    }
    /// Where published items are sent beside this site.
    fn channels(&self) -> Arc<channels::Settings> {
        Arc::default()
    }
    /// The records are made up, and every page says so.
    fn demonstration(&self) -> bool;
    fn today(&self) -> Date;
    /// Changes whenever `today`, `years`, `report`, `file`, `published` or `item` may answer otherwise; what the ledger
    /// keeps apart. Quickly: it is asked for with nearly every page.
    fn mark(&self) -> String;
    /// With it /metrics may be read from elsewhere; nobody may without one.
    fn metrics_token(&self) -> Option<&str>;
    /// 放假通知 as they are known now, those loaded beside the built-in ones included.
    fn calendar(&self) -> Arc<Calendar>;
    /// Years with a published report, newest first.
    fn years(&self) -> Vec<i16>;
    fn report(&self, year: i16) -> Option<Arc<AnnualReport>>;
    /// The report as HTML from `<h2>` down, figures linked to [`figure_path`].
    fn fragment(&self, year: i16) -> Option<Arc<str>>;
    fn file(&self, year: i16, format: Format) -> Option<Bytes>;
    /// The records behind a figure, public columns only, in a fixed order, from after `after`.
    /// `None` where the year or the metric is unknown.
    fn records(
        &self,
        year: i16,
        metric: &str,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Option<RecordPage>, NoRecords>;
    /// What is published already and fits a text best, the best first; quickly, also among many.
    fn published(&self, text: &str, limit: usize) -> Vec<Suggestion>;
    /// One of them by its address; `None` for an address that is none of them.
    fn suggestion(&self, path: &str) -> Option<Suggestion>;
    /// A disclosed item by its 索引号.
    fn item(&self, index: &str) -> Option<Item>;
    /// Reads and checks files as given, one answer a file in the order given. Each report says in `prior` which of
    /// last year's it was compared with, or why with none.
    /// The refusal is for the whole request: last year's report cannot be read.
    fn check(&self, files: Vec<Upload>, options: CheckOptions) -> Result<Vec<Checked>, String>;
    /// What texts write wrongly: the program's list, and the office's own where it has one.
    fn wordings(&self) -> Arc<Wordings>;
    /// A paper as a Word document.
    fn docx(&self, sheet: &Listing) -> anyhow::Result<Vec<u8>>;
    /// The same as a PDF.
    fn pdf(&self, sheet: &Listing) -> anyhow::Result<Vec<u8>>;
    /// A table as an XLSX workbook.
    fn workbook(&self, name: &str, header: Vec<String>, rows: Vec<Vec<String>>) -> anyhow::Result<Vec<u8>>;
    /// Whether the year of a register stands in a file of the data folder.
    fn register_in_folder(&self, register: &'static Register, year: i16) -> bool;
    /// Every line of a table that was brought, CSV or XLSX, headings included; or why it cannot be read.
    fn table(&self, upload: &Upload) -> Result<Vec<Vec<String>>, String>;
    /// Shows every row of a table that was brought, CSV or XLSX, with its line. What a clerk should look at, such as columns
    /// nothing asks for; or why it cannot be read.
    fn register_rows(
        &self,
        upload: &Upload,
        register: &'static Register,
        show: &mut Show<'_>,
    ) -> Result<Vec<String>, String>;
    /// The platforms (新媒体) whose statistics give rows of a register.
    fn platforms(&self, _register: &'static Register) -> Vec<String> {
        Vec::new()
    }
    /// The statistics of a platform as a table of a register; `account`: whose they are. Takes time. Or why they cannot be
    /// read, for whoever brought them.
    fn converted(
        &self,
        _upload: &Upload,
        platform: &str,
        _register: &'static Register,
        _account: Option<&str>,
    ) -> Result<Upload, String> {
        Err(format!("没有“{platform}”这种统计表。"))
    }
    /// The report of an inspection as a paper to hand over.
    fn inspection(&self, inspection: &Inspection, format: Format) -> anyhow::Result<Vec<u8>>;
    /// The text a report begins with: the office's own, or ours.
    fn report_text(&self) -> String {
        office::annual_report::DEFAULT_TEMPLATE.into()
    }
    /// The report of a year compiled with a text of its own from the records as they are now; the portal shows none of
    /// it.
    fn draft(&self, _year: i16, _wanted: &Wanted) -> Result<Arc<Draft>, NoRecords> {
        Err(NoRecords::Refused("本站没有登记数据，不能编制年度报告。".into()))
    }
    /// As [`Library::records`], of the draft last compiled.
    fn draft_records(
        &self,
        _year: i16,
        _metric: &str,
        _after: Option<u64>,
        _limit: usize,
    ) -> Result<Option<RecordPage>, NoRecords> {
        Ok(None)
    }
    /// Parts of last year's report, where it is known, by number.
    fn last_year(&self, _year: i16) -> Vec<(u8, Vec<String>)> {
        Vec::new()
    }
    /// Who is to send reports here, by code.
    fn units(&self) -> Vec<crate::desk::submissions::Unit> {
        Vec::new()
    }
    /// Draws a chart; its number stands in its title.
    fn chart(&self, chart: &office::annual_report::Chart, _number: usize) -> Drawing {
        Drawing { title: chart.title.clone(), ..Drawing::default() }
    }
    /// A paper as a workbook.
    fn xlsx(&self, _sheet: &Listing) -> anyhow::Result<Vec<u8>> {
        anyhow::bail!("no workbook can be made here")
    }
    /// The superior unit the report is submitted to; `None` where the settings name none.
    fn superior(&self) -> Option<Superior> {
        None
    }
    /// The signed package of the report that the portal shows, as submitted on a day; or why there is none. Takes time.
    fn package(&self, _year: i16, _on: Date) -> Result<Package, String> {
        Err("没有设置主管部门。".into())
    }
    /// Hands a package in with the superior unit, over the network.
    fn deliver(&self, _package: &Package) -> Result<(), String> {
        Err("没有设置主管部门。".into())
    }
    /// The superior's reply on the report of a year, from the network or from a file it gave; none that it has not signed.
    fn reply(&self, _year: i16, _file: Option<&[u8]>) -> Result<Reply, String> {
        Err("没有设置主管部门。".into())
    }
    /// Makes the portal show a report that the ledger has published, in every form.
    fn release(&self, _draft: &Draft) -> anyhow::Result<()> {
        Ok(())
    }
    /// The portal shows the report of a year no more.
    fn retract(&self, _year: i16) -> anyhow::Result<()> {
        Ok(())
    }
    /// Adds the reports up.
    fn sum(&self, reports: &[&Published], expected_units: &[String]) -> Sum;
}

/// Whom the report is submitted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superior {
    pub name: String,
    /// Reached over the network; otherwise files go to and fro.
    pub online: bool,
}

/// A chart as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawing {
    pub title: String,
    /// In words, for those who do not see it.
    pub alt: String,
    /// For wide screens and paper.
    pub svg: String,
    pub narrow: String,
}

/// What a draft is compiled of beside the records.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub text: String,
    pub dated: Date,
    /// 人工调整, each with its year.
    pub adjusted: Vec<(i16, OverrideEntry)>,
    /// Reports of other organs it must not be a copy of.
    pub siblings: Arc<Vec<Published>>,
    /// Changes whenever the ledger does, and with it all of this but the text.
    pub stamp: String,
}

/// A report that was compiled and is not published.
pub struct Draft {
    pub report: AnnualReport,
    /// As HTML, figures linked to the desk's pages.
    pub fragment: Arc<str>,
    /// What is looked at before it is submitted.
    pub points: Vec<Point>,
    /// The measures last year's report announced, and what became of them.
    pub announced: Vec<Announced>,
    /// Of what text and records come to, whatever the day.
    pub digest: String,
    /// The report as it is kept with the act that publishes it.
    pub bytes: Vec<u8>,
    /// What the library needs to release it.
    pub parcel: Box<dyn std::any::Any + Send + Sync>,
}

/// 改进措施 of last year's part five.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Announced {
    pub problem: String,
    pub remedy: String,
    pub owner: String,
    pub progress: String,
    /// The day it was carried out; `None` while it was not.
    pub done: Option<Date>,
}

impl Announced {
    /// «2024年6月3日»
    pub fn done_on(&self) -> String {
        self.done.map(crate::words::day).unwrap_or_default()
    }
}

/// A point of the checklist before submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub label: &'static str,
    pub state: PointState,
    /// What is wrong, each a sentence that says what to do.
    pub details: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointState {
    Met,
    /// To be looked at; may stand.
    Look,
    /// Stands against submission.
    Stop,
}

impl PointState {
    pub const fn label(self) -> &'static str {
        match self {
            PointState::Met => "通过",
            PointState::Look => "请复核",
            PointState::Stop => "未通过",
        }
    }

    /// For the style.
    pub const fn key(self) -> &'static str {
        match self {
            PointState::Met => "met",
            PointState::Look => "look",
            PointState::Stop => "stop",
        }
    }
}

/// A paragraph of a [`Listing`] that begins with it is a heading.
pub const HEADED: &str = "## ";

/// A paper with one table, for somebody outside the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub title: String,
    /// Paragraphs above the table, and below it.
    pub before: Vec<String>,
    pub headers: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub after: Vec<String>,
    pub organ: String,
    pub dated: Date,
}

/// Something published that may be what an applicant looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub title: String,
    /// Where it is read: an address of this site.
    pub path: String,
    /// «政策文件», «年度报告», «法律法规»
    pub kind: String,
    pub date: Option<Date>,
}

/// A disclosed item: its title, and the elements of its record with their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    pub title: String,
    pub elements: Vec<(String, String)>,
}

/// Where a disclosed item is read: `/info/ZZSP-2024-0001`.
pub fn item_path(index: &str) -> String {
    format!("/info/{}", utf8_percent_encode(index, IN_PATH))
}

/// Where everything with a phrase is listed, the newest first.
pub fn search_path(phrase: &str) -> String {
    format!("/search?q={}&sort=time", utf8_percent_encode(phrase, NON_ALPHANUMERIC))
}

/// What a path holds as it is; numbers of items have segments of their own.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Where an article of a statute we hold is read.
pub fn article_path(statute: &Statute, article: u16) -> String {
    format!("{}#art{article}", crate::portal::statute_path(statute))
}

/// The pages that tell how the office discloses: title, address, what they say.
pub fn standing_pages() -> Vec<(&'static str, &'static str, &'static str)> {
    crate::portal::standing_pages()
}

/// Where a figure of a report shows its records: the prefix for the links in [`Library::fragment`].
pub fn figure_path(year: i16, metric: &str) -> String {
    format!("/disclosure/reports/{year}/figures/{metric}")
}

/// Where a figure of a draft shows its records at the desk.
pub fn draft_figure_path(year: i16, metric: &str) -> String {
    format!("/desk/annual-reports/{year}/figures/{metric}")
}

/// The files of a report that can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Pdf,
    Docx,
    Xlsx,
    Html,
    Json,
    Csv,
}

impl Format {
    pub const ALL: [Format; 6] =
        [Format::Pdf, Format::Docx, Format::Xlsx, Format::Html, Format::Json, Format::Csv];

    /// `pdf`, as in the address and the file name.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Xlsx => "xlsx",
            Format::Html => "html",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }

    pub fn from_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.extension() == extension)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Html => "text/html; charset=utf-8",
            Format::Json => "application/json",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }

    /// What a reader gets it for.
    pub const fn label(self) -> &'static str {
        match self {
            Format::Pdf => "PDF 版式文件",
            Format::Docx => "Word 文档",
            Format::Xlsx => "Excel 表格",
            Format::Html => "单页网页",
            Format::Json => "JSON 数据",
            Format::Csv => "CSV 数据",
        }
    }
}

/// Some of the records a figure counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordPage {
    /// «依申请公开登记簿»
    pub register_label: String,
    pub columns: Vec<String>,
    /// The record's position, and its cells.
    pub rows: Vec<(u64, Vec<String>)>,
    /// What to pass as `after` for the page that follows; `None` on the last.
    pub next: Option<u64>,
    pub total: u64,
}

/// Why the records behind a figure cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum NoRecords {
    /// A sentence for the reader: what is the matter and what to do.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct Upload {
    pub name: String,
    pub bytes: Bytes,
}

/// What the reader said beside the files.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// Last year's report.
    pub prior: Option<Upload>,
    pub organ: Option<String>,
    pub year: Option<i16>,
}

pub type Checked = Result<Published, Unreadable>;

/// A file that gave no report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub file: String,
    /// A sentence that says what is wrong and what to do.
    pub message: String,
}

/// Several reports added up.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    pub tables: Tables,
    /// Expected units none of the files comes from.
    pub missing: Vec<String>,
    /// Sentences on what was left out, came twice or stands apart.
    pub notes: Vec<String>,
}
