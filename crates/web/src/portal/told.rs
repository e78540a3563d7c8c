//! 数说公开　GET /disclosure/figures, /disclosure/figures.csv：figures and charts of the newest published report, and of the
//! registers it counts. A number leads to exactly the rows it counts, or nowhere.

use super::registers::BASE;
use crate::error::Error;
use crate::library::{Drawing, figure_path};
use crate::page::{Frame, Visit};
use crate::pictured::{DRAWN, Line, MONTH, PICTURES, Part, Picture, chart, growth};
use crate::{Library, Portal, answer, assets, words};
use ::registers::Registers;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use office::annual_report::{AnnualReport, Chart, ChartKind, Figure};
use office::metric::{Condition, Measure, Metric, Source, catalogue};
use office::register::Register;
use rust_decimal::Decimal;
use std::sync::Arc;

pub const HERE: (&str, &str) = ("数说公开", "/disclosure/figures");
pub const CSV: &str = "/disclosure/figures.csv";

/// What is told first, wherever the rows stand.
const MAIN: [&str; 14] = [
    "hall.cases",
    "trades.count",
    "trades.amount.yi",
    "licences.decisions",
    "help.total",
    "help.guidance",
    "help.onsite",
    "help.telephone",
    "messages.received",
    "proactive.items",
    "requests.received",
    "requests.answered",
    "reviews.total",
    "litigations.total",
];

#[derive(Template)]
#[template(path = "portal/told.html")]
struct Page {
    frame: Frame,
    year: i16,
    panels: Vec<Panel>,
}

/// A table, and the chart above it.
struct Panel {
    key: String,
    /// What is found.
    title: String,
    /// What is counted: «帮办代办服务（按月），单位：次».
    about: String,
    drawing: Option<Drawing>,
    /// Of the labels, and of this year's numbers.
    heads: [String; 2],
    /// With last year's numbers; there are none of which nothing is known.
    compared: bool,
    /// Each with its 同比.
    rows: Vec<(Line, String)>,
}

pub async fn show(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let report = newest(&portal);
    let panels = match &report {
        Some(report) => panels(&portal, report).await?,
        None => Vec::new(),
    };
    let frame = visit.frame(HERE.0).under("政府信息公开", "/disclosure");
    // The screen's own script prints there.
    let frame = if frame.kiosk.is_none() { frame.with_script(assets::item_script_path()) } else { frame };
    answer::page(&Page { frame, year: report.map_or(0, |report| report.year), panels })
}

/// The tables of the page, one below the other.
pub async fn csv(State(portal): State<Portal>, headers: HeaderMap) -> Result<Response, Error> {
    let report = newest(&portal).ok_or(Error::NotFound)?;
    let (this, last) = (format!("{}年", report.year), format!("{}年", report.year - 1));
    let mut out = String::from("\u{feff}");
    out.push_str(&answer::csv_line(["表", "项目", &this, &last]));
    for panel in panels(&portal, &report).await? {
        for (line, _) in &panel.rows {
            let [label, this, last] = &line.cells();
            out.push_str(&answer::csv_line([panel.about.as_str(), label, this, last]));
        }
    }
    let name = format!("{}{}年.csv", HERE.0, report.year);
    Ok(answer::file(&headers, &name, "text/csv; charset=utf-8", out.into()))
}

fn newest(portal: &Portal) -> Option<Arc<AnnualReport>> {
    let library = &*portal.library;
    library.years().first().and_then(|year| library.report(*year))
}

async fn panels(portal: &Portal, report: &AnnualReport) -> Result<Vec<Panel>, Error> {
    let library = &*portal.library;
    let mut panels = vec![main_figures(report)];
    panels.extend((1..).zip(&report.charts).map(|(nth, chart)| of_chart(library, report, chart, nth)));
    if let Some(publications) = &portal.publications {
        let publishing = &publications.publishing;
        let registers = Registers::new(publishing.ledger().clone(), publishing.organ());
        for picture in &PICTURES {
            let nth = panels.len();
            let panel = of_register(library, &registers, report, picture, nth).await;
            panels.extend(panel.map_err(broken)?);
        }
    }
    panels.retain(|panel| !panel.rows.is_empty());
    Ok(panels)
}

fn broken(error: ::registers::Error) -> Error {
    Error::Broken(anyhow::Error::new(error).context("failed to read the counts of a register"))
}

fn main_figures(report: &AnnualReport) -> Panel {
    let row = |metric: &&str| {
        let figure = report.figures.get(*metric)?;
        // What is shown in a larger unit grows as it does before it is rounded.
        let base = catalogue().counted(metric).and_then(|(base, _)| report.figures.get(&base.id));
        let base = base.unwrap_or(figure);
        let label = format!("{}（{}）", figure.label, figure.unit);
        Some((line_of(report, label, figure), growth(Some(base.value), base.prior)))
    };
    let title = format!("{}年主要数字", report.year);
    let rows = MAIN.iter().filter_map(row).collect();
    Panel {
        about: title.clone(),
        heads: ["指标（单位）".into(), format!("{}年", report.year)],
        ..panel("main", title, ("", ""), report.year, rows)
    }
}

fn line_of(report: &AnnualReport, label: String, figure: &Figure) -> Line {
    let path = Some(figure_path(report.year, &figure.metric));
    Line { label, this: Some(figure.value), last: figure.prior, path }
}

fn of_chart(library: &dyn Library, report: &AnnualReport, chart: &Chart, nth: usize) -> Panel {
    let line = |(label, value, metric): &(String, Decimal, Option<String>)| {
        let figure = metric.as_ref().and_then(|metric| report.figures.get(metric));
        let line = figure.map(|figure| line_of(report, label.clone(), figure));
        let (path, last) = line.map_or((None, None), |line| (line.path, line.last));
        // A chart over the years has last year among its lines.
        let last = last.filter(|_| chart.kind != ChartKind::Columns);
        Line { label: label.clone(), this: Some(*value), last, path }
    };
    let rows = grown(chart.points.iter().map(line));
    let drawing = library.chart(chart, nth);
    let titles = (chart.title.as_str(), chart.unit.as_str());
    let title = drawing.title.clone();
    Panel { drawing: Some(drawing), ..panel(&nth.to_string(), title, titles, report.year, rows) }
}

/// Only what the published report counts too, as long as it counts the same: its records are public by its figure. Last
/// year's stand beside it on the same terms.
async fn of_register(
    library: &dyn Library,
    registers: &Registers,
    report: &AnnualReport,
    picture: &Picture,
    nth: usize,
) -> Result<Option<Panel>, ::registers::Error> {
    let Some(register) = picture.register() else { return Ok(None) };
    let figure = catalogue().rows_of(register).and_then(|metric| report.figures.get(&metric.id));
    let Some(figure) = figure else { return Ok(None) };
    if registers.count(register, report.year).await? != figure.records {
        return Ok(None);
    }
    let open = registers.open_totals(register, report.year).await?.rows == figure.records;
    let lead = |part: &Part<'_>| lead(report, register, open, part);
    let mut lines = picture.lines(registers, report.year, lead).await?;
    if figure.prior != Some(registers.count(register, report.year - 1).await?.into()) {
        lines.iter_mut().for_each(|line| line.last = None);
    }
    let title = finding(picture, &lines);
    let Some(chart) = chart((&title, picture.unit), &lines) else { return Ok(None) };
    let drawing = Some(library.chart(&chart, nth));
    let titles = (picture.title, picture.unit);
    Ok(Some(Panel { drawing, ..panel(picture.key, title, titles, report.year, grown(lines)) }))
}

/// Where exactly these rows are read: in the public register, where all of the year may be read there, or under a figure
/// of their own.
fn lead(report: &AnnualReport, register: &Register, open: bool, part: &Part<'_>) -> Option<String> {
    if part.by == MONTH {
        return open.then(|| format!("{BASE}/{}{}", register.key, part.query(report.year)));
    }
    let counts = |metric: &&Metric| match &metric.source {
        Source::Counted(counted) => {
            counted.register == register
                && counted.measure == Measure::Count
                && matches!(counted.filter[..], [Condition::Is(by, is)] if by == part.by && is == part.is)
        }
        Source::Derived(_) => false,
    };
    let figure = report.figures.get(&catalogue().all().find(counts)?.id)?;
    (figure.records == part.rows).then(|| figure_path(report.year, &figure.metric))
}

/// «帮办代办服务：电话咨询最多，2,420次，占52.7%»; what is counted, where nothing stands out.
fn finding(picture: &Picture, lines: &[Line]) -> String {
    let values: Vec<Decimal> = lines.iter().filter_map(|line| line.this).collect();
    let most = values.iter().copied().max().unwrap_or_default();
    let mut first = lines.iter().filter(|line| line.this == Some(most));
    let (Some(line), None) = (first.next(), first.next()) else { return picture.title.into() };
    if most.is_zero() {
        return picture.title.into();
    }
    let value = format!("{}{}", words::number(most), picture.unit);
    let Some((subject, _)) = picture.title.split_once('（') else {
        return format!("{}：{}，{value}", picture.title, line.label);
    };
    // Of months, and where only the most frequent are shown, there is no whole to be a part of.
    let whole: Decimal = values.iter().sum();
    let share = (most * Decimal::ONE_HUNDRED).checked_div(whole).filter(|_| lines.len() < DRAWN);
    let share = share.map_or_else(String::new, |share| format!("，占{}%", words::number(share.round_dp(1))));
    format!("{subject}：{}最多，{value}{share}", line.label)
}

fn grown(lines: impl IntoIterator<Item = Line>) -> Vec<(Line, String)> {
    let with_growth = |line: Line| {
        let growth = line.growth();
        (line, growth)
    };
    lines.into_iter().map(with_growth).collect()
}

fn panel(
    key: &str,
    title: String,
    (about, unit): (&str, &str),
    year: i16,
    rows: Vec<(Line, String)>,
) -> Panel {
    let compared = rows.iter().any(|(line, _)| line.last.is_some());
    let heads = if compared { [unit.into(), format!("{year}年")] } else { ["项目".into(), unit.into()] };
    let about = format!("{about}，单位：{unit}");
    Panel { key: key.into(), title, about, drawing: None, heads, compared, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_figures_are_of_the_catalogue() {
        let unknown: Vec<_> = MAIN.iter().filter(|metric| catalogue().find(metric).is_none()).collect();
        assert_eq!(unknown, Vec::<&&str>::new());
    }

    #[test]
    fn a_title_says_what_is_most_and_its_share_of_a_whole() {
        let picture = |key: &str| PICTURES.iter().find(|one| one.key == key).expect("a picture");
        let lines = |counts: &[(&str, u64)]| -> Vec<Line> {
            counts.iter().map(|(label, count)| Line::counted(*label, (*count, 0), None)).collect()
        };
        let kinds = [("服务指导", 832), ("现场帮办", 1_344), ("电话咨询", 2_420)];
        assert_eq!(
            finding(picture("help-kinds"), &lines(&kinds)),
            "帮办代办服务：电话咨询最多，2,420次，占52.7%"
        );
        let months: Vec<(String, u64)> = (1..=12).map(|month| (format!("{month}月"), month)).collect();
        let months: Vec<(&str, u64)> = months.iter().map(|(label, n)| (label.as_str(), *n)).collect();
        assert_eq!(finding(picture("help-months"), &lines(&months)), "帮办代办服务：12月最多，12次");
        let matters = [("老年证", 3), ("食品经营许可", 2)];
        assert_eq!(finding(picture("cases-items"), &lines(&matters)), "办件最多的事项：老年证，3件");
        let level = [("服务指导", 2), ("现场帮办", 2)];
        assert_eq!(finding(picture("help-kinds"), &lines(&level)), "帮办代办服务（按方式）");
        assert_eq!(finding(picture("help-kinds"), &[]), "帮办代办服务（按方式）");
    }
}
