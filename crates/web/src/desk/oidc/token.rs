//! 身份令牌：an ID token of OpenID Connect Core, §3.1.3.7, verified before a word of it is believed. RS256 and ES256;
//! nothing unsigned, nothing signed by a secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

/// Seconds two clocks may be apart.
const APART: i64 = 60;
/// A token is some kilobytes; what is longer is none.
const LONGEST: usize = 64 * 1024;

/// The keys a provider publishes.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Keys {
    keys: Vec<Key>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Key {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    crv: String,
    n: String,
    e: String,
    x: String,
    y: String,
}

/// What is expected of a token.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
    pub now: Timestamp,
}

/// What a token says, once it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    pub subject: String,
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the token cannot be read")]
    Unreadable,
    #[error("the token is not signed in a way that is taken")]
    Algorithm,
    #[error("the token is signed by none of the provider's keys")]
    Signature,
    #[error("the token is another provider's")]
    Issuer,
    #[error("the token is for another client")]
    Audience,
    #[error("the token is over, or not yet begun")]
    Time,
    #[error("the token answers another sign-in")]
    Nonce,
}

impl Keys {
    /// Reads a token by these keys.
    pub fn believe(&self, token: &str, expected: &Expected<'_>) -> Result<Claims, Refusal> {
        if token.len() > LONGEST {
            return Err(Refusal::Unreadable);
        }
        let [head, body, seal] = *token.split('.').collect::<Vec<_>>() else {
            return Err(Refusal::Unreadable);
        };
        let signed = &token[..head.len() + 1 + body.len()];
        self.verify(&json(head)?, signed.as_bytes(), &bytes(seal)?)?;
        claims(&json(body)?, expected)
    }

    fn verify(&self, head: &Value, signed: &[u8], seal: &[u8]) -> Result<(), Refusal> {
        let kind = match head["alg"].as_str() {
            Some("RS256") => "RSA",
            Some("ES256") => "EC",
            _ => return Err(Refusal::Algorithm),
        };
        if !head["crit"].is_null() {
            return Err(Refusal::Algorithm);
        }
        let named = head["kid"].as_str();
        let fits = |key: &&Key| {
            key.kty == kind
                && key.r#use.as_deref().is_none_or(|use_of| use_of == "sig")
                && (named.is_none() || key.kid.as_deref() == named)
        };
        let verified = self.keys.iter().filter(fits).any(|key| key.verifies(signed, seal).unwrap_or(false));
        if verified { Ok(()) } else { Err(Refusal::Signature) }
    }
}

impl Key {
    fn verifies(&self, signed: &[u8], seal: &[u8]) -> Result<bool, Refusal> {
        if self.kty == "RSA" {
            let key = RsaPublicKeyComponents { n: bytes(&self.n)?, e: bytes(&self.e)? };
            return Ok(key.verify(&signature::RSA_PKCS1_2048_8192_SHA256, signed, seal).is_ok());
        }
        if self.crv != "P-256" {
            return Err(Refusal::Algorithm);
        }
        let point = [&[4], bytes(&self.x)?.as_slice(), bytes(&self.y)?.as_slice()].concat();
        Ok(UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point).verify(signed, seal).is_ok())
    }
}

fn claims(body: &Value, expected: &Expected<'_>) -> Result<Claims, Refusal> {
    if body["iss"].as_str() != Some(expected.issuer) {
        return Err(Refusal::Issuer);
    }
    let audience: Vec<&str> = match &body["aud"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    // One who holds a token made for several must be the one it was made out to.
    let party = body["azp"].as_str();
    let ours = party.map_or(audience.len() == 1, |party| party == expected.client);
    if !audience.contains(&expected.client) || !ours {
        return Err(Refusal::Audience);
    }
    let (now, time) = (expected.now.as_second(), |name: &str| body[name].as_i64());
    let over = time("exp").is_none_or(|end| end + APART <= now);
    let early = time("iat").is_none_or(|begin| begin - APART > now);
    if over || early || time("nbf").is_some_and(|begin| begin - APART > now) {
        return Err(Refusal::Time);
    }
    if expected.nonce.is_empty() || body["nonce"].as_str() != Some(expected.nonce) {
        return Err(Refusal::Nonce);
    }
    let subject = body["sub"].as_str().filter(|subject| !subject.is_empty() && subject.len() <= 255);
    Ok(Claims { subject: subject.ok_or(Refusal::Unreadable)?.to_owned() })
}

fn json(part: &str) -> Result<Value, Refusal> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| Refusal::Unreadable)
}

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    BASE64.decode(text).map_err(|_| Refusal::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    fn pair() -> Option<EcdsaKeyPair> {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).ok()
    }

    fn published(pair: &EcdsaKeyPair) -> Keys {
        let point = pair.public_key().as_ref();
        let key = json!({"kty": "EC", "crv": "P-256", "kid": "1", "use": "sig",
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..])});
        serde_json::from_value(json!({"keys": [key]})).unwrap_or_default()
    }

    fn token(pair: &EcdsaKeyPair, head: &Value, body: &Value) -> String {
        let signed = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(body.to_string()));
        let seal = pair.sign(&SystemRandom::new(), signed.as_bytes()).map(|seal| BASE64.encode(seal));
        format!("{signed}.{}", seal.unwrap_or_default())
    }

    fn good() -> Value {
        json!({"iss": "https://id.example", "aud": "gongkai", "sub": "u-1", "nonce": "N",
            "iat": 1_000_000, "exp": 1_000_600})
    }

    fn expected() -> Expected<'static> {
        let now = Timestamp::from_second(1_000_030).unwrap_or_default();
        Expected { issuer: "https://id.example", client: "gongkai", nonce: "N", now }
    }

    #[test]
    fn only_a_whole_and_fresh_token_of_ours_is_believed() {
        let Some(pair) = pair() else { panic!("no key") };
        let keys = published(&pair);
        let es256 = json!({"alg": "ES256", "kid": "1"});
        for (what, name, value, refusal) in [
            ("as it should be", "sub", json!("u-1"), None),
            ("another provider's", "iss", json!("https://evil.example"), Some(Refusal::Issuer)),
            ("for another client", "aud", json!("other"), Some(Refusal::Audience)),
            ("for several, made out to nobody", "aud", json!(["gongkai", "other"]), Some(Refusal::Audience)),
            ("over", "exp", json!(999_970), Some(Refusal::Time)),
            ("a minute off is not over", "exp", json!(999_971), None),
            ("without an end", "exp", json!(null), Some(Refusal::Time)),
            ("of tomorrow", "iat", json!(1_086_400), Some(Refusal::Time)),
            ("not yet", "nbf", json!(1_086_400), Some(Refusal::Time)),
            ("of another sign-in", "nonce", json!("M"), Some(Refusal::Nonce)),
            ("of no sign-in", "nonce", json!(null), Some(Refusal::Nonce)),
            ("about nobody", "sub", json!(""), Some(Refusal::Unreadable)),
        ] {
            let mut body = good();
            body[name] = value;
            assert_eq!(keys.believe(&token(&pair, &es256, &body), &expected()).err(), refusal, "{what}");
        }
    }

    #[test]
    fn unsigned_otherwise_signed_and_foreign_tokens_are_refused() {
        let (Some(pair), Some(other)) = (pair(), pair()) else { panic!("no key") };
        let keys = published(&pair);
        let body = good();
        for alg in ["none", "None", "HS256", "RS256", "ES384", ""] {
            let refused = keys.believe(&token(&pair, &json!({"alg": alg, "kid": "1"}), &body), &expected());
            assert!(matches!(refused, Err(Refusal::Algorithm | Refusal::Signature)), "{alg}");
        }
        let es256 = json!({"alg": "ES256", "kid": "1"});
        let foreign = token(&other, &es256, &body);
        assert_eq!(keys.believe(&foreign, &expected()).err(), Some(Refusal::Signature));
        let unknown = token(&pair, &json!({"alg": "ES256", "kid": "2"}), &body);
        assert_eq!(keys.believe(&unknown, &expected()).err(), Some(Refusal::Signature));
        let whole = token(&pair, &es256, &body);
        let (signed, _) = whole.rsplit_once('.').unwrap_or_default();
        for cut in [
            format!("{signed}."),
            signed.to_owned(),
            String::new(),
            "..".into(),
            "a.b.c.d".into(),
            "字.字.字".into(),
        ] {
            assert!(keys.believe(&cut, &expected()).is_err(), "{cut}");
        }
        let critical = token(&pair, &json!({"alg": "ES256", "kid": "1", "crit": ["x"]}), &body);
        assert_eq!(keys.believe(&critical, &expected()).err(), Some(Refusal::Algorithm));
        let none = Expected { nonce: "", ..expected() };
        assert!(keys.believe(&whole, &none).is_err(), "no nonce is no nonce to match");
    }
}
