//! 报送年度报告的单位：几个虚构的单位，有的已接收，有的退回，有的迟报，有的未报；本机关自己也是其中一个，可以从报送走到接收。

use super::Demonstration;
use super::sent::SENT;
use crate::commands::submit;
use crate::superior;
use ::publishing::Publishing;
use ::publishing::submission::{FORMAT, Package};
use anyhow::Context;
use jiff::civil::{Date, date};
use ledger::Key;
use office::annual_report::AnnualReport;
use std::fmt::Write;
use std::path::Path;

const NAMES: [&str; 8] = [
    "演示市发展局",
    "演示市教育局",
    "演示市科技局",
    "演示市民政局",
    "演示市财政局",
    "演示市住建局",
    "演示市水务局",
    "演示市文旅局",
];
/// When each came, in the order of [`SENT`]; the others have not.
const CAME: [(usize, Date); 4] =
    [(0, date(2025, 1, 26)), (1, date(2025, 1, 26)), (2, date(2025, 1, 27)), (4, date(2025, 2, 10))];
const JUDGED: Date = date(2025, 2, 17);
const SUPERVISOR: &str = "jiandu";

/// The superior unit of all of them, whose desk is that of `jiandu`.
const SUPERIOR: &str = "演示市人民政府办公室";

/// The list of units where there is none, and whom we report to; the tokens of the others are nobody's.
fn list(data: &Path, organ: &str) -> anyhow::Result<()> {
    let path = data.join("settings").join("units.toml");
    if path.exists() {
        return Ok(());
    }
    let mut text = String::from("# 应向本机关报送年度报告的单位（演示，均为虚构）。\n");
    for (name, nth) in NAMES.iter().zip(1..) {
        let token = Key::generate()?.text();
        write!(text, "\n[[unit]]\ncode = \"DEMO-{nth:02}\"\nname = \"{name}\"\ntoken = \"{token}\"\n")?;
    }
    let (ours, token) = (NAMES.len() + 1, Key::generate()?.text());
    write!(text, "\n[[unit]]\ncode = \"DEMO-{ours:02}\"\nname = \"{organ}\"\ntoken = \"{token}\"\n")?;
    let superior = format!(
        "# 本机关的年度报告报送给谁（演示：没有网址，用文件交换）。\n\
         name = \"{SUPERIOR}\"\nunit = \"DEMO-{ours:02}\"\ntoken = \"{token}\"\n"
    );
    save(&path, &text)?;
    let ours = data.join("settings").join("superior.toml");
    if ours.exists() { Ok(()) } else { save(&ours, &superior) }
}

fn save(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("文件《{}》写不进去。", path.display()))
}

pub async fn write(
    data: &Path,
    desk: &Demonstration<'_>,
    publishing: &Publishing,
    report: &AnnualReport,
) -> anyhow::Result<()> {
    list(data, &report.organ.name)?;
    let units = superior::units(data)?;
    for ((at, on), sent) in CAME.into_iter().zip(SENT) {
        let Some(unit) = units.get(at) else { continue };
        let package = Package {
            format: FORMAT.into(),
            unit: unit.code.clone(),
            name: unit.name.clone(),
            year: report.year,
            on,
            report: sent.report(report, &unit.name),
            papers: Vec::new(),
            checklist: Vec::new(),
            digest: String::new(),
            signature: String::new(),
        };
        let package = package.seal(&unit.token)?;
        let found = submit::findings(&package)?;
        publishing.take_submission(desk.moment(on, 15)?, &package, found).await?;
    }
    let copied = format!("第一部分与{}的报告雷同，请按本机关的实际情况改写。", NAMES[0]);
    for (at, accept, remarks) in [(0, true, ""), (1, false, copied.as_str())] {
        let Some(unit) = units.get(at) else { continue };
        let came = publishing.submission(&unit.code, report.year).await?;
        let digest = came.map(|one| one.digest).unwrap_or_default();
        let what = (unit.code.as_str(), report.year, digest.as_str());
        publishing.judge_submission(desk.moment(JUDGED, 10)?, SUPERVISOR, what, accept, remarks).await?;
    }
    Ok(())
}
