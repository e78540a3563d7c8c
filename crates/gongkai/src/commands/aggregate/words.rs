//! 汇总结果的文字：几句话，主要合计，逐项清单的前几行。

use super::paper::Titled;
use law::annual_report::{Applicant, Block4, Count, Place, Result4, Row2, Row3};
use std::io::{self, Write};
use std::path::Path;

/// Lines shown of each list; the rest is in the file.
const SHOWN: usize = 20;

pub fn write(out: &mut dyn Write, titled: &Titled<'_>, file: Option<&Path>) -> anyhow::Result<()> {
    writeln!(out, "{}", titled.title())?;
    for sentence in titled.summary() {
        writeln!(out, "{sentence}")?;
    }
    sums(out, titled)?;
    lists(out, titled)?;
    for note in titled.notes() {
        writeln!(out, "注：{note}")?;
    }
    match file {
        Some(path) => writeln!(out, "汇总结果已写入《{}》。", path.display())?,
        None => writeln!(out, "加上 --out 汇总.xlsx 可得到完整的汇总表和清单。")?,
    }
    Ok(())
}

fn sums(out: &mut dyn Write, titled: &Titled<'_>) -> io::Result<()> {
    let cell3 = |row| Place::Cell3(row, Applicant::Total);
    let cells = [
        ("本年新收申请", cell3(Row3::New)),
        ("上年结转申请", cell3(Row3::Carried)),
        ("办理结果总计", cell3(Row3::Total)),
        ("结转下年度继续办理", cell3(Row3::CarriedOver)),
        ("行政复议", Place::Cell4(Block4::Review, Result4::Total)),
        ("行政诉讼（未经复议直接起诉）", Place::Cell4(Block4::Direct, Result4::Total)),
        ("行政诉讼（复议后起诉）", Place::Cell4(Block4::AfterReview, Result4::Total)),
        ("行政许可", Place::Cell2(Row2::Licences, 0)),
        ("行政处罚", Place::Cell2(Row2::Penalties, 0)),
        ("行政强制", Place::Cell2(Row2::Coercions, 0)),
    ];
    writeln!(out, "\n主要合计")?;
    for (label, place) in cells {
        writeln!(out, "  {label}　{}", shown(titled.found.tables.count(place)))?;
    }
    let fees = titled.found.tables.table2.fees;
    writeln!(
        out,
        "  行政事业性收费（万元）　{}",
        fees.map_or("未填".into(), |fees| fees.normalize().to_string())
    )
}

fn shown(count: Count) -> String {
    count.map_or("未填".into(), |count| count.to_string())
}

fn lists(out: &mut dyn Write, titled: &Titled<'_>) -> io::Result<()> {
    let found = titled.found;
    section(out, "缺报", found.missing.iter().map(|unit| unit.organ.clone()))?;
    let late = found.late.iter().map(|unit| format!("{}　{}（期限{}）", unit.organ, unit.dated, unit.due));
    section(out, "迟报", late)?;
    let wrong = found.inconsistent.iter().filter(|unit| unit.errors > 0);
    let wrong = wrong.map(|unit| {
        let first = unit.first.as_deref().unwrap_or_default();
        format!("{}　错误{}处　{first}　《{}》", unit.organ, unit.errors, unit.file)
    });
    section(out, "数据有错误", wrong)?;
    let changed = found.outliers.iter().map(|change| {
        format!("{}　{}　上年{}，本年{}", change.organ, change.figure, change.prior, change.value)
    });
    section(out, "同比变动异常", changed)?;
    let excluded =
        [("重复报送", &found.duplicates), ("年度不符", &found.wrong_year), ("不在名单", &found.unlisted)];
    for (heading, reports) in excluded {
        section(out, heading, reports.iter().map(|report| format!("{}　《{}》", report.organ, report.file)))?;
    }
    section(
        out,
        "不能读取",
        found.unreadable.iter().map(|file| format!("《{}》　{}", file.source, file.reason)),
    )?;
    section(out, "汇总报告与合计不符", found.differences.iter().map(|difference| difference.message.clone()))
}

fn section(out: &mut dyn Write, heading: &str, lines: impl Iterator<Item = String>) -> io::Result<()> {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        writeln!(out, "\n{heading}")?;
    }
    for line in lines.by_ref().take(SHOWN) {
        writeln!(out, "  {line}")?;
    }
    match lines.count() {
        0 => Ok(()),
        rest => writeln!(out, "  其余{rest}项见汇总结果文件。"),
    }
}
