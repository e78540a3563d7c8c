//! 编制一年的报告：settings and records of the folder in, the report and what to look at out.

use crate::trace::Origins;
use crate::{Folder, FolderError, KeptFrom, shown, stray, year_folder};
use jiff::civil::Date;
use office::annual_report::{AnnualReport, Organ, Settings, YearCount, compile, tables};
use office::metric::{Figures, OverrideEntry, Record, Trace, measure, parse_overrides};
use office::records::InLedger;
use office::register::Register;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// The report, and what the clerk should look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    pub report: AnnualReport,
    pub warnings: Vec<String>,
    /// 人工调整 that no longer fit what the records say; among the warnings too.
    pub stale: Vec<String>,
    /// Last year's rows of 存在问题和改进措施, public fields by key.
    pub announced: Vec<Record>,
    /// Where the figures come from; to be put beside the report when it is published.
    pub origins: Origins,
}

/// Compiles the report of a year from the folder's records and what the ledger has, where there is one; writes
/// nothing. `progress` is told bytes read and bytes to read.
pub fn compile_year(
    data: &Path,
    year: i16,
    today: Date,
    ledger: InLedger<'_>,
    progress: &dyn Fn(u64, u64),
) -> Result<Compiled, FolderError> {
    compile_draft(data, (year, &Own::default()), today, ledger, progress)
}

/// What a draft has beside the folder's settings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Own<'a> {
    /// In place of the folder's text.
    pub text: Option<&'a str>,
    /// 人工调整 decided outside the folder, each with its year.
    pub adjusted: &'a [(i16, OverrideEntry)],
}

/// The same, with what a draft has of its own.
pub fn compile_draft(
    data: &Path,
    (year, own): (i16, &Own<'_>),
    today: Date,
    ledger: InLedger<'_>,
    progress: &dyn Fn(u64, u64),
) -> Result<Compiled, FolderError> {
    let file = organ_file(data)?;
    let folder = Folder::new(data, progress).beside(
        ledger,
        KeptFrom { cases: file.ledger_from, items: file.items_from, messages: file.messages_from },
    );
    if !year_folder(data, year).is_dir() && !folder.has_any(year) {
        return Err(FolderError::NoYear { year });
    }
    let mut settings = settings_of(data, file)?;
    if let Some(text) = own.text {
        settings.template = Some(("正文".into(), text.into()));
    }
    let known = |year: i16| year_folder(data, year).is_dir() || folder.has_cases(year);
    let last = year - 1;
    let mut prior_year = Some(last).filter(|year| known(*year));
    for one in prior_year.into_iter().chain([year]) {
        folder.expect(Register::all(), one)?;
    }
    let mut warnings = stray::files(data, year);
    // A year of which the ledger has something is compared with where it is whole.
    if prior_year.is_none() && folder.has_any(last) {
        match folder.expect(Register::all(), last) {
            Ok(()) => prior_year = Some(last),
            Err(missing) => warnings.push(format!("报告不与上年比较：{missing}")),
        }
    } else if prior_year.is_none() {
        warnings.push(format!(
            "没有{last}年的登记，报告不与上年比较，上年结转也无从核对。有上年登记的，请放入“records/{last}/”后重新编制。"
        ));
    }
    let prior = match prior_year {
        Some(one) => Some(figures(&folder, data, (one, own.adjusted), &mut warnings)?.0),
        None => None,
    };
    let mut stale = Vec::new();
    let (this, traces) = figures(&folder, data, (year, own.adjusted), &mut stale)?;
    warnings.extend(stale.iter().cloned());
    let history = history(&folder, data, year, prior.as_ref())?;
    warnings.append(&mut folder.warnings());
    warnings.extend(prior.as_ref().map(|prior| breaks(&this, prior)).unwrap_or_default());
    let announced = prior.as_ref().and_then(|prior| prior.rows.get("problems")).cloned().unwrap_or_default();
    let report = compile(this, prior, &history, &settings, today)?;
    let origins = Origins::new(data, year, &traces, folder.copies(year));
    Ok(Compiled { report, warnings, stale, announced, origins })
}

/// The years the folder has records of, ascending.
pub fn years(data: &Path) -> Vec<i16> {
    let entries = std::fs::read_dir(data.join("records")).into_iter().flatten().flatten();
    let mut years: Vec<i16> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    years.sort_unstable();
    years
}

/// The figures of a year, its overrides taken.
fn figures(
    folder: &Folder<'_>,
    data: &Path,
    (year, adjusted): (i16, &[(i16, OverrideEntry)]),
    warnings: &mut Vec<String>,
) -> Result<(Figures, Vec<Trace>), FolderError> {
    let (mut figures, traces) = measure(folder, Register::all(), year)?;
    let path = data.join("settings").join(format!("overrides-{year}.toml"));
    let told = |file: String| {
        move |refused: office::metric::Refused| FolderError::Settings { file, detail: refused.to_string() }
    };
    if let Some(text) = optional(&path)? {
        let entries = parse_overrides(&text).map_err(told(shown(&path)))?;
        warnings.append(&mut figures.take_overrides(entries).map_err(told(shown(&path)))?);
    }
    let own = adjusted.iter().filter(|(of, _)| *of == year).map(|(_, entry)| entry.clone());
    let desk = format!("工作台的人工调整（{year}年）");
    warnings.append(&mut figures.take_overrides(own.collect()).map_err(told(desk))?);
    Ok((figures, traces))
}

/// The requests of every earlier year the folder or the ledger has.
fn history(
    folder: &Folder<'_>,
    data: &Path,
    year: i16,
    prior: Option<&Figures>,
) -> Result<Vec<YearCount>, FolderError> {
    let mut history = Vec::new();
    let all: BTreeSet<i16> = years(data).into_iter().chain(folder.kept_years()).collect();
    for one in all.into_iter().filter(|one| *one < year) {
        let requests = Register::find("requests").into_iter();
        let count = match (prior, folder.received(one)?) {
            (Some(prior), _) if prior.year == one => prior.value("requests.received", None),
            (_, Some(kept)) => Some(kept.into()),
            (_, None) => measure(folder, requests, one)?.0.value("requests.received", None),
        };
        history.extend(count.map(|count| (one, count)));
    }
    Ok(history)
}

/// Where this year does not follow from last year.
fn breaks(this: &Figures, prior: &Figures) -> Vec<String> {
    let breaches = law::annual_report::rules::carry_over(&tables(this), &tables(prior));
    let told = breaches.into_iter().map(|breach| {
        let number = |value: Option<i128>| value.map_or("空".to_string(), |value| value.to_string());
        format!(
            "{}按{}年的登记应为{}，本年登记为{}。请核对两年的登记，或在报告中说明原因。",
            breach.place.in_words(),
            prior.year,
            number(breach.expected),
            number(breach.found)
        )
    });
    told.collect()
}

// ---------------------------------------------------------------- 设置

/// `settings/organ.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganFile {
    #[serde(default)]
    demonstration: bool,
    /// From which year on cases are taken from the ledger; earlier years from files.
    ledger_from: Option<i16>,
    /// From which year on what was published is taken from the ledger; earlier years from files.
    items_from: Option<i16>,
    /// From which year on messages are taken from the ledger; earlier years from files.
    messages_from: Option<i16>,
    organ: Organ,
}

/// The organ, and the office's own template where it has one.
pub fn settings(data: &Path) -> Result<Settings, FolderError> {
    settings_of(data, organ_file(data)?)
}

fn organ_file(data: &Path) -> Result<OrganFile, FolderError> {
    let path = data.join("settings").join("organ.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| FolderError::read(shown(&path), error))?;
    toml::from_str(&text).map_err(|error| FolderError::Settings {
        file: shown(&path),
        detail: format!(
            "{}。请写明 [organ] 及其 name、short_name、code、region、address、postcode、telephone、email、website。",
            law::plain::toml(&text, &error)
        ),
    })
}

fn settings_of(data: &Path, file: OrganFile) -> Result<Settings, FolderError> {
    let path = data.join("settings").join("annual_report.md");
    let template = optional(&path)?.map(|text| (shown(&path), text));
    Ok(Settings { organ: file.organ, template, demonstration: file.demonstration })
}

pub(crate) fn optional(path: &Path) -> Result<Option<String>, FolderError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FolderError::read(shown(path), error)),
    }
}
