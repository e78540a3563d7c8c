//! gongkai report submit、receive、reply：向主管部门报送，收下级的报送，往来答复；联网的直接送达，不联网的用文件。

use crate::cli::{Office, Output, Receive, Replied, Submit};
use crate::reading::{self, Expectations};
use crate::superior::{self, Superior};
use crate::{Verdict, inputs, now, office_ledger, output, publications, publishing, today};
use ::publishing::Publishing;
use ::publishing::submission::{FORMAT, PACKAGE_BYTES, Package, Paper, Reply};
use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use law::annual_report::rules::Severity;
use law::workday::Calendar;
use office::dossier::Order;
use office::moment::Moment;
use office::role::{Actor, Role};
use office::submission::State;
use papers::Format;
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use ureq::http::header::AUTHORIZATION;

/// Who acts at the command line.
const OPERATOR: &str = "operator";
const PATIENCE: Duration = Duration::from_secs(60);
const LONGEST_ANSWER: usize = 1_000_000;

fn operator() -> Actor {
    Actor { id: OPERATOR.into(), roles: vec![Role::Publisher] }
}

/// 报送本机关已发布的年度报告.
pub fn submit(args: &Submit, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let data = &args.office.data.dir;
    let superior = ours(data)?;
    let package = package(data, &superior, args.year)?;
    match &args.out {
        Some(path) => output::write_whole(path, &serde_json::to_vec_pretty(&package)?)?,
        None => drop(post(&superior, &package)?),
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

fn ours(data: &Path) -> anyhow::Result<Superior> {
    superior::superior(data)?
        .context("没有设置主管部门。请在数据目录的 settings/superior.toml 写明 name、unit、token，联网的再写 address。")
}

fn package(data: &Path, superior: &Superior, year: i16) -> anyhow::Result<Package> {
    let report = publishing::load(data, year)?;
    let checked = publishing::check(&report, today())?;
    let dir = publishing::published(data, year);
    let paper = |format: &Format| {
        let name = publishing::file_name(year, *format);
        let bytes = std::fs::read(dir.join(&name)).ok()?;
        Some(Paper { name, base64: STANDARD.encode(bytes) })
    };
    let mut value = papers::json::value(&report);
    value["claims"] = serde_json::to_value(&checked.claims)?;
    value["findings"] = serde_json::to_value(&checked.findings)?;
    let open = checked.findings.iter().filter(|one| one.waived.is_none());
    let details: Vec<String> = open.map(|one| format!("{}（{}）", one.message, one.rule)).collect();
    let state = if details.is_empty() { "通过" } else { "请复核" };
    let label = "自行核对（R1至R19）".to_owned();
    let package = Package {
        format: FORMAT.into(),
        unit: superior.unit.clone(),
        name: report.organ.name.clone(),
        year,
        on: today(),
        report: value,
        papers: [Format::Pdf, Format::Docx].iter().filter_map(paper).collect(),
        checklist: vec![::publishing::submission::Checked { label, state: state.into(), details }],
        digest: String::new(),
        signature: String::new(),
    };
    Ok(package.seal(&superior.token)?)
}

fn agent() -> ureq::Agent {
    crate::oidc::agent(PATIENCE, false)
}

/// The answer's body where it was good; what the superior's program said where it was not.
fn answered(
    superior: &Superior,
    sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> anyhow::Result<Vec<u8>> {
    let unreachable = || {
        format!("连不上{}（{}）。请稍后再试，或者用 --out 生成报送文件。", superior.name, superior.address)
    };
    let mut answer = sent.with_context(unreachable)?;
    let status = answer.status();
    let body = answer
        .body_mut()
        .with_config()
        .limit(LONGEST_ANSWER as u64)
        .read_to_vec()
        .with_context(unreachable)?;
    if status.is_success() {
        return Ok(body);
    }
    let told: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let message = told["message"].as_str().unwrap_or("没有说明理由");
    bail!("{}没有接收（{}）：{message}", superior.name, status.as_u16())
}

fn bearer(superior: &Superior) -> String {
    format!("Bearer {}", superior.token)
}

fn post(superior: &Superior, package: &Package) -> anyhow::Result<Vec<u8>> {
    if superior.address.is_empty() {
        bail!(
            "没有设置主管部门的网址。请用 --out 生成报送文件，或者在 settings/superior.toml 写明 address。"
        );
    }
    let url = format!("{}/api/v1/submissions", superior.address.trim_end_matches('/'));
    let request = agent().post(&url).header(AUTHORIZATION, bearer(superior));
    answered(superior, request.send(&serde_json::to_vec(package)?[..]))
}

/// 取回、登记主管部门的答复.
pub fn reply(args: &Replied, format: Output, out: &mut dyn Write) -> anyhow::Result<Verdict> {
    let superior = ours(&args.office.data.dir)?;
    let bytes = match &args.file {
        Some(path) => inputs::bytes(path, LONGEST_ANSWER)?,
        None => {
            let base = superior.address.trim_end_matches('/');
            if base.is_empty() {
                bail!("没有设置主管部门的网址。请用 --file 指明主管部门给的答复文件。");
            }
            let url = format!("{base}/api/v1/submissions/{}/{}", superior.unit, args.year);
            answered(&superior, agent().get(&url).header(AUTHORIZATION, bearer(&superior)).call())?
        }
    };
    let reply: Reply = serde_json::from_slice(&bytes).context("这不是答复文件。请向主管部门重新要。")?;
    if !reply.holds(&superior.token) || reply.unit != superior.unit || reply.year != args.year {
        bail!("答复的签名、单位或者年度不对，没有登记。请核对口令和文件。");
    }
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
    let token_of = |code: &str| units.iter().find(|unit| unit.code == code).map(|unit| unit.token.clone());
    let mut packages = Vec::new();
    for path in &args.paths {
        let bytes = inputs::bytes(path, PACKAGE_BYTES)?;
        let package = Package::open(&bytes, token_of).with_context(|| format!("《{}》", path.display()));
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
