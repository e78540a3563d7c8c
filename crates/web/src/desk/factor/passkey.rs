//! 通行密钥：WebAuthn without attestation. What a browser sends is compared with what was asked (Web Authentication
//! Level 2, §7.1 and §7.2), and the signature verified by the ring that is in the tree already.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

/// Bits of the flags of authenticator data.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;
/// Where the credential stands in authenticator data: hash 32, flags 1, counter 4, model 16.
const HEAD: usize = 37;
const MODEL: usize = 16;

/// A key of which we keep the public half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// The credential's id, base64url.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    key: Key,
    counter: u32,
    pub since: Timestamp,
    pub used: Option<Timestamp>,
}

/// The three kinds of keys that authenticators make; base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Key {
    /// ES256: the point, uncompressed.
    P256 { point: String },
    /// EdDSA
    Ed25519 { point: String },
    /// RS256
    Rsa { n: String, e: String },
}

/// Who asks: the site as the browser knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// `https://gongkai.example.gov.cn`
    pub origin: String,
    /// `gongkai.example.gov.cn`
    pub id: String,
}

impl Party {
    /// From an address of the site, with or without a path.
    pub fn of(address: &str) -> Option<Party> {
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split('/').next().filter(|host| !host.is_empty())?;
        let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        let id = name.map_or(host, |(name, _)| name).to_owned();
        Some(Party { origin: format!("{scheme}://{host}"), id })
    }
}

/// What the browser sent back, base64url each.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    pub credential: String,
    pub client: String,
    pub authenticator: String,
    pub signature: String,
    /// Whose the key says it is, where nobody was named.
    pub user: String,
}

/// Why a key was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("what the browser sent cannot be read")]
    Unreadable,
    #[error("the answer is to another question")]
    Challenge,
    #[error("the answer was given to another site")]
    Origin,
    #[error("nobody touched the key, or its owner was not verified")]
    Unattended,
    #[error("a kind of key that is not taken")]
    Kind,
    #[error("the signature is wrong")]
    Signature,
    #[error("the key was used elsewhere meanwhile: it may be a copy")]
    Copied,
}

/// A question nobody else was asked: 32 random bytes, base64url.
pub fn challenge() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(BASE64.encode(bytes))
}

/// The name a key keeps of its owner.
pub fn handle(account: &str) -> String {
    BASE64.encode(account)
}

/// Whose a key says it is.
pub fn owner(user: &str) -> Option<String> {
    String::from_utf8(bytes(user).ok()?).ok()
}

/// Takes a new key. It is worth what the session is worth in which it was made: no maker vouches for it, and none has to.
pub fn register(
    party: &Party,
    challenge: &str,
    given: &Given,
    name: &str,
    now: Timestamp,
) -> Result<Passkey, Refusal> {
    asked(party, challenge, "webauthn.create", given)?;
    let data = bytes(&given.authenticator)?;
    let (flags, counter) = head(party, &data)?;
    if flags & ATTESTED == 0 {
        return Err(Refusal::Unreadable);
    }
    let after = data.get(HEAD + MODEL..).ok_or(Refusal::Unreadable)?;
    let [high, low, rest @ ..] = after else { return Err(Refusal::Unreadable) };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let (id, key) = rest.split_at_checked(length).ok_or(Refusal::Unreadable)?;
    if id.is_empty() || id != bytes(&given.credential)? {
        return Err(Refusal::Unreadable);
    }
    let key = read_key(key).ok_or(Refusal::Kind)?;
    Ok(Passkey { id: BASE64.encode(id), name: name.into(), key, counter, since: now, used: None })
}

impl Passkey {
    /// Takes an answer of this key; `verified` where the key alone opens, so that it must have verified its owner.
    pub fn answer(
        &mut self,
        party: &Party,
        challenge: &str,
        given: &Given,
        verified: bool,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let client = asked(party, challenge, "webauthn.get", given)?;
        let data = bytes(&given.authenticator)?;
        let (flags, counter) = head(party, &data)?;
        if verified && flags & VERIFIED == 0 {
            return Err(Refusal::Unattended);
        }
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        self.key.verify(&signed, &bytes(&given.signature)?)?;
        // A key that counts never counts backwards; many do not count at all.
        if (counter > 0 || self.counter > 0) && counter <= self.counter {
            return Err(Refusal::Copied);
        }
        self.counter = counter;
        self.used = Some(now);
        Ok(())
    }
}

impl Key {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        let verified = match self {
            Key::P256 { point } => UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, bytes(point)?)
                .verify(message, signature),
            Key::Ed25519 { point } => {
                UnparsedPublicKey::new(&signature::ED25519, bytes(point)?).verify(message, signature)
            }
            Key::Rsa { n, e } => RsaPublicKeyComponents { n: bytes(n)?, e: bytes(e)? }.verify(
                &signature::RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
        };
        verified.map_err(|_| Refusal::Signature)
    }
}

/// The client data, where it answers what was asked, here.
fn asked(party: &Party, challenge: &str, kind: &str, given: &Given) -> Result<Vec<u8>, Refusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Client {
        r#type: String,
        challenge: String,
        origin: String,
        #[serde(default)]
        cross_origin: bool,
    }
    let raw = bytes(&given.client)?;
    let client: Client = serde_json::from_slice(&raw).map_err(|_| Refusal::Unreadable)?;
    if client.r#type != kind || client.challenge != challenge || challenge.is_empty() {
        return Err(Refusal::Challenge);
    }
    if client.origin != party.origin || client.cross_origin {
        return Err(Refusal::Origin);
    }
    Ok(raw)
}

/// Flags and counter, where the data are about this site and somebody was there.
fn head(party: &Party, data: &[u8]) -> Result<(u8, u32), Refusal> {
    let head = data.get(..HEAD).ok_or(Refusal::Unreadable)?;
    if &head[..32] != digest(&SHA256, party.id.as_bytes()).as_ref() {
        return Err(Refusal::Origin);
    }
    if head[32] & PRESENT == 0 {
        return Err(Refusal::Unattended);
    }
    Ok((head[32], u32::from_be_bytes([head[33], head[34], head[35], head[36]])))
}

/// A COSE key in the one encoding CTAP2 allows: canonical CBOR, so that each kind begins with bytes that are known.
fn read_key(data: &[u8]) -> Option<Key> {
    // {1: 2 EC2, 3: -7 ES256, -1: 1 P-256, -2: x, -3: y}
    const P256: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
    const Y: [u8; 3] = [0x22, 0x58, 0x20];
    // {1: 1 OKP, 3: -8 EdDSA, -1: 6 Ed25519, -2: x}
    const ED25519: [u8; 10] = [0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20];
    // {1: 3 RSA, 3: -257 RS256, -1: n of two bytes' length, -2: e of three bytes}
    const RSA: [u8; 9] = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59];
    const E: [u8; 2] = [0x21, 0x43];
    if let Some(rest) = data.strip_prefix(&P256) {
        let (x, rest) = rest.split_at_checked(32)?;
        let y = rest.strip_prefix(&Y)?.get(..32)?;
        return Some(Key::P256 { point: BASE64.encode([&[4], x, y].concat()) });
    }
    if let Some(rest) = data.strip_prefix(&ED25519) {
        return Some(Key::Ed25519 { point: BASE64.encode(rest.get(..32)?) });
    }
    let [high, low, rest @ ..] = data.strip_prefix(&RSA)? else { return None };
    let (n, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low])))?;
    let e = rest.strip_prefix(&E)?.get(..3)?;
    Some(Key::Rsa { n: BASE64.encode(n), e: BASE64.encode(e) })
}

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    BASE64.decode(text.trim_end_matches('=')).map_err(|_| Refusal::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

    /// An authenticator of the test's own.
    struct Authenticator {
        pair: EcdsaKeyPair,
        random: SystemRandom,
        counter: u32,
    }

    const ID: &[u8] = b"a credential of the test";

    impl Authenticator {
        fn new() -> Option<Authenticator> {
            let random = SystemRandom::new();
            let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).ok()?;
            let pair =
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, made.as_ref(), &random).ok()?;
            Some(Authenticator { pair, random, counter: 0 })
        }

        fn data(&mut self, rp: &str, flags: u8) -> Vec<u8> {
            self.counter += 1;
            [digest(&SHA256, rp.as_bytes()).as_ref(), &[flags], &self.counter.to_be_bytes()].concat()
        }

        fn makes(&mut self, rp: &str, client: &str, flags: u8) -> Given {
            let point = self.pair.public_key().as_ref().to_vec();
            let cose = [
                &[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20],
                &point[1..33],
                &[0x22, 0x58, 0x20],
                &point[33..],
            ]
            .concat();
            let length = (ID.len() as u16).to_be_bytes();
            let data = [self.data(rp, flags).as_slice(), &[0; 16], &length, ID, &cose].concat();
            Given {
                credential: BASE64.encode(ID),
                client: BASE64.encode(client),
                authenticator: BASE64.encode(data),
                ..Given::default()
            }
        }

        fn answers(&mut self, rp: &str, client: &str, flags: u8) -> Given {
            let data = self.data(rp, flags);
            let signed = [data.as_slice(), digest(&SHA256, client.as_bytes()).as_ref()].concat();
            let signature = self.pair.sign(&self.random, &signed).map(|one| one.as_ref().to_vec());
            Given {
                credential: BASE64.encode(ID),
                client: BASE64.encode(client),
                authenticator: BASE64.encode(data),
                signature: BASE64.encode(signature.unwrap_or_default()),
                ..Given::default()
            }
        }
    }

    fn party() -> Party {
        Party { origin: "https://site.example".into(), id: "site.example".into() }
    }

    fn client(kind: &str, challenge: &str, origin: &str) -> String {
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#)
    }

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_key_is_taken_and_answers_only_what_it_was_asked_here() {
        let Some(mut device) = Authenticator::new() else { panic!("no key") };
        let made =
            device.makes("site.example", &client("webauthn.create", "Q", "https://site.example"), 0x45);
        let mut key = match register(&party(), "Q", &made, "办公电脑", NOW) {
            Ok(key) => key,
            Err(refusal) => panic!("{refusal}"),
        };
        let good = client("webauthn.get", "R", "https://site.example");
        for (what, rp, said, flags, refusal) in [
            ("as asked", "site.example", good.clone(), 0x05, None),
            (
                "another question",
                "site.example",
                client("webauthn.get", "Q", "https://site.example"),
                0x05,
                Some(Refusal::Challenge),
            ),
            (
                "a making",
                "site.example",
                client("webauthn.create", "R", "https://site.example"),
                0x05,
                Some(Refusal::Challenge),
            ),
            (
                "another origin",
                "site.example",
                client("webauthn.get", "R", "https://evil.example"),
                0x05,
                Some(Refusal::Origin),
            ),
            (
                "without TLS",
                "site.example",
                client("webauthn.get", "R", "http://site.example"),
                0x05,
                Some(Refusal::Origin),
            ),
            ("another party", "evil.example", good.clone(), 0x05, Some(Refusal::Origin)),
            ("nobody there", "site.example", good.clone(), 0x04, Some(Refusal::Unattended)),
            ("owner not verified", "site.example", good.clone(), 0x01, Some(Refusal::Unattended)),
            ("no JSON", "site.example", "x".into(), 0x05, Some(Refusal::Unreadable)),
        ] {
            let given = device.answers(rp, &said, flags);
            assert_eq!(key.answer(&party(), "R", &given, true, NOW).err(), refusal, "{what}");
        }
    }

    #[test]
    fn another_key_a_changed_answer_and_a_copy_are_refused() {
        let (Some(mut device), Some(mut other)) = (Authenticator::new(), Authenticator::new()) else {
            panic!("no key")
        };
        let said = client("webauthn.create", "Q", "https://site.example");
        let Ok(mut key) = register(&party(), "Q", &device.makes("site.example", &said, 0x45), "", NOW) else {
            panic!("not taken")
        };
        let said = client("webauthn.get", "R", "https://site.example");
        other.counter = 10;
        let forged = other.answers("site.example", &said, 0x05);
        assert_eq!(key.answer(&party(), "R", &forged, false, NOW), Err(Refusal::Signature));
        let given = device.answers("site.example", &said, 0x05);
        assert_eq!(key.answer(&party(), "R", &given, false, NOW), Ok(()));
        assert_eq!(key.answer(&party(), "R", &given, false, NOW), Err(Refusal::Copied), "sent again");
        device.counter = 0;
        let copied = device.answers("site.example", &said, 0x05);
        assert_eq!(key.answer(&party(), "R", &copied, false, NOW), Err(Refusal::Copied));
    }

    #[test]
    fn what_is_cut_short_or_strange_is_refused_and_nothing_breaks() {
        let Some(mut device) = Authenticator::new() else { panic!("no key") };
        let said = client("webauthn.create", "Q", "https://site.example");
        let whole = device.makes("site.example", &said, 0x45);
        let data = bytes(&whole.authenticator).unwrap_or_default();
        for length in 0..data.len() {
            let cut = Given { authenticator: BASE64.encode(&data[..length]), ..whole.clone() };
            assert!(register(&party(), "Q", &cut, "", NOW).is_err(), "{length}");
        }
        for at in 0..data.len() {
            let mut changed = data.clone();
            changed[at] ^= 0xff;
            // Model, counter and the point itself are the authenticator's own; anything else is refused.
            let _ = register(
                &party(),
                "Q",
                &Given { authenticator: BASE64.encode(changed), ..whole.clone() },
                "",
                NOW,
            );
        }
        assert!(register(&party(), "Q", &Given::default(), "", NOW).is_err());
        assert!(register(&party(), "", &whole, "", NOW).is_err());
    }

    #[test]
    fn the_party_is_read_from_an_address() {
        for (address, origin, id) in [
            ("https://gongkai.example.gov.cn/", "https://gongkai.example.gov.cn", "gongkai.example.gov.cn"),
            ("http://localhost:8431", "http://localhost:8431", "localhost"),
        ] {
            assert_eq!(Party::of(address), Some(Party { origin: origin.into(), id: id.into() }));
        }
        assert_eq!(Party::of("gongkai.example.gov.cn"), None);
        assert_eq!(Party::of("https:///x"), None);
    }
}
