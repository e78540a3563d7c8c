//! 外部链接的检查：other sites that published texts lead to are asked whether they are there, slowly, and never those
//! of the inner network

use crate::library::Folder;
use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use publishing::Publishing;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use web::Library;
use web::links::{self, Asked, Gathered, State};

/// A site is asked again after so long.
const AGAIN: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How often it is looked at what is to be asked, and how much is asked then.
const LOOK_AGAIN: Duration = Duration::from_secs(60 * 60);
const MOST: usize = 200;
/// Between two questions to one host.
const PAUSE: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(10);
/// A site that sends on more often than this goes round in circles.
const HOPS: usize = 4;
/// The head of an answer; the rest is not read.
const LONGEST_HEAD: u64 = 16_384;

/// Asks one address after the other.
pub struct Asker {
    tls: TlsConnector,
    /// Where it may go: to nothing of the inner network.
    allowed: fn(SocketAddr) -> bool,
    patience: Duration,
}

impl Asker {
    pub fn new() -> anyhow::Result<Asker> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config =
            config.context("failed to set up TLS")?.with_root_certificates(roots).with_no_client_auth();
        Ok(Asker { tls: Arc::new(config).into(), allowed: is_public, patience: PATIENCE })
    }

    /// With other places it may go to, and another patience: for tests against a server of their own.
    #[must_use]
    pub fn reaching(self, allowed: fn(SocketAddr) -> bool, patience: Duration) -> Asker {
        Asker { allowed, patience, ..self }
    }

    /// Whether something is there; where it sends on, whether something is there.
    pub async fn ask(&self, address: &str) -> State {
        let Some(mut target) = Target::read(address) else {
            return State::Unasked("网址的写法不能检查".into());
        };
        for _ in 0..HOPS {
            let answer = match tokio::time::timeout(self.patience, self.head(&target)).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(state)) => return state,
                Err(_) => return State::Dead(format!("{}秒内没有答复", self.patience.as_secs())),
            };
            match answer {
                Answer { status: 300..=399, to: Some(to) } => match target.sent_on(&to) {
                    Some(next) => target = next,
                    None => return State::Dead("转到了不能访问的网址".into()),
                },
                Answer { status, .. } if is_there(status) => return State::Alive,
                Answer { status, .. } => return State::Dead(format!("对方答复{status}")),
            }
        }
        State::Dead("转来转去，没有结果".into())
    }

    /// The head of the answer. The name is resolved once, and the connection goes to an address that was looked at.
    async fn head(&self, target: &Target) -> Result<Answer, State> {
        let dead = |why: &str| State::Dead(why.to_owned());
        let found = tokio::net::lookup_host((target.host.as_str(), target.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|_| dead("域名查不到"))?.collect();
        if !found.iter().all(|at| (self.allowed)(*at)) {
            return Err(if found.iter().all(|at| is_open(at.ip())) {
                State::Unasked("端口不是80、443，没有访问".into())
            } else {
                dead("指向内部网络，没有访问")
            });
        }
        let at = found.first().ok_or_else(|| dead("域名查不到"))?;
        let plain = TcpStream::connect(at).await.map_err(|_| dead("连接不上"))?;
        if !target.tls {
            return exchange(plain, target).await.map_err(State::Dead);
        }
        let name = ServerName::try_from(target.host.clone()).map_err(|_| dead("域名不能用于加密连接"))?;
        let sealed = self.tls.connect(name, plain).await;
        let sealed = sealed.map_err(|_| dead("加密连接不成，证书可能有误"))?;
        exchange(sealed, target).await.map_err(State::Dead)
    }
}

/// It is there, though it may ask who comes.
fn is_there(status: u16) -> bool {
    status < 400 || matches!(status, 401 | 403 | 405 | 406 | 407 | 429)
}

struct Answer {
    status: u16,
    to: Option<String>,
}

async fn exchange(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    target: &Target,
) -> Result<Answer, String> {
    let asked = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: gongkai-links/1\r\nAccept: */*\r\nConnection: close\r\n\r\n",
        target.path, target.authority
    );
    let broken = |error: std::io::Error| match error.kind() {
        ErrorKind::UnexpectedEof => "没有答复就断开了".to_owned(),
        _ => "连接中断".to_owned(),
    };
    stream.write_all(asked.as_bytes()).await.map_err(broken)?;
    let (mut head, mut piece) = (Vec::new(), [0; 1024]);
    let mut rest = stream.take(LONGEST_HEAD);
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        match rest.read(&mut piece).await.map_err(broken)? {
            0 => break,
            read => head.extend_from_slice(piece.get(..read).unwrap_or_default()),
        }
    }
    read_head(&String::from_utf8_lossy(&head)).ok_or_else(|| "答复看不懂".into())
}

fn read_head(head: &str) -> Option<Answer> {
    let mut lines = head.lines();
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = lines.take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':'));
    let to = headers.find(|(name, _)| name.eq_ignore_ascii_case("location"));
    Some(Answer { status, to: to.map(|(_, value)| value.trim().to_owned()) })
}

/// An address taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    tls: bool,
    host: String,
    port: u16,
    authority: String,
    path: String,
}

impl Target {
    /// `None` for anything but a plain address of the web: no names and passwords, no names in other letters.
    fn read(address: &str) -> Option<Target> {
        let (scheme, rest) = address.split_once("://")?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let rest = rest.split('#').next()?;
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let (host, port) = match authority
            .rsplit_once(':')
            .filter(|(host, _)| !host.ends_with(':') && !authority.ends_with(']'))
        {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, if tls { 443 } else { 80 }),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let plain =
            !host.is_empty() && host.chars().all(|one| one.is_ascii_alphanumeric() || ".-:".contains(one));
        let path = path.chars().map(encoded).collect::<String>();
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        plain.then(|| Target { tls, host: host.into(), port, authority: authority.into(), path })
    }

    fn sent_on(&self, to: &str) -> Option<Target> {
        if to.contains("://") {
            return Target::read(to);
        }
        let scheme = if self.tls { "https" } else { "http" };
        match to.strip_prefix("//") {
            Some(rest) => Target::read(&format!("{scheme}://{rest}")),
            None if to.starts_with('/') => Target::read(&format!("{scheme}://{}{to}", self.authority)),
            None => {
                let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                Target::read(&format!("{scheme}://{}{folder}/{to}", self.authority))
            }
        }
    }
}

/// Nothing in a path can end the line it stands in.
fn encoded(letter: char) -> String {
    if letter.is_ascii_graphic() {
        return letter.into();
    }
    let mut bytes = [0; 4];
    letter.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// An address of the open web, at its usual doors.
fn is_public(at: SocketAddr) -> bool {
    matches!(at.port(), 80 | 443) && is_open(at.ip())
}

pub(crate) fn is_open(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_open_four(four),
        IpAddr::V6(six) => is_open_six(six),
    }
}

fn is_open_four(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let special = four.is_private()
        || four.is_loopback()
        || four.is_link_local()
        || four.is_multicast()
        || four.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn is_open_six(six: Ipv6Addr) -> bool {
    let inner = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match six.segments() {
        // Addresses of the older kind inside those of the newer.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] => is_open_four(inner(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_open_four(inner(high, low)),
        [0x2002, high, low, ..] => is_open_four(inner(high, low)),
        // Everything that is given out to the world begins with 001.
        [first, second, ..] => {
            first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0xdb8) && (first, second) != (0x2001, 0)
        }
    }
}

/// Asks what is to be asked, until the task is ended.
pub async fn keep_asking(asker: Asker, library: Arc<Folder>, publishing: Publishing) {
    let (mut again, mut gathered) = (tokio::time::interval(LOOK_AGAIN), Gathered::default());
    again.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        again.tick().await;
        if !library.site().check_links {
            continue;
        }
        match round(&asker, &publishing, &mut gathered, crate::now, PAUSE).await {
            Ok(0) => {}
            Ok(asked) => tracing::info!(asked, "addresses of other sites were asked"),
            Err(error) => tracing::error!("failed to ask other sites: {error:#}"),
        }
    }
}

/// Asks what was not asked for a week, two hundred at most. How many.
pub async fn round(
    asker: &Asker,
    publishing: &Publishing,
    gathered: &mut Gathered,
    now: impl Fn() -> Timestamp,
    pause: Duration,
) -> anyhow::Result<usize> {
    gathered.follow(publishing).await?;
    let (all, mut asked, mut host) = (gathered.all(), 0, None);
    for address in links::others(&all) {
        let known = links::asked(publishing.ledger(), publishing.organ(), address).await?;
        if known.is_some_and(|known| now().duration_since(known.at) < AGAIN) {
            continue;
        }
        let next = Target::read(address).map(|target| target.host);
        if next.is_some() && next == host {
            tokio::time::sleep(pause).await;
        }
        host = next.or(host);
        let found = Asked { address: address.into(), state: asker.ask(address).await, at: now() };
        links::note(publishing.ledger(), publishing.organ(), &found).await?;
        asked += 1;
        if asked >= MOST {
            break;
        }
    }
    Ok(asked)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_inner_network_is_public() {
        for inner in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "::7f00:1",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_open(inner.parse().unwrap()), "{inner}");
        }
        for open in ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:1.1.1.1"] {
            assert!(is_open(open.parse().unwrap()), "{open}");
        }
        assert!(is_public("1.1.1.1:443".parse().unwrap()) && !is_public("1.1.1.1:6379".parse().unwrap()));
    }

    #[tokio::test]
    async fn what_is_not_asked_is_not_called_dead() {
        let asker = Asker::new().unwrap();
        for address in ["http://1.1.1.1:8080/", "https://[2400:3200::1]:8443/x"] {
            let state = asker.ask(address).await;
            assert_eq!(state, State::Unasked("端口不是80、443，没有访问".into()), "{address}");
        }
        for address in ["ftp://a.cn/", "https://u:p@a.cn/", "https://政府.cn/"] {
            assert!(matches!(asker.ask(address).await, State::Unasked(_)), "{address}");
        }
        let state = asker.ask("http://10.1.2.3:8080/").await;
        assert_eq!(state, State::Dead("指向内部网络，没有访问".into()));
    }

    #[test]
    fn addresses_are_taken_apart_and_nothing_gets_into_the_head() {
        let read = |address: &str| Target::read(address).map(|one| (one.host, one.port, one.path));
        let told = |host: &str, port, path: &str| Some((host.into(), port, path.into()));
        assert_eq!(read("https://www.gov.cn"), told("www.gov.cn", 443, "/"));
        assert_eq!(read("HTTP://a.cn:8080/x?y=1#z"), told("a.cn", 8080, "/x?y=1"));
        assert_eq!(read("http://a.cn?y"), told("a.cn", 80, "/?y"));
        assert_eq!(read("http://[2400:3200::1]/"), told("2400:3200::1", 80, "/"));
        assert_eq!(
            read("https://a.cn/文件 \r\nX: y"),
            told("a.cn", 443, "/%E6%96%87%E4%BB%B6%20%0D%0AX:%20y")
        );
        for bad in
            ["ftp://a.cn/", "a.cn", "https://", "https://u:p@a.cn/", "https://政府.cn/", "https://a.cn\r\nX/"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
        let base = Target::read("https://a.cn/x/y").unwrap();
        let on = |to: &str| base.sent_on(to).map(|one| format!("{}{}", one.authority, one.path));
        assert_eq!(on("/z").as_deref(), Some("a.cn/z"));
        assert_eq!(on("z").as_deref(), Some("a.cn/x/z"));
        assert_eq!(on("//b.cn/z").as_deref(), Some("b.cn/z"));
        assert_eq!(on("http://b.cn").as_deref(), Some("b.cn/"));
        assert_eq!(on("file:///etc/passwd"), None);
    }
}
