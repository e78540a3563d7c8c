//! 发信：one mail by SMTP, within bounds of time.

use super::words::Letter;
use folder::disclosure::{Encryption, Mail};
use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::time::Duration;

/// A server, and in whose name.
#[derive(Clone)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

/// Why a mail was not taken. What the server wrote is left out: servers repeat the address.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The server will never take it.
    #[error("refused: {0}")]
    Refused(Why),
    /// The server took no mail at all: it is down, slow, or does not let us in.
    #[error("the server is away: {0}")]
    Away(Why),
    /// This one not now.
    #[error("not now: {0}")]
    Later(Why),
}

/// What sort of failure, and the server's three digits where it gave them.
#[derive(Debug, thiserror::Error)]
#[error("{class}{}{code}", if code.is_empty() { "" } else { " " })]
pub struct Why {
    class: &'static str,
    code: String,
}

impl Why {
    fn of(class: &'static str) -> Why {
        Why { class, code: String::new() }
    }
}

impl Post {
    /// What is wrong with the settings is told in Chinese; whether the server is there shows when something is sent.
    pub fn open(mail: &Mail, organ: &str, patience: Duration) -> Result<Post, String> {
        let address: Address =
            mail.from.trim().parse().map_err(|_| {
                format!("发件地址 from“{}”的写法不对，例如 gongkai@example.gov.cn。", mail.from)
            })?;
        let server = mail.server.trim();
        let tls = || {
            TlsParameters::new(server.to_owned())
                .map_err(|_| format!("邮件服务器 server“{server}”不能用于加密连接，请写域名。"))
        };
        let tls = match mail.encryption {
            Encryption::None => Tls::None,
            Encryption::Starttls => Tls::Required(tls()?),
            Encryption::Tls => Tls::Wrapper(tls()?),
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server)
            .port(mail.port)
            .tls(tls)
            .timeout(Some(patience));
        if !mail.user.is_empty() {
            transport = transport.credentials(Credentials::new(mail.user.clone(), mail.password.clone()));
        }
        let from = Mailbox::new(Some(organ.to_owned()), address);
        Ok(Post { transport: transport.build(), from, patience })
    }

    /// `id` makes the Message-ID: a mail that comes twice is told by it.
    pub async fn send(&self, to: &str, letter: &Letter, id: &str, now: Timestamp) -> Result<(), Failed> {
        let message = self.message(to, letter, id, now)?;
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(Failed::Away(Why::of("no answer in time"))),
        }
    }

    fn message(&self, to: &str, letter: &Letter, id: &str, now: Timestamp) -> Result<Message, Failed> {
        let refused = |class| Failed::Refused(Why::of(class));
        let to: Address = to.trim().parse().map_err(|_| refused("no address to send to"))?;
        let domain = self.from.email.domain();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .date(now.into())
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|_| refused("no mail can be made of it"))?;
        let mut put = |name: &'static str, value: String| {
            let name = HeaderName::new_from_ascii_str(name);
            message.headers_mut().insert_raw(HeaderValue::new(name, value));
        };
        // RFC 3834: no machine is to answer.
        put("Auto-Submitted", "auto-generated".into());
        if let Some(address) = &letter.unsubscribe {
            put("List-Unsubscribe", format!("<{address}>"));
            put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into());
        }
        Ok(message)
    }
}

/// 530, 534, 535, 538: it does not let us in, whatever the mail.
const NOT_LET_IN: [&str; 4] = ["530", "534", "535", "538"];

fn failed(error: &lettre::transport::smtp::Error) -> Failed {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    // 421: it closes the connection.
    let away = code.is_empty() || code == "421" || NOT_LET_IN.contains(&code.as_str());
    let permanent = error.is_permanent();
    let why = Why { class: class(error), code };
    match (away, permanent) {
        (true, _) => Failed::Away(why),
        (_, true) => Failed::Refused(why),
        _ => Failed::Later(why),
    }
}

fn class(error: &lettre::transport::smtp::Error) -> &'static str {
    if error.is_permanent() {
        "answered for good"
    } else if error.is_transient() {
        "answered for now"
    } else if error.is_timeout() {
        "too slow"
    } else if error.is_tls() {
        "no secure connection"
    } else if error.is_response() {
        "answered what cannot be read"
    } else if error.is_client() {
        "offers nothing that we can use"
    } else {
        "no connection"
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;

    const ADDRESS: &str = "zhang@home.example";

    fn letter() -> Letter {
        Letter { subject: "通知".into(), text: "正文".into(), unsubscribe: None }
    }

    fn post(port: u16) -> Post {
        let text = |text: &str| text.to_owned();
        let mail = Mail {
            server: text("127.0.0.1"),
            port,
            encryption: Encryption::None,
            user: String::new(),
            password: String::new(),
            from: text("gongkai@office.example"),
            site: text("https://office.example"),
        };
        Post::open(&mail, "甲局", Duration::from_secs(5)).unwrap()
    }

    /// Says no to every recipient, by name.
    async fn server() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (reading, mut writing) = stream.into_split();
            writing.write_all(b"220 sink\r\n").await.unwrap();
            let mut lines = BufReader::new(reading).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = match line.strip_prefix("RCPT TO:") {
                    Some(who) => format!("550 5.1.1 {who}: no such box\r\n"),
                    None => "250 ok\r\n".into(),
                };
                writing.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        port
    }

    #[tokio::test]
    async fn what_is_told_of_a_failure_names_nobody() {
        let now = Timestamp::UNIX_EPOCH;
        let refused = post(server().await).send(ADDRESS, &letter(), "1", now).await.unwrap_err();
        assert_eq!(refused.to_string(), "refused: answered for good 550");
        let unreadable = post(1).send("张三 zhang@home.example", &letter(), "1", now).await.unwrap_err();
        assert_eq!(unreadable.to_string(), "refused: no address to send to");
        let away = post(1).send(ADDRESS, &letter(), "1", now).await.unwrap_err();
        assert!(matches!(away, Failed::Away(_)), "{away}");
        for failed in [refused, unreadable, away] {
            let told = format!("{failed} {failed:?}");
            assert!(!told.contains("zhang") && !told.contains("home.example"), "{told}");
        }
    }
}
