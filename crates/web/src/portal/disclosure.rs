//! 政府信息公开栏目　GET /disclosure, /disclosure/guide, /disclosure/catalogue

use crate::error::Error;
use crate::library::figure_path;
use crate::page::{Frame, Visit};
use crate::{Portal, answer, words};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use office::annual_report::{AnnualReport, Figure};

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
    about: "《条例》第二十条列举的十五项内容，以及本机关本年度公开的信息条目。",
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

/// 《条例》第二十条：应当主动公开的十五项。
///
/// > 行政机关应当依照本条例第十九条的规定，主动公开本行政机关的下列政府信息
const ARTICLE_20: [&str; 15] = [
    "行政法规、规章和规范性文件",
    "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
    "国民经济和社会发展规划、专项规划、区域规划及相关政策",
    "国民经济和社会发展统计信息",
    "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
    "实施行政处罚、行政强制的依据、条件、程序以及本行政机关认为具有一定社会影响的行政处罚决定",
    "财政预算、决算信息",
    "行政事业性收费项目及其依据、标准",
    "政府集中采购项目的目录、标准及实施情况",
    "重大建设项目的批准和实施情况",
    "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
    "突发公共事件的应急预案、预警信息及应对情况",
    "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
    "公务员招考的职位、名额、报考条件等事项以及录用结果",
    "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",
];

#[derive(Template)]
#[template(path = "portal/catalogue.html")]
struct Catalogue {
    frame: Frame,
    items: Vec<(&'static str, Vec<Line>)>,
    year: Option<i16>,
    kinds: Vec<Line>,
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
const COUNTED: [(usize, &[&str]); 4] = [
    (1, &["regulations.in_force", "normative_documents.in_force"]),
    (5, &["licences.decisions", "hall.cases"]),
    (6, &["penalties.decisions", "coercions.decisions"]),
    (8, &["fees.amount.wan"]),
];

pub async fn show_catalogue(State(portal): State<Portal>, visit: Visit) -> Result<Response, Error> {
    let library = &*portal.library;
    let report = library.years().first().and_then(|year| library.report(*year));
    let items = ARTICLE_20.into_iter().enumerate().map(|(index, text)| {
        let metrics = COUNTED.iter().filter(|(item, _)| *item == index + 1).flat_map(|(_, metrics)| *metrics);
        (text, report.as_deref().map(|report| lines(report, metrics)).unwrap_or_default())
    });
    answer::page(&Catalogue {
        frame: visit.frame(CATALOGUE.label).under(HERE.0, HERE.1),
        items: items.collect(),
        year: report.as_deref().map(|report| report.year),
        kinds: report.as_deref().map(published_items).unwrap_or_default(),
    })
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
