//! 枣庄市行政审批服务局2024年：figures of the published report, worked out from single records.

use super::{all_sheets, demonstration, fresh};
use folder::Folder;
use law::annual_report::{Applicant, Block4, Outcome, Row3, Tables};
use office::annual_report::{AnnualReport, Block};
use office::metric::{catalogue, measure};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// The tables of the published report.
fn published() -> Tables {
    let mut tables = Tables::default();
    for place in tables.cells().collect::<Vec<_>>() {
        tables.set(place, Some(0));
    }
    tables.table2.licences = Some(38_651);
    tables.table2.fees = Some(Decimal::ZERO);
    for column in [Applicant::NaturalPerson, Applicant::Total] {
        tables.table3.set(Row3::New, column, Some(9));
        tables.table3.set(Row3::Total, column, Some(9));
        for (outcome, count) in
            [(Outcome::Granted, 2), (Outcome::Partial, 1), (Outcome::ThirdParty, 2), (Outcome::NotHeld, 4)]
        {
            tables.table3.set(Row3::Result(outcome), column, Some(count));
        }
    }
    *tables.table4.block_mut(Block4::Review) = [Some(1), Some(0), Some(0), Some(0), Some(1)];
    tables
}

#[test]
fn tables_equal_the_published_ones_cell_by_cell() {
    assert_eq!(demonstration().1.report.tables, published());
}

#[test]
fn nothing_has_to_be_looked_at() {
    assert_eq!(demonstration().1.warnings, Vec::<String>::new());
}

#[test]
fn figures_are_those_of_the_published_report() {
    let check = |id: &str, expected: &str, prior: Option<&str>| {
        let figure = &demonstration().1.report.figures[id];
        let found = (figure.value.to_string(), figure.prior.map(|prior| prior.to_string()));
        assert_eq!(found, (expected.to_string(), prior.map(str::to_string)), "{id}");
    };
    check("proactive.items", "475", None);
    check("proactive.items.news", "159", None);
    check("proactive.items.policy", "10", None);
    check("proactive.items.meetings", "6", None);
    check("proactive.items.results", "170", None);
    check("proactive.items.other", "130", None);
    check("messages.received", "5", None);
    check("messages.answered.in_time", "5", None);
    check("hall.cases", "613000", None);
    check("hall.cases.wan", "61.3", None);
    check("trades.count", "14848", Some("14205"));
    check("trades.amount", "80220000000", Some("74401780746"));
    check("trades.amount.yi", "802.2", Some("744"));
    check("trades.amount.growth", "7.82", None);
    check("requests.received", "9", Some("8"));
    check("requests.received.change", "1", None);
    check("requests.answered.in_time", "9", Some("8"));
    check("requests.results.granted", "2", Some("3"));
    check("requests.results.partial", "1", Some("1"));
    check("requests.results.refused", "2", Some("1"));
    check("requests.results.unable", "4", Some("3"));
    check("licences.decisions", "38651", None);
    check("newmedia.wechat.posts", "365", None);
    check("newmedia.wechat.followers.thousands", "7000", None);
    check("help.guidance", "832", None);
    check("help.onsite", "1344", None);
    check("help.telephone", "2420", None);
    check("trainings.held", "1", None);
    check("staff.added", "1", None);
    check("cleanups.expired", "1", None);
    check("columns.opened", "1", None);
    check("interviews.held", "6", None);
    check("proposals.congress", "3", None);
    check("proposals.consultative", "16", None);
    check("proposals.adopted.rate", "100", None);
    check("reviews.upheld", "1", Some("0"));
    check("processing_fees.collected", "0", Some("0"));
    check("fees.amount.wan", "0", Some("0"));
}

fn prose(report: &AnnualReport) -> String {
    let blocks = report.preface.iter().chain(report.parts.iter().flat_map(|part| &part.blocks));
    let lines = blocks.filter_map(|block| match block {
        Block::Paragraph(spans) => Some(spans.iter().map(|span| span.text.as_str()).collect::<String>()),
        Block::Heading(title) => Some(title.clone()),
        Block::Table(_) | Block::Chart(_) => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn prose_states_every_figure() {
    let prose = prose(&demonstration().1.report);
    for words in [
        "主动公开政务信息475条，其中政务动态159条、政策文件10条、会议公开6条、办件结果公示170条、其他信息130条",
        "咨询留言5条，主要涉及证件办理、档案查询等方面，均已按期回复",
        "行政许可决定38651件、行政处罚决定0件、行政强制决定0件，行政事业性收费0万元",
        "61.3万件；公共资源交易平台进场交易项目14848个，交易额802.2亿元，同比增长7.82%",
        "共收到政府信息公开申请9件，比上年增加1件",
        "按时答复9件",
        "予以公开2件、部分公开1件、不予公开2件、无法提供4件、不予处理0件、其他处理0件",
        "被申请行政复议1件，其中结果维持1件",
        "制发规章0件、废止规章0件，年末现行有效规章0件",
        "清理失效文件1件",
        "关注人数超过7000人，全年发布政务微信365条",
        "服务指导832次、现场帮办代办1344件，受理电话咨询服务2420次",
        "新增政务公开工作人员1名",
        "11月22日举办政务公开培训",
        "未收取政府信息公开信息处理费",
        "人大代表建议3件、政协委员提案16件，共19件",
        "落实率100%",
        "直播访谈6场",
    ] {
        assert!(prose.contains(words), "{words}\n{prose}");
    }
}

#[test]
fn the_report_has_six_parts_with_the_five_heads() {
    let report = &demonstration().1.report;
    let titles: Vec<_> = report.parts.iter().map(|part| part.title.as_str()).collect();
    assert_eq!(titles, law::annual_report::form::PARTS);
    let heads = report.parts[0].blocks.iter().filter_map(|block| match block {
        Block::Heading(title) => Some(title.chars().skip(3).collect::<String>()),
        Block::Paragraph(_) | Block::Table(_) | Block::Chart(_) => None,
    });
    assert_eq!(heads.collect::<Vec<_>>(), law::annual_report::form::HEADS);
}

#[test]
fn every_figure_in_prose_and_charts_is_a_figure_of_the_report() {
    let report = &demonstration().1.report;
    let spans = report.parts.iter().flat_map(|part| &part.blocks).flat_map(|block| match block {
        Block::Paragraph(spans) => spans.as_slice(),
        Block::Heading(_) | Block::Table(_) | Block::Chart(_) => &[],
    });
    let mut stated: BTreeSet<_> = spans.filter_map(|span| span.metric.as_deref()).collect();
    assert!(stated.len() > 40, "{stated:?}");
    stated.extend(
        report.charts.iter().flat_map(|chart| chart.points.iter().filter_map(|point| point.2.as_deref())),
    );
    let unknown: Vec<_> = stated.iter().filter(|id| !report.figures.contains_key(**id)).collect();
    assert_eq!(unknown, Vec::<&&str>::new());
}

#[test]
fn charts_say_what_they_find() {
    let titles: Vec<_> = demonstration().1.report.charts.iter().map(|chart| chart.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "办件结果公示170条，占主动公开政务信息的35.8%",
            "九件申请全部按时答复",
            "九件申请均由自然人提出",
            "新收申请比上年增加一件",
        ]
    );
}

#[test]
fn the_demonstration_is_large_and_always_the_same() {
    let sheets = demo::sheets();
    assert!(sheets.iter().map(|sheet| sheet.rows).sum::<u64>() >= 660_000);
    for sheet in sheets.iter().filter(|sheet| sheet.rows < 20_000) {
        assert_eq!(sheet.csv(), sheet.csv(), "{}", sheet.register.label);
    }
    // FNV-1a of the largest register: a change of the generator has to be meant.
    let cases = sheets.iter().find(|sheet| sheet.register.key == "cases").unwrap().csv();
    let digest = cases
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    assert_eq!(digest, CASES, "{digest:#x}");
}

const CASES: u64 = 0x3d6e_929b_5fce_5317;

/// The value of every figure of one register, from a file.
fn figures(
    register: &'static office::register::Register,
    csv: &[u8],
    name: &str,
) -> BTreeMap<String, Decimal> {
    let data = fresh(name);
    super::put(&data, &format!("records/2024/{}.csv", register.label), csv);
    let (figures, _) = measure(&Folder::new(&data, &|_, _| {}), [register].into_iter(), 2024).unwrap();
    let known =
        catalogue().all().filter_map(|metric| Some((metric.id.clone(), figures.value(&metric.id, None)?)));
    known.collect()
}

#[test]
fn without_any_one_record_a_figure_of_its_register_differs() {
    for sheet in all_sheets().filter(|sheet| sheet.year == 2024 && sheet.rows > 0) {
        let whole = sheet.csv();
        let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
        let full = figures(sheet.register, &whole, "deleting");
        let many = if sheet.rows > 20_000 { 1 } else { 3 };
        for at in [lines.len() / 2, lines.len() - 1, 1].into_iter().take(many) {
            let rest: Vec<u8> = lines
                .iter()
                .enumerate()
                .filter(|(line, _)| *line != at)
                .flat_map(|(_, line)| line.to_vec())
                .collect();
            let less = figures(sheet.register, &rest, "deleting");
            assert_ne!(full, less, "{} line {at}", sheet.register.label);
        }
    }
}

#[test]
fn dates_are_working_days_where_an_office_acts() {
    let calendar = law::workday::Calendar::builtin();
    let acts = ["decided", "accepted", "answered", "published", "held", "closed"];
    for sheet in all_sheets().filter(|sheet| sheet.rows < 20_000 && sheet.register.key != "posts") {
        let text = String::from_utf8(sheet.csv()).unwrap();
        let places: Vec<_> = acts.iter().filter_map(|key| sheet.register.position(key)).collect();
        for line in text.lines().skip(1) {
            for cell in
                places.iter().filter_map(|at| line.split(',').nth(*at)).filter(|cell| !cell.is_empty())
            {
                assert!(calendar.is_working_day(cell.parse().unwrap()), "{} {line}", sheet.register.label);
            }
        }
    }
}
