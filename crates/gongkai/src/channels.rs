//! 别的渠道怎样接上：`settings/channels.toml`, and the one way to them: bounded, led on by nobody, and into the inner
//! network only where the settings name a host.

use crate::links::is_open;
use crate::outward;
use anyhow::{Context, anyhow};
use channels::{Channels, NotSent, Origin, Reply, Request, Settings, Wire};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, config::Config};
use web::Library;

const NAME: &str = "settings/channels.toml";
const TIMEOUT: Duration = Duration::from_secs(20);
/// An answer is some hundred bytes.
const LONGEST_BYTES: u64 = 1 << 18;
/// How often it is looked what is to be sent.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// The channels a data folder names; none where it names none.
pub fn settings(data: &Path) -> anyhow::Result<Settings> {
    let path = data.join(NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            Settings::parse(&text).map_err(|wrong| anyhow!("设置文件《{}》有误：{wrong}", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(error).with_context(|| {
            format!("设置文件《{}》读不出。请确认是 UTF-8 并且有读取权限。", path.display())
        }),
    }
}

/// Goes out over the network.
pub struct Net {
    agent: Agent,
}

impl Net {
    pub fn new(settings: Arc<Settings>) -> Net {
        // No proxy: it would look the names up, and where they lead would not be looked at.
        let config = outward::config(TIMEOUT).http_status_as_error(false).proxy(None).build();
        Net { agent: Agent::with_parts(config, DefaultConnector::default(), Reach(settings)) }
    }
}

/// Where names may lead.
struct Reach(Arc<Settings>);

impl std::fmt::Debug for Reach {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Reach")
    }
}

impl Resolver for Reach {
    fn resolve(&self, uri: &Uri, config: &Config, within: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, within)?;
        let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
        let outside = uri.scheme_str() == Some("https") && found.iter().all(|at| is_open(at.ip()));
        let may = outside || self.0.allows(&authority);
        // Told apart from a name nobody has.
        if may { Ok(found) } else { Err(Error::BadUri(INSIDE.into())) }
    }
}

const INSIDE: &str = "it leads into the inner network";

impl Wire for Net {
    fn post(&self, request: &Request) -> Result<Reply, NotSent> {
        let mut asked = self.agent.post(&request.url);
        for (name, value) in &request.headers {
            asked = asked.header(*name, value);
        }
        let mut answer = asked.send(&request.body[..]).map_err(|error| not_sent(&error))?;
        let status = answer.status().as_u16();
        let read = answer.body_mut().with_config().limit(LONGEST_BYTES).read_to_vec();
        Ok(Reply { status, body: read.map_err(|error| not_sent(&error))? })
    }
}

/// Without the address, which may hold a secret.
fn not_sent(error: &Error) -> NotSent {
    NotSent(match error {
        Error::HostNotFound => "域名查不到".into(),
        Error::Timeout(_) => format!("{}秒内没有答复", TIMEOUT.as_secs()),
        Error::ConnectionFailed => "连接不上".into(),
        Error::BodyExceedsLimit(_) => "对方的答复太长".into(),
        Error::BadUri(why) if why == INSIDE => {
            "网址指向内部网络，没有发送。确要送往内部主机的，请写进 allowed_hosts".into()
        }
        Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => "连接不上".into(),
        Error::Tls(_) | Error::Rustls(_) => "加密连接不成，证书可能有误".into(),
        _ => "连接中断".into(),
    })
}

/// Queues what is public anew and sends what is due, until the task is ended.
pub async fn keep_sending(channels: Channels, library: Arc<dyn Library>, wire: Arc<dyn Wire>) {
    let mut again = tokio::time::interval(LOOK_AGAIN);
    again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        again.tick().await;
        let origin = Origin { address: library.site().address.clone(), organ: library.organ().name.clone() };
        let (now, sent) = (crate::now(), async |now| {
            channels.follow(now, &origin).await?;
            channels.send_due(now, &origin, &wire).await
        });
        match sent(now).await {
            Ok(round) if round == channels::Round::default() => {}
            Ok(round) => tracing::info!(?round, "channels"),
            Err(error) => tracing::error!("failed to send to the channels: {:#}", anyhow::Error::from(error)),
        }
    }
}
