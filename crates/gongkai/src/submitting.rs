//! 向主管部门报送：the package of a published report, its way to the superior unit, the superior's reply.

use crate::publishing;
use crate::superior::Superior;
use ::publishing::submission::{Checked, FORMAT, Package, Paper, Reply};
use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use papers::Format;
use std::path::Path;
use std::time::Duration;
use ureq::http::header::AUTHORIZATION;

const PATIENCE: Duration = Duration::from_secs(60);
/// The longest answer of a superior that is read, and the longest file of a reply.
pub const LONGEST_ANSWER: usize = 1_000_000;
const CONFLICT: u16 = 409;

/// 本机关的报送设置; what to do where there is none.
pub fn ours(data: &Path) -> anyhow::Result<Superior> {
    crate::superior::superior(data)?
        .context("没有设置主管部门。请在数据目录的 settings/superior.toml 写明 name、unit、token，联网的再写 address。")
}

/// The signed package of the report the portal shows, as sent `on` a day: the same report and day, the same digest.
pub fn package(data: &Path, superior: &Superior, (year, on): (i16, Date)) -> anyhow::Result<Package> {
    let report = publishing::load(data, year)?;
    let checked = publishing::check(&report, on)?;
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
        on,
        report: value,
        papers: [Format::Pdf, Format::Docx].iter().filter_map(paper).collect(),
        checklist: vec![Checked { label, state: state.into(), details }],
        digest: String::new(),
        signature: String::new(),
    };
    Ok(package.seal(&superior.token)?)
}

/// Hands a package in over the network. One that came before and whose receipt was lost counts as handed in.
pub fn deliver(superior: &Superior, package: &Package) -> anyhow::Result<()> {
    let url = format!("{}/api/v1/submissions", address(superior)?);
    let request = agent().post(&url).header(AUTHORIZATION, bearer(superior));
    match answered(superior, request.send(&serde_json::to_vec(package)?[..]))? {
        Answer::Good(_) => Ok(()),
        Answer::Refused(CONFLICT, told) => match ask(superior, package.year) {
            Ok(reply) if reply.digest == package.digest => Ok(()),
            _ => Err(not_taken(superior, CONFLICT, &told)),
        },
        Answer::Refused(status, told) => Err(not_taken(superior, status, &told)),
    }
}

/// The superior's reply, asked for over the network or from a file it gave; only one it has signed.
pub fn reply(superior: &Superior, year: i16, file: Option<&[u8]>) -> anyhow::Result<Reply> {
    match file {
        Some(bytes) => signed(superior, year, bytes),
        None => ask(superior, year),
    }
}

fn ask(superior: &Superior, year: i16) -> anyhow::Result<Reply> {
    let url = format!("{}/api/v1/submissions/{}/{year}", address(superior)?, superior.unit);
    match answered(superior, agent().get(&url).header(AUTHORIZATION, bearer(superior)).call())? {
        Answer::Good(bytes) => signed(superior, year, &bytes),
        Answer::Refused(status, told) => Err(not_taken(superior, status, &told)),
    }
}

fn signed(superior: &Superior, year: i16, bytes: &[u8]) -> anyhow::Result<Reply> {
    let reply: Reply = serde_json::from_slice(bytes).context("这不是答复文件。请向主管部门重新要。")?;
    if !reply.holds(&superior.token) || reply.unit != superior.unit || reply.year != year {
        bail!("答复的签名、单位或者年度不对，没有登记。请核对口令和文件。");
    }
    Ok(reply)
}

fn address(superior: &Superior) -> anyhow::Result<&str> {
    match superior.address.trim_end_matches('/') {
        "" => bail!(
            "没有设置主管部门的网址。请用报送文件、答复文件往来，或者在 settings/superior.toml 写明 address。"
        ),
        address => Ok(address),
    }
}

fn agent() -> ureq::Agent {
    crate::outward::agent(PATIENCE, false)
}

fn bearer(superior: &Superior) -> String {
    format!("Bearer {}", superior.token)
}

enum Answer {
    Good(Vec<u8>),
    /// The status, and what the superior's program said.
    Refused(u16, String),
}

fn answered(
    superior: &Superior,
    sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> anyhow::Result<Answer> {
    let unreachable = || {
        format!("连不上{}（{}）。请稍后再试，或者改用报送文件、答复文件。", superior.name, superior.address)
    };
    let mut answer = sent.with_context(unreachable)?;
    let status = answer.status();
    let body = answer.body_mut().with_config().limit(LONGEST_ANSWER as u64).read_to_vec();
    let body = body.with_context(unreachable)?;
    if status.is_success() {
        return Ok(Answer::Good(body));
    }
    let told: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let message = told["message"].as_str().unwrap_or("没有说明理由").to_owned();
    Ok(Answer::Refused(status.as_u16(), message))
}

fn not_taken(superior: &Superior, status: u16, told: &str) -> anyhow::Error {
    anyhow::anyhow!("{}没有接收（{status}）：{told}", superior.name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use office::submission::State;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    const TOKEN: &str = "0123456789abcdef";

    fn package() -> Package {
        let (unit, name) = ("370401".to_owned(), "某局".to_owned());
        let (on, report) = (Date::constant(2025, 1, 24), serde_json::json!({}));
        let package = Package {
            format: FORMAT.into(),
            unit,
            name,
            year: 2024,
            on,
            report,
            papers: Vec::new(),
            checklist: Vec::new(),
            digest: String::new(),
            signature: String::new(),
        };
        package.seal(TOKEN).unwrap()
    }

    fn reply_of(digest: &str, state: State, token: &str) -> String {
        let (digest, remarks) = (digest.to_owned(), String::new());
        let reply = Reply {
            unit: "370401".into(),
            year: 2024,
            digest,
            state,
            remarks,
            on: None,
            signature: String::new(),
        };
        serde_json::to_string(&reply.sealed(token)).unwrap()
    }

    /// A superior that gives these answers, one a request, and ends.
    fn superior(answers: Vec<(u16, String)>) -> Superior {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for (status, body) in answers {
                let (mut peer, _) = listener.accept().unwrap();
                let mut asked = Vec::new();
                let mut piece = [0; 4096];
                loop {
                    let got = peer.read(&mut piece).unwrap();
                    asked.extend_from_slice(&piece[..got]);
                    let text = String::from_utf8_lossy(&asked);
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    assert!(head.to_lowercase().contains("authorization: bearer 0123456789abcdef"), "{head}");
                    let length = head.to_lowercase();
                    let length = length.lines().find_map(|line| line.strip_prefix("content-length: "));
                    if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
                        break;
                    }
                }
                let length = body.len();
                write!(
                    peer,
                    "HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                )
                .unwrap();
            }
        });
        Superior { name: "市政府办公室".into(), address, unit: "370401".into(), token: TOKEN.into() }
    }

    fn said(message: &str) -> String {
        serde_json::json!({"message": message}).to_string()
    }

    #[test]
    fn a_package_is_handed_in_once_though_its_receipt_was_lost() {
        let package = package();
        deliver(&superior(vec![(201, "{}".into())]), &package).unwrap();
        let arrived = reply_of(&package.digest, State::Arrived, TOKEN);
        deliver(&superior(vec![(409, said("已经收到过")), (200, arrived)]), &package).unwrap();
        let other = reply_of("another", State::Accepted, TOKEN);
        for answers in [
            vec![(409, said("已经接收")), (200, other)],
            vec![
                (409, said("已经接收")),
                (200, reply_of(&package.digest, State::Arrived, "a token of somebody")),
            ],
            vec![(422, said("单位不符"))],
            vec![(500, String::new())],
        ] {
            let told = deliver(&superior(answers.clone()), &package).unwrap_err().to_string();
            assert!(told.contains("市政府办公室没有接收"), "{told}");
        }
    }

    #[test]
    fn only_a_reply_signed_for_us_is_taken_from_the_network_or_a_file() {
        let good = reply_of("d", State::Returned, TOKEN);
        let from_net = reply(&superior(vec![(200, good.clone())]), 2024, None).unwrap();
        assert_eq!(from_net.state, State::Returned);
        let nobody = superior(Vec::new());
        assert_eq!(reply(&nobody, 2024, Some(good.as_bytes())).unwrap(), from_net);
        for (year, file) in [
            (2023, good.clone()),
            (2024, good.replace("returned", "accepted")),
            (2024, reply_of("d", State::Accepted, "a token of somebody")),
            (2024, "{}".into()),
        ] {
            assert!(reply(&nobody, year, Some(file.as_bytes())).is_err(), "{year} {file}");
        }
        let offline = Superior { address: String::new(), ..nobody };
        assert!(deliver(&offline, &package()).unwrap_err().to_string().contains("没有设置主管部门的网址"));
    }
}
