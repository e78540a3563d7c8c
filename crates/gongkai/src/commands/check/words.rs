//! 核对结果的文字：一份报告一段，先错误，后提醒，再是已说明的例外和没有起作用的说明。

use law::annual_report::Form;
use law::annual_report::rules::Severity;
use reports::model::{Finding, Published};
use std::io::{self, Write};

pub fn write(out: &mut dyn Write, reports: &[Published]) -> io::Result<()> {
    for report in reports {
        one(out, report)?;
        writeln!(out)?;
    }
    let wrong = reports.iter().filter(|report| open(report, Severity::Error).next().is_some()).count();
    let count = |severity| reports.iter().map(|report| open(report, severity).count()).sum::<usize>();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    writeln!(
        out,
        "共核对{}份报告：{}份没有错误，{wrong}份有错误；错误{errors}处，提醒{warnings}处。",
        reports.len(),
        reports.len() - wrong,
    )
}

fn one(out: &mut dyn Write, report: &Published) -> io::Result<()> {
    let organ = report.organ.as_deref().unwrap_or("机关未能识别");
    let year = report.year.map_or("年份未能识别".into(), |year| format!("{year}年"));
    let form = match report.form {
        Form::Standard2021 => "2021年格式",
        Form::Trial2019 => "2019年试行格式",
    };
    writeln!(out, "《{}》　{organ}　{year}　{form}", report.file)?;
    let groups = [(Severity::Error, "错误"), (Severity::Warning, "提醒"), (Severity::Info, "备注")];
    for (severity, heading) in groups {
        group(out, heading, &open(report, severity).collect::<Vec<_>>())?;
    }
    let waived: Vec<&Finding> = report.findings.iter().filter(|finding| finding.waived.is_some()).collect();
    group(out, "已说明的例外", &waived)?;
    unused(out, report)?;
    if report.findings.is_empty() {
        writeln!(out, "  没有发现问题。")?;
    }
    Ok(())
}

fn group(out: &mut dyn Write, heading: &str, findings: &[&Finding]) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {heading}{}处", findings.len())?;
    for (finding, number) in findings.iter().zip(1..) {
        writeln!(
            out,
            "  {number:>3}. 〔{}〕{}（{}）",
            finding.place.in_words(),
            finding.message,
            finding.rule
        )?;
        if let Some(waived) = &finding.waived {
            writeln!(out, "       说明：{waived}")?;
        }
    }
    Ok(())
}

fn unused(out: &mut dyn Write, report: &Published) -> io::Result<()> {
    if report.unused_waivers.is_empty() {
        return Ok(());
    }
    writeln!(out, "  没有起作用的例外说明{}项", report.unused_waivers.len())?;
    for (unused, number) in report.unused_waivers.iter().zip(1..) {
        writeln!(out, "  {number:>3}. {}", unused.message)?;
    }
    Ok(())
}

fn open(report: &Published, severity: Severity) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(move |finding| finding.severity == severity && finding.waived.is_none())
}
