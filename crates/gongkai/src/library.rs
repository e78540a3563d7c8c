//! 门户的资料：reports and records of a data folder, checking and adding up what is sent in.

mod brought;

use crate::published::{All, Published as Already};
use crate::reading::{self, Expectations};
use crate::{drafts, inputs, media_exports, notices, publishing, submitting, today};
use ::publishing::Publishing;
use ::publishing::submission::{Package, Reply};
use anyhow::anyhow;
use brought::{Brought, upload_named};
use bytes::Bytes;
use folder::Disclosure;
use jiff::civil::Date;
use law::workday::Calendar;
use office::annual_report::{AnnualReport, Organ, Settings};
use office::inspection::Inspection;
use office::register::Register;
use office::site::Site;
use papers::document::{Block, Cell, Density, Heading, Span, Table};
use papers::{Document, Links};
use reports::aggregate::{self, Aggregator, Unit, Units};
use reports::model::Published;
use scan::Wordings;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use web::desk::oidc::Oidc;
use web::{
    CheckOptions, Checked, Draft, Format, Item, Library, NoRecords, RecordPage, Suggestion, Sum, Unreadable,
    Upload, Wanted,
};

/// A data folder as the portal's library.
pub struct Folder {
    data: PathBuf,
    settings: Settings,
    operation: Operation,
    calendar: Mutex<Known>,
    site: Mutex<SiteKnown>,
    loaded: Mutex<BTreeMap<i16, Loaded>>,
    published: Already,
    wordings: Arc<Wordings>,
    oidc: Option<Arc<Oidc>>,
    citizens: Option<Arc<Oidc>>,
    channels: Arc<channels::Settings>,
    /// Where the ledger is, unless in the folder.
    database: Option<String>,
    drafts: Mutex<BTreeMap<i16, (String, Arc<Draft>)>>,
}

/// `settings/operation.toml`, where there is one.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Operation {
    /// 监控程序从别的机器读 /metrics 所用的口令
    metrics_token: Option<String>,
}

/// A shorter one could be guessed.
const SHORTEST_TOKEN: usize = 16;

impl Operation {
    fn read(data: &Path) -> anyhow::Result<Operation> {
        let path = data.join("settings").join("operation.toml");
        let wrong = |detail: String| anyhow!("设置文件《{}》有误：{detail}", path.display());
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Operation::default()),
            Err(error) => return Err(wrong(format!("读不出来（{error}）。请确认有读取权限。"))),
        };
        Operation::parse(&text).map_err(wrong)
    }

    fn parse(text: &str) -> Result<Operation, String> {
        let found: Operation =
            toml::from_str(text).map_err(|error| law::plain::toml(text, &error).to_string())?;
        let short = found.metrics_token.as_ref().is_some_and(|token| token.len() < SHORTEST_TOKEN);
        if short {
            return Err(format!("metrics_token 至少{SHORTEST_TOKEN}个字符。"));
        }
        Ok(found)
    }
}

/// The notices as they were when last looked at.
struct Known {
    stamp: notices::Stamp,
    calendar: Arc<Calendar>,
}

/// The settings of the site as they were when last looked at.
struct SiteKnown {
    modified: Option<SystemTime>,
    site: Arc<Site>,
}

/// A report as it was when last looked at.
#[derive(Clone)]
struct Loaded {
    modified: SystemTime,
    report: Arc<AnnualReport>,
    fragment: Arc<str>,
    files: BTreeMap<&'static str, Bytes>,
}

impl Folder {
    pub fn open(data: &Path) -> anyhow::Result<Folder> {
        Brought::sweep(data);
        let holidays = data.join("holidays");
        let stamp = notices::stamp(&holidays);
        let calendar = Arc::new(notices::calendar(&holidays, false)?);
        Ok(Folder {
            data: data.into(),
            settings: folder::compile::settings(data)?,
            operation: Operation::read(data)?,
            calendar: Mutex::new(Known { stamp, calendar }),
            site: Mutex::new(SiteKnown {
                modified: site_modified(data),
                site: Arc::new(folder::site::read(data)?),
            }),
            loaded: Mutex::default(),
            published: Already::default(),
            wordings: crate::publications::wordings(data)?,
            oidc: crate::oidc::provider(data)?.map(Arc::new),
            citizens: crate::oidc::citizens(data)?.map(Arc::new),
            channels: Arc::new(crate::channels::settings(data)?),
            database: None,
            drafts: Mutex::default(),
        })
    }

    /// With the ledger in another database.
    #[must_use]
    pub fn with_database(self, database: Option<&str>) -> Folder {
        Folder { database: database.map(str::to_owned), ..self }
    }

    /// With what the ledger publishes: from here on it is suggested too, and what is withdrawn is named no more.
    pub fn follow(&self, publishing: Publishing) {
        self.published.follow(publishing);
    }

    /// The report of a year; taken anew when it was compiled again.
    fn loaded(&self, year: i16) -> Option<Loaded> {
        let modified = publishing::modified(&self.data, year)?;
        // A reader that panicked has left the map whole: values are put in only when they are made.
        let held = || self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = held().get(&year).filter(|loaded| loaded.modified == modified) {
            return Some(loaded.clone());
        }
        match self.load(year, modified) {
            Ok(loaded) => {
                held().insert(year, loaded.clone());
                Some(loaded)
            }
            Err(error) => {
                tracing::error!(year, error = format!("{error:#}"), "failed to load a report");
                None
            }
        }
    }

    fn record_page(
        &self,
        (shelf, year): (folder::Shelf, i16),
        metric: &str,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Option<RecordPage>, NoRecords> {
        let mut page = match folder::records_page_of(&self.data, (shelf, year), metric, after, limit) {
            Ok(page) => page,
            // A figure without records of its own, or a page that is not there.
            Err(folder::FolderError::UnknownMetric(_) | folder::FolderError::BadPage) => return Ok(None),
            // A register edited since the report was compiled, or never noted: the office sets it right.
            Err(error @ (folder::FolderError::Changed { .. } | folder::FolderError::NotCompiled { .. })) => {
                return Err(NoRecords::Refused(error.to_string()));
            }
            Err(error) => {
                let error = anyhow::Error::new(error);
                return Err(error.context(format!("failed to read the records of {metric}, {year}")).into());
            }
        };
        if page.kept {
            self.published.name_no_more(&mut page)?;
        }
        Ok(Some(RecordPage {
            register_label: page.register_label.into(),
            columns: page.columns.into_iter().map(str::to_string).collect(),
            rows: page.rows,
            next: page.next,
            total: page.total,
        }))
    }

    fn already(&self) -> Arc<All> {
        let reports = self.years().into_iter().filter_map(|year| {
            let report = self.report(year)?;
            Some((year, web::report_title(&report), report.dated))
        });
        self.published.now(&self.data, &reports.collect::<Vec<_>>())
    }

    fn load(&self, year: i16, modified: SystemTime) -> anyhow::Result<Loaded> {
        let report = publishing::load(&self.data, year)?;
        let links = Links { figures: Some(web::figure_path(year, "{metric}")) };
        let fragment = papers::html::fragment(&papers::annual_report::document(&report, &links)).into();
        let dir = publishing::published(&self.data, year);
        let mut files = BTreeMap::new();
        for format in papers::Format::ALL {
            if let Ok(bytes) = std::fs::read(dir.join(publishing::file_name(year, format))) {
                files.insert(format.extension(), bytes.into());
            }
        }
        Ok(Loaded { modified, report: Arc::new(report), fragment, files })
    }
}

/// What a clerk is told; the whole chain goes to the log.
fn told(error: anyhow::Error) -> String {
    tracing::warn!("the superior unit was not reached or did not take the report: {error:#}");
    error.to_string()
}

fn site_modified(data: &Path) -> Option<SystemTime> {
    std::fs::metadata(folder::site::path(data)).and_then(|about| about.modified()).ok()
}

impl Library for Folder {
    fn organ(&self) -> &Organ {
        &self.settings.organ
    }

    /// Filled in while the portal runs. One that cannot be used leaves what was known.
    fn site(&self) -> Arc<Site> {
        let modified = site_modified(&self.data);
        let mut known = self.site.lock().unwrap_or_else(PoisonError::into_inner);
        if known.modified != modified {
            known.modified = modified;
            match folder::site::read(&self.data) {
                Ok(site) => known.site = Arc::new(site),
                Err(error) => tracing::error!("the settings of the site cannot be used: {error}"),
            }
        }
        known.site.clone()
    }

    fn mails(&self) -> bool {
        let read = Disclosure::read(&self.data, &self.settings.organ);
        read.is_ok_and(|found| found.is_some_and(|found| found.mail.is_some()))
    }

    fn oidc(&self) -> Option<Arc<Oidc>> {
        self.oidc.clone()
    }

    fn citizens(&self) -> Option<Arc<Oidc>> {
        self.citizens.clone()
    }

    fn channels(&self) -> Arc<channels::Settings> {
        self.channels.clone()
    }

    fn demonstration(&self) -> bool {
        self.settings.demonstration
    }

    fn today(&self) -> Date {
        today()
    }

    fn mark(&self) -> String {
        let reports = self.years().into_iter().map(|year| (year, publishing::modified(&self.data, year)));
        let files = (folder::items_stamp(&self.data), site_modified(&self.data));
        format!("{} {:?} {files:?}", self.today(), reports.collect::<Vec<_>>())
    }

    fn metrics_token(&self) -> Option<&str> {
        self.operation.metrics_token.as_deref()
    }

    /// Notices come in December, while the portal runs. One that cannot be used leaves what was known.
    fn calendar(&self) -> Arc<Calendar> {
        let holidays = self.data.join("holidays");
        let stamp = notices::stamp(&holidays);
        let mut known = self.calendar.lock().unwrap_or_else(PoisonError::into_inner);
        if known.stamp != stamp {
            known.stamp = stamp;
            match notices::calendar(&holidays, false) {
                Ok(calendar) => known.calendar = Arc::new(calendar),
                Err(error) => tracing::error!(error = format!("{error:#}"), "failed to load the new notices"),
            }
        }
        known.calendar.clone()
    }

    fn years(&self) -> Vec<i16> {
        let entries = std::fs::read_dir(self.data.join("reports")).into_iter().flatten().flatten();
        let named = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i16>().ok());
        let mut years: Vec<i16> =
            named.filter(|year| publishing::modified(&self.data, *year).is_some()).collect();
        years.sort_unstable_by(|one, other| other.cmp(one));
        years
    }

    fn report(&self, year: i16) -> Option<Arc<AnnualReport>> {
        self.loaded(year).map(|loaded| loaded.report)
    }

    fn fragment(&self, year: i16) -> Option<Arc<str>> {
        self.loaded(year).map(|loaded| loaded.fragment)
    }

    fn file(&self, year: i16, format: Format) -> Option<Bytes> {
        self.loaded(year)?.files.get(format.extension()).cloned()
    }

    fn records(
        &self,
        year: i16,
        metric: &str,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Option<RecordPage>, NoRecords> {
        let known = self.loaded(year).is_some_and(|loaded| loaded.report.figures.contains_key(metric));
        if !known {
            return Ok(None);
        }
        self.record_page((folder::Shelf::Published, year), metric, after, limit)
    }

    fn report_text(&self) -> String {
        let own = folder::compile::settings(&self.data).ok().and_then(|settings| settings.template);
        own.map_or_else(|| office::annual_report::DEFAULT_TEMPLATE.to_owned(), |(_, text)| text)
    }

    /// Kept until the text, the ledger or the folder's registers change.
    fn draft(&self, year: i16, wanted: &Wanted) -> Result<Arc<Draft>, NoRecords> {
        let files = drafts::stamp(&self.data, year);
        let Wanted { text, dated, stamp, adjusted, .. } = wanted;
        let mark = format!("{dated} {stamp} {files:?} {adjusted:?} {}", ledger::Hash::of(text.as_bytes()));
        let held = || self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, draft)) = held().get(&year).filter(|(of, _)| *of == mark) {
            return Ok(draft.clone());
        }
        let draft = Arc::new(drafts::draft(&self.data, self.database.as_deref(), (year, wanted), today())?);
        held().insert(year, (mark, draft.clone()));
        Ok(draft)
    }

    fn draft_records(
        &self,
        year: i16,
        metric: &str,
        after: Option<u64>,
        limit: usize,
    ) -> Result<Option<RecordPage>, NoRecords> {
        self.record_page((folder::Shelf::Draft, year), metric, after, limit)
    }

    fn last_year(&self, year: i16) -> Vec<(u8, Vec<String>)> {
        drafts::last_year(&self.data, year).into_iter().map(|part| (part.number, part.paragraphs)).collect()
    }

    fn units(&self) -> Vec<web::desk::submissions::Unit> {
        crate::superior::units(&self.data).unwrap_or_else(|error| {
            tracing::error!("the list of units cannot be used: {error:#}");
            Vec::new()
        })
    }

    fn superior(&self) -> Option<web::Superior> {
        let found = crate::superior::superior(&self.data).unwrap_or_else(|error| {
            tracing::error!("the settings of the superior unit cannot be used: {error:#}");
            None
        });
        found.map(|one| web::Superior { online: !one.address.is_empty(), name: one.name })
    }

    fn package(&self, year: i16, on: Date) -> Result<Package, String> {
        let work = || submitting::package(&self.data, &submitting::ours(&self.data)?, (year, on));
        work().map_err(told)
    }

    fn deliver(&self, package: &Package) -> Result<(), String> {
        let work = || submitting::deliver(&submitting::ours(&self.data)?, package);
        work().map_err(told)
    }

    fn reply(&self, year: i16, file: Option<&[u8]>) -> Result<Reply, String> {
        let work = || submitting::reply(&submitting::ours(&self.data)?, year, file);
        work().map_err(told)
    }

    fn chart(&self, chart: &office::annual_report::Chart, number: usize) -> web::Drawing {
        let drawn = papers::charts::draw(chart, number);
        web::Drawing { title: chart.title.clone(), alt: drawn.alt, svg: drawn.svg, narrow: drawn.narrow }
    }

    fn xlsx(&self, sheet: &web::Listing) -> anyhow::Result<Vec<u8>> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let rows = sheet.rows.iter().cloned().map(Ok::<_, papers::Error>);
        // A sheet's name is short.
        papers::sheet::xlsx(&mut bytes, "清单", sheet.headers.clone(), rows)?;
        Ok(bytes.into_inner())
    }

    fn release(&self, draft: &Draft) -> anyhow::Result<()> {
        drafts::release(&self.data, draft)
    }

    fn retract(&self, year: i16) -> anyhow::Result<()> {
        publishing::put_aside(&self.data, year)
    }

    fn wordings(&self) -> Arc<Wordings> {
        self.wordings.clone()
    }

    fn docx(&self, sheet: &web::Listing) -> anyhow::Result<Vec<u8>> {
        let at = sheet.dated.at(0, 0, 0, 0);
        Ok(papers::docx::render(&listing(sheet, self.settings.demonstration), at)?)
    }

    fn pdf(&self, sheet: &web::Listing) -> anyhow::Result<Vec<u8>> {
        let at = sheet.dated.at(0, 0, 0, 0);
        let document = listing(sheet, self.settings.demonstration);
        Ok(papers::pdf::render(&document, &papers::Fonts::default(), at)?.bytes)
    }

    fn workbook(&self, name: &str, header: Vec<String>, rows: Vec<Vec<String>>) -> anyhow::Result<Vec<u8>> {
        let mut target = std::io::Cursor::new(Vec::new());
        papers::sheet::xlsx(&mut target, name, header, rows.into_iter().map(Ok::<_, papers::Error>))?;
        Ok(target.into_inner())
    }

    fn register_in_folder(&self, register: &'static Register, year: i16) -> bool {
        folder::has_file(&self.data, register, year)
    }

    fn table(&self, upload: &Upload) -> Result<Vec<Vec<String>>, String> {
        Brought::read(&self.data, upload, folder::lines)
    }

    /// By way of a file of its own in the data folder, which is gone afterwards.
    fn register_rows(
        &self,
        upload: &Upload,
        register: &'static Register,
        show: &mut registers::Show<'_>,
    ) -> Result<Vec<String>, String> {
        let read = |place: &Path| {
            let warnings = folder::each_row(place, register, show)?;
            Ok(warnings.into_iter().map(|words| upload_named(&words, place, upload)).collect())
        };
        Brought::read(&self.data, upload, read)
    }

    fn published(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        self.already().find(text, limit)
    }

    fn suggestion(&self, path: &str) -> Option<Suggestion> {
        self.already().at(path)
    }

    fn item(&self, index: &str) -> Option<Item> {
        self.already().item(index)
    }

    fn check(&self, files: Vec<Upload>, options: CheckOptions) -> Result<Vec<Checked>, String> {
        let prior = match &options.prior {
            Some(file) => reading::read(&file.name, &file.bytes)
                .map_err(|error| format!("上年报告不能使用：{error}"))?,
            None => Vec::new(),
        };
        let (organ, year) = (options.organ, options.year);
        let expected = Expectations { prior, organ, year, today: Some(today()), ..Expectations::default() };
        let read = inputs::in_parallel(&files, |file| reading::read(&file.name, &file.bytes));
        let reports: Vec<Published> = read.iter().flatten().flatten().cloned().collect();
        let mut checked = reading::check_all(reports, &expected).into_iter();
        let mut answers: Vec<Checked> = Vec::new();
        for (file, read) in files.iter().zip(read) {
            match read {
                Ok(reports) => answers.extend(checked.by_ref().take(reports.len()).map(Ok)),
                Err(error) => {
                    answers.push(Err(Unreadable { file: file.name.clone(), message: error.to_string() }));
                }
            }
        }
        Ok(answers)
    }

    fn platforms(&self, register: &'static Register) -> Vec<String> {
        media_exports::names(&self.data, register).unwrap_or_else(|error| {
            tracing::error!("the list of platforms cannot be used: {error:#}");
            Vec::new()
        })
    }

    fn converted(
        &self,
        upload: &Upload,
        platform: &str,
        register: &'static Register,
        account: Option<&str>,
    ) -> Result<Upload, String> {
        let place = Brought::put(&self.data, upload)?;
        let asked = (platform, upload.name.as_str(), place.0.as_path());
        let (name, bytes) = media_exports::brought(&self.data, asked, register, account)
            .map_err(|error| upload_named(&error.to_string(), &place.0, upload))?;
        Ok(Upload { name, bytes: bytes.into() })
    }

    fn inspection(&self, inspection: &Inspection, format: Format) -> anyhow::Result<Vec<u8>> {
        crate::inspection::paper(inspection, self.settings.demonstration, format, &self.data)
    }

    fn sum(&self, reports: &[&Published], expected_units: &[String]) -> Sum {
        let units = Units::from_names(expected_units);
        let mut aggregator = Aggregator::new(aggregate::Settings { units, ..aggregate::Settings::default() });
        reports.iter().for_each(|report| aggregator.add(Unit::from_published(report)));
        let found = aggregator.finish();
        Sum {
            tables: found.tables,
            missing: found.missing.iter().map(|unit| unit.organ.clone()).collect(),
            notes: notes(&found),
        }
    }
}

fn notes(found: &aggregate::Aggregate) -> Vec<String> {
    let mut notes = vec![format!("共{}份报告，计入合计{}份。", found.read, found.added)];
    let left_out = [
        ("与前面的报告重复，未计入合计", &found.duplicates),
        ("年度与其他报告不符，未计入合计", &found.wrong_year),
        ("不在应报单位之列，未计入合计", &found.unlisted),
    ];
    for (reason, reports) in left_out {
        notes.extend(
            reports.iter().map(|report| format!("《{}》（{}）{reason}。", report.file, report.organ)),
        );
    }
    notes.extend(
        found
            .late
            .iter()
            .map(|late| format!("{}的报告日期为{}，晚于{}的期限。", late.organ, late.dated, late.due)),
    );
    let wrong = found.inconsistent.iter().filter(|unit| unit.errors > 0);
    notes.extend(wrong.map(|unit| format!("{}的报告有{}处错误，合计随之有误。", unit.organ, unit.errors)));
    notes
}

/// By the longest words of each column, within reason.
fn widths(sheet: &web::Listing) -> Vec<u16> {
    let longest = |at: usize| {
        let cells = [&sheet.headers].into_iter().chain(&sheet.rows).filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(1).clamp(3, 24)
    };
    (0..sheet.headers.len()).map(|at| u16::try_from(longest(at)).unwrap_or(24)).collect()
}

/// A paper with one table.
fn listing(sheet: &web::Listing, demonstration: bool) -> Document {
    let cells = |row: &Vec<String>| row.iter().map(Cell::words).collect();
    let paragraph = |text: &String| match text.strip_prefix(web::HEADED) {
        Some(text) => Block::Heading(Heading { level: 2, text: text.to_owned(), id: String::new() }),
        None => Block::Paragraph(vec![Span::text(text)]),
    };
    let table = Table {
        id: "list".into(),
        caption: sheet.title.clone(),
        caption_hidden: true,
        head: vec![sheet.headers.iter().map(Cell::column).collect()],
        body: sheet.rows.iter().map(cells).collect(),
        widths: widths(sheet),
        density: Density::Dense,
        ..Table::default()
    };
    let mut blocks: Vec<Block> = sheet.before.iter().map(paragraph).collect();
    blocks.push(Block::Table(table));
    blocks.extend(sheet.after.iter().map(paragraph));
    let banner = demonstration.then(|| "演示数据，均为编造".to_owned());
    Document {
        title: sheet.title.clone(),
        organ: sheet.organ.clone(),
        dated: Some(sheet.dated),
        banner,
        blocks,
        ..Document::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_for_operators_is_long_or_there_is_none() {
        for (text, wrong) in [
            ("metrics_token = \"0123456789abcdef\"", ""),
            ("", ""),
            ("metrics_token = \"\"", "至少16个字符"),
            ("metrics_token = \"0123456789abcde\"", "至少16个字符"),
            ("metric_token = \"0123456789abcdef\"", "metric_token"),
        ] {
            let said = Operation::parse(text).err().unwrap_or_default();
            assert!(said.contains(wrong) && said.is_empty() == wrong.is_empty(), "{text}: {said}");
        }
    }
}
