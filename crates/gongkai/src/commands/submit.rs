//! gongkai report submit、receive、reply：向主管部门报送，收下级的报送，往来答复；联网的直接送达，不联网的用文件。

use crate::cli::{Office, Output, Receive, Replied, Submit};
use crate::reading::{self, Expectations};
use crate::submitting::{self, LONGEST_ANSWER};
use crate::{Verdict, inputs, now, office_ledger, output, publications, superior, today};
use ::publishing::Publishing;
use ::publishing::submission::{PACKAGE_BYTES, Package};
use anyhow::{Context, bail};
use law::annual_report::rules::Severity;
use law::workday::Calendar;
use office::dossier::Order;
use office::moment::Moment;
use office::role::{Actor, Role};
use office::submission::State;
use serde_json::json;
use std::io::Write;

/// Who acts at the command line.
const OPERATOR: &str = "operator";

fn operator() -> Actor {
    Actor { id: OPERATOR.into(), roles: vec![Role::Publisher] }
}

/// 报送本机关已发布的年度报告.
pub fn submit(args: &Submit, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let data = &args.office.data.dir;
    let superior = submitting::ours(data)?;
    let package = submitting::package(data, &superior, (args.year, today()))?;
    match &args.out {
        Some(path) => output::write_whole(path, &serde_json::to_vec_pretty(&package)?)?,
        None => submitting::deliver(&superior, &package)?,
    }
    with(&args.office, async |publishing| {
        let Some(file) = publishing.dossier(args.year).await? else {
            bail!("{}年的报告没有在台账里办理。请先在工作台起草、审核、发布。", args.year);
        };
        let order = Order::Send { to: superior.name.clone(), package: package.digest.clone() };
        act(publishing, (args.year, file.version), order).await
    })?;
    match format {
        Output::Json => output::json(
            out,
            &json!({"year": args.year, "to": superior.name, "digest": package.digest, "file": args.out}),
        )?,
        Output::Text => {
            let how = args.out.as_ref().map_or("已直接送达".to_owned(), |path| {
                format!("报送文件在《{}》，请交给主管部门", path.display())
            });
            writeln!(
                out,
                "{}年年度报告报送{}：{how}。\n校验值（SM3）{}",
                args.year, superior.name, package.digest
            )?;
        }
    }
    Ok(Verdict::Fine)
}

/// 取回、登记主管部门的答复.
pub fn reply(args: &Replied, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let superior = submitting::ours(&args.office.data.dir)?;
    let file = args.file.as_ref().map(|path| inputs::bytes(path, LONGEST_ANSWER)).transpose()?;
    let reply = submitting::reply(&superior, args.year, file.as_deref())?;
    if reply.state != State::Arrived {
        with(&args.office, async |publishing| {
            let file = publishing.dossier(args.year).await?.context("本机关没有报送过这个年度的报告。")?;
            let (accepted, remarks) = (reply.state == State::Accepted, reply.remarks.clone());
            let order = Order::Remark { package: reply.digest.clone(), accepted, remarks };
            act(publishing, (args.year, file.version), order).await
        })?;
    }
    match format {
        Output::Json => output::json(out, &reply)?,
        Output::Text => {
            let remarks = if reply.remarks.is_empty() { "无" } else { &reply.remarks };
            writeln!(out, "{}年年度报告：{}。意见：{remarks}", args.year, reply.state.label())?;
        }
    }
    Ok(if reply.state == State::Returned { Verdict::Errors } else { Verdict::Fine })
}

/// 收下级单位的报送文件；写出答复.
pub fn receive(args: &Receive, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let units = superior::units(&args.office.data.dir)?;
    let mut packages = Vec::new();
    for path in &args.paths {
        let bytes = inputs::bytes(path, PACKAGE_BYTES)?;
        let package = Package::open(&bytes, &units).with_context(|| format!("《{}》", path.display()));
        packages.push(package?);
    }
    let taken = with(&args.office, async |publishing| {
        let mut taken = Vec::new();
        for package in &packages {
            let found = findings(package)?;
            let calendar = Calendar::builtin();
            let moment = Moment { now: now(), today: today(), calendar: &calendar };
            match publishing.take_submission(moment, package, found).await {
                Ok(one) => taken.push(one),
                Err(error) => match error.refusal() {
                    Some(told) => bail!("{}：{told}", package.name),
                    None => return Err(error.into()),
                },
            }
        }
        Ok(taken)
    })?;
    match format {
        Output::Json => output::json(out, &taken)?,
        Output::Text => {
            for one in &taken {
                let late = if one.is_late() { "，迟报" } else { "" };
                writeln!(
                    out,
                    "{}{}年：已收到{late}，错误{}处，提醒{}处。",
                    one.name, one.year, one.errors, one.warnings
                )?;
            }
        }
    }
    Ok(if taken.iter().any(|one| one.errors > 0) { Verdict::Errors } else { Verdict::Fine })
}

/// What our checker says of a report that came.
pub fn findings(package: &Package) -> anyhow::Result<(u32, u32, Vec<String>)> {
    let name = format!("{}-{}.json", package.unit, package.year);
    let read = reading::read(&name, &serde_json::to_vec(&package.report)?)?;
    let expected = Expectations {
        organ: Some(package.name.clone()),
        year: Some(package.year),
        today: Some(today()),
        ..Expectations::default()
    };
    let report = reading::check_all(read, &expected).pop().context("报送文件里没有报告。")?;
    let open: Vec<_> = report.findings.iter().filter(|one| one.waived.is_none()).collect();
    let count = |severity| u32::try_from(open.iter().filter(|one| one.severity == severity).count());
    let told = open.iter().map(|one| format!("{}（{}）", one.message, one.rule)).collect();
    Ok((count(Severity::Error)?, count(Severity::Warning)?, told))
}

fn with<T>(office: &Office, work: impl AsyncFnOnce(&Publishing) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let data = &office.data.dir;
    let organ = folder::compile::settings(data)?.organ;
    office_ledger::with(office, async |ledger| {
        let publishing = publications::publishing(data, ledger.clone(), &organ.code)?;
        work(&publishing).await
    })
}

async fn act(publishing: &Publishing, (year, version): (i16, u64), order: Order) -> anyhow::Result<()> {
    let calendar = Calendar::builtin();
    let moment = Moment { now: now(), today: today(), calendar: &calendar };
    match publishing.run_dossier(moment, &operator(), (year, version), order, None).await {
        Ok(_) => Ok(()),
        Err(error) => match error.refusal() {
            Some(told) => bail!("{told}"),
            None => Err(error.into()),
        },
    }
}
