//! 编成的报告经得起自己的核对：what the compiled prose says is read back and agrees with its tables.

use super::demonstration;
use office::annual_report::{AnnualReport, Block};
use reports::Published;
use reports::claims::extract;
use reports::model::{ClaimKind, Part};

/// The report as a reader of the published page would have it.
fn published(report: &AnnualReport) -> Published {
    let paragraphs = |blocks: &[Block]| {
        let lines = blocks.iter().filter_map(|block| match block {
            Block::Paragraph(spans) => Some(spans.iter().map(|span| span.text.as_str()).collect()),
            Block::Heading(title) => Some(title.clone()),
            Block::Table(_) | Block::Chart(_) => None,
        });
        lines.collect::<Vec<String>>()
    };
    let preface = Part { number: 0, title: String::new(), paragraphs: paragraphs(&report.preface) };
    let parts = report.parts.iter().zip(1..).map(|(part, number)| Part {
        number,
        title: part.title.clone(),
        paragraphs: paragraphs(&part.blocks),
    });
    let mut published = Published {
        organ: Some(report.organ.name.clone()),
        year: Some(report.year),
        parts: [preface].into_iter().chain(parts).collect(),
        dated: Some(report.dated),
        ..Published::default()
    };
    published.set_tables(report.tables);
    published
}

#[test]
fn the_prose_agrees_with_the_tables() {
    let claims = extract(&published(&demonstration().1.report));
    let wrong: Vec<_> = claims.iter().filter(|claim| claim.agrees == Some(false)).collect();
    assert_eq!(wrong, Vec::<&reports::Claim>::new());
    for (kind, value) in [
        (ClaimKind::ProactiveItems, 475),
        (ClaimKind::ItemisedSum, 475),
        (ClaimKind::RequestsReceived, 9),
        (ClaimKind::RequestsAnswered, 9),
        (ClaimKind::Granted, 2),
        (ClaimKind::Partial, 1),
        (ClaimKind::Refused, 2),
        (ClaimKind::Unable, 4),
        (ClaimKind::NotProcessed, 0),
        (ClaimKind::OtherHandling, 0),
        (ClaimKind::ReviewTotal, 1),
        (ClaimKind::LitigationTotal, 0),
        (ClaimKind::RegulationsMade, 0),
        (ClaimKind::RegulationsRepealed, 0),
        (ClaimKind::RegulationsInForce, 0),
        (ClaimKind::NormdocsMade, 0),
        (ClaimKind::NormdocsRepealed, 0),
        (ClaimKind::NormdocsInForce, 0),
        (ClaimKind::Licences, 38_651),
        (ClaimKind::Penalties, 0),
        (ClaimKind::Coercions, 0),
        (ClaimKind::AdministrativeFees, 0),
        (ClaimKind::ProcessingFeeYuan, 0),
    ] {
        assert!(
            claims.iter().any(|claim| claim.kind == kind && claim.value == value.into()),
            "{kind:?} {value}"
        );
    }
}

#[test]
fn each_cell_that_is_altered_is_found_by_the_sums_or_by_the_prose() {
    let report = published(&demonstration().1.report);
    for place in report.tables().cells() {
        let mut altered = report.clone();
        let mut tables = report.tables();
        tables.set(place, tables.count(place).map(|count| count + 1));
        altered.set_tables(tables);
        let sums = law::annual_report::rules::arithmetic(&tables, law::annual_report::Form::Standard2021);
        let denied = extract(&altered).iter().any(|claim| claim.agrees == Some(false));
        assert!(denied || !sums.is_empty(), "{place}");
    }
}

#[test]
fn each_paragraph_stands_alone() {
    let report = published(&demonstration().1.report);
    let begins = |part: usize| -> Vec<String> {
        report.parts[part].paragraphs.iter().map(|text| text.chars().take(6).collect()).collect()
    };
    assert_eq!(
        begins(1)[1..6],
        ["（一）主动公", "全年通过政府", "回应群众关切", "全年作出行政", "政务服务中心"]
    );
    assert_eq!(
        begins(5),
        ["（一）存在的", "一是部分信息", "（二）改进情", "一是压缩供稿", "二是把政务公", "三是及时总结"]
    );
}
