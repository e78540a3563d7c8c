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

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The server will never take it.
    #[error("refused: {0}")]
    Refused(String),
    /// The server took no mail at all: it is down, slow, or does not let us in.
    #[error("the server is away: {0}")]
    Away(String),
    /// This one not now.
    #[error("not now: {0}")]
    Later(String),
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
            Err(_) => Err(Failed::Away(format!("no answer within {} s", self.patience.as_secs_f32()))),
        }
    }

    fn message(&self, to: &str, letter: &Letter, id: &str, now: Timestamp) -> Result<Message, Failed> {
        let refused = |error: String| Failed::Refused(error);
        let to: Address = to.trim().parse().map_err(|_| refused(format!("“{to}” is no address")))?;
        let domain = self.from.email.domain();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .date(now.into())
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| refused(error.to_string()))?;
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
    if code.is_empty() || code == "421" || NOT_LET_IN.contains(&code.as_str()) {
        return Failed::Away(format!("{error:?}"));
    }
    if error.is_permanent() {
        return Failed::Refused(format!("{error:?}"));
    }
    Failed::Later(format!("{error:?}"))
}
