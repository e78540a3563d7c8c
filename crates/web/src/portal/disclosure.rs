//! 政府信息公开栏目　GET /disclosure, /disclosure/guide, /disclosure/catalogue

use super::items::{BASE, broken, shelf_path};
use crate::error::Error;
use crate::library::figure_path;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use law::proactive::scope::Duty;
use office::annual_report::{AnnualReport, Figure};
use office::catalogue;
use publishing::Shelf;
use std::collections::BTreeMap;

/// One of the four columns every disclosure site has.
#[derive(Clone, Copy)]
pub struct Column {
    pub label: &'static str,
    pub path: &'static str,
    pub about: &'static str,
}

const GUIDE: Column = Column {
    label: "政府信息公开指南",
    path: "/disclosure/guide",
    about: "公开什么、怎样获取、怎样申请，以及公开工作机构的联系方式。",
};
pub const RULES: Column = Column {
    label: "政府信息公开制度",
    path: "/disclosure/rules",
    about: "公开工作依据的法律、行政法规和国务院办公厅文件，《条例》和《行政复议法》附全文。",
};
const CATALOGUE: Column = Column {
    label: "法定主动公开内容",
    path: "/disclosure/catalogue",
    about: "本机关的主动公开事项目录，《条例》规定应当主动公开的各项内容，以及公开了哪些信息。",
};
const REPORTS: Column = Column {
    label: "政府信息公开年报",
    path: "/disclosure/reports",
    about: "历年政府信息公开工作年度报告，网页、PDF、Word、Excel 和数据文件。",
};
pub const COLUMNS: [Column; 4] = [GUIDE, RULES, CATALOGUE, REPORTS];

/// The columns as pages to find: title, address, what they tell.
pub fn standing_pages() -> Vec<(&'static str, &'static str, &'static str)> {
    COLUMNS.map(|column| (column.label, column.path, column.about)).into()
}

pub const HERE: (&str, &str) = ("政府信息公开", "/disclosure");

#[derive(Template)]
#[template(path = "portal/disclosure.html")]
struct Disclosure {
    frame: Frame,
    columns: [Column; 4],
}

pub async fn show(visit: Visit) -> Result<Response, Error> {
    answer::page(&Disclosure { frame: visit.frame(HERE.0), columns: COLUMNS })
}

#[derive(Template)]
#[template(path = "portal/guide.html")]
struct Guide {
    frame: Frame,
}

pub async fn show_guide(visit: Visit) -> Result<Response, Error> {
    answer::page(&Guide { frame: visit.frame(GUIDE.label).under(HERE.0, HERE.1) })
}

#[derive(Template)]
#[template(path = "portal/catalogue.html")]
struct Catalogue {
    frame: Frame,
    items: Vec<Content>,
    year: Option<i16>,
    kinds: Vec<Line>,
    /// 主动公开事项目录 in force.
    version: Option<(u32, String)>,
    entries: Vec<Entry>,
}

/// 《条例》第二十条的一项，或者第二十一条。
struct Content {
    text: &'static str,
    cite: String,
    /// Where the items published for it are, and how many.
    public: Option<(String, u64)>,
    lines: Vec<Line>,
}

/// An entry of the catalogue; one without items is a gap.
struct Entry {
    code: String,
    name: String,
    content: String,
    basis: String,
    term: String,
    subject: String,
    channels: String,
    audience: String,
    way: &'static str,
    path: String,
    count: u64,
}

struct Line {
    label: String,
    value: String,
    unit: String,
    path: String,
}

impl Line {
    fn of(year: i16, figure: &Figure) -> Line {
        Line {
            label: figure.label.clone(),
            value: words::number(figure.value),
            unit: figure.unit.clone(),
            path: figure_path(year, &figure.metric),
        }
    }
}

/// The items of art. 20 that the report counts, and the metrics that count them.
const COUNTED: [(u8, &[&str]); 4] = [
    (1, &["regulations.in_force", "normative_documents.in_force"]),
    (5, &["licences.decisions", "hall.cases"]),
    (6, &["penalties.decisions", "coercions.decisions"]),
    (8, &["fees.amount.wan"]),
];

pub async fn show_catalogue(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let library = &*portal.library;
    let report = library.years().first().and_then(|year| library.report(*year));
    let kept = match &portal.publications {
        Some(publications) => publications.publishing.catalogue_kept().await.map_err(broken)?,
        None => Vec::new(),
    };
    answer::page(&Catalogue {
        frame: visit.frame(CATALOGUE.label).under(HERE.0, HERE.1),
        items: contents(&portal, report.as_deref()).await?,
        year: report.as_deref().map(|report| report.year),
        kinds: report.as_deref().map(published_items).unwrap_or_default(),
        version: version(&portal).await?,
        entries: kept.iter().map(entry).collect(),
    })
}

async fn version(portal: &Portal) -> Result<Option<(u32, String)>, Error> {
    let Some(publications) = &portal.publications else { return Ok(None) };
    let versions = publications.publishing.catalogue().await.map_err(broken)?;
    Ok(versions.current().map(|current| (current.version, words::day(current.on))))
}

async fn contents(portal: &Portal, report: Option<&AnnualReport>) -> Result<Vec<Content>, Error> {
    let mut public = match &portal.publications {
        Some(publications) => publications.publishing.shelves("duty").await.map_err(broken)?,
        None => BTreeMap::new(),
    };
    let content = |duty: Duty| {
        let metrics = COUNTED.iter().filter(|(item, _)| Duty::Item(*item) == duty);
        let metrics = metrics.flat_map(|(_, metrics)| *metrics);
        let count = public.remove(&duty.key()).filter(|count| *count > 0);
        Content {
            text: duty.label(),
            cite: duty.cite(),
            public: count.map(|count| (shelf_path(BASE, &Shelf::Duty(duty.key())), count)),
            lines: report.map(|report| lines(report, metrics)).unwrap_or_default(),
        }
    };
    Ok(Duty::all().map(content).collect())
}

fn entry((entry, count): &(catalogue::Entry, u64)) -> Entry {
    let channels: Vec<&str> = entry.channels.iter().map(|channel| channel.label()).collect();
    Entry {
        code: entry.code.clone(),
        name: entry.name(),
        content: entry.content.clone(),
        basis: entry.basis.clone(),
        term: format!("自形成或者变更之日起{}个工作日内", entry.term.days()),
        subject: entry.subject.clone(),
        channels: channels.join("、"),
        audience: entry.audience.label().to_owned(),
        way: entry.way.label(),
        path: shelf_path(BASE, &Shelf::Entry(entry.code.clone())),
        count: *count,
    }
}

fn lines<'a>(report: &AnnualReport, metrics: impl Iterator<Item = &'a &'static str>) -> Vec<Line> {
    metrics
        .filter_map(|metric| report.figures.get(*metric))
        .map(|figure| Line::of(report.year, figure))
        .collect()
}

/// What was published in the year: the whole, then its kinds.
fn published_items(report: &AnnualReport) -> Vec<Line> {
    let whole = "proactive.items";
    let of_kind =
        |metric: &str| metric.strip_prefix("proactive.items.").is_some_and(|kind| !kind.contains('.'));
    let counted = |figure: &&Figure| {
        (figure.metric == whole || of_kind(&figure.metric))
            && report.figures.get(whole).is_some_and(|all| all.unit == figure.unit)
    };
    report.figures.values().filter(counted).map(|figure| Line::of(report.year, figure)).collect()
}
