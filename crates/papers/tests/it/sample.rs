//! 样本：一份编成的2024年度报告，数字同公开的那一份，文字另写。

use jiff::civil::{Date, DateTime, date};
use law::annual_report::form::{Applicant, Block4, Outcome, Result4, Row2};
use law::annual_report::{Place, Row3, Tables};
use office::annual_report::{
    AnnualReport, Block, Chart, ChartKind, Figure, Organ, Override, Part, Span, TableNo,
};
use office::metric::cell_metric;
use papers::aggregate::{Aggregate, Column, List};
use papers::{Document, Links, aggregate, annual_report};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The report as a paper whose figures lead nowhere.
pub fn paper() -> Document {
    annual_report::document(&report(), &Links::default())
}

/// A city's sums with one list of units.
pub fn aggregate(list: List) -> Document {
    aggregate::document(&Aggregate {
        title: "某市2024年汇总".into(),
        organ: "某市".into(),
        dated: Some(Date::constant(2025, 3, 20)),
        sums: Some(tables()),
        lists: vec![list],
        notes: vec!["各格为所计入报告相应各格之和。".into()],
        ..Aggregate::default()
    })
}

pub fn columns(columns: &[(&str, u16)]) -> Vec<Column> {
    columns.iter().map(|(label, width)| Column::new(*label, *width)).collect()
}

pub const AT: DateTime = DateTime::constant(2025, 1, 20, 9, 0, 0, 0);

/// Every count 0, then the few that are not.
pub fn tables() -> Tables {
    let mut tables = Tables::default();
    let cells: Vec<Place> = tables.cells().collect();
    for place in cells {
        tables.set(place, Some(0));
    }
    tables.table2.fees = Some(Decimal::ZERO);
    tables.set(Place::Cell2(Row2::Licences, 0), Some(38651));
    let rows = [
        (Row3::New, 9),
        (Row3::Result(Outcome::Granted), 2),
        (Row3::Result(Outcome::Partial), 1),
        (Row3::Result(Outcome::ThirdParty), 2),
        (Row3::Result(Outcome::NotHeld), 4),
        (Row3::Total, 9),
    ];
    for (row, count) in rows {
        tables.set(Place::Cell3(row, Applicant::NaturalPerson), Some(count));
        tables.set(Place::Cell3(row, Applicant::Total), Some(count));
    }
    tables.set(Place::Cell4(Block4::Review, Result4::Upheld), Some(1));
    tables.set(Place::Cell4(Block4::Review, Result4::Total), Some(1));
    tables
}

pub fn report() -> AnnualReport {
    let tables = tables();
    AnnualReport {
        organ: organ(),
        year: 2024,
        tables,
        prior: Some(Tables::default()),
        preface: vec![paragraph(
            "本报告依照《中华人民共和国政府信息公开条例》编制，数据统计期限为2024年1月1日至12月31日。全文可在\
             门户网站查阅、下载；对内容有疑问的，请与政策法规科联系。",
        )],
        parts: parts(),
        figures: figures(&tables),
        charts: charts(),
        dated: Date::constant(2025, 1, 20),
        demonstration: true,
    }
}

fn organ() -> Organ {
    Organ {
        name: "枣庄市行政审批服务局".into(),
        short_name: "市审批服务局".into(),
        code: "370400".into(),
        region: "枣庄市".into(),
        address: "枣庄市新城区".into(),
        postcode: "277800".into(),
        telephone: "0632-0000000".into(),
        email: "demo@example.invalid".into(),
        website: "https://example.invalid/".into(),
        unit: "行政审批服务局政务公开科".into(),
        office_hours: "工作日9:00至17:00".into(),
        fax: "0632-0000001".into(),
    }
}

fn parts() -> Vec<Part> {
    let part = |title: &str, blocks: Vec<Block>| Part { title: title.into(), blocks };
    vec![
        part("一、总体情况", overview()),
        part("二、主动公开政府信息情况", vec![Block::Table(TableNo::Two)]),
        part(
            "三、收到和处理政府信息公开申请情况",
            vec![Block::Table(TableNo::Three), Block::Chart(1), Block::Chart(3)],
        ),
        part("四、政府信息公开行政复议、行政诉讼情况", vec![Block::Table(TableNo::Four)]),
        part(
            "五、存在的主要问题及改进情况",
            vec![
                Block::Heading("（一）存在的主要问题".into()),
                paragraph("信息发布有时不够及时，解读的形式还比较单一，基层同志对公开要求的掌握也有深有浅。"),
                Block::Heading("（二）改进情况".into()),
                paragraph(
                    "逐月核对应公开事项的发布时间，对新出台的文件同步准备图文解读，每半年安排一次全员培训。",
                ),
            ],
        ),
        part(
            "六、其他需要报告的事项",
            vec![paragraph("本年度未收取政府信息公开信息处理费，无其他需要报告的事项。")],
        ),
    ]
}

fn overview() -> Vec<Block> {
    vec![
        Block::Heading("（一）主动公开".into()),
        Block::Paragraph(vec![
            words("全年通过门户网站和部门网站主动公开政府信息"),
            figure("475", "proactive.items"),
            words(
                "件，其中政务动态159件、政策文件10件、会议公开6件、办件结果公示170件、其他信息130件。市政务服务中心受理各类政务服务事项61.3万件，公共资源交易平台完成进场交易项目14848个，交易额802.2亿元，比上年增长7.82%。",
            ),
        ]),
        Block::Chart(0),
        Block::Heading("（二）依申请公开".into()),
        Block::Paragraph(vec![
            words("共收到政府信息公开申请"),
            figure("9", "requests.received"),
            words(
                "件，比上年增加1件，全部在法定期限内答复。其中予以公开2件、部分公开1件、无法提供4件、不予公开2件。",
            ),
        ]),
        Block::Chart(2),
        Block::Heading("（三）政府信息管理".into()),
        paragraph(
            "信息发布前逐件审查是否涉密、是否涉及个人隐私，全年没有发生失泄密事件。清理失效文件1件，年末没有现行有效的行政规范性文件。",
        ),
        Block::Heading("（四）政府信息公开平台建设".into()),
        paragraph(
            "门户网站新设帮办代办栏目；政务微信发布信息365条，关注人数超过七千人。全年提供办事指导832次、现场帮办代办1344件、电话咨询2420次。",
        ),
        Block::Heading("（五）监督保障".into()),
        paragraph("充实工作人员1名，11月22日举办专题培训；对第三方评估指出的问题逐项整改。"),
    ]
}

fn words(text: &str) -> Span {
    Span { text: text.into(), metric: None }
}

fn figure(text: &str, metric: &str) -> Span {
    Span { text: text.into(), metric: Some(metric.into()) }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![words(text)])
}

fn figures(tables: &Tables) -> BTreeMap<String, Figure> {
    let mut figures: BTreeMap<String, Figure> = tables
        .cells()
        .filter_map(|place| Some((cell_metric(place)?, place)))
        .map(|(metric, place)| {
            let value = Decimal::from(tables.count(place).unwrap_or(0));
            (metric.clone(), one_figure(&metric, &place.in_words(), value, None))
        })
        .collect();
    figures.insert(
        "proactive.items".into(),
        one_figure("proactive.items", "主动公开政府信息", Decimal::from(475), Some(Decimal::from(452))),
    );
    figures.insert(
        "requests.received".into(),
        Figure {
            overridden: Some(Override {
                value: Decimal::from(9),
                computed: Decimal::from(10),
                who: "政策法规科".into(),
                why: "1件系同一申请人当日撤回后重新提交，合并计算".into(),
                on: date(2025, 1, 10),
            }),
            ..one_figure(
                "requests.received",
                "新收政府信息公开申请",
                Decimal::from(9),
                Some(Decimal::from(8)),
            )
        },
    );
    figures
}

fn one_figure(metric: &str, label: &str, value: Decimal, prior: Option<Decimal>) -> Figure {
    Figure {
        metric: metric.into(),
        label: label.into(),
        unit: "件".into(),
        value,
        prior,
        register: "requests".into(),
        records: 9,
        overridden: None,
    }
}

fn charts() -> Vec<Chart> {
    let chart = |kind, title: &str, points: &[(&str, i64)]| Chart {
        kind,
        title: title.into(),
        unit: "件".into(),
        points: points
            .iter()
            .map(|(label, value)| ((*label).to_owned(), Decimal::from(*value), None))
            .collect(),
    };
    vec![
        chart(
            ChartKind::Share,
            "主动公开信息中办件结果公示和政务动态占近七成",
            &[("政务动态", 159), ("政策文件", 10), ("会议公开", 6), ("办件结果公示", 170), ("其他信息", 130)],
        ),
        chart(
            ChartKind::Bars,
            "九件申请全部办结，无法提供的四件均为本机关不掌握",
            &[
                ("予以公开", 2),
                ("部分公开", 1),
                ("不予公开：保护第三方合法权益", 2),
                ("无法提供：本机关不掌握相关政府信息", 4),
                ("不予处理", 0),
                ("其他处理", 0),
            ],
        ),
        chart(ChartKind::Columns, "新收申请比上年增加一件", &[("2023年", 8), ("2024年", 9)]),
        chart(ChartKind::Share, "申请人均为自然人", &[("自然人", 9), ("商业企业", 0), ("其他", 0)]),
    ]
}
