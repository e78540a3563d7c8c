//! 统一身份认证的设置（`settings/oidc.toml`，申请人的在 `settings/citizens.toml`）和访问：requests to the one server of the
//! settings.

use crate::outward::agent;
use anyhow::{Context, bail};
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::http::header::AUTHORIZATION;
use web::desk::oidc::{Fetch, Oidc, Settings};

const STAFF: &str = "settings/oidc.toml";
const CITIZENS: &str = "settings/citizens.toml";
/// A provider that takes longer is taken for down.
const TIMEOUT: Duration = Duration::from_secs(10);
/// An answer of a provider is some kilobytes.
const LONGEST_BYTES: u64 = 1 << 20;

/// The provider a data folder names for the staff; none where it names none.
pub fn provider(data: &Path) -> anyhow::Result<Option<Oidc>> {
    Ok(settings(data, STAFF)?.map(|settings| Oidc::new(settings, Web { agent: agent(TIMEOUT, true) })))
}

/// The one for citizens.
pub fn citizens(data: &Path) -> anyhow::Result<Option<Oidc>> {
    Ok(settings(data, CITIZENS)?
        .map(|settings| Oidc::for_citizens(settings, Web { agent: agent(TIMEOUT, true) })))
}

fn settings(data: &Path, name: &str) -> anyhow::Result<Option<Settings>> {
    let path = data.join(name);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| format!("《{}》读不出。请确认有读取权限。", path.display()));
        }
    };
    let settings: Settings = toml::from_str(&text).with_context(|| {
        format!("《{}》写得不对。请写明 issuer、client_id、client_secret、name、site。", path.display())
    })?;
    match settings.wrong() {
        Some(wrong) => bail!("《{}》：{wrong}", path.display()),
        None => Ok(Some(settings)),
    }
}

struct Web {
    agent: Agent,
}

impl Fetch for Web {
    fn get(&self, url: &str) -> anyhow::Result<Vec<u8>> {
        let mut answer = self.agent.get(url).call().with_context(|| format!("failed to ask {url}"))?;
        Ok(answer.body_mut().with_config().limit(LONGEST_BYTES).read_to_vec()?)
    }

    fn post(
        &self,
        url: &str,
        client: Option<(&str, &str)>,
        form: &[(&str, &str)],
    ) -> anyhow::Result<Vec<u8>> {
        let mut request = self.agent.post(url);
        if let Some((name, secret)) = client {
            request = request.header(AUTHORIZATION, web::desk::oidc::basic(name, secret));
        }
        let answer = request.send_form(form.iter().copied());
        let mut answer = answer.with_context(|| format!("failed to ask {url}"))?;
        Ok(answer.body_mut().with_config().limit(LONGEST_BYTES).read_to_vec()?)
    }
}

#[cfg(test)]
mod tests {
    use super::{citizens, provider};

    #[test]
    fn the_settings_are_read_or_refused_with_their_place() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(provider(folder.path()).is_ok_and(|none| none.is_none()));
        std::fs::create_dir(folder.path().join("settings")).expect("a folder");
        let with = |text: &str| {
            std::fs::write(folder.path().join("settings/oidc.toml"), text).expect("a file");
            provider(folder.path())
        };
        let good = "issuer = \"https://id.example\"\nclient_id = \"gongkai\"\nclient_secret = \"s\"\n\
                    name = \"省统一身份认证\"\nsite = \"https://site.example\"\n";
        assert!(with(good).is_ok_and(|found| found.is_some()));
        assert!(citizens(folder.path()).is_ok_and(|none| none.is_none()), "the staff's is not the citizens'");
        for bad in [good.replace("https://id", "http://id"), good.replace("issuer", "issuers"), "x".into()] {
            let refused = with(&bad).err().map(|error| format!("{error:#}")).unwrap_or_default();
            assert!(refused.contains("oidc.toml"), "{refused}");
        }
    }
}
