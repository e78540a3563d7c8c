//! 自查报告成文：one paper in Word, PDF and as a page, from what the inspection found

use anyhow::bail;
use jiff::civil::DateTime;
use office::inspection::{Check, Inspection};
use papers::aggregate::{Aggregate, Column, Entry, List, document};
use papers::{docx, html, pdf};
use std::path::Path;
use web::Format;

/// The report in a form that is handed over. The same inspection gives the same bytes.
pub fn paper(
    inspection: &Inspection,
    demonstration: bool,
    format: Format,
    data: &Path,
) -> anyhow::Result<Vec<u8>> {
    let document = document(&Aggregate {
        title: format!("{}网站自查报告", inspection.organ),
        organ: inspection.organ.clone(),
        dated: Some(inspection.on),
        demonstration,
        summary: vec![
            "依照《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）和本机关主动公开事项目录自查，情况如下。".into(),
            inspection.told(),
        ],
        sums: None,
        lists: std::iter::once(overview(inspection)).chain(inspection.checks.iter().filter_map(findings)).collect(),
        notes: Vec::new(),
    });
    let at: DateTime = inspection.on.at(0, 0, 0, 0);
    Ok(match format {
        Format::Docx => docx::render(&document, at)?,
        Format::Pdf => pdf::render(&document, &crate::publishing::fonts(data), at)?.bytes,
        Format::Html => html::page(&document).into_bytes(),
        other => bail!("an inspection is not handed over as {}", other.extension()),
    })
}

fn overview(inspection: &Inspection) -> List {
    let row = |check: &Check| {
        let cells = [&check.title, &check.rule, &check.told, &check.owner];
        let words = cells.into_iter().map(|text| Entry::from(text.as_str()));
        words.chain([Entry::from(check.verdict.label())]).collect()
    };
    let widths = [("项目", 5), ("要求", 6), ("情况", 6), ("责任", 4), ("结果", 3)];
    List {
        title: "自查项目".into(),
        when_empty: "没有自查项目。".into(),
        columns: widths.map(|(label, width)| Column::new(label, width)).into(),
        rows: inspection.checks.iter().map(row).collect(),
    }
}

/// What was found of one check, and what to do; none where there is nothing.
fn findings(check: &Check) -> Option<List> {
    if check.findings.is_empty() {
        return None;
    }
    let rows = check.findings.iter().map(|one| {
        [&one.what, &one.why, &one.todo]
            .into_iter()
            .map(|text| Entry::from(text.as_str()))
            .chain([Entry::from(check.owner.as_str())])
            .collect()
    });
    let mut rows: Vec<Vec<Entry>> = rows.collect();
    if check.more > 0 {
        rows.push(vec![
            format!("另有{}处没有列出", check.more).into(),
            Entry::Blank,
            Entry::Blank,
            Entry::Blank,
        ]);
    }
    let widths = [("对象", 6), ("情况", 8), ("怎样处理", 4), ("责任", 4)];
    let columns = widths.map(|(label, width)| Column::new(label, width)).into();
    Some(List { title: check.title.clone(), when_empty: String::new(), columns, rows })
}
