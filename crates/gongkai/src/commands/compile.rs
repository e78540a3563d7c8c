//! gongkai report compile：由登记数据编制年度报告。

use super::check::words;
use super::workday::day;
use crate::cli::{Compile, Office, Output};
use crate::office_ledger::OfLedger;
use crate::{Verdict, office_ledger, output, progress, publishing, today};
use anyhow::bail;
use folder::Compiled;
use office::annual_report::{AnnualReport, Organ};
use papers::Format;
use reports::model::Published;
use reports::waiver::has_errors;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

pub fn run(args: Compile, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let data = &args.data.dir;
    if !data.is_dir() {
        bail!(
            "数据目录《{}》不存在。请用 --data 指明，或者先运行 gongkai demo 建立演示数据。",
            data.display()
        );
    }
    let settings = folder::compile::settings(data)?;
    refuse_other_unit(data, &settings.organ, args.unit.as_deref())?;
    if is_same(&args.out, &publishing::published(data, args.year)) {
        refuse_kept(&args, &settings.organ)?;
    }
    let dated = match &args.dated {
        Some(text) => day(text)?,
        None => publishing::dated(settings.demonstration, args.year, today()),
    };
    let taken = office_ledger::registers(data, args.database.url.as_deref(), &settings.organ, args.year)?;
    let bar = progress::of_bytes(0, "读取登记");
    let compiled =
        folder::compile_year(data, args.year, dated, OfLedger::of(taken.as_ref()), &|read, total| {
            bar.set_length(total);
            bar.set_position(read);
        });
    bar.finish_and_clear();
    let compiled = compiled?;
    let formats: Vec<Format> = args.formats.iter().filter_map(|name| Format::from_extension(name)).collect();
    let paths = write(data, &compiled, &formats, &args.out)?;
    let checked = publishing::check(&compiled.report, today())?;
    let verdict = if has_errors(&checked) { Verdict::Errors } else { Verdict::Fine };
    compiled.warnings.iter().for_each(|warning| output::complain(&anyhow::anyhow!("{warning}")));
    match format {
        Output::Json => {
            output::json(out, &json!({"files": paths, "warnings": compiled.warnings, "check": checked}))?
        }
        Output::Text => tell(out, &compiled.report, &paths, checked)?,
    }
    Ok(verdict)
}

/// The data folder holds one office; `--unit` guards against taking the wrong folder.
fn refuse_other_unit(data: &Path, organ: &Organ, unit: Option<&str>) -> anyhow::Result<()> {
    if let Some(unit) = unit.filter(|unit| *unit != organ.code) {
        bail!(
            "数据目录《{}》属于{}（代码{}），没有代码为“{unit}”的单位。请改正 --unit 或 --data。",
            data.display(),
            organ.name,
            organ.code
        );
    }
    Ok(())
}

/// What the portal shows of a year that the ledger keeps is published there, after review and signature.
fn refuse_kept(args: &Compile, organ: &Organ) -> anyhow::Result<()> {
    let data = &args.data.dir;
    if args.database.url.is_none() && !data.join(office_ledger::DATABASE).exists() {
        return Ok(());
    }
    let office = Office { data: args.data.clone(), database: args.database.clone() };
    let kept = office_ledger::with(&office, async |ledger| {
        let publishing = crate::publications::publishing(data, ledger.clone(), &organ.code)?;
        Ok(publishing.dossier(args.year).await?.is_some())
    })?;
    if kept {
        bail!(
            "{year}年的报告在工作台办理（/desk/annual-reports/{year}），审核、签发以后由发布人员发布。需要另存一份的，请把 --out 改为别的目录。",
            year = args.year
        );
    }
    Ok(())
}

fn write(data: &Path, compiled: &Compiled, formats: &[Format], dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let report = &compiled.report;
    let fonts = publishing::fonts(data);
    let bar = progress::of_count(formats.len() as u64, "成文");
    let files = publishing::render(report, formats, &fonts, &|| bar.inc(1))?;
    bar.finish_and_clear();
    if formats.contains(&Format::Pdf) {
        let missing: String = papers::missing_characters(report, &fonts).into_iter().collect();
        if !missing.is_empty() {
            output::complain(&anyhow::anyhow!(
                "这些字没有字体可用，PDF 中显示为空框：{missing}。请把含有它们的字体放入数据目录的 fonts。"
            ));
        }
    }
    if is_same(dir, &publishing::published(data, report.year)) {
        publishing::publish(data, compiled, files)
    } else {
        publishing::put(dir, &files)
    }
}

/// Whether both are one folder, be it there or not.
fn is_same(one: &Path, other: &Path) -> bool {
    place(one) == place(other)
}

/// Where a path leads; what is not there yet, by its name in the folder that is.
fn place(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    match (std::fs::canonicalize(&path), path.parent(), path.file_name()) {
        (Err(_), Some(parent), Some(name)) => place(parent).join(name),
        (Ok(there), ..) => there,
        (Err(_), ..) => path,
    }
}

fn tell(
    out: &mut dyn Write,
    report: &AnnualReport,
    paths: &[PathBuf],
    checked: Published,
) -> anyhow::Result<()> {
    writeln!(out, "{}{}年年度报告已编成：", report.organ.name, report.year)?;
    for path in paths {
        writeln!(out, "  {}", path.display())?;
    }
    writeln!(out, "\n自行核对")?;
    Ok(words::write(out, &[checked])?)
}
