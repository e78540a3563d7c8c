//! 上下级：`settings/superior.toml` names whom we report to, `settings/units.toml` who reports to us.

use anyhow::{anyhow, bail};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;
use web::desk::submissions::Unit;

/// A shorter one could be guessed.
const SHORTEST_TOKEN: usize = 16;

/// Whom the annual report is submitted to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Superior {
    pub name: String,
    /// `https://…`; without one, packages are exchanged as files.
    #[serde(default)]
    pub address: String,
    /// Our code there.
    pub unit: String,
    /// What our packages are signed with.
    pub token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Units {
    #[serde(default)]
    unit: Vec<One>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    code: String,
    name: String,
    token: String,
}

pub fn superior(data: &Path) -> anyhow::Result<Option<Superior>> {
    let Some(found) = read::<Superior>(data, "superior.toml")? else { return Ok(None) };
    let secure = ["https://", "http://127.0.0.1", "http://localhost"];
    if !found.address.is_empty() && !secure.iter().any(|start| found.address.starts_with(start)) {
        bail!("设置文件 settings/superior.toml 有误：address 应当以 https:// 开头。");
    }
    if found.token.len() < SHORTEST_TOKEN {
        bail!("设置文件 settings/superior.toml 有误：token 至少{SHORTEST_TOKEN}个字符。");
    }
    Ok(Some(found))
}

/// By code.
pub fn units(data: &Path) -> anyhow::Result<Vec<Unit>> {
    let Some(found) = read::<Units>(data, "units.toml")? else { return Ok(Vec::new()) };
    let mut codes = BTreeSet::new();
    for one in &found.unit {
        let plain = !one.code.is_empty()
            && one.code.len() <= 40
            && one.code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !plain || !codes.insert(one.code.as_str()) {
            bail!("设置文件 settings/units.toml 有误：代码“{}”应当是字母、数字，各单位不同。", one.code);
        }
        if one.token.len() < SHORTEST_TOKEN {
            bail!("设置文件 settings/units.toml 有误：{}的 token 至少{SHORTEST_TOKEN}个字符。", one.name);
        }
    }
    let mut units: Vec<Unit> =
        found.unit.into_iter().map(|One { code, name, token }| Unit { code, name, token }).collect();
    units.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(units)
}

fn read<T: serde::de::DeserializeOwned>(data: &Path, name: &str) -> anyhow::Result<Option<T>> {
    let path = data.join("settings").join(name);
    let wrong = |detail: String| anyhow!("设置文件《{}》有误：{detail}", path.display());
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let found =
                toml::from_str(&text).map_err(|error| wrong(law::plain::toml(&text, &error).to_string()));
            found.map(Some)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(format!("读不出来（{error}）。请确认有读取权限。"))),
    }
}
