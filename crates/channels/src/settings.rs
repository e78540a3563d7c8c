//! 渠道的设置：`settings/channels.toml`, read or refused with the place and what should stand there

use crate::Adapter;
use crate::webhook::{Signature, Webhook};
use crate::wechat::WeChat;
use office::register::{Choice, Register};
use serde::Deserialize;
use std::collections::BTreeSet;

const WECHAT_API: &str = "https://api.weixin.qq.com";
/// A shorter secret could be guessed.
const SHORTEST_SECRET: usize = 16;
const MOST: usize = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    allowed_hosts: Vec<String>,
    webhook: Vec<WrittenWebhook>,
    wechat: Vec<WrittenWeChat>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWebhook {
    id: String,
    name: String,
    url: String,
    secret: String,
    #[serde(default)]
    signature: Signature,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    medium: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWeChat {
    id: String,
    name: String,
    app_id: String,
    app_secret: String,
    cover_media_id: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    columns: Vec<String>,
    /// 计入“政务新媒体发布”登记
    #[serde(default)]
    register: bool,
    #[serde(default)]
    api: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Webhook,
    WeChat,
}

impl Kind {
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Webhook => "webhook",
            Kind::WeChat => "微信公众号草稿",
        }
    }
}

/// A channel as the settings name it.
pub struct Named {
    /// By which results are kept: it stays, however the channel is called.
    pub id: String,
    pub name: String,
    pub kind: Kind,
    /// Only items of these columns; all where there is none.
    pub columns: Vec<String>,
    /// As which medium a post enters the register of posts; `None` where it enters none.
    pub medium: Option<String>,
    pub adapter: Box<dyn Adapter>,
}

impl Named {
    pub fn takes(&self, column: &str) -> bool {
        self.columns.is_empty() || self.columns.iter().any(|one| one == column)
    }
}

#[derive(Default)]
pub struct Settings {
    pub channels: Vec<Named>,
    /// Hosts of the inner network that may be reached, `host` or `host:port`; over plain HTTP too.
    pub allowed_hosts: BTreeSet<String>,
}

impl Settings {
    /// The refusal is a sentence: what is wrong, where, what to do.
    pub fn parse(text: &str) -> Result<Settings, String> {
        let written: Written = toml::from_str(text).map_err(|error| law::plain::toml(text, &error))?;
        let allowed_hosts: BTreeSet<String> =
            written.allowed_hosts.iter().map(|host| host.to_lowercase()).collect();
        let mut channels = Vec::new();
        for one in written.webhook {
            channels.push(webhook(one, &allowed_hosts)?);
        }
        for one in written.wechat {
            channels.push(wechat(one, &allowed_hosts)?);
        }
        let mut ids = BTreeSet::new();
        if let Some(twice) = channels.iter().find(|one| !ids.insert(one.id.clone())) {
            return Err(format!("两个渠道的 id 都是“{}”，须各不相同。", twice.id));
        }
        if channels.len() > MOST {
            return Err(format!("最多{MOST}个渠道。"));
        }
        Ok(Settings { channels, allowed_hosts })
    }
}

fn webhook(one: WrittenWebhook, allowed: &BTreeSet<String>) -> Result<Named, String> {
    named(&one.id, &one.name)?;
    reachable(&one.id, "url", &one.url, allowed)?;
    if one.secret.chars().count() < SHORTEST_SECRET {
        return Err(format!("渠道“{}”的 secret 至少{SHORTEST_SECRET}个字符。", one.id));
    }
    if let Some(medium) = &one.medium {
        is_medium(&one.id, medium)?;
    }
    let adapter = Webhook { url: one.url, secret: one.secret, signature: one.signature };
    Ok(Named {
        id: one.id,
        name: one.name,
        kind: Kind::Webhook,
        columns: one.columns,
        medium: one.medium,
        adapter: Box::new(adapter),
    })
}

fn wechat(one: WrittenWeChat, allowed: &BTreeSet<String>) -> Result<Named, String> {
    named(&one.id, &one.name)?;
    let api = one.api.unwrap_or_else(|| WECHAT_API.into()).trim_end_matches('/').to_owned();
    reachable(&one.id, "api", &api, allowed)?;
    let needed =
        [("app_id", &one.app_id), ("app_secret", &one.app_secret), ("cover_media_id", &one.cover_media_id)];
    if let Some((name, _)) = needed.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(format!("渠道“{}”没有写 {name}。", one.id));
    }
    let adapter = WeChat::new(api, one.app_id, one.app_secret, one.cover_media_id, one.author);
    Ok(Named {
        id: one.id,
        name: one.name,
        kind: Kind::WeChat,
        columns: one.columns,
        medium: one.register.then(|| "微信".into()),
        adapter: Box::new(adapter),
    })
}

fn named(id: &str, name: &str) -> Result<(), String> {
    let plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
    if id.is_empty() || id.len() > 30 || !id.chars().all(plain) {
        return Err(format!("渠道的 id“{id}”只能用小写字母、数字和“-”，最多30个。"));
    }
    if name.trim().is_empty() || name.chars().count() > 40 {
        return Err(format!("渠道“{id}”没有写 name，或者超过40字。"));
    }
    Ok(())
}

/// Over TLS to the world; over whatever the settings allow within.
fn reachable(id: &str, name: &str, url: &str, allowed: &BTreeSet<String>) -> Result<(), String> {
    let wrong = |why: &str| Err(format!("渠道“{id}”的 {name} {why}"));
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme @ ("https" | "http"), rest)) => (scheme, rest),
        _ => return wrong("须是 https:// 开头的网址。"),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty()
        || authority.contains('@')
        || url.chars().any(|one| one.is_whitespace() || one.is_control())
    {
        return wrong("写得不对：网址里不能有空格和用户名。");
    }
    if scheme == "http" && !is_allowed(allowed, authority) {
        return wrong("不是 https://。内部网络的主机确要用 http:// 的，请写进 allowed_hosts。");
    }
    Ok(())
}

/// By name, or by name and port.
pub(crate) fn is_allowed(allowed: &BTreeSet<String>, authority: &str) -> bool {
    let authority = authority.to_lowercase();
    let host = authority.rsplit_once(':').map_or(authority.as_str(), |(host, _)| host);
    allowed.contains(&authority) || allowed.contains(host)
}

impl Settings {
    /// Whether a host is one of those the settings allow to be within.
    pub fn allows(&self, authority: &str) -> bool {
        is_allowed(&self.allowed_hosts, authority)
    }
}

fn is_medium(id: &str, medium: &str) -> Result<(), String> {
    let known: Vec<&str> = media().iter().map(|choice| choice.name).collect();
    if known.contains(&medium) {
        return Ok(());
    }
    Err(format!("渠道“{id}”的 medium 须是{}之一。", known.join("、")))
}

/// What the register of posts knows of media.
fn media() -> &'static [Choice] {
    let field = posts().and_then(|register| register.fields.iter().find(|field| field.key == "medium"));
    match field.map(|field| field.kind) {
        Some(office::register::Kind::Choice(choices)) => choices,
        _ => &[],
    }
}

/// 政务新媒体发布
pub(crate) fn posts() -> Option<&'static Register> {
    Register::all().find(|register| register.key == "posts")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
allowed_hosts = ["media.inner.example:8080", "10.0.0.9"]
[[webhook]]
id = "county"
name = "县融媒体中心"
url = "https://media.example/hook"
secret = "0123456789abcdef"
medium = "微博"
[[webhook]]
id = "inner"
name = "内网"
url = "http://media.inner.example:8080/hook"
secret = "0123456789abcdef"
signature = "sm3"
[[wechat]]
id = "wechat"
name = "局公众号"
app_id = "wx1"
app_secret = "s"
cover_media_id = "m"
columns = ["政务动态"]
register = true
"#;

    #[test]
    fn settings_are_read_or_refused_with_what_to_do() {
        let good = Settings::parse(GOOD).expect("they are right");
        let of: Vec<_> = good.channels.iter().map(|one| (one.id.as_str(), one.medium.as_deref())).collect();
        assert_eq!(of, [("county", Some("微博")), ("inner", None), ("wechat", Some("微信"))]);
        assert!(good.channels[2].takes("政务动态") && !good.channels[2].takes("政策文件"));
        assert!(good.channels[0].takes("政策文件"));
        assert!(Settings::parse("").is_ok_and(|none| none.channels.is_empty()));
        for (from, to, told) in [
            ("https://media.example", "http://media.example", "allowed_hosts"),
            ("https://media.example", "ftp://media.example", "https://"),
            ("https://media.example", "https://user:pw@media.example", "用户名"),
            ("http://media.inner.example:8080", "http://media.inner.example:81", "allowed_hosts"),
            ("0123456789abcdef\"\nmedium", "short\"\nmedium", "至少16个字符"),
            ("\"微博\"", "\"电视\"", "之一"),
            ("\"county\"", "\"County\"", "小写字母"),
            ("\"county\"", "\"inner\"", "各不相同"),
            ("\"sm3\"", "\"md5\"", "md5"),
            ("app_secret = \"s\"", "app_secret = \"\"", "app_secret"),
            ("cover_media_id", "cover", "cover"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let told_instead = Settings::parse(&GOOD.replacen(from, to, 1)).err().unwrap_or_default();
            assert!(told_instead.contains(told), "{from} → {to}: {told_instead}");
            assert!(!told_instead.contains("0123456789"), "secrets are not told");
        }
    }
}
