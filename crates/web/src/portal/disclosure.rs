//! 政府信息公开栏目　GET /disclosure, /disclosure/guide, /disclosure/catalogue

use super::items::{BASE, broken, shelf_path};
use crate::error::Error;
use crate::library::figure_path;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use law::proactive::directory;
use law::proactive::scope::Duty;
use office::annual_report::{AnnualReport, Figure, Organ};
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

/// 指南应当写明而没有写明的 (第十二条第二款), of which the settings of the organ tell; the page itself tells the rest.
pub fn missing_of_guide(organ: &Organ) -> Vec<&'static str> {
    let [_, _, _, unit, address, hours, telephone, fax, internet] = directory::GUIDE;
    let internet_contact = if organ.email.trim().is_empty() { &organ.website } else { &organ.email };
    let told = [
        (unit, &organ.unit),
        (address, &organ.address),
        (hours, &organ.office_hours),
        (telephone, &organ.telephone),
        (fax, &organ.fax),
        (internet, internet_contact),
    ];
    told.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(what, _)| what).collect()
}

/// The address of a version of the catalogue.
pub fn version_path(version: u32) -> String {
    format!("{}/{version}", CATALOGUE.path)
}

#[derive(Template)]
#[template(path = "portal/catalogue_version.html")]
struct Version {
    frame: Frame,
    version: u32,
    adopted: String,
    why: String,
    /// The one in force is another.
    newest: Option<u32>,
    changes: Vec<(&'static str, String)>,
    headers: [&'static str; 11],
    rows: Vec<[String; 11]>,
    others: Vec<(u32, String)>,
}

/// GET /disclosure/catalogue/{version}: as it was adopted.
pub async fn show_version(
    State(portal): State<Portal>,
    Path(version): Path<u32>,
    visit: Visit,
) -> Result<Response, Error> {
    let publications = portal.publications.as_ref().ok_or(Error::NotFound)?;
    let versions = publications.publishing.catalogue().await.map_err(broken)?;
    let (one, before) = versions.version(version).ok_or(Error::NotFound)?;
    let newest = versions.current().map_or(version, |current| current.version);
    let title = format!("主动公开事项目录（第{version}版）");
    answer::page(&Version {
        frame: visit.frame(&title).under(HERE.0, HERE.1).under(CATALOGUE.label, CATALOGUE.path),
        version,
        adopted: words::day(one.on),
        why: one.why.clone(),
        newest: (newest != version).then_some(newest),
        changes: if before.is_some() { catalogue::told(one, before) } else { Vec::new() },
        headers: catalogue::HEADERS,
        rows: one.entries.iter().map(catalogue::to_row).collect(),
        others: others(&versions, version),
    })
}

/// Every other version, the newest first.
fn others(versions: &catalogue::Versions, version: u32) -> Vec<(u32, String)> {
    let rest = versions.adopted.iter().rev().filter(|one| one.version != version);
    rest.map(|one| (one.version, words::day(one.on))).collect()
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
    /// What it changed, and the versions before it.
    changes: Vec<(&'static str, String)>,
    others: Vec<(u32, String)>,
    entries: Vec<Entry>,
    /// Entries without items.
    gaps: usize,
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
    let versions = versions(&portal).await?;
    let current = versions.current();
    let (one, before) = current.and_then(|one| versions.version(one.version)).unzip();
    let changes = one.zip(before.flatten()).map(|(one, before)| catalogue::told(one, Some(before)));
    answer::page(&Catalogue {
        frame: visit.frame(CATALOGUE.label).under(HERE.0, HERE.1),
        items: contents(&portal, report.as_deref()).await?,
        year: report.as_deref().map(|report| report.year),
        kinds: report.as_deref().map(published_items).unwrap_or_default(),
        version: current.map(|current| (current.version, words::day(current.on))),
        changes: changes.unwrap_or_default(),
        others: others(&versions, current.map_or(0, |current| current.version)),
        gaps: kept.iter().filter(|(_, count)| *count == 0).count(),
        entries: kept.iter().map(entry).collect(),
    })
}

async fn versions(portal: &Portal) -> Result<catalogue::Versions, Error> {
    match &portal.publications {
        Some(publications) => publications.publishing.catalogue().await.map_err(broken),
        None => Ok(catalogue::Versions::default()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// 传真、办公时间没有写明的，逐项指出。
    #[test]
    fn art12_what_the_guide_lacks_is_named() {
        let text = |text: &str| text.to_owned();
        let organ = Organ {
            name: text("甲局"),
            short_name: text("甲局"),
            code: text("1"),
            region: text("甲市"),
            address: text("1号"),
            postcode: String::new(),
            telephone: text("1"),
            email: String::new(),
            website: text("www.example.cn"),
            unit: text("公开科"),
            office_hours: text(" "),
            fax: String::new(),
        };
        assert_eq!(missing_of_guide(&organ), ["办公时间", "传真号码"]);
    }
}
