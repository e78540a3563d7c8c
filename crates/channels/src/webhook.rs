//! webhook：一条消息以 JSON 送到对方的网址，签了名. How a receiver verifies it: docs/channels.md.

use crate::wire::{NotSent, Request, Wire};
use crate::{Adapter, Message, Outcome};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::Deserialize;
use sm3::Sm3;

/// 签名的算法
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    #[default]
    Sha256,
    Sm3,
}

/// Somebody's address, and the secret both sides know.
#[derive(Clone)]
pub struct Webhook {
    pub url: String,
    pub secret: String,
    pub signature: Signature,
}

/// `sha256=…`: the keyed hash of «time.id.body». A receiver refuses what is older than five minutes and an id it has
/// seen, so that nothing can be replayed.
pub fn signed(kind: Signature, secret: &str, time: i64, id: &str, body: &[u8]) -> String {
    let head = format!("{time}.{id}.");
    let whole = [head.as_bytes(), body].concat();
    match kind {
        Signature::Sha256 => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
            format!("sha256={}", hex(ring::hmac::sign(&key, &whole).as_ref()))
        }
        Signature::Sm3 => {
            let mut mac = Hmac::<Sm3>::new_from_slice(secret.as_bytes()).expect("any length is a key");
            mac.update(&whole);
            format!("sm3={}", hex(&mac.finalize().into_bytes()))
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Adapter for Webhook {
    fn send(&self, message: &Message, id: &str, at: Timestamp, wire: &dyn Wire) -> Outcome {
        let body = message.json().to_string().into_bytes();
        let time = at.as_second();
        let headers = vec![
            ("content-type", "application/json; charset=utf-8".to_owned()),
            ("x-gongkai-event", message.event.key().to_owned()),
            ("x-gongkai-delivery", id.to_owned()),
            ("x-gongkai-timestamp", time.to_string()),
            ("x-gongkai-signature", signed(self.signature, &self.secret, time, id, &body)),
        ];
        match wire.post(&Request { url: self.url.clone(), headers, body }) {
            Ok(reply) => answered(reply.status),
            Err(NotSent(why)) => Outcome::Later { why, pause: None },
        }
    }
}

/// What an answer means. A refusal that a second try can mend is tried again.
fn answered(status: u16) -> Outcome {
    match status {
        200..=299 => Outcome::Taken { told: "对方已接收".into(), reference: String::new() },
        300..=399 => Outcome::Refused {
            why: format!("对方答复{status}（转向别的网址），没有跟随。请核对网址"),
        },
        401 | 403 => Outcome::Refused {
            why: format!("对方拒绝（{status}）。请核对两边的密钥和签名算法")
        },
        404 | 410 => {
            Outcome::Refused { why: format!("对方没有这个网址（{status}）。请核对网址") }
        }
        408 | 425 | 429 | 500..=599 => {
            Outcome::Later { why: format!("对方暂时不能接收（{status}）"), pause: None }
        }
        status => Outcome::Refused {
            why: format!("对方不接收这条信息（{status}）。请与对方核对")
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231's key and data do not have our head, so both were reckoned apart with Python's `hmac` and `hashlib`.
    #[test]
    fn signatures_are_those_another_program_reckons() {
        let body = "{\"event\":\"published\"}".as_bytes();
        let sha = signed(Signature::Sha256, "一把足够长的密钥用来签名", 1_764_115_200, "ab12", body);
        assert_eq!(sha, "sha256=81f5bde6daa601955dc5259d217840529ee0853727788bc05cb41142c724fdf3");
        let sm3 = signed(Signature::Sm3, "一把足够长的密钥用来签名", 1_764_115_200, "ab12", body);
        assert_eq!(sm3, "sm3=45b1dcec37022baf9bb48624d23349c51b4b24b418b90b21013851874d437cd0");
    }

    #[test]
    fn what_may_be_mended_by_waiting_is_tried_again() {
        for (status, again) in [(500, true), (429, true), (302, false), (401, false), (422, false)] {
            assert_eq!(matches!(answered(status), Outcome::Later { .. }), again, "{status}");
        }
        assert!(matches!(answered(204), Outcome::Taken { .. }));
    }
}
